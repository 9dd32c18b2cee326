// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - what program a task runs, where nothing may sleep
 *
 * The kernel's own functions that make paths spin on rename_lock, which is taken
 * with interrupts on: under a lock that interrupts take as well they can
 * deadlock. Here the path is read without it and read again when it changed.
 */
#include "program.h"

#include <linux/dcache.h>
#include <linux/mm_types.h>
#include <linux/rcupdate.h>
#include <linux/seqlock.h>

#include "identity.h"

/* Renames that may get in between. */
#define TRIES 64
/* More take too long where nothing may sleep. */
#define MOUNTS_MAX 1024

/* May be a mixture while something is renamed; then the caller tries again. */
static char *read_path(const struct dentry *dentry, char *buffer, size_t size)
{
	char *at = buffer + size - 1;
	const char *name;
	size_t len;

	*at = '\0';
	while (!IS_ROOT(dentry)) {
		/* Pairs with the release in __d_set_name() and copy_name(). */
		name = smp_load_acquire(&dentry->d_name.name);
		len = strnlen(name, NAME_MAX + 1);
		if (len + 1 > at - buffer)
			return NULL;
		at -= len;
		memcpy(at, name, len);
		*--at = '/';
		dentry = READ_ONCE(dentry->d_parent);
	}
	if (!*at)
		*--at = '/';
	return at;
}

/* @is_moved: Whether a directory above it moved, asked in the same moment. */
static const char *path_of(const struct dentry *dentry,
			   const struct csec_view *view, char *buffer,
			   size_t size, bool *is_moved)
{
	const char *path;
	unsigned int tries, seq;

	for (tries = 0; tries < TRIES; tries++) {
		seq = raw_read_seqcount(&rename_lock.seqcount);
		if (seq & 1) {
			cpu_relax();
			continue;
		}
		path = read_path(dentry, buffer, size);
		*is_moved = view && csec_moved_holds(READ_ONCE(view->moves),
						     dentry, seq);
		if (!read_seqcount_retry(&rename_lock.seqcount, seq))
			return path;
	}
	return NULL;
}

/* A program has the rights of the names that it had at the start. */
static void find_names(struct csec_program *program,
		       const struct csec_view *view, const struct file *exe,
		       bool is_moved)
{
	const struct super_block *sb = exe->f_path.dentry->d_sb;

	if (csec_view_is_nameless(exe) ||
	    !csec_identity_is_of_start(view, exe, true, is_moved))
		return;
	csec_view_names_of(view, sb->s_dev, program->path, &program->buffer,
			   &program->names);
}

/**
 * csec_program_look - what program a memory runs
 * @program: Filled.
 * @view: Of the container; NULL: not started. One with very many mounts is not
 *	looked at: the names are not known then.
 * @mm: Cannot be freed meanwhile; NULL: a task of the kernel, or one that is
 *	ending, which runs no program.
 *
 * Context: Any but NMI; does not sleep, spin or take a lock.
 */
void csec_program_look(struct csec_program *program,
		       const struct csec_view *view, struct mm_struct *mm)
{
	struct file *exe = mm ? csec_compat_exe_file(mm) : NULL;
	bool is_moved = false;

	program->path = NULL;
	program->names.nr = 0;
	if (view && view->nr_mounts > MOUNTS_MAX)
		view = NULL;
	program->is_known = view;
	rcu_read_lock();
	if (exe) {
		program->path =
			path_of(exe->f_path.dentry, view, program->buffer.path,
				sizeof(program->buffer.path), &is_moved);
		program->is_known = view && program->path;
		if (program->is_known)
			find_names(program, view, exe, is_moved);
	}
	rcu_read_unlock();
	if (exe)
		fput(exe);
}
