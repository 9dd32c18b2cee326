/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - lists of digests in the format of sha256sum(1) -> exec rules
 */
#ifndef _CSEC_CTL_MANIFEST_H
#define _CSEC_CTL_MANIFEST_H

#include <stddef.h>
#include <stdint.h>

struct csec_diag;
struct csec_policy;

#define CSEC_MANIFEST_SIZE_MAX (256u << 20)

/**
 * csec_manifest_parse() - Adds a rule for each line of a manifest
 * @name: File name for diagnostics.
 * @text: Bytes, any.
 * @len: How many.
 * @policy: Gets the rules.
 * @line: Line of the policy that names the manifest; the rules get it, as a
 *	policy knows one source only.
 * @diag: Gets errors.
 *
 * A line is 64 hexadecimal digits, a space, a space or '*', and an absolute
 * path. In a line that sha256sum(1) marks with a leading '\\', two backslashes of
 * the path are one; line breaks are refused. Empty lines and lines that begin
 * with '#' are skipped. The path is taken as it is: what would be a wildcard in
 * a policy is escaped.
 *
 * Return: 0; -EINVAL malformed or without a line; -E2BIG too many rules;
 *	-ENOMEM. Every error has been added to @diag.
 */
int csec_manifest_parse(const char *name, const char *text, size_t len,
			struct csec_policy *policy, uint32_t line,
			struct csec_diag *diag);

/**
 * csec_manifest_read() - csec_manifest_parse() for a file
 * @source: Name of the policy's file, which may be somebody else's.
 * @file: The manifest, relative to the directory of @source and below it.
 * @policy: Gets the rules.
 * @line: Line of the policy that names the manifest.
 * @diag: Gets errors.
 *
 * Return: As csec_manifest_parse(), or the errors of csec_file_read_in().
 */
int csec_manifest_read(const char *source, const char *file,
		       struct csec_policy *policy, uint32_t line,
		       struct csec_diag *diag);

#endif /* _CSEC_CTL_MANIFEST_H */
