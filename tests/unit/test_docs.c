// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests that the manuals say what the source does
 */
#include <check.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/csec.h>

#include "policy.h"

enum {
	FILE_SIZE = 1 << 17
};

/* The text from @first to @last, which may be NULL: the end. */
static char *read_part(const char *path, const char *first, const char *last)
{
	char *text = calloc(1, FILE_SIZE), *start, *end;
	FILE *file = fopen(path, "r");

	ck_assert_ptr_nonnull(text);
	ck_assert_msg(file != NULL, "%s", path);
	ck_assert_uint_lt(fread(text, 1, FILE_SIZE, file), FILE_SIZE);
	fclose(file);
	start = strstr(text, first);
	ck_assert_msg(start != NULL, "%s: no '%s'", path, first);
	end = last ? strstr(start + strlen(first), last) : NULL;
	if (end)
		*end = '\0';
	memmove(text, start, strlen(start) + 1);
	return text;
}

static bool has(const char *text, const char *fmt, const char *word)
{
	char wanted[128];

	snprintf(wanted, sizeof(wanted), fmt, word);
	return strstr(text, wanted);
}

#define F(name) [CSEC_FEATURE_##name] = #name
static const char *const features[__CSEC_FEATURE_MAX] = {
	F(EXEC),
	F(EXEC_SHA256),
	F(EXEC_SCRIPTS),
	F(EXEC_DRIFT),
	F(EXEC_LIBRARIES),
	F(PROCESSES_MAX),
	F(PROCESSES_THREADS),
	F(PROCESSES_FORK_RATE),
	F(PROCESSES_ON_BOMB),
	F(SHELLS_REVERSE),
	F(SHELLS_BIND),
	F(SHELLS_CONNECT),
	F(MEMORY),
	F(INJECT),
	F(CAPABILITIES),
	F(LEARN),
	F(MATCH_CONTAINER),
	F(PROCESSES_EXEC_RATE),
	F(PROCESSES_ON_RATE),
	F(EXEC_WRITES),
	F(ESCAPE),
	F(EXEC_APPLETS),
};

START_TEST(test_enforced)
{
	char *source =
		read_part(SRCDIR "/kmod/main.c", "#define ENFORCED", "static ");
	char *manual = read_part(SRCDIR "/docs/csec-policy.5.scd",
				 "# WHAT IS ENFORCED", "\n# ");
	char *rest = strstr(manual, "Not enforced:");
	const char *name = features[_i];
	const char *word = csec_words_name(&csec_feature_words, (unsigned)_i);

	ck_assert_ptr_nonnull(name);
	ck_assert_ptr_nonnull(rest);
	rest[-1] = '\0';
	ck_assert_msg(has(manual, "*%s*", word) == has(source, "(%s)", name),
		      "%s: csec-policy(5) does not say what main.c does", word);
	ck_assert_msg(has(rest, "*%s*", word) != has(source, "(%s)", name),
		      "%s: csec-policy(5) does not say what is missing", word);
	free(source);
	free(manual);
}
END_TEST

/* Every value of enum csec_exit; those that a user may meet are all of them. */
START_TEST(test_exit_statuses)
{
	char *source = read_part(SRCDIR "/ctl/cmd.h", "enum csec_exit {", "};");
	char *manual = read_part(SRCDIR "/docs/csecctl.8.scd", "# EXIT STATUS",
				 "\n# ");
	char *help =
		read_part(SRCDIR "/ctl/cmd_help.c", "exit_statuses[]", ";");
	char *readme =
		read_part(SRCDIR "/README.md", "csecctl ends with", "\n\n");
	char number[2] = { (char)('0' + _i) };
	const bool is_used = has(source, "= %s,", number);

	ck_assert_msg(has(manual, "\n*%s*\n", number) == is_used,
		      "csecctl(8): %d", _i);
	ck_assert_msg(has(help, " %s ", number) == is_used, "help: %d", _i);
	ck_assert_msg(has(readme, " %s ", number) == is_used, "README: %d", _i);
	free(source);
	free(manual);
	free(help);
	free(readme);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("docs");
	TCase *tc = tcase_create("docs");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tc, test_enforced, 0, __CSEC_FEATURE_MAX);
	tcase_add_loop_test(tc, test_exit_statuses, 0, 10);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
