// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - pure look-ups: path globs and the path lists of a policy
 *
 * Globs, on bytes:
 *
 *	*	any number of characters but '/'
 *	**	any number of characters; three or more stars are the same
 *	?	one character but '/'
 *	[a-z]	one character of the set, [!a-z] one not in it; never '/'
 *	\x	x itself, where x is one of * ? [ ] \ ! - ^
 *
 * A ']' that comes first in a set stands for itself. Where tools differ in what
 * a pattern means ([^a], [[:alpha:]], an escaped letter), it is not valid.
 * The pattern has to cover the whole text. The root "/" has no component that
 * a wildcard could stand for, so that only the pattern "/" matches it.
 * Consequence of the above: "/app/ **" (without the blank) is everything below
 * /app and not /app itself, and "/a/ ** /b" is not /a/b.
 *
 * The matcher runs all alternatives side by side as a set of positions in the
 * pattern. Its work is bounded by length of text times length of pattern,
 * whatever the two are: an attacker who chooses the text cannot make it
 * backtrack.
 */
#include "match.h"

#include <linux/bitops.h>
#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "manifest.h"

enum {
	WORD_BITS = 64,
	/* One position for each byte of the pattern and one for its end. */
	NR_WORDS = (CSEC_PATH_MAX + WORD_BITS) / WORD_BITS,
	/* Rules looked at between two offers to reschedule. */
	RESCHED_RULES = 4096,
	/* Above every number of literal characters. */
	SPECIFICITY_EXACT = CSEC_PATH_MAX + 1,
};

static_assert(NR_WORDS * WORD_BITS >= CSEC_PATH_MAX + 1);

/*
 * @active: Positions from which the rest of the pattern may match the rest of
 *	the text.
 * @nr_words: Words of @active that the pattern needs.
 * @is_alive: Some position is active.
 * @is_certain: Whatever follows in the text matches.
 */
struct glob {
	const char *pattern;
	unsigned int nr_words;
	bool is_alive;
	bool is_certain;
	u64 active[NR_WORDS];
};

static bool is_special(char c)
{
	return c == '*' || c == '?' || c == '[' || c == '\\';
}

static bool is_escapable(char c)
{
	return c && strchr("*?[]\\!-^", c);
}

/* Takes one character of a set. Returns it, 0: malformed. */
static unsigned char set_char(const char **text)
{
	const char *p = *text;

	if (*p == '[' && p[1] && strchr(":.=", p[1]))
		return 0;
	if (*p == '\\' && !is_escapable(*++p))
		return 0;
	if (!*p || *p == '/')
		return 0;
	*text = p + 1;
	return *p;
}

/*
 * Reads the set that starts at the '[' @set. Returns its length, 0: malformed.
 * @is_hit tells whether @c is one of its characters.
 */
static size_t parse_set(const char *set, unsigned char c, bool *is_hit)
{
	const char *p = set + 1;
	const bool is_negated = *p == '!';
	bool is_found = false;

	if (*p == '^')
		return 0;
	if (is_negated)
		p++;
	do {
		const unsigned char low = set_char(&p);
		unsigned char high = low;

		if (!low)
			return 0;
		if (*p == '-' && p[1] != ']') {
			p++;
			high = set_char(&p);
			if (high < low)
				return 0;
		}
		if (c >= low && c <= high)
			is_found = true;
	} while (*p != ']');
	*is_hit = c != '/' && is_found != is_negated;
	return p + 1 - set;
}

/*
 * Reads one element of a pattern that is neither a star nor the end. Returns
 * its length, 0: malformed. @is_hit tells whether it stands for @c.
 */
static size_t parse_element(const char *pattern, unsigned char c, bool *is_hit)
{
	switch (*pattern) {
	case '?':
		*is_hit = c != '/';
		return 1;
	case '[':
		return parse_set(pattern, c, is_hit);
	case '\\':
		if (!is_escapable(pattern[1]))
			return 0;
		*is_hit = c == (unsigned char)pattern[1];
		return 2;
	default:
		*is_hit = c == (unsigned char)*pattern;
		return 1;
	}
}

/**
 * csec_match_is_glob - Tells whether a text must be matched as a pattern
 * @text: Path or glob.
 *
 * An escape makes it a pattern, too, as it is not the file name byte by byte.
 *
 * Context: Any.
 * Return: true when there is a wildcard or an escape.
 */
