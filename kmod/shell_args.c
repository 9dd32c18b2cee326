// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - the arguments of a shell: where its commands come from
 *
 * The rules that all shells share: options, then the script. With -c it is a
 * command line in place of the script, with -s or with neither the commands
 * are read from standard input. awk has a program in place of the script.
 */
#include "shell_args.h"

#include <linux/kernel.h>
#include <linux/string.h>

#include "applet.h"
#include "shell_lines.h"

/* The argument behind @arg; NULL: no further whole one. */
static const char *after(const char *arg, const char *end)
{
	arg += strlen(arg) + 1;
	return arg < end ? arg : NULL;
}

static bool is_one_of(const char *const *names, size_t nr, const char *name)
{
	size_t i;

	/* Most differ in the first bytes, which costs less than a call. */
	for (i = 0; i < nr; i++)
		if (name[0] == names[i][0] && name[1] == names[i][1] &&
		    !strcmp(name, names[i]))
			return true;
	return false;
}

/* What is read of the arguments, and what they have said so far. */
struct reading {
	const char *arg; /* NULL: no further one */
	const char *end;
	bool is_multicall;
	bool has_command;
	bool has_input; /* Or it cannot be told. */
	bool is_wrong; /* No Bourne shell takes these options. */
	bool may_be_over; /* The options are, for some shells. */
};

static void next(struct reading *r)
{
	if (r->arg)
		r->arg = after(r->arg, r->end);
}

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	path = slash ? slash + 1 : path;
	return *path == '-' ? path + 1 : path;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_flag(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9');
}

/* zsh and yash see no difference in case and '_'; yash takes "std". */
static bool begins_with_stdin(const char *name)
{
	const char *const word = "stdin";
	size_t nr = 0;

	for (; *name && word[nr]; name++) {
		if (!is_letter(*name))
			continue;
		if ((*name | 0x20) != word[nr])
			return false;
		nr++;
	}
	return nr >= strlen("std");
}

/* stdin, zsh: shinstdin. */
static bool is_stdin_name(const char *name)
{
	for (; *name; name++)
		if (is_letter(*name) && begins_with_stdin(name))
			return true;
	return false;
}

/* The value of one 'o' or 'O'. */
static void read_name(struct reading *r)
{
	next(r);
	if (r->arg)
		r->has_input |= is_stdin_name(r->arg);
}

/* Each 'o' has a value behind the cluster; for zsh it may be the rest of it. */
static void read_cluster(struct reading *r)
{
	const bool is_operand = r->may_be_over;
	const char *flag = r->arg + 1;

	for (; is_flag(*flag); flag++) {
		r->has_command |= *flag == 'c';
		r->has_input |= *flag == 's';
		/* zsh, csh: no options behind it. */
		r->may_be_over |= *flag == 'b';
		if (*flag != 'o' && *flag != 'O')
			continue;
		r->has_input |= is_flag(flag[1]) && is_flag(flag[2]);
		read_name(r);
	}
	/* "-e-" of zsh, and a lone '+', end the options. */
	r->is_wrong |= !is_operand && *flag > ' ' && *flag != '-';
	r->may_be_over |= *flag == '-' || flag[-1] == '+';
}

/* Of bash, also with one dash; busybox takes any, but no values. */
static bool is_valued_name(const char *option)
{
	static const char *const names[] = { "--rcfile", "--init-file",
					     "-rcfile", "-init-file",
					     "--emulate" };

	return is_one_of(names, ARRAY_SIZE(names), option);
}

static bool is_known_name(const char *option)
{
	static const char *const names[] = {
		"--login",    "--norc",	     "--noprofile",  "--noediting",
		"--posix",    "--verbose",   "--restricted", "--protected",
		"--debugger", "--debug",     "--help",	     "--version",
		"-norc",      "-restricted", "-protected",   "-login",
		"-noprofile", "-noediting",
	};

	return is_one_of(names, ARRAY_SIZE(names), option);
}

static bool is_command_name(const char *option)
{
	return !strcmp(option, "--command") || strstarts(option, "--command=");
}

static void read_unknown_name(struct reading *r)
{
	r->has_input = true;
	r->is_wrong |= !r->may_be_over && !is_stdin_name(r->arg);
}

static void read_option(struct reading *r)
{
	/* A letter, as "-c", or a lone +: no name is that short. */
	if (!r->arg[1] || !r->arg[2]) {
		read_cluster(r);
	} else if (is_valued_name(r->arg)) {
		r->has_input |= r->is_multicall;
		next(r);
	} else if (is_command_name(r->arg)) {
		r->has_command = true;
	} else if (is_known_name(r->arg)) {
		return;
	} else if (r->arg[1] == '-') {
		read_unknown_name(r);
	} else {
		read_cluster(r);
	}
}

/* Shells whose options have other values than those of a Bourne shell. */
static bool is_foreign(const char *name)
{
	static const char *const names[] = { "fish", "pwsh", "nu", "elvish",
					     "xonsh" };

	return is_one_of(names, ARRAY_SIZE(names), name);
}

static void read_foreign_option(struct reading *r)
{
	static const char *const commands[] = { "-c", "-lc", "-ic", "--command",
						"-Command" };
	static const char *const others[] = { "-i",
					      "-l",
					      "--login",
					      "--interactive",
					      "--no-config",
					      "-File",
					      "-NoProfile",
					      "-NoLogo",
					      "-NonInteractive" };

	if (is_one_of(commands, ARRAY_SIZE(commands), r->arg))
		r->has_command = true;
	else if (!is_one_of(others, ARRAY_SIZE(others), r->arg))
		r->has_input = true;
}

