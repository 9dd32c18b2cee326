// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - how families of interpreters read their arguments
 *
 * A program that is in no line is read by the common rules: -c, -e and --eval are
 * code, "-" is standard input.
 */
#include "script_syntax.h"

#include <linux/kernel.h>
#include <linux/string.h>

/* clang-format off */
static const struct csec_script_syntax syntaxes[] = {
	{
		.names = "",
		.inlines = "ceE",
		.long_inlines = "eval command execute expression",
		.long_nones = "version help",
		.endings = "class jar war beam erl elc el",
		.has_single_letters = true,
	}, {
		.family = CSEC_SCRIPT_FAMILY_BASH,
		.names = "sh bash rbash",
		.endings = "sh bash dash ash ksh zsh",
		.inlines = "c",
		.stdins = "s",
		.values = "oO",
		.long_values = "rcfile init-file",
		.long_nones = "version help",
		.has_one_dash = true,
		.is_shell = true,
	}, {
		.family = CSEC_SCRIPT_FAMILY_SHELL,
		.names = "dash ash hush",
		.endings = "sh bash dash ash ksh zsh",
		.inlines = "c",
		.stdins = "s",
		.values = "o",
		.is_shell = true,
	}, {
		.family = CSEC_SCRIPT_FAMILY_KSH,
		.names = "zsh ksh rksh mksh lksh oksh pdksh yash posh",
		.endings = "sh bash dash ash ksh zsh zwc",
		.inlines = "c",
		.stdins = "s",
		.values = "o",
		.long_values = "emulate",
		.long_nones = "version help",
		.has_one_dash = true,
		.has_attached = true,
		.is_shell = true,
	}, {
		.names = "fish",
		.endings = "fish",
		.inlines = "cC",
		.values = "dof",
		.nones = "vh",
		.long_inlines = "command init-command",
		.long_values = "debug debug-output features",
		.long_nones = "version help",
	}, {
		.family = CSEC_SCRIPT_FAMILY_PYTHON,
		.names = "python pypy micropython",
		.endings = "py pyc pyo pyw pyz mpy",
		.inlines = "cmi",
		.values = "WXQ",
		.nones = "Vh?",
		.long_values = "check-hash-based-pycs",
		.long_nones = "version help help-all help-env help-xoptions",
	}, {
		.family = CSEC_SCRIPT_FAMILY_PERL,
		.names = "perl",
		.endings = "pl pm pmc ph al ix bs psgi",
		.inlines = "eE",
		.values = "I",
		.attached = "iDxV",
		.numbers = "0lC",
		.separators = "F",
		.debuggers = "d",
		.modules = "Mm",
		.nones = "vh",
		.quiets = "V",
	}, {
		.family = CSEC_SCRIPT_FAMILY_RUBY,
		.names = "ruby jruby truffleruby mruby",
		.endings = "rb rbw ru mrb",
		.inlines = "e",
		.values = "ICEX",
		.imports = "r",
		.debuggees = "debug byebug",
		.attached = "iFKTWx",
		.numbers = "0",
		.nones = "h",
		.quiets = "v",
		.long_values = "encoding external-encoding internal-encoding enable disable dump parser",
		.long_nones = "version help copyright",
	}, {
		.family = CSEC_SCRIPT_FAMILY_NODE,
		.names = "node nodejs",
		.endings = "js mjs cjs ts mts cts wasm",
		.inlines = "epi",
		.values = "C",
		.imports = "r",
		.nones = "vh",
		.long_inlines = "eval print interactive inspect inspect-brk inspect-wait inspect-brk-node",
		.long_values = "conditions title input-type icu-data-dir inspect-port debug-port openssl-config redirect-warnings diagnostic-dir env-file env-file-if-exists test-reporter test-reporter-destination test-name-pattern test-concurrency trace-event-categories unhandled-rejections disable-warning snapshot-blob watch-path report-dir report-directory cpu-prof-dir heap-prof-dir dns-result-order disable-proto tls-cipher-list",
		.long_imports = "require import loader experimental-loader",
		.long_nones = "version help v8-options completion-bash",
		.command_inlines = "inspect debug",
		.has_single_letters = true,
		.has_urls = true,
	}, {
		.family = CSEC_SCRIPT_FAMILY_NODE,
		.names = "deno",
		.endings = "js mjs cjs ts mts cts jsx tsx wasm",
		.values = "cL",
		.nones = "Vh",
		.long_inlines = "inspect inspect-brk inspect-wait",
		.long_values = "config cert location log-level seed ext conditions port host",
		.long_imports = "preload import require import-map",
		.long_nones = "version help",
		.commands = "run serve",
		.command_nones = "fmt lint check info types completions",
		.has_urls = true,
	}, {
		.family = CSEC_SCRIPT_FAMILY_BUN,
		.names = "bun",
		.endings = "js mjs cjs ts mts cts jsx tsx wasm",
		.inlines = "ep",
		.values = "cdlFu",
		.imports = "r",
		.nones = "vh",
		.long_inlines = "eval print inspect inspect-brk inspect-wait",
		.long_values = "config cwd define loader filter env-file tsconfig-override shell conditions port origin external drop main-fields extension-order",
		.long_imports = "preload import require",
		.long_nones = "version revision help",
		.commands = "run",
		.has_urls = true,
	}, {
		.names = "php php-cli php-cgi",
		.endings = "php php3 php4 php5 php7 php8 phps phtml pht phar inc",
		.inlines = "rBREa",
		.values = "cztS",
		.files = "fF",
		.settings = "d",
		.nones = "vimh?",
		.quiets = "S",
		.long_inlines = "run process-begin process-code process-end interactive",
		.long_values = "php-ini zend-extension docroot server",
		.long_files = "file process-file",
		.long_settings = "define",
		.long_nones = "version info modules help ini",
		.has_single_letters = true,
		.has_urls = true,
	}, {
		.family = CSEC_SCRIPT_FAMILY_LUA,
		.names = "lua luajit texlua",
		.endings = "lua luac",
		.inlines = "ei",
		.values = "lj",
		.quiets = "v",
		.has_single_letters = true,
	}, {
		.names = "awk gawk mawk nawk original-awk",
		.endings = "awk gawk",
		.inlines = "eDW",
		.values = "Fvl",
		.attached = "dopL",
		.files = "fE",
		.includes = "i",
		.nones = "Vh",
		.long_inlines = "source debug",
		.long_values = "field-separator assign load",
		.long_files = "file exec",
		.long_includes = "include",
		.long_nones = "version help copyright",
		.operand_is_code = true,
	}, {
		.names = "tclsh wish",
		.endings = "tcl tm tk",
		.long_values = "encoding",
		.has_one_dash = true,
		.is_tcl = true,
	}, {
		.names = "jimsh",
		.endings = "tcl tm",
		.inlines = "e",
		.long_nones = "version help",
	}, {
		.names = "expect",
		.endings = "exp tcl tm",
		.inlines = "ci",
		.files = "fb",
		.nones = "v",
	}, {
		.names = "Rscript",
		.endings = "R r Rprofile",
		.inlines = "e",
		.long_nones = "version help",
		.has_single_letters = true,
	}, {
		.family = CSEC_SCRIPT_FAMILY_JAVA,
		.names = "java",
		.endings = "class jar war java jmod",
		.inline_texts = "jdwp -XX:OnError -XX:OnOutOfMemoryError -XX:Flags -XX:VMOptionsFile -Xbootclasspath --patch-module",
		.long_inlines = "cp classpath class-path m module p module-path",
		.long_values = "add-modules limit-modules upgrade-module-path add-exports add-opens add-reads enable-native-access source",
		.long_files = "jar",
		.long_nones = "version help list-modules",
		.has_one_dash = true,
		.has_agents = true,
		.has_single_letters = true,
	}, {
		.names = "gdb gdb-multiarch lldb",
		.endings = "gdb py",
		.inlines = "x",
		.long_inlines = "eval-command ex init-eval-command iex early-init-eval-command eiex one-line one-line-before-file command source",
		.long_nones = "version help",
		.has_one_dash = true,
		.operand_is_code = true,
	},
};
/* clang-format on */

