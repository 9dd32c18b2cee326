// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of kmod/policy.c, policy_seal.c and the look-ups in a policy
 */
#include <check.h>
#include <errno.h>
#include <linux/capability.h>
#include <stdlib.h>
#include <string.h>

#include "../../kmod/match.h"
#include "../../kmod/policy.h"
#include "../../kmod/selftest/selftest.h"
#include "kernel/shim.h"

enum {
	ALLOW = CSEC_ACTION_ALLOW,
	DENY = CSEC_ACTION_DENY
};

/* A set of bits of enum csec_feature. */
#define F(feature) BIT_ULL(CSEC_FEATURE_##feature)
#define LAST(name) CSEC_##name##_MAX

static struct csec_policy *create(void)
{
	struct csec_policy *policy = csec_policy_create("p");

	ck_assert(!IS_ERR(policy));
	return policy;
}

static void drop(struct csec_policy *policy)
{
	csec_policy_put(policy);
	rcu_barrier();
	ck_assert_int_eq(shim_nr_live(), 0);
	ck_assert_uint_eq(shim_nr_warnings(), 0);
}

static int add_rule(struct csec_policy *policy, u32 section, const char *path,
		    u32 line)
{
	const struct csec_rule_spec spec = {
		.section = section,
		.path = path,
		.line = line,
		.inline_action = -1,
	};

	return csec_policy_add_rule(policy, &spec);
}

/* A policy that lacks nothing. */
static struct csec_policy *create_whole(void)
{
	struct csec_policy *policy = create();

	ck_assert_int_eq(csec_policy_set(policy, CSEC_POLICY_A_MODE,
					 CSEC_MODE_ENFORCE),
			 0);
	ck_assert_int_eq(
		csec_policy_set(policy, CSEC_POLICY_A_EXEC_DEFAULT, DENY), 0);
	ck_assert_int_eq(csec_policy_add_match(policy, CSEC_MATCH_CGROUP, "/c"),
			 0);
	return policy;
}

static void seal(struct csec_policy *policy)
{
	const char *why = "not touched";

	ck_assert_int_eq(csec_policy_seal(policy, &why), 0);
	ck_assert_ptr_null(why);
}

static char *repeat(const char *head, size_t len)
{
	char *text = malloc(len + 1);

	ck_assert_ptr_nonnull(text);
	memset(text, 'a', len);
	memcpy(text, head, strlen(head));
	text[len] = '\0';
	return text;
}

static u32 find_line(const struct csec_policy *policy,
		     enum csec_section section, const char *path)
{
	const struct csec_rule *rule = csec_match_path(policy, section, path);

	return rule ? rule->line : 0;
}

struct text_case {
	const char *text;
	int expected;
	const char *why;
};

struct set_case {
	enum csec_policy_attr attr;
	u64 value;
	int expected;
	const char *why;
};

struct extra_case {
	struct csec_rule_spec spec;
	int expected;
	const char *why;
};

struct section_case {
	enum csec_section section;
	enum csec_policy_attr attr; /* its default; UNSPEC: none needed */
};

struct feature_case {
	enum csec_policy_attr attr;
	u64 value;
	u64 features;
};

static const u8 digest[CSEC_SHA256_LEN] = { 1, 2, 3, [31] = 32 };

/* clang-format off */
static const struct text_case name_cases[] = {
	{ "a",		0,		"one letter" },
	{ "0",		0,		"one digit" },
	{ "a.b-c9",	0,		"all kinds" },
	{ "a..b--c",	0,		"runs of punctuation" },
	{ "",		-EINVAL,	"empty" },
	{ "-a",		-EINVAL,	"'-' first" },
	{ "a-",		-EINVAL,	"'-' last" },
	{ ".a",		-EINVAL,	"'.' first" },
	{ "a.",		-EINVAL,	"'.' last" },
	{ "A",		-EINVAL,	"capital" },
	{ "a_b",	-EINVAL,	"underscore" },
	{ "a b",	-EINVAL,	"blank" },
	{ "a/b",	-EINVAL,	"slash" },
	{ "a\n",	-EINVAL,	"newline" },
	{ "\xc3\xa4",	-EINVAL,	"not ASCII" },
};

static const struct text_case path_cases[] = {
	{ "/",			0,		"root" },
	{ "/a",			0,		"one component" },
	{ "/a/b.c/..d/...",	0,		"dots in names" },
	{ "/\xc3\xa4 b",	0,		"UTF-8 and a blank" },
	{ "/a\xff",		0,		"any byte" },
	{ "/a/**/b*?[x]\\*",	0,		"glob" },
	{ "/.a",		0,		"hidden" },
	{ "/.*",		0,		"glob that starts with a dot" },
	{ "",			-EINVAL,	"empty" },
	{ "a",			-EINVAL,	"relative" },
	{ "**",			-EINVAL,	"relative glob" },
	{ "//",			-EINVAL,	"empty component" },
	{ "//a",		-EINVAL,	"empty component first" },
	{ "/a//b",		-EINVAL,	"empty component inside" },
	{ "/a/",		-EINVAL,	"empty component last" },
	{ "/*/",		-EINVAL,	"empty component last, glob" },
	{ "/.",			-EINVAL,	"this directory" },
	{ "/./a",		-EINVAL,	"this directory first" },
	{ "/a/./b",		-EINVAL,	"this directory inside" },
	{ "/..",		-EINVAL,	"parent" },
	{ "/a/../b",		-EINVAL,	"parent inside" },
	{ "/*/..",		-EINVAL,	"parent, glob" },
	{ "/a\n",		-EINVAL,	"newline" },
	{ "/a\x01",		-EINVAL,	"control" },
	{ "/a\x1f",		-EINVAL,	"last control" },
	{ "/a\x7f",		-EINVAL,	"delete" },
	{ "/[a",		-EINVAL,	"open set" },
	{ "/a\\",		-EINVAL,	"open escape" },
	{ "/\\./a",		-EINVAL,	"escaped dot" },
	{ "/a[/]b",		-EINVAL,	"slash in a set" },
};

static const struct text_case label_cases[] = {
	{ "a=b",	0,		"label" },
	{ "a=",		0,		"empty value" },
	{ "a=b=c",	0,		"'=' in the value" },
	{ "=b",		-EINVAL,	"empty key" },
	{ "a",		-EINVAL,	"no value" },
	{ "",		-EINVAL,	"empty" },
	{ "a=\n",	-EINVAL,	"newline" },
};

