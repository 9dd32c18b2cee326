// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - what a container saw when it started
 *
 * The table of mounts is private to the kernel's core; its documented form is
 * /proc/PID/mountinfo, so that is what is read, from a proc mount of our own
 * that no process can change. It costs some 50,000 instructions, once in the
 * life of a container.
 */
#include "view.h"

#include <linux/cred.h>
#include <linux/file.h>
#include <linux/fs_struct.h>
#include <linux/mm.h>
#include <linux/namei.h>
#include <linux/nsproxy.h>
#include <linux/pid_namespace.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "drift.h"
#include "identity.h"
#include "mountinfo.h"
#include "proc.h"

/* More than this is no container: some 20,000 mounts. */
#define MOUNTINFO_MAX (4u << 20)

/* The container's own rights, and its AppArmor profile, must not matter. */
static const struct cred *view_cred;
static struct workqueue_struct *free_queue;

static ssize_t read_all(struct file *file, char *buffer, size_t size)
{
	loff_t pos = 0;
	ssize_t nr;

	do {
		nr = kernel_read(file, buffer + pos, size - pos, &pos);
	} while (nr > 0 && pos < size);
	return nr < 0 ? nr : pos;
}

/* The current task's mountinfo; kvfree() it. */
static char *read_as_kernel(void)
{
	size_t size = 16 << 10;
	struct file *file;
	char name[32], *text = ERR_PTR(-E2BIG);
	ssize_t nr;

	snprintf(name, sizeof(name), "%d/task/%d/mountinfo",
		 task_tgid_nr_ns(current, &init_pid_ns),
		 task_pid_nr_ns(current, &init_pid_ns));
	for (; size <= MOUNTINFO_MAX; size *= 4) {
		file = csec_proc_open(name);
		if (IS_ERR(file))
			return ERR_CAST(file);
		text = kvmalloc(size, GFP_KERNEL_ACCOUNT);
		nr = text ? read_all(file, text, size - 1) : -ENOMEM;
		fput(file);
		if (nr >= 0 && nr < size - 1) {
			text[nr] = '\0';
			return text;
		}
		kvfree(text);
		text = ERR_PTR(nr < 0 ? nr : -E2BIG);
		if (nr < 0)
			break;
	}
	return text;
}

/**
 * csec_view_as_kernel - takes the rights to look at everything
 *
 * Context: Process.
 * Return: for revert_creds().
 */
const struct cred *csec_view_as_kernel(void)
{
	return override_creds(view_cred);
}

static char *read_mountinfo(void)
{
	const struct cred *old = csec_view_as_kernel();
	char *text = read_as_kernel();

	revert_creds(old);
	return text;
}

static unsigned int count_lines(const char *text)
{
	unsigned int nr = 0;

	for (; *text; text++)
		nr += *text == '\n';
	return nr;
}

static void free_now(struct work_struct *work)
{
	struct csec_view *view = container_of(work, struct csec_view, work);

	csec_verdicts_free(view->verdicts);
	csec_moved_free(view->moves);
	csec_view_free_links(view);
	kvfree(view->shells);
	kvfree(view->text);
	kvfree(view);
}

/* In a softirq, where tens of thousands of pieces would take too long. */
static void free_view(struct csec_container *container)
{
	struct csec_view *view =
		container_of(container, struct csec_view, base);

	INIT_WORK(&view->work, free_now);
	queue_work(free_queue, &view->work);
}

/*
 * The root of the task comes first: a task in a chroot does not find the mount
 * that holds it in its mountinfo. @buffer keeps the path.
 */
static int add_root(struct csec_view *view, char *buffer, size_t size)
{
	struct path root;
	char *path;

	get_fs_root(current->fs, &root);
	path = dentry_path_raw(root.dentry, buffer, size);
	if (!IS_ERR(path)) {
		view->mounts[0].at.dev = root.dentry->d_sb->s_dev;
		view->mounts[0].at.root = path;
		view->mounts[0].at.point = "/";
		view->nr_mounts = 1;
	}
	path_put(&root);
	return PTR_ERR_OR_ZERO(path);
}

