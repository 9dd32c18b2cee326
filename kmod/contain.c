// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - freezing or killing everything in a cgroup and below it
 *
 * Killed is by signals: that needs no file, takes a cgroup of any kind and depth,
 * and spares the init of the host. Frozen is by cgroup.freeze, as only that can be
 * looked at and undone by the administrator and cannot be undone from inside. The
 * file is reached through a mount of the superblock that exists: mounting the type
 * anew would set the options of the whole hierarchy, nsdelegate among them, to
 * their defaults.
 */
#define pr_fmt(fmt) "csec: " fmt

#include "contain.h"

#include <linux/cgroup.h>
#include <linux/fs.h>
#include <linux/fs_context.h>
#include <linux/module.h>
#include <linux/mount.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "procs.h"
#include "walk.h"

/* One is enough, unless tasks come from elsewhere meanwhile. */
#define MOST_ROUNDS 64

static void contain_all(struct work_struct *work);
static DECLARE_WORK(contain_work, contain_all);
static struct workqueue_struct *queue;
/* Guards with something to do; each holds a reference to its cgroup. */
static LIST_HEAD(condemned);
/* Innermost. */
static DEFINE_SPINLOCK(condemned_lock);

/* Killing */

static bool is_victim(struct task_struct *task, const struct csec_cgroup *cg)
{
	const struct csec_cgroup *its;

	if (data_race(task->flags) & (PF_KTHREAD | PF_EXITING) ||
	    is_global_init(task))
		return false;
	/* Between its birth and its place it seems to be in the root cgroup. */
	if (list_empty(&task->cg_list))
		return csec_procs_is_charged_below(task, cg->id);
	its = csec_cgroup_find(cgroup_id(task_dfl_cgroup(task)));
	return its && csec_cgroup_is_below(its, cg->id);
}

/*
 * A fork that is under way either sees the signal and is given up, or was linked
 * at the end of the list before the signal was sent, so that the walk comes to
 * it; it was charged before that. A process with a thread in the cgroup is killed
 * as a whole.
 */
static unsigned int kill_process(struct task_struct *leader,
				 const struct csec_cgroup *cg)
{
	struct task_struct *task;
	unsigned int nr = 0;

	for_each_thread(leader, task) {
		if (fatal_signal_pending(task) ||
		    READ_ONCE(task->signal->flags) & SIGNAL_GROUP_EXIT ||
		    !is_victim(task, cg))
			continue;
		if (!send_sig(SIGKILL, task, 0))
			nr++;
	}
	return nr;
}

/* Who was signalled before a walk begins again is not signalled twice. */
static unsigned int kill_round(const struct csec_cgroup *cg)
{
	struct csec_walk walk = {};
	struct task_struct *leader;
	unsigned int nr = 0;

	rcu_read_lock();
again:
	for_each_process(leader) {
		nr += kill_process(leader, cg);
		if (!csec_walk_pause(&walk, leader))
			goto again;
	}
	rcu_read_unlock();
	return nr;
}

static void kill_all(const struct csec_cgroup *cg)
{
	unsigned int rounds = 0;

	while (kill_round(cg)) {
		if (++rounds == MOST_ROUNDS) {
			pr_warn_ratelimited(
				"cgroup %s: others come for each that is killed\n",
				cg->path);
			break;
		}
		cond_resched();
	}
}

/* Freezing */

static void hold_superblock(struct super_block *sb, void *data)
{
	struct dentry **root = data;

	if (*root || !sb->s_root || !atomic_inc_not_zero(&sb->s_active))
		return;
	*root = dget(sb->s_root);
}

static struct vfsmount *mount_root(struct file_system_type *type,
				   struct dentry *root)
{
	struct fs_context *fc = fs_context_for_mount(type, SB_KERNMOUNT);
	struct super_block *sb = root->d_sb;
	struct vfsmount *mount;

	if (IS_ERR(fc)) {
		dput(root);
		deactivate_super(sb);
		return ERR_CAST(fc);
	}
	/* What was held is dropped with the context. */
	fc->root = root;
	mount = vfs_create_mount(fc);
	put_fs_context(fc);
	return mount;
}

static struct vfsmount *make_mount(void)
{
	struct file_system_type *type = get_fs_type("cgroup2");
	struct vfsmount *mount = ERR_PTR(-ENODEV);
	struct dentry *root = NULL;

	if (!type)
		return mount;
	iterate_supers_type(type, hold_superblock, &root);
	if (root)
		mount = mount_root(type, root);
	module_put(type->owner);
	return mount;
}

