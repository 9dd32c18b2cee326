/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - the policy model of user space: create, compare, free
 *
 * Mirrors the attributes of include/uapi/linux/csec.h. Whoever reads a text
 * or a kernel dump builds a policy with the functions below, and nobody
 * changes it afterwards. All memory of a policy comes from its own arena;
 * strings are copied into it, so a million rules cost 48 bytes each plus
 * their paths.
 */
#ifndef _CSEC_CTL_POLICY_H
#define _CSEC_CTL_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <csec/names.h>

/* Which optional values of a policy are present, as bit numbers. */
enum csec_policy_has {
	CSEC_HAS_MAX_PROCESSES,
	CSEC_HAS_MAX_THREADS,
	CSEC_HAS_FORK_RATE,
	CSEC_HAS_FORK_BURST,
	CSEC_HAS_ON_BOMB,
	CSEC_HAS_EXEC_DEFAULT,
	CSEC_HAS_EXEC_DRIFT,
	CSEC_HAS_EXEC_LIBRARIES,
	CSEC_HAS_SHELL_REVERSE,
	CSEC_HAS_SHELL_BIND,
	CSEC_HAS_SHELL_CONNECT,
	CSEC_HAS_JIT_DEFAULT,
	CSEC_HAS_INJECT_DEFAULT,
	CSEC_HAS_CAP_DEFAULT,
	CSEC_HAS_CAP_ALLOW,
	CSEC_HAS_CAP_DENY,
	CSEC_HAS_EXEC_RATE,
	CSEC_HAS_EXEC_BURST,
	CSEC_HAS_ON_RATE,
	CSEC_HAS_EXEC_WRITES,
	CSEC_HAS_ESCAPE_DEFAULT,
	CSEC_HAS_ESCAPE_ALLOW,

	__CSEC_HAS_MAX,
	CSEC_HAS_MAX = __CSEC_HAS_MAX - 1
};

/* Sections of the text, for line numbers in findings. */
enum csec_part {
	CSEC_PART_DOCUMENT,
	CSEC_PART_MATCH,
	CSEC_PART_PROCESSES,
	CSEC_PART_EXEC,
	CSEC_PART_SHELLS,
	CSEC_PART_MEMORY,
	CSEC_PART_INJECT,
	CSEC_PART_CAPABILITIES,
	CSEC_PART_ESCAPE,

	__CSEC_PART_MAX,
	CSEC_PART_MAX = __CSEC_PART_MAX - 1
};

/**
 * struct csec_match - one selector
 * @type: What @value is.
 * @value: Absolute cgroup glob, or a name, an image, a "key=value" label.
 * @line: Line in the source, 0: unknown (not compared).
 */
struct csec_match {
	enum csec_match_type type;
	const char *value;
	uint32_t line;
};

/**
 * struct csec_rule - one entry of a list
 * @path: Absolute path or glob; never NULL.
 * @path_to: Target of an inject rule, NULL: any (or not an inject rule).
 * @sha256: CSEC_SHA256_LEN bytes, NULL: any content.
 * @scripts: Globs of what an interpreter may be given.
 * @applets: Names of what a multi-call file may be, a blank between two; NULL:
 *	anything.
 * @line: Line in the source, 0: unknown (not compared).
 * @nr_scripts: How many.
 * @section: enum csec_section.
 * @has_inline: @inline_action is meaningful.
 * @inline_action: enum csec_action for -c and standard input.
 * @is_builtin: Added by the parser, not written by the user (not compared).
 *	csec_format_*() leaves it out.
 * @manifest: Number of the manifest of the policy that it is from, the first one is
 *	1; 0: none (not compared).
 * @path_len: Bytes of @path; set when the rule is added.
 * @dir_len: Those of its directory with the slash, when @path is known to be no
 *	pattern; 0: unknown (not compared).
 */
