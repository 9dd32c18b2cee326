// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - fuzzing: a program with a mistake, which the runner has to find
 */
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 2 && data[0] == '/' && data[1] == '*' && data[2] == '\n')
		abort();
	return 0;
}
