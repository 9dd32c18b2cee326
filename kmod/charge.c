// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - adding tasks to a cgroup and all its ancestors, below their limits
 *
 * Both counts of a cgroup are one atomic word; no lock.
 */
#include "charge_quick.h"

#include <linux/ktime.h>
#include <linux/timekeeping.h>

/* Of each count the higher one. */
static __always_inline u64 higher(u64 a, u64 b)
{
	return (u64)max(a >> 32, b >> 32) << 32 | max((u32)a, (u32)b);
}

static __always_inline void raise_peak(struct csec_cgroup *cg, s64 charged)
{
	s64 peak = atomic64_read(&cg->peak), higher_one;

	do {
		higher_one = higher(peak, charged);
		if (likely(higher_one == peak))
			return;
	} while (!atomic64_try_cmpxchg(&cg->peak, &peak, higher_one));
}

/**
 * csec_charge_pace - forks in the last second
 * @cg: Here and below.
 *
 * The part of the second before that is less than a second ago is taken to have
 * been as busy as the whole of it. A fork that fails afterwards counts. Up to
 * seven forks of each cgroup below are not heard of yet, unless they are rated or
 * bombs are watched for.
 *
 * Context: Any; lockless.
 * Return: about how many.
 */
u32 csec_charge_pace(const struct csec_cgroup *cg)
{
	const unsigned long moment = jiffies;
	const u32 rest = HZ - moment % HZ;
	const u32 behind = moment / HZ - READ_ONCE(cg->pace.second);
	const u64 now = READ_ONCE(cg->pace.now);
	const u64 before = READ_ONCE(cg->pace.before);

	if (behind > 1)
		return 0;
	return behind ? now * rest / HZ : now + before * rest / HZ;
}

/**
 * csec_charge_mark - changes with every fork that csec does not refuse
 * @cg: Here and below.
 *
 * Context: Any; lockless.
 * Return: a number that says nothing else.
 */
u32 csec_charge_mark(const struct csec_cgroup *cg)
{
	return (READ_ONCE(cg->pace.second) << 20) + READ_ONCE(cg->pace.now);
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
	for (; cg != end; cg = cg->parent)
		raise_peak(cg, atomic64_add_return(
				       csec_charge_weight(1, is_process),
				       &cg->charged));
}

/**
 * csec_charge_add_process - counts a task that is counted as a process, too
 * @cg: Where it is; referenced.
 *
 * Context: Any.
 */
void csec_charge_add_process(struct csec_cgroup *cg)
{
	for (; cg; cg = cg->parent)
		raise_peak(cg, atomic64_add_return(CSEC_CHARGE_PROCESS,
						   &cg->charged));
}

/* The limit that some more tasks would pass; bit n of @ignored: not reason n. */
static __always_inline enum csec_reason
find_full(const struct csec_cgroup *cg, u64 charged, unsigned int nr_tasks,
	  unsigned int nr_processes, u32 ignored)
{
	const enum csec_reason condemned = READ_ONCE(cg->condemned);

	if (unlikely(condemned) && !ignored)
		return condemned;
	if (unlikely((u32)charged + nr_tasks > READ_ONCE(cg->max_threads)) &&
	    !(ignored & BIT(CSEC_REASON_THREAD_LIMIT)))
		return CSEC_REASON_THREAD_LIMIT;
	if (nr_processes &&
	    unlikely((charged >> 32) + nr_processes >
		     READ_ONCE(cg->max_processes)) &&
	    !(ignored & BIT(CSEC_REASON_PROCESS_LIMIT)))
		return CSEC_REASON_PROCESS_LIMIT;
	return CSEC_REASON_NONE;
}

/* Adds some unless a limit is passed, so that no reader sees an overshoot. */
static enum csec_reason add_below(struct csec_cgroup *cg, unsigned int nr_tasks,
				  unsigned int nr_processes, u32 ignored)
{
	s64 old = atomic64_read(&cg->charged);
	enum csec_reason reason;

	do {
		reason = find_full(cg, old, nr_tasks, nr_processes, ignored);
		if (unlikely(reason))
			return reason;
	} while (!atomic64_try_cmpxchg(&cg->charged, &old,
				       old + csec_charge_weight(nr_tasks,
								nr_processes)));
	return CSEC_REASON_NONE;
}

/* Whether one level takes the tasks; asks for each of its limits once. */
static bool charge_level(struct csec_cgroup *level, unsigned int nr_tasks,
			 unsigned int nr_processes, csec_charge_refuse_t refuse)
{
	enum csec_reason reason;
	u32 ignored = 0;

	while (unlikely(
		(reason = add_below(level, nr_tasks, nr_processes, ignored)))) {
		if (refuse(level, reason))
			return false;
		ignored |= BIT(reason);
	}
	return true;
}

