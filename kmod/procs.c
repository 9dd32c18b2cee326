// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - exact process and thread counts, and their limits
 *
 * Arming closes the gap for tasks that are older than the hooks: first all hooks
 * are attached and the cgroups are marked, then every task is looked at. A task
 * that is being reaped has left its cgroup's list (cg_list) before its record
 * would be dropped; both are looked at under the bucket lock, so that it is
 * either not counted any more or dropped later.
 */
#include "procs_internal.h"

#include <linux/kernel.h>
#include <linux/sched/signal.h>

#include "lineage.h"
#include "walk.h"

struct hlist_head csec_procs_table[1 << CSEC_PROCS_BITS];

/* Records */

static void free_record(struct csec_procs_record *record)
{
	if (!record)
		return;
	csec_cgroup_put(record->cg);
	csec_procs_free(record);
}

static void unlink_record(struct csec_procs_record *record)
{
	csec_procs_unlink(record);
	csec_charge_undo(record->cg, NULL, record->is_process);
}

/*
 * For a task that is born or moves: one that went without a record would not
 * be counted, and to refuse it is not for audit mode, which never refuses.
 */
#define GFP_RECORD (GFP_KERNEL | __GFP_NOFAIL)

static struct csec_procs_record *take_spare(struct hlist_head *spare)
{
	struct csec_procs_record *record;

	if (hlist_empty(spare))
		return NULL;
	record = hlist_entry(spare->first, struct csec_procs_record, node);
	/* A lockless reader may still stand on it, and go on from there. */
	hlist_del_rcu(&record->node);
	return record;
}

static void free_spare(struct hlist_head *spare)
{
	struct csec_procs_record *record;

	while ((record = take_spare(spare)))
		csec_procs_free(record);
}

static int add_spare(struct hlist_head *spare, unsigned int nr, gfp_t gfp)
{
	struct csec_procs_record *record;

	while (nr--) {
		record = csec_procs_alloc(gfp);
		if (!record)
			return -ENOMEM;
		hlist_add_head(&record->node, spare);
	}
	return 0;
}

/* Forking and reaping */

/**
 * csec_procs_fork - charges a new task
 * @child: The task, not visible to anybody yet.
 * @cg: Where it will be; referenced by the caller.
 * @is_process: A new thread group, not a thread.
 * @refuse: Decides when a limit or a rate is reached.
 *
 * Context: Process, may sleep.
 * Return: 0; -EAGAIN: refused, nothing is charged.
 */
int csec_procs_fork(struct task_struct *child, struct csec_cgroup *cg,
		    bool is_process, csec_charge_refuse_t refuse)
{
	struct csec_procs_record *record = csec_procs_alloc(GFP_RECORD);
	bool charged, is_counted;

	charged = csec_charge_try(cg, is_process, refuse);
	if (charged && READ_ONCE(cg->is_rated[CSEC_RATE_FORK]) &&
	    !csec_charge_rate(cg, CSEC_RATE_FORK, refuse)) {
		csec_charge_undo(cg, NULL, is_process);
		charged = false;
	}
	if (!charged) {
		csec_procs_free(record);
		return -EAGAIN;
	}
	csec_charge_done(cg);
	spin_lock(csec_procs_lock_of(child));
	/* Who forgets all records comes after what is written there. */
	is_counted = READ_ONCE(cg->counted);
	if (is_counted)
		csec_procs_link(record, child, csec_cgroup_hold(cg),
				is_process);
	spin_unlock(csec_procs_lock_of(child));
	if (!is_counted) {
		csec_charge_undo(cg, NULL, is_process);
		csec_procs_free(record);
	} else if (READ_ONCE(cg->is_watched)) {
		csec_lineage_begin(child, is_process);
	}
	return 0;
}

/*
 * The charge of the process, still standing in @from, goes to the record of the
 * thread that became the leader.
 */
static void hand_over(const struct task_struct *heir, struct csec_cgroup *from)
{
	struct csec_cgroup *to = NULL, *cg;
	struct csec_procs_record *record;

	spin_lock(csec_procs_lock_of(heir));
	record = csec_procs_find(heir);
	if (record && !record->is_process) {
		record->is_process = true;
		to = record->cg;
		csec_charge_add_process(to == from ? NULL : to);
	}
	for (cg = to == from ? NULL : from; cg; cg = cg->parent)
		atomic64_sub(CSEC_CHARGE_PROCESS, &cg->charged);
	spin_unlock(csec_procs_lock_of(heir));
}

