// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - findings about policies: severity, place, advice
 */
#include "lint.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "glob.h"
#include "lint_internal.h"
#include "nl_policy.h"

enum {
	ERRORS_MAX = 100,
	FINDINGS_MAX = 100, /* of one policy */
};

/*
 * Globs are compared in pairs, at a cost that their author chooses. Real sets
 * need some thousand steps; this is less than a second.
 */
enum {
	STEPS_MAX = 1 << 28
};

static struct csec_finding *new_finding(struct csec_lint *lint)
{
	struct csec_findings *findings = lint->findings;
	struct csec_finding *list;
	size_t size;

	if (findings->nr == lint->size) {
		size = lint->size ? lint->size * 2 : 16;
		list = reallocarray(findings->findings, size, sizeof(*list));
		if (!list)
			return NULL;
		findings->findings = list;
		lint->size = size;
	}
	list = &findings->findings[findings->nr++];
	memset(list, 0, sizeof(*list));
	return list;
}

/* Returns whether the finding is to be kept. */
static bool count(struct csec_lint *lint, enum csec_severity severity)
{
	struct csec_findings *findings = lint->findings;
	bool is_kept;

	findings->nr_of[severity]++;
	if (severity == CSEC_SEVERITY_ERROR) {
		findings->errors_of[lint->index]++;
		is_kept = findings->nr_of[severity] <= ERRORS_MAX;
	} else {
		is_kept = lint->nr_here++ < FINDINGS_MAX;
	}
	findings->nr_left_out += !is_kept;
	return is_kept;
}

void csec_lint_enter(struct csec_lint *lint, size_t index)
{
	lint->index = index;
	lint->policy = lint->set->policies[index];
	lint->nr_here = 0;
}

bool csec_lint_overlaps(struct csec_lint *lint, const char *a, const char *b)
{
	int ret;

	lint->steps -= csec_glob_steps(a, b);
	if (lint->steps < 0)
		return false;
	ret = csec_glob_overlaps(a, b);
	if (ret < 0)
		lint->err = ret;
	return ret > 0;
}

void csec_lint_add(struct csec_lint *lint, enum csec_severity severity,
		   const char *check, uint32_t line, const char *advice,
		   const char *fmt, ...)
{
	struct csec_finding *finding;
	char *text;
	va_list args;

	if (!count(lint, severity))
		return;
	va_start(args, fmt);
	if (vasprintf(&text, fmt, args) < 0)
		text = NULL;
	va_end(args);
	finding = text ? new_finding(lint) : NULL;
	if (!finding) {
		lint->err = -ENOMEM;
		free(text);
		return;
	}
	finding->severity = severity;
	finding->check = check;
	finding->line = line;
	finding->advice = advice;
	finding->message = text;
	finding->policy = strdup(lint->policy->name);
	if (lint->policy->source)
		finding->file = strdup(lint->policy->source);
	if (!finding->policy || (lint->policy->source && !finding->file))
		lint->err = -ENOMEM;
}

static void add(struct csec_lint *lint, enum csec_severity severity,
		const char *check, enum csec_part part, const char *message,
		const char *advice)
{
	csec_lint_add(lint, severity, check, lint->policy->lines[part], advice,
		      "%s", message);
}

static void check_processes(struct csec_lint *lint)
{
	const struct csec_policy *policy = lint->policy;

	if (csec_policy_has(policy, CSEC_HAS_MAX_PROCESSES) &&
	    csec_policy_has(policy, CSEC_HAS_MAX_THREADS) &&
	    policy->max_processes > policy->max_threads)
		add(lint, CSEC_SEVERITY_WARNING, "limit_unreachable",
		    CSEC_PART_PROCESSES,
		    "processes.max can never be reached, because "
		    "processes.threads is lower and counts every process too",
		    "raise processes.threads or lower processes.max");
	if (csec_policy_has(policy, CSEC_HAS_FORK_RATE) &&
	    csec_policy_has(policy, CSEC_HAS_FORK_BURST) &&
	    policy->fork_burst < policy->fork_rate)
		add(lint, CSEC_SEVERITY_WARNING, "burst_below_rate",
		    CSEC_PART_PROCESSES,
		    "forkRate.burst is below forkRate.perSecond, so that the "
		    "rate cannot be used",
		    "make burst at least as large as perSecond");
	if (csec_policy_has(policy, CSEC_HAS_ON_BOMB) &&
	    !csec_policy_has(policy, CSEC_HAS_MAX_PROCESSES) &&
	    !csec_policy_has(policy, CSEC_HAS_MAX_THREADS) &&
	    !csec_policy_has(policy, CSEC_HAS_FORK_RATE))
		add(lint, CSEC_SEVERITY_WARNING, "bomb_without_limit",
		    CSEC_PART_PROCESSES, "onBomb has no effect without a limit",
		    "add processes.max, processes.threads or "
		    "processes.forkRate");
}

