/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - the functions of the kernel: where they are, and what their entry looks like
 */
#ifndef _CSEC_FUNCTION_H
#define _CSEC_FUNCTION_H

#include <linux/types.h>

int csec_functions_find(const char *const *names, unsigned long *addresses,
			unsigned int nr);
bool csec_function_is_patched(unsigned long address);

#endif /* _CSEC_FUNCTION_H */
