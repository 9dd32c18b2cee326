// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - hooks: what happens when a limit or a rate is reached
 *
 * A rate that refuses is asked where the child is charged (cgroup_can_fork). One
 * that lets wait cannot be: the kernel holds cgroup_threadgroup_rwsem there, and
 * whoever slept with it would hold up every migration on the host.
 * security_task_alloc comes shortly before, with no lock held, so that is where
 * the forker waits; an exec waits in security_bprm_check, where the kernel holds
 * nothing but the process's own cred_guard_mutex.
 *
 * Where bombs are watched for, a fork that will be refused is refused there, too:
 * the kernel has copied nothing yet, which costs five times as much as all the
 * rest and takes locks that the whole family shares, and who spins can be put to
 * sleep.
 */
#include "hooks_limits.h"

#include <linux/binfmts.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/timekeeping.h>

#include "charge.h"
#include "decide.h"
#include "event.h"
#include "hooks_bomb.h"
#include "reserve.h"
#include "waits.h"

/* Who would have to wait longer waits a second and is refused. */
#define LONGEST_WAIT (10ULL * NSEC_PER_SEC)
#define WAIT_BEFORE_REFUSAL NSEC_PER_SEC

static const struct {
	enum csec_wait_kind wait;
	enum csec_reason reason;
} rates[] = {
	[CSEC_RATE_FORK] = { CSEC_WAIT_FORK_RATE, CSEC_REASON_FORK_RATE },
	[CSEC_RATE_EXEC] = { CSEC_WAIT_EXEC_RATE, CSEC_REASON_EXEC_RATE },
};

DEFINE_STATIC_CALL_NULL(csec_real_task_alloc, csec_hook_task_alloc);

/**
 * csec_hooks_refuse - counts and reports for a policy
 * @scope: Of the policy.
 * @op: What was asked for.
 * @reason: Why not.
 * @limit: That was reached, 0: none.
 * @path: Evidence, NULL: none.
 *
 * Context: Process.
 * Return: whether the operation is refused.
 */
bool csec_hooks_refuse(const struct csec_scope *scope, enum csec_op op,
		       enum csec_reason reason, u32 limit, const char *path)
{
	const struct csec_evidence evidence = {
		.path = path,
		.fd = -1,
		.limit = limit,
	};
	struct csec_decision decision = {};

	csec_decide_deny(scope->policy, reason, &decision);
	csec_event_record(scope->cgroup, scope->account, scope->generation, op,
			  &decision, &evidence);
	return decision.verdict == CSEC_VERDICT_DENY;
}

static u32 limit_of(const struct csec_policy *policy, enum csec_reason reason)
{
	switch (reason) {
	case CSEC_REASON_THREAD_LIMIT:
		return policy->max_threads;
	case CSEC_REASON_PROCESS_LIMIT:
		return policy->max_processes;
	case CSEC_REASON_FORK_RATE:
		return policy->fork_rate;
	case CSEC_REASON_EXEC_RATE:
		return policy->exec_rate;
	case CSEC_REASON_HOST_RESERVE:
		return csec_reserve_tasks();
	default:
		return 0;
	}
}

/* Who has less of the host than this part has not filled it. */
#define FILLING_PART 8

/* The host may have been filled by somebody else. */
static void watch_filler(struct csec_cgroup *cg, u32 limit, bool refused)
{
	struct csec_scope scope;

	cg = csec_cgroup_container_owner(cg);
	if (csec_cgroup_tasks(cg) < READ_ONCE(csec_reserve_from) / FILLING_PART)
		return;
	if (csec_scope_enter_cgroup(&scope, cg) <= 0)
		return;
	csec_hooks_watch_bomb(&scope, CSEC_REASON_HOST_RESERVE, limit, refused);
	csec_scope_leave(&scope);
}

/* Asks the policy, which may be another one now, without such a limit, or gone. */
static bool is_refused(struct csec_cgroup *level, enum csec_op op,
		       enum csec_reason reason)
{
	struct csec_scope scope;
	bool refused;
	u32 limit;

	if (!csec_scope_enter_cgroup(&scope, level))
		return false;
	limit = limit_of(scope.policy, reason);
	refused = limit && csec_hooks_refuse(&scope, op, reason, limit, NULL);
	if (limit && reason == CSEC_REASON_HOST_RESERVE)
		watch_filler(level, limit, refused);
	else if (limit && op == CSEC_OP_FORK)
		csec_hooks_watch_bomb(&scope, reason, limit, refused);
	csec_scope_leave(&scope);
	return refused;
}

/* A policy that comes while a bomb is killed or frozen does not save it. */
static bool refuse_full(struct csec_cgroup *level, enum csec_op op,
			enum csec_reason reason)
{
	const bool is_condemned = READ_ONCE(level->condemned);

	if (!is_refused(level, op, reason) && !is_condemned)
		return false;
	atomic64_inc(&level->refused);
	WRITE_ONCE(level->last_refusal, ktime_get_real_ns());
	return true;
}

