// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - lists of digests in the format of sha256sum(1) -> exec rules
 */
#include "manifest.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "file.h"
#include "parse.h"
#include "parse_value.h"
#include "policy.h"
#include "text.h"

enum {
	HEX_LEN = 2 * CSEC_SHA256_LEN
};

struct manifest {
	const char *name;
	struct csec_policy *policy;
	struct csec_diag *diag;
	uint32_t rule_line;
	uint16_t number;
	uint32_t line; /* of the manifest */
	unsigned int nr_errors;
	size_t nr_rules;
	char path[2 * CSEC_PATH_MAX + 1];
};

static void report(struct manifest *manifest, const char *text, size_t len,
		   size_t col, const char *message)
{
	const struct csec_place place = {
		.file = manifest->name,
		.line = manifest->line,
		.col = col + 1,
		.text = text,
		.text_len = len,
	};

	csec_diag_at(manifest->diag, CSEC_SEVERITY_ERROR, &place, "%s",
		     message);
	manifest->nr_errors++;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* Returns the number of digits read. */
static size_t read_digest(const char *text, size_t len,
			  uint8_t sha256[static CSEC_SHA256_LEN])
{
	size_t i;

	memset(sha256, 0, CSEC_SHA256_LEN);
	for (i = 0; i < HEX_LEN && i < len; i++) {
		const int digit = hex_digit(text[i]);

		if (digit < 0)
			break;
		sha256[i / 2] = (uint8_t)(sha256[i / 2] << 4 | digit);
	}
	return i;
}

/* Copies a file name as a pattern that stands for nothing else. */
static const char *copy_path(struct manifest *manifest, const char *text,
			     size_t len)
{
	size_t i, used = 0;

	if (len > CSEC_PATH_MAX)
		return "the path must not be longer than 4095 bytes";
	if (csec_text_utf8_check(text, len) != len)
		return "the path is not valid UTF-8";
	for (i = 0; i < len; i++) {
		if ((uint8_t)text[i] < 0x20 || text[i] == 0x7f)
			return "the path contains a control character";
		if (text[i] == '*' || text[i] == '?' || text[i] == '[' ||
		    text[i] == '\\')
			manifest->path[used++] = '\\';
		manifest->path[used++] = text[i];
	}
	manifest->path[used] = '\0';
	return NULL;
}

static int add_rule(struct manifest *manifest, const char *text, size_t len)
{
	uint8_t sha256[CSEC_SHA256_LEN];
	const struct csec_rule rule = {
		.path = manifest->path,
		.sha256 = sha256,
		.line = manifest->rule_line,
		.section = CSEC_SECTION_EXEC,
		.manifest = manifest->number,
	};
	const size_t digits = read_digest(text, len, sha256);
	const char *error = NULL;
	char message[128];

	if (digits < HEX_LEN)
		error = "expected 64 hexadecimal digits";
	if (error) {
		report(manifest, text, len, digits, error);
		return 0;
	}
	if (len < HEX_LEN + 2 || text[HEX_LEN] != ' ' ||
	    (text[HEX_LEN + 1] != ' ' && text[HEX_LEN + 1] != '*')) {
		report(manifest, text, len, HEX_LEN,
		       "expected two spaces, or a space and '*'");
		return 0;
	}
	error = copy_path(manifest, text + HEX_LEN + 2, len - HEX_LEN - 2);
	if (!error) {
		error = csec_value_path_error(manifest->path, false);
		if (error) {
			snprintf(message, sizeof(message), "the path %s",
				 error);
			error = message;
		}
	}
	if (error) {
		report(manifest, text, len, HEX_LEN + 2, error);
		return 0;
	}
	manifest->nr_rules++;
	return csec_policy_add_rule(manifest->policy, &rule);
}

static int read_lines(struct manifest *manifest, const char *text, size_t len)
{
	const char *const end = text + len;
	int err = 0;

	while (text < end && !err &&
	       manifest->nr_errors < CSEC_PARSE_ERRORS_MAX) {
		const char *eol = memchr(text, '\n', end - text);
		size_t line_len = (eol ? eol : end) - text;

		manifest->line++;
		if (line_len && text[line_len - 1] == '\r')
			line_len--;
		if (line_len && *text != '#')
			err = add_rule(manifest, text, line_len);
		text = eol ? eol + 1 : end;
	}
	return err;
}

static uint16_t next_number(const struct csec_policy *policy)
{
	uint16_t number = 0;

	for (size_t i = policy->nr_rules; i > 0 && !number; i--)
		number = policy->rules[i - 1].manifest;
	return number + 1;
}

int csec_manifest_parse(const char *name, const char *text, size_t len,
			struct csec_policy *policy, uint32_t line,
			struct csec_diag *diag)
{
	struct manifest *manifest = calloc(1, sizeof(*manifest));
	int err = -ENOMEM;

	if (manifest) {
		manifest->name = name;
		manifest->policy = policy;
		manifest->diag = diag;
		manifest->rule_line = line;
		manifest->number = next_number(policy);
		err = read_lines(manifest, text, len);
	}
	if (err) {
		csec_diag_error(diag, "%s: %s", name,
				err == -E2BIG ? "too many rules" :
						"out of memory");
	} else if (manifest->nr_errors) {
		err = -EINVAL;
	} else if (!manifest->nr_rules) {
		csec_diag_error(diag, "%s: the manifest is empty", name);
		err = -EINVAL;
	}
	free(manifest);
	return err;
}

/* Reads @file relative to @dir, of @len bytes. */
static int read_file(const char *dir, size_t len, const char *file, char **text,
		     size_t *size)
{
	char *directory = len ? strndup(dir, len) : strdup(".");
	int err = -ENOMEM;

	if (directory)
		err = csec_file_read_in(directory, file, CSEC_MANIFEST_SIZE_MAX,
					text, size);
	free(directory);
	return err;
}

int csec_manifest_read(const char *source, const char *file,
		       struct csec_policy *policy, uint32_t line,
		       struct csec_diag *diag)
{
	const char *slash = strrchr(source, '/');
	const size_t dir_len = slash ? (size_t)(slash + 1 - source) : 0;
	char *path, *text;
	size_t len;
	int err;

	if (asprintf(&path, "%.*s%s", (int)dir_len, source, file) < 0)
		return -ENOMEM;
	err = read_file(source, dir_len, file, &text, &len);
	if (err) {
		csec_diag_error(diag, "%s: %s", path, csec_file_error(err));
	} else {
		err = csec_manifest_parse(path, text, len, policy, line, diag);
		free(text);
	}
	free(path);
	return err;
}
