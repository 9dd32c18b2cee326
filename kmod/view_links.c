// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - symbolic links that the paths of a policy go through
 *
 * A rule may say /bin/sh where the file is /usr/bin/dash. Once for each policy of
 * a container its paths are looked up, as the container started: what a path led
 * to has that path as a further name. Links that the container made, or made
 * anew, also in a former life, lead nowhere; nor does one that is not where it
 * was at the start.
 */
#include "view.h"

#include <linux/cred.h>
#include <linux/delayed_call.h>
#include <linux/err.h>
#include <linux/fs_struct.h>
#include <linux/mm.h>
#include <linux/namei.h>
#include <linux/nsproxy.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/wait.h>

#include "drift.h"
#include "identity.h"
#include "match.h"
#include "mountinfo.h"

enum {
	/* Paths of one policy that are looked up, some 3,000 instructions each. */
	LOOKUPS_MAX = 1024,
	/* Links of one container that are remembered. */
	FILES_MAX = 1024,
	DIRS_MAX = 32,
	/* As the kernel's own walk. */
	FOLLOW_MAX = 40,
	/* Of waiting for another task that looks them up. */
	WAIT_JIFFIES = HZ,
};

/**
 * struct csec_view_link - what a path led to at the start
 * @node: In one list of struct csec_view_links.
 * @path: The path, behind @target.
 * @target: The name of the file or directory itself.
 *
 * Immutable; freed with the view.
 */
struct csec_view_link {
	struct llist_node node;
	const char *path;
	char target[];
};

/**
 * struct lookup - the walk along one path
 * @view: Of the container.
 * @nr_followed: Links so far.
 * @is_dir: What @text is.
 * @text: What has been walked, without links.
 * @rest: What is left.
 * @buffer: For the names of a link.
 */
struct lookup {
	const struct csec_view *view;
	unsigned int nr_followed;
	bool is_dir;
	char text[PATH_MAX];
	char rest[PATH_MAX];
	struct csec_view_buffer buffer;
};

static DECLARE_WAIT_QUEUE_HEAD(looked_up);

static struct llist_head *files_of(struct csec_view_links *links,
				   const char *target)
{
	const u32 hash = csec_match_hash(target, strlen(target));

	return &links->files[hash & ((1 << CSEC_VIEW_LINKS_BITS) - 1)];
}

/* The walk */

static bool has_name(const struct csec_file_names *names, const char *name)
{
	unsigned int i;

	for (i = 0; i < names->nr; i++)
		if (!strcmp(names->name[i], name))
			return true;
	return false;
}

/* Such a link means one applet, the rule would mean them all. */
static bool is_applet(const char *path, const char *target)
{
	return csec_applet_is_box(kbasename(target)) &&
	       !csec_applet_is_box(kbasename(path));
}

static bool is_of_start(struct lookup *lookup, const struct dentry *link)
{
	struct csec_file_names names;

	return !csec_identity_names(lookup->view, link, &lookup->buffer,
				    &names) &&
	       has_name(&names, lookup->text) &&
	       !csec_drift_is_late_file(&lookup->view->start, link) &&
	       !csec_view_is_upper_link(lookup->view, link,
					lookup->buffer.path);
}

/* Puts the text of a link, which stands at @at, before what is left. */
static int insert(struct lookup *lookup, const char *link, size_t at)
{
	const size_t len = strlen(link), left = strlen(lookup->rest) + 1;

	if (len + left > sizeof(lookup->rest))
		return -ENAMETOOLONG;
	memmove(lookup->rest + len, lookup->rest, left);
	memcpy(lookup->rest, link, len);
	lookup->text[*link == '/' ? 0 : at] = '\0';
	return 0;
}

static int follow(struct lookup *lookup, struct dentry *link, size_t at)
{
	DEFINE_DELAYED_CALL(done);
	const char *text;
	int err;

	if (++lookup->nr_followed > FOLLOW_MAX)
		return -ELOOP;
	/* Those of proc are no texts. */
	if (d_inode(link)->i_op->readlink || !is_of_start(lookup, link))
		return -EPERM;
	text = vfs_get_link(link, &done);
	err = IS_ERR_OR_NULL(text) ? -EIO : insert(lookup, text, at);
	do_delayed_call(&done);
	return err;
}

/* Walks to the component that was just put behind @at. */
static int enter(struct lookup *lookup, size_t at)
{
	struct path path;
	int err = kern_path(lookup->text, 0, &path);

	if (err)
		return err;
	lookup->is_dir = d_is_dir(path.dentry);
	if (d_is_symlink(path.dentry))
		err = follow(lookup, path.dentry, at);
	path_put(&path);
	return err;
}

