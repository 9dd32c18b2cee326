// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - immutable policy objects: build, validate, count references, free
 *
 * policy_seal.c completes them.
 *
 * Everything that varies in size lives in a few arrays that double when they
 * are full: a million rules cost 20 bytes each, 4 bytes a bucket and their
 * text. A call that fails leaves the policy as it was.
 *
 * Checks are made in the order syntax (EINVAL), limits (E2BIG), memory.
 */
#include "policy.h"

#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "manifest.h"
#include "match.h"

enum {
	FIRST_ENTRIES = 16,
	FIRST_TEXT_SIZE = 256,
};

static_assert(__CSEC_POLICY_A_MAX <=
	      BITS_PER_BYTE * sizeof_field(struct csec_policy, has));
static_assert(CSEC_PATH_MAX <= U16_MAX);
static_assert(sizeof(struct csec_rule) <= 20);

/* Syntax of texts */

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool is_name(const char *name)
{
	const size_t len = strnlen(name, CSEC_NAME_MAX + 1);
	size_t i;

	if (!len || len > CSEC_NAME_MAX)
		return false;
	for (i = 0; i < len; i++) {
		if (!is_name_char(name[i]) && name[i] != '.' && name[i] != '-')
			return false;
	}
	return is_name_char(name[0]) && is_name_char(name[len - 1]);
}

/* Not empty, at most @max bytes, no control character. */
static bool is_text(const char *text, size_t max)
{
	const size_t len = strnlen(text, max + 1);
	size_t i;

	if (!len || len > max)
		return false;
	for (i = 0; i < len; i++) {
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			return false;
	}
	return true;
}

/**
 * csec_policy_is_path - Whether a text is an absolute path or a glob of one
 * @path: The text.
 *
 * A '/' cannot be part of a set, nor can a '/' or '.' be escaped, so that
 * components can be told apart byte by byte.
 *
 * Context: Any.
 * Return: true when it is.
 */
bool csec_policy_is_path(const char *path)
{
	const char *p = path;

	if (!is_text(path, CSEC_PATH_MAX) || *path != '/')
		return false;
	if (!csec_match_glob_valid(path))
		return false;
	while (path[1] && *p == '/') {
		const size_t len = strcspn(++p, "/");

		if (!len || (len == 1 && p[0] == '.') ||
		    (len == 2 && p[0] == '.' && p[1] == '.'))
			return false;
		p += len;
	}
	return true;
}

static bool is_label(const char *label)
{
	return is_text(label, CSEC_LABEL_MAX) && *label != '=' &&
	       strchr(label, '=');
}

/* Storage */

/*
 * Makes room for one more entry. Returns the array, which may have moved, or
 * NULL without touching the old one.
 */
static void *grow(void *array, u32 used, u32 *max, size_t entry_size)
{
	const u32 new_max = *max ? *max * 2 : FIRST_ENTRIES;
	void *new_array;

	if (used < *max)
		return array;
	new_array = kvmalloc_array(new_max, entry_size, GFP_KERNEL_ACCOUNT);
	if (!new_array)
		return NULL;
	if (used)
		memcpy(new_array, array, used * entry_size);
	kvfree(array);
	*max = new_max;
	return new_array;
}

static int reserve_text(struct csec_policy *policy, u32 needed)
{
	u32 size = policy->text_size ? policy->text_size : FIRST_TEXT_SIZE;
	char *text;

	while (size < needed)
		size *= 2;
	if (size == policy->text_size)
		return 0;
	text = kvmalloc(size, GFP_KERNEL_ACCOUNT);
	if (!text)
		return -ENOMEM;
	if (policy->text_len)
		memcpy(text, policy->text, policy->text_len);
	kvfree(policy->text);
	policy->text = text;
	policy->text_size = size;
	return 0;
}

/**
 * csec_policy_add_text - Adds a string
 * @policy: Not sealed.
 * @text: The string.
 * @offset: Set to its place in the text of the policy.
 *
 * Context: The task that builds @policy; may sleep.
 * Return: 0; -E2BIG: CSEC_POLICY_TEXT_MAX is reached; -ENOMEM.
 */
