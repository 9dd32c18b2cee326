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
#include "probe.h"

enum {
	WITH_ARGUMENT_MAX = 32, /* options of all commands */
};

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

/* NULL: those of every command. */
static void print_option_words(const struct csec_command *command)
{
	for (size_t i = 0; command && i < command->nr_options; i++)
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

static void print_formats(void)
{
	printf("table json jsonl yaml");
}

static void print_colours(void)
{
	printf("auto always never");
}

static void print_techniques(void)
{
	for (size_t i = 0; i < csec_nr_probe_groups; i++) {
		const struct csec_probe *probe = csec_probe_groups[i].probes;

		printf("%s%s", i ? " " : "", csec_probe_groups[i].name);
		for (; probe->name; probe++)
			printf(" %s", probe->name);
	}
}

static void print_shells(void)
{
	printf("bash zsh fish");
}

static void print_commands(void)
{
	print_words(NULL);
}

/* What an argument of an option or the operands of a command can be. */
static const struct {
	const char *name;
	void (*print)(void);
} words[] = {
	{ "FORMAT", print_formats },	{ "WHEN", print_colours },
	{ "REASON", print_reasons },	{ "selftest", print_techniques },
	{ "completion", print_shells }, { "help", print_commands },
};

/* NULL: it is something else. */
static void (*find_words(const char *name))(void)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcmp(words[i].name, name))
			return words[i].print;
	return NULL;
}

static bool has_name(const struct csec_option *const *list, size_t nr,
		     const char *name)
{
	for (size_t i = 0; i < nr; i++)
		if (!strcmp(list[i]->name, name))
			return true;
	return false;
}

static size_t add_options(const struct csec_option **list, size_t nr,
			  const struct csec_option *options, size_t nr_options)
{
	for (size_t i = 0; i < nr_options; i++)
		if (options[i].arg && nr < WITH_ARGUMENT_MAX &&
		    !has_name(list, nr, options[i].name))
			list[nr++] = &options[i];
	return nr;
}

/* The options of all commands that have an argument, each name once. */
static size_t collect_options(const struct csec_option **list)
{
	size_t nr = add_options(list, 0, csec_global_options,
				csec_nr_global_options);

	for (size_t i = 0; i < csec_nr_commands; i++)
		nr = add_options(list, nr, csec_commands[i].options,
				 csec_commands[i].nr_options);
	return nr;
}

static void print_head(const char *first, const char *shell)
{
	printf("%s# SPDX-License-Identifier: GPL-2.0-only\n"
	       "# csec - %s completion of csecctl; printed by: "
	       "csecctl completion %s\n",
	       first, shell, shell);
}

/*
 * The word before the cursor and the words of the command, without options and
 * their arguments. bash makes three words of --option=argument.
 */
static void print_bash_words(const struct csec_option *const *options,
			     size_t nr)
{
	printf("\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=''\n"
	       "\tlocal command='' i\n"
	       "\t[ \"$COMP_CWORD\" -gt 0 ] && "
	       "prev=${COMP_WORDS[COMP_CWORD-1]}\n"
	       "\tif [[ $cur == = ]]; then\n\t\tcur=''\n"
	       "\telif [[ $prev == = ]]; then\n"
	       "\t\tprev=${COMP_WORDS[COMP_CWORD-2]}\n\tfi\n"
	       "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
	       "\t\tcase ${COMP_WORDS[i]} in\n\t\t-o");
	for (size_t i = 0; i < nr; i++)
		printf("|--%s", options[i]->name);
	printf(")\n"
	       "\t\t\ti=$((i + 1))\n"
	       "\t\t\t[[ ${COMP_WORDS[i]} == = ]] && i=$((i + 1)) ;;\n"
	       "\t\t-*) ;;\n"
	       "\t\t*) command=\"${command:+$command }${COMP_WORDS[i]}\" ;;\n"
	       "\t\tesac\n"
	       "\tdone\n");
}

