// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - which policy governs which cgroup: limits of processes
 *
 * Unlike everything else in a policy a limit holds for the cgroups below, too,
 * whatever policy governs those: it is a number of the cgroup whose own selector
 * matched, and who asks walks up through all of them.
 */
#include "store_internal.h"

#include <linux/limits.h>
#include <linux/timekeeping.h>

/**
 * struct limits - what limits a cgroup, here or above
 * @has_counts: Numbers of tasks, or their rate.
 * @has_fork_rate: The rate of forks.
 * @has_exec_rate: The rate of execs.
 * @has_delay: Who is above a rate waits.
 * @has_on_bomb: Bombs are watched for.
 */
struct limits {
	bool has_counts;
	bool has_fork_rate;
	bool has_exec_rate;
	bool has_delay;
	bool has_on_bomb;
};

/* Where nothing is enforced nobody waits: it is reported. */
static bool is_slow(const struct csec_policy *policy)
{
	return policy->on_rate == CSEC_ON_RATE_SLOW &&
	       policy->mode == CSEC_MODE_ENFORCE;
}

static void add(struct limits *limits, const struct csec_policy *policy)
{
	limits->has_fork_rate |= !!policy->fork_rate;
	limits->has_exec_rate |= !!policy->exec_rate;
	limits->has_counts |= policy->max_threads || policy->max_processes ||
			      policy->fork_rate;
	limits->has_delay |= is_slow(policy);
	limits->has_on_bomb |= csec_policy_has(policy, CSEC_POLICY_A_ON_BOMB);
}

static struct limits find_limits(struct csec_cgroup *cg,
				 const struct csec_generation *generation,
				 enum csec_own_slot slot)
{
	const struct csec_binding *own;
	struct limits limits = {};

	for (; cg; cg = cg->parent) {
		own = csec_store_own(cg, generation, slot);
		if (own)
			add(&limits, own->policy);
	}
	return limits;
}

/* What the policy whose selector matches this very cgroup sets; NULL: none. */
static void set_own(struct csec_cgroup *cg, const struct csec_policy *policy)
{
	static const struct csec_policy nothing;
	const u64 now = ktime_get_ns();

	policy = policy ?: &nothing;
	WRITE_ONCE(cg->max_threads, policy->max_threads ?: INT_MAX);
	WRITE_ONCE(cg->max_processes, policy->max_processes ?: INT_MAX);
	WRITE_ONCE(cg->limits, cg->max_processes * CSEC_CHARGE_PROCESS +
				       cg->max_threads * CSEC_CHARGE_TASK);
	csec_rate_set(&cg->rate[CSEC_RATE_FORK], policy->fork_rate,
		      policy->fork_burst, now);
	csec_rate_set(&cg->rate[CSEC_RATE_EXEC], policy->exec_rate,
		      policy->exec_burst, now);
	WRITE_ONCE(cg->is_slow, is_slow(policy));
}

/**
 * csec_store_set_limits - gives a cgroup the limits of a generation
 * @cg: The cgroup.
 * @live: The live generation.
 * @pending: One that is about to become live; its limits are not in force, but
 *	what they limit is counted. NULL: none.
 *
 * Context: Table lock held.
 */
void csec_store_set_limits(struct csec_cgroup *cg,
			   const struct csec_generation *live,
			   const struct csec_generation *pending)
{
	const struct csec_binding *own =
		csec_store_own(cg, live, CSEC_OWN_LIVE);
	const struct limits limits = find_limits(cg, live, CSEC_OWN_LIVE);
	bool counted = limits.has_counts;

	set_own(cg, own ? own->policy : NULL);
	WRITE_ONCE(cg->is_rated[CSEC_RATE_FORK], limits.has_fork_rate);
	WRITE_ONCE(cg->is_rated[CSEC_RATE_EXEC], limits.has_exec_rate);
	WRITE_ONCE(cg->may_delay, limits.has_delay);
	/* Who is condemned is asked for that, whatever the policy is by now. */
	WRITE_ONCE(cg->is_watched,
		   limits.has_on_bomb || csec_cgroup_is_condemned(cg));
	WRITE_ONCE(cg->is_plain,
		   !cg->is_watched && !cg->is_rated[CSEC_RATE_FORK]);
	if (!counted && pending)
		counted = find_limits(cg, pending, CSEC_OWN_PENDING).has_counts;
	WRITE_ONCE(cg->counted, counted);
}
