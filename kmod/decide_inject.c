// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - pure verdicts: may one process reach into another
 */
#include "decide_inject.h"

#include <linux/kernel.h>

#include "decide.h"
#include "match.h"

static bool is_named(const struct csec_policy *policy, u32 pattern,
		     const struct csec_file_names *names)
{
	const unsigned int nr =
		min_t(unsigned int, names->nr, CSEC_NR_NAMES_MAX);
	unsigned int i;

	for (i = 0; i < nr; i++)
		if (csec_match_glob(csec_policy_text(policy, pattern),
				    names->name[i]))
			return true;
	return false;
}

/* The first rule that allows the pair, NULL: none. */
static const struct csec_rule *
find_rule(const struct csec_policy *policy,
	  const struct csec_inject_request *request)
{
	u32 i, to;

	for (i = 0; i < policy->nr_injects; i++) {
		const struct csec_rule *rule =
			&policy->rules[policy->injects[i]];

		to = rule->extra == CSEC_NO_RULE ?
			     CSEC_NO_RULE :
			     policy->extras[rule->extra].path_to;
		if (is_named(policy, rule->path, &request->from) &&
		    (to == CSEC_NO_RULE || is_named(policy, to, &request->to)))
			return rule;
	}
	return NULL;
}

static bool is_allowed_to_all(const struct csec_policy *policy,
			      const struct csec_inject_request *request)
{
	return policy->inject == CSEC_INJECT_ALLOW ||
	       (policy->inject == CSEC_INJECT_CHILDREN &&
		request->is_same_container && request->is_descendant);
}

/**
 * csec_decide_inject_asks_names - Tells whether the programs' names matter
 * @policy: Sealed.
 * @request: All but the names.
 *
 * Context: Any in which @policy is alive.
 * Return: true when csec_decide_inject() looks at the names.
 */
bool csec_decide_inject_asks_names(const struct csec_policy *policy,
				   const struct csec_inject_request *request)
{
	return policy->nr_injects && request->is_same_container &&
	       !is_allowed_to_all(policy, request);
}

/**
 * csec_decide_inject - Decides whether one process may reach into another
 * @policy: Sealed; governs the source or the target.
 * @request: Who and whom.
 * @decision: Result.
 *
 * Exceptions by program hold inside of one container: beyond it a program's
 * name in this container says nothing.
 *
 * Context: Any in which @policy is alive.
 */
void csec_decide_inject(const struct csec_policy *policy,
			const struct csec_inject_request *request,
			struct csec_decision *decision)
{
	const struct csec_rule *rule = NULL;

	if (csec_decide_inject_asks_names(policy, request)) {
		if (!request->is_known) {
			csec_decide_deny(policy, CSEC_REASON_UNDECIDED,
					 decision);
			return;
		}
		rule = find_rule(policy, request);
	}
	if (!rule && !is_allowed_to_all(policy, request)) {
		csec_decide_deny(policy, CSEC_REASON_INJECTION, decision);
		return;
	}
	*decision = (struct csec_decision){
		.verdict = CSEC_VERDICT_ALLOW,
		.reason = CSEC_REASON_NONE,
		.line = rule ? rule->line : 0,
	};
}
