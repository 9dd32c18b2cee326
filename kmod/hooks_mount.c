// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - hooks: mounting after the container has started
 *
 * Mounts do not change what a path of a policy means; see view.c. They are judged
 * because they hide: what another program reads in /proc and /sys, and files that
 * may be executed.
 */
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/fs_context.h>
#include <linux/fs_parser.h>
#include <linux/magic.h>
#include <linux/mount.h>
#include <linux/namei.h>
#include <linux/nsproxy.h>
#include <linux/sched.h>
#include <uapi/linux/mount.h>

#include "decide.h"
#include "hooks_escape.h"
#include "hooks_file.h"
#include "view.h"

DEFINE_STATIC_CALL_NULL(csec_real_sb_mount, csec_hook_sb_mount);
DEFINE_STATIC_CALL_NULL(csec_real_move_mount, csec_hook_move_mount);
DEFINE_STATIC_CALL_NULL(csec_real_sb_umount, csec_hook_sb_umount);
DEFINE_STATIC_CALL_NULL(csec_real_sb_remount, csec_hook_sb_remount);
DEFINE_STATIC_CALL_NULL(csec_real_sb_pivotroot, csec_hook_sb_pivotroot);
DEFINE_STATIC_CALL_NULL(csec_real_fs_parameter, csec_hook_fs_parameter);
DEFINE_STATIC_CALL_NULL(csec_real_mount_setattr, csec_hook_mount_setattr);
#ifdef CSEC_COMPAT_SYSCALL32
DEFINE_STATIC_CALL_NULL(csec_real_mount_setattr32, csec_hook_mount_setattr32);
#endif
#ifdef CSEC_COMPAT_HAS_OPEN_TREE_ATTR
DEFINE_STATIC_CALL_NULL(csec_real_open_tree_attr, csec_hook_open_tree_attr);
#ifdef CSEC_COMPAT_SYSCALL32
DEFINE_STATIC_CALL_NULL(csec_real_open_tree_attr32, csec_hook_open_tree_attr32);
#endif
#endif

/* For what changes what is where: whatever the policy says about places. */
void notrace csec_hook_mount_entry(unsigned long ip, unsigned long parent_ip,
				   struct ftrace_ops *ops,
				   struct ftrace_regs *fregs)
{
	if (csec_escape_asks(csec_decide_asks_mount))
		csec_attach_redirect(ops, fregs, parent_ip);
}

/* For the rest: whether mounting is allowed at all. */
void notrace csec_hook_unmount_entry(unsigned long ip, unsigned long parent_ip,
				     struct ftrace_ops *ops,
				     struct ftrace_regs *fregs)
{
	if (csec_escape_is_asked(CSEC_ESCAPE_MOUNT))
		csec_attach_redirect(ops, fregs, parent_ip);
}

void notrace csec_hook_fs_parameter_entry(unsigned long ip,
					  unsigned long parent_ip,
					  struct ftrace_ops *ops,
					  struct ftrace_regs *fregs)
{
	const struct csec_policy *policy;
	bool asked = true;

	preempt_disable_notrace();
	if (csec_hooks_policy_of_current(&policy))
		asked = policy && policy->inject != CSEC_INJECT_ALLOW;
	preempt_enable_notrace();
	if (asked)
		csec_attach_redirect(ops, fregs, parent_ip);
}

static bool is_of_kernel(const struct dentry *dentry)
{
	const unsigned long magic = dentry->d_sb->s_magic;

	return magic == PROC_SUPER_MAGIC || magic == SYSFS_MAGIC;
}

/*
 * Whether current has other mounts than the container had at its start. Of one that
 * is older than its policy those are not known.
 */
static bool has_own_mounts(const struct csec_scope *scope)
{
	const struct csec_view *view = csec_view_find(scope->cgroup);
	const struct csec_cgroup *owner =
		csec_cgroup_container_owner(scope->cgroup);

	return view && READ_ONCE(owner->start.time_ns) &&
	       view->mount_ns != current->nsproxy->mnt_ns;
}

/*
 * Whether a fresh proc, or sysfs, comes over the root of one, as whoever makes a
 * pid namespace mounts it (unshare --mount-proc), or what is there already, as who
 * makes that read-only binds it over itself (bubblewrap). What is read there is what
 * the kernel says; of processes it may show less, so not to the whole container.
 */
