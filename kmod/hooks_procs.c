// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - hooks: a task is born, moves to another cgroup, is reaped
 */
#include "hooks_limits.h"

#include <linux/cgroup.h>
#include <linux/sched.h>
#include <linux/sched/task.h>

#include "drift.h"
#include "entrants.h"
#include "procs.h"
#include "reserve.h"

DEFINE_STATIC_CALL_NULL(csec_real_can_fork, csec_hook_can_fork);
DEFINE_STATIC_CALL_NULL(csec_real_cancel_fork, csec_hook_cancel_fork);
DEFINE_STATIC_CALL_NULL(csec_real_post_fork, csec_hook_post_fork);
DEFINE_STATIC_CALL_NULL(csec_real_fork_failed, csec_hook_fork_failed);
DEFINE_STATIC_CALL_NULL(csec_real_task_release, csec_hook_task_release);
DEFINE_STATIC_CALL_NULL(csec_real_attach_task, csec_hook_attach_task);

/* Whether tasks of this cgroup are known not to be counted. */
static __always_inline bool is_uncounted(const struct cgroup *cgrp)
{
	const struct csec_cgroup *cg = csec_cgroup_find(cgroup_id(cgrp));

	return likely(cg) && !READ_ONCE(cg->counted);
}

/*
 * Charges without a redirect, where nothing stands against it and a failure
 * later in the fork is heard of.
 */
static __always_inline bool charge_now(struct task_struct *child,
				       struct csec_cgroup *cg, u64 flags)
{
	return READ_ONCE(csec_hooks[CSEC_HOOK_FORK_FAILED].is_armed) &&
	       csec_procs_fork_now(child, cg, !(flags & CLONE_THREAD));
}

/* Whether no more is to be known of a fork than whom it is charged to. */
static __always_inline bool is_plain_fork(const struct kernel_clone_args *args)
{
	return likely(!(args->flags & CLONE_INTO_CGROUP)) &&
	       likely(!csec_reserve_is_reached(0)) &&
	       likely(!csec_reserve_is_stale()) &&
	       likely(!READ_ONCE(csec_entrants_nr_open));
}

/*
 * Whether some policy may have limits: cgroup_post_fork() is hooked before a cgroup
 * is marked as counted, and charges the children of forks that were past here then.
 */
static __always_inline bool is_any_counted(void)
{
	return READ_ONCE(csec_hooks[CSEC_HOOK_POST_FORK].is_armed);
}

/* By itself, as forks that nobody counts then have no registers to save. */
static noinline void notrace charge_fork_now(unsigned long parent_ip,
					     struct ftrace_ops *ops,
					     struct ftrace_regs *fregs)
{
	const struct kernel_clone_args *args =
		(void *)csec_compat_arg(fregs, 1);
	struct csec_cgroup *cg;
	bool done = false;

	preempt_disable_notrace();
	cg = csec_cgroup_find(
		cgroup_id(rcu_dereference_raw(current->cgroups)->dfl_cgrp));
	if (likely(cg) && is_plain_fork(args) &&
	    likely(!csec_entrants_may_follow(READ_ONCE(cg->governor))))
		done = !READ_ONCE(cg->counted) ||
		       /* The wrapper has charged already, or will. */
		       (!csec_attach_is_own(parent_ip) &&
			charge_now((void *)csec_compat_arg(fregs, 0), cg,
				   args->flags));
	preempt_enable_notrace();
	if (!done)
		csec_attach_redirect(ops, fregs, parent_ip);
}

void notrace csec_hook_can_fork_entry(unsigned long ip, unsigned long parent_ip,
				      struct ftrace_ops *ops,
				      struct ftrace_regs *fregs)
{
	if (is_any_counted() ||
	    !is_plain_fork((void *)csec_compat_arg(fregs, 1)) ||
	    csec_entrants_may_be_fork())
		charge_fork_now(parent_ip, ops, fregs);
}

void notrace csec_hook_post_fork_entry(unsigned long ip,
				       unsigned long parent_ip,
				       struct ftrace_ops *ops,
				       struct ftrace_regs *fregs)
{
	const struct kernel_clone_args *args =
		(void *)csec_compat_arg(fregs, 1);
	const struct task_struct *child = (void *)csec_compat_arg(fregs, 0);
	const struct csec_procs_record *record;
	const struct cgroup *cgrp;
	bool done;

	if (!args->cset)
		return;
	cgrp = args->cset->dfl_cgrp;
	preempt_disable_notrace();
	record = csec_procs_find_now(child);
	done = record ? READ_ONCE(record->cg)->id == cgroup_id(cgrp) :
			is_uncounted(cgrp);
	preempt_enable_notrace();
	if (!done)
		csec_attach_redirect(ops, fregs, parent_ip);
}

