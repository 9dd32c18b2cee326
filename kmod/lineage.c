// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - where tasks are in their tree
 */
#include "lineage.h"

#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/timekeeping.h>

#include "procs_internal.h"
#include "walk.h"

/* Counts one more child of the current task; what it is the child of. */
static struct csec_bomb_lineage notrace add_child(bool is_process)
{
	const bool is_young =
		csec_bomb_is_young(ktime_get_ns(), current->start_time);
	struct csec_bomb_lineage parent = {};
	struct csec_procs_record *record;

	spin_lock(csec_procs_lock_of(current));
	record = csec_procs_find(current);
	if (record) {
		if (record->lineage.children < U16_MAX)
			record->lineage.children++;
		parent = record->lineage;
	}
	spin_unlock(csec_procs_lock_of(current));
	return csec_bomb_child(parent, is_young, current->flags & PF_FORKNOEXEC,
			       is_process);
}

/**
 * csec_lineage_begin - tells where a new child of the current task is in the tree
 * @child: Has a record, unless nobody counts any more.
 * @is_process: It is a process, not a thread.
 *
 * Context: Process; does not sleep. For the ftrace callbacks. Takes the lock of one
 * record after that of the other.
 */
void notrace csec_lineage_begin(const struct task_struct *child,
				bool is_process)
{
	const struct csec_bomb_lineage lineage = add_child(is_process);
	struct csec_procs_record *record;

	spin_lock(csec_procs_lock_of(child));
	record = csec_procs_find(child);
	if (record)
		record->lineage = lineage;
	spin_unlock(csec_procs_lock_of(child));
}

/**
 * csec_lineage_of_current - where the current task is in its tree
 *
 * Context: Process; does not sleep.
 * Return: its lineage, all 0 when nobody keeps it.
 */
struct csec_bomb_lineage csec_lineage_of_current(void)
{
	const struct csec_procs_record *record;
	struct csec_bomb_lineage lineage = {};

	spin_lock(csec_procs_lock_of(current));
	record = csec_procs_find(current);
	if (record)
		lineage = record->lineage;
	spin_unlock(csec_procs_lock_of(current));
	return lineage;
}

static void measure_process(struct task_struct *leader,
			    const struct csec_cgroup *cg, u32 *depth,
			    u32 *fanout)
{
	const struct csec_procs_record *record;
	struct task_struct *task;

	for_each_thread(leader, task) {
		spin_lock(csec_procs_lock_of(task));
		record = csec_procs_find(task);
		if (record && csec_cgroup_is_below(record->cg, cg->id)) {
			*depth = max_t(u32, *depth, record->lineage.depth);
			*fanout = max_t(u32, *fanout, record->lineage.children);
		}
		spin_unlock(csec_procs_lock_of(task));
	}
}

/**
 * csec_lineage_shape - what the tasks of a cgroup look like as a tree
 * @cg: Here and below; referenced.
 * @depth: Most generations of young processes.
 * @fanout: Most tasks that one of them made.
 *
 * Context: Process, may sleep; looks at all tasks of the host.
 */
void csec_lineage_shape(const struct csec_cgroup *cg, u32 *depth, u32 *fanout)
{
	/*
	 * Who pauses here lets a bomb run: the verdict is only carried out after
	 * this, and the next turn of the processor may be seconds away.
	 */
	struct csec_walk walk = { .batch = 4096 };
	struct task_struct *leader;

	*depth = 0;
	*fanout = 0;
	rcu_read_lock();
again:
	for_each_process(leader) {
		measure_process(leader, cg, depth, fanout);
		if (!csec_walk_pause(&walk, leader))
			goto again;
	}
	rcu_read_unlock();
}
