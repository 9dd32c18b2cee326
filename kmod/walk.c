// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - looking at all processes without keeping the processor
 *
 * The list of processes is walked in an RCU read section, which on a kernel
 * without preemption keeps a processor for as long as it lasts. So the walk
 * pauses now and then. The process that it stands on may be reaped meanwhile:
 * then the place is lost, and the walk begins again. After some such restarts
 * it does not pause any more, so that it ends.
 */
#include "walk.h"

#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>

/* Some ten microseconds. */
#define BATCH 256
#define RESTARTS_MAX 16

/**
 * csec_walk_pause - lets others run, once in a while
 * @walk: All zero at the start, but for what its owner sets.
 * @leader: Where for_each_process() stands.
 *
 * Context: Process, may sleep; in an RCU read section and in nothing else. The
 * section may be another one on return.
 * Return: true: go on with the next one; false: begin again.
 */
bool csec_walk_pause(struct csec_walk *walk, struct task_struct *leader)
{
	bool is_listed;

	if (++walk->nr < (walk->batch ?: BATCH) ||
	    walk->nr_restarts == RESTARTS_MAX)
		return true;
	walk->nr = 0;
	get_task_struct(leader);
	rcu_read_unlock();
	cond_resched();
	rcu_read_lock();
	/*
	 * A thread that takes the leader's place in exec takes its place in the
	 * list, too: what is a leader and has its number stands there itself.
	 */
	is_listed = thread_group_leader(leader) && pid_alive(leader);
	put_task_struct(leader);
	walk->nr_restarts += !is_listed;
	return is_listed;
}
