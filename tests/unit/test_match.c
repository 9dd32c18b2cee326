// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of kmod/match.c: globs, specificity, hash
 *
 * The look-ups in a policy are in test_kpolicy.c.
 */
#include <check.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "../../kmod/match.h"
#include "kernel/shim.h"

enum {
	NR_RANDOM = 200000,
	BIG = CSEC_PATH_MAX
};

struct glob_case {
	const char *pattern;
	const char *text;
	bool expected;
	const char *why;
};

struct valid_case {
	const char *pattern;
	bool expected;
	const char *why;
};

/* clang-format off */
static const struct glob_case glob_cases[] = {
	{ "/a",		"/a",		true,	"literal" },
	{ "/a",		"/ab",		false,	"literal, text goes on" },
	{ "/ab",	"/a",		false,	"literal, pattern goes on" },
	{ "",		"",		true,	"both empty" },
	{ "",		"/a",		false,	"empty pattern" },
	{ "/a",		"",		false,	"empty text" },
	{ "*",		"",		true,	"star stands for nothing" },
	{ "/*",		"/a",		true,	"star, one component" },
	{ "/*",		"/a/b",		false,	"star does not cross '/'" },
	{ "/*",		"/",		false,	"the root has no component" },
	{ "/**",	"/",		false,	"the root has no component" },
	{ "/",		"/",		true,	"the root is itself" },
	{ "/*/b",	"/a/b",		true,	"star in the middle" },
	{ "/*/b",	"/a/c/b",	false,	"star in the middle, 2 dirs" },
	{ "/a*",	"/a",		true,	"star at the end is empty" },
	{ "/a*c",	"/abcbc",	true,	"star takes the last c" },
	{ "/*a*b*c",	"/xaybzc",	true,	"three stars" },
	{ "/*a*b*c",	"/xaycz",	false,	"three stars, b is missing" },
	{ "/app/**",	"/app/a",	true,	"below" },
	{ "/app/**",	"/app/a/b/c",	true,	"far below" },
	{ "/app/**",	"/app",		false,	"not itself" },
	{ "/app/**",	"/apple",	false,	"not its neighbour" },
	{ "/app**",	"/apple/pie",	true,	"no '/' before **" },
	{ "/**/x",	"/a/b/x",	true,	"** crosses" },
	{ "/**/x",	"/x",		false,	"** keeps both '/'" },
	{ "/**/*.so",	"/a/b/c.so",	true,	"** and *" },
	{ "/**/*.so",	"/a/b.so/c",	false,	"* cannot take '/'" },
	{ "/**/a*/**/z", "/q/b/ab/c/z",	true,	"two ** and a star" },
	{ "/**/a/b",	"/a/x/a/b",	true,	"** has to try again" },
	{ "/a/***",	"/a/b/c",	true,	"three stars are two" },
	{ "/?",		"/a",		true,	"?" },
	{ "/?",		"/",		false,	"? is not nothing" },
	{ "/?",		"/ab",		false,	"? is one" },
	{ "/a?b",	"/a/b",		false,	"? is not '/'" },
	{ "/?",		"/\xc3\xa4",	false,	"? is one byte" },
	{ "/??",	"/\xc3\xa4",	true,	"two bytes" },
	{ "/[ab]",	"/b",		true,	"set" },
	{ "/[ab]",	"/c",		false,	"not in the set" },
	{ "/[!ab]",	"/c",		true,	"negated set" },
	{ "/[!ab]",	"/a",		false,	"in the negated set" },
	{ "/a[!x]b",	"/a/b",		false,	"a negated set is not '/'" },
	{ "/a[+-0]b",	"/a/b",		false,	"a range over '/' is not '/'" },
	{ "/[a-c]",	"/b",		true,	"range" },
	{ "/[a-c]",	"/a",		true,	"range, first" },
	{ "/[a-c]",	"/c",		true,	"range, last" },
	{ "/[a-c]",	"/d",		false,	"range, after" },
	{ "/[a-]",	"/-",		true,	"'-' at the end is itself" },
	{ "/[]a]",	"/]",		true,	"']' first is itself" },
	{ "/[!]a]",	"/]",		false,	"']' first, negated" },
	{ "/[\\]]",	"/]",		true,	"']' escaped" },
	{ "/[\x80-\xff]", "/\xc3",	true,	"range of high bytes" },
	{ "/[a-z]",	"/\xc3",	false,	"bytes are unsigned" },
	{ "/]",		"/]",		true,	"']' alone is itself" },
	{ "/\\*",	"/*",		true,	"escaped star" },
	{ "/\\*",	"/a",		false,	"escaped star is no wildcard" },
	{ "/\\?\\[\\]\\\\", "/?[]\\",	true,	"all escapes" },
	{ "/[ab",	"/a",		false,	"malformed matches nothing" },
	{ "/a\\",	"/a\\",		false,	"malformed matches nothing" },
	{ "/s/d-*.scope", "/s/d-0f.scope", true, "cgroup of a container" },
	{ "/s/d-*.scope", "/s/d-0f.scope/x", false, "cgroup below it" },
};

