// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of what stands against an unload
 */
#include "module.h"

#include <check.h>
#include <errno.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define DISABLED "/proc/sys/kernel/modules_disabled"

enum {
	SAME,
	DIFFERENT,
	NOT_HERE
};

static int judge(const char *word)
{
	const char *why = csec_module_forbids_unload();

	return why && strstr(why, word) ? SAME : DIFFERENT;
}

static int without_capability(const char *unused)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3];

	(void)unused;
	if (syscall(SYS_capget, &header, sets))
		return NOT_HERE;
	sets[0].effective &= ~CAP_TO_MASK(CAP_SYS_MODULE);
	if (syscall(SYS_capset, &header, sets))
		return NOT_HERE;
	return judge("CAP_SYS_MODULE");
}

/* A file of another content in the place of the switch. */
static int with_modules(const char *state)
{
	char path[] = "/tmp/csec-test-module-XXXXXX";
	const int fd = mkstemp(path);
	int result = NOT_HERE;

	if (fd < 0)
		return NOT_HERE;
	if (write(fd, state, strlen(state)) > 0 && !unshare(CLONE_NEWNS) &&
	    !mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) &&
	    !mount(path, DISABLED, NULL, MS_BIND, NULL))
		result = judge("kernel.modules_disabled");
	close(fd);
	unlink(path);
	return result;
}

/* What changes the process is done by another one. */
static int in_child(int (*call)(const char *arg), const char *arg)
{
	const pid_t pid = fork();
	int status;

	if (!pid)
		_exit(call(arg));
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

START_TEST(test_forbids_without_capability)
{
	ck_assert_int_eq(in_child(without_capability, NULL), SAME);
}
END_TEST

START_TEST(test_forbids_disabled)
{
	const int result = in_child(with_modules, "1\n");

	/* Without root there is no such mount. */
	if (result != NOT_HERE) {
		ck_assert_int_eq(result, SAME);
		ck_assert_int_eq(in_child(with_modules, "0\n"), DIFFERENT);
	}
}
END_TEST

START_TEST(test_explain_unload)
{
	ck_assert_ptr_null(
		strstr(csec_module_explain_unload(-EBUSY), "nothing"));
	ck_assert_ptr_nonnull(csec_module_explain_unload(-EPERM));
	ck_assert_ptr_nonnull(
		strstr(csec_module_explain_unload(-ENOSYS), "cannot remove"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("module");
	TCase *tc = tcase_create("module");
	SRunner *runner;
	int failed;

	tcase_add_test(tc, test_forbids_without_capability);
	tcase_add_test(tc, test_forbids_disabled);
	tcase_add_test(tc, test_explain_unload);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
