// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - command line -> command, options, operands
 *
 * Not getopt_long(): that accepts abbreviations, which would change their
 * meaning when an option is added.
 */
#include "cmd.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	NR_CANDIDATES_MAX = 32,
	REASON_MAX = 256,
};

enum global_option {
	GLOBAL_OUTPUT,
	GLOBAL_JSON,
	GLOBAL_COLOUR,
	GLOBAL_HELP
};

/*
 * Progress through the words. Operands are moved to the front of argv. @first is
 * the word of a command of two words, until the other one comes.
 */
struct words {
	struct csec_run *run;
	const char *first;
	char **argv;
	int argc;
	int next;
	size_t nr_kept;
};

int csec_cmd_usage(struct csec_run *run, const char *fmt, ...)
{
	char reason[REASON_MAX];
	va_list args;

	va_start(args, fmt);
	(void)vsnprintf(reason, sizeof(reason), fmt, args);
	va_end(args);
	csec_diag_error(run->diag, "%s", reason);
	if (run->command)
		csec_diag_hint(run->diag, "csecctl %s --help",
			       run->command->name);
	else
		csec_diag_hint(run->diag, "csecctl help");
	return CSEC_EXIT_USAGE;
}

static int unknown(struct csec_run *run, const char *kind, const char *word,
		   const char *const *candidates, size_t nr)
{
	const char *near = csec_diag_suggest(word, candidates, nr);

	csec_cmd_usage(run, "unknown %s '%s'", kind, word);
	if (near)
		csec_diag_hint(run->diag, "did you mean '%s'?", near);
	return CSEC_EXIT_USAGE;
}

/* What stands behind a program may be meant for it. */
static void hint_program(const struct words *words)
{
	const struct csec_command *command = words->run->command;

	if (command && command->program_at &&
	    words->nr_kept >= command->program_at)
		csec_diag_hint(words->run->diag,
			       "put '--' before arguments of the program");
}

static int unknown_option(const struct words *words, const char *word)
{
	struct csec_run *run = words->run;
	const struct csec_command *command = run->command;
	const char *names[NR_CANDIDATES_MAX], *near;
	char given[64];
	size_t nr = 0;

	for (size_t i = 0; i < csec_nr_global_options; i++)
		names[nr++] = csec_global_options[i].name;
	for (size_t i = 0; command && i < command->nr_options; i++)
		names[nr++] = command->options[i].name;
	(void)snprintf(given, sizeof(given), "%s", word);
	given[strcspn(given, "=")] = '\0';
	csec_cmd_usage(run, "unknown option '--%s'", given);
	hint_program(words);
	near = csec_diag_suggest(given, names, nr);
	if (near)
		csec_diag_hint(run->diag, "did you mean '--%s'?", near);
	return CSEC_EXIT_USAGE;
}

/* The argument of an option: after "=", or the next word. */
static int take_argument(struct words *words, const char *name,
			 const char *inline_value, const char **value)
{
	if (inline_value) {
		*value = inline_value;
		return CSEC_EXIT_OK;
	}
	if (words->next == words->argc)
		return csec_cmd_usage(words->run,
				      "option '%s' needs an argument", name);
	*value = words->argv[words->next++];
	return CSEC_EXIT_OK;
}

static int set_format(struct csec_run *run, const char *word)
{
	const int format = csec_out_format_find(word);

	if (format < 0)
		return csec_cmd_usage(run,
				      "unknown output format '%s': table, "
				      "json, jsonl or yaml",
				      word);
	run->format = (enum csec_out_format)format;
	run->has_format = true;
	return CSEC_EXIT_OK;
}

static int set_colour(struct csec_run *run, const char *word)
{
	const int colour = csec_colour_find(word);

	if (colour < 0)
		return csec_cmd_usage(run,
				      "unknown colour mode '%s': auto, "
				      "always or never",
				      word);
	run->colour = (enum csec_colour_mode)colour;
	return CSEC_EXIT_OK;
}

/*
 * After a mistake: the form that a later word asks for is that of the diagnostics.
 * What is wrong with these words is not looked at.
 */
static void find_format(struct words *words)
{
	for (int i = words->next; i < words->argc; i++) {
		const char *word = words->argv[i];
		const char *next = i + 1 < words->argc ? words->argv[i + 1] :
							 "";
		int format = -1;

		if (!strcmp(word, "--"))
			return;
		if (!strcmp(word, "--json"))
			format = CSEC_OUT_JSON;
		else if (!strcmp(word, "-o") || !strcmp(word, "--output"))
			format = csec_out_format_find(next);
		else if (!strncmp(word, "--output=", 9))
			format = csec_out_format_find(word + 9);
		else if (!strncmp(word, "-o", 2))
			format = csec_out_format_find(word + 2);
		if (format >= 0)
			words->run->format = (enum csec_out_format)format;
	}
}

static int apply_global(struct csec_run *run, enum global_option option,
			const char *value)
{
	switch (option) {
	case GLOBAL_OUTPUT:
		return set_format(run, value);
	case GLOBAL_JSON:
		return set_format(run, "json");
	case GLOBAL_COLOUR:
		return set_colour(run, value);
	case GLOBAL_HELP:
		run->help = true;
		return CSEC_EXIT_OK;
	}
	return CSEC_EXIT_USAGE;
}

static const struct csec_option *find_option(const struct csec_option *options,
					     size_t nr, const char *name,
					     size_t len)
{
	for (size_t i = 0; i < nr; i++)
		if (strlen(options[i].name) == len &&
		    !memcmp(options[i].name, name, len))
			return &options[i];
	return NULL;
}

