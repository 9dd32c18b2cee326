// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - adding tasks to a cgroup and all its ancestors, below their limits
 *
 * The counts are atomic, each by itself; no lock.
 */
#include "charge.h"

#include <linux/atomic.h>

static void raise_peak(struct csec_cgroup *cg, int tasks)
{
	int peak = atomic_read(&cg->peak_tasks);

	while (tasks > peak &&
	       !atomic_try_cmpxchg(&cg->peak_tasks, &peak, tasks))
		;
}

/**
 * csec_charge_add - counts one task whatever the limits
 * @cg: Where it is; referenced.
 * @end: First ancestor that does not count it; NULL: all do.
 * @is_process: It counts as a process, too.
 *
 * Context: Any.
 */
void csec_charge_add(struct csec_cgroup *cg, const struct csec_cgroup *end,
		     bool is_process)
{
	for (; cg != end; cg = cg->parent) {
		raise_peak(cg, atomic_inc_return(&cg->tasks));
		if (is_process)
			atomic_inc(&cg->processes);
	}
}

/**
 * csec_charge_undo - undoes csec_charge_add()
 * @cg: As there.
 * @end: As there.
 * @is_process: As there.
 *
 * Context: Any.
 */
void csec_charge_undo(struct csec_cgroup *cg, const struct csec_cgroup *end,
		      bool is_process)
{
	for (; cg != end; cg = cg->parent) {
		atomic_dec(&cg->tasks);
		if (is_process)
			atomic_dec(&cg->processes);
	}
}

/* Adds one unless the limit is reached, so that no reader sees an overshoot. */
static bool add_below(atomic_t *count, int max)
{
	int old = atomic_read(count);

	do {
		if (unlikely(old >= max))
			return false;
	} while (!atomic_try_cmpxchg(count, &old, old + 1));
	return true;
}

/**
 * csec_charge_try - counts one task unless a limit is reached
 * @cg: Where it is; referenced.
 * @is_process: It counts as a process, too.
 * @reason: Which limit is reached.
 *
 * Context: Any.
 * Return: NULL: counted; else the cgroup whose limit is reached.
 */
struct csec_cgroup *csec_charge_try(struct csec_cgroup *cg, bool is_process,
				    enum csec_reason *reason)
{
	struct csec_cgroup *level;

	for (level = cg; level; level = level->parent) {
		if (!add_below(&level->tasks, READ_ONCE(level->max_threads))) {
			*reason = CSEC_REASON_THREAD_LIMIT;
			break;
		}
		if (is_process && !add_below(&level->processes,
					     READ_ONCE(level->max_processes))) {
			atomic_dec(&level->tasks);
			*reason = CSEC_REASON_PROCESS_LIMIT;
			break;
		}
	}
	if (level) {
		csec_charge_undo(cg, level, is_process);
		return level;
	}
	for (level = cg; level; level = level->parent)
		raise_peak(level, atomic_read(&level->tasks));
	return NULL;
}

/**
 * csec_charge_common - the lowest cgroup that is at or above two
 * @a: Referenced.
 * @b: Referenced.
 *
 * Context: Any.
 * Return: the cgroup; NULL: none.
 */
const struct csec_cgroup *csec_charge_common(const struct csec_cgroup *a,
					     const struct csec_cgroup *b)
{
	const struct csec_cgroup *level;

	for (; a; a = a->parent)
		for (level = b; level; level = level->parent)
			if (level == a)
				return a;
	return NULL;
}