/**
 * csec_script_has_word - Tells whether a word is in a list
 * @words: Between single spaces; NULL: none.
 * @word: The word.
 * @len: Its bytes.
 *
 * Context: Any.
 * Return: true when it is.
 */
bool csec_script_has_word(const char *words, const char *word, size_t len)
{
	while (words && *words) {
		const size_t size = strcspn(words, " ");

		if (size == len && !memcmp(words, word, len))
			return true;
		words += size + strspn(words + size, " ");
	}
	return false;
}

/* Whether a text contains one of the words. */
static bool has_text(const char *words, const char *text)
{
	const char *at;
	size_t size;

	for (; words && *words; words += size + strspn(words + size, " ")) {
		size = strcspn(words, " ");
		for (at = text; *at; at++)
			if (!strncmp(at, words, size))
				return true;
	}
	return false;
}

/* An agent whose name does not end like code would be opened as data. */
static bool has_agent_of_data(const struct csec_script_syntax *syntax,
			      const char *text, const char *separators)
{
	static const char agent[] = "-javaagent:";
	const char *dot;
	size_t len;

	while ((text = strstr(text, agent))) {
		text += strlen(agent);
		len = strcspn(text, separators);
		for (dot = text + len; dot > text && dot[-1] != '.'; dot--)
			;
		if (!csec_script_has_word(syntax->endings, dot,
					  text + len - dot))
			return true;
	}
	return false;
}

