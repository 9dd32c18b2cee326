/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - adding tasks to a cgroup and all its ancestors, below their limits
 */
#ifndef _CSEC_CHARGE_H
#define _CSEC_CHARGE_H

#include <linux/atomic.h>

#include "store.h"

/**
 * typedef csec_charge_refuse_t - asked when a limit is reached
 * @level: Whose limit.
 * @reason: Which one.
 *
 * Context: As the caller's; does not sleep.
 * Return: true: it is refused; false: it is to go on, as in audit mode.
 */
typedef bool (*csec_charge_refuse_t)(struct csec_cgroup *level,
				     enum csec_reason reason);

/* What some tasks are in csec_cgroup.charged. */
static __always_inline s64 csec_charge_weight(unsigned int nr_tasks,
					      unsigned int nr_processes)
{
	return nr_tasks * CSEC_CHARGE_TASK + nr_processes * CSEC_CHARGE_PROCESS;
}

/**
 * csec_charge_undo - undoes csec_charge_add()
 * @cg: As there.
 * @end: As there.
 * @is_process: As there.
 *
 * Context: Any. For the ftrace callbacks.
 */
static __always_inline void csec_charge_undo(struct csec_cgroup *cg,
					     const struct csec_cgroup *end,
					     bool is_process)
{
	for (; cg != end; cg = cg->parent)
		atomic64_sub(csec_charge_weight(1, is_process), &cg->charged);
}

void csec_charge_add(struct csec_cgroup *cg, const struct csec_cgroup *end,
		     bool is_process);
void csec_charge_add_process(struct csec_cgroup *cg);
bool csec_charge_try(struct csec_cgroup *cg, bool is_process,
		     csec_charge_refuse_t refuse);
void csec_charge_done(struct csec_cgroup *cg);
bool csec_charge_count_all(struct csec_cgroup *cg);
bool csec_charge_is_near(const struct csec_cgroup *cg);
enum csec_reason csec_charge_find_full(struct csec_cgroup *cg, bool is_process,
				       struct csec_cgroup **full);
bool csec_charge_reserve(struct csec_cgroup *cg, const struct csec_cgroup *end,
			 unsigned int nr_tasks, unsigned int nr_processes,
			 csec_charge_refuse_t refuse);
bool csec_charge_take(bool is_process, s64 *reserved);
void csec_charge_raise_peaks(struct csec_cgroup *cg,
			     const struct csec_cgroup *end);
void csec_charge_give_back(struct csec_cgroup *cg,
			   const struct csec_cgroup *end, s64 reserved);
bool csec_charge_rate(struct csec_cgroup *cg, enum csec_rate_kind kind,
		      csec_charge_refuse_t refuse);
void csec_charge_unrate(struct csec_cgroup *cg, enum csec_rate_kind kind);
bool csec_charge_pay_now(struct csec_cgroup *cg, enum csec_rate_kind kind);
void csec_charge_pay_back(struct csec_cgroup *cg, const struct csec_cgroup *end,
			  enum csec_rate_kind kind);
u32 csec_charge_pace(const struct csec_cgroup *cg);
u32 csec_charge_mark(const struct csec_cgroup *cg);
const struct csec_cgroup *csec_charge_common(const struct csec_cgroup *a,
					     const struct csec_cgroup *b);

#endif /* _CSEC_CHARGE_H */
