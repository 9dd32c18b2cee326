/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - a file of a container, for csecctl simulate
 */
#ifndef _CSEC_CTL_CMD_SIMULATE_H
#define _CSEC_CTL_CMD_SIMULATE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/csec.h>

enum {
	CSEC_HEAD_SIZE = 256, /* as much of a script as the kernel looks at */
};

/**
 * struct csec_image_file - a file below the root of a container
 * @name: Its name there, links followed; where there is no such file, the one
 *	that was asked for.
 * @fd: Open for reading, -1: it is not there.
 * @has_exec_stack: Its headers ask for an executable stack.
 * @is_large: The kernel computes no digest of that much.
 * @head: Its first bytes, NUL-terminated.
 */
struct csec_image_file {
	char name[PATH_MAX];
	int fd;
	bool has_exec_stack;
	bool is_large;
	char head[CSEC_HEAD_SIZE + 1];
};

/**
 * csec_image_file_find() - Follows the links of a name
 * @file: Result, without content.
 * @root: Descriptor of the root directory of the container.
 * @path: Absolute.
 *
 * Links are followed as the container would, inside of @root.
 *
 * Return: 0, also when there is no such file; another -errno of openat2(2).
 */
int csec_image_file_find(struct csec_image_file *file, int root,
			 const char *path);

/**
 * csec_image_file_real() - What the path of a rule leads to
 * @root: Descriptor of the root directory of the container.
 * @path: Absolute path or glob; of a glob the directory above the first wildcard.
 * @real: Result, PATH_MAX bytes: the same without links, as a pattern.
 *
 * Return: false: it is the same, or there is no such file.
 */
bool csec_image_file_real(int root, const char *path, char *real);

/**
 * csec_image_file_open() - Finds a file and reads what decides about it
 * @file: Result; csec_image_file_close() also after a failure.
 * @root: Descriptor of the root directory of the container.
 * @path: Absolute.
 *
 * Return: 0, also when there is no such file, and @file has no descriptor then;
 *	-EISDIR; -ENOEXEC: a device or the like; -EACCES: it may not be read;
 *	another -errno of openat2(2).
 */
int csec_image_file_open(struct csec_image_file *file, int root,
			 const char *path);

/**
 * csec_image_file_close() - Closes it
 * @file: The file.
 */
void csec_image_file_close(struct csec_image_file *file);

/**
 * csec_image_file_digest() - Computes its SHA-256
 * @file: The file.
 * @sha256: CSEC_SHA256_LEN bytes.
 *
 * Return: false: it cannot be read, or there is no sha256sum(1).
 */
bool csec_image_file_digest(const struct csec_image_file *file,
			    uint8_t *sha256);

#endif /* _CSEC_CTL_CMD_SIMULATE_H */