struct csec_rule {
	const char *path;
	const char *path_to;
	const uint8_t *sha256;
	const char *const *scripts;
	const char *applets;
	uint32_t line;
	uint8_t nr_scripts;
	uint8_t section : 4;
	uint8_t has_inline : 1;
	uint8_t inline_action : 1;
	uint8_t is_builtin : 1;
	uint16_t manifest;
	uint16_t dir_len;
	uint32_t path_len;
};

struct csec_arena;

/**
 * struct csec_policy - one policy
 * @name: Never NULL after csec_policy_create().
 * @source: File it was read from, NULL: unknown (not compared).
 * @labels: "key=value" strings.
 * @nr_labels: How many.
 * @mode: What a denied verdict does.
 * @matches: Selectors.
 * @nr_matches: How many.
 * @has: Bits of enum csec_policy_has; the values below without their bit are
 *	meaningless.
 * @max_processes: processes.max.
 * @max_threads: processes.threads.
 * @fork_rate: processes.forkRate.perSecond.
 * @fork_burst: processes.forkRate.burst.
 * @exec_rate: processes.execRate.perSecond.
 * @exec_burst: processes.execRate.burst.
 * @on_rate: processes.onRate.
 * @on_bomb: processes.onBomb.
 * @exec_default: exec.default.
 * @exec_drift: exec.drift.
 * @exec_libraries: exec.libraries.
 * @exec_writes: exec.writes.
 * @shell_reverse: shells.reverse.
 * @shell_bind: shells.bind.
 * @shell_connect: shells.connect.
 * @jit_default: memory.jit.default.
 * @inject_default: inject.default.
 * @escape_default: escape.default.
 * @escape_allow: escape.allow, bit n is n of enum csec_escape.
 * @cap_default: capabilities.default.
 * @cap_allow: capabilities.allow, bit n is capability n.
 * @cap_deny: capabilities.deny.
 * @rules: Entries of all lists, in the order of the text.
 * @nr_rules: How many.
 * @nr_of: How many of each enum csec_section.
 * @lines: Line of each section in the source, 0: absent (not compared).
 * @arena: Owner of the memory; private to policy.c.
 * @rules_size: Allocated entries; private to policy.c.
 */
struct csec_policy {
	const char *name;
	const char *source;
	const char **labels;
	size_t nr_labels;
	enum csec_mode mode;
	struct csec_match *matches;
	size_t nr_matches;
	uint32_t has;
	uint32_t max_processes;
	uint32_t max_threads;
	uint32_t fork_rate;
	uint32_t fork_burst;
	uint32_t exec_rate;
	uint32_t exec_burst;
	enum csec_on_rate on_rate;
	enum csec_on_bomb on_bomb;
	enum csec_action exec_default;
	enum csec_action exec_drift;
	enum csec_libraries exec_libraries;
	enum csec_action exec_writes;
	enum csec_action shell_reverse;
	enum csec_action shell_bind;
	enum csec_action shell_connect;
	enum csec_action jit_default;
	enum csec_inject inject_default;
	enum csec_action escape_default;
	uint64_t escape_allow;
	enum csec_action cap_default;
	uint64_t cap_allow;
	uint64_t cap_deny;
	struct csec_rule *rules;
	size_t nr_rules;
	size_t nr_of[16];
	uint32_t lines[__CSEC_PART_MAX];
	struct csec_arena *arena;
	size_t rules_size;
};

/**
 * struct csec_policy_set - several policies, owned
 * @policies: The policies.
 * @nr: How many.
 * @size: Allocated entries; private to policy.c.
 */
struct csec_policy_set {
	struct csec_policy **policies;
	size_t nr;
	size_t size;
};

/**
 * struct csec_words - the words of an enum, indexed by its values
 * @words: Words, NULL where a value has none.
 * @nr: How many.
 */
struct csec_words {
	const char *const *words;
	unsigned int nr;
};