static int add_mounts(struct csec_view *view, char *cursor)
{
	const struct cred *old = csec_view_as_kernel();
	struct csec_mountinfo info;
	int ret;

	while ((ret = csec_mountinfo_next(&cursor, &info)) > 0) {
		struct csec_view_mount *mount = &view->mounts[view->nr_mounts];

		mount->at.dev = MKDEV(info.major, info.minor);
		mount->at.root = info.root;
		mount->at.point = info.point;
		csec_upper_find(info.upper, &mount->upper);
		view->nr_mounts++;
	}
	revert_creds(old);
	return ret;
}

static int link_mounts(struct csec_view *view)
{
	struct csec_mount **mounts;
	unsigned int i;

	mounts = kvmalloc_array(view->nr_mounts, sizeof(*mounts),
				GFP_KERNEL_ACCOUNT);
	if (!mounts)
		return -ENOMEM;
	for (i = 0; i < view->nr_mounts; i++)
		mounts[i] = &view->mounts[i].at;
	csec_mounts_link(mounts, view->nr_mounts);
	kvfree(mounts);
	return 0;
}

/* Two classes of locks for lockdep: one is taken within the other. */
static void init_kept(struct csec_view *view)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(view->coming); i++)
		raw_spin_lock_init(&view->coming[i].lock);
	for (i = 0; i < ARRAY_SIZE(view->kept); i++)
		raw_spin_lock_init(&view->kept[i].lock);
}

static struct csec_view *build(char *text, char *root)
{
	unsigned int nr = count_lines(text) + 1;
	struct csec_view *view;
	int err;

	view = kvzalloc(struct_size(view, mounts, nr), GFP_KERNEL_ACCOUNT);
	if (!view)
		return ERR_PTR(-ENOMEM);
	view->base.free = free_view;
	/* Some may run already. */
	view->watch.has_shells = true;
	/* Passes the end in each test, not only after a day of many connections. */
	atomic_set(&view->nr_kept, INT_MAX - 2);
	init_kept(view);
	view->mount_ns = current->nsproxy->mnt_ns;
	view->verdicts = csec_verdicts_create();
	err = view->verdicts ? add_root(view, root, PATH_MAX) : -ENOMEM;
	if (!err)
		err = add_mounts(view, text);
	if (!err)
		err = link_mounts(view);
	if (!err)
		return view;
	csec_verdicts_free(view->verdicts);
	kvfree(view);
	return ERR_PTR(err);
}

static int add_shells(struct csec_view *view, const struct csec_policy *policy)
{
	const struct cred *old = csec_view_as_kernel();
	int err = csec_view_add_shells(view, policy);

	revert_creds(old);
	return err;
}

static struct csec_view *take(const struct csec_policy *policy)
{
	char *text = read_mountinfo(), *whole;
	struct csec_view *view;
	size_t len;
	int err;

	if (IS_ERR(text))
		return ERR_CAST(text);
	/* One allocation holds the lines and, behind them, the root's path. */
	len = strlen(text) + 1;
	whole = kvmalloc(len + PATH_MAX, GFP_KERNEL_ACCOUNT);
	if (whole)
		memcpy(whole, text, len);
	kvfree(text);
	if (!whole)
		return ERR_PTR(-ENOMEM);
	view = build(whole, whole + len);
	if (IS_ERR(view)) {
		kvfree(whole);
		return view;
	}
	view->text = whole;
	err = add_shells(view, policy);
	if (!err)
		return view;
	free_view(&view->base);
	return ERR_PTR(err);
}

static struct csec_view *to_view(struct csec_container *container)
{
	return container ? container_of(container, struct csec_view, base) :
			   NULL;
}

/**
 * csec_view_find - the view of a cgroup's container, if it has started
 * @cg: Governed.
 *
 * Context: Any; RCU read section or a reference to @cg.
 * Return: the view, lives as long as @cg; NULL: not started.
 */
struct csec_view *csec_view_find(struct csec_cgroup *cg)
{
	return csec_view_find_inline(cg);
}

/**
 * csec_view_get - the view of a cgroup's container, taken now if it is new
 * @scope: The current task's; it is about to exec.
 *
 * Context: Process, may sleep.
 * Return: the view, lives as long as the scope; -ENOMEM; -EINTR: it is being killed; -E2BIG: too many mounts;
 * -EINVAL or an error of proc: mountinfo could not be read.
 */
