// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - the arguments of a shell: where its commands come from
 *
 * The rules that all shells share: options, then the script. With -c it is a
 * command line in place of the script, with -s or with neither the commands
 * are read from standard input.
 */
#include "shell_args.h"

#include <linux/kernel.h>
#include <linux/string.h>

#include "applet.h"

/* Shorter lines are words, not commands. */
#define LINE_MIN 2
#define QUOTED_MIN 6
/* "\r\n" */
#define NR_ENDS 2

/* The argument behind @arg; NULL: no further whole one. */
static const char *after(const char *arg, const char *end)
{
	arg += strlen(arg) + 1;
	return arg < end ? arg : NULL;
}

static bool is_one_of(const char *const *names, size_t nr, const char *name)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (!strcmp(name, names[i]))
			return true;
	return false;
}

/* Options whose value is an argument of its own. */
static bool takes_value(const char *option)
{
	static const char *const names[] = { "--rcfile", "--init-file",
					     "-rcfile", "-init-file",
					     "--emulate" };

	if (is_one_of(names, ARRAY_SIZE(names), option))
		return true;
	/* -o name, +O name: last in a cluster. */
	return option[1] != '-' && (option[strlen(option) - 1] == 'o' ||
				    option[strlen(option) - 1] == 'O');
}

/* Of bash: names with one dash that are no letters, and have a 'c' in them. */
static bool is_long_with_one_dash(const char *option)
{
	static const char *const names[] = { "-norc", "-rcfile", "-restricted",
					     "-protected" };

	return is_one_of(names, ARRAY_SIZE(names), option);
}

static bool is_command_option(const char *option)
{
	if (option[0] != '-')
		return false;
	if (option[1] == '-')
		return !strncmp(option, "--command", strlen("--command"));
	return strchr(option, 'c') && !is_long_with_one_dash(option);
}

/* With a command as well: dash goes on with its input then. */
static bool is_input_option(const char *option)
{
	return option[0] == '-' && option[1] != '-' && strchr(option, 's') &&
	       !is_long_with_one_dash(option);
}

/**
 * csec_shell_args_parse - reads the arguments of a shell
 * @text: The arguments, each with its NUL; the last byte is a NUL.
 * @len: Bytes of @text, not 0; further arguments may be missing.
 * @is_multicall: The file may have been asked for the shell by an argument.
 * @args: Result; points into @text.
 *
 * What cannot be told is said to be the input, which allows least.
 *
 * Context: Any.
 */
void csec_shell_args_parse(const char *text, size_t len, bool is_multicall,
			   struct csec_shell_args *args)
{
	const char *const end = text + len, *arg = after(text, end);
	bool has_command = false, has_input = false;

	for (; is_multicall && arg && csec_applet_is_multicall(text);
	     arg = after(arg, end))
		text = arg;
	args->commands = CSEC_COMMANDS_INPUT;
	args->operand = NULL;
	for (; arg && (arg[0] == '-' || arg[0] == '+'); arg = after(arg, end)) {
		if (!arg[1] || !strcmp(arg, "--")) {
			arg = after(arg, end);
			break;
		}
		has_command |= is_command_option(arg);
		has_input |= is_input_option(arg);
		if (takes_value(arg))
			arg = after(arg, end);
		if (!arg)
			break;
	}
	if (!arg || has_input)
		return;
	args->commands = has_command ? CSEC_COMMANDS_LINE : CSEC_COMMANDS_FILE;
	args->operand = arg;
}

static bool is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

/* Length of @text without white space at its end. */
static size_t trimmed(const char *text, size_t len)
{
	while (len && (is_line_end(text[len - 1]) || text[len - 1] == ' ' ||
		       text[len - 1] == '\t'))
		len--;
	return len;
}

static size_t nr_blanks(const char *text, size_t len)
{
	size_t nr = 0;

	while (nr < len && (text[nr] == ' ' || text[nr] == '\t'))
		nr++;
	return nr;
}

/* Bytes without the NUL that a receiver puts in place of the last line's end. */
static size_t without_end(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < NR_ENDS && len && !text[len - 1]; i++)
		len--;
	return len;
}

/*
 * Where that begins which nobody but the sender can have written: a program that
 * uses the memory again ends what it writes with a NUL, and the rest of what was
 * received follows.
 */
static size_t after_last_nul(const char *text, size_t len)
{
	while (len && text[len - 1])
		len--;
	return len;
}

/* What may be put behind a command without changing whose command it is. */
static bool is_wrapping(const char *rest, size_t rest_len, size_t line_len)
{
	const char *more = rest + strspn(rest, " \t");

	if (!rest_len || strchr(";&|>)}", *more) || !strncmp(more, "2>", 2))
		return true;
	return more > rest && rest_len <= line_len;
}

static bool is_line_command(const char *command, size_t command_len,
			    const char *line, size_t line_len)
{
	return line_len >= LINE_MIN && line_len <= command_len &&
	       !memcmp(command, line, line_len) &&
	       is_wrapping(command + line_len, command_len - line_len,
			   line_len);
}

/* A command inside a message: long enough, with arguments, between quotes. */
static bool is_quoted(const char *command, size_t command_len, const char *line,
		      size_t line_len)
{
	size_t i;

	if (command_len < QUOTED_MIN || !memchr(command, ' ', command_len))
		return false;
	for (i = 1; i + command_len < line_len; i++)
		if (line[i - 1] == line[i + command_len] &&
		    strchr("\"'`", line[i - 1]) && line[i - 1] &&
		    !memcmp(line + i, command, command_len))
			return true;
	return false;
}

/**
 * csec_shell_args_is_received - whether a command is what was received
 * @command: The command line of a shell.
 * @received: What came over a connection.
 * @len: Bytes of @received: no more than came.
 *
 * The command is a whole line of it, with or without redirections and the like
 * behind it, or a quoted string in it. Words that the command merely uses do
 * not count, nor does what is before a NUL: the receiver wrote it there since.
 *
 * Context: Any.
 * Return: true when it is.
 */
bool csec_shell_args_is_received(const char *command, const char *received,
				 size_t len)
{
	size_t start, end, line_len, command_len;

	/* Blanks in front are lost on the way, as with xargs. */
	command += nr_blanks(command, strlen(command));
	command_len = trimmed(command, strlen(command));
	len = without_end(received, len);
	start = after_last_nul(received, len);
	for (; start < len; start = end + 1) {
		for (end = start; end < len && !is_line_end(received[end]);)
			end++;
		start += nr_blanks(received + start, end - start);
		line_len = trimmed(received + start, end - start);
		if (is_line_command(command, command_len, received + start,
				    line_len) ||
		    is_quoted(command, command_len, received + start, line_len))
			return true;
	}
	return false;
}
