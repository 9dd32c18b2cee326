/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - output: one call emits text, JSON, JSON lines or YAML
 *
 * Model: a tree of objects, arrays and values under one object that is open
 * from create to close. @key is the snake_case name in the machine formats and
 * NULL for an element of an array; @fmt is a printf() format for people with
 * exactly one conversion for the value, and NULL prints nothing for people.
 *
 * Between csec_out_table_begin() and _end() the values are cells: people see
 * aligned columns, machines an array @key of objects.
 *
 * JSON: one object, "schema_version" first. JSON lines: every element of an
 * array directly under the top is a line {"schema_version": 1, "type": KEY,
 * ...}, written and flushed at once; what is directly under the top comes in
 * one last line. YAML: block style, strings quoted where needed.
 *
 * Bytes that somebody else chose: see csec_text_json(), csec_text_plain().
 */
#ifndef _CSEC_CTL_OUT_H
#define _CSEC_CTL_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define CSEC_OUT_SCHEMA_VERSION 1

enum csec_out_format {
	CSEC_OUT_TABLE, /* for people */
	CSEC_OUT_JSON,
	CSEC_OUT_JSONL,
	CSEC_OUT_YAML,

	__CSEC_OUT_MAX,
	CSEC_OUT_MAX = __CSEC_OUT_MAX - 1
};

enum csec_colour_mode {
	CSEC_COLOUR_AUTO, /* when a terminal, unless NO_COLOR or TERM=dumb */
	CSEC_COLOUR_ALWAYS,
	CSEC_COLOUR_NEVER,

	__CSEC_COLOUR_MAX,
	CSEC_COLOUR_MAX = __CSEC_COLOUR_MAX - 1
};

enum csec_style {
	CSEC_STYLE_PLAIN,
	CSEC_STYLE_BOLD,
	CSEC_STYLE_GOOD,
	CSEC_STYLE_WARN,
	CSEC_STYLE_BAD,

	__CSEC_STYLE_MAX,
	CSEC_STYLE_MAX = __CSEC_STYLE_MAX - 1
};

struct csec_out;

/**
 * struct csec_column - a column of a table for people
 * @title: Heading.
 * @right: Align to the right (numbers).
 */
struct csec_column {
	const char *title;
	bool right;
};

/**
 * csec_out_format_find() - Reads the word of -o
 * @word: "table", "json", "jsonl" or "yaml".
 *
 * Return: enum csec_out_format, or -EINVAL.
 */
int csec_out_format_find(const char *word);

/**
 * csec_colour_find() - Reads the word of --color
 * @word: "auto", "always" or "never".
 *
 * Return: enum csec_colour_mode, or -EINVAL.
 */
int csec_colour_find(const char *word);

/**
 * csec_colour_enabled() - Decides whether to colour what goes to a file
 * @mode: What the user asked for.
 * @file: Where the text goes.
 *
 * Return: true to colour.
 */
bool csec_colour_enabled(enum csec_colour_mode mode, FILE *file);

/**
 * csec_out_create() - Opens an output
 * @file: Where to; stays open at csec_out_close(). Nothing else writes to it
 *	before.
 * @format: How.
 * @colour: Colour in the format for people.
 *
 * Return: The output, or NULL when there is no memory.
 */
struct csec_out *csec_out_create(FILE *file, enum csec_out_format format,
				 enum csec_colour_mode colour);

/**
 * csec_out_create_bare() - csec_out_create() without "schema_version"
 * @file: Where to.
 * @format: How; JSON lines is not useful here.
 *
 * For documents that have a format of their own, such as policies.
 *
 * Return: The output, or NULL when there is no memory.
 */
struct csec_out *csec_out_create_bare(FILE *file, enum csec_out_format format);

/**
 * csec_out_flush() - Writes what has been printed
 * @out: Output.
 *
 * Return: 0; -errno of the first write that failed: nothing has been written since,
 *	and nothing will be; -ENOMEM.
 */
int csec_out_flush(struct csec_out *out);

/**
 * csec_out_close() - Writes the end, flushes and frees
 * @out: May be NULL.
 *
 * Return: As csec_out_flush().
 */
int csec_out_close(struct csec_out *out);

/**
 * csec_out_is_text() - Says whether people read this output
 * @out: Output.
 *
 * Return: true for CSEC_OUT_TABLE.
 */
bool csec_out_is_text(const struct csec_out *out);

/**
 * csec_out_style() - Sets the style of the next value (or text) only
 * @out: Output.
 * @style: Meaning of the value.
 */
void csec_out_style(struct csec_out *out, enum csec_style style);

