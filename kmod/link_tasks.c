// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - the tasks of a container that have descriptors of their own
 */
#include "link_internal.h"

#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "walk.h"

/* Room that is had without counting first. */
#define TASKS_FEW 64
/* Walks: more may come between two of them. */
#define WALKS_MAX 5

/**
 * csec_link_is_inside - whether a task is in a container
 * @task: The task.
 * @container: Id of its cgroup.
 *
 * Context: RCU read section.
 * Return: true when it is there or below.
 */
bool csec_link_is_inside(struct task_struct *task, u64 container)
{
	struct cgroup *cgrp = task_dfl_cgroup(task);

	for (; cgrp; cgrp = cgroup_parent(cgrp))
		if (cgroup_id(cgrp) == container)
			return true;
	return false;
}

/* The tasks of one process that have descriptors of their own. */
static unsigned int collect_process(struct task_struct *leader,
				    struct csec_link_tasks *list,
				    unsigned int max)
{
	const struct files_struct *files, *last = NULL;
	struct task_struct *task;
	unsigned int nr = 0;

	/* The leader may have ended before the others. */
	for_each_thread(leader, task) {
		files = READ_ONCE(task->files);
		if (!files || files == last)
			continue;
		last = files;
		if (list->nr < max)
			list->task[list->nr++] = get_task_struct(task);
		nr++;
	}
	return nr;
}

static void put_tasks(struct csec_link_tasks *list)
{
	while (list->nr)
		put_task_struct(list->task[--list->nr]);
}

/* One task for each descriptor table of the container. */
static unsigned int collect(u64 container, struct csec_link_tasks *list,
			    unsigned int max)
{
	struct csec_walk walk = {};
	struct task_struct *leader;
	unsigned int nr;

	rcu_read_lock();
again:
	nr = 0;
	put_tasks(list);
	for_each_process(leader) {
		if (csec_link_is_inside(leader, container))
			nr += collect_process(leader, list, max);
		if (nr > CSEC_LINK_TASKS_MAX)
			break;
		if (!csec_walk_pause(&walk, leader))
			goto again;
	}
	rcu_read_unlock();
	return nr;
}

/**
 * csec_link_tasks_free - ends the use of a list
 * @list: From csec_link_tasks_list().
 *
 * Context: Process.
 */
void csec_link_tasks_free(struct csec_link_tasks *list)
{
	put_tasks(list);
	kvfree(list);
}

static struct csec_link_tasks *create(unsigned int nr)
{
	struct csec_link_tasks *list;

	list = kvmalloc(struct_size(list, task, nr), GFP_KERNEL);
	if (list) {
		list->nr_files = 0;
		list->nr = 0;
	}
	return list;
}

/**
 * csec_link_tasks_list - a task for each descriptor table of a container
 * @scope: Of the container.
 *
 * Those that come during the last walk may be missing: they are not there yet for the
 * question. Others are not.
 *
 * Context: Process, may sleep.
 * Return: the list, each task referenced; -E2BIG: too many, or more each time that
 * there is room for them; -EINTR: the current task is being killed; -ENOMEM.
 */
struct csec_link_tasks *csec_link_tasks_list(const struct csec_scope *scope)
{
	const u64 container = csec_cgroup_container_owner(scope->cgroup)->id;
	unsigned int max = TASKS_FEW, nr, walk;
	struct csec_link_tasks *list;

	for (walk = 0; walk < WALKS_MAX; walk++) {
		if (fatal_signal_pending(current))
			return ERR_PTR(-EINTR);
		list = create(max);
		if (!list)
			return ERR_PTR(-ENOMEM);
		nr = collect(container, list, max);
		if (nr <= max)
			return list;
		csec_link_tasks_free(list);
		if (nr > CSEC_LINK_TASKS_MAX)
			break;
		max = min_t(unsigned int, 2 * nr, CSEC_LINK_TASKS_MAX);
	}
	return ERR_PTR(-E2BIG);
}
