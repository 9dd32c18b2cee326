// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of kmod/decide.c
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "../../kmod/decide.h"
#include "../../kmod/policy.h"
#include "kernel/shim.h"

enum {
	NONE = -1
};

/* Actions are enum csec_action or NONE: the attribute is absent. */
struct setup {
	int mode;
	int exec_default;
	int reverse;
	int bind;
	int connect;
};

enum {
	A = CSEC_IMAGE_ALLOWED,
	L = CSEC_IMAGE_ALLOWED | CSEC_IMAGE_LISTED,
	S = CSEC_IMAGE_SHELL,
	E = CSEC_IMAGE_EXEMPT,
	ALLOW = CSEC_ACTION_ALLOW,
	DENY = CSEC_ACTION_DENY,
};

static void add_rule(struct csec_policy *policy, u32 section, const char *path,
		     u32 line)
{
	const struct csec_rule_spec spec = {
		.section = section,
		.path = path,
		.line = line,
		.inline_action = -1,
	};

	ck_assert_int_eq(csec_policy_add_rule(policy, &spec), 0);
}

static void set(struct csec_policy *policy, enum csec_policy_attr attr,
		int value)
{
	if (value != NONE)
		ck_assert_int_eq(csec_policy_set(policy, attr, value), 0);
}

static struct csec_policy *build(const struct setup *setup)
{
	struct csec_policy *policy = csec_policy_create("p");
	const char *why;

	ck_assert(!IS_ERR(policy));
	ck_assert_int_eq(csec_policy_add_match(policy, CSEC_MATCH_CGROUP, "/c"),
			 0);
	set(policy, CSEC_POLICY_A_MODE, setup->mode);
	set(policy, CSEC_POLICY_A_EXEC_DEFAULT, setup->exec_default);
	set(policy, CSEC_POLICY_A_SHELL_REVERSE, setup->reverse);
	set(policy, CSEC_POLICY_A_SHELL_BIND, setup->bind);
	set(policy, CSEC_POLICY_A_SHELL_CONNECT, setup->connect);
	if (setup->exec_default != NONE) {
		add_rule(policy, CSEC_SECTION_EXEC, "/bin/a", 10);
		add_rule(policy, CSEC_SECTION_EXEC, "/bin/sh", 11);
		add_rule(policy, CSEC_SECTION_EXEC, "/app/**", 12);
		add_rule(policy, CSEC_SECTION_EXEC, "/app/x", 13);
	}
	add_rule(policy, CSEC_SECTION_SHELL_CLASS, "/bin/sh", 20);
	add_rule(policy, CSEC_SECTION_SHELL_CLASS, "/bin/*sh", 21);
	add_rule(policy, CSEC_SECTION_SHELL_EXEMPT, "/sbin/sshd", 30);
	add_rule(policy, CSEC_SECTION_SHELL_EXEMPT, "/bin/zsh", 31);
	ck_assert_int_eq(csec_policy_seal(policy, &why), 0);
	return policy;
}

static void drop(struct csec_policy *policy)
{
	csec_policy_put(policy);
	rcu_barrier();
	ck_assert_int_eq(shim_nr_live(), 0);
}

struct image_case {
	int exec_default;
	struct csec_file_names names;
	u32 flags;
	u32 line;
	const char *why;
};

struct plain_case {
	int reverse;
	int bind;
	u32 flags;
	bool expected;
	const char *why;
};

struct exec_case {
	int mode;
	int reverse;
	int bind;
	u32 flags;
	int parent; /* CSEC_IMAGE_* or NONE */
	enum csec_origin stdio;
	enum csec_verdict verdict;
	enum csec_reason reason;
	const char *why;
};

struct connect_case {
	int mode;
	int connect;
	u32 flags;
	enum csec_verdict verdict;
	const char *why;
};

/* clang-format off */
#define ONE(name0) { 1, { name0 } }
#define TWO(name0, name1) { 2, { name0, name1 } }

