/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - exact process and thread counts, and their limits
 *
 * Counted are the tasks of cgroups that are marked (csec_cgroup.counted): those
 * at or below a cgroup with a limit. Each counted task has one record, which
 * says what it is charged to; a charge counts in the cgroup and in all its
 * ancestors. A task is charged where the kernel places the child
 * (cgroup_can_fork), moves when it migrates (cgroup_attach_task) and is
 * uncharged where it is reaped (cgroup_release), so that the counts equal
 * pids.current: threads and zombies count.
 *
 * A process is a thread group. Its charge lives in the record of the leader;
 * when another thread takes over the leadership in exec, the charge moves to
 * its record.
 *
 * Lock: bucket lock; under it no other lock is taken.
 */
#ifndef _CSEC_PROCS_H
#define _CSEC_PROCS_H

#include <linux/cgroup.h>
#include <linux/hash.h>
#include <linux/sched.h>
#include "bomb.h"
#include "charge.h"
#include "store.h"

#define CSEC_PROCS_BITS 14
extern struct hlist_head csec_procs_table[1 << CSEC_PROCS_BITS];

/**
 * struct csec_procs_record - one counted task
 * @node: In a bucket, or in a list of spare ones.
 * @task: Never dereferenced without its own protection.
 * @cg: Charged; referenced.
 * @is_process: The process is charged too.
 * @lineage: Kept where a policy says onBomb.
 *
 * Protected by the bucket lock. The memory is reused without a grace period,
 * but only for other records.
 */
struct csec_procs_record {
	struct hlist_node node;
	const struct task_struct *task;
	struct csec_cgroup *cg;
	bool is_process;
	struct csec_bomb_lineage lineage;
};

/**
 * csec_procs_may_have - whether a task may have a record
 * @task: The task.
 *
 * Context: Any; lockless. For the ftrace callbacks: the caller knows that no
 * record of @task can come into being now.
 * Return: false: it has none.
 */
static __always_inline bool csec_procs_may_have(const struct task_struct *task)
{
	return !hlist_empty(&csec_procs_table[hash_ptr(task, CSEC_PROCS_BITS)]);
}

/**
 * csec_procs_find_now - the record of a task, without a lock
 * @task: The task.
 *
 * A record of the bucket that is freed and used again meanwhile leads the walk
 * astray; it ends all the same, and may then miss the record.
 *
 * Context: RCU read section; any context. For the ftrace callbacks: nobody but
 * the caller reaps @task or moves it.
 * Return: the record; NULL: look again with the lock.
 */
static __always_inline const struct csec_procs_record *
csec_procs_find_now(const struct task_struct *task)
{
	const struct csec_procs_record *record;

	hlist_for_each_entry_rcu_notrace(
		record, &csec_procs_table[hash_ptr(task, CSEC_PROCS_BITS)],
		node)
		if (READ_ONCE(record->task) == task)
			return record;
	return NULL;
}

/**
 * struct csec_procs_move - one migration, from begin to finish
 * @spare: Records for tasks that have none yet.
 * @to: Where the places are; referenced by the caller. NULL: there are none.
 * @end: First ancestor of @to without, see csec_charge_reserve().
 * @reserved: What is left of the places.
 *
 * All 0: tasks are only counted where they are.
 */
struct csec_procs_move {
	struct hlist_head spare;
	struct csec_cgroup *to;
	const struct csec_cgroup *end;
	s64 reserved;
};

int csec_procs_init(void);
void csec_procs_exit(void);
int csec_procs_fork(struct task_struct *child, struct csec_cgroup *cg,
		    bool is_process, csec_charge_refuse_t refuse);
bool csec_procs_fork_now(struct task_struct *child, struct csec_cgroup *cg,
			 bool is_process);
void csec_procs_follow(struct task_struct *task);
void csec_procs_drop(struct task_struct *task, bool was_born);
bool csec_procs_is_charged_below(const struct task_struct *task, u64 id);
bool csec_procs_drop_now(struct task_struct *task, bool was_born);
int csec_procs_move_begin(struct csec_procs_move *move, struct csec_cgroup *to,
			  struct task_struct *leader, bool threadgroup,
			  csec_charge_refuse_t refuse);
void csec_procs_move_finish(struct csec_procs_move *move,
			    struct task_struct *leader, bool threadgroup);
int csec_procs_count_all(void);
void csec_procs_forget(void);

#endif /* _CSEC_PROCS_H */
