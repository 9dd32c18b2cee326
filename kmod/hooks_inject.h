/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - may current reach into another process
 */
#ifndef _CSEC_HOOKS_INJECT_H
#define _CSEC_HOOKS_INJECT_H

struct task_struct;

int csec_inject_check_task(struct task_struct *task);
int csec_inject_check_outside(struct task_struct *task);

#endif /* _CSEC_HOOKS_INJECT_H */