static int step(struct lookup *lookup)
{
	const char *name = lookup->rest + strspn(lookup->rest, "/");
	const size_t len = strcspn(name, "/"), at = strlen(lookup->text);
	const bool is_up = len == 2 && !memcmp(name, "..", 2);
	const bool is_here = !len || (len == 1 && *name == '.');

	if (at + len + 1 >= sizeof(lookup->text))
		return -ENAMETOOLONG;
	if (!is_up && !is_here)
		snprintf(lookup->text + at, len + 2, "/%s", name);
	else if (is_up && at)
		*strrchr(lookup->text, '/') = '\0';
	memmove(lookup->rest, name + len, strlen(name + len) + 1);
	return is_up || is_here ? 0 : enter(lookup, at);
}

/* Sets the text to what @path leads to; -errno: nothing, or not as at the start. */
static int walk(struct lookup *lookup, const char *path)
{
	int err = 0;

	lookup->nr_followed = 0;
	lookup->is_dir = true;
	lookup->text[0] = '\0';
	if (strscpy(lookup->rest, path, sizeof(lookup->rest)) < 0)
		return -ENAMETOOLONG;
	while (!err && *lookup->rest)
		err = step(lookup);
	return err;
}

/* What is remembered */

static bool is_known(const struct llist_head *head, const char *target,
		     const char *path)
{
	const struct csec_view_link *link;

	llist_for_each_entry(link, READ_ONCE(head->first),
			     node) if (!strcmp(link->target, target) &&
				       !strcmp(link->path, path)) return true;
	return false;
}

/* By one task at a time. */
static int add(struct csec_view_links *links, const struct lookup *lookup,
	       const char *path)
{
	struct llist_head *head =
		lookup->is_dir ? &links->dirs : files_of(links, lookup->text);
	unsigned int *nr = lookup->is_dir ? &links->nr_dirs : &links->nr_files;
	const size_t target_len = strlen(lookup->text) + 1;
	const size_t path_len = strlen(path) + 1;
	struct csec_view_link *link;

	if (is_known(head, lookup->text, path) ||
	    *nr >= (lookup->is_dir ? DIRS_MAX : FILES_MAX))
		return 0;
	link = kmalloc(struct_size(link, target, target_len + path_len),
		       GFP_KERNEL_ACCOUNT);
	if (!link)
		return -ENOMEM;
	memcpy(link->target, lookup->text, target_len);
	memcpy(link->target + target_len, path, path_len);
	link->path = link->target + target_len;
	++*nr;
	llist_add(&link->node, head);
	return 0;
}

static int look_up(struct csec_view_links *links, struct lookup *lookup,
		   const char *path, bool is_dir)
{
	struct path found;
	int err = kern_path(path, LOOKUP_FOLLOW | LOOKUP_NO_SYMLINKS, &found);

	if (!err)
		path_put(&found);
	/* Most paths have no links, or lead nowhere. */
	if (err != -ELOOP || walk(lookup, path) || lookup->is_dir != is_dir ||
	    (!is_dir && is_applet(path, lookup->text)))
		return 0;
	return add(links, lookup, path);
}

/* The paths of a policy */

/**
 * struct paths - where the paths of a policy are looked up
 * @links: Where they go.
 * @lookup: Room for one.
 * @nr: Looked up so far.
 * @dir: The directory of the last one: most come in one after another.
 */
struct paths {
	struct csec_view_links *links;
	struct lookup *lookup;
	unsigned int nr;
	char dir[256];
};

/* Of a pattern it is the one above the first wildcard. */
static int add_dir(struct paths *paths, const char *path)
{
	const size_t plain = strcspn(path, "*?[\\");
	char dir[sizeof(paths->dir)];
	char *slash;

	if (plain >= sizeof(dir))
		return 0;
	memcpy(dir, path, plain);
	dir[plain] = '\0';
	slash = strrchr(dir, '/');
	if (!slash || slash == dir)
		return 0;
	*slash = '\0';
	if (!strcmp(dir, paths->dir))
		return 0;
	strscpy(paths->dir, dir, sizeof(paths->dir));
	paths->nr++;
	return look_up(paths->links, paths->lookup, dir, true);
}

static int add_path(struct paths *paths, const char *path)
{
	int err = 0;

	if (paths->nr >= LOOKUPS_MAX)
		return 0;
	cond_resched();
	if (!csec_match_is_glob(path)) {
		paths->nr++;
		err = look_up(paths->links, paths->lookup, path, false);
	}
	/* The libraries beside a program, too, have the name of its directory. */
	return err ?: add_dir(paths, path);
}

static int add_extra(struct paths *paths, const struct csec_policy *policy,
		     const struct csec_rule_extra *extra)
{
	u32 at = extra->scripts;
	unsigned int i;
	int err = 0;

	if (extra->path_to != CSEC_NO_RULE)
		err = add_path(paths, csec_policy_text(policy, extra->path_to));
	for (i = 0; !err && i < extra->nr_scripts; i++) {
		const char *script = csec_policy_text(policy, at);

		err = add_path(paths, script);
		at += strlen(script) + 1;
	}
	return err;
}

