// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - a checked tree -> policy
 */
#include "parse_build.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "glob.h"
#include "manifest.h"
#include "parse.h"
#include "parse_tree.h"
#include "policy.h"
#include "preset.h"
#include "schema.h"

struct builder {
	struct csec_source *source;
	struct csec_policy *policy;
	uint32_t nr_globs;
	uint32_t nr_injects;
	uint32_t nr_manifests;
};

static const struct csec_node *member(const struct csec_node *node,
				      const char *key)
{
	for (node = node->child; node; node = node->next) {
		if (!strcmp(node->key->text, key))
			return node;
	}
	return NULL;
}

static int fail(struct builder *builder, const struct csec_node *node,
		const char *text)
{
	csec_source_error(builder->source, node->offset, "%s", text);
	return -EINVAL;
}

static void build_value(struct builder *builder, const struct csec_field *field,
			const struct csec_node *node)
{
	uint32_t value = 0;

	if (field->type == CSEC_TYPE_WORD)
		value = csec_words_find(field->words, node->text);
	else
		csec_parse_u32(node->text, field->min, field->max, &value);
	memcpy((char *)builder->policy + field->offset, &value, sizeof(value));
	if (field->has < __CSEC_HAS_MAX)
		csec_policy_set_has(builder->policy, field->has);
}

static int build_caps(struct builder *builder, const struct csec_field *field,
		      const struct csec_node *node)
{
	uint64_t mask = 0;

	for (node = node->child; node; node = node->next) {
		const uint64_t bit =
			1ull << csec_words_find(field->item->words, node->text);

		if (mask & bit)
			return fail(builder, node, "listed twice");
		mask |= bit;
	}
	memcpy((char *)builder->policy + field->offset, &mask, sizeof(mask));
	csec_policy_set_has(builder->policy, field->has);
	return 0;
}

static int build_labels(struct builder *builder, const struct csec_node *node)
{
	char text[CSEC_LABEL_MAX + 1];
	int err = 0;

	for (node = node->child; node && !err; node = node->next) {
		snprintf(text, sizeof(text), "%s=%s", node->key->text,
			 node->text);
		err = csec_policy_add_label(builder->policy, text);
	}
	return err;
}

/* The types of enum csec_match_type after the cgroup, in its order. */
static const char *const container_keys[] = {
	[CSEC_MATCH_CONTAINER_NAME] = "name",
	[CSEC_MATCH_CONTAINER_IMAGE] = "image",
	[CSEC_MATCH_CONTAINER_LABEL] = "label",
};

static int build_match(struct builder *builder, const struct csec_node *node)
{
	const struct csec_node *value = node->child;
	int type = CSEC_MATCH_CGROUP;
	size_t i;

	if (!strcmp(value->key->text, "container")) {
		value = value->child;
		while (strcmp(container_keys[++type], value->key->text))
			;
	}
	for (i = 0; i < builder->policy->nr_matches; i++) {
		const struct csec_match *other = &builder->policy->matches[i];

		if ((int)other->type == type &&
		    !strcmp(other->value, value->text))
			return fail(builder, node, "the selector is repeated");
	}
	return csec_policy_add_match(builder->policy, type, value->text,
				     csec_source_line(builder->source,
						      node->offset));
}

static int build_matches(struct builder *builder, const struct csec_node *node)
{
	int err = 0;

	for (node = node->child; node && !err; node = node->next)
		err = build_match(builder, node);
	return err;
}

static int add_rule(struct builder *builder, const struct csec_node *node,
		    const struct csec_rule *rule)
{
	int err;

	if (csec_glob_is_glob(rule->path) &&
	    builder->nr_globs++ == CSEC_NR_GLOBS_MAX)
		return fail(builder, node,
			    "more than 4096 rules of the policy are globs");
	if (rule->section == CSEC_SECTION_INJECT &&
	    builder->nr_injects++ == CSEC_NR_INJECTS_MAX)
		return fail(builder, node,
			    "more than 256 rules of inject.allow");
	err = csec_policy_add_rule(builder->policy, rule);
	if (err == -E2BIG)
		err = fail(builder, node, "too many rules");
	return err;
}

/* What links in between lead to is looked at when it is opened. */
static bool is_inside(const char *file)
{
	const char *p = file;

	if (*p == '/')
		return false;
	for (; *p; p += strcspn(p, "/"), p += strspn(p, "/")) {
		if (strcspn(p, "/") == 2 && !strncmp(p, "..", 2))
			return false;
	}
	return true;
}

static int build_manifest(struct builder *builder, const struct csec_node *node)
{
	const uint32_t line = csec_source_line(builder->source, node->offset);
	int err;

	if (!is_inside(node->text))
		return fail(builder, node,
			    "'manifest' must be below the directory of the "
			    "policy");
	if (builder->nr_manifests++ == CSEC_NR_MANIFESTS_MAX)
		return fail(builder, node, "more than 64 manifests");
	err = csec_manifest_read(builder->source->name, node->text,
				 builder->policy, line, builder->source->diag);
	if (err && err != -ENOMEM)
		(void)fail(builder, node, "the manifest cannot be used");
	return err;
}

static void read_digest(uint8_t sha256[static CSEC_SHA256_LEN],
			const char *text)
{
	unsigned int byte;
	size_t i;

	for (i = 0; i < CSEC_SHA256_LEN; i++) {
		sscanf(text + 2 * i, "%2x", &byte);
		sha256[i] = byte;
	}
}

