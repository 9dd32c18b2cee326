// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - the writable layer of an overlay
 *
 * What lies there is not of the image, even when it is older than the container:
 * a container that is started again finds what its former life left behind. The
 * directory is named by the options of the mount, as the host saw it; where that
 * name leads nowhere (a relative one, a runtime with mounts of its own) only the
 * time of change is left.
 */
#include "upper.h"

#include <linux/dcache.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs_struct.h>
#include <linux/path.h>
#include <linux/pid_namespace.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "compat.h"

static void host_root(struct path *root)
{
	struct task_struct *init = init_pid_ns.child_reaper;

	task_lock(init);
	get_fs_root(init->fs, root);
	task_unlock(init);
}

/**
 * csec_upper_open_on_host - finds a file of the host
 * @path: Absolute.
 * @flags: O_DIRECTORY, O_NOFOLLOW.
 *
 * Context: Process, may sleep; with the rights of the kernel.
 * Return: the file, open for nothing (O_PATH); an error.
 */
struct file *csec_upper_open_on_host(const char *path, int flags)
{
	struct path root;
	struct file *file;

	host_root(&root);
	file = file_open_root(&root, path, O_PATH | flags, 0);
	path_put(&root);
	return file;
}

/**
 * csec_upper_find - which directory a mount names as its upper layer
 * @path: Absolute, on the host, lives as long as @upper; NULL: no overlay.
 * @upper: Filled; its @ino is 0 when the directory is not found.
 *
 * Context: Process, may sleep; with the rights of the kernel, without the mmap
 * lock.
 */
void csec_upper_find(const char *path, struct csec_upper *upper)
{
	const struct inode *inode;
	struct file *file;

	*upper = (struct csec_upper){};
	if (!path || *path != '/')
		return;
	file = csec_upper_open_on_host(path, O_DIRECTORY);
	if (IS_ERR(file))
		return;
	inode = file_inode(file);
	upper->dev = inode->i_sb->s_dev;
	upper->ino = inode->i_ino;
	upper->generation = inode->i_generation;
	upper->path = path;
	fput(file);
}

static bool is_it(const struct csec_upper *upper, const struct inode *inode)
{
	return inode && inode->i_ino == upper->ino &&
	       inode->i_generation == upper->generation;
}

/**
 * csec_upper_holds - whether the content of a file is in the upper layer
 * @upper: Of the overlay.
 * @dentry: The file, on it or in the layer.
 *
 * Context: Any that may sleep; any but NMI when the file is open, so that what
 *	d_real() may have to look up was looked up.
 * Return: true when it is.
 */
bool csec_upper_holds(const struct csec_upper *upper,
		      const struct dentry *dentry)
{
	const struct dentry *real;
	unsigned int nr = 0;
	bool found = false;

	if (!upper->ino)
		return false;
	real = csec_compat_real((struct dentry *)dentry);
	if (real->d_sb->s_dev != upper->dev)
		return false;
	/* A rename meanwhile moves it within the layer: nothing gets out. */
	rcu_read_lock();
	while (!found && !IS_ROOT(real)) {
		real = READ_ONCE(real->d_parent);
		/* Deeper than a path can tell: it has no name anyway. */
		found = nr++ == PATH_MAX / 2 ||
			is_it(upper, READ_ONCE(real->d_inode));
	}
	rcu_read_unlock();
	return found;
}

/**
 * csec_upper_has - whether a path of an overlay is, or hides, one of the upper layer
 * @upper: Of the overlay.
 * @path: Absolute, inside the overlay.
 *
 * For what is no regular file: an overlay does not tell which layer has it.
 *
 * Context: Process, may sleep; with the rights of the kernel.
 * Return: true when it does, or when that cannot be told.
 */
bool csec_upper_has(const struct csec_upper *upper, const char *path)
{
	struct file *file;
	char *name;

	if (!upper->ino)
		return false;
	name = kasprintf(GFP_KERNEL, "%s%s", upper->path, path);
	file = name ? csec_upper_open_on_host(name, O_NOFOLLOW) :
		      ERR_PTR(-ENOMEM);
	kfree(name);
	if (IS_ERR(file))
		return PTR_ERR(file) != -ENOENT && PTR_ERR(file) != -ENOTDIR;
	fput(file);
	return true;
}
