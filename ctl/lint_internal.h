/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - shared by the files of lint
 */
#ifndef _CSEC_CTL_LINT_INTERNAL_H
#define _CSEC_CTL_LINT_INTERNAL_H

#include "lint.h"
#include "policy.h"

/**
 * struct csec_lint - a run
 * @findings: Result.
 * @size: Allocated entries of it.
 * @set: All policies.
 * @index: Place of the policy that is looked at.
 * @policy: That policy.
 * @nr_here: Its findings that are no errors.
 * @steps: What comparing globs may still cost, below 0: nothing more.
 * @err: First error, 0: none.
 */
struct csec_lint {
	struct csec_findings *findings;
	size_t size;
	const struct csec_policy_set *set;
	size_t index;
	const struct csec_policy *policy;
	size_t nr_here;
	int64_t steps;
	int err;
};

/**
 * csec_lint_enter() - Makes the findings that follow those of a policy
 * @lint: Run.
 * @index: Place of the policy in the set.
 */
void csec_lint_enter(struct csec_lint *lint, size_t index);

/**
 * csec_lint_add() - Adds a finding
 * @lint: Run.
 * @severity: How bad.
 * @check: Stable name, a literal.
 * @line: Line in the source of the policy, 0: unknown.
 * @advice: What to do, a literal, or NULL.
 * @fmt: printf() format of the message.
 */
void csec_lint_add(struct csec_lint *lint, enum csec_severity severity,
		   const char *check, uint32_t line, const char *advice,
		   const char *fmt, ...) __attribute__((format(printf, 6, 7)));

/**
 * csec_lint_overlaps() - csec_glob_overlaps(), as long as there are steps left
 * @lint: Run; pays for it.
 * @a: Valid pattern.
 * @b: Valid pattern.
 *
 * Return: true when some text is matched by both.
 */
bool csec_lint_overlaps(struct csec_lint *lint, const char *a, const char *b);

/**
 * csec_lint_selectors() - Looks for selectors that tie
 * @lint: Run.
 */
void csec_lint_selectors(struct csec_lint *lint);

/**
 * csec_lint_rules() - Looks at the lists of a policy
 * @lint: Run with its policy.
 */
void csec_lint_rules(struct csec_lint *lint);

#endif /* _CSEC_CTL_LINT_INTERNAL_H */
