/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - the one table of the policy language
 *
 * Drives validation and reading (parse), writing (format), the JSON Schema and
 * the reference manual. A field that is added here is known to all of them.
 */
#ifndef _CSEC_CTL_SCHEMA_H
#define _CSEC_CTL_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "policy.h"

enum csec_type {
	CSEC_TYPE_WORD, /* one of .words */
	CSEC_TYPE_NUMBER, /* .min to .max */
	CSEC_TYPE_NAME, /* of a policy */
	CSEC_TYPE_TEXT, /* 1 to CSEC_PATH_MAX bytes, printable */
	CSEC_TYPE_LABEL, /* "key=value" */
	CSEC_TYPE_CGROUP, /* absolute glob in the cgroup tree */
	CSEC_TYPE_PATH, /* absolute path or glob */
	CSEC_TYPE_PATH_OR_ANY, /* the same, or the word any */
	CSEC_TYPE_SHA256, /* 64 hexadecimal digits */
	CSEC_TYPE_APPLET, /* name of a program, no path */
	CSEC_TYPE_FILE, /* file name, relative to the policy */
	CSEC_TYPE_LABELS, /* mapping of strings to strings */
	CSEC_TYPE_MAP, /* mapping with .fields */
	CSEC_TYPE_LIST, /* list of .item, 1 to .max entries */

	__CSEC_TYPE_MAX,
	CSEC_TYPE_MAX = __CSEC_TYPE_MAX - 1
};

/* Where a value goes in struct csec_policy, or what it means in a list. */
enum csec_target {
	CSEC_TARGET_NONE,
	CSEC_TARGET_VALUE, /* 32-bit member at .offset, .has */
	CSEC_TARGET_CAPS, /* 64-bit mask at .offset, .has */
	CSEC_TARGET_NAME,
	CSEC_TARGET_LABELS,
	CSEC_TARGET_MATCH, /* list */
	CSEC_TARGET_PRESET, /* list */
	CSEC_TARGET_RULES, /* list of mappings, .section */
	CSEC_TARGET_PATHS, /* list of paths, .section */
};

/**
 * struct csec_field - one key of the policy language
 * @key: Name; NULL ends a table.
 * @doc: One sentence for the manual.
 * @fields: Members of a mapping.
 * @item: What the entries of a list are.
 * @words: Words of CSEC_TYPE_WORD, and of lists of capabilities.
 * @needs: Key beside this one that must be there when this one is.
 * @instead: Key beside this one that must not be there when this one is.
 * @min: Least number.
 * @max: Greatest number, or most entries of a list or (0: any) a mapping.
 * @offset: Member of struct csec_policy.
 * @type: What the value is.
 * @target: Where it goes.
 * @has: enum csec_policy_has of a value.
 * @section: enum csec_section of a list of rules.
 * @part: enum csec_part of a section, for line numbers.
 * @is_required: Must be there.
 * @has_part: @part is meaningful.
 */
struct csec_field {
	const char *key;
	const char *doc;
	const struct csec_field *fields;
	const struct csec_field *item;
	const struct csec_words *words;
	const char *needs;
	const char *instead;
	uint32_t min;
	uint32_t max;
	size_t offset;
	uint8_t type;
	uint8_t target;
	uint8_t has;
	uint8_t section;
	uint8_t part;
	bool is_required;
	bool has_part;
};

extern const struct csec_field csec_schema_document; /* a CSEC_TYPE_MAP */
extern const struct csec_words csec_preset_words; /* enum csec_preset */

/* Of two that set the same the later one says more. */
enum csec_preset {
	CSEC_PRESET_FORKBOMB,
	CSEC_PRESET_REVSHELL,
	CSEC_PRESET_FILELESS,
	CSEC_PRESET_INJECT,
	CSEC_PRESET_DRIFT,

	__CSEC_PRESET_MAX,
	CSEC_PRESET_MAX = __CSEC_PRESET_MAX - 1
};

/**
 * csec_schema_find() - Looks for a field
 * @fields: Table, ended by a NULL key.
 * @key: Exact name.
 *
 * Return: The field, or NULL.
 */
const struct csec_field *csec_schema_find(const struct csec_field *fields,
					  const char *key);

/**
 * csec_schema_type() - What a value has to be, for people
 * @field: Field.
 *
 * Return: For example "a number" or "a list".
 */
const char *csec_schema_type(const struct csec_field *field);

/**
 * csec_schema_print_json() - Writes the JSON Schema (draft 2020-12)
 * @file: Where to.
 *
 * Return: 0; as csec_out_close().
 */
int csec_schema_print_json(FILE *file);

/**
 * csec_schema_print_scdoc() - Writes the reference for the manual
 * @file: Where to.
 *
 * Return: 0; -EIO.
 */
int csec_schema_print_scdoc(FILE *file);

#endif /* _CSEC_CTL_SCHEMA_H */
