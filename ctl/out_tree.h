/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - writer of the machine formats, used by out.c only
 */
#ifndef _CSEC_CTL_OUT_TREE_H
#define _CSEC_CTL_OUT_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "out.h"

struct csec_out_tree;

/**
 * csec_out_tree_create() - Opens the object at the top
 * @file: Where to.
 * @format: CSEC_OUT_JSON, CSEC_OUT_JSONL or CSEC_OUT_YAML.
 * @bare: Leave "schema_version" out.
 *
 * Return: The writer, or NULL when there is no memory.
 */
struct csec_out_tree *
csec_out_tree_create(FILE *file, enum csec_out_format format, bool bare);

/**
 * csec_out_tree_close() - Closes the object at the top and frees
 * @tree: Writer.
 *
 * Return: 0; -ENOMEM something was left out.
 */
int csec_out_tree_close(struct csec_out_tree *tree);

/**
 * csec_out_tree_begin() - Opens a container
 * @tree: Writer.
 * @key: Member name, NULL: array element. Used until the end of an array.
 * @is_array: Array, not object.
 */
void csec_out_tree_begin(struct csec_out_tree *tree, const char *key,
			 bool is_array);

/**
 * csec_out_tree_end() - Closes the container opened last
 * @tree: Writer.
 */
void csec_out_tree_end(struct csec_out_tree *tree);

/**
 * csec_out_tree_literal() - Writes a number, truth value or null
 * @tree: Writer.
 * @key: Member name, NULL: array element.
 * @text: What to write.
 */
void csec_out_tree_literal(struct csec_out_tree *tree, const char *key,
			   const char *text);

/**
 * csec_out_tree_string() - Writes a string
 * @tree: Writer.
 * @key: Member name, NULL: array element.
 * @data: Bytes.
 * @len: How many.
 */
void csec_out_tree_string(struct csec_out_tree *tree, const char *key,
			  const void *data, size_t len);

#endif /* _CSEC_CTL_OUT_TREE_H */