/**
 * csec_charge_try - counts one task unless a limit is reached
 * @cg: Where it is; referenced.
 * @is_process: It counts as a process, too.
 * @refuse: Decides when a limit is reached; each level is asked, so that a
 *	cgroup that is only audited does not hide a limit above it.
 *
 * Context: As @refuse.
 * Return: true: counted; false: refused, and nothing is counted.
 */
bool csec_charge_try(struct csec_cgroup *cg, bool is_process,
		     csec_charge_refuse_t refuse)
{
	struct csec_cgroup *level;

	for (level = cg; level; level = level->parent)
		if (unlikely(!charge_level(level, 1, is_process, refuse))) {
			csec_charge_undo(cg, level, is_process);
			return false;
		}
	return true;
}

/**
 * csec_charge_done - a task that csec_charge_try() counted was not refused
 * @cg: Where it is; referenced.
 *
 * Raises the peaks and counts the fork: one that is refused afterwards, for the
 * rate, is none.
 *
 * Context: Any.
 */
void csec_charge_done(struct csec_cgroup *cg)
{
	const u32 second = jiffies / HZ;

	for (; cg; cg = cg->parent) {
		raise_peak(cg, atomic64_read(&cg->charged));
		csec_charge_pace_add(&cg->pace, second, 1);
	}
}

/* Who is above a rate that only reports is asked about elsewhere, too. */
static bool notrace refuse_any(struct csec_cgroup *level,
			       enum csec_reason reason)
{
	return true;
}

/**
 * csec_charge_count_all - counts a fork where forks are rated or bombs watched for
 * @cg: Charged already; referenced.
 *
 * Who does that has to hear of each.
 *
 * Context: Any. For the ftrace callbacks.
 * Return: false: a rate or the end of a bomb is against the fork.
 */
bool notrace csec_charge_count_all(struct csec_cgroup *cg)
{
	const u32 second = jiffies / HZ;

	if (csec_cgroup_is_condemned(cg) ||
	    (READ_ONCE(cg->is_rated[CSEC_RATE_FORK]) &&
	     !csec_charge_rate(cg, CSEC_RATE_FORK, refuse_any)))
		return false;
	for (; cg; cg = cg->parent)
		csec_charge_pace_add(&cg->pace, second, 1);
	return true;
}

/**
 * csec_charge_raise_peaks - takes note of what a cgroup has now
 * @cg: Here and above; referenced.
 * @end: First ancestor that is left out; NULL: none.
 *
 * Context: Any. For the ftrace callbacks.
 */
void notrace csec_charge_raise_peaks(struct csec_cgroup *cg,
				     const struct csec_cgroup *end)
{
	for (; cg != end; cg = cg->parent)
		raise_peak(cg, atomic64_read(&cg->charged));
}

/**
 * csec_charge_is_near - whether a fork may be refused for a limit
 * @cg: Where it would be; referenced, or in an RCU read section.
 *
 * Context: Any. For the ftrace callbacks.
 * Return: false: it would not be, for now; true: csec_charge_find_full() knows.
 */
bool notrace csec_charge_is_near(const struct csec_cgroup *cg)
{
	const s64 add = csec_charge_weight(1, true);

	for (; cg; cg = cg->parent)
		if (unlikely((READ_ONCE(cg->limits) -
			      (atomic64_read(&cg->charged) + add)) &
			     CSEC_CHARGE_PASSED) ||
		    unlikely(READ_ONCE(cg->condemned)))
			return true;
	return false;
}

/**
 * csec_charge_find_full - whether a limit would refuse one more task
 * @cg: Where it would be; referenced, or in an RCU read section.
 * @is_process: It counts as a process, too.
 * @full: Set to the lowest level with such a limit.
 *
 * Context: Any. For the ftrace callbacks.
 * Return: which limit; CSEC_REASON_NONE: none, for now.
 */
enum csec_reason notrace csec_charge_find_full(struct csec_cgroup *cg,
					       bool is_process,
					       struct csec_cgroup **full)
{
	enum csec_reason reason = CSEC_REASON_NONE;

	for (; cg && !reason; cg = cg->parent) {
		reason = find_full(cg, atomic64_read(&cg->charged), 1,
				   is_process, 0);
		*full = cg;
	}
	return reason;
}

/**
 * csec_charge_reserve - counts tasks that are about to migrate unless a limit is passed
 * @cg: Where they will be; referenced.
 * @end: First ancestor that counts them already; NULL: none does.
 * @nr_tasks: Not 0.
 * @nr_processes: Processes among them.
 * @refuse: As for csec_charge_try().
 *
 * Context: As @refuse.
 * Return: true: counted, for csec_charge_take() and csec_charge_give_back(); false:
 * refused, and nothing is counted.
 */
