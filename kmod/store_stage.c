// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - which policy governs which cgroup: transactions before their commit
 */
#include "store_internal.h"

#include <linux/err.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "manifest.h"

static int grow_stage(struct csec_stage *stage)
{
	u32 size = stage->size ? 2 * stage->size : 16;
	struct csec_policy **policies;

	if (stage->nr < stage->size)
		return 0;
	policies = kvmalloc_array(size, sizeof(*policies), GFP_KERNEL_ACCOUNT);
	if (!policies)
		return -ENOMEM;
	if (stage->nr)
		memcpy(policies, stage->policies,
		       stage->nr * sizeof(*policies));
	kvfree(stage->policies);
	stage->policies = policies;
	stage->size = size;
	return 0;
}

static int stage_live(struct csec_stage *stage,
		      const struct csec_generation *live)
{
	u32 i;
	int err;

	for (i = 0; i < live->nr_policies; i++) {
		err = grow_stage(stage);
		if (err)
			return err;
		stage->policies[stage->nr++] =
			csec_policy_get(live->bindings[i].policy);
	}
	return 0;
}

/**
 * csec_stage_begin - opens a transaction
 * @has_expected: @expected counts.
 * @expected: The generation that must be live.
 * @prune: Start from no policies instead of the live ones.
 * @why: Text of a refusal.
 * @err: -ESTALE: another generation is live; -ENOMEM.
 *
 * Context: Process, may sleep. Takes the store mutex.
 * Return: the stage, to be freed with csec_stage_free(); NULL on error.
 */
struct csec_stage *csec_stage_begin(bool has_expected, u64 expected, bool prune,
				    const char **why, int *err)
{
	const struct csec_generation *live;
	struct csec_stage *stage;

	stage = kzalloc(sizeof(*stage), GFP_KERNEL_ACCOUNT);
	*why = "out of memory";
	*err = -ENOMEM;
	if (!stage)
		return NULL;
	live = csec_store_lock();
	stage->base = live->id;
	if (has_expected && expected != stage->base) {
		*why = "another generation is live";
		*err = -ESTALE;
	} else {
		*err = prune ? 0 : stage_live(stage, live);
	}
	csec_store_unlock();
	if (!*err)
		return stage;
	csec_stage_free(stage);
	return NULL;
}

/**
 * csec_stage_free - drops a transaction
 * @stage: May be NULL.
 *
 * Context: Process.
 */
void csec_stage_free(struct csec_stage *stage)
{
	u32 i;

	if (!stage)
		return;
	for (i = 0; i < stage->nr; i++)
		csec_policy_put(stage->policies[i]);
	kvfree(stage->policies);
	kfree(stage);
}

static s64 find_staged(const struct csec_stage *stage, const char *name)
{
	u32 i;

	for (i = 0; i < stage->nr; i++)
		if (!strcmp(stage->policies[i]->name, name))
			return i;
	return -1;
}

static void remove_staged(struct csec_stage *stage, u32 index)
{
	csec_policy_put(stage->policies[index]);
	memmove(&stage->policies[index], &stage->policies[index + 1],
		(stage->nr - index - 1) * sizeof(*stage->policies));
	stage->nr--;
}

/**
 * csec_stage_add - adds a policy to a transaction
 * @stage: The transaction.
 * @policy: Under construction; its reference goes to the stage on success.
 *
 * Replaces a policy of the same name that is live.
 *
 * Context: Process, may sleep.
 * Return: 0; -EEXIST: the transaction added one of that name already; -E2BIG:
 * too many policies; -ENOMEM.
 */
int csec_stage_add(struct csec_stage *stage, struct csec_policy *policy)
{
	s64 index = find_staged(stage, policy->name);
	int err;

	if (index >= 0 && index >= stage->nr - stage->nr_new)
		return -EEXIST;
	if (index < 0 && stage->nr == CSEC_NR_POLICIES_MAX)
		return -E2BIG;
	err = grow_stage(stage);
	if (err)
		return err;
	if (index >= 0)
		remove_staged(stage, index);
	stage->policies[stage->nr++] = policy;
	stage->nr_new++;
	return 0;
}

