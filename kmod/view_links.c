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
#include <linux/err.h>
#include <linux/fs_struct.h>
#include <linux/mm.h>
#include <linux/namei.h>
#include <linux/nsproxy.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/wait.h>

#include "identity.h"
#include "manifest.h"
#include "match.h"
#include "mountinfo.h"
#include "symlink.h"

enum {
	/* Paths of one policy that are looked up, some 3,000 instructions each. */
	LOOKUPS_MAX = 1024,
	/* Links of one container that are remembered. */
	FILES_MAX = 1024,
	DIRS_MAX = 64,
	/* Of waiting for another task that looks them up. */
	WAIT_JIFFIES = HZ,
};

/* Bits of the state of struct csec_view_links. */
enum {
	IS_BUSY, /* somebody looks up */
	IS_STALLED, /* who waited for that waited in vain */
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

static DECLARE_WAIT_QUEUE_HEAD(looked_up);

static struct llist_head *files_of(struct csec_view_links *links,
				   const char *target)
{
	const u32 hash = csec_match_hash(target, strlen(target));

	return &links->files[hash & ((1 << CSEC_VIEW_LINKS_BITS) - 1)];
}

static bool is_known(const struct llist_head *head, const char *target,
		     const char *path)
{
	const struct csec_view_link *link;

	llist_for_each_entry(link, READ_ONCE(head->first), node)
		if (!strcmp(link->target, target) && !strcmp(link->path, path))
			return true;
	return false;
}

/* By one task at a time. */
static int add(struct llist_head *head, unsigned int *nr, unsigned int max,
	       const char *target, const char *path)
{
	const size_t target_len = strlen(target) + 1;
	const size_t path_len = strlen(path) + 1;
	struct csec_view_link *link;

	if (*nr >= max || is_known(head, target, path))
		return 0;
	link = kmalloc(struct_size(link, target, target_len + path_len),
		       GFP_KERNEL_ACCOUNT);
	if (!link)
		return -ENOMEM;
	memcpy(link->target, target, target_len);
	memcpy(link->target + target_len, path, path_len);
	link->path = link->target + target_len;
	++*nr;
	llist_add(&link->node, head);
	return 0;
}

/* The directory of a path has its libraries, too, and what comes later. */
static int add_dir(struct csec_view_links *links,
		   struct csec_symlink_walk *walk, const char *path)
{
	if (!walk->dir_len)
		return 0;
	memmove(walk->path, path, walk->dir_len);
	walk->path[walk->dir_len] = '\0';
	return add(&links->dirs, &links->nr_dirs, DIRS_MAX, walk->dir,
		   walk->path);
}

static int follow_path(struct csec_view_links *links,
		       struct csec_symlink_walk *walk, const char *path)
{
	int err = csec_symlink_walk(walk, path);

	if (err == -ENOMEM)
		return err;
	if (!err && walk->nr_followed && !walk->is_dir &&
	    !csec_applet_is_link(path, walk->text))
		err = add(files_of(links, walk->text), &links->nr_files,
			  FILES_MAX, walk->text, path);
	return err == -ENOMEM ? err : add_dir(links, walk, path);
}

/* Most paths have no links, or lead nowhere. */
static int look_up(struct csec_view_links *links,
		   struct csec_symlink_walk *walk, const char *path)
{
	struct path found;
	int err = kern_path(path, LOOKUP_FOLLOW | LOOKUP_NO_SYMLINKS, &found);

