/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - where files are seen through the mounts of a container
 *
 * Pure; compiles in user space.
 */
#ifndef _CSEC_MOUNTS_H
#define _CSEC_MOUNTS_H

#include <linux/types.h>

/**
 * struct csec_mount - one mount, and what covers parts of it
 * @dev: Of the superblock.
 * @root: Path inside the superblock.
 * @point: Path in the container.
 * @root_len: Bytes of @root; 0 for "/".
 * @point_len: Bytes of @point; 0 for "/".
 * @is_hidden: Another one at the same point covers it, or is the same.
 * @above: The nearest one whose point is above this one; NULL: none.
 * @below: First of those that have this one above; NULL: none.
 * @next: Next one of those.
 *
 * @dev, @root and @point are the caller's, the rest is set by csec_mounts_link().
 */
struct csec_mount {
	dev_t dev;
	const char *root;
	const char *point;
	u32 root_len;
	u32 point_len;
	bool is_hidden;
	struct csec_mount *above;
	struct csec_mount *below;
	struct csec_mount *next;
};

void csec_mounts_link(struct csec_mount **mounts, unsigned int nr);
bool csec_mount_is_at(const struct csec_mount *mount,
		      const struct csec_mount *through, const char *path,
		      size_t len);
bool csec_mount_name(const struct csec_mount *mount, const char *path,
		     size_t len, char *name, size_t size);

#endif /* _CSEC_MOUNTS_H */
