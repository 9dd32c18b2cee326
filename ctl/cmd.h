/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - commands of csecctl: table, arguments, connection to the module
 *
 * A command is one row of csec_commands[] and one function. Options, their
 * help, the manual's synopsis and the shell completions come from the row.
 */
#ifndef _CSEC_CTL_CMD_H
#define _CSEC_CTL_CMD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "diag.h"
#include "nl.h"
#include "nl_event.h"
#include "out.h"

#ifndef CSEC_VERSION
#define CSEC_VERSION "unknown"
#endif

/* Exit status of the tool; numbers are part of its interface. */
enum csec_exit {
	CSEC_EXIT_OK = 0,
	CSEC_EXIT_FAILED = 1,
	CSEC_EXIT_USAGE = 2,
	CSEC_EXIT_INVALID = 3, /* a policy is refused */
	CSEC_EXIT_DIFFERENT = 4,
	CSEC_EXIT_MODULE = 5, /* module absent, or of another version */
	CSEC_EXIT_PERMISSION = 6,
	CSEC_EXIT_CONFLICT = 7, /* somebody else was faster */
	CSEC_EXIT_FINDINGS = 8,
	CSEC_EXIT_PARTIAL = 9,
};

enum {
	CSEC_OPTIONS_MAX = 8, /* of one command */
	CSEC_OPERANDS_ANY = 65536,
};

/**
 * struct csec_option - an option of a command
 * @name: Long name without dashes.
 * @arg: Name of its argument for the help, NULL: it has none.
 * @help: One line.
 */
struct csec_option {
	const char *name;
	const char *arg;
	const char *help;
};

struct csec_run;

/**
 * struct csec_command - a row of the command table
 * @name: One or two words.
 * @operands: For the help, "": none.
 * @summary: One line.
 * @options: Options besides those that every command has.
 * @nr_options: How many.
 * @min_operands: At least.
 * @max_operands: At most.
 * @program_at: Which operand is a program, whose arguments follow; 0: none.
 * @run: Does it; returns enum csec_exit.
 */
struct csec_command {
	const char *name;
	const char *operands;
	const char *summary;
	const struct csec_option *options;
	size_t nr_options;
	size_t min_operands;
	size_t max_operands;
	size_t program_at;
	int (*run)(struct csec_run *run);
};

/**
 * struct csec_run - one call of a command
 * @command: Its row.
 * @values: Argument of each option, by its place in @command; "" for an option
 *	without argument, NULL when it was not given.
 * @operands: What is not an option.
 * @nr_operands: How many.
 * @format: -o.
 * @has_format: -o or --json was given.
 * @colour: --color.
 * @help: -h was given.
 * @diag: For everything that is not data; flushed after the command.
 */
struct csec_run {
	const struct csec_command *command;
	const char *values[CSEC_OPTIONS_MAX];
	char **operands;
	size_t nr_operands;
	enum csec_out_format format;
	bool has_format;
	enum csec_colour_mode colour;
	bool help;
	struct csec_diag *diag;
};

extern const struct csec_command csec_commands[];
extern const size_t csec_nr_commands;

/* Options that every command has; "o" and "h" are the only short names. */
extern const struct csec_option csec_global_options[];
extern const size_t csec_nr_global_options;

/**
 * csec_cmd_main() - Does what a command line says
 * @argc: As main().
 * @argv: As main(); reordered.
 *
 * Return: enum csec_exit.
 */
int csec_cmd_main(int argc, char **argv);

/**
 * csec_cmd_parse() - Reads a command line
 * @run: Zeroed, with @diag; the rest is filled in.
 * @argc: Words.
 * @argv: Words without the name of the program; reordered.
 *
 * Return: CSEC_EXIT_OK, or CSEC_EXIT_USAGE with the reason in @run->diag.
 */
int csec_cmd_parse(struct csec_run *run, int argc, char **argv);

/**
 * csec_cmd_usage() - Reports a wrong use of a command
 * @run: The call.
 * @fmt: printf() format of the reason.
 *
 * Return: CSEC_EXIT_USAGE.
 */
