// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - hooks: one process reaches into another
 *
 * The kernel asks security_ptrace_access_check() for ptrace, process_vm_readv
 * and writev, /proc/PID/mem, pidfd_getfd, kcmp, move_pages and for whatever of
 * /proc shows. The mode tells them apart: whatever attaches, and whatever names
 * its target by a system call of its own (REALCREDS), reaches into it; what
 * remains, READ by way of a file of proc, is what ps, top and lsof do. It never
 * asks for threads of one process.
 *
 * perf_event_open() is asked there, too, but not when the caller has
 * CAP_PERFMON: so the event itself is looked at.
 *
 * The two hooks of ptrace run in atomic context, the second one with
 * tasklist_lock held for writing: nothing here sleeps, allocates or waits for a
 * lock that is taken with interrupts on.
 */
#include "hooks.h"

#include <linux/capability.h>
#include <linux/cgroup.h>
#include <linux/perf_event.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>

#include "decide.h"
#include "decide_inject.h"
#include "entrants.h"
#include "event.h"
#include "hooks_inject.h"
#include "program.h"
#include "view.h"

/* Generations that are followed to find an ancestor. */
#define MAX_DEPTH 1024
/* For a lock that may not be waited for. */
#define LOCK_TRIES 256

DEFINE_STATIC_CALL_NULL(csec_real_ptrace_access, csec_hook_ptrace_access);
DEFINE_STATIC_CALL_NULL(csec_real_ptrace_traceme, csec_hook_ptrace_traceme);
DEFINE_STATIC_CALL_NULL(csec_real_perf_event_alloc, csec_hook_perf_event_alloc);

static __always_inline const struct css_set *
cset_of(const struct task_struct *task)
{
	return rcu_dereference_raw(task->cgroups);
}

static __always_inline struct csec_cgroup *cgroup_of(const struct css_set *cset)
{
	return csec_cgroup_find(cgroup_id(cset->dfl_cgrp));
}

/* Whether the policy of a cgroup, of a task, has to be asked. */
static __always_inline bool is_asked(const struct csec_cgroup *cg)
{
	const struct csec_binding *binding;

	if (unlikely(!cg))
		return true;
	binding = csec_cgroup_binding(cg);
	if (unlikely(!binding))
		return true;
	return binding->policy && binding->policy->inject != CSEC_INJECT_ALLOW;
}

/* Generations that the callback follows; the wrapper follows more. */
#define NEAR 3

/* Whether a task is of the process, or descends from it. RCU read section. */
static __always_inline bool is_within(const struct task_struct *task,
				      const struct task_struct *ancestor,
				      unsigned int generations)
{
	const struct task_struct *leader = READ_ONCE(ancestor->group_leader);

	/* Of one that was reaped neither leader nor parent may be looked at. */
	if (!pid_alive(task))
		return false;
	for (; generations && task->pid; generations--) {
		task = READ_ONCE(task->group_leader);
		if (task == leader)
			return true;
		task = rcu_dereference_raw(task->real_parent);
	}
	return false;
}

/* RCU read section. */
static __always_inline bool is_own_child(const struct task_struct *from,
					 const struct task_struct *to)
{
	/* Each once: they may be moved meanwhile. */
	const struct css_set *cset = cset_of(from), *other_cset = cset_of(to);
	struct csec_cgroup *cg = cgroup_of(cset);
	struct csec_cgroup *other = cset == other_cset ? cg :
							 cgroup_of(other_cset);
	const struct csec_binding *binding;

	if (!cg || !other)
		return false;
	if (cg != other && csec_cgroup_container_owner(cg) !=
				   csec_cgroup_container_owner(other))
		return false;
	binding = csec_cgroup_binding(cg);
	return binding && binding->policy &&
	       binding->policy->inject == CSEC_INJECT_CHILDREN &&
	       is_within(to, from, NEAR);
}

/*
 * The wrapper decides, unless the policy of both lets parents do so, and one is.
 * A function of its own, so that the callback saves no registers when nobody is
 * governed.
 */
static noinline notrace void
redirect_unless_child(const struct task_struct *from,
		      const struct task_struct *to, struct ftrace_ops *ops,
		      struct ftrace_regs *fregs, unsigned long parent_ip)
{
	bool done;

