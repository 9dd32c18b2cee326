// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - csecctl ps: the governed cgroups
 */
#include "cmd_cgroup.h"

static int print_cgroup(const struct nlmsghdr *hdr, void *arg)
{
	struct csec_nl_cgroup c;
	int err;

	err = csec_nl_cgroup_decode(hdr, &c);
	if (!err)
		csec_cgroups_print(arg, &c);
	return err;
}

int csec_cmd_ps(struct csec_run *run)
{
	struct csec_session session;
	struct csec_out *out = NULL;
	int status;

	status = csec_session_open(run, &session);
	if (!status) {
		out = csec_cmd_out(run);
		status = out ? CSEC_EXIT_OK : CSEC_EXIT_FAILED;
	}
	if (!status) {
		csec_cgroups_begin(out);
		status = csec_session_dump(run, &session,
					   csec_nl_msg(CSEC_CMD_GET_CGROUP),
					   print_cgroup, out,
					   "reading the cgroups");
		csec_out_table_end(out);
	}
	csec_session_close(&session);
	return csec_cmd_close(run, out, status);
}
