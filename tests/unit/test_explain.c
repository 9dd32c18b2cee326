// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of what an event means
 */
#include "explain.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "glob.h"
#include "nl_event.h"
#include "policy.h"

static struct csec_explanation x;

static struct csec_policy *web(void)
{
	const struct csec_rule rule = {
		.path = "/usr/bin/python3*",
		.section = CSEC_SECTION_EXEC,
		.line = 17,
	};
	struct csec_policy *policy = csec_policy_create("web");

	ck_assert_ptr_nonnull(policy);
	ck_assert_int_eq(csec_policy_set_source(policy, "web.yaml"), 0);
	ck_assert_int_eq(csec_policy_add_rule(policy, &rule), 0);
	csec_policy_set_has(policy, CSEC_HAS_EXEC_DEFAULT);
	policy->exec_default = CSEC_ACTION_DENY;
	csec_policy_set_has(policy, CSEC_HAS_FORK_RATE);
	policy->fork_rate = 50;
	return policy;
}

START_TEST(test_each_reason)
{
	struct csec_policy *policy = web();
	const struct csec_nl_event event = {
		.reason = (uint32_t)_i,
		.op = CSEC_OP_MOUNT,
		.path = "/opt/tool",
		.target_path = "/opt/other",
		.limit = 4,
	};

	csec_explain(&event, policy, &x);
	ck_assert_ptr_nonnull(x.why);
	ck_assert_ptr_nonnull(x.advice);
	ck_assert_int_eq(x.edit != CSEC_EDIT_NONE, x.edit_key != NULL);
	ck_assert_str_eq(x.file, "web.yaml");
	ck_assert(!x.edit_key || x.key);
	/* No event carries all; nor need its policy be live. */
	csec_explain(&(struct csec_nl_event){ .reason = (uint32_t)_i }, NULL,
		     &x);
	ck_assert_ptr_nonnull(x.why);
	ck_assert_ptr_null(x.file);
	csec_policy_free(policy);
}
END_TEST

/* The rule that the reason has elsewhere would name a file, not a program. */
START_TEST(test_listener)
{
	struct csec_nl_event event = {
		.reason = CSEC_REASON_INJECTION,
		.op = CSEC_OP_PTRACE,
		.path = "/opt/spy",
	};

	csec_explain(&event, NULL, &x);
	ck_assert_int_eq(x.edit, CSEC_EDIT_VALUE);
	ck_assert_str_eq(x.edit_value, "children");
	event.target_pid = 1;
	event.target_path = "/opt/a";
	csec_explain(&event, NULL, &x);
	ck_assert_int_eq(x.edit, CSEC_EDIT_PAIR);
}
END_TEST

/* A rule for the program that is started would not help: it does not run yet. */
START_TEST(test_same_program)
{
	struct csec_nl_event event = {
		.reason = CSEC_REASON_INJECTION,
		.op = CSEC_OP_PTRACE,
		.path = "/usr/bin/gdb",
		.target_pid = 1,
		.target_path = "/usr/bin/gdb",
	};

	csec_explain(&event, NULL, &x);
	ck_assert_int_eq(x.edit, CSEC_EDIT_VALUE);
	ck_assert_str_eq(x.edit_value, "children");
	event.target_path = "/usr/bin/gdb2";
	csec_explain(&event, NULL, &x);
	ck_assert_int_eq(x.edit, CSEC_EDIT_PAIR);
	event.target_path = NULL;
	csec_explain(&event, NULL, &x);
	ck_assert_int_ne(x.edit, CSEC_EDIT_VALUE);
}
END_TEST

/* There is no shell that could be exempt. */
START_TEST(test_told)
{
	struct csec_nl_event event = {
		.has = 1ULL << CSEC_EVENT_A_LINK,
		.link = CSEC_LINK_RECEIVED,
		.reason = CSEC_REASON_REVERSE_SHELL,
		.path = "/usr/bin/expr",
	};

	csec_explain(&event, NULL, &x);
	ck_assert_int_eq(x.edit, CSEC_EDIT_WORDS);
	ck_assert_str_eq(x.why, "the command is what came over a connection");
	event.reason = CSEC_REASON_BIND_SHELL;
	csec_explain(&event, NULL, &x);
	ck_assert_int_eq(x.edit, CSEC_EDIT_WORDS);
	event.link = CSEC_LINK_SOCKET;
	csec_explain(&event, NULL, &x);
	ck_assert_int_eq(x.edit, CSEC_EDIT_ITEM);
	event.link = CSEC_LINK_RECEIVED;
	event.reason = CSEC_REASON_FORK_BOMB;
	csec_explain(&event, NULL, &x);
	ck_assert_int_eq(x.edit, CSEC_EDIT_REMOVE);
}
END_TEST

