// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - the last step of building a policy: check the whole, index, freeze
 */
#include "policy.h"

#include <linux/bits.h>
#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "manifest.h"
#include "match.h"

enum {
	/* Rules linked between two offers to reschedule. */
	RESCHED_RULES = 4096,
	/* Less is not worth another allocation. */
	TRIM_BYTES = 4096,
};

static_assert(__CSEC_FEATURE_MAX <=
	      BITS_PER_BYTE * sizeof_field(struct csec_policy, features));

static u32 used_sections(const struct csec_policy *policy)
{
	u32 sections = 0;
	u32 i;

	for (i = 0; i < policy->nr_rules; i++)
		sections |= 1U << policy->rules[i].section;
	return sections;
}

/* Returns what is missing or contradictory, NULL: nothing. */
static const char *find_fault(const struct csec_policy *policy)
{
	const u32 sections = used_sections(policy);

	if (!csec_policy_has(policy, CSEC_POLICY_A_MODE))
		return "policy has no mode";
	if (!policy->nr_matches)
		return "policy has no match";
	if ((sections & (1U << CSEC_SECTION_EXEC)) &&
	    !csec_policy_has(policy, CSEC_POLICY_A_EXEC_DEFAULT))
		return "exec has rules but no default";
	if ((sections & (1U << CSEC_SECTION_JIT)) &&
	    !csec_policy_has(policy, CSEC_POLICY_A_JIT_DEFAULT))
		return "memory.jit has rules but no default";
	if ((sections & (1U << CSEC_SECTION_INJECT)) &&
	    !csec_policy_has(policy, CSEC_POLICY_A_INJECT_DEFAULT))
		return "inject has rules but no default";
	if ((csec_policy_has(policy, CSEC_POLICY_A_CAP_ALLOW) ||
	     csec_policy_has(policy, CSEC_POLICY_A_CAP_DENY)) &&
	    !csec_policy_has(policy, CSEC_POLICY_A_CAP_DEFAULT))
		return "capabilities has rules but no default";
	if (csec_policy_has(policy, CSEC_POLICY_A_ESCAPE_ALLOW) &&
	    !csec_policy_has(policy, CSEC_POLICY_A_ESCAPE_DEFAULT))
		return "escape has rules but no default";
	return NULL;
}

static u64 feature_if(bool is_wanted, enum csec_feature feature)
{
	return is_wanted ? BIT_ULL(feature) : 0;
}

static u64 find_list_features(const struct csec_policy *policy)
{
	u64 features =
		feature_if(policy->nr_manifests, CSEC_FEATURE_EXEC_SHA256);
	u32 i;

	for (i = 0; i < policy->nr_extras; i++) {
		const struct csec_rule_extra *extra = &policy->extras[i];

		features |=
			feature_if(extra->has_sha256, CSEC_FEATURE_EXEC_SHA256);
		features |= feature_if(extra->nr_scripts ||
					       extra->inline_action >= 0,
				       CSEC_FEATURE_EXEC_SCRIPTS);
		features |= feature_if(extra->applets != CSEC_NO_RULE,
				       CSEC_FEATURE_EXEC_APPLETS);
	}
	for (i = 0; i < policy->nr_matches; i++)
		features |=
			feature_if(policy->matches[i].type != CSEC_MATCH_CGROUP,
				   CSEC_FEATURE_MATCH_CONTAINER);
	return features;
}

/* What allows anything, like "drift: allow", asks for nothing. */
static u64 find_action_features(const struct csec_policy *policy)
{
	static const u8 features_of[__CSEC_POLICY_A_MAX] = {
		[CSEC_POLICY_A_EXEC_DRIFT] = CSEC_FEATURE_EXEC_DRIFT,
		[CSEC_POLICY_A_SHELL_REVERSE] = CSEC_FEATURE_SHELLS_REVERSE,
		[CSEC_POLICY_A_SHELL_BIND] = CSEC_FEATURE_SHELLS_BIND,
		[CSEC_POLICY_A_SHELL_CONNECT] = CSEC_FEATURE_SHELLS_CONNECT,
		[CSEC_POLICY_A_JIT_DEFAULT] = CSEC_FEATURE_MEMORY,
		[CSEC_POLICY_A_CAP_DEFAULT] = CSEC_FEATURE_CAPABILITIES,
		[CSEC_POLICY_A_EXEC_WRITES] = CSEC_FEATURE_EXEC_WRITES,
		[CSEC_POLICY_A_ESCAPE_DEFAULT] = CSEC_FEATURE_ESCAPE,
	};
	u64 features = 0;
	u32 attr;

	for (attr = 0; attr < __CSEC_POLICY_A_MAX; attr++)
		features |= feature_if(features_of[attr] &&
					       csec_policy_denies(policy, attr),
				       features_of[attr]);
	return features;
}