static const struct image_case image_cases[] = {
	{ DENY,	ONE("/bin/a"),			L,	10, "listed" },
	{ DENY,	ONE("/bin/b"),			0,	0, "not listed" },
	{ DENY,	ONE("/bin/sh"),			L | S,	11, "listed shell" },
	{ DENY,	ONE("/bin/dash"),		S,	0, "shell, not listed" },
	{ DENY,	ONE("/app/x"),			L,	13, "path wins over glob" },
	{ DENY,	ONE("/app/y"),			L,	12, "glob" },
	{ DENY,	ONE("/sbin/sshd"),		E,	0, "exempt is not allowed" },
	{ DENY,	ONE("/bin/zsh"),		S | E,	0, "exempt shell" },
	{ DENY,	{ 0, { NULL } },		0,	0, "no name, no rule" },
	{ DENY,	TWO("/x", "/bin/a"),		L,	10, "second name listed" },
	{ DENY,	TWO("/bin/a", "/bin/sh"),	L | S,	10, "any name is a shell" },
	{ DENY,	TWO("/sbin/sshd", "/bin/sh"),	L | S | E, 11, "all at once" },
	{ ALLOW, ONE("/bin/a"),			L,	10, "allow, listed" },
	{ ALLOW, ONE("/bin/b"),			A,	0, "allow, not listed" },
	{ ALLOW, { 0, { NULL } },		A,	0, "allow, no name" },
	{ NONE,	ONE("/bin/b"),			A,	0, "no exec section" },
	{ NONE,	ONE("/bin/sh"),			A | S,	0, "no exec section, shell" },
	{ NONE,	{ 0, { NULL } },		A,	0, "no exec section, no name" },
	{ DENY,	{ 12, { "/1", "/2", "/3", "/4", "/5", "/6", "/7", "/8", "/9", "/10",
		"/11", "/bin/a" } },
	  L, 10, "all names used" },
	{ DENY,	{ 13, { "/1", "/2", "/3", "/4", "/5", "/6", "/7", "/8", "/9", "/10",
		"/11", "/12" } },
	  0, 0, "count out of range" },
};

static const struct plain_case plain_cases[] = {
	{ DENY,	DENY,	A,		true,	"no shell" },
	{ DENY,	DENY,	0,		false,	"not allowed" },
	{ DENY,	DENY,	A | S,		false,	"shell, both rules" },
	{ DENY,	NONE,	A | S,		false,	"shell, reverse" },
	{ NONE,	DENY,	A | S,		false,	"shell, bind" },
	{ ALLOW, ALLOW,	A | S,		true,	"shell, rules allow" },
	{ NONE,	NONE,	A | S,		true,	"shell, no rules" },
	{ NONE,	NONE,	S,		false,	"shell, not allowed" },
	{ DENY,	DENY,	A | S | E,	false,	"exempt is for children" },
};

#define LOCAL CSEC_ORIGIN_LOCAL
#define OUT CSEC_ORIGIN_OUTBOUND
#define IN CSEC_ORIGIN_INBOUND
#define ENFORCE CSEC_MODE_ENFORCE
#define V(verdict) CSEC_VERDICT_##verdict
#define R(reason) CSEC_REASON_##reason

