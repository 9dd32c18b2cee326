// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - findings about the lists of a policy
 */
#include "lint_internal.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "core.h"
#include "glob.h"

/* Programs that run what they are given: an allowlist that ends at them. */
static const char *const interpreters[] = {
	"python*",  "perl*", "ruby*",  "node",	   "nodejs", "deno",	"bun",
	"php*",	    "lua*",  "tclsh*", "wish*",	   "guile*", "Rscript", "java",
	"jshell",   "awk",   "gawk",   "mawk",	   "sh",     "bash",	"dash",
	"ash",	    "zsh",   "ksh*",   "mksh",	   "fish",   "csh",	"tcsh",
	"busybox*", "env",   "ld.so",  "ld-*.so*", "gdb",    "expect",
};

/* Where anybody can write in most images. */
static const char *const writable[] = {
	"/tmp/", "/var/tmp/", "/dev/shm/", "/run/user/", "/proc/", "/dev/fd/",
};

static void warn(struct csec_lint *lint, const struct csec_rule *rule,
		 const char *check, const char *advice, const char *fmt)
{
	char text[CSEC_PATH_MAX + 256];

	snprintf(text, sizeof(text), fmt, rule->path);
	csec_lint_add(lint, CSEC_SEVERITY_WARNING, check, rule->line, advice,
		      "%s", text);
}

#define NR_INTERPRETERS (sizeof(interpreters) / sizeof(interpreters[0]))

_Static_assert(NR_INTERPRETERS <= 64, "bits of the sets");

/*
 * For each byte the set of interpreters that begin with it: a manifest has a million
 * paths.
 */
struct beginnings {
	uint64_t sets[256];
};

static void find_beginnings(struct beginnings *beginnings)
{
	size_t i;

	memset(beginnings, 0, sizeof(*beginnings));
	for (i = 0; i < NR_INTERPRETERS; i++)
		beginnings->sets[(uint8_t)interpreters[i][0]] |= UINT64_C(1)
								 << i;
}

static bool is_interpreter(const struct csec_rule *rule,
			   const struct beginnings *beginnings)
{
	const char *base = rule->dir_len ? rule->path + rule->dir_len :
					   strrchr(rule->path, '/') + 1;
	uint64_t set = beginnings->sets[(uint8_t)base[0]];

	for (; set; set &= set - 1) {
		const char *name = interpreters[__builtin_ctzll(set)];

		/* None has a wildcard in its first three bytes. */
		if (name[1] == base[1] && name[2] == base[2] &&
		    !fnmatch(name, base, 0))
			return true;
	}
	return false;
}

static bool is_writable(const char *path)
{
	size_t i;

	for (i = 0; i < sizeof(writable) / sizeof(writable[0]); i++) {
		if (!strncmp(path, writable[i], strlen(writable[i])))
			return true;
	}
	return false;
}

/* A rule that allows any content. */
static void check_place(struct csec_lint *lint, const struct csec_rule *rule)
{
	const bool is_wide = rule->path[1 + strspn(rule->path + 1, "*")] == 0 &&
			     strstr(rule->path, "**");

	if (is_wide)
		warn(lint, rule, "rule_allows_all",
		     "name the programs, or set exec.default to allow",
		     "the rule '%s' allows every file");
	if (is_writable(rule->path))
		warn(lint, rule, "rule_writable",
		     "move the program into the image or add its sha256",
		     "'%s' is where anybody can put a file");
}

static void check_exec_rule(struct csec_lint *lint,
			    const struct csec_rule *rule,
			    const struct beginnings *beginnings)
{
	if (!rule->sha256)
		check_place(lint, rule);
	if (!rule->nr_scripts && !rule->has_inline &&
	    is_interpreter(rule, beginnings))
		warn(lint, rule, "interpreter_without_scripts",
		     "add 'scripts' with what it may be given, or say "
		     "'inline: allow'",
		     "'%s' is an interpreter and runs whatever it is given");
	if (rule->nr_scripts && rule->has_inline &&
	    rule->inline_action == CSEC_ACTION_ALLOW)
		warn(lint, rule, "inline_defeats_scripts", "remove 'inline'",
		     "'%s' is limited to scripts, but may run any text from "
		     "its arguments");
}

static int compare(const void *left, const void *right)
{
	const struct csec_rule *const a =
		*(const struct csec_rule *const *)left;
	const struct csec_rule *const b =
		*(const struct csec_rule *const *)right;
	int order = a->section - b->section;

	if (!order)
		order = strcmp(a->path, b->path);
	if (!order && (a->path_to || b->path_to))
		order = strcmp(a->path_to ? a->path_to : "",
			       b->path_to ? b->path_to : "");
	/* A rule without a digest comes first. */
	if (!order && a->sha256 && b->sha256)
		order = memcmp(a->sha256, b->sha256, CSEC_SHA256_LEN);
	else if (!order)
		order = !!a->sha256 - !!b->sha256;
	return order ? order : (a->line > b->line) - (a->line < b->line);
}

