// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - fuzzing: path globs, the module's matcher beside that of csecctl
 *
 * The input is two patterns and a text, separated by newlines.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../ctl/glob.h"
#include "../../kmod/match.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool matches(const char *pattern, const char *text)
{
	/* csecctl refuses an empty one elsewhere. */
	const bool is_valid = *pattern && !csec_glob_check(pattern, NULL);
	bool is_match;

	if (is_valid != csec_match_glob_valid(pattern))
		abort();
	if (!is_valid)
		return false;
	if (csec_match_is_glob(pattern) != csec_glob_is_glob(pattern))
		abort();
	is_match = csec_match_glob(pattern, text);
	if (!csec_glob_is_glob(text) &&
	    csec_glob_matches(pattern, text) != is_match)
		abort();
	return is_match;
}

/* A name that others have chosen stands for itself only. */
static void check_escape(const char *text)
{
	char pattern[2 * CSEC_PATH_MAX + 2];

	csec_glob_escape(text, pattern, sizeof(pattern));
	if (csec_match_glob_valid(pattern) && !csec_match_glob(pattern, text))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char input[CSEC_PATH_MAX], *rest = input;
	const char *a, *b, *text;
	bool by_a, by_b;

	if (size >= sizeof(input))
		return 0;
	memcpy(input, data, size);
	input[size] = '\0';
	a = strsep(&rest, "\n");
	b = strsep(&rest, "\n");
	text = rest;
	if (!text)
		return 0;
	by_a = matches(a, text);
	by_b = matches(b, text);
	if (by_a && by_b && csec_glob_overlaps(a, b) != 1)
		abort();
	check_escape(text);
	return 0;
}
