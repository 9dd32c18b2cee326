/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - what store.c and store_commit.c share, and nobody else
 */
#ifndef _CSEC_STORE_INTERNAL_H
#define _CSEC_STORE_INTERNAL_H

#include "store.h"

/* Protects the table and every cgroup's binding; innermost but for the ring. */
extern raw_spinlock_t csec_table_lock;
/* Written under the store mutex and the table lock. */
extern struct csec_generation __rcu *csec_live;
/* About to become live; its limits are counted already. Table lock. */
extern struct csec_generation *csec_pending;

const struct csec_binding *csec_cgroup_resolve_locked(struct csec_cgroup *cg);
int csec_table_init(void);
void csec_table_exit(void);

#endif /* _CSEC_STORE_INTERNAL_H */
