// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - policy text (YAML 1.2, JSON) -> model
 */
#include "parse.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "arena.h"
#include "diag.h"
#include "file.h"
#include "parse_build.h"
#include "parse_check.h"
#include "parse_tree.h"
#include "policy.h"

int csec_parse_u32(const char *text, uint32_t min, uint32_t max,
		   uint32_t *value)
{
	uint64_t number = 0;
	const char *p;

	if (*text == '-' && text[1] &&
	    !text[1 + strspn(text + 1, "0123456789")])
		return -ERANGE;
	if (!*text)
		return -EINVAL;
	for (p = text; *p; p++) {
		if (*p < '0' || *p > '9')
			return -EINVAL;
		/* Saturates, so that any number of digits is out of range. */
		if (number <= UINT32_MAX)
			number = number * 10 + (*p - '0');
	}
	if (number < min || number > max)
		return -ERANGE;
	*value = number;
	return 0;
}

static size_t name_offset(const struct csec_node *document)
{
	const struct csec_node *node = document->child;

	while (strcmp(node->key->text, "metadata"))
		node = node->next;
	node = node->child;
	while (strcmp(node->key->text, "name"))
		node = node->next;
	return node->offset;
}

/* Adds to @set; on error some of the policies may have been added. */
static int build_all(struct csec_source *source, const struct csec_node *root,
		     struct csec_policy_set *set)
{
	const struct csec_node *node;
	struct csec_policy *policy;
	int err = 0;

	for (node = root->child; node && !err; node = node->next) {
		err = csec_build_policy(source, node, &policy);
		if (err)
			break;
		err = csec_policy_set_add(set, policy);
		if (!err)
			continue;
		if (err == -EEXIST)
			csec_source_error(source, name_offset(node),
					  "there is another policy of the "
					  "name '%s'",
					  policy->name);
		else if (err == -E2BIG)
			csec_source_error(source, node->offset,
					  "too many policies");
		csec_policy_free(policy);
	}
	return err;
}

static int read_source(struct csec_source *source, struct csec_policy_set *set)
{
	const struct csec_place place = { .file = source->name };
	const struct csec_node *root = csec_tree_read(source);
	const struct csec_node *node;

	for (node = root ? root->child : NULL; node; node = node->next)
		csec_check_document(source, node);
	if (csec_source_is_full(source) && !source->out_of_memory)
		csec_diag_at(source->diag, CSEC_SEVERITY_NOTE, &place,
			     "there may be more errors");
	if (source->out_of_memory)
		return -ENOMEM;
	if (source->nr_errors)
		return -EINVAL;
	return build_all(source, root, set);
}

/* Undoes additions to a set. */
static void truncate_set(struct csec_policy_set *set, size_t nr)
{
	while (set->nr > nr)
		csec_policy_free(set->policies[--set->nr]);
}

int csec_parse_text(const char *name, const void *text, size_t len,
		    struct csec_policy_set *set, struct csec_diag *diag)
{
	struct csec_source source = {
		.name = name,
		.text = text,
		.len = len,
		.diag = diag,
	};
	const size_t nr_before = set->nr;
	int err;

	if (len > CSEC_PARSE_SIZE_MAX) {
		csec_diag_error(diag, "%s: more than %u bytes", name,
				CSEC_PARSE_SIZE_MAX);
		return -EFBIG;
	}
	if (len >= 3 && !memcmp(text, "\xef\xbb\xbf", 3)) {
		source.text += 3;
		source.len -= 3;
	}
	source.arena = csec_arena_create();
	err = source.arena ? read_source(&source, set) : -ENOMEM;
	csec_arena_free(source.arena);
	if (err == -ENOMEM)
		csec_diag_error(diag, "%s: out of memory", name);
	if (err)
		truncate_set(set, nr_before);
	return err;
}

/* Parses what was read of a file, or reports why it was not. */
static int parse_read(const char *name, int err, char *text, size_t len,
		      struct csec_policy_set *set, struct csec_diag *diag)
{
	if (err == -EFBIG)
		csec_diag_error(diag, "%s: more than %u bytes", name,
				CSEC_PARSE_SIZE_MAX);
	else if (err)
		csec_diag_error(diag, "%s: %s", name, csec_file_error(err));
	else
		err = csec_parse_text(name, text, len, set, diag);
	free(text);
	return err;
}