int csec_policy_add_text(struct csec_policy *policy, const char *text,
			 u32 *offset)
{
	const size_t size = strlen(text) + 1;
	int err;

	if (size > CSEC_POLICY_TEXT_MAX - policy->text_len)
		return -E2BIG;
	err = reserve_text(policy, policy->text_len + size);
	if (err)
		return err;
	memcpy(policy->text + policy->text_len, text, size);
	*offset = policy->text_len;
	policy->text_len += size;
	return 0;
}

/**
 * csec_policy_create - Starts a policy
 * @name: Its name.
 *
 * Context: Process context, may sleep.
 * Return: The policy with one reference, or
 * * ERR_PTR(-EINVAL) - @name is not a policy name.
 * * ERR_PTR(-ENOMEM) - Out of memory.
 */
struct csec_policy *csec_policy_create(const char *name)
{
	struct csec_policy *policy;

	if (!is_name(name))
		return ERR_PTR(-EINVAL);
	policy = kzalloc(sizeof(*policy), GFP_KERNEL_ACCOUNT);
	if (!policy)
		return ERR_PTR(-ENOMEM);
	refcount_set(&policy->usage, 1);
	memcpy(policy->name, name, strlen(name));
	policy->source = CSEC_NO_RULE;
	return policy;
}

/* Texts and rules */

/**
 * csec_policy_set_source - Says which file the policy was read from
 * @policy: Not sealed.
 * @source: File name, for people.
 *
 * Context: The task that builds @policy; may sleep.
 * Return: 0, or
 * * -EINVAL - Empty, longer than CSEC_PATH_MAX or with a control character.
 * * -E2BIG - The policy has CSEC_POLICY_TEXT_MAX bytes of text.
 * * -ENOMEM - Out of memory.
 */
int csec_policy_set_source(struct csec_policy *policy, const char *source)
{
	int err;

	if (WARN_ON_ONCE(csec_policy_is_sealed(policy)) ||
	    !is_text(source, CSEC_PATH_MAX))
		return -EINVAL;
	err = csec_policy_add_text(policy, source, &policy->source);
	if (!err)
		policy->has |= 1U << CSEC_POLICY_A_SOURCE;
	return err;
}

/**
 * csec_policy_add_label - Adds a label
 * @policy: Not sealed.
 * @label: "key=value".
 *
 * Context: The task that builds @policy; may sleep.
 * Return: 0, or
 * * -EINVAL - No key, no '=', longer than CSEC_LABEL_MAX or with a control
 *   character.
 * * -E2BIG - CSEC_NR_LABELS_MAX or CSEC_POLICY_TEXT_MAX is reached.
 * * -ENOMEM - Out of memory.
 */
int csec_policy_add_label(struct csec_policy *policy, const char *label)
{
	int err;

	if (WARN_ON_ONCE(csec_policy_is_sealed(policy)) || !is_label(label))
		return -EINVAL;
	if (policy->nr_labels == CSEC_NR_LABELS_MAX)
		return -E2BIG;
	err = csec_policy_add_text(policy, label,
				   &policy->labels[policy->nr_labels]);
	if (err)
		return err;
	policy->nr_labels++;
	policy->has |= 1U << CSEC_POLICY_A_LABEL;
	return 0;
}

static bool is_match(u32 type, const char *value)
{
	switch ((enum csec_match_type)type) {
	case CSEC_MATCH_CGROUP:
		return csec_policy_is_path(value);
	case CSEC_MATCH_CONTAINER_NAME:
	case CSEC_MATCH_CONTAINER_IMAGE:
		return is_text(value, CSEC_PATH_MAX);
	case CSEC_MATCH_CONTAINER_LABEL:
		return is_label(value);
	case __CSEC_MATCH_MAX:
		break;
	}
	return false;
}

/**
 * csec_policy_add_match - Adds a selector
 * @policy: Not sealed.
 * @type: enum csec_match_type.
 * @value: Absolute path or glob of a cgroup; a name; an image; "key=value".
 *
 * Context: The task that builds @policy; may sleep.
 * Return: 0, or
 * * -EINVAL - Unknown @type, or @value is malformed or too long.
 * * -E2BIG - CSEC_NR_MATCHES_MAX or CSEC_POLICY_TEXT_MAX is reached.
 * * -ENOMEM - Out of memory.
 */
