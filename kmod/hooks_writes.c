// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - hooks: changing files that may be executed (exec.writes)
 *
 * Content changes through descriptors that are opened for writing and through
 * the size; names change by rename, link and unlink. Where it counts what was
 * there at the start, directories that move are noted as well. Before the first
 * judged exec of a container there is no view of its files, and the runtime is
 * still at work: nothing is refused.
 *
 * The hooks of inodes are called again for the layers of an overlay; the
 * container did not see those, so they have no name there.
 */
#include "hooks_file.h"

#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "decide.h"
#include "decide_memory.h"
#include "drift.h"
#include "hooks.h"
#include "identity.h"
#include "view.h"

DEFINE_STATIC_CALL_NULL(csec_real_inode_setattr, csec_hook_inode_setattr);
DEFINE_STATIC_CALL_NULL(csec_real_inode_rename, csec_hook_inode_rename);
DEFINE_STATIC_CALL_NULL(csec_real_inode_unlink, csec_hook_inode_unlink);
DEFINE_STATIC_CALL_NULL(csec_real_inode_link, csec_hook_inode_link);

/* What is asked about a directory entry. */
enum question {
	/* May the file be changed or its name be removed? */
	MAY_CHANGE,
	/* May a file come here? */
	MAY_COME,
	/* May a directory come here, or go? */
	MAY_MOVE,
};

/*
 * By the evidence of identity.c, so that nothing is protected that could not be
 * executed. Of several names only one need have moved.
 */
static bool is_drifted(const struct csec_view *view,
		       const struct dentry *dentry)
{
	return csec_drift_is_late_file(&view->start, dentry) ||
	       !csec_view_has_device(view, dentry->d_sb->s_dev) ||
	       csec_view_is_upper(view, dentry) ||
	       (d_inode(dentry)->i_nlink == 1 &&
		csec_moved_holds(READ_ONCE(view->moves), dentry,
				 csec_moved_begin()) > 0);
}

static u32 facts_of(const struct csec_policy *policy,
		    const struct csec_view *view, const struct dentry *dentry)
{
	const struct inode *inode = d_inode(dentry);
	u32 facts = 0;

	if (inode->i_nlink > 1)
		facts |= CSEC_FILE_LINKED;
	if (inode->i_mode & 0111)
		facts |= CSEC_FILE_EXECUTABLE;
	else if (policy->features & BIT_ULL(CSEC_FEATURE_EXEC_SCRIPTS) &&
		 csec_scripts_has_code_name(dentry))
		facts |= CSEC_FILE_CODE;
	else
		return facts;
	/* Of no account for others, and not cheap. */
	if (is_drifted(view, dentry))
		facts |= CSEC_FILE_DRIFTED;
	return facts;
}

/* Whether the question can be answered without the names. */
static bool is_harmless(const struct csec_policy *policy,
			const struct csec_view *view,
			const struct dentry *dentry, enum question question)
{
	const struct inode *inode = d_inode(dentry);

	if (question != MAY_CHANGE)
		return false;
	return !inode || d_unlinked((struct dentry *)dentry) ||
	       !S_ISREG(inode->i_mode) ||
	       !csec_decide_may_protect(policy, facts_of(policy, view, dentry));
}

static bool is_refused(const struct csec_policy *policy,
		       const struct csec_view *view,
		       const struct dentry *dentry, enum question question,
		       const struct csec_file_names *names, u32 *line)
{
	if (question == MAY_CHANGE)
		return csec_decide_is_protected(
			policy, names, facts_of(policy, view, dentry), line);
	return csec_decide_is_reserved(policy, names, question == MAY_MOVE,
				       line) ||
	       (question == MAY_MOVE &&
		csec_view_has_link_to(view, names, policy));
}

/*
 * Names the first name that the container knows for the place. Returns 0: there
 * is nothing to say; 1: told, but go on; -EACCES: refuse.
 */
static int judge(const struct csec_scope *scope, const struct dentry *dentry,
		 enum csec_op op, enum question question)
{
	struct csec_view *view = csec_view_find(scope->cgroup);
	struct csec_evidence evidence = { .fd = -1 };
	struct csec_view_buffer *buffer;
	struct csec_decision decision;
	struct csec_file_names names;
	u32 line;
	int ret;

