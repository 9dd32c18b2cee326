// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - selectors that tie: no cgroup may belong to two policies
 */
#include "lint_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "glob.h"

/*
 * Pairs of globs are compared one by one, at a cost that their author
 * chooses. Real sets need some thousand steps; the kernel refuses identical
 * selectors in any case.
 */
enum {
	STEPS_MAX = 1 << 28
};

struct selector {
	const struct csec_policy *policy;
	const struct csec_match *match;
	unsigned int specificity;
	bool is_glob;
};

/* Texts that may tie come to stand side by side. */
static int compare(const void *left, const void *right)
{
	const struct selector *a = left, *b = right;

	if (a->match->type != b->match->type)
		return a->match->type < b->match->type ? -1 : 1;
	if (a->specificity != b->specificity)
		return a->specificity < b->specificity ? -1 : 1;
	return strcmp(a->match->value, b->match->value);
}

static struct selector *collect(const struct csec_policy_set *set, size_t *nr)
{
	struct selector *list, *next;
	size_t i, j;

	*nr = 0;
	for (i = 0; i < set->nr; i++)
		*nr += set->policies[i]->nr_matches;
	list = calloc(*nr + 1, sizeof(*list));
	if (!list)
		return NULL;
	next = list;
	for (i = 0; i < set->nr; i++) {
		for (j = 0; j < set->policies[i]->nr_matches; j++, next++) {
			next->policy = set->policies[i];
			next->match = &set->policies[i]->matches[j];
			if (next->match->type != CSEC_MATCH_CGROUP)
				continue;
			next->specificity =
				csec_glob_specificity(next->match->value);
			next->is_glob = next->specificity <= CSEC_PATH_MAX;
		}
	}
	qsort(list, *nr, sizeof(*list), compare);
	return list;
}

static bool is_group(const struct selector *a, const struct selector *b)
{
	return a->match->type == b->match->type &&
	       a->specificity == b->specificity &&
	       (a->is_glob || !strcmp(a->match->value, b->match->value));
}

static void report(struct csec_lint *lint, const struct selector *a,
		   const struct selector *b)
{
	const bool is_same = !strcmp(a->match->value, b->match->value);

	/* The finding belongs to the policy that stands later in the set. */
	lint->policy = b->policy;
	lint->nr_here = 0;
	if (is_same)
		csec_lint_add(lint, CSEC_SEVERITY_ERROR, "selector_tie",
			      b->match->line, "give each cgroup to one policy",
			      "the selector '%s' is also one of policy '%s'",
			      b->match->value, a->policy->name);
	else
		csec_lint_add(lint, CSEC_SEVERITY_ERROR, "selector_tie",
			      b->match->line,
			      "write more literal characters into one of them",
			      "the selector '%s' overlaps '%s' of policy '%s', "
			      "and neither is more specific",
			      b->match->value, a->match->value,
			      a->policy->name);
}

/* Returns the steps that it took, or -ENOMEM. */
static long compare_pair(struct csec_lint *lint, const struct selector *a,
			 const struct selector *b)
{
	const long steps =
		(long)strlen(a->match->value) * (long)strlen(b->match->value);
	int overlaps = !strcmp(a->match->value, b->match->value);

	if (a->policy == b->policy)
		return 1;
	if (!overlaps && a->is_glob)
		overlaps = csec_glob_overlaps(a->match->value, b->match->value);
	if (overlaps < 0)
		return overlaps;
	if (overlaps)
		report(lint, a, b);
	return steps;
}

void csec_lint_selectors(struct csec_lint *lint,
			 const struct csec_policy_set *set)
{
	struct selector *list;
	long budget = STEPS_MAX, steps;
	size_t nr, i, j;

	list = collect(set, &nr);
	if (!list) {
		lint->err = -ENOMEM;
		return;
	}
	for (i = 0; i < nr && !lint->err; i++) {
		for (j = i + 1; j < nr && is_group(&list[i], &list[j]); j++) {
			steps = compare_pair(lint, &list[i], &list[j]);
			if (steps < 0)
				lint->err = steps;
			budget -= steps;
			if (lint->err || budget < 0)
				break;
		}
		if (budget >= 0)
			continue;
		lint->policy = list[i].policy;
		csec_lint_add(lint, CSEC_SEVERITY_WARNING, "selectors_skipped",
			      0, "use fewer and shorter globs",
			      "too many selectors to compare all of them");
		break;
	}
	free(list);
}
