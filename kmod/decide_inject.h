/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - pure verdicts: may one process reach into another
 *
 * No lock, no allocation, no current, no logging; compiles in user space.
 */
#ifndef _CSEC_DECIDE_INJECT_H
#define _CSEC_DECIDE_INJECT_H

#include "policy.h"
#include "request.h"

/**
 * struct csec_inject_request - who reaches into whom
 * @is_same_container: Both are in the container that the policy is asked for.
 * @is_descendant: The target was started by the source, or by what it started.
 * @is_known: @from and @to are what they are called; else that is not known.
 * @from: Names of the source's program.
 * @to: Names of the target's program.
 */
struct csec_inject_request {
	bool is_same_container;
	bool is_descendant;
	bool is_known;
	struct csec_file_names from;
	struct csec_file_names to;
};

bool csec_decide_inject_asks_names(const struct csec_policy *policy,
				   const struct csec_inject_request *request);
void csec_decide_inject(const struct csec_policy *policy,
			const struct csec_inject_request *request,
			struct csec_decision *decision);

#endif /* _CSEC_DECIDE_INJECT_H */
