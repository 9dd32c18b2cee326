// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - selectors that tie: no cgroup may belong to two policies
 */
#include "lint_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "glob.h"

struct selector {
	size_t policy; /* its place in the set */
	const struct csec_match *match;
	unsigned int specificity;
	bool is_glob;
};

/* Texts that may tie come to stand side by side. */
static int compare(const void *left, const void *right)
{
	const struct selector *a = left, *b = right;
	int order;

	if (a->match->type != b->match->type)
		return a->match->type < b->match->type ? -1 : 1;
	if (a->specificity != b->specificity)
		return a->specificity < b->specificity ? -1 : 1;
	order = strcmp(a->match->value, b->match->value);
	return order ? order :
		       (a->policy > b->policy) - (a->policy < b->policy);
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
			next->policy = i;
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
	const char *const other = lint->set->policies[a->policy]->name;
	const bool is_same = !strcmp(a->match->value, b->match->value);

	csec_lint_enter(lint, b->policy);
	if (is_same)
		csec_lint_add(lint, CSEC_SEVERITY_ERROR, "selector_tie",
			      b->match->line, "give each cgroup to one policy",
			      "the selector '%s' is also one of policy '%s'",
			      b->match->value, other);
	else
		csec_lint_add(lint, CSEC_SEVERITY_ERROR, "selector_tie",
			      b->match->line,
			      "write more literal characters into one of them",
			      "the selector '%s' overlaps '%s' of policy '%s', "
			      "and neither is more specific",
			      b->match->value, a->match->value, other);
}

static bool is_tie(struct csec_lint *lint, const struct selector *a,
		   const struct selector *b)
{
	if (lint->steps-- < 0 || a->policy == b->policy)
		return false;
	return !strcmp(a->match->value, b->match->value) ||
	       (a->is_glob &&
		csec_lint_overlaps(lint, a->match->value, b->match->value));
}

/* Reports one tie of each selector: the first is enough to refuse it. */
static void check(struct csec_lint *lint, const struct selector *list,
		  size_t nr)
{
	size_t first = 0, i, j;

	for (j = 1; j < nr && !lint->err; j++) {
		if (!is_group(&list[first], &list[j]))
			first = j;
		for (i = first; i < j && !is_tie(lint, &list[i], &list[j]); i++)
			;
		if (lint->steps < 0)
			break;
		if (i < j)
			report(lint, &list[i], &list[j]);
	}
	if (lint->steps >= 0)
		return;
	/* The kernel refuses identical ones in any case. */
	csec_lint_enter(lint, list[j].policy);
	csec_lint_add(lint, CSEC_SEVERITY_WARNING, "selectors_skipped", 0,
		      "use fewer and shorter globs",
		      "too many selectors to compare all of them");
}

void csec_lint_selectors(struct csec_lint *lint)
{
	struct selector *list;
	size_t nr;

	list = collect(lint->set, &nr);
	if (!list) {
		lint->err = -ENOMEM;
		return;
	}
	check(lint, list, nr);
	free(list);
}
