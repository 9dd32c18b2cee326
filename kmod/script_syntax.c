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
		.has_single_letters = true,
	}, {
		.family = CSEC_SCRIPT_FAMILY_BASH,
		.names = "sh bash rbash",
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
		.inlines = "c",
		.stdins = "s",
		.values = "o",
		.is_shell = true,
	}, {
		.family = CSEC_SCRIPT_FAMILY_SHELL,
		.names = "zsh ksh rksh mksh lksh oksh pdksh yash posh",
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
		.inlines = "cC",
		.values = "dof",
		.nones = "vh",
		.long_inlines = "command init-command",
		.long_values = "debug debug-output features",
		.long_nones = "version help",
	}, {
		.family = CSEC_SCRIPT_FAMILY_PYTHON,
		.names = "python pypy micropython",
		.inlines = "cmi",
		.values = "WXQ",
		.nones = "Vh?",
		.long_values = "check-hash-based-pycs",
		.long_nones = "version help help-all help-env help-xoptions",
	}, {
		.family = CSEC_SCRIPT_FAMILY_PERL,
		.names = "perl",
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
		.family = CSEC_SCRIPT_FAMILY_NODE,
		.names = "node nodejs",
		.inlines = "epi",
		.values = "C",
		.imports = "r",
		.nones = "vh",
		.long_inlines = "eval print interactive",
		.long_values = "conditions title input-type icu-data-dir inspect-port debug-port openssl-config redirect-warnings diagnostic-dir env-file env-file-if-exists test-reporter test-reporter-destination test-name-pattern test-concurrency trace-event-categories unhandled-rejections disable-warning snapshot-blob watch-path report-dir report-directory cpu-prof-dir heap-prof-dir dns-result-order disable-proto tls-cipher-list",
		.long_imports = "require import loader experimental-loader",
		.long_nones = "version help v8-options completion-bash",
		.command_inlines = "inspect debug",
		.has_single_letters = true,
		.has_urls = true,
	}, {
		.family = CSEC_SCRIPT_FAMILY_NODE,
		.names = "deno",
		.values = "cL",
		.nones = "Vh",
		.long_values = "config cert location log-level seed ext conditions port host",
		.long_imports = "preload import require import-map",
		.long_nones = "version help",
		.commands = "run serve",
		.command_nones = "fmt lint check info types completions",
		.has_urls = true,
	}, {
		.family = CSEC_SCRIPT_FAMILY_BUN,
		.names = "bun",
		.inlines = "ep",
		.values = "cdlFu",
		.imports = "r",
		.nones = "vh",
		.long_inlines = "eval print",
		.long_values = "config cwd define loader filter env-file tsconfig-override shell conditions port origin external drop main-fields extension-order",
		.long_imports = "preload import require",
		.long_nones = "version revision help",
		.commands = "run",
		.has_urls = true,
	}, {
		.names = "php php-cli php-cgi",
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
		.inlines = "ei",
		.values = "lj",
		.quiets = "v",
		.has_single_letters = true,
	}, {
		.names = "awk gawk mawk nawk original-awk",
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
		.long_values = "encoding",
		.has_one_dash = true,
		.is_tcl = true,
	}, {
		.names = "jimsh",
		.inlines = "e",
		.long_nones = "version help",
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
