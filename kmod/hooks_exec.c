// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - hooks: executing a file
 *
 * The callbacks answer from memory: a task that no policy governs, and a file
 * that its policy is known to allow with nothing more to ask. Everything else
 * goes to the wrapper, which may sleep.
 */
#include "hooks_shells.h"

#include <linux/binfmts.h>
#include <linux/file.h>
#include <linux/hash.h>
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/wait_bit.h>

#include "applet.h"
#include "decide.h"
#include "entrants.h"
#include "event.h"
#include "hooks_file.h"
#include "hooks_known.h"
#include "hooks_limits.h"
#include "identity.h"
#include "received.h"
#include "runtime.h"
#include "shell_args.h"
#include "task_args.h"

DEFINE_STATIC_CALL_NULL(csec_real_bprm_check, csec_hook_bprm_check);
DEFINE_STATIC_CALL_NULL(csec_real_replace_exe, csec_hook_replace_exe);

/* Whether the arguments may be what came over a connection. Preemption is off. */
static __always_inline bool is_told(const struct csec_view *view)
{
	return csec_received_is_any(view) &&
	       (csec_received_is_near(view) || csec_link_may_answer());
}

/*
 * For who is governed: by itself, as the others then have no registers to save.
 * Called with preemption off, which it switches on.
 */
static noinline void notrace check_governed(struct csec_cgroup *cg,
					    const struct csec_binding *binding,
					    unsigned long parent_ip,
					    struct ftrace_ops *ops,
					    struct ftrace_regs *fregs)
{
	const struct linux_binprm *bprm = (void *)csec_compat_arg(fregs, 0);
	const struct csec_view *view = csec_view_find_inline(cg);
	const struct csec_verdict_entry *entry;
	bool done;

	entry = csec_known_in_view(view, binding,
				   csec_compat_path(bprm->file)->dentry);
	/* Who finds itself moved finds itself open: pairs with the lock of add(). */
	smp_rmb();
	done = entry && entry->is_plain && !READ_ONCE(csec_entrants_nr_open) &&
	       !is_told(view);
	preempt_enable_notrace();
	if (!done)
		csec_attach_redirect(ops, fregs, parent_ip);
}

void notrace csec_hook_bprm_check_entry(unsigned long ip,
					unsigned long parent_ip,
					struct ftrace_ops *ops,
					struct ftrace_regs *fregs)
{
	const struct csec_binding *binding;
	struct csec_cgroup *cg;

	preempt_disable_notrace();
	binding = csec_hooks_binding_of_current(&cg);
	if (likely(binding) && binding->policy) {
		check_governed(cg, binding, parent_ip, ops, fregs);
		return;
	}
	preempt_enable_notrace();
	if (unlikely(!binding))
		csec_attach_redirect(ops, fregs, parent_ip);
}

/* What a multi-call file is asked to be. */
static int look_at_applet(const struct csec_scope *scope,
			  struct linux_binprm *bprm,
			  const struct csec_image *image,
			  struct csec_decision *decision)
{
	struct csec_args args;
	int len = csec_args_read(&args, bprm);

	if (len < 0)
		return len;
	len = csec_applet_whole(args.text, len, CSEC_SHELL_ARGS_SIZE);
	if (!csec_decide_allows_applet(scope->policy, image, args.text, len)) {
		csec_decide_deny(scope->policy, CSEC_REASON_APPLET, decision);
		decision->line = image->line;
	}
	csec_args_free(&args);
	return 0;
}

static int decide_exec(const struct csec_scope *scope,
		       struct linux_binprm *bprm, struct csec_link_found *found,
		       struct csec_evidence *evidence,
		       struct csec_decision *decision)
{
	struct csec_stdio stdio = {};
	struct csec_image image, parent = {};
	struct csec_view *view = csec_view_find(scope->cgroup);
	int err = view ? csec_view_add_links(view, scope) : 0;

