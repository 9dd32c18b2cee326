// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - hooks: the capabilities that a policy leaves (capabilities)
 *
 * The kernel asks anywhere, also with spinlocks held. Only what would be granted
 * is judged: a task without the capability costs and tells nothing.
 *
 * Rights that the kernel lends a task are not the task's own: overlayfs acts with
 * those of the one who mounted it. They are told by being others than the real
 * ones of the task. A task can have io_uring lend it such rights, which it had
 * itself before: that is refused where they are chosen. A worker of io_uring has
 * the rights that its task had when it was made, and is lent those that the task
 * has by now: they are the task's own, and no others that it can have.
 */
#include "hooks.h"

#include <linux/cred.h>
#include <linux/preempt.h>
#include <linux/security.h>

#include "decide.h"
#include "decide_escape.h"
#include "entrants.h"

DEFINE_STATIC_CALL_NULL(csec_real_capable, csec_hook_capable);
DEFINE_STATIC_CALL_NULL(csec_real_uring_override, csec_hook_uring_override);

void notrace csec_hook_capable_entry(unsigned long ip, unsigned long parent_ip,
				     struct ftrace_ops *ops,
				     struct ftrace_regs *fregs)
{
	const struct csec_policy *policy;
	bool asked = true;

	preempt_disable_notrace();
	if (csec_hooks_policy_of_current(&policy))
		asked = policy &&
			csec_decide_denies_capability(
				policy, (int)csec_compat_arg(fregs, 2));
	preempt_enable_notrace();
	if (asked)
		csec_attach_redirect(ops, fregs, parent_ip);
}

void notrace csec_hook_uring_override_entry(unsigned long ip,
					    unsigned long parent_ip,
					    struct ftrace_ops *ops,
					    struct ftrace_regs *fregs)
{
	const struct csec_policy *policy;
	bool asked = true;

	preempt_disable_notrace();
	if (csec_hooks_policy_of_current(&policy))
		asked = policy &&
			policy->features & BIT_ULL(CSEC_FEATURE_CAPABILITIES);
	preempt_enable_notrace();
	if (asked)
		csec_attach_redirect(ops, fregs, parent_ip);
}

static int refuse(const struct csec_scope *scope, unsigned int cap,
		  bool is_told)
{
	static const struct csec_evidence nothing = { .fd = -1 };
	struct csec_evidence evidence = nothing;
	struct csec_decision decision;
	char text[16];

	csec_decide_deny(scope->policy, CSEC_REASON_CAPABILITY, &decision);
	if (is_told) {
		snprintf(text, sizeof(text), "capability %u", cap);
		evidence.path = text;
		csec_hooks_record(scope, CSEC_OP_CAPABLE, &decision, &evidence);
	}
	return decision.verdict == CSEC_VERDICT_DENY ? -EPERM : 0;
}

/*
 * Whether rights are those of the task that a worker works for. Meanwhile the
 * bounding set can only have become smaller, and the user namespace is the same:
 * no task that has threads changes it. Who mounted an overlay for a container has
 * a larger set than the container; where both have all the two cannot be told
 * apart, and the ceiling holds.
 */
static bool is_of_task(const struct cred *cred)
{
	const struct cred *own = current_real_cred();

	return current->flags & PF_IO_WORKER && cred->user_ns == own->user_ns &&
	       cap_issubset(cred->cap_bset, own->cap_bset);
}

static int check_capable(const struct cred *cred, unsigned int cap,
			 unsigned int options)
{
	struct csec_scope scope;
	int ret = 0;

	if (!in_task() || (cred != current_real_cred() && !is_of_task(cred)) ||
	    !csec_scope_enter_task(&scope, current))
		return 0;
	/* What the kernel only wonders about is no use: refused, not told. */
	if (csec_decide_denies_capability(scope.policy, cap) &&
	    !csec_entrants_has_current(READ_ONCE(scope.cgroup->governor)))
		ret = refuse(&scope, cap, !(options & CAP_OPT_NOAUDIT));
	csec_scope_leave(&scope);
	return ret;
}

/**
 * csec_hook_capable - somebody uses a capability
 * @cred: Whose.
 * @ns: For what belongs to it.
 * @cap: CAP_*.
 * @options: CAP_OPT_*.
 *
 * Context: Any.
 * Return: 0; -EPERM: refused by policy, or there is none.
 */
int csec_hook_capable(const struct cred *cred, struct user_namespace *ns,
		      int cap, unsigned int options)
{
	int ret;

	csec_attach_enter(CSEC_HOOK_CAPABLE);
	ret = static_call(csec_real_capable)(cred, ns, cap, options);
	if (!ret)
		ret = check_capable(cred, cap, options);
	csec_attach_leave(CSEC_HOOK_CAPABLE);
	return ret;
}

static int check_override(const struct cred *cred)
{
	static const struct csec_evidence evidence = {
		.fd = -1,
		.path = "io_uring personality",
	};
	struct csec_decision decision;
	struct csec_scope scope;
	int ret = 0;

	if (cred == current_real_cred() ||
	    !csec_scope_enter_task(&scope, current))
		return 0;
	if (scope.policy->features & BIT_ULL(CSEC_FEATURE_CAPABILITIES)) {
		csec_decide_deny(scope.policy, CSEC_REASON_CAPABILITY,
				 &decision);
		ret = csec_hooks_record(&scope, CSEC_OP_CAPABLE, &decision,
					&evidence);
	}
	csec_scope_leave(&scope);
	return ret ? -EPERM : 0;
}

/**
 * csec_hook_uring_override - a request of io_uring is to run with other rights
 * @cred: The rights, registered before.
 *
 * Context: Process.
 * Return: 0; -EPERM: refused by policy; errors of the other security modules.
 */
int csec_hook_uring_override(const struct cred *cred)
{
	int ret;

	csec_attach_enter(CSEC_HOOK_URING_OVERRIDE);
	ret = check_override(cred);
	if (!ret)
		ret = static_call(csec_real_uring_override)(cred);
	csec_attach_leave(CSEC_HOOK_URING_OVERRIDE);
	return ret;
}