/**
 * csec_procs_drop - uncharges a task that is reaped or was never born
 * @task: The task; may have no record.
 * @was_born: It was; else it gets back what its fork has used of a rate.
 *
 * Context: Process; does not sleep.
 */
void csec_procs_drop(struct task_struct *task, bool was_born)
{
	struct csec_procs_record *record;
	bool is_replaced = false;

	spin_lock(csec_procs_lock_of(task));
	record = csec_procs_find(task);
	if (record) {
		/*
		 * In exec a thread takes the leader's place: de_thread() has
		 * made it the leader of both before it reaps the old one.
		 */
		is_replaced = record->is_process && task->group_leader != task;
		if (is_replaced)
			record->is_process = false;
		unlink_record(record);
	}
	spin_unlock(csec_procs_lock_of(task));
	if (is_replaced)
		hand_over(task->group_leader, record->cg);
	if (record && !was_born)
		csec_procs_unrate(record->cg);
	free_record(record);
}

/**
 * csec_procs_is_charged_below - where a task that has no place yet belongs
 * @task: The task.
 * @id: Of a cgroup.
 *
 * Context: RCU read section; process.
 * Return: true when it is charged to that cgroup or one below it.
 */
bool csec_procs_is_charged_below(const struct task_struct *task, u64 id)
{
	const struct csec_procs_record *record;
	bool is;

	if (!csec_procs_may_have(task))
		return false;
	spin_lock(csec_procs_lock_of(task));
	record = csec_procs_find(task);
	is = record && csec_cgroup_is_below(record->cg, id);
	spin_unlock(csec_procs_lock_of(task));
	return is;
}

/* Migration */

/*
 * Counts a task where it is now: in the place that was kept for it, if one was. It
 * never counts twice, or a peak would say that it was there twice.
 */
static void charge_to(struct csec_procs_move *move, struct csec_cgroup *to,
		      const struct csec_cgroup *end, bool is_process)
{
	const bool is_kept = to == move->to &&
			     csec_charge_take(is_process, &move->reserved);

	if (is_kept && end == move->end) {
		csec_charge_raise_peaks(to, end);
		return;
	}
	if (is_kept)
		csec_charge_undo(to, move->end, is_process);
	csec_charge_add(to, end, is_process);
}

/*
 * Changes what a record is charged to; common levels never see less or more. The
 * record gets the reference to @to, and the caller the one that it had.
 */
static struct csec_cgroup *recharge(struct csec_procs_record *record,
				    struct csec_cgroup *to,
				    struct csec_procs_move *move)
{
	const struct csec_cgroup *end = csec_charge_common(record->cg, to);
	struct csec_cgroup *from = record->cg;

	charge_to(move, to, end, record->is_process);
	csec_charge_undo(from, end, record->is_process);
	WRITE_ONCE(record->cg, to);
	return from;
}

/* A cgroup by its number, referenced; NULL: its tasks are not counted. RCU. */
static struct csec_cgroup *get_counted(u64 id)
{
	struct csec_cgroup *cg = csec_cgroup_find(id);

	/* A zombie does not keep its cgroup from being removed. */
	if (cg &&
	    (!READ_ONCE(cg->counted) || !kref_get_unless_zero(&cg->usage)))
		cg = NULL;
	return cg;
}

/* Brings the record of a task in line with the cgroup that it is in now. */
static void put_where_it_is(struct task_struct *task,
			    struct csec_procs_move *move)
{
	struct csec_procs_record *record, *stale = NULL;
	struct csec_cgroup *cg, *left = NULL;
	bool is_process;
	u64 id;