	if (!err)
		path_put(&found);
	if (err == -ELOOP)
		err = follow_path(links, walk, path);
	/* The next one does it again: the answer may be one to a signal. */
	if (fatal_signal_pending(current))
		return -EINTR;
	return err == -ENOMEM ? err : 0;
}

/* The paths of a policy */

/**
 * struct paths - where the paths of a policy are looked up
 * @links: Where they go.
 * @walk: Room for one.
 * @nr: Looked up so far.
 */
struct paths {
	struct csec_view_links *links;
	struct csec_symlink_walk *walk;
	unsigned int nr;
};

/* Of a pattern it is the directory above the first wildcard. */
static const char *literal_of(struct csec_symlink_walk *walk, const char *path)
{
	const size_t len = strcspn(path, "*?[\\");
	char *slash;

	if (!csec_match_is_glob(path))
		return path;
	if (len >= sizeof(walk->path))
		return NULL;
	memcpy(walk->path, path, len);
	walk->path[len] = '\0';
	slash = strrchr(walk->path, '/');
	if (!slash || slash == walk->path)
		return NULL;
	*slash = '\0';
	return walk->path;
}

static int add_path(struct paths *paths, const char *path)
{
	const char *literal = literal_of(paths->walk, path);

	if (paths->nr >= LOOKUPS_MAX || !literal)
		return 0;
	paths->nr++;
	cond_resched();
	return look_up(paths->links, paths->walk, literal);
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

static int add_files(struct paths *paths, const struct csec_manifest *manifest)
{
	struct csec_manifest_place place = {};
	char *path = kmalloc(CSEC_PATH_MAX + 1, GFP_KERNEL);
	const char *dir;
	const u8 *files;
	size_t len;
	int err = path ? 0 : -ENOMEM;

	while (!err && paths->nr < LOOKUPS_MAX &&
	       csec_manifest_files(manifest, &place, &dir, &files, &len, 0)) {
		snprintf(path, CSEC_PATH_MAX + 1, "%s/%s", dir,
			 (const char *)files + CSEC_SHA256_LEN);
		err = add_path(paths, path);
	}
	kfree(path);
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
		if (rule->is_manifest) {
			err = add_files(paths,
					csec_policy_manifest(policy, rule));
			continue;
		}
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

	paths.walk = kvmalloc(sizeof(*paths.walk), GFP_KERNEL);
	if (!paths.walk)
		return -ENOMEM;
	paths.walk->view = view;
	old = csec_view_as_kernel();
	err = add_rules(&paths, policy);
	revert_creds(old);
	kvfree(paths.walk);
	return err;
}

static int look_up_all(struct csec_view *view, const struct csec_scope *scope)
{
	int err = add_policy(view, scope->policy);

	if (err)
		return err;
	/* Pairs with the one in csec_view_links_known(). */
	smp_store_release(&view->links.done, scope->generation);
	/* What is remembered was found without them. */
	csec_verdicts_forget(view->verdicts);
	return 0;
}

/* From another root the paths would be others. */
static bool is_at_home(const struct csec_view *view)
{
	const struct csec_mount *mount = &view->mounts[0].at;
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

static bool is_done(const struct csec_view *view, u64 generation)
{
	return csec_view_links_known(view) >= generation;
}

/* Whether it is for the current task to do. */
static bool begin(struct csec_view *view, u64 generation)
{
	unsigned long *state = &view->links.state;
	bool is_ours = false;
	long ret;

	if (test_bit(IS_STALLED, state))
		return false;
	ret = wait_event_killable_timeout(
		looked_up,
		is_done(view, generation) ||
			(is_ours = !test_and_set_bit_lock(IS_BUSY, state)),
		WAIT_JIFFIES);
	/* The next ones need not wait as long. */
	if (!ret)
		set_bit(IS_STALLED, state);
	return is_ours;
}

/**
 * csec_view_add_links - looks up the paths of a policy, once for each generation
 * @view: Of the container of the current task.
 * @scope: The current task's; it is about to exec.
 *
 * Tasks that come while another one does it wait for that, up to a second: a
 * file system that a process of the container serves may take its time. A task
 * with a root or mounts of its own leaves it to the next one. Where a directory
 * may be locked this is not called: there what is known already counts.
 *
 * Context: Process, may sleep; without locks of directories and the mmap lock.
 * Return: 0; -ENOMEM, -EINTR: the next one tries again.
 */
int csec_view_add_links(struct csec_view *view, const struct csec_scope *scope)
{
	int err = 0;

	if (is_done(view, scope->generation) || !is_at_home(view) ||
	    !begin(view, scope->generation))
		return 0;
	if (!is_done(view, scope->generation))
		err = look_up_all(view, scope);
	clear_bit(IS_STALLED, &view->links.state);
	clear_bit_unlock(IS_BUSY, &view->links.state);
	wake_up_all(&looked_up);
	return err;
}

static bool add_name(struct csec_file_names *names, const char *name)
{
	if (names->nr >= CSEC_NR_NAMES_MAX ||
	    csec_symlink_has_name(names, name))
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
		llist_for_each_entry(
			link, READ_ONCE(files_of(links, name)->first), node)
			if (!strcmp(link->target, name))
				add_name(names, link->path);
		llist_for_each_entry(link, READ_ONCE(links->dirs.first), node)
			if (used < CSEC_VIEW_NR_NAMES &&
			    name_below(link, name, buffer->name[used]) &&
			    add_name(names, buffer->name[used]))
				used++;
	}
}

/* A file has a rule of its own; only directories, which are few, have some below. */
static bool is_of(const struct csec_policy *policy, const char *path,
		  bool is_dir)
{
	return is_dir ? csec_match_below(policy, CSEC_SECTION_EXEC, path) :
			!!csec_match_path(policy, CSEC_SECTION_EXEC, path);
}

static bool is_any_below(const struct llist_head *head, bool is_dir,
			 const char *dir, const struct csec_policy *policy)
{
	const struct csec_view_link *link;

	llist_for_each_entry(link, READ_ONCE(head->first), node)
		if (csec_mountinfo_is_under(link->target, dir) &&
		    (!policy || is_of(policy, link->path, is_dir)))
			return true;
	return false;
}

/**
 * csec_view_has_link_to - whether paths of policies lead into a directory
 * @view: Of the container.
 * @names: Of the directory.
 * @policy: Only those of its exec.allow count; NULL: all.
 *
 * Context: Process; its work may be proportional to the number of rules.
 * Return: true when one does, through links.
 */
bool csec_view_has_link_to(const struct csec_view *view,
			   const struct csec_file_names *names,
			   const struct csec_policy *policy)
{
	const struct csec_view_links *links = &view->links;
	unsigned int i, k;

	for (i = 0; i < names->nr; i++) {
		if (is_any_below(&links->dirs, true, names->name[i], policy))
			return true;
		for (k = 0; k < ARRAY_SIZE(links->files); k++)
			if (is_any_below(&links->files[k], false,
					 names->name[i], policy))
				return true;
	}
	return false;
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
