// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - counting tasks from the ftrace callbacks
 *
 * Most forks pass no limit, and most tasks that are reaped were counted as one
 * expects. Both are settled in the callback, without a redirect: it charges
 * before the kernel has found out whether the fork goes on and where the child
 * will be. When the fork fails later on, perf_event_free_task() uncharges; when
 * the forker was moved meanwhile, cgroup_post_fork() recharges.
 *
 * Nothing here sleeps. What is called and may be traced by others calls nothing
 * that csec hooks, so that no callback comes back to itself.
 */
#include "procs_internal.h"

#include <linux/slab.h>

#include "charge_quick.h"
#include "lineage.h"

spinlock_t csec_procs_locks[CSEC_PROCS_LOCKS];
static struct kmem_cache *records;

/*
 * Locks and the allocator of a real-time kernel sleep: there all is left to the
 * wrappers.
 */
#define MAY_ACT_NOW (!IS_ENABLED(CONFIG_PREEMPT_RT))

/*
 * One free record for each CPU: most forks find the one of the last task that
 * was reaped. Task context only, with preemption off.
 */
static DEFINE_PER_CPU(struct csec_procs_record *, kept);

static __always_inline struct csec_procs_record *take_kept(void)
{
	struct csec_procs_record *record = __this_cpu_read(kept);

	__this_cpu_write(kept, NULL);
	return record;
}

static __always_inline void keep(struct csec_procs_record *record)
{
	if (likely(!__this_cpu_read(kept)))
		__this_cpu_write(kept, record);
	else
		kmem_cache_free(records, record);
}

/**
 * csec_procs_alloc - memory for one record
 * @gfp: How.
 *
 * Context: As @gfp says.
 * Return: the record; NULL: out of memory.
 */
struct csec_procs_record *csec_procs_alloc(gfp_t gfp)
{
	/* As many as tasks, whose own memory is accounted. */
	return kmem_cache_alloc(records, gfp);
}

/**
 * csec_procs_free - undoes csec_procs_alloc()
 * @record: Not linked. Reused without a grace period, but for records only.
 *
 * Context: Any but NMI.
 */
void csec_procs_free(struct csec_procs_record *record)
{
	kmem_cache_free(records, record);
}

/**
 * csec_procs_fork_now - csec_procs_fork(), when it is as simple as can be
 * @child: The task, not visible to anybody yet.
 * @cg: Where it probably will be. RCU read section.
 * @is_process: A new thread group, not a thread.
 *
 * Context: Process, preemption off. For the ftrace callbacks.
 * Return: true: charged; false: it is not, and csec_procs_fork() decides.
 */
bool notrace csec_procs_fork_now(struct task_struct *child,
				 struct csec_cgroup *cg, bool is_process)
{
	spinlock_t *lock = csec_procs_lock_of(child);
	struct csec_procs_record *record;

	if (!MAY_ACT_NOW || !kref_get_unless_zero(&cg->usage))
		return false;
	record = take_kept() ?:
			 kmem_cache_alloc(records, GFP_NOWAIT | __GFP_NOWARN);
	if (unlikely(!record))
		goto err_put;
	if (unlikely(!csec_charge_now(cg, is_process)))
		goto err_keep;
	spin_lock(lock);
	csec_procs_link(record, child, cg, is_process);
	spin_unlock(lock);
	if (unlikely(!READ_ONCE(cg->is_plain)) && READ_ONCE(cg->is_watched))
		csec_lineage_begin(child, is_process);
	return true;

err_keep:
	keep(record);
err_put:
	csec_cgroup_put(cg);
	return false;
}

/**
 * csec_procs_drop_now - csec_procs_drop(), when it is as simple as can be
 * @task: The task; may have no record.
 * @was_born: As there.
 *
 * Context: Process, preemption off. For the ftrace callbacks.
 * Return: true: it has no record now; false: the charge of its process goes to
 * another task, as csec_procs_drop() does.
 */
bool notrace csec_procs_drop_now(struct task_struct *task, bool was_born)
{
	spinlock_t *lock = csec_procs_lock_of(task);
	struct csec_procs_record *record;

	if (!MAY_ACT_NOW)
		return false;
	spin_lock(lock);
	record = csec_procs_find(task);
	if (record) {
		if (unlikely(record->is_process &&
			     task->group_leader != task)) {
			spin_unlock(lock);
			return false;
		}
		csec_procs_unlink(record);
	}
	spin_unlock(lock);
	if (record) {
		if (unlikely(!was_born))
			csec_procs_unrate(record->cg);
		csec_charge_undo(record->cg, NULL, record->is_process);
		csec_cgroup_put_inline(record->cg);
		keep(record);
	}
	return true;
}

/**
 * csec_procs_memory_init - makes the cache of records
 *
 * Context: Process, module init.
 * Return: 0; -ENOMEM.
 */
int csec_procs_memory_init(void)
{
	unsigned int i;

	for (i = 0; i < CSEC_PROCS_LOCKS; i++)
		spin_lock_init(&csec_procs_locks[i]);
	records = kmem_cache_create("csec_task",
				    sizeof(struct csec_procs_record), 0,
				    SLAB_TYPESAFE_BY_RCU, NULL);
	return records ? 0 : -ENOMEM;
}

/**
 * csec_procs_memory_exit - frees the cache of records
 *
 * Context: Process, module exit: no hook is attached.
 */
void csec_procs_memory_exit(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		if (per_cpu(kept, cpu))
			kmem_cache_free(records, per_cpu(kept, cpu));
	kmem_cache_destroy(records);
}
