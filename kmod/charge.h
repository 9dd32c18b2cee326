/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - adding tasks to a cgroup and all its ancestors, below their limits
 */
#ifndef _CSEC_CHARGE_H
#define _CSEC_CHARGE_H

#include "store.h"

void csec_charge_add(struct csec_cgroup *cg, const struct csec_cgroup *end,
		     bool is_process);
void csec_charge_undo(struct csec_cgroup *cg, const struct csec_cgroup *end,
		      bool is_process);
struct csec_cgroup *csec_charge_try(struct csec_cgroup *cg, bool is_process,
				    enum csec_reason *reason);
const struct csec_cgroup *csec_charge_common(const struct csec_cgroup *a,
					     const struct csec_cgroup *b);

#endif /* _CSEC_CHARGE_H */