static void print_bash_argument(const struct csec_option *option)
{
	void (*const print)(void) = find_words(option->arg);

	printf("\t%s--%s) ", strcmp(option->name, "output") ? "" : "-o|",
	       option->name);
	if (print) {
		printf("COMPREPLY=($(compgen -W \"");
		print();
		printf("\" -- \"$cur\")); ");
	} else if (!strcmp(option->arg, "PATH")) {
		printf("_csecctl_names -f; ");
	} else if (!strcmp(option->arg, "DIR")) {
		printf("_csecctl_names -d; ");
	}
	printf("return ;;\n");
}

static void print_bash_command(const struct csec_command *command)
{
	void (*const print)(void) = find_words(command->name);

	printf("\t'%s'*)\n\t\tif [[ $cur == -* ]]; then\n"
	       "\t\t\tCOMPREPLY=($(compgen -W \"",
	       command->name);
	print_option_words(command);
	printf("\" -- \"$cur\"))\n");
	if (takes_files(command)) {
		printf("\t\telse\n\t\t\t_csecctl_names -f\n");
	} else if (print) {
		printf("\t\telse\n\t\t\tCOMPREPLY=($(compgen -W \"");
		print();
		printf("\" -- \"$cur\"))\n");
	}
	printf("\t\tfi ;;\n");
}

/* Names have blanks and wildcards in them; zsh has no mapfile. */
static void print_bash_names(void)
{
	printf("_csecctl_names() {\n"
	       "\tlocal name\n"
	       "\tCOMPREPLY=()\n"
	       "\twhile IFS= read -r name; do\n"
	       "\t\t[[ -n $name ]] && COMPREPLY+=(\"$name\")\n"
	       "\tdone <<<\"$(compgen \"$1\" -- \"$cur\")\"\n"
	       "}\n");
}

/* The part that bash and zsh (through bashcompinit) share. */
static void print_bash_function(void)
{
	const struct csec_option *options[WITH_ARGUMENT_MAX];
	const size_t nr = collect_options(options);

	print_bash_names();
	printf("_csecctl() {\n");
	print_bash_words(options, nr);
	printf("\tcase $prev in\n");
	for (size_t i = 0; i < nr; i++)
		print_bash_argument(options[i]);
	printf("\tesac\n\tcase $command in\n\t'')\n"
	       "\t\tif [[ $cur == -* ]]; then\n"
	       "\t\t\tCOMPREPLY=($(compgen -W \"");
	print_option_words(NULL);
	printf("\" -- \"$cur\"))\n\t\telse\n"
	       "\t\t\tCOMPREPLY=($(compgen -W \"");
	print_words(NULL);
	printf("\" -- \"$cur\"))\n\t\tfi ;;\n"
	       "\tpolicy|'help policy') COMPREPLY=($(compgen -W \"");
	print_words("policy");
	printf("\" -- \"$cur\")) ;;\n");
	for (size_t i = 0; i < csec_nr_commands; i++)
		print_bash_command(&csec_commands[i]);
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

static void print_fish_option(const struct csec_option *option)
{
	const char *arg = option->arg;
	void (*const print)(void) = arg ? find_words(arg) : NULL;

	printf(" -l %s", option->name);
	if (arg && !strcmp(arg, "PATH")) {
		printf(" -r -F");
	} else if (arg && !strcmp(arg, "DIR")) {
		printf(" -x -a '(__fish_complete_directories)'");
	} else if (arg) {
		printf(" -x");
	}
	if (print) {
		printf(" -a '");
		print();
		printf("'");
	}
	printf(" -d \"%s\"\n", option->help);
}

static void print_fish_command(const struct csec_command *command)
{
	void (*const print)(void) = find_words(command->name);
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
		print_fish_option(&command->options[i]);
	}
	if (!takes_files(command) && !print)
		return;
	printf("complete -c csecctl -n ");
	print_fish_condition(command->name);
	if (print) {
		printf(" -a '");
		print();
		printf("'\n");
	} else {
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
	       "-d \"check, diff, push, show or delete policies\"\n");
	for (size_t i = 0; i < csec_nr_commands; i++)
		print_fish_command(&csec_commands[i]);
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
