// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - what a policy makes of a file, remembered by inode
 */
#include "identity.h"

#include <linux/mm.h>
#include <linux/slab.h>

#include "applet.h"
#include "decide.h"
#include "decide_memory.h"
#include "elf.h"
#include "view.h"

/*
 * Of an overlay the inode that the directory entry has, whatever layer the
 * file was opened in.
 */
static struct inode *inode_of(const struct file *file)
{
	return d_inode(csec_compat_path(file)->dentry);
}

/* Where the content is; the times of an overlay's own inode may be stale. */
static struct inode *real_inode_of(const struct file *file)
{
	return d_real_inode(csec_compat_path(file)->dentry);
}

/**
 * csec_identity_is_open_for_write - whether somebody may write to a file right now
 * @file: Open.
 *
 * Context: Any.
 * Return: true when it is open for writing, or mapped so.
 */
bool csec_identity_is_open_for_write(const struct file *file)
{
	return inode_is_open_for_write(inode_of(file)) ||
	       inode_is_open_for_write(real_inode_of(file));
}

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

/**
 * csec_verdicts_forget - computes anew what is asked from now on
 * @verdicts: Of a container.
 *
 * Context: Process.
 */
void csec_verdicts_forget(struct csec_verdicts *verdicts)
{
	spin_lock(&verdicts->lock);
	flush_locked(verdicts);
	spin_unlock(&verdicts->lock);
}

/* What an older generation said, or what was said before a change. */
static void drop_locked(struct csec_verdicts *verdicts, const struct file *file,
			u64 generation)
{
	const struct inode *inode = inode_of(file);
	struct csec_verdict_entry *entry;
	struct hlist_node *next;

	hlist_for_each_entry_safe(entry, next, bucket_of(verdicts, inode),
				  node) {
		if ((entry->inode != inode ||
		     entry->dentry != csec_compat_path(file)->dentry) &&
		    entry->generation == generation)
			continue;
		hlist_del_rcu(&entry->node);
		kfree_rcu(entry, rcu);
		verdicts->nr--;
	}
}

/**
 * struct seen - the moment that a verdict is of
 * @real: The inode that has the content.
 * @ctime_ns: When the inode had changed last.
 * @set_back: How far the clock had been set back.
 * @links: Generation whose links were known.
 * @is_moved: A directory above it moved.
 */
struct seen {
	const struct inode *real;
	u64 ctime_ns;
	u64 set_back;
	u64 links;
	bool is_moved;
};

static bool may_map(const struct csec_policy *policy, const struct file *file,
		    const struct csec_image *image)
{
	return !csec_view_is_nameless(file) &&
	       !csec_decide_needs_right(policy, image) &&
	       csec_decide_map_fault(policy, image) == CSEC_REASON_NONE;
}