static bool is_renewing(const struct csec_scope *scope,
			const struct dentry *place, unsigned long magic,
			const struct path *from)
{
	const bool is_fresh = place == place->d_sb->s_root &&
			      magic == place->d_sb->s_magic;

	return (is_fresh || (from && from->dentry == place)) &&
	       has_own_mounts(scope);
}

static unsigned long magic_of(const char *type, unsigned long flags)
{
	if (!type || flags & (MS_BIND | MS_MOVE))
		return 0;
	if (!strcmp(type, "proc"))
		return PROC_SUPER_MAGIC;
	return strcmp(type, "sysfs") ? 0 : SYSFS_MAGIC;
}

/* As csec_hook_move_mount() and MS_MOVE take it: a whole file system. */
static unsigned long magic_of_root(const struct dentry *dentry)
{
	return dentry == dentry->d_sb->s_root ? dentry->d_sb->s_magic : 0;
}

/*
 * Whether mount() puts something over the place, rather than changing what is
 * there: the options or the propagation of a mount. In the order of the kernel.
 */
static bool is_covering(unsigned long flags)
{
	const unsigned long propagation = MS_SHARED | MS_PRIVATE | MS_SLAVE |
					  MS_UNBINDABLE;

	if (flags & MS_REMOUNT)
		return false;
	return flags & MS_BIND || !(flags & propagation);
}

/* Whether mount() takes a mount from another place. In the order of the kernel. */
static bool is_moving(unsigned long flags)
{
	return is_covering(flags) && !(flags & MS_BIND) && flags & MS_MOVE;
}

/*
 * Whether a place had the file system at the start. One that is mounted elsewhere
 * since then, as in a chroot, is not what the container reads there.
 */
static bool is_of_start(const struct csec_scope *scope,
			const struct dentry *place, dev_t dev)
{
	const struct csec_view *view = csec_view_find(scope->cgroup);
	char *buffer;
	bool is = true;

	if (!view)
		return true;
	buffer = __getname();
	if (buffer) {
		is = csec_view_has_mount(view, place, dev, buffer);
		__putname(buffer);
	}
	return is;
}

/*
 * Whether a proc or sysfs would be gone from its place, where anything could be
 * mounted then. What lies over another one shows that again; what was attached
 * nowhere leaves no place.
 */
static bool is_uncovering(const struct csec_scope *scope,
			  const struct path *from)
{
	const struct dentry *root = from->dentry;
	struct path place = *from;
	bool found;

	if (!is_of_kernel(root) || root != root->d_sb->s_root ||
	    root != from->mnt->mnt_root)
		return false;
	path_get(&place);
	found = follow_up(&place) &&
		(place.dentry != place.dentry->d_sb->s_root ||
		 place.dentry->d_sb->s_magic != root->d_sb->s_magic) &&
		is_of_start(scope, place.dentry, root->d_sb->s_dev);
	path_put(&place);
	return found;
}

/* Whether the policy of current may have something against a change of mounts. */
static bool enter(struct csec_scope *scope)
{
	if (!csec_scope_enter_task(scope, current))
		return false;
	if (!csec_escape_is_entrant(scope))
		return true;
	csec_scope_leave(scope);
	return false;
}

/* @is_hiding: What the kernel says would be out of sight. */
static int settle(const struct csec_scope *scope, bool is_hiding,
		  const struct path *path)
{
	struct csec_evidence evidence = { .fd = -1 };
	struct csec_decision decision;

	csec_decide_mount(scope->policy, is_hiding, &decision);
	return csec_hooks_record_path(scope, CSEC_OP_MOUNT, &decision,
				      &evidence, path) ?
		       -EPERM :
		       0;
}

/*
 * @magic: Of the file system whose root comes to the place; 0: something else.
 * @from: What comes there, when it has a place; NULL: nothing.
 * @is_moved: It is not left where it was.
 */
static int check_place(const struct path *path, bool is_covered,
		       unsigned long magic, const struct path *from,
		       bool is_moved)
{
	bool is_hiding, is_taken;
	struct csec_scope scope;
	int ret;

	if (!enter(&scope))
		return 0;
	is_taken = is_moved && is_uncovering(&scope, from);
	is_hiding = is_covered && is_of_kernel(path->dentry) &&
		    !is_renewing(&scope, path->dentry, magic, from);
	ret = settle(&scope, is_hiding || is_taken,
		     is_hiding || !is_taken ? path : from);
	if (!ret && is_covered &&
	    csec_policy_denies(scope.policy, CSEC_POLICY_A_EXEC_WRITES))
		ret = csec_writes_check_mount(&scope, path->dentry);
	csec_scope_leave(&scope);
	return ret;
}

