// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - checks of single values of a policy text
 */
#include "parse_value.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "glob.h"
#include "parse.h"
#include "parse_tree.h"
#include "schema.h"

static bool is_one_of(const char *text, const char *const *words, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++) {
		if (!strcmp(text, words[i]))
			return true;
	}
	return false;
}

bool csec_value_is_null(const struct csec_node *node)
{
	static const char *const words[] = { "", "~", "null", "Null", "NULL" };

	return node->kind == CSEC_NODE_SCALAR && node->is_plain &&
	       is_one_of(node->text, words, 5);
}

/* Numbers and truth values of the YAML 1.2 core schema. */
static bool is_typed(const struct csec_node *node)
{
	static const char *const words[] = { "true",  "True",  "TRUE",
					     "false", "False", "FALSE" };
	char *end;

	if (!node->is_plain || !node->len)
		return false;
	if (is_one_of(node->text, words, 6))
		return true;
	/* strtod() also knows "nan", "inf" and "infinity": these are strings. */
	if (!strchr("+-.0123456789", node->text[0]))
		return false;
	strtod(node->text, &end);
	return end != node->text && !*end;
}

static bool has_control(const struct csec_node *node)
{
	uint32_t i;

	for (i = 0; i < node->len; i++) {
		if ((uint8_t)node->text[i] < 0x20 || node->text[i] == 0x7f)
			return true;
	}
	return false;
}

static void error_at(struct csec_source *source, const struct csec_node *node,
		     const char *what, const char *text)
{
	csec_source_error(source, node->offset, "%s %s", what, text);
}

static void check_number(struct csec_source *source,
			 const struct csec_field *field,
			 const struct csec_node *node, const char *what)
{
	const char *digits = node->text + (node->text[0] == '-');
	uint32_t value;

	if (!node->is_plain || !*digits || digits[strspn(digits, "0123456789")])
		error_at(source, node, what, "must be a number");
	else if (digits[0] == '0' && digits[1])
		error_at(source, node, what, "must not begin with 0");
	else if (csec_parse_u32(node->text, field->min, field->max, &value))
		csec_source_error(source, node->offset,
				  "%s must be between %u and %u", what,
				  field->min, field->max);
}

static void list_words(char *text, size_t size, const struct csec_words *words)
{
	size_t len = 0;
	unsigned int i;

	for (i = 0; i < words->nr && len < size; i++)
		len += snprintf(text + len, size - len, "%s%s",
				!i		  ? "" :
				i + 1 < words->nr ? ", " :
						    " or ",
				words->words[i]);
}

static void check_word(struct csec_source *source,
		       const struct csec_field *field,
		       const struct csec_node *node, const char *what)
{
	const struct csec_words *words = field->words;
	const bool is_long = words->nr > 8;
	const char *near;
	char list[256];

	if (csec_words_find(words, node->text) >= 0 &&
	    strlen(node->text) == node->len)
		return;
	list_words(list, sizeof(list), words);
	if (is_long)
		csec_source_error(source, node->offset, "unknown %s '%.64s'",
				  field->key, node->text);
	else
		csec_source_error(source, node->offset, "%s must be %s", what,
				  list);
	near = csec_diag_suggest(node->text, words->words, words->nr);
	if (is_long && !strncasecmp(node->text, "CAP_", 4))
		near = csec_diag_suggest(node->text + 4, words->words,
					 words->nr);
	if (near)
		csec_diag_hint(source->diag, "did you mean '%s'?", near);
}

static void check_name(struct csec_source *source, const struct csec_node *node,
		       const char *what)
{
	static const char edge[] = "abcdefghijklmnopqrstuvwxyz0123456789";
	static const char inner[] = "abcdefghijklmnopqrstuvwxyz0123456789.-";
	const char *text = node->text;
	const size_t len = node->len;

	if (len > CSEC_NAME_MAX)
		csec_source_error(source, node->offset,
				  "%s must not be longer than %d bytes", what,
				  CSEC_NAME_MAX);
	else if (strspn(text, inner) != len || !strchr(edge, text[0]) ||
		 !strchr(edge, text[len - 1]))
		error_at(source, node, what,
			 "must consist of a-z, 0-9, '-' and '.', and begin "
			 "and end with a letter or digit");
}

static bool has_dot_component(const char *text)
{
	const char *p;

	for (p = strchr(text, '/'); p; p = strchr(p, '/')) {
		const size_t len = strcspn(++p, "/");

		if ((len == 1 && p[0] == '.') ||
		    (len == 2 && p[0] == '.' && p[1] == '.'))
			return true;
	}
	return false;
}

