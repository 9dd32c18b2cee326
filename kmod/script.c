// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - what an interpreter's arguments say about its script
 *
 * Interpreters agree that options come first and that the first argument which
 * is none names the script. They differ in which options have a value, and
 * which are code: script_syntax.c has a line for each family. What looks into a
 * value errs towards code: that is refused where it is denied, and what is missed
 * would be a way around.
 */
#include "script.h"

#include <linux/kernel.h>
#include <linux/string.h>

#include "script_syntax.h"

static bool has_letter(const char *letters, char c)
{
	return letters && c && strchr(letters, c);
}

/*
 * Whether @name, @len bytes, is one of the long options: some programs take an
 * underscore for a dash, and some the beginning of a name for all of it.
 */
static bool has_option(const char *words, const char *name, size_t len,
		       bool is_beginning)
{
	size_t size, i;

	for (; words && *words; words += size + strspn(words + size, " ")) {
		size = strcspn(words, " ");
		if (size < len || (size > len && !is_beginning))
			continue;
		for (i = 0; i < len; i++)
			if (words[i] != (name[i] == '_' ? '-' : name[i]))
				break;
		if (len && i == len)
			return true;
	}
	return false;
}

static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool is_multicall(const char *name)
{
	return !strncmp(name, "busybox", strlen("busybox")) ||
	       !strncmp(name, "toybox", strlen("toybox"));
}

static void take_applet(struct csec_script *script, const char *name)
{
	script->syntax = csec_script_find_syntax(name);
	script->is_other = !*script->syntax->names;
}

/**
 * csec_script_begin - Starts to read the arguments of an interpreter
 * @script: Initialized.
 * @program: Its file; the directory does not matter.
 * @argv0: How it was called; one file of busybox is many programs.
 *
 * Context: Any.
 */
void csec_script_begin(struct csec_script *script, const char *program,
		       const char *argv0)
{
	const char *name = base_of(program);

	memset(script, 0, sizeof(*script));
	if (is_multicall(name)) {
		name = base_of(argv0);
		if (*name == '-')
			name++;
		if (!is_multicall(name))
			take_applet(script, name);
		return;
	}
	script->syntax = csec_script_find_syntax(name);
}

/*
 * perl -M and -d: put their value into the program: "-MPOSIX;code". What is no
 * list of names is code; behind NAME= are arguments, which perl quotes.
 */
static bool is_module(const char *value)
{
	const char *name = value + strspn(value, ":=-");
	const size_t len = strspn(name, CSEC_SCRIPT_NAME_CHARS ":");

	if (name[len] == '=')
		return len && !strpbrk(name + len, "{}");
	return !name[len + strspn(name + len, CSEC_SCRIPT_NAME_CHARS ":,.-")];
}

/*
 * perl -F puts its value into the program: "-F/x/);code;(1". With quotes that is
 * after the second one; between slashes variables and (?{code}) are replaced.
 */
static bool is_separator(const char *value)
{
	const char *end;

	if (strpbrk(value, "$@\n") || strstr(value, "(?") ||
	    strstr(value, "(*") || *value == '"' || *value == '\'')
		return false;
	end = *value == '/' ? strchr(value + 1, '/') : NULL;
	return !end || !end[1];
}

/* A URL may be the code itself; one that leads to a file is opened as such. */
static bool is_url(const char *value)
{
	const size_t len = strcspn(value, ":/");

	return value[len] == ':' &&
	       !csec_script_has_word("file node", value, len);
}

/* ruby: a debugger, "debug" or "debug/open". */
static bool is_debuggee(const struct csec_script *script, const char *value)
{
	value += *value == '-';
	return csec_script_has_word(script->syntax->debuggees, value,
				    strcspn(value, "/"));
}

/* php: a script before or after the script, and scripts that are URLs. */
static bool is_setting(const char *value)
{
	return !strchr(value, '\n') && !strstr(value, "auto_prepend_file") &&
	       !strstr(value, "auto_append_file") &&
	       !strstr(value, "allow_url_") && !strstr(value, ".preload");
}

static enum csec_script_kind take_file(struct csec_script *script,
				       const char *file)
{
	if (script->syntax->has_urls && is_url(file))
		return CSEC_SCRIPT_INLINE;
	script->file = file;
	script->has_file = true;
	script->is_include = false;
	return CSEC_SCRIPT_FILE;
}

/* The argument that an option before has asked for. */
static enum csec_script_kind take_value(struct csec_script *script,
					const char *value)
{
	const enum csec_script_value meaning = script->value;
	bool is_harmless = true;

	script->nr_values--;
	script->value = CSEC_SCRIPT_VALUE_DATA;
	switch (meaning) {
	case CSEC_SCRIPT_VALUE_NONE:
	case CSEC_SCRIPT_VALUE_DATA:
		break;
	case CSEC_SCRIPT_VALUE_FILE:
		return take_file(script, value);
	case CSEC_SCRIPT_VALUE_INCLUDE:
		script->file = value;
		script->is_include = true;
		return CSEC_SCRIPT_FILE;
	case CSEC_SCRIPT_VALUE_MODULE:
		is_harmless = is_module(value);
		break;
	case CSEC_SCRIPT_VALUE_IMPORT:
		is_harmless = !is_url(value) && !is_debuggee(script, value);
		break;
	case CSEC_SCRIPT_VALUE_SETTING:
		is_harmless = is_setting(value);
		break;
	}
	return is_harmless ? CSEC_SCRIPT_MORE : CSEC_SCRIPT_INLINE;
}

