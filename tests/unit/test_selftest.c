// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of csecctl selftest: what it concludes from what probes and
 * counters say, and that it removes what it made
 *
 * The tree of cgroups is a directory; this program is what is executed as a
 * probe, and ends as the environment says.
 */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/genetlink.h>
#include <linux/magic.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include <netlink/attr.h>
#include <netlink/msg.h>

#include "cmd.h"
#include "fake_kernel.h"
#include "probe.h"

#define CGROUPS "/sys/fs/cgroup"

static char dir[] = "/tmp/csec-test-selftest-XXXXXX";

static struct {
	bool has_no_cgroups;
	bool is_busy; /* a cgroup cannot be removed */
	int mkdir_err;
	unsigned int nr_pauses;
	uint64_t nr_denied; /* what the counter says next */
	unsigned int step; /* how much it grows at each look */
} box;

/* Where a path of the tree of cgroups is. */
static const char *place(const char *path, char room[static PATH_MAX])
{
	const size_t len = strlen(CGROUPS);

	if (strncmp(path, CGROUPS "/csec", len + 5))
		return path;
	snprintf(room, PATH_MAX, "%s/cgroups%s", dir, path + len);
	return room;
}

int __wrap_statfs(const char *path, struct statfs *fs);
int __wrap_statfs(const char *path, struct statfs *fs)
{
	(void)path;
	memset(fs, 0, sizeof(*fs));
	fs->f_type = box.has_no_cgroups ? TMPFS_MAGIC : CGROUP2_SUPER_MAGIC;
	return 0;
}

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...)
{
	char room[PATH_MAX];
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = flags & O_CREAT ? va_arg(args, mode_t) : 0;
	va_end(args);
	return __real_open(place(path, room), flags, mode);
}

static void touch(const char *in, const char *name)
{
	char path[PATH_MAX + 32];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", in, name);
	fd = __real_open(path, O_WRONLY | O_CREAT, 0644);
	if (fd >= 0)
		close(fd);
}

int __real_mkdir(const char *path, mode_t mode);
int __wrap_mkdir(const char *path, mode_t mode);
int __wrap_mkdir(const char *path, mode_t mode)
{
	char room[PATH_MAX];
	const char *real = place(path, room);

	if (real == path)
		return __real_mkdir(path, mode);
	errno = box.mkdir_err;
	if (errno || __real_mkdir(real, mode))
		return -1;
	touch(real, "cgroup.procs");
	touch(real, "cgroup.kill");
	return 0;
}

int __real_rmdir(const char *path);
int __wrap_rmdir(const char *path);
int __wrap_rmdir(const char *path)
{
	char room[PATH_MAX], file[PATH_MAX + 32];
	const char *real = place(path, room);

	if (real != path && box.is_busy)
		return -1;
	if (real != path) {
		snprintf(file, sizeof(file), "%s/cgroup.procs", real);
		unlink(file);
		snprintf(file, sizeof(file), "%s/cgroup.kill", real);
		unlink(file);
	}
	return __real_rmdir(real);
}

int __wrap_nanosleep(const struct timespec *time, struct timespec *left);
int __wrap_nanosleep(const struct timespec *time, struct timespec *left)
{
	(void)time;
	(void)left;
	box.nr_pauses++;
	return 0;
}

/* Its status as a probe; -1: this is not asked to be one. */
static int be_probe(int argc, char **argv)
{
	const bool is_benign = argc > 2 && !strcmp(argv[2], CSEC_PROBE_BENIGN);
	char here[PATH_MAX];
	const char *name, *says;

	if (!csec_probe_is_asked(argc, argv) || !getcwd(here, sizeof(here)))
		return -1;
	name = strstr(here, ".inside") ? is_benign ? "BENIGN" : "INSIDE" :
					 "OUTSIDE";
	says = is_benign && *name == 'O' ? NULL : getenv(name);
	if (!strcmp(argv[2], CSEC_PROBE_MODE))
		says = getenv("MODES");
	return says ? atoi(says) : csec_probe_main(argc, argv);
}

