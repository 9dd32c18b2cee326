/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - whether a command is what was received, and what it reads more of
 *
 * Pure; compiles in user space.
 */
#ifndef _CSEC_SHELL_LINES_H
#define _CSEC_SHELL_LINES_H

#include <linux/types.h>

bool csec_shell_lines_is_received(const char *command, const char *received,
				  size_t len);
bool csec_shell_lines_is_program(const char *command, const char *received,
				 size_t len);
bool csec_shell_lines_is_in_packet(const char *command, const char *packet,
				   size_t len, u8 protocol);
bool csec_shell_lines_is_text(const char *received, size_t len);
const char *csec_shell_lines_source(const char *commands, size_t *len);

#endif /* _CSEC_SHELL_LINES_H */
