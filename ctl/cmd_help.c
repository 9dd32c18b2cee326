// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - csecctl help, version
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "module.h"

enum {
	VERSION_SIZE = 64
};

/* clang-format off */
static const char exit_statuses[] =
	"Exit status: 0 ok, 1 failed, 2 usage, 3 policy invalid, 4 differences, 5 module\n"
	"absent or of another version, 6 not permitted, 7 conflict, 8 findings, 9 partial.\n";
/* clang-format on */

static void print_options(const char *title, const struct csec_option *options,
			  size_t nr)
{
	char name[40];

	if (!nr)
		return;
	printf("\n%s:\n", title);
	for (size_t i = 0; i < nr; i++) {
		(void)snprintf(name, sizeof(name), "--%s%s%s", options[i].name,
			       options[i].arg ? " " : "",
			       options[i].arg ? options[i].arg : "");
		printf("  %-18s %s\n", name, options[i].help);
	}
}

static void print_overview(void)
{
	printf("usage: csecctl [COMMAND] [OPTION...]\n\n"
	       "Container security policies for Linux. Without a command: "
	       "status.\n\ncommands:\n");
	for (size_t i = 0; i < csec_nr_commands; i++)
		printf("  %-14s %s\n", csec_commands[i].name,
		       csec_commands[i].summary);
	print_options("options of every command", csec_global_options,
		      csec_nr_global_options);
	printf("\n%sManual: csecctl(8), csec-policy(5).\n", exit_statuses);
}

void csec_cmd_print_help(const struct csec_command *command)
{
	if (!command) {
		print_overview();
		return;
	}
	printf("usage: csecctl %s%s%s%s\n\n%s\n", command->name,
	       command->nr_options ? " [OPTION...]" : "",
	       command->operands[0] ? " " : "", command->operands,
	       command->summary);
	print_options("options", command->options, command->nr_options);
	print_options("options of every command", csec_global_options,
		      csec_nr_global_options);
	printf("\n%s", exit_statuses);
}

int csec_cmd_help(struct csec_run *run)
{
	char name[64] = "";

	if (!run->nr_operands) {
		csec_cmd_print_help(NULL);
		return csec_cmd_close(run, NULL, CSEC_EXIT_OK);
	}
	(void)snprintf(name, sizeof(name), "%s%s%s", run->operands[0],
		       run->nr_operands > 1 ? " " : "",
		       run->nr_operands > 1 ? run->operands[1] : "");
	if (!strcmp(name, "policy")) {
		csec_cmd_print_help(NULL);
		return csec_cmd_close(run, NULL, CSEC_EXIT_OK);
	}
	for (size_t i = 0; i < csec_nr_commands; i++) {
		if (strcmp(csec_commands[i].name, name))
			continue;
		csec_cmd_print_help(&csec_commands[i]);
		return csec_cmd_close(run, NULL, CSEC_EXIT_OK);
	}
	run->command = NULL;
	return csec_cmd_usage(run, "there is no command '%s'", name);
}

/* Readable by everybody, unlike the status. */
static bool read_module_version(char *text, int size)
{
	FILE *file = fopen("/sys/module/csec/version", "re");
	bool ok;

	if (!file)
		return false;
	ok = fgets(text, size, file);
	fclose(file);
	text[strcspn(text, "\n")] = '\0';
	return ok;
}

int csec_cmd_version(struct csec_run *run)
{
	struct csec_out *out = csec_cmd_out(run);
	char module[VERSION_SIZE] = "";

	if (!out)
		return CSEC_EXIT_FAILED;
	csec_out_string(out, "version", "csecctl %s", CSEC_VERSION);
	csec_out_u64(out, "abi", " (ABI %" PRIu64 ")\n", CSEC_ABI);
	if (read_module_version(module, sizeof(module))) {
		csec_out_string(out, "module_version", "module  %s\n", module);
	} else {
		csec_out_null(out, "module_version", NULL);
		csec_out_text(out, "module  %s\n",
			      csec_module_is_loaded() ? "loaded, version "
							"unknown" :
							"not loaded");
	}
	return csec_cmd_close(run, out, CSEC_EXIT_OK);
}
