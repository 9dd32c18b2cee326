/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - tasks that came into a container from outside and are not yet part of it
 */
#ifndef _CSEC_ENTRANTS_H
#define _CSEC_ENTRANTS_H

#include <linux/sched.h>

/* After that many seconds an entrant is one no more. */
#define CSEC_ENTRANTS_SECONDS 60

/* How many entrants may be in an exec that began before they came; mostly 0. */
extern unsigned int csec_entrants_nr_open;

void csec_entrants_add(const struct task_struct *task, u64 governor);
void csec_entrants_add_child(const struct task_struct *child, u64 governor);
void csec_entrants_arrive(const struct task_struct *task);
void csec_entrants_settle(bool is_judged);
void csec_entrants_renew(u64 governor);
bool csec_entrants_has_current(u64 governor);

#endif /* _CSEC_ENTRANTS_H */
