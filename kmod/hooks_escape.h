/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - what the hooks on ways out of a container share
 */
#ifndef _CSEC_HOOKS_ESCAPE_H
#define _CSEC_HOOKS_ESCAPE_H

#include "decide_escape.h"
#include "hooks.h"

/**
 * csec_escape_is_asked - whether the policy of current refuses a way out
 * @right: The way.
 *
 * Context: Any. For the ftrace callbacks.
 * Return: true when it does, or when that is not known without waiting.
 */
static __always_inline bool csec_escape_is_asked(enum csec_escape right)
{
	const struct csec_policy *policy;
	bool asked = true;

	preempt_disable_notrace();
	if (csec_hooks_policy_of_current(&policy))
		asked = policy && csec_decide_escape_denies(policy, right);
	preempt_enable_notrace();
	return asked;
}

/**
 * csec_escape_asks - whether the policy of current asks about something
 * @asks: What it would say.
 *
 * Context: Any. For the ftrace callbacks.
 * Return: true when it does, or when that is not known without waiting.
 */
static __always_inline bool
csec_escape_asks(bool (*asks)(const struct csec_policy *policy))
{
	const struct csec_policy *policy;
	bool asked = true;

	preempt_disable_notrace();
	if (csec_hooks_policy_of_current(&policy))
		asked = policy && asks(policy);
	preempt_enable_notrace();
	return asked;
}

int csec_escape_check(enum csec_op op, enum csec_escape right,
		      const char *what);
bool csec_escape_is_entrant(const struct csec_scope *scope);

#endif /* _CSEC_HOOKS_ESCAPE_H */