START_TEST(test_mapped)
{
	struct csec_nl_event event = {
		.reason = CSEC_REASON_INJECTION,
		.op = CSEC_OP_CHANGE,
		.path = "/opt/lib.so",
	};

	csec_explain(&event, NULL, &x);
	ck_assert_str_eq(x.key, "inject.default");
	ck_assert_int_eq(x.edit, CSEC_EDIT_NONE);
	ck_assert_ptr_nonnull(strstr(x.advice, "rename"));
	event.reason = CSEC_REASON_EXECUTABLE_MEMORY;
	csec_explain(&event, NULL, &x);
	ck_assert_str_eq(x.key, "memory.jit.default");
	ck_assert_int_eq(x.edit, CSEC_EDIT_NONE);
	event.op = CSEC_OP_MPROTECT;
	csec_explain(&event, NULL, &x);
	ck_assert_int_eq(x.edit, CSEC_EDIT_PATH);
}
END_TEST

START_TEST(test_not_allowed)
{
	struct csec_policy *policy = web();
	struct csec_nl_event event = {
		.reason = CSEC_REASON_NOT_ALLOWED,
		.path = "/opt/tool",
	};

	csec_explain(&event, policy, &x);
	ck_assert_str_eq(x.key, "exec.default");
	ck_assert_str_eq(x.value, "deny");
	ck_assert_int_eq(x.edit, CSEC_EDIT_PATH);
	ck_assert_str_eq(x.edit_key, "exec.allow");
	ck_assert_str_eq(x.edit_value, "/opt/tool");
	ck_assert(x.is_recommended);
	event.path = "/bin/sh";
	csec_explain(&event, policy, &x);
	ck_assert(!x.is_recommended);
	csec_policy_free(policy);
}
END_TEST

/* A file that an attacker names must not become a rule for others. */
START_TEST(test_name_is_literal)
{
	const struct csec_nl_event event = {
		.reason = CSEC_REASON_NOT_ALLOWED,
		.path = "/tmp/*[a]?\\",
	};

	csec_explain(&event, NULL, &x);
	ck_assert_ptr_null(csec_glob_check(x.edit_value, NULL));
	ck_assert_str_eq(x.edit_value, "/tmp/\\*\\[a\\]\\?\\\\");
	ck_assert_int_eq(csec_glob_matches(x.edit_value, "/tmp/xa"), 0);
}
END_TEST

START_TEST(test_long_name)
{
	static char path[3 * CSEC_EXPLAIN_PATH_SIZE];
	const struct csec_nl_event event = {
		.reason = CSEC_REASON_INJECTION,
		.path = path,
		.target_path = path,
	};

	memset(path, '*', sizeof(path) - 1);
	path[0] = '/';
	csec_explain(&event, NULL, &x);
	ck_assert_uint_lt(strlen(x.edit_value), sizeof(x.edit_value));
	ck_assert_uint_lt(strlen(x.edit_to), sizeof(x.edit_to));
}
END_TEST

static const struct {
	const char *path;
	bool is_nameable;
	const char *why;
} names[] = {
	{ "/opt/tool", true, "a file" },
	{ "/opt/t\"o\\o l", true, "what is quoted" },
	{ "/opt/\xc3\xbc", true, "UTF-8" },
	{ "/opt/(deleted)", true, "no suffix" },
	{ NULL, false, "none" },
	{ "", false, "an empty one" },
	{ "...opt/tool", false, "too long" },
	{ "/memfd:x (deleted)", false, "no file" },
	{ "/opt/tool (deleted)", false, "deleted" },
	{ "/opt/a\nb", false, "a control character" },
	{ "/opt/a\x7f", false, "DEL" },
	{ "/opt/\xff", false, "not UTF-8" },
	{ "/opt/\xe2\x80\xae"
	  "cod.exe",
	  false, "a bidi override" },
	{ "/opt/\xd8\x9c"
	  "x",
	  false, "a bidi mark" },
	{ "/opt/\xe2\x80\x8b"
	  "x",
	  false, "without width" },
	{ "/opt/x\xc2\xad", false, "a soft hyphen" },
	{ "/opt/x\xcd\x8f", false, "a grapheme joiner" },
	{ "/opt/x\xe1\x85\x9f", false, "a Hangul filler" },
	{ "/opt/x\xe1\x9e\xb4", false, "a Khmer vowel" },
	{ "/opt/x\xe1\xa0\x8e", false, "a Mongolian separator" },
	{ "/opt/x\xe3\x85\xa4", false, "another Hangul filler" },
	{ "/opt/x\xef\xb8\x8f", false, "a variation selector" },
	{ "/opt/x\xef\xbe\xa0", false, "half a Hangul filler" },
	{ "/opt/x\xef\xbf\xb9", false, "an annotation" },
	{ "/opt/x\xf0\x9b\xb2\xa0", false, "shorthand" },
	{ "/opt/x\xf0\x9d\x85\xb3", false, "music" },
	{ "/opt/x\xf3\xa0\x81\x81", false, "a tag" },
	{ "/opt/x\xf3\xa0\x84\x80", false, "another variation selector" },
	{ "/opt/\xea\xb0\x80\xef\xbe\xa1", true, "Hangul" },
};

