// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - path globs as text: checked and compared, never matched with files
 */
#include "glob.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <linux/csec.h>

#define BAD_ESCAPE \
	"a backslash must stand in front of * ? [ ] ! - ^ or a backslash"

enum token_kind {
	TOKEN_CHAR,
	TOKEN_STAR, /* any number of characters of the class */
};

struct token {
	enum token_kind kind;
	uint64_t class[4]; /* bit n is byte n */
};

struct tokens {
	struct token *list;
	size_t nr;
};

static void class_add(uint64_t class[static 4], uint8_t c)
{
	class[c / 64] |= 1ull << (c % 64);
}

static void class_remove(uint64_t class[static 4], uint8_t c)
{
	class[c / 64] &= ~(1ull << (c % 64));
}

static bool class_overlaps(const uint64_t a[static 4],
			   const uint64_t b[static 4])
{
	return (a[0] & b[0]) | (a[1] & b[1]) | (a[2] & b[2]) | (a[3] & b[3]);
}

static void class_invert(uint64_t class[static 4])
{
	int i;

	for (i = 0; i < 4; i++)
		class[i] = ~class[i];
	class_remove(class, '\0');
}

static bool is_escapable(char c)
{
	return c && strchr("*?[]\\!-^", c);
}

/* Takes one character of a set; 0 when @error was set. */
static uint8_t set_char(const char **text, const char **error)
{
	const char *p = *text;

	if (*p == '[' && p[1] && strchr(":.=", p[1]))
		*error = "character classes are not supported in a set";
	else if (*p == '\\' && !is_escapable(*++p))
		*error = BAD_ESCAPE;
	else if (!*p)
		*error = "'[' is not closed";
	else if (*p == '/')
		*error = "a set cannot contain '/'";
	else
		*text = p + 1;
	return *error ? 0 : (uint8_t)*p;
}

/* Reads the set at @set into @token; returns its length, 0 with @error. */
static size_t read_set(const char *set, struct token *token, const char **error)
{
	const char *p = set + 1;
	const bool is_negated = *p == '!';
	unsigned int c;

	if (*p == '^')
		*error = "use '[!' to negate a set";
	p += is_negated;
	while (!*error) {
		const uint8_t low = set_char(&p, error);
		uint8_t high = low;

		if (!*error && *p == '-' && p[1] != ']') {
			p++;
			high = set_char(&p, error);
		}
		if (!*error && high < low)
			*error = "the range is backwards";
		for (c = low; !*error && c <= high; c++)
			class_add(token->class, c);
		if (*p == ']')
			break;
	}
	if (is_negated)
		class_invert(token->class);
	class_remove(token->class, '/');
	return *error ? 0 : (size_t)(p + 1 - set);
}

/* Reads one token; returns its length, 0 with @error. */
static size_t read_token(const char *p, struct token *token, const char **error)
{
	const size_t nr_stars = strspn(p, "*");

	memset(token, 0, sizeof(*token));
	if (nr_stars || *p == '?') {
		token->kind = nr_stars ? TOKEN_STAR : TOKEN_CHAR;
		class_invert(token->class);
		if (nr_stars < 2)
			class_remove(token->class, '/');
		return nr_stars ? nr_stars : 1;
	}
	if (*p == '[')
		return read_set(p, token, error);
	if (*p == '\\' && !is_escapable(p[1])) {
		*error = BAD_ESCAPE;
		return 0;
	}
	class_add(token->class, *p == '\\' ? p[1] : p[0]);
	return *p == '\\' ? 2 : 1;
}

const char *csec_glob_check(const char *pattern, size_t *at)
{
	const char *error = NULL;
	struct token token;
	size_t pos = 0;

	/* Most have nothing but literal bytes, and those are all valid. */
	while (!error && pattern[pos += strcspn(pattern + pos, "*?[\\")])
		pos += read_token(pattern + pos, &token, &error);
	if (at)
		*at = error ? pos : 0;
	return error;
}

bool csec_glob_is_glob(const char *text)
{
	return strpbrk(text, "*?[\\");
}

