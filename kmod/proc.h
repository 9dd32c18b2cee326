/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - the module's own mount of proc
 *
 * What a module cannot be told otherwise it reads there: where the host has
 * mounted proc, or whether, does not matter, nor which root directory a worker
 * of the kernel has (since 7.x an empty one).
 */
#ifndef _CSEC_PROC_H
#define _CSEC_PROC_H

#include <linux/types.h>

struct file;

int csec_proc_init(void);
void csec_proc_exit(void);
struct file *csec_proc_open(const char *name);
bool csec_proc_is_own(const struct file *file);

#endif /* _CSEC_PROC_H */