/* What is proposed must be accepted, and be that file. */
START_TEST(test_unnameable)
{
	struct csec_nl_event event = {
		.reason = CSEC_REASON_NOT_ALLOWED,
		.path = names[_i].path,
		.target_path = "/opt/other",
	};
	const bool is_nameable = names[_i].is_nameable;

	csec_explain(&event, NULL, &x);
	ck_assert_msg(x.edit ==
			      (is_nameable ? CSEC_EDIT_PATH : CSEC_EDIT_WORDS),
		      "%s", names[_i].why);
	ck_assert_msg(!*x.edit_value != is_nameable, "%s", names[_i].why);
	ck_assert_msg(x.is_recommended == is_nameable, "%s", names[_i].why);
	event.reason = CSEC_REASON_INJECTION;
	csec_explain(&event, NULL, &x);
	ck_assert_msg(x.edit ==
			      (is_nameable ? CSEC_EDIT_PAIR : CSEC_EDIT_WORDS),
		      "from: %s", names[_i].why);
	event.path = "/opt/other";
	event.target_path = names[_i].path;
	csec_explain(&event, NULL, &x);
	ck_assert_msg(x.edit ==
			      (is_nameable ? CSEC_EDIT_PAIR : CSEC_EDIT_WORDS),
		      "to: %s", names[_i].why);
	ck_assert_msg(!*x.edit_to != is_nameable, "to: %s", names[_i].why);
	/* Where the edit has no path, the name does not matter. */
	event.reason = CSEC_REASON_FORK_BOMB;
	csec_explain(&event, NULL, &x);
	ck_assert_int_eq(x.edit, CSEC_EDIT_REMOVE);
	event.path = names[_i].path;
	event.reason = CSEC_REASON_DRIFT;
	csec_explain(&event, NULL, &x);
	ck_assert_int_eq(x.edit, CSEC_EDIT_VALUE);
}
END_TEST

START_TEST(test_limits)
{
	struct csec_policy *policy = web();
	struct csec_nl_event event = {
		.reason = CSEC_REASON_PROCESS_LIMIT,
		.limit = 4,
	};

	csec_explain(&event, policy, &x);
	ck_assert_str_eq(x.edit_key, "processes.max");
	ck_assert_str_eq(x.edit_value, "8");
	event.reason = CSEC_REASON_FORK_RATE;
	csec_explain(&event, policy, &x);
	ck_assert_str_eq(x.value, "50");
	ck_assert_str_eq(x.edit_value, "100");
	event.limit = UINT32_MAX;
	event.reason = CSEC_REASON_THREAD_LIMIT;
	csec_explain(&event, policy, &x);
	ck_assert_str_eq(x.edit_value, "4194304");
	csec_policy_free(policy);
}
END_TEST

START_TEST(test_line)
{
	struct csec_policy *policy = web();
	struct csec_nl_event event = {
		.reason = CSEC_REASON_INLINE,
		.path = "/usr/bin/python3.11",
	};

	csec_explain(&event, policy, &x);
	ck_assert_uint_eq(x.line, 17);
	event.line = 3;
	csec_explain(&event, policy, &x);
	ck_assert_uint_eq(x.line, 3);
	csec_policy_free(policy);
}
END_TEST

START_TEST(test_unknown_reason)
{
	csec_explain(&(struct csec_nl_event){ .reason = UINT32_MAX }, NULL, &x);
	ck_assert_ptr_null(x.key);
	ck_assert_int_eq(x.edit, CSEC_EDIT_NONE);
	ck_assert_ptr_nonnull(x.advice);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("explain");
	TCase *tc = tcase_create("explain");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tc, test_each_reason, CSEC_REASON_NOT_ALLOWED,
			    __CSEC_REASON_MAX);
	tcase_add_test(tc, test_not_allowed);
	tcase_add_test(tc, test_listener);
	tcase_add_test(tc, test_same_program);
	tcase_add_test(tc, test_told);
	tcase_add_test(tc, test_mapped);
	tcase_add_test(tc, test_name_is_literal);
	tcase_add_test(tc, test_long_name);
	tcase_add_loop_test(tc, test_unnameable, 0,
			    sizeof(names) / sizeof(names[0]));
	tcase_add_test(tc, test_limits);
	tcase_add_test(tc, test_line);
	tcase_add_test(tc, test_unknown_reason);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
