// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of ctl/policy*.c
 */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "parse.h"
#include "policy.h"

#define HEAD                                                         \
	"apiVersion: csec/v1\nkind: Policy\nmetadata: {name: web}\n" \
	"mode: enforce\nmatch: [{cgroup: /a}, {cgroup: /b}]\n"

static struct csec_policy_set *parse(const char *tail)
{
	struct csec_policy_set *set = csec_policy_set_create();
	struct csec_diag *diag = csec_diag_create();
	char text[4096];
	int err;

	/* A text that brings its own head begins with "apiVersion". */
	snprintf(text, sizeof(text), "%s%s",
		 strncmp(tail, "apiVersion", 10) ? HEAD : "", tail);
	err = csec_parse_text("t", text, strlen(text), set, diag);
	if (err)
		csec_diag_print(diag, stdout);
	ck_assert_int_eq(err, 0);
	csec_diag_free(diag);
	return set;
}

static const struct {
	const char *a, *b;
	bool expected;
	const char *why;
} pairs[] = {
	{ "", "", true, "identical" },
	{ "# c\n", "", true, "lines are not compared" },
	{ "apiVersion: csec/v1\nkind: Policy\nmetadata: {name: web}\n"
	  "mode: enforce\nmatch: [{cgroup: /b}, {cgroup: /a}]\n",
	  "", true, "order of selectors" },
	{ "apiVersion: csec/v1\nkind: Policy\nmetadata: {name: web}\n"
	  "mode: audit\nmatch: [{cgroup: /b}, {cgroup: /a}]\n",
	  "", false, "mode" },
	{ "apiVersion: csec/v1\nkind: Policy\nmetadata: {name: web}\n"
	  "mode: enforce\nmatch: [{cgroup: /b}]\n",
	  "", false, "number of selectors" },
	{ "apiVersion: csec/v1\nkind: Policy\nmetadata: {name: db}\n"
	  "mode: enforce\nmatch: [{cgroup: /b}, {cgroup: /a}]\n",
	  "", false, "name" },
	{ "processes: {max: 1}\n", "processes: {max: 2}\n", false, "value" },
	{ "processes: {max: 1}\n", "processes: {threads: 1}\n", false,
	  "which value" },
	{ "processes: {forkRate: {perSecond: 1}}\n",
	  "processes: {forkRate: {perSecond: 2}}\n", false, "rate" },
	{ "processes: {max: 1, onBomb: kill}\n",
	  "processes: {max: 1, onBomb: deny}\n", false, "onBomb" },
	{ "exec: {default: deny}\n", "exec: {default: allow}\n", false,
	  "exec.default" },
	{ "exec: {default: deny, drift: deny}\n",
	  "exec: {default: deny, drift: allow}\n", false, "exec.drift" },
	{ "exec: {default: deny, libraries: any}\n",
	  "exec: {default: deny, libraries: image}\n", false, "libraries" },
	{ "exec: {default: deny, allow: [{path: /a}, {path: /b}]}\n",
	  "exec: {default: deny, allow: [{path: /b}, {path: /a}]}\n", true,
	  "order of rules" },
	{ "exec: {default: deny, allow: [{path: /a}, {path: /a}]}\n",
	  "exec: {default: deny, allow: [{path: /a}]}\n", false,
	  "repeated rules" },
	{ "exec: {default: deny, allow: [{path: /a, inline: deny}]}\n",
	  "exec: {default: deny, allow: [{path: /a}]}\n", false, "inline" },
	{ "exec: {default: deny, allow: [{path: /a, inline: deny}]}\n",
	  "exec: {default: deny, allow: [{path: /a, inline: allow}]}\n", false,
	  "value of inline" },
	{ "exec: {default: deny, allow: [{path: /a, scripts: [/b]}]}\n",
	  "exec: {default: deny, allow: [{path: /a, scripts: [/c]}]}\n", false,
	  "scripts" },
	{ "shells: {reverse: deny}\n", "shells: {bind: deny}\n", false,
	  "shells" },
	{ "shells: {reverse: deny}\n",
	  "shells: {reverse: deny, exempt: [/a]}\n", false, "exempt" },
	{ "memory: {jit: {default: deny}}\n",
	  "memory: {jit: {default: allow}}\n", false, "jit" },
	{ "inject: {default: deny, allow: [{from: /a, to: any}]}\n",
	  "inject: {default: deny, allow: [{from: /a, to: /b}]}\n", false,
	  "target" },
	{ "inject: {default: deny}\n", "inject: {default: children}\n", false,
	  "inject.default" },
	{ "processes: {execRate: {perSecond: 1}}\n",
	  "processes: {execRate: {perSecond: 2}}\n", false, "execRate" },
	{ "processes: {max: 1, onRate: slow}\n",
	  "processes: {max: 1, onRate: deny}\n", false, "onRate" },
	{ "exec: {default: deny, writes: deny}\n",
	  "exec: {default: deny, writes: allow}\n", false, "writes" },
	{ "escape: {default: deny, allow: [bpf]}\n",
	  "escape: {default: deny, allow: [setns]}\n", false, "escape" },
	{ "capabilities: {default: deny, allow: [KILL]}\n",
	  "capabilities: {default: deny, deny: [KILL]}\n", false,
	  "which capabilities" },
	{ "capabilities: {default: deny, allow: [KILL]}\n",
	  "capabilities: {default: deny, allow: [CHOWN]}\n", false,
	  "capability" },
};

