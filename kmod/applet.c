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
#include <linux/string.h>

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
	return !strncmp(name, "busybox", strlen("busybox")) ||
	       !strcmp(name, "toybox");
}

/**
 * csec_applet_is_shell - whether arguments ask a multi-call file for a shell
 * @text: The arguments, each with its NUL; the last byte is a NUL.
 * @len: Bytes of @text, not 0.
 *
 * Context: Any.
 * Return: false: they name another program; true: a shell, or unknown.
 */
bool csec_applet_is_shell(const char *text, size_t len)
{
	static const char *const shells[] = { "sh",   "ash", "hush",
					      "bash", "msh", "lash" };
	const char *name = base_of(text);
	const size_t first = strlen(text) + 1;
	size_t i;

	if (csec_applet_is_multicall(name))
		name = first < len ? base_of(text + first) : "";
	for (i = 0; i < ARRAY_SIZE(shells); i++)
		if (!strcmp(name, shells[i]))
			return true;
	return !*name;
}
