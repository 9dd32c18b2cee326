// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - the files that the manifests of a policy list
 */
#include "policy.h"

#include "manifest.h"

/**
 * csec_policy_find_file - looks for a file in the manifests of a policy
 * @policy: Sealed.
 * @path: Absolute.
 * @len: Bytes of @path.
 * @digests: As csec_match_content() takes them.
 * @found: The rule of exec.allow that allows it otherwise; NULL: none.
 * @is_named: Set when some manifest names @path, whatever the content.
 *
 * Context: Any in which @policy is alive.
 * Return: @found, or the rule of a manifest that stands before it.
 */
const struct csec_rule *
csec_policy_find_file(const struct csec_policy *policy, const char *path,
		      size_t len, const struct csec_digests *digests,
		      const struct csec_rule *found, bool *is_named)
{
	u32 i;

	for (i = 0; i < policy->nr_manifests; i++) {
		const struct csec_policy_manifest *manifest =
			&policy->manifests[i];
		const struct csec_rule *rule = &policy->rules[manifest->rule];

		if (found && found < rule)
			break;
		if (csec_manifest_allows(manifest->files, path, len, digests,
					 is_named))
			return rule;
	}
	return found;
}
