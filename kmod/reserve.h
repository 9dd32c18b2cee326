/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - the last tasks of the host, which no governed cgroup gets
 *
 * A host has room for a number of tasks: kernel.threads-max of them, and a number
 * below kernel.pid_max for each. Of that the last ones are kept for what is not
 * governed, whoever used up the rest. The number of a child is taken before
 * cgroup_can_fork(), where it is looked at: of tasks that fork at the same time
 * none gets past the other. What a full host refuses any way is refused before.
 *
 * Neither setting can be read by a module, but through /proc. A worker does that,
 * when a task forks and they were not read in the last second.
 */
#ifndef _CSEC_RESERVE_H
#define _CSEC_RESERVE_H

#include <linux/compiler.h>
#include <linux/jiffies.h>
#include <linux/pid_namespace.h>

/* Tasks that the host may have before the reserve is touched. */
extern unsigned int csec_reserve_from;
/* When the settings are to be read again. */
extern unsigned long csec_reserve_stale;

/**
 * csec_reserve_is_reached - whether only the reserve is left
 * @nr_more: Tasks that have no number yet.
 *
 * Context: Any; lockless. For the ftrace callbacks.
 * Return: true: what is governed gets no more.
 */
static __always_inline bool csec_reserve_is_reached(unsigned int nr_more)
{
	return (READ_ONCE(init_pid_ns.pid_allocated) & ~PIDNS_ADDING) +
		       nr_more >
	       READ_ONCE(csec_reserve_from);
}

/**
 * csec_reserve_is_stale - whether csec_reserve_refresh() is to be called
 *
 * Context: Any; lockless. For the ftrace callbacks.
 * Return: true: it is.
 */
static __always_inline bool csec_reserve_is_stale(void)
{
	const unsigned long now = jiffies;
	const unsigned long stale = READ_ONCE(csec_reserve_stale);

	return time_after_eq(now, stale);
}

void csec_reserve_refresh(void);
unsigned int csec_reserve_tasks(void);
void csec_reserve_init(unsigned int tasks);
void csec_reserve_exit(void);

#endif /* _CSEC_RESERVE_H */
