// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - runs a command: arguments, diagnostics, output, exit status
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "policy.h"

static volatile sig_atomic_t is_interrupted;

static void interrupt(int number)
{
	(void)number;
	is_interrupted = 1;
}

static bool is_json(const struct csec_run *run)
{
	return run->format == CSEC_OUT_JSON || run->format == CSEC_OUT_JSONL;
}

int csec_cmd_main(int argc, char **argv)
{
	struct csec_run run = { .diag = csec_diag_create() };
	int status;

	if (!run.diag) {
		fputs("csecctl: error: out of memory\n", stderr);
		return CSEC_EXIT_FAILED;
	}
	status = csec_cmd_parse(&run, argc > 1 ? argc - 1 : 0, argv + 1);
	csec_diag_set_json(run.diag, is_json(&run));
	csec_diag_set_colour(run.diag, csec_colour_enabled(run.colour, stderr));
	if (!status && run.help) {
		csec_cmd_print_help(run.command);
		status = csec_cmd_close(&run, NULL, status);
	} else if (!status) {
		status = run.command->run(&run);
	}
	csec_diag_flush(run.diag);
	csec_diag_free(run.diag);
	return status;
}

int csec_cmd_failed(struct csec_run *run, int err, const char *what)
{
	csec_diag_error(run->diag, "%s: %s", what, strerror(-err));
	if (err == -EPERM || err == -EACCES)
		return CSEC_EXIT_PERMISSION;
	return CSEC_EXIT_FAILED;
}

struct csec_out *csec_cmd_out(struct csec_run *run)
{
	struct csec_out *out;

	/* What a failed write leaves in a buffer would be written at the exit. */
	setvbuf(stdout, NULL, _IONBF, 0);
	out = csec_out_create(stdout, run->format, run->colour);
	if (!out)
		csec_diag_error(run->diag, "out of memory");
	return out;
}

int csec_cmd_wrote(struct csec_run *run, int err, int status)
{
	/* The write that a signal ended is no error. */
	if (!err || err == -EPIPE || (err == -EINTR && is_interrupted))
		return status;
	csec_diag_error(run->diag, "writing the output: %s",
			err == -ENOMEM ? "out of memory" : strerror(-err));
	return status ? status : CSEC_EXIT_FAILED;
}

int csec_cmd_close(struct csec_run *run, struct csec_out *out, int status)
{
	int err = csec_out_close(out);

	errno = 0;
	if (!err && (fflush(stdout) || ferror(stdout)))
		err = errno ? -errno : -EIO;
	return csec_cmd_wrote(run, err, status);
}

void csec_cmd_print_features(struct csec_out *out, uint64_t features)
{
	bool is_first = true;

	csec_out_array_begin(out, "not_enforced");
	for (unsigned int i = 0; i < 64; i++) {
		if (!(features >> i & 1))
			continue;
		csec_out_style(out, CSEC_STYLE_WARN);
		csec_out_string(out, NULL,
				is_first ? "not enforced: %s" : ", %s",
				csec_words_name(&csec_feature_words, i));
		is_first = false;
	}
	csec_out_array_end(out);
	if (!is_first)
		csec_out_text(out, "\n");
}

int csec_cmd_number(struct csec_run *run, int option, uint64_t *number)
{
	const char *text = run->values[option];
	char *end;

	if (!text)
		return CSEC_EXIT_OK;
	errno = 0;
	*number = strtoull(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end || errno || !*number)
		return csec_cmd_usage(run, "--%s: '%s' is not a number above 0",
				      run->command->options[option].name, text);
	return CSEC_EXIT_OK;
}

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

/* Without SA_RESTART: it must end a write to a reader that has stopped. */
void csec_cmd_catch_signals(bool is_once)
{
	const struct sigaction action = {
		.sa_handler = interrupt,
		.sa_flags = is_once ? (int)SA_RESETHAND : 0,
	};

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &action, NULL);
}

void csec_cmd_hold_signals(bool is_held)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaddset(&set, signals[i]);
	sigprocmask(is_held ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
}

bool csec_cmd_is_interrupted(void)
{
	return is_interrupted;
}