/**
 * csec_script_is_inline_text - Tells whether options bring code in by what they contain
 * @syntax: Of the interpreter.
 * @text: One option, or several.
 * @separators: What ends the name of a file in it.
 *
 * Context: Any.
 * Return: true when they do.
 */
bool csec_script_is_inline_text(const struct csec_script_syntax *syntax,
				const char *text, const char *separators)
{
	return has_text(syntax->inline_texts, text) ||
	       (syntax->has_agents &&
		has_agent_of_data(syntax, text, separators));
}

/* python3.11, perl5.36.0 and php8.2 are python, perl and php. */
static size_t len_without_version(const char *name)
{
	size_t len = strlen(name);

	while (len > 1 && strchr("0123456789.-", name[len - 1]))
		len--;
	return len;
}

/**
 * csec_script_find_syntax - Finds how a program reads its arguments
 * @name: Of the program, without directory.
 *
 * Context: Any.
 * Return: the line of its family, or that of the common rules, without names.
 */
const struct csec_script_syntax *csec_script_find_syntax(const char *name)
{
	const size_t len = len_without_version(name);
	unsigned int i;

	for (i = 1; i < ARRAY_SIZE(syntaxes); i++)
		if (csec_script_has_word(syntaxes[i].names, name,
					 strlen(name)) ||
		    csec_script_has_word(syntaxes[i].names, name, len))
			return &syntaxes[i];
	return &syntaxes[0];
}

/**
 * csec_script_is_code - Tells whether a file is code by its name
 * @syntax: Of the interpreter; NULL, or that of the common rules: any one's code.
 * @name: Last component.
 *
 * Context: Any.
 * Return: true when its ending is one of program source or byte code.
 */
bool csec_script_is_code(const struct csec_script_syntax *syntax,
			 const char *name)
{
	const char *dot = strrchr(name, '.');
	unsigned int i;

	if (!dot)
		return false;
	if (syntax && *syntax->names)
		return csec_script_has_word(syntax->endings, dot + 1,
					    strlen(dot + 1));
	for (i = 0; i < ARRAY_SIZE(syntaxes); i++)
		if (csec_script_has_word(syntaxes[i].endings, dot + 1,
					 strlen(dot + 1)))
			return true;
	return false;
}
