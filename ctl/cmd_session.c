// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - connection of a command to the module, and what its answers mean
 */
#include <errno.h>
#include <string.h>

#include <netlink/msg.h>

#include "cmd.h"
#include "module.h"

static const struct {
	int err;
	enum csec_exit status;
	const char *text;
} answers[] = {
	{ EPERM, CSEC_EXIT_PERMISSION, "not permitted" },
	{ EACCES, CSEC_EXIT_PERMISSION, "not permitted" },
	{ ESTALE, CSEC_EXIT_CONFLICT,
	  "the live policies changed meanwhile; nothing was done" },
	{ EBUSY, CSEC_EXIT_CONFLICT, "busy" },
	{ EAGAIN, CSEC_EXIT_CONFLICT, "it keeps changing while it is read" },
	{ EOPNOTSUPP, CSEC_EXIT_MODULE,
	  "the loaded module is of another version" },
	{ EBADMSG, CSEC_EXIT_MODULE,
	  "the loaded module sends what this csecctl does not understand" },
	{ ENOBUFS, CSEC_EXIT_FAILED, "the socket is full" },
};

int csec_session_failed(struct csec_run *run, const struct csec_nl *nl, int err,
			const char *what)
{
	const char *said = nl ? csec_nl_error_text(nl) : NULL;
	enum csec_exit status = CSEC_EXIT_FAILED;
	const char *text = strerror(-err);

	/* What a policy or a transaction is not found for has a text. */
	if (err == -ENOENT && !said) {
		csec_diag_error(run->diag, "%s: the csec module was unloaded",
				what);
		return CSEC_EXIT_MODULE;
	}
	for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		if (answers[i].err != -err)
			continue;
		status = answers[i].status;
		text = answers[i].text;
	}
	if (said)
		csec_diag_error(run->diag, "%s: %s: %s", what, text, said);
	else
		csec_diag_error(run->diag, "%s: %s", what, text);
	if (status == CSEC_EXIT_PERMISSION)
		csec_diag_hint(run->diag, "run as root on the host, outside "
					  "of governed cgroups");
	return status;
}

static int take_status(const struct nlmsghdr *hdr, void *arg)
{
	return csec_nl_status_decode(hdr, arg);
}

static int get_status(struct csec_run *run, struct csec_session *session)
{
	struct nl_msg *msg = csec_nl_msg(CSEC_CMD_GET_STATUS);
	int err = -ENOMEM;

	if (msg)
		err = csec_nl_do(session->nl, msg, take_status,
				 &session->status);
	nlmsg_free(msg);
	if (err)
		return csec_session_failed(run, session->nl, err,
					   "reading the status");
	if (session->status.abi >= CSEC_ABI)
		return CSEC_EXIT_OK;
	csec_diag_error(run->diag,
			"the loaded csec module speaks ABI %u, this csecctl "
			"needs %u",
			session->status.abi, CSEC_ABI);
	return CSEC_EXIT_MODULE;
}

/* The family is that of the first network namespace only. */
static int report_absent(struct csec_run *run)
{
	if (csec_module_is_loaded()) {
		csec_diag_error(run->diag,
				"the csec module is loaded, but cannot be "
				"reached from this network namespace");
		csec_diag_hint(run->diag, "nsenter --net=/proc/1/ns/net "
					  "csecctl ...");
	} else {
		csec_diag_error(run->diag,
				"the csec module is not loaded (csecctl load)");
	}
	return CSEC_EXIT_MODULE;
}

int csec_session_open(struct csec_run *run, struct csec_session *session)
{
	int err;

	memset(session, 0, sizeof(*session));
	err = csec_nl_open(&session->nl);
	if (err == -ENOENT)
		return report_absent(run);
	if (err)
		return csec_session_failed(run, NULL, err,
					   "connecting to the kernel");
	return get_status(run, session);
}

void csec_session_close(struct csec_session *session)
{
	csec_nl_close(session->nl);
	session->nl = NULL;
}

int csec_session_dump(struct csec_run *run, struct csec_session *session,
		      struct nl_msg *msg, csec_nl_handler_t handler, void *arg,
		      const char *what)
{
	int err = -ENOMEM;

	if (msg)
		err = csec_nl_dump(session->nl, msg, handler, arg);
	nlmsg_free(msg);
	if (!err)
		return CSEC_EXIT_OK;
	return csec_session_failed(run, session->nl, err, what);
}
