// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of kmod/decide_inject.c
 */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../kmod/decide_inject.h"
#include "kernel/shim.h"

static void add_pair(struct csec_policy *policy, const char *from,
		     const char *to, u32 line)
{
	const struct csec_rule_spec spec = {
		.section = CSEC_SECTION_INJECT,
		.path = from,
		.path_to = to,
		.line = line,
		.inline_action = -1,
	};

	ck_assert_int_eq(csec_policy_add_rule(policy, &spec), 0);
}

static struct csec_policy *build(int mode, int inject, bool has_rules)
{
	struct csec_policy *policy = csec_policy_create("p");
	const char *why;

	ck_assert(!IS_ERR(policy));
	ck_assert_int_eq(csec_policy_add_match(policy, CSEC_MATCH_CGROUP, "/c"),
			 0);
	ck_assert_int_eq(csec_policy_set(policy, CSEC_POLICY_A_MODE, mode), 0);
	ck_assert_int_eq(csec_policy_set(policy, CSEC_POLICY_A_INJECT_DEFAULT,
					 inject),
			 0);
	if (has_rules) {
		add_pair(policy, "/bin/gdb", "/bin/a", 10);
		add_pair(policy, "/bin/gdb", "/bin/b*", 11);
		add_pair(policy, "/opt/*/trace", NULL, 12);
		add_pair(policy, "/bin/spy", "/bin/a", 13);
	}
	ck_assert_int_eq(csec_policy_seal(policy, &why), 0);
	return policy;
}

enum {
	ALLOW = CSEC_INJECT_ALLOW,
	DENY = CSEC_INJECT_DENY,
	CHILDREN = CSEC_INJECT_CHILDREN,
	NO = CSEC_REASON_INJECTION,
	UNKNOWN = CSEC_REASON_UNDECIDED,
	YES = CSEC_REASON_NONE,
};

static const struct {
	int inject;
	bool has_rules, is_same, is_descendant, is_known;
	const char *from, *to;
	int reason;
	u32 line;
	const char *why;
} rows[] = {
	{ ALLOW, 0, 1, 0, 0, NULL, NULL, YES, 0, "allow allows" },
	{ ALLOW, 0, 0, 0, 0, NULL, NULL, YES, 0, "allow: beyond, too" },
	{ ALLOW, 1, 1, 0, 0, NULL, NULL, YES, 0, "allow asks no names" },
	{ DENY, 0, 1, 0, 1, "/bin/x", "/bin/y", NO, 0, "deny" },
	{ DENY, 0, 1, 1, 1, "/bin/x", "/bin/y", NO, 0, "deny: a child, too" },
	{ DENY, 0, 1, 0, 0, NULL, NULL, NO, 0, "no rules need no names" },
	{ CHILDREN, 0, 1, 1, 0, NULL, NULL, YES, 0, "children: a child" },
	{ CHILDREN, 0, 1, 0, 0, NULL, NULL, NO, 0, "children: no child" },
	{ CHILDREN, 0, 0, 1, 0, NULL, NULL, NO, 0, "a child elsewhere" },
	{ CHILDREN, 1, 1, 1, 0, NULL, NULL, YES, 0, "a child: no names" },
	{ CHILDREN, 1, 1, 0, 1, "/bin/gdb", "/bin/a", YES, 10, "a pair" },
	{ DENY, 1, 1, 0, 1, "/bin/gdb", "/bin/a", YES, 10, "first rule" },
	{ DENY, 1, 1, 0, 1, "/bin/gdb", "/bin/bc", YES, 11, "same source" },
	{ DENY, 1, 1, 0, 1, "/bin/gdb", "/bin/c", NO, 0, "another target" },
	{ DENY, 1, 1, 0, 1, "/bin/spy", "/bin/a", YES, 13, "last rule" },
	{ DENY, 1, 1, 0, 1, "/bin/a", "/bin/gdb", NO, 0, "turned round" },
	{ DENY, 1, 1, 0, 1, "/opt/x/trace", NULL, YES, 12, "to no program" },
	{ DENY, 1, 1, 0, 1, NULL, "/bin/a", NO, 0, "from no program" },
	{ DENY, 1, 1, 0, 0, NULL, NULL, UNKNOWN, 0, "names not known" },
	{ DENY, 1, 0, 0, 1, "/bin/gdb", "/bin/a", NO, 0, "pair elsewhere" },
	{ DENY, 1, 0, 0, 0, NULL, NULL, NO, 0, "elsewhere asks no names" },
};