/* Takes the word "--name" or "--name=value". */
static int take_long(struct words *words, const char *word)
{
	const struct csec_command *command = words->run->command;
	const size_t len = strcspn(word + 2, "=");
	const char *given = word[2 + len] ? word + 2 + len + 1 : NULL;
	const struct csec_option *own = NULL, *option;
	const char *value = "";
	int status;

	option = find_option(csec_global_options, csec_nr_global_options,
			     word + 2, len);
	if (!option && command)
		own = option = find_option(command->options,
					   command->nr_options, word + 2, len);
	if (!option)
		return unknown_option(words, word + 2);
	if (!option->arg && given)
		return csec_cmd_usage(words->run,
				      "option '--%s' takes no argument",
				      option->name);
	if (option->arg) {
		status = take_argument(words, word, given, &value);
		if (status)
			return status;
	}
	if (!own)
		return apply_global(
			words->run,
			(enum global_option)(option - csec_global_options),
			value);
	words->run->values[own - command->options] = value;
	return CSEC_EXIT_OK;
}

static int take_short(struct words *words, const char *word)
{
	const char *value = "";
	int status;

	if (!strcmp(word, "-h"))
		return apply_global(words->run, GLOBAL_HELP, "");
	if (word[1] != 'o') {
		csec_cmd_usage(words->run, "unknown option '%s'", word);
		hint_program(words);
		return CSEC_EXIT_USAGE;
	}
	status = take_argument(words, "-o", word[2] ? word + 2 : NULL, &value);
	return status ? status : set_format(words->run, value);
}

static bool is_first_word(const char *word)
{
	const size_t len = strlen(word);

	for (size_t i = 0; i < csec_nr_commands; i++)
		if (!strncmp(csec_commands[i].name, word, len) &&
		    csec_commands[i].name[len] == ' ')
			return true;
	return false;
}

static const struct csec_command *find_command(const char *name)
{
	for (size_t i = 0; i < csec_nr_commands; i++)
		if (!strcmp(csec_commands[i].name, name))
			return &csec_commands[i];
	return NULL;
}

/* The words that may stand after @first, or at the start when it is NULL. */
static size_t list_words(const char *first, const char **names,
			 char (*buffers)[32])
{
	const size_t skip = first ? strlen(first) + 1 : 0;
	size_t nr = 0;

	for (size_t i = 0; i < csec_nr_commands; i++) {
		const char *name = csec_commands[i].name;

		if (first &&
		    (strncmp(name, first, skip - 1) || name[skip - 1] != ' '))
			continue;
		(void)snprintf(buffers[nr], sizeof(buffers[nr]), "%s",
			       name + skip);
		buffers[nr][strcspn(buffers[nr], " ")] = '\0';
		names[nr] = buffers[nr];
		nr++;
	}
	return nr;
}

static int unknown_command(struct csec_run *run, const char *first,
			   const char *word)
{
	char buffers[NR_CANDIDATES_MAX][32];
	const char *names[NR_CANDIDATES_MAX];
	const size_t nr = list_words(first, names, buffers);

	if (first && !word)
		return csec_cmd_usage(run,
				      "'%s' needs another word: "
				      "check, diff, push, show or delete",
				      first);
	return unknown(run, first ? "policy command" : "command", word, names,
		       nr);
}

/* Finds the command: the first word, or the first two. */
static int take_command(struct words *words)
{
	struct csec_run *run = words->run;
	const char *word = words->argv[words->next++];
	char name[64];

	if (!words->first && is_first_word(word)) {
		words->first = word;
		return CSEC_EXIT_OK;
	}
	(void)snprintf(name, sizeof(name), "%s%s%s",
		       words->first ? words->first : "",
		       words->first ? " " : "", word);
	if (words->first || !strchr(word, ' '))
		run->command = find_command(name);
	if (run->command)
		return CSEC_EXIT_OK;
	return unknown_command(run, words->first, word);
}

static int check_operands(struct csec_run *run)
{
	const struct csec_command *command = run->command;

	if (run->nr_operands < command->min_operands)
		return csec_cmd_usage(run, "%s needs %s", command->name,
				      command->operands);
	if (run->nr_operands > command->max_operands)
		return csec_cmd_usage(run, "%s does not take '%s'",
				      command->name,
				      run->operands[command->max_operands]);
	return CSEC_EXIT_OK;
}

int csec_cmd_parse(struct csec_run *run, int argc, char **argv)
{
	struct words words = { .run = run, .argv = argv, .argc = argc };
	bool only_operands = false;
	int status = CSEC_EXIT_OK;

	while (!status && words.next < argc) {
		char *word = argv[words.next];

		if (!only_operands && word[0] == '-' && word[1]) {
			words.next++;
			if (!strcmp(word, "--"))
				only_operands = true;
			else if (word[1] == '-')
				status = take_long(&words, word);
			else
				status = take_short(&words, word);
		} else if (!run->command) {
			status = take_command(&words);
		} else {
			words.next++;
			argv[words.nr_kept++] = word;
		}
	}
	if (status)
		find_format(&words);
	if (status || run->help)
		return status;
	if (!run->command && words.first)
		return unknown_command(run, words.first, NULL);
	if (!run->command)
		run->command = find_command("status");
	run->operands = argv;
	run->nr_operands = words.nr_kept;
	return check_operands(run);
}