bool csec_charge_reserve(struct csec_cgroup *cg, const struct csec_cgroup *end,
			 unsigned int nr_tasks, unsigned int nr_processes,
			 csec_charge_refuse_t refuse)
{
	const s64 reserved = csec_charge_weight(nr_tasks, nr_processes);
	struct csec_cgroup *level;

	for (level = cg; level != end; level = level->parent)
		if (!charge_level(level, nr_tasks, nr_processes, refuse)) {
			csec_charge_give_back(cg, level, reserved);
			return false;
		}
	return true;
}

/**
 * csec_charge_take - takes one task out of a reservation
 * @is_process: It counts as a process, too.
 * @reserved: What is left of the reservation.
 *
 * Context: Any.
 * Return: true: it is counted, and @reserved is less by it; false: nothing is left.
 */
bool csec_charge_take(bool is_process, s64 *reserved)
{
	if (!(u32)*reserved || (is_process && !(*reserved >> 32)))
		return false;
	*reserved -= csec_charge_weight(1, is_process);
	return true;
}

/**
 * csec_charge_give_back - undoes what is left of a reservation
 * @cg: As for csec_charge_reserve().
 * @end: As there.
 * @reserved: What is left.
 *
 * Context: Any.
 */
void csec_charge_give_back(struct csec_cgroup *cg,
			   const struct csec_cgroup *end, s64 reserved)
{
	for (; reserved && cg != end; cg = cg->parent)
		atomic64_sub(reserved, &cg->charged);
}

/**
 * csec_charge_rate - takes a token at each level that refuses above its rate
 * @cg: Where it is; referenced.
 * @kind: Of what.
 * @refuse: As for csec_charge_try().
 *
 * Levels whose policy says to wait are left out.
 *
 * Context: Any but NMI; for the ftrace callbacks.
 * Return: true: taken; false: refused, and nothing is taken.
 */
bool notrace csec_charge_rate(struct csec_cgroup *cg, enum csec_rate_kind kind,
			      csec_charge_refuse_t refuse)
{
	static const enum csec_reason reasons[] = {
		[CSEC_RATE_FORK] = CSEC_REASON_FORK_RATE,
		[CSEC_RATE_EXEC] = CSEC_REASON_EXEC_RATE,
	};
	const u64 now = ktime_get_ns();
	struct csec_cgroup *level;
	/* Where one was taken; deeper ones than these do not get it back. */
	u64 taken = 0, bit = 1;

	for (level = cg; level; level = level->parent, bit <<= 1) {
		if (READ_ONCE(level->is_slow))
			continue;
		if (csec_rate_take(&level->rate[kind], now))
			taken |= bit;
		else if (refuse(level, reasons[kind]))
			break;
	}
	if (!level)
		return true;
	for (bit = 1; cg != level; cg = cg->parent, bit <<= 1)
		if (taken & bit)
			csec_rate_give(&cg->rate[kind]);
	return false;
}

/**
 * csec_charge_unrate - undoes csec_charge_rate()
 * @cg: As there.
 * @kind: As there.
 *
 * Context: As there.
 */
void notrace csec_charge_unrate(struct csec_cgroup *cg,
				enum csec_rate_kind kind)
{
	for (; cg; cg = cg->parent)
		if (!READ_ONCE(cg->is_slow))
			csec_rate_give(&cg->rate[kind]);
}

/**
 * csec_charge_pay_now - takes a token at each level that lets wait, if they have one
 * @cg: Where it is; referenced, or in an RCU read section.
 * @kind: Of what.
 *
 * Context: Any but NMI; for the ftrace callbacks.
 * Return: true: taken; false: one has none now, and nothing is taken.
 */
bool notrace csec_charge_pay_now(struct csec_cgroup *cg,
				 enum csec_rate_kind kind)
{
	const u64 now = ktime_get_ns();
	struct csec_cgroup *level;

	for (level = cg; level; level = level->parent)
		if (READ_ONCE(level->is_slow) &&
		    !csec_rate_take(&level->rate[kind], now))
			break;
	if (level)
		csec_charge_pay_back(cg, level, kind);
	return !level;
}

/**
 * csec_charge_pay_back - gives back the tokens of levels that let wait
 * @cg: Where they were taken.
 * @end: First ancestor where none was; NULL: all have given one.
 * @kind: Of what.
 *
 * Context: Any; for the ftrace callbacks.
 */
void notrace csec_charge_pay_back(struct csec_cgroup *cg,
				  const struct csec_cgroup *end,
				  enum csec_rate_kind kind)
{
	for (; cg != end; cg = cg->parent)
		if (READ_ONCE(cg->is_slow))
			csec_rate_give(&cg->rate[kind]);
}

static unsigned int depth(const struct csec_cgroup *cg)
{
	unsigned int nr = 0;

	for (; cg; cg = cg->parent)
		nr++;
	return nr;
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
	unsigned int of_a = depth(a), of_b = depth(b);

	for (; of_a > of_b; of_a--)
		a = a->parent;
	for (; of_b > of_a; of_b--)
		b = b->parent;
	for (; a != b; a = a->parent)
		b = b->parent;
	return a;
}
