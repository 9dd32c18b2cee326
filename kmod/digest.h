/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - the SHA-256 of a file's content, and how long it holds
 */
#ifndef _CSEC_DIGEST_H
#define _CSEC_DIGEST_H

#include <linux/fs.h>
#include <linux/iversion.h>
#include "compat.h"
#include "request.h"

/**
 * struct csec_digest - what a file contained at one moment
 * @sha256: Of the content; of fs-verity, where the file has one.
 * @is_lasting: Every later change can be seen in the inode, so that the digest
 *	may be remembered.
 * @size: Of the file.
 * @version: Of the inode, 0 where the file system keeps none.
 */
struct csec_digest {
	struct csec_digests sha256;
	bool is_lasting;
	loff_t size;
	u64 version;
};

/**
 * csec_digest_version - the change counter of an inode
 * @inode: Where the content is.
 *
 * Context: Any. For the ftrace callbacks.
 * Return: differs from an earlier one when the content or the metadata changed
 * after that was queried; 0: the file system keeps none.
 */
static __always_inline u64 csec_digest_version(const struct inode *inode)
{
	return IS_I_VERSION(inode) ? atomic64_read(&inode->i_version) : 0;
}

/**
 * csec_file_can_read - whether the kernel may read a file through this opening
 * @file: The file. The program of a task may be one that was opened for neither
 *	reading nor writing (access mode 3): kernel_read() warns of those.
 *
 * Context: Any.
 * Return: true when it may.
 */
static inline bool csec_file_can_read(const struct file *file)
{
	return file->f_mode & FMODE_READ && file->f_mode & FMODE_CAN_READ;
}

int csec_digest_file(struct file *file, struct csec_digest *digest);

#endif /* _CSEC_DIGEST_H */