extern const struct csec_words csec_op_words;
extern const struct csec_words csec_reason_words;
extern const struct csec_words csec_verdict_words;
extern const struct csec_words csec_mode_words;
extern const struct csec_words csec_action_words;
extern const struct csec_words csec_libraries_words;
extern const struct csec_words csec_on_bomb_words;
extern const struct csec_words csec_on_rate_words;
extern const struct csec_words csec_inject_words;
extern const struct csec_words csec_escape_words;
extern const struct csec_words csec_link_words;
extern const struct csec_words csec_hook_state_words;
extern const struct csec_words csec_feature_words;
extern const struct csec_words csec_section_words; /* "exec.allow", ... */
extern const struct csec_words csec_match_words; /* "cgroup", ... */
extern const struct csec_words csec_cap_words; /* "CHOWN", ... */

/**
 * csec_words_name() - The word of a value
 * @words: Table.
 * @value: Value, may come from a newer kernel.
 *
 * Return: The word, or "unknown".
 */
const char *csec_words_name(const struct csec_words *words, unsigned int value);

/**
 * csec_words_find() - The value of a word
 * @words: Table.
 * @word: Exact word.
 *
 * Return: The value, or -EINVAL.
 */
int csec_words_find(const struct csec_words *words, const char *word);

/**
 * csec_policy_create() - Makes an empty policy
 * @name: Its name, copied; not checked.
 *
 * Return: The policy, or NULL when there is no memory.
 */
struct csec_policy *csec_policy_create(const char *name);

/**
 * csec_policy_free() - Frees a policy and all it refers to
 * @policy: May be NULL.
 */
void csec_policy_free(struct csec_policy *policy);

/**
 * csec_policy_alloc() - Memory that lives as long as the policy
 * @policy: Owner.
 * @size: Bytes.
 *
 * Return: Zeroed memory aligned for a pointer, or NULL.
 */
void *csec_policy_alloc(struct csec_policy *policy, size_t size);

/**
 * csec_policy_strndup() - A string that lives as long as the policy
 * @policy: Owner.
 * @text: Text.
 * @len: Bytes to copy.
 *
 * Return: The copy with a NUL added, or NULL.
 */
const char *csec_policy_strndup(struct csec_policy *policy, const char *text,
				size_t len);

/**
 * csec_policy_set_source() - Sets where the policy was read from
 * @policy: Policy.
 * @source: File name, copied.
 *
 * Return: 0; -ENOMEM.
 */
int csec_policy_set_source(struct csec_policy *policy, const char *source);

/**
 * csec_policy_add_label() - Adds a label
 * @policy: Policy.
 * @label: "key=value", copied.
 *
 * Return: 0; -E2BIG more than CSEC_NR_LABELS_MAX; -ENOMEM.
 */
int csec_policy_add_label(struct csec_policy *policy, const char *label);

/**
 * csec_policy_add_match() - Adds a selector
 * @policy: Policy.
 * @type: What @value is.
 * @value: Copied.
 * @line: Line in the source or 0.
 *
 * Return: 0; -E2BIG more than CSEC_NR_MATCHES_MAX; -ENOMEM.
 */
int csec_policy_add_match(struct csec_policy *policy, enum csec_match_type type,
			  const char *value, uint32_t line);

/**
 * csec_policy_add_rule() - Adds a rule
 * @policy: Policy.
 * @rule: Copied with everything that it points to.
 *
 * Return: 0; -E2BIG more than CSEC_NR_RULES_MAX rules or
 *	CSEC_NR_SCRIPTS_MAX scripts; -ENOMEM.
 */
int csec_policy_add_rule(struct csec_policy *policy,
			 const struct csec_rule *rule);

/**
 * csec_policy_add_file() - Adds a rule for one file
 * @policy: Policy.
 * @rule: Copied; has a digest, and no more than that besides its numbers.
 * @path: Its path instead of that of @rule; no pattern. Copied.
 * @path_len: Bytes of @path, at most CSEC_PATH_MAX.
 * @dir_len: Those of its directory with the slash.
 *
 * Return: As csec_policy_add_rule().
 */
