/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - what the probes of the self-test have in common
 */
#ifndef _CSEC_CTL_PROBE_TOOLS_H
#define _CSEC_CTL_PROBE_TOOLS_H

#include "probe.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* What is put into memory: a function that returns CSEC_PROBE_RAN. */
extern const unsigned char csec_probe_code[];
extern const size_t csec_probe_code_size;

/**
 * csec_probe_use_ring() - From now on files are opened by workers of io_uring
 */
void csec_probe_use_ring(void);

/**
 * csec_probe_open() - open(), or the same by a worker of io_uring
 * @path: Relative to the current directory.
 * @flags: As open().
 * @mode: As open().
 *
 * Return: the descriptor; it ends the probe when there is none.
 */
int csec_probe_open(const char *path, int flags, unsigned int mode);

/**
 * csec_probe_check() - Ends the probe after a system call that failed
 * @ret: What it returned.
 *
 * Return: @ret.
 */
long csec_probe_check(long ret);

/**
 * csec_probe_fill_program() - Writes a small program
 * @fd: Open for writing.
 * @status: The program ends with.
 *
 * Return: 0; -errno.
 */
int csec_probe_fill_program(int fd, int status);

/**
 * csec_probe_fill_library() - Writes a shared object that ends its process
 * @fd: Open for writing.
 *
 * Return: 0; -errno.
 */
int csec_probe_fill_library(int fd);

/**
 * csec_probe_copy() - Copies a file
 * @from: Its name.
 * @to: Open for writing.
 */
void csec_probe_copy(const char *from, int to);

/**
 * csec_probe_new() - A new file that has a program in it
 * @path: Of the file.
 */
void csec_probe_new(const char *path);

/**
 * csec_probe_execute() - Executes a file
 * @path: Of the file.
 *
 * Return: CSEC_PROBE_FAILED, or not at all.
 */
int csec_probe_execute(const char *path);

/**
 * csec_probe_execute_fd() - Executes what a descriptor leads to
 * @fd: Also with O_PATH.
 *
 * Return: CSEC_PROBE_FAILED, or not at all.
 */
int csec_probe_execute_fd(int fd);

/**
 * csec_probe_readonly() - The same file, open for reading only
 * @fd: Closed.
 *
 * What is open for writing cannot be executed.
 *
 * Return: a new descriptor.
 */
int csec_probe_readonly(int fd);

/**
 * csec_probe_private_mounts() - What is mounted from now on nobody else sees
 */
void csec_probe_private_mounts(void);

/**
 * csec_probe_mount() - Mounts
 * @what: File or directory; "none" with @type.
 * @where: On this.
 * @type: NULL: @what itself.
 */
void csec_probe_mount(const char *what, const char *where, const char *type);

#endif /* _CSEC_CTL_PROBE_TOOLS_H */
