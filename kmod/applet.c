// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - programs that are many in one file (busybox, toybox)
 *
 * Such a file is a shell or wget, as its first arguments say: it goes by them
 * itself, so that a false name does not make a shell out of wget or the other
 * way round.
 */
#include "applet.h"

#include <linux/kernel.h>
#include <linux/mm_types.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#define ARGUMENTS_SIZE 128

static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	path = slash ? slash + 1 : path;
	return *path == '-' ? path + 1 : path;
}

/**
 * csec_applet_is_multicall - whether a file of that name holds many programs
 * @name: Name of the file, or a path that ends in it.
 *
 * Context: Any.
 * Return: true when it does.
 */
bool csec_applet_is_multicall(const char *name)
{
	name = base_of(name);
	/* Also busybox-static and the like, as busybox itself sees it. */
	return strstarts(name, "busybox") || !strcmp(name, "toybox");
}

/**
 * csec_applet_is_shell - whether the current task runs a multi-call file as shell
 *
 * Context: Process, may sleep.
 * Return: false: the arguments name another program; true: a shell, or unknown.
 */
bool csec_applet_is_shell(void)
{
	static const char *const shells[] = { "sh",   "ash", "hush",
					      "bash", "msh", "lash" };
	const struct mm_struct *mm = current->mm;
	char arguments[ARGUMENTS_SIZE];
	const char *name;
	size_t len, first;

	if (!mm)
		return true;
	len = min_t(size_t, mm->arg_end - mm->arg_start, ARGUMENTS_SIZE - 1);
	if (copy_from_user(arguments, (void __user *)mm->arg_start, len))
		return true;
	arguments[len] = '\0';
	name = base_of(arguments);
	first = strlen(arguments) + 1;
	if (csec_applet_is_multicall(name))
		name = first < len ? base_of(arguments + first) : "";
	return !*name || match_string(shells, ARRAY_SIZE(shells), name) >= 0;
}