static bool is_option(const char *arg)
{
	return arg && (arg[0] == '-' || arg[0] == '+');
}

/* "-" and "--" end the options. */
static bool is_end(const char *arg)
{
	return arg[0] == '-' && (!arg[1] || (arg[1] == '-' && !arg[2]));
}

/* Afterwards the argument is the operand. */
static void read_options(struct reading *r, bool is_other)
{
	for (; is_option(r->arg); next(r)) {
		r->has_input |= r->may_be_over;
		if (is_end(r->arg)) {
			r->has_input |= is_other && !r->arg[1];
			next(r);
			return;
		}
		if (is_other)
			read_foreign_option(r);
		else
			read_option(r);
	}
}

/* A name that was cut is that of another file. */
static bool is_cut(const struct reading *r, const char *operand, size_t len)
{
	return len >= CSEC_SHELL_ARGS_SIZE &&
	       operand + strlen(operand) + 1 == r->end;
}

static void conclude(const struct reading *r, size_t len,
		     struct csec_shell_args *args)
{
	if (!r->arg || r->has_input)
		return;
	if (!r->has_command && is_cut(r, r->arg, len))
		return;
	args->operand = r->arg;
	if (!r->has_command) {
		args->commands = CSEC_COMMANDS_FILE;
		return;
	}
	args->source = csec_shell_lines_source(r->arg, &args->source_len);
	if (!args->source)
		args->commands = CSEC_COMMANDS_LINE;
}

static bool is_awk(const char *name)
{
	static const char *const names[] = { "awk", "gawk", "mawk", "nawk",
					     "original-awk" };

	return is_one_of(names, ARRAY_SIZE(names), name);
}

/* The letter that does the same; 0: a flag. */
static char letter_of_name(const char *name)
{
	static const char *const names[] = {
		"file",	   "exec", "source", "assign", "field-separator",
		"include", "load", "debug",
	};
	static const char letters[] = "fEevFilD";
	const size_t len = strcspn(name, "=");
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (len && !strncmp(name, names[i], len))
			return letters[i];
	return 0;
}

/* The rest of the argument or the next one; NULL: none. */
static const char *read_value(struct reading *r, const char *rest)
{
	if (!*rest) {
		next(r);
		rest = r->arg;
	}
	return rest;
}

/* Sets @rest to what follows the letter, or the name and its '='. */
static char first_letter(const char *arg, const char **rest)
{
	const char *value = strchr(arg, '=');

	if (arg[1] == '-') {
		*rest = value ? value + 1 : "";
		return letter_of_name(arg + 2);
	}
	arg++;
	/* Flags. */
	while (*arg && strchr("bcCghkMnNOPrsStIVY", *arg))
		arg++;
	*rest = *arg ? arg + 1 : arg;
	return *arg;
}

/* Sets @program to the file or the text of an option. */
static void read_awk_option(struct reading *r, const char **program,
			    bool *is_file)
{
	const char *value;
	const char letter = first_letter(r->arg, &value);

	/* The debugger takes commands, -W any name. */
	if (letter == 'D' || letter == 'W')
		r->has_input = true;
	if (!letter || !strchr("fEevFilZ", letter))
		return;
	value = read_value(r, value);
	if (!value || !strchr("fEe", letter))
		return;
	if (letter != 'e') {
		*is_file = true;
		r->has_input |= !strcmp(value, "-") ||
				!strcmp(value, "/dev/stdin");
	}
	if (letter != 'e' || !*is_file)
		*program = value;
	r->may_be_over |= letter == 'E';
}

static void read_awk(struct reading r, size_t len, struct csec_shell_args *args)
{
	const char *program = NULL;
	bool is_file = false;

	for (; r.arg && r.arg[0] == '-' && !r.may_be_over; next(&r)) {
		if (!r.arg[1] || !strcmp(r.arg, "--")) {
			r.has_input |= !r.arg[1];
			next(&r);
			break;
		}
		read_awk_option(&r, &program, &is_file);
	}
	program = program ? program : r.arg;
	if (!program || r.has_input || (is_file && is_cut(&r, program, len)))
		return;
	args->commands = CSEC_COMMANDS_FILE;
	args->operand = program;
}

/*
 * Who starts it says what it is called: a shell that is called awk takes its own
 * options still, and what it makes of them must not be the input either.
 */
static void parse_awk(const struct reading *start, size_t len,
		      struct csec_shell_args *args)
{
	struct reading r = *start;

	read_options(&r, false);
	if (r.is_wrong || (r.arg && !r.has_input))
		read_awk(*start, len, args);
}

/**
 * csec_shell_args_parse - reads the arguments of a shell
 * @text: The arguments, each with its NUL; the last byte is a NUL.
 * @len: Bytes of @text, not 0; CSEC_SHELL_ARGS_SIZE: the last may be cut, and
 *	further ones may be missing.
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
	struct reading r = {
		.arg = after(text, text + len),
		.end = text + len,
		.is_multicall = is_multicall,
	};

	for (; is_multicall && r.arg && csec_applet_is_multicall(text);
	     next(&r))
		text = r.arg;
	args->commands = CSEC_COMMANDS_INPUT;
	args->operand = NULL;
	args->source = NULL;
	text = name_of(text);
	if (is_awk(text)) {
		parse_awk(&r, len, args);
		return;
	}
	read_options(&r, is_foreign(text));
	conclude(&r, len, args);
}
