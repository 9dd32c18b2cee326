/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - differences between kernels, and nothing else
 *
 * The only file of the module that may look at the kernel's version. Each entry
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
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <crypto/sha2.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 1, 0)
#error "csec supports Linux 6.1 and later"
#endif
#ifndef CONFIG_DYNAMIC_FTRACE
#error "csec needs a kernel with CONFIG_DYNAMIC_FTRACE"
#endif
#ifndef CONFIG_CGROUPS
#error "csec needs a kernel with CONFIG_CGROUPS"
#endif

/* 6.3 gave ftrace_regs accessors; before, the registers are inside. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0)
#define csec_compat_set_ip(fregs, ip) ftrace_instruction_pointer_set(fregs, ip)
#define csec_compat_arg(fregs, n) regs_get_kernel_argument(&(fregs)->regs, n)
#else
#define csec_compat_set_ip(fregs, ip) \
	ftrace_regs_set_instruction_pointer(fregs, ip)
#define csec_compat_arg(fregs, n) ftrace_regs_get_argument(fregs, n)
#endif

/* Without WITH_ARGS (arm64 on 6.1) the arguments need all registers saved. */
#ifdef CONFIG_DYNAMIC_FTRACE_WITH_ARGS
#define CSEC_COMPAT_OPS_FLAGS 0
#else
#define CSEC_COMPAT_OPS_FLAGS FTRACE_OPS_FL_SAVE_REGS
#endif

/* 6.4 split the module's memory by type. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 4, 0)
#define csec_compat_text_base(mod) ((unsigned long)(mod)->mem[MOD_TEXT].base)
#define csec_compat_text_size(mod) ((unsigned long)(mod)->mem[MOD_TEXT].size)
#else
#define csec_compat_text_base(mod) ((unsigned long)(mod)->core_layout.base)
#define csec_compat_text_size(mod) ((unsigned long)(mod)->core_layout.text_size)
#endif

/* 6.6 made the time of change private to accessors. */
static __always_inline u64 csec_compat_ctime_ns(const struct inode *inode)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0)
	struct timespec64 ts = inode_get_ctime(inode);
#else
	struct timespec64 ts = inode->i_ctime;
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
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0)
	return file_user_path((struct file *)file);
#else
	return &file->f_path;
#endif
}

/* 6.10 replaced the inode by a type. The entry behind that of an overlay. */
static inline const struct dentry *csec_compat_real(struct dentry *dentry)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 10, 0)
	return d_real(dentry, D_REAL_DATA);
#else
	return d_real(dentry, NULL);
#endif
}

/* 6.3 replaced the user namespace of a mount by its id mapping. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
#define csec_compat_idmap struct mnt_idmap
#else
#define csec_compat_idmap struct user_namespace
#endif

/* 6.17 renamed the state of the library's SHA-256. */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 17, 0)
#define csec_compat_sha256 sha256_ctx
#else
#define csec_compat_sha256 sha256_state
#endif

/* 6.6 exported the digest of fs-verity, with its algorithm. */
static inline int csec_compat_verity_sha256(struct inode *inode, u8 *sha256)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0) && \
	IS_ENABLED(CONFIG_FS_VERITY)
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

/* 6.5 took the areas out of get_user_pages_remote(). NULL: no such page. */
static inline struct page *csec_compat_stack_page(struct mm_struct *mm,
						  unsigned long address)
{
	struct page *page;
	long nr;

	mmap_read_lock(mm);
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 5, 0)
	nr = get_user_pages_remote(mm, address, 1, FOLL_FORCE, &page, NULL);
#else
	nr = get_user_pages_remote(mm, address, 1, FOLL_FORCE, &page, NULL,
				   NULL);
#endif
	mmap_read_unlock(mm);
	return nr == 1 ? page : NULL;
}

/* 6.14 lets a program ask whether it may execute a file (AT_EXECVE_CHECK). */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 14, 0)
#define CSEC_COMPAT_HAS_EXECVE_CHECK 1
#define csec_compat_is_check(bprm) ((bprm)->is_check)
#else
#define CSEC_COMPAT_HAS_EXECVE_CHECK 0
#define csec_compat_is_check(bprm) ((void)(bprm), false)
#endif

/* 6.15 put kernfs names under RCU. Caller is in an RCU read section. */
static inline const char *csec_compat_kernfs_name(const struct kernfs_node *kn)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 15, 0)
	return rcu_dereference(kn->name);
#else
	return kn->name;
#endif
}

/* 6.7 changed get_file_rcu() to take the address of the pointer. */
static inline struct file *csec_compat_exe_file(struct mm_struct *mm)
{
	struct file *file;

	rcu_read_lock();
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 7, 0)
	file = get_file_rcu(&mm->exe_file);
#else
	file = rcu_dereference(mm->exe_file);
	if (file && !get_file_rcu(file))
		file = NULL;
#endif
	rcu_read_unlock();
	return file;
}

/* 6.7 replaced next_thread() by __next_thread(), which ends with NULL. */
static inline struct task_struct *
csec_compat_next_thread(struct task_struct *leader, struct task_struct *task)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 7, 0)
	return __next_thread(task);
#else
	task = next_thread(task);
	return task == leader ? NULL : task;
#endif
}

/*
 * Since 6.1 a network namespace may have its own table of sockets, to which
 * 6.12 gives no other way; 6.18 finds it by itself.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 18, 0)
#define csec_compat_listener4(net, ...) \
	__inet_lookup_listener(net, NULL, 0, __VA_ARGS__)
#define csec_compat_listener6(net, ...) \
	inet6_lookup_listener(net, NULL, 0, __VA_ARGS__)
#else
#define csec_compat_listener4(net, ...)                                       \
	__inet_lookup_listener(net, (net)->ipv4.tcp_death_row.hashinfo, NULL, \
			       0, __VA_ARGS__)
#define csec_compat_listener6(net, ...)                                      \
	inet6_lookup_listener(net, (net)->ipv4.tcp_death_row.hashinfo, NULL, \
			      0, __VA_ARGS__)
#endif

#endif /* _CSEC_COMPAT_H */