static const struct valid_case valid_cases[] = {
	{ "/a",			true,	"literal" },
	{ "",			false,	"empty" },
	{ "/**/[!a-z]?\\*",	true,	"everything" },
	{ "/[",			false,	"open set" },
	{ "/[]",		false,	"']' first is in the set" },
	{ "/[!]",		false,	"']' first is in the set" },
	{ "/[]]",		true,	"']' alone" },
	{ "/[!",		false,	"open set" },
	{ "/[a-",		false,	"open range" },
	{ "/[a-]",		true,	"'-' last" },
	{ "/[-a]",		true,	"'-' first" },
	{ "/[z-a]",		false,	"range backwards" },
	{ "/[a-a]",		true,	"range of one" },
	{ "/[a/b]",		false,	"'/' in a set" },
	{ "/[!/]",		false,	"'/' in a negated set" },
	{ "/[^a]",		false,	"'^' means two things" },
	{ "/[a^]",		true,	"'^' elsewhere is itself" },
	{ "/[\\^a]",		true,	"'^' escaped" },
	{ "/[[:alpha:]]",	false,	"classes are not known" },
	{ "/[[=a=]]",		false,	"equivalences are not known" },
	{ "/[[.a.]]",		false,	"collating symbols are not known" },
	{ "/[[a]",		true,	"'[' in a set is itself" },
	{ "/\\",		false,	"escape of nothing" },
	{ "/\\x2d",		false,	"escape of a letter" },
	{ "/a\\/b",		false,	"escape of '/'" },
	{ "/\\.",		false,	"escape of '.'" },
	{ "/[\\",		false,	"escape of nothing in a set" },
	{ "/[\\a]",		false,	"escape of a letter in a set" },
	{ "/{a,b}",		true,	"braces are themselves" },
};
/* clang-format on */

START_TEST(test_glob_table)
{
	const struct glob_case *c = &glob_cases[_i];

	ck_assert_msg(csec_match_glob(c->pattern, c->text) == c->expected,
		      "%s: \"%s\" on \"%s\"", c->why, c->pattern, c->text);
}
END_TEST

START_TEST(test_glob_valid_table)
{
	const struct valid_case *c = &valid_cases[_i];

	ck_assert_msg(csec_match_glob_valid(c->pattern) == c->expected,
		      "%s: \"%s\"", c->why, c->pattern);
}
END_TEST

START_TEST(test_is_glob)
{
	ck_assert(!csec_match_is_glob("/usr/bin/x-1.0_a]!^{}"));
	ck_assert(csec_match_is_glob("/a*"));
	ck_assert(csec_match_is_glob("/a?"));
	ck_assert(csec_match_is_glob("/[a]"));
	ck_assert(csec_match_is_glob("/a\\*"));
	ck_assert(!csec_match_is_glob(""));
}
END_TEST

/* A heap buffer of the exact size, so that reading over the end is seen. */
static char *repeat(const char *head, const char *unit, size_t len)
{
	char *text = malloc(len + 1);
	size_t at = strlen(head);

	ck_assert_ptr_nonnull(text);
	memcpy(text, head, at);
	for (size_t i = 0; at < len; i++, at++)
		text[at] = unit[i % strlen(unit)];
	text[len] = '\0';
	return text;
}

START_TEST(test_glob_valid_length)
{
	for (size_t len = BIG - 1; len <= BIG + 1; len++) {
		char *pattern = repeat("/", "a", len);

		ck_assert(csec_match_glob_valid(pattern) == (len <= BIG));
		free(pattern);
	}
}
END_TEST

