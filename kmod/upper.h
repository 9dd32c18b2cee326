/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - the writable layer of an overlay
 */
#ifndef _CSEC_UPPER_H
#define _CSEC_UPPER_H

#include <linux/fs.h>

/**
 * struct csec_upper - the directory that is the upper layer
 * @dev: Of its superblock.
 * @ino: Inode number; 0: none, or not known.
 * @generation: Of the inode.
 * @path: As the host named it; lives as long as what it was found by.
 */
struct csec_upper {
	dev_t dev;
	unsigned long ino;
	u32 generation;
	const char *path;
};

struct file *csec_upper_open_on_host(const char *path, int flags);
void csec_upper_find(const char *path, struct csec_upper *upper);
bool csec_upper_holds(const struct csec_upper *upper,
		      const struct dentry *dentry);
bool csec_upper_has(const struct csec_upper *upper, const char *path);

#endif /* _CSEC_UPPER_H */
