// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - programs that are many in one file (busybox, toybox, coreutils)
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
 * csec_applet_add_name - one more name of a file
 * @names: Of the file; zeroed before the first one.
 * @name: Name of the file, or a path that ends in it.
 *
 * Context: Any.
 */
void csec_applet_add_name(struct csec_applet_names *names, const char *name)
{
	static const char *const shells[] = { "sh",  "ash",  "hush",
					      "msh", "lash", "static-sh" };
	bool is_known = csec_applet_is_multicall(name);
	size_t i;

	names->has_multicall |= is_known;
	name = base_of(name);
	for (i = 0; i < ARRAY_SIZE(shells) && !is_known; i++)
		is_known = !strcmp(name, shells[i]);
	names->has_other |= !is_known;
}

/**
 * csec_applet_are_multicall - whether a file of those names holds many programs
 * @names: All that are known.
 *
 * One name is enough, as any applet may be a hard link; but a file that is bash, too,
 * is that, which goes by no name.
 *
 * Context: Any.
 * Return: true when it does.
 */
bool csec_applet_are_multicall(const struct csec_applet_names *names)
{
	return names->has_multicall && !names->has_other;
}

/*
 * The argument after the one at @text, NULL: there is none. @len becomes the
 * bytes from there on.
 */
static const char *arg_after(const char *text, size_t *len)
{
	const size_t first = strlen(text) + 1;

	if (first >= *len)
		return NULL;
	*len -= first;
	return text + first;
}

/**
 * csec_applet_is_shell - whether arguments ask a multi-call file for a shell
 * @text: The arguments, each with its NUL; the last byte is a NUL.
 * @len: Bytes of @text, not 0.
 *
 * "busybox busybox sh" is a shell as well.
 *
 * Context: Any.
 * Return: false: they name another program; true: a shell, or unknown.
 */
bool csec_applet_is_shell(const char *text, size_t len)
{
	static const char *const shells[] = { "sh",   "ash", "hush",
					      "bash", "msh", "lash" };
	const char *name = base_of(text);
	size_t i;

	while (text && csec_applet_is_multicall(name)) {
		text = arg_after(text, &len);
		name = text ? base_of(text) : "";
	}
	for (i = 0; i < ARRAY_SIZE(shells); i++)
		if (!strcmp(name, shells[i]))
			return true;
	return !*name;
}

/* Rules: exec.allow.applets */

/**
 * csec_applet_is_list - whether a text is a list of names
 * @list: Names, a blank between two.
 *
 * Context: Any.
 * Return: true when there is at least one name, and each is one that a file can
 * have, printable and without blanks.
 */
bool csec_applet_is_list(const char *list)
{
	bool is_word = false;

	for (; *list; list++) {
		const unsigned char c = *list;

		if (c == ' ' && !is_word)
			return false;
		if (c < ' ' || c > '~' || c == '/')
			return false;
		is_word = c != ' ';
	}
	return is_word;
}

static bool is_in(const char *list, const char *name)
{
	const size_t len = strlen(name);

	if (!len || strchr(name, ' '))
		return false;
	while (*list) {
		const size_t word = strcspn(list, " ");

		if (word == len && !memcmp(list, name, len))
			return true;
		list += word + (list[word] == ' ');
	}
	return false;
}

/* A name that stands for no applet: what follows says which. */
static bool is_box(const char *name)
{
	return csec_applet_is_multicall(name) || strstarts(name, "toybox") ||
	       strstarts(name, "coreutils");
}

/**
 * csec_applet_is_link - whether a symbolic link means one applet
 * @link: Its path.
 * @target: That of the file.
 *
 * A rule that names it would mean them all.
 *
 * Context: Any.
 * Return: true when it does.
 */
bool csec_applet_is_link(const char *link, const char *target)
{
	return is_box(base_of(target)) && !is_box(base_of(link));
}

/* The value of the option that coreutils has for it, NULL: another argument. */
static const char *program_option(const char *arg)
{
	static const char *const options[] = { "--coreutils-prog=",
					       "--coreutils-prog-shebang=" };
	size_t i;

	for (i = 0; arg && i < ARRAY_SIZE(options); i++)
		if (strstarts(arg, options[i]))
			return base_of(arg + strlen(options[i]));
	return NULL;
}

/**
 * csec_applet_is_listed - whether a list has what arguments ask for
 * @list: Names, a blank between two.
 * @text: The arguments, each with its NUL.
 * @len: Bytes of @text, 0: no arguments.
 *
 * By the name that it was called by, or by the first argument where that name is
 * the one of the file. A name that the file does not know makes it look at an
 * option; so the value of one that is there has to be listed in any case.
 *
 * Context: Any.
 * Return: true when it has; false also when they ask for nothing.
 */
bool csec_applet_is_listed(const char *list, const char *text, size_t len)
{
	const char *arg = len ? text : NULL, *option = NULL;
	const char *name = arg ? base_of(arg) : "";

	while (arg && !option && is_box(name)) {
		arg = arg_after(arg, &len);
		option = program_option(arg);
		name = arg ? base_of(arg) : "";
	}
	if (option)
		return is_in(list, option);
	option = arg ? program_option(arg_after(arg, &len)) : NULL;
	return is_in(list, name) && (!option || is_in(list, option));
}

/**
 * csec_applet_whole - leaves out an argument that may be cut
 * @text: The arguments, each with its NUL.
 * @len: Bytes of @text.
 * @size: Bytes that there was room for.
 *
 * Context: Any.
 * Return: bytes of the arguments that are complete.
 */
size_t csec_applet_whole(const char *text, size_t len, size_t size)
{
	if (len < size)
		return len;
	for (len = size - 1; len && text[len - 1]; len--)
		;
	return len;
}