/* An option with a value: @rest of the argument, or the next one. */
static enum csec_script_kind take_option(struct csec_script *script,
					 enum csec_script_value meaning,
					 const char *rest)
{
	script->value = meaning;
	script->nr_values++;
	return *rest ? take_value(script, rest) : CSEC_SCRIPT_MORE;
}

/* perl -0777, -0xff, -l012 */
static size_t number_len(const char *text)
{
	if (*text == 'x')
		return 1 + strspn(text + 1, "0123456789abcdefABCDEF");
	return strspn(text, "0123456789");
}

static enum csec_script_value
value_of_letter(const struct csec_script_syntax *syntax, char c)
{
	if (has_letter(syntax->files, c))
		return CSEC_SCRIPT_VALUE_FILE;
	if (has_letter(syntax->includes, c))
		return CSEC_SCRIPT_VALUE_INCLUDE;
	if (has_letter(syntax->modules, c))
		return CSEC_SCRIPT_VALUE_MODULE;
	if (has_letter(syntax->imports, c))
		return CSEC_SCRIPT_VALUE_IMPORT;
	if (has_letter(syntax->settings, c))
		return CSEC_SCRIPT_VALUE_SETTING;
	return has_letter(syntax->values, c) ? CSEC_SCRIPT_VALUE_DATA :
					       CSEC_SCRIPT_VALUE_NONE;
}

/* What is told by the letter alone, and by what has to be attached to it. */
static enum csec_script_kind
kind_of_letter(const struct csec_script_syntax *syntax, char c,
	       const char *rest)
{
	if (has_letter(syntax->inlines, c))
		return CSEC_SCRIPT_INLINE;
	if (has_letter(syntax->stdins, c))
		return CSEC_SCRIPT_STDIN;
	if (has_letter(syntax->nones, c))
		return CSEC_SCRIPT_NONE;
	if (has_letter(syntax->separators, c) && !is_separator(rest))
		return CSEC_SCRIPT_INLINE;
	if (has_letter(syntax->debuggers, c) &&
	    ((*rest != ':' && *rest != '=') || !is_module(rest)))
		return CSEC_SCRIPT_INLINE;
	return CSEC_SCRIPT_MORE;
}

static enum csec_script_kind take_letter(struct csec_script *script,
					 const char **at)
{
	const struct csec_script_syntax *syntax = script->syntax;
	const char c = *(*at)++, *rest = *at;
	const enum csec_script_value meaning = value_of_letter(syntax, c);
	const enum csec_script_kind kind = kind_of_letter(syntax, c, rest);

	if (kind != CSEC_SCRIPT_MORE)
		return kind;
	if (has_letter(syntax->quiets, c))
		script->is_quiet = true;
	if (has_letter(syntax->numbers, c))
		*at += number_len(*at);
	if (syntax->is_shell && !syntax->has_attached) {
		script->nr_values += meaning != CSEC_SCRIPT_VALUE_NONE;
		return CSEC_SCRIPT_MORE;
	}
	if (has_letter(syntax->attached, c) ||
	    has_letter(syntax->separators, c) ||
	    has_letter(syntax->debuggers, c))
		*at += strlen(*at);
	if (meaning == CSEC_SCRIPT_VALUE_NONE)
		return CSEC_SCRIPT_MORE;
	*at += strlen(*at);
	return take_option(script, meaning, rest);
}

static enum csec_script_kind take_letters(struct csec_script *script,
					  const char *arg)
{
	enum csec_script_kind kind = CSEC_SCRIPT_MORE;
	const char *at = arg + 1;

	while (*at && kind == CSEC_SCRIPT_MORE) {
		kind = take_letter(script, &at);
		if (script->syntax->has_single_letters)
			break;
	}
	return kind;
}

static enum csec_script_value
value_of_long(const struct csec_script_syntax *syntax, const char *name,
	      size_t len, bool is_beginning)
{
	if (has_option(syntax->long_files, name, len, is_beginning))
		return CSEC_SCRIPT_VALUE_FILE;
	if (has_option(syntax->long_includes, name, len, is_beginning))
		return CSEC_SCRIPT_VALUE_INCLUDE;
	if (has_option(syntax->long_imports, name, len, is_beginning))
		return CSEC_SCRIPT_VALUE_IMPORT;
	if (has_option(syntax->long_settings, name, len, is_beginning))
		return CSEC_SCRIPT_VALUE_SETTING;
	/* Of "node --watch" and "--watch-path DIR" the first has no value. */
	return has_option(syntax->long_values, name, len, false) ?
		       CSEC_SCRIPT_VALUE_DATA :
		       CSEC_SCRIPT_VALUE_NONE;
}

