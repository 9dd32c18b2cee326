// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - the command table
 */
#include "cmd.h"

#define NR(table) (sizeof(table) / sizeof((table)[0]))
#define OPTIONS(table) .options = (table), .nr_options = NR(table)

const struct csec_option csec_global_options[] = {
	{ "output", "FORMAT", "table, json, jsonl or yaml; short: -o" },
	{ "json", NULL, "same as -o json" },
	{ "color", "WHEN", "auto, always or never" },
	{ "help", NULL, "help of the command; short: -h" },
};
const size_t csec_nr_global_options = NR(csec_global_options);

static const struct csec_option load_options[] = {
	[CSEC_LOAD_MODULE] = { "module", "PATH",
			       "load this file, not the installed module" },
};

static const struct csec_option diff_options[] = {
	[CSEC_DIFF_PRUNE] = { "prune", NULL,
			      "as a push that removes what is not given" },
};

static const struct csec_option push_options[] = {
	[CSEC_PUSH_DRY_RUN] = { "dry-run", NULL,
				"let the kernel check, change nothing" },
	[CSEC_PUSH_PRUNE] = { "prune", NULL,
			      "remove live policies that are not given" },
};

static const struct csec_option top_options[] = {
	[CSEC_TOP_INTERVAL] = { "interval", "SECONDS",
				"between two looks (default 2)" },
	[CSEC_TOP_ITERATIONS] = { "iterations", "N", "end after N looks" },
};

static const struct csec_option counters_options[] = {
	[CSEC_COUNTERS_POLICY] = { "policy", "NAME", "only this policy" },
};

static const struct csec_option events_options[] = {
	[CSEC_EVENTS_FOLLOW] = { "follow", NULL, "go on as events happen" },
	[CSEC_EVENTS_SINCE] = { "since", "SEQ",
				"begin with this sequence number" },
	[CSEC_EVENTS_POLICY] = { "policy", "NAME", "only this policy" },
	[CSEC_EVENTS_REASON] = { "reason", "REASON", "only this reason" },
	[CSEC_EVENTS_COUNT] = { "count", "N", "end after N events" },
};

static const struct csec_option explain_options[] = {
	[CSEC_EXPLAIN_LAST] = { "last", NULL, "the newest event" },
	[CSEC_EXPLAIN_PID] = { "pid", "P", "the newest event of this process" },
};

static const struct csec_option simulate_options[] = {
	[CSEC_SIMULATE_POLICY] = { "policy", "NAME", "this one of the file" },
	[CSEC_SIMULATE_ROOT] = { "root", "DIR",
				 "root directory of the container (default /)" },
	[CSEC_SIMULATE_DRIFTED] = { "drifted", NULL,
				    "as if the file came after the start" },
};

static const struct csec_option selftest_options[] = {
	[CSEC_SELFTEST_USERNS] = { "userns", NULL,
				   "from inside a user namespace" },
	[CSEC_SELFTEST_NESTED] = { "nested", NULL,
				   "in a cgroup below the governed one" },
	[CSEC_SELFTEST_RING] = { "io-uring", NULL,
				 "open files by workers of io_uring" },
	[CSEC_SELFTEST_DIRECTORY] = { "directory", "DIR",
				      "for the files of the test (default "
				      "/tmp)" },
};

const struct csec_command csec_commands[] = {
	{
		.name = "status",
		.operands = "",
		.summary = "state of the module, its policies and its hooks",
		.run = csec_cmd_status,
	},
	{
		.name = "load",
		.operands = "[PARAM=VALUE...]",
		.summary = "insert the kernel module",
		OPTIONS(load_options),
		.max_operands = CSEC_OPERANDS_ANY,
		.run = csec_cmd_load,
	},
	{
		.name = "unload",
		.operands = "",
		.summary = "drop all policies and remove the kernel module",
		.run = csec_cmd_unload,
	},
	{
		.name = "policy check",
		.operands = "FILE|DIR...",
		.summary = "check policies; needs no module and no root",
		.min_operands = 1,
		.max_operands = CSEC_OPERANDS_ANY,
		.run = csec_cmd_policy_check,
	},
	{
		.name = "policy diff",
		.operands = "FILE|DIR...",
		.summary = "what a push would change",
		OPTIONS(diff_options),
		.min_operands = 1,
		.max_operands = CSEC_OPERANDS_ANY,
		.run = csec_cmd_policy_diff,
	},
	{
		.name = "policy push",
		.operands = "FILE|DIR...",
		.summary = "put policies in force, all or none",
		OPTIONS(push_options),
		.min_operands = 1,
		.max_operands = CSEC_OPERANDS_ANY,
		.run = csec_cmd_policy_push,
	},
	{
		.name = "policy show",
		.operands = "[NAME]",
		.summary = "live policies, in a form that can be pushed",
		.max_operands = 1,
		.run = csec_cmd_policy_show,
	},
	{
		.name = "policy delete",
		.operands = "NAME...",
		.summary = "remove live policies, all or none",
		.min_operands = 1,
		.max_operands = CSEC_OPERANDS_ANY,
		.run = csec_cmd_policy_delete,
	},
	{
		.name = "ps",
		.operands = "",
		.summary = "governed cgroups: policy, processes, limits",
		.run = csec_cmd_ps,
	},
	{
		.name = "top",
		.operands = "",
		.summary = "governed cgroups as they change, the busiest first",
		OPTIONS(top_options),
		.run = csec_cmd_top,
	},
	{
		.name = "counters",
		.operands = "",
		.summary = "violations by policy, cgroup and reason",
		OPTIONS(counters_options),
		.run = csec_cmd_counters,
	},
	{
		.name = "events",
		.operands = "",
		.summary = "what was denied, one line each",
		OPTIONS(events_options),
		.run = csec_cmd_events,
	},
	{
		.name = "explain",
		.operands = "EVENT|--last|--pid P",
		.summary = "why it was denied, and what would allow it",
		OPTIONS(explain_options),
		.max_operands = 1,
		.run = csec_cmd_explain,
	},
	{
		.name = "simulate",
		.operands = "FILE|NAME PATH [ARGUMENT...]",
		.summary = "the verdict of a policy on a program, without "
			   "running it",
		OPTIONS(simulate_options),
		.min_operands = 2,
		.max_operands = CSEC_OPERANDS_ANY,
		.program_at = 2,
		.run = csec_cmd_simulate,
	},
	{
		.name = "selftest",
		.operands = "[TECHNIQUE|GROUP...]",
		.summary = "is each road to executable memory blocked here",
		OPTIONS(selftest_options),
		.max_operands = CSEC_OPERANDS_ANY,
		.run = csec_cmd_selftest,
	},
	{
		.name = "completion",
		.operands = "bash|zsh|fish",
		.summary = "print a completion script for a shell",
		.min_operands = 1,
		.max_operands = 1,
		.run = csec_cmd_completion,
	},
	{
		.name = "version",
		.operands = "",
		.summary = "version of the tool and of the loaded module",
		.run = csec_cmd_version,
	},
	{
		.name = "help",
		.operands = "[COMMAND]",
		.summary = "help of a command",
		.max_operands = 2,
		.run = csec_cmd_help,
	},
};
const size_t csec_nr_commands = NR(csec_commands);