static const struct exec_case exec_cases[] = {
	{ ENFORCE, DENY, DENY, A, NONE, LOCAL,
	  V(ALLOW), R(NONE), "allowed" },
	{ ENFORCE, DENY, DENY, 0, NONE, LOCAL,
	  V(DENY), R(NOT_ALLOWED), "not allowed" },
	{ ENFORCE, DENY, DENY, S, NONE, OUT,
	  V(DENY), R(NOT_ALLOWED), "not allowed comes first" },
	{ ENFORCE, DENY, DENY, 0, E, LOCAL,
	  V(DENY), R(NOT_ALLOWED), "exempt parent does not allow" },
	{ ENFORCE, DENY, DENY, A, NONE, OUT,
	  V(ALLOW), R(NONE), "no shell on an outbound socket" },
	{ ENFORCE, DENY, DENY, A, NONE, IN,
	  V(ALLOW), R(NONE), "no shell on an accepted socket" },
	{ ENFORCE, DENY, DENY, A | S, NONE, LOCAL,
	  V(ALLOW), R(NONE), "shell on a terminal" },
	{ ENFORCE, DENY, DENY, A | S, NONE, OUT,
	  V(DENY), R(REVERSE_SHELL), "reverse shell, no parent" },
	{ ENFORCE, DENY, DENY, A | S, A, OUT,
	  V(DENY), R(REVERSE_SHELL), "reverse shell, parent" },
	{ ENFORCE, DENY, DENY, A | S, A | E, OUT,
	  V(ALLOW), R(NONE), "parent is exempt, outbound" },
	{ ENFORCE, DENY, DENY, A | S, A | E, IN,
	  V(ALLOW), R(NONE), "parent is exempt, accepted" },
	{ ENFORCE, DENY, DENY, A | S | E, A, OUT,
	  V(DENY), R(REVERSE_SHELL), "its own exemption is for children" },
	{ ENFORCE, DENY, DENY, A | S, A, IN,
	  V(DENY), R(BIND_SHELL), "bind shell" },
	{ ENFORCE, NONE, DENY, A | S, A, OUT,
	  V(ALLOW), R(NONE), "reverse is not ruled" },
	{ ENFORCE, ALLOW, DENY, A | S, A, OUT,
	  V(ALLOW), R(NONE), "reverse is allowed" },
	{ ENFORCE, DENY, NONE, A | S, A, IN,
	  V(ALLOW), R(NONE), "bind is not ruled" },
	{ ENFORCE, DENY, ALLOW, A | S, A, IN,
	  V(ALLOW), R(NONE), "bind is allowed" },
	{ CSEC_MODE_AUDIT, DENY, DENY, A | S, A, OUT,
	  V(AUDIT), R(REVERSE_SHELL), "audit only reports" },
	{ CSEC_MODE_LEARN, DENY, DENY, 0, A, LOCAL,
	  V(AUDIT), R(NOT_ALLOWED), "learn only reports" },
};

static const struct connect_case connect_cases[] = {
	{ ENFORCE,	   DENY,  A | S,	V(DENY),  "shell" },
	{ ENFORCE,	   DENY,  S,		V(DENY),  "shell, not allowed" },
	{ ENFORCE,	   DENY,  A,		V(ALLOW), "no shell" },
	{ ENFORCE,	   DENY,  A | S | E,	V(ALLOW), "exempt shell" },
	{ ENFORCE,	   ALLOW, A | S,	V(ALLOW), "allowed" },
	{ ENFORCE,	   NONE,  A | S,	V(ALLOW), "not ruled" },
	{ CSEC_MODE_AUDIT, DENY,  A | S,	V(AUDIT), "audit" },
	{ CSEC_MODE_LEARN, DENY,  A | S,	V(AUDIT), "learn" },
};
/* clang-format on */

START_TEST(test_image_table)
{
	const struct image_case *c = &image_cases[_i];
	const struct setup setup = { ENFORCE, c->exec_default, NONE, NONE,
				     NONE };
	struct csec_policy *policy = build(&setup);
	struct csec_image image = { .flags = U32_MAX, .line = U32_MAX };

	csec_decide_image(policy, &c->names, &image);
	ck_assert_msg(image.flags == c->flags, "%s: flags %u", c->why,
		      image.flags);
	ck_assert_msg(image.line == c->line, "%s: line %u", c->why, image.line);
	drop(policy);
}
END_TEST

START_TEST(test_is_plain_table)
{
	const struct plain_case *c = &plain_cases[_i];
	const struct setup setup = { ENFORCE, DENY, c->reverse, c->bind, DENY };
	const struct csec_image image = { .flags = c->flags, .line = 0 };
	struct csec_policy *policy = build(&setup);

	ck_assert_msg(csec_decide_is_plain(policy, &image) == c->expected, "%s",
		      c->why);
	drop(policy);
}
END_TEST

