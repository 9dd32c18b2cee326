// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - what an interpreter runs because of its environment
 *
 * Some variables are code, others are options or are expanded, which may run
 * code. A variable that names a file is none: the file is judged when it is opened.
 */
#include "script.h"

#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include "script_syntax.h"

/* How an exported function begins, whatever the variable is called. */
#define FUNCTION_START "() {"
#define BLANKS " \t\n\v\f\r"

/* What a variable is that brings code in. */
enum meaning {
	IS_CODE,
	/* Code, or "@" and a file that is opened. */
	IS_CODE_OR_FILE,
	/* A shell replaces what it contains. */
	IS_EXPANDED,
	/* The same, and then it is a file that is opened. */
	IS_EXPANDED_FILE,
	/* Files that are opened. */
	IS_FILES,
	/* Places, "?" for the name of a module; what they lead to may be called so. */
	IS_LUA_PATH,
	/* Of one letter; the first dash may be missing. */
	IS_LETTER_OPTIONS,
	IS_NODE_OPTIONS,
	IS_JAVA_OPTIONS,
};

/**
 * struct variable - one that may bring code in
 * @name: Its name; after it "_VERSION" may follow.
 * @families: Bits of enum csec_script_family: who reads it.
 * @meaning: Of the value.
 * @only_without_script: It is for commands that are read from standard input.
 */
struct variable {
	const char *name;
	u64 families;
	enum meaning meaning;
	bool only_without_script;
};

#define OF(family) BIT_ULL(CSEC_SCRIPT_FAMILY_##family)
#define OF_SHELLS (OF(SHELL) | OF(BASH) | OF(KSH))

static const struct variable variables[] = {
	{ "BASH_ENV", OF(BASH), IS_EXPANDED_FILE, false },
	{ "ENV", OF_SHELLS, IS_EXPANDED, false },
	{ "PS4", OF_SHELLS, IS_EXPANDED, false },
	{ "PS0", OF_SHELLS, IS_EXPANDED, true },
	{ "PS1", OF_SHELLS, IS_EXPANDED, true },
	{ "PS2", OF_SHELLS, IS_EXPANDED, true },
	{ "FPATH", OF(KSH), IS_CODE, false },
	{ "PROMPT_COMMAND", OF(BASH), IS_CODE, true },
	{ "PYTHONINSPECT", OF(PYTHON), IS_CODE, false },
	{ "PYTHONPATH", OF(PYTHON), IS_FILES, false },
	{ "PERL5DB", OF(PERL), IS_CODE, false },
	{ "PERL5OPT", OF(PERL), IS_LETTER_OPTIONS, false },
	{ "RUBYOPT", OF(RUBY), IS_LETTER_OPTIONS, false },
	{ "NODE_OPTIONS", OF(NODE) | OF(BUN), IS_NODE_OPTIONS, false },
	{ "BUN_OPTIONS", OF(BUN), IS_NODE_OPTIONS, false },
	{ "LUA_INIT", OF(LUA), IS_CODE_OR_FILE, false },
	{ "LUA_PATH", OF(LUA), IS_LUA_PATH, false },
	{ "JAVA_TOOL_OPTIONS", OF(JAVA), IS_JAVA_OPTIONS, false },
	{ "JDK_JAVA_OPTIONS", OF(JAVA), IS_JAVA_OPTIONS, false },
	{ "_JAVA_OPTIONS", OF(JAVA), IS_JAVA_OPTIONS, false },
};

/* [1], [@], [*]: anything else is computed, and that may run commands. */
static const char *after_index(const char *text)
{
	const size_t len = strspn(text + 1, "0123456789@*");

	return len && text[1 + len] == ']' ? text + len + 2 : NULL;
}

/*
 * After the parameter that follows "${"; NULL: its value is run ("@P"), computed
 * (":x"), or names another one ("!").
 */
static const char *after_parameter(const char *text)
{
	size_t len;

	text += *text == '#';
	len = strspn(text, CSEC_SCRIPT_NAME_CHARS);
	if (!len)
		return NULL;
	text += len;
	if (*text == '[')
		text = after_index(text);
	if (!text || !*text || !strchr("}:-=+?#%/^,", *text))
		return NULL;
	if (*text == ':' && (!text[1] || !strchr("-=+?", text[1])))
		return NULL;
	return text;
}

/* Whether a shell that expands the value may run commands. */
static bool is_expansion(const char *at)
{
	while (at && *at) {
		if (*at == '`' || (strchr("<>$", *at) && at[1] == '(') ||
		    (*at == '$' && at[1] == '['))
			return true;
		if (*at == '$' && at[1] == '{')
			at = after_parameter(at + 2);
		else
			at++;
	}
	return !at;
}

/* Whether an option brings code in; words that are none end nothing. */
static bool is_code_option(struct csec_script *options, const char *word)
{
	options->is_operand = false;
	options->has_file = false;
	return csec_script_next(options, word) == CSEC_SCRIPT_INLINE;
}

