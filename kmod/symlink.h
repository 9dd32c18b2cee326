/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - following symbolic links as they were when a container started
 */
#ifndef _CSEC_SYMLINK_H
#define _CSEC_SYMLINK_H

#include "view.h"

/**
 * struct csec_symlink_walk - the walk along one path
 * @view: Of the container.
 * @nr_followed: Links so far.
 * @is_dir: What @text is.
 * @text: What has been walked, without links; empty: the root.
 * @rest: What is left of one component of the path.
 * @is_link: The last component of the path is a link.
 * @dir_len: Bytes of the path up to its last directory that is a link; 0: none.
 * @dir: What that one leads to.
 * @path: Room for a path of the caller.
 * @buffer: For the names of a link.
 */
struct csec_symlink_walk {
	const struct csec_view *view;
	unsigned int nr_followed;
	bool is_dir;
	char text[PATH_MAX];
	char rest[PATH_MAX];
	bool is_link;
	size_t dir_len;
	char dir[PATH_MAX];
	char path[PATH_MAX];
	struct csec_view_buffer buffer;
};

bool csec_symlink_has_name(const struct csec_file_names *names,
			   const char *name);
int csec_symlink_walk(struct csec_symlink_walk *walk, const char *path);

#endif /* _CSEC_SYMLINK_H */
