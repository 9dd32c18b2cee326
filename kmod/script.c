// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - what an interpreter's arguments say about its script
 *
 * Interpreters agree that options come first and that the first argument which
 * is none names the script. They differ in which options have a value, and
 * which are code: one line of a table for each family. A program that is in no
 * line is read by the common rules: -c, -e and --eval are code, "-" is standard
 * input.
 */
#include "script.h"

#include <linux/kernel.h>
#include <linux/string.h>

/**
 * struct csec_script_syntax - how a family of interpreters reads its arguments
 * @names: Programs, without version; words.
 * @inlines: Letters: the option is code, or takes it.
 * @stdins: Letters: code comes from standard input.
 * @values: Letters: an option with a value, attached or in the next argument.
 * @attached: Letters: the rest of the argument belongs to the option.
 * @numbers: Letters: digits that follow belong to the option.
 * @modules: Letters: like @values; the value is put into code.
 * @files: Letters: the value names a script.
 * @nones: Letters: nothing is run.
 * @quiets: Letters: nothing is run unless a script is named.
 * @long_inlines: Long options that are code; words.
 * @long_values: Long options with a value in the next argument; words.
 * @long_files: Long options whose value names a script; words.
 * @long_nones: Long options with which nothing is run; words.
 * @has_single_letters: Letters are not put together in one argument.
 * @is_shell: "+x" is an option, a lone "-" ends the options, a value is always
 *	the next argument, and one dash is enough for a long option.
 * @operand_is_code: The first argument that is no option is the program.
 */
struct csec_script_syntax {
	const char *names;
	const char *inlines;
	const char *stdins;
	const char *values;
	const char *attached;
	const char *numbers;
	const char *modules;
	const char *files;
	const char *nones;
	const char *quiets;
	const char *long_inlines;
	const char *long_values;
	const char *long_files;
	const char *long_nones;
	bool has_single_letters;
	bool is_shell;
	bool operand_is_code;
};

/* clang-format off */
static const struct csec_script_syntax syntaxes[] = {
	{
		.names = "",
		.inlines = "ceE",
		.long_inlines = "eval command execute expression",
		.long_nones = "version help",
		.has_single_letters = true,
	}, {
		.names = "sh bash rbash dash ash ksh rksh mksh lksh oksh pdksh zsh yash posh hush",
		.inlines = "c",
		.stdins = "s",
		.values = "oO",
		.long_values = "rcfile init-file emulate",
		.long_nones = "version help",
		.is_shell = true,
	}, {
		.names = "python pypy micropython",
		.inlines = "cmi",
		.values = "WXQ",
		.nones = "Vh?",
		.long_values = "check-hash-based-pycs",
		.long_nones = "version help help-all help-env help-xoptions",
	}, {
		.names = "perl",
		.inlines = "eE",
		.values = "I",
		.attached = "iFDxVd",
		.numbers = "0lC",
		.modules = "Mm",
		.nones = "vVh",
	}, {
		.names = "ruby jruby truffleruby mruby",
		.inlines = "e",
		.values = "rICEX",
		.attached = "iFKTWx",
		.numbers = "0",
		.nones = "h",
		.quiets = "v",
		.long_values = "encoding external-encoding internal-encoding enable disable dump parser",
		.long_nones = "version help copyright",
	}, {
		.names = "node nodejs bun deno",
		.inlines = "epi",
		.values = "rC",
		.nones = "vh",
		.long_inlines = "eval print interactive",
		.long_values = "require import loader experimental-loader conditions title input-type icu-data-dir inspect-port openssl-config redirect-warnings diagnostic-dir env-file test-reporter trace-event-categories unhandled-rejections disable-warning",
		.long_nones = "version help v8-options completion-bash",
		.has_single_letters = true,
	}, {
		.names = "php php-cli php-cgi",
		.inlines = "rBREa",
		.values = "cdztS",
		.files = "fF",
		.nones = "vimh?",
		.quiets = "S",
		.long_inlines = "run process-begin process-code process-end interactive",
		.long_values = "php-ini define zend-extension docroot server",
		.long_files = "file process-file",
		.long_nones = "version info modules help ini",
		.has_single_letters = true,
	}, {
		.names = "lua luajit texlua",
		.inlines = "ei",
		.values = "lj",
		.quiets = "v",
		.has_single_letters = true,
	}, {
		.names = "awk gawk mawk nawk original-awk",
		.inlines = "e",
		.values = "Fvil",
		.files = "fE",
		.nones = "Vh",
		.long_inlines = "source",
		.long_values = "field-separator assign include load",
		.long_files = "file exec",
		.long_nones = "version help copyright",
		.operand_is_code = true,
	}, {
		.names = "tclsh wish jimsh",
		.values = "",
		.long_values = "encoding",
	}, {
		.names = "expect",
		.inlines = "ci",
		.files = "fb",
		.nones = "v",
	}, {
		.names = "Rscript",
		.inlines = "e",
		.long_nones = "version help",
		.has_single_letters = true,
	},
};
/* clang-format on */

static bool has_letter(const char *letters, char c)
{
	return letters && c && strchr(letters, c);
}

/* Whether @word, @len bytes, is one of the words. */
static bool has_word(const char *words, const char *word, size_t len)
{
	while (words && *words) {
		const size_t size = strcspn(words, " ");

		if (size == len && !memcmp(words, word, len))
			return true;
		words += size + strspn(words + size, " ");
	}
	return false;
}

