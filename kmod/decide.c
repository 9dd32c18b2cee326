// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - pure verdicts: a policy and a request give a decision
 */
#include "decide.h"

#include <linux/bug.h>
#include <linux/kernel.h>

#include "decide_memory.h"
#include "match.h"

static bool is_pattern(const struct csec_policy *policy,
		       const struct csec_rule *rule)
{
	return rule->is_glob &&
	       csec_match_has_wildcard(csec_policy_text(policy, rule->path));
}

/* Rules stand in the order in which they were added. */
static const struct csec_rule *first_of(const struct csec_rule *a,
					const struct csec_rule *b)
{
	return !a || (b && b < a) ? b : a;
}

/**
 * csec_decide_find - Finds the rule of a list for a file
 * @policy: Sealed.
 * @section: The list.
 * @names: How the container saw the file.
 * @digests: As csec_match_content() takes them.
 * @is_named: Set to whether some rule names the file, whatever the content.
 *
 * Among all names, too, a rule without wildcards binds whatever patterns say, and
 * of equal ones the first added wins.
 *
 * Context: Any in which @policy is alive.
 * Return: The rule, or NULL: none.
 */
const struct csec_rule *csec_decide_find(const struct csec_policy *policy,
					 enum csec_section section,
					 const struct csec_file_names *names,
					 const struct csec_digests *digests,
					 bool *is_named)
{
	const unsigned int nr =
		min_t(unsigned int, names->nr, CSEC_NR_NAMES_MAX);
	const struct csec_rule *exact = NULL, *pattern = NULL, *rule, *named;
	bool is_one_named, is_bound = false;
	unsigned int i;

	*is_named = false;
	for (i = 0; i < nr; i++) {
		rule = csec_match_content(policy, section, names->name[i],
					  digests, &is_one_named);
		if (!is_one_named)
			continue;
		*is_named = true;
		/* Of a file with another content it is the one that binds. */
		named = rule;
		if (!named)
			named = csec_match_path(policy, section,
						names->name[i]);
		if (is_pattern(policy, named)) {
			pattern = first_of(pattern, rule);
			continue;
		}
		is_bound = true;
		exact = first_of(exact, rule);
	}
	return is_bound ? exact : pattern;
}

static const struct csec_rule *find_rule(const struct csec_policy *policy,
					 enum csec_section section,
					 const struct csec_file_names *names)
{
	bool is_named;

	return csec_decide_find(policy, section, names, NULL, &is_named);
}

static void allow(u32 line, struct csec_decision *decision)
{
	decision->verdict = CSEC_VERDICT_ALLOW;
	decision->reason = CSEC_REASON_NONE;
	decision->line = line;
}

static enum csec_verdict refusal(u32 mode)
{
	switch ((enum csec_mode)mode) {
	case CSEC_MODE_LEARN:
	case CSEC_MODE_AUDIT:
		return CSEC_VERDICT_AUDIT;
	case CSEC_MODE_ENFORCE:
		return CSEC_VERDICT_DENY;
	case __CSEC_MODE_MAX:
		break;
	}
	WARN_ON_ONCE(1);
	return CSEC_VERDICT_DENY;
}

/**
 * csec_decide_image - Gathers what a policy says about one executable
 * @policy: Sealed.
 * @names: How the container saw the file; no name matches no rule.
 * @image: Result.
 *
 * Context: Any in which @policy is alive.
 */
void csec_decide_image(const struct csec_policy *policy,
		       const struct csec_file_names *names,
		       struct csec_image *image)
{
	const struct csec_rule *rule;

	rule = find_rule(policy, CSEC_SECTION_EXEC, names);
	image->flags = rule ? CSEC_IMAGE_LISTED : 0;
	image->line = rule ? rule->line : 0;
	if (rule || !csec_policy_denies(policy, CSEC_POLICY_A_EXEC_DEFAULT))
		image->flags |= CSEC_IMAGE_ALLOWED;
	if (find_rule(policy, CSEC_SECTION_SHELL_CLASS, names))
		image->flags |= CSEC_IMAGE_SHELL;
	if (find_rule(policy, CSEC_SECTION_SHELL_EXEMPT, names))
		image->flags |= CSEC_IMAGE_EXEMPT;
}

/**
 * csec_decide_is_plain - Tells whether the image alone decides its exec
 * @policy: Sealed.
 * @image: From csec_decide_image() under the same policy.
 *
 * Context: Any in which @policy is alive.
 * Return: true when it is allowed whatever its descriptors and its parent are.
 */