#define RANGE(attr, min, max) \
	{ CSEC_POLICY_A_##attr, (u64)(min) - 1, -EINVAL, #attr " min - 1" }, \
	{ CSEC_POLICY_A_##attr, min, 0, #attr " min" }, \
	{ CSEC_POLICY_A_##attr, max, 0, #attr " max" }, \
	{ CSEC_POLICY_A_##attr, (u64)(max) + 1, -EINVAL, #attr " max + 1" }, \
	{ CSEC_POLICY_A_##attr, (1ULL << 32) + (min), -EINVAL, #attr " 2^32" }
#define NOT_A_NUMBER(attr) \
	{ CSEC_POLICY_A_##attr, 1, -EINVAL, #attr " is no number" }

static const struct set_case set_cases[] = {
	RANGE(MODE, 0, LAST(MODE)),
	RANGE(MAX_PROCESSES, 1, CSEC_LIMIT_MAX),
	RANGE(MAX_THREADS, 1, CSEC_LIMIT_MAX),
	RANGE(FORK_RATE, 1, CSEC_LIMIT_MAX),
	RANGE(FORK_BURST, 1, CSEC_LIMIT_MAX),
	RANGE(ON_BOMB, 0, LAST(ON_BOMB)),
	RANGE(EXEC_LIBRARIES, 0, LAST(LIBRARIES)),
	RANGE(EXEC_DEFAULT, 0, LAST(ACTION)),
	RANGE(EXEC_DRIFT, 0, LAST(ACTION)),
	RANGE(SHELL_REVERSE, 0, LAST(ACTION)),
	RANGE(SHELL_BIND, 0, LAST(ACTION)),
	RANGE(SHELL_CONNECT, 0, LAST(ACTION)),
	RANGE(JIT_DEFAULT, 0, LAST(ACTION)),
	RANGE(INJECT_DEFAULT, 0, LAST(INJECT)),
	RANGE(EXEC_RATE, 1, CSEC_LIMIT_MAX),
	RANGE(EXEC_BURST, 1, CSEC_LIMIT_MAX),
	RANGE(ON_RATE, 0, LAST(ON_RATE)),
	RANGE(EXEC_WRITES, 0, LAST(ACTION)),
	RANGE(ESCAPE_DEFAULT, 0, LAST(ACTION)),
	RANGE(CAP_DEFAULT, 0, LAST(ACTION)),
	{ CSEC_POLICY_A_CAP_ALLOW, 0, 0, "no capability" },
	{ CSEC_POLICY_A_CAP_ALLOW, BIT_ULL(CAP_LAST_CAP + 1) - 1, 0, "all" },
	{ CSEC_POLICY_A_CAP_ALLOW, BIT_ULL(CAP_LAST_CAP + 1), -EINVAL, "one more" },
	{ CSEC_POLICY_A_CAP_DENY, BIT_ULL(CAP_LAST_CAP), 0, "the last" },
	{ CSEC_POLICY_A_CAP_DENY, BIT_ULL(63), -EINVAL, "bit 63" },
	{ CSEC_POLICY_A_ESCAPE_ALLOW, BIT_ULL(__CSEC_ESCAPE_MAX) - 1, 0, "all ways" },
	{ CSEC_POLICY_A_ESCAPE_ALLOW, BIT_ULL(__CSEC_ESCAPE_MAX), -EINVAL, "one more" },
	NOT_A_NUMBER(UNSPEC),
	NOT_A_NUMBER(NAME),
	NOT_A_NUMBER(SOURCE),
	NOT_A_NUMBER(LABEL),
	NOT_A_NUMBER(MATCH),
	NOT_A_NUMBER(PAD),
	{ __CSEC_POLICY_A_MAX, 1, -EINVAL, "one beyond" },
	{ 64, 1, -EINVAL, "far beyond" },
};

#define SPEC(s, ...) { \
	.section = CSEC_SECTION_##s, .path = "/a", .inline_action = -1, \
	__VA_ARGS__ }
#define INLINE(s, value) { \
	.section = CSEC_SECTION_##s, .path = "/a", .inline_action = (value) }

static const struct extra_case extra_cases[] = {
	{ SPEC(EXEC, .sha256 = digest),			0, "digest" },
	{ SPEC(EXEC, .nr_scripts = 1, .scripts = { "/a/**" }), 0, "script" },
	{ INLINE(EXEC, ALLOW),				0, "inline allow" },
	{ INLINE(EXEC, DENY),				0, "inline deny" },
	{ SPEC(INJECT, .path_to = "/b*"),		0, "target" },
	{ SPEC(EXEC, .applets = "ls ["),		0, "applets" },
	{ SPEC(EXEC, .applets = ""),		-EINVAL, "no applets" },
	{ SPEC(EXEC, .applets = "ls "),		-EINVAL, "an empty applet" },
	{ SPEC(EXEC, .applets = "/bin/ls"),	-EINVAL, "applet with a path" },
	{ SPEC(JIT, .applets = "ls"),		-EINVAL, "applets in jit" },
	{ INLINE(EXEC, -2),			-EINVAL, "inline -2" },
	{ INLINE(EXEC, __CSEC_ACTION_MAX),	-EINVAL, "inline max + 1" },
	{ SPEC(EXEC, .path_to = "/b"),		-EINVAL, "target in exec" },
	{ SPEC(INJECT, .path_to = "b"),		-EINVAL, "target relative" },
	{ SPEC(INJECT, .sha256 = digest),	-EINVAL, "digest in inject" },
	{ SPEC(JIT, .sha256 = digest),		-EINVAL, "digest in jit" },
	{ SPEC(SHELL_CLASS, .sha256 = digest),	-EINVAL, "digest in shells" },
	{ INLINE(SHELL_EXEMPT, ALLOW),		-EINVAL, "inline in exempt" },
	{ SPEC(JIT, .nr_scripts = 1, .scripts = { "/a" }),
	  -EINVAL, "script in jit" },
	{ SPEC(EXEC, .nr_scripts = 2, .scripts = { "/a", "b" }),
	  -EINVAL, "second script relative" },
	{ SPEC(EXEC, .nr_scripts = 1, .scripts = { NULL }),
	  -EINVAL, "script is missing" },
	{ { .section = CSEC_SECTION_EXEC, .inline_action = -1 },
	  -EINVAL, "path is missing" },
	{ { .section = __CSEC_SECTION_MAX, .path = "/a", .inline_action = -1 },
	  -EINVAL, "section max + 1" },
	{ { .section = U32_MAX, .path = "/a", .inline_action = -1 },
	  -EINVAL, "section -1" },
};

static const struct section_case section_cases[] = {
	{ CSEC_SECTION_EXEC,		CSEC_POLICY_A_EXEC_DEFAULT },
	{ CSEC_SECTION_JIT,		CSEC_POLICY_A_JIT_DEFAULT },
	{ CSEC_SECTION_INJECT,		CSEC_POLICY_A_INJECT_DEFAULT },
	{ CSEC_SECTION_SHELL_CLASS,	CSEC_POLICY_A_UNSPEC },
	{ CSEC_SECTION_SHELL_EXEMPT,	CSEC_POLICY_A_UNSPEC },
};

static const struct feature_case feature_cases[] = {
	{ CSEC_POLICY_A_MODE,		CSEC_MODE_AUDIT,	0 },
	{ CSEC_POLICY_A_MODE,		CSEC_MODE_LEARN,	F(LEARN) },
	{ CSEC_POLICY_A_EXEC_DEFAULT,	ALLOW,	F(EXEC) },
	{ CSEC_POLICY_A_EXEC_DEFAULT,	DENY,	F(EXEC) | F(EXEC_LIBRARIES) },
	{ CSEC_POLICY_A_EXEC_DRIFT,	ALLOW,	0 },
	{ CSEC_POLICY_A_EXEC_DRIFT,	DENY,	F(EXEC_DRIFT) },
	{ CSEC_POLICY_A_EXEC_LIBRARIES,	CSEC_LIBRARIES_ANY,	0 },
	{ CSEC_POLICY_A_EXEC_LIBRARIES,	CSEC_LIBRARIES_IMAGE, F(EXEC_LIBRARIES) },
	{ CSEC_POLICY_A_MAX_PROCESSES,	1,	F(PROCESSES_MAX) },
	{ CSEC_POLICY_A_MAX_THREADS,	1,	F(PROCESSES_THREADS) },
	{ CSEC_POLICY_A_FORK_RATE,	1,	F(PROCESSES_FORK_RATE) },
	{ CSEC_POLICY_A_FORK_BURST,	1,	F(PROCESSES_FORK_RATE) },
	{ CSEC_POLICY_A_ON_BOMB,	CSEC_ON_BOMB_DENY, F(PROCESSES_ON_BOMB) },
	{ CSEC_POLICY_A_ON_BOMB,	CSEC_ON_BOMB_KILL, F(PROCESSES_ON_BOMB) },
	{ CSEC_POLICY_A_SHELL_REVERSE,	ALLOW,	0 },
	{ CSEC_POLICY_A_SHELL_REVERSE,	DENY,	F(SHELLS_REVERSE) },
	{ CSEC_POLICY_A_SHELL_BIND,	DENY,	F(SHELLS_BIND) },
	{ CSEC_POLICY_A_SHELL_CONNECT,	DENY,	F(SHELLS_CONNECT) },
	{ CSEC_POLICY_A_JIT_DEFAULT,	ALLOW,	0 },
	{ CSEC_POLICY_A_JIT_DEFAULT,	DENY,	F(MEMORY) },
	{ CSEC_POLICY_A_INJECT_DEFAULT,	DENY,	F(INJECT) },
	{ CSEC_POLICY_A_INJECT_DEFAULT,	CSEC_INJECT_ALLOW,	0 },
	{ CSEC_POLICY_A_INJECT_DEFAULT,	CSEC_INJECT_CHILDREN,	F(INJECT) },
	{ CSEC_POLICY_A_EXEC_RATE,	1,	F(PROCESSES_EXEC_RATE) },
	{ CSEC_POLICY_A_EXEC_BURST,	1,	F(PROCESSES_EXEC_RATE) },
	{ CSEC_POLICY_A_ON_RATE,	CSEC_ON_RATE_SLOW, F(PROCESSES_ON_RATE) },
	{ CSEC_POLICY_A_EXEC_WRITES,	ALLOW,	0 },
	{ CSEC_POLICY_A_EXEC_WRITES,	DENY,	F(EXEC_WRITES) },
	{ CSEC_POLICY_A_ESCAPE_DEFAULT,	DENY,	F(ESCAPE) },
	{ CSEC_POLICY_A_CAP_DEFAULT,	ALLOW,	0 },
	{ CSEC_POLICY_A_CAP_DEFAULT,	DENY,	F(CAPABILITIES) },
};
/* clang-format on */

START_TEST(test_create_names)
{
	const struct text_case *c = &name_cases[_i];
	struct csec_policy *policy = csec_policy_create(c->text);

	if (c->expected) {
		ck_assert_msg(PTR_ERR(policy) == c->expected, "%s", c->why);
		return;
	}
	ck_assert_msg(!IS_ERR(policy), "%s", c->why);
	ck_assert_str_eq(policy->name, c->text);
	drop(policy);
}
END_TEST

START_TEST(test_create_name_length)
{
	for (size_t len = CSEC_NAME_MAX - 1; len <= CSEC_NAME_MAX + 1; len++) {
		char *name = repeat("", len);
		struct csec_policy *policy = csec_policy_create(name);

		ck_assert(IS_ERR(policy) == (len > CSEC_NAME_MAX));
		if (!IS_ERR(policy))
			drop(policy);
		free(name);
	}
}
END_TEST

/* Every kind of path goes through the same check. */
START_TEST(test_paths)
{
	const struct text_case *c = &path_cases[_i];
	struct csec_policy *policy = create();
	struct csec_rule_spec spec = { .inline_action = -1, .path = "/a" };

	ck_assert_msg(add_rule(policy, CSEC_SECTION_EXEC, c->text, 1) ==
			      c->expected,
		      "%s", c->why);
	ck_assert_msg(csec_policy_add_match(policy, CSEC_MATCH_CGROUP,
					    c->text) == c->expected,
		      "%s", c->why);
	spec.section = CSEC_SECTION_INJECT;
	spec.path_to = c->text;
	ck_assert_msg(csec_policy_add_rule(policy, &spec) == c->expected, "%s",
		      c->why);
	spec.section = CSEC_SECTION_EXEC;
	spec.path_to = NULL;
	spec.scripts[0] = c->text;
	spec.nr_scripts = 1;
	ck_assert_msg(csec_policy_add_rule(policy, &spec) == c->expected, "%s",
		      c->why);
	ck_assert_uint_eq(policy->nr_rules, c->expected ? 0 : 3);
	drop(policy);
}
END_TEST

START_TEST(test_text_lengths)
{
	struct csec_policy *policy = create();

	for (size_t len = CSEC_PATH_MAX - 1; len <= CSEC_PATH_MAX + 1; len++) {
		const int expected = len > CSEC_PATH_MAX ? -EINVAL : 0;
		char *path = repeat("/", len);

		ck_assert_int_eq(add_rule(policy, 0, path, 1), expected);
		ck_assert_int_eq(csec_policy_set_source(policy, path),
				 expected);
		ck_assert_int_eq(csec_policy_add_match(policy,
						       CSEC_MATCH_CGROUP, path),
				 expected);
		ck_assert_int_eq(
			csec_policy_add_match(policy,
					      CSEC_MATCH_CONTAINER_IMAGE, path),
			expected);
		free(path);
	}
	for (size_t len = CSEC_LABEL_MAX - 1; len <= CSEC_LABEL_MAX + 1;
	     len++) {
		char *label = repeat("a=", len);

		ck_assert_int_eq(csec_policy_add_label(policy, label),
				 len > CSEC_LABEL_MAX ? -EINVAL : 0);
		free(label);
	}
	drop(policy);
}
END_TEST

START_TEST(test_labels)
{
	const struct text_case *c = &label_cases[_i];
	struct csec_policy *policy = create();

	ck_assert_msg(csec_policy_add_label(policy, c->text) == c->expected,
		      "%s", c->why);
	ck_assert_msg(csec_policy_add_match(policy, CSEC_MATCH_CONTAINER_LABEL,
					    c->text) == c->expected,
		      "%s", c->why);
	ck_assert_uint_eq(policy->nr_labels, !c->expected);
	drop(policy);
}
END_TEST

START_TEST(test_match_types)
{
	struct csec_policy *policy = create();

	ck_assert_int_eq(csec_policy_add_match(policy, __CSEC_MATCH_MAX, "/a"),
			 -EINVAL);
	ck_assert_int_eq(csec_policy_add_match(policy, U32_MAX, "/a"), -EINVAL);
	ck_assert_int_eq(csec_policy_add_match(policy,
					       CSEC_MATCH_CONTAINER_NAME, ""),
			 -EINVAL);
	ck_assert_int_eq(csec_policy_add_match(
				 policy, CSEC_MATCH_CONTAINER_NAME, "web-*"),
			 0);
	drop(policy);
}
END_TEST

START_TEST(test_source)
{
	struct csec_policy *policy = create();

	ck_assert_uint_eq(policy->source, CSEC_NO_RULE);
	ck_assert_int_eq(csec_policy_set_source(policy, ""), -EINVAL);
	ck_assert_int_eq(csec_policy_set_source(policy, "a\nb"), -EINVAL);
	ck_assert_int_eq(csec_policy_set_source(policy, "web.yaml"), 0);
	ck_assert_str_eq(csec_policy_text(policy, policy->source), "web.yaml");
	drop(policy);
}
END_TEST

START_TEST(test_set_table)
{
	const struct set_case *c = &set_cases[_i];
	struct csec_policy *policy = create();

	ck_assert_msg(csec_policy_set(policy, c->attr, c->value) == c->expected,
		      "%s", c->why);
	ck_assert_msg(policy->has == (c->expected ? 0 : 1U << c->attr), "%s",
		      c->why);
	drop(policy);
}
END_TEST

START_TEST(test_set_fields)
{
	struct csec_policy *policy = create();

	csec_policy_set(policy, CSEC_POLICY_A_MODE, CSEC_MODE_ENFORCE);
	csec_policy_set(policy, CSEC_POLICY_A_MAX_PROCESSES, 11);
	csec_policy_set(policy, CSEC_POLICY_A_MAX_THREADS, 12);
	csec_policy_set(policy, CSEC_POLICY_A_FORK_RATE, 13);
	csec_policy_set(policy, CSEC_POLICY_A_FORK_BURST, 14);
	csec_policy_set(policy, CSEC_POLICY_A_ON_BOMB, CSEC_ON_BOMB_FREEZE);
	csec_policy_set(policy, CSEC_POLICY_A_EXEC_LIBRARIES,
			CSEC_LIBRARIES_LISTED);
	csec_policy_set(policy, CSEC_POLICY_A_EXEC_DRIFT, DENY);
	csec_policy_set(policy, CSEC_POLICY_A_CAP_ALLOW, 6);
	csec_policy_set(policy, CSEC_POLICY_A_CAP_DENY, 9);
	ck_assert_uint_eq(policy->mode, CSEC_MODE_ENFORCE);
	ck_assert_uint_eq(policy->max_processes, 11);
	ck_assert_uint_eq(policy->max_threads, 12);
	ck_assert_uint_eq(policy->fork_rate, 13);
	ck_assert_uint_eq(policy->fork_burst, 14);
	ck_assert_uint_eq(policy->on_bomb, CSEC_ON_BOMB_FREEZE);
	ck_assert_uint_eq(policy->libraries, CSEC_LIBRARIES_LISTED);
	ck_assert(csec_policy_denies(policy, CSEC_POLICY_A_EXEC_DRIFT));
	ck_assert(!csec_policy_denies(policy, CSEC_POLICY_A_EXEC_DEFAULT));
	ck_assert_uint_eq(policy->cap_allow, 6);
	ck_assert_uint_eq(policy->cap_deny, 9);
	drop(policy);
}
END_TEST

START_TEST(test_extra_table)
{
	const struct extra_case *c = &extra_cases[_i];
	struct csec_policy *policy = create();

	ck_assert_msg(csec_policy_add_rule(policy, &c->spec) == c->expected,
		      "%s", c->why);
	ck_assert_uint_eq(policy->nr_rules, !c->expected);
	ck_assert_uint_eq(policy->nr_extras, !c->expected);
	if (c->expected)
		ck_assert_uint_eq(policy->text_len, 0);
	drop(policy);
}
END_TEST

START_TEST(test_extra_fields)
{
	const struct csec_rule_spec exec = {
		.section = CSEC_SECTION_EXEC,
		.path = "/python",
		.sha256 = digest,
		.scripts = { "/app/**", "/lib/*.py" },
		.nr_scripts = 2,
		.inline_action = DENY,
		.line = 7,
	};
	const struct csec_rule_spec inject = {
		.section = CSEC_SECTION_INJECT,
		.path = "/gdb",
		.path_to = "/target",
		.inline_action = -1,
	};
	struct csec_policy *policy = create();
	const struct csec_rule_extra *extra;
	const char *scripts;

	ck_assert_int_eq(add_rule(policy, CSEC_SECTION_EXEC, "/a", 6), 0);
	ck_assert_int_eq(csec_policy_add_rule(policy, &exec), 0);
	ck_assert_int_eq(csec_policy_add_rule(policy, &inject), 0);
	ck_assert_uint_eq(policy->rules[0].extra, CSEC_NO_RULE);
	ck_assert_uint_eq(policy->rules[1].line, 7);

	extra = &policy->extras[policy->rules[1].extra];
	ck_assert(extra->has_sha256);
	ck_assert_mem_eq(extra->sha256, digest, sizeof(digest));
	ck_assert_int_eq(extra->inline_action, DENY);
	ck_assert_uint_eq(extra->path_to, CSEC_NO_RULE);
	ck_assert_uint_eq(extra->nr_scripts, 2);
	scripts = csec_policy_text(policy, extra->scripts);
	ck_assert_str_eq(scripts, "/app/**");
	ck_assert_str_eq(scripts + strlen(scripts) + 1, "/lib/*.py");

	extra = &policy->extras[policy->rules[2].extra];
	ck_assert(!extra->has_sha256);
	ck_assert_int_eq(extra->inline_action, -1);
	ck_assert_uint_eq(extra->nr_scripts, 0);
	ck_assert_str_eq(csec_policy_text(policy, extra->path_to), "/target");
	drop(policy);
}
END_TEST

START_TEST(test_counts)
{
	struct csec_rule_spec spec = {
		.section = CSEC_SECTION_EXEC,
		.path = "/a",
		.inline_action = -1,
	};
	struct csec_policy *policy = create();

	for (int i = 0; i <= CSEC_NR_LABELS_MAX; i++)
		ck_assert_int_eq(csec_policy_add_label(policy, "a=b"),
				 i == CSEC_NR_LABELS_MAX ? -E2BIG : 0);
	for (int i = 0; i <= CSEC_NR_MATCHES_MAX; i++)
		ck_assert_int_eq(csec_policy_add_match(policy, 0, "/a"),
				 i == CSEC_NR_MATCHES_MAX ? -E2BIG : 0);
	for (int i = 0; i <= CSEC_NR_GLOBS_MAX; i++)
		ck_assert_int_eq(add_rule(policy, 0, "/a*", 1),
				 i == CSEC_NR_GLOBS_MAX ? -E2BIG : 0);
	ck_assert_int_eq(add_rule(policy, 0, "/a", 1), 0);

	for (int i = 0; i < CSEC_NR_SCRIPTS_MAX; i++)
		spec.scripts[i] = "/s";
	for (int i = CSEC_NR_SCRIPTS_MAX - 1; i <= CSEC_NR_SCRIPTS_MAX + 1;
	     i++) {
		spec.nr_scripts = i;
		ck_assert_int_eq(csec_policy_add_rule(policy, &spec),
				 i > CSEC_NR_SCRIPTS_MAX ? -E2BIG : 0);
	}
	spec.nr_scripts = U32_MAX;
	ck_assert_int_eq(csec_policy_add_rule(policy, &spec), -E2BIG);
	drop(policy);
}
END_TEST

/* Syntax is looked at before limits. */
START_TEST(test_check_order)
{
	struct csec_policy *policy = create();

	for (int i = 0; i < CSEC_NR_MATCHES_MAX; i++)
		csec_policy_add_match(policy, 0, "/a");
	for (int i = 0; i < CSEC_NR_LABELS_MAX; i++)
		csec_policy_add_label(policy, "a=b");
	for (int i = 0; i < CSEC_NR_GLOBS_MAX; i++)
		add_rule(policy, 0, "/a*", 1);
	ck_assert_int_eq(csec_policy_add_match(policy, 0, "a"), -EINVAL);
	ck_assert_int_eq(csec_policy_add_label(policy, "a"), -EINVAL);
	ck_assert_int_eq(add_rule(policy, 0, "a*", 1), -EINVAL);
	drop(policy);
}
END_TEST

START_TEST(test_text_limit)
{
	struct csec_policy *policy = create();
	u32 size;

	ck_assert_int_eq(add_rule(policy, 0, "/abc", 1), 0);
	size = policy->text_size;
	/* As if 256 MiB had been added. */
	policy->text_len = CSEC_POLICY_TEXT_MAX - 4;
	ck_assert_int_eq(add_rule(policy, 0, "/abc", 1), -E2BIG);
	ck_assert_int_eq(csec_policy_add_label(policy, "ab=c"), -E2BIG);
	ck_assert_int_eq(csec_policy_set_source(policy, "/abc"), -E2BIG);
	ck_assert_int_eq(csec_policy_add_match(policy, 0, "/abc"), -E2BIG);
	ck_assert_uint_eq(policy->text_len, CSEC_POLICY_TEXT_MAX - 4);
	ck_assert_uint_eq(policy->text_size, size);
	ck_assert_uint_eq(policy->nr_rules, 1);
	drop(policy);
}
END_TEST

START_TEST(test_seal_missing)
{
	struct csec_policy *policy = create();
	const char *why = NULL;

	ck_assert_int_eq(csec_policy_seal(policy, &why), -EINVAL);
	ck_assert_str_eq(why, "policy has no mode");
	csec_policy_set(policy, CSEC_POLICY_A_MODE, CSEC_MODE_AUDIT);
	ck_assert_int_eq(csec_policy_seal(policy, &why), -EINVAL);
	ck_assert_str_eq(why, "policy has no match");
	csec_policy_add_match(policy, CSEC_MATCH_CONTAINER_NAME, "web");
	ck_assert_int_eq(csec_policy_seal(policy, &why), 0);
	ck_assert_ptr_null(why);
	ck_assert_uint_eq(policy->features, F(MATCH_CONTAINER));
	drop(policy);
}
END_TEST

START_TEST(test_seal_default)
{
	const struct section_case *c = &section_cases[_i];
	struct csec_policy *policy = create();
	const char *why;

	csec_policy_set(policy, CSEC_POLICY_A_MODE, CSEC_MODE_AUDIT);
	csec_policy_add_match(policy, CSEC_MATCH_CGROUP, "/a");
	ck_assert_int_eq(add_rule(policy, c->section, "/a", 1), 0);
	if (c->attr != CSEC_POLICY_A_UNSPEC) {
		ck_assert_int_eq(csec_policy_seal(policy, &why), -EINVAL);
		ck_assert_ptr_nonnull(why);
		ck_assert_ptr_nonnull(strstr(why, "no default"));
		csec_policy_set(policy, c->attr, ALLOW);
	}
	seal(policy);
	ck_assert_uint_eq(find_line(policy, c->section, "/a"), 1);
	drop(policy);
}
END_TEST

START_TEST(test_seal_cap_default)
{
	struct csec_policy *policy = create_whole();
	const char *why;

	csec_policy_set(policy, _i, 1);
	ck_assert_int_eq(csec_policy_seal(policy, &why), -EINVAL);
	ck_assert_str_eq(why, "capabilities has rules but no default");
	csec_policy_set(policy, CSEC_POLICY_A_CAP_DEFAULT, ALLOW);
	seal(policy);
	ck_assert(!(policy->features & F(CAPABILITIES)) ==
		  (_i == CSEC_POLICY_A_CAP_ALLOW));
	drop(policy);
}
END_TEST

START_TEST(test_features_table)
{
	const struct feature_case *c = &feature_cases[_i];
	struct csec_policy *policy = create();

	csec_policy_set(policy, CSEC_POLICY_A_MODE, CSEC_MODE_ENFORCE);
	csec_policy_add_match(policy, CSEC_MATCH_CGROUP, "/a");
	ck_assert_int_eq(csec_policy_set(policy, c->attr, c->value), 0);
	seal(policy);
	ck_assert_uint_eq(policy->features, c->features);
	drop(policy);
}
END_TEST

START_TEST(test_features_of_rules)
{
	static const u64 expected[] = { F(EXEC_SHA256), F(EXEC_SCRIPTS),
					F(EXEC_SCRIPTS) };
	struct csec_policy *policy = create_whole();

	ck_assert_int_eq(csec_policy_add_rule(policy, &extra_cases[_i].spec),
			 0);
	seal(policy);
	ck_assert_uint_eq(policy->features,
			  F(EXEC) | F(EXEC_LIBRARIES) | expected[_i]);
	drop(policy);
}
END_TEST

START_TEST(test_sealed_is_closed)
{
	struct csec_policy *policy = create_whole();
	const char *why;

	seal(policy);
	ck_assert_int_eq(add_rule(policy, 0, "/a", 1), -EINVAL);
	ck_assert_int_eq(csec_policy_add_match(policy, 0, "/a"), -EINVAL);
	ck_assert_int_eq(csec_policy_add_label(policy, "a=b"), -EINVAL);
	ck_assert_int_eq(csec_policy_set_source(policy, "a"), -EINVAL);
	ck_assert_int_eq(csec_policy_set(policy, CSEC_POLICY_A_MODE, 0),
			 -EINVAL);
	ck_assert_int_eq(csec_policy_seal(policy, &why), -EINVAL);
	ck_assert_str_eq(why, "policy is sealed");
	ck_assert_uint_eq(shim_nr_warnings(), 6);
	ck_assert_uint_eq(policy->mode, CSEC_MODE_ENFORCE);
	csec_policy_put(policy);
	rcu_barrier();
	ck_assert_int_eq(shim_nr_live(), 0);
}
END_TEST

START_TEST(test_references)
{
	struct csec_policy *policy = create_whole();

	seal(policy);
	ck_assert_ptr_eq(csec_policy_get(policy), policy);
	csec_policy_put(policy);
	rcu_barrier();
	ck_assert_int_gt(shim_nr_live(), 0);
	csec_policy_put(policy);
	/* Readers may still look until the grace period ends. */
	ck_assert_str_eq(policy->name, "p");
	ck_assert_int_gt(shim_nr_live(), 0);
	rcu_barrier();
	ck_assert_int_eq(shim_nr_live(), 0);
	csec_policy_put(NULL);
}
END_TEST

START_TEST(test_path_sections)
{
	struct csec_policy *policy = create_whole();

	csec_policy_set(policy, CSEC_POLICY_A_JIT_DEFAULT, DENY);
	csec_policy_set(policy, CSEC_POLICY_A_INJECT_DEFAULT, DENY);
	for (u32 section = 0; section < __CSEC_SECTION_MAX; section++)
		ck_assert_int_eq(
			add_rule(policy, section, "/same", section + 1), 0);
	add_rule(policy, CSEC_SECTION_JIT, "/jit/*", 20);
	add_rule(policy, CSEC_SECTION_EXEC, "/jit/**", 21);
	seal(policy);
	for (u32 section = 0; section < __CSEC_SECTION_MAX; section++)
		ck_assert_uint_eq(find_line(policy, section, "/same"),
				  section + 1);
	ck_assert_uint_eq(find_line(policy, CSEC_SECTION_JIT, "/jit/a"), 20);
	ck_assert_uint_eq(find_line(policy, CSEC_SECTION_EXEC, "/jit/a"), 21);
	ck_assert_uint_eq(find_line(policy, CSEC_SECTION_INJECT, "/jit/a"), 0);
	drop(policy);
}
END_TEST

START_TEST(test_path_order)
{
	struct csec_policy *policy = create_whole();
	char *longest = repeat("/", CSEC_PATH_MAX);
	char *longer = repeat("/", CSEC_PATH_MAX + 1);

	add_rule(policy, CSEC_SECTION_EXEC, "/a/**", 1);
	add_rule(policy, CSEC_SECTION_EXEC, "/a/*", 2);
	add_rule(policy, CSEC_SECTION_EXEC, "/a/b", 3);
	add_rule(policy, CSEC_SECTION_EXEC, "/a/b", 4);
	add_rule(policy, CSEC_SECTION_EXEC, "/\\*", 5);
	add_rule(policy, CSEC_SECTION_EXEC, longest, 6);
	seal(policy);
	ck_assert_uint_eq(find_line(policy, 0, "/a/b"), 3);
	ck_assert_uint_eq(find_line(policy, 0, "/a/c"), 1);
	ck_assert_uint_eq(find_line(policy, 0, "/*"), 5);
	ck_assert_uint_eq(find_line(policy, 0, "/\\*"), 0);
	ck_assert_uint_eq(find_line(policy, 0, "/a/**"), 1);
	ck_assert_uint_eq(find_line(policy, 0, longest), 6);
	ck_assert_uint_eq(find_line(policy, 0, longer), 0);
	ck_assert_uint_eq(find_line(policy, 0, ""), 0);
	/* All were kept for those who show the policy. */
	ck_assert_uint_eq(policy->nr_rules, 6);
	free(longest);
	free(longer);
	drop(policy);
}
END_TEST

START_TEST(test_path_unsealed)
{
	struct csec_policy *policy = create_whole();

	add_rule(policy, CSEC_SECTION_EXEC, "/a", 1);
	ck_assert_uint_eq(find_line(policy, 0, "/a"), 0);
	drop(policy);
}
END_TEST

START_TEST(test_path_no_rules)
{
	struct csec_policy *policy = create_whole();

	seal(policy);
	ck_assert_uint_eq(find_line(policy, 0, "/a"), 0);
	drop(policy);
}
END_TEST

START_TEST(test_cgroup)
{
	struct csec_policy *policy = create_whole();

	csec_policy_add_match(policy, CSEC_MATCH_CGROUP, "/**");
	csec_policy_add_match(policy, CSEC_MATCH_CGROUP, "/s/**");
	csec_policy_add_match(policy, CSEC_MATCH_CGROUP, "/s/web-*");
	csec_policy_add_match(policy, CSEC_MATCH_CGROUP, "/s/?b?-1");
	csec_policy_add_match(policy, CSEC_MATCH_CGROUP, "/s/web");
	csec_policy_add_match(policy, CSEC_MATCH_CONTAINER_NAME, "/t/exact");
	seal(policy);
	ck_assert_str_eq(csec_match_cgroup(policy, "/s/web"), "/s/web");
	ck_assert_str_eq(csec_match_cgroup(policy, "/s/web-1"), "/s/web-*");
	ck_assert_str_eq(csec_match_cgroup(policy, "/s/abc-1"), "/s/?b?-1");
	ck_assert_str_eq(csec_match_cgroup(policy, "/s/x"), "/s/**");
	ck_assert_str_eq(csec_match_cgroup(policy, "/t/exact"), "/**");
	ck_assert_ptr_null(csec_match_cgroup(policy, "/"));
	drop(policy);
}
END_TEST

static const char *million_path(u32 i)
{
	static char path[64];

	sprintf(path, "/opt/app-%u/lib/file-%06x.so", i % 7, i);
	return path;
}

START_TEST(test_million_rules)
{
	enum {
		NR = 1000000
	};
	static const u32 wanted[] = { 0, 1, NR / 2, NR - 2, NR - 1 };
	struct csec_policy *policy = create_whole();
	const unsigned long nr_before = shim_nr_allocations();
	u32 longest = 0;
	int err = 0;

	/* An assertion costs more than a rule. */
	for (u32 i = 0; i < NR; i++)
		err |= add_rule(policy, 0, million_path(i), i + 1);
	ck_assert_int_eq(err, 0);
	ck_assert_int_eq(add_rule(policy, 0, "/glob/**", NR + 1), 0);
	seal(policy);
	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++)
		ck_assert_uint_eq(find_line(policy, 0, million_path(wanted[i])),
				  wanted[i] + 1);
	ck_assert_uint_eq(find_line(policy, 0, million_path(NR)), 0);
	ck_assert_uint_eq(find_line(policy, 1, million_path(0)), 0);
	ck_assert_uint_eq(find_line(policy, 0, "/glob/a/b"), NR + 1);

	/* Flat: no chain is long. Random numbers stay below 14 or so. */
	for (u32 i = 0; i < 1U << policy->bucket_bits; i++) {
		u32 length = 0;

		for (u32 k = policy->buckets[i]; k != CSEC_NO_RULE;
		     k = policy->rules[k].next)
			length++;
		longest = max_t(u32, longest, length);
	}
	ck_assert_uint_le(longest, 16);
	/* Cheap: arrays double, and a rule is 20 bytes and its bucket 4. */
	ck_assert_uint_lt(shim_nr_allocations() - nr_before, 64);
	ck_assert_uint_lt(shim_live_bytes() - policy->text_size,
			  (size_t)24 * (1 << 20) + 4096);
	drop(policy);
}
END_TEST

/* One path a hundred thousand times is one entry of a chain. */
START_TEST(test_many_duplicates)
{
	struct csec_policy *policy = create_whole();

	for (u32 i = 0; i < 100000; i++)
		add_rule(policy, CSEC_SECTION_EXEC, "/same", i + 1);
	seal(policy);
	ck_assert_uint_eq(find_line(policy, CSEC_SECTION_EXEC, "/same"), 1);
	ck_assert_uint_eq(policy->rules[0].next, CSEC_NO_RULE);
	drop(policy);
}
END_TEST

START_TEST(test_rules_limit)
{
	struct csec_policy *policy = create_whole();
	char path[32];
	int err = 0;

	for (u32 i = 0; i < CSEC_NR_RULES_MAX; i++) {
		sprintf(path, "/%x", i);
		err |= add_rule(policy, 0, path, i + 1);
	}
	ck_assert_int_eq(err, 0);
	ck_assert_int_eq(add_rule(policy, 0, "/more", 1), -E2BIG);
	ck_assert_int_eq(add_rule(policy, 0, "more", 1), -EINVAL);
	seal(policy);
	ck_assert_uint_eq(find_line(policy, 0, path), CSEC_NR_RULES_MAX);
	ck_assert_uint_eq(find_line(policy, 0, "/more"), 0);
	drop(policy);
}
END_TEST

/* Calls once more what failed for lack of memory: nothing must be half done. */
#define RETRY(call)                             \
	do {                                    \
		int retry_err = (call);         \
		if (retry_err == -ENOMEM)       \
			retry_err = (call);     \
		ck_assert_int_eq(retry_err, 0); \
	} while (0)

enum {
	NR_FILLED = 200
};

static void fill(struct csec_policy *policy)
{
	const char *why;
	char path[32];

	RETRY(csec_policy_set_source(policy, "web.yaml"));
	RETRY(csec_policy_add_label(policy, "team=shop"));
	RETRY(csec_policy_add_match(policy, CSEC_MATCH_CGROUP, "/s/**"));
	for (u32 i = 0; i < NR_FILLED; i++) {
		const struct csec_rule_spec spec = {
			.section = CSEC_SECTION_EXEC,
			.path = path,
			.sha256 = i % 2 ? digest : NULL,
			.scripts = { "/app/**", "/lib/some/what/longer/**" },
			.nr_scripts = i % 3,
			.inline_action = -1,
			.line = i + 1,
		};

		sprintf(path, i % 10 ? "/bin/%u" : "/glob-%u/*", i);
		RETRY(csec_policy_add_rule(policy, &spec));
	}
	RETRY(csec_policy_seal(policy, &why));
}

static void check_filled(const struct csec_policy *policy)
{
	char path[32];

	ck_assert_uint_eq(policy->nr_rules, NR_FILLED);
	ck_assert_str_eq(csec_policy_text(policy, policy->source), "web.yaml");
	ck_assert_str_eq(csec_match_cgroup(policy, "/s/x"), "/s/**");
	for (u32 i = 0; i < NR_FILLED; i++) {
		const struct csec_rule *rule;

		sprintf(path, i % 10 ? "/bin/%u" : "/glob-%u/x", i);
		rule = csec_match_path(policy, CSEC_SECTION_EXEC, path);
		ck_assert_ptr_nonnull(rule);
		ck_assert_uint_eq(rule->line, i + 1);
		ck_assert((rule->extra == CSEC_NO_RULE) ==
			  (i % 2 == 0 && i % 3 == 0));
		if (rule->extra == CSEC_NO_RULE)
			continue;
		ck_assert_uint_eq(policy->extras[rule->extra].nr_scripts,
				  i % 3);
		ck_assert(policy->extras[rule->extra].has_sha256 == (i % 2));
		if (i % 3)
			ck_assert_str_eq(
				csec_policy_text(
					policy,
					policy->extras[rule->extra].scripts),
				"/app/**");
	}
}

START_TEST(test_create_no_memory)
{
	shim_fail_allocation(1);
	ck_assert_int_eq(PTR_ERR(csec_policy_create("p")), -ENOMEM);
	ck_assert_int_eq(shim_nr_live(), 0);
}
END_TEST

/* Every allocation of the build fails once, in turn. */
START_TEST(test_build_no_memory)
{
	struct csec_policy *policy = create_whole();
	unsigned long nr_sites = shim_nr_allocations();

	fill(policy);
	check_filled(policy);
	drop(policy);
	nr_sites = shim_nr_allocations() - nr_sites;
	ck_assert_uint_gt(nr_sites, 10);
	for (unsigned long n = 1; n <= nr_sites; n++) {
		policy = create_whole();
		shim_fail_allocation(n);
		fill(policy);
		shim_fail_allocation(0);
		check_filled(policy);
		drop(policy);
	}
}
END_TEST

/* And the object can be freed at once instead. */
START_TEST(test_abandon_no_memory)
{
	static const char *const paths[] = { "/a", "/b*", "/c" };
	const char *why;
	int err = -ENOMEM;

	for (unsigned int n = 1; err; n++) {
		struct csec_policy *policy = create_whole();

		shim_fail_allocation(n);
		err = 0;
		for (size_t i = 0; i < ARRAY_SIZE(paths) && !err; i++)
			err = add_rule(policy, 0, paths[i], 1);
		if (!err)
			err = csec_policy_seal(policy, &why);
		shim_fail_allocation(0);
		ck_assert(!err || err == -ENOMEM);
		drop(policy);
		ck_assert_uint_lt(n, 100);
	}
}
END_TEST

START_TEST(test_selftest)
{
	ck_assert_int_eq(csec_selftest_run(), 0);
	rcu_barrier();
	ck_assert_int_eq(shim_nr_live(), 0);
	ck_assert_uint_eq(shim_nr_warnings(), 0);
	shim_fail_allocation(2);
	ck_assert_int_eq(csec_selftest_run(), -ENOMEM);
	rcu_barrier();
	ck_assert_int_eq(shim_nr_live(), 0);
}
END_TEST

static void add_build_tests(TCase *tcase)
{
	tcase_add_loop_test(tcase, test_create_names, 0,
			    ARRAY_SIZE(name_cases));
	tcase_add_test(tcase, test_create_name_length);
	tcase_add_loop_test(tcase, test_paths, 0, ARRAY_SIZE(path_cases));
	tcase_add_test(tcase, test_text_lengths);
	tcase_add_loop_test(tcase, test_labels, 0, ARRAY_SIZE(label_cases));
	tcase_add_test(tcase, test_match_types);
	tcase_add_test(tcase, test_source);
	tcase_add_loop_test(tcase, test_set_table, 0, ARRAY_SIZE(set_cases));
	tcase_add_test(tcase, test_set_fields);
	tcase_add_loop_test(tcase, test_extra_table, 0,
			    ARRAY_SIZE(extra_cases));
	tcase_add_test(tcase, test_extra_fields);
	tcase_add_test(tcase, test_counts);
	tcase_add_test(tcase, test_check_order);
	tcase_add_test(tcase, test_text_limit);
	tcase_add_test(tcase, test_create_no_memory);
	tcase_add_test(tcase, test_build_no_memory);
	tcase_add_test(tcase, test_abandon_no_memory);
	tcase_add_test(tcase, test_references);
}

static void add_seal_tests(TCase *tcase)
{
	tcase_add_test(tcase, test_seal_missing);
	tcase_add_loop_test(tcase, test_seal_default, 0,
			    ARRAY_SIZE(section_cases));
	tcase_add_loop_test(tcase, test_seal_cap_default,
			    CSEC_POLICY_A_CAP_ALLOW,
			    CSEC_POLICY_A_CAP_DENY + 1);
	tcase_add_loop_test(tcase, test_features_table, 0,
			    ARRAY_SIZE(feature_cases));
	tcase_add_loop_test(tcase, test_features_of_rules, 0, 3);
	tcase_add_test(tcase, test_sealed_is_closed);
}

static void add_find_tests(TCase *tcase)
{
	tcase_add_test(tcase, test_path_sections);
	tcase_add_test(tcase, test_path_order);
	tcase_add_test(tcase, test_path_unsealed);
	tcase_add_test(tcase, test_path_no_rules);
	tcase_add_test(tcase, test_cgroup);
	tcase_add_test(tcase, test_million_rules);
	tcase_add_test(tcase, test_many_duplicates);
	tcase_add_test(tcase, test_rules_limit);
	tcase_add_test(tcase, test_selftest);
}

int main(void)
{
	Suite *suite = suite_create("kpolicy");
	TCase *tcase = tcase_create("kpolicy");
	SRunner *runner;
	int nr_failed;

	tcase_set_timeout(tcase, 120);
	add_build_tests(tcase);
	add_seal_tests(tcase);
	add_find_tests(tcase);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	nr_failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return nr_failed ? 1 : 0;
}