static u64 find_features(const struct csec_policy *policy)
{
	u64 features = find_list_features(policy);

	features |= find_action_features(policy);
	features |=
		feature_if(csec_policy_has(policy, CSEC_POLICY_A_EXEC_DEFAULT),
			   CSEC_FEATURE_EXEC);
	/* A denied list of programs says what may be a library, too. */
	features |= feature_if(
		policy->libraries != CSEC_LIBRARIES_ANY ||
			csec_policy_denies(policy, CSEC_POLICY_A_EXEC_DEFAULT),
		CSEC_FEATURE_EXEC_LIBRARIES);
	features |=
		feature_if(policy->max_processes, CSEC_FEATURE_PROCESSES_MAX);
	features |=
		feature_if(policy->max_threads, CSEC_FEATURE_PROCESSES_THREADS);
	features |= feature_if(policy->fork_rate || policy->fork_burst,
			       CSEC_FEATURE_PROCESSES_FORK_RATE);
	features |= feature_if(csec_policy_has(policy, CSEC_POLICY_A_ON_BOMB),
			       CSEC_FEATURE_PROCESSES_ON_BOMB);
	features |= feature_if(policy->exec_rate || policy->exec_burst,
			       CSEC_FEATURE_PROCESSES_EXEC_RATE);
	features |= feature_if(policy->on_rate != CSEC_ON_RATE_DENY,
			       CSEC_FEATURE_PROCESSES_ON_RATE);
	features |= feature_if(policy->inject != CSEC_INJECT_ALLOW,
			       CSEC_FEATURE_INJECT);
	features |= feature_if(policy->cap_deny, CSEC_FEATURE_CAPABILITIES);
	features |=
		feature_if(policy->mode == CSEC_MODE_LEARN, CSEC_FEATURE_LEARN);
	return features;
}

static const u8 *digest_of(const struct csec_policy *policy,
			   const struct csec_rule *rule)
{
	const struct csec_rule_extra *extra;

	if (rule->extra == CSEC_NO_RULE)
		return NULL;
	extra = &policy->extras[rule->extra];
	return extra->has_sha256 ? extra->sha256 : NULL;
}

static bool is_same_digest(const u8 *a, const u8 *b)
{
	return a == b || (a && b && !memcmp(a, b, CSEC_SHA256_LEN));
}

static bool has_same_path(const struct csec_policy *policy,
			  const struct csec_rule *a, const struct csec_rule *b)
{
	return a->section == b->section && a->path_len == b->path_len &&
	       !memcmp(csec_policy_text(policy, a->path),
		       csec_policy_text(policy, b->path), a->path_len);
}

/*
 * Links a rule into its bucket. One that repeats an earlier rule is left out: it
 * could never be found. A path may have several digests, but not so many that
 * looking them through takes long. Returns false when it has too many.
 */
static bool link_rule(struct csec_policy *policy, u32 *buckets, u32 mask,
		      u32 index)
{
	struct csec_rule *rule = &policy->rules[index];
	const char *path = csec_policy_text(policy, rule->path);
	const u8 *digest = digest_of(policy, rule);
	u32 *at = &buckets[csec_match_hash(path, rule->path_len) & mask];
	u32 nr_same = 0;

	for (; *at != CSEC_NO_RULE; at = &policy->rules[*at].next) {
		const struct csec_rule *other = &policy->rules[*at];

		if (!has_same_path(policy, other, rule))
			continue;
		if (is_same_digest(digest_of(policy, other), digest))
			return true;
		nr_same++;
	}
	/* At the end: of equal paths the first one added is found first. */
	rule->next = CSEC_NO_RULE;
	*at = index;
	return nr_same < CSEC_NR_DIGESTS_MAX;
}

static bool has_wildcard(const struct csec_policy *policy, u32 index)
{
	return csec_match_has_wildcard(
		csec_policy_text(policy, policy->rules[index].path));
}

/* By the path of a program; what it may execute is another matter. */
static bool gives_right(const struct csec_rule *rule)
{
	return rule->section == CSEC_SECTION_JIT ||
	       rule->section == CSEC_SECTION_INJECT ||
	       rule->section == CSEC_SECTION_SHELL_EXEMPT;
}

