// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - the directories of the programs that a policy lists
 *
 * An open hash of rules, one for each directory, which grows while it is built:
 * a million files are in a few thousand directories.
 */
#include "policy.h"

#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "manifest.h"
#include "match.h"

enum {
	FIRST_BITS = 4,
	/* Rules looked at between two offers to reschedule. */
	RESCHED_RULES = 4096,
};

/**
 * struct origins - the table while it is built
 * @slots: Index of a rule, CSEC_NO_RULE: free.
 * @bits: log2 of the number of slots.
 * @nr: Used ones, at most half.
 */
struct origins {
	u32 *slots;
	u32 bits;
	u32 nr;
};

/* Length of the directory of a rule's path, 0: the root. */
static size_t dir_len(const struct csec_policy *policy, u32 index)
{
	const char *path = csec_policy_text(policy, policy->rules[index].path);

	return strrchr(path, '/') - path;
}

/* The slot that has the directory, or the free one where it belongs. */
static u32 *find_slot(const struct csec_policy *policy, u32 *slots, u32 bits,
		      const char *dir, size_t len)
{
	const u32 mask = (1U << bits) - 1;
	u32 at = csec_match_hash(dir, len) & mask;

	while (slots[at] != CSEC_NO_RULE &&
	       (dir_len(policy, slots[at]) != len ||
		memcmp(csec_policy_text(policy, policy->rules[slots[at]].path),
		       dir, len)))
		at = (at + 1) & mask;
	return &slots[at];
}

static int resize(const struct csec_policy *policy, struct origins *origins,
		  u32 bits)
{
	const size_t size = sizeof(u32) << bits;
	u32 *slots = kvmalloc(size, GFP_KERNEL_ACCOUNT);
	u32 i;

	if (!slots)
		return -ENOMEM;
	memset(slots, 0xff, size);
	for (i = 0; origins->slots && i < 1U << origins->bits; i++) {
		const u32 index = origins->slots[i];

		if (index != CSEC_NO_RULE)
			*find_slot(policy, slots, bits,
				   csec_policy_text(policy,
						    policy->rules[index].path),
				   dir_len(policy, index)) = index;
	}
	kvfree(origins->slots);
	origins->slots = slots;
	origins->bits = bits;
	return 0;
}

static int add_origin(const struct csec_policy *policy, struct origins *origins,
		      u32 index)
{
	const struct csec_rule *rule = &policy->rules[index];
	size_t len;
	u32 *slot;
	int err = 0;

	if (rule->section != CSEC_SECTION_EXEC || rule->is_glob ||
	    rule->is_manifest)
		return 0;
	len = dir_len(policy, index);
	if (!len)
		return 0;
	if (!origins->slots)
		err = resize(policy, origins, FIRST_BITS);
	else if (origins->nr >= 1U << (origins->bits - 1))
		err = resize(policy, origins, origins->bits + 1);
	if (err)
		return err;
	slot = find_slot(policy, origins->slots, origins->bits,
			 csec_policy_text(policy, rule->path), len);
	if (*slot == CSEC_NO_RULE) {
		*slot = index;
		origins->nr++;
	}
	return 0;
}

/**
 * csec_policy_find_origins - gathers the directories of exec.allow
 * @policy: Complete, not sealed yet.
 *
 * Context: The task that builds @policy; may sleep.
 * Return: 0; -ENOMEM, with nothing changed.
 */
int csec_policy_find_origins(struct csec_policy *policy)
{
	struct origins origins = {};
	int err = 0;
	u32 i;

	for (i = 0; !err && i < policy->nr_rules; i++) {
		err = add_origin(policy, &origins, i);
		if (i % RESCHED_RULES == RESCHED_RULES - 1)
			cond_resched();
	}
	if (err) {
		kvfree(origins.slots);
		return err;
	}
	kvfree(policy->origins);
	policy->origins = origins.slots;
	policy->origin_bits = origins.bits;
	return 0;
}

/**
 * csec_policy_lists_in - whether exec.allow lists a path of one directory
 * @policy: Sealed.
 * @dir: Absolute, not terminated.
 * @len: Bytes of @dir; 0: the root, which counts for nothing.
 *
 * Context: Any in which @policy is alive.
 * Return: true when it does, by a path without wildcards.
 */
bool csec_policy_lists_in(const struct csec_policy *policy, const char *dir,
			  size_t len)
{
	u32 i;

	if (!len)
		return false;
	for (i = 0; i < policy->nr_manifests; i++)
		if (csec_manifest_lists_in(policy->manifests[i].files, dir,
					   len))
			return true;
	return policy->origins &&
	       *find_slot(policy, policy->origins, policy->origin_bits, dir,
			  len) != CSEC_NO_RULE;
}
