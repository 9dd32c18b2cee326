// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - the SHA-256 of a file's content, and how long it holds
 *
 * While the content is read nobody may have the file open for writing, and so
 * nobody can have it mapped writable either: what is hashed is one state of the
 * file. Afterwards every change goes through an open for writing, a change of
 * the size or a page fault, and on a disk each of them moves the time of change
 * before the content. That time has the granularity of a tick. A digest is lasting
 * only when a later change is certain to get a later time: the last one must be
 * two ticks old while writing is still denied. Where the file system counts
 * changes (i_version) the count has to be the same, too, so that setting the
 * clock back does not help there.
 *
 * A tmpfs is not told when a page that was read first is written to through a
 * shared mapping: nothing in the inode moves, and a digest never lasts.
 *
 * A file system whose content another process serves (FUSE) can give one
 * content to the reader and another one to the program: it has no digest.
 */
#include "digest.h"

#include <linux/cred.h>
#include <linux/dcache.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

enum {
	CHUNK = 64 << 10,
	/* Ticks after which a change is certain to get a later time. */
	TICKS = 2,
};

static bool has_stable_content(const struct inode *inode)
{
	return !(inode->i_sb->s_iflags &
		 (SB_I_IMA_UNVERIFIABLE_SIGNATURE | SB_I_UNTRUSTED_MOUNTER));
}

/*
 * On a disk: nobody but this kernel changes it, and each change moves its times.
 * Not so on a network, of a server in user space, or in memory.
 */
static bool is_on_disk(const struct inode *inode)
{
	return inode->i_sb->s_type->fs_flags & FS_REQUIRES_DEV;
}

static bool is_old(u64 ctime_ns)
{
	return ktime_get_coarse_real_ns() >=
	       ctime_ns + TICKS * (NSEC_PER_SEC / HZ);
}

static int hash_chunks(struct file *file, void *buffer, loff_t size,
		       u8 *content)
{
	struct csec_compat_sha256 state;
	loff_t pos = 0;
	ssize_t nr;

	sha256_init(&state);
	while (pos < size) {
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
		nr = kernel_read(file, buffer, min_t(loff_t, size - pos, CHUNK),
				 &pos);
		if (nr <= 0)
			return nr ?: -EIO;
		sha256_update(&state, buffer, nr);
	}
	sha256_final(&state, content);
	return 0;
}

static int hash_file(struct file *file, const struct inode *real,
		     struct csec_digest *digest)
{
	const u64 ctime_ns = csec_compat_ctime_ns(real);
	void *buffer;
	int err;

	digest->size = i_size_read(real);
	if (digest->size > CSEC_DIGEST_SIZE_MAX)
		return -EFBIG;
	if (IS_I_VERSION(real))
		inode_query_iversion((struct inode *)real);
	digest->version = csec_digest_version(real);
	buffer = kvmalloc(CHUNK, GFP_KERNEL);
	if (!buffer)
		return -ENOMEM;
	err = hash_chunks(file, buffer, digest->size, digest->sha256.sha256[0]);
	kvfree(buffer);
	digest->is_lasting = is_on_disk(real) && is_old(ctime_ns) &&
			     ctime_ns == csec_compat_ctime_ns(real);
	return err;
}

/**
 * csec_digest_file - hashes a file while nobody can write to it
 * @file: Opened for reading.
 * @digest: Filled.
 *
 * Context: Process, may sleep for as long as reading takes; killable. Without
 * the mmap lock.
 * Return: 0; -ETXTBSY: it is open for writing; -EFBIG: larger than
 * CSEC_DIGEST_SIZE_MAX; -EINTR: the task is being killed; -EOPNOTSUPP: not a
 * file whose content can be relied on; -ENOMEM; errors of reading.
 */
int csec_digest_file(struct file *file, struct csec_digest *digest)
{
	struct inode *inode = d_inode(file->f_path.dentry);
	struct inode *real = d_real_inode(file->f_path.dentry);
	int err;

	memset(digest, 0, sizeof(*digest));
	if (!S_ISREG(inode->i_mode) || !has_stable_content(inode) ||
	    !has_stable_content(real) || file->f_flags & O_DIRECT)
		return -EOPNOTSUPP;
	if (!csec_file_can_read(file))
		return -EBADF;
	if (!atomic_dec_unless_positive(&inode->i_writecount))
		return -ETXTBSY;
	err = -ETXTBSY;
	if (inode == real || atomic_dec_unless_positive(&real->i_writecount)) {
		err = hash_file(file, real, digest);
		digest->sha256.nr = 1;
		digest->sha256.nr += !csec_compat_verity_sha256(
			real, digest->sha256.sha256[1]);
		if (inode != real)
			atomic_inc(&real->i_writecount);
	}
	atomic_inc(&inode->i_writecount);
	return err;
}
