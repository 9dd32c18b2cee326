/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - differences between kernels, and nothing else
 *
 * What this kernel has is not taken from its version, as distributions change
 * kernels without changing that, but found out at build time: compat/probe.c has
 * a probe for each CSEC_HAVE_ below, and compat/probe.sh compiles it. Each entry
 * says which kernels need it.
 */
#ifndef _CSEC_COMPAT_H
#define _CSEC_COMPAT_H

#include <linux/version.h>
#include <linux/ftrace.h>
#include <linux/fs.h>
#include <linux/fsverity.h>
#include <linux/kernfs.h>
#include <linux/mm.h>
#include <linux/mm_types.h>
#include <linux/capability.h>
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/uio.h>
#include <net/genetlink.h>
#include <asm/unistd.h>
#include <crypto/sha2.h>

/* Generated; when the probes themselves are compiled they come before. */
#ifndef CSEC_PROBING
#include "compat/probe.h"
#endif
#ifdef CSEC_HAVE_user_ns_of_exec
#include <linux/sched/exec_state.h>
#endif

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
#error "csec supports Linux 6.1 and later"
#endif
/* Prototypes that cannot be looked up are those that were read up to here. */
#define CSEC_COMPAT_IS_TESTED (LINUX_VERSION_CODE < KERNEL_VERSION(7, 4, 0))
#ifndef CONFIG_DYNAMIC_FTRACE
#error "csec needs a kernel with CONFIG_DYNAMIC_FTRACE"
#endif
#ifndef CONFIG_CGROUPS
#error "csec needs a kernel with CONFIG_CGROUPS"
#endif

/*
 * 6.3 gave ftrace_regs accessors; before, the registers are inside. Where all of
 * them are saved (arm64 on 6.1) ftrace_instruction_pointer_set() does nothing.
 */
#if defined(CSEC_HAVE_ftrace_regs_accessors)
#define csec_compat_set_ip(fregs, ip) \
	ftrace_regs_set_instruction_pointer(fregs, ip)
#define csec_compat_arg(fregs, n) ftrace_regs_get_argument(fregs, n)
#elif defined(CSEC_HAVE_ftrace_regs_inside)
#define csec_compat_set_ip(fregs, ip) \
	instruction_pointer_set(&(fregs)->regs, ip)
#define csec_compat_arg(fregs, n) regs_get_kernel_argument(&(fregs)->regs, n)
#else
#error "csec: the probes ftrace_regs_* of kmod/compat/probe.c fail"
#endif

/* Without WITH_ARGS (arm64 on 6.1) the arguments need all registers saved. */
#ifdef CONFIG_DYNAMIC_FTRACE_WITH_ARGS
#define CSEC_COMPAT_OPS_FLAGS 0
#else
#define CSEC_COMPAT_OPS_FLAGS FTRACE_OPS_FL_SAVE_REGS
#endif

/* 6.4 split the module's memory by type. */
#if defined(CSEC_HAVE_module_mem)
#define csec_compat_text_base(mod) ((unsigned long)(mod)->mem[MOD_TEXT].base)
#define csec_compat_text_size(mod) ((unsigned long)(mod)->mem[MOD_TEXT].size)
#elif defined(CSEC_HAVE_module_layout)
#define csec_compat_text_base(mod) ((unsigned long)(mod)->core_layout.base)
#define csec_compat_text_size(mod) ((unsigned long)(mod)->core_layout.text_size)
#else
#error "csec: the probes module_* of kmod/compat/probe.c fail"
#endif

/* 6.6 made the time of change private to accessors. */
static __always_inline u64 csec_compat_ctime_ns(const struct inode *inode)
{
#if defined(CSEC_HAVE_inode_ctime_accessor)
	struct timespec64 ts = inode_get_ctime(inode);
#elif defined(CSEC_HAVE_inode_ctime_member)
	struct timespec64 ts = inode->i_ctime;
#else
#error "csec: the probes inode_ctime_* of kmod/compat/probe.c fail"
#endif
	return (u64)ts.tv_sec * NSEC_PER_SEC + ts.tv_nsec;
}

/*
 * 6.8 gave the files that an overlay opens in its layers the path in the layer;
 * before, and for all others, a file has the path that the task opened.
 */
static __always_inline const struct path *
csec_compat_path(const struct file *file)
{
#ifdef CSEC_HAVE_file_user_path
	return file_user_path((struct file *)file);
#else
	return &file->f_path;
#endif
}

/*
 * Whether a file is what a file system opens beneath one that the task opened;
 * 6.7 began to show security modules the path in the layer.
 */
static __always_inline bool csec_compat_is_backing(const struct file *file)
{
#ifdef FMODE_BACKING
	return file->f_mode & FMODE_BACKING;
#else
	return false;
#endif
}