static bool denies(const struct csec_policy *policy, enum csec_policy_has has,
		   enum csec_action action)
{
	return csec_policy_has(policy, has) && action == CSEC_ACTION_DENY;
}

static void check_exec(struct csec_lint *lint)
{
	const struct csec_policy *policy = lint->policy;
	const bool is_deny =
		denies(policy, CSEC_HAS_EXEC_DEFAULT, policy->exec_default);
	const size_t nr = csec_policy_count(policy, CSEC_SECTION_EXEC);

	if (is_deny && !denies(policy, CSEC_HAS_EXEC_DRIFT, policy->exec_drift))
		add(lint, CSEC_SEVERITY_WARNING, "deny_without_drift",
		    CSEC_PART_EXEC,
		    "exec.default is deny, but a file that is replaced under "
		    "an allowed path still runs",
		    "add 'drift: deny' to exec");
	if (is_deny && !nr)
		add(lint, CSEC_SEVERITY_WARNING, "nothing_allowed",
		    CSEC_PART_EXEC,
		    "exec.default is deny and nothing is allowed: no program "
		    "can start",
		    "add exec.allow");
	if (!is_deny && nr)
		add(lint, CSEC_SEVERITY_WARNING, "allow_without_deny",
		    CSEC_PART_EXEC,
		    "exec.allow has no effect, because exec.default is allow",
		    "set exec.default to deny");
	if (!is_deny &&
	    !denies(policy, CSEC_HAS_SHELL_REVERSE, policy->shell_reverse))
		add(lint, CSEC_SEVERITY_NOTE, "reverse_shell_open",
		    policy->lines[CSEC_PART_SHELLS] ? CSEC_PART_SHELLS :
						      CSEC_PART_DOCUMENT,
		    "any program may run and reverse shells are not denied",
		    "add 'shells: {reverse: deny, bind: deny, connect: deny}'");
}

static void check_shells(struct csec_lint *lint)
{
	const struct csec_policy *policy = lint->policy;

	if (policy->lines[CSEC_PART_SHELLS] &&
	    !csec_policy_has(policy, CSEC_HAS_SHELL_REVERSE) &&
	    !csec_policy_has(policy, CSEC_HAS_SHELL_BIND) &&
	    !csec_policy_has(policy, CSEC_HAS_SHELL_CONNECT))
		add(lint, CSEC_SEVERITY_WARNING, "section_without_effect",
		    CSEC_PART_SHELLS, "shells decides nothing",
		    "add reverse, bind or connect");
}

/* Who writes to the memory of another process needs no memory of its own for code. */
static void check_memory(struct csec_lint *lint)
{
	const struct csec_policy *policy = lint->policy;

	if (!denies(policy, CSEC_HAS_JIT_DEFAULT, policy->jit_default))
		return;
	if (!csec_policy_has(policy, CSEC_HAS_INJECT_DEFAULT) ||
	    policy->inject_default == CSEC_INJECT_ALLOW)
		add(lint, CSEC_SEVERITY_WARNING, "jit_without_inject",
		    CSEC_PART_MEMORY,
		    "memory.jit.default is deny, but a process may write code "
		    "into another one, by ptrace or /proc/PID/mem",
		    "add 'inject: {default: deny}'");
	else if (policy->inject_default == CSEC_INJECT_CHILDREN)
		add(lint, CSEC_SEVERITY_NOTE, "jit_with_children",
		    CSEC_PART_MEMORY,
		    "memory.jit.default is deny, but a process may write code "
		    "into what it has started itself",
		    "set inject.default to deny, unless debuggers are needed");
}

static void check_defaults(struct csec_lint *lint)
{
	const struct csec_policy *policy = lint->policy;
	const bool is_deny = policy->cap_default == CSEC_ACTION_DENY;

	if (csec_policy_count(policy, CSEC_SECTION_JIT) &&
	    policy->jit_default == CSEC_ACTION_ALLOW)
		add(lint, CSEC_SEVERITY_WARNING, "allow_without_deny",
		    CSEC_PART_MEMORY,
		    "memory.jit.allow has no effect, because the default is "
		    "allow",
		    "set memory.jit.default to deny");
	if (csec_policy_count(policy, CSEC_SECTION_INJECT) &&
	    policy->inject_default == CSEC_INJECT_ALLOW)
		add(lint, CSEC_SEVERITY_WARNING, "allow_without_deny",
		    CSEC_PART_INJECT,
		    "inject.allow has no effect, because the default is allow",
		    "set inject.default to deny");
	if (csec_policy_has(policy, CSEC_HAS_CAP_DEFAULT) &&
	    csec_policy_has(policy,
			    is_deny ? CSEC_HAS_CAP_DENY : CSEC_HAS_CAP_ALLOW))
		add(lint, CSEC_SEVERITY_WARNING, "list_without_effect",
		    CSEC_PART_CAPABILITIES,
		    is_deny ? "capabilities.deny has no effect, because the "
			      "default is deny" :
			      "capabilities.allow has no effect, because the "
			      "default is allow",
		    "turn the default around or remove the list");
	if (csec_policy_has(policy, CSEC_HAS_CAP_ALLOW) &&
	    csec_policy_has(policy, CSEC_HAS_CAP_DENY) &&
	    (policy->cap_allow & policy->cap_deny))
		add(lint, CSEC_SEVERITY_ERROR, "capability_conflict",
		    CSEC_PART_CAPABILITIES,
		    "a capability is both allowed and denied",
		    "remove it from one of the lists");
}

