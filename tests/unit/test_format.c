// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of ctl/format.c: random models survive being written and read
 */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "format.h"
#include "parse.h"
#include "policy.h"

static const char *const paths[] = {
	"/a",
	"/usr/bin/x y",
	"/\303\251/**",
	"/a'b\"c",
	"/a#b",
	"/a: b",
	"/[!a-z]*",
	"/\\*\\[",
	"/- a",
	"/a,b",
	"/{x}",
	"/null",
	"/%a",
	"/@`",
	"/a?",
	"/~",
	"/\360\237\230\200",
	"/a ",
	"/yes",
	"/=",
};

static unsigned int pick(unsigned int nr)
{
	return (unsigned int)rand() % nr;
}

static const char *path(void)
{
	return paths[pick(sizeof(paths) / sizeof(paths[0]))];
}

static void add_rule(struct csec_policy *policy, enum csec_section section)
{
	uint8_t sha256[CSEC_SHA256_LEN];
	const char *scripts[] = { path(), path(), path() };
	struct csec_rule rule = { .path = path(), .section = section };
	size_t i;

	for (i = 0; i < sizeof(sha256); i++)
		sha256[i] = pick(256);
	if (section == CSEC_SECTION_EXEC) {
		rule.sha256 = pick(2) ? sha256 : NULL;
		rule.scripts = scripts;
		rule.nr_scripts = pick(4);
		rule.has_inline = pick(2);
		rule.inline_action = pick(2);
	}
	if (section == CSEC_SECTION_INJECT)
		rule.path_to = pick(2) ? path() : NULL;
	ck_assert_int_eq(csec_policy_add_rule(policy, &rule), 0);
}

static void add_sections(struct csec_policy *policy)
{
	unsigned int i;

	policy->has = rand() & ((1u << __CSEC_HAS_MAX) - 1);
	/* What the language does not let stand alone. */
	if (policy->has & (1u << CSEC_HAS_FORK_BURST))
		csec_policy_set_has(policy, CSEC_HAS_FORK_RATE);
	if (policy->has & (1u << CSEC_HAS_EXEC_BURST))
		csec_policy_set_has(policy, CSEC_HAS_EXEC_RATE);
	csec_policy_set_has(policy, CSEC_HAS_EXEC_DEFAULT);
	csec_policy_set_has(policy, CSEC_HAS_JIT_DEFAULT);
	csec_policy_set_has(policy, CSEC_HAS_INJECT_DEFAULT);
	csec_policy_set_has(policy, CSEC_HAS_CAP_DEFAULT);
	csec_policy_set_has(policy, CSEC_HAS_ESCAPE_DEFAULT);
	csec_policy_set_has(policy, CSEC_HAS_SHELL_REVERSE);
	policy->max_processes = 1 + pick(CSEC_LIMIT_MAX);
	policy->max_threads = 1 + pick(CSEC_LIMIT_MAX);
	policy->fork_rate = 1 + pick(CSEC_LIMIT_MAX);
	policy->fork_burst = 1 + pick(CSEC_LIMIT_MAX);
	policy->on_bomb = pick(__CSEC_ON_BOMB_MAX);
	policy->exec_default = pick(2);
	policy->exec_drift = pick(2);
	policy->exec_libraries = pick(__CSEC_LIBRARIES_MAX);
	policy->shell_reverse = pick(2);
	policy->shell_bind = pick(2);
	policy->shell_connect = pick(2);
	policy->jit_default = pick(2);
	policy->inject_default = pick(__CSEC_INJECT_MAX);
	policy->exec_rate = 1 + pick(CSEC_LIMIT_MAX);
	policy->exec_burst = 1 + pick(CSEC_LIMIT_MAX);
	policy->on_rate = pick(__CSEC_ON_RATE_MAX);
	policy->exec_writes = pick(2);
	policy->escape_default = pick(2);
	policy->escape_allow = 1 + pick((1 << __CSEC_ESCAPE_MAX) - 1);
	policy->cap_default = pick(2);
	policy->cap_allow = 1 + pick(1 << 20);
	policy->cap_deny = 1ull << pick(41);
	for (i = pick(20); i; i--)
		add_rule(policy, pick(__CSEC_SECTION_MAX));
	csec_policy_add_builtin(policy, 1);
}

