/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - programs that are many in one file (busybox, toybox, coreutils)
 *
 * Pure; compiles in user space.
 */
#ifndef _CSEC_APPLET_H
#define _CSEC_APPLET_H

#include <linux/types.h>

bool csec_applet_is_multicall(const char *name);
bool csec_applet_is_shell(const char *text, size_t len);
bool csec_applet_is_list(const char *list);
bool csec_applet_is_listed(const char *list, const char *text, size_t len);
size_t csec_applet_whole(const char *text, size_t len, size_t size);

#endif /* _CSEC_APPLET_H */
