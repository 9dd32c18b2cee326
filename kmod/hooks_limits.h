/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - what the hooks on fork, exec and migration say when a limit is reached
 */
#ifndef _CSEC_HOOKS_LIMITS_H
#define _CSEC_HOOKS_LIMITS_H

#include "hooks.h"
#include "store.h"

bool csec_hooks_refuse(const struct csec_scope *scope, enum csec_op op,
		       enum csec_reason reason, u32 limit, const char *path);
bool csec_hooks_refuse_fork(struct csec_cgroup *level, enum csec_reason reason);
bool csec_hooks_refuse_attach(struct csec_cgroup *level,
			      enum csec_reason reason);
int csec_hooks_pay_exec(const struct linux_binprm *bprm);

#endif /* _CSEC_HOOKS_LIMITS_H */