int csec_policy_add_match(struct csec_policy *policy, u32 type,
			  const char *value)
{
	struct csec_match *match;
	int err;

	if (WARN_ON_ONCE(csec_policy_is_sealed(policy)) ||
	    !is_match(type, value))
		return -EINVAL;
	if (policy->nr_matches == CSEC_NR_MATCHES_MAX)
		return -E2BIG;
	match = &policy->matches[policy->nr_matches];
	err = csec_policy_add_text(policy, value, &match->value);
	if (err)
		return err;
	match->type = type;
	policy->nr_matches++;
	policy->has |= 1U << CSEC_POLICY_A_MATCH;
	return 0;
}

static bool has_extra(const struct csec_rule_spec *spec)
{
	return spec->path_to || spec->sha256 || spec->nr_scripts ||
	       spec->inline_action >= 0 || spec->applets;
}

/* Fills the next entry of the extras; the caller counts it. */
static int prepare_extra(struct csec_policy *policy,
			 const struct csec_rule_spec *spec)
{
	struct csec_rule_extra *extras;

	extras = grow(policy->extras, policy->nr_extras, &policy->max_extras,
		      sizeof(*extras));
	if (!extras)
		return -ENOMEM;
	policy->extras = extras;
	return csec_policy_fill_extra(policy, spec, &extras[policy->nr_extras]);
}

/* Fills the next entry of the rules; the caller counts it. */
static int prepare_rule(struct csec_policy *policy,
			const struct csec_rule_spec *spec)
{
	struct csec_rule *rules;
	struct csec_rule *rule;

	rules = grow(policy->rules, policy->nr_rules, &policy->max_rules,
		     sizeof(*rules));
	if (!rules)
		return -ENOMEM;
	policy->rules = rules;
	rule = &rules[policy->nr_rules];
	*rule = (struct csec_rule){
		.next = CSEC_NO_RULE,
		.line = spec->line,
		.extra = has_extra(spec) ? policy->nr_extras : CSEC_NO_RULE,
		.path_len = strlen(spec->path),
		.section = spec->section,
		.is_glob = csec_match_is_glob(spec->path),
	};
	return csec_policy_add_text(policy, spec->path, &rule->path);
}

/**
 * csec_policy_add_rule - Adds a rule to a list of the policy
 * @policy: Not sealed.
 * @spec: The rule; nothing of it is kept.
 *
 * Context: The task that builds @policy; may sleep. Amortised constant time.
 * Return: 0, or
 * * -EINVAL - Unknown section, a path, glob or action that is malformed or too
 *   long, or a part that the section does not have.
 * * -E2BIG - CSEC_NR_SCRIPTS_MAX, CSEC_NR_RULES_MAX, CSEC_NR_GLOBS_MAX,
 *   CSEC_NR_INJECTS_MAX or CSEC_POLICY_TEXT_MAX is reached.
 * * -ENOMEM - Out of memory.
 */
int csec_policy_add_rule(struct csec_policy *policy,
			 const struct csec_rule_spec *spec)
{
	const u32 text_len = policy->text_len;
	bool is_glob, is_inject;
	int err;

	if (WARN_ON_ONCE(csec_policy_is_sealed(policy)) ||
	    spec->section > CSEC_SECTION_MAX || !spec->path ||
	    !csec_policy_is_path(spec->path) ||
	    !csec_policy_is_extra_valid(spec))
		return -EINVAL;
	is_glob = csec_match_is_glob(spec->path);
	is_inject = spec->section == CSEC_SECTION_INJECT;
	if (spec->nr_scripts > CSEC_NR_SCRIPTS_MAX ||
	    csec_policy_nr_rules(policy) >= CSEC_NR_RULES_MAX ||
	    (is_glob && policy->nr_globs == CSEC_NR_GLOBS_MAX) ||
	    (is_inject && policy->nr_injects == CSEC_NR_INJECTS_MAX))
		return -E2BIG;

	err = prepare_rule(policy, spec);
	if (!err && has_extra(spec))
		err = prepare_extra(policy, spec);
	if (err) {
		policy->text_len = text_len;
		return err;
	}
	policy->nr_rules++;
	policy->nr_extras += has_extra(spec);
	policy->nr_globs += is_glob;
	policy->nr_escaped += is_glob && !csec_match_has_wildcard(spec->path);
	policy->nr_injects += is_inject;
	return 0;
}

