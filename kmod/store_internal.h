/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - what the files of the store share, and nobody else
 */
#ifndef _CSEC_STORE_INTERNAL_H
#define _CSEC_STORE_INTERNAL_H

#include "store.h"

/**
 * struct csec_stage - one open transaction
 * @base: Generation that was live at begin.
 * @nr: Used entries of @policies.
 * @size: Allocated entries of @policies.
 * @nr_new: Policies that were added by the transaction, the last @nr_new.
 * @policies: Referenced. The last one may be under construction.
 *
 * Belongs to one netlink socket; netlink serialises the calls.
 */
struct csec_stage {
	u64 base;
	u32 nr;
	u32 size;
	u32 nr_new;
	struct csec_policy **policies;
};

/* Protects the table and every cgroup's binding; innermost but for the ring. */
extern raw_spinlock_t csec_table_lock;
/* Written under the store mutex and the table lock. */
extern struct csec_generation __rcu *csec_live;
/* About to become live; its limits are counted already. NULL: none. Likewise. */
extern struct csec_generation __rcu *csec_pending;

const struct csec_binding *
csec_store_find_own(const struct csec_cgroup *cg,
		    const struct csec_generation *generation);
const struct csec_binding *
csec_store_own(struct csec_cgroup *cg, const struct csec_generation *generation,
	       enum csec_own_slot slot);
void csec_store_learn(struct csec_cgroup *cg, bool may_sleep);
bool csec_store_is_known(const struct csec_cgroup *cg);
unsigned long csec_store_lock_known(struct csec_cgroup *cg, bool may_sleep)
	__acquires(&csec_table_lock);
const struct csec_binding *csec_cgroup_resolve_locked(struct csec_cgroup *cg);
void csec_store_set_limits(struct csec_cgroup *cg,
			   const struct csec_generation *live,
			   const struct csec_generation *pending);
const char *csec_store_governor_in(const struct csec_generation *generation,
				   const struct csec_cgroup *cg);
struct csec_cgroup *csec_cgroup_get_current(void);
int csec_table_init(void);
int csec_table_watch(void);
void csec_table_exit(void);

int csec_stage_seal(struct csec_stage *stage,
		    const struct csec_generation *live, u32 nr_rules,
		    const char **why);

#endif /* _CSEC_STORE_INTERNAL_H */
