/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - immutable policy objects
 *
 * A policy is built by one task (create, add, seal), then published and never
 * changed. Readers need a reference or an RCU read section that began while the
 * policy was live. policy.c compiles in user space for the unit tests.
 */
#ifndef _CSEC_POLICY_H
#define _CSEC_POLICY_H

#include <linux/refcount.h>
#include <linux/rcupdate.h>
#include <linux/types.h>
#include <csec/names.h>

#define CSEC_NO_RULE U32_MAX

struct csec_digests;
struct csec_manifest;

/* Digests of one path; the text of a refusal names the number. */
#define CSEC_NR_DIGESTS_MAX 64

/* Bytes of all strings of one policy together. */
#define CSEC_POLICY_TEXT_MAX (256u << 20)

/**
 * struct csec_rule - one entry of a list of the policy
 * @path: Offset of the path in the text of the policy.
 * @next: Next rule of the same hash bucket, CSEC_NO_RULE: last. Of a manifest: its
 *	index.
 * @line: Line of the policy source, 0: unknown.
 * @extra: Index into the extras of the policy, CSEC_NO_RULE: none.
 * @path_len: Bytes of the path without its NUL.
 * @section: enum csec_section.
 * @is_glob: The path has wildcards or escapes.
 * @is_manifest: It stands for the files of a manifest, and has an empty path.
 */
struct csec_rule {
	u32 path;
	u32 next;
	u32 line;
	u32 extra;
	u16 path_len;
	u8 section;
	u8 is_glob : 1;
	u8 is_manifest : 1;
};

/**
 * struct csec_rule_extra - what few rules have
 * @path_to: Offset of the target path of an inject rule, CSEC_NO_RULE: any.
 * @scripts: Offset of the script globs, each with its NUL.
 * @nr_scripts: Number of script globs.
 * @inline_action: enum csec_action, -1: not said.
 * @has_sha256: @sha256 is set.
 * @sha256: Digest of the content.
 * @applets: Offset of the names of applets, a blank between two; CSEC_NO_RULE:
 *	any.
 */
struct csec_rule_extra {
	u32 path_to;
	u32 scripts;
	u32 applets;
	u16 nr_scripts;
	s8 inline_action;
	bool has_sha256;
	u8 sha256[CSEC_SHA256_LEN];
};

/**
 * struct csec_match - one selector
 * @type: enum csec_match_type.
 * @value: Offset of the text.
 */
struct csec_match {
	u32 type;
	u32 value;
};

/**
 * struct csec_policy_manifest - a manifest of a policy
 * @files: It, with a reference.
 * @rule: Index of the rule that stands for it.
 */
struct csec_policy_manifest {
	struct csec_manifest *files;
	u32 rule;
};

/**
 * struct csec_policy - one policy
 * @usage: References; the store holds one for each generation it is part of.
 * @rcu: Frees the object after the last reader.
 * @name: NUL-terminated.
 * @has: Bit set of enum csec_policy_attr: which sections are present.
 * @mode: enum csec_mode.
 * @action: enum csec_action, by attribute number; valid where @has says so.
 * @libraries: enum csec_libraries.
 * @on_bomb: enum csec_on_bomb.
 * @max_processes: 0: no limit.
 * @max_threads: 0: no limit.
 * @fork_rate: Forks a second, 0: no limit.
 * @fork_burst: Forks.
 * @exec_rate: Execs a second, 0: no limit.
 * @exec_burst: Execs.
 * @on_rate: enum csec_on_rate.
 * @inject: enum csec_inject.
 * @escape_allow: Bits of enum csec_escape.
 * @cap_allow: Capability mask.
 * @cap_deny: Capability mask.
 * @features: Bits of enum csec_feature that the policy asks for; set by seal.
 * @source: Offset of the file name, CSEC_NO_RULE: unknown.
 * @labels: Offsets of "key=value".
 * @nr_labels: Number of @labels.
 * @matches: Selectors.
 * @nr_matches: Number of @matches.
 * @text: All strings, each with its NUL.
 * @text_len: Used bytes of @text.
 * @text_size: Allocated bytes of @text.
 * @rules: All rules in the order they were added.
 * @nr_rules: Number of @rules.
 * @max_rules: Allocated entries of @rules.
 * @extras: What few rules have.
 * @nr_extras: Number of @extras.
 * @max_extras: Allocated entries of @extras.
 * @manifests: Lists of files with digests, in the order of their rules.
 * @nr_manifests: Number of @manifests.
 * @nr_files: Files of all of them.
 * @buckets: Heads of the hash chains of rules that are no globs; by seal.
 * @bucket_bits: log2 of the number of buckets.
 * @globs: Indices of the globs, first those without a wildcard; by seal.
 * @nr_globs: Number of @globs.
 * @nr_escaped: Number of those without a wildcard.
 * @injects: Indices of the rules of inject.allow; by seal.
 * @nr_injects: Number of @injects.
 * @has_rights: Some rule gives a program a right by its path, other than to be
 *	executed; by seal.
 * @origins: Hash of rules, one for each directory that exec.allow lists a path
 *	of; by seal.
 * @origin_bits: log2 of its size.
 *
 * All but @usage and @rcu: written by the builder, immutable after seal.
 */
