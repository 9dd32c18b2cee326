// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of ctl/diag.c and ctl/text.c
 */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "diag.h"
#include "text.h"

static char *print(struct csec_diag *diag)
{
	char *text = NULL;
	size_t len;
	FILE *file = open_memstream(&text, &len);

	csec_diag_print(diag, file);
	fclose(file);
	return text;
}

static const struct {
	const char *line;
	uint32_t col;
	const char *expected;
	const char *why;
} carets[] = {
	{ "    max: 0", 10, "    max: 0\n         ^\n", "plain" },
	{ "\tmax: 0", 7, "\tmax: 0\n\t     ^\n", "a tab stays a tab" },
	{ "a\tb", 3, "a\tb\n \t^\n", "a tab inside" },
	{ "\303\251\303\251: x", 5, "\303\251\303\251: x\n    ^\n",
	  "columns are characters" },
	{ "a\033b", 3, "a?b\n  ^\n", "control characters do not reach us" },
	{ "\377\376x", 3, "??x\n  ^\n", "bytes that are not UTF-8" },
	{ "\"a\"b", 4, "\"a\"b\n   ^\n", "a quote stays" },
	{ "a\\b", 3, "a\\b\n  ^\n", "a backslash is one column" },
	{ "", 1, "\n^\n", "empty line" },
	{ "ab", 9, "ab\n  ^\n", "behind the end" },
};

START_TEST(test_caret)
{
	struct csec_diag *diag = csec_diag_create();
	const struct csec_place place = {
		.file = "f",
		.line = 2,
		.col = carets[_i].col,
		.text = carets[_i].line,
		.text_len = strlen(carets[_i].line),
	};
	char want[256], *got;

	csec_diag_at(diag, CSEC_SEVERITY_ERROR, &place, "m");
	snprintf(want, sizeof(want), "f:2:%u: error: m\n%s", place.col,
		 carets[_i].expected);
	got = print(diag);
	ck_assert_msg(!strcmp(got, want), "%s: got\n%s", carets[_i].why, got);
	free(got);
	csec_diag_free(diag);
}
END_TEST

START_TEST(test_long_line)
{
	struct csec_diag *diag = csec_diag_create();
	char *line = malloc(1 << 20);
	const struct csec_place place = {
		.file = "f",
		.line = 1,
		.col = (1 << 19) + 1,
		.text = line,
		.text_len = 1 << 20,
	};
	const struct csec_diag_record *record;

	memset(line, 'a', 1 << 20);
	line[1 << 19] = '!';
	csec_diag_at(diag, CSEC_SEVERITY_ERROR, &place, "m");
	record = csec_diag_record(diag, 0);
	ck_assert_uint_lt(record->source_len, 200);
	ck_assert_int_eq(record->source[record->caret], '!');
	csec_diag_free(diag);
	free(line);
}
END_TEST

START_TEST(test_forms)
{
	struct csec_diag *diag = csec_diag_create();
	char *got;

	csec_diag_hint(diag, "nothing to attach to");
	csec_diag_error(diag, "path %s", "a\nb\033");
	csec_diag_hint(diag, "do %d", 5);
	csec_diag_warning(diag, "w");
	ck_assert_uint_eq(csec_diag_count(diag, CSEC_SEVERITY_ERROR), 1);
	ck_assert_uint_eq(csec_diag_count(diag, CSEC_SEVERITY_WARNING), 1);
	ck_assert_uint_eq(csec_diag_size(diag), 2);
	ck_assert_ptr_null(csec_diag_record(diag, 2));
	got = print(diag);
	ck_assert_str_eq(got, "csecctl: error: path a\\x0ab\\x1b\n"
			      "  hint: do 5\ncsecctl: warning: w\n");
	free(got);
	csec_diag_set_json(diag, true);
	got = print(diag);
	ck_assert_str_eq(got, "{\"schema_version\": 1, \"diagnostics\": ["
			      "{\"severity\": \"error\", \"message\": "
			      "\"path a\\nb\\u001b\", \"hint\": \"do 5\"}, "
			      "{\"severity\": \"warning\", \"message\": "
			      "\"w\"}]}\n");
	free(got);
	csec_diag_free(diag);
	csec_diag_free(NULL);
}
END_TEST

START_TEST(test_colour)
{
	struct csec_diag *diag = csec_diag_create();
	char *got;

	csec_diag_set_colour(diag, true);
	csec_diag_error(diag, "x");
	got = print(diag);
	ck_assert_str_eq(got, "csecctl: \033[1;31merror:\033[0m x\n");
	free(got);
	csec_diag_free(diag);
}
END_TEST