	if (!view || is_harmless(scope->policy, view, dentry, question))
		return 0;
	buffer = kvmalloc(sizeof(*buffer), GFP_KERNEL);
	if (!buffer) {
		csec_decide_deny(scope->policy, CSEC_REASON_UNDECIDED,
				 &decision);
		return csec_hooks_record(scope, op, &decision, &evidence) ?: 1;
	}
	ret = 0;
	csec_view_names_at(view, dentry, buffer, &names);
	if (is_refused(scope->policy, view, dentry, question, &names, &line)) {
		csec_decide_deny(scope->policy, CSEC_REASON_PROTECTED_FILE,
				 &decision);
		decision.line = line;
		evidence.path = names.nr ? names.name[0] : NULL;
		ret = csec_hooks_record(scope, op, &decision, &evidence) ?: 1;
	}
	kvfree(buffer);
	return ret;
}

/**
 * csec_writes_check_open - may a file be opened for writing
 * @scope: Who asks.
 * @file: The file.
 *
 * Context: Process, may sleep.
 * Return: 0; -EACCES: it is protected.
 */
int csec_writes_check_open(const struct csec_scope *scope, struct file *file)
{
	return min(judge(scope, file->f_path.dentry, CSEC_OP_OPEN, MAY_CHANGE),
		   0);
}

/**
 * csec_writes_check_mount - may something be mounted over a place
 * @scope: Who asks.
 * @point: The file or directory that would be covered.
 *
 * Context: Process, may sleep.
 * Return: 0; -EACCES: it is a protected file, or has some below it.
 */
int csec_writes_check_mount(const struct csec_scope *scope,
			    const struct dentry *point)
{
	return min(judge(scope, point, CSEC_OP_MOUNT,
			 d_is_dir(point) ? MAY_MOVE : MAY_CHANGE),
		   0);
}

/*
 * Those for which a directory that moves may count; csec_decide_needs_drift() says
 * whether it does.
 */
#define DRIFT_FEATURES                                                         \
	(BIT_ULL(CSEC_FEATURE_EXEC_DRIFT) |                                    \
	 BIT_ULL(CSEC_FEATURE_EXEC_LIBRARIES) | BIT_ULL(CSEC_FEATURE_MEMORY) | \
	 BIT_ULL(CSEC_FEATURE_INJECT) | BIT_ULL(CSEC_FEATURE_SHELLS_REVERSE) | \
	 BIT_ULL(CSEC_FEATURE_SHELLS_BIND) |                                   \
	 BIT_ULL(CSEC_FEATURE_SHELLS_CONNECT))

static __always_inline bool is_asked(u64 features)
{
	const struct csec_policy *policy;
	bool asked = true;

	preempt_disable_notrace();
	if (csec_hooks_policy_of_current(&policy))
		asked = policy && policy->features & features;
	preempt_enable_notrace();
	return asked;
}

void notrace csec_hook_writes_entry(unsigned long ip, unsigned long parent_ip,
				    struct ftrace_ops *ops,
				    struct ftrace_regs *fregs)
{
	if (is_asked(BIT_ULL(CSEC_FEATURE_EXEC_WRITES)))
		csec_attach_redirect(ops, fregs, parent_ip);
}

void notrace csec_hook_inode_rename_entry(unsigned long ip,
					  unsigned long parent_ip,
					  struct ftrace_ops *ops,
					  struct ftrace_regs *fregs)
{
	const struct dentry *from = (void *)csec_compat_arg(fregs, 1);
	const struct dentry *to = (void *)csec_compat_arg(fregs, 3);
	u64 features = BIT_ULL(CSEC_FEATURE_EXEC_WRITES);

	if (d_is_dir(from) || d_is_dir(to))
		features |= DRIFT_FEATURES;
	if (is_asked(features))
		csec_attach_redirect(ops, fregs, parent_ip);
}

void notrace csec_hook_inode_setattr_entry(unsigned long ip,
					   unsigned long parent_ip,
					   struct ftrace_ops *ops,
					   struct ftrace_regs *fregs)
{
	const struct iattr *attr = (void *)csec_compat_arg(fregs, 2);