static void set_name(struct csec_file_names *names, const char *name)
{
	names->nr = name ? 1 : 0;
	names->name[0] = name;
}

START_TEST(test_decide_inject)
{
	static const int modes[] = { CSEC_MODE_ENFORCE, CSEC_MODE_AUDIT,
				     CSEC_MODE_LEARN };
	const int mode = modes[_i % 3];
	const int refusal = mode == CSEC_MODE_ENFORCE ? CSEC_VERDICT_DENY :
							CSEC_VERDICT_AUDIT;
	const typeof(rows[0]) *row = &rows[_i / 3];
	struct csec_policy *policy = build(mode, row->inject, row->has_rules);
	struct csec_inject_request request = {
		.is_same_container = row->is_same,
		.is_descendant = row->is_descendant,
		.is_known = row->is_known,
	};
	struct csec_decision decision = { .line = 77 };

	set_name(&request.from, row->from);
	set_name(&request.to, row->to);
	csec_decide_inject(policy, &request, &decision);
	ck_assert_msg((int)decision.reason == row->reason, "%s: reason %d",
		      row->why, decision.reason);
	ck_assert_msg((int)decision.verdict == (row->reason == YES ?
							CSEC_VERDICT_ALLOW :
							refusal),
		      "%s: verdict %d", row->why, decision.verdict);
	ck_assert_msg(decision.line == row->line, "%s: line %u", row->why,
		      decision.line);
	csec_policy_put(policy);
}
END_TEST

START_TEST(test_decide_inject_names)
{
	struct csec_policy *policy = build(CSEC_MODE_ENFORCE, DENY, true);
	struct csec_inject_request request = {
		.is_same_container = true,
		.is_known = true,
	};
	struct csec_decision decision;

	/* Any of the names of a file may be the listed one. */
	request.from.nr = 2;
	request.from.name[0] = "/other";
	request.from.name[1] = "/bin/gdb";
	set_name(&request.to, "/bin/b");
	csec_decide_inject(policy, &request, &decision);
	ck_assert_int_eq(decision.verdict, CSEC_VERDICT_ALLOW);
	ck_assert_uint_eq(decision.line, 11);
	ck_assert(csec_decide_inject_asks_names(policy, &request));
	request.is_same_container = false;
	ck_assert(!csec_decide_inject_asks_names(policy, &request));
	csec_policy_put(policy);
}
END_TEST

START_TEST(test_injects_limit)
{
	struct csec_policy *policy = csec_policy_create("p");
	struct csec_rule_spec spec = {
		.section = CSEC_SECTION_INJECT,
		.path = "/a",
		.inline_action = -1,
	};
	int i;

	for (i = 0; i <= CSEC_NR_INJECTS_MAX; i++)
		ck_assert_int_eq(csec_policy_add_rule(policy, &spec),
				 i == CSEC_NR_INJECTS_MAX ? -E2BIG : 0);
	ck_assert_uint_eq(policy->nr_injects, CSEC_NR_INJECTS_MAX);
	spec.section = CSEC_SECTION_JIT;
	ck_assert_int_eq(csec_policy_add_rule(policy, &spec), 0);
	csec_policy_put(policy);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("inject");
	TCase *tcase = tcase_create("inject");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tcase, test_decide_inject, 0,
			    3 * sizeof(rows) / sizeof(rows[0]));
	tcase_add_test(tcase, test_decide_inject_names);
	tcase_add_test(tcase, test_injects_limit);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
