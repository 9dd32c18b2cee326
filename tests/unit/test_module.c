// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of loading and unloading: what stands against it, what the kernel
 * said, and what the errors mean
 */
#include "module.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <libkmod.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
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
	ck_assert_ptr_nonnull(
		strstr(csec_module_explain_unload(-ENOENT), "is not loaded"));
	ck_assert_str_eq(csec_module_explain_unload(-EIO),
			 "Input/output error");
}
END_TEST

/* What the linker puts in the place of libkmod and of the kernel's log. */

enum {
	KMSG_FD = 12345
};

static struct {
	bool is_loaded;
	int insert_err;
	int nr_busy; /* how often a removal is to be tried again */
	int remove_err;
	unsigned int nr_pauses;
	bool has_no_log;
	const char *const *records; /* "": overwritten meanwhile */
	char options[64];
} fake;

int __real_access(const char *path, int mode);
int __wrap_access(const char *path, int mode);
int __wrap_access(const char *path, int mode)
{
	if (strcmp(path, "/sys/module/csec/initstate"))
		return __real_access(path, mode);
	return fake.is_loaded ? 0 : -1;
}

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...)
{
	va_list args;
	mode_t mode;

	if (!strcmp(path, "/dev/kmsg"))
		return KMSG_FD;
	/* What counts lines opens files too. */
	va_start(args, flags);
	mode = flags & O_CREAT ? va_arg(args, mode_t) : 0;
	va_end(args);
	return __real_open(path, flags, mode);
}

off_t __wrap_lseek(int fd, off_t at, int whence);
off_t __wrap_lseek(int fd, off_t at, int whence)
{
	(void)at;
	ck_assert_int_eq(whence, SEEK_END);
	return fd == KMSG_FD && !fake.has_no_log ? 0 : -1;
}

ssize_t __wrap_read(int fd, void *to, size_t size);
ssize_t __wrap_read(int fd, void *to, size_t size)
{
	const char *record = fake.records ? *fake.records : NULL;

	ck_assert_int_eq(fd, KMSG_FD);
	if (!record) {
		errno = EAGAIN;
		return -1;
	}
	fake.records++;
	if (!*record) {
		errno = EPIPE;
		return -1;
	}
	ck_assert_uint_lt(strlen(record), size);
	memcpy(to, record, strlen(record));
	return (ssize_t)strlen(record);
}

int __wrap_nanosleep(const struct timespec *time, struct timespec *left);
int __wrap_nanosleep(const struct timespec *time, struct timespec *left)
{
	(void)time;
	(void)left;
	fake.nr_pauses++;
	return 0;
}

static void note_options(const char *options)
{
	snprintf(fake.options, sizeof(fake.options), "%s",
		 options ? options : "(none)");
}

int __wrap_kmod_module_insert_module(struct kmod_module *module,
				     unsigned int flags, const char *options);
int __wrap_kmod_module_insert_module(struct kmod_module *module,
				     unsigned int flags, const char *options)
{
	(void)module;
	ck_assert_uint_eq(flags, 0);
	note_options(options);
	return fake.insert_err;
}

int __wrap_kmod_module_new_from_lookup(struct kmod_ctx *ctx, const char *alias,
				       struct kmod_list **list);
int __wrap_kmod_module_new_from_lookup(struct kmod_ctx *ctx, const char *alias,
				       struct kmod_list **list)
{
	ck_assert_str_eq(alias, "csec");
	(void)ctx;
	*list = NULL;
	return 0;
}

int __wrap_kmod_module_remove_module(struct kmod_module *module,
				     unsigned int flags);
int __wrap_kmod_module_remove_module(struct kmod_module *module,
				     unsigned int flags)
{
	ck_assert_str_eq(kmod_module_get_name(module), "csec");
	ck_assert_uint_eq(flags, 0);
	return fake.nr_busy-- > 0 ? -EAGAIN : fake.remove_err;
}

static const struct {
	int err;
	const char *path;
	const char *expected;
} explanations[] = {
	{ -EEXIST, NULL, "already loaded" },
	{ -ENOMEDIUM, NULL, "no csec module is installed" },
	{ -EKEYREJECTED, NULL, "enroll the key" },
	{ -ENOKEY, "/", "enroll the key" },
	{ -EPERM, NULL, "" }, /* by the machine; see below */
	{ -EACCES, "/", "" },
	{ -ENOEXEC, "/", "not a module for this kernel" },
	{ -ENOENT, "/no/such/file", "no such file" },
	{ -ENOENT, "/", "lacks a symbol or a function" },
	{ -ENOENT, NULL, "lacks a symbol or a function" },
	{ -EBUSY, NULL, "another ftrace user" },
	{ -EINVAL, NULL, "a parameter is refused" },
	{ -ENOMEM, NULL, "out of memory" },
	{ -ENOSPC, NULL, "No space left on device" },
	{ -EIO, NULL, "Input/output error" },
};

