// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - unit tests: where files are seen through the mounts of a container
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include <linux/string.h>

#include "../../kmod/mountinfo.h"
#include "../../kmod/mounts.h"

#define NR_MAX 1024
#define PATH_SIZE 4096

static struct csec_mount mounts[NR_MAX];
static unsigned int nr_mounts;

static void add(unsigned int dev, const char *root, const char *point)
{
	mounts[nr_mounts++] = (struct csec_mount){
		.dev = dev,
		.root = root,
		.point = point,
	};
}

static void link_all(void)
{
	static struct csec_mount *order[NR_MAX];
	unsigned int i;

	for (i = 0; i < nr_mounts; i++)
		order[i] = &mounts[i];
	csec_mounts_link(order, nr_mounts);
}

/* All names of a path, a blank before and behind each. */
static const char *names_of(unsigned int dev, const char *path)
{
	static char all[4 * PATH_SIZE], name[PATH_SIZE];
	unsigned int i;

	strcpy(all, " ");
	for (i = 0; i < nr_mounts; i++)
		if (mounts[i].dev == dev &&
		    csec_mount_name(&mounts[i], path, strlen(path), name,
				    sizeof(name)))
			strcat(strcat(all, name), " ");
	return all;
}

/* One container. */
static void set_up(void)
{
	nr_mounts = 0;
	add(1, "/", "/");
	add(1, "/", "/");
	add(2, "/", "/proc");
	add(2, "/sys", "/proc/sys");
	add(3, "/vol", "/data");
	add(3, "/vol", "/data/again");
	add(3, "/vol/x", "/data-x");
	add(4, "/", "/tmp");
	add(5, "/", "/tmp");
	add(5, "/", "/tmp");
	add(6, "/f", "/etc/file");
	link_all();
}

/* clang-format off */
static const struct {
	unsigned int dev;
	const char *path, *names, *why;
} cases[] = {
	{ 1, "/", " / ", "the root, which stands there twice" },
	{ 1, "/usr/bin/x", " /usr/bin/x ", "not covered" },
	{ 1, "/proc", " ", "the directory below a mount" },
	{ 1, "/proc/x", " ", "and what is in it" },
	{ 1, "/procx", " /procx ", "one with a longer name" },
	{ 1, "/pro", " /pro ", "one with a shorter name" },
	{ 2, "/", " /proc ", "the root of a mount" },
	{ 2, "/1/exe", " /proc/1/exe ", "in it" },
	{ 2, "/sys/a", " /proc/sys/a ", "through a mount of a part of itself" },
	{ 3, "/vol", " /data /data/again ", "two mounts of one directory" },
	{ 3, "/vol/a", " /data/a /data/again/a ", "and a file in it" },
	{ 3, "/vol/again/a", " /data/again/again/a ", "one that the other one covers" },
	{ 3, "/vol/x/a", " /data/x/a /data/again/x/a /data-x/a ", "three mounts" },
	{ 3, "/volx", " ", "beside the root" },
	{ 3, "/", " ", "above the root" },
	{ 4, "/a", " ", "covered by another at the same point" },
	{ 5, "/a", " /tmp/a ", "two that are the same" },
	{ 6, "/f", " /etc/file ", "a file" },
	{ 1, "/etc/file", " ", "and the one below it" },
	{ 7, "/", " ", "not mounted" },
};
/* clang-format on */

START_TEST(test_names)
{
	set_up();
	ck_assert_msg(!strcmp(names_of(cases[_i].dev, cases[_i].path),
			      cases[_i].names),
		      "%s: %s is '%s'", cases[_i].why, cases[_i].path,
		      names_of(cases[_i].dev, cases[_i].path));
}
END_TEST

/* Whether a mount of one device was made over a path of another. */
static bool is_at(unsigned int dev, unsigned int place_dev, const char *path)
{
	unsigned int i, k;

	for (i = 0; i < nr_mounts; i++)
		for (k = 0; k < nr_mounts; k++)
			if (mounts[i].dev == dev &&
			    mounts[k].dev == place_dev &&
			    csec_mount_is_at(&mounts[i], &mounts[k], path,
					     strlen(path)))
				return true;
	return false;
}

START_TEST(test_is_at)
{
	set_up();
	ck_assert(is_at(2, 1, "/proc"));
	ck_assert_msg(is_at(2, 2, "/sys"), "a part over itself");
	ck_assert_msg(is_at(4, 1, "/tmp"), "covered by another there");
	ck_assert_msg(is_at(5, 4, "/"), "over the root of another");
	ck_assert_msg(is_at(3, 3, "/vol/again"), "not the root of a device");
	ck_assert_msg(!is_at(3, 3, "/again"), "what is above that");
	ck_assert(is_at(6, 1, "/etc/file"));
	ck_assert_msg(!is_at(2, 1, "/chroot/proc"), "elsewhere");
	ck_assert(!is_at(2, 1, "/proc/x"));
	ck_assert(!is_at(2, 1, "/procx"));
	ck_assert(!is_at(2, 1, "/pro"));
	ck_assert_msg(!is_at(2, 4, "/proc"), "of another device");
	ck_assert_msg(!is_at(1, 1, "/proc"), "where another one is");
}
END_TEST

