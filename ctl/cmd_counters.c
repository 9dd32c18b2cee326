// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - csecctl counters
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include <netlink/attr.h>
#include <netlink/msg.h>

#include "cmd.h"
#include "module.h"
#include "policy.h"

static const struct csec_column columns[] = {
	{ .title = "POLICY" },
	{ .title = "CGROUP" },
	{ .title = "REASON" },
	{ .title = "DENIED", .right = true },
	{ .title = "AUDITED", .right = true },
};

struct counters {
	struct csec_out *out;
	const char *policy; /* NULL: all */
	size_t nr;
};

static void print_cgroup(struct csec_out *out, const struct csec_nl_counter *c)
{
	if (!csec_nl_has(c->has, CSEC_COUNTER_A_CGROUP)) {
		csec_out_bool(out, "total", NULL, true);
		csec_out_null(out, "cgroup_id", NULL);
		if (csec_out_is_text(out))
			csec_out_string(out, "cgroup", "%s", "(all)");
		else
			csec_out_null(out, "cgroup", NULL);
		return;
	}
	csec_out_bool(out, "total", NULL, false);
	csec_out_id(out, "cgroup_id", NULL, c->cgroup);
	csec_out_string(out, "cgroup", "%s", c->path);
}

static int print_counter(const struct nlmsghdr *hdr, void *arg)
{
	struct counters *counters = arg;
	struct csec_out *out = counters->out;
	struct csec_nl_counter c;
	int err;

	err = csec_nl_counter_decode(hdr, &c);
	if (err)
		return err;
	if (counters->policy && strcmp(counters->policy, c.policy))
		return 0;
	counters->nr++;
	csec_out_row_begin(out);
	csec_out_string(out, "policy", "%s", c.policy);
	print_cgroup(out, &c);
	csec_out_string(out, "reason", "%s",
			csec_words_name(&csec_reason_words, c.reason));
	csec_out_u64(out, "denied", "%" PRIu64, c.denied);
	csec_out_u64(out, "audited", "%" PRIu64, c.audited);
	csec_out_row_end(out);
	return 0;
}

static struct nl_msg *make_request(enum csec_cmd cmd, const char *policy)
{
	struct nl_msg *msg = csec_nl_msg(cmd);

	if (msg && policy && nla_put_string(msg, CSEC_A_NAME, policy)) {
		nlmsg_free(msg);
		return NULL;
	}
	return msg;
}

static int ignore(const struct nlmsghdr *hdr, void *arg)
{
	(void)hdr;
	(void)arg;
	return 0;
}

/* Nothing was counted: a policy without violations, or a name mistyped? */
static int check_name(struct csec_run *run, struct csec_session *session,
		      const char *policy)
{
	struct nl_msg *msg = make_request(CSEC_CMD_GET_POLICY, policy);
	size_t nr = 0;
	int err = -ENOMEM;

	if (msg)
		err = csec_nl_dump(session->nl, msg, ignore, &nr);
	nlmsg_free(msg);
	if (err != -ENOENT)
		return CSEC_EXIT_OK;
	if (!csec_module_is_loaded())
		return csec_session_failed(run, session->nl, err,
					   "reading the live policies");
	csec_diag_error(run->diag, "no policy is named '%s'", policy);
	return CSEC_EXIT_FAILED;
}

static int print_all(struct csec_run *run, struct csec_session *session,
		     struct counters *counters)
{
	const char *policy = counters->policy;
	struct nl_msg *msg = make_request(CSEC_CMD_GET_COUNTER, policy);
	int err = -ENOMEM;

	if (msg)
		err = csec_nl_dump(session->nl, msg, print_counter, counters);
	nlmsg_free(msg);
	if (policy && (err == -ENOENT || (!err && !counters->nr)))
		return check_name(run, session, policy);
	if (err)
		return csec_session_failed(run, session->nl, err,
					   "reading the counters");
	return CSEC_EXIT_OK;
}

int csec_cmd_counters(struct csec_run *run)
{
	struct counters counters = {
		.policy = run->values[CSEC_COUNTERS_POLICY],
	};
	struct csec_session session;
	int status;

	status = csec_session_open(run, &session);
	if (!status) {
		counters.out = csec_cmd_out(run);
		status = counters.out ? CSEC_EXIT_OK : CSEC_EXIT_FAILED;
	}
	if (!status) {
		csec_out_table_begin(counters.out, "counters", columns,
				     sizeof(columns) / sizeof(columns[0]));
		status = print_all(run, &session, &counters);
		csec_out_table_end(counters.out);
	}
	csec_session_close(&session);
	return csec_cmd_close(run, counters.out, status);
}
