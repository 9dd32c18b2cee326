// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - lists of digests in the format of sha256sum(1) -> exec rules
 */
#include "manifest.h"

#include <errno.h>
#include <stdbool.h>
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

/**
 * struct manifest - one that is read
 * @dir: Directory with its slash of the last path that was plain; most of those that
 *	follow are in it.
 * @dir_len: Bytes of @dir, 0: none yet.
 */
struct manifest {
	const char *name;
	struct csec_policy *policy;
	struct csec_diag *diag;
	uint32_t rule_line;
	uint16_t number;
	uint32_t line; /* of the manifest */
	unsigned int nr_errors;
	size_t nr_rules;
	size_t dir_len;
	char dir[CSEC_PATH_MAX];
	char unescaped[CSEC_PATH_MAX];
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

/* One more than the value of a hexadecimal digit; of other bytes 0. */
static const uint8_t hex_digits[256] = {
	['0'] = 1,  ['1'] = 2,	['2'] = 3,  ['3'] = 4,	['4'] = 5,  ['5'] = 6,
	['6'] = 7,  ['7'] = 8,	['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12,
	['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16, ['A'] = 11, ['B'] = 12,
	['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};

/* Returns the number of digits before the first byte that is none. */
static size_t count_digits(const uint8_t *text, size_t len)
{
	size_t i = 0;

	while (i < HEX_LEN && i < len && hex_digits[text[i]])
		i++;
	return i;
}

typedef uint8_t bytes16 __attribute__((vector_size(16)));
typedef uint16_t pairs16 __attribute__((vector_size(16)));
typedef uint8_t bytes8 __attribute__((vector_size(8)));

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
	       "the first digit of a pair is its low byte");

/* Returns whether all of @text are digits. Reads sixteen of them at a time. */
static bool read_digest(const uint8_t text[static HEX_LEN],
			uint8_t sha256[static CSEC_SHA256_LEN])
{
	bytes16 others = { 0 }, digits;
	uint64_t found[2];
	size_t i;

	for (i = 0; i < HEX_LEN; i += sizeof(digits)) {
		bytes16 letters, is_digit, is_letter;
		pairs16 pairs;
		bytes8 bytes;

		memcpy(&digits, text + i, sizeof(digits));
		letters = (digits | 0x20) - 'a';
		digits -= '0';
		is_digit = (bytes16)(digits < 10);
		is_letter = (bytes16)(letters < 6);
		others |= ~(is_digit | is_letter);
		pairs = (pairs16)((digits & is_digit) |
				  ((letters + 10) & is_letter));
		bytes = __builtin_convertvector(
			(pairs << 4 | pairs >> 8) & 0xff, bytes8);
		memcpy(sha256 + i / 2, &bytes, sizeof(bytes));
	}
	memcpy(found, &others, sizeof(found));
	return !(found[0] | found[1]);
}

enum {
	HAS_OTHERS = 1, /* not printable, not ASCII, or part of a pattern */
	HAS_SLASH = 2,
};

/* Returns what of it @text has. */
static unsigned int scan_bytes(const char *text, size_t len)
{
	static const uint8_t kinds[256] = {
		[0x00 ... 0x1f] = HAS_OTHERS,
		['*'] = HAS_OTHERS,
		['?'] = HAS_OTHERS,
		['['] = HAS_OTHERS,
		['\\'] = HAS_OTHERS,
		[0x7f ... 0xff] = HAS_OTHERS,
		['/'] = HAS_SLASH,
	};
	uint8_t found = 0;
	size_t i;

	for (i = 0; i < len; i++)
		found |= kinds[(uint8_t)text[i]];
	return found;
}

static const char too_long[] = "the path must not be longer than 4095 bytes";

/* Copies a file name as a pattern that stands for nothing else. */
static const char *copy_path(struct manifest *manifest, const char *text,
			     size_t len)
{
	size_t i, used = 0;

	if (len > CSEC_PATH_MAX)
		return too_long;
	if (!(scan_bytes(text, len) & HAS_OTHERS)) {
		memcpy(manifest->path, text, len);
		manifest->path[len] = '\0';
		return NULL;
	}
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

/* What is wrong with the byte behind a backslash. */
static const char *escape_error(char byte)
{
	if (byte == '\\')
		return NULL;
	if (byte == 'n' || byte == 'r')
		return "the path contains a line break";
	return "the path has an unknown escape";
}

/* Undoes what sha256sum(1) does to a name with a backslash or a line break. */
static const char *unescape(struct manifest *manifest, const char *text,
			    size_t len)
{
	const char *error = NULL;
	size_t i, used = 0;

	for (i = 0; i < len && !error; i++) {
		if (used == CSEC_PATH_MAX)
			return too_long;
		manifest->unescaped[used++] = text[i];
		if (text[i] != '\\')
			continue;
		i++;
		error = escape_error(i < len ? text[i] : '\0');
	}
	if (error)
		return error;
	return copy_path(manifest, manifest->unescaped, used);
}

/*
 * Bytes of the directory, with its slash, of a path that is what it says: printable,
 * ASCII, no pattern, absolute and short. 0: it needs a closer look.
 */
static size_t plain_dir(struct manifest *manifest, const char *path, size_t len)
{
	size_t known = manifest->dir_len;
	unsigned int found;

	if (len <= known || memcmp(path, manifest->dir, known) != 0)
		known = 0;
	if (len > CSEC_PATH_MAX)
		return 0;
	found = scan_bytes(path + known, len - known);
	if (found & HAS_OTHERS)
		return 0;
	if (!found)
		return known && path[known] != '.' ? known : 0;
	memcpy(manifest->path, path, len);
	manifest->path[len] = '\0';
	if (csec_value_path_error(manifest->path, false))
		return 0;
	manifest->dir_len = (char *)memrchr(path, '/', len) + 1 - path;
	memcpy(manifest->dir, path, manifest->dir_len);
	return manifest->dir_len;
}

static int add_rule(struct manifest *manifest, const char *text, size_t len)
{
	/* The mark of a line with escapes in its name. */
	const bool is_escaped = *text == '\\';
	const size_t digest = is_escaped, name = digest + HEX_LEN + 2;
	uint8_t sha256[CSEC_SHA256_LEN];
	const struct csec_rule rule = {
		.path = manifest->path,
		.sha256 = sha256,
		.line = manifest->rule_line,
		.section = CSEC_SECTION_EXEC,
		.manifest = manifest->number,
	};
	const char *error = NULL;
	char message[128];
	size_t dir_len;

	if (len < digest + HEX_LEN ||
	    !read_digest((const uint8_t *)text + digest, sha256)) {
		report(manifest, text, len,
		       digest + count_digits((const uint8_t *)text + digest,
					     len - digest),
		       "expected 64 hexadecimal digits");
		return 0;
	}
	if (len < name || text[name - 2] != ' ' ||
	    (text[name - 1] != ' ' && text[name - 1] != '*')) {
		report(manifest, text, len, name - 2,
		       "expected two spaces, or a space and '*'");
		return 0;
	}
	dir_len = is_escaped ? 0 : plain_dir(manifest, text + name, len - name);
	if (dir_len) {
		manifest->nr_rules++;
		return csec_policy_add_file(manifest->policy, &rule,
					    text + name, len - name, dir_len);
	}
	if (is_escaped)
		error = unescape(manifest, text + name, len - name);
	else
		error = copy_path(manifest, text + name, len - name);
	if (!error) {
		error = csec_value_path_error(manifest->path, false);
		if (error) {
			snprintf(message, sizeof(message), "the path %s",
				 error);
			error = message;
		}
	}
	if (error) {
		report(manifest, text, len, name, error);
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
	const struct csec_place place = { .file = name };
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
		if (manifest->nr_errors == CSEC_PARSE_ERRORS_MAX)
			csec_diag_at(diag, CSEC_SEVERITY_NOTE, &place,
				     "there may be more errors");
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
