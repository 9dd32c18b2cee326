// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - a tree against the table of the policy language
 *
 * Recursion is bounded by CSEC_PARSE_DEPTH_MAX, and in a mapping the work for
 * each key by the size of its table: unknown keys end it after some errors.
 */
#include "parse_check.h"

#include <string.h>

#include "parse.h"
#include "parse_tree.h"
#include "parse_value.h"
#include "schema.h"

enum {
	FIELDS_MAX = 32,
	WHAT_MAX = 64
};

static void check_node(struct csec_source *source,
		       const struct csec_field *field,
		       const struct csec_node *node, const char *what);

static void report_unknown(struct csec_source *source,
			   const struct csec_field *map,
			   const struct csec_node *key)
{
	const char *keys[FIELDS_MAX];
	const char *near;
	size_t nr = 0;

	for (; nr < FIELDS_MAX && map->fields[nr].key; nr++)
		keys[nr] = map->fields[nr].key;
	csec_source_error(source, key->offset, "unknown key '%.64s' in '%s'",
			  key->text, map->key);
	near = csec_diag_suggest(key->text, keys, nr);
	if (near)
		csec_diag_hint(source->diag, "did you mean '%s'?", near);
}

static uint32_t bit_of(const struct csec_field *map, const char *key)
{
	const struct csec_field *field = csec_schema_find(map->fields, key);

	return field ? 1u << (field - map->fields) : 0;
}

static const struct csec_node *find_key(const struct csec_node *node,
					const char *key)
{
	for (node = node->child; node; node = node->next) {
		if (!strcmp(node->key->text, key))
			return node->key;
	}
	return NULL;
}

/* Keys that exclude each other: one of them has to be there. */
static void check_instead(struct csec_source *source,
			  const struct csec_field *map,
			  const struct csec_field *field,
			  const struct csec_node *node, uint32_t seen)
{
	const uint32_t bit = 1u << (field - map->fields);
	const uint32_t other = bit_of(map, field->instead);

	/* The pair is looked at once, from its first member. */
	if (bit > other)
		return;
	if ((seen & bit) && (seen & other))
		csec_source_error(source,
				  find_key(node, field->instead)->offset,
				  "'%s' and '%s' exclude each other",
				  field->key, field->instead);
	else if (!(seen & (bit | other)))
		csec_source_error(source, node->offset,
				  "'%s' or '%s' is required in '%s'",
				  field->key, field->instead, map->key);
}

static void check_relations(struct csec_source *source,
			    const struct csec_field *map,
			    const struct csec_node *node, uint32_t seen)
{
	const struct csec_field *field;

	for (field = map->fields; field->key; field++) {
		const uint32_t bit = 1u << (field - map->fields);

		if (csec_source_is_full(source))
			return;
		if (field->is_required && !(seen & bit))
			csec_source_error(source, node->offset,
					  "'%s' is required in '%s'",
					  field->key, map->key);
		if (field->needs && (seen & bit) &&
		    !(seen & bit_of(map, field->needs)))
			csec_source_error(source,
					  find_key(node, field->key)->offset,
					  "'%s' needs '%s' in '%s'", field->key,
					  field->needs, map->key);
		if (field->instead)
			check_instead(source, map, field, node, seen);
	}
}

static void check_map(struct csec_source *source, const struct csec_field *map,
		      const struct csec_node *node, const char *what)
{
	const struct csec_node *value;
	const struct csec_field *field;
	char name[WHAT_MAX];
	uint32_t seen = 0, bit;

	if (map->max && node->nr > map->max)
		csec_source_error(source, node->offset,
				  "%s must have exactly one key", what);
	for (value = node->child; value; value = value->next) {
		if (csec_source_is_full(source))
			return;
		field = csec_schema_find(map->fields, value->key->text);
		if (!field || strlen(value->key->text) != value->key->len) {
			report_unknown(source, map, value->key);
			continue;
		}
		bit = 1u << (field - map->fields);
		if (seen & bit)
			csec_source_error(source, value->key->offset,
					  "duplicate key '%s'", field->key);
		seen |= bit;
		snprintf(name, sizeof(name), "'%s'", field->key);
		check_node(source, field, value, name);
	}
	check_relations(source, map, node, seen);
}

