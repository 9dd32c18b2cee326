/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - interpreters that have not opened their script yet
 */
#ifndef _CSEC_EARLY_H
#define _CSEC_EARLY_H

#include <linux/types.h>

struct inode;

int csec_early_begin(const char *script, const struct inode *inode);
void csec_early_end(void);
u32 csec_early_facts(const char *name, const struct inode *inode, bool *is_it);
bool csec_early_has_any(void);
void csec_early_exit(void);

#endif /* _CSEC_EARLY_H */
