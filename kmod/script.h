/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - what an interpreter's arguments say about its script
 *
 * Pure text; compiles in user space.
 */
#ifndef _CSEC_SCRIPT_H
#define _CSEC_SCRIPT_H

#include <linux/types.h>

/**
 * enum csec_script_kind - what one more argument tells
 * @CSEC_SCRIPT_MORE: Nothing yet: the next argument is needed.
 * @CSEC_SCRIPT_FILE: It names a script.
 * @CSEC_SCRIPT_INLINE: Code comes from the arguments or by a module's name.
 * @CSEC_SCRIPT_STDIN: Code comes from standard input.
 * @CSEC_SCRIPT_NONE: No code is run.
 */
enum csec_script_kind {
	CSEC_SCRIPT_MORE,
	CSEC_SCRIPT_FILE,
	CSEC_SCRIPT_INLINE,
	CSEC_SCRIPT_STDIN,
	CSEC_SCRIPT_NONE,
};

/**
 * enum csec_script_value - what the value of an option is
 * @CSEC_SCRIPT_VALUE_NONE: There is none.
 * @CSEC_SCRIPT_VALUE_DATA: Nothing that is run.
 * @CSEC_SCRIPT_VALUE_FILE: It names a script.
 * @CSEC_SCRIPT_VALUE_INCLUDE: It names a file with code beside the script.
 * @CSEC_SCRIPT_VALUE_MODULE: It is put into code, as a list of names.
 * @CSEC_SCRIPT_VALUE_IMPORT: It names a module, or is a URL that may be code.
 * @CSEC_SCRIPT_VALUE_SETTING: It is a line of configuration.
 */
enum csec_script_value {
	CSEC_SCRIPT_VALUE_NONE,
	CSEC_SCRIPT_VALUE_DATA,
	CSEC_SCRIPT_VALUE_FILE,
	CSEC_SCRIPT_VALUE_INCLUDE,
	CSEC_SCRIPT_VALUE_MODULE,
	CSEC_SCRIPT_VALUE_IMPORT,
	CSEC_SCRIPT_VALUE_SETTING,
};

/**
 * enum csec_script_family - whose variables of the environment are read
 * @CSEC_SCRIPT_FAMILY_OTHER: None is known to be code.
 * @CSEC_SCRIPT_FAMILY_SHELL: Of POSIX.
 * @CSEC_SCRIPT_FAMILY_BASH: The same, BASH_ENV and functions.
 * @CSEC_SCRIPT_FAMILY_KSH: That of POSIX, and FPATH.
 * @CSEC_SCRIPT_FAMILY_PYTHON: PYTHON*
 * @CSEC_SCRIPT_FAMILY_PERL: PERL5*
 * @CSEC_SCRIPT_FAMILY_RUBY: RUBYOPT
 * @CSEC_SCRIPT_FAMILY_NODE: NODE_OPTIONS
 * @CSEC_SCRIPT_FAMILY_BUN: BUN_OPTIONS
 * @CSEC_SCRIPT_FAMILY_LUA: LUA_INIT*, LUA_PATH*
 * @CSEC_SCRIPT_FAMILY_JAVA: JAVA_TOOL_OPTIONS and others.
 */
enum csec_script_family {
	CSEC_SCRIPT_FAMILY_OTHER,
	CSEC_SCRIPT_FAMILY_SHELL,
	CSEC_SCRIPT_FAMILY_BASH,
	CSEC_SCRIPT_FAMILY_KSH,
	CSEC_SCRIPT_FAMILY_PYTHON,
	CSEC_SCRIPT_FAMILY_PERL,
	CSEC_SCRIPT_FAMILY_RUBY,
	CSEC_SCRIPT_FAMILY_NODE,
	CSEC_SCRIPT_FAMILY_BUN,
	CSEC_SCRIPT_FAMILY_LUA,
	CSEC_SCRIPT_FAMILY_JAVA,
};

struct csec_script_syntax;

/**
 * struct csec_script - arguments that are being read
 * @syntax: Of the interpreter; NULL: the next argument names the applet.
 * @file: With CSEC_SCRIPT_FILE: the script, inside of the argument.
 * @nr_values: Arguments that belong to options before.
 * @value: What the first of these is.
 * @has_command: The first operand was there; it may have been a command.
 * @is_operand: No options follow.
 * @has_file: A script was named by an option.
 * @is_include: @file has code beside the script.
 * @is_quiet: Without a script it runs no code.
 * @is_other: An applet that is no interpreter.
 */
struct csec_script {
	const struct csec_script_syntax *syntax;
	const char *file;
	unsigned int nr_values;
	enum csec_script_value value;
	bool has_command;
	bool is_operand;
	bool has_file;
	bool is_include;
	bool is_quiet;
	bool is_other;
};

void csec_script_begin(struct csec_script *script, const char *program,
		       const char *argv0);
enum csec_script_kind csec_script_next(struct csec_script *script,
				       const char *arg);
enum csec_script_kind csec_script_end(const struct csec_script *script);
bool csec_script_is_code(const struct csec_script_syntax *syntax,
			 const char *name);
enum csec_script_family csec_script_family_of(const struct csec_script *script);
bool csec_script_is_code_of_env(const struct csec_script *script, char *text,
				bool is_cut);

#endif /* _CSEC_SCRIPT_H */