	preempt_disable_notrace();
	done = is_own_child(from, to);
	preempt_enable_notrace();
	if (!done)
		csec_attach_redirect(ops, fregs, parent_ip);
}

static __always_inline bool asks(const struct task_struct *from,
				 const struct task_struct *to)
{
	const struct css_set *cset, *other;
	bool found;

	preempt_disable_notrace();
	/* As a process and its child mostly are, they may be in one cgroup. */
	cset = cset_of(from);
	other = cset_of(to);
	found = is_asked(cgroup_of(cset)) ||
		(cset != other && is_asked(cgroup_of(other)));
	preempt_enable_notrace();
	return found;
}

/* Not a look at what /proc shows. */
static __always_inline bool is_reach(unsigned long mode)
{
	return mode & (PTRACE_MODE_ATTACH | PTRACE_MODE_REALCREDS);
}

void notrace csec_hook_ptrace_access_entry(unsigned long ip,
					   unsigned long parent_ip,
					   struct ftrace_ops *ops,
					   struct ftrace_regs *fregs)
{
	const struct task_struct *task = (void *)csec_compat_arg(fregs, 0);

	if (is_reach(csec_compat_arg(fregs, 1)) && asks(current, task))
		redirect_unless_child(current, task, ops, fregs, parent_ip);
}

void notrace csec_hook_ptrace_traceme_entry(unsigned long ip,
					    unsigned long parent_ip,
					    struct ftrace_ops *ops,
					    struct ftrace_regs *fregs)
{
	const struct task_struct *parent = (void *)csec_compat_arg(fregs, 0);

	if (asks(parent, current))
		redirect_unless_child(parent, current, ops, fregs, parent_ip);
}

void notrace csec_hook_perf_event_alloc_entry(unsigned long ip,
					      unsigned long parent_ip,
					      struct ftrace_ops *ops,
					      struct ftrace_regs *fregs)
{
	const struct perf_event *event = (void *)csec_compat_arg(fregs, 0);
	const struct task_struct *target = event->hw.target;

	/* What a child inherits was judged when the parent opened it. */
	if (event->parent || target == current)
		return;
	if (asks(current, target ?: current))
		csec_attach_redirect(ops, fregs, parent_ip);
}

/**
 * struct pair - who reaches into whom
 * @from: The source.
 * @to: The target.
 * @other: The one of the two that is not current.
 * @from_scope: Policy of the source, when @is_from_governed.
 * @to_scope: Policy of the target, when @is_to_governed.
 * @is_from_governed: A policy governs the source.
 * @is_to_governed: A policy governs the target.
 * @is_same: Both are in one container.
 */
struct pair {
	struct task_struct *from;
	struct task_struct *to;
	struct task_struct *other;
	struct csec_scope from_scope;
	struct csec_scope to_scope;
	bool is_from_governed;
	bool is_to_governed;
	bool is_same;
};

/* Protects the programs of a pair, which are too large for the stack. */
static DEFINE_SPINLOCK(programs_lock);
static struct csec_program program_from, program_to;

static void enter(struct pair *pair)
{
	pair->is_from_governed =
		csec_scope_enter_task(&pair->from_scope, pair->from);
	pair->is_to_governed = csec_scope_enter_task(&pair->to_scope, pair->to);
	pair->is_same =
		pair->is_from_governed && pair->is_to_governed &&
		csec_cgroup_container_owner(pair->from_scope.cgroup) ==
			csec_cgroup_container_owner(pair->to_scope.cgroup);
}

static void leave(struct pair *pair)
{
	if (pair->is_to_governed)
		csec_scope_leave(&pair->to_scope);
	if (pair->is_from_governed)
		csec_scope_leave(&pair->from_scope);
}

static bool is_descendant(const struct task_struct *task,
			  const struct task_struct *ancestor)
{
	bool found;

	rcu_read_lock();
	found = is_within(task, ancestor, MAX_DEPTH);
	rcu_read_unlock();
	return found;
}

