// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - model -> policy text (YAML, JSON) that can be pushed again
 *
 * Walks the table of the policy language, so that a key that is read is also
 * written.
 */
#include "format.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy.h"
#include "schema.h"

static void format_map(struct csec_out *out, const char *key,
		       const struct csec_field *map,
		       const struct csec_policy *policy);

static bool has_rules(const struct csec_policy *policy, unsigned int section)
{
	size_t i;

	for (i = 0; i < policy->nr_rules; i++) {
		if (policy->rules[i].section == section &&
		    !policy->rules[i].is_builtin)
			return true;
	}
	return false;
}

static bool has_fields(const struct csec_policy *policy,
		       const struct csec_field *map);

static bool is_present(const struct csec_policy *policy,
		       const struct csec_field *field)
{
	switch ((enum csec_target)field->target) {
	case CSEC_TARGET_VALUE:
	case CSEC_TARGET_CAPS:
		return field->has == __CSEC_HAS_MAX ||
		       csec_policy_has(policy, field->has);
	case CSEC_TARGET_NAME:
		return true;
	case CSEC_TARGET_LABELS:
		return policy->nr_labels;
	case CSEC_TARGET_MATCH:
		return policy->nr_matches;
	case CSEC_TARGET_RULES:
	case CSEC_TARGET_PATHS:
		return has_rules(policy, field->section);
	case CSEC_TARGET_PRESET:
		return false;
	case CSEC_TARGET_NONE:
		break;
	}
	/* apiVersion and kind, or a mapping with something in it. */
	return field->type == CSEC_TYPE_WORD || has_fields(policy, field);
}

static bool has_fields(const struct csec_policy *policy,
		       const struct csec_field *map)
{
	const struct csec_field *field;

	for (field = map->fields; field->key; field++) {
		if (is_present(policy, field))
			return true;
	}
	return false;
}

static void format_value(struct csec_out *out, const struct csec_field *field,
			 const struct csec_policy *policy)
{
	uint32_t value;

	memcpy(&value, (const char *)policy + field->offset, sizeof(value));
	if (field->type == CSEC_TYPE_WORD)
		csec_out_string(out, field->key, NULL,
				csec_words_name(field->words, value));
	else
		csec_out_u64(out, field->key, NULL, value);
}

static void format_caps(struct csec_out *out, const struct csec_field *field,
			const struct csec_policy *policy)
{
	uint64_t mask;
	unsigned int i;

	memcpy(&mask, (const char *)policy + field->offset, sizeof(mask));
	csec_out_array_begin(out, field->key);
	for (i = 0; i < 64; i++) {
		if (mask >> i & 1)
			csec_out_string(out, NULL, NULL,
					csec_words_name(field->item->words, i));
	}
	csec_out_array_end(out);
}

static void format_labels(struct csec_out *out, const struct csec_field *field,
			  const struct csec_policy *policy)
{
	size_t i;

	csec_out_object_begin(out, field->key);
	for (i = 0; i < policy->nr_labels; i++) {
		const char *label = policy->labels[i];
		const size_t len = strcspn(label, "=");
		char key[CSEC_LABEL_MAX + 1];

		snprintf(key, sizeof(key), "%.*s", (int)len, label);
		csec_out_string(out, key, NULL,
				label[len] ? label + len + 1 : "");
	}
	csec_out_object_end(out);
}

static void format_matches(struct csec_out *out, const struct csec_field *field,
			   const struct csec_policy *policy)
{
	size_t i;

	csec_out_array_begin(out, field->key);
	for (i = 0; i < policy->nr_matches; i++) {
		const struct csec_match *match = &policy->matches[i];
		const char *word =
			csec_words_name(&csec_match_words, match->type);
		const char *dot = strchr(word, '.');

		csec_out_object_begin(out, NULL);
		if (dot)
			csec_out_object_begin(out, "container");
		csec_out_string(out, dot ? dot + 1 : word, NULL, match->value);
		if (dot)
			csec_out_object_end(out);
		csec_out_object_end(out);
	}
	csec_out_array_end(out);
}

static void format_applets(struct csec_out *out, const char *applets)
{
	size_t len;

	csec_out_array_begin(out, "applets");
	for (; *applets; applets += len + (applets[len] == ' ')) {
		len = strcspn(applets, " ");
		csec_out_bytes(out, NULL, NULL, applets, len);
	}
	csec_out_array_end(out);
}

