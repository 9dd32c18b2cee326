/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - whole files into memory, with a limit
 */
#ifndef _CSEC_CTL_FILE_H
#define _CSEC_CTL_FILE_H

#include <stddef.h>

/**
 * csec_file_read() - Reads a file
 * @path: File name, "-": standard input.
 * @max: Most bytes.
 * @data: Gets memory for free() with a NUL behind the content.
 * @len: Gets the bytes without that NUL.
 *
 * Return: 0; -EFBIG more than @max bytes; -EISDIR; -EINVAL neither a regular
 *	file nor a pipe; -ENOMEM; -errno of open() and read().
 */
int csec_file_read(const char *path, size_t max, char **data, size_t *len);

#endif /* _CSEC_CTL_FILE_H */