START_TEST(test_equal)
{
	struct csec_policy_set *a = parse(pairs[_i].a);
	struct csec_policy_set *b = parse(pairs[_i].b);

	ck_assert_msg(csec_policy_set_equal(a, b) == pairs[_i].expected, "%s",
		      pairs[_i].why);
	ck_assert_msg(csec_policy_set_equal(b, a) == pairs[_i].expected, "%s",
		      pairs[_i].why);
	csec_policy_set_free(a);
	csec_policy_set_free(b);
}
END_TEST

static const struct {
	const char *text;
	uint64_t expected;
} features[] = {
	{ "", 0 },
	{ "processes: {max: 1}\n", 1ull << CSEC_FEATURE_PROCESSES_MAX },
	{ "processes: {threads: 1}\n", 1ull << CSEC_FEATURE_PROCESSES_THREADS },
	{ "processes: {forkRate: {perSecond: 1}}\n",
	  1ull << CSEC_FEATURE_PROCESSES_FORK_RATE },
	{ "processes: {onBomb: kill}\n",
	  1ull << CSEC_FEATURE_PROCESSES_ON_BOMB },
	{ "exec: {default: deny, allow: [{path: /a, inline: allow}]}\n",
	  1ull << CSEC_FEATURE_EXEC | 1ull << CSEC_FEATURE_EXEC_SCRIPTS },
	{ "exec: {drift: deny}\n", 1ull << CSEC_FEATURE_EXEC_DRIFT },
	{ "exec: {libraries: any}\n", 1ull << CSEC_FEATURE_EXEC_LIBRARIES },
	{ "shells: {reverse: deny}\n", 1ull << CSEC_FEATURE_SHELLS_REVERSE },
	{ "shells: {bind: deny}\n", 1ull << CSEC_FEATURE_SHELLS_BIND },
	{ "shells: {connect: deny}\n", 1ull << CSEC_FEATURE_SHELLS_CONNECT },
	{ "memory: {jit: {default: deny}}\n", 1ull << CSEC_FEATURE_MEMORY },
	{ "inject: {default: deny}\n", 1ull << CSEC_FEATURE_INJECT },
	{ "capabilities: {default: deny}\n",
	  1ull << CSEC_FEATURE_CAPABILITIES },
	{ "apiVersion: csec/v1\nkind: Policy\nmetadata: {name: web}\n"
	  "mode: learn\nmatch: [{container: {name: a}}]\n",
	  1ull << CSEC_FEATURE_LEARN | 1ull << CSEC_FEATURE_MATCH_CONTAINER },
};

START_TEST(test_features)
{
	struct csec_policy_set *set = parse(features[_i].text);

	ck_assert_uint_eq(csec_policy_features(set->policies[0]),
			  features[_i].expected);
	csec_policy_set_free(set);
}
END_TEST

START_TEST(test_limits)
{
	struct csec_policy *policy = csec_policy_create("p");
	const char *scripts[CSEC_NR_SCRIPTS_MAX + 1] = { NULL };
	struct csec_rule rule = { .path = "/a", .scripts = scripts };
	int i;

	for (i = 0; i < CSEC_NR_LABELS_MAX; i++)
		ck_assert_int_eq(csec_policy_add_label(policy, "a=b"), 0);
	ck_assert_int_eq(csec_policy_add_label(policy, "a=b"), -E2BIG);
	for (i = 0; i < CSEC_NR_MATCHES_MAX; i++)
		ck_assert_int_eq(csec_policy_add_match(policy, 0, "/", 0), 0);
	ck_assert_int_eq(csec_policy_add_match(policy, 0, "/", 0), -E2BIG);
	for (i = 0; i <= CSEC_NR_SCRIPTS_MAX; i++)
		scripts[i] = "/s";
	rule.nr_scripts = CSEC_NR_SCRIPTS_MAX;
	ck_assert_int_eq(csec_policy_add_rule(policy, &rule), 0);
	rule.nr_scripts++;
	ck_assert_int_eq(csec_policy_add_rule(policy, &rule), -E2BIG);
	csec_policy_free(policy);
	csec_policy_free(NULL);
}
END_TEST

