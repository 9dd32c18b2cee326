// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - pure verdicts: contents, scripts, and which files may not be changed
 *
 * "writes: deny" protects what the container may execute. With "drift: deny" a
 * change makes a file untrusted by itself, so that only what is executable now
 * needs protection; without it whatever bears an allowed name does, and names
 * that no file has yet are reserved.
 */
#include "decide.h"

#include <linux/bits.h>
#include <linux/string.h>

#include "applet.h"
#include "match.h"

/* The exec rule that names the file. */
static const struct csec_rule *find_rule(const struct csec_policy *policy,
					 const struct csec_file_names *names)
{
	bool is_named;

	return csec_decide_find(policy, CSEC_SECTION_EXEC, names, NULL,
				&is_named);
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
	if (!csec_policy_denies(policy, CSEC_POLICY_A_EXEC_DRIFT))
		return true;
	return file & (CSEC_FILE_EXECUTABLE | CSEC_FILE_CODE) &&
	       !(file & CSEC_FILE_DRIFTED);
}

static bool is_listed_script(const struct csec_policy *policy,
			     const struct csec_rule_extra *extra,
			     const char *name)
{
	const char *glob = csec_policy_text(policy, extra->scripts);
	unsigned int i;

	for (i = 0; i < extra->nr_scripts; i++) {
		if (csec_match_glob(glob, name))
			return true;
		glob += strlen(glob) + 1;
	}
	return false;
}

/* Of any interpreter. */
static bool is_script(const struct csec_policy *policy,
		      const struct csec_file_names *names)
{
	unsigned int i, n;

	if (!(policy->features & BIT_ULL(CSEC_FEATURE_EXEC_SCRIPTS)))
		return false;
	for (i = 0; i < policy->nr_extras; i++)
		for (n = 0; n < names->nr; n++)
			if (is_listed_script(policy, &policy->extras[i],
					     names->name[n]))
				return true;
	return false;
}

/**
 * csec_decide_is_protected - Tells whether a file may not be changed
 * @policy: Sealed.
 * @names: How the container saw the file.
 * @file: CSEC_FILE_*.
 * @line: Set to the policy line of the rule that names it, 0: none.
 *
 * An executable with several links may bear an allowed name that is not among
 * @names: it counts as if it did. One that has none has drifted.
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
	if (file & (CSEC_FILE_EXECUTABLE | CSEC_FILE_CODE) &&
	    is_script(policy, names))
		return true;
	return names->nr &&
	       !csec_policy_denies(policy, CSEC_POLICY_A_EXEC_DEFAULT) &&
	       csec_policy_denies(policy, CSEC_POLICY_A_EXEC_DRIFT);
}

/**
 * csec_decide_is_reserved - Tells whether nothing may come or go at a place
 * @policy: Sealed.
 * @names: How the container saw the place.
 * @is_dir: A directory comes or goes.
 * @line: Set to the policy line of the rule that names it, 0: none.
 *
 * A file that comes to a place is new there: with "drift: deny" it gains nothing
 * by the name. A directory takes the allowed files below it along.
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
		if (csec_match_below(policy, CSEC_SECTION_EXEC, names->name[i]))
			return true;
	rule = is_trusted && !is_dir ? find_rule(policy, names) : NULL;
	if (rule)
		*line = rule->line;
	return rule;
}

/**
 * csec_decide_needs_digest - Tells whether the content of a file matters
 * @policy: Sealed.
 * @names: How the container saw the file.
 *
 * Context: Any in which @policy is alive.
 * Return: true when rules name the file, and all of them with a digest.
 */
bool csec_decide_needs_digest(const struct csec_policy *policy,
			      const struct csec_file_names *names)
{
	static const struct csec_digests none;
	bool is_named;

	return policy->features & BIT_ULL(CSEC_FEATURE_EXEC_SHA256) &&
	       !csec_decide_find(policy, CSEC_SECTION_EXEC, names, &none,
				 &is_named) &&
	       is_named;
}

static const struct csec_rule_extra *extra_at(const struct csec_policy *policy,
					      u32 index)
{
	return index == CSEC_NO_RULE ? NULL : &policy->extras[index];
}

/**
 * csec_decide_rule - Adds what the rule that allows a file says beyond its path
 * @policy: Sealed.
 * @names: How the container saw the file.
 * @digests: Of its content; none when csec_decide_needs_digest() says no.
 * @image: From csec_decide_image(); flags are changed.
 *
 * Context: Any in which @policy is alive.
 */