static __always_inline void drop_now(unsigned long parent_ip,
				     struct ftrace_ops *ops,
				     struct ftrace_regs *fregs, bool was_born)
{
	struct task_struct *task = (void *)csec_compat_arg(fregs, 0);
	bool done;

	/* Pairs with the one in put_where_it_is() of procs. */
	smp_mb();
	if (!csec_procs_may_have(task))
		return;
	preempt_disable_notrace();
	done = csec_procs_drop_now(task, was_born);
	preempt_enable_notrace();
	if (!done)
		csec_attach_redirect(ops, fregs, parent_ip);
}

/* It has been marked as dead, so that none gives it a record after this. */
void notrace csec_hook_task_release_entry(unsigned long ip,
					  unsigned long parent_ip,
					  struct ftrace_ops *ops,
					  struct ftrace_regs *fregs)
{
	drop_now(parent_ip, ops, fregs, true);
}

/* It was charged, and is not born. */
void notrace csec_hook_fork_failed_entry(unsigned long ip,
					 unsigned long parent_ip,
					 struct ftrace_ops *ops,
					 struct ftrace_regs *fregs)
{
	drop_now(parent_ip, ops, fregs, false);
}

void notrace csec_hook_attach_task_entry(unsigned long ip,
					 unsigned long parent_ip,
					 struct ftrace_ops *ops,
					 struct ftrace_regs *fregs)
{
	csec_attach_redirect(ops, fregs, parent_ip);
}

static bool has_governor(struct csec_cgroup *to, u64 governor)
{
	struct csec_scope scope;
	bool same;

	/* Resolves it, too. */
	if (csec_scope_enter_cgroup(&scope, to) <= 0)
		return false;
	same = READ_ONCE(to->governor) == governor;
	csec_scope_leave(&scope);
	return same;
}

/*
 * Whether current would bring a task out of its own policy. It may use the
 * cgroups below its own that no other selector matches: one that matches, be it
 * the same glob, would bring other rules, or a view of files of its own.
 * @is_outside tells that current is not governed, so that @to becomes a
 * container of its own.
 */
static int check_escape(struct csec_cgroup *to, enum csec_op op,
			bool *is_outside)
{
	struct csec_scope scope;
	int ret = csec_scope_enter_current(&scope);

	*is_outside = false;
	if (ret < 0)
		return csec_hooks_refuse_undecided(op);
	if (!ret) {
		*is_outside = true;
		return 0;
	}
	ret = 0;
	if (!has_governor(to, READ_ONCE(scope.cgroup->governor)) &&
	    csec_hooks_refuse(&scope, op, CSEC_REASON_CGROUP_ESCAPE, 0,
			      to->path))
		ret = -EPERM;
	csec_scope_leave(&scope);
	return ret;
}

/* When it cannot be found out, the answer is yes. */
static bool is_current_governed(void)
{
	struct csec_scope scope;
	int ret = csec_scope_enter_current(&scope);

	if (ret > 0)
		csec_scope_leave(&scope);
	return ret;
}

/* Whether a task comes into a container that was not governed so far. */
static bool is_entrant(struct task_struct *task, const struct csec_cgroup *to)
{
	struct csec_scope scope;

	if (!READ_ONCE(to->governor))
		return false;
	if (!csec_scope_enter_task(&scope, task))
		return true;
	csec_scope_leave(&scope);
	return false;
}

/* Has @cg->governor be that of the live generation. */
static __always_inline void resolve(struct csec_cgroup *cg)
{
	rcu_read_lock();
	if (unlikely(!csec_cgroup_binding(cg)))
		csec_store_governs(cg);
	rcu_read_unlock();
}

/* Whether a container runs above a cgroup of its own. */
static bool is_part_of_running(struct csec_cgroup *cg, struct cgroup *cgrp)
{
	const struct csec_cgroup *owner = csec_cgroup_container_owner(cg);

	if (owner == cg || !READ_ONCE(owner->is_container) ||
	    !rcu_access_pointer(owner->container))
		return false;
	while (cgrp && cgroup_id(cgrp) != owner->id)
		cgrp = cgroup_parent(cgrp);
	return cgrp && cgroup_is_populated(cgrp);
}

/*
 * Makes a cgroup that a task enters from outside a container of its own, unless it is
 * part of one that runs: who enters such a one (`docker exec`) may land in a cgroup
 * that it made for the purpose. The start of one that has run before somebody is seen
 * to enter is not now. Cgroup mutex; @cg is none yet. Returns whether it became one.
 */