/*
 * mount() looks the name up once more after this: see Limits in
 * docs/injection.md. When there is nothing now, there shall be nothing then.
 */
static int check_from(const char *name, const struct path *path, bool is_moved)
{
	struct path from;
	int err, ret;

	err = name ? kern_path(name, LOOKUP_FOLLOW, &from) : -EINVAL;
	if (err)
		return check_place(path, true, 0, NULL, false) ?: err;
	ret = check_place(path, true, is_moved ? magic_of_root(from.dentry) : 0,
			  &from, is_moved);
	path_put(&from);
	return ret;
}

static int check_mount(const char *dev, const struct path *path,
		       const char *type, unsigned long flags)
{
	const bool is_covered = is_covering(flags);

	if (is_moving(flags))
		return check_from(dev, path, true);
	if (is_covered && flags & MS_BIND && is_of_kernel(path->dentry))
		return check_from(dev, path, false);
	return check_place(path, is_covered, magic_of(type, flags), NULL,
			   false);
}

static int check_umount(struct vfsmount *mnt)
{
	const struct path root = { .mnt = mnt, .dentry = mnt->mnt_root };
	struct csec_scope scope;
	int ret;

	if (!enter(&scope))
		return 0;
	ret = settle(&scope, is_uncovering(&scope, &root), &root);
	csec_scope_leave(&scope);
	return ret;
}

/* Those that have the old root get the new one, which has no proc yet. */
static int check_pivot(const struct path *new)
{
	struct csec_scope scope;
	int ret;

	if (!enter(&scope))
		return 0;
	ret = settle(&scope, !has_own_mounts(&scope), new);
	csec_scope_leave(&scope);
	return ret;
}

/**
 * csec_hook_sb_mount - current mounts, binds, moves or changes a mount
 * @dev: What.
 * @path: Where.
 * @type: File system.
 * @flags: MS_*.
 * @data: Options.
 *
 * Context: Process, may sleep.
 * Return: 0; -EPERM, -EACCES: refused by policy; errors of the other security
 * modules.
 */
int csec_hook_sb_mount(const char *dev, const struct path *path,
		       const char *type, unsigned long flags, void *data)
{
	int ret;

	csec_attach_enter(CSEC_HOOK_SB_MOUNT);
	ret = check_mount(dev, path, type, flags);
	if (!ret)
		ret = static_call(csec_real_sb_mount)(dev, path, type, flags,
						      data);
	csec_attach_leave(CSEC_HOOK_SB_MOUNT);
	return ret;
}

/**
 * csec_hook_move_mount - current attaches or moves a mount
 * @from: The mount.
 * @to: Where.
 *
 * Context: Process, may sleep.
 * Return: 0; -EPERM, -EACCES: refused by policy; errors of the other security
 * modules.
 */
int csec_hook_move_mount(const struct path *from, const struct path *to)
{
	int ret;

	csec_attach_enter(CSEC_HOOK_MOVE_MOUNT);
	ret = check_place(to, true, magic_of_root(from->dentry), from, true);
	if (!ret)
		ret = static_call(csec_real_move_mount)(from, to);
	csec_attach_leave(CSEC_HOOK_MOVE_MOUNT);
	return ret;
}

/**
 * csec_hook_sb_umount - current unmounts
 * @mnt: The mount.
 * @flags: MNT_*.
 *
 * Context: Process, may sleep.
 * Return: 0; -EPERM: refused by policy; errors of the other security modules.
 */
int csec_hook_sb_umount(struct vfsmount *mnt, int flags)
{
	int ret;

	csec_attach_enter(CSEC_HOOK_SB_UMOUNT);
	ret = check_umount(mnt);
	if (!ret)
		ret = static_call(csec_real_sb_umount)(mnt, flags);
	csec_attach_leave(CSEC_HOOK_SB_UMOUNT);
	return ret;
}

/**
 * csec_hook_sb_remount - current changes the options of a file system
 * @sb: The file system.
 * @options: Of the security modules.
 *
 * For fspick() and fsconfig(). A remount by mount() comes through here, too: in
 * audit mode it is told twice.
 *
 * Context: Process, may sleep; s_umount is held for writing.
 * Return: 0; -EPERM: refused by policy; errors of the other security modules.
 */