static bool is_same_object(const struct csec_rule *a, const struct csec_rule *b)
{
	return a->section == b->section && !strcmp(a->path, b->path) &&
	       !strcmp(a->path_to ? a->path_to : "",
		       b->path_to ? b->path_to : "");
}

/* Looks at neighbours in the sorted list. */
static void check_duplicates(struct csec_lint *lint,
			     const struct csec_rule **rules, size_t nr)
{
	size_t first = 0, i;

	for (i = 1; i < nr; i++) {
		const struct csec_rule *a = rules[i - 1], *b = rules[i];

		if (!is_same_object(rules[first], b)) {
			first = i;
			continue;
		}
		if ((!a->sha256 && !b->sha256) ||
		    (a->sha256 && b->sha256 &&
		     !memcmp(a->sha256, b->sha256, CSEC_SHA256_LEN)))
			warn(lint, b, "rule_duplicate", "remove one of them",
			     "'%s' is listed twice");
		else if (!rules[first]->sha256)
			warn(lint, b, "rule_shadowed",
			     "remove the rule without sha256",
			     "the sha256 of '%s' has no effect, because "
			     "another rule allows any content");
	}
}

static int compare_lists(const void *left, const void *right)
{
	const struct csec_rule *const a =
		*(const struct csec_rule *const *)left;
	const struct csec_rule *const b =
		*(const struct csec_rule *const *)right;
	int order = a->section - b->section;

	if (!order)
		order = strcmp(a->path, b->path);
	if (!order)
		order = a->manifest - b->manifest;
	return order ? order : compare(left, right);
}

static bool is_same_digest(const struct csec_rule *a, const struct csec_rule *b)
{
	if (!a->sha256 || !b->sha256)
		return a->sha256 == b->sha256;
	return !memcmp(a->sha256, b->sha256, CSEC_SHA256_LEN);
}

/* How many a path may have, in the rules and in each manifest. */
static void check_digests(struct csec_lint *lint,
			  const struct csec_rule **rules, size_t nr)
{
	size_t nr_here = 0, i;

	if (nr <= CSEC_CORE_NR_DIGESTS_MAX)
		return;
	qsort(rules, nr, sizeof(*rules), compare_lists);
	for (i = 0; i < nr; i++) {
		const struct csec_rule *b = rules[i];

		if (csec_glob_is_glob(b->path))
			continue;
		if (!i || !is_same_object(rules[i - 1], b) ||
		    rules[i - 1]->manifest != b->manifest)
			nr_here = 0;
		else if (is_same_digest(rules[i - 1], b))
			continue;
		if (nr_here++ == CSEC_CORE_NR_DIGESTS_MAX)
			csec_lint_add(lint, CSEC_SEVERITY_ERROR,
				      "too_many_digests", b->line,
				      "remove those of old versions",
				      "'%s' has more than %d digests", b->path,
				      CSEC_CORE_NR_DIGESTS_MAX);
	}
}

static bool is_plain(const struct csec_rule *rule)
{
	return !rule->sha256 && !rule->nr_scripts && !rule->has_inline &&
	       !rule->applets;
}

/*
 * Besides its path, a rule without wildcards may stand for its directory
 * (libraries: image, writes: deny) or for a file (shells.class).
 */
static bool is_path_only(const struct csec_policy *policy,
			 enum csec_section section)
{
	enum csec_libraries libraries = policy->exec_libraries;

	if (!csec_policy_has(policy, CSEC_HAS_EXEC_LIBRARIES))
		libraries = policy->exec_default == CSEC_ACTION_DENY ?
				    CSEC_LIBRARIES_IMAGE :
				    CSEC_LIBRARIES_ANY;
	if (section == CSEC_SECTION_EXEC)
		return libraries != CSEC_LIBRARIES_IMAGE &&
		       !(csec_policy_has(policy, CSEC_HAS_EXEC_WRITES) &&
			 policy->exec_writes == CSEC_ACTION_DENY);
	return section != CSEC_SECTION_SHELL_CLASS;
}

/* The first of some globs that allows what a rule without wildcards does. */
static const struct csec_rule *find_shadow(struct csec_lint *lint,
					   const struct csec_rule **globs,
					   size_t nr_globs,
					   const struct csec_rule *rule)
{
	size_t i;

	for (i = 0; i < nr_globs && lint->steps >= 0; i++) {
		lint->steps--;
		if (globs[i]->section == rule->section &&
		    csec_lint_overlaps(lint, globs[i]->path, rule->path))
			return globs[i];
	}
	return NULL;
}