unsigned int csec_glob_specificity(const char *pattern)
{
	const char *error = NULL;
	unsigned int literals = 0;
	bool has_wildcard = false;
	struct token token;

	while (*pattern && !error) {
		if (strchr("*?[", *pattern))
			has_wildcard = true;
		else
			literals++;
		pattern += read_token(pattern, &token, &error);
	}
	return has_wildcard ? literals : literals + CSEC_PATH_MAX + 1;
}

bool csec_glob_has_wildcard(const char *pattern)
{
	return csec_glob_is_glob(pattern) &&
	       csec_glob_specificity(pattern) <= CSEC_PATH_MAX;
}

static int compile(const char *pattern, struct tokens *tokens)
{
	const char *error = NULL;

	tokens->nr = 0;
	tokens->list = calloc(strlen(pattern) + 1, sizeof(*tokens->list));
	if (!tokens->list)
		return -ENOMEM;
	while (*pattern && !error)
		pattern += read_token(pattern, &tokens->list[tokens->nr++],
				      &error);
	return 0;
}

/*
 * Walks both patterns at once. @reach holds, for the position in @a that is
 * looked at, the positions in @b that some common text can lead to; positions
 * only move forward, so one pass over the rows finds all.
 */
static bool walk(const struct tokens *a, const struct tokens *b, bool *reach,
		 bool *next)
{
	size_t i, j;

	reach[0] = true;
	for (i = 0; i <= a->nr; i++) {
		const struct token *s = i < a->nr ? &a->list[i] : NULL;
		bool *swap;

		memset(next, 0, b->nr + 1);
		for (j = 0; j <= b->nr; j++) {
			const struct token *t = j < b->nr ? &b->list[j] : NULL;
			const bool both = s && t &&
					  class_overlaps(s->class, t->class);

			if (!reach[j])
				continue;
			if (s && (s->kind == TOKEN_STAR ||
				  (both && t->kind == TOKEN_STAR)))
				next[j] = true;
			if (t && (t->kind == TOKEN_STAR ||
				  (both && s->kind == TOKEN_STAR)))
				reach[j + 1] = true;
			if (both && s->kind == t->kind)
				next[j + 1] = true;
		}
		if (i == a->nr)
			return reach[b->nr];
		swap = reach;
		reach = next;
		next = swap;
	}
	return false;
}

/* Patterns differ for sure where both are literal. */
static bool has_other_prefix(const char *a, const char *b)
{
	const size_t la = strcspn(a, "*?[\\"), lb = strcspn(b, "*?[\\");
	const size_t len = la < lb ? la : lb;

	return memcmp(a, b, len) || (!a[la] && la < lb) || (!b[lb] && lb < la);
}

uint64_t csec_glob_steps(const char *a, const char *b)
{
	const uint64_t la = strlen(a) + 1, lb = strlen(b) + 1;

	return has_other_prefix(a, b) ? la + lb : la * lb;
}

int csec_glob_overlaps(const char *a, const char *b)
{
	struct tokens ta = { 0 }, tb = { 0 };
	bool *rows = NULL;
	int ret = -ENOMEM;

	/* No wildcard stands for the missing component of the root. */
	if (!strcmp(a, "/") || !strcmp(b, "/"))
		return !strcmp(a, b);
	if (has_other_prefix(a, b))
		return 0;
	if (!compile(a, &ta) && !compile(b, &tb)) {
		rows = calloc(2 * (tb.nr + 1), sizeof(*rows));
		if (rows)
			ret = walk(&ta, &tb, rows, rows + tb.nr + 1);
	}
	free(rows);
	free(ta.list);
	free(tb.list);
	return ret;
}

int csec_glob_matches(const char *pattern, const char *text)
{
	if (!csec_glob_is_glob(pattern))
		return !strcmp(pattern, text);
	return csec_glob_overlaps(pattern, text);
}

void csec_glob_escape(const char *text, char *pattern, size_t size)
{
	size_t used = 0;

	for (; *text && used + 2 < size; text++) {
		if (strchr("*?[]\\", *text))
			pattern[used++] = '\\';
		pattern[used++] = *text;
	}
	pattern[used] = '\0';
}
