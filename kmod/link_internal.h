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

/**
 * struct csec_link_tasks - tasks with descriptors of their own
 * @nr: Entries of @task.
 * @task: Referenced.
 */
struct csec_link_tasks {
	unsigned int nr;
	struct task_struct *task[];
};

/* Calls @take for each of the first @max descriptors that is open. */
static __always_inline void
csec_link_each_open(struct files_struct *files, unsigned int max,
		    void (*take)(void *arg, struct file *file, unsigned int fd),
		    void *arg)
{
	const struct fdtable *fdt = files_fdtable(files);
	unsigned int word, fd;
	unsigned long bits;
	struct file *file;

	max = min(max, fdt->max_fds);
	for (word = 0; word * BITS_PER_LONG < max; word++) {
		for (bits = fdt->open_fds[word]; bits; bits &= bits - 1) {
			fd = word * BITS_PER_LONG + __ffs(bits);
			if (fd >= max)
				return;
			file = rcu_dereference_check_fdtable(files,
							     fdt->fd[fd]);
			if (file)
				take(arg, file, fd);
		}
	}
}

/*
 * The same of a task, under its locks; in this order as in net_cls. For those
 * that are looked at one by one of thousands: nothing is called for what is not
 * open.
 */
static __always_inline void
csec_link_each_file(struct task_struct *task, unsigned int max,
		    void (*take)(void *arg, struct file *file, unsigned int fd),
		    void *arg)
{
	struct files_struct *files;

	task_lock(task);
	files = task->files;
	if (files) {
		spin_lock(&files->file_lock);
		csec_link_each_open(files, max, take, arg);
		spin_unlock(&files->file_lock);
	}
	task_unlock(task);
}

void csec_link_own(struct task_struct *task, const void **own);
bool csec_link_is_inside(struct task_struct *task, u64 container);
struct csec_link_tasks *csec_link_tasks_list(const struct csec_scope *scope);
void csec_link_tasks_free(struct csec_link_tasks *list);
int csec_link_find_in(const struct csec_scope *scope,
		      const struct csec_link_tasks *list,
		      struct task_struct *shell,
		      const struct csec_link_stdio *stdio,
		      enum csec_origin assumed, struct csec_link_found *found);

#endif /* _CSEC_LINK_INTERNAL_H */
