// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - comparison of policies; lists are compared as sets
 */
#include "policy.h"

#include <stdlib.h>
#include <string.h>

static int compare_u64(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int compare_bytes(const void *a, const void *b, size_t len)
{
	if (!a || !b)
		return !!a - !!b;
	return memcmp(a, b, len);
}

static int compare_text(const char *a, const char *b)
{
	if (!a || !b)
		return !!a - !!b;
	return strcmp(a, b);
}

static int compare_labels(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static int compare_matches(const void *left, const void *right)
{
	const struct csec_match *const a =
		*(const struct csec_match *const *)left;
	const struct csec_match *const b =
		*(const struct csec_match *const *)right;
	const int order = compare_u64(a->type, b->type);

	return order ? order : strcmp(a->value, b->value);
}

static int compare_scripts(const struct csec_rule *a, const struct csec_rule *b)
{
	int order = compare_u64(a->nr_scripts, b->nr_scripts);
	unsigned int i;

	for (i = 0; !order && i < a->nr_scripts; i++)
		order = strcmp(a->scripts[i], b->scripts[i]);
	return order;
}

static int compare_rules(const void *left, const void *right)
{
	const struct csec_rule *const a =
		*(const struct csec_rule *const *)left;
	const struct csec_rule *const b =
		*(const struct csec_rule *const *)right;
	int order = compare_u64(a->section, b->section);

	if (!order)
		order = strcmp(a->path, b->path);
	if (!order)
		order = compare_text(a->path_to, b->path_to);
	if (!order)
		order = compare_bytes(a->sha256, b->sha256, CSEC_SHA256_LEN);
	if (!order)
		order = compare_text(a->applets, b->applets);
	if (!order)
		order = compare_u64(a->has_inline, b->has_inline);
	if (!order && a->has_inline)
		order = compare_u64(a->inline_action, b->inline_action);
	return order ? order : compare_scripts(a, b);
}

/* Pointers to the @nr elements of an array, sorted. */
static const void **sort(const void *array, size_t nr, size_t size,
			 int (*compare)(const void *, const void *))
{
	const void **index = calloc(nr + 1, sizeof(*index));
	size_t i;

	if (!index)
		return NULL;
	for (i = 0; i < nr; i++)
		index[i] = (const char *)array + i * size;
	qsort(index, nr, sizeof(*index), compare);
	return index;
}

static bool is_equal_set(const void *a, const void *b, size_t nr, size_t size,
			 int (*compare)(const void *, const void *))
{
	const void **left = sort(a, nr, size, compare);
	const void **right = sort(b, nr, size, compare);
	bool equal = left && right;
	size_t i;

	for (i = 0; equal && i < nr; i++)
		equal = !compare(&left[i], &right[i]);
	free(left);
	free(right);
	return equal;
}

/* An index of pointers to "const char *" is one level deeper than a label. */
static int compare_label_places(const void *left, const void *right)
{
	return compare_labels(*(const void *const *)left,
			      *(const void *const *)right);
}

static bool is_equal_value(const struct csec_policy *a,
			   const struct csec_policy *b,
			   enum csec_policy_has what)
{
	if (!csec_policy_has(a, what))
		return true;
	switch (what) {
	case CSEC_HAS_MAX_PROCESSES:
		return a->max_processes == b->max_processes;
	case CSEC_HAS_MAX_THREADS:
		return a->max_threads == b->max_threads;
	case CSEC_HAS_FORK_RATE:
		return a->fork_rate == b->fork_rate;
	case CSEC_HAS_FORK_BURST:
		return a->fork_burst == b->fork_burst;
	case CSEC_HAS_ON_BOMB:
		return a->on_bomb == b->on_bomb;
	case CSEC_HAS_EXEC_DEFAULT:
		return a->exec_default == b->exec_default;
	case CSEC_HAS_EXEC_DRIFT:
		return a->exec_drift == b->exec_drift;
	case CSEC_HAS_EXEC_LIBRARIES:
		return a->exec_libraries == b->exec_libraries;
	case CSEC_HAS_SHELL_REVERSE:
		return a->shell_reverse == b->shell_reverse;
	case CSEC_HAS_SHELL_BIND:
		return a->shell_bind == b->shell_bind;
	case CSEC_HAS_SHELL_CONNECT:
		return a->shell_connect == b->shell_connect;
	case CSEC_HAS_JIT_DEFAULT:
		return a->jit_default == b->jit_default;
	case CSEC_HAS_INJECT_DEFAULT:
		return a->inject_default == b->inject_default;
	case CSEC_HAS_CAP_DEFAULT:
		return a->cap_default == b->cap_default;
	case CSEC_HAS_CAP_ALLOW:
		return a->cap_allow == b->cap_allow;
	case CSEC_HAS_CAP_DENY:
		return a->cap_deny == b->cap_deny;
	case CSEC_HAS_EXEC_RATE:
		return a->exec_rate == b->exec_rate;
	case CSEC_HAS_EXEC_BURST:
		return a->exec_burst == b->exec_burst;
	case CSEC_HAS_ON_RATE:
		return a->on_rate == b->on_rate;
	case CSEC_HAS_EXEC_WRITES:
		return a->exec_writes == b->exec_writes;
	case CSEC_HAS_ESCAPE_DEFAULT:
		return a->escape_default == b->escape_default;
	case CSEC_HAS_ESCAPE_ALLOW:
		return a->escape_allow == b->escape_allow;
	case __CSEC_HAS_MAX:
		break;
	}
	return false;
}

bool csec_policy_equal(const struct csec_policy *a, const struct csec_policy *b)
{
	size_t i;

	if (strcmp(a->name, b->name) || a->mode != b->mode ||
	    a->has != b->has || a->nr_labels != b->nr_labels ||
	    a->nr_matches != b->nr_matches || a->nr_rules != b->nr_rules)
		return false;
	for (i = 0; i < __CSEC_HAS_MAX; i++) {
		if (!is_equal_value(a, b, i))
			return false;
	}
	return is_equal_set(a->labels, b->labels, a->nr_labels,
			    sizeof(*a->labels), compare_label_places) &&
	       is_equal_set(a->matches, b->matches, a->nr_matches,
			    sizeof(*a->matches), compare_matches) &&
	       is_equal_set(a->rules, b->rules, a->nr_rules, sizeof(*a->rules),
			    compare_rules);
}

bool csec_policy_set_equal(const struct csec_policy_set *a,
			   const struct csec_policy_set *b)
{
	const struct csec_policy *other;
	size_t i;

	if (a->nr != b->nr)
		return false;
	for (i = 0; i < a->nr; i++) {
		other = csec_policy_set_find(b, a->policies[i]->name);
		if (!other || !csec_policy_equal(a->policies[i], other))
			return false;
	}
	return true;
}
