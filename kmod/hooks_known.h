/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - what the callbacks of hooks know without waiting
 */
#ifndef _CSEC_HOOKS_KNOWN_H
#define _CSEC_HOOKS_KNOWN_H

#include <linux/cgroup.h>
#include <linux/sched.h>
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
 * csec_known_find - what is known about the current task and a file
 * @file: NULL: only whether the task is governed.
 * @policy: Set when it is.
 * @entry: Set with CSEC_KNOWN_ENTRY.
 *
 * Context: Preemption is off: that is a read section for call_rcu() and
 * synchronize_rcu(), and cheaper here than rcu_read_lock().
 * Return: what is known.
 */
static __always_inline enum csec_known
csec_known_find(const struct file *file, const struct csec_policy **policy,
		const struct csec_verdict_entry **entry)
{
	struct css_set *cset = rcu_dereference_raw(current->cgroups);
	const struct csec_binding *binding;
	const struct csec_view *view;
	const struct inode *real;
	struct csec_cgroup *cg;

	cg = csec_cgroup_find(cgroup_id(cset->dfl_cgrp));
	if (unlikely(!cg))
		return CSEC_KNOWN_NOTHING;
	binding = csec_cgroup_binding(cg);
	if (unlikely(!binding))
		return CSEC_KNOWN_NOTHING;
	*policy = binding->policy;
	if (!*policy)
		return CSEC_KNOWN_UNGOVERNED;
	if (!file)
		return CSEC_KNOWN_NOTHING;
	real = csec_verdict_content(csec_compat_path(file)->dentry);
	view = csec_view_find_inline(cg);
	if (!real || !view)
		return CSEC_KNOWN_NOTHING;
	*entry = csec_verdicts_find(view->verdicts, file, *policy,
				    binding->generation, real);
	return *entry ? CSEC_KNOWN_ENTRY : CSEC_KNOWN_NOTHING;
}

#endif /* _CSEC_HOOKS_KNOWN_H */
