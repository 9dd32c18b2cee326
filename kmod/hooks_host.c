// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - hooks: files that are the kernel itself
 *
 * Writing to them makes the kernel run a program, load or trust something outside
 * of the container (inject), or patches the memory of a process. A file is known
 * by its file system and its place inside of it, wherever that is mounted.
 *
 * Links of /proc/PID/map_files lead to what another process has mapped, without
 * any look at the path: to follow one is to reach into that process. Those to its
 * root, its directory and its open files lead out of the container when it is not of
 * the same one.
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/fs_struct.h>
#include <linux/mm.h>
#include <linux/proc_fs.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/user_namespace.h>

#include "decide.h"
#include "decide_escape.h"
#include "decide_memory.h"
#include "hooks_escape.h"
#include "hooks_file.h"
#include "hooks_inject.h"
#include "identity.h"

DEFINE_STATIC_CALL_NULL(csec_real_map_files, csec_hook_map_files);
DEFINE_STATIC_CALL_NULL(csec_real_pid_link, csec_hook_pid_link);

static enum csec_kernel_fs fs_of(const struct inode *inode)
{
	switch (inode->i_sb->s_magic) {
	case PROC_SUPER_MAGIC:
		return CSEC_KERNEL_FS_PROC;
	case SYSFS_MAGIC:
		return CSEC_KERNEL_FS_SYSFS;
	case CGROUP_SUPER_MAGIC:
		return CSEC_KERNEL_FS_CGROUP1;
	case BINFMTFS_MAGIC:
		/* Since 6.7 a user namespace can have handlers of its own. */
		return inode->i_sb->s_user_ns == &init_user_ns ?
			       CSEC_KERNEL_FS_HOST :
			       CSEC_KERNEL_FS_NONE;
	case CSEC_CONFIGFS_MAGIC:
	case DEBUGFS_MAGIC:
	case EFIVARFS_MAGIC:
	case SECURITYFS_MAGIC:
	case SELINUX_MAGIC:
	case SMACK_MAGIC:
	case TRACEFS_MAGIC:
		return CSEC_KERNEL_FS_HOST;
	}
	return csec_file_is_memory_device(inode) ||
			       csec_file_is_msr_device(inode) ?
		       CSEC_KERNEL_FS_HOST :
		       CSEC_KERNEL_FS_NONE;
}

/*
 * The task that a directory of proc stands for; referenced. NULL: it stands for
 * none, or the task is gone.
 */
static struct task_struct *task_of(const struct dentry *dir)
{
	struct task_struct *task;
	unsigned int nr;

	/* Names in proc do not change. */
	if (kstrtouint(dir->d_name.name, 10, &nr))
		return NULL;
	rcu_read_lock();
	task = pid_task(find_pid_ns(nr, proc_pid_ns(dir->d_sb)), PIDTYPE_PID);
	if (task)
		get_task_struct(task);
	rcu_read_unlock();
	return task;
}

/* Whether a file of proc is the memory of current's own process. */
static bool is_own_memory(const struct file *file)
{
	const struct dentry *dentry = file->f_path.dentry;
	struct task_struct *task;
	bool is_own;

	if (strcmp(dentry->d_name.name, "mem"))
		return false;
	task = task_of(dentry->d_parent);
	if (!task)
		return false;
	/* For another process the kernel asks the hook of ptrace. */
	task_lock(task);
	is_own = task->mm && task->mm == current->mm;
	task_unlock(task);
	put_task_struct(task);
	return is_own;
}

/*
 * Writing to one's own memory through proc ignores its protection: it makes code.
 * A policy that says nothing of memory counts it as injection.
 */
static enum csec_reason judge_own_memory(const struct csec_scope *scope)
{
	struct csec_image program = {};
	struct file *exe;
	int err;

	if (!csec_policy_has(scope->policy, CSEC_POLICY_A_JIT_DEFAULT))
		return scope->policy->inject != CSEC_INJECT_ALLOW ?
			       CSEC_REASON_INJECTION :
			       CSEC_REASON_NONE;
	exe = csec_compat_exe_file(current->mm);
	if (!exe)
		return CSEC_REASON_UNDECIDED;
	err = csec_identity_image(scope, exe, &program);
	fput(exe);
	if (err)
		return CSEC_REASON_UNDECIDED;
	return csec_decide_may_generate(scope->policy, &program) ?
		       CSEC_REASON_NONE :
		       CSEC_REASON_EXECUTABLE_MEMORY;
}

static enum csec_reason judge_host_file(const struct csec_scope *scope,
					const struct file *file)
{
	enum csec_reason reason = CSEC_REASON_NONE;
	char *buffer, *path;

	if (scope->policy->inject == CSEC_INJECT_ALLOW)
		return CSEC_REASON_NONE;
	buffer = __getname();
	if (!buffer)
		return CSEC_REASON_UNDECIDED;
	path = dentry_path_raw(file->f_path.dentry, buffer, PATH_MAX);
	if (IS_ERR(path))
		reason = CSEC_REASON_UNDECIDED;
	else if (csec_decide_is_of_host(fs_of(file_inode(file)), path))
		reason = CSEC_REASON_KERNEL_HELPER;
	__putname(buffer);
	return reason;
}

