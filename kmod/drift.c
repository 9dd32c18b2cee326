// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - what was not there when a container started
 *
 * The evidence that holds on every file system is the inode's time of change.
 * It moves with content, owner, mode, links and name, and no system call sets
 * it, unlike the time of modification; the time of birth cannot be later and
 * adds nothing. What came or changed after the start of the container has one
 * that is later than the start.
 *
 * The one way to an older time of change is a clock that is set back. Every
 * step back is added up, and the start is taken to be that much earlier for the
 * containers that ran then: a step can make files look new that are not, never
 * the other way round.
 */
#include "drift.h"

#include <linux/pvclock_gtod.h>
#include <linux/sched/signal.h>
#include <linux/timekeeper_internal.h>
#include <linux/timekeeping.h>

#include "walk.h"

u64 csec_drift_set_back;

/* Called with the timekeeper's lock held: one at a time, and may not ask it. */
static int on_clock_update(struct notifier_block *nb, unsigned long was_set,
			   void *data)
{
	static s64 last = S64_MIN;
	const struct timekeeper *tk = data;
	/* Changes when the clock is set, and only then; not by slewing. */
	const s64 offset = ktime_sub(tk->offs_real, tk->offs_boot);

	if (offset < last)
		WRITE_ONCE(csec_drift_set_back,
			   csec_drift_set_back + (last - offset));
	last = offset;
	return NOTIFY_OK;
}

static struct notifier_block clock_notifier = {
	.notifier_call = on_clock_update,
};

/**
 * csec_drift_init - begins to watch the clock
 *
 * Context: Process, module init.
 * Return: 0.
 */
int csec_drift_init(void)
{
	return pvclock_gtod_register_notifier(&clock_notifier);
}

/**
 * csec_drift_exit - undoes csec_drift_init()
 *
 * Context: Process, module exit. On return the notifier does not run.
 */
void csec_drift_exit(void)
{
	pvclock_gtod_unregister_notifier(&clock_notifier);
}

/**
 * csec_drift_note_start - a task enters a container from outside
 * @cg: The container; referenced. Only its first such task counts.
 *
 * Context: Any.
 */
void csec_drift_note_start(struct csec_cgroup *cg)
{
	if (READ_ONCE(cg->start.time_ns))
		return;
	/* Of two at once either may win: both are before their first exec. */
	WRITE_ONCE(cg->start.set_back, READ_ONCE(csec_drift_set_back));
	WRITE_ONCE(cg->start.boottime_ns, ktime_get_boottime_ns());
	WRITE_ONCE(cg->start.time_ns, ktime_get_real_ns());
}

/* Whether a task is in a cgroup or below it. RCU read section. */
static bool is_in(struct task_struct *task, u64 id)
{
	struct cgroup *cgrp = task_dfl_cgroup(task);
	int level;

	for (level = cgrp->level; level >= 0; level--)
		if (cgroup_id(cgroup_ancestor(cgrp, level)) == id)
			return true;
	return false;
}

/* When the oldest process of a container was made, since boot. */
static u64 oldest_task(u64 id)
{
	u64 oldest = ktime_get_boottime_ns();
	struct csec_walk walk = {};
	struct task_struct *task;

	rcu_read_lock();
again:
	for_each_process(task) {
		if (task->start_boottime < oldest && is_in(task, id))
			oldest = task->start_boottime;
		if (!csec_walk_pause(&walk, task))
			goto again;
	}
	rcu_read_unlock();
	return oldest;
}

/**
 * csec_drift_start_of - when a container started
 * @owner: See csec_cgroup_container_owner(); referenced.
 * @start: Filled.
 *
 * A container that is older than its policy started with the oldest of its
 * processes that still live; its first one lives as long as it does.
 *
 * Context: Process, may sleep; the mmap lock may be held.
 */
void csec_drift_start_of(const struct csec_cgroup *owner,
			 struct csec_start *start)
{
	start->time_ns = READ_ONCE(owner->start.time_ns);
	start->set_back = READ_ONCE(owner->start.set_back);
	start->boottime_ns = READ_ONCE(owner->start.boottime_ns);
	if (start->time_ns)
		return;
	start->set_back = READ_ONCE(csec_drift_set_back);
	start->boottime_ns = oldest_task(owner->id);
	start->time_ns = ktime_get_real_ns() - ktime_get_boottime_ns() +
			 start->boottime_ns;
}

/**
 * csec_drift_is_late - whether a file came or changed after the start
 * @start: Of the container.
 * @ctime_ns: When the inode changed last.
 *
 * Context: Any.
 * Return: true when it did. What changed in the very tick of the start did not.
 */
bool csec_drift_is_late(const struct csec_start *start, u64 ctime_ns)
{
	const u64 back = READ_ONCE(csec_drift_set_back) - start->set_back;

	return ctime_ns > start->time_ns - min(back, start->time_ns);
}