static bool begin_container(struct csec_cgroup *cg, struct cgroup *cgrp)
{
	lockdep_assert_held(&cgroup_mutex);
	if (is_part_of_running(cg, cgrp))
		return false;
	if (!cgroup_is_populated(cgrp))
		csec_drift_note_start(cg);
	WRITE_ONCE(cg->is_container, true);
	return true;
}

/* Nobody has entered it after all. */
static void cancel_container(struct csec_cgroup *cg)
{
	WRITE_ONCE(cg->is_container, false);
	WRITE_ONCE(cg->start.time_ns, 0);
}

static int charge_fork(struct task_struct *child, struct csec_cgroup *cg,
		       bool is_process)
{
	if (csec_reserve_is_stale())
		csec_reserve_refresh();
	if (csec_reserve_is_reached(0) &&
	    csec_hooks_refuse_fork(cg, CSEC_REASON_HOST_RESERVE))
		return -EAGAIN;
	if (!READ_ONCE(cg->counted))
		return 0;
	return csec_procs_fork(child, cg, is_process, csec_hooks_refuse_fork);
}

/* @may_enter: Current may be an entrant. */
static int check_fork(struct task_struct *child,
		      const struct kernel_clone_args *args, bool may_enter)
{
	struct csec_cgroup *cg = csec_cgroup_get(args->cset->dfl_cgrp);
	bool is_outside = false;
	int ret = 0;

	if (!cg)
		return csec_store_is_governed(args->cset->dfl_cgrp) ||
				       is_current_governed() ?
			       csec_hooks_refuse_undecided(CSEC_OP_FORK) :
			       0;
	resolve(cg);
	if (args->flags & CLONE_INTO_CGROUP)
		ret = check_escape(cg, CSEC_OP_FORK, &is_outside);
	if (!ret)
		ret = charge_fork(child, cg, !(args->flags & CLONE_THREAD));
	if (!ret && is_outside) {
		if (!READ_ONCE(cg->is_container))
			begin_container(cg, args->cset->dfl_cgrp);
		/* Current is not governed, as check_escape() found. */
		if (READ_ONCE(cg->governor) && !(args->flags & CLONE_THREAD))
			csec_entrants_add_child(child, READ_ONCE(cg->governor));
	} else if (!ret && may_enter && !(args->flags & CLONE_THREAD)) {
		csec_entrants_follow(child, READ_ONCE(cg->governor));
	}
	csec_cgroup_put(cg);
	return ret;
}

/**
 * csec_hook_can_fork - a child is about to be placed in a cgroup
 * @child: Not visible yet.
 * @args: Of clone().
 *
 * Context: Process, may sleep; the thread group cannot migrate.
 * Return: 0; -EAGAIN: a limit is reached; -EPERM: the child would leave the
 * policy of its parent; -EACCES: undecided; errors of the kernel's own
 * controllers.
 */
int csec_hook_can_fork(struct task_struct *child,
		       struct kernel_clone_args *args)
{
	const bool may_enter = READ_ONCE(csec_entrants_nr_open) ||
			       csec_entrants_may_be_fork();
	int ret;

	csec_attach_enter(CSEC_HOOK_CAN_FORK);
	/* The child is one by the count of its parent. */
	csec_entrants_settle(false);
	ret = static_call(csec_real_can_fork)(child, args);
	if (!ret) {
		ret = check_fork(child, args, may_enter);
		/* What the original did has to be undone. */
		if (ret)
			static_call(csec_real_cancel_fork)(child, args);
	}
	csec_attach_leave(CSEC_HOOK_CAN_FORK);
	return ret;
}

/**
 * csec_hook_cancel_fork - a child that was placed is not born
 * @child: The child.
 * @args: Of clone().
 *
 * Context: Process.
 */
void csec_hook_cancel_fork(struct task_struct *child,
			   struct kernel_clone_args *args)
{
	csec_attach_enter(CSEC_HOOK_CANCEL_FORK);
	csec_procs_drop(child, false);
	static_call(csec_real_cancel_fork)(child, args);
	csec_attach_leave(CSEC_HOOK_CANCEL_FORK);
}

/**
 * csec_hook_post_fork - a child is born
 * @child: Visible now.
 * @args: Of clone().
 *
 * Charges the child of a fork that had passed cgroup_can_fork() before the hook
 * there was attached, or whose parent was moved after it.
 *
 * Context: Process, may sleep; the thread group cannot migrate.
 */
void csec_hook_post_fork(struct task_struct *child,
			 struct kernel_clone_args *args)
{
	struct csec_cgroup *cg;

