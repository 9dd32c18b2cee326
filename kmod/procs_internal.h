/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - the records of counted tasks, for the files that count
 */
#ifndef _CSEC_PROCS_INTERNAL_H
#define _CSEC_PROCS_INTERNAL_H

#include <linux/rculist.h>
#include <linux/spinlock.h>
#include "procs.h"

#define CSEC_PROCS_LOCKS 256

extern spinlock_t csec_procs_locks[CSEC_PROCS_LOCKS];

static __always_inline u32 csec_procs_hash(const struct task_struct *task)
{
	return hash_ptr(task, CSEC_PROCS_BITS);
}

static __always_inline spinlock_t *
csec_procs_lock_of(const struct task_struct *task)
{
	return &csec_procs_locks[csec_procs_hash(task) % CSEC_PROCS_LOCKS];
}

static __always_inline struct csec_procs_record *
csec_procs_find(const struct task_struct *task)
{
	struct csec_procs_record *record;

	lockdep_assert_held(csec_procs_lock_of(task));
	hlist_for_each_entry(record, &csec_procs_table[csec_procs_hash(task)],
			     node)
		if (record->task == task)
			return record;
	return NULL;
}

/* @cg: A reference goes to the record. */
static __always_inline void csec_procs_link(struct csec_procs_record *record,
					    const struct task_struct *task,
					    struct csec_cgroup *cg,
					    bool is_process)
{
	lockdep_assert_held(csec_procs_lock_of(task));
	WRITE_ONCE(record->task, task);
	WRITE_ONCE(record->cg, cg);
	record->is_process = is_process;
	record->lineage = (struct csec_bomb_lineage){};
	hlist_add_head_rcu(&record->node,
			   &csec_procs_table[csec_procs_hash(task)]);
}

/* The caller uncharges what the record was charged to. */
static __always_inline void csec_procs_unlink(struct csec_procs_record *record)
{
	/* A lockless reader may stand on it: keeps its way on. */
	hlist_del_rcu(&record->node);
	WRITE_ONCE(record->task, NULL);
}

/* For a fork that failed after it was charged. */
static __always_inline void csec_procs_unrate(struct csec_cgroup *cg)
{
	if (unlikely(READ_ONCE(cg->is_rated[CSEC_RATE_FORK])))
		csec_charge_unrate(cg, CSEC_RATE_FORK);
}

struct csec_procs_record *csec_procs_alloc(gfp_t gfp);
void csec_procs_free(struct csec_procs_record *record);
int csec_procs_memory_init(void);
void csec_procs_memory_exit(void);

#endif /* _CSEC_PROCS_INTERNAL_H */
