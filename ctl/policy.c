// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - the policy model of user space: create, compare, free
 */
#include "policy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"

struct csec_policy *csec_policy_create(const char *name)
{
	struct csec_policy *policy = calloc(1, sizeof(*policy));

	if (!policy)
		return NULL;
	policy->arena = csec_arena_create();
	if (policy->arena)
		policy->name = csec_policy_strndup(policy, name, strlen(name));
	if (!policy->name) {
		csec_policy_free(policy);
		return NULL;
	}
	return policy;
}

void csec_policy_free(struct csec_policy *policy)
{
	if (!policy)
		return;
	csec_arena_free(policy->arena);
	free(policy->rules);
	free(policy);
}

void *csec_policy_alloc(struct csec_policy *policy, size_t size)
{
	return csec_arena_alloc(policy->arena, size);
}

const char *csec_policy_strndup(struct csec_policy *policy, const char *text,
				size_t len)
{
	return csec_arena_strndup(policy->arena, text, len);
}

int csec_policy_set_source(struct csec_policy *policy, const char *source)
{
	policy->source = csec_policy_strndup(policy, source, strlen(source));
	return policy->source ? 0 : -ENOMEM;
}

int csec_policy_add_label(struct csec_policy *policy, const char *label)
{
	const char *copy;

	if (policy->nr_labels == CSEC_NR_LABELS_MAX)
		return -E2BIG;
	if (!policy->labels)
		policy->labels = csec_arena_alloc(
			policy->arena,
			CSEC_NR_LABELS_MAX * sizeof(*policy->labels));
	copy = csec_policy_strndup(policy, label, strlen(label));
	if (!policy->labels || !copy)
		return -ENOMEM;
	policy->labels[policy->nr_labels++] = copy;
	return 0;
}

int csec_policy_add_match(struct csec_policy *policy, enum csec_match_type type,
			  const char *value, uint32_t line)
{
	struct csec_match *match;

	if (policy->nr_matches == CSEC_NR_MATCHES_MAX)
		return -E2BIG;
	if (!policy->matches)
		policy->matches = csec_arena_alloc(
			policy->arena, CSEC_NR_MATCHES_MAX * sizeof(*match));
	value = csec_policy_strndup(policy, value, strlen(value));
	if (!policy->matches || !value)
		return -ENOMEM;
	match = &policy->matches[policy->nr_matches++];
	match->type = type;
	match->value = value;
	match->line = line;
	return 0;
}

/* Replaces what a copied rule points to by copies that the policy owns. */
static int own_rule(struct csec_policy *policy, struct csec_rule *rule)
{
	const char **scripts = NULL;
	uint8_t *sha256 = NULL;
	const size_t path_len = strlen(rule->path);
	unsigned int i;

	rule->dir_len = 0;
	rule->path_len = (uint32_t)path_len;
	rule->path = csec_policy_strndup(policy, rule->path, path_len);
	if (!rule->path)
		return -ENOMEM;
	if (rule->path_to) {
		rule->path_to = csec_policy_strndup(policy, rule->path_to,
						    strlen(rule->path_to));
		if (!rule->path_to)
			return -ENOMEM;
	}
	if (rule->sha256) {
		sha256 = csec_arena_alloc(policy->arena, CSEC_SHA256_LEN);
		if (!sha256)
			return -ENOMEM;
		memcpy(sha256, rule->sha256, CSEC_SHA256_LEN);
		rule->sha256 = sha256;
	}
	if (rule->applets) {
		rule->applets = csec_policy_strndup(policy, rule->applets,
						    strlen(rule->applets));
		if (!rule->applets)
			return -ENOMEM;
	}
	if (rule->nr_scripts) {
		scripts = csec_arena_alloc(policy->arena,
					   rule->nr_scripts * sizeof(*scripts));
		if (!scripts)
			return -ENOMEM;
	}
	for (i = 0; i < rule->nr_scripts; i++) {
		scripts[i] = csec_policy_strndup(policy, rule->scripts[i],
						 strlen(rule->scripts[i]));
		if (!scripts[i])
			return -ENOMEM;
	}
	rule->scripts = scripts;
	return 0;
}

static int reserve_rule(struct csec_policy *policy)
{
	struct csec_rule *rules;
	size_t size;

	if (policy->nr_rules == CSEC_NR_RULES_MAX)
		return -E2BIG;
	if (policy->nr_rules < policy->rules_size)
		return 0;
	size = policy->rules_size ? policy->rules_size * 2 : 32;
	rules = reallocarray(policy->rules, size, sizeof(*rules));
	if (!rules)
		return -ENOMEM;
	policy->rules = rules;
	policy->rules_size = size;
	return 0;
}

int csec_policy_add_rule(struct csec_policy *policy,
			 const struct csec_rule *rule)
{
	struct csec_rule copy = *rule;
	int err;

	if (rule->nr_scripts > CSEC_NR_SCRIPTS_MAX)
		return -E2BIG;
	err = reserve_rule(policy);
	if (!err)
		err = own_rule(policy, &copy);
	if (err)
		return err;
	policy->nr_of[copy.section]++;
	policy->rules[policy->nr_rules++] = copy;
	return 0;
}

int csec_policy_add_file(struct csec_policy *policy,
			 const struct csec_rule *rule, const char *path,
			 size_t path_len, size_t dir_len)
{
	struct csec_rule *copy;
	uint8_t *data;
	int err = reserve_rule(policy);

	if (err)
		return err;
	data = csec_arena_alloc(policy->arena, CSEC_SHA256_LEN + path_len + 1);
	if (!data)
		return -ENOMEM;
	memcpy(data, rule->sha256, CSEC_SHA256_LEN);
	memcpy(data + CSEC_SHA256_LEN, path, path_len);
	policy->nr_of[rule->section]++;
	copy = &policy->rules[policy->nr_rules++];
	*copy = *rule;
	copy->sha256 = data;
	copy->path = (const char *)data + CSEC_SHA256_LEN;
	copy->path_len = (uint32_t)path_len;
	copy->dir_len = (uint16_t)dir_len;
	return 0;
}

