/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - checks of single values of a policy text
 */
#ifndef _CSEC_CTL_PARSE_VALUE_H
#define _CSEC_CTL_PARSE_VALUE_H

#include <stdbool.h>

struct csec_field;
struct csec_node;
struct csec_source;

/**
 * csec_value_is_null() - Says whether a value is null or not there
 * @node: Value.
 *
 * Return: true for "", ~ and null without quotes.
 */
bool csec_value_is_null(const struct csec_node *node);

/**
 * csec_value_check() - Checks a scalar and reports what is wrong
 * @source: Text, for errors.
 * @field: What the value has to be; not a container.
 * @node: Scalar.
 * @what: The value in messages, for example "'max'".
 */
void csec_value_check(struct csec_source *source,
		      const struct csec_field *field,
		      const struct csec_node *node, const char *what);

/**
 * csec_value_path_error() - Checks an absolute path or glob
 * @text: Path.
 * @is_cgroup: "/" is fine.
 *
 * Return: NULL, or what is wrong, to follow the name of the value.
 */
const char *csec_value_path_error(const char *text, bool is_cgroup);

#endif /* _CSEC_CTL_PARSE_VALUE_H */
