// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - fuzzing: manifests; every rule stands for one path, as it was written
 */
#include "manifest.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "glob.h"
#include "policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_rule(const struct csec_rule *rule)
{
	if (!rule->sha256 || rule->path[0] != '/' ||
	    csec_glob_check(rule->path, NULL))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct csec_policy *policy = csec_policy_create("fuzz");
	struct csec_diag *diag = csec_diag_create();
	const int err = csec_manifest_parse("fuzz", (const char *)data, size,
					    policy, 1, diag);

	if (err ? !csec_diag_size(diag) : !policy->nr_rules)
		abort();
	for (size_t i = 0; i < policy->nr_rules; i++)
		check_rule(&policy->rules[i]);
	csec_diag_free(diag);
	csec_policy_free(policy);
	return 0;
}
