/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - where tasks are in their tree
 *
 * Kept in the records of procs, where a policy says onBomb.
 */
#ifndef _CSEC_LINEAGE_H
#define _CSEC_LINEAGE_H

#include "bomb.h"
#include "store.h"

void csec_lineage_begin(const struct task_struct *child, bool is_process);
struct csec_bomb_lineage csec_lineage_of_current(void);
void csec_lineage_shape(const struct csec_cgroup *cg, u32 *depth, u32 *fanout);

#endif /* _CSEC_LINEAGE_H */