int csec_cmd_usage(struct csec_run *run, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * csec_cmd_failed() - Reports a failure that is not the kernel's answer
 * @run: The call.
 * @err: Negative errno.
 * @what: What failed.
 *
 * Return: CSEC_EXIT_PERMISSION for EPERM and EACCES, else CSEC_EXIT_FAILED.
 */
int csec_cmd_failed(struct csec_run *run, int err, const char *what);

/**
 * csec_cmd_out() - Opens standard output in the form that was asked for
 * @run: The call.
 *
 * Return: The output, or NULL after reporting that there is no memory.
 */
struct csec_out *csec_cmd_out(struct csec_run *run);

/**
 * csec_cmd_wrote() - Reports what went wrong with the output
 * @run: The call.
 * @err: Of csec_out_close(), or of what calls it.
 * @status: Exit status so far.
 *
 * Neither a reader that has gone away nor a signal that was caught is an error.
 *
 * Return: @status, or CSEC_EXIT_FAILED when that was CSEC_EXIT_OK and the
 *	output is not complete.
 */
int csec_cmd_wrote(struct csec_run *run, int err, int status);

/**
 * csec_cmd_close() - Closes an output and reports what went wrong with it
 * @run: The call.
 * @out: Output, may be NULL.
 * @status: Exit status so far.
 *
 * Return: As csec_cmd_wrote().
 */
int csec_cmd_close(struct csec_run *run, struct csec_out *out, int status);

/**
 * csec_cmd_number() - Reads the argument of an option as a number above 0
 * @run: The call.
 * @option: Place of the option in the row.
 * @number: Result; stays as it is when the option was not given.
 *
 * Return: CSEC_EXIT_OK, or CSEC_EXIT_USAGE after reporting.
 */
int csec_cmd_number(struct csec_run *run, int option, uint64_t *number);

/**
 * csec_cmd_catch_signals() - SIGINT, SIGTERM and SIGHUP end the command in order
 * @is_once: The second one ends the process. Not for a command that has to
 *	remove something first.
 */
void csec_cmd_catch_signals(bool is_once);

/**
 * csec_cmd_hold_signals() - Lets the signals that are caught wait, or come
 * @is_held: They wait.
 */
void csec_cmd_hold_signals(bool is_held);

/**
 * csec_cmd_is_interrupted() - Whether one of these signals came
 *
 * Return: true when one did.
 */
bool csec_cmd_is_interrupted(void);

/**
 * csec_cmd_print_help() - Prints the help of a command, or of all
 * @command: Row, NULL: the overview.
 */
void csec_cmd_print_help(const struct csec_command *command);

/**
 * struct csec_session - a connection to the module
 * @nl: The socket.
 * @status: State of the module when the session was opened.
 */
struct csec_session {
	struct csec_nl *nl;
	struct csec_nl_status status;
};

/**
 * csec_session_open() - Connects, and checks that both sides fit
 * @run: The call.
 * @session: Result, closed with csec_session_close() also after a failure.
 *
 * Return: CSEC_EXIT_OK; otherwise it has been reported: CSEC_EXIT_MODULE not
 *	loaded or another ABI, CSEC_EXIT_PERMISSION, CSEC_EXIT_FAILED.
 */
int csec_session_open(struct csec_run *run, struct csec_session *session);

/**
 * csec_session_close() - Ends a session; drops an open transaction
 * @session: May be zeroed.
 */
void csec_session_close(struct csec_session *session);

/**
 * csec_session_failed() - Reports what the kernel answered
 * @run: The call.
 * @nl: Socket of the request.
 * @err: Negative errno.
 * @what: What was tried: "reading the hooks".
 *
 * Return: The exit status that stands for @err.
 */
int csec_session_failed(struct csec_run *run, const struct csec_nl *nl, int err,
			const char *what);

/**
 * csec_session_dump() - Reads a table of the kernel
 * @run: The call.
 * @session: Connection.
 * @msg: The request, freed here; NULL: no memory.
 * @handler: Gets each message.
 * @arg: Passed to @handler.
 * @what: For the report: "reading the hooks".
 *
 * Return: CSEC_EXIT_OK, or the exit status after reporting the failure.
 */
int csec_session_dump(struct csec_run *run, struct csec_session *session,
		      struct nl_msg *msg, csec_nl_handler_t handler, void *arg,
		      const char *what);

/**
 * csec_cmd_print_features() - Prints parts of the policy language
 * @out: Output, directly under the top.
 * @features: Bits of enum csec_feature; none prints nothing for people.
 *
 * The line "not enforced: a, b" for people, an array "not_enforced".
 */
void csec_cmd_print_features(struct csec_out *out, uint64_t features);

/* The commands; each does what its row in cmd_table.c says. */
int csec_cmd_status(struct csec_run *run);
int csec_cmd_load(struct csec_run *run);
int csec_cmd_unload(struct csec_run *run);
int csec_cmd_policy_check(struct csec_run *run);
int csec_cmd_policy_diff(struct csec_run *run);
int csec_cmd_policy_push(struct csec_run *run);
int csec_cmd_policy_show(struct csec_run *run);
int csec_cmd_policy_delete(struct csec_run *run);
int csec_cmd_ps(struct csec_run *run);
int csec_cmd_top(struct csec_run *run);
int csec_cmd_counters(struct csec_run *run);
int csec_cmd_events(struct csec_run *run);
int csec_cmd_explain(struct csec_run *run);
int csec_cmd_simulate(struct csec_run *run);
int csec_cmd_selftest(struct csec_run *run);
int csec_cmd_completion(struct csec_run *run);
int csec_cmd_version(struct csec_run *run);
int csec_cmd_help(struct csec_run *run);

/* Places of options in the table, shared by the row and the function. */
enum {
	CSEC_LOAD_MODULE
};
enum {
	CSEC_DIFF_PRUNE
};
enum {
	CSEC_PUSH_DRY_RUN,
	CSEC_PUSH_PRUNE
};
enum {
	CSEC_TOP_INTERVAL,
	CSEC_TOP_ITERATIONS
};
enum {
	CSEC_COUNTERS_POLICY
};
enum {
	CSEC_EVENTS_FOLLOW,
	CSEC_EVENTS_SINCE,
	CSEC_EVENTS_POLICY,
	CSEC_EVENTS_REASON,
	CSEC_EVENTS_COUNT,
};
enum {
	CSEC_SIMULATE_POLICY,
	CSEC_SIMULATE_ROOT,
	CSEC_SIMULATE_DRIFTED,
};
enum {
	CSEC_SELFTEST_USERNS,
	CSEC_SELFTEST_NESTED,
	CSEC_SELFTEST_RING,
	CSEC_SELFTEST_DIRECTORY,
};
enum {
	CSEC_EXPLAIN_LAST,
	CSEC_EXPLAIN_PID
};

#endif /* _CSEC_CTL_CMD_H */
