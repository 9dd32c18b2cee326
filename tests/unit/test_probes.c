// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of the probes of the self-test: without a policy each does what
 * it tries, or the self-test would praise csec for what never works
 *
 * Left out are those that write to settings of the kernel.
 */
#include <check.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "probe.h"
#include "probe_tools.h"

static char tool[PATH_MAX];
static char dir[] = "/tmp/csec-test-probes-XXXXXX";

static const char *const of_kernel[] = {
	"core-pattern",
	"modprobe-path",
	"uevent-helper",
	"binfmt-misc",
};

/* What needs a right, or a part of the kernel, that may lack. */
static const char *const may_fail[] = {
	"bind-mount",
	"tmpfs",
	"chroot",
	"own-memory",
	"remap-file-pages",
	"userfaultfd",
	"poketext",
	"proc-mem",
	"vm-writev",
	"pidfd-getfd",
	"read-implies-exec",
};

static bool is_in(const char *name, const char *const *names, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

#define IS_IN(name, names) \
	is_in(name, names, sizeof(names) / sizeof((names)[0]))

/* As cmd_selftest_box.c prepares it; to be entered. */
static void make_directory(const char *name)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/of-%s", dir, name);
	ck_assert_int_eq(mkdir(path, 0755), 0);
	ck_assert_int_eq(chdir(path), 0);
	(void)mkdir("../" CSEC_PROBE_SHM, 0755);
	ck_assert_int_eq(csec_probe_write_program(CSEC_PROBE_LISTED, 0755,
						  CSEC_PROBE_FAILED),
			 0);
	ck_assert_int_eq(csec_probe_write_program(CSEC_PROBE_UNLISTED, 0755,
						  CSEC_PROBE_RAN),
			 0);
}

static int run(const char *name, const char *how)
{
	char command[2 * PATH_MAX];
	int status;

	snprintf(command, sizeof(command),
		 "exec %s " CSEC_PROBE_WORD " %s %s </dev/null >out 2>err",
		 tool, name, how);
	status = system(command);
	ck_assert_msg(WIFEXITED(status), "%s: %x", name, status);
	return WEXITSTATUS(status);
}

static const struct csec_probe *find(int number)
{
	for (size_t i = 0; i < csec_nr_probe_groups; i++) {
		const struct csec_probe *probe = csec_probe_groups[i].probes;

		for (; probe->name; probe++)
			if (!number--)
				return probe;
	}
	return NULL;
}

static void check(const char *name, const char *how)
{
	int status;

	make_directory(name);
	status = run(name, how);
	if (status == CSEC_PROBE_FAILED && IS_IN(name, may_fail))
		return;
	ck_assert_msg(status == CSEC_PROBE_RAN, "%s %s: %d", name, how, status);
}

START_TEST(test_probe)
{
	const char *name = find(_i)->name;

	if (!IS_IN(name, of_kernel))
		check(name, "");
}
END_TEST

/* Files opened by io_uring, where that can be had. */
START_TEST(test_ring)
{
	static const char *const names[] = { "new-file", "overwrite", "opath" };

	make_directory("ring");
	if (run(CSEC_PROBE_MODE, "ring") != CSEC_PROBE_RAN)
		return;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		ck_assert_msg(run(names[i], "ring") == CSEC_PROBE_RAN, "%s",
			      names[i]);
}
END_TEST

START_TEST(test_unknown)
{
	make_directory("unknown");
	ck_assert_int_eq(run("no-such-probe", ""), CSEC_PROBE_FAILED);
	ck_assert_int_eq(run(CSEC_PROBE_NONE, ""), CSEC_PROBE_RAN);
	/* It executes what is listed here. */
	ck_assert_int_eq(run(CSEC_PROBE_BENIGN, ""), CSEC_PROBE_FAILED);
}
END_TEST

static bool prepare(void)
{
	const char *given = getenv("CSECCTL");

	if (given)
		snprintf(tool, sizeof(tool), "%s", given);
	else
		snprintf(tool, sizeof(tool), "%s/build/csecctl", SRCDIR);
	if (!given && access(tool, X_OK) && system("make -s -C " SRCDIR "/ctl"))
		return false;
	return mkdtemp(dir);
}

int main(void)
{
	Suite *suite = suite_create("probes");
	TCase *tc = tcase_create("probes");
	char command[PATH_MAX];
	SRunner *runner;
	int failed, nr = 0;

	if (!prepare()) {
		fputs("test_probes: no csecctl\n", stderr);
		return EXIT_FAILURE;
	}
	while (find(nr))
		nr++;
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, test_probe, 0, nr);
	tcase_add_test(tc, test_ring);
	tcase_add_test(tc, test_unknown);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	if (system(command))
		failed++;
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