static struct csec_policy *make_policy(void)
{
	static const char *const values[] = { "web",  "12",	  "true",
					      "a: b", "\303\251", "null",
					      "x=y\"" };
	struct csec_policy *policy = csec_policy_create(pick(2) ? "12" : "web");
	char text[64];
	unsigned int i;

	policy->mode = pick(__CSEC_MODE_MAX);
	for (i = 0; i < pick(4); i++) {
		snprintf(text, sizeof(text), "k%u=%s", i, values[pick(7)]);
		csec_policy_add_label(policy, text);
	}
	csec_policy_add_match(policy, CSEC_MATCH_CGROUP, path(), 0);
	csec_policy_add_match(policy, CSEC_MATCH_CONTAINER_NAME,
			      values[pick(7)], 0);
	csec_policy_add_match(policy, CSEC_MATCH_CONTAINER_LABEL, "a=b c", 0);
	add_sections(policy);
	return policy;
}

START_TEST(test_round_trip)
{
	int round;

	srand(_i);
	for (round = 0; round < 100; round++) {
		const enum csec_out_format format = round & 1 ? CSEC_OUT_JSON :
								CSEC_OUT_YAML;
		struct csec_policy_set *set = csec_policy_set_create();
		struct csec_diag *diag = csec_diag_create();
		struct csec_policy *policy = make_policy();
		char *text = csec_format_text(policy, format);

		ck_assert_ptr_nonnull(text);
		if (csec_parse_text("t", text, strlen(text), set, diag))
			csec_diag_print(diag, stdout);
		ck_assert_msg(set->nr == 1, "%s", text);
		ck_assert_msg(csec_policy_equal(policy, set->policies[0]), "%s",
			      text);
		free(text);
		csec_policy_free(policy);
		csec_policy_set_free(set);
		csec_diag_free(diag);
	}
}
END_TEST

START_TEST(test_text)
{
	struct csec_policy *policy = csec_policy_create("web");
	char *text;

	csec_policy_add_match(policy, CSEC_MATCH_CGROUP, "/a*", 1);
	policy->mode = CSEC_MODE_AUDIT;
	csec_policy_set_has(policy, CSEC_HAS_SHELL_BIND);
	policy->shell_bind = CSEC_ACTION_DENY;
	csec_policy_add_builtin(policy, 1);
	text = csec_format_text(policy, CSEC_OUT_YAML);
	ck_assert_str_eq(text, "apiVersion: csec/v1\nkind: Policy\n"
			       "metadata:\n  name: web\nmode: audit\nmatch:\n"
			       "  - cgroup: /a*\nshells:\n  bind: deny\n");
	free(text);
	ck_assert_ptr_null(csec_format_text(policy, CSEC_OUT_TABLE));
	csec_policy_free(policy);
}
END_TEST

START_TEST(test_set)
{
	struct csec_policy_set *set = csec_policy_set_create();
	struct csec_policy_set *again = csec_policy_set_create();
	struct csec_diag *diag = csec_diag_create();
	struct csec_policy *policy;
	char *text = NULL;
	size_t len;
	FILE *file = open_memstream(&text, &len);

	policy = make_policy();
	policy->name = "a";
	csec_policy_set_add(set, policy);
	policy = make_policy();
	policy->name = "b";
	csec_policy_set_add(set, policy);
	ck_assert_int_eq(csec_format_set(file, CSEC_OUT_JSONL, set), -EINVAL);
	ck_assert_int_eq(csec_format_set(file, CSEC_OUT_YAML, set), 0);
	fclose(file);
	ck_assert_int_eq(csec_parse_text("t", text, len, again, diag), 0);
	ck_assert(csec_policy_set_equal(set, again));
	free(text);
	csec_diag_free(diag);
	csec_policy_set_free(set);
	csec_policy_set_free(again);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("format");
	TCase *tcase = tcase_create("format");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, test_text);
	tcase_add_test(tcase, test_set);
	tcase_add_loop_test(tcase, test_round_trip, 0, 20);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
