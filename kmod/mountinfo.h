/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - reading /proc/PID/mountinfo, see proc(5)
 *
 * Pure; compiles in user space.
 */
#ifndef _CSEC_MOUNTINFO_H
#define _CSEC_MOUNTINFO_H

#include <linux/types.h>

/**
 * struct csec_mountinfo - one line
 * @major: Of the superblock's device number.
 * @minor: Likewise.
 * @root: Path inside the superblock that is the root of the mount.
 * @point: Where it is mounted, below the root of the process.
 * @upper: The writable layer of an overlay, as it was named; NULL: none.
 */
struct csec_mountinfo {
	unsigned int major;
	unsigned int minor;
	char *root;
	char *point;
	char *upper;
};

int csec_mountinfo_next(char **cursor, struct csec_mountinfo *info);
bool csec_mountinfo_is_under(const char *path, const char *dir);

#endif /* _CSEC_MOUNTINFO_H */