/* perl, ruby: options of one letter, together or not. */
static bool is_letter_options(const struct csec_script *script, char *value)
{
	struct csec_script options = { .syntax = script->syntax };
	char *word, *end;

	for (word = value; *word; word = end) {
		word += strspn(word, BLANKS);
		end = word + strcspn(word, BLANKS);
		if (*word != '-')
			*--word = '-';
		if (*end)
			*end++ = '\0';
		if (word[1] && is_code_option(&options, word))
			return true;
	}
	return false;
}

/* Takes quotes and backslashes off one word; returns what comes after it. */
static char *unquote(char *word)
{
	char *from = word, *to = word;
	bool is_quoted = false;

	for (; *from && (is_quoted || *from != ' '); from++) {
		if (*from == '"') {
			is_quoted = !is_quoted;
			continue;
		}
		if (is_quoted && *from == '\\' && from[1])
			from++;
		*to++ = *from;
	}
	from += *from == ' ';
	*to = '\0';
	return from;
}

static bool is_node_options(const struct csec_script *script, char *value)
{
	struct csec_script options = { .syntax = script->syntax };
	char *word, *next;

	for (word = value; *word; word = next) {
		next = unquote(word);
		if (*word && is_code_option(&options, word))
			return true;
	}
	return false;
}

/* A file that it leads to, and that does not end like code, would be data. */
static bool is_lua_path(const struct csec_script *script, char *value)
{
	char *place, *rest = value;

	while ((place = strsep(&rest, ";")))
		if (*place && !csec_script_is_code(script->syntax, place))
			return true;
	return false;
}

/* Quotes may stand anywhere in a word. */
static bool is_java_options(const struct csec_script *script, char *value)
{
	char *from, *to = value;

	for (from = value; *from; from++)
		if (*from != '"' && *from != '\'')
			*to++ = *from;
	*to = '\0';
	return csec_script_is_inline_text(script->syntax, value, "=" BLANKS);
}

/*
 * What is opened before the script is judged then, until the script is opened. One
 * on standard input is open already: nothing tells when the start is over.
 */
static bool is_code(const struct csec_script *script, enum meaning meaning,
		    char *value)
{
	const bool is_judged_later = script->file && !script->is_include;

	switch (meaning) {
	case IS_CODE:
		break;
	case IS_CODE_OR_FILE:
		return *value != '@' || !is_judged_later;
	case IS_EXPANDED:
		return is_expansion(value);
	case IS_EXPANDED_FILE:
		return is_expansion(value) || !is_judged_later;
	case IS_FILES:
		return !is_judged_later;
	case IS_LUA_PATH:
		return is_lua_path(script, value);
	case IS_LETTER_OPTIONS:
		return is_letter_options(script, value);
	case IS_NODE_OPTIONS:
		return is_node_options(script, value);
	case IS_JAVA_OPTIONS:
		return is_java_options(script, value);
	}
	return true;
}

/* The value, NULL: it is another variable. */
static char *value_of(char *text, const char *name)
{
	const size_t len = strlen(name);

	if (strncmp(text, name, len))
		return NULL;
	text += len;
	if (*text == '_')
		text += strspn(text, "_0123456789");
	return *text == '=' ? text + 1 : NULL;
}

/**
 * csec_script_is_code_of_env - Tells whether a variable brings code in
 * @script: All of the arguments that matter were read.
 * @text: "NAME=value"; changed.
 * @is_cut: The value is longer than @text.
 *
 * Context: Any.
 * Return: true when the interpreter runs the value, or may.
 */
bool csec_script_is_code_of_env(const struct csec_script *script, char *text,
				bool is_cut)
{
	const enum csec_script_family family = csec_script_family_of(script);
	const char *any = strchr(text, '=');
	unsigned int i;
	char *value;

	if (family == CSEC_SCRIPT_FAMILY_BASH && any &&
	    !strncmp(any + 1, FUNCTION_START, strlen(FUNCTION_START)))
		return true;
	for (i = 0; i < ARRAY_SIZE(variables); i++) {
		if (!(variables[i].families & BIT_ULL(family)) ||
		    (variables[i].only_without_script && script->has_file))
			continue;
		value = value_of(text, variables[i].name);
		if (value && *value)
			return is_cut ||
			       is_code(script, variables[i].meaning, value);
	}
	return false;
}

/**
 * csec_script_family_of - Tells whose variables of the environment are read
 * @script: From csec_script_begin().
 *
 * Context: Any.
 * Return: CSEC_SCRIPT_FAMILY_OTHER: none is code.
 */
enum csec_script_family csec_script_family_of(const struct csec_script *script)
{
	return script->syntax ? script->syntax->family :
				CSEC_SCRIPT_FAMILY_OTHER;
}