/* @globs: Room for @nr rules. */
static void check_shadows(struct csec_lint *lint,
			  const struct csec_rule **rules, size_t nr,
			  const struct csec_rule **globs)
{
	size_t nr_globs = 0, nr_plain = 0, i;

	for (i = 0; i < nr; i++) {
		const struct csec_rule *rule = rules[i];

		if (!is_plain(rule) ||
		    !is_path_only(lint->policy, rule->section))
			continue;
		if (!csec_glob_has_wildcard(rule->path))
			rules[nr_plain++] = rule;
		else if (!rule->path_to)
			globs[nr_globs++] = rule;
	}
	if (lint->steps < 0)
		return;
	for (i = 0; i < nr_plain && !lint->err; i++) {
		if (find_shadow(lint, globs, nr_globs, rules[i]))
			warn(lint, rules[i], "rule_shadowed",
			     "remove it, or narrow the glob",
			     "the rule '%s' has no effect, because a glob "
			     "allows the same file");
	}
	if (lint->steps < 0)
		csec_lint_add(lint, CSEC_SEVERITY_NOTE, "rules_skipped", 0,
			      "use fewer and shorter globs",
			      "too many rules to compare all of them with the "
			      "globs, here and in the policies that follow");
}

static uint64_t mix(uint64_t hash, const char *text, size_t len)
{
	uint64_t bytes = 0;

	memcpy(&bytes, text, len);
	hash = (hash ^ bytes) * 0x9e3779b97f4a7c15;
	return (hash ^ hash >> 32) * 0xd6e8feb86659fd93;
}

/* Eight bytes at a time; the last ones once more, if there are so many. */
static uint32_t hash_of(const struct csec_rule *rule)
{
	const char *p = rule->path;
	uint64_t hash = rule->section;
	size_t left = rule->path_len;

	if (left < sizeof(hash))
		return mix(hash, p, left) >> 33;
	for (; left > sizeof(hash); left -= sizeof(hash), p += sizeof(hash))
		hash = mix(hash, p, sizeof(hash));
	return mix(hash, p + left - sizeof(hash), sizeof(hash)) >> 33;
}

/**
 * struct slot - a rule by what it is about
 * @rule: One more than its index, 0: free.
 * @hash: Of it.
 * @is_taken: It is among those that are repeated.
 */
struct slot {
	uint32_t rule;
	unsigned int hash : 31;
	unsigned int is_taken : 1;
};

/* The slot that has a rule about the same, or the free one for it. */
static struct slot *find_slot(struct slot *slots, size_t size, uint32_t hash,
			      const struct csec_rule **rules,
			      const struct csec_rule *rule)
{
	size_t at = hash & (size - 1);

	while (slots[at].rule &&
	       (slots[at].hash != hash ||
		!is_same_object(rules[slots[at].rule - 1], rule)))
		at = (at + 1) & (size - 1);
	return &slots[at];
}

/*
 * Copies those rules to @repeated that are about what another one is about, each
 * once. Sorting all of them would cost more than all else that is done with a large
 * list. Returns their number, or -1: no memory.
 */
static ssize_t find_repeated(const struct csec_rule **rules, size_t nr,
			     const struct csec_rule **repeated)
{
	size_t size = 16, i, nr_repeated = 0;
	struct slot *slots;

	while (size < 2 * nr)
		size *= 2;
	slots = calloc(size, sizeof(*slots));
	if (!slots)
		return -1;
	for (i = 0; i < nr; i++) {
		const uint32_t hash = hash_of(rules[i]);
		struct slot *slot =
			find_slot(slots, size, hash, rules, rules[i]);

		if (!slot->rule) {
			slot->rule = (uint32_t)i + 1;
			slot->hash = hash & INT32_MAX;
			continue;
		}
		if (!slot->is_taken)
			repeated[nr_repeated++] = rules[slot->rule - 1];
		slot->is_taken = 1;
		repeated[nr_repeated++] = rules[i];
	}
	free(slots);
	return (ssize_t)nr_repeated;
}

static void check_lists(struct csec_lint *lint)
{
	const struct csec_policy *policy = lint->policy;
	const struct csec_rule **rules =
		calloc(policy->nr_rules + 1, 2 * sizeof(*rules));
	ssize_t nr_repeated;
	size_t nr = 0, i;

	if (!rules) {
		lint->err = -ENOMEM;
		return;
	}
	for (i = 0; i < policy->nr_rules; i++) {
		if (!policy->rules[i].is_builtin)
			rules[nr++] = &policy->rules[i];
	}
	nr_repeated = find_repeated(rules, nr, rules + policy->nr_rules);
	if (nr_repeated < 0) {
		lint->err = -ENOMEM;
	} else {
		const struct csec_rule **repeated = rules + policy->nr_rules;

		qsort(repeated, nr_repeated, sizeof(*repeated), compare);
		check_duplicates(lint, repeated, nr_repeated);
		check_digests(lint, repeated, nr_repeated);
		check_shadows(lint, rules, nr, rules + policy->nr_rules);
	}
	free(rules);
}

void csec_lint_rules(struct csec_lint *lint)
{
	const struct csec_policy *policy = lint->policy;
	const bool is_deny = csec_policy_has(policy, CSEC_HAS_EXEC_DEFAULT) &&
			     policy->exec_default == CSEC_ACTION_DENY;
	struct beginnings beginnings;
	size_t i;

	find_beginnings(&beginnings);
	for (i = 0; i < policy->nr_rules && is_deny; i++) {
		if (policy->rules[i].section == CSEC_SECTION_EXEC)
			check_exec_rule(lint, &policy->rules[i], &beginnings);
	}
	check_lists(lint);
}