bool csec_match_is_glob(const char *text)
{
	return strpbrk(text, "*?[\\");
}

/**
 * csec_match_glob_valid - Checks the syntax of a pattern
 * @pattern: NUL-terminated.
 *
 * Context: Any.
 * Return: true when it is not empty, not longer than CSEC_PATH_MAX and every
 * set and every escape is complete and unambiguous.
 */
bool csec_match_glob_valid(const char *pattern)
{
	const char *p = pattern;
	bool is_hit;
	size_t len;

	if (!*p || strnlen(p, CSEC_PATH_MAX + 1) > CSEC_PATH_MAX)
		return false;
	while (*p) {
		len = *p == '*' ? 1 : parse_element(p, 0, &is_hit);
		if (!len)
			return false;
		p += len;
	}
	return true;
}

static void set_active(struct glob *glob, size_t at)
{
	glob->active[at / WORD_BITS] |= BIT_ULL(at % WORD_BITS);
	glob->is_alive = true;
}

/* Stars may stand for nothing: what follows them is active at once. */
static void activate(struct glob *glob, size_t at)
{
	const size_t nr_stars = strspn(glob->pattern + at, "*");

	set_active(glob, at);
	if (!nr_stars)
		return;
	set_active(glob, at + nr_stars);
	if (nr_stars > 1 && !glob->pattern[at + nr_stars])
		glob->is_certain = true;
}

static void advance(struct glob *glob, size_t at, unsigned char c)
{
	const char *p = glob->pattern + at;
	bool is_hit = false;
	size_t len;

	if (!*p)
		return;
	if (*p == '*') {
		if (c != '/' || p[1] == '*')
			activate(glob, at);
		return;
	}
	len = parse_element(p, c, &is_hit);
	if (len && is_hit)
		activate(glob, at + len);
}

/*
 * Takes one character of the text. Goes from the end of the pattern to its
 * start: positions only move forward, so that none is visited twice.
 */
static void step(struct glob *glob, unsigned char c)
{
	unsigned int word = glob->nr_words;

	glob->is_alive = false;
	while (word--) {
		u64 pending = glob->active[word];

		glob->active[word] = 0;
		while (pending) {
			const unsigned int bit = fls64(pending) - 1;

			pending &= ~BIT_ULL(bit);
			advance(glob, word * WORD_BITS + bit, c);
		}
	}
}

static bool run_glob(const char *pattern, const char *text)
{
	const size_t len = strnlen(pattern, CSEC_PATH_MAX + 1);
	struct glob glob = {
		.pattern = pattern,
		.nr_words = len / WORD_BITS + 1,
	};

	if (len > CSEC_PATH_MAX)
		return false;
	activate(&glob, 0);
	for (; *text && !glob.is_certain; text++) {
		step(&glob, *text);
		if (!glob.is_alive)
			return false;
	}
	return glob.is_certain ||
	       glob.active[len / WORD_BITS] & BIT_ULL(len % WORD_BITS);
}

/**
 * csec_match_glob - Tells whether a pattern covers a text
 * @pattern: See the head of match.c. One that is not valid matches nothing
 *	from the fault on, and is safe.
 * @text: NUL-terminated.
 *
 * Context: Any. Uses about 600 bytes of stack. Work is bounded by the product
 * of the lengths.
 * Return: true when the whole text is matched.
 */
bool csec_match_glob(const char *pattern, const char *text)
{
	if (text[0] == '/' && !text[1])
		return pattern[0] == '/' && !pattern[1];
	/* Most patterns fail here, before any set of positions is needed. */
	while (*pattern && *pattern == *text && !is_special(*pattern)) {
		pattern++;
		text++;
	}
	if (!is_special(*pattern))
		return !*pattern && !*text;
	return run_glob(pattern, text);
}

/**
 * csec_match_glob_below - Tells whether a pattern may cover what lies in a place
 * @pattern: Valid.
 * @dir: Absolute, without a slash at its end; empty: the root.
 *
 * Context: Any. Uses about 600 bytes of stack.
 * Return: true when it covers some text that begins with @dir and a slash.
 */
bool csec_match_glob_below(const char *pattern, const char *dir)
{
	struct glob glob = {
		.pattern = pattern,
		.nr_words = strnlen(pattern, CSEC_PATH_MAX) / WORD_BITS + 1,
	};

	activate(&glob, 0);
	for (; *dir && glob.is_alive && !glob.is_certain; dir++)
		step(&glob, *dir);
	if (glob.is_alive && !glob.is_certain)
		step(&glob, '/');
	return glob.is_alive || glob.is_certain;
}

