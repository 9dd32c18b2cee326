/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - text -> tree of nodes with places; the only user of libfyaml
 */
#ifndef _CSEC_CTL_PARSE_TREE_H
#define _CSEC_CTL_PARSE_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "diag.h"

struct csec_arena;

enum csec_node_kind {
	CSEC_NODE_SCALAR,
	CSEC_NODE_MAP,
	CSEC_NODE_LIST,
};

/**
 * struct csec_node - one value of the text
 * @next: Next value of the same container.
 * @child: First value of a container.
 * @key: Key of a value in a mapping, always a scalar.
 * @text: Value of a scalar with a NUL added.
 * @len: Bytes of @text, which may contain NUL.
 * @offset: Where it stands in the source.
 * @nr: Values of a container.
 * @kind: What it is.
 * @is_plain: A scalar without quotes, which may be a number or null.
 */
struct csec_node {
	struct csec_node *next;
	struct csec_node *child;
	struct csec_node *key;
	const char *text;
	uint32_t len;
	uint32_t offset;
	uint32_t nr;
	uint8_t kind;
	bool is_plain;
};

/**
 * struct csec_source - a text that is being read
 * @name: File name.
 * @text: Bytes, without byte order mark.
 * @len: How many.
 * @diag: Where errors go.
 * @arena: Memory for the tree.
 * @nr_errors: Errors of this text; reading stops at CSEC_PARSE_ERRORS_MAX.
 * @out_of_memory: The text could not be read to its end.
 * @seen: Offset that the line was counted up to; private.
 * @seen_line: Lines in front of @seen; private.
 * @line_start: Where the line of @seen starts; private.
 */
struct csec_source {
	const char *name;
	const char *text;
	size_t len;
	struct csec_diag *diag;
	struct csec_arena *arena;
	unsigned int nr_errors;
	bool out_of_memory;
	size_t seen;
	uint32_t seen_line;
	size_t line_start;
};

/**
 * csec_source_line() - Line of an offset; cheap when offsets grow
 * @source: Text.
 * @offset: Byte offset.
 *
 * Return: Line from 1.
 */
uint32_t csec_source_line(struct csec_source *source, size_t offset);

/**
 * csec_source_error() - Reports an error
 * @source: Text.
 * @offset: Where.
 * @fmt: printf() format.
 */
void csec_source_error(struct csec_source *source, size_t offset,
		       const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * csec_source_is_full() - Says whether enough errors were reported
 * @source: Text.
 *
 * Return: true when reading is to stop.
 */
bool csec_source_is_full(const struct csec_source *source);

/**
 * csec_tree_read() - Reads all documents of a text
 * @source: Text; errors are counted there.
 *
 * Return: A list node with a child for each document, NULL after an error.
 */
struct csec_node *csec_tree_read(struct csec_source *source);

#endif /* _CSEC_CTL_PARSE_TREE_H */