static void look_when_free(struct csec_program *program,
			   const struct csec_view *view,
			   struct task_struct *task, bool *looked)
{
	if (spin_trylock(&task->alloc_lock)) {
		csec_program_look(program, view, task->mm);
		spin_unlock(&task->alloc_lock);
		*looked = true;
	}
}

/*
 * The parent's lock may not be waited for: interrupts are off. Nobody holds it for
 * long, who reads its name or its program; so it is tried for some microseconds.
 */
static void look_at_parent(struct csec_program *program,
			   const struct csec_view *view,
			   struct task_struct *parent)
{
	unsigned int tries;
	bool looked = false;

	for (tries = 0; tries < LOCK_TRIES && !looked; tries++) {
		look_when_free(program, view, parent, &looked);
		if (!looked)
			cpu_relax();
	}
	if (looked)
		return;
	program->path = NULL;
	program->names.nr = 0;
	program->is_known = false;
}

/*
 * The lock of a task keeps its memory; that of the target of an access is held
 * already.
 */
static void look(const struct csec_view *view, const struct pair *pair)
{
	if (pair->from == current)
		csec_program_look(&program_from, view, current->mm);
	else
		look_at_parent(&program_from, view, pair->from);
	csec_program_look(&program_to, view, pair->to->mm);
}

/* Counts and reports; whether the operation is refused. */
static bool settle(const struct csec_scope *scope, const struct pair *pair,
		   const struct csec_decision *decision)
{
	const bool is_access = pair->from == current;
	const struct csec_evidence evidence = {
		.fd = -1,
		.path = is_access ? program_from.path : program_to.path,
		.target_pid = task_tgid_nr(pair->other),
		.target_comm = pair->other->comm,
		.target_path = is_access ? program_to.path : program_from.path,
	};

	if (decision->verdict == CSEC_VERDICT_ALLOW)
		return false;
	csec_event_record(scope->cgroup, scope->account, scope->generation,
			  CSEC_OP_PTRACE, decision, &evidence);
	return decision->verdict == CSEC_VERDICT_DENY;
}

/* Asks one policy; whether it refuses. */
static bool is_refused_by(const struct csec_scope *scope,
			  const struct pair *pair)
{
	const struct csec_view *view = csec_view_find(scope->cgroup);
	struct csec_inject_request request = {
		.is_same_container = pair->is_same,
		.is_descendant = is_descendant(pair->to, pair->from),
	};
	struct csec_decision decision;
	unsigned long flags;
	bool refused;

	/* The names may matter only for what is told of a refusal. */
	if (!csec_decide_inject_asks_names(scope->policy, &request)) {
		csec_decide_inject(scope->policy, &request, &decision);
		if (decision.verdict == CSEC_VERDICT_ALLOW)
			return false;
	}
	spin_lock_irqsave(&programs_lock, flags);
	look(view, pair);
	request.is_known = program_from.is_known && program_to.is_known;
	request.from = program_from.names;
	request.to = program_to.names;
	csec_decide_inject(scope->policy, &request, &decision);
	refused = settle(scope, pair, &decision);
	spin_unlock_irqrestore(&programs_lock, flags);
	return refused;
}

/*
 * Whether somebody whom no policy governs may reach into a container: its
 * administrator may, another user of the host may not. A child that has itself
 * traced by its own parent agrees to it.
 */
static bool is_administrator(const struct pair *pair)
{
	if (pair->from != current || !pair->to->mm)
		return true;
	return csec_compat_capable_over(pair->to, CAP_SYS_PTRACE);
}

/* A runtime that enters the container. */
static bool is_entrant(const struct pair *pair)
{
	return pair->from == current && pair->is_from_governed &&
	       csec_entrants_has_current(
		       READ_ONCE(pair->from_scope.cgroup->governor));
}

/* Asks the policies of both. */
static bool is_refused(const struct pair *pair)
{
	if (pair->is_from_governed && is_refused_by(&pair->from_scope, pair))
		return true;
	return pair->is_to_governed && !pair->is_same &&
	       (pair->is_from_governed || !is_administrator(pair)) &&
	       is_refused_by(&pair->to_scope, pair);
}

static int check(struct task_struct *from, struct task_struct *to,
		 struct task_struct *other)
{
	struct pair pair = { .from = from, .to = to, .other = other };
	bool refused;

