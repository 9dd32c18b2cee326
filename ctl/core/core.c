// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - the decision core of the module, in user space
 *
 * What hooks_exec.c and hooks_scripts.c ask at exec, in their order.
 */
#include "../core.h"

#include <kmod/applet.h>
#include <kmod/decide.h>
#include <kmod/decide_memory.h>
#include <kmod/policy.h>
#include <kmod/script.h>
#include <linux/build_bug.h>
#include <linux/err.h>
#include <linux/string.h>

static_assert((int)CSEC_CORE_NR_DIGESTS_MAX == CSEC_NR_DIGESTS_MAX);
static_assert((int)CSEC_CORE_DIGEST_SIZE_MAX == CSEC_DIGEST_SIZE_MAX);

struct csec_core {
	struct csec_policy policy;
};

struct csec_core *csec_core_create(const char *name, uint32_t mode)
{
	struct csec_policy *policy = csec_policy_create(name);

	if (IS_ERR(policy))
		return NULL;
	/* What it is for does not matter here; that it is for something does. */
	if (csec_policy_set(policy, CSEC_POLICY_A_MODE, mode) ||
	    csec_policy_add_match(policy, CSEC_MATCH_CGROUP, "/")) {
		csec_policy_put(policy);
		return NULL;
	}
	return container_of(policy, struct csec_core, policy);
}

void csec_core_free(struct csec_core *core)
{
	if (core)
		csec_policy_put(&core->policy);
}

int csec_core_set(struct csec_core *core, uint32_t attr, uint64_t value)
{
	return csec_policy_set(&core->policy, attr, value);
}

int csec_core_add(struct csec_core *core, const struct csec_core_rule *rule)
{
	struct csec_rule_spec spec = {
		.section = rule->section,
		.path = rule->path,
		.sha256 = rule->sha256,
		.nr_scripts = rule->nr_scripts,
		.inline_action = rule->inline_action,
		.applets = rule->applets,
		.line = rule->line,
	};

	for (unsigned int i = 0;
	     i < rule->nr_scripts && i < CSEC_NR_SCRIPTS_MAX; i++)
		spec.scripts[i] = rule->scripts[i];
	return csec_policy_add_rule(&core->policy, &spec);
}

int csec_core_seal(struct csec_core *core, const char **why)
{
	return csec_policy_seal(&core->policy, why);
}

bool csec_core_is_applet(const char *link, const char *target)
{
	return csec_applet_is_link(link, target);
}

bool csec_core_needs_digest(const struct csec_core *core, const char *name)
{
	const struct csec_file_names names = { .nr = 1, .name = { name } };

	return csec_decide_needs_digest(&core->policy, &names);
}

/* As check_arguments() of hooks_scripts.c. */
static enum csec_script_kind read_args(const char *program, const char *args,
				       size_t len, struct csec_script *script)
{
	enum csec_script_kind kind = CSEC_SCRIPT_MORE;
	const char *const end = args + len;

	csec_script_begin(script, program, len ? args : "");
	args += len ? strlen(args) + 1 : 0;
	for (; args < end && kind == CSEC_SCRIPT_MORE; args += strlen(args) + 1)
		kind = csec_script_next(script, args);
	return kind == CSEC_SCRIPT_MORE ? csec_script_end(script) : kind;
}

static enum csec_reason judge_script(const struct csec_policy *policy,
				     const struct csec_image *image,
				     const char *name)
{
	const struct csec_file_names names = { .nr = name ? 1 : 0,
					       .name = { name } };
	bool is_listed;

	return csec_decide_script(policy, image, &names, CSEC_SCRIPT_IS_MAIN,
				  &is_listed);
}

static enum csec_reason judge_args(const struct csec_policy *policy,
				   const struct csec_image *image,
				   const char *program, const char *args,
				   size_t len, csec_core_resolve_t resolve,
				   void *arg, bool *is_by_stdin)
{
	struct csec_script script;

	if (image->flags & CSEC_IMAGE_APPLETS &&
	    !csec_decide_allows_applet(policy, image, args, len))
		return CSEC_REASON_APPLET;
	if (!(image->flags & CSEC_IMAGE_INTERPRETER))
		return CSEC_REASON_NONE;
	switch (read_args(program, args, len, &script)) {
	case CSEC_SCRIPT_FILE:
		return judge_script(policy, image, resolve(script.file, arg));
	case CSEC_SCRIPT_STDIN:
		*is_by_stdin = true;
		break;
	case CSEC_SCRIPT_INLINE:
		break;
	case CSEC_SCRIPT_MORE:
	case CSEC_SCRIPT_NONE:
		return CSEC_REASON_NONE;
	}
	return csec_decide_denies_inline(policy, image) ? CSEC_REASON_INLINE :
							  CSEC_REASON_NONE;
}

void csec_core_exec(const struct csec_core *core,
		    const struct csec_core_file *file, const char *args,
		    size_t len, csec_core_resolve_t resolve, void *arg,
		    struct csec_core_verdict *verdict)
{
	const struct csec_policy *policy = &core->policy;
	const struct csec_file_names names = { .nr = 1,
					       .name = { file->name } };
	const struct csec_file_facts facts = {
		.is_drifted = file->is_drifted,
		.is_program = true,
		.has_exec_stack = file->has_exec_stack,
	};
	static const struct csec_stdio local;
	struct csec_digests digests = { 0 };
	struct csec_decision decision = { 0 };
	enum csec_reason reason = CSEC_REASON_NONE;
	struct csec_image image;

	if (file->sha256) {
		digests.nr = 1;
		memcpy(digests.sha256[0], file->sha256, CSEC_SHA256_LEN);
	}
	csec_decide_image(policy, &names, &image);
	csec_decide_rule(policy, &names, &digests, &image);
	csec_decide_facts(policy, &names, &facts, &image);
	*verdict = (struct csec_core_verdict){
		.is_shell = image.flags & CSEC_IMAGE_SHELL,
	};
	if (csec_core_needs_digest(core, file->name) && !file->sha256)
		csec_decide_deny(policy, CSEC_REASON_UNDECIDED, &decision);
	else
		csec_decide_exec(policy, &image, NULL, &local, &decision);
	if (decision.reason == CSEC_REASON_NONE && args)
		reason = judge_args(policy, &image, file->name, args, len,
				    resolve, arg, &verdict->is_by_stdin);
	if (reason != CSEC_REASON_NONE)
		csec_decide_deny(policy, reason, &decision);
	verdict->verdict = decision.verdict;
	verdict->reason = decision.reason;
	verdict->line = decision.line ? decision.line : image.line;
}