/**
 * csec_match_specificity - Measures how narrow a pattern is
 * @pattern: A valid pattern.
 *
 * The number of literal characters. A pattern without wildcards is more
 * specific than any that has one.
 *
 * Context: Any.
 * Return: The larger, the more specific.
 */
unsigned int csec_match_specificity(const char *pattern)
{
	unsigned int nr_literals = 0;
	bool has_wildcard = false;
	bool is_hit;
	size_t len;

	for (; *pattern; pattern += len) {
		len = 1;
		if (*pattern == '*') {
			has_wildcard = true;
			continue;
		}
		len = parse_element(pattern, 0, &is_hit);
		if (!len)
			break;
		if (*pattern == '?' || *pattern == '[')
			has_wildcard = true;
		else
			nr_literals++;
	}
	return has_wildcard ? nr_literals : nr_literals + SPECIFICITY_EXACT;
}

/**
 * csec_match_has_wildcard - Tells whether a pattern may stand for several texts
 * @pattern: A valid pattern.
 *
 * Context: Any.
 * Return: false also for one whose wildcards are all escaped.
 */
bool csec_match_has_wildcard(const char *pattern)
{
	return csec_match_specificity(pattern) < SPECIFICITY_EXACT;
}

static u64 mix(u64 hash, u64 word)
{
	hash = (hash ^ word) * 0x9e3779b97f4a7c15ULL;
	return hash ^ (hash >> 32);
}

/**
 * csec_match_hash - Hashes a path, eight bytes at a time
 * @path: Bytes.
 * @len: Their number.
 *
 * Not keyed: the paths in the table come from the policy, and a task that
 * chooses what is looked up cannot make a chain longer.
 *
 * Context: Any.
 * Return: 32 bits, all of them usable. Differs between byte orders.
 */
u32 csec_match_hash(const char *path, size_t len)
{
	u64 hash = len;
	u64 word;

	for (; len >= sizeof(word); len -= sizeof(word)) {
		memcpy(&word, path, sizeof(word));
		hash = mix(hash, word);
		path += sizeof(word);
	}
	word = 0;
	memcpy(&word, path, len);
	hash = mix(hash, word);
	return mix(hash, 0) >> 16;
}

/* Whether the content is one that a rule allows. @digests NULL: any is. */
static bool is_satisfied(const struct csec_policy *policy,
			 const struct csec_rule *rule,
			 const struct csec_digests *digests)
{
	const struct csec_rule_extra *extra;
	unsigned int i;

	if (!digests || rule->extra == CSEC_NO_RULE)
		return true;
	extra = &policy->extras[rule->extra];
	if (!extra->has_sha256)
		return true;
	for (i = 0; i < digests->nr; i++)
		if (!memcmp(digests->sha256[i], extra->sha256, CSEC_SHA256_LEN))
			return true;
	return false;
}

static const struct csec_rule *
find_exact(const struct csec_policy *policy, enum csec_section section,
	   const char *path, const struct csec_digests *digests, bool *is_named)
{
	const u32 mask = (1U << policy->bucket_bits) - 1;
	const size_t len = strlen(path);
	u32 index = policy->buckets[csec_match_hash(path, len) & mask];
	const struct csec_rule *found = NULL;

	while (!found && index != CSEC_NO_RULE) {
		const struct csec_rule *rule = &policy->rules[index];

		index = rule->next;
		if (rule->section != section || rule->path_len != len ||
		    memcmp(csec_policy_text(policy, rule->path), path, len))
			continue;
		*is_named = true;
		if (is_satisfied(policy, rule, digests))
			found = rule;
	}
	if (section != CSEC_SECTION_EXEC || !policy->nr_manifests)
		return found;
	return csec_policy_find_file(policy, path, len, digests, found,
				     is_named);
}

/* Those without a wildcard come first, and bind like what is no pattern. */
static const struct csec_rule *
find_glob(const struct csec_policy *policy, enum csec_section section,
	  const char *path, const struct csec_digests *digests, bool *is_named)
{
	bool is_bound = *is_named;
	u32 i;

	for (i = 0; i < policy->nr_globs; i++) {
		const struct csec_rule *rule = &policy->rules[policy->globs[i]];

		if (rule->section != section ||
		    !csec_match_glob(csec_policy_text(policy, rule->path),
				     path))
			continue;
		if (i < policy->nr_escaped)
			is_bound = true;
		else if (is_bound)
			break;
		*is_named = true;
		if (is_satisfied(policy, rule, digests))
			return rule;
	}
	return NULL;
}