	err = err ?: csec_identity_image(scope, bprm->file, &image);
	if (!err && image.flags & CSEC_IMAGE_SHELL &&
	    !csec_decide_is_plain(scope->policy, &image))
		err = csec_shells_look(scope, bprm, &image, &stdio, found,
				       evidence);
	if (!err && stdio.origin == CSEC_ORIGIN_LOCAL)
		err = csec_shells_look_told(scope, bprm, &stdio, found,
					    evidence);
	if (!err && stdio.origin != CSEC_ORIGIN_LOCAL)
		err = csec_task_image(scope, current, &parent);
	if (err)
		return err;
	csec_decide_exec(scope->policy, &image, &parent, &stdio, decision);
	if (decision->verdict == CSEC_VERDICT_ALLOW &&
	    image.flags & CSEC_IMAGE_APPLETS)
		err = look_at_applet(scope, bprm, &image, decision);
	return err;
}

/* A script that names /proc/self/exe as its interpreter is the container's. */
static bool is_reexec(const struct csec_scope *scope,
		      const struct linux_binprm *bprm)
{
	return bprm->interp == bprm->filename &&
	       csec_runtime_is_reexec(scope, bprm->file);
}

static int check_exec(struct linux_binprm *bprm)
{
	struct csec_evidence evidence = { .fd = -1 };
	struct csec_decision decision = {};
	struct csec_link_found found;
	struct csec_scope scope;
	int ret = csec_scope_enter_current(&scope);

	if (ret <= 0)
		return ret ? csec_hooks_refuse_undecided(CSEC_OP_EXEC) : 0;
	ret = 0;
	csec_entrants_settle(true);
	if (!is_reexec(&scope, bprm)) {
		if (decide_exec(&scope, bprm, &found, &evidence, &decision))
			csec_decide_deny(scope.policy, CSEC_REASON_UNDECIDED,
					 &decision);
		ret = csec_hooks_record_file(&scope, CSEC_OP_EXEC, &decision,
					     &evidence, bprm->file);
		if (!ret &&
		    scope.policy->features & BIT_ULL(CSEC_FEATURE_EXEC_SCRIPTS))
			ret = csec_scripts_check_exec(&scope, bprm);
	} else {
		csec_entrants_renew(READ_ONCE(scope.cgroup->governor));
	}
	csec_scope_leave(&scope);
	return ret;
}

/**
 * csec_hook_bprm_check - a file is about to be executed
 * @bprm: The exec; for a script once for the script and once for each
 *	interpreter.
 *
 * Context: Process, may sleep.
 * Return: 0; -EACCES: refused by policy; -EAGAIN: above a rate;
 * -ERESTARTNOINTR: a signal came while waiting for one; errors of the other security
 * modules.
 */
int csec_hook_bprm_check(struct linux_binprm *bprm)
{
	int ret;

	csec_attach_enter(CSEC_HOOK_BPRM_CHECK);
	ret = check_exec(bprm);
	if (!ret)
		ret = csec_hooks_pay_exec(bprm);
	if (!ret)
		ret = static_call(csec_real_bprm_check)(bprm);
	csec_attach_leave(CSEC_HOOK_BPRM_CHECK);
	return ret;
}

/* Sections of a policy that go by the program which a task runs. */
#define PROGRAM_FEATURES                                                       \
	(BIT_ULL(CSEC_FEATURE_EXEC) | BIT_ULL(CSEC_FEATURE_EXEC_DRIFT) |       \
	 BIT_ULL(CSEC_FEATURE_EXEC_LIBRARIES) |                                \
	 BIT_ULL(CSEC_FEATURE_EXEC_SCRIPTS) | BIT_ULL(CSEC_FEATURE_MEMORY) |   \
	 BIT_ULL(CSEC_FEATURE_INJECT) | BIT_ULL(CSEC_FEATURE_SHELLS_REVERSE) | \
	 BIT_ULL(CSEC_FEATURE_SHELLS_BIND) |                                   \
	 BIT_ULL(CSEC_FEATURE_SHELLS_CONNECT))

void notrace csec_hook_replace_exe_entry(unsigned long ip,
					 unsigned long parent_ip,
					 struct ftrace_ops *ops,
					 struct ftrace_regs *fregs)
{
	const struct csec_policy *policy;
	bool done;

