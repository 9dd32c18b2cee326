// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - pure verdicts: which files may not be changed
 *
 * "writes: deny" protects what the container may execute. With "drift: deny" a
 * change makes a file untrusted by itself, so that only what is executable now
 * needs protection; without it whatever bears an allowed name does, and names
 * that no file has yet are reserved.
 */
#include "decide.h"

#include "match.h"

/* The first exec rule that names the file. */
static const struct csec_rule *find_rule(const struct csec_policy *policy,
					 const struct csec_file_names *names)
{
	const struct csec_rule *rule = NULL;
	unsigned int i;

	for (i = 0; i < names->nr && !rule; i++)
		rule = csec_match_path(policy, CSEC_SECTION_EXEC,
				       names->name[i]);
	return rule;
}

/**
 * csec_decide_may_protect - Tells whether the names of a file matter
 * @policy: Sealed.
 * @file: CSEC_FILE_*.
 *
 * Context: Any in which @policy is alive.
 * Return: false when it is not protected whatever it is called.
 */
bool csec_decide_may_protect(const struct csec_policy *policy, u32 file)
{
	if (!csec_policy_denies(policy, CSEC_POLICY_A_EXEC_WRITES))
		return false;
	return file & CSEC_FILE_EXECUTABLE ||
	       !csec_policy_denies(policy, CSEC_POLICY_A_EXEC_DRIFT);
}

/**
 * csec_decide_is_protected - Tells whether a file may not be changed
 * @policy: Sealed.
 * @names: How the container saw the file.
 * @file: CSEC_FILE_*.
 * @line: Set to the policy line of the rule that names it, 0: none.
 *
 * An executable with several links may bear an allowed name that is not among
 * @names: it counts as if it did.
 *
 * Context: Any in which @policy is alive.
 * Return: true when it is protected.
 */
bool csec_decide_is_protected(const struct csec_policy *policy,
			      const struct csec_file_names *names, u32 file,
			      u32 *line)
{
	const u32 another_name = CSEC_FILE_EXECUTABLE | CSEC_FILE_LINKED;
	const struct csec_rule *rule;

	*line = 0;
	if (!csec_decide_may_protect(policy, file))
		return false;
	rule = find_rule(policy, names);
	if (rule) {
		*line = rule->line;
		return true;
	}
	if ((file & another_name) == another_name)
		return true;
	return !csec_policy_denies(policy, CSEC_POLICY_A_EXEC_DEFAULT) &&
	       csec_policy_denies(policy, CSEC_POLICY_A_EXEC_DRIFT);
}

/**
 * csec_decide_is_reserved - Tells whether nothing may come or go at a place
 * @policy: Sealed.
 * @names: How the container saw the place.
 * @is_dir: A directory comes or goes.
 * @line: Set to the policy line of the rule that names it, 0: none.
 *
 * What comes to a place is new there: with "drift: deny" it gains nothing by
 * the name. A directory takes the allowed files below it along.
 *
 * Context: Process.
 * Return: true when the place is reserved.
 */
bool csec_decide_is_reserved(const struct csec_policy *policy,
			     const struct csec_file_names *names, bool is_dir,
			     u32 *line)
{
	const bool is_trusted =
		!csec_policy_denies(policy, CSEC_POLICY_A_EXEC_DRIFT);
	const struct csec_rule *rule;
	unsigned int i;

	*line = 0;
	if (!csec_policy_denies(policy, CSEC_POLICY_A_EXEC_WRITES))
		return false;
	for (i = 0; is_dir && i < names->nr; i++)
		if (csec_match_below(policy, CSEC_SECTION_EXEC, names->name[i],
				     is_trusted))
			return true;
	rule = is_trusted && !is_dir ? find_rule(policy, names) : NULL;
	if (rule)
		*line = rule->line;
	return rule;
}