int csec_hook_sb_remount(struct super_block *sb, void *options)
{
	int ret;

	csec_attach_enter(CSEC_HOOK_SB_REMOUNT);
	ret = csec_escape_check(CSEC_OP_MOUNT, CSEC_ESCAPE_MOUNT, NULL);
	if (!ret)
		ret = static_call(csec_real_sb_remount)(sb, options);
	csec_attach_leave(CSEC_HOOK_SB_REMOUNT);
	return ret;
}

/**
 * csec_hook_sb_pivotroot - current changes the root of its mount namespace
 * @old: Where the old root goes.
 * @new: The new root.
 *
 * Context: Process, may sleep.
 * Return: 0; -EPERM: refused by policy; errors of the other security modules.
 */
int csec_hook_sb_pivotroot(const struct path *old, const struct path *new)
{
	int ret;

	csec_attach_enter(CSEC_HOOK_SB_PIVOTROOT);
	ret = check_pivot(new);
	if (!ret)
		ret = static_call(csec_real_sb_pivotroot)(old, new);
	csec_attach_leave(CSEC_HOOK_SB_PIVOTROOT);
	return ret;
}

/*
 * System calls that change flags of mounts. Context: Process, may sleep. -EPERM:
 * refused by policy.
 */
#define DEFINE_MOUNT_FLAGS(wrapper, real, hook)                           \
	long wrapper(const struct pt_regs *regs)                          \
	{                                                                 \
		long ret;                                                 \
                                                                          \
		csec_attach_enter(hook);                                  \
		ret = csec_escape_check(CSEC_OP_MOUNT, CSEC_ESCAPE_MOUNT, \
					NULL);                            \
		if (!ret)                                                 \
			ret = static_call(real)(regs);                    \
		csec_attach_leave(hook);                                  \
		return ret;                                               \
	}

DEFINE_MOUNT_FLAGS(csec_hook_mount_setattr, csec_real_mount_setattr,
		   CSEC_HOOK_MOUNT_SETATTR)
#ifdef CSEC_COMPAT_SYSCALL32
DEFINE_MOUNT_FLAGS(csec_hook_mount_setattr32, csec_real_mount_setattr32,
		   CSEC_HOOK_MOUNT_SETATTR32)
#endif
#ifdef CSEC_COMPAT_HAS_OPEN_TREE_ATTR
DEFINE_MOUNT_FLAGS(csec_hook_open_tree_attr, csec_real_open_tree_attr,
		   CSEC_HOOK_OPEN_TREE_ATTR)
#ifdef CSEC_COMPAT_SYSCALL32
DEFINE_MOUNT_FLAGS(csec_hook_open_tree_attr32, csec_real_open_tree_attr32,
		   CSEC_HOOK_OPEN_TREE_ATTR32)
#endif
#endif

/* A program that the kernel runs when a cgroup of v1 becomes empty. */
static int check_parameter(const struct fs_context *context,
			   const struct fs_parameter *parameter)
{
	struct csec_evidence evidence = { .fd = -1 };
	struct csec_decision decision;
	struct csec_scope scope;
	int ret = 0;

	if (strcmp(context->fs_type->name, "cgroup") ||
	    strcmp(parameter->key, "release_agent") ||
	    !csec_scope_enter_task(&scope, current))
		return 0;
	if (scope.policy->inject != CSEC_INJECT_ALLOW &&
	    !csec_escape_is_entrant(&scope)) {
		csec_decide_deny(scope.policy, CSEC_REASON_KERNEL_HELPER,
				 &decision);
		if (parameter->type == fs_value_is_string)
			evidence.path = parameter->string;
		ret = csec_hooks_record(&scope, CSEC_OP_MOUNT, &decision,
					&evidence);
	}
	csec_scope_leave(&scope);
	return ret ? -EPERM : 0;
}

/**
 * csec_hook_fs_parameter - current sets an option of a file system
 * @context: Of the mount.
 * @parameter: The option.
 *
 * Context: Process, may sleep.
 * Return: 0; -ENOPARAM: not of the security modules; -EPERM: refused by policy;
 * errors of the other security modules.
 */
int csec_hook_fs_parameter(struct fs_context *context,
			   struct fs_parameter *parameter)
{
	int ret;

	csec_attach_enter(CSEC_HOOK_FS_PARAMETER);
	ret = check_parameter(context, parameter);
	if (!ret)
		ret = static_call(csec_real_fs_parameter)(context, parameter);
	csec_attach_leave(CSEC_HOOK_FS_PARAMETER);
	return ret;
}