/**
 * csec_out_text() - Prints to people only
 * @out: Output.
 * @fmt: printf() format; a newline is printed as such, so bytes that somebody
 *	else chose belong into csec_out_string() or csec_out_bytes().
 *
 * Not to be used inside a table.
 */
void csec_out_text(struct csec_out *out, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * csec_out_string() - A string value, escaped
 * @out: Output.
 * @key: Member name, NULL: array element.
 * @fmt: Format with %s for people, or NULL. %s takes the escaped text.
 * @value: Text; NULL is null for machines and "-" for people.
 */
void csec_out_string(struct csec_out *out, const char *key, const char *fmt,
		     const char *value);

/**
 * csec_out_bytes() - csec_out_string() for bytes with a length
 * @out: Output.
 * @key: Member name, NULL: array element.
 * @fmt: Format with %s for people, or NULL.
 * @data: Bytes, may contain NUL.
 * @len: How many.
 */
void csec_out_bytes(struct csec_out *out, const char *key, const char *fmt,
		    const void *data, size_t len);

/**
 * csec_out_hex() - Bytes as lower case hexadecimal digits
 * @out: Output.
 * @key: Member name, NULL: array element.
 * @fmt: Format with %s for people, or NULL.
 * @data: Bytes.
 * @len: How many, at most 64.
 */
void csec_out_hex(struct csec_out *out, const char *key, const char *fmt,
		  const void *data, size_t len);

/**
 * csec_out_u64() - A number
 * @out: Output.
 * @key: Member name, NULL: array element.
 * @fmt: Format with %PRIu64 for people, or NULL.
 * @value: Number; ids go through csec_out_id().
 */
void csec_out_u64(struct csec_out *out, const char *key, const char *fmt,
		  uint64_t value);

/**
 * csec_out_s64() - A number with a sign
 * @out: Output.
 * @key: Member name, NULL: array element.
 * @fmt: Format with %PRId64 for people, or NULL.
 * @value: Number.
 */
void csec_out_s64(struct csec_out *out, const char *key, const char *fmt,
		  int64_t value);

/**
 * csec_out_id() - A 64-bit id: a string for machines
 * @out: Output.
 * @key: Member name, NULL: array element.
 * @fmt: Format with %PRIu64 for people, or NULL.
 * @value: Id; more than 2^53 would not survive a JSON number.
 */
void csec_out_id(struct csec_out *out, const char *key, const char *fmt,
		 uint64_t value);

/**
 * csec_out_bool() - A truth value
 * @out: Output.
 * @key: Member name, NULL: array element.
 * @fmt: Format with %s for people ("yes", "no"), or NULL.
 * @value: Truth.
 */
void csec_out_bool(struct csec_out *out, const char *key, const char *fmt,
		   bool value);

/**
 * csec_out_null() - Unknown: null for machines, "-" for people
 * @out: Output.
 * @key: Member name, NULL: array element.
 * @fmt: Format with %s for people, or NULL.
 */
void csec_out_null(struct csec_out *out, const char *key, const char *fmt);

/**
 * csec_out_object_begin() - Opens an object; nothing for people
 * @out: Output.
 * @key: Member name, NULL: array element.
 */
void csec_out_object_begin(struct csec_out *out, const char *key);

/**
 * csec_out_object_end() - Closes what csec_out_object_begin() opened
 * @out: Output.
 */
void csec_out_object_end(struct csec_out *out);

/**
 * csec_out_array_begin() - Opens an array; nothing for people
 * @out: Output.
 * @key: Member name, NULL: array element.
 */
void csec_out_array_begin(struct csec_out *out, const char *key);

/**
 * csec_out_array_end() - Closes what csec_out_array_begin() opened
 * @out: Output.
 */
void csec_out_array_end(struct csec_out *out);

/**
 * csec_out_table_begin() - Opens a table
 * @out: Output.
 * @key: Name of the array for machines.
 * @columns: Columns for people; used until csec_out_table_end().
 * @nr_columns: How many.
 *
 * Tables do not nest. A table without rows prints nothing for people.
 */
void csec_out_table_begin(struct csec_out *out, const char *key,
			  const struct csec_column *columns, size_t nr_columns);

/**
 * csec_out_row_begin() - Opens a row (an object for machines)
 * @out: Output.
 *
 * Each following value with a @fmt is the next cell; values without one, and
 * arrays and objects, are for machines only.
 */
void csec_out_row_begin(struct csec_out *out);

/**
 * csec_out_row_end() - Closes the row; missing cells are empty
 * @out: Output.
 */
void csec_out_row_end(struct csec_out *out);

/**
 * csec_out_table_end() - Closes the table and prints it to people
 * @out: Output.
 */
void csec_out_table_end(struct csec_out *out);

#endif /* _CSEC_CTL_OUT_H */
