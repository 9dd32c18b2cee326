// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - where files are seen through the mounts of a container
 *
 * Names are asked for where nothing may sleep, and a container may have a
 * thousand mounts at long paths. So the mounts are made a tree once: what of a
 * mount is covered lies at or below one of those right below it, and as each is
 * right below only one, a look at all mounts looks at each of them twice. What
 * the points have in common is not compared again.
 */
#include "mounts.h"

#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/sort.h>
#include <linux/string.h>

/* Whether a path is a directory or below it; both without a slash at the end. */
static bool is_under(const char *path, size_t len, const char *dir,
		     size_t dir_len)
{
	return len >= dir_len &&
	       (path[dir_len] == '/' || path[dir_len] == '\0') &&
	       !memcmp(path, dir, dir_len);
}

static u32 measure(const char *path)
{
	return path[0] == '/' && !path[1] ? 0 : strlen(path);
}

/* A slash comes first, so that all below a directory follows it at once. */
static int rank(unsigned char c)
{
	return c == '/' ? 1 : c ? c + 1 : 0;
}

/* By point; those of one point in their own order. */
static int compare(const void *a, const void *b)
{
	const struct csec_mount *x = *(struct csec_mount *const *)a;
	const struct csec_mount *y = *(struct csec_mount *const *)b;
	const char *p = x->point, *q = y->point;

	cond_resched();
	while (*p && *p == *q) {
		p++;
		q++;
	}
	if (*p != *q)
		return rank(*p) - rank(*q);
	return (x > y) - (x < y);
}

/* The one that is seen where several are at one point; the others are hidden. */
static struct csec_mount *choose(struct csec_mount **group, unsigned int nr)
{
	const struct csec_mount *top = group[nr - 1];
	struct csec_mount *chosen = NULL;
	unsigned int i;

	/* The root may stand in the list twice: as such and as a mount. */
	for (i = 0; i < nr; i++) {
		if (!chosen && group[i]->dev == top->dev &&
		    !strcmp(group[i]->root, top->root))
			chosen = group[i];
		else
			group[i]->is_hidden = true;
	}
	return chosen;
}

/**
 * csec_mounts_link - finds out which mount covers which
 * @mounts: Of one array, later ones cover earlier ones; is sorted.
 * @nr: Entries of @mounts.
 *
 * Context: Process, may sleep.
 */
void csec_mounts_link(struct csec_mount **mounts, unsigned int nr)
{
	struct csec_mount *mount, *above = NULL;
	unsigned int i, end;

	for (i = 0; i < nr; i++) {
		mounts[i]->root_len = measure(mounts[i]->root);
		mounts[i]->point_len = measure(mounts[i]->point);
	}
	sort(mounts, nr, sizeof(*mounts), compare, NULL);
	for (i = 0; i < nr; i = end) {
		for (end = i + 1; end < nr; end++)
			if (strcmp(mounts[end]->point, mounts[i]->point))
				break;
		mount = choose(&mounts[i], end - i);
		while (above && !is_under(mount->point, mount->point_len,
					  above->point, above->point_len))
			above = above->above;
		mount->above = above;
		if (above) {
			mount->next = above->below;
			above->below = mount;
		}
		above = mount;
	}
}

/* @rest: Below the point of the mount; empty, or with its slash. */
static bool is_covered(const struct csec_mount *mount, const char *rest,
		       size_t len)
{
	const struct csec_mount *below;

	for (below = mount->below; below; below = below->next)
		if (is_under(rest, len, below->point + mount->point_len,
			     below->point_len - mount->point_len))
			return true;
	return false;
}

/**
 * csec_mount_name - what a path inside a superblock is called through a mount
 * @mount: Of that superblock; linked.
 * @path: Absolute.
 * @len: Bytes of @path.
 * @name: Filled, when there is one.
 * @size: Bytes of @name.
 *
 * Of the mounts of one container no two give the same name.
 *
 * Context: Any. The work for all mounts of a container together is proportional
 * to the bytes of their paths.
 * Return: false: it is not seen through the mount, or the name does not fit.
 */
bool csec_mount_name(const struct csec_mount *mount, const char *path,
		     size_t len, char *name, size_t size)
{
	/* The root is nothing below nothing. */
	if (len == 1) {
		path++;
		len = 0;
	}
	if (mount->is_hidden ||
	    !is_under(path, len, mount->root, mount->root_len))
		return false;
	path += mount->root_len;
	len -= mount->root_len;
	if (is_covered(mount, path, len) || mount->point_len + len >= size)
		return false;
	memcpy(name, mount->point, mount->point_len);
	memcpy(name + mount->point_len, path, len + 1);
	if (!*name)
		strcpy(name, "/");
	return true;
}

/**
 * csec_mount_is_at - whether a mount was made over a path inside a superblock
 * @mount: The mount.
 * @through: A mount of that superblock; linked.
 * @path: Absolute.
 * @len: Bytes of @path.
 *
 * Context: Any.
 * Return: true when the point of @mount is what @path is called through the other
 * one, whether or not it is seen there.
 */
bool csec_mount_is_at(const struct csec_mount *mount,
		      const struct csec_mount *through, const char *path,
		      size_t len)
{
	if (len == 1) {
		path++;
		len = 0;
	}
	if (mount == through ||
	    !is_under(path, len, through->root, through->root_len) ||
	    !is_under(mount->point, mount->point_len, through->point,
		      through->point_len))
		return false;
	return !strcmp(mount->point + through->point_len,
		       path + through->root_len);
}