/* 6.10 replaced the inode by a type. The entry behind that of an overlay. */
static inline const struct dentry *csec_compat_real(struct dentry *dentry)
{
#if defined(CSEC_HAVE_d_real_by_type)
	return d_real(dentry, D_REAL_DATA);
#elif defined(CSEC_HAVE_d_real_by_inode)
	return d_real(dentry, NULL);
#else
#error "csec: the probes d_real_* of kmod/compat/probe.c fail"
#endif
}

/* 6.3 replaced the user namespace of a mount by its id mapping. */
#if defined(CSEC_HAVE_setattr_by_idmap)
#define csec_compat_idmap struct mnt_idmap
#elif defined(CSEC_HAVE_setattr_by_user_ns)
#define csec_compat_idmap struct user_namespace
#else
#error "csec: the probes setattr_by_* of kmod/compat/probe.c fail"
#endif

/* 6.17 renamed the state of the library's SHA-256. */
#if defined(CSEC_HAVE_sha256_of_ctx)
#define csec_compat_sha256 sha256_ctx
#elif defined(CSEC_HAVE_sha256_of_state)
#define csec_compat_sha256 sha256_state
#else
#error "csec: the probes sha256_of_* of kmod/compat/probe.c fail"
#endif

/* 6.6 exported the digest of fs-verity, with its algorithm. */
static inline int csec_compat_verity_sha256(struct inode *inode, u8 *sha256)
{
#if defined(CSEC_HAVE_verity_digest) && IS_ENABLED(CONFIG_FS_VERITY)
	u8 digest[FS_VERITY_MAX_DIGEST_SIZE];
	enum hash_algo algorithm;

	if (fsverity_get_digest(inode, digest, NULL, &algorithm) !=
		    SHA256_DIGEST_SIZE ||
	    algorithm != HASH_ALGO_SHA256)
		return -ENODATA;
	memcpy(sha256, digest, SHA256_DIGEST_SIZE);
	return 0;
#else
	return -ENODATA;
#endif
}

/* 7.x made the flags of clone() 64 bits wide on every machine. */
#ifdef CSEC_HAVE_task_alloc_u64
typedef u64 csec_compat_clone_flags;
#else
typedef unsigned long csec_compat_clone_flags;
#endif

/* The address that TCP connects to has another type since 6.19. */
#ifdef CSEC_HAVE_sockaddr_unsized
typedef struct sockaddr_unsized csec_compat_sockaddr;
#else
typedef struct sockaddr csec_compat_sockaddr;
#endif

/* 6.15 tells security_bpf() whether the kernel asks for itself. */
#ifdef CSEC_HAVE_bpf_by_kernel
#define CSEC_COMPAT_BPF_PARAMETERS , bool kernel
#define CSEC_COMPAT_BPF_ARGUMENTS , kernel
#else
#define CSEC_COMPAT_BPF_PARAMETERS
#define CSEC_COMPAT_BPF_ARGUMENTS
#endif

/*
 * The entry of a system call; it gets the registers. Programs of 32 bits on x86
 * have their own; on arm64 they have one for personality() only.
 */
#ifdef CONFIG_X86_64
#define CSEC_COMPAT_SYSCALL(name) "__x64_sys_" name
#define CSEC_COMPAT_SYSCALL32(name) "__ia32_sys_" name
#define CSEC_COMPAT_PERSONALITY CSEC_COMPAT_SYSCALL("personality")
#define CSEC_COMPAT_PERSONALITY32 CSEC_COMPAT_SYSCALL32("personality")
#else
#define CSEC_COMPAT_SYSCALL(name) "__arm64_sys_" name
#define CSEC_COMPAT_PERSONALITY CSEC_COMPAT_SYSCALL("arm64_personality")
#define CSEC_COMPAT_PERSONALITY32 CSEC_COMPAT_SYSCALL("personality")
#endif

/* 6.15 changes the flags of a mount by a call of another name, too. */
#ifdef __NR_open_tree_attr
#define CSEC_COMPAT_HAS_OPEN_TREE_ATTR
#endif

/* 6.14 lets a program ask whether it may execute a file (AT_EXECVE_CHECK). */
#ifdef CSEC_HAVE_execve_check
#define CSEC_COMPAT_HAS_EXECVE_CHECK 1
#define csec_compat_is_check(bprm) ((bprm)->is_check)
#else
#define CSEC_COMPAT_HAS_EXECVE_CHECK 0
#define csec_compat_is_check(bprm) ((void)(bprm), false)
#endif

/* Before 6.8 all listeners of a group get what is sent to it. */
static inline int
csec_compat_multicast(const struct genl_family *family, struct sk_buff *skb,
		      unsigned int group,
		      int (*is_barred)(struct sock *, struct sk_buff *, void *))
{
#ifdef CSEC_HAVE_multicast_filter
	return genlmsg_multicast_netns_filtered(
		family, &init_net, skb, 0, group, GFP_KERNEL, is_barred, NULL);
#else
	return genlmsg_multicast(family, skb, 0, group, GFP_KERNEL);
#endif
}

