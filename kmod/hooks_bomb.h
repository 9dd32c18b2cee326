/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - hooks: refusals of forks as signs of a bomb
 */
#ifndef _CSEC_HOOKS_BOMB_H
#define _CSEC_HOOKS_BOMB_H

#include "store.h"

void csec_hooks_watch_bomb(const struct csec_scope *scope,
			   enum csec_reason reason, u32 limit, bool is_refused);
u64 csec_hooks_pause_of_current(struct csec_cgroup *level);
void csec_hooks_paused_current(struct csec_cgroup *level, u32 sleeps);

#endif /* _CSEC_HOOKS_BOMB_H */
