// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - hooks: one process answers the system calls of others
 *
 * Who gets a listener from seccomp() answers the system calls of what it starts, and
 * gives it descriptors. The kernel asks no security hook about that, so the entries
 * of the system call are hooked.
 */
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <linux/slab.h>
#include <asm/syscall.h>

#include "decide.h"
#include "decide_inject.h"
#include "hooks.h"
#include "hooks_escape.h"
#include "program.h"
#include "view.h"

DEFINE_STATIC_CALL_NULL(csec_real_seccomp, csec_hook_seccomp);
#ifdef CSEC_COMPAT_SYSCALL32
DEFINE_STATIC_CALL_NULL(csec_real_seccomp32, csec_hook_seccomp32);
#endif

/* Whether seccomp() shall give a listener. @args: Filled, six of them. */
static __always_inline bool is_listening(const struct pt_regs *regs,
					 unsigned long *args)
{
	syscall_get_arguments(current, (struct pt_regs *)regs, args);
	return (unsigned int)args[0] == SECCOMP_SET_MODE_FILTER &&
	       (unsigned int)args[1] & SECCOMP_FILTER_FLAG_NEW_LISTENER;
}

void notrace csec_hook_seccomp_entry(unsigned long ip, unsigned long parent_ip,
				     struct ftrace_ops *ops,
				     struct ftrace_regs *fregs)
{
	const struct pt_regs *regs = (void *)csec_compat_arg(fregs, 0);
	const struct csec_policy *policy;
	unsigned long args[6];
	bool asked = true;

	if (!is_listening(regs, args))
		return;
	preempt_disable_notrace();
	if (csec_hooks_policy_of_current(&policy))
		asked = policy && policy->inject != CSEC_INJECT_ALLOW;
	preempt_enable_notrace();
	if (asked)
		csec_attach_redirect(ops, fregs, parent_ip);
}

/* Counts and reports; whether the listener is refused. @program: NULL: no memory. */
static bool settle(const struct csec_scope *scope,
		   struct csec_inject_request *request,
		   const struct csec_program *program)
{
	struct csec_evidence evidence = { .fd = -1 };
	struct csec_decision decision;

	if (program) {
		request->is_known = program->is_known;
		request->from = program->names;
		evidence.path = program->path;
	}
	csec_decide_inject(scope->policy, request, &decision);
	return csec_hooks_record(scope, CSEC_OP_PTRACE, &decision, &evidence);
}

/*
 * Whom it will reach is what it starts, whatever program that runs then: so of
 * the rules only those to any program help.
 */
static bool is_refused(const struct csec_scope *scope)
{
	struct csec_inject_request request = {
		.is_same_container = true,
		.is_descendant = true,
	};
	struct csec_program *program = kmalloc(sizeof(*program), GFP_KERNEL);
	bool refused;

	if (program)
		csec_program_look(program, csec_view_find(scope->cgroup),
				  current->mm);
	refused = settle(scope, &request, program);
	kfree(program);
	return refused;
}

/*
 * Without a filter it is a question: a library wants to hear whether the kernel knows
 * the flag. That is answered here, as the kernel would, and left to nobody: who may
 * map the page at zero can have a filter there.
 */
static int answer(unsigned int flags)
{
	return flags & ~SECCOMP_FILTER_FLAG_MASK ? -EINVAL : -EFAULT;
}

static int check_listener(const struct pt_regs *regs)
{
	unsigned long args[6];
	struct csec_scope scope;
	int ret = 0;

	if (!is_listening(regs, args) ||
	    !csec_scope_enter_task(&scope, current))
		return 0;
	if (scope.policy->inject != CSEC_INJECT_ALLOW &&
	    !csec_escape_is_entrant(&scope)) {
		if (!args[2])
			ret = answer(args[1]);
		else if (is_refused(&scope))
			ret = -EPERM;
	}
	csec_scope_leave(&scope);
	return ret;
}

/**
 * csec_hook_seccomp - current filters its system calls
 * @regs: Of the system call.
 *
 * Context: Process, may sleep.
 * Return: of the system call; -EPERM: refused by policy.
 */
long csec_hook_seccomp(const struct pt_regs *regs)
{
	long ret;

	csec_attach_enter(CSEC_HOOK_SECCOMP);
	ret = check_listener(regs);
	if (!ret)
		ret = static_call(csec_real_seccomp)(regs);
	csec_attach_leave(CSEC_HOOK_SECCOMP);
	return ret;
}

#ifdef CSEC_COMPAT_SYSCALL32
/**
 * csec_hook_seccomp32 - as csec_hook_seccomp(), for programs of 32 bits
 * @regs: Of the system call.
 *
 * Context: Process, may sleep.
 * Return: of the system call; -EPERM: refused by policy.
 */
long csec_hook_seccomp32(const struct pt_regs *regs)
{
	long ret;

	csec_attach_enter(CSEC_HOOK_SECCOMP32);
	ret = check_listener(regs);
	if (!ret)
		ret = static_call(csec_real_seccomp32)(regs);
	csec_attach_leave(CSEC_HOOK_SECCOMP32);
	return ret;
}
#endif