struct csec_view *csec_view_get(const struct csec_scope *scope)
{
	struct csec_cgroup *owner = csec_cgroup_container_owner(scope->cgroup);
	struct csec_view *view = csec_view_find(scope->cgroup), *new;
	struct csec_container *old;
	int err;

	if (view)
		return view;
	new = take(scope->policy);
	if (IS_ERR(new))
		return new;
	csec_drift_start_of(owner, &new->start);
	err = csec_view_add_links(new, scope);
	if (err) {
		free_view(&new->base);
		return ERR_PTR(err);
	}
	old = cmpxchg((struct csec_container **)&owner->container, NULL,
		      &new->base);
	if (!old)
		return new;
	free_view(&new->base);
	return to_view(old);
}

/* Adds what @path is called through one mount; whether there is room left. */
static bool add_name(const struct csec_view_mount *mount, dev_t dev,
		     const char *path, size_t len,
		     struct csec_view_buffer *buffer,
		     struct csec_file_names *names)
{
	char *name = buffer->name[names->nr];

	if (mount->at.dev == dev &&
	    csec_mount_name(&mount->at, path, len, name, PATH_MAX))
		names->name[names->nr++] = name;
	return names->nr < CSEC_VIEW_NR_NAMES;
}

/**
 * csec_view_names_of - what a path was called when the container started
 * @view: Of the container.
 * @dev: Of the superblock.
 * @path: Path inside the superblock.
 * @buffer: Holds the names.
 * @names: Filled; none when the path was not visible then.
 *
 * Context: Any. The work is proportional to the bytes of the paths of the mounts.
 */
void csec_view_names_of(const struct csec_view *view, dev_t dev,
			const char *path, struct csec_view_buffer *buffer,
			struct csec_file_names *names)
{
	const size_t len = strlen(path);
	unsigned int i;

	names->nr = 0;
	for (i = 0; i < view->nr_mounts; i++)
		if (!add_name(&view->mounts[i], dev, path, len, buffer, names))
			break;
	csec_view_add_link_names(view, buffer, names);
}

/**
 * csec_view_names - what a file was called when the container started
 * @view: Of the container.
 * @file: The file.
 * @buffer: Holds the names.
 * @names: Filled; none when the file was not visible then, when it has no name
 *	(memfd, unlinked), or when its path does not fit into PATH_MAX.
 *
 * Context: Process.
 */
void csec_view_names(const struct csec_view *view, const struct file *file,
		     struct csec_view_buffer *buffer,
		     struct csec_file_names *names)
{
	names->nr = 0;
	if (!csec_view_is_nameless(file))
		csec_view_names_at(view, csec_compat_path(file)->dentry, buffer,
				   names);
}

/**
 * csec_view_names_at - what a place in a file system was called at the start
 * @view: Of the container.
 * @dentry: The place; whether there is a file does not matter.
 * @buffer: Holds the names.
 * @names: Filled; none when the place was not visible then, or when its path
 *	does not fit into PATH_MAX.
 *
 * Context: Process.
 */
void csec_view_names_at(const struct csec_view *view,
			const struct dentry *dentry,
			struct csec_view_buffer *buffer,
			struct csec_file_names *names)
{
	char *path;

	names->nr = 0;
	path = dentry_path_raw(dentry, buffer->path, sizeof(buffer->path));
	if (!IS_ERR(path))
		csec_view_names_of(view, dentry->d_sb->s_dev, path, buffer,
				   names);
}

/**
 * csec_view_has_device - whether a file system was mounted at the start
 * @view: Of the container.
 * @dev: Of the superblock.
 *
 * Context: Any.
 * Return: true when it was, whole or in part.
 */
bool csec_view_has_device(const struct csec_view *view, dev_t dev)
{
	unsigned int i;

	for (i = 0; i < view->nr_mounts; i++)
		if (view->mounts[i].at.dev == dev)
			return true;
	return false;
}