	/* A child that has no place yet seems to be in the root cgroup. */
	if (list_empty(&task->cg_list))
		return;
	rcu_read_lock();
	spin_lock(csec_procs_lock_of(task));
	/* Under the lock: of two updates the later one sees the newer place. */
	id = cgroup_id(task_dfl_cgroup(task));
	record = csec_procs_find(task);
	/* By id: a zombie's cgroup may be removed and forgotten. */
	if (record && record->cg->id == id)
		goto out;
	cg = get_counted(id);
	left = cg;
	if (record && cg) {
		left = recharge(record, cg, move);
		goto out;
	}
	if (record) {
		unlink_record(record);
		stale = record;
		goto out;
	}
	if (!cg)
		goto out;
	record = take_spare(&move->spare) ?:
			 csec_procs_alloc(GFP_ATOMIC | __GFP_NOWARN);
	if (!record)
		goto out;
	/* Once: its leader may be exchanged meanwhile. */
	is_process = thread_group_leader(task);
	charge_to(move, cg, NULL, is_process);
	csec_procs_link(record, task, cg, is_process);
	left = NULL;
	/*
	 * The task may be on its way into the release hook, which found no
	 * record: who sets EXIT_DEAD looks for one after that, and one of the
	 * two sees the other. Pairs with csec_hook_task_release_entry().
	 */
	smp_mb();
	if (READ_ONCE(task->exit_state) == EXIT_DEAD) {
		unlink_record(record);
		stale = record;
	}
out:
	spin_unlock(csec_procs_lock_of(task));
	rcu_read_unlock();
	free_record(stale);
	csec_cgroup_put(left);
}

/**
 * csec_procs_follow - brings the record of a new task in line with its cgroup
 * @task: The task, placed in a cgroup that was seen.
 *
 * For forks that were under way when the hooks came, and for those whose parent
 * was moved between the question and the answer. Whatever the limits are: the
 * child is there.
 *
 * Context: Process, may sleep.
 */
void csec_procs_follow(struct task_struct *task)
{
	struct csec_procs_move move = {};

	add_spare(&move.spare, 1, GFP_RECORD);
	put_where_it_is(task, &move);
	free_spare(&move.spare);
}

static unsigned int count_threads(struct task_struct *leader, bool threadgroup)
{
	struct task_struct *task;
	unsigned int nr = 0;

	if (!threadgroup)
		return 1;
	rcu_read_lock();
	for_each_thread(leader, task)
		nr++;
	rcu_read_unlock();
	return nr;
}

static struct csec_cgroup *charged_to(const struct task_struct *task)
{
	struct csec_procs_record *record;
	struct csec_cgroup *cg;

	spin_lock(csec_procs_lock_of(task));
	record = csec_procs_find(task);
	cg = record ? csec_cgroup_hold(record->cg) : NULL;
	spin_unlock(csec_procs_lock_of(task));
	return cg;
}

/* Keeps places in each level that the leader is not charged to yet. */
static bool reserve(struct csec_procs_move *move, struct csec_cgroup *to,
		    struct task_struct *leader, unsigned int nr,
		    csec_charge_refuse_t refuse)
{
	const bool is_process = thread_group_leader(leader);
	struct csec_cgroup *from = charged_to(leader);

	move->to = to;
	move->end = csec_charge_common(from, to);
	csec_cgroup_put(from);
	if (!csec_charge_reserve(to, move->end, nr, is_process, refuse))
		return false;
	move->reserved = csec_charge_weight(nr, is_process);
	return true;
}

/**
 * csec_procs_move_begin - before tasks migrate
 * @move: To be finished with csec_procs_move_finish() on success.
 * @to: Destination; referenced by the caller.
 * @leader: The task, or the leader of all of them.
 * @threadgroup: All threads of @leader.
 * @refuse: Decides when a limit would be passed.
 *
 * Context: Process, may sleep; cgroup_mutex held by the kernel, so that
 * migrations are one after the other, and no thread of a group that migrates
 * as a whole can fork. The places are kept until the tasks are there, so that
 * forks elsewhere below @to do not take them. Threads that are in other cgroups
 * than their leader are counted whatever the limits are.
 * Return: 0; -EAGAIN.
 */
int csec_procs_move_begin(struct csec_procs_move *move, struct csec_cgroup *to,
			  struct task_struct *leader, bool threadgroup,
			  csec_charge_refuse_t refuse)
{
	const unsigned int nr = count_threads(leader, threadgroup);

	*move = (struct csec_procs_move){};
	if (READ_ONCE(to->counted) && !reserve(move, to, leader, nr, refuse))
		return -EAGAIN;
	/* Needed too when a commit marks @to as counted meanwhile. */
	add_spare(&move->spare, nr, GFP_RECORD);
	return 0;
}

