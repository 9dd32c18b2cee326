/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - tasks that came into a container from outside and are not yet part of it
 */
#ifndef _CSEC_ENTRANTS_H
#define _CSEC_ENTRANTS_H

#include <linux/jiffies.h>
#include <linux/sched.h>

/* After that many seconds an entrant is one no more. */
#define CSEC_ENTRANTS_SECONDS 60

/* How many entrants may be in an exec that began before they came; mostly 0. */
extern unsigned int csec_entrants_nr_open;
/* From these jiffies on there is no entrant. */
extern unsigned long csec_entrants_until;

/*
 * Whether a child of current may have to be followed: a fork is told from what has
 * executed something without a look at who is known. Threads are forks here.
 */
static __always_inline bool csec_entrants_may_fork(void)
{
	return unlikely(READ_ONCE(csec_entrants_nr_open)) ||
	       (current->flags & PF_FORKNOEXEC &&
		time_before(jiffies, READ_ONCE(csec_entrants_until)));
}

void csec_entrants_add(const struct task_struct *task, u64 governor);
void csec_entrants_add_child(const struct task_struct *child, u64 governor);
void csec_entrants_follow(const struct task_struct *child, u64 governor);
void csec_entrants_arrive(const struct task_struct *task);
void csec_entrants_settle(bool is_judged);
void csec_entrants_renew(u64 governor);
bool csec_entrants_has_current(u64 governor);

#endif /* _CSEC_ENTRANTS_H */
