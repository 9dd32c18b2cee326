// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - difference of two policies, as lines
 *
 * Walks the table of the policy language, so that a key that is read is also
 * compared.
 */
#include "diff.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy.h"
#include "schema.h"
#include "text.h"

enum {
	KEY_SIZE = 64, /* of the longest dotted key */
};

/* A line, by its place in the text until that is complete. */
struct line {
	size_t at;
	size_t key_len;
	const char *text;
};

/**
 * struct flat - a policy as lines
 * @policy: It.
 * @file: Writes @text.
 * @text: All lines, each with its NUL.
 * @len: Bytes of @text.
 * @lines: The lines.
 * @nr: How many.
 * @size: Allocated entries.
 */
struct flat {
	const struct csec_policy *policy;
	FILE *file;
	char *text;
	size_t len;
	struct line *lines;
	size_t nr;
	size_t size;
};

/* Begins a line, which the caller ends with a NUL. */
static bool begin(struct flat *flat, const char *key)
{
	struct line *more;

	if (flat->nr == flat->size) {
		flat->size = 2 * flat->size + 16;
		more = reallocarray(flat->lines, flat->size, sizeof(*more));
		if (!more)
			return false;
		flat->lines = more;
	}
	flat->lines[flat->nr++] = (struct line){
		.at = (size_t)ftello(flat->file),
		.key_len = strlen(key),
	};
	fprintf(flat->file, "%s: ", key);
	return true;
}

static void put_quoted(FILE *file, const char *text)
{
	fputc('"', file);
	csec_text_plain(file, text, strlen(text));
	fputc('"', file);
}

static void put_member(FILE *file, const char *key, const char *value)
{
	fprintf(file, "%s: ", key);
	put_quoted(file, value);
}

static void put_exec_rule(FILE *file, const struct csec_rule *rule)
{
	put_member(file, "path", rule->path);
	if (rule->sha256) {
		fputs(", sha256: ", file);
		for (unsigned int i = 0; i < CSEC_SHA256_LEN; i++)
			fprintf(file, "%02x", rule->sha256[i]);
	}
	for (unsigned int i = 0; i < rule->nr_scripts; i++) {
		fputs(i ? ", " : ", scripts: [", file);
		put_quoted(file, rule->scripts[i]);
	}
	if (rule->nr_scripts)
		fputc(']', file);
	if (rule->applets) {
		fputs(", applets: [", file);
		for (const char *p = rule->applets; *p; p++)
			fputs(*p == ' ' ? ", " : (char[]){ *p, '\0' }, file);
		fputc(']', file);
	}
	if (rule->has_inline)
		fprintf(file, ", inline: %s",
			csec_words_name(&csec_action_words,
					rule->inline_action));
}

static void put_rule(FILE *file, const struct csec_field *field,
		     const struct csec_rule *rule)
{
	if (field->target == CSEC_TARGET_PATHS) {
		put_quoted(file, rule->path);
		return;
	}
	fputc('{', file);
	if (rule->section == CSEC_SECTION_INJECT) {
		put_member(file, "from", rule->path);
		fputs(", ", file);
		put_member(file, "to", rule->path_to ? rule->path_to : "any");
	} else {
		put_exec_rule(file, rule);
	}
	fputc('}', file);
}

static bool add_rules(struct flat *flat, const struct csec_field *field,
		      const char *key)
{
	for (size_t i = 0; i < flat->policy->nr_rules; i++) {
		const struct csec_rule *rule = &flat->policy->rules[i];

		if (rule->section != field->section || rule->is_builtin)
			continue;
		if (!begin(flat, key))
			return false;
		put_rule(flat->file, field, rule);
		fputc('\0', flat->file);
	}
	return true;
}

static bool add_matches(struct flat *flat, const char *key)
{
	for (size_t i = 0; i < flat->policy->nr_matches; i++) {
		const struct csec_match *match = &flat->policy->matches[i];

		if (!begin(flat, key))
			return false;
		put_member(flat->file,
			   csec_words_name(&csec_match_words, match->type),
			   match->value);
		fputc('\0', flat->file);
	}
	return true;
}

static bool add_labels(struct flat *flat, const char *key)
{
	for (size_t i = 0; i < flat->policy->nr_labels; i++) {
		if (!begin(flat, key))
			return false;
		put_quoted(flat->file, flat->policy->labels[i]);
		fputc('\0', flat->file);
	}
	return true;
}

static bool add_bits(struct flat *flat, const struct csec_field *field,
		     const char *key)
{
	uint64_t mask;

	memcpy(&mask, (const char *)flat->policy + field->offset, sizeof(mask));
	for (unsigned int i = 0; i < 64; i++) {
		if (!(mask >> i & 1))
			continue;
		if (!begin(flat, key))
			return false;
		fprintf(flat->file, "%s",
			csec_words_name(field->item->words, i));
		fputc('\0', flat->file);
	}
	return true;
}

