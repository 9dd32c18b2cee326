// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - what a policy makes of a file, remembered by inode
 */
#include "identity.h"

#include <linux/mm.h>
#include <linux/slab.h>

#include "applet.h"
#include "decide.h"
#include "view.h"

static struct hlist_head *bucket_of(struct csec_verdicts *verdicts,
				    const struct inode *inode)
{
	return &verdicts->buckets[hash_ptr(inode, CSEC_VERDICTS_BITS)];
}

/**
 * csec_verdicts_create - an empty memory
 *
 * Context: Process, may sleep.
 * Return: the object; NULL: out of memory.
 */
struct csec_verdicts *csec_verdicts_create(void)
{
	struct csec_verdicts *verdicts;

	verdicts = kzalloc(sizeof(*verdicts), GFP_KERNEL_ACCOUNT);
	if (verdicts)
		spin_lock_init(&verdicts->lock);
	return verdicts;
}

static void flush_locked(struct csec_verdicts *verdicts)
{
	struct csec_verdict_entry *entry;
	struct hlist_node *next;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(verdicts->buckets); i++) {
		hlist_for_each_entry_safe(entry, next, &verdicts->buckets[i],
					  node) {
			hlist_del_rcu(&entry->node);
			kfree_rcu(entry, rcu);
		}
	}
	verdicts->nr = 0;
}

/**
 * csec_verdicts_free - forgets everything
 * @verdicts: May be NULL. No reader is left.
 *
 * Context: Any, softirq included.
 */
void csec_verdicts_free(struct csec_verdicts *verdicts)
{
	if (!verdicts)
		return;
	flush_locked(verdicts);
	kfree(verdicts);
}

/* What an older generation said, or what was said before a change. */
static void drop_locked(struct csec_verdicts *verdicts, const struct file *file,
			u64 generation)
{
	const struct inode *inode = file_inode(file);
	struct csec_verdict_entry *entry;
	struct hlist_node *next;

	hlist_for_each_entry_safe(entry, next, bucket_of(verdicts, inode),
				  node) {
		if ((entry->inode != inode ||
		     entry->dentry != file->f_path.dentry) &&
		    entry->generation == generation)
			continue;
		hlist_del_rcu(&entry->node);
		kfree_rcu(entry, rcu);
		verdicts->nr--;
	}
}

static void remember(struct csec_verdicts *verdicts,
		     const struct csec_scope *scope, const struct file *file,
		     u64 ctime_ns, const struct csec_digest *digest,
		     const struct csec_image *image)
{
	const struct inode *inode = file_inode(file);
	struct csec_verdict_entry *entry;

	entry = kmalloc(sizeof(*entry), GFP_KERNEL_ACCOUNT);
	if (!entry)
		return; /* The next exec computes it again. */
	*entry = (struct csec_verdict_entry){
		.inode = inode,
		.dentry = file->f_path.dentry,
		.ino = inode->i_ino,
		.dev = inode->i_sb->s_dev,
		.inode_generation = inode->i_generation,
		.ctime_ns = ctime_ns,
		.generation = scope->generation,
		.policy = scope->policy,
		.has_digest = digest->sha256.nr,
		.size = digest->size,
		.version = digest->version,
		.is_plain = csec_decide_is_plain(scope->policy, image),
		.image = *image,
	};
	spin_lock(&verdicts->lock);
	drop_locked(verdicts, file, scope->generation);
	if (verdicts->nr >= CSEC_VERDICTS_MAX)
		flush_locked(verdicts);
	hlist_add_head_rcu(&entry->node, bucket_of(verdicts, inode));
	verdicts->nr++;
	spin_unlock(&verdicts->lock);
}

static bool recall(const struct csec_view *view, const struct csec_scope *scope,
		   const struct file *file, struct csec_image *image)
{
	const struct csec_verdict_entry *entry;

	rcu_read_lock();
	entry = csec_verdicts_find(view->verdicts, file, scope->policy,
				   scope->generation);
	if (entry)
		*image = entry->image;
	rcu_read_unlock();
	return entry;
}

/* What the file was at the start counts more than what it is called. */
static void add_shell_facts(const struct csec_view *view,
			    const struct inode *inode,
			    const struct csec_file_names *names,
			    struct csec_image *image)
{
	const struct csec_view_shell *shell = csec_view_shell(view, inode);
	bool is_multicall = names->nr &&
			    csec_applet_is_multicall(names->name[0]);

	if (shell) {
		image->flags |= CSEC_IMAGE_SHELL;
		is_multicall = shell->is_multicall;
	}
	if (image->flags & CSEC_IMAGE_SHELL && is_multicall)
		image->flags |= CSEC_IMAGE_MULTICALL;
}

/* What exec.allow says of the file and, where it asks for it, of the content. */
static int apply_rules(const struct csec_policy *policy, struct file *file,
		       const struct csec_file_names *names,
		       struct csec_digest *digest, struct csec_image *image)
{
	int err = 0;

	memset(digest, 0, sizeof(*digest));
	digest->is_lasting = true;
	csec_decide_image(policy, names, image);
	if (csec_decide_needs_digest(policy, names))
		err = csec_digest_file(file, digest);
	if (!err)
		csec_decide_rule(policy, names, &digest->sha256, image);
	return err;
}

/**
 * csec_identity_image - what the policy makes of an executable
 * @scope: Who asks.
 * @file: The executable.
 * @image: Filled.
 *
 * Context: Process, may sleep.
 * Return: 0; -ENOMEM; errors of csec_view_get() and csec_digest_file(): the
 * verdict cannot be computed.
 */
int csec_identity_image(const struct csec_scope *scope, struct file *file,
			struct csec_image *image)
{
	struct csec_view *view = csec_view_get(scope);
	const struct inode *inode = file_inode(file);
	struct csec_view_buffer *buffer;
	struct csec_file_names names;
	struct csec_digest digest;
	u64 ctime_ns;
	int err;

	if (IS_ERR(view))
		return PTR_ERR(view);
	if (recall(view, scope, file, image))
		return 0;
	buffer = kvmalloc(sizeof(*buffer), GFP_KERNEL);
	if (!buffer)
		return -ENOMEM;
	/* Before the names: a change in between is noticed next time. */
	ctime_ns = csec_compat_ctime_ns(inode);
	csec_view_names(view, file, buffer, &names);
	err = apply_rules(scope->policy, file, &names, &digest, image);
	add_shell_facts(view, inode, &names, image);
	kvfree(buffer);
	if (!err && digest.is_lasting && image->flags & CSEC_IMAGE_ALLOWED)
		remember(view->verdicts, scope, file, ctime_ns, &digest, image);
	return err;
}
