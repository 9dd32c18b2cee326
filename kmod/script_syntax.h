/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - how families of interpreters read their arguments
 *
 * Pure text; compiles in user space.
 */
#ifndef _CSEC_SCRIPT_SYNTAX_H
#define _CSEC_SCRIPT_SYNTAX_H

#include <linux/types.h>

#include "script.h"

#define CSEC_SCRIPT_NAME_CHARS       \
	"abcdefghijklmnopqrstuvwxyz" \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ" \
	"0123456789_"

/**
 * struct csec_script_syntax - how a family of interpreters reads its arguments
 * @family: Whose variables of the environment it reads.
 * @names: Programs, without version; words.
 * @inlines: Letters: the option is code, or takes it.
 * @stdins: Letters: code comes from standard input.
 * @values: Letters: an option with a value, attached or in the next argument.
 * @attached: Letters: the rest of the argument belongs to the option.
 * @numbers: Letters: digits that follow belong to the option.
 * @separators: Letters: like @attached; the rest is put into code between quotes.
 * @debuggers: Letters: like @attached; the rest names a module, or commands are
 *	read from standard input.
 * @modules: Letters: like @values; the value is put into code.
 * @files: Letters: the value names a script.
 * @includes: Letters: the value names a file with code beside the script.
 * @imports: Letters: the value names a module, or is a URL that may be code.
 * @settings: Letters: the value is a line of configuration.
 * @nones: Letters: nothing is run.
 * @quiets: Letters: nothing is run unless a script is named.
 * @debuggees: Modules that take commands of a debugger when they are loaded; words.
 * @inline_texts: What makes an option inline, wherever it stands in it; words.
 * @endings: Of files that are code to it; words. Shells read any file.
 * @long_inlines: Long options that are code; words.
 * @long_values: Long options with a value in the next argument; words.
 * @long_files: Long options whose value names a script; words.
 * @long_includes: The same for @includes.
 * @long_imports: The same for @imports.
 * @long_settings: The same for @settings.
 * @long_nones: Long options with which nothing is run; words.
 * @commands: First operands behind which the script comes; words.
 * @command_inlines: First operands that run what is not a script; words.
 * @command_nones: First operands with which nothing is run; words.
 * @has_single_letters: Letters are not put together in one argument.
 * @has_one_dash: One dash is enough for a long option.
 * @has_urls: The script may be a URL.
 * @has_agents: "-javaagent:FILE=..." is code beside the script, read after it.
 * @is_shell: "+x" is an option, a lone "-" ends the options, and the value of an
 *	option is the next argument unless @has_attached.
 * @has_attached: Of a shell: the rest of the argument may be the value.
 * @is_tcl: With any option but those of @long_values first, standard input is read.
 * @operand_is_code: The first argument that is no option is the program.
 */
struct csec_script_syntax {
	enum csec_script_family family;
	const char *names;
	const char *inlines;
	const char *stdins;
	const char *values;
	const char *attached;
	const char *numbers;
	const char *separators;
	const char *debuggers;
	const char *modules;
	const char *files;
	const char *includes;
	const char *imports;
	const char *settings;
	const char *nones;
	const char *quiets;
	const char *debuggees;
	const char *inline_texts;
	const char *endings;
	const char *long_inlines;
	const char *long_values;
	const char *long_files;
	const char *long_includes;
	const char *long_imports;
	const char *long_settings;
	const char *long_nones;
	const char *commands;
	const char *command_inlines;
	const char *command_nones;
	bool has_single_letters;
	bool has_one_dash;
	bool has_urls;
	bool has_agents;
	bool has_attached;
	bool is_shell;
	bool is_tcl;
	bool operand_is_code;
};

bool csec_script_has_word(const char *words, const char *word, size_t len);
bool csec_script_is_inline_text(const struct csec_script_syntax *syntax,
				const char *text, const char *separators);
const struct csec_script_syntax *csec_script_find_syntax(const char *name);

#endif /* _CSEC_SCRIPT_SYNTAX_H */
