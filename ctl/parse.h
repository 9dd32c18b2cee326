/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - policy text (YAML 1.2, JSON) -> model
 *
 * All or nothing: on any error the set stays as it was and the diagnostics say
 * what is wrong, at most CSEC_PARSE_ERRORS_MAX for each file. Hostile text
 * costs bounded time and memory: the size, the depth and the number of nodes
 * are limited, anchors, aliases, tags and merge keys are refused.
 */
#ifndef _CSEC_CTL_PARSE_H
#define _CSEC_CTL_PARSE_H

#include <stddef.h>
#include <stdint.h>

struct csec_diag;
struct csec_policy_set;

#define CSEC_PARSE_SIZE_MAX (64u << 20) /* bytes of one policy file */
#define CSEC_PARSE_LINE_MAX (1u << 20) /* bytes of one line */
#define CSEC_PARSE_DEPTH_MAX 16 /* nested lists and mappings */
#define CSEC_PARSE_NODES_MAX (8u << 20) /* values and keys of one file */
#define CSEC_PARSE_ERRORS_MAX 20 /* reported for one file */

/**
 * csec_parse_text() - Reads the policies of a text
 * @name: File name for diagnostics and as source of the policies.
 * @text: Bytes, any.
 * @len: How many.
 * @set: Gets the policies.
 * @diag: Gets errors and warnings.
 *
 * A relative manifest is looked for in the directory of @name.
 *
 * Return: 0; -EINVAL the text is refused; -EEXIST a name is in @set already;
 *	-EFBIG too big; -ENOMEM. Every error has been added to @diag.
 */
int csec_parse_text(const char *name, const void *text, size_t len,
		    struct csec_policy_set *set, struct csec_diag *diag);

/**
 * csec_parse_file() - Reads the policies of one file
 * @path: File, "-": standard input.
 * @set: Gets the policies.
 * @diag: Gets errors and warnings.
 *
 * Return: As csec_parse_text(), or -errno of open() and read(), or -EISDIR.
 */
int csec_parse_file(const char *path, struct csec_policy_set *set,
		    struct csec_diag *diag);

/**
 * csec_parse_path() - Reads one file, or all policy files of a directory
 * @path: File, "-", or directory: its *.yaml, *.yml and *.json in the order of
 *	their names, without files whose name begins with a dot; regular files,
 *	and links to those inside of the directory.
 * @set: Gets the policies.
 * @diag: Gets errors and warnings of all files.
 *
 * Return: As csec_parse_file(); -ENOENT also for a directory without policies.
 */
int csec_parse_path(const char *path, struct csec_policy_set *set,
		    struct csec_diag *diag);

/**
 * csec_parse_each() - csec_parse_path() that keeps what is good
 * @path: As there.
 * @set: Gets the policies of each file without errors.
 * @diag: Gets errors and warnings of all files.
 * @done: Called after each file, with its name and what csec_parse_file() says
 *	of it; also for a directory that is empty or cannot be read. May be NULL.
 * @data: For @done.
 *
 * Return: 0, or the first error.
 */
int csec_parse_each(const char *path, struct csec_policy_set *set,
		    struct csec_diag *diag,
		    void (*done)(void *data, const char *name, int err),
		    void *data);

/**
 * csec_parse_paths() - csec_parse_path() for several, all or nothing
 * @paths: Files and directories.
 * @nr_paths: How many.
 * @set: Gets the policies of all, or none.
 * @diag: Gets errors and warnings of all.
 *
 * Return: 0, or the first error of csec_parse_path().
 */
int csec_parse_paths(char *const *paths, size_t nr_paths,
		     struct csec_policy_set *set, struct csec_diag *diag);

/**
 * csec_parse_u32() - Reads a decimal number
 * @text: Digits only.
 * @min: Least.
 * @max: Greatest.
 * @value: Result.
 *
 * Return: 0; -EINVAL not a number; -ERANGE out of range.
 */
int csec_parse_u32(const char *text, uint32_t min, uint32_t max,
		   uint32_t *value);

#endif /* _CSEC_CTL_PARSE_H */
