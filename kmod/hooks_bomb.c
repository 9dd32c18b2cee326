// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - hooks: refusals of forks as signs of a bomb
 *
 * What a bomb is says bomb.c, what is done with it contain.c; here is what is
 * known of who is refused, and the one event with the shape of the tree.
 */
#include "hooks_bomb.h"

#include <linux/cgroup.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include "charge.h"
#include "contain.h"
#include "decide.h"
#include "event.h"
#include "lineage.h"

static bool is_in(struct task_struct *task, const struct csec_cgroup *level)
{
	const struct csec_cgroup *cg =
		csec_cgroup_find(cgroup_id(task_dfl_cgroup(task)));

	return cg && csec_cgroup_is_below(cg, level->id);
}

/* The eldest ancestor of current in the cgroup that is still there. */
static void find_root(const struct csec_cgroup *level,
		      struct csec_evidence *evidence, char *comm)
{
	struct task_struct *task = current->group_leader, *parent;

	rcu_read_lock();
	for (;;) {
		parent = rcu_dereference(task->real_parent)->group_leader;
		if (parent == task || !is_in(parent, level))
			break;
		task = parent;
	}
	evidence->target_pid = task_tgid_nr(task);
	data_race(strscpy(comm, task->comm, TASK_COMM_LEN));
	evidence->target_comm = comm;
	rcu_read_unlock();
}

/* Tells the shape of the tree, then does what the policy says. */
static void judge(const struct csec_scope *scope, struct csec_guard *guard,
		  enum csec_reason reason, u32 limit)
{
	struct csec_evidence evidence = { .fd = -1, .limit = limit };
	struct csec_cgroup *level = scope->cgroup;
	struct csec_decision decision = {};
	char comm[TASK_COMM_LEN];

	evidence.bomb.tasks = csec_cgroup_tasks(level);
	evidence.bomb.forks = csec_charge_pace(level);
	csec_lineage_shape(level, &evidence.bomb.depth, &evidence.bomb.fanout);
	find_root(level, &evidence, comm);
	csec_decide_deny(scope->policy, CSEC_REASON_FORK_BOMB, &decision);
	csec_event_record(level, scope->account, scope->generation,
			  CSEC_OP_FORK, &decision, &evidence);
	if (decision.verdict == CSEC_VERDICT_DENY &&
	    scope->policy->on_bomb != CSEC_ON_BOMB_DENY)
		csec_contain_start(guard, scope->policy->on_bomb, reason);
}

/* What a bomb would meet with; audited ones are not even refused. */
static enum csec_on_bomb answer_of(const struct csec_scope *scope)
{
	return scope->policy->mode == CSEC_MODE_ENFORCE ?
		       scope->policy->on_bomb :
		       CSEC_ON_BOMB_DENY;
}

static bool note(const struct csec_scope *scope, struct csec_guard *guard,
		 bool is_refused)
{
	struct csec_bomb_refusal refusal = {
		.now = ktime_get_ns(),
		.born = current->start_time,
		.tid = task_pid_nr(current),
		.tgid = task_tgid_nr(current),
		.lineage = csec_lineage_of_current(),
		.sleeps = current->nvcsw,
		.tasks = csec_cgroup_tasks(guard->cg),
	};
	bool is_bomb;

	if (!(current->flags & PF_FORKNOEXEC))
		refusal.lineage.bare = 0;
	/* What is audited forks, and would seem to get on. */
	if (is_refused)
		refusal.forks = csec_charge_mark(guard->cg);
	spin_lock(&guard->lock);
	/* A verdict that had another answer does not keep this one from coming. */
	if (guard->told != answer_of(scope))
		csec_bomb_reset(&guard->watch);
	guard->told = answer_of(scope);
	is_bomb = csec_bomb_note(&guard->watch, &refusal);
	spin_unlock(&guard->lock);
	return is_bomb;
}

/**
 * csec_hooks_watch_bomb - takes note of a fork that reached a limit or rate
 * @scope: Of the cgroup whose limit it is.
 * @reason: Which one.
 * @limit: Its value.
 * @is_refused: It is refused; false: only audited.
 *
 * Context: Process, may sleep.
 */
void csec_hooks_watch_bomb(const struct csec_scope *scope,
			   enum csec_reason reason, u32 limit, bool is_refused)
{
	struct csec_guard *guard;

	if (!csec_policy_has(scope->policy, CSEC_POLICY_A_ON_BOMB) ||
	    READ_ONCE(scope->cgroup->condemned))
		return;
	guard = csec_contain_guard(scope->cgroup);
	if (guard && note(scope, guard, is_refused))
		judge(scope, guard, reason, limit);
}

/**
 * csec_hooks_pause_of_current - how long the refused task should sleep
 * @level: Whose limit it was; referenced. csec_hooks_watch_bomb() was called.
 *
 * Context: Process.
 * Return: nanoseconds, 0: not at all.
 */
u64 csec_hooks_pause_of_current(struct csec_cgroup *level)
{
	struct csec_guard *guard = READ_ONCE(level->guard);
	u64 ns;

	/* Who is about to be killed is not kept from it. */
	if (!guard || READ_ONCE(level->condemned))
		return 0;
	spin_lock(&guard->lock);
	ns = csec_bomb_pause(&guard->watch, task_pid_nr(current));
	spin_unlock(&guard->lock);
	return ns;
}

/**
 * csec_hooks_paused_current - the refused task has slept, or some of its pause
 * @level: As for csec_hooks_pause_of_current().
 * @sleeps: How often it gave up the processor for it.
 *
 * Context: Process.
 */
void csec_hooks_paused_current(struct csec_cgroup *level, u32 sleeps)
{
	struct csec_guard *guard = READ_ONCE(level->guard);

	/* Another limit is reached than when the pause began. */
	if (!guard)
		return;
	spin_lock(&guard->lock);
	csec_bomb_paused(&guard->watch, task_pid_nr(current), sleeps);
	spin_unlock(&guard->lock);
}