/**
 * csec_match_content - Finds the rule of one list that allows a file
 * @policy: Sealed.
 * @section: The list.
 * @path: Absolute.
 * @digests: Of the content; none: rules with a digest do not allow it. NULL:
 *	the content does not matter.
 * @is_named: Set to whether some rule names @path, whatever the content.
 *
 * Several rules may name one path, each with its own digest: one is enough. A
 * rule without wildcards wins over globs, also when its digest is another one
 * and when its path has escapes; of equal ones the first added wins.
 *
 * Context: Any in which @policy is alive.
 * Return: The rule, or NULL: none.
 */
const struct csec_rule *csec_match_content(const struct csec_policy *policy,
					   enum csec_section section,
					   const char *path,
					   const struct csec_digests *digests,
					   bool *is_named)
{
	const struct csec_rule *rule;

	*is_named = false;
	if (strnlen(path, CSEC_PATH_MAX + 1) > CSEC_PATH_MAX ||
	    !policy->buckets)
		return NULL;
	rule = find_exact(policy, section, path, digests, is_named);
	if (rule || (*is_named && !policy->nr_escaped))
		return rule;
	return find_glob(policy, section, path, digests, is_named);
}

/**
 * csec_match_path - Finds the rule of one list that names a path
 * @policy: Sealed.
 * @section: The list.
 * @path: Absolute.
 *
 * A rule without wildcards wins over globs; of equal ones the first added wins.
 *
 * Context: Any in which @policy is alive.
 * Return: The rule, or NULL: none.
 */
const struct csec_rule *csec_match_path(const struct csec_policy *policy,
					enum csec_section section,
					const char *path)
{
	bool is_named;

	return csec_match_content(policy, section, path, NULL, &is_named);
}

/**
 * csec_match_below - Tells whether a list may name something below a directory
 * @policy: Sealed.
 * @section: The list.
 * @dir: Absolute.
 *
 * Context: Process; its work is proportional to the number of rules.
 * Return: true when a path of the list lies there, or a glob may match one.
 */
bool csec_match_below(const struct csec_policy *policy,
		      enum csec_section section, const char *dir)
{
	const size_t len = dir[1] ? strnlen(dir, CSEC_PATH_MAX + 1) : 0;
	u32 i;

	if (len > CSEC_PATH_MAX)
		return false;
	for (i = 0; i < policy->nr_rules; i++) {
		const struct csec_rule *rule = &policy->rules[i];
		const char *path = csec_policy_text(policy, rule->path);

		if (i % RESCHED_RULES == RESCHED_RULES - 1)
			cond_resched();
		if (rule->section != section)
			continue;
		if (rule->is_manifest) {
			if (csec_manifest_below(csec_policy_manifest(policy,
								     rule),
						dir, len))
				return true;
			continue;
		}
		if (rule->is_glob && (!len || csec_match_glob_below(path, dir)))
			return true;
		if (!rule->is_glob && rule->path_len > len &&
		    path[len] == '/' && !memcmp(path, dir, len))
			return true;
	}
	return false;
}

/**
 * csec_match_cgroup - Finds the selector that governs a cgroup
 * @policy: Sealed.
 * @path: Path of the cgroup from the root of the v2 tree.
 *
 * Context: Any in which @policy is alive.
 * Return: The text of the most specific cgroup selector that matches, the first
 * of equal ones; it lives as long as @policy. NULL: none matches.
 */
const char *csec_match_cgroup(const struct csec_policy *policy,
			      const char *path)
{
	const char *best = NULL;
	unsigned int best_specificity = 0;
	u32 i;

	for (i = 0; i < policy->nr_matches; i++) {
		const struct csec_match *match = &policy->matches[i];
		const char *pattern = csec_policy_text(policy, match->value);
		unsigned int specificity;

		if (match->type != CSEC_MATCH_CGROUP ||
		    !csec_match_glob(pattern, path))
			continue;
		specificity = csec_match_specificity(pattern);
		if (!best || specificity > best_specificity) {
			best = pattern;
			best_specificity = specificity;
		}
	}
	return best;
}