/* Lengths around the words of the position set, and the maximum. */
START_TEST(test_glob_length)
{
	static const size_t lengths[] = { 62,  63,  64,	     65, 127,
					  128, 129, BIG - 1, BIG };

	for (size_t i = 0; i < ARRAY_SIZE(lengths); i++) {
		const size_t len = lengths[i];
		char *pattern = repeat("/?", "a", len);
		char *text = repeat("/b", "a", len);

		ck_assert_msg(csec_match_glob(pattern, text), "length %zu",
			      len);
		text[len - 1] = 'x';
		ck_assert_msg(!csec_match_glob(pattern, text), "length %zu",
			      len);
		free(pattern);
		free(text);
	}
}
END_TEST

/* Not valid, and safe. */
START_TEST(test_glob_too_long)
{
	char *pattern = repeat("?", "a", BIG + 1);

	ck_assert(!csec_match_glob(pattern, pattern));
	free(pattern);
}
END_TEST

/* Exponential or cubic matchers do not come back from these. */
START_TEST(test_glob_hostile)
{
	static const char *const units[] = { "*a", "*?", "**a", "*[ab]", "*" };
	char *text = repeat("/", "a", BIG);

	text[BIG - 1] = 'b';
	for (size_t i = 0; i < ARRAY_SIZE(units); i++) {
		char *pattern = repeat("/", units[i], 1501);

		/* No unit has five characters, the end is whole but for c. */
		pattern[1500] = 'c';
		ck_assert(!csec_match_glob(pattern, text));
		free(pattern);
	}
	free(text);
}
END_TEST

static void random_text(char *text, const char *const *units, size_t nr_units,
			size_t max_units)
{
	size_t n = (size_t)rand() % (max_units + 1);

	*text = '\0';
	while (n--)
		strcat(text, units[(size_t)rand() % nr_units]);
}

static const char *const text_units[] = { "a", "b", "/", "*", "ab", "]" };

START_TEST(test_glob_like_fnmatch)
{
	static const char *const units[] = { "a",    "b",   "/",  "?a",
					     "*a",   "*b",  "*/", "[ab]",
					     "[!a]", "\\*", "]",  "[a-b]",
					     "?" };
	unsigned int nr_hits = 0;
	char pattern[64];
	char text[64];

	srand(1);
	for (int i = 0; i < NR_RANDOM; i++) {
		bool expected;

		random_text(pattern, units, ARRAY_SIZE(units), 6);
		random_text(text, text_units, ARRAY_SIZE(text_units), 8);
		if (!strcmp(text, "/"))
			continue;
		expected = !fnmatch(pattern, text, FNM_PATHNAME);
		nr_hits += expected;
		if (csec_match_glob(pattern, text) != expected)
			ck_abort_msg("\"%s\" on \"%s\"", pattern, text);
	}
	/* The comparison is worth something only with matches in it. */
	ck_assert_uint_gt(nr_hits, NR_RANDOM / 200);
}
END_TEST

/* The definition, written down without any thought of cost. */
static bool is_match(const char *p, const char *t)
{
	if (p[0] == '*' && p[1] == '*') {
		while (*p == '*')
			p++;
		for (;; t++) {
			if (is_match(p, t))
				return true;
			if (!*t)
				return false;
		}
	}
	if (*p == '*') {
		for (;; t++) {
			if (is_match(p + 1, t))
				return true;
			if (!*t || *t == '/')
				return false;
		}
	}
	if (!*p || !*t)
		return !*p && !*t;
	return (*p == '?' ? *t != '/' : *p == *t) && is_match(p + 1, t + 1);
}

START_TEST(test_glob_like_definition)
{
	static const char *const units[] = { "a",  "b",	   "/",	 "?",  "*",
					     "**", "/**/", "a*", "**b" };
	unsigned int nr_hits = 0;
	char pattern[64];
	char text[64];

	srand(2);
	for (int i = 0; i < NR_RANDOM; i++) {
		bool expected;

		random_text(pattern, units, ARRAY_SIZE(units), 6);
		random_text(text, text_units, ARRAY_SIZE(text_units), 8);
		if (!strcmp(text, "/"))
			continue;
		expected = is_match(pattern, text);
		nr_hits += expected;
		if (csec_match_glob(pattern, text) != expected)
			ck_abort_msg("\"%s\" on \"%s\"", pattern, text);
	}
	ck_assert_uint_gt(nr_hits, NR_RANDOM / 200);
}
END_TEST

