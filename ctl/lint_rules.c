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

static bool is_interpreter(const char *path)
{
	const char *base = strrchr(path, '/') + 1;
	size_t i;

	for (i = 0; i < sizeof(interpreters) / sizeof(interpreters[0]); i++) {
		/* None begins with a wildcard; a manifest has a million paths. */
		if (interpreters[i][0] == base[0] &&
		    !fnmatch(interpreters[i], base, 0))
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

static void check_exec_rule(struct csec_lint *lint,
			    const struct csec_rule *rule)
{
	const bool is_wide = rule->path[1 + strspn(rule->path + 1, "*")] == 0 &&
			     strstr(rule->path, "**");

	if (is_wide && !rule->sha256)
		warn(lint, rule, "rule_allows_all",
		     "name the programs, or set exec.default to allow",
		     "the rule '%s' allows every file");
	if (is_writable(rule->path) && !rule->sha256)
		warn(lint, rule, "rule_writable",
		     "move the program into the image or add its sha256",
		     "'%s' is where anybody can put a file");
	if (is_interpreter(rule->path) && !rule->nr_scripts &&
	    !rule->has_inline)
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

static uint64_t hash_of(const struct csec_rule *rule)
{
	uint64_t hash = 0xcbf29ce484222325 ^ rule->section;
	const char *p;

	for (p = rule->path; *p; p++)
		hash = (hash ^ (uint8_t)*p) * 0x100000001b3;
	return hash ^ hash >> 32;
}

/*
 * Copies those rules to @repeated that are about what another one is about, each
 * once. Sorting all of them would cost more than all else that is done with a large
 * list. Returns their number, or -1: no memory.
 */
static ssize_t find_repeated(const struct csec_rule **rules, size_t nr,
			     const struct csec_rule **repeated)
{
	struct slot {
		const struct csec_rule *rule;
		bool is_taken;
	} * slots;
	size_t size = 16, at, i, nr_repeated = 0;

	while (size < 2 * nr)
		size *= 2;
	slots = calloc(size, sizeof(*slots));
	if (!slots)
		return -1;
	for (i = 0; i < nr; i++) {
		at = hash_of(rules[i]) & (size - 1);
		while (slots[at].rule &&
		       !is_same_object(slots[at].rule, rules[i]))
			at = (at + 1) & (size - 1);
		if (!slots[at].rule) {
			slots[at].rule = rules[i];
			continue;
		}
		if (!slots[at].is_taken)
			repeated[nr_repeated++] = slots[at].rule;
		slots[at].is_taken = true;
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
	size_t i;

	for (i = 0; i < policy->nr_rules && is_deny; i++) {
		if (policy->rules[i].section == CSEC_SECTION_EXEC)
			check_exec_rule(lint, &policy->rules[i]);
	}
	check_lists(lint);
}