	enter(&pair);
	refused = !is_entrant(&pair) && is_refused(&pair);
	leave(&pair);
	return refused ? -EPERM : 0;
}

/**
 * csec_hook_ptrace_access - current reaches into another process
 * @task: The target; its task_lock() is held.
 * @mode: PTRACE_MODE_*.
 *
 * Context: Atomic.
 * Return: 0; -EPERM: refused by policy; errors of the other security modules.
 */
int csec_hook_ptrace_access(struct task_struct *task, unsigned int mode)
{
	int ret;

	csec_attach_enter(CSEC_HOOK_PTRACE_ACCESS);
	ret = static_call(csec_real_ptrace_access)(task, mode);
	if (!ret)
		ret = check(current, task, task);
	csec_attach_leave(CSEC_HOOK_PTRACE_ACCESS);
	return ret;
}

/**
 * csec_hook_ptrace_traceme - current has itself traced by its parent
 * @parent: The parent.
 *
 * Context: Atomic: tasklist_lock is held for writing, interrupts are off.
 * Return: 0; -EPERM: refused by policy; errors of the other security modules.
 */
int csec_hook_ptrace_traceme(struct task_struct *parent)
{
	int ret;

	csec_attach_enter(CSEC_HOOK_PTRACE_TRACEME);
	ret = static_call(csec_real_ptrace_traceme)(parent);
	if (!ret)
		ret = check(parent, current, parent);
	csec_attach_leave(CSEC_HOOK_PTRACE_TRACEME);
	return ret;
}

/* A counter of a CPU sees every process of the host. */
static int check_everybody(void)
{
	static const struct csec_inject_request request;
	static const struct csec_evidence evidence = { .fd = -1 };
	struct csec_decision decision;
	struct csec_scope scope;

	if (!csec_scope_enter_task(&scope, current))
		return 0;
	csec_decide_inject(scope.policy, &request, &decision);
	if (decision.verdict != CSEC_VERDICT_ALLOW)
		csec_event_record(scope.cgroup, scope.account, scope.generation,
				  CSEC_OP_PTRACE, &decision, &evidence);
	csec_scope_leave(&scope);
	return decision.verdict == CSEC_VERDICT_DENY ? -EPERM : 0;
}

/**
 * csec_inject_check_task - may current reach into another process
 * @task: Referenced.
 *
 * Context: Process. Takes task_lock().
 * Return: 0; -EPERM: refused by policy.
 */
int csec_inject_check_task(struct task_struct *task)
{
	int ret;

	if (same_thread_group(task, current))
		return 0;
	task_lock(task);
	ret = check(current, task, task);
	task_unlock(task);
	return ret;
}

/**
 * csec_inject_check_outside - may current reach a process beyond its container
 * @task: Referenced.
 *
 * For what is a look inside of a container, and a way out of it beyond.
 *
 * Context: Process. Takes task_lock().
 * Return: 0, also when current is not governed; -EPERM: refused by policy.
 */
int csec_inject_check_outside(struct task_struct *task)
{
	struct pair pair = { .from = current, .to = task, .other = task };
	bool refused = false;

	if (same_thread_group(task, current))
		return 0;
	task_lock(task);
	enter(&pair);
	if (pair.is_from_governed && !pair.is_same && !is_entrant(&pair))
		refused = is_refused(&pair);
	leave(&pair);
	task_unlock(task);
	return refused ? -EPERM : 0;
}

/**
 * csec_hook_perf_event_alloc - current opens a counter of the processor
 * @event: Complete but for what the security modules add.
 *
 * Context: Process, may sleep.
 * Return: 0; -EPERM: refused by policy; errors of the other security modules.
 */
int csec_hook_perf_event_alloc(struct perf_event *event)
{
	int ret;

	csec_attach_enter(CSEC_HOOK_PERF_EVENT_ALLOC);
	ret = event->hw.target ? csec_inject_check_task(event->hw.target) :
				 check_everybody();
	if (!ret)
		ret = static_call(csec_real_perf_event_alloc)(event);
	csec_attach_leave(CSEC_HOOK_PERF_EVENT_ALLOC);
	return ret;
}