START_TEST(test_exec_table)
{
	const struct exec_case *c = &exec_cases[_i];
	const struct setup setup = { c->mode, DENY, c->reverse, c->bind, DENY };
	const struct csec_image image = { .flags = c->flags, .line = 77 };
	const struct csec_image parent = { .flags = c->parent, .line = 0 };
	const struct csec_stdio stdio = { .origin = c->stdio };
	struct csec_policy *policy = build(&setup);
	struct csec_decision decision;

	memset(&decision, 0xa5, sizeof(decision));
	csec_decide_exec(policy, &image, c->parent == NONE ? NULL : &parent,
			 &stdio, &decision);
	ck_assert_msg(decision.verdict == c->verdict &&
			      decision.reason == c->reason,
		      "%s: %u %u", c->why, decision.verdict, decision.reason);
	ck_assert_uint_eq(decision.line, c->reason == R(NONE) ? 77 : 0);
	drop(policy);
}
END_TEST

/* What is plain is allowed whatever else is true. */
START_TEST(test_exec_agrees_with_is_plain)
{
	const struct setup setup = { ENFORCE, DENY, _i & 1 ? DENY : NONE,
				     _i & 2 ? DENY : NONE, NONE };
	struct csec_policy *policy = build(&setup);

	for (u32 flags = 0; flags < 8; flags++) {
		const struct csec_image image = { .flags = flags, .line = 0 };
		bool is_allowed = true;

		for (int origin = LOCAL; origin <= IN; origin++) {
			const struct csec_stdio stdio = { .origin = origin };
			struct csec_decision decision;

			csec_decide_exec(policy, &image, NULL, &stdio,
					 &decision);
			is_allowed &= decision.verdict == V(ALLOW);
		}
		ck_assert(csec_decide_is_plain(policy, &image) == is_allowed);
	}
	drop(policy);
}
END_TEST

/* Who gives the commands decides, not who holds a connection. */
START_TEST(test_stdio_table)
{
	static const struct {
		enum csec_origin origin;
		bool is_linked;
		bool is_received;
		enum csec_commands commands;
		enum csec_reason reason;
	} cases[] = {
		{ OUT, false, false, CSEC_COMMANDS_INPUT, R(REVERSE_SHELL) },
		{ OUT, false, false, CSEC_COMMANDS_LINE, R(REVERSE_SHELL) },
		{ OUT, false, false, CSEC_COMMANDS_FILE, R(REVERSE_SHELL) },
		{ OUT, true, false, CSEC_COMMANDS_INPUT, R(REVERSE_SHELL) },
		{ OUT, true, false, CSEC_COMMANDS_LINE, R(NONE) },
		{ OUT, true, false, CSEC_COMMANDS_FILE, R(NONE) },
		{ OUT, true, true, CSEC_COMMANDS_LINE, R(REVERSE_SHELL) },
		{ IN, false, false, CSEC_COMMANDS_INPUT, R(BIND_SHELL) },
		{ IN, false, false, CSEC_COMMANDS_LINE, R(BIND_SHELL) },
		{ IN, false, false, CSEC_COMMANDS_FILE, R(NONE) },
		{ IN, true, false, CSEC_COMMANDS_INPUT, R(BIND_SHELL) },
		{ IN, true, false, CSEC_COMMANDS_LINE, R(NONE) },
		{ IN, true, true, CSEC_COMMANDS_FILE, R(BIND_SHELL) },
		{ LOCAL, true, true, CSEC_COMMANDS_INPUT, R(NONE) },
	};
	const struct setup setup = { ENFORCE, ALLOW, DENY, DENY, NONE };
	struct csec_policy *policy = build(&setup);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct csec_stdio stdio = { cases[i].origin,
						  cases[i].is_linked,
						  cases[i].is_received,
						  cases[i].commands };

		ck_assert_msg(csec_decide_stdio(policy, &stdio) ==
				      cases[i].reason,
			      "case %zu", i);
	}
	drop(policy);
}
END_TEST