static void remember(const struct csec_view *view,
		     const struct csec_scope *scope, const struct file *file,
		     const struct seen *seen, const struct csec_digest *digest,
		     const struct csec_image *image)
{
	const struct inode *inode = inode_of(file);
	struct csec_verdicts *verdicts = view->verdicts;
	struct csec_verdict_entry *entry;

	entry = kmalloc(sizeof(*entry), GFP_KERNEL_ACCOUNT);
	if (!entry)
		return; /* The next exec computes it again. */
	*entry = (struct csec_verdict_entry){
		.inode = inode,
		.real = seen->real,
		.dentry = csec_compat_path(file)->dentry,
		.ino = inode->i_ino,
		.dev = inode->i_sb->s_dev,
		.inode_generation = inode->i_generation,
		.ctime_ns = seen->ctime_ns,
		.set_back = seen->set_back,
		.generation = scope->generation,
		.policy = scope->policy,
		.has_digest = digest->sha256.nr,
		.size = digest->size,
		.version = digest->version,
		.may_map = may_map(scope->policy, file, image),
		/* With a rate there is more to ask, at each exec. */
		.is_plain = csec_decide_is_plain(scope->policy, image) &&
			    seen->links >= scope->generation &&
			    !READ_ONCE(scope->cgroup->is_rated[CSEC_RATE_EXEC]),
		.image = *image,
	};
	spin_lock(&verdicts->lock);
	/* They were looked up meanwhile, and what did not know them forgotten. */
	if (csec_view_links_known(view) != seen->links) {
		spin_unlock(&verdicts->lock);
		kfree(entry);
		return;
	}
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

	if (csec_identity_is_open_for_write(file))
		return false;
	rcu_read_lock();
	entry = csec_verdicts_find(view->verdicts,
				   csec_compat_path(file)->dentry,
				   scope->policy, scope->generation,
				   real_inode_of(file));
	if (entry)
		*image = entry->image;
	rcu_read_unlock();
	return entry;
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

/* A file that somebody can write to right now is as good as changed. */
static bool is_drifted(const struct csec_start *start, const struct file *file,
		       bool is_named)
{
	return !is_named || csec_identity_is_open_for_write(file) ||
	       csec_drift_is_late_file(start, csec_compat_path(file)->dentry);
}

enum {
	/* Of asking for names while something is renamed all the time. */
	NAMES_TRIES = 16,
};

/**
 * csec_identity_names - what a file was called at the start, and what makes it so
 * @view: Of the container.
 * @dentry: The file, somebody holds it.
 * @buffer: Holds the names.
 * @names: Filled; none when it was not visible at the start.
 *
 * Context: Process; the mmap lock may be held.
 * Return: true when it got them by the move of a directory.
 */
bool csec_identity_names(const struct csec_view *view,
			 const struct dentry *dentry,
			 struct csec_view_buffer *buffer,
			 struct csec_file_names *names)
{
	int tries = NAMES_TRIES, ret;
	unsigned int seq;

	do {
		seq = csec_moved_begin();
		csec_view_names_at(view, dentry, buffer, names);
		ret = csec_moved_holds(READ_ONCE(view->moves), dentry, seq);
	} while (ret == -EAGAIN && --tries);
	return ret;
}

static bool find_names(const struct csec_view *view, const struct file *file,
		       struct csec_view_buffer *buffer,
		       struct csec_file_names *names)
{
	names->nr = 0;
	return !csec_view_is_nameless(file) &&
	       csec_identity_names(view, csec_compat_path(file)->dentry, buffer,
				   names);
}

/**
 * csec_identity_is_of_start - whether a file is the one that it was at the start
 * @view: Of the container.
 * @file: Open.
 * @is_named: It has a name that the container saw.
 * @is_moved: A directory above it moved; see csec_moved_holds().
 *
 * Context: Any but NMI; does not sleep.
 * Return: true when it is, in the one place.
 */
bool csec_identity_is_of_start(const struct csec_view *view,
			       const struct file *file, bool is_named,
			       bool is_moved)
{
	return !is_drifted(&view->start, file, is_named) && !is_moved &&
	       !csec_view_is_upper(view, csec_compat_path(file)->dentry);
}

static bool is_of_start(const struct csec_view *view, const struct file *file,
			const struct csec_file_names *names,
			const struct seen *seen)
{
	return csec_identity_is_of_start(view, file, names->nr, seen->is_moved);
}

/* Of a container that is older than its policy it was taken when it ran. */
static bool is_view_of_start(const struct csec_view *view,
			     const struct csec_scope *scope)
{
	const struct csec_cgroup *owner =
		csec_cgroup_container_owner(scope->cgroup);

	return view->start.time_ns == READ_ONCE(owner->start.time_ns);
}

static bool has_multicall_name(const struct csec_file_names *names)
{
	return names->nr && csec_applet_is_multicall(names->name[0]);
}

/*
 * What the file was at the start counts more than what it is called. A busybox
 * is one of the start that has not changed, or a copy of one; what else has its
 * name or its inode may be any shell. Only then is the content of a known shell
 * looked at.
 */
static void add_shell_facts(const struct csec_scope *scope,
			    const struct csec_view *view, struct file *file,
			    const struct csec_file_names *names,
			    const struct seen *seen, struct csec_image *image)
{
	const struct csec_view_shell *shell =
		csec_view_shell(view, inode_of(file));
	bool is_shell = shell || image->flags & CSEC_IMAGE_SHELL;
	bool is_multicall = shell ? csec_applet_are_multicall(&shell->names) :
				    has_multicall_name(names);

	if (!is_shell ||
	    (is_multicall && !is_of_start(view, file, names, seen))) {
		shell = csec_view_copied_shell(view, file);
		is_shell |= !!shell;
		is_multicall = shell &&
			       csec_applet_are_multicall(&shell->names) &&
			       is_view_of_start(view, scope);
	}
	if (is_shell)
		image->flags |= CSEC_IMAGE_SHELL;
	if (is_shell && is_multicall)
		image->flags |= CSEC_IMAGE_MULTICALL;
}

static int gather_facts(const struct csec_policy *policy,
			const struct csec_view *view, struct file *file,
			const struct csec_file_names *names,
			const struct seen *seen, struct csec_file_facts *facts)
{
	struct csec_elf elf = {};
	int err = 0;

	if (csec_decide_needs_elf(policy) && S_ISREG(inode_of(file)->i_mode))
		err = csec_elf_read(file, &elf);
	facts->is_elf = elf.is_elf;
	facts->is_program = elf.is_program;
	facts->has_exec_stack = elf.has_exec_stack;
	facts->is_drifted = csec_decide_needs_drift(policy) &&
			    !is_of_start(view, file, names, seen);
	return err;
}

/* Only what may be used in some way is remembered. */
static bool is_usable(const struct csec_policy *policy, const struct file *file,
		      const struct csec_image *image)
{
	if (csec_identity_is_open_for_write(file))
		return false;
	return csec_decide_exec_fault(policy, image) == CSEC_REASON_NONE ||
	       may_map(policy, file, image);
}

/**
 * csec_identity_image - what the policy makes of an executable
 * @scope: Who asks.
 * @file: The executable.
 * @image: Filled.
 *
 * Context: Process, may sleep; without the mmap lock.
 * Return: 0; -ENOMEM; errors of csec_view_get() and of reading the file: the
 * verdict cannot be computed.
 */
int csec_identity_image(const struct csec_scope *scope, struct file *file,
			struct csec_image *image)
{
	struct csec_view *view = csec_view_get(scope);
	struct csec_view_buffer *buffer;
	struct csec_file_facts facts;
	struct csec_file_names names;
	struct csec_digest digest;
	struct seen seen;
	int err;

	if (IS_ERR(view))
		return PTR_ERR(view);
	if (recall(view, scope, file, image))
		return 0;
	buffer = kvmalloc(sizeof(*buffer), GFP_KERNEL);
	if (!buffer)
		return -ENOMEM;
	/* Before the names: a change in between is noticed next time. */
	seen.real = real_inode_of(file);
	seen.ctime_ns = csec_compat_ctime_ns(seen.real);
	seen.set_back = READ_ONCE(csec_drift_set_back);
	seen.links = csec_view_links_known(view);
	seen.is_moved = find_names(view, file, buffer, &names);
	err = apply_rules(scope->policy, file, &names, &digest, image);
	if (!err)
		err = gather_facts(scope->policy, view, file, &names, &seen,
				   &facts);
	if (!err)
		csec_decide_facts(scope->policy, &names, &facts, image);
	add_shell_facts(scope, view, file, &names, &seen, image);
	kvfree(buffer);
	if (!err && digest.is_lasting && is_usable(scope->policy, file, image))
		remember(view, scope, file, &seen, &digest, image);
	return err;
}

/**
 * csec_identity_image_locked - as csec_identity_image(), with the mmap lock held
 * @scope: Who asks.
 * @file: The executable.
 * @image: Filled. A file that is not remembered counts as a program, as its
 *	headers cannot be read, and as one with another content than a digest
 *	says; whether it is a shell is not told.
 *
 * Reading a file and looking up a path take locks inside of which others take
 * the mmap lock: so neither is done, and no view is taken.
 *
 * Context: Process, may sleep.
 * Return: 0; -ENOMEM.
 */
int csec_identity_image_locked(const struct csec_scope *scope,
			       struct file *file, struct csec_image *image)
{
	struct csec_cgroup *owner = csec_cgroup_container_owner(scope->cgroup);
	const struct csec_view *view = csec_view_find(scope->cgroup);
	struct csec_file_facts facts = {
		.is_elf = csec_elf_is_cached(file),
		.is_program = true,
	};
	static const struct csec_digests unknown;
	struct csec_view_buffer *buffer;
	struct csec_file_names names;
	struct csec_start start;
	bool is_moved, is_of_start;

	if (view && recall(view, scope, file, image))
		return 0;
	buffer = kvmalloc(sizeof(*buffer), GFP_KERNEL);
	if (!buffer)
		return -ENOMEM;
	if (view) {
		is_moved = find_names(view, file, buffer, &names);
		is_of_start = csec_identity_is_of_start(view, file, names.nr,
							is_moved);
	} else {
		csec_drift_start_of(owner, &start);
		csec_view_name_now(file, buffer, &names);
		is_of_start = !is_drifted(&start, file, names.nr);
	}
	facts.is_drifted = csec_decide_needs_drift(scope->policy) &&
			   !is_of_start;
	csec_decide_image(scope->policy, &names, image);
	csec_decide_rule(scope->policy, &names, &unknown, image);
	csec_decide_facts(scope->policy, &names, &facts, image);
	kvfree(buffer);
	return 0;
}
