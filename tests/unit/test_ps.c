// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of ctl/cmd_cgroup.c: the rows of ps and top
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <csec/names.h>

#include "cmd_cgroup.h"
#include "nl_event.h"
#include "out.h"

#define HAS(attr) (1ULL << CSEC_CGROUP_A_##attr)
#define NS_PER_SECOND 1000000000ULL

static const struct csec_nl_cgroup limited = {
	.has = HAS(TASKS) | HAS(PROCESSES) | HAS(MAX_THREADS) |
	       HAS(PEAK_TASKS) | HAS(PEAK_PROCESSES) | HAS(FORKS) |
	       HAS(FORK_TOKENS) | HAS(LAST_REFUSAL),
	.id = 18446744073709551615u,
	.path = "/pod/web",
	.policy = "web",
	.governor = 42,
	.tasks = 64,
	.processes = 7,
	.max_threads = 64,
	.denied = 12,
	.peak_tasks = 64,
	.peak_processes = 8,
	.refused = 9,
	.last_refusal = 1000 * NS_PER_SECOND,
	.forks = 31,
	.fork_tokens = 5,
	.delayed = 2,
};

static const struct csec_nl_cgroup unlimited = {
	.id = 5,
	.path = "/pod/db",
	.policy = "db",
	.governor = 5,
};

/* To be freed. */
static char *print(enum csec_out_format format, enum csec_colour_mode colour,
		   const struct csec_nl_cgroup *c)
{
	char *text = NULL;
	struct csec_out *out;
	size_t len;
	FILE *file;

	file = open_memstream(&text, &len);
	out = csec_out_create(file, format, colour);
	csec_cgroups_begin(out);
	csec_cgroups_print(out, c);
	csec_out_table_end(out);
	ck_assert_int_eq(csec_out_close(out), 0);
	fclose(file);
	return text;
}

static void check(enum csec_out_format format, const struct csec_nl_cgroup *c,
		  const char *expected)
{
	char *text = print(format, CSEC_COLOUR_NEVER, c);

	ck_assert_str_eq(text, expected);
	free(text);
}

#define HEAD                                                                      \
	"CGROUP    POLICY  TASKS  PROCESSES  PEAK  PEAK PROC  FORKS/S  REFUSED  " \
	"LAST REFUSED  DENIED  AUDITED\n"

START_TEST(table)
{
	check(CSEC_OUT_TABLE, &limited,
	      HEAD
	      "/pod/web  web     64/64          7    64          8       31        9  "
	      "1970-01-01        12        0\n");
	check(CSEC_OUT_TABLE, &unlimited,
	      "CGROUP   POLICY  TASKS  PROCESSES  PEAK  PEAK PROC  FORKS/S  REFUSED  "
	      "LAST REFUSED  DENIED  AUDITED\n"
	      "/pod/db  db          -          -     -          -        -        0  "
	      "-                  0        0\n");
}
END_TEST

START_TEST(json)
{
	check(CSEC_OUT_JSONL, &limited,
	      "{\"schema_version\": 1, \"type\": \"cgroups\", "
	      "\"cgroup\": \"/pod/web\", \"id\": \"18446744073709551615\", "
	      "\"policy\": \"web\", \"governor\": \"42\", \"tasks\": 64, "
	      "\"max_threads\": 64, \"processes\": 7, \"max_processes\": null, "
	      "\"peak_tasks\": 64, \"peak_processes\": 8, \"forks\": 31, \"fork_tokens\": 5, "
	      "\"exec_tokens\": null, \"refused\": 9, \"delayed\": 2, "
	      "\"last_refusal\": \"1000000000000\", \"denied\": 12, "
	      "\"audited\": 0}\n");
	check(CSEC_OUT_JSONL, &unlimited,
	      "{\"schema_version\": 1, \"type\": \"cgroups\", "
	      "\"cgroup\": \"/pod/db\", \"id\": \"5\", \"policy\": \"db\", "
	      "\"governor\": \"5\", \"tasks\": null, \"max_threads\": null, "
	      "\"processes\": null, \"max_processes\": null, "
	      "\"peak_tasks\": null, \"peak_processes\": null, \"forks\": null, \"fork_tokens\": null, "
	      "\"exec_tokens\": null, \"refused\": 0, \"delayed\": 0, "
	      "\"last_refusal\": null, \"denied\": 0, \"audited\": 0}\n");
}
END_TEST

START_TEST(colour)
{
	struct csec_nl_cgroup c = limited;
	char *text = print(CSEC_OUT_TABLE, CSEC_COLOUR_ALWAYS, &c);

	ck_assert_ptr_nonnull(strstr(text, "\033[1;31m64/64\033[0m"));
	free(text);
	c.tasks = 63;
	text = print(CSEC_OUT_TABLE, CSEC_COLOUR_ALWAYS, &c);
	ck_assert_ptr_null(strstr(text, "\033[1;31m63/64"));
	free(text);
}
END_TEST

START_TEST(today)
{
	struct csec_nl_cgroup c = limited;
	const time_t now = time(NULL);
	char expected[16], *text;
	struct tm tm;

	c.last_refusal = (uint64_t)now * NS_PER_SECOND;
	localtime_r(&now, &tm);
	strftime(expected, sizeof(expected), "%H:%M:%S", &tm);
	text = print(CSEC_OUT_TABLE, CSEC_COLOUR_NEVER, &c);
	ck_assert_ptr_nonnull(strstr(text, expected));
	free(text);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("ps");
	TCase *tcase = tcase_create("ps");
	SRunner *runner;
	int failed;

	setenv("TZ", "UTC", 1);
	tcase_add_test(tcase, table);
	tcase_add_test(tcase, json);
	tcase_add_test(tcase, colour);
	tcase_add_test(tcase, today);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
