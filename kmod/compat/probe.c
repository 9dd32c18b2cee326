// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - what this kernel is like: compiled, never linked
 *
 * Every probe begins with a #line that gives it a name. Those without an error of
 * the compiler become CSEC_HAVE_<name> for compat.h. See probe.sh.
 */
#include <linux/version.h>
#include <linux/binfmts.h>
#include <linux/cgroup.h>
#include <linux/cred.h>
#include <linux/dcache.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/fsverity.h>
#include <linux/ftrace.h>
#include <linux/kernfs.h>
#include <linux/mm.h>
#include <linux/mm_types.h>
#include <linux/module.h>
#include <linux/ptrace.h>
#include <linux/sched/signal.h>
#include <linux/security.h>
#include <linux/uio.h>
#include <crypto/sha2.h>
#if __has_include(<linux/sched/exec_state.h>)
#include <linux/sched/exec_state.h>
#endif
#include <net/genetlink.h>
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
	instruction_pointer_set(&fregs->regs,
				regs_get_kernel_argument(&fregs->regs, 0));
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

/* An address that may be longer than its type. */
#line 1 "sockaddr_unsized"
static inline int sockaddr_unsized(const struct sockaddr_unsized *address)
{
	return address->sa_family;
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

/* The path that a task opened, where an overlay opened the file for it. */
#line 1 "file_user_path"
static inline const struct path *path_of_user(struct file *file)
{
	return file_user_path(file);
}

/* The entry behind that of an overlay. */
#line 1 "d_real_by_type"
static inline struct dentry *d_real_by_type(struct dentry *dentry)
{
	return d_real(dentry, D_REAL_DATA);
}
#line 1 "d_real_by_inode"
static inline struct dentry *d_real_by_inode(struct dentry *dentry)
{
	const struct inode *inode = NULL;

	return d_real(dentry, inode);
}

/* What the owners in a mount are mapped by. */
#line 1 "setattr_by_idmap"
static inline int setattr_by_idmap(struct dentry *dentry, struct iattr *attr)
{
	int (*function)(struct mnt_idmap *, struct dentry *, struct iattr *) =
		security_inode_setattr;

	return function(NULL, dentry, attr);
}
#line 1 "setattr_by_user_ns"
static inline int setattr_by_user_ns(struct dentry *dentry, struct iattr *attr)
{
	int (*function)(struct user_namespace *, struct dentry *, struct iattr *) =
		security_inode_setattr;

	return function(NULL, dentry, attr);
}

/* The state of the library's SHA-256. */
#line 1 "sha256_of_ctx"
static inline void sha256_of_ctx(struct sha256_ctx *state, const u8 *text)
{
	sha256_init(state);
	sha256_update(state, text, 1);
}
#line 1 "sha256_of_state"
static inline void sha256_of_state(struct sha256_state *state, const u8 *text)
{
	sha256_init(state);
	sha256_update(state, text, 1);
}

/* The digest that fs-verity keeps, with its algorithm. */
#line 1 "verity_digest"
static inline int verity_digest(struct inode *inode, u8 *digest)
{
	enum hash_algo algorithm;

	return fsverity_get_digest(inode, digest, NULL, &algorithm);
}

/* A page of another address space. */
#line 1 "get_pages"
static inline long get_pages(struct mm_struct *mm, struct page **page)
{
	return get_user_pages_remote(mm, 0, 1, FOLL_FORCE, page, NULL);
}
#line 1 "get_pages_and_areas"
static inline long get_pages_and_areas(struct mm_struct *mm, struct page **page)
{
	return get_user_pages_remote(mm, 0, 1, FOLL_FORCE, page, NULL, NULL);
}

/* Whether security_bpf() is told that the kernel asks for itself. */
#line 1 "bpf_by_kernel"
static inline int bpf_by_kernel(union bpf_attr *attr)
{
	int (*function)(int, union bpf_attr *, unsigned int, bool) = security_bpf;

	return function(0, attr, 0, true);
}

/* A program may ask whether it may execute a file. */
#line 1 "execve_check"
static inline bool execve_check(const struct linux_binprm *bprm)
{
	return bprm->is_check;
}

/* The vector of an iterator. */
#line 1 "iter_iov_accessor"
static inline const struct iovec *iter_iov_accessor(const struct iov_iter *iter)
{
	return iter_iov(iter);
}
#line 1 "iter_iov_member"
static inline const struct iovec *iter_iov_member(const struct iov_iter *iter)
{
	return iter->iov;
}

/* Some listeners of a group can be left out. */
#line 1 "multicast_filter"
static inline int multicast_filter(struct genl_family *family,
				   struct sk_buff *skb,
				   int (*filter)(struct sock *, struct sk_buff *,
						 void *))
{
	return genlmsg_multicast_netns_filtered(family, &init_net, skb, 0, 0,
						GFP_KERNEL, filter, NULL);
}