/* Returns whether the long option is known; then @kind says what it tells. */
static bool take_long_as(struct csec_script *script, const char *name,
			 bool is_beginning, enum csec_script_kind *kind)
{
	const struct csec_script_syntax *syntax = script->syntax;
	const size_t len = strcspn(name, "=");
	const char *value = name[len] ? name + len + 1 : "";
	enum csec_script_value meaning;

	*kind = CSEC_SCRIPT_MORE;
	if (has_option(syntax->long_inlines, name, len, is_beginning)) {
		*kind = CSEC_SCRIPT_INLINE;
		return true;
	}
	if (has_option(syntax->long_nones, name, len, false)) {
		*kind = CSEC_SCRIPT_NONE;
		return true;
	}
	meaning = value_of_long(syntax, name, len, is_beginning);
	if (meaning == CSEC_SCRIPT_VALUE_NONE)
		return false;
	*kind = take_option(script, meaning, value);
	return true;
}

static bool take_long(struct csec_script *script, const char *name,
		      enum csec_script_kind *kind)
{
	return take_long_as(script, name, false, kind) ||
	       take_long_as(script, name, true, kind);
}

/* Whether the argument is an option; then @kind says what it tells. */
static bool take_dash(struct csec_script *script, const char *arg,
		      enum csec_script_kind *kind)
{
	const struct csec_script_syntax *syntax = script->syntax;

	*kind = CSEC_SCRIPT_MORE;
	if (syntax->is_shell && *arg == '+') {
		*kind = take_letters(script, arg);
		return true;
	}
	if (*arg != '-')
		return false;
	if (csec_script_is_inline_text(syntax, arg, "=")) {
		*kind = CSEC_SCRIPT_INLINE;
		return true;
	}
	if (!syntax->is_tcl &&
	    (!strcmp(arg, "--") || (syntax->is_shell && !arg[1]))) {
		script->is_operand = true;
		return true;
	}
	if (!arg[1]) {
		*kind = CSEC_SCRIPT_STDIN;
		return true;
	}
	if (arg[1] == '-' && !syntax->is_tcl)
		take_long(script, arg + 2, kind);
	else if (!syntax->has_one_dash ||
		 !take_long_as(script, arg + 1, false, kind))
		*kind = syntax->is_tcl ? CSEC_SCRIPT_STDIN :
					 take_letters(script, arg);
	return true;
}

/*
 * The first operand may be a command. Of a program with commands a word that is
 * none of them, nor looks like a file, runs what is not known here.
 */
static enum csec_script_kind take_operand(struct csec_script *script,
					  const char *arg)
{
	const struct csec_script_syntax *syntax = script->syntax;

	if (!script->has_command) {
		script->has_command = true;
		if (csec_script_has_word(syntax->commands, arg, strlen(arg)))
			return CSEC_SCRIPT_MORE;
		if (csec_script_has_word(syntax->command_nones, arg,
					 strlen(arg)))
			return CSEC_SCRIPT_NONE;
		if (csec_script_has_word(syntax->command_inlines, arg,
					 strlen(arg)))
			return CSEC_SCRIPT_INLINE;
	}
	script->is_operand = true;
	if (syntax->operand_is_code ||
	    (syntax->commands && !strpbrk(arg, "./")))
		return CSEC_SCRIPT_INLINE;
	return take_file(script, arg);
}

/**
 * csec_script_next - Reads one more argument
 * @script: From csec_script_begin().
 * @arg: In the order of the arguments, without the first.
 *
 * Context: Any.
 * Return: what it tells; after CSEC_SCRIPT_FILE for an option, which
 * @script->is_operand tells from an operand, more files may follow.
 */
enum csec_script_kind csec_script_next(struct csec_script *script,
				       const char *arg)
{
	enum csec_script_kind kind;

	if (!script->syntax) {
		/* "busybox busybox sh" is sh. */
		if (!is_multicall(base_of(arg)))
			take_applet(script, base_of(arg));
		return CSEC_SCRIPT_MORE;
	}
	if (script->is_other)
		return CSEC_SCRIPT_NONE;
	if (script->nr_values)
		return take_value(script, arg);
	if (!script->is_operand && take_dash(script, arg, &kind))
		return kind;
	if (!script->has_file)
		return take_operand(script, arg);
	script->is_operand = true;
	return CSEC_SCRIPT_NONE;
}

/**
 * csec_script_end - There are no more arguments
 * @script: From csec_script_begin().
 *
 * Context: Any.
 * Return: CSEC_SCRIPT_NONE or CSEC_SCRIPT_STDIN.
 */
enum csec_script_kind csec_script_end(const struct csec_script *script)
{
	if (!script->syntax || script->is_other)
		return CSEC_SCRIPT_NONE;
	return script->has_file || script->is_quiet ? CSEC_SCRIPT_NONE :
						      CSEC_SCRIPT_STDIN;
}
