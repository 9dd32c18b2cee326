// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - immutable policy objects: the attributes that are one number
 */
#include "policy.h"

#include <linux/bits.h>
#include <linux/bug.h>
#include <linux/capability.h>
#include <linux/errno.h>

static int set_u32(u32 *field, u64 value, u32 min, u32 max)
{
	if (value < min || value > max)
		return -EINVAL;
	*field = value;
	return 0;
}

static int set_action(u8 *field, u64 value)
{
	if (value > CSEC_ACTION_MAX)
		return -EINVAL;
	*field = value;
	return 0;
}

static int set_caps(u64 *field, u64 value)
{
	if (value & ~GENMASK_ULL(CAP_LAST_CAP, 0))
		return -EINVAL;
	*field = value;
	return 0;
}

static int set_escapes(u64 *field, u64 value)
{
	if (value & ~GENMASK_ULL(CSEC_ESCAPE_MAX, 0))
		return -EINVAL;
	*field = value;
	return 0;
}

static int set_scalar(struct csec_policy *policy, enum csec_policy_attr attr,
		      u64 value)
{
	switch (attr) {
	case CSEC_POLICY_A_MODE:
		return set_u32(&policy->mode, value, 0, CSEC_MODE_MAX);
	case CSEC_POLICY_A_MAX_PROCESSES:
		return set_u32(&policy->max_processes, value, 1,
			       CSEC_LIMIT_MAX);
	case CSEC_POLICY_A_MAX_THREADS:
		return set_u32(&policy->max_threads, value, 1, CSEC_LIMIT_MAX);
	case CSEC_POLICY_A_FORK_RATE:
		return set_u32(&policy->fork_rate, value, 1, CSEC_LIMIT_MAX);
	case CSEC_POLICY_A_FORK_BURST:
		return set_u32(&policy->fork_burst, value, 1, CSEC_LIMIT_MAX);
	case CSEC_POLICY_A_ON_BOMB:
		return set_u32(&policy->on_bomb, value, 0, CSEC_ON_BOMB_MAX);
	case CSEC_POLICY_A_EXEC_RATE:
		return set_u32(&policy->exec_rate, value, 1, CSEC_LIMIT_MAX);
	case CSEC_POLICY_A_EXEC_BURST:
		return set_u32(&policy->exec_burst, value, 1, CSEC_LIMIT_MAX);
	case CSEC_POLICY_A_ON_RATE:
		return set_u32(&policy->on_rate, value, 0, CSEC_ON_RATE_MAX);
	case CSEC_POLICY_A_INJECT_DEFAULT:
		return set_u32(&policy->inject, value, 0, CSEC_INJECT_MAX);
	case CSEC_POLICY_A_EXEC_LIBRARIES:
		return set_u32(&policy->libraries, value, 0,
			       CSEC_LIBRARIES_MAX);
	case CSEC_POLICY_A_EXEC_DEFAULT:
	case CSEC_POLICY_A_EXEC_DRIFT:
	case CSEC_POLICY_A_SHELL_REVERSE:
	case CSEC_POLICY_A_SHELL_BIND:
	case CSEC_POLICY_A_SHELL_CONNECT:
	case CSEC_POLICY_A_JIT_DEFAULT:
	case CSEC_POLICY_A_CAP_DEFAULT:
	case CSEC_POLICY_A_EXEC_WRITES:
	case CSEC_POLICY_A_ESCAPE_DEFAULT:
		return set_action(&policy->action[attr], value);
	case CSEC_POLICY_A_ESCAPE_ALLOW:
		return set_escapes(&policy->escape_allow, value);
	case CSEC_POLICY_A_CAP_ALLOW:
		return set_caps(&policy->cap_allow, value);
	case CSEC_POLICY_A_CAP_DENY:
		return set_caps(&policy->cap_deny, value);
	case CSEC_POLICY_A_UNSPEC:
	case CSEC_POLICY_A_NAME:
	case CSEC_POLICY_A_SOURCE:
	case CSEC_POLICY_A_LABEL:
	case CSEC_POLICY_A_MATCH:
	case CSEC_POLICY_A_PAD:
	case __CSEC_POLICY_A_MAX:
		break;
	}
	return -EINVAL;
}

/**
 * csec_policy_set - Sets an attribute that is one number
 * @policy: Not sealed.
 * @attr: Mode, limit, action, libraries, on_bomb or capability mask.
 * @value: Its value; the last one given counts.
 *
 * Context: The task that builds @policy.
 * Return: 0, or
 * * -EINVAL - @attr is not a number, or @value is out of its range.
 */
int csec_policy_set(struct csec_policy *policy, enum csec_policy_attr attr,
		    u64 value)
{
	int err;

	if (WARN_ON_ONCE(csec_policy_is_sealed(policy)))
		return -EINVAL;
	err = set_scalar(policy, attr, value);
	if (!err)
		policy->has |= 1U << attr;
	return err;
}
