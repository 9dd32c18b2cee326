// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - what this kernel is like: compiled, never linked
 *
 * Every probe begins with a #line that gives it a name. Those without an error of
 * the compiler become CSEC_HAVE_<name> for compat.h. See probe.sh.
 */
#include <linux/version.h>
#include <linux/cgroup.h>
#include <linux/cred.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/ftrace.h>
#include <linux/kernfs.h>
#include <linux/mm_types.h>
#include <linux/module.h>
#include <linux/ptrace.h>
#include <linux/sched/signal.h>
#include <linux/security.h>
#if __has_include(<linux/sched/exec_state.h>)
#include <linux/sched/exec_state.h>
#endif
#include <net/inet_hashtables.h>
#include <net/inet6_hashtables.h>

/* clang-format off */

/* The registers at the entry of a traced function. */
#line 1 "ftrace_regs_accessors"
static inline void ftrace_regs_accessors(struct ftrace_regs *fregs)
{
	ftrace_regs_set_instruction_pointer(fregs,
					    ftrace_regs_get_argument(fregs, 0));
}
#line 1 "ftrace_regs_inside"
static inline void ftrace_regs_inside(struct ftrace_regs *fregs)
{
	ftrace_instruction_pointer_set(
		fregs, regs_get_kernel_argument(&fregs->regs, 0));
}

/* The memory of a module. */
#line 1 "module_mem"
static inline unsigned long module_mem(struct module *mod)
{
	return (unsigned long)mod->mem[MOD_TEXT].base + mod->mem[MOD_TEXT].size;
}
#line 1 "module_layout"
static inline unsigned long module_layout(struct module *mod)
{
	return (unsigned long)mod->core_layout.base + mod->core_layout.text_size;
}

/* The time of change of an inode. */
#line 1 "inode_ctime_accessor"
static inline struct timespec64 inode_ctime_accessor(const struct inode *inode)
{
	return inode_get_ctime(inode);
}
#line 1 "inode_ctime_member"
static inline struct timespec64 inode_ctime_member(const struct inode *inode)
{
	return inode->i_ctime;
}

/* A reference to a file that may be exchanged meanwhile. */
#line 1 "get_file_rcu_address"
static inline struct file *get_file_rcu_address(struct mm_struct *mm)
{
	return get_file_rcu(&mm->exe_file);
}
#line 1 "get_file_rcu_pointer"
static inline bool get_file_rcu_pointer(struct file *file)
{
	return get_file_rcu(file);
}

/* The flags of clone() that security_task_alloc() is told. */
#line 1 "task_alloc_u64"
static inline int task_alloc_u64(struct task_struct *task, u64 flags)
{
	int (*function)(struct task_struct *, u64) = security_task_alloc;

	return function(task, flags);
}

/* Whether a TCP listener has an address. */
#line 1 "listener_of_net"
static inline struct sock *listener_of_net(struct net *net)
{
	return __inet_lookup_listener(net, NULL, 0, 0, 0, 0, 0, 0, 0) ?:
	       inet6_lookup_listener(net, NULL, 0, NULL, 0, NULL, 0, 0, 0);
}
#line 1 "listener_of_table"
static inline struct sock *listener_of_table(struct net *net)
{
	struct inet_hashinfo *table = net->ipv4.tcp_death_row.hashinfo;

	return __inet_lookup_listener(net, table, NULL, 0, 0, 0, 0, 0, 0, 0) ?:
	       inet6_lookup_listener(net, table, NULL, 0, NULL, 0, NULL, 0, 0, 0);
}

/* The user namespace whose administrator may trace a task. */
#line 1 "user_ns_of_exec"
static inline struct user_namespace *user_ns_of_exec(struct task_struct *task)
{
	return rcu_dereference(task->exec_state)->user_ns;
}
#line 1 "user_ns_of_mm"
static inline struct user_namespace *user_ns_of_mm(struct task_struct *task)
{
	return task->mm->user_ns;
}