static void check_list(struct csec_source *source,
		       const struct csec_field *field,
		       const struct csec_node *node)
{
	const struct csec_node *value;
	char name[WHAT_MAX];

	if (node->nr > field->max) {
		csec_source_error(source, node->offset,
				  "'%s' has more than %u entries", field->key,
				  field->max);
		return;
	}
	snprintf(name, sizeof(name), "an entry of '%s'", field->key);
	for (value = node->child; value; value = value->next) {
		if (csec_source_is_full(source))
			return;
		check_node(source, field->item, value, name);
	}
}

static void check_label(struct csec_source *source,
			const struct csec_node *node)
{
	static const struct csec_field text = { .type = CSEC_TYPE_TEXT };
	static const struct csec_field any = { .type = CSEC_TYPE_TEXT };
	struct csec_node key = *node->key;

	key.is_plain = false;
	csec_value_check(source, &text, &key, "the key of a label");
	if (strchr(key.text, '='))
		csec_source_error(source, key.offset,
				  "the key of a label must not contain '='");
	if (node->kind != CSEC_NODE_SCALAR)
		csec_source_error(source, node->offset,
				  "a label must be a string");
	else if (csec_value_is_null(node))
		csec_source_error(source, node->offset,
				  "a label must not be null");
	else if (node->len)
		csec_value_check(source, &any, node, "a label");
	if (key.len + 1 + node->len > CSEC_LABEL_MAX)
		csec_source_error(source, key.offset,
				  "a label must not be longer than %d bytes",
				  CSEC_LABEL_MAX);
}

static void check_labels(struct csec_source *source,
			 const struct csec_field *field,
			 const struct csec_node *node)
{
	const struct csec_node *label, *other;

	if (node->nr > field->max) {
		csec_source_error(source, node->offset,
				  "'%s' has more than %u entries", field->key,
				  field->max);
		return;
	}
	for (label = node->child; label; label = label->next) {
		if (csec_source_is_full(source))
			return;
		check_label(source, label);
		for (other = node->child; other != label; other = other->next) {
			if (!strcmp(other->key->text, label->key->text)) {
				csec_source_error(source, label->key->offset,
						  "duplicate key '%.64s'",
						  label->key->text);
				break;
			}
		}
	}
}

static enum csec_node_kind kind_of(const struct csec_field *field)
{
	if (field->type == CSEC_TYPE_MAP || field->type == CSEC_TYPE_LABELS)
		return CSEC_NODE_MAP;
	return field->type == CSEC_TYPE_LIST ? CSEC_NODE_LIST :
					       CSEC_NODE_SCALAR;
}

static void check_node(struct csec_source *source,
		       const struct csec_field *field,
		       const struct csec_node *node, const char *what)
{
	if (csec_value_is_null(node))
		csec_source_error(source, node->offset, "%s must not be %s",
				  what, node->len ? "null" : "empty");
	else if (node->kind != kind_of(field))
		csec_source_error(source, node->offset, "%s must be %s", what,
				  csec_schema_type(field));
	else if (node->kind != CSEC_NODE_SCALAR && !node->nr)
		csec_source_error(source, node->offset, "%s must not be empty",
				  what);
	else if (field->type == CSEC_TYPE_LABELS)
		check_labels(source, field, node);
	else if (field->type == CSEC_TYPE_LIST)
		check_list(source, field, node);
	else if (field->type == CSEC_TYPE_MAP)
		check_map(source, field, node, what);
	else
		csec_value_check(source, field, node, what);
}

void csec_check_document(struct csec_source *source,
			 const struct csec_node *node)
{
	if (csec_value_is_null(node) && !node->len)
		csec_source_error(source, node->offset, "empty document");
	else
		check_node(source, &csec_schema_document, node, "a policy");
}