/**
 * csec_stage_last - the policy that was added last
 * @stage: The transaction.
 *
 * Context: Any.
 * Return: the policy, which may still be changed; NULL: none was added.
 */
struct csec_policy *csec_stage_last(struct csec_stage *stage)
{
	return stage->nr_new ? stage->policies[stage->nr - 1] : NULL;
}

/**
 * csec_stage_delete - takes a policy out of a transaction
 * @stage: The transaction.
 * @name: Of the policy.
 *
 * Context: Process.
 * Return: 0; -ENOENT: no such policy.
 */
int csec_stage_delete(struct csec_stage *stage, const char *name)
{
	s64 index = find_staged(stage, name);

	if (index < 0)
		return -ENOENT;
	if (index >= stage->nr - stage->nr_new)
		stage->nr_new--;
	remove_staged(stage, index);
	return 0;
}

/* Of one policy, with a reference, sealed; NULL: it has none like @wanted; -EINTR. */
static struct csec_manifest *find_equal_in(const struct csec_policy *policy,
					   struct csec_manifest *wanted)
{
	int ret = fatal_signal_pending(current) ? -EINTR : 0;
	u32 i;

	for (i = 0; !ret && i < policy->nr_manifests; i++) {
		struct csec_manifest *manifest = policy->manifests[i].files;

		if (!csec_manifest_is_sealed(manifest))
			continue;
		ret = csec_manifest_equals(manifest, wanted);
		if (ret > 0)
			return csec_manifest_get(manifest);
	}
	cond_resched();
	return ERR_PTR(ret);
}

/* What is live may be about to be replaced: it need not be in the stage. */
static struct csec_manifest *find_equal(const struct csec_stage *stage,
					const struct csec_generation *live,
					struct csec_manifest *wanted)
{
	struct csec_manifest *found = NULL;
	u32 i;

	for (i = 0; !found && i < live->nr_policies; i++)
		found = find_equal_in(live->bindings[i].policy, wanted);
	for (i = stage->nr - stage->nr_new; !found && i < stage->nr; i++)
		found = find_equal_in(stage->policies[i], wanted);
	return found;
}

/* A manifest of several policies takes its memory once. */
static int share_manifests(const struct csec_stage *stage,
			   const struct csec_generation *live,
			   struct csec_policy *policy)
{
	struct csec_manifest *found;
	u32 i;

	for (i = 0; i < policy->nr_manifests; i++) {
		found = find_equal(stage, live, policy->manifests[i].files);
		if (IS_ERR(found))
			return PTR_ERR(found);
		if (!found)
			continue;
		csec_manifest_put(policy->manifests[i].files);
		policy->manifests[i].files = found;
	}
	return 0;
}

/**
 * csec_stage_seal - completes the policies that a transaction added
 * @stage: The transaction.
 * @live: The live generation.
 * @nr_rules: Rules that the sender says to have added.
 * @why: Text of a refusal.
 *
 * Context: Process, may sleep; store mutex held.
 * Return: 0; -EINVAL: a policy is not complete or the number differs; -EINTR: the
 * task is being killed; -ENOMEM.
 */
int csec_stage_seal(struct csec_stage *stage,
		    const struct csec_generation *live, u32 nr_rules,
		    const char **why)
{
	u32 i, nr = 0;
	int err;

	for (i = stage->nr - stage->nr_new; i < stage->nr; i++)
		nr += csec_policy_nr_rules(stage->policies[i]);
	if (nr != nr_rules) {
		*why = "number of rules does not agree with what arrived";
		return -EINVAL;
	}
	for (i = stage->nr - stage->nr_new; i < stage->nr; i++) {
		err = share_manifests(stage, live, stage->policies[i]);
		if (!err)
			err = csec_policy_seal(stage->policies[i], why);
		if (err)
			return err;
	}
	return 0;
}
