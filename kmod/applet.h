/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - programs that are many in one file (busybox, toybox, coreutils)
 *
 * Pure; compiles in user space.
 */
#ifndef _CSEC_APPLET_H
#define _CSEC_APPLET_H

#include <linux/types.h>

/**
 * struct csec_applet_names - what the names of one file tell of it
 * @has_multicall: One is that of a file that holds many programs.
 * @has_other: One is that of no such file, and of no shell in one.
 */
struct csec_applet_names {
	bool has_multicall;
	bool has_other;
};

void csec_applet_add_name(struct csec_applet_names *names, const char *name);
bool csec_applet_are_multicall(const struct csec_applet_names *names);
bool csec_applet_is_multicall(const char *name);
bool csec_applet_is_link(const char *link, const char *target);
bool csec_applet_is_shell(const char *text, size_t len);
bool csec_applet_is_list(const char *list);
bool csec_applet_is_listed(const char *list, const char *text, size_t len);
size_t csec_applet_whole(const char *text, size_t len, size_t size);

#endif /* _CSEC_APPLET_H */
