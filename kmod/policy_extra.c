// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - immutable policy objects: what few rules have beyond their path
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "applet.h"
#include "policy.h"

/**
 * csec_policy_is_extra_valid - Checks the syntax of what few rules have
 * @spec: The rule; its section is valid.
 *
 * Digest, scripts, inline and applets belong to exec rules, a target to inject
 * rules.
 *
 * Context: Any.
 * Return: true when it is correct.
 */
bool csec_policy_is_extra_valid(const struct csec_rule_spec *spec)
{
	unsigned int i;

	if (spec->inline_action < -1 || spec->inline_action > CSEC_ACTION_MAX)
		return false;
	if (spec->section != CSEC_SECTION_EXEC &&
	    (spec->sha256 || spec->nr_scripts || spec->inline_action >= 0 ||
	     spec->applets))
		return false;
	if (spec->applets && !csec_applet_is_list(spec->applets))
		return false;
	if (spec->path_to && (spec->section != CSEC_SECTION_INJECT ||
			      !csec_policy_is_path(spec->path_to)))
		return false;
	for (i = 0; i < spec->nr_scripts && i < CSEC_NR_SCRIPTS_MAX; i++) {
		if (!spec->scripts[i] || !csec_policy_is_path(spec->scripts[i]))
			return false;
	}
	return true;
}

static int add_scripts(struct csec_policy *policy,
		       const struct csec_rule_spec *spec,
		       struct csec_rule_extra *extra)
{
	unsigned int i;
	u32 offset;
	int err;

	for (i = 0; i < spec->nr_scripts; i++) {
		err = csec_policy_add_text(policy, spec->scripts[i], &offset);
		if (err)
			return err;
		if (!i)
			extra->scripts = offset;
	}
	extra->nr_scripts = spec->nr_scripts;
	return 0;
}

/**
 * csec_policy_fill_extra - Stores what few rules have
 * @policy: Not sealed.
 * @spec: The rule; valid.
 * @extra: Filled.
 *
 * Context: The task that builds @policy; may sleep.
 * Return: 0; -E2BIG: CSEC_POLICY_TEXT_MAX is reached; -ENOMEM.
 */
int csec_policy_fill_extra(struct csec_policy *policy,
			   const struct csec_rule_spec *spec,
			   struct csec_rule_extra *extra)
{
	int err = 0;

	memset(extra, 0, sizeof(*extra));
	extra->path_to = CSEC_NO_RULE;
	extra->scripts = CSEC_NO_RULE;
	extra->applets = CSEC_NO_RULE;
	extra->inline_action = spec->inline_action;
	if (spec->sha256) {
		memcpy(extra->sha256, spec->sha256, CSEC_SHA256_LEN);
		extra->has_sha256 = true;
	}
	if (spec->path_to)
		err = csec_policy_add_text(policy, spec->path_to,
					   &extra->path_to);
	if (!err && spec->applets)
		err = csec_policy_add_text(policy, spec->applets,
					   &extra->applets);
	return err ?: add_scripts(policy, spec, extra);
}
