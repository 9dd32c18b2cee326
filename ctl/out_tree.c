// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - writer of the machine formats, used by out.c only
 */
#include "out_tree.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "text.h"

enum {
	LEVELS_MAX = 32
};

struct level {
	const char *key;
	bool is_array;
	bool has_children;
	/* YAML: the first child continues the line of the "-". */
	bool is_element;
};

struct csec_out_tree {
	FILE *file; /* where the next byte goes */
	FILE *target;
	enum csec_out_format format;
	bool bare;
	struct level levels[LEVELS_MAX];
	unsigned int depth; /* levels open, the top included */
	/* JSON lines: members directly under the top, written last. */
	FILE *rest;
	char *rest_text;
	size_t rest_len;
};

struct csec_out_tree *
csec_out_tree_create(FILE *file, enum csec_out_format format, bool bare)
{
	struct csec_out_tree *tree = calloc(1, sizeof(*tree));

	if (!tree)
		return NULL;
	tree->file = file;
	tree->target = file;
	tree->format = format;
	tree->bare = bare;
	tree->depth = 1;
	if (format == CSEC_OUT_JSONL) {
		tree->rest = open_memstream(&tree->rest_text, &tree->rest_len);
		if (!tree->rest) {
			free(tree);
			return NULL;
		}
		tree->file = tree->rest;
	} else if (format == CSEC_OUT_JSON) {
		fputc('{', file);
	}
	if (!bare && format != CSEC_OUT_JSONL)
		csec_out_tree_literal(tree, "schema_version", "1");
	return tree;
}

static struct level *top(struct csec_out_tree *tree)
{
	return &tree->levels[tree->depth - 1];
}

/* Says whether a text is a string in YAML 1.1 and 1.2 without quotes. */
static bool is_plain(const char *text, size_t len)
{
	static const char *const words[] = { "null", "true", "false",
					     "yes",  "no",   "on",
					     "off",  "y",    "n" };
	static const char good[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ/_"
				   "0123456789.-+*@=";
	size_t i;

	if (!len || !memchr(good, text[0], 26 + 26 + 2))
		return false;
	for (i = 0; i < len; i++) {
		if (!memchr(good, text[i], sizeof(good) - 1))
			return false;
	}
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strlen(words[i]) == len &&
		    !strncasecmp(words[i], text, len))
			return false;
	}
	return true;
}

static void write_string(struct csec_out_tree *tree, const void *data,
			 size_t len)
{
	if (tree->format == CSEC_OUT_YAML && is_plain(data, len)) {
		fwrite(data, 1, len, tree->file);
		return;
	}
	fputc('"', tree->file);
	csec_text_json(tree->file, data, len);
	fputc('"', tree->file);
}

static void begin_line(struct csec_out_tree *tree, unsigned int depth)
{
	fprintf(tree->file, "\n%*s", 2 * (int)depth, "");
}

static void begin_yaml(struct csec_out_tree *tree, const char *key)
{
	struct level *level = top(tree);

	if (!level->has_children && level->is_element)
		fputc(' ', tree->file);
	else if (level->has_children || tree->depth > 1)
		begin_line(tree, tree->depth - 1);
	if (key) {
		write_string(tree, key, strlen(key));
		fputc(':', tree->file);
	} else {
		fputc('-', tree->file);
	}
	level->has_children = true;
}

static bool is_record(const struct csec_out_tree *tree)
{
	return tree->format == CSEC_OUT_JSONL && tree->depth == 2 &&
	       tree->levels[1].is_array;
}

/* Writes what stands in front of a value. */
static void begin_value(struct csec_out_tree *tree, const char *key)
{
	struct level *level = top(tree);

	if (tree->format == CSEC_OUT_YAML) {
		begin_yaml(tree, key);
		return;
	}
	/* Members under the top of JSON lines follow "schema_version". */
	if (level->has_children ||
	    (tree->format == CSEC_OUT_JSONL && tree->depth == 1))
		fputc(',', tree->file);
	if (tree->format == CSEC_OUT_JSON)
		begin_line(tree, tree->depth);
	else if (level->has_children || tree->depth == 1)
		fputc(' ', tree->file);
	if (key) {
		fputc('"', tree->file);
		csec_text_json(tree->file, key, strlen(key));
		fputs("\": ", tree->file);
	}
	level->has_children = true;
}

static void begin_record(struct csec_out_tree *tree)
{
	tree->file = tree->target;
	fputs("{\"schema_version\": 1, \"type\": \"", tree->file);
	csec_text_json(tree->file, tree->levels[1].key,
		       strlen(tree->levels[1].key));
	fputc('"', tree->file);
}

static void end_record(struct csec_out_tree *tree)
{
	fputs("}\n", tree->file);
	fflush(tree->file);
	tree->file = tree->rest;
}

void csec_out_tree_begin(struct csec_out_tree *tree, const char *key,
			 bool is_array)
{
	const bool record = is_record(tree);
	const bool is_element = top(tree)->is_array;
	const bool is_hidden = tree->format == CSEC_OUT_JSONL &&
			       tree->depth == 1 && is_array;

	assert(tree->depth < LEVELS_MAX);
	assert(!record || !is_array);
	if (record)
		begin_record(tree);
	else if (!is_hidden)
		begin_value(tree, key);
	tree->levels[tree->depth++] = (struct level){
		.key = key,
		.is_array = is_array,
		.is_element = is_element,
		.has_children = record,
	};
	if (tree->format != CSEC_OUT_YAML && !record && !is_hidden)
		fputc(is_array ? '[' : '{', tree->file);
}

void csec_out_tree_end(struct csec_out_tree *tree)
{
	const struct level *level = top(tree);

	assert(tree->depth > 1);
	tree->depth--;
	if (tree->format == CSEC_OUT_YAML) {
		if (!level->has_children)
			fputs(level->is_array ? " []" : " {}", tree->file);
		return;
	}
	if (tree->format == CSEC_OUT_JSONL && tree->depth == 1 &&
	    level->is_array)
		return;
	if (is_record(tree)) {
		end_record(tree);
		return;
	}
	if (tree->format == CSEC_OUT_JSON && level->has_children)
		begin_line(tree, tree->depth);
	fputc(level->is_array ? ']' : '}', tree->file);
}

/* Puts a value without a container in front of it into its record. */
static bool begin_scalar(struct csec_out_tree *tree, const char *key)
{
	if (!is_record(tree)) {
		begin_value(tree, key);
		if (tree->format == CSEC_OUT_YAML)
			fputc(' ', tree->file);
		return false;
	}
	begin_record(tree);
	fputs(", \"value\": ", tree->file);
	return true;
}

void csec_out_tree_literal(struct csec_out_tree *tree, const char *key,
			   const char *text)
{
	const bool record = begin_scalar(tree, key);

	fputs(text, tree->file);
	if (record)
		end_record(tree);
}

void csec_out_tree_string(struct csec_out_tree *tree, const char *key,
			  const void *data, size_t len)
{
	const bool record = begin_scalar(tree, key);

	write_string(tree, data, len);
	if (record)
		end_record(tree);
}

int csec_out_tree_close(struct csec_out_tree *tree)
{
	int err = 0;

	assert(tree->depth == 1);
	if (tree->rest) {
		if (fclose(tree->rest))
			err = -ENOMEM;
		else if (tree->rest_len)
			fprintf(tree->target, "{\"schema_version\": 1%s}\n",
				tree->rest_text);
		free(tree->rest_text);
	} else if (tree->format == CSEC_OUT_JSON) {
		fputs("\n}\n", tree->target);
	} else {
		fputc('\n', tree->target);
	}
	free(tree);
	return err;
}
