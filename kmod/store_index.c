// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - the cgroup selectors of one generation, for quick look-up
 *
 * Selectors without wildcards are hashed. Globs are sorted by specificity, so
 * that the first that matches is the most specific one. A selector without
 * wildcards beats every glob.
 */
#include "store_index.h"

#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/string.h>

#include "match.h"

/* Globs of csec_index_find_some(); each may take a tenth of a millisecond. */
#define GLOBS_AT_ONCE 32

/**
 * struct csec_selector - one cgroup selector
 * @text: In the text of the policy.
 * @binding: Its policy.
 * @specificity: See csec_match_specificity().
 * @next: Next one of the same bucket, CSEC_NO_RULE: last.
 */
struct csec_selector {
	const char *text;
	const struct csec_binding *binding;
	unsigned int specificity;
	u32 next;
};

/**
 * struct csec_index - all cgroup selectors of a generation
 * @nr_exact: Selectors without wildcards, first in @selectors.
 * @nr: All selectors.
 * @bits: log2 of the number of buckets.
 * @buckets: Heads of the chains of exact selectors.
 * @selectors: Exact ones, then globs, most specific first.
 */
struct csec_index {
	u32 nr_exact;
	u32 nr;
	u32 bits;
	u32 *buckets;
	struct csec_selector selectors[];
};

static u32 bucket_of(const struct csec_index *index, const char *path)
{
	return csec_match_hash(path, strlen(path)) & ((1U << index->bits) - 1);
}

static const struct csec_selector *find_exact(const struct csec_index *index,
					      const char *path)
{
	u32 i;

	for (i = index->buckets[bucket_of(index, path)]; i != CSEC_NO_RULE;
	     i = index->selectors[i].next)
		if (!strcmp(index->selectors[i].text, path))
			return &index->selectors[i];
	return NULL;
}

static u32 count_selectors(const struct csec_generation *generation)
{
	u32 i, nr = 0;

	for (i = 0; i < generation->nr_policies; i++)
		nr += generation->bindings[i].policy->nr_matches;
	return nr;
}

static void collect(struct csec_index *index,
		    const struct csec_generation *generation, bool globs)
{
	u32 i, k;

	for (i = 0; i < generation->nr_policies; i++) {
		const struct csec_binding *binding = &generation->bindings[i];
		const struct csec_policy *policy = binding->policy;

		for (k = 0; k < policy->nr_matches; k++) {
			const char *text = csec_policy_text(
				policy, policy->matches[k].value);

			if (policy->matches[k].type != CSEC_MATCH_CGROUP ||
			    csec_match_is_glob(text) != globs)
				continue;
			index->selectors[index->nr++] = (struct csec_selector){
				.text = text,
				.binding = binding,
				.specificity = csec_match_specificity(text),
				.next = CSEC_NO_RULE,
			};
		}
	}
}

/* Most specific first; then by text, so that the order is a total one. */
static int compare(const void *a, const void *b)
{
	const struct csec_selector *x = a, *y = b;

	if (x->specificity != y->specificity)
		return x->specificity < y->specificity ? 1 : -1;
	return strcmp(x->text, y->text);
}

static int refuse_tie(const struct csec_selector *a,
		      const struct csec_selector *b, char *detail, size_t size)
{
	scnprintf(detail, size, "policies %s and %s have the same selector %s",
		  a->binding->policy->name, b->binding->policy->name, a->text);
	return -EEXIST;
}

static int hash_exact(struct csec_index *index, char *detail, size_t size)
{
	u32 i, bucket;

	memset(index->buckets, 0xff, sizeof(*index->buckets) << index->bits);
	for (i = 0; i < index->nr_exact; i++) {
		struct csec_selector *new = &index->selectors[i];
		const struct csec_selector *old = find_exact(index, new->text);

		if (old && old->binding != new->binding)
			return refuse_tie(old, new, detail, size);
		if (old)
			continue;
		bucket = bucket_of(index, new->text);
		new->next = index->buckets[bucket];
		index->buckets[bucket] = i;
	}
	return 0;
}

static int sort_globs(struct csec_index *index, char *detail, size_t size)
{
	struct csec_selector *globs = &index->selectors[index->nr_exact];
	u32 nr = index->nr - index->nr_exact, i;

	sort(globs, nr, sizeof(*globs), compare, NULL);
	for (i = 1; i < nr; i++)
		if (!strcmp(globs[i - 1].text, globs[i].text) &&
		    globs[i - 1].binding != globs[i].binding)
			return refuse_tie(&globs[i - 1], &globs[i], detail,
					  size);
	return 0;
}

/**
 * csec_index_build - indexes the selectors of a new generation
 * @generation: Complete but for its index.
 * @detail: On -EEXIST: who is in conflict.
 * @detail_size: Bytes of @detail.
 *
 * Context: Process, may sleep.
 * Return: 0; -EEXIST: two policies have the same selector; -ENOMEM.
 */
int csec_index_build(struct csec_generation *generation, char *detail,
		     size_t detail_size)
{
	u32 nr = count_selectors(generation);
	struct csec_index *index;
	int err;

	index = kvzalloc(struct_size(index, selectors, nr), GFP_KERNEL_ACCOUNT);
	if (!index)
		return -ENOMEM;
	collect(index, generation, false);
	index->nr_exact = index->nr;
	collect(index, generation, true);
	while (1U << index->bits < index->nr_exact)
		index->bits++;
	index->buckets = kvmalloc_array(
		1U << index->bits, sizeof(*index->buckets), GFP_KERNEL_ACCOUNT);
	err = index->buckets ? hash_exact(index, detail, detail_size) : -ENOMEM;
	if (!err)
		err = sort_globs(index, detail, detail_size);
	if (err)
		csec_index_free(index);
	else
		generation->index = index;
	return err;
}

/**
 * csec_index_free - frees an index that no reader can see
 * @index: May be NULL.
 *
 * Context: Process, may sleep.
 */
void csec_index_free(struct csec_index *index)
{
	if (!index)
		return;
	kvfree(index->buckets);
	kvfree(index);
}

/**
 * csec_index_find_some - csec_index_find(), in pieces
 * @index: NULL: a generation without policies.
 * @path: Path of the cgroup.
 * @at: 0 at first; where to go on.
 * @binding: When it is done: the binding, NULL: none matches.
 *
 * Context: Any; the caller keeps the generation alive.
 * Return: true: done; false: to be called again.
 */
bool csec_index_find_some(const struct csec_index *index, const char *path,
			  u32 *at, const struct csec_binding **binding)
{
	const struct csec_selector *found = NULL;
	u32 end;

	*binding = NULL;
	if (!index || !index->nr)
		return true;
	if (!*at) {
		found = find_exact(index, path);
		*at = index->nr_exact;
	}
	end = min(index->nr, *at + GLOBS_AT_ONCE);
	for (; !found && *at < end; ++*at)
		if (csec_match_glob(index->selectors[*at].text, path))
			found = &index->selectors[*at];
	if (found)
		*binding = found->binding;
	return found || *at == index->nr;
}

/**
 * csec_index_find - the policy whose selector matches a cgroup itself
 * @index: NULL: a generation without policies.
 * @path: Path of the cgroup.
 *
 * Context: Any; the caller keeps the generation alive.
 * Return: the binding with the most specific selector, NULL: none matches.
 */
const struct csec_binding *csec_index_find(const struct csec_index *index,
					   const char *path)
{
	const struct csec_binding *binding;
	u32 at = 0;

	while (!csec_index_find_some(index, path, &at, &binding))
		;
	return binding;
}