	preempt_disable_notrace();
	done = csec_hooks_policy_of_current(&policy) &&
	       !(policy && policy->features & PROGRAM_FEATURES);
	preempt_enable_notrace();
	if (!done)
		csec_attach_redirect(ops, fregs, parent_ip);
}

static int check_replace_exe(const struct file *file)
{
	struct csec_evidence evidence = { .fd = -1 };
	struct csec_decision decision = {};
	struct csec_scope scope;
	int ret = csec_scope_enter_current(&scope);

	if (ret <= 0)
		return ret ? csec_hooks_refuse_undecided(CSEC_OP_EXEC) : 0;
	ret = 0;
	if (scope.policy->features & PROGRAM_FEATURES &&
	    !csec_entrants_has_current(READ_ONCE(scope.cgroup->governor))) {
		csec_decide_deny(scope.policy, CSEC_REASON_IMPERSONATION,
				 &decision);
		ret = csec_hooks_record_file(&scope, CSEC_OP_EXEC, &decision,
					     &evidence, file);
	}
	csec_scope_leave(&scope);
	return ret;
}

#define REPLACING_BITS 6

/**
 * struct replacing - somebody replaces the program of a memory
 * @node: In the bucket of @mm.
 * @mm: Whose program it is.
 */
struct replacing {
	struct hlist_node node;
	const struct mm_struct *mm;
};

/* Protected by the lock, inside of which nothing is taken. */
static struct hlist_head replacing[1 << REPLACING_BITS];
static DEFINE_SPINLOCK(replacing_lock);

static bool try_replacing(struct replacing *mine)
{
	struct hlist_head *bucket =
		&replacing[hash_ptr(mine->mm, REPLACING_BITS)];
	const struct replacing *other;
	bool is_free = true;

	spin_lock(&replacing_lock);
	hlist_for_each_entry(other, bucket, node)
		is_free &= other->mm != mine->mm;
	if (is_free)
		hlist_add_head(&mine->node, bucket);
	spin_unlock(&replacing_lock);
	return is_free;
}

static void end_replacing(struct replacing *mine)
{
	spin_lock(&replacing_lock);
	hlist_del(&mine->node);
	spin_unlock(&replacing_lock);
	/* Pairs with the one of who prepares to wait. */
	smp_mb();
	wake_up_var((void *)mine->mm);
}

/*
 * One at a time for each memory, so that the old one is the one replaced. It waits
 * for the mmap lock, which who has the memory may keep from it for ever: so nobody
 * waits here but for his own.
 */
static int replace(struct mm_struct *mm, struct file *file, struct file **old)
{
	struct replacing mine = { .mm = mm };
	int ret;

	ret = wait_var_event_killable(mm, try_replacing(&mine));
	if (ret)
		return ret;
	*old = csec_compat_exe_file(mm);
	ret = static_call(csec_real_replace_exe)(mm, file);
	end_replacing(&mine);
	return ret;
}

/**
 * csec_hook_replace_exe - current puts another file in place of its program
 * @mm: Its memory.
 * @file: The file.
 *
 * What prctl(PR_SET_MM) does for who restores a checkpoint. It needs rights
 * that anybody has in a user namespace of his own, and that the program itself
 * be unmapped. What executes nothing is still the program that it was.
 *
 * Context: Process, may sleep; the mmap lock is not held.
 * Return: 0; -EACCES: refused by policy; -ERESTARTSYS: killed while another thread
 * did it; errors of the kernel.
 */
int csec_hook_replace_exe(struct mm_struct *mm, struct file *file)
{
	struct file *old = NULL;
	int ret;

	csec_attach_enter(CSEC_HOOK_REPLACE_EXE);
	ret = check_replace_exe(file);
	if (!ret) {
		ret = replace(mm, file, &old);
		/* Callbacks may stand on it, and on what it keeps. */
		if (!ret)
			synchronize_rcu();
		if (old)
			fput(old);
	}
	csec_attach_leave(CSEC_HOOK_REPLACE_EXE);
	return ret;
}