/**
 * csec_procs_move_finish - after tasks migrated, or failed to
 * @move: As begun.
 * @leader: As begun.
 * @threadgroup: As begun.
 *
 * Context: Process; cgroup_mutex still held.
 */
void csec_procs_move_finish(struct csec_procs_move *move,
			    struct task_struct *leader, bool threadgroup)
{
	struct task_struct *task;

	rcu_read_lock();
	if (threadgroup)
		for_each_thread(leader, task)
			put_where_it_is(task, move);
	else
		put_where_it_is(leader, move);
	rcu_read_unlock();
	csec_charge_give_back(move->to, move->end, move->reserved);
	free_spare(&move->spare);
}

/* Arming and disarming */

/* Looks at all threads; returns how many records were missing. */
static unsigned int count_process(struct task_struct *leader,
				  struct csec_procs_move *move)
{
	struct task_struct *task;
	unsigned int missing = 0;
	struct csec_cgroup *cg;

	for_each_thread(leader, task) {
		cg = csec_cgroup_find(cgroup_id(task_dfl_cgroup(task)));
		if (!cg || !READ_ONCE(cg->counted))
			continue;
		if (hlist_empty(&move->spare))
			missing++;
		else
			put_where_it_is(task, move);
	}
	return missing;
}

/*
 * Looks at every task; returns how many records were missing. What is forked
 * meanwhile has its record from the hooks.
 */
static unsigned int count_round(struct csec_procs_move *move)
{
	struct csec_walk walk = {};
	struct task_struct *leader;
	unsigned int missing;

	rcu_read_lock();
again:
	missing = 0;
	for_each_process(leader) {
		missing += count_process(leader, move);
		if (!csec_walk_pause(&walk, leader))
			goto again;
	}
	rcu_read_unlock();
	return missing;
}

/**
 * csec_procs_count_all - gives every task of a counted cgroup its record
 *
 * Context: Process, may sleep; all hooks are attached and all cgroups that
 * exist are marked.
 * Return: 0; -ENOMEM.
 */
int csec_procs_count_all(void)
{
	struct csec_procs_move move = {};
	unsigned int missing;
	int err = 0;

	while (!err) {
		missing = count_round(&move);
		if (!missing)
			break;
		/* Some more: tasks may have come meanwhile. */
		err = add_spare(&move.spare, missing + missing / 8 + 16,
				GFP_KERNEL);
	}
	free_spare(&move.spare);
	return err;
}

static void forget(bool all)
{
	struct csec_procs_record *record;
	struct hlist_node *next;
	HLIST_HEAD(dropped);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(csec_procs_table); i++) {
		if (hlist_empty(&csec_procs_table[i]))
			continue;
		spin_lock(&csec_procs_locks[i % CSEC_PROCS_LOCKS]);
		hlist_for_each_entry_safe(record, next, &csec_procs_table[i],
					  node) {
			if (!all && csec_cgroup_is_counted(record->cg))
				continue;
			unlink_record(record);
			hlist_add_head(&record->node, &dropped);
		}
		spin_unlock(&csec_procs_locks[i % CSEC_PROCS_LOCKS]);
		cond_resched();
	}
	hlist_for_each_entry_safe(record, next, &dropped, node)
		free_record(record);
}

/**
 * csec_procs_forget - drops the records of cgroups that are not counted
 *
 * Context: Process; marks are visible to all hooks.
 */
void csec_procs_forget(void)
{
	forget(false);
}

/**
 * csec_procs_init - gets ready to count
 *
 * Context: Process, module init.
 * Return: 0; -ENOMEM.
 */
int csec_procs_init(void)
{
	return csec_procs_memory_init();
}

/**
 * csec_procs_exit - undoes csec_procs_init()
 *
 * Context: Process, module exit: no hook is attached. Something is counted only
 * when the module is unloaded by force.
 */
void csec_procs_exit(void)
{
	forget(true);
	csec_procs_memory_exit();
}
