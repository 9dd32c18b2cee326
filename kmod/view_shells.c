// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - what the shells of a container were when it started
 *
 * They are kept by inode: links and other names made later do not hide them.
 */
#include "view.h"

#include <linux/file.h>
#include <linux/mm.h>
#include <linux/namei.h>
#include <linux/slab.h>

#include "applet.h"

static u32 count_shells(const struct csec_policy *policy)
{
	u32 i, nr = 0;

	for (i = 0; i < policy->nr_rules; i++)
		nr += policy->rules[i].section == CSEC_SECTION_SHELL_CLASS;
	return nr;
}

/* Without a fingerprint its copies are not known. */
static void take_fingerprint(const struct path *path,
			     struct csec_view_shell *shell)
{
	struct file *file = dentry_open(path, O_RDONLY, current_cred());

	if (IS_ERR(file))
		return;
	csec_fingerprint_take(file, &shell->fingerprint);
	fput(file);
}

static struct csec_view_shell *find_shell(const struct csec_view *view,
					  const struct inode *inode)
{
	unsigned int i;

	for (i = 0; i < view->nr_shells; i++)
		if (view->shells[i].ino == inode->i_ino &&
		    view->shells[i].dev == inode->i_sb->s_dev &&
		    view->shells[i].generation == inode->i_generation)
			return &view->shells[i];
	return NULL;
}

static struct csec_view_shell *add_file(struct csec_view *view,
					const struct path *path)
{
	struct csec_view_shell *shell = &view->shells[view->nr_shells++];
	const struct inode *inode = d_backing_inode(path->dentry);

	shell->dev = inode->i_sb->s_dev;
	shell->ino = inode->i_ino;
	shell->generation = inode->i_generation;
	take_fingerprint(path, shell);
	return shell;
}

/* What a path of the shell class is now: a file may have several. */
static void add_shell(struct csec_view *view, const char *path)
{
	struct csec_view_shell *shell;
	const struct inode *inode;
	struct path found;

	if (kern_path(path, LOOKUP_FOLLOW, &found))
		return;
	inode = d_backing_inode(found.dentry);
	if (S_ISREG(inode->i_mode)) {
		shell = find_shell(view, inode) ?: add_file(view, &found);
		rcu_read_lock();
		csec_applet_add_name(&shell->names,
				     READ_ONCE(found.dentry->d_name.name));
		rcu_read_unlock();
	}
	path_put(&found);
}

/*
 * Of a pattern with nothing behind its asterisk (/bin/zsh*) the file without is
 * taken; its other files are left to their names.
 */
static void add_shell_rule(struct csec_view *view,
			   const struct csec_policy *policy,
			   const struct csec_rule *rule)
{
	const char *path = csec_policy_text(policy, rule->path);
	char stem[64];

	if (!rule->is_glob) {
		add_shell(view, path);
		return;
	}
	if (strscpy(stem, path, sizeof(stem)) < 0)
		return;
	*strchrnul(stem, '*') = '\0';
	if (strlen(stem) + 1 == rule->path_len)
		add_shell(view, stem);
}

/**
 * csec_view_add_shells - looks up what the paths of the shell class lead to
 * @view: Being made.
 * @policy: Has the class.
 *
 * Context: Process, may sleep; with the rights of the kernel.
 * Return: 0; -ENOMEM.
 */
int csec_view_add_shells(struct csec_view *view,
			 const struct csec_policy *policy)
{
	u32 nr = count_shells(policy), i;

	if (!nr)
		return 0;
	view->shells = kvcalloc(nr, sizeof(*view->shells), GFP_KERNEL_ACCOUNT);
	if (!view->shells)
		return -ENOMEM;
	for (i = 0; i < policy->nr_rules; i++)
		if (policy->rules[i].section == CSEC_SECTION_SHELL_CLASS)
			add_shell_rule(view, policy, &policy->rules[i]);
	return 0;
}

/**
 * csec_view_shell - whether a file had the name of a shell at the start
 * @view: Of the container.
 * @inode: Of the file.
 *
 * Context: Any.
 * Return: what is known of it; NULL: it had not.
 */
const struct csec_view_shell *csec_view_shell(const struct csec_view *view,
					      const struct inode *inode)
{
	return find_shell(view, inode);
}

/**
 * csec_view_copied_shell - whether a file is a copy of a shell
 * @view: Of the container.
 * @file: Open for reading.
 *
 * Context: Process, may sleep.
 * Return: the shell that it is a copy of; NULL: none.
 */
const struct csec_view_shell *
csec_view_copied_shell(const struct csec_view *view, struct file *file)
{
	struct csec_fingerprint fingerprint;
	unsigned int i;

	if (!view->nr_shells || !S_ISREG(file_inode(file)->i_mode))
		return NULL;
	csec_fingerprint_take(file, &fingerprint);
	for (i = 0; i < view->nr_shells; i++)
		if (csec_fingerprint_is_same(&view->shells[i].fingerprint,
					     &fingerprint))
			return &view->shells[i];
	return NULL;
}