START_TEST(test_exec_unknown_origin)
{
	const struct setup setup = { ENFORCE, DENY, NONE, NONE, NONE };
	const struct csec_image image = { .flags = A | S, .line = 0 };
	const struct csec_stdio stdio = { .origin = IN + 1 };
	struct csec_policy *policy = build(&setup);
	struct csec_decision decision;
	const unsigned int nr_warnings = shim_nr_warnings();

	csec_decide_exec(policy, &image, NULL, &stdio, &decision);
	ck_assert_int_eq(decision.verdict, V(DENY));
	ck_assert_int_eq(decision.reason, R(UNDECIDED));
	ck_assert_uint_eq(shim_nr_warnings(), nr_warnings + 1);
	drop(policy);
}
END_TEST

START_TEST(test_connect_table)
{
	const struct connect_case *c = &connect_cases[_i];
	const struct setup setup = { c->mode, DENY, DENY, DENY, c->connect };
	const struct csec_image image = { .flags = c->flags, .line = 77 };
	struct csec_policy *policy = build(&setup);
	struct csec_decision decision;

	memset(&decision, 0xa5, sizeof(decision));
	csec_decide_connect(policy, &image, &decision);
	ck_assert_msg(decision.verdict == c->verdict, "%s", c->why);
	ck_assert_int_eq(decision.reason,
			 c->verdict == V(ALLOW) ? R(NONE) : R(SHELL_CONNECT));
	ck_assert_uint_eq(decision.line, 0);
	drop(policy);
}
END_TEST

START_TEST(test_deny_every_reason)
{
	static const enum csec_verdict expected[] = {
		[CSEC_MODE_LEARN] = V(AUDIT),
		[CSEC_MODE_AUDIT] = V(AUDIT),
		[CSEC_MODE_ENFORCE] = V(DENY),
	};
	const struct setup setup = { _i, NONE, NONE, NONE, NONE };
	struct csec_policy *policy = build(&setup);

	for (int reason = R(NOT_ALLOWED); reason <= CSEC_REASON_MAX; reason++) {
		struct csec_decision decision = { 0, 0, 1 };

		csec_decide_deny(policy, reason, &decision);
		ck_assert_int_eq(decision.verdict, expected[_i]);
		ck_assert_int_eq(decision.reason, reason);
		ck_assert_uint_eq(decision.line, 0);
	}
	drop(policy);
}
END_TEST

START_TEST(test_deny_unknown_mode)
{
	const struct setup setup = { ENFORCE, NONE, NONE, NONE, NONE };
	struct csec_policy *policy = build(&setup);
	struct csec_decision decision;
	const unsigned int nr_warnings = shim_nr_warnings();

	policy->mode = __CSEC_MODE_MAX;
	csec_decide_deny(policy, R(UNDECIDED), &decision);
	ck_assert_int_eq(decision.verdict, V(DENY));
	ck_assert_uint_eq(shim_nr_warnings(), nr_warnings + 1);
	drop(policy);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("decide");
	TCase *tcase = tcase_create("decide");
	SRunner *runner;
	int nr_failed;

	tcase_add_loop_test(tcase, test_image_table, 0,
			    ARRAY_SIZE(image_cases));
	tcase_add_loop_test(tcase, test_is_plain_table, 0,
			    ARRAY_SIZE(plain_cases));
	tcase_add_loop_test(tcase, test_exec_table, 0, ARRAY_SIZE(exec_cases));
	tcase_add_loop_test(tcase, test_exec_agrees_with_is_plain, 0, 4);
	tcase_add_test(tcase, test_stdio_table);
	tcase_add_test(tcase, test_exec_unknown_origin);
	tcase_add_loop_test(tcase, test_connect_table, 0,
			    ARRAY_SIZE(connect_cases));
	tcase_add_loop_test(tcase, test_deny_every_reason, 0, __CSEC_MODE_MAX);
	tcase_add_test(tcase, test_deny_unknown_mode);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	nr_failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return nr_failed ? 1 : 0;
}