const char *csec_value_path_error(const char *text, bool is_cgroup)
{
	const size_t len = strlen(text);

	if (text[0] != '/')
		return "must be an absolute path";
	if (len > CSEC_PATH_MAX)
		return "must not be longer than 4095 bytes";
	if (len == 1)
		return is_cgroup ? NULL : "must not be the root directory";
	if (strstr(text, "//"))
		return "must not contain an empty component";
	if (text[len - 1] == '/')
		return "must not end with '/'";
	if (has_dot_component(text))
		return "must not contain '.' or '..' as a component";
	return NULL;
}

static void check_path(struct csec_source *source, const struct csec_node *node,
		       bool is_cgroup, const char *what)
{
	const char *error = csec_value_path_error(node->text, is_cgroup);
	size_t at = 0;

	if (error) {
		error_at(source, node, what, error);
		return;
	}
	error = csec_glob_check(node->text, &at);
	/* Quotes and escapes move the place: point to the value then. */
	if (error)
		csec_source_error(source,
				  node->offset + (node->is_plain ? at : 0),
				  "%s is not a valid glob: %s", what, error);
}

static void check_label(struct csec_source *source,
			const struct csec_node *node, const char *what)
{
	const char *equals = strchr(node->text, '=');

	if (!equals || equals == node->text)
		error_at(source, node, what, "must have the form key=value");
	else if (node->len > CSEC_LABEL_MAX)
		csec_source_error(source, node->offset,
				  "%s must not be longer than %d bytes", what,
				  CSEC_LABEL_MAX);
}

static void check_text(struct csec_source *source, const struct csec_node *node,
		       const char *what)
{
	if (node->len > CSEC_PATH_MAX)
		error_at(source, node, what,
			 "must not be longer than 4095 bytes");
}

/* As the kernel checks it: printable, no blank and no slash. */
static void check_applet(struct csec_source *source,
			 const struct csec_node *node, const char *what)
{
	bool is_name = node->len <= CSEC_NAME_MAX;

	for (size_t i = 0; i < node->len && is_name; i++)
		is_name = node->text[i] > ' ' && node->text[i] <= '~' &&
			  node->text[i] != '/';
	if (!is_name)
		error_at(source, node, what,
			 "must be the name of a program: 1 to 63 letters and "
			 "other visible ASCII, no slash");
}

static void check_sha256(struct csec_source *source,
			 const struct csec_node *node, const char *what)
{
	if (node->len != 2 * CSEC_SHA256_LEN ||
	    strspn(node->text, "0123456789abcdefABCDEF") != node->len)
		error_at(source, node, what, "must be 64 hexadecimal digits");
}

/* Checks that hold for every string. Returns false when one was reported. */
static bool check_string(struct csec_source *source,
			 const struct csec_field *field,
			 const struct csec_node *node, const char *what)
{
	const bool is_digest = field->type == CSEC_TYPE_SHA256;

	if (!node->len) {
		error_at(source, node, what, "must not be empty");
	} else if (has_control(node)) {
		error_at(source, node, what,
			 "must not contain control characters");
	} else if (is_typed(node) && !is_digest) {
		error_at(source, node, what, "must be a string");
		csec_diag_hint(source->diag, "put it in quotes");
	} else {
		return true;
	}
	return false;
}

void csec_value_check(struct csec_source *source,
		      const struct csec_field *field,
		      const struct csec_node *node, const char *what)
{
	if (csec_source_is_full(source))
		return;
	if (field->type == CSEC_TYPE_NUMBER) {
		check_number(source, field, node, what);
		return;
	}
	if (field->type == CSEC_TYPE_WORD) {
		check_word(source, field, node, what);
		return;
	}
	if (!check_string(source, field, node, what))
		return;
	if (field->type == CSEC_TYPE_NAME)
		check_name(source, node, what);
	else if (field->type == CSEC_TYPE_LABEL)
		check_label(source, node, what);
	else if (field->type == CSEC_TYPE_SHA256)
		check_sha256(source, node, what);
	else if (field->type == CSEC_TYPE_APPLET)
		check_applet(source, node, what);
	else if (field->type == CSEC_TYPE_TEXT || field->type == CSEC_TYPE_FILE)
		check_text(source, node, what);
	else if (field->type != CSEC_TYPE_PATH_OR_ANY ||
		 strcmp(node->text, "any"))
		check_path(source, node, field->type == CSEC_TYPE_CGROUP, what);
}
