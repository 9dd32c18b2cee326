/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - what the callbacks of hooks know without waiting
 */
#ifndef _CSEC_HOOKS_KNOWN_H
#define _CSEC_HOOKS_KNOWN_H

#include <linux/err.h>
#include <linux/mm_types.h>
#include <linux/sched.h>

#include "hooks.h"
#include "identity.h"
#include "view.h"

/**
 * enum csec_known - what is known about the current task and a file
 * @CSEC_KNOWN_UNGOVERNED: No policy governs the task.
 * @CSEC_KNOWN_ENTRY: The verdict on the file is remembered.
 * @CSEC_KNOWN_NOTHING: Only a wrapper can find out.
 */
enum csec_known {
	CSEC_KNOWN_UNGOVERNED,
	CSEC_KNOWN_ENTRY,
	CSEC_KNOWN_NOTHING,
};

/**
 * csec_known_program - where the program of current lies, without a reference
 *
 * Another thread may replace it (PR_SET_MM_EXE_FILE), and newer kernels use the
 * memory of a file again at once. While it still is the program it was one when
 * it was read; its dentry stays for a grace period.
 *
 * Context: RCU read section; any but NMI. For the ftrace callbacks.
 * Return: its dentry; NULL: it has none, or it is not known.
 */
static __always_inline const struct dentry *csec_known_program(void)
{
	const struct mm_struct *mm = current->mm;
	const struct dentry *dentry;
	const struct file *exe;

	exe = mm ? rcu_dereference_raw(mm->exe_file) : NULL;
	if (!exe)
		return NULL;
	dentry = READ_ONCE(csec_compat_path(exe)->dentry);
	/* Orders the two reads; the writer puts the old one after replacing it. */
	smp_rmb();
	if (rcu_access_pointer(mm->exe_file) != exe || IS_ERR(dentry))
		return NULL;
	return dentry;
}

/**
 * csec_known_in_view - the remembered verdict of a container's policy on a file
 * @view: Of the container; NULL: it has not started.
 * @binding: What the cgroup is bound to: a policy.
 * @dentry: Of the file; may be NULL.
 *
 * Context: Preemption is off, see csec_known_find().
 * Return: the verdict; NULL: none is remembered.
 */
static __always_inline const struct csec_verdict_entry *
csec_known_in_view(const struct csec_view *view,
		   const struct csec_binding *binding,
		   const struct dentry *dentry)
{
	const struct inode *real;

	if (!view || !dentry)
		return NULL;
	real = csec_verdict_content(dentry);
	if (!real)
		return NULL;
	return csec_verdicts_find(view->verdicts, dentry, binding->policy,
				  binding->generation, real);
}

/**
 * csec_known_verdict - the remembered verdict of a cgroup's policy on a file
 * @cg: The cgroup.
 * @binding: What it is bound to: a policy.
 * @dentry: Of the file; may be NULL.
 *
 * Context: Preemption is off, see csec_known_find().
 * Return: the verdict; NULL: none is remembered.
 */
static __always_inline const struct csec_verdict_entry *
csec_known_verdict(struct csec_cgroup *cg, const struct csec_binding *binding,
		   const struct dentry *dentry)
{
	return csec_known_in_view(csec_view_find_inline(cg), binding, dentry);
}

/**
 * csec_known_find - what is known about the current task and a file
 * @dentry: Of the file; NULL: only whether the task is governed.
 * @policy: Set when it is.
 * @entry: Set with CSEC_KNOWN_ENTRY.
 *
 * Context: Preemption is off: that is a read section for call_rcu() and
 * synchronize_rcu(), and cheaper here than rcu_read_lock().
 * Return: what is known.
 */
static __always_inline enum csec_known
csec_known_find(const struct dentry *dentry, const struct csec_policy **policy,
		const struct csec_verdict_entry **entry)
{
	const struct csec_binding *binding;
	struct csec_cgroup *cg;

	binding = csec_hooks_binding_of_current(&cg);
	if (unlikely(!binding))
		return CSEC_KNOWN_NOTHING;
	*policy = binding->policy;
	if (!*policy)
		return CSEC_KNOWN_UNGOVERNED;
	*entry = csec_known_verdict(cg, binding, dentry);
	return *entry ? CSEC_KNOWN_ENTRY : CSEC_KNOWN_NOTHING;
}

#endif /* _CSEC_HOOKS_KNOWN_H */