/* Garbage is refused or matched, but never read beyond its end. */
START_TEST(test_glob_garbage)
{
	static const char alphabet[] = "[]!-^\\*?/a:.=\xff";

	srand(3);
	for (int i = 0; i < NR_RANDOM; i++) {
		const size_t len = (size_t)rand() % 12;
		char *pattern = malloc(len + 1);

		if (!pattern)
			abort();
		for (size_t k = 0; k < len; k++)
			pattern[k] = alphabet[(size_t)rand() %
					      (sizeof(alphabet) - 1)];
		pattern[len] = '\0';
		csec_match_glob(pattern, "/a/a-b]^");
		csec_match_glob_valid(pattern);
		csec_match_specificity(pattern);
		free(pattern);
	}
}
END_TEST

START_TEST(test_specificity)
{
	char *literals = repeat("/*", "a", BIG);

	ck_assert_uint_eq(csec_match_specificity("/**"), 1);
	ck_assert_uint_eq(csec_match_specificity("/a?[b-c]*d"), 3);
	ck_assert_uint_eq(csec_match_specificity("/\\**"), 2);
	ck_assert_uint_gt(csec_match_specificity("/a/*b"),
			  csec_match_specificity("/a/*"));
	ck_assert_uint_gt(csec_match_specificity("/ab"),
			  csec_match_specificity("/a"));
	ck_assert_uint_gt(csec_match_specificity("/"),
			  csec_match_specificity(literals));
	ck_assert_uint_gt(csec_match_specificity("/\\*"),
			  csec_match_specificity(literals));
	free(literals);
}
END_TEST

/* Similar paths must spread over the buckets about as random numbers do. */
START_TEST(test_hash_spread)
{
	enum {
		NR = 1 << 16
	};
	static u8 load[NR];
	unsigned int nr_used = 0;
	unsigned int max = 0;
	char path[64];

	for (unsigned int i = 0; i < NR; i++) {
		const int len = sprintf(path, "/usr/lib/app/file-%06u", i);
		const u32 bucket = csec_match_hash(path, len) % NR;

		nr_used += !load[bucket]++;
		if (load[bucket] > max)
			max = load[bucket];
	}
	/* Random: 63.2 % used, and more than 12 in one about 1 in 10^5. */
	ck_assert_uint_gt(nr_used, NR / 100 * 61);
	ck_assert_uint_le(max, 12);
}
END_TEST

START_TEST(test_hash_bits)
{
	u32 ones = 0;
	u32 zeros = 0;

	for (size_t len = 0; len < 64; len++) {
		char *path = repeat("", "abc", len);
		const u32 hash = csec_match_hash(path, len);

		ck_assert_uint_eq(hash, csec_match_hash(path, len));
		if (len) {
			path[len - 1] ^= 1;
			ck_assert_uint_ne(hash, csec_match_hash(path, len));
		}
		ones |= hash;
		zeros |= ~hash;
		free(path);
	}
	ck_assert_uint_eq(ones, U32_MAX);
	ck_assert_uint_eq(zeros, U32_MAX);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("match");
	TCase *tcase = tcase_create("glob");
	SRunner *runner;
	int nr_failed;

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, test_glob_table, 0, ARRAY_SIZE(glob_cases));
	tcase_add_loop_test(tcase, test_glob_valid_table, 0,
			    ARRAY_SIZE(valid_cases));
	tcase_add_test(tcase, test_is_glob);
	tcase_add_test(tcase, test_glob_valid_length);
	tcase_add_test(tcase, test_glob_length);
	tcase_add_test(tcase, test_glob_too_long);
	tcase_add_test(tcase, test_glob_hostile);
	tcase_add_test(tcase, test_glob_like_fnmatch);
	tcase_add_test(tcase, test_glob_like_definition);
	tcase_add_test(tcase, test_glob_garbage);
	tcase_add_test(tcase, test_specificity);
	tcase_add_test(tcase, test_hash_spread);
	tcase_add_test(tcase, test_hash_bits);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	nr_failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return nr_failed ? 1 : 0;
}
