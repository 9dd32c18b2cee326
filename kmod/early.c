// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - interpreters that have not opened their script yet
 *
 * They are on a list, by the number of the process and the exec; a list, because
 * few are on it and for a short time. What died on the way is dropped by the next
 * one of the same bucket.
 */
#include "early.h"

#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/hash.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "decide.h"

enum {
	BUCKETS = 64,
};

/*
 * A process whose interpreter has not opened its script yet.
 * @node: Protected by early_lock.
 * @process: Referenced.
 * @exec_id: Its self_exec_id after the exec.
 * @name: Last component of the script as it was named.
 * @dev: Where the script was.
 * @ino: The script, or a directory; 0: it was not there.
 * @is_dir: It is a directory.
 */
struct early {
	struct hlist_node node;
	struct pid *process;
	u64 exec_id;
	dev_t dev;
	u64 ino;
	bool is_dir;
	char name[];
};

static DEFINE_SPINLOCK(early_lock);
static struct hlist_head early_buckets[BUCKETS];
static unsigned int nr_early; /* protected by early_lock */

static struct hlist_head *early_bucket(const struct pid *process)
{
	return &early_buckets[hash_ptr(process, ilog2(BUCKETS))];
}

static void drop_locked(struct early *early)
{
	hlist_del(&early->node);
	WRITE_ONCE(nr_early, nr_early - 1);
	put_pid(early->process);
	kfree(early);
}

/* Takes the current process off the list, and what does not run any more. */
static void forget_locked(const struct pid *process)
{
	struct hlist_node *next;
	struct early *early;

	hlist_for_each_entry_safe(early, next, early_bucket(process), node)
		if (early->process == process ||
		    !pid_has_task(early->process, PIDTYPE_TGID))
			drop_locked(early);
}

/**
 * csec_early_end - the current process has opened its script, or executes anew
 *
 * Context: Process.
 */
void csec_early_end(void)
{
	spin_lock(&early_lock);
	forget_locked(task_tgid(current));
	spin_unlock(&early_lock);
}

/**
 * csec_early_begin - the current process executes an interpreter
 * @script: How its script is named.
 * @inode: Of the script, or of a directory of that name; NULL: it is not there.
 *
 * The exec that is under way succeeds, or nobody asks for the entry.
 *
 * Context: Process, may sleep.
 * Return: 0; -ENOMEM.
 */
int csec_early_begin(const char *script, const struct inode *inode)
{
	const char *slash = strrchr(script, '/');
	const char *name = slash ? slash + 1 : script;
	const size_t size = strlen(name) + 1;
	struct early *early =
		kmalloc(struct_size(early, name, size), GFP_KERNEL_ACCOUNT);

	if (!early)
		return -ENOMEM;
	early->process = get_pid(task_tgid(current));
	early->exec_id = current->self_exec_id + 1;
	early->dev = inode ? inode->i_sb->s_dev : 0;
	early->ino = inode ? inode->i_ino : 0;
	early->is_dir = inode && S_ISDIR(inode->i_mode);
	memcpy(early->name, name, size);
	spin_lock(&early_lock);
	forget_locked(early->process);
	hlist_add_head(&early->node, early_bucket(early->process));
	WRITE_ONCE(nr_early, nr_early + 1);
	spin_unlock(&early_lock);
	return 0;
}

static bool is_inode(const struct early *early, const struct dentry *dentry)
{
	const struct inode *inode = READ_ONCE(dentry->d_inode);

	return inode && inode->i_ino == early->ino &&
	       inode->i_sb->s_dev == early->dev;
}

/* What lies deeper than a path can tell has no name, and is not listed. */
#define LEVELS_MAX (PATH_MAX / 2)

/* Whether a directory holds a file. RCU read section. */
static bool is_above(const struct early *early, const struct dentry *dentry)
{
	unsigned int nr;

	for (nr = 0; !IS_ROOT(dentry) && nr < LEVELS_MAX; nr++) {
		dentry = READ_ONCE(dentry->d_parent);
		if (is_inode(early, dentry))
			return true;
	}
	return false;
}

/* "node server" may find server.js. */
static bool has_name(const struct early *early, const char *name)
{
	const size_t len = strlen(early->name);

	return !strncmp(early->name, name, len) &&
	       (name[len] == '\0' || name[len] == '.');
}

static enum csec_early_match match_of(const struct early *early,
				      const char *name,
				      const struct dentry *dentry)
{
	bool is_likely;

	if (early->ino && !early->is_dir)
		return is_inode(early, dentry) ? CSEC_EARLY_SCRIPT :
						 CSEC_EARLY_OTHER;
	rcu_read_lock();
	is_likely = early->is_dir ? is_above(early, dentry) :
				    has_name(early, name);
	rcu_read_unlock();
	return is_likely ? CSEC_EARLY_LIKELY : CSEC_EARLY_OTHER;
}

/**
 * csec_early_facts - what a file is to an interpreter that starts
 * @name: Last component of the file.
 * @dentry: The file.
 * @match: Set to whether it is the script.
 *
 * Context: Process.
 * Return: CSEC_SCRIPT_IS_*: whether the current process has its script still to
 * open, and whether this must be it, as far as can be told.
 */
u32 csec_early_facts(const char *name, const struct dentry *dentry,
		     enum csec_early_match *match)
{
	const struct pid *process = task_tgid(current);
	const struct early *early;
	u32 facts = 0;

	*match = CSEC_EARLY_OTHER;
	spin_lock(&early_lock);
	hlist_for_each_entry(early, early_bucket(process), node) {
		if (early->process != process ||
		    early->exec_id != current->self_exec_id)
			continue;
		*match = match_of(early, name, dentry);
		facts = CSEC_SCRIPT_IS_EARLY;
		if (*match == CSEC_EARLY_SCRIPT || !strcmp(early->name, name))
			facts |= CSEC_SCRIPT_IS_MAIN;
	}
	spin_unlock(&early_lock);
	return facts;
}

/**
 * csec_early_has_any - Tells whether an interpreter may be about to open its script
 *
 * Context: Any; for the ftrace callbacks.
 * Return: false: none is, in any container.
 */
bool notrace csec_early_has_any(void)
{
	return READ_ONCE(nr_early);
}

/**
 * csec_early_exit - forgets every process
 *
 * Context: Process, module exit: no hook is attached.
 */
void csec_early_exit(void)
{
	struct hlist_node *next;
	struct early *early;
	unsigned int i;

	for (i = 0; i < BUCKETS; i++)
		hlist_for_each_entry_safe(early, next, &early_buckets[i], node)
			drop_locked(early);
}