/**
 * csec_hooks_refuse_fork - a limit is reached in fork
 * @level: Whose limit.
 * @reason: Which one.
 *
 * Context: Process; does not sleep.
 * Return: whether the fork is refused.
 */
bool csec_hooks_refuse_fork(struct csec_cgroup *level, enum csec_reason reason)
{
	return refuse_full(level, CSEC_OP_FORK, reason);
}

/**
 * csec_hooks_refuse_attach - a limit would be passed by a migration
 * @level: Whose limit.
 * @reason: Which one.
 *
 * Context: Process; does not sleep.
 * Return: whether the migration is refused.
 */
bool csec_hooks_refuse_attach(struct csec_cgroup *level,
			      enum csec_reason reason)
{
	return refuse_full(level, CSEC_OP_ATTACH, reason);
}

static bool refuse_exec(struct csec_cgroup *level, enum csec_reason reason)
{
	return refuse_full(level, CSEC_OP_EXEC, reason);
}

/* Rates that let wait */

/*
 * Reserves a token at each level that lets wait. The result is where one would
 * have to wait too long, NULL: nowhere.
 */
static struct csec_cgroup *reserve(struct csec_cgroup *cg,
				   enum csec_rate_kind kind, u64 *wait)
{
	const u64 now = ktime_get_ns();
	struct csec_cgroup *level;
	u64 longer;

	*wait = 0;
	for (level = cg; level; level = level->parent) {
		if (!READ_ONCE(level->is_slow))
			continue;
		longer = csec_rate_reserve(&level->rate[kind], now,
					   LONGEST_WAIT);
		if (longer == CSEC_RATE_NEVER)
			break;
		*wait = max(*wait, longer);
	}
	if (level)
		csec_charge_pay_back(cg, level, kind);
	return level;
}

/* Waits for a token at each level that lets wait, or is refused there. */
static int pay_slowly(struct csec_cgroup *cg, enum csec_rate_kind kind,
		      csec_charge_refuse_t refuse)
{
	struct csec_wait wait = { .kind = rates[kind].wait, .cgroup = cg->id };
	struct csec_cgroup *full = NULL;
	bool is_kept;
	u64 ns;

	csec_waits_resume(&wait);
	if (!wait.has_token) {
		full = reserve(cg, kind, &ns);
		if (!full && !ns)
			return 0;
		wait.has_token = !full;
		if (!full)
			wait.end = ktime_get_ns() + ns;
		else if (!wait.end)
			wait.end = ktime_get_ns() + WAIT_BEFORE_REFUSAL;
		if (!full)
			atomic64_inc(&cg->delayed);
	}
	if (!csec_waits_sleep(&wait, &is_kept))
		return full && refuse(full, rates[kind].reason) ? -EAGAIN : 0;
	if (wait.has_token && !is_kept)
		csec_charge_pay_back(cg, NULL, kind);
	return -ERESTARTNOINTR;
}

static bool is_enforced(struct csec_cgroup *level)
{
	struct csec_scope scope;
	bool result;

	if (csec_scope_enter_cgroup(&scope, level) <= 0)
		return false;
	result = scope.policy->mode == CSEC_MODE_ENFORCE;
	csec_scope_leave(&scope);
	return result;
}

/* The limit that cgroup_can_fork() would refuse for; @full: whose it is. */
static enum csec_reason find_refusal(struct csec_cgroup *cg, bool is_process,
				     struct csec_cgroup **full)
{
	enum csec_reason reason = csec_charge_find_full(cg, is_process, full);

	if (!reason && csec_reserve_is_reached(1)) {
		if (csec_reserve_is_stale())
			csec_reserve_refresh();
		reason = CSEC_REASON_HOST_RESERVE;
		*full = cg;
	}
	return reason;
}

/* Until the time that was said when the fork was refused, be it interrupted. */
static int pause_current(struct csec_cgroup *level,
			 const struct csec_wait *wait)
{
	const unsigned long before = current->nvcsw;
	bool is_kept;
	int ret = csec_waits_sleep(wait, &is_kept);

	csec_hooks_paused_current(level, current->nvcsw - before);
	return ret ?: -EAGAIN;
}

/*
 * Refuses what cgroup_can_fork() would refuse. Where the lowest limit that is
 * reached only audits it is asked there, with all the others.
 */
static int refuse_early(struct csec_cgroup *cg, bool is_process)
{
	struct csec_wait wait = { .kind = CSEC_WAIT_PAUSE, .cgroup = cg->id };
	struct csec_cgroup *full;
	enum csec_reason reason = find_refusal(cg, is_process, &full);
	u64 ns;

	if (!reason || !is_enforced(full))
		return 0;
	csec_waits_resume(&wait);
	if (!wait.end && !csec_hooks_refuse_fork(full, reason))
		return 0;
	/* Who fills the host is watched as a whole. */
	if (reason == CSEC_REASON_HOST_RESERVE)
		full = csec_cgroup_container_owner(cg);
	if (!wait.end) {
		ns = csec_hooks_pause_of_current(full);
		if (!ns)
			return -EAGAIN;
		wait.end = ktime_get_ns() + ns;
	}
	return pause_current(full, &wait);
}