uint64_t csec_policy_features(const struct csec_policy *policy)
{
	/* clang-format off */
	static const uint8_t needs[__CSEC_HAS_MAX] = {
		[CSEC_HAS_MAX_PROCESSES]	= CSEC_FEATURE_PROCESSES_MAX,
		[CSEC_HAS_MAX_THREADS]		= CSEC_FEATURE_PROCESSES_THREADS,
		[CSEC_HAS_FORK_RATE]		= CSEC_FEATURE_PROCESSES_FORK_RATE,
		[CSEC_HAS_FORK_BURST]		= CSEC_FEATURE_PROCESSES_FORK_RATE,
		[CSEC_HAS_ON_BOMB]		= CSEC_FEATURE_PROCESSES_ON_BOMB,
		[CSEC_HAS_EXEC_DEFAULT]		= CSEC_FEATURE_EXEC,
		[CSEC_HAS_EXEC_DRIFT]		= CSEC_FEATURE_EXEC_DRIFT,
		[CSEC_HAS_EXEC_LIBRARIES]	= CSEC_FEATURE_EXEC_LIBRARIES,
		[CSEC_HAS_SHELL_REVERSE]	= CSEC_FEATURE_SHELLS_REVERSE,
		[CSEC_HAS_SHELL_BIND]		= CSEC_FEATURE_SHELLS_BIND,
		[CSEC_HAS_SHELL_CONNECT]	= CSEC_FEATURE_SHELLS_CONNECT,
		[CSEC_HAS_JIT_DEFAULT]		= CSEC_FEATURE_MEMORY,
		[CSEC_HAS_INJECT_DEFAULT]	= CSEC_FEATURE_INJECT,
		[CSEC_HAS_CAP_DEFAULT]		= CSEC_FEATURE_CAPABILITIES,
		[CSEC_HAS_CAP_ALLOW]		= CSEC_FEATURE_CAPABILITIES,
		[CSEC_HAS_CAP_DENY]		= CSEC_FEATURE_CAPABILITIES,
		[CSEC_HAS_EXEC_RATE]		= CSEC_FEATURE_PROCESSES_EXEC_RATE,
		[CSEC_HAS_EXEC_BURST]		= CSEC_FEATURE_PROCESSES_EXEC_RATE,
		[CSEC_HAS_ON_RATE]		= CSEC_FEATURE_PROCESSES_ON_RATE,
		[CSEC_HAS_EXEC_WRITES]		= CSEC_FEATURE_EXEC_WRITES,
		[CSEC_HAS_ESCAPE_DEFAULT]	= CSEC_FEATURE_ESCAPE,
		[CSEC_HAS_ESCAPE_ALLOW]		= CSEC_FEATURE_ESCAPE,
	};
	/* clang-format on */
	uint64_t features = 0;
	size_t i;

	for (i = 0; i < __CSEC_HAS_MAX; i++) {
		if (csec_policy_has(policy, i))
			features |= 1ull << needs[i];
	}
	for (i = 0; i < policy->nr_rules; i++) {
		if (policy->rules[i].section != CSEC_SECTION_EXEC)
			continue;
		if (policy->rules[i].sha256)
			features |= 1ull << CSEC_FEATURE_EXEC_SHA256;
		if (policy->rules[i].nr_scripts || policy->rules[i].has_inline)
			features |= 1ull << CSEC_FEATURE_EXEC_SCRIPTS;
		if (policy->rules[i].applets)
			features |= 1ull << CSEC_FEATURE_EXEC_APPLETS;
	}
	for (i = 0; i < policy->nr_matches; i++) {
		if (policy->matches[i].type != CSEC_MATCH_CGROUP)
			features |= 1ull << CSEC_FEATURE_MATCH_CONTAINER;
	}
	if (policy->mode == CSEC_MODE_LEARN)
		features |= 1ull << CSEC_FEATURE_LEARN;
	return features;
}

size_t csec_policy_count(const struct csec_policy *policy,
			 enum csec_section section)
{
	return policy->nr_of[section];
}

struct csec_policy_set *csec_policy_set_create(void)
{
	return calloc(1, sizeof(struct csec_policy_set));
}

void csec_policy_set_free(struct csec_policy_set *set)
{
	size_t i;

	if (!set)
		return;
	for (i = 0; i < set->nr; i++)
		csec_policy_free(set->policies[i]);
	free(set->policies);
	free(set);
}

int csec_policy_set_add(struct csec_policy_set *set, struct csec_policy *policy)
{
	struct csec_policy **policies;
	size_t size;

	if (csec_policy_set_find(set, policy->name))
		return -EEXIST;
	if (set->nr == CSEC_NR_POLICIES_MAX)
		return -E2BIG;
	if (set->nr == set->size) {
		size = set->size ? set->size * 2 : 8;
		policies = reallocarray(set->policies, size, sizeof(*policies));
		if (!policies)
			return -ENOMEM;
		set->policies = policies;
		set->size = size;
	}
	set->policies[set->nr++] = policy;
	return 0;
}

struct csec_policy *csec_policy_set_find(const struct csec_policy_set *set,
					 const char *name)
{
	size_t i;

	for (i = 0; i < set->nr; i++) {
		if (!strcmp(set->policies[i]->name, name))
			return set->policies[i];
	}
	return NULL;
}
