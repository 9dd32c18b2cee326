/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - the arguments of a shell: where its commands come from
 *
 * Pure; compiles in user space.
 */
#ifndef _CSEC_SHELL_ARGS_H
#define _CSEC_SHELL_ARGS_H

#include "request.h"

/* More arguments than this are not looked at. */
#define CSEC_SHELL_ARGS_SIZE 2048

/**
 * struct csec_shell_args - what the arguments say
 * @commands: Where the commands come from; of a script it is not known yet
 *	whether it is a regular file.
 * @operand: The command line or the script, NUL-terminated; NULL: none.
 * @source: The device or descriptor that the command line reads commands from,
 *	which are input then; NULL: none.
 * @source_len: Its length: it has no NUL.
 */
struct csec_shell_args {
	enum csec_commands commands;
	const char *operand;
	const char *source;
	size_t source_len;
};

void csec_shell_args_parse(const char *text, size_t len, bool is_multicall,
			   struct csec_shell_args *args);

#endif /* _CSEC_SHELL_ARGS_H */
