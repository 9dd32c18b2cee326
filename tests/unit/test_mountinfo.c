// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - unit tests: reading mountinfo
 */
#include <check.h>
#include <stdlib.h>

#include <linux/errno.h>
#include <linux/string.h>

#include "../../kmod/mountinfo.h"

/* clang-format off */
static const struct {
	const char *line;
	int ret;
	unsigned int major, minor;
	const char *root, *point, *why;
} lines[] = {
	{ "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw\n",
	  1, 98, 0, "/mnt1", "/mnt2", "the example of proc(5)" },
	{ "22 1 0:20 / / rw - overlay overlay rw\n",
	  1, 0, 20, "/", "/", "the root" },
	{ "22 1 0:20 / /a\\040b\\011c\\012d\\134e rw - tmpfs x rw\n",
	  1, 0, 20, "/", "/a b\tc\nd\\e", "escaped characters" },
	{ "22 1 0:20 /x//deleted /y rw - tmpfs x rw\n",
	  1, 0, 20, "/x//deleted", "/y", "a root that was removed" },
	{ "22 1 0:20 / /\\04 rw - tmpfs x rw\n",
	  1, 0, 20, "/", "/\\04", "no complete escape" },
	{ "22 1 0:20 / /\\999 rw - tmpfs x rw\n",
	  1, 0, 20, "/", "/\\999", "no octal digits" },
	{ "22 1 0:20 / /x rw - tmpfs x rw",
	  1, 0, 20, "/", "/x", "last line without its end" },
	{ "", 0, 0, 0, NULL, NULL, "empty text" },
	{ "\n", 0, 0, 0, NULL, NULL, "empty line" },
	{ "22\n", -EINVAL, 0, 0, NULL, NULL, "one field" },
	{ "22 1 0:20 /\n", -EINVAL, 0, 0, NULL, NULL, "no mount point" },
	{ "22 1 0:20 / /x\n", -EINVAL, 0, 0, NULL, NULL, "nothing behind it" },
	{ "22 1 020 / /x rw - a b c\n", -EINVAL, 0, 0, NULL, NULL,
	  "no device number" },
};

static const struct {
	const char *path, *dir;
	bool is_under;
} pairs[] = {
	{ "/usr/bin/x", "/", true },
	{ "/", "/", true },
	{ "/usr", "/usr", true },
	{ "/usr/bin", "/usr", true },
	{ "/usrx", "/usr", false },
	{ "/us", "/usr", false },
	{ "/", "/usr", false },
	{ "relative", "/", false },
};

static const struct {
	const char *line, *upper, *why;
} uppers[] = {
	{ "1 0 0:9 / / rw - overlay overlay rw,lowerdir=/a:/b,upperdir=/c,workdir=/d\n",
	  "/c", "an overlay" },
	{ "1 0 0:9 / / rw shared:1 master:2 - overlay o rw,upperdir=/x\\054y\n",
	  "/x,y", "optional fields, an escaped comma" },
	{ "1 0 0:9 / / rw - overlay o rw,lowerdir=/upperdir=/z\n", NULL, "no upper layer" },
	{ "1 0 0:9 / / rw - ext4 /dev/x rw,upperdir=/c\n", NULL, "no overlay" },
	{ "1 0 0:9 / / rw - overlay\n", NULL, "cut off behind the type" },
	{ "1 0 0:9 / / rw -\n", NULL, "cut off before it" },
	{ "1 0 0:9 / / rw\n", NULL, "nothing behind the point but options" },
};
/* clang-format on */

START_TEST(test_upper)
{
	char *text = strdup(uppers[_i].line), *cursor = text;
	struct csec_mountinfo info;

	ck_assert_int_eq(csec_mountinfo_next(&cursor, &info), 1);
	ck_assert_msg(!info.upper == !uppers[_i].upper, "%s", uppers[_i].why);
	if (info.upper)
		ck_assert_str_eq(info.upper, uppers[_i].upper);
	free(text);
}
END_TEST

START_TEST(test_next_line)
{
	char *text = strdup(lines[_i].line), *cursor = text;
	struct csec_mountinfo info;
	int ret = csec_mountinfo_next(&cursor, &info);

	ck_assert_msg(ret == lines[_i].ret, "%s: %d", lines[_i].why, ret);
	if (ret > 0) {
		ck_assert_msg(info.major == lines[_i].major &&
				      info.minor == lines[_i].minor,
			      "%s", lines[_i].why);
		ck_assert_str_eq(info.root, lines[_i].root);
		ck_assert_str_eq(info.point, lines[_i].point);
	}
	free(text);
}
END_TEST

START_TEST(test_next_walks)
{
	char text[] = "1 0 8:1 / / rw - ext4 a rw\n"
		      "2 1 8:2 /v /srv rw - ext4 b rw\n";
	struct csec_mountinfo info;
	char *cursor = text;

	ck_assert_int_eq(csec_mountinfo_next(&cursor, &info), 1);
	ck_assert_str_eq(info.point, "/");
	ck_assert_int_eq(csec_mountinfo_next(&cursor, &info), 1);
	ck_assert_str_eq(info.root, "/v");
	ck_assert_str_eq(info.point, "/srv");
	ck_assert_int_eq(csec_mountinfo_next(&cursor, &info), 0);
}
END_TEST

START_TEST(test_is_under)
{
	ck_assert_msg(csec_mountinfo_is_under(pairs[_i].path, pairs[_i].dir) ==
			      pairs[_i].is_under,
		      "%s under %s", pairs[_i].path, pairs[_i].dir);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("mountinfo");
	TCase *tcase = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tcase, test_next_line, 0,
			    sizeof(lines) / sizeof(*lines));
	tcase_add_loop_test(tcase, test_upper, 0,
			    sizeof(uppers) / sizeof(uppers[0]));
	tcase_add_test(tcase, test_next_walks);
	tcase_add_loop_test(tcase, test_is_under, 0,
			    sizeof(pairs) / sizeof(*pairs));
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