/* The longest name that fits, and the next one. */
START_TEST(test_size)
{
	char name[9];

	nr_mounts = 0;
	add(1, "/", "/abc");
	link_all();
	ck_assert(csec_mount_name(&mounts[0], "/xyz", 4, name, 9));
	ck_assert(!csec_mount_name(&mounts[0], "/xyz", 4, name, 8));
	ck_assert(csec_mount_name(&mounts[0], "/xy", 3, name, 8));
	ck_assert_str_eq(name, "/abc/xy");
}
END_TEST

/* The plain way: the longest point that holds a name is where it is. */
static bool is_seen(const struct csec_mount *mount, const char *name)
{
	const struct csec_mount *top = &mounts[0];
	unsigned int i;

	for (i = 0; i < nr_mounts; i++)
		if (csec_mountinfo_is_under(name, mounts[i].point) &&
		    strlen(mounts[i].point) >= strlen(top->point))
			top = &mounts[i];
	return top->dev == mount->dev && !strcmp(top->root, mount->root) &&
	       !strcmp(top->point, mount->point);
}

static void names_plainly(unsigned int dev, const char *path, char *all)
{
	const struct csec_mount *mount;
	const char *rest, *point;
	char name[64];
	unsigned int i;

	strcpy(all, " ");
	for (i = 0; i < nr_mounts; i++) {
		mount = &mounts[i];
		if (mount->dev != dev ||
		    !csec_mountinfo_is_under(path, mount->root))
			continue;
		rest = path + strlen(mount->root) * !!mount->root[1];
		point = mount->point[1] ? mount->point : "";
		snprintf(name, sizeof(name), " %s%s ", point,
			 rest[0] && rest[1] ? rest :
			 *point		    ? "" :
					      "/");
		name[strlen(name) - 1] = '\0';
		if (!is_seen(mount, name + 1))
			continue;
		strcat(name, " ");
		if (!strstr(all, name))
			strcat(all, name + 1);
	}
}

static const char *pick(unsigned int *seed)
{
	static const char *const paths[] = {
		"/",   "/a",	 "/b",	   "/a/a",   "/a/b", "/b/a",   "/ab",
		"/a!", "/a/a/a", "/a/b/a", "/a/a/b", "/a!a", "/a/a!b", "/ab/a",
	};

	*seed = *seed * 1103515245 + 12345;
	return paths[(*seed >> 16) % (sizeof(paths) / sizeof(*paths))];
}

START_TEST(test_like_plainly)
{
	unsigned int seed = _i, dev, n;
	char all[NR_MAX];

	nr_mounts = 0;
	add(0, pick(&seed), "/");
	for (n = 0; n < 12; n++) {
		const char *root = pick(&seed);

		add(seed >> 20 & 1, root, pick(&seed));
	}
	link_all();
	for (n = 0; n < 20; n++) {
		const char *path = pick(&seed);

		dev = seed >> 20 & 1;
		names_plainly(dev, path, all);
		ck_assert_msg(!strcmp(all, names_of(dev, path)),
			      "%s: '%s', not '%s'", path, names_of(dev, path),
			      all);
	}
}
END_TEST

/* A path with a name of four bytes for each level. */
static char *deep(unsigned int levels, unsigned int last)
{
	char *path = malloc(PATH_SIZE), *end = path;

	while (--levels)
		end += sprintf(end, "/abc");
	sprintf(end, "/%03x", last);
	return path;
}

/*
 * 1024 mounts at paths of 4 kilobytes, side by side or one inside the other. A
 * thousand looks: an hour where each mount is compared with each other one.
 */
START_TEST(test_is_quick)
{
	static char name[PATH_SIZE];
	char *points[NR_MAX];
	unsigned int i, k, nr = 0;

	nr_mounts = 0;
	for (i = 0; i < NR_MAX; i++) {
		points[i] = _i ? deep(i % 1000 + 1, 0xabc) : deep(1000, i);
		add(1, "/v", points[i]);
	}
	link_all();
	for (k = 0; k < 1000; k++)
		for (i = 0; i < NR_MAX; i++)
			nr += csec_mount_name(&mounts[i], "/v/x", 4, name,
					      sizeof(name));
	ck_assert_uint_eq(nr, 1000 * (_i ? 1000 : NR_MAX));
	for (i = 0; i < NR_MAX; i++)
		free(points[i]);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("mounts");
	TCase *tcase = tcase_create("all");
	SRunner *runner = srunner_create(suite);
	int failed;

	tcase_add_loop_test(tcase, test_names, 0,
			    sizeof(cases) / sizeof(*cases));
	tcase_add_test(tcase, test_is_at);
	tcase_add_test(tcase, test_size);
	tcase_add_loop_test(tcase, test_like_plainly, 0, 200);
	tcase_add_loop_test(tcase, test_is_quick, 0, 2);
	suite_add_tcase(suite, tcase);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