static const char *base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* python3.11, perl5.36.0 and php8.2 are python, perl and php. */
static size_t len_without_version(const char *name)
{
	size_t len = strlen(name);

	while (len > 1 && strchr("0123456789.-", name[len - 1]))
		len--;
	return len;
}

static const struct csec_script_syntax *find_syntax(const char *name)
{
	const size_t len = len_without_version(name);
	unsigned int i;

	for (i = 1; i < ARRAY_SIZE(syntaxes); i++)
		if (has_word(syntaxes[i].names, name, strlen(name)) ||
		    has_word(syntaxes[i].names, name, len))
			return &syntaxes[i];
	return &syntaxes[0];
}

static bool is_multicall(const char *name)
{
	return !strncmp(name, "busybox", strlen("busybox")) ||
	       !strncmp(name, "toybox", strlen("toybox"));
}

static void take_applet(struct csec_script *script, const char *name)
{
	script->syntax = find_syntax(name);
	script->is_other = script->syntax == &syntaxes[0];
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
	script->syntax = find_syntax(name);
}

/*
 * perl -M puts its value into the program: "-MPOSIX;code". What is no list of
 * names is code.
 */
static bool is_module(const char *value)
{
	return strspn(value, "abcdefghijklmnopqrstuvwxyz"
			     "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			     "0123456789_:=,.-") == strlen(value);
}

static enum csec_script_kind take_file(struct csec_script *script,
				       const char *file)
{
	script->file = file;
	script->has_file = true;
	return CSEC_SCRIPT_FILE;
}

/* The argument that an option before has asked for. */
static enum csec_script_kind take_value(struct csec_script *script,
					const char *value)
{
	const bool is_file = script->value_is_file;
	const bool is_inline = script->value_is_inline && !is_module(value);

	script->nr_values--;
	script->value_is_file = false;
	script->value_is_inline = false;
	if (is_file)
		return take_file(script, value);
	return is_inline ? CSEC_SCRIPT_INLINE : CSEC_SCRIPT_MORE;
}

/* An option with a value: @rest of the argument, or the next one. */
static enum csec_script_kind take_option(struct csec_script *script,
					 const char *rest)
{
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

static enum csec_script_kind take_letter(struct csec_script *script,
					 const char **at)
{
	const struct csec_script_syntax *syntax = script->syntax;
	const char c = *(*at)++, *rest = *at;

	if (has_letter(syntax->inlines, c))
		return CSEC_SCRIPT_INLINE;
	if (has_letter(syntax->stdins, c))
		return CSEC_SCRIPT_STDIN;
	if (has_letter(syntax->nones, c))
		return CSEC_SCRIPT_NONE;
	if (has_letter(syntax->quiets, c))
		script->is_quiet = true;
	if (has_letter(syntax->numbers, c))
		*at += number_len(*at);
	if (syntax->is_shell) {
		script->nr_values += has_letter(syntax->values, c);
		return CSEC_SCRIPT_MORE;
	}
	if (has_letter(syntax->attached, c))
		*at += strlen(*at);
	script->value_is_file = has_letter(syntax->files, c);
	script->value_is_inline = has_letter(syntax->modules, c);
	if (!script->value_is_file && !script->value_is_inline &&
	    !has_letter(syntax->values, c))
		return CSEC_SCRIPT_MORE;
	*at += strlen(*at);
	return take_option(script, rest);
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

/* Returns whether the long option is known; then @kind says what it tells. */
static bool take_long(struct csec_script *script, const char *name,
		      enum csec_script_kind *kind)
{
	const struct csec_script_syntax *syntax = script->syntax;
	const size_t len = strcspn(name, "=");
	const char *value = name[len] ? name + len + 1 : "";

	*kind = CSEC_SCRIPT_MORE;
	script->value_is_file = has_word(syntax->long_files, name, len);
	if (has_word(syntax->long_inlines, name, len))
		*kind = CSEC_SCRIPT_INLINE;
	else if (has_word(syntax->long_nones, name, len))
		*kind = CSEC_SCRIPT_NONE;
	else if (script->value_is_file ||
		 has_word(syntax->long_values, name, len))
		*kind = take_option(script, value);
	else
		return false;
	return true;
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
	if (!strcmp(arg, "--") || (syntax->is_shell && !arg[1])) {
		script->is_operand = true;
		return true;
	}
	if (!arg[1]) {
		*kind = CSEC_SCRIPT_STDIN;
		return true;
	}
	if (arg[1] == '-')
		take_long(script, arg + 2, kind);
	else if (!syntax->is_shell || !take_long(script, arg + 1, kind))
		*kind = take_letters(script, arg);
	return true;
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
	script->is_operand = true;
	if (script->has_file)
		return CSEC_SCRIPT_NONE;
	if (script->syntax->operand_is_code)
		return CSEC_SCRIPT_INLINE;
	return take_file(script, arg);
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

/**
 * csec_script_is_code - Tells whether a file is code by its name
 * @name: Last component.
 *
 * Context: Any.
 * Return: true when its ending is one of program source or byte code.
 */
bool csec_script_is_code(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot &&
	       has_word("sh bash zsh ksh py pyc pyo pyw pyz pth pl pm ph al rb "
			"js mjs cjs ts php phtml phar inc lua luac tcl awk",
			dot + 1, strlen(dot + 1));
}
