// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - JSON Schema and manual out of the table of the policy language
 */
#include "schema.h"

#include <errno.h>
#include <string.h>

#include "out.h"

#define SCHEMA_ID "https://csec.invalid/policy.schema.json"
#define NAME_PATTERN "^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$"
#define PATH_PATTERN "^/([^/]+(/[^/]+)*)?$"

static void print_field(struct csec_out *out, const char *key,
			const struct csec_field *field);

static void print_words(struct csec_out *out, const struct csec_words *words)
{
	unsigned int i;

	csec_out_array_begin(out, "enum");
	for (i = 0; i < words->nr; i++) {
		if (words->words[i])
			csec_out_string(out, NULL, NULL, words->words[i]);
	}
	csec_out_array_end(out);
}

static void print_needs(struct csec_out *out, const struct csec_field *fields)
{
	const struct csec_field *field;
	bool some = false;

	for (field = fields; field->key; field++)
		some |= field->needs != NULL;
	if (!some)
		return;
	csec_out_object_begin(out, "dependentRequired");
	for (field = fields; field->key; field++) {
		if (!field->needs)
			continue;
		csec_out_array_begin(out, field->key);
		csec_out_string(out, NULL, NULL, field->needs);
		csec_out_array_end(out);
	}
	csec_out_object_end(out);
}

/* Exactly one of two keys that exclude each other. */
static void print_instead(struct csec_out *out, const struct csec_field *fields)
{
	const struct csec_field *field;
	bool some = false;

	for (field = fields; field->key; field++)
		some |= field->instead != NULL;
	if (!some)
		return;
	csec_out_array_begin(out, "oneOf");
	for (field = fields; field->key; field++) {
		if (!field->instead)
			continue;
		csec_out_object_begin(out, NULL);
		csec_out_array_begin(out, "required");
		csec_out_string(out, NULL, NULL, field->key);
		csec_out_array_end(out);
		csec_out_object_end(out);
	}
	csec_out_array_end(out);
}

static void print_map(struct csec_out *out, const struct csec_field *map)
{
	const struct csec_field *field;

	csec_out_bool(out, "additionalProperties", NULL, false);
	csec_out_u64(out, "minProperties", NULL, 1);
	if (map->max)
		csec_out_u64(out, "maxProperties", NULL, map->max);
	csec_out_array_begin(out, "required");
	for (field = map->fields; field->key; field++) {
		if (field->is_required)
			csec_out_string(out, NULL, NULL, field->key);
	}
	csec_out_array_end(out);
	csec_out_object_begin(out, "properties");
	for (field = map->fields; field->key; field++)
		print_field(out, field->key, field);
	csec_out_object_end(out);
	print_needs(out, map->fields);
	print_instead(out, map->fields);
}

static void print_text(struct csec_out *out, const char *pattern, size_t most)
{
	csec_out_u64(out, "minLength", NULL, 1);
	csec_out_u64(out, "maxLength", NULL, most);
	if (pattern)
		csec_out_string(out, "pattern", NULL, pattern);
}

static void print_labels(struct csec_out *out, const struct csec_field *field)
{
	csec_out_u64(out, "minProperties", NULL, 1);
	csec_out_u64(out, "maxProperties", NULL, field->max);
	csec_out_object_begin(out, "additionalProperties");
	csec_out_string(out, "type", NULL, "string");
	csec_out_object_end(out);
}

static void print_constraint(struct csec_out *out,
			     const struct csec_field *field)
{
	switch ((enum csec_type)field->type) {
	case CSEC_TYPE_WORD:
		print_words(out, field->words);
		break;
	case CSEC_TYPE_NUMBER:
		csec_out_u64(out, "minimum", NULL, field->min);
		csec_out_u64(out, "maximum", NULL, field->max);
		break;
	case CSEC_TYPE_NAME:
		print_text(out, NAME_PATTERN, CSEC_NAME_MAX);
		break;
	case CSEC_TYPE_LABEL:
		print_text(out, "^[^=]+=", CSEC_LABEL_MAX);
		break;
	case CSEC_TYPE_TEXT:
	case CSEC_TYPE_FILE:
		print_text(out, NULL, CSEC_PATH_MAX);
		break;
	case CSEC_TYPE_CGROUP:
	case CSEC_TYPE_PATH:
		print_text(out, PATH_PATTERN, CSEC_PATH_MAX);
		break;
	case CSEC_TYPE_PATH_OR_ANY:
		print_text(out, "^any$|" PATH_PATTERN, CSEC_PATH_MAX);
		break;
	case CSEC_TYPE_APPLET:
		print_text(out, "^[!-.0-~]+$", CSEC_NAME_MAX);
		break;
	case CSEC_TYPE_SHA256:
		csec_out_string(out, "pattern", NULL, "^[0-9a-fA-F]{64}$");
		break;
	case CSEC_TYPE_LABELS:
		print_labels(out, field);
		break;
	case CSEC_TYPE_MAP:
		print_map(out, field);
		break;
	case CSEC_TYPE_LIST:
		csec_out_u64(out, "minItems", NULL, 1);
		csec_out_u64(out, "maxItems", NULL, field->max);
		print_field(out, "items", field->item);
		break;
	case __CSEC_TYPE_MAX:
		break;
	}
}

