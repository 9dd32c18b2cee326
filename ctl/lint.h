/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - findings about policies: severity, place, advice
 */
#ifndef _CSEC_CTL_LINT_H
#define _CSEC_CTL_LINT_H

#include <stddef.h>
#include <stdint.h>

#include "diag.h"

struct csec_policy_set;

/**
 * struct csec_finding - one finding; owned by its struct csec_findings
 * @severity: An error refuses the push, a warning and a note do not.
 * @check: Stable name, for example "selector_tie".
 * @policy: Name of the policy.
 * @file: Its source, NULL: unknown.
 * @line: Line in the source, 0: unknown.
 * @message: What is wrong; as the others, it may have bytes that somebody else
 *	chose.
 * @advice: What to do about it.
 */
struct csec_finding {
	enum csec_severity severity;
	const char *check;
	char *policy;
	char *file;
	uint32_t line;
	char *message;
	const char *advice;
};

/**
 * struct csec_findings - result of a lint run
 * @findings: In the order of the policies.
 * @nr: How many.
 * @nr_of: How many of each severity, those over the limit included.
 * @errors_of: How many errors each policy has, likewise, in the order of the
 *	set.
 * @nr_left_out: How many were over the limit.
 */
struct csec_findings {
	struct csec_finding *findings;
	size_t nr;
	size_t nr_of[__CSEC_SEVERITY_MAX];
	size_t *errors_of;
	size_t nr_left_out;
};

/**
 * csec_lint_run() - Looks at policies that are to be live together
 * @set: Policies: those to be pushed and, unless they are pruned, those that
 *	are live.
 * @findings: Result; given to csec_lint_clear() also after an error.
 *
 * At most 100 errors are kept, and 100 other findings of each policy.
 *
 * Return: 0, also with findings; -ENOMEM.
 */
int csec_lint_run(const struct csec_policy_set *set,
		  struct csec_findings *findings);

/**
 * csec_lint_clear() - Frees the content of a result
 * @findings: Result, zeroed afterwards.
 */
void csec_lint_clear(struct csec_findings *findings);

/**
 * csec_lint_report() - Adds findings to the diagnostics
 * @findings: Result of csec_lint_run().
 * @diag: Gets a record for each, with the advice as hint.
 */
void csec_lint_report(const struct csec_findings *findings,
		      struct csec_diag *diag);

#endif /* _CSEC_CTL_LINT_H */