/* The refusals of the policy until now. */
static void say_counter(const struct nlmsghdr *request)
{
	struct nl_msg *msg = fake_begin(CSEC_CMD_GET_COUNTER, CSEC_A_COUNTER);
	struct nlmsghdr *hdr = nlmsg_hdr(msg);
	char name[64];

	box.nr_denied += box.step;
	snprintf(name, sizeof(name), "csec-selftest-%d", getpid());
	nla_put_string(msg, CSEC_COUNTER_A_POLICY, name);
	nla_put_u32(msg, CSEC_COUNTER_A_REASON, CSEC_REASON_NOT_ALLOWED);
	nla_put_u64(msg, CSEC_COUNTER_A_DENIED, box.nr_denied);
	nla_nest_end(msg, nlmsg_attrdata(hdr, GENL_HDRLEN));
	hdr->nlmsg_type = FAKE_FAMILY;
	hdr->nlmsg_seq = request->nlmsg_seq;
	fake_queue(hdr, hdr->nlmsg_len, 0, 0);
	hdr->nlmsg_type = NLMSG_DONE;
	hdr->nlmsg_len = NLMSG_HDRLEN;
	fake_queue(hdr, hdr->nlmsg_len, 0, 0);
	nlmsg_free(msg);
}

static void setup(void)
{
	char path[PATH_MAX];

	ck_assert_int_eq(chdir(dir), 0);
	snprintf(path, sizeof(path), "%s/cgroups", dir);
	(void)mkdir(path, 0755);
	(void)mkdir("work", 0755);
	fake_reset();
	fake_status(CSEC_CMD_GET_STATUS, CSEC_ABI, 41, 1, NULL);
	fake_status(CSEC_CMD_COMMIT, CSEC_ABI, 42, 2, NULL);
	fake_answer(CSEC_CMD_GET_COUNTER)->instead = say_counter;
	/* As with csec, and where each probe works without it. */
	box.step = 1;
	setenv("INSIDE", "43", 1);
	setenv("OUTSIDE", "42", 1);
	setenv("BENIGN", "0", 1);
	setenv("MODES", "42", 1);
}

/* Nothing is left, and what was pushed was deleted. */
static void teardown(void)
{
	ck_assert_int_eq(chdir(dir), 0);
	ck_assert_int_eq(system("test -z \"$(ls work cgroups | grep csec)\""),
			 0);
	ck_assert_uint_eq(fake_nr(CSEC_CMD_DEL),
			  fake_nr(CSEC_CMD_ADD) ? fake_nr(CSEC_CMD_COMMIT) / 2 :
						  0);
}

#define TEST "selftest --directory work "

START_TEST(test_blocked)
{
	fake_check(TEST "path memfd", 0, "path       blocked  not_allowed", "");
	fake_check(TEST "path memfd", 0,
		   ": 2 blocked, 0 NOT BLOCKED, 0 not available here, "
		   "0 UNCLEAR\n",
		   "");
	fake_check(TEST "--nested --io-uring path", 0, "1 blocked", "");
	fake_check(TEST "--userns --json path", 0, "\"userns\": true", "");
	fake_check(TEST "--json path", 0, "\"reason\": \"not_allowed\"", "");
}
END_TEST

/* A word may be a group: all of that, each once. */
START_TEST(test_group)
{
	struct fake_result *r = fake_run(TEST "--json memory path");
	size_t nr = 1;

	ck_assert_msg(r->status == 0, "%s", r->err);
	for (size_t k = 0; csec_probes_of_memory[k].name; k++)
		nr++;
	for (const char *at = r->out; (at = strstr(at, "\"technique\"")); at++)
		nr--;
	ck_assert_uint_eq(nr, 0);
	free(r);
}
END_TEST

START_TEST(test_not_blocked)
{
	setenv("INSIDE", "42", 1);
	fake_check(TEST "path", CSEC_EXIT_FINDINGS, "NOT BLOCKED", "");
	fake_check(TEST "path --json", CSEC_EXIT_FINDINGS, "\"not_blocked\": 1",
		   "");
}
END_TEST

/* It failed, but csec did not refuse it: that is no success. */
START_TEST(test_unclear)
{
	box.step = 0;
	fake_check(TEST "path", CSEC_EXIT_FINDINGS, "UNCLEAR", "");
}
END_TEST

START_TEST(test_unavailable)
{
	setenv("OUTSIDE", "43", 1);
	fake_check(TEST "path", CSEC_EXIT_PARTIAL, "not available here",
		   "nothing was tested");
}
END_TEST

