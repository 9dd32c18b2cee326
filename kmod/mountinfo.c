// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - reading /proc/PID/mountinfo, see proc(5)
 */
#include "mountinfo.h"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>

static bool is_octal(char c)
{
	return c >= '0' && c <= '7';
}

/* Undoes the kernel's escapes of space, tab, newline and backslash. */
static void unescape(char *text)
{
	char *out = text;

	while (*text) {
		if (text[0] == '\\' && is_octal(text[1]) && is_octal(text[2]) &&
		    is_octal(text[3])) {
			*out++ = (text[1] - '0') << 6 | (text[2] - '0') << 3 |
				 (text[3] - '0');
			text += 4;
		} else {
			*out++ = *text++;
		}
	}
	*out = '\0';
}

/* The value of an option; the text is cut up. NULL: there is none. */
static char *find_option(char *options, const char *key)
{
	const size_t len = strlen(key);
	char *option;

	while ((option = strsep(&options, ",")))
		if (!strncmp(option, key, len))
			return option + len;
	return NULL;
}

/* ... master:1 - overlay overlay rw,lowerdir=/a,upperdir=/b,workdir=/c */
static char *find_upper(char *rest)
{
	char *field, *type, *upper;

	do {
		field = strsep(&rest, " ");
	} while (field && strcmp(field, "-"));
	type = strsep(&rest, " ");
	strsep(&rest, " ");
	if (!rest || strcmp(type, "overlay"))
		return NULL;
	upper = find_option(rest, "upperdir=");
	if (upper)
		unescape(upper);
	return upper;
}

/**
 * csec_mountinfo_next - takes one line off the text
 * @cursor: Rest of the text, NUL-terminated; is moved on and written to.
 * @info: Filled; points into the text.
 *
 * Context: Any.
 * Return: 1: a mount; 0: end of the text; -EINVAL: not the documented format.
 */
int csec_mountinfo_next(char **cursor, struct csec_mountinfo *info)
{
	char *line = strsep(cursor, "\n"), *device;

	if (!line || !*line)
		return 0;
	/* 36 35 98:0 /mnt1 /mnt2 rw,noatime ... */
	strsep(&line, " ");
	strsep(&line, " ");
	device = strsep(&line, " ");
	info->root = strsep(&line, " ");
	info->point = strsep(&line, " ");
	if (!line || sscanf(device, "%u:%u", &info->major, &info->minor) != 2)
		return -EINVAL;
	unescape(info->root);
	unescape(info->point);
	info->upper = find_upper(line);
	return 1;
}

/**
 * csec_mountinfo_is_under - whether a path is a directory or below it
 * @path: Absolute.
 * @dir: Absolute; "/" holds everything.
 *
 * Context: Any.
 * Return: true when it is.
 */
bool csec_mountinfo_is_under(const char *path, const char *dir)
{
	size_t len = strlen(dir);

	if (len == 1 && dir[0] == '/')
		return path[0] == '/';
	return !strncmp(path, dir, len) &&
	       (path[len] == '/' || path[len] == '\0');
}