bool csec_decide_is_plain(const struct csec_policy *policy,
			  const struct csec_image *image)
{
	if (csec_decide_exec_fault(policy, image))
		return false;
	if (image->flags & (CSEC_IMAGE_INTERPRETER | CSEC_IMAGE_APPLETS))
		return false;
	if (!(image->flags & CSEC_IMAGE_SHELL))
		return true;
	return !csec_policy_denies(policy, CSEC_POLICY_A_SHELL_REVERSE) &&
	       !csec_policy_denies(policy, CSEC_POLICY_A_SHELL_BIND);
}

/*
 * Whether a shell does what the other end of its descriptors says. A socket
 * that was connected is no standard descriptor of any script. A service hands
 * an accepted one to a script (inetd, CGI); a program that holds some connection
 * gives both ends of pipes to a script or a command that it wrote itself.
 */
static bool is_commanded(const struct csec_stdio *stdio)
{
	if (stdio->is_received)
		return true;
	if (stdio->is_linked)
		return stdio->commands == CSEC_COMMANDS_INPUT;
	return stdio->origin == CSEC_ORIGIN_OUTBOUND ||
	       stdio->commands != CSEC_COMMANDS_FILE;
}

/**
 * csec_decide_stdio - what a shell is refused for, by its descriptors
 * @policy: Sealed.
 * @stdio: Where they lead.
 *
 * Context: Any in which @policy is alive.
 * Return: CSEC_REASON_REVERSE_SHELL, CSEC_REASON_BIND_SHELL or
 * CSEC_REASON_NONE.
 */
enum csec_reason csec_decide_stdio(const struct csec_policy *policy,
				   const struct csec_stdio *stdio)
{
	switch (stdio->origin) {
	case CSEC_ORIGIN_LOCAL:
		return CSEC_REASON_NONE;
	case CSEC_ORIGIN_OUTBOUND:
		return csec_policy_denies(policy,
					  CSEC_POLICY_A_SHELL_REVERSE) &&
				       is_commanded(stdio) ?
			       CSEC_REASON_REVERSE_SHELL :
			       CSEC_REASON_NONE;
	case CSEC_ORIGIN_INBOUND:
		return csec_policy_denies(policy, CSEC_POLICY_A_SHELL_BIND) &&
				       is_commanded(stdio) ?
			       CSEC_REASON_BIND_SHELL :
			       CSEC_REASON_NONE;
	}
	WARN_ON_ONCE(1);
	return CSEC_REASON_UNDECIDED;
}

/**
 * csec_decide_exec - Decides whether an image may be executed
 * @policy: Sealed.
 * @image: What is executed.
 * @parent: The image of the parent process; NULL: unknown, not exempt.
 * @stdio: Where descriptors 0 to 2 lead.
 * @decision: Result.
 *
 * Context: Any in which @policy is alive.
 */
void csec_decide_exec(const struct csec_policy *policy,
		      const struct csec_image *image,
		      const struct csec_image *parent,
		      const struct csec_stdio *stdio,
		      struct csec_decision *decision)
{
	enum csec_reason reason = csec_decide_exec_fault(policy, image);

	if (reason == CSEC_REASON_NONE &&
	    (image->flags & CSEC_IMAGE_SHELL || stdio->is_received) &&
	    !(parent && (parent->flags & CSEC_IMAGE_EXEMPT)))
		reason = csec_decide_stdio(policy, stdio);

	if (reason == CSEC_REASON_NONE)
		allow(image->line, decision);
	else
		csec_decide_deny(policy, reason, decision);
}

/**
 * csec_decide_connect - Decides whether an image may open a connection
 * @policy: Sealed.
 * @image: The image of the task that connects.
 * @decision: Result.
 *
 * Context: Any in which @policy is alive.
 */
void csec_decide_connect(const struct csec_policy *policy,
			 const struct csec_image *image,
			 struct csec_decision *decision)
{
	if ((image->flags & CSEC_IMAGE_SHELL) &&
	    !(image->flags & CSEC_IMAGE_EXEMPT) &&
	    csec_policy_denies(policy, CSEC_POLICY_A_SHELL_CONNECT))
		csec_decide_deny(policy, CSEC_REASON_SHELL_CONNECT, decision);
	else
		allow(0, decision);
}

/**
 * csec_decide_deny - Turns a reason into a decision, by the mode of the policy
 * @policy: Sealed.
 * @reason: Not CSEC_REASON_NONE.
 * @decision: Result; its line is unknown and may be set by the caller.
 *
 * Context: Any in which @policy is alive.
 */
void csec_decide_deny(const struct csec_policy *policy, enum csec_reason reason,
		      struct csec_decision *decision)
{
	decision->verdict = refusal(policy->mode);
	decision->reason = reason;
	decision->line = 0;
}