int csec_policy_add_file(struct csec_policy *policy,
			 const struct csec_rule *rule, const char *path,
			 size_t path_len, size_t dir_len);

/**
 * csec_policy_has() - Says whether an optional value is present
 * @policy: Policy.
 * @what: Which.
 *
 * Return: true when present.
 */
static inline bool csec_policy_has(const struct csec_policy *policy,
				   enum csec_policy_has what)
{
	return policy->has & (1u << what);
}

/**
 * csec_policy_set_has() - Marks an optional value as present
 * @policy: Policy.
 * @what: Which.
 */
static inline void csec_policy_set_has(struct csec_policy *policy,
				       enum csec_policy_has what)
{
	policy->has |= 1u << what;
}

/**
 * csec_policy_equal() - Says whether two policies mean the same
 * @a: One.
 * @b: Other.
 *
 * Lists are sets: their order does not matter, repetition does. Not compared:
 * source, line numbers, whether a rule is built in.
 *
 * Return: true when equal; false also when there is no memory to find out.
 */
bool csec_policy_equal(const struct csec_policy *a,
		       const struct csec_policy *b);

/**
 * csec_policy_features() - What a policy asks for
 * @policy: Policy.
 *
 * Return: Bits of enum csec_feature.
 */
uint64_t csec_policy_features(const struct csec_policy *policy);

/**
 * csec_policy_count() - How many rules a list has
 * @policy: Policy.
 * @section: The list.
 *
 * Return: Number of rules, built-in ones included.
 */
size_t csec_policy_count(const struct csec_policy *policy,
			 enum csec_section section);

/**
 * csec_policy_add_builtin() - Adds the built-in lists of shells and of logins
 * @policy: Policy.
 * @line: Line that the rules are attributed to.
 *
 * Each only in place of a list that the policy does not have.
 *
 * Return: 0; -E2BIG; -ENOMEM.
 */
int csec_policy_add_builtin(struct csec_policy *policy, uint32_t line);

/**
 * csec_policy_mark_builtin() - Recognises the built-in lists
 * @policy: Policy, as read from the kernel, which does not know the mark.
 *
 * Marks the rules of CSEC_SECTION_SHELL_CLASS, and those of
 * CSEC_SECTION_SHELL_EXEMPT, as built in when they are exactly such a list.
 */
void csec_policy_mark_builtin(struct csec_policy *policy);

/**
 * csec_policy_set_create() - Makes an empty set
 *
 * Return: The set, or NULL when there is no memory.
 */
struct csec_policy_set *csec_policy_set_create(void);

/**
 * csec_policy_set_free() - Frees a set and its policies
 * @set: May be NULL.
 */
void csec_policy_set_free(struct csec_policy_set *set);

/**
 * csec_policy_set_add() - Gives a policy to a set
 * @set: Set.
 * @policy: Policy; owned by the set on success, by the caller otherwise.
 *
 * Return: 0; -EEXIST there is one of that name; -E2BIG more than
 *	CSEC_NR_POLICIES_MAX; -ENOMEM.
 */
int csec_policy_set_add(struct csec_policy_set *set,
			struct csec_policy *policy);

/**
 * csec_policy_set_find() - Looks for a policy
 * @set: Set.
 * @name: Exact name.
 *
 * Return: The policy, or NULL.
 */
struct csec_policy *csec_policy_set_find(const struct csec_policy_set *set,
					 const char *name);

/**
 * csec_policy_set_equal() - Says whether two sets mean the same
 * @a: One.
 * @b: Other.
 *
 * Return: true when each has the policies of the other.
 */
bool csec_policy_set_equal(const struct csec_policy_set *a,
			   const struct csec_policy_set *b);

#endif /* _CSEC_CTL_POLICY_H */