static const char *const words[] = { "enforce", "audit", "learn",
				     NULL,	"max",	 "status" };

static const struct {
	const char *word;
	const char *expected;
} suggestions[] = {
	{ "enforc", "enforce" },
	{ "enfroce", "enforce" },
	{ "ENFORCE", "enforce" },
	{ "audti", "audit" },
	{ "maxx", "max" },
	{ "mx", "max" },
	{ "stats", "status" },
	{ "zebra", NULL },
	{ "", NULL },
	{ "x", NULL },
	{ "enforcement-of-all", NULL },
};

START_TEST(test_suggest)
{
	const char *got = csec_diag_suggest(suggestions[_i].word, words, 6);

	if (suggestions[_i].expected)
		ck_assert_pstr_eq(got, suggestions[_i].expected);
	else
		ck_assert_msg(!got, "%s: %s", suggestions[_i].word, got);
}
END_TEST

static const struct {
	const char *bytes;
	size_t len;
	const char *json;
	const char *plain;
} texts[] = {
	{ "abc", 3, "abc", "abc" },
	{ "a\"b\\c", 5, "a\\\"b\\\\c", "a\\x22b\\x5cc" },
	{ "\303\251", 2, "\303\251", "\303\251" },
	{ "\360\237\230\200", 4, "\360\237\230\200", "\360\237\230\200" },
	{ "\n\t\r", 3, "\\n\\t\\u000d", "\\x0a\\x09\\x0d" },
	{ "a\0b", 3, "a\\u0000b", "a\\x00b" },
	{ "\033[2J", 4, "\\u001b[2J", "\\x1b[2J" },
	{ "\177", 1, "\\u007f", "\\x7f" },
	{ "\377", 1, "\\u00ff", "\\xff" },
	{ "\300\257", 2, "\\u00c0\\u00af", "\\xc0\\xaf" },
	{ "\355\240\200", 3, "\\u00ed\\u00a0\\u0080", "\\xed\\xa0\\x80" },
	{ "\303", 1, "\\u00c3", "\\xc3" },
	{ "\302\205", 2, "\\u0085", "\\xc2\\x85" },
	{ "\342\200\256x", 4, "\342\200\256x", "\\xe2\\x80\\xaex" },
	{ "\302\254\302\256", 4, "\302\254\302\256", "\302\254\302\256" },
	{ "\302\255", 2, "\302\255", "\\xc2\\xad" },
	{ "\360\237\230\200\357\270\217", 7, "\360\237\230\200\357\270\217",
	  "\360\237\230\200\\xef\\xb8\\x8f" },
	{ "\363\240\201\201", 4, "\363\240\201\201", "\\xf3\\xa0\\x81\\x81" },
	{ "\364\220\200\200", 4, "\\u00f4\\u0090\\u0080\\u0080",
	  "\\xf4\\x90\\x80\\x80" },
};

START_TEST(test_escape)
{
	char *text = NULL;
	size_t len;
	FILE *file = open_memstream(&text, &len);

	csec_text_json(file, texts[_i].bytes, texts[_i].len);
	fclose(file);
	ck_assert_str_eq(text, texts[_i].json);
	free(text);
	text = csec_text_plain_dup(texts[_i].bytes, texts[_i].len);
	ck_assert_str_eq(text, texts[_i].plain);
	free(text);
}
END_TEST

/* What is read of such a pipe is what one write wrote. */
START_TEST(test_flush_at_once)
{
	struct csec_diag *diag = csec_diag_create();
	char text[4096];
	ssize_t len;
	int ends[2];

	csec_diag_error(diag, "one");
	csec_diag_hint(diag, "two");
	csec_diag_error(diag, "three");
	ck_assert_int_eq(pipe2(ends, O_DIRECT), 0);
	ck_assert_int_eq(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
	csec_diag_flush(diag);
	len = read(ends[0], text, sizeof(text) - 1);
	ck_assert_int_gt(len, 0);
	text[len] = '\0';
	ck_assert_str_eq(text, "csecctl: error: one\n  hint: two\n"
			       "csecctl: error: three\n");
	csec_diag_free(diag);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("diag");
	TCase *tcase = tcase_create("diag");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, test_caret, 0,
			    sizeof(carets) / sizeof(carets[0]));
	tcase_add_test(tcase, test_flush_at_once);
	tcase_add_test(tcase, test_long_line);
	tcase_add_test(tcase, test_forms);
	tcase_add_test(tcase, test_colour);
	tcase_add_loop_test(tcase, test_suggest, 0,
			    sizeof(suggestions) / sizeof(suggestions[0]));
	tcase_add_loop_test(tcase, test_escape, 0,
			    sizeof(texts) / sizeof(texts[0]));
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
