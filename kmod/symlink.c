// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - following symbolic links as they were when a container started
 *
 * Each link on the way has to be where it is called, older than the start, and
 * in no upper layer of an overlay. The kernel follows links without a word of
 * them, so the path is walked component by component.
 */
#include "symlink.h"

#include <linux/delayed_call.h>
#include <linux/err.h>
#include <linux/namei.h>
#include <linux/string.h>

#include "drift.h"
#include "identity.h"

/* As the kernel's own walk. */
#define FOLLOW_MAX 40
/* Somewhere on the host something may be renamed all the time. */
#define RENAME_TRIES 64

/**
 * csec_symlink_has_name - whether a name is among those of a file
 * @names: Of the file.
 * @name: Absolute.
 *
 * Context: Any.
 * Return: true when it is.
 */
bool csec_symlink_has_name(const struct csec_file_names *names,
			   const char *name)
{
	unsigned int i;

	for (i = 0; i < names->nr; i++)
		if (!strcmp(names->name[i], name))
			return true;
	return false;
}

static bool is_where_it_was(struct csec_symlink_walk *walk,
			    const struct dentry *link)
{
	struct csec_file_names names;

	return !csec_identity_names(walk->view, link, &walk->buffer, &names) &&
	       csec_symlink_has_name(&names, walk->text);
}

/* Nothing may be renamed while the layers are looked at. */
static bool is_of_start(struct csec_symlink_walk *walk,
			const struct dentry *link)
{
	int tries = RENAME_TRIES;
	unsigned int seq;
	bool is_it;

	do {
		seq = csec_moved_begin();
		is_it = is_where_it_was(walk, link) &&
			!csec_drift_is_late_file(&walk->view->start, link) &&
			!csec_view_is_upper_link(walk->view, link,
						 walk->buffer.path);
	} while (is_it && read_seqretry(&rename_lock, seq) && --tries);
	return is_it && tries;
}

/* Puts the text of a link, which stands at @at, before what is left. */
static int insert(struct csec_symlink_walk *walk, const char *link, size_t at)
{
	const size_t len = strlen(link), left = strlen(walk->rest) + 1;

	if (len + left > sizeof(walk->rest))
		return -ENAMETOOLONG;
	memmove(walk->rest + len, walk->rest, left);
	memcpy(walk->rest, link, len);
	walk->text[*link == '/' ? 0 : at] = '\0';
	walk->is_dir = true;
	return 0;
}

static int follow(struct csec_symlink_walk *walk, struct dentry *link,
		  size_t at)
{
	DEFINE_DELAYED_CALL(done);
	const char *text;
	int err;

	if (++walk->nr_followed > FOLLOW_MAX)
		return -ELOOP;
	/* Those of proc are no texts. */
	if (d_inode(link)->i_op->readlink || !is_of_start(walk, link))
		return -EPERM;
	text = vfs_get_link(link, &done);
	if (IS_ERR_OR_NULL(text))
		err = PTR_ERR(text) ?: -EIO;
	else
		err = insert(walk, text, at);
	do_delayed_call(&done);
	return err;
}

/* Walks to the component that was just put behind @at. */
static int enter(struct csec_symlink_walk *walk, size_t at)
{
	struct path path;
	int err = kern_path(walk->text, 0, &path);

	if (err)
		return err;
	walk->is_dir = d_is_dir(path.dentry);
	if (d_is_symlink(path.dentry))
		err = follow(walk, path.dentry, at);
	path_put(&path);
	return err;
}

static int step(struct csec_symlink_walk *walk)
{
	const char *name = walk->rest + strspn(walk->rest, "/");
	const size_t len = strcspn(name, "/"), at = strlen(walk->text);
	const bool is_up = len == 2 && !memcmp(name, "..", 2);
	const bool is_here = !len || (len == 1 && *name == '.');

	if (!walk->is_dir)
		return -ENOTDIR;
	if (at + len + 1 >= sizeof(walk->text))
		return -ENAMETOOLONG;
	if (!is_up && !is_here)
		snprintf(walk->text + at, len + 2, "/%s", name);
	else if (is_up && at)
		*strrchr(walk->text, '/') = '\0';
	memmove(walk->rest, name + len, strlen(name + len) + 1);
	return is_up || is_here ? 0 : enter(walk, at);
}

/* One component of the path, with its slash. */
static int walk_component(struct csec_symlink_walk *walk, const char *name,
			  size_t len)
{
	const unsigned int nr_followed = walk->nr_followed;
	int err = 0;

	memcpy(walk->rest, name, len);
	walk->rest[len] = '\0';
	while (!err && *walk->rest)
		err = step(walk);
	walk->is_link = walk->nr_followed != nr_followed;
	return err;
}

/**
 * csec_symlink_walk - what a path led to when the container started
 * @walk: Its view is set; the result.
 * @path: Absolute, without dots.
 *
 * Context: Process, may sleep; with the rights of the kernel, as a task with the
 * root and the mounts of the container, without locks of directories.
 * Return: 0; -ENOMEM; else -errno: it leads to nothing, or by a link that is not
 * as it was at the start.
 */
int csec_symlink_walk(struct csec_symlink_walk *walk, const char *path)
{
	size_t at = 0, len;
	int err = 0;

	walk->nr_followed = 0;
	walk->is_dir = true;
	walk->dir_len = 0;
	walk->text[0] = '\0';
	while (!err && path[at]) {
		len = 1 + strcspn(path + at + 1, "/");
		if (len >= sizeof(walk->rest))
			return -ENAMETOOLONG;
		err = walk_component(walk, path + at, len);
		at += len;
		if (err || !walk->is_link || !walk->is_dir)
			continue;
		walk->dir_len = at;
		strscpy(walk->dir, walk->text, sizeof(walk->dir));
	}
	return err;
}