/* Returns whether all names have room. */
static bool join(const struct csec_node *list, char *text)
{
	size_t len = 0;

	for (list = list->child; list; list = list->next) {
		if (len + list->len + 1 > CSEC_PATH_MAX)
			return false;
		if (len)
			text[len++] = ' ';
		memcpy(text + len, list->text, list->len);
		len += list->len;
	}
	text[len] = '\0';
	return true;
}

static int build_exec_rule(struct builder *builder,
			   const struct csec_node *node)
{
	const struct csec_node *path = member(node, "path");
	const struct csec_node *digest = member(node, "sha256");
	const struct csec_node *list = member(node, "scripts");
	const struct csec_node *applets = member(node, "applets");
	const struct csec_node *action = member(node, "inline");
	const char *scripts[CSEC_NR_SCRIPTS_MAX];
	char names[CSEC_PATH_MAX + 1];
	uint8_t sha256[CSEC_SHA256_LEN];
	struct csec_rule rule = {
		.section = CSEC_SECTION_EXEC,
		.line = csec_source_line(builder->source, node->offset),
	};

	if (!path)
		return build_manifest(builder, node->child);
	rule.path = path->text;
	if (digest) {
		read_digest(sha256, digest->text);
		rule.sha256 = sha256;
	}
	if (list) {
		rule.scripts = scripts;
		for (list = list->child; list; list = list->next)
			scripts[rule.nr_scripts++] = list->text;
	}
	if (applets) {
		if (!join(applets, names))
			return fail(builder, applets,
				    "the names of 'applets' are longer than "
				    "4095 bytes together");
		rule.applets = names;
	}
	if (action) {
		rule.has_inline = 1;
		rule.inline_action =
			csec_words_find(&csec_action_words, action->text);
	}
	return add_rule(builder, node, &rule);
}

static int build_inject_rule(struct builder *builder,
			     const struct csec_node *node)
{
	const struct csec_node *to = member(node, "to");
	const struct csec_rule rule = {
		.section = CSEC_SECTION_INJECT,
		.line = csec_source_line(builder->source, node->offset),
		.path = member(node, "from")->text,
		.path_to = strcmp(to->text, "any") ? to->text : NULL,
	};

	return add_rule(builder, node, &rule);
}

static int build_rules(struct builder *builder, const struct csec_field *field,
		       const struct csec_node *node)
{
	int err = 0;

	for (node = node->child; node && !err; node = node->next) {
		if (field->section == CSEC_SECTION_EXEC)
			err = build_exec_rule(builder, node);
		else
			err = build_inject_rule(builder, node);
	}
	return err;
}

static int build_paths(struct builder *builder, const struct csec_field *field,
		       const struct csec_node *node)
{
	int err = 0;

	for (node = node->child; node && !err; node = node->next) {
		const struct csec_rule rule = {
			.section = field->section,
			.line = csec_source_line(builder->source, node->offset),
			.path = node->text,
		};

		err = add_rule(builder, node, &rule);
	}
	return err;
}

static int build_map(struct builder *builder, const struct csec_field *map,
		     const struct csec_node *node)
{
	const struct csec_field *field;
	int err = 0;

	for (node = node->child; node && !err; node = node->next) {
		field = csec_schema_find(map->fields, node->key->text);
		if (field->has_part)
			builder->policy->lines[field->part] = csec_source_line(
				builder->source, node->key->offset);
		switch ((enum csec_target)field->target) {
		case CSEC_TARGET_VALUE:
			build_value(builder, field, node);
			break;
		case CSEC_TARGET_CAPS:
			err = build_caps(builder, field, node);
			break;
		case CSEC_TARGET_LABELS:
			err = build_labels(builder, node);
			break;
		case CSEC_TARGET_MATCH:
			err = build_matches(builder, node);
			break;
		case CSEC_TARGET_RULES:
			err = build_rules(builder, field, node);
			break;
		case CSEC_TARGET_PATHS:
			err = build_paths(builder, field, node);
			break;
		case CSEC_TARGET_NAME:
		case CSEC_TARGET_PRESET:
			break;
		case CSEC_TARGET_NONE:
			if (field->type == CSEC_TYPE_MAP)
				err = build_map(builder, field, node);
			break;
		}
	}
	return err;
}

/*
 * Last, because a preset gives way to everything that is written. Of two that set the
 * same, the one that comes later in the enumeration says more, and is the first here.
 */
static int build_presets(struct builder *builder, const struct csec_node *root)
{
	const struct csec_node *list = member(root, "preset"), *node;
	struct csec_policy *policy = builder->policy;
	int preset;

	for (preset = CSEC_PRESET_MAX; list && preset >= 0; preset--)
		for (node = list->child; node; node = node->next)
			if (csec_words_find(&csec_preset_words, node->text) ==
			    preset)
				csec_preset_apply(
					policy, preset,
					csec_source_line(builder->source,
							 node->offset));
	if (policy->lines[CSEC_PART_SHELLS])
		return csec_policy_add_builtin(policy,
					       policy->lines[CSEC_PART_SHELLS]);
	return 0;
}

int csec_build_policy(struct csec_source *source, const struct csec_node *node,
		      struct csec_policy **policy)
{
	const struct csec_node *name = member(member(node, "metadata"), "name");
	struct builder builder = { .source = source };
	int err;

	builder.policy = csec_policy_create(name->text);
	if (!builder.policy)
		return -ENOMEM;
	builder.policy->lines[CSEC_PART_DOCUMENT] =
		csec_source_line(source, node->offset);
	err = csec_policy_set_source(builder.policy, source->name);
	if (!err)
		err = build_map(&builder, &csec_schema_document, node);
	if (!err)
		err = build_presets(&builder, node);
	if (err) {
		csec_policy_free(builder.policy);
		return err;
	}
	*policy = builder.policy;
	return 0;
}
