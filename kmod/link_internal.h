/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - what the files of link share
 */
#ifndef _CSEC_LINK_INTERNAL_H
#define _CSEC_LINK_INTERNAL_H

#include <linux/bitops.h>
#include <linux/fdtable.h>
#include <linux/fs.h>
#include <linux/sched/task.h>
#include "link.h"

/* Shells put what they read themselves, or put aside, here, and users' own below. */
#define CSEC_LINK_FIRST_SAVED 10
/* A task and its parents. */
#define CSEC_LINK_NEAR 5
/* Descriptors that are looked at before the locks are given away. */
#define CSEC_LINK_BATCH 1024U
/* All of a table; a multiple of what one word of it tells of. */
#define CSEC_LINK_ALL round_down(UINT_MAX, BITS_PER_LONG)
/*
 * Files that one question looks at in tables of more than CSEC_LINK_BATCH: sixteen
 * times what one process may have, unless fs.nr_open says otherwise.
 */
#define CSEC_LINK_FILES_MAX (16U << 20)

/**
 * struct csec_link_tasks - tasks with descriptors of their own
 * @nr_files: That were looked at, as for csec_link_pause().
 * @nr: Entries of @task.
 * @task: Referenced.
 */
struct csec_link_tasks {
	unsigned int nr_files;
	unsigned int nr;
	struct task_struct *task[];
};

int csec_link_pause(unsigned int nr_files);

/* Not what a task opened itself since its exec, which made it new credentials. */
static __always_inline bool csec_link_is_given(const struct task_struct *task,
					       const struct file *file)
{
	return file->f_cred != rcu_access_pointer(task->cred);
}

/*
 * Calls @take for each descriptor from @from to below @max that is open, of
 * CSEC_LINK_BATCH at most. Returns the first that was not looked at, and adds to
 * @nr_files; 0: there is none. A table ends where a word of it does.
 */
static __always_inline unsigned int
csec_link_each_open(struct files_struct *files, unsigned int from,
		    unsigned int max, unsigned int *nr_files,
		    void (*take)(void *arg, struct file *file, unsigned int fd),
		    void *arg)
{
	const struct fdtable *fdt = files_fdtable(files);
	const bool ends_in_word = max % BITS_PER_LONG;
	unsigned int word, fd, end;
	unsigned long bits;
	struct file *file;

	max = min(max, fdt->max_fds);
	end = min(max, from + CSEC_LINK_BATCH);
	for (word = from / BITS_PER_LONG; word * BITS_PER_LONG < end; word++) {
		for (bits = fdt->open_fds[word]; bits; bits &= bits - 1) {
			fd = word * BITS_PER_LONG + __ffs(bits);
			if (ends_in_word && fd >= end)
				return 0;
			file = rcu_dereference_check_fdtable(files,
							     fdt->fd[fd]);
			if (file)
				take(arg, file, fd);
		}
	}
	if (likely(end == max))
		return 0;
	/* Empty ones are quick, but not free. */
	*nr_files += 1 + bitmap_weight(fdt->open_fds + from / BITS_PER_LONG,
				       CSEC_LINK_BATCH);
	return end;
}

/*
 * The same of a task, under its locks; in this order as in net_cls. For those
 * that are looked at one by one of thousands: nothing is called for what is not
 * open.
 */
static __always_inline unsigned int
csec_link_each_file(struct task_struct *task, unsigned int from,
		    unsigned int max, unsigned int *nr_files,
		    void (*take)(void *arg, struct file *file, unsigned int fd),
		    void *arg)
{
	struct files_struct *files;
	unsigned int next = 0;

	task_lock(task);
	files = task->files;
	if (files) {
		spin_lock(&files->file_lock);
		next = csec_link_each_open(files, from, max, nr_files, take,
					   arg);
		spin_unlock(&files->file_lock);
	}
	task_unlock(task);
	return next;
}

/* The same of the first few, at most CSEC_LINK_BATCH. */
static __always_inline void csec_link_first_files(
	struct task_struct *task, unsigned int max,
	void (*take)(void *arg, struct file *file, unsigned int fd), void *arg)
{
	unsigned int nr_files = 0;

	BUILD_BUG_ON(max > CSEC_LINK_BATCH);
	csec_link_each_file(task, 0, max, &nr_files, take, arg);
}

/*
 * The same of the whole table, for who may sleep. How large that is the container
 * decides: after each batch the locks are given away, and the processor when
 * another one wants it. What moves to a descriptor that was looked at is missed
 * meanwhile, as what moves to such a task is. Returns 0, or as csec_link_pause().
 */
static __always_inline int
csec_link_all_files(struct task_struct *task, unsigned int *nr_files,
		    void (*take)(void *arg, struct file *file, unsigned int fd),
		    void *arg)
{
	unsigned int next = 0;
	int err = 0;

	do {
		next = csec_link_each_file(task, next, CSEC_LINK_ALL, nr_files,
					   take, arg);
		if (unlikely(next))
			err = csec_link_pause(*nr_files);
	} while (unlikely(next && !err));
	return err;
}

void csec_link_aside(struct task_struct *task, struct csec_link_stdio *stdio);
void csec_link_own(struct task_struct *task, const void **own);
void csec_link_connections(const struct csec_scope *scope,
			   struct task_struct *task, const void **connections);
unsigned int csec_link_near(const struct csec_scope *scope,
			    struct task_struct *task,
			    struct task_struct **near);
bool csec_link_is_inside(struct task_struct *task, u64 container);
struct csec_link_tasks *csec_link_tasks_list(const struct csec_scope *scope);
void csec_link_tasks_free(struct csec_link_tasks *list);
int csec_link_find_in(const struct csec_scope *scope,
		      struct csec_link_tasks *list, struct task_struct *shell,
		      const struct csec_link_stdio *stdio,
		      enum csec_origin assumed, struct csec_link_found *found);

#endif /* _CSEC_LINK_INTERNAL_H */