/**
 * csec_host_check_open - may a file of the kernel be opened for writing
 * @scope: Who asks.
 * @file: The file; csec_file_is_of_kernel().
 *
 * Context: Process, may sleep.
 * Return: 0; -EACCES: refused by policy.
 */
int csec_host_check_open(const struct csec_scope *scope, struct file *file)
{
	struct csec_evidence evidence = { .fd = -1 };
	struct csec_decision decision;
	enum csec_reason reason;

	if (file_inode(file)->i_sb->s_magic == PROC_SUPER_MAGIC &&
	    is_own_memory(file))
		reason = judge_own_memory(scope);
	else
		reason = judge_host_file(scope, file);
	if (reason == CSEC_REASON_NONE || csec_escape_is_entrant(scope))
		return 0;
	csec_decide_deny(scope->policy, reason, &decision);
	return csec_hooks_record_file(scope, CSEC_OP_OPEN, &decision, &evidence,
				      file);
}

void notrace csec_hook_map_files_entry(unsigned long ip,
				       unsigned long parent_ip,
				       struct ftrace_ops *ops,
				       struct ftrace_regs *fregs)
{
	/* Without an entry the kernel will ask again, when it may sleep. */
	if (csec_compat_arg(fregs, 0))
		csec_attach_redirect(ops, fregs, parent_ip);
}

static int check_map_files(const struct dentry *dentry)
{
	struct task_struct *task = task_of(dentry->d_parent->d_parent);
	int ret;

	if (!task)
		return 0;
	ret = csec_inject_check_task(task);
	put_task_struct(task);
	return ret;
}

/**
 * csec_hook_map_files - current follows a link of /proc/PID/map_files
 * @dentry: The link.
 * @inode: Of the link.
 * @done: For the caller.
 *
 * Context: Process, may sleep.
 * Return: NULL: the walk goes on there; -EPERM: refused by policy; errors of
 * proc.
 */
const char *csec_hook_map_files(struct dentry *dentry, struct inode *inode,
				struct delayed_call *done)
{
	const char *ret;
	int err;

	csec_attach_enter(CSEC_HOOK_MAP_FILES);
	err = check_map_files(dentry);
	ret = err ? ERR_PTR(err) :
		    static_call(csec_real_map_files)(dentry, inode, done);
	csec_attach_leave(CSEC_HOOK_MAP_FILES);
	return ret;
}

void notrace csec_hook_pid_link_entry(unsigned long ip, unsigned long parent_ip,
				      struct ftrace_ops *ops,
				      struct ftrace_regs *fregs)
{
	const struct csec_policy *policy;
	bool asked = true;

	/* As above. Of the policy of the target nothing is known here. */
	if (!csec_compat_arg(fregs, 0))
		return;
	preempt_disable_notrace();
	if (csec_hooks_policy_of_current(&policy))
		asked = policy;
	preempt_enable_notrace();
	if (asked)
		csec_attach_redirect(ops, fregs, parent_ip);
}

/* Whether a task has the root of current. */
static bool has_same_root(struct task_struct *task)
{
	struct path own, other = {};
	bool is_same;

	get_fs_root(current->fs, &own);
	task_lock(task);
	if (task->fs)
		get_fs_root(task->fs, &other);
	task_unlock(task);
	is_same = path_equal(&own, &other);
	path_put(&other);
	path_put(&own);
	return is_same;
}

/*
 * A root that is one's own leads nowhere else (ischroot looks whether it is), and the
 * program is a file that is judged as one.
 */
static bool leads_out(const struct dentry *link, struct task_struct *task)
{
	if (!strcmp(link->d_name.name, "exe"))
		return false;
	return strcmp(link->d_name.name, "root") || !has_same_root(task);
}

static int check_pid_link(const struct dentry *link)
{
	struct task_struct *task = task_of(link->d_parent);
	int ret = 0;

	/* In fd and map_files the process is one further up. */
	if (!task)
		task = task_of(link->d_parent->d_parent);
	if (!task)
		return 0;
	if (leads_out(link, task))
		ret = csec_inject_check_outside(task);
	put_task_struct(task);
	return ret;
}

/**
 * csec_hook_pid_link - current follows a link of /proc/PID
 * @dentry: The link.
 * @inode: Of the link.
 * @done: For the caller.
 *
 * Context: Process, may sleep.
 * Return: NULL: the walk goes on there; -EPERM: refused by policy; errors of
 * proc.
 */
const char *csec_hook_pid_link(struct dentry *dentry, struct inode *inode,
			       struct delayed_call *done)
{
	const char *ret;
	int err;

	csec_attach_enter(CSEC_HOOK_PID_LINK);
	err = check_pid_link(dentry);
	ret = err ? ERR_PTR(err) :
		    static_call(csec_real_pid_link)(dentry, inode, done);
	csec_attach_leave(CSEC_HOOK_PID_LINK);
	return ret;
}
