/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - checks of files that are opened
 */
#ifndef _CSEC_HOOKS_FILE_H
#define _CSEC_HOOKS_FILE_H

#include <linux/fs.h>
#include <linux/kdev_t.h>
#include <linux/magic.h>
#include <linux/major.h>

#include "compat.h"
#include "store.h"

struct linux_binprm;

/* The kernel's own name is in no header. */
#define CSEC_CONFIGFS_MAGIC 0x62656570

/* Features whose checks want to see what is opened for writing. */
#define CSEC_FILE_WRITE_FEATURES BIT_ULL(CSEC_FEATURE_EXEC_WRITES)
/* Features whose checks want to see what an interpreter may read as code. */
#define CSEC_FILE_READ_FEATURES BIT_ULL(CSEC_FEATURE_EXEC_SCRIPTS)
/* Features whose checks want to see what is of the kernel. */
#define CSEC_FILE_KERNEL_FEATURES \
	(BIT_ULL(CSEC_FEATURE_INJECT) | BIT_ULL(CSEC_FEATURE_MEMORY))

/* Features whose checks want to see who writes into what is mapped. */
#define CSEC_FILE_MAPPED_FEATURES CSEC_FILE_KERNEL_FEATURES

/**
 * struct csec_file_check - one question about a file that is opened
 * @features: Bits of enum csec_feature: asked when the policy has one of them.
 * @only_writes: Not asked when the file is only read.
 * @only_kernel: Asked for what csec_file_is_of_kernel() only.
 * @only_mapped: Asked for what csec_file_is_mapped_write() only.
 * @check: Returns 0 or -EACCES; records its refusals. May sleep.
 */
struct csec_file_check {
	u64 features;
	bool only_writes;
	bool only_kernel;
	bool only_mapped;
	int (*check)(const struct csec_scope *scope, struct file *file);
};

/* Whether an open can change the content. For the ftrace callbacks. */
static __always_inline bool csec_file_is_write(const struct file *file)
{
	return file->f_mode & FMODE_WRITE || file->f_flags & O_TRUNC;
}

/* Whether that would be seen in mappings of the file. For the ftrace callbacks. */
static __always_inline bool csec_file_is_mapped_write(const struct file *file)
{
	return csec_file_is_write(file) && S_ISREG(file->f_inode->i_mode) &&
	       mapping_mapped(file->f_inode->i_mapping);
}

/*
 * Whether an open may be that of a script. Not devices, sockets, what the kernel
 * makes up (its file systems do not allow executing), what is executed, and what
 * an overlay opens in its layers: the task opened the file above, which was judged.
 * The other checks do ask about a layer: it is what is changed.
 */
static __always_inline bool csec_file_may_be_script(const struct file *file)
{
	const struct inode *inode = file->f_inode;

	return S_ISREG(inode->i_mode) && file->f_mode & FMODE_READ &&
	       !(file->f_flags & __FMODE_EXEC) &&
	       !csec_compat_is_backing(file) &&
	       !(inode->i_sb->s_iflags & SB_I_NOEXEC);
}

/*
 * Whether an open may be that of code which is no file: a pipe, and a terminal or
 * disk when it is only read, as scripts are; not null, zero and random.
 */
static __always_inline bool csec_file_may_be_stream(const struct file *file)
{
	const struct inode *inode = file->f_inode;

	if (!(file->f_mode & FMODE_READ))
		return false;
	if (S_ISFIFO(inode->i_mode))
		return true;
	return !(file->f_mode & FMODE_WRITE) &&
	       (S_ISBLK(inode->i_mode) ||
		(S_ISCHR(inode->i_mode) && MAJOR(inode->i_rdev) != MEM_MAJOR));
}

/* Whether an open may be that of a text which the kernel shows of a process. */
static __always_inline bool csec_file_may_be_of_process(const struct file *file)
{
	const struct inode *inode = file->f_inode;

	return inode->i_sb->s_magic == PROC_SUPER_MAGIC &&
	       S_ISREG(inode->i_mode) && file->f_mode & FMODE_READ;
}

/* Memory of the machine: mem, kmem, port. */
static __always_inline bool
csec_file_is_memory_device(const struct inode *inode)
{
	const unsigned int minor = MINOR(inode->i_rdev);

	return S_ISCHR(inode->i_mode) && MAJOR(inode->i_rdev) == MEM_MAJOR &&
	       (minor == 1 || minor == 2 || minor == 4);
}

/* Registers of a processor, among them where system calls begin. */
static __always_inline bool csec_file_is_msr_device(const struct inode *inode)
{
	return S_ISCHR(inode->i_mode) && MAJOR(inode->i_rdev) == MSR_MAJOR;
}

/* The memory of the machine as a file, kcore, in the root of proc. */
static __always_inline bool csec_file_is_kcore(const struct file *file)
{
	const struct dentry *dentry = csec_compat_path(file)->dentry;

	return file->f_inode->i_sb->s_magic == PROC_SUPER_MAGIC &&
	       IS_ROOT(dentry->d_parent) && dentry->d_name.len == 5 &&
	       !memcmp(dentry->d_name.name, "kcore", 5);
}

/*
 * Whether the kernel itself is written through the file, or its memory is read.
 * For the ftrace callbacks.
 */
static __always_inline bool csec_file_is_of_kernel(const struct file *file)
{
	const struct inode *inode = file->f_inode;

	if (!csec_file_is_write(file))
		return csec_file_is_memory_device(inode) ||
		       csec_file_is_kcore(file);
	switch (inode->i_sb->s_magic) {
	case PROC_SUPER_MAGIC:
	case SYSFS_MAGIC:
	case CGROUP_SUPER_MAGIC:
	case BINFMTFS_MAGIC:
	case CSEC_CONFIGFS_MAGIC:
	case DEBUGFS_MAGIC:
	case EFIVARFS_MAGIC:
	case SECURITYFS_MAGIC:
	case SELINUX_MAGIC:
	case SMACK_MAGIC:
	case TRACEFS_MAGIC:
		return true;
	}
	return csec_file_is_memory_device(inode) ||
	       csec_file_is_msr_device(inode);
}

int csec_mapped_check_open(const struct csec_scope *scope, struct file *file);
int csec_host_check_open(const struct csec_scope *scope, struct file *file);
int csec_writes_check_open(const struct csec_scope *scope, struct file *file);
int csec_writes_check_mount(const struct csec_scope *scope,
			    const struct dentry *point);
bool csec_scripts_has_code_name(const struct dentry *dentry);
int csec_scripts_check_open(const struct csec_scope *scope, struct file *file);
int csec_scripts_check_exec(const struct csec_scope *scope,
			    const struct linux_binprm *bprm);

#endif /* _CSEC_HOOKS_FILE_H */