void csec_decide_rule(const struct csec_policy *policy,
		      const struct csec_file_names *names,
		      const struct csec_digests *digests,
		      struct csec_image *image)
{
	const struct csec_rule_extra *extra;
	const struct csec_rule *rule;
	bool is_named;

	image->extra = CSEC_NO_RULE;
	rule = csec_decide_find(policy, CSEC_SECTION_EXEC, names, digests,
				&is_named);
	if (!rule && is_named) {
		image->flags &= ~(CSEC_IMAGE_ALLOWED | CSEC_IMAGE_LISTED);
		image->flags |= CSEC_IMAGE_OTHER_CONTENT;
	}
	if (!rule)
		return;
	image->line = rule->line;
	image->extra = rule->extra;
	extra = extra_at(policy, rule->extra);
	if (extra &&
	    (extra->nr_scripts || extra->inline_action == CSEC_ACTION_DENY))
		image->flags |= CSEC_IMAGE_INTERPRETER;
	if (extra && extra->applets != CSEC_NO_RULE)
		image->flags |= CSEC_IMAGE_APPLETS;
}

/**
 * csec_decide_allows_applet - Tells whether a multi-call file may be this one
 * @policy: Sealed.
 * @image: With CSEC_IMAGE_APPLETS.
 * @text: The arguments, as csec_applet_is_listed() takes them.
 * @len: Bytes of @text.
 *
 * Context: Any in which @policy is alive.
 * Return: true when the rule lists what the arguments ask for.
 */
bool csec_decide_allows_applet(const struct csec_policy *policy,
			       const struct csec_image *image, const char *text,
			       size_t len)
{
	const struct csec_rule_extra *extra = extra_at(policy, image->extra);

	return extra &&
	       csec_applet_is_listed(csec_policy_text(policy, extra->applets),
				     text, len);
}

/**
 * csec_decide_denies_inline - Tells whether an interpreter may run inline code
 * @policy: Sealed.
 * @interpreter: With CSEC_IMAGE_INTERPRETER.
 *
 * Context: Any in which @policy is alive.
 * Return: true when code from arguments and standard input is refused.
 */
bool csec_decide_denies_inline(const struct csec_policy *policy,
			       const struct csec_image *interpreter)
{
	const struct csec_rule_extra *extra =
		extra_at(policy, interpreter->extra);

	return extra && extra->inline_action != CSEC_ACTION_ALLOW;
}

/**
 * csec_decide_script - Decides whether an interpreter may be given a file
 * @policy: Sealed.
 * @interpreter: With CSEC_IMAGE_INTERPRETER.
 * @names: How the container saw the file.
 * @script: CSEC_SCRIPT_IS_*.
 * @is_listed: Set to whether a pattern of the interpreter names it.
 *
 * What its arguments name has to be listed. What it opens by itself has to be
 * of the image or listed as long as its script is not open, and afterwards, when
 * it reads data as well, if it is code as far as can be seen.
 *
 * Context: Any in which @policy is alive.
 * Return: what it is refused for; CSEC_REASON_NONE: it is not.
 */
enum csec_reason csec_decide_script(const struct csec_policy *policy,
				    const struct csec_image *interpreter,
				    const struct csec_file_names *names,
				    u32 script, bool *is_listed)
{
	const struct csec_rule_extra *extra =
		extra_at(policy, interpreter->extra);
	const bool is_drifted = script & CSEC_SCRIPT_IS_DRIFTED;
	unsigned int i;

	*is_listed = false;
	if (!extra || !extra->nr_scripts)
		return CSEC_REASON_NONE;
	for (i = 0; i < names->nr; i++) {
		if (!is_listed_script(policy, extra, names->name[i]))
			continue;
		*is_listed = true;
		return is_drifted && csec_policy_denies(
					     policy, CSEC_POLICY_A_EXEC_DRIFT) ?
			       CSEC_REASON_DRIFT :
			       CSEC_REASON_NONE;
	}
	if (script & CSEC_SCRIPT_IS_MAIN)
		return CSEC_REASON_SCRIPT;
	if (names->nr && !is_drifted)
		return CSEC_REASON_NONE;
	return script & (CSEC_SCRIPT_IS_EARLY | CSEC_SCRIPT_IS_CODE) ?
		       CSEC_REASON_SCRIPT :
		       CSEC_REASON_NONE;
}