static const char *name_of(const char *path)
{
	return strcmp(path, "-") ? path : "<stdin>";
}

int csec_parse_file(const char *path, struct csec_policy_set *set,
		    struct csec_diag *diag)
{
	size_t len;
	char *text;
	int err = csec_file_read(path, CSEC_PARSE_SIZE_MAX, &text, &len);

	return parse_read(name_of(path), err, text, len, set, diag);
}

static int is_policy_file(const struct dirent *entry)
{
	static const char *const endings[] = { ".yaml", ".yml", ".json" };
	const size_t len = strlen(entry->d_name);
	size_t i, n;

	if (entry->d_name[0] == '.')
		return 0;
	for (i = 0; i < 3; i++) {
		n = strlen(endings[i]);
		if (len > n && !strcmp(entry->d_name + len - n, endings[i]))
			return 1;
	}
	return 0;
}

/* Byte order, whatever the locale is. */
static int compare_names(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/**
 * struct files - files that are read one after the other
 * @done: Told of each, with @data; may be NULL.
 * @first: First error.
 */
struct files {
	struct csec_policy_set *set;
	struct csec_diag *diag;
	void (*done)(void *data, const char *name, int err);
	void *data;
	int first;
};

static void tell(struct files *files, const char *name, int err)
{
	files->first = files->first ? files->first : err;
	if (files->done)
		files->done(files->data, name, err);
}

/* Of a directory that somebody else may have filled. */
static void parse_entry(struct files *files, const char *path,
			const char *entry)
{
	const size_t path_len = strlen(path);
	const bool has_slash = path_len && path[path_len - 1] == '/';
	char *name, *text;
	size_t len;
	int err;

	if (asprintf(&name, "%s%s%s", path, has_slash ? "" : "/", entry) < 0) {
		csec_diag_error(files->diag, "%s: out of memory", path);
		tell(files, path, -ENOMEM);
		return;
	}
	err = csec_file_read_in(path, entry, CSEC_PARSE_SIZE_MAX, &text, &len);
	err = parse_read(name, err, text, len, files->set, files->diag);
	tell(files, name, err);
	free(name);
}

static void parse_directory(struct files *files, const char *path)
{
	struct dirent **entries;
	int nr = scandir(path, &entries, is_policy_file, compare_names);
	int err, i;

	if (nr < 0) {
		err = -errno;
		csec_diag_error(files->diag, "%s: %s", path, strerror(-err));
		tell(files, path, err);
		return;
	}
	for (i = 0; i < nr; i++) {
		parse_entry(files, path, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	if (nr)
		return;
	csec_diag_error(files->diag,
			"%s: no *.yaml, *.yml or *.json in the directory",
			path);
	tell(files, path, -ENOENT);
}

int csec_parse_each(const char *path, struct csec_policy_set *set,
		    struct csec_diag *diag,
		    void (*done)(void *data, const char *name, int err),
		    void *data)
{
	struct files files = {
		.set = set,
		.diag = diag,
		.done = done,
		.data = data,
	};
	struct stat st;

	if (strcmp(path, "-") && !stat(path, &st) && S_ISDIR(st.st_mode))
		parse_directory(&files, path);
	else
		tell(&files, name_of(path), csec_parse_file(path, set, diag));
	return files.first;
}

int csec_parse_path(const char *path, struct csec_policy_set *set,
		    struct csec_diag *diag)
{
	const size_t nr_before = set->nr;
	const int err = csec_parse_each(path, set, diag, NULL, NULL);

	if (err)
		truncate_set(set, nr_before);
	return err;
}

int csec_parse_paths(char *const *paths, size_t nr_paths,
		     struct csec_policy_set *set, struct csec_diag *diag)
{
	const size_t nr_before = set->nr;
	int first = 0, err;
	size_t i;

	for (i = 0; i < nr_paths; i++) {
		err = csec_parse_path(paths[i], set, diag);
		first = first ? first : err;
	}
	if (first)
		truncate_set(set, nr_before);
	return first;
}
