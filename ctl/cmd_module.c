// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - csecctl load, unload
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <netlink/msg.h>

#include "cmd.h"
#include "module.h"

/* "a=1 b=2" out of the operands; the kernel splits at blanks. */
static int join_options(struct csec_run *run, char **joined)
{
	size_t len = 1;

	for (size_t i = 0; i < run->nr_operands; i++) {
		const char *operand = run->operands[i];

		if (!strchr(operand, '=') || operand[0] == '=')
			return csec_cmd_usage(run, "'%s' is not PARAM=VALUE",
					      operand);
		if (operand[strcspn(operand, " \t\n")])
			return csec_cmd_usage(run, "a blank in parameter '%s'",
					      operand);
		len += strlen(operand) + 1;
	}
	*joined = calloc(1, len);
	if (!*joined)
		return csec_cmd_failed(run, -ENOMEM, "loading the module");
	for (size_t i = 0; i < run->nr_operands; i++) {
		strcat(*joined, run->operands[i]);
		strcat(*joined, " ");
	}
	return CSEC_EXIT_OK;
}

static int report_load(struct csec_run *run, int err, const char *path,
		       const struct csec_module_log *log)
{
	const struct csec_place kernel = { .file = "kernel" };

	csec_diag_error(run->diag, "cannot load the csec module: %s",
			csec_module_explain_load(err, path));
	if (err != -EEXIST && err != -ENOMEDIUM)
		csec_diag_hint(run->diag, "error %d: %s", -err, strerror(-err));
	for (size_t i = 0; i < log->nr_lines; i++)
		csec_diag_at(run->diag, CSEC_SEVERITY_NOTE, &kernel, "%s",
			     log->lines[i]);
	switch (-err) {
	case EPERM:
	case EACCES:
	case EKEYREJECTED:
		return CSEC_EXIT_PERMISSION;
	case ENOMEDIUM:
		return CSEC_EXIT_MODULE;
	}
	return CSEC_EXIT_FAILED;
}

/* A module that is loaded but has no family did not get ready. */
static int check_loaded(struct csec_run *run)
{
	struct csec_session session;
	struct csec_out *out;
	int status;

	status = csec_session_open(run, &session);
	if (!status) {
		out = csec_cmd_out(run);
		if (out) {
			csec_out_string(out, "version", "csec %s loaded\n",
					session.status.version);
			csec_out_bool(out, "loaded", NULL, true);
		}
		status = csec_cmd_close(run, out,
					out ? CSEC_EXIT_OK : CSEC_EXIT_FAILED);
	}
	csec_session_close(&session);
	return status;
}

int csec_cmd_load(struct csec_run *run)
{
	const char *path = run->values[CSEC_LOAD_MODULE];
	struct csec_module_log log;
	char *options = NULL;
	int status, err;

	status = join_options(run, &options);
	if (status)
		return status;
	err = csec_module_load(path, options, &log);
	free(options);
	if (err)
		return report_load(run, err, path, &log);
	return check_loaded(run);
}

/* Of a failure that leaves the module without a policy. */
static void say_disarmed(struct csec_run *run)
{
	csec_diag_hint(run->diag, "all policies were dropped: nothing is "
				  "governed any more; push them again, or "
				  "remove the module later");
}

/* What is known to fail must not drop the policies first. */
static int check_unload(struct csec_run *run)
{
	const char *why = csec_module_forbids_unload();

	if (!why)
		return CSEC_EXIT_OK;
	csec_diag_error(run->diag, "cannot unload the csec module: %s", why);
	csec_diag_hint(run->diag, "nothing was changed, the policies are still "
				  "in force");
	return CSEC_EXIT_PERMISSION;
}

static int disarm(struct csec_run *run)
{
	struct nl_msg *msg = csec_nl_msg(CSEC_CMD_DISARM);
	struct csec_session session;
	int status, err;

	status = csec_session_open(run, &session);
	if (!status)
		status = check_unload(run);
	if (!status) {
		err = msg ? csec_nl_do(session.nl, msg, NULL, NULL) : -ENOMEM;
		if (err)
			status = csec_session_failed(run, session.nl, err,
						     "disarming");
		/* The policies go first, then the hooks. */
		if (err == -EBUSY)
			say_disarmed(run);
		if (err == -EIO)
			csec_diag_hint(run->diag,
				       "none of the policies can be changed "
				       "until the reboot; csecctl status says "
				       "how many there are");
	}
	csec_session_close(&session);
	nlmsg_free(msg);
	return status;
}

int csec_cmd_unload(struct csec_run *run)
{
	struct csec_out *out;
	int status, err;

	status = disarm(run);
	if (status)
		return status;
	err = csec_module_unload();
	if (err) {
		csec_diag_error(run->diag, "cannot unload the csec module: %s",
				csec_module_explain_unload(err));
		if (err != -ENOENT)
			say_disarmed(run);
		return err == -EPERM ? CSEC_EXIT_PERMISSION : CSEC_EXIT_FAILED;
	}
	out = csec_cmd_out(run);
	if (out) {
		csec_out_text(out, "csec unloaded\n");
		csec_out_bool(out, "loaded", NULL, false);
	}
	return csec_cmd_close(run, out, out ? CSEC_EXIT_OK : CSEC_EXIT_FAILED);
}
