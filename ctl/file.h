/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - whole files into memory, with a limit
 */
#ifndef _CSEC_CTL_FILE_H
#define _CSEC_CTL_FILE_H

#include <stddef.h>

/**
 * csec_file_read() - Reads a file that the user names
 * @path: File name, "-": standard input.
 * @max: Most bytes.
 * @data: Gets memory for free() with a NUL behind the content.
 * @len: Gets the bytes without that NUL.
 *
 * Follows links. A pipe is waited for; standard input may be anything.
 *
 * Return: 0; -EFBIG more than @max bytes; -EISDIR; -ENOEXEC neither a regular
 *	file nor a pipe; -ENOMEM; -errno of open() and read().
 */
int csec_file_read(const char *path, size_t max, char **data, size_t *len);

/**
 * csec_file_read_in() - Reads a file that somebody else may have put there
 * @directory: Directory; links to it are followed.
 * @name: Relative to it.
 * @max: Most bytes.
 * @data: Gets memory for free() with a NUL behind the content.
 * @len: Gets the bytes without that NUL.
 *
 * Links are followed as long as they are relative and stay below @directory.
 * Nothing but a regular file is opened, so that none can block.
 *
 * Return: As csec_file_read(); -EXDEV a link leads out; -ENOEXEC no regular
 *	file.
 */
int csec_file_read_in(const char *directory, const char *name, size_t max,
		      char **data, size_t *len);

/**
 * csec_file_error() - Says what an error of the functions above means
 * @err: -errno.
 *
 * Return: Text.
 */
const char *csec_file_error(int err);

#endif /* _CSEC_CTL_FILE_H */
