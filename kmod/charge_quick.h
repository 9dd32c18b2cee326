/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - counting one task where nothing stands against it
 *
 * For the ftrace callbacks, which each fork and each end of a counted task pass:
 * inline, as saving registers costs them as much as counting.
 */
#ifndef _CSEC_CHARGE_QUICK_H
#define _CSEC_CHARGE_QUICK_H

#include <linux/atomic.h>
#include <linux/jiffies.h>

#include "charge.h"

/* Set in what is left of both limits, or up to both peaks, when one is passed. */
#define CSEC_CHARGE_PASSED (BIT_ULL(63) | BIT_ULL(31))

/* Forks that the levels above hear of at the same time. */
#define CSEC_CHARGE_FORKS_AT_A_TIME 8

static __always_inline void csec_charge_pace_add(struct csec_pace *pace,
						 u32 second, u32 nr)
{
	const u32 last = READ_ONCE(pace->second);

	if (unlikely(last != second)) {
		WRITE_ONCE(pace->before,
			   second - last == 1 ? READ_ONCE(pace->now) : 0);
		WRITE_ONCE(pace->now, 0);
		WRITE_ONCE(pace->second, second);
	}
	WRITE_ONCE(pace->now, READ_ONCE(pace->now) + nr);
}

/*
 * Counts one task in one level, when nothing is near a limit. Numbers of tasks
 * and limits have 31 bits: what is left of the lower one borrows from the upper
 * only when it is passed. A thread finds the number of processes too high when
 * their limit became lower.
 */
static __always_inline bool csec_charge_far_below(struct csec_cgroup *level,
						  s64 add, bool *has_peak)
{
	s64 old = atomic64_read(&level->charged), sum;

	do {
		sum = old + add;
		if (unlikely((READ_ONCE(level->limits) - sum) &
			     CSEC_CHARGE_PASSED))
			return false;
	} while (unlikely(!atomic64_try_cmpxchg(&level->charged, &old, sum)));
	if (unlikely((atomic64_read(&level->peak) - sum) & CSEC_CHARGE_PASSED))
		*has_peak = true;
	return true;
}

static __always_inline void csec_charge_count_fork(struct csec_cgroup *cg)
{
	const u32 quick = READ_ONCE(cg->pace.quick) + 1;
	const u32 second = jiffies / HZ;

	WRITE_ONCE(cg->pace.quick, quick);
	csec_charge_pace_add(&cg->pace, second, 1);
	if (likely(quick % CSEC_CHARGE_FORKS_AT_A_TIME))
		return;
	while ((cg = cg->parent))
		csec_charge_pace_add(&cg->pace, second,
				     CSEC_CHARGE_FORKS_AT_A_TIME);
}

/**
 * csec_charge_now - csec_charge_try() with its rate, when nothing stands against it
 * @cg: As there.
 * @is_process: As there.
 *
 * Peaks are raised when all levels have agreed, as a task that is refused was
 * never there.
 *
 * Context: Any. For the ftrace callbacks.
 * Return: true: counted; false: nothing is counted, and csec_charge_try()
 * decides.
 */
static __always_inline bool csec_charge_now(struct csec_cgroup *cg,
					    bool is_process)
{
	const s64 add = csec_charge_weight(1, is_process);
	struct csec_cgroup *level = cg;
	bool has_peak = false;

	do {
		if (unlikely(!csec_charge_far_below(level, add, &has_peak))) {
			csec_charge_undo(cg, level, is_process);
			return false;
		}
		level = level->parent;
	} while (level);
	if (likely(READ_ONCE(cg->is_plain))) {
		csec_charge_count_fork(cg);
	} else if (!csec_charge_count_all(cg)) {
		csec_charge_undo(cg, NULL, is_process);
		return false;
	}
	if (unlikely(has_peak))
		csec_charge_raise_peaks(cg, NULL);
	return true;
}

#endif /* _CSEC_CHARGE_QUICK_H */
