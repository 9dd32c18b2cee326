// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - fuzzing: arguments of programs, as anybody in a container chooses them
 *
 * The first byte picks a program, the rest are its arguments, each with its NUL,
 * and behind an empty one what came over a connection.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "applet.h"
#include "script.h"
#include "shell_args.h"
#include "shell_lines.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const programs[] = {
	"/bin/busybox", "bash", "python3", "perl", "node", "gawk",  "php",
	"ruby",		"lua",	"own",	   "zsh",  "deno", "tclsh",
};

#define NR_PROGRAMS (sizeof(programs) / sizeof(programs[0]))

static void check_inside(const char *part, const char *text, size_t len)
{
	if (part && (part < text || part >= text + len))
		abort();
}

static void compare(const char *command, const char *received, size_t len)
{
	(void)csec_shell_lines_is_received(command, received, len);
	(void)csec_shell_lines_is_program(command, received, len);
	(void)csec_shell_lines_is_in_packet(command, received, len, 1);
}

static void read_shell(const char *text, size_t len, const char *received,
		       size_t received_len)
{
	struct csec_shell_args args;

	for (int is_multicall = 0; is_multicall < 2; is_multicall++) {
		csec_shell_args_parse(text, len, is_multicall, &args);
		check_inside(args.operand, text, len);
		check_inside(args.source, text, len);
		if (args.source)
			check_inside(args.source + args.source_len, text, len);
		if (args.operand)
			compare(args.operand, received, received_len);
	}
	(void)csec_applet_is_shell(text, len);
	(void)csec_applet_is_listed("sh [ cat", text, len);
	if (csec_applet_whole(text, len, CSEC_SHELL_ARGS_SIZE) > len)
		abort();
}

static void read_script(const char *text, size_t len, const char *program)
{
	enum csec_script_kind kind = CSEC_SCRIPT_MORE;
	const char *end = text + len;
	struct csec_script script;
	char *variable;

	csec_script_begin(&script, program, text);
	for (const char *arg = text + strlen(text) + 1;
	     kind == CSEC_SCRIPT_MORE && arg < end; arg += strlen(arg) + 1) {
		kind = csec_script_next(&script, arg);
		if (kind == CSEC_SCRIPT_FILE)
			check_inside(script.file, text, len);
	}
	if (kind == CSEC_SCRIPT_MORE &&
	    csec_script_end(&script) == CSEC_SCRIPT_MORE)
		abort();
	(void)csec_script_is_code(script.syntax, text);
	variable = strdup(text);
	(void)csec_script_is_code_of_env(&script, variable, false);
	free(variable);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *program;
	size_t len = 0;
	char *text;

	if (size < 2)
		return 0;
	program = programs[data[0] % NR_PROGRAMS];
	text = malloc(size);
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';
	while (len < size && text[len])
		len += strlen(text + len) + 1;
	if (len) {
		read_shell(text, len, text + len, size - len);
		read_script(text, len, program);
	}
	free(text);
	return 0;
}