static int add_rules(struct paths *paths, const struct csec_policy *policy)
{
	int err = 0;
	u32 i;

	for (i = 0; !err && i < policy->nr_rules && paths->nr < LOOKUPS_MAX;
	     i++) {
		const struct csec_rule *rule = &policy->rules[i];

		/* Those are kept by inode. */
		if (rule->section == CSEC_SECTION_SHELL_CLASS)
			continue;
		err = add_path(paths, csec_policy_text(policy, rule->path));
		if (!err && rule->extra != CSEC_NO_RULE)
			err = add_extra(paths, policy,
					&policy->extras[rule->extra]);
	}
	return err;
}

static int add_policy(struct csec_view *view, const struct csec_policy *policy)
{
	struct paths paths = { .links = &view->links };
	const struct cred *old;
	int err;

	paths.lookup = kvmalloc(sizeof(*paths.lookup), GFP_KERNEL);
	if (!paths.lookup)
		return -ENOMEM;
	paths.lookup->view = view;
	old = csec_view_as_kernel();
	err = add_rules(&paths, policy);
	revert_creds(old);
	kvfree(paths.lookup);
	return err;
}

/* From another root the paths would be others. */
static bool is_at_home(const struct csec_view *view)
{
	const struct csec_view_mount *mount = &view->mounts[0];
	char *buffer, *name;
	struct path root;
	bool is_root;

	if (view->mount_ns != current->nsproxy->mnt_ns)
		return false;
	buffer = kmalloc(PATH_MAX, GFP_KERNEL);
	if (!buffer)
		return false;
	get_fs_root(current->fs, &root);
	name = dentry_path_raw(root.dentry, buffer, PATH_MAX);
	is_root = !IS_ERR(name) && root.dentry->d_sb->s_dev == mount->dev &&
		  !strcmp(name, mount->root);
	path_put(&root);
	kfree(buffer);
	return is_root;
}

/**
 * csec_view_add_links - looks up the paths of a policy, once for each generation
 * @view: Of the container of the current task.
 * @scope: The current task's.
 *
 * Tasks that come while another one does it wait for that, up to a second: a
 * file system that a process of the container serves may take its time. A task
 * with a root or mounts of its own leaves it to the next one.
 *
 * Context: Process, may sleep; without locks of directories and the mmap lock.
 * Return: 0; -ENOMEM: the next one tries again.
 */
int csec_view_add_links(struct csec_view *view, const struct csec_scope *scope)
{
	struct csec_view_links *links = &view->links;
	const u64 before = READ_ONCE(links->begun), now = scope->generation;
	int err;

	if (READ_ONCE(links->done) == now)
		return 0;
	if (before == now || !is_at_home(view) ||
	    cmpxchg(&links->begun, before, now) != before) {
		if (READ_ONCE(links->begun) == now)
			wait_event_killable_timeout(
				looked_up, READ_ONCE(links->done) == now,
				WAIT_JIFFIES);
		return 0;
	}
	err = add_policy(view, scope->policy);
	if (err)
		WRITE_ONCE(links->begun, before);
	else
		smp_store_release(&links->done, now);
	wake_up_all(&looked_up);
	return err;
}

static bool add_name(struct csec_file_names *names, const char *name)
{
	if (names->nr >= CSEC_NR_NAMES_MAX || has_name(names, name))
		return false;
	names->name[names->nr++] = name;
	return true;
}

/* What @name is called through a link to a directory above it. */
static bool name_below(const struct csec_view_link *link, const char *name,
		       char *buffer)
{
	return csec_mountinfo_is_under(name, link->target) &&
	       snprintf(buffer, PATH_MAX, "%s%s", link->path,
			name + strlen(link->target)) < PATH_MAX;
}

/**
 * csec_view_add_link_names - adds the paths that led to a file at the start
 * @view: Of the container.
 * @buffer: Holds the names.
 * @names: The file's own; grows.
 *
 * Context: Any but NMI; does not sleep.
 */
void csec_view_add_link_names(const struct csec_view *view,
			      struct csec_view_buffer *buffer,
			      struct csec_file_names *names)
{
	struct csec_view_links *links = (struct csec_view_links *)&view->links;
	const unsigned int nr_own = names->nr;
	const struct csec_view_link *link;
	unsigned int i, used = nr_own;
	const char *name;

	for (i = 0; i < nr_own; i++) {
		name = names->name[i];
		llist_for_each_entry(link,
				     READ_ONCE(files_of(links, name)->first),
				     node) if (!strcmp(link->target, name))
			add_name(names, link->path);
		llist_for_each_entry(
			link, READ_ONCE(links->dirs.first),
			node) if (used < CSEC_VIEW_NR_NAMES &&
				  name_below(link, name, buffer->name[used]) &&
				  add_name(names, buffer->name[used])) used++;
	}
}

static void free_list(struct llist_head *head)
{
	struct csec_view_link *link, *next;

	llist_for_each_entry_safe(link, next, llist_del_all(head), node)
		kfree(link);
}

/**
 * csec_view_free_links - forgets them
 * @view: That nobody uses any more.
 *
 * Context: Process.
 */
void csec_view_free_links(struct csec_view *view)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(view->links.files); i++)
		free_list(&view->links.files[i]);
	free_list(&view->links.dirs);
}
