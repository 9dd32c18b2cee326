// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - csecctl completion: scripts for shells, out of the command table
 *
 * completions/ holds what this prints; tests/unit/test_cmd.c compares.
 */
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "policy.h"

static bool takes_files(const struct csec_command *command)
{
	return !strncmp(command->operands, "FILE", 4);
}

/* "a b c" of one word each; the first words of the commands only once. */
static void print_words(const char *first)
{
	const size_t skip = first ? strlen(first) + 1 : 0;
	const char *last = "";
	size_t last_len = 0, nr = 0;

	for (size_t i = 0; i < csec_nr_commands; i++) {
		const char *name = csec_commands[i].name;
		size_t len;

		if (first &&
		    (strncmp(name, first, skip - 1) || name[skip - 1] != ' '))
			continue;
		name += skip;
		len = strcspn(name, " ");
		if (len == last_len && !memcmp(name, last, len))
			continue;
		printf("%s%.*s", nr++ ? " " : "", (int)len, name);
		last = name;
		last_len = len;
	}
}

static void print_option_words(const struct csec_command *command)
{
	for (size_t i = 0; i < command->nr_options; i++)
		printf("--%s ", command->options[i].name);
	for (size_t i = 0; i < csec_nr_global_options; i++)
		printf("--%s%s", csec_global_options[i].name,
		       i + 1 < csec_nr_global_options ? " " : "");
}

static void print_reasons(void)
{
	for (unsigned int i = 1; i < csec_reason_words.nr; i++)
		printf("%s%s", i > 1 ? " " : "", csec_reason_words.words[i]);
}

static void print_head(const char *first, const char *shell)
{
	printf("%s# SPDX-License-Identifier: GPL-2.0-only\n"
	       "# csec - %s completion of csecctl; printed by: "
	       "csecctl completion %s\n",
	       first, shell, shell);
}

/* The part that bash and zsh (through bashcompinit) share. */
static void print_bash_function(void)
{
	printf("_csecctl() {\n"
	       "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=''\n"
	       "\tlocal command='' i\n"
	       "\t[ \"$COMP_CWORD\" -gt 0 ] && "
	       "prev=${COMP_WORDS[COMP_CWORD-1]}\n"
	       "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	       "\t\tcase ${COMP_WORDS[i]} in\n"
	       "\t\t-*) ;;\n"
	       "\t\t*) command=\"${command:+$command }${COMP_WORDS[i]}\" ;;\n"
	       "\t\tesac\n"
	       "\tdone\n"
	       "\tcase $prev in\n"
	       "\t-o|--output) COMPREPLY=($(compgen -W "
	       "\"table json jsonl yaml\" -- \"$cur\")); return ;;\n"
	       "\t--color) COMPREPLY=($(compgen -W "
	       "\"auto always never\" -- \"$cur\")); return ;;\n"
	       "\t--module) COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n"
	       "\t--reason) COMPREPLY=($(compgen -W \"");
	print_reasons();
	printf("\" -- \"$cur\")); return ;;\n\tesac\n\tcase $command in\n"
	       "\t'') COMPREPLY=($(compgen -W \"");
	print_words(NULL);
	printf("\" -- \"$cur\")) ;;\n\tpolicy) COMPREPLY=($(compgen -W \"");
	print_words("policy");
	printf("\" -- \"$cur\")) ;;\n\tcompletion) COMPREPLY=($(compgen -W "
	       "\"bash zsh fish\" -- \"$cur\")) ;;\n");
	for (size_t i = 0; i < csec_nr_commands; i++) {
		const struct csec_command *command = &csec_commands[i];

		printf("\t'%s'*)\n\t\tif [[ $cur == -* ]]; then\n"
		       "\t\t\tCOMPREPLY=($(compgen -W \"",
		       command->name);
		print_option_words(command);
		printf("\" -- \"$cur\"))\n");
		if (takes_files(command))
			printf("\t\telse\n\t\t\tCOMPREPLY=($(compgen -f -- "
			       "\"$cur\"))\n");
		printf("\t\tfi ;;\n");
	}
	printf("\tesac\n}\n");
}

static void print_bash(void)
{
	print_head("", "bash");
	printf("# shellcheck disable=SC2034,SC2207\n");
	print_bash_function();
	printf("complete -o filenames -F _csecctl csecctl\n");
}

static void print_zsh(void)
{
	print_head("#compdef csecctl\n", "zsh");
	printf("autoload -U +X bashcompinit && bashcompinit\n");
	print_bash_function();
	printf("complete -o filenames -F _csecctl csecctl\n");
}

/* A condition that is true once the words of the command are there. */
static void print_fish_condition(const char *name)
{
	const char *blank = strchr(name, ' ');

	if (blank)
		printf("'__fish_seen_subcommand_from %.*s; "
		       "and __fish_seen_subcommand_from %s'",
		       (int)(blank - name), name, blank + 1);
	else
		printf("'__fish_seen_subcommand_from %s'", name);
}

static void print_fish_command(const struct csec_command *command)
{
	const char *blank = strchr(command->name, ' ');

	if (blank)
		printf("complete -c csecctl -n '__fish_seen_subcommand_from "
		       "%.*s' -a %s -d \"%s\"\n",
		       (int)(blank - command->name), command->name, blank + 1,
		       command->summary);
	else
		printf("complete -c csecctl -n __fish_use_subcommand -a %s "
		       "-d \"%s\"\n",
		       command->name, command->summary);
	for (size_t i = 0; i < command->nr_options; i++) {
		printf("complete -c csecctl -n ");
		print_fish_condition(command->name);
		printf(" -l %s%s -d \"%s\"\n", command->options[i].name,
		       command->options[i].arg ? " -r" : "",
		       command->options[i].help);
	}
	if (takes_files(command)) {
		printf("complete -c csecctl -n ");
		print_fish_condition(command->name);
		printf(" -F\n");
	}
}

static void print_fish(void)
{
	print_head("", "fish");
	printf("complete -c csecctl -f\n"
	       "complete -c csecctl -s o -l output -x "
	       "-a 'table json jsonl yaml' -d \"form of the output\"\n"
	       "complete -c csecctl -l json -d \"same as -o json\"\n"
	       "complete -c csecctl -l color -x -a 'auto always never'\n"
	       "complete -c csecctl -s h -l help -d \"help\"\n"
	       "complete -c csecctl -n __fish_use_subcommand -a policy "
	       "-d \"check, push, show or delete policies\"\n"
	       "complete -c csecctl -n '__fish_seen_subcommand_from "
	       "completion' -a 'bash zsh fish'\n");
	for (size_t i = 0; i < csec_nr_commands; i++)
		print_fish_command(&csec_commands[i]);
	printf("complete -c csecctl -n '__fish_seen_subcommand_from events' "
	       "-l reason -x -a '");
	print_reasons();
	printf("'\n");
}

int csec_cmd_completion(struct csec_run *run)
{
	static const char *const shells[] = { "bash", "zsh", "fish" };
	static void (*const print[])(void) = { print_bash, print_zsh,
					       print_fish };

	for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++) {
		if (strcmp(shells[i], run->operands[0]))
			continue;
		print[i]();
		return csec_cmd_close(run, NULL, CSEC_EXIT_OK);
	}
	return csec_cmd_usage(run, "unknown shell '%s': bash, zsh or fish",
			      run->operands[0]);
}