struct csec_policy {
	refcount_t usage;
	struct rcu_head rcu;
	char name[CSEC_NAME_MAX + 1];
	u32 has;
	u32 mode;
	u8 action[__CSEC_POLICY_A_MAX];
	u32 libraries;
	u32 on_bomb;
	u32 max_processes;
	u32 max_threads;
	u32 fork_rate;
	u32 fork_burst;
	u32 exec_rate;
	u32 exec_burst;
	u32 on_rate;
	u32 inject;
	u64 escape_allow;
	u64 cap_allow;
	u64 cap_deny;
	u64 features;
	u32 source;
	u32 labels[CSEC_NR_LABELS_MAX];
	u32 nr_labels;
	struct csec_match matches[CSEC_NR_MATCHES_MAX];
	u32 nr_matches;

	char *text;
	u32 text_len;
	u32 text_size;
	struct csec_rule *rules;
	u32 nr_rules;
	u32 max_rules;
	struct csec_rule_extra *extras;
	u32 nr_extras;
	u32 max_extras;
	struct csec_policy_manifest manifests[CSEC_NR_MANIFESTS_MAX];
	u32 nr_manifests;
	u32 nr_files;
	u32 *buckets;
	u32 bucket_bits;
	u32 *globs;
	u32 nr_globs;
	u32 nr_escaped;
	u32 *injects;
	u32 nr_injects;
	bool has_rights;
	u32 *origins;
	u32 origin_bits;
};

/**
 * struct csec_manifest_spec - files of a manifest as they arrive
 * @index: Of the manifest: the one that was begun last, or the next one.
 * @line: Of the rule, 0: unknown; counts with the first files of a manifest.
 * @dir: As csec_manifest_add() takes it.
 * @files: Likewise.
 * @len: Likewise.
 */
struct csec_manifest_spec {
	u32 index;
	u32 line;
	const char *dir;
	const u8 *files;
	size_t len;
};

/**
 * struct csec_rule_spec - a rule as it arrives
 * @section: enum csec_section.
 * @path: Not NULL, absolute.
 * @path_to: NULL: any.
 * @sha256: CSEC_SHA256_LEN bytes or NULL.
 * @scripts: Globs.
 * @nr_scripts: Number of @scripts.
 * @inline_action: enum csec_action or -1.
 * @applets: Names, a blank between two; NULL: any.
 * @line: 0: unknown.
 */
struct csec_rule_spec {
	u32 section;
	const char *path;
	const char *path_to;
	const u8 *sha256;
	const char *scripts[CSEC_NR_SCRIPTS_MAX];
	unsigned int nr_scripts;
	int inline_action;
	const char *applets;
	u32 line;
};

static inline bool csec_policy_has(const struct csec_policy *policy,
				   enum csec_policy_attr attr)
{
	return policy->has & (1U << attr);
}

/* The buckets come last and exist even without rules. */
static inline bool csec_policy_is_sealed(const struct csec_policy *policy)
{
	return policy->buckets;
}

/* Whether the section is present and says deny. */
static inline bool csec_policy_denies(const struct csec_policy *policy,
				      enum csec_policy_attr attr)
{
	return csec_policy_has(policy, attr) &&
	       policy->action[attr] == CSEC_ACTION_DENY;
}

/* What its lists have together; each file of a manifest is a rule. */
static inline u32 csec_policy_nr_rules(const struct csec_policy *policy)
{
	return policy->nr_rules - policy->nr_manifests + policy->nr_files;
}

/* Of a rule with is_manifest. */
static inline const struct csec_manifest *
csec_policy_manifest(const struct csec_policy *policy,
		     const struct csec_rule *rule)
{
	return policy->manifests[rule->next].files;
}

static inline const char *csec_policy_text(const struct csec_policy *policy,
					   u32 offset)
{
	return policy->text + offset;
}

struct csec_policy *csec_policy_create(const char *name);
int csec_policy_set(struct csec_policy *policy, enum csec_policy_attr attr,
		    u64 value);
int csec_policy_set_source(struct csec_policy *policy, const char *source);
int csec_policy_add_label(struct csec_policy *policy, const char *label);
int csec_policy_add_match(struct csec_policy *policy, u32 type,
			  const char *value);
int csec_policy_add_text(struct csec_policy *policy, const char *text,
			 u32 *offset);
bool csec_policy_is_path(const char *path);
bool csec_policy_is_extra_valid(const struct csec_rule_spec *spec);
int csec_policy_fill_extra(struct csec_policy *policy,
			   const struct csec_rule_spec *spec,
			   struct csec_rule_extra *extra);
int csec_policy_add_rule(struct csec_policy *policy,
			 const struct csec_rule_spec *spec);
int csec_policy_add_files(struct csec_policy *policy,
			  const struct csec_manifest_spec *spec);
int csec_policy_seal(struct csec_policy *policy, const char **why);
int csec_policy_find_origins(struct csec_policy *policy);
const struct csec_rule *
csec_policy_find_file(const struct csec_policy *policy, const char *path,
		      size_t len, const struct csec_digests *digests,
		      const struct csec_rule *found, bool *is_named);
bool csec_policy_lists_in(const struct csec_policy *policy, const char *dir,
			  size_t len);
struct csec_policy *csec_policy_get(struct csec_policy *policy);
void csec_policy_put(struct csec_policy *policy);

#endif /* _CSEC_POLICY_H */