	/* The open with O_TRUNC was judged already. */
	if (attr->ia_valid & ATTR_SIZE && !(attr->ia_valid & ATTR_OPEN) &&
	    is_asked(BIT_ULL(CSEC_FEATURE_EXEC_WRITES)))
		csec_attach_redirect(ops, fregs, parent_ip);
}

/* Enters the scope of the current task; 0: it need not be asked. */
static int enter(struct csec_scope *scope, u64 features)
{
	int ret = csec_scope_enter_current(scope);

	if (ret < 0)
		return csec_hooks_refuse_undecided(CSEC_OP_CHANGE);
	if (ret && !(scope->policy->features & features)) {
		csec_scope_leave(scope);
		return 0;
	}
	return ret;
}

static int check_change(const struct dentry *dentry)
{
	struct csec_scope scope;
	int ret = enter(&scope, BIT_ULL(CSEC_FEATURE_EXEC_WRITES));

	if (ret <= 0)
		return ret;
	ret = judge(&scope, dentry, CSEC_OP_CHANGE, MAY_CHANGE);
	csec_scope_leave(&scope);
	return min(ret, 0);
}

/**
 * csec_hook_inode_setattr - the size of a file is about to change
 * @idmap: Of the mount.
 * @dentry: The file.
 * @attr: With ATTR_SIZE.
 *
 * Context: Process, may sleep; the inode is locked.
 * Return: 0; -EACCES: refused by policy; errors of the other security modules.
 */
int csec_hook_inode_setattr(csec_compat_idmap *idmap, struct dentry *dentry,
			    struct iattr *attr)
{
	int ret;

	csec_attach_enter(CSEC_HOOK_INODE_SETATTR);
	ret = check_change(dentry);
	if (!ret)
		ret = static_call(csec_real_inode_setattr)(idmap, dentry, attr);
	csec_attach_leave(CSEC_HOOK_INODE_SETATTR);
	return ret;
}

/* One file or directory leaves @from and comes to @to. */
static int check_move(const struct csec_scope *scope, const struct dentry *from,
		      const struct dentry *to)
{
	int ret;

	if (!d_is_dir(from)) {
		ret = judge(scope, from, CSEC_OP_CHANGE, MAY_CHANGE);
		return ret ? ret : judge(scope, to, CSEC_OP_CHANGE, MAY_COME);
	}
	ret = judge(scope, from, CSEC_OP_CHANGE, MAY_MOVE);
	return ret ? ret : judge(scope, to, CSEC_OP_CHANGE, MAY_MOVE);
}

static int check_entries(const struct csec_scope *scope,
			 const struct dentry *from, const struct dentry *to,
			 unsigned int flags)
{
	int ret = check_move(scope, from, to);

	if (ret)
		return ret;
	return flags & RENAME_EXCHANGE ?
		       check_move(scope, to, from) :
		       judge(scope, to, CSEC_OP_CHANGE, MAY_CHANGE);
}

/* Whether what lies below a directory may gain by its move; -ENOMEM. */
static int gives_names(const struct csec_scope *scope,
		       const struct csec_view *view, const struct dentry *from,
		       const struct dentry *to)
{
	struct csec_file_names from_names, to_names;
	struct csec_view_buffer *buffers;
	int ret;

	buffers = kvmalloc_array(2, sizeof(*buffers), GFP_KERNEL);
	if (!buffers)
		return -ENOMEM;
	csec_view_names_at(view, from, &buffers[0], &from_names);
	csec_view_names_at(view, to, &buffers[1], &to_names);
	ret = csec_decide_gives_names(scope->policy, &from_names, &to_names) ||
	      csec_view_has_link_to(view, &from_names, NULL) ||
	      csec_view_has_link_to(view, &to_names, NULL);
	kvfree(buffers);
	return ret;
}

