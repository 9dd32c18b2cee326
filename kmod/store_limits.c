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

#include "store_index.h"

static bool has_counts(const struct csec_policy *policy)
{
	return policy->max_threads || policy->max_processes ||
	       policy->fork_rate;
}

static bool has_fork_rate(const struct csec_policy *policy)
{
	return policy->fork_rate;
}

static bool has_exec_rate(const struct csec_policy *policy)
{
	return policy->exec_rate;
}

static bool has_on_bomb(const struct csec_policy *policy)
{
	return csec_policy_has(policy, CSEC_POLICY_A_ON_BOMB);
}

/* Whether some cgroup at or above has such a limit in this generation. */
static bool is_limited(const struct csec_generation *generation,
		       const struct csec_cgroup *cg,
		       bool (*has)(const struct csec_policy *policy))
{
	const struct csec_binding *binding;

	if (!generation)
		return false;
	for (cg = csec_store_named(cg); cg; cg = cg->parent) {
		binding = csec_index_find(generation->index, cg->path);
		if (binding && has(binding->policy))
			return true;
	}
	return false;
}

/* What the policy whose selector matches this very cgroup sets; NULL: none. */
static void set_own(struct csec_cgroup *cg, const struct csec_policy *policy)
{
	static const struct csec_policy nothing;

	policy = policy ?: &nothing;
	WRITE_ONCE(cg->max_threads, policy->max_threads ?: INT_MAX);
	WRITE_ONCE(cg->max_processes, policy->max_processes ?: INT_MAX);
	WRITE_ONCE(cg->limits, cg->max_processes * CSEC_CHARGE_PROCESS +
				       cg->max_threads * CSEC_CHARGE_TASK);
	csec_rate_set(&cg->rate[CSEC_RATE_FORK], policy->fork_rate,
		      policy->fork_burst);
	csec_rate_set(&cg->rate[CSEC_RATE_EXEC], policy->exec_rate,
		      policy->exec_burst);
	/* Where nothing is enforced nobody waits: it is reported. */
	WRITE_ONCE(cg->is_slow, policy->on_rate == CSEC_ON_RATE_SLOW &&
					policy->mode == CSEC_MODE_ENFORCE);
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
	const struct csec_binding *own = csec_index_find(live->index, cg->path);

	lockdep_assert_held(&csec_table_lock);
	set_own(cg, own ? own->policy : NULL);
	WRITE_ONCE(cg->is_rated[CSEC_RATE_FORK],
		   is_limited(live, cg, has_fork_rate));
	WRITE_ONCE(cg->is_rated[CSEC_RATE_EXEC],
		   is_limited(live, cg, has_exec_rate));
	WRITE_ONCE(cg->is_watched, is_limited(live, cg, has_on_bomb));
	WRITE_ONCE(cg->counted, is_limited(live, cg, has_counts) ||
					is_limited(pending, cg, has_counts));
}
