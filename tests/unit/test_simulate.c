// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of files of a container, for simulate
 */
#include "cmd_simulate.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	NOBODY = 65534
};

static char dir[] = "/tmp/csec-test-simulate-XXXXXX";
static int root;
static struct csec_image_file file;

static void setup(void)
{
	ck_assert_ptr_nonnull(mkdtemp(dir));
	ck_assert_int_eq(chmod(dir, 0755), 0);
	root = open(dir, O_PATH | O_DIRECTORY);
	ck_assert_int_ge(root, 0);
	ck_assert_int_eq(mkdirat(root, "closed", 0700), 0);
	ck_assert_int_eq(close(openat(root, "script", O_CREAT, 0711)), 0);
	ck_assert_int_eq(fchmodat(root, "script", 0111, 0), 0);
	ck_assert_int_eq(symlinkat("/script", root, "link"), 0);
	ck_assert_int_eq(symlinkat("self", root, "self"), 0);
}

static void teardown(void)
{
	ck_assert_int_eq(seteuid(getuid()), 0);
	csec_image_file_close(&file);
	unlinkat(root, "self", 0);
	unlinkat(root, "dir", 0);
	unlinkat(root, "to-odd", 0);
	unlinkat(root, "odd[*]", 0);
	unlinkat(root, "applet", 0);
	unlinkat(root, "closed/busybox", 0);
	unlinkat(root, "link", 0);
	unlinkat(root, "script", 0);
	unlinkat(root, "closed", AT_REMOVEDIR);
	close(root);
	rmdir(dir);
}

START_TEST(test_open_absent)
{
	ck_assert_int_eq(csec_image_file_open(&file, root, "/none"), 0);
	ck_assert_int_eq(file.fd, -1);
	ck_assert_str_eq(file.name, "/none");
	ck_assert_int_eq(csec_image_file_open(&file, root, "/script/x"), 0);
	ck_assert_int_eq(file.fd, -1);
}
END_TEST

START_TEST(test_open_other)
{
	ck_assert_int_eq(csec_image_file_open(&file, root, "/closed"), -EISDIR);
	ck_assert_int_eq(csec_image_file_open(&file, root, "/self"), -ELOOP);
}
END_TEST

/* It is there: no verdict may say that it is not. */
START_TEST(test_open_unreadable)
{
	if (!getuid())
		ck_assert_int_eq(seteuid(NOBODY), 0);
	ck_assert_int_eq(csec_image_file_open(&file, root, "/link"), -EACCES);
	ck_assert_int_eq(file.fd, -1);
	if (!getuid())
		ck_assert_int_eq(csec_image_file_open(&file, root, "/closed/x"),
				 -EACCES);
}
END_TEST

/* A name needs no right to read. */
START_TEST(test_find)
{
	if (!getuid())
		ck_assert_int_eq(seteuid(NOBODY), 0);
	ck_assert_int_eq(csec_image_file_find(&file, root, "/link"), 0);
	ck_assert_str_eq(file.name, "/script");
	ck_assert_int_eq(csec_image_file_find(&file, root, "/self"), -ELOOP);
	ck_assert_int_eq(csec_image_file_find(&file, root, "/none"), 0);
}
END_TEST

static const char *real(const char *path)
{
	static char text[PATH_MAX];

	return csec_image_file_real(root, path, text) ? text : "same";
}

/* What the path of a rule leads to */
START_TEST(test_real)
{
	ck_assert_int_eq(symlinkat("../closed", root, "dir"), 0);
	ck_assert_int_eq(symlinkat("closed/busybox", root, "applet"), 0);
	ck_assert_int_eq(close(openat(root, "closed/busybox", O_CREAT, 0755)),
			 0);
	ck_assert_int_eq(symlinkat("odd[*]", root, "to-odd"), 0);
	ck_assert_int_eq(close(openat(root, "odd[*]", O_CREAT, 0755)), 0);
	ck_assert_str_eq(real("/to-odd"), "/odd\\[\\*\\]");
	ck_assert_str_eq(real("/link"), "/script");
	ck_assert_str_eq(real("/script"), "same");
	ck_assert_str_eq(real("/none"), "same");
	ck_assert_str_eq(real("/self"), "same");
	ck_assert_str_eq(real("/dir/*"), "/closed/*");
	ck_assert_str_eq(real("/dir/b*/x"), "/closed/b*/x");
	ck_assert_str_eq(real("/dir/busybox"), "/closed/busybox");
	ck_assert_str_eq(real("/applet"), "/closed/busybox");
	ck_assert_str_eq(real("/*"), "same");
	ck_assert_str_eq(real("/**"), "same");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("simulate");
	TCase *tc = tcase_create("simulate");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, test_open_absent);
	tcase_add_test(tc, test_open_other);
	tcase_add_test(tc, test_open_unreadable);
	tcase_add_test(tc, test_find);
	tcase_add_test(tc, test_real);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