/* 6.15 put kernfs names under RCU. Caller is in an RCU read section. */
static inline const char *csec_compat_kernfs_name(const struct kernfs_node *kn)
{
	return rcu_dereference_raw(kn->name);
}

/* 6.7 changed get_file_rcu() to take the address of the pointer. */
static inline struct file *csec_compat_exe_file(struct mm_struct *mm)
{
	struct file *file;

	rcu_read_lock();
#if defined(CSEC_HAVE_get_file_rcu_address)
	file = get_file_rcu(&mm->exe_file);
#elif defined(CSEC_HAVE_get_file_rcu_pointer)
	file = rcu_dereference(mm->exe_file);
	if (file && !get_file_rcu(file))
		file = NULL;
#else
#error "csec: the probes get_file_rcu_* of kmod/compat/probe.c fail"
#endif
	rcu_read_unlock();
	return file;
}

/*
 * Since 6.1 a network namespace may have its own table of sockets, to which
 * 6.12 gives no other way; 6.18 finds it by itself.
 */
#if defined(CSEC_HAVE_listener_of_net)
#define csec_compat_listener4(net, ...) \
	__inet_lookup_listener(net, NULL, 0, __VA_ARGS__)
#define csec_compat_listener6(net, ...) \
	inet6_lookup_listener(net, NULL, 0, __VA_ARGS__)
#elif defined(CSEC_HAVE_listener_of_table)
#define csec_compat_listener4(net, ...)                                       \
	__inet_lookup_listener(net, (net)->ipv4.tcp_death_row.hashinfo, NULL, \
			       0, __VA_ARGS__)
#define csec_compat_listener6(net, ...)                                      \
	inet6_lookup_listener(net, (net)->ipv4.tcp_death_row.hashinfo, NULL, \
			      0, __VA_ARGS__)
#else
#error "csec: the probes listener_of_* of kmod/compat/probe.c fail"
#endif

/*
 * Whether current has a capability over the program that a task runs. 7.3 moved
 * what execve() found out from the address space to the task. The caller holds
 * the task_lock of @task, or an RCU read section where that does not exist, and
 * knows that it has an address space.
 */
static inline bool csec_compat_capable_over(struct task_struct *task,
					    int capability)
{
	bool is_capable;

	rcu_read_lock();
#if defined(CSEC_HAVE_user_ns_of_exec)
	is_capable = ns_capable_noaudit(
		rcu_dereference(task->exec_state)->user_ns, capability);
#elif defined(CSEC_HAVE_user_ns_of_mm)
	is_capable = ns_capable_noaudit(task->mm->user_ns, capability);
#else
#error "csec: the probes user_ns_of_* of kmod/compat/probe.c fail"
#endif
	rcu_read_unlock();
	return is_capable;
}

/*
 * 6.5 dropped the areas from get_user_pages_remote(). The caller holds the mmap
 * lock, and still does on return.
 */
static inline long csec_compat_get_page(struct mm_struct *mm, unsigned long pos,
					struct page **page)
{
#if defined(CSEC_HAVE_get_pages)
	return get_user_pages_remote(mm, pos, 1, FOLL_FORCE, page, NULL);
#elif defined(CSEC_HAVE_get_pages_and_areas)
	return get_user_pages_remote(mm, pos, 1, FOLL_FORCE, page, NULL, NULL);
#else
#error "csec: the probes get_pages* of kmod/compat/probe.c fail"
#endif
}

/* The same, taking the lock. NULL: no such page. */
static inline struct page *csec_compat_stack_page(struct mm_struct *mm,
						  unsigned long address)
{
	struct page *page;
	long nr;

	mmap_read_lock(mm);
	nr = csec_compat_get_page(mm, address, &page);
	mmap_read_unlock(mm);
	return nr == 1 ? page : NULL;
}

/*
 * The first piece of user memory that an iterator leads to; 6.4 hid its vector.
 * False: it is not user memory.
 */
static __always_inline bool csec_compat_iter_first(const struct iov_iter *iter,
						   unsigned long *base,
						   size_t *len)
{
	const struct iovec *iov;

	*len = iter->count;
	if (iter_is_ubuf(iter)) {
		*base = (unsigned long)iter->ubuf + iter->iov_offset;
		return true;
	}
	if (!iter_is_iovec(iter))
		return false;
#if defined(CSEC_HAVE_iter_iov_accessor)
	iov = iter_iov(iter);
#elif defined(CSEC_HAVE_iter_iov_member)
	iov = iter->iov;
#else
#error "csec: the probes iter_iov_* of kmod/compat/probe.c fail"
#endif
	*base = (unsigned long)iov->iov_base + iter->iov_offset;
	*len = min_t(size_t, *len, iov->iov_len - iter->iov_offset);
	return true;
}

#endif /* _CSEC_COMPAT_H */