/* Writes "1" to the file, if it is still that of the cgroup. */
static int write_file(const struct csec_cgroup *cg, const char *name)
{
	struct vfsmount *mount = make_mount();
	struct file *file;
	loff_t pos = 0;
	ssize_t ret;
	char *path;

	if (IS_ERR(mount))
		return PTR_ERR(mount);
	path = kasprintf(GFP_KERNEL, "%s/%s", cg->path + 1, name);
	file = ERR_PTR(-ENOMEM);
	if (path)
		file = file_open_root(&(struct path){ .mnt = mount,
						      .dentry =
							      mount->mnt_root },
				      path, O_WRONLY, 0);
	kfree(path);
	ret = PTR_ERR_OR_ZERO(file);
	if (!ret) {
		ret = -ENOENT;
		if (d_inode(file->f_path.dentry->d_parent)->i_ino == cg->id)
			ret = kernel_write(file, "1", 1, &pos);
		filp_close(file, NULL);
	}
	kern_unmount(mount);
	return ret < 0 ? ret : 0;
}

static void freeze_all(const struct csec_cgroup *cg)
{
	/* One that is too deep to have a path has no file that can be named. */
	const int err = cg->path_len ? write_file(cg, "cgroup.freeze") :
				       -ENAMETOOLONG;

	if (err)
		pr_warn_ratelimited("cgroup %s could not be frozen: %d\n",
				    cg->path, err);
}

/* The worker */

static struct csec_guard *next_condemned(enum csec_on_bomb *answer)
{
	struct csec_guard *guard;

	spin_lock(&condemned_lock);
	guard = list_first_entry_or_null(&condemned, struct csec_guard, node);
	if (guard) {
		list_del_init(&guard->node);
		*answer = guard->answer;
	}
	spin_unlock(&condemned_lock);
	return guard;
}

static void contain(struct csec_guard *guard, enum csec_on_bomb answer)
{
	struct csec_cgroup *cg = guard->cg;

	/* The host as a whole is neither: it is only refused. */
	if (cg->parent && answer == CSEC_ON_BOMB_KILL)
		kill_all(cg);
	else if (cg->parent)
		freeze_all(cg);
	/* What comes from now on is another tree. */
	spin_lock(&guard->lock);
	csec_bomb_reset(&guard->watch);
	spin_unlock(&guard->lock);
	WRITE_ONCE(cg->condemned, CSEC_REASON_NONE);
	csec_cgroup_put(cg);
}

static void contain_all(struct work_struct *work)
{
	enum csec_on_bomb answer;
	struct csec_guard *guard;

	while ((guard = next_condemned(&answer)))
		contain(guard, answer);
}

/**
 * csec_contain_start - has a cgroup and all below it frozen or killed
 * @guard: Of the cgroup, which is referenced. Forks there are refused from now
 *	on until that is done.
 * @answer: Not CSEC_ON_BOMB_DENY.
 * @reason: For which forks are refused.
 *
 * Context: Process; does not sleep. Takes the lock of the list.
 */
void csec_contain_start(struct csec_guard *guard, enum csec_on_bomb answer,
			enum csec_reason reason)
{
	WRITE_ONCE(guard->cg->condemned, reason);
	spin_lock(&condemned_lock);
	if (list_empty(&guard->node)) {
		csec_cgroup_hold(guard->cg);
		guard->answer = answer;
		list_add_tail(&guard->node, &condemned);
	}
	spin_unlock(&condemned_lock);
	queue_work(queue, &contain_work);
}

/**
 * csec_contain_guard - the guard of a cgroup, made at the first use
 * @cg: Referenced; frees the guard when it ends.
 *
 * Context: Process; does not sleep.
 * Return: the guard; NULL: out of memory.
 */
struct csec_guard *csec_contain_guard(struct csec_cgroup *cg)
{
	struct csec_guard *guard = READ_ONCE(cg->guard), *other;

	if (guard)
		return guard;
	guard = kzalloc(sizeof(*guard), GFP_ATOMIC | __GFP_NOWARN);
	if (!guard)
		return NULL;
	spin_lock_init(&guard->lock);
	INIT_LIST_HEAD(&guard->node);
	guard->cg = cg;
	other = cmpxchg(&cg->guard, NULL, guard);
	if (!other)
		return guard;
	kfree(guard);
	return other;
}

/**
 * csec_contain_init - gets ready
 *
 * Context: Process, module init.
 * Return: 0; -ENOMEM.
 */
int csec_contain_init(void)
{
	csec_bomb_init();
	/*
	 * The host is busy with a bomb when this is needed, and may have no task
	 * left for a new worker: MEM_RECLAIM has one in reserve.
	 */
	queue = alloc_workqueue("csec_contain",
				WQ_HIGHPRI | WQ_UNBOUND | WQ_MEM_RECLAIM, 1);
	return queue ? 0 : -ENOMEM;
}

/**
 * csec_contain_exit - waits for what is under way
 *
 * Context: Process, module exit: no hook is attached.
 */
void csec_contain_exit(void)
{
	destroy_workqueue(queue);
}