/* A directory that moves where this cannot be noted would hide what it brings. */
static int note_move(const struct csec_scope *scope, const struct dentry *from,
		     const struct dentry *to)
{
	static const struct csec_evidence evidence = { .fd = -1 };
	struct csec_view *view = csec_view_find(scope->cgroup);
	struct csec_decision decision;
	int ret;

	if (!view || !d_is_dir(from) || !csec_decide_needs_drift(scope->policy))
		return 0;
	ret = gives_names(scope, view, from, to);
	if (ret > 0) {
		ret = csec_moved_note(&view->moves, from);
		csec_verdicts_forget(view->verdicts);
	}
	if (!ret)
		return 0;
	csec_decide_deny(scope->policy, CSEC_REASON_UNDECIDED, &decision);
	return csec_hooks_record(scope, CSEC_OP_CHANGE, &decision, &evidence);
}

static int check_rename(const struct dentry *from, const struct dentry *to,
			unsigned int flags)
{
	const u64 writes = BIT_ULL(CSEC_FEATURE_EXEC_WRITES);
	struct csec_scope scope;
	int ret = enter(&scope, writes | DRIFT_FEATURES);

	if (ret <= 0)
		return ret;
	ret = scope.policy->features & writes ?
		      min(check_entries(&scope, from, to, flags), 0) :
		      0;
	if (!ret)
		ret = note_move(&scope, from, to);
	if (!ret && flags & RENAME_EXCHANGE)
		ret = note_move(&scope, to, from);
	csec_scope_leave(&scope);
	return ret;
}

/**
 * csec_hook_inode_rename - a directory entry is about to move
 * @old_dir: Where it is.
 * @old_dentry: The entry.
 * @new_dir: Where it goes.
 * @new_dentry: The entry there; negative when the name is new.
 * @flags: RENAME_*.
 *
 * Context: Process, may sleep; both directories are locked.
 * Return: 0; -EACCES: refused by policy; errors of the other security modules.
 */
int csec_hook_inode_rename(struct inode *old_dir, struct dentry *old_dentry,
			   struct inode *new_dir, struct dentry *new_dentry,
			   unsigned int flags)
{
	int ret;

	csec_attach_enter(CSEC_HOOK_INODE_RENAME);
	ret = check_rename(old_dentry, new_dentry, flags);
	if (!ret)
		ret = static_call(csec_real_inode_rename)(
			old_dir, old_dentry, new_dir, new_dentry, flags);
	csec_attach_leave(CSEC_HOOK_INODE_RENAME);
	return ret;
}

/**
 * csec_hook_inode_unlink - a directory entry is about to be removed
 * @dir: Where it is.
 * @dentry: The entry.
 *
 * Context: Process, may sleep; the directory is locked.
 * Return: 0; -EACCES: refused by policy; errors of the other security modules.
 */
int csec_hook_inode_unlink(struct inode *dir, struct dentry *dentry)
{
	int ret;

	csec_attach_enter(CSEC_HOOK_INODE_UNLINK);
	ret = check_change(dentry);
	if (!ret)
		ret = static_call(csec_real_inode_unlink)(dir, dentry);
	csec_attach_leave(CSEC_HOOK_INODE_UNLINK);
	return ret;
}

static int check_link(const struct dentry *from, const struct dentry *to)
{
	struct csec_scope scope;
	int ret = enter(&scope, BIT_ULL(CSEC_FEATURE_EXEC_WRITES));

	if (ret <= 0)
		return ret;
	ret = check_move(&scope, from, to);
	csec_scope_leave(&scope);
	return min(ret, 0);
}

/**
 * csec_hook_inode_link - a file is about to get another name
 * @old_dentry: A name that it has.
 * @dir: Where the new one will be.
 * @new_dentry: The new one, negative.
 *
 * Context: Process, may sleep; the directory is locked.
 * Return: 0; -EACCES: refused by policy; errors of the other security modules.
 */
int csec_hook_inode_link(struct dentry *old_dentry, struct inode *dir,
			 struct dentry *new_dentry)
{
	int ret;

	csec_attach_enter(CSEC_HOOK_INODE_LINK);
	ret = check_link(old_dentry, new_dentry);
	if (!ret)
		ret = static_call(csec_real_inode_link)(old_dentry, dir,
							new_dentry);
	csec_attach_leave(CSEC_HOOK_INODE_LINK);
	return ret;
}