/* A rule that stands for the files of a manifest. */
static int begin_manifest(struct csec_policy *policy, u32 line)
{
	struct csec_manifest *manifest = csec_manifest_create();
	const struct csec_rule_spec spec = {
		.section = CSEC_SECTION_EXEC,
		.path = "",
		.inline_action = -1,
		.line = line,
	};
	struct csec_rule *rule;
	int err;

	if (!manifest)
		return -ENOMEM;
	err = prepare_rule(policy, &spec);
	if (err) {
		csec_manifest_put(manifest);
		return err;
	}
	rule = &policy->rules[policy->nr_rules];
	rule->is_manifest = true;
	rule->next = policy->nr_manifests;
	policy->manifests[policy->nr_manifests++] =
		(struct csec_policy_manifest){ manifest, policy->nr_rules++ };
	return 0;
}

/* The one that was begun last, as long as it is empty. */
static void drop_manifest(struct csec_policy *policy)
{
	csec_manifest_put(policy->manifests[--policy->nr_manifests].files);
	policy->text_len = policy->rules[--policy->nr_rules].path;
}

/**
 * csec_policy_add_files - Adds files of a manifest to exec.allow
 * @policy: Not sealed.
 * @spec: The files; nothing of it is kept.
 *
 * Context: The task that builds @policy; may sleep.
 * Return: 0, or
 * * -EINVAL - Malformed, or the index is of another manifest than the last or the
 *   next one.
 * * -E2BIG - CSEC_NR_MANIFESTS_MAX, CSEC_NR_RULES_MAX or CSEC_POLICY_TEXT_MAX is
 *   reached.
 * * -ENOMEM - Out of memory.
 */
int csec_policy_add_files(struct csec_policy *policy,
			  const struct csec_manifest_spec *spec)
{
	struct csec_manifest *manifest;
	int err = 0;
	u32 nr;

	if (WARN_ON_ONCE(csec_policy_is_sealed(policy)) ||
	    spec->index > policy->nr_manifests ||
	    spec->index + 1 < policy->nr_manifests)
		return -EINVAL;
	if (spec->index == CSEC_NR_MANIFESTS_MAX)
		return -E2BIG;
	if (spec->index == policy->nr_manifests)
		err = begin_manifest(policy, spec->line);
	if (err)
		return err;
	manifest = policy->manifests[spec->index].files;
	nr = manifest->nr;
	err = csec_manifest_add(manifest, spec->dir, spec->files, spec->len,
				CSEC_NR_RULES_MAX -
					csec_policy_nr_rules(policy));
	policy->nr_files += manifest->nr - nr;
	if (err && !nr)
		drop_manifest(policy);
	return err;
}

/* References */

/**
 * csec_policy_get - Takes a reference
 * @policy: The caller has one already, or holds what keeps one alive.
 *
 * Context: Any.
 * Return: @policy.
 */
struct csec_policy *csec_policy_get(struct csec_policy *policy)
{
	refcount_inc(&policy->usage);
	return policy;
}

/*
 * kvfree() of vmalloc memory is allowed here: RCU callbacks run with softirqs
 * disabled, where it defers the work by itself.
 */
static void free_policy(struct rcu_head *rcu)
{
	struct csec_policy *policy = container_of(rcu, struct csec_policy, rcu);
	u32 i;

	for (i = 0; i < policy->nr_manifests; i++)
		csec_manifest_put(policy->manifests[i].files);
	kvfree(policy->injects);
	kvfree(policy->origins);
	kvfree(policy->globs);
	kvfree(policy->buckets);
	kvfree(policy->extras);
	kvfree(policy->rules);
	kvfree(policy->text);
	kfree(policy);
}

/**
 * csec_policy_put - Drops a reference
 * @policy: Freed one grace period after the last reference; may be NULL.
 *
 * Unloading the module needs an rcu_barrier() after the last put.
 *
 * Context: Any.
 */
void csec_policy_put(struct csec_policy *policy)
{
	if (policy && refcount_dec_and_test(&policy->usage))
		call_rcu(&policy->rcu, free_policy);
}
