// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - fuzzing: mountinfo, which has names that a container chose
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mountinfo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const char *part, const char *text, size_t size)
{
	if (part < text || part > text + size)
		abort();
	(void)strlen(part);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct csec_mountinfo info;
	char *text, *cursor;
	size_t nr = 0;

	text = malloc(size + 1);
	memcpy(text, data, size);
	text[size] = '\0';
	cursor = text;
	while (csec_mountinfo_next(&cursor, &info) > 0) {
		check(info.root, text, size);
		check(info.point, text, size);
		if (info.upper)
			check(info.upper, text, size);
		if (csec_mountinfo_is_under(info.point, info.root) &&
		    strlen(info.point) < strlen(info.root))
			abort();
		/* Each line takes some of the text. */
		if (++nr > size)
			abort();
	}
	free(text);
	return 0;
}