START_TEST(test_no_modes)
{
	setenv("MODES", "43", 1);
	fake_check(TEST "path --userns", CSEC_EXIT_PARTIAL, "blocked",
		   "a user namespace cannot be had here");
	fake_check(TEST "path --io-uring", CSEC_EXIT_PARTIAL, "blocked",
		   ": io_uring cannot be had here");
	fake_check(TEST "path --io-uring --userns", CSEC_EXIT_PARTIAL,
		   "blocked", "io_uring in a user namespace cannot");
}
END_TEST

/* Where nothing runs, nothing is blocked in a sense that counts. */
START_TEST(test_benign)
{
	setenv("BENIGN", "43", 1);
	fake_check(TEST "path", CSEC_EXIT_FAILED, NULL,
		   "does not run in the test cgroup: not_allowed");
	box.step = 0;
	box.nr_denied = 0;
	fake_check(TEST "path", CSEC_EXIT_FAILED, NULL,
		   "does not run in the test cgroup: not refused by csec");
}
END_TEST

START_TEST(test_usage)
{
	fake_check(TEST "nosuch", CSEC_EXIT_USAGE, NULL,
		   "unknown technique 'nosuch'");
	fake_check("selftest --directory /no/such path", CSEC_EXIT_FAILED, NULL,
		   "No such file");
}
END_TEST

START_TEST(test_no_cgroups)
{
	box.has_no_cgroups = true;
	fake_check(TEST "path", CSEC_EXIT_FAILED, NULL,
		   "no cgroup v2 is mounted");
	box.has_no_cgroups = false;
	box.mkdir_err = EACCES;
	fake_check(TEST "path", CSEC_EXIT_PERMISSION, NULL,
		   "Permission denied");
}
END_TEST

/* Somebody else pushes at the same time: again, but not for ever. */
START_TEST(test_conflict)
{
	fake_refuse(CSEC_CMD_BEGIN, -ESTALE, NULL);
	fake_refuse(CSEC_CMD_BEGIN, -ESTALE, NULL);
	*fake_answer(CSEC_CMD_BEGIN) = (struct fake_answer){ 0 };
	fake_check(TEST "path", 0, "1 blocked", "changed meanwhile");
	/* Twice refused, once to add and once to delete. */
	ck_assert_uint_eq(fake_nr(CSEC_CMD_BEGIN), 4);
}
END_TEST

START_TEST(test_conflict_lasts)
{
	fake_refuse(CSEC_CMD_BEGIN, -ESTALE, NULL);
	fake_check(TEST "path", CSEC_EXIT_CONFLICT, NULL, "changed meanwhile");
	ck_assert_uint_eq(fake_nr(CSEC_CMD_BEGIN), 5);
}
END_TEST

START_TEST(test_counters_refused)
{
	/* The second time that they are looked at. */
	fake_refuse(CSEC_CMD_GET_COUNTER, -EPERM, NULL);
	fake_check(TEST "path", CSEC_EXIT_FAILED, "",
		   "reading the counters: not permitted");
}
END_TEST

/* What cannot be removed is said, after some time. */
START_TEST(test_not_removed)
{
	box.is_busy = true;
	fake_check(TEST "path", CSEC_EXIT_FAILED, "blocked", "busy");
	ck_assert_uint_eq(box.nr_pauses, 500);
	ck_assert_int_eq(system("rm -r cgroups/csec-*"), 0);
}
END_TEST

static void add_tests(TCase *tc)
{
	tcase_add_test(tc, test_blocked);
	tcase_add_test(tc, test_group);
	tcase_add_test(tc, test_not_blocked);
	tcase_add_test(tc, test_unclear);
	tcase_add_test(tc, test_unavailable);
	tcase_add_test(tc, test_no_modes);
	tcase_add_test(tc, test_benign);
	tcase_add_test(tc, test_usage);
	tcase_add_test(tc, test_no_cgroups);
	tcase_add_test(tc, test_conflict);
	tcase_add_test(tc, test_conflict_lasts);
	tcase_add_test(tc, test_counters_refused);
	tcase_add_test(tc, test_not_removed);
}

int main(int argc, char **argv)
{
	const int probed = be_probe(argc, argv);
	char command[PATH_MAX];
	SRunner *runner;
	Suite *suite;
	TCase *tc;
	int failed;

	if (probed >= 0)
		return probed;
	suite = suite_create("selftest");
	tc = tcase_create("selftest");
	if (!mkdtemp(dir))
		return EXIT_FAILURE;
	tcase_set_timeout(tc, 120);
	tcase_add_checked_fixture(tc, setup, teardown);
	add_tests(tc);
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