static bool is_mounted_at(const struct csec_view *view,
			  const struct csec_mount *mount, dev_t dev,
			  const char *path)
{
	const size_t len = strlen(path);
	unsigned int i;

	for (i = 0; i < view->nr_mounts; i++)
		if (view->mounts[i].at.dev == dev &&
		    csec_mount_is_at(mount, &view->mounts[i].at, path, len))
			return true;
	return false;
}

/**
 * csec_view_has_mount - whether a file system was mounted in a place at the start
 * @view: Of the container.
 * @place: The directory or file that it is mounted on.
 * @dev: Of the superblock.
 * @buffer: PATH_MAX bytes.
 *
 * Context: Process.
 * Return: true when it was, or when the place has no path that can be told.
 */
bool csec_view_has_mount(const struct csec_view *view,
			 const struct dentry *place, dev_t dev, char *buffer)
{
	const char *path = dentry_path_raw(place, buffer, PATH_MAX);
	unsigned int i;

	if (IS_ERR(path))
		return true;
	for (i = 0; i < view->nr_mounts; i++)
		if (view->mounts[i].at.dev == dev &&
		    is_mounted_at(view, &view->mounts[i].at, place->d_sb->s_dev,
				  path))
			return true;
	return false;
}

/**
 * csec_view_is_upper - whether a file lies in the writable layer of some overlay
 * @view: Of the container.
 * @dentry: The file, on the overlay or in the layer.
 *
 * Context: As csec_upper_holds().
 * Return: true when it does, as far as the layer is known.
 */
bool csec_view_is_upper(const struct csec_view *view,
			const struct dentry *dentry)
{
	unsigned int i;

	for (i = 0; i < view->nr_mounts; i++)
		if (csec_upper_holds(&view->mounts[i].upper, dentry))
			return true;
	return false;
}

/**
 * csec_view_is_upper_link - whether a symbolic link lies in a writable layer
 * @view: Of the container.
 * @link: The link; of an overlay it does not tell itself in which layer it is.
 * @buffer: PATH_MAX bytes.
 *
 * Context: Process, may sleep; with the rights of the kernel.
 * Return: true when it does, as far as the layer is known, or may.
 */
bool csec_view_is_upper_link(const struct csec_view *view,
			     const struct dentry *link, char *buffer)
{
	const char *path = dentry_path_raw(link, buffer, PATH_MAX);
	unsigned int i;

	if (IS_ERR(path) || csec_view_is_upper(view, link))
		return true;
	for (i = 0; i < view->nr_mounts; i++)
		if (view->mounts[i].at.dev == link->d_sb->s_dev &&
		    csec_upper_has(&view->mounts[i].upper, path))
			return true;
	return false;
}

/**
 * csec_view_name_now - what a file is called by the current task
 * @file: The file.
 * @buffer: Holds the name.
 * @names: Filled; none when it has no name.
 *
 * For a container that is older than its policy and has executed nothing since:
 * where no view can be taken this is the best that is known.
 *
 * Context: Process; the mmap lock may be held.
 */
void csec_view_name_now(const struct file *file,
			struct csec_view_buffer *buffer,
			struct csec_file_names *names)
{
	char *path;

	names->nr = 0;
	if (csec_view_is_nameless(file))
		return;
	path = d_path(csec_compat_path(file), buffer->path,
		      sizeof(buffer->path));
	if (IS_ERR(path) || *path != '/')
		return;
	names->name[0] = path;
	names->nr = 1;
}

/**
 * csec_view_init - gets the rights to read what mounts a task sees, and a queue
 *
 * Context: Process, module init; may sleep.
 * Return: 0; -ENOMEM.
 */
int csec_view_init(void)
{
	view_cred = prepare_kernel_cred(&init_task);
	free_queue = alloc_workqueue("csec_view", WQ_UNBOUND, 0);
	return view_cred && free_queue ? 0 : -ENOMEM;
}

/**
 * csec_view_exit - undoes csec_view_init(), also when it failed or was not called
 *
 * Context: Process, module exit, after the rcu_barrier(): until then the callback
 *	that frees a cgroup may queue its view. May sleep.
 */
void csec_view_exit(void)
{
	if (free_queue)
		destroy_workqueue(free_queue);
	put_cred(view_cred);
}
