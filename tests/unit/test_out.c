// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of ctl/out*: one sequence of calls in each format
 */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "out.h"

static const struct csec_column columns[] = { { "NAME", false },
					      { "N", true },
					      { "NOTE", false } };

static void row(struct csec_out *out, const char *name, uint64_t n,
		const char *note)
{
	csec_out_row_begin(out);
	csec_out_string(out, "name", "%s", name);
	csec_out_u64(out, "n", "%" PRIu64, n);
	csec_out_array_begin(out, "tags");
	csec_out_string(out, NULL, "%s", "hidden from people");
	csec_out_array_end(out);
	csec_out_style(out, CSEC_STYLE_BAD);
	csec_out_string(out, "note", "%s", note);
	csec_out_row_end(out);
}

static void emit(struct csec_out *out)
{
	csec_out_string(out, "version", "version %s\n", "1.0");
	csec_out_id(out, "cgroup", "cgroup %" PRIu64 "\n",
		    18446744073709551615u);
	csec_out_s64(out, "fd", "fd %" PRId64 "\n", -1);
	csec_out_bool(out, "armed", "armed %s\n", true);
	csec_out_null(out, "peer", "peer %s\n");
	csec_out_hex(out, "digest", NULL, "\001\377", 2);
	csec_out_object_begin(out, "kernel");
	csec_out_bytes(out, "release", "kernel %s\n", "6\0\377", 3);
	csec_out_object_end(out);
	csec_out_object_begin(out, "none");
	csec_out_object_end(out);
	csec_out_text(out, "only for %s\n", "people");
	csec_out_table_begin(out, "rows", columns, 3);
	row(out, "web", 5, NULL);
	row(out, "d\303\251", 1234, "yes");
	csec_out_table_end(out);
	csec_out_array_begin(out, "empty");
	csec_out_array_end(out);
}

static const struct {
	enum csec_out_format format;
	enum csec_colour_mode colour;
	const char *expected;
} cases[] = {
	{ CSEC_OUT_TABLE, CSEC_COLOUR_NEVER,
	  "version 1.0\ncgroup 18446744073709551615\nfd -1\narmed yes\n"
	  "peer -\nkernel 6\\x00\\xff\nonly for people\n"
	  "NAME     N  NOTE\nweb      5  -\nd\303\251    1234  yes\n" },
	{ CSEC_OUT_TABLE, CSEC_COLOUR_ALWAYS,
	  "version 1.0\ncgroup 18446744073709551615\nfd -1\narmed yes\n"
	  "peer -\nkernel 6\\x00\\xff\nonly for people\n"
	  "\033[1mNAME\033[0m     \033[1mN\033[0m  \033[1mNOTE\033[0m\n"
	  "web      5  \033[1;31m-\033[0m\n"
	  "d\303\251    1234  \033[1;31myes\033[0m\n" },
	{ CSEC_OUT_JSON, CSEC_COLOUR_ALWAYS,
	  "{\n  \"schema_version\": 1,\n  \"version\": \"1.0\",\n"
	  "  \"cgroup\": \"18446744073709551615\",\n  \"fd\": -1,\n"
	  "  \"armed\": true,\n  \"peer\": null,\n  \"digest\": \"01ff\",\n"
	  "  \"kernel\": {\n    \"release\": \"6\\u0000\\u00ff\"\n  },\n"
	  "  \"none\": {},\n  \"rows\": [\n    {\n      \"name\": \"web\",\n"
	  "      \"n\": 5,\n      \"tags\": [\n"
	  "        \"hidden from people\"\n      ],\n"
	  "      \"note\": null\n    },\n    {\n"
	  "      \"name\": \"d\303\251\",\n      \"n\": 1234,\n"
	  "      \"tags\": [\n        \"hidden from people\"\n      ],\n"
	  "      \"note\": \"yes\"\n    }\n  ],\n  \"empty\": []\n}\n" },
	{ CSEC_OUT_JSONL, CSEC_COLOUR_NEVER,
	  "{\"schema_version\": 1, \"type\": \"rows\", \"name\": \"web\", "
	  "\"n\": 5, \"tags\": [\"hidden from people\"], \"note\": null}\n"
	  "{\"schema_version\": 1, \"type\": \"rows\", \"name\": "
	  "\"d\303\251\", \"n\": 1234, \"tags\": [\"hidden from people\"], "
	  "\"note\": \"yes\"}\n"
	  "{\"schema_version\": 1, \"version\": \"1.0\", \"cgroup\": "
	  "\"18446744073709551615\", \"fd\": -1, \"armed\": true, "
	  "\"peer\": null, \"digest\": \"01ff\", \"kernel\": {\"release\": "
	  "\"6\\u0000\\u00ff\"}, \"none\": {}}\n" },
	{ CSEC_OUT_YAML, CSEC_COLOUR_NEVER,
	  "schema_version: 1\nversion: \"1.0\"\n"
	  "cgroup: \"18446744073709551615\"\nfd: -1\narmed: true\n"
	  "peer: null\ndigest: \"01ff\"\nkernel:\n"
	  "  release: \"6\\u0000\\u00ff\"\nnone: {}\nrows:\n"
	  "  - name: web\n    \"n\": 5\n    tags:\n"
	  "      - \"hidden from people\"\n    note: null\n"
	  "  - name: \"d\303\251\"\n    \"n\": 1234\n    tags:\n"
	  "      - \"hidden from people\"\n    note: \"yes\"\n"
	  "empty: []\n" },
};

