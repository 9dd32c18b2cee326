/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - difference of two policies, as lines
 *
 * A line is a value, a selector, a label or a rule in the form of the policy
 * language, behind the dotted name of its key: "processes.max: 64",
 * "exec.allow: {path: \"/usr/bin/id\"}". Lists are sets, as in
 * csec_policy_equal(); built-in rules are left out.
 */
#ifndef _CSEC_CTL_DIFF_H
#define _CSEC_CTL_DIFF_H

#include <stdbool.h>
#include <stddef.h>

struct csec_policy;

/**
 * struct csec_change - a line that only one of two policies has
 * @is_added: The new one, not the old one.
 * @key_len: Bytes of the name of the key; ": " follows.
 * @line: The line; strings in it are escaped for people.
 */
struct csec_change {
	bool is_added;
	size_t key_len;
	const char *line;
};

/**
 * struct csec_diff - all changes, by key, what is removed first
 * @changes: The changes.
 * @nr: How many.
 * @texts: Owner of the lines; private to diff.c.
 */
struct csec_diff {
	struct csec_change *changes;
	size_t nr;
	char *texts[2];
};

/**
 * csec_diff_run() - Compares two policies
 * @old: One.
 * @new: Other.
 * @diff: Result; csec_diff_clear() also after a failure.
 *
 * Return: 0; -ENOMEM.
 */
int csec_diff_run(const struct csec_policy *old, const struct csec_policy *new,
		  struct csec_diff *diff);

/**
 * csec_diff_clear() - Frees what csec_diff_run() has allocated
 * @diff: Zeroed or filled; zeroed afterwards.
 */
void csec_diff_clear(struct csec_diff *diff);

#endif /* _CSEC_CTL_DIFF_H */
