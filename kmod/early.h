/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - interpreters that have not opened their script yet
 */
#ifndef _CSEC_EARLY_H
#define _CSEC_EARLY_H

#include <linux/types.h>

struct dentry;
struct inode;

/**
 * enum csec_early_match - whether a file is the script that is waited for
 * @CSEC_EARLY_OTHER: It is not, or none is waited for.
 * @CSEC_EARLY_LIKELY: There was none at exec, and it is when it is listed: by the
 *	name, to which an ending may have been added, or in the directory that was
 *	there instead.
 * @CSEC_EARLY_SCRIPT: It is what was there at exec.
 */
enum csec_early_match {
	CSEC_EARLY_OTHER,
	CSEC_EARLY_LIKELY,
	CSEC_EARLY_SCRIPT,
};

int csec_early_begin(const char *script, const struct inode *inode);
void csec_early_end(void);
u32 csec_early_facts(const char *name, const struct dentry *dentry,
		     enum csec_early_match *match);
bool csec_early_has_any(void);
void csec_early_exit(void);

#endif /* _CSEC_EARLY_H */
