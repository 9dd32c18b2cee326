// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - whether this host is one for csec
 */
#define pr_fmt(fmt) "csec: " fmt

#include "host.h"

#include <linux/err.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#define COMMAND_LINE_MAX 8192

/* Whether one of the words of @text, separated by white space, is @word. */
static bool has_word(char *text, const char *word)
{
	char *next;

	while ((next = strsep(&text, " \t\n")))
		if (!strcmp(next, word))
			return true;
	return false;
}

/*
 * The kernel's command line is not exported to modules. Where /proc is not
 * mounted nobody can have asked for anything.
 */
static bool is_on_command_line(const char *word)
{
	struct file *file = filp_open("/proc/cmdline", O_RDONLY, 0);
	bool found = false;
	ssize_t len;
	loff_t pos = 0;
	char *text;

	if (IS_ERR(file))
		return false;
	text = kzalloc(COMMAND_LINE_MAX, GFP_KERNEL);
	len = text ? kernel_read(file, text, COMMAND_LINE_MAX - 1, &pos) : 0;
	if (len > 0)
		found = has_word(text, word);
	kfree(text);
	filp_close(file, NULL);
	return found;
}

/*
 * The kernel has a v2 hierarchy even where only v1 is mounted, but with all
 * tasks in its root: no policy would ever match.
 */
static bool has_cgroup2(void)
{
	struct file_system_type *type = get_fs_type("cgroup2");
	bool is_mounted;

	if (!type)
		return false;
	is_mounted = !hlist_empty(&type->fs_supers);
	module_put(type->owner);
	return is_mounted;
}

/**
 * csec_host_check - whether csec may and can work on this host
 *
 * Context: Process, module init; may sleep.
 * Return: 0; -EPERM: "nocsec" is on the kernel's command line; -EOPNOTSUPP: no
 * cgroup v2 hierarchy is mounted. The reason is in the log.
 */
int csec_host_check(void)
{
	if (is_on_command_line("nocsec")) {
		pr_info("not loaded: nocsec is on the kernel's command line\n");
		return -EPERM;
	}
	if (!has_cgroup2()) {
		pr_err("no cgroup v2 hierarchy is mounted: there is nothing to govern (on a host with v1 only, boot with systemd.unified_cgroup_hierarchy=1)\n");
		return -EOPNOTSUPP;
	}
	return 0;
}