static bool link_rules(struct csec_policy *policy, u32 *buckets, u32 *globs,
		       u32 *injects)
{
	const u32 mask = (1U << policy->bucket_bits) - 1;
	u32 nr_globs = policy->nr_escaped, nr_escaped = 0, nr_injects = 0;
	u32 i;

	memset(buckets, 0xff, ((size_t)mask + 1) * sizeof(*buckets));
	for (i = 0; i < policy->nr_rules; i++) {
		if (policy->rules[i].is_glob)
			globs[has_wildcard(policy, i) ? nr_globs++ :
							nr_escaped++] = i;
		else if (!policy->rules[i].is_manifest &&
			 !link_rule(policy, buckets, mask, i))
			return false;
		/* Of these each pair counts: a list of their own, all of it. */
		if (policy->rules[i].section == CSEC_SECTION_INJECT)
			injects[nr_injects++] = i;
		policy->has_rights |= gives_right(&policy->rules[i]);
		if (i % RESCHED_RULES == RESCHED_RULES - 1)
			cond_resched();
	}
	return true;
}

/* At least one: NULL means that there is no memory. */
static u32 *alloc_indices(u32 nr)
{
	return kvmalloc_array(max_t(u32, nr, 1), sizeof(u32),
			      GFP_KERNEL_ACCOUNT);
}

/*
 * An array to which nothing will be added, without the room for more: it grew by
 * doubling. Returns the same array where there is no memory for another one.
 */
static void *trim(void *array, u32 used, u32 *max, size_t entry_size)
{
	void *smaller;

	if (*max - used < TRIM_BYTES / entry_size)
		return array;
	smaller = kvmalloc_array(max_t(u32, used, 1), entry_size,
				 GFP_KERNEL_ACCOUNT);
	if (!smaller)
		return array;
	memcpy(smaller, array, used * entry_size);
	kvfree(array);
	*max = used;
	return smaller;
}

static void trim_all(struct csec_policy *policy)
{
	policy->text =
		trim(policy->text, policy->text_len, &policy->text_size, 1);
	policy->rules = trim(policy->rules, policy->nr_rules,
			     &policy->max_rules, sizeof(*policy->rules));
	policy->extras = trim(policy->extras, policy->nr_extras,
			      &policy->max_extras, sizeof(*policy->extras));
}

/* Those that another policy has are sealed already. */
static int seal_manifests(struct csec_policy *policy, const char **why)
{
	int err = 0;
	u32 i;

	for (i = 0; !err && i < policy->nr_manifests; i++)
		if (!csec_manifest_is_sealed(policy->manifests[i].files))
			err = csec_manifest_seal(policy->manifests[i].files,
						 why);
	return err;
}

/**
 * csec_policy_seal - Completes a policy: after this it never changes
 * @policy: Not sealed.
 * @why: Set to a text for the user with -EINVAL, otherwise to NULL.
 *
 * Context: The task that builds @policy; may sleep.
 * Return: 0, or
 * * -EINVAL - The mode or every selector is missing, a list has rules without the
 *   default of its section, or a path has too many digests.
 * * -ENOMEM - Out of memory; may be tried again.
 * * -EINTR - The task is being killed.
 */
int csec_policy_seal(struct csec_policy *policy, const char **why)
{
	u32 *buckets, *globs, *injects;
	u32 bits = 0;
	int err;

	*why = WARN_ON_ONCE(policy->buckets) ? "policy is sealed" :
					       find_fault(policy);
	if (*why)
		return -EINVAL;
	err = seal_manifests(policy, why);
	if (err)
		return err;
	err = -ENOMEM;
	while ((1U << bits) < policy->nr_rules)
		bits++;
	buckets = alloc_indices(1U << bits);
	globs = alloc_indices(policy->nr_globs);
	injects = alloc_indices(policy->nr_injects);
	if (!buckets || !globs || !injects || csec_policy_find_origins(policy))
		goto err_free;
	policy->bucket_bits = bits;
	if (!link_rules(policy, buckets, globs, injects)) {
		*why = "one path has more than 64 digests";
		err = -EINVAL;
		goto err_free;
	}
	policy->features = find_features(policy);
	policy->globs = globs;
	policy->injects = injects;
	policy->buckets = buckets;
	trim_all(policy);
	return 0;

err_free:
	kvfree(injects);
	kvfree(globs);
	kvfree(buckets);
	return err;
}