static void check_whole(struct csec_lint *lint)
{
	const struct csec_policy *policy = lint->policy;
	size_t i;

	if (!policy->has && !policy->nr_rules &&
	    policy->mode != CSEC_MODE_LEARN)
		add(lint, CSEC_SEVERITY_WARNING, "policy_without_effect",
		    CSEC_PART_DOCUMENT, "the policy decides nothing",
		    "add a section or a preset");
	for (i = 0; i < policy->nr_matches; i++) {
		const struct csec_match *match = &policy->matches[i];

		if (match->type == CSEC_MATCH_CGROUP &&
		    (!strcmp(match->value, "/") ||
		     !match->value[1 + strspn(match->value + 1, "*")]))
			csec_lint_add(lint, CSEC_SEVERITY_WARNING,
				      "selector_whole_host", match->line,
				      "name the cgroups of the containers",
				      "the selector '%s' governs the whole "
				      "host, the login shell included",
				      match->value);
	}
}

/* What the kernel would never take. */
static void check_size(struct csec_lint *lint)
{
	const struct csec_policy *policy = lint->policy;
	uint32_t line;
	int err = csec_nl_policy_fits(policy, &line);

	if (err != -EMSGSIZE)
		lint->err = err;
	else if (line)
		csec_lint_add(lint, CSEC_SEVERITY_ERROR, "rule_too_long", line,
			      "use fewer or shorter scripts",
			      "the rule is longer than the 64 KB of one "
			      "attribute");
	else
		add(lint, CSEC_SEVERITY_ERROR, "policy_too_long",
		    CSEC_PART_DOCUMENT,
		    "the policy without its rules is longer than the 64 KB of "
		    "one attribute",
		    "use fewer or shorter selectors");
}

static void check_policy(struct csec_lint *lint)
{
	check_size(lint);
	check_whole(lint);
	check_processes(lint);
	check_exec(lint);
	check_shells(lint);
	check_memory(lint);
	check_defaults(lint);
	csec_lint_rules(lint);
}

int csec_lint_run(const struct csec_policy_set *set,
		  struct csec_findings *findings)
{
	struct csec_lint lint = {
		.findings = findings,
		.set = set,
		.steps = STEPS_MAX,
	};
	size_t i;

	memset(findings, 0, sizeof(*findings));
	findings->errors_of = calloc(set->nr + 1, sizeof(*findings->errors_of));
	if (!findings->errors_of)
		return -ENOMEM;
	csec_lint_selectors(&lint);
	lint.steps = STEPS_MAX;
	for (i = 0; i < set->nr && !lint.err; i++) {
		csec_lint_enter(&lint, i);
		check_policy(&lint);
	}
	return lint.err;
}

void csec_lint_clear(struct csec_findings *findings)
{
	size_t i;

	for (i = 0; i < findings->nr; i++) {
		free(findings->findings[i].policy);
		free(findings->findings[i].file);
		free(findings->findings[i].message);
	}
	free(findings->findings);
	free(findings->errors_of);
	memset(findings, 0, sizeof(*findings));
}

void csec_lint_report(const struct csec_findings *findings,
		      struct csec_diag *diag)
{
	size_t i;

	for (i = 0; i < findings->nr; i++) {
		const struct csec_finding *finding = &findings->findings[i];
		const struct csec_place place = {
			.file = finding->file ? finding->file : finding->policy,
			.line = finding->file ? finding->line : 0,
		};

		csec_diag_at(diag, finding->severity, &place, "%s: %s",
			     finding->policy, finding->message);
		if (finding->advice)
			csec_diag_hint(diag, "%s", finding->advice);
	}
	if (findings->nr_left_out)
		csec_diag_at(diag, CSEC_SEVERITY_NOTE, NULL,
			     "%zu more findings are not listed",
			     findings->nr_left_out);
}
