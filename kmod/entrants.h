/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - tasks that came into a container from outside and are not yet part of it
 */
#ifndef _CSEC_ENTRANTS_H
#define _CSEC_ENTRANTS_H

#include <linux/hash.h>
#include <linux/jiffies.h>
#include <linux/sched.h>

/* After that many seconds an entrant is one no more. */
#define CSEC_ENTRANTS_SECONDS 60

/* How many entrants may be in an exec that began before they came; mostly 0. */
extern unsigned int csec_entrants_nr_open;
/* From these jiffies on there is no entrant: none at all, and by governor; 0: none yet. */
#define CSEC_ENTRANTS_BITS 6
extern unsigned long csec_entrants_until;
extern unsigned long csec_entrants_until_of[1 << CSEC_ENTRANTS_BITS];

bool csec_entrants_may_know_current(u64 governor);

/* Of those two. Jiffies begin below 0. */
static __always_inline bool csec_entrants_is_before(const unsigned long *until)
{
	const unsigned long moment = READ_ONCE(*until);

	return moment && time_before(jiffies, moment);
}

/*
 * Whether current is a fork while there are entrants: told without a look at who is
 * known from what has executed something. Threads are forks here.
 */
static __always_inline bool csec_entrants_may_be_fork(void)
{
	return current->flags & PF_FORKNOEXEC &&
	       csec_entrants_is_before(&csec_entrants_until);
}

/*
 * Whether a child of current may have to be followed.
 * @governor: Of the cgroup of current.
 */
static __always_inline bool csec_entrants_may_follow(u64 governor)
{
	const u32 at = hash_64(governor, CSEC_ENTRANTS_BITS);

	return current->flags & PF_FORKNOEXEC && governor &&
	       csec_entrants_is_before(&csec_entrants_until_of[at]) &&
	       csec_entrants_may_know_current(governor);
}

void csec_entrants_add(const struct task_struct *task, u64 governor);
void csec_entrants_add_child(const struct task_struct *child, u64 governor);
void csec_entrants_follow(const struct task_struct *child, u64 governor);
void csec_entrants_arrive(const struct task_struct *task);
void csec_entrants_settle(bool is_judged);
void csec_entrants_renew(u64 governor);
bool csec_entrants_has_current(u64 governor);

#endif /* _CSEC_ENTRANTS_H */