	csec_attach_enter(CSEC_HOOK_POST_FORK);
	cg = csec_cgroup_get(args->cset->dfl_cgrp);
	static_call(csec_real_post_fork)(child, args);
	csec_procs_follow(child);
	csec_cgroup_put(cg);
	csec_attach_leave(CSEC_HOOK_POST_FORK);
}

/**
 * csec_hook_fork_failed - a task is not born
 * @child: The task; may have been charged.
 *
 * Context: Process.
 */
void csec_hook_fork_failed(struct task_struct *child)
{
	csec_attach_enter(CSEC_HOOK_FORK_FAILED);
	csec_procs_drop(child, false);
	static_call(csec_real_fork_failed)(child);
	csec_attach_leave(CSEC_HOOK_FORK_FAILED);
}

/**
 * csec_hook_task_release - a task is reaped
 * @task: The task.
 *
 * Context: Process.
 */
void csec_hook_task_release(struct task_struct *task)
{
	csec_attach_enter(CSEC_HOOK_TASK_RELEASE);
	/* First the original: it takes the task out of its cgroup's list. */
	static_call(csec_real_task_release)(task);
	csec_procs_drop(task, true);
	csec_attach_leave(CSEC_HOOK_TASK_RELEASE);
}

/* Whether the task comes from where another policy, or none, governs. */
static bool comes_from_outside(struct task_struct *task,
			       const struct csec_cgroup *to)
{
	const struct csec_cgroup *from;
	bool inside;

	rcu_read_lock();
	from = csec_cgroup_find(cgroup_id(task_dfl_cgroup(task)));
	inside = from && csec_cgroup_is_below(from, READ_ONCE(to->governor));
	rcu_read_unlock();
	return !inside;
}

static __always_inline int move_tasks(struct csec_cgroup *to,
				      struct cgroup *cgrp,
				      struct task_struct *leader,
				      bool threadgroup)
{
	struct csec_procs_move move;
	int ret = csec_procs_move_begin(&move, to, leader, threadgroup,
					csec_hooks_refuse_attach);

	if (ret)
		return ret;
	ret = static_call(csec_real_attach_task)(cgrp, leader, threadgroup);
	csec_procs_move_finish(&move, leader, threadgroup);
	return ret;
}

static int attach_task(struct csec_cgroup *to, struct cgroup *cgrp,
		       struct task_struct *leader, bool threadgroup)
{
	bool is_outside, begins = false, enters = false;
	int ret;

	resolve(to);
	ret = check_escape(to, CSEC_OP_ATTACH, &is_outside);
	if (ret)
		return ret;
	/* As soon as it is there it may be asked for: what it is is told before. */
	if (is_outside && comes_from_outside(leader, to)) {
		begins = !READ_ONCE(to->is_container) &&
			 begin_container(to, cgrp);
		enters = is_entrant(leader, to);
	}
	if (enters)
		csec_entrants_add(leader, READ_ONCE(to->governor));
	ret = move_tasks(to, cgrp, leader, threadgroup);
	if (enters)
		csec_entrants_arrive(leader);
	if (unlikely(ret) && begins)
		cancel_container(to);
	return ret;
}

/**
 * csec_hook_attach_task - tasks are about to move to another cgroup
 * @cgrp: Destination.
 * @leader: The task, or the leader of all of them.
 * @threadgroup: All threads of @leader.
 *
 * Context: Process, may sleep; cgroup_mutex held.
 * Return: 0; -EPERM: the task would leave the policy of current; -EAGAIN: a
 * limit is reached; -EACCES: undecided; errors of the kernel's own controllers.
 */
int csec_hook_attach_task(struct cgroup *cgrp, struct task_struct *leader,
			  bool threadgroup)
{
	struct csec_cgroup *to = NULL;
	int ret;

	csec_attach_enter(CSEC_HOOK_ATTACH_TASK);
	/* Of the v1 hierarchies csec knows nothing. */
	if (cgrp->root == &cgrp_dfl_root)
		to = csec_cgroup_get(cgrp);
	if (to)
		ret = attach_task(to, cgrp, leader, threadgroup);
	else if (cgrp->root == &cgrp_dfl_root &&
		 (csec_store_is_governed(cgrp) || is_current_governed()))
		ret = csec_hooks_refuse_undecided(CSEC_OP_ATTACH);
	else
		ret = static_call(csec_real_attach_task)(cgrp, leader,
							 threadgroup);
	csec_cgroup_put(to);
	csec_attach_leave(CSEC_HOOK_ATTACH_TASK);
	return ret;
}
