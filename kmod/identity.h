/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - what a policy makes of a file, remembered by inode
 *
 * A file is the inode (superblock, number, generation) reached by one directory
 * entry. What the policy of one generation says of it is kept until the inode
 * changes: every change of content, metadata or name that counts moves its
 * ctime. Each hard link has a verdict of its own. Only facts that allow are
 * kept; a refusal is computed each time.
 */
#ifndef _CSEC_IDENTITY_H
#define _CSEC_IDENTITY_H

#include <linux/fs.h>
#include "compat.h"
#include "digest.h"
#include "drift.h"
#include "request.h"
#include "store.h"

struct csec_view;
struct csec_view_buffer;

/* Remembered files of one container; more: the memory starts anew. */
#define CSEC_VERDICTS_MAX 1024
#define CSEC_VERDICTS_BITS 6

/**
 * struct csec_verdict_entry - what is remembered of one file
 * @node: In a bucket; protected by the lock of the verdicts, read under RCU.
 * @rcu: Frees the entry.
 * @inode: Identity, never dereferenced.
 * @real: The inode that has the content, behind an overlay; never dereferenced.
 * @dentry: Identity, never dereferenced.
 * @ino: Identity.
 * @dev: Identity.
 * @inode_generation: Identity.
 * @ctime_ns: The inode's at the time of the verdict.
 * @generation: Of the policies.
 * @policy: Identity, never dereferenced.
 * @set_back: How far the clock had been set back; see drift.c.
 * @has_digest: The content was hashed; the next two count.
 * @size: Of the file.
 * @version: See csec_digest_version().
 * @is_plain: Nothing more to ask at exec.
 * @may_map: Nothing more to ask when it is mapped executable, not writable.
 * @image: The facts.
 *
 * Immutable after publish.
 */
struct csec_verdict_entry {
	struct hlist_node node;
	struct rcu_head rcu;
	const struct inode *inode;
	const struct inode *real;
	const struct dentry *dentry;
	unsigned long ino;
	dev_t dev;
	u32 inode_generation;
	u64 ctime_ns;
	u64 generation;
	const struct csec_policy *policy;
	u64 set_back;
	bool has_digest;
	loff_t size;
	u64 version;
	bool is_plain;
	bool may_map;
	struct csec_image image;
};

/**
 * struct csec_verdicts - remembered files of one container
 * @lock: Protects inserts and removals.
 * @nr: Entries.
 * @buckets: By inode.
 */
struct csec_verdicts {
	spinlock_t lock;
	unsigned int nr;
	struct hlist_head buckets[1 << CSEC_VERDICTS_BITS];
};

/* Whether the content is, by all that can be seen, the one that was hashed. */
static __always_inline bool
csec_verdict_content_holds(const struct csec_verdict_entry *entry,
			   const struct inode *inode)
{
	return !entry->has_digest ||
	       (entry->size == i_size_read(inode) &&
		entry->version == csec_digest_version(inode));
}

/**
 * csec_verdict_content - the inode that has the content of an open file
 * @dentry: Of the file, on the overlay when it is on one.
 *
 * That of an overlay is asked for each time: a copy-up changes it, and nothing
 * in the overlay's own inode tells. Nor do the times of that one follow what is
 * written through a mapping.
 *
 * d_real() leads to a function that others may trace. None that csec hooks is
 * called from there, so it does not come back here; and it does not sleep, as
 * what it may have to look up was looked up when the file was opened.
 *
 * Context: RCU read section; any but NMI. For the ftrace callbacks.
 * Return: the inode; NULL: on an overlay, and open for writing, maybe through a
 * mapping whose file is closed, of which the overlay's inode does not know.
 */
static __always_inline const struct inode *
csec_verdict_content(const struct dentry *dentry)
{
	const struct inode *inode = dentry->d_inode, *real;

	if (likely(!(dentry->d_flags & DCACHE_OP_REAL)))
		return inode;
	real = d_real_inode(dentry);
	if (inode_is_open_for_write(real) || inode_is_open_for_write(inode))
		return NULL;
	return real;
}

/**
 * csec_verdicts_find - what is remembered of a file
 * @verdicts: Of the container.
 * @dentry: Of the file.
 * @policy: That asks.
 * @generation: That the policy is of.
 * @real: The inode that has the content, behind an overlay.
 *
 * Context: RCU read section; any context. For the ftrace callbacks.
 * Return: the entry; NULL: nothing that still holds.
 */
static __always_inline const struct csec_verdict_entry *
csec_verdicts_find(const struct csec_verdicts *verdicts,
		   const struct dentry *dentry,
		   const struct csec_policy *policy, u64 generation,
		   const struct inode *real)
{
	const struct inode *inode = dentry->d_inode;
	const struct csec_verdict_entry *entry;

	hlist_for_each_entry_rcu_notrace(
		entry, &verdicts->buckets[hash_ptr(inode, CSEC_VERDICTS_BITS)],
		node)
		if (entry->inode == inode && entry->dentry == dentry &&
		    entry->real == real && entry->generation == generation &&
		    entry->policy == policy && entry->ino == inode->i_ino &&
		    entry->dev == inode->i_sb->s_dev &&
		    entry->inode_generation == inode->i_generation &&
		    entry->ctime_ns == csec_compat_ctime_ns(real) &&
		    entry->set_back == READ_ONCE(csec_drift_set_back) &&
		    csec_verdict_content_holds(entry, real))
			return entry;
	return NULL;
}

struct csec_verdicts *csec_verdicts_create(void);
void csec_verdicts_forget(struct csec_verdicts *verdicts);
void csec_verdicts_free(struct csec_verdicts *verdicts);
bool csec_identity_is_open_for_write(const struct file *file);
bool csec_identity_is_of_start(const struct csec_view *view,
			       const struct file *file, bool is_named,
			       bool is_moved);
bool csec_identity_names(const struct csec_view *view,
			 const struct dentry *dentry,
			 struct csec_view_buffer *buffer,
			 struct csec_file_names *names);
int csec_identity_image(const struct csec_scope *scope, struct file *file,
			struct csec_image *image);
int csec_identity_image_locked(const struct csec_scope *scope,
			       struct file *file, struct csec_image *image);

#endif /* _CSEC_IDENTITY_H */
