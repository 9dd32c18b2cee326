// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - hooks: opening a file
 *
 * The kernel opens files for a task, too: those that it executes, its core
 * dump. An io_uring worker belongs to the cgroup of its process.
 */
#include "hooks_file.h"

#include <linux/fs.h>

#include "early.h"
#include "hooks.h"
#include "proc.h"

DEFINE_STATIC_CALL_NULL(csec_real_file_open, csec_hook_file_open);

/* In the order of asking; the first refusal ends it. */
static const struct csec_file_check checks[] = {
	{
		.features = BIT_ULL(CSEC_FEATURE_EXEC_WRITES),
		.only_writes = true,
		.check = csec_writes_check_open,
	},
	{
		.features = BIT_ULL(CSEC_FEATURE_EXEC_SCRIPTS),
		.check = csec_scripts_check_open,
	},
	{
		.features = CSEC_FILE_KERNEL_FEATURES,
		.only_kernel = true,
		.check = csec_host_check_open,
	},
	{
		.features = CSEC_FILE_MAPPED_FEATURES,
		.only_mapped = true,
		.check = csec_mapped_check_open,
	},
};

/* Whether a policy asks about the way that a file is opened. */
static __always_inline bool is_asked(u64 features, const struct file *file)
{
	return (features & CSEC_FILE_WRITE_FEATURES &&
		csec_file_is_write(file)) ||
	       (features & CSEC_FILE_READ_FEATURES &&
		(csec_file_may_be_script(file) ||
		 csec_file_may_be_stream(file) ||
		 (csec_file_may_be_of_process(file) && csec_early_has_any()))) ||
	       (features & CSEC_FILE_KERNEL_FEATURES &&
		csec_file_is_of_kernel(file)) ||
	       (features & CSEC_FILE_MAPPED_FEATURES &&
		csec_file_is_mapped_write(file));
}

/*
 * For who is governed: by itself, as the others then have no registers to save.
 * Called with preemption off, which it switches on.
 */
static noinline void notrace open_governed(const struct csec_policy *policy,
					   unsigned long parent_ip,
					   struct ftrace_ops *ops,
					   struct ftrace_regs *fregs)
{
	const struct file *file = (void *)csec_compat_arg(fregs, 0);
	const bool done = !is_asked(policy->features, file);

	preempt_enable_notrace();
	if (!done)
		csec_attach_redirect(ops, fregs, parent_ip);
}

void notrace csec_hook_file_open_entry(unsigned long ip,
				       unsigned long parent_ip,
				       struct ftrace_ops *ops,
				       struct ftrace_regs *fregs)
{
	const struct csec_policy *policy;
	bool is_known;

	preempt_disable_notrace();
	is_known = csec_hooks_policy_of_current(&policy);
	if (likely(is_known) && policy) {
		open_governed(policy, parent_ip, ops, fregs);
		return;
	}
	preempt_enable_notrace();
	if (unlikely(!is_known))
		csec_attach_redirect(ops, fregs, parent_ip);
}

static int check_open(struct file *file)
{
	const bool is_of_kernel = csec_file_is_of_kernel(file);
	const bool is_write = csec_file_is_write(file);
	const bool is_mapped = csec_file_is_mapped_write(file);
	struct csec_scope scope;
	unsigned int i;
	int ret;

	if (csec_proc_is_own(file))
		return 0;
	ret = csec_scope_enter_current(&scope);
	if (ret <= 0)
		return ret ? csec_hooks_refuse_undecided(CSEC_OP_OPEN) : 0;
	ret = 0;
	for (i = 0; !ret && i < ARRAY_SIZE(checks); i++)
		if (scope.policy->features & checks[i].features &&
		    (is_write || !checks[i].only_writes) &&
		    (is_of_kernel || !checks[i].only_kernel) &&
		    (is_mapped || !checks[i].only_mapped))
			ret = checks[i].check(&scope, file);
	csec_scope_leave(&scope);
	return ret;
}

/**
 * csec_hook_file_open - a file is about to be opened
 * @file: It has path, inode and mode; not an O_PATH descriptor.
 *
 * Context: Process, may sleep. A file system that opens atomically holds the
 * lock of the directory.
 * Return: 0; -EACCES: refused by policy; errors of the other security modules.
 */
int csec_hook_file_open(struct file *file)
{
	int ret;

	csec_attach_enter(CSEC_HOOK_FILE_OPEN);
	ret = check_open(file);
	if (!ret)
		ret = static_call(csec_real_file_open)(file);
	csec_attach_leave(CSEC_HOOK_FILE_OPEN);
	return ret;
}