START_TEST(test_formats)
{
	char *text = NULL;
	size_t len;
	FILE *file = open_memstream(&text, &len);
	struct csec_out *out =
		csec_out_create(file, cases[_i].format, cases[_i].colour);

	emit(out);
	ck_assert_int_eq(csec_out_close(out), 0);
	fclose(file);
	ck_assert_str_eq(text, cases[_i].expected);
	free(text);
}
END_TEST

START_TEST(test_full_disk)
{
	FILE *file = fopen("/dev/full", "w");
	struct csec_out *out;

	ck_assert_ptr_nonnull(file);
	out = csec_out_create(file, CSEC_OUT_JSON, CSEC_COLOUR_AUTO);
	emit(out);
	ck_assert_int_eq(csec_out_close(out), -ENOSPC);
	fclose(file);
}
END_TEST

static void interrupt(int number)
{
	(void)number;
}

/* Prints far more than a pipe holds, to a reader that stopped or went away. */
static int print_much(int fd, enum csec_out_format format)
{
	FILE *file = fdopen(fd, "w");
	struct csec_out *out;
	int err;

	ck_assert_ptr_nonnull(file);
	setvbuf(file, NULL, _IONBF, 0);
	out = csec_out_create(file, format, CSEC_COLOUR_NEVER);
	csec_out_table_begin(out, "rows", columns, 3);
	for (uint64_t i = 0; i < 2000; i++)
		row(out, "web", i, "note");
	csec_out_table_end(out);
	err = csec_out_flush(out);
	ck_assert_int_eq(csec_out_close(out), err);
	fclose(file);
	return err;
}

/* One signal is enough: nothing is written after the write that it ended. */
START_TEST(test_stopped_reader)
{
	const struct sigaction action = { .sa_handler = interrupt };
	int ends[2];

	ck_assert_int_eq(sigaction(SIGALRM, &action, NULL), 0);
	for (int i = 0; i < __CSEC_OUT_MAX; i++) {
		ck_assert_int_eq(pipe(ends), 0);
		ck_assert_int_gt(fcntl(ends[1], F_SETPIPE_SZ, 4096), 0);
		alarm(2);
		ck_assert_int_eq(print_much(ends[1], i), -EINTR);
		close(ends[0]);
	}
}
END_TEST

START_TEST(test_absent_reader)
{
	int ends[2];

	signal(SIGPIPE, SIG_IGN);
	for (int i = 0; i < __CSEC_OUT_MAX; i++) {
		ck_assert_int_eq(pipe(ends), 0);
		close(ends[0]);
		ck_assert_int_eq(print_much(ends[1], i), -EPIPE);
	}
}
END_TEST

START_TEST(test_words)
{
	ck_assert_int_eq(csec_out_format_find("table"), CSEC_OUT_TABLE);
	ck_assert_int_eq(csec_out_format_find("jsonl"), CSEC_OUT_JSONL);
	ck_assert_int_eq(csec_out_format_find("JSON"), -EINVAL);
	ck_assert_int_eq(csec_out_format_find("js"), -EINVAL);
	ck_assert_int_eq(csec_colour_find("never"), CSEC_COLOUR_NEVER);
	ck_assert_int_eq(csec_colour_find(""), -EINVAL);
	ck_assert(!csec_colour_enabled(CSEC_COLOUR_NEVER, stdout));
	ck_assert(csec_colour_enabled(CSEC_COLOUR_ALWAYS, stdout));
	setenv("NO_COLOR", "1", 1);
	ck_assert(!csec_colour_enabled(CSEC_COLOUR_AUTO, stdout));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("out");
	TCase *tcase = tcase_create("out");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tcase, 120);
	tcase_add_loop_test(tcase, test_formats, 0,
			    sizeof(cases) / sizeof(cases[0]));
	tcase_add_test(tcase, test_full_disk);
	tcase_add_test(tcase, test_stopped_reader);
	tcase_add_test(tcase, test_absent_reader);
	tcase_add_test(tcase, test_words);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? 1 : 0;
}