static void format_exec_rule(struct csec_out *out, const struct csec_rule *rule)
{
	unsigned int i;

	csec_out_string(out, "path", NULL, rule->path);
	if (rule->sha256)
		csec_out_hex(out, "sha256", NULL, rule->sha256,
			     CSEC_SHA256_LEN);
	if (rule->nr_scripts) {
		csec_out_array_begin(out, "scripts");
		for (i = 0; i < rule->nr_scripts; i++)
			csec_out_string(out, NULL, NULL, rule->scripts[i]);
		csec_out_array_end(out);
	}
	if (rule->applets)
		format_applets(out, rule->applets);
	if (rule->has_inline)
		csec_out_string(out, "inline", NULL,
				csec_words_name(&csec_action_words,
						rule->inline_action));
}

static void format_rule(struct csec_out *out, const struct csec_field *field,
			const struct csec_rule *rule)
{
	if (field->target == CSEC_TARGET_PATHS) {
		csec_out_string(out, NULL, NULL, rule->path);
		return;
	}
	csec_out_object_begin(out, NULL);
	if (rule->section == CSEC_SECTION_INJECT) {
		csec_out_string(out, "from", NULL, rule->path);
		csec_out_string(out, "to", NULL,
				rule->path_to ? rule->path_to : "any");
	} else {
		format_exec_rule(out, rule);
	}
	csec_out_object_end(out);
}

static void format_rules(struct csec_out *out, const struct csec_field *field,
			 const struct csec_policy *policy)
{
	size_t i;

	csec_out_array_begin(out, field->key);
	for (i = 0; i < policy->nr_rules; i++) {
		const struct csec_rule *rule = &policy->rules[i];

		if (rule->section == field->section && !rule->is_builtin)
			format_rule(out, field, rule);
	}
	csec_out_array_end(out);
}

static void format_field(struct csec_out *out, const struct csec_field *field,
			 const struct csec_policy *policy)
{
	switch ((enum csec_target)field->target) {
	case CSEC_TARGET_VALUE:
		format_value(out, field, policy);
		break;
	case CSEC_TARGET_CAPS:
		format_caps(out, field, policy);
		break;
	case CSEC_TARGET_NAME:
		csec_out_string(out, field->key, NULL, policy->name);
		break;
	case CSEC_TARGET_LABELS:
		format_labels(out, field, policy);
		break;
	case CSEC_TARGET_MATCH:
		format_matches(out, field, policy);
		break;
	case CSEC_TARGET_RULES:
	case CSEC_TARGET_PATHS:
		format_rules(out, field, policy);
		break;
	case CSEC_TARGET_PRESET:
		break;
	case CSEC_TARGET_NONE:
		if (field->type == CSEC_TYPE_MAP)
			format_map(out, field->key, field, policy);
		else
			csec_out_string(out, field->key, NULL,
					field->words->words[0]);
		break;
	}
}

static void format_fields(struct csec_out *out, const struct csec_field *map,
			  const struct csec_policy *policy)
{
	const struct csec_field *field;

	for (field = map->fields; field->key; field++) {
		if (is_present(policy, field))
			format_field(out, field, policy);
	}
}

static void format_map(struct csec_out *out, const char *key,
		       const struct csec_field *map,
		       const struct csec_policy *policy)
{
	csec_out_object_begin(out, key);
	format_fields(out, map, policy);
	csec_out_object_end(out);
}

void csec_format_policy(struct csec_out *out, const char *key,
			const struct csec_policy *policy)
{
	format_map(out, key, &csec_schema_document, policy);
}

static int format_document(FILE *file, enum csec_out_format format,
			   const struct csec_policy *policy)
{
	struct csec_out *out = csec_out_create_bare(file, format);

	if (!out)
		return -ENOMEM;
	format_fields(out, &csec_schema_document, policy);
	return csec_out_close(out);
}

int csec_format_set(FILE *file, enum csec_out_format format,
		    const struct csec_policy_set *set)
{
	size_t i;
	int err = 0;

	if (format != CSEC_OUT_YAML && format != CSEC_OUT_JSON)
		return -EINVAL;
	for (i = 0; i < set->nr && !err; i++) {
		if (i)
			fputs("---\n", file);
		err = format_document(file, format, set->policies[i]);
	}
	return err;
}

char *csec_format_text(const struct csec_policy *policy,
		       enum csec_out_format format)
{
	char *text = NULL;
	size_t len;
	FILE *file;
	int err;

	if (format != CSEC_OUT_YAML && format != CSEC_OUT_JSON)
		return NULL;
	file = open_memstream(&text, &len);
	if (!file)
		return NULL;
	err = format_document(file, format, policy);
	if (fclose(file) || err) {
		free(text);
		return NULL;
	}
	return text;
}