static bool add_value(struct flat *flat, const struct csec_field *field,
		      const char *key)
{
	uint32_t value;

	memcpy(&value, (const char *)flat->policy + field->offset,
	       sizeof(value));
	if (!begin(flat, key))
		return false;
	if (field->type == CSEC_TYPE_WORD)
		fprintf(flat->file, "%s", csec_words_name(field->words, value));
	else
		fprintf(flat->file, "%" PRIu32, value);
	fputc('\0', flat->file);
	return true;
}

static bool is_set(const struct csec_policy *policy,
		   const struct csec_field *field)
{
	return field->has == __CSEC_HAS_MAX ||
	       csec_policy_has(policy, field->has);
}

static bool add_fields(struct flat *flat, const struct csec_field *map,
		       const char *prefix);

static bool add_field(struct flat *flat, const struct csec_field *field,
		      const char *key)
{
	switch ((enum csec_target)field->target) {
	case CSEC_TARGET_VALUE:
		return !is_set(flat->policy, field) ||
		       add_value(flat, field, key);
	case CSEC_TARGET_CAPS:
		return !is_set(flat->policy, field) ||
		       add_bits(flat, field, key);
	case CSEC_TARGET_LABELS:
		return add_labels(flat, key);
	case CSEC_TARGET_MATCH:
		return add_matches(flat, key);
	case CSEC_TARGET_RULES:
	case CSEC_TARGET_PATHS:
		return add_rules(flat, field, key);
	case CSEC_TARGET_NAME:
	case CSEC_TARGET_PRESET:
		break;
	case CSEC_TARGET_NONE:
		return field->type != CSEC_TYPE_MAP ||
		       add_fields(flat, field, key);
	}
	return true;
}

static bool add_fields(struct flat *flat, const struct csec_field *map,
		       const char *prefix)
{
	const struct csec_field *field;
	char key[KEY_SIZE];

	for (field = map->fields; field->key; field++) {
		(void)snprintf(key, sizeof(key), "%s%s%s", prefix,
			       *prefix ? "." : "", field->key);
		if (!add_field(flat, field, key))
			return false;
	}
	return true;
}

static int compare_lines(const void *left, const void *right)
{
	const struct line *const a = left, *const b = right;

	return strcmp(a->text, b->text);
}

static int flatten(struct flat *flat, const struct csec_policy *policy)
{
	bool ok;

	*flat = (struct flat){ .policy = policy };
	flat->file = open_memstream(&flat->text, &flat->len);
	if (!flat->file)
		return -ENOMEM;
	ok = add_fields(flat, &csec_schema_document, "");
	if (fclose(flat->file) || !ok)
		return -ENOMEM;
	for (size_t i = 0; i < flat->nr; i++)
		flat->lines[i].text = flat->text + flat->lines[i].at;
	if (flat->nr)
		qsort(flat->lines, flat->nr, sizeof(*flat->lines),
		      compare_lines);
	return 0;
}

static void add_change(struct csec_diff *diff, const struct line *line,
		       bool is_added)
{
	diff->changes[diff->nr++] = (struct csec_change){
		.is_added = is_added,
		.key_len = line->key_len,
		.line = line->text,
	};
}

static void merge(struct csec_diff *diff, const struct flat *old,
		  const struct flat *new)
{
	size_t i = 0, j = 0;
	int order;

	while (i < old->nr || j < new->nr) {
		if (i == old->nr)
			order = 1;
		else if (j == new->nr)
			order = -1;
		else
			order = strcmp(old->lines[i].text, new->lines[j].text);
		if (order < 0)
			add_change(diff, &old->lines[i++], false);
		else if (order > 0)
			add_change(diff, &new->lines[j++], true);
		else
			i++, j++;
	}
}

/* Of one key first what goes, so that an old value is above the new one. */
static int compare_changes(const void *left, const void *right)
{
	const struct csec_change *const a = left, *const b = right;

	if (a->key_len == b->key_len && !memcmp(a->line, b->line, a->key_len) &&
	    a->is_added != b->is_added)
		return a->is_added - b->is_added;
	return strcmp(a->line, b->line);
}

int csec_diff_run(const struct csec_policy *old, const struct csec_policy *new,
		  struct csec_diff *diff)
{
	struct flat a = { 0 }, b = { 0 };
	int err;

	memset(diff, 0, sizeof(*diff));
	err = flatten(&a, old);
	if (!err)
		err = flatten(&b, new);
	diff->texts[0] = a.text;
	diff->texts[1] = b.text;
	if (!err) {
		diff->changes = calloc(a.nr + b.nr + 1, sizeof(*diff->changes));
		err = diff->changes ? 0 : -ENOMEM;
	}
	if (!err) {
		merge(diff, &a, &b);
		qsort(diff->changes, diff->nr, sizeof(*diff->changes),
		      compare_changes);
	}
	free(a.lines);
	free(b.lines);
	return err;
}

void csec_diff_clear(struct csec_diff *diff)
{
	free(diff->changes);
	free(diff->texts[0]);
	free(diff->texts[1]);
	memset(diff, 0, sizeof(*diff));
}