static __always_inline bool is_refused_early(const struct csec_cgroup *cg)
{
	return READ_ONCE(cg->is_watched) &&
	       (csec_reserve_is_reached(1) || csec_charge_is_near(cg));
}

/* Whether a fork has to wait for its turn; else it has its token now. */
static __always_inline bool is_delayed(struct csec_cgroup *cg)
{
	return READ_ONCE(cg->is_rated[CSEC_RATE_FORK]) &&
	       READ_ONCE(cg->may_delay) &&
	       (csec_waits_may_be_kept() ||
		!csec_charge_pay_now(cg, CSEC_RATE_FORK));
}

void notrace csec_hook_task_alloc_entry(unsigned long ip,
					unsigned long parent_ip,
					struct ftrace_ops *ops,
					struct ftrace_regs *fregs)
{
	struct csec_cgroup *cg;
	bool done;

	preempt_disable_notrace();
	cg = csec_cgroup_find(
		cgroup_id(rcu_dereference_raw(current->cgroups)->dfl_cgrp));
	/*
	 * One that was never seen has used nothing of its rate. What the wrapper calls
	 * has paid.
	 */
	done = !cg || csec_attach_is_own(parent_ip) ||
	       (!is_refused_early(cg) && !is_delayed(cg));
	preempt_enable_notrace();
	if (!done)
		csec_attach_redirect(ops, fregs, parent_ip);
}

/**
 * csec_hook_task_alloc - a task is about to fork
 * @task: The child, hardly begun.
 * @flags: Of clone().
 *
 * The child's cgroup is not known yet: the cgroup of the forker is charged. That
 * is the same but for CLONE_INTO_CGROUP, by which no governed task leaves what
 * governs it, where its limits are; a runtime that clones into a container is
 * not governed.
 *
 * Context: Process, may sleep; no lock is held.
 * Return: 0; -EAGAIN: a limit is reached, or the rate, and the wait would be too
 * long; -ERESTARTNOINTR: a signal came while waiting; errors of the other
 * security modules.
 */
int csec_hook_task_alloc(struct task_struct *task,
			 csec_compat_clone_flags flags)
{
	struct csec_scope scope;
	int ret = 0;

	csec_attach_enter(CSEC_HOOK_TASK_ALLOC);
	/* Without memory to look: cgroup_can_fork() refuses. */
	if (csec_scope_enter_current(&scope) > 0) {
		if (READ_ONCE(scope.cgroup->is_watched))
			ret = refuse_early(scope.cgroup,
					   !(flags & CLONE_THREAD));
		if (!ret)
			ret = pay_slowly(scope.cgroup, CSEC_RATE_FORK,
					 csec_hooks_refuse_fork);
		csec_scope_leave(&scope);
	}
	if (!ret)
		ret = static_call(csec_real_task_alloc)(task, flags);
	csec_attach_leave(CSEC_HOOK_TASK_ALLOC);
	return ret;
}

/* Mostly nothing is: then no scope is entered for it. */
static bool may_be_rated(void)
{
	const struct csec_cgroup *cg;
	bool is_rated;

	rcu_read_lock();
	cg = csec_cgroup_find(cgroup_id(task_dfl_cgroup(current)));
	is_rated = !cg || READ_ONCE(cg->is_rated[CSEC_RATE_EXEC]);
	rcu_read_unlock();
	return is_rated;
}

/**
 * csec_hooks_pay_exec - takes a token for an exec that is allowed otherwise
 * @bprm: The exec.
 *
 * A script and its interpreters are one exec. Who is interrupted has only taken
 * the token that it waits for.
 *
 * Context: Process, may sleep; inside execve(), before the point of no return.
 * Return: 0; -EAGAIN: the rate is reached; -ERESTARTNOINTR: a signal came while
 * waiting.
 */
int csec_hooks_pay_exec(const struct linux_binprm *bprm)
{
	struct csec_scope scope;
	int ret = 0;

	if (bprm->interp != bprm->filename || !may_be_rated() ||
	    csec_scope_enter_current(&scope) <= 0)
		return 0;
	if (READ_ONCE(scope.cgroup->is_rated[CSEC_RATE_EXEC])) {
		ret = pay_slowly(scope.cgroup, CSEC_RATE_EXEC, refuse_exec);
		if (!ret && !csec_charge_rate(scope.cgroup, CSEC_RATE_EXEC,
					      refuse_exec))
			ret = -EAGAIN;
	}
	csec_scope_leave(&scope);
	return ret;
}