static const char *json_type(const struct csec_field *field)
{
	switch ((enum csec_type)field->type) {
	case CSEC_TYPE_NUMBER:
		return "integer";
	case CSEC_TYPE_LABELS:
	case CSEC_TYPE_MAP:
		return "object";
	case CSEC_TYPE_LIST:
		return "array";
	default:
		return "string";
	}
}

static void print_field(struct csec_out *out, const char *key,
			const struct csec_field *field)
{
	csec_out_object_begin(out, key);
	csec_out_string(out, "description", NULL, field->doc);
	csec_out_string(out, "type", NULL, json_type(field));
	print_constraint(out, field);
	csec_out_object_end(out);
}

int csec_schema_print_json(FILE *file)
{
	struct csec_out *out = csec_out_create_bare(file, CSEC_OUT_JSON);

	if (!out)
		return -ENOMEM;
	csec_out_string(out, "$schema", NULL,
			"https://json-schema.org/draft/2020-12/schema");
	csec_out_string(out, "$id", NULL, SCHEMA_ID);
	csec_out_string(out, "title", NULL, "csec policy");
	csec_out_string(out, "description", NULL, csec_schema_document.doc);
	csec_out_string(out, "type", NULL, "object");
	print_map(out, &csec_schema_document);
	return csec_out_close(out);
}

static void print_scdoc_words(FILE *file, const struct csec_words *words)
{
	unsigned int i;

	for (i = 0; i < words->nr; i++) {
		const char *word = words->words[i];

		fputs(i ? ", " : "One of ", file);
		/* An underscore begins underlined text in scdoc. */
		for (; *word; word++)
			fprintf(file, "%s%c", *word == '_' ? "\\" : "", *word);
	}
	fputs(".\n", file);
}

static void print_scdoc_field(FILE *file, const struct csec_field *field,
			      const char *prefix)
{
	const struct csec_field *item = field->item;

	fprintf(file, "*%s%s*", prefix, field->key);
	if (field->is_required)
		fputs(" (required)", file);
	fprintf(file, "\n\t");
	for (const char *p = field->doc; *p; p++)
		fprintf(file, "%s%c", *p == '_' ? "\\" : "", *p);
	fputc('\n', file);
	if (field->type == CSEC_TYPE_NUMBER)
		fprintf(file, "\t%u to %u.\n", field->min, field->max);
	if (field->type == CSEC_TYPE_WORD ||
	    (item && item->type == CSEC_TYPE_WORD)) {
		fputc('\t', file);
		print_scdoc_words(file, item ? item->words : field->words);
	}
	if (field->needs)
		fprintf(file, "\tNeeds *%s%s*.\n", prefix, field->needs);
	if (field->instead)
		fprintf(file, "\tInstead of *%s%s*.\n", prefix, field->instead);
	fputc('\n', file);
}

static void print_scdoc_fields(FILE *file, const struct csec_field *fields,
			       const char *prefix)
{
	const struct csec_field *field, *children;
	char below[128];

	for (field = fields; field->key; field++) {
		print_scdoc_field(file, field, prefix);
		children = field->item ? field->item->fields : field->fields;
		if (!children)
			continue;
		snprintf(below, sizeof(below), "%s%s%s", prefix, field->key,
			 field->item ? "\\[\\]." : ".");
		print_scdoc_fields(file, children, below);
	}
}

int csec_schema_print_scdoc(FILE *file)
{
	print_scdoc_fields(file, csec_schema_document.fields, "");
	return fflush(file) || ferror(file) ? -EIO : 0;
}