START_TEST(test_explain_load)
{
	const char *text = csec_module_explain_load(explanations[_i].err,
						    explanations[_i].path);

	ck_assert_msg(strstr(text, explanations[_i].expected) != NULL, "%d: %s",
		      explanations[_i].err, text);
	ck_assert_ptr_null(strchr(text, '\n'));
	/* What stands against it, if anything, is said instead of the number. */
	if (explanations[_i].err == -EPERM || explanations[_i].err == -EACCES)
		ck_assert_msg(strstr(text, "CAP_SYS_MODULE") ||
				      strstr(text, "locked down") ||
				      strstr(text, "modules_disabled"),
			      "%s", text);
}
END_TEST

/* Only what is about csec, or about why a module was refused. */
START_TEST(test_load_path)
{
	static const char *const records[] = {
		"6,1,1,-;usb 1-1: new device\n",
		"",
		"4,2,1,-;csec: loading out-of-tree module taints kernel.\n",
		"3,3,1,-;csec: do_x is taken\n DEVICE=y\n",
		"3,4,1,-;Lockdown: insmod: unsigned module loading\n",
		"no record at all\n",
		"3,5,1,-;Loading of unsigned module is rejected\n",
		NULL,
	};
	struct csec_module_log log;

	fake.records = records;
	fake.insert_err = -EBUSY;
	ck_assert_int_eq(csec_module_load("/dev/null", "a=1 ", &log), -EBUSY);
	ck_assert_str_eq(fake.options, "a=1 ");
	ck_assert_uint_eq(log.nr_lines, 3);
	ck_assert_str_eq(log.lines[0], "csec: do_x is taken");
	ck_assert_str_eq(log.lines[1],
			 "Lockdown: insmod: unsigned module loading");
	ck_assert_str_eq(log.lines[2],
			 "Loading of unsigned module is rejected");
	fake.insert_err = 0;
	fake.has_no_log = true;
	ck_assert_int_eq(csec_module_load("/dev/null", NULL, &log), 0);
	ck_assert_uint_eq(log.nr_lines, 0);
	ck_assert_int_eq(csec_module_load("/no/such/file", NULL, &log),
			 -ENOENT);
	fake.is_loaded = true;
	ck_assert_int_eq(csec_module_load("/dev/null", NULL, &log), -EEXIST);
}
END_TEST

/* The last lines are kept. */
START_TEST(test_load_many_lines)
{
	static char texts[CSEC_MODULE_LINES_MAX + 3][32];
	const char *records[CSEC_MODULE_LINES_MAX + 4] = { NULL };
	struct csec_module_log log;

	for (int i = 0; i < CSEC_MODULE_LINES_MAX + 3; i++) {
		snprintf(texts[i], sizeof(texts[i]), "3,1,1,-;csec: %d\n", i);
		records[i] = texts[i];
	}
	fake.records = records;
	ck_assert_int_eq(csec_module_load("/dev/null", NULL, &log), 0);
	ck_assert_uint_eq(log.nr_lines, CSEC_MODULE_LINES_MAX);
	ck_assert_str_eq(log.lines[0], "csec: 3");
	ck_assert_str_eq(log.lines[CSEC_MODULE_LINES_MAX - 1], "csec: 18");
}
END_TEST

START_TEST(test_load_installed)
{
	struct csec_module_log log;

	ck_assert_int_eq(csec_module_load(NULL, NULL, &log), -ENOMEDIUM);
}
END_TEST

/* A dump that is being read holds it for a moment. */
START_TEST(test_unload)
{
	ck_assert_int_eq(csec_module_unload(), 0);
	ck_assert_uint_eq(fake.nr_pauses, 0);
	fake.nr_busy = 3;
	ck_assert_int_eq(csec_module_unload(), 0);
	ck_assert_uint_eq(fake.nr_pauses, 3);
	fake.nr_busy = 1000;
	ck_assert_int_eq(csec_module_unload(), -EBUSY);
	ck_assert_uint_eq(fake.nr_pauses, 53);
	fake.nr_busy = 0;
	fake.remove_err = -EPERM;
	ck_assert_int_eq(csec_module_unload(), -EPERM);
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
	tcase_add_loop_test(tc, test_explain_load, 0,
			    sizeof(explanations) / sizeof(explanations[0]));
	tcase_add_test(tc, test_load_path);
	tcase_add_test(tc, test_load_many_lines);
	tcase_add_test(tc, test_load_installed);
	tcase_add_test(tc, test_unload);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
