// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - telling a container runtime at work from the container
 *
 * A runtime enters the container's cgroup before it becomes the container. runc
 * executes itself once more (CVE-2019-5736), through a bind mount of nothing but
 * its own file or through a copy in a memfd, which may happen on either side of
 * the move. Such an exec is no act of the container: it runs the program that
 * runs already.
 *
 * It is known by what it is, never by a name: the new image is reached by no
 * path of any directory, it is the inode of the current one or an unlinked file
 * with the very same content, the task is an entrant, the current program does
 * not exist in the container's view of files, so it came from outside, and the
 * task has CAP_SYS_ADMIN on the host, as a runtime that builds a container does.
 * The view alone is no evidence: a program of the container that unlinks its own
 * file has none in it either. The kernel denies writing to the file for the time
 * of the exec, so the content that is compared is the content that runs.
 */
#include "runtime.h"

#include <linux/capability.h>
#include <linux/file.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "compat.h"
#include "digest.h"
#include "entrants.h"
#include "view.h"

/* runc has 10 to 15 MB. */
#define REEXEC_MAX (64 << 20)
#define CHUNK (64 << 10)

/* Whether the program of the current task came from outside the container. */
static bool is_foreign(const struct csec_scope *scope, const struct file *exe)
{
	const struct csec_view *view = csec_view_find(scope->cgroup);
	struct csec_view_buffer *buffer;
	struct csec_file_names names;

	/* A policy that comes while runtimes are at work knows no entrants. */
	if (!view)
		return true;
	if (!csec_entrants_has_current(READ_ONCE(scope->cgroup->governor)))
		return false;
	buffer = kvmalloc(sizeof(*buffer), GFP_KERNEL);
	if (!buffer)
		return false;
	csec_view_names(view, exe, buffer, &names);
	kvfree(buffer);
	return !names.nr;
}

static bool has_same_content(struct file *a, struct file *b)
{
	loff_t size = i_size_read(file_inode(a)), pos = 0, pos_b;
	char *buffer = kvmalloc(2 * CHUNK, GFP_KERNEL);
	bool same = buffer;
	ssize_t nr;

	while (same && pos < size) {
		pos_b = pos;
		nr = kernel_read(a, buffer, CHUNK, &pos);
		same = nr > 0 &&
		       kernel_read(b, buffer + CHUNK, nr, &pos_b) == nr &&
		       !memcmp(buffer, buffer + CHUNK, nr);
		cond_resched();
	}
	kvfree(buffer);
	return same;
}

static bool is_same_program(struct file *exe, struct file *file)
{
	const loff_t size = i_size_read(file_inode(exe));

	if (file_inode(exe) == file_inode(file))
		return true;
	return csec_view_is_nameless(file) && size <= REEXEC_MAX &&
	       size == i_size_read(file_inode(file)) &&
	       csec_file_can_read(exe) && csec_file_can_read(file) &&
	       has_same_content(exe, file);
}

/* Whether a container began no longer ago than a runtime may take to build it. */
static bool is_new(const struct csec_cgroup *owner)
{
	const u64 start = READ_ONCE(owner->start.boottime_ns);

	return READ_ONCE(owner->start.time_ns) &&
	       ktime_get_boottime_ns() - start <
		       (u64)CSEC_ENTRANTS_SECONDS * NSEC_PER_SEC;
}

/**
 * csec_runtime_is_alone - whether a container was entered and has executed nothing
 * @scope: Of the container.
 *
 * Its view is taken at its first exec, not before: what a runtime sees while it
 * sets up mounts is not what its program will see. One that is older than its
 * policy is not alone, though its programs may execute nothing for long.
 *
 * Context: Any in which @scope is held.
 * Return: true when nobody but those who build it is in it.
 */
bool csec_runtime_is_alone(const struct csec_scope *scope)
{
	const struct csec_cgroup *owner =
		csec_cgroup_container_owner(scope->cgroup);

	return !csec_view_find(scope->cgroup) &&
	       READ_ONCE(owner->is_container) &&
	       (is_new(owner) ||
		csec_entrants_has_current(READ_ONCE(scope->cgroup->governor)));
}

/**
 * csec_runtime_is_at_work - whether current is a runtime that builds a container
 * @scope: Who acts.
 *
 * Its own libraries are those of the host. It is known by the same evidence: it
 * is an entrant, the current program came from outside the container, and the
 * task has CAP_SYS_ADMIN on the host.
 *
 * Context: Process, may sleep.
 * Return: true when it is.
 */
bool csec_runtime_is_at_work(const struct csec_scope *scope)
{
	struct file *exe;
	bool foreign;

	if (!current->mm || !ns_capable_noaudit(&init_user_ns, CAP_SYS_ADMIN))
		return false;
	if (!csec_view_find(scope->cgroup))
		return csec_runtime_is_alone(scope);
	exe = csec_compat_exe_file(current->mm);
	if (!exe)
		return false;
	foreign = is_foreign(scope, exe);
	fput(exe);
	return foreign;
}

/**
 * csec_runtime_is_reexec - whether current executes its own program again
 * @scope: Who acts.
 * @file: What is executed.
 *
 * Context: Process, may sleep; inside execve(), where @file cannot be written.
 * Return: true: it does, and the program came from outside the container.
 */
bool csec_runtime_is_reexec(const struct csec_scope *scope, struct file *file)
{
	const struct csec_view *view = csec_view_find(scope->cgroup);
	struct file *exe;
	bool same;

	/* Without a name, or a mount of its own: anything else has a path. */
	if (!current->mm || (!csec_view_is_nameless(file) &&
			     file->f_path.dentry != file->f_path.mnt->mnt_root))
		return false;
	/* Only a runtime of the host has this; a container should not. */
	if (!ns_capable_noaudit(&init_user_ns, CAP_SYS_ADMIN))
		return false;
	/* A shell stays one: its descriptors are judged. */
	if (view && csec_view_shell(view, file_inode(file)))
		return false;
	exe = csec_compat_exe_file(current->mm);
	if (!exe)
		return false;
	same = is_foreign(scope, exe) && is_same_program(exe, file);
	fput(exe);
	return same;
}