START_TEST(test_rules_limit)
{
	struct csec_policy *policy = csec_policy_create("p");
	const struct csec_rule rule = { .path = "/a" };
	int i;

	for (i = 0; i < CSEC_NR_RULES_MAX; i++)
		ck_assert_int_eq(csec_policy_add_rule(policy, &rule), 0);
	ck_assert_int_eq(csec_policy_add_rule(policy, &rule), -E2BIG);
	csec_policy_free(policy);
}
END_TEST

START_TEST(test_set)
{
	struct csec_policy_set *set = csec_policy_set_create();
	struct csec_policy *policy = csec_policy_create("a");
	struct csec_policy *other = csec_policy_create("a");

	ck_assert_int_eq(csec_policy_set_add(set, policy), 0);
	ck_assert_int_eq(csec_policy_set_add(set, other), -EEXIST);
	ck_assert_ptr_eq(csec_policy_set_find(set, "a"), policy);
	ck_assert_ptr_null(csec_policy_set_find(set, "b"));
	csec_policy_free(other);
	csec_policy_set_free(set);
	csec_policy_set_free(NULL);
}
END_TEST

START_TEST(test_builtin)
{
	struct csec_policy *policy = csec_policy_create("a");
	const struct csec_rule more = { .path = "/bin/mysh",
					.section = CSEC_SECTION_SHELL_CLASS };
	size_t i;

	ck_assert_int_eq(csec_policy_add_builtin(policy, 3), 0);
	for (i = 0; i < policy->nr_rules; i++) {
		ck_assert(policy->rules[i].is_builtin);
		policy->rules[i].is_builtin = 0;
	}
	csec_policy_mark_builtin(policy);
	for (i = 0; i < policy->nr_rules; i++) {
		ck_assert(policy->rules[i].is_builtin);
		policy->rules[i].is_builtin = 0;
	}
	ck_assert_int_eq(csec_policy_add_rule(policy, &more), 0);
	csec_policy_mark_builtin(policy);
	for (i = 0; i < policy->nr_rules; i++)
		ck_assert(policy->rules[i].is_builtin ==
			  (policy->rules[i].section ==
			   CSEC_SECTION_SHELL_EXEMPT));
	csec_policy_free(policy);
}
END_TEST

static size_t place_of(const struct csec_policy *policy, const char *path)
{
	size_t i;

	for (i = 0; i < policy->nr_rules; i++)
		if (!strcmp(policy->rules[i].path, path))
			break;
	return i;
}

/* The kernel knows a file with many names by the first of them. */
START_TEST(test_builtin_order)
{
	struct csec_policy *policy = csec_policy_create("a");

	ck_assert_int_eq(csec_policy_add_builtin(policy, 3), 0);
	ck_assert_uint_lt(place_of(policy, "/bin/busybox*"),
			  place_of(policy, "/bin/sh"));
	ck_assert_uint_lt(place_of(policy, "/busybox/busybox"),
			  place_of(policy, "/busybox/sh"));
	ck_assert_uint_lt(place_of(policy, "/usr/lib/klibc/bin/sh"),
			  policy->nr_rules);
	ck_assert_uint_lt(place_of(policy, "/usr/lib/ssh/sshd-session"),
			  policy->nr_rules);
	csec_policy_free(policy);
}
END_TEST

START_TEST(test_words)
{
	ck_assert_str_eq(csec_words_name(&csec_mode_words, 0), "learn");
	ck_assert_str_eq(csec_words_name(&csec_mode_words, 99), "unknown");
	ck_assert_int_eq(csec_words_find(&csec_cap_words, "SYS_ADMIN"), 21);
	ck_assert_int_eq(csec_words_find(&csec_cap_words, "sys_admin"),
			 -EINVAL);
	ck_assert_uint_eq(csec_cap_words.nr, 41);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("policy");
	TCase *tcase = tcase_create("policy");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, test_equal, 0,
			    sizeof(pairs) / sizeof(pairs[0]));
	tcase_add_loop_test(tcase, test_features, 0,
			    sizeof(features) / sizeof(features[0]));
	tcase_add_test(tcase, test_limits);
	tcase_add_test(tcase, test_rules_limit);
	tcase_add_test(tcase, test_set);
	tcase_add_test(tcase, test_builtin);
	tcase_add_test(tcase, test_builtin_order);
	tcase_add_test(tcase, test_words);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
