// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - the module's own mount of proc
 */
#include "proc.h"

#include <linux/err.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/mount.h>
#include <linux/pid_namespace.h>
#include <linux/sched.h>

static struct vfsmount *proc_mount;

/**
 * csec_proc_open - opens a file of proc for reading
 * @name: Below the root of proc, without a slash in front.
 *
 * Context: Process, may sleep; with the rights of who calls.
 * Return: the file, to be closed with fput(); an error of opening.
 */
struct file *csec_proc_open(const char *name)
{
	struct path root = { .mnt = proc_mount,
			     .dentry = proc_mount->mnt_root };

	return file_open_root(&root, name, O_RDONLY, 0);
}

/**
 * csec_proc_is_own - whether a file is opened by csec itself
 * @file: The file.
 *
 * Context: Any.
 * Return: true when it is: there is nothing to judge.
 */
bool csec_proc_is_own(const struct file *file)
{
	return file->f_path.mnt == proc_mount;
}

/**
 * csec_proc_init - mounts proc
 *
 * Context: Process, module init, in the initial pid namespace; may sleep.
 * Return: 0; -ENODEV: no proc; -EPERM: not in the initial pid namespace;
 * -ENOMEM; other errors of mount.
 */
int csec_proc_init(void)
{
	struct file_system_type *type;

	if (task_active_pid_ns(current) != &init_pid_ns)
		return -EPERM;
	type = get_fs_type("proc");
	if (!type)
		return -ENODEV;
	proc_mount = kern_mount(type);
	module_put(type->owner);
	return PTR_ERR_OR_ZERO(proc_mount);
}

/**
 * csec_proc_exit - undoes csec_proc_init()
 *
 * Context: Process, module exit; may sleep.
 */
void csec_proc_exit(void)
{
	kern_unmount(proc_mount);
}
