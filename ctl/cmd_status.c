// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - csecctl status
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#include "cmd.h"
#include "policy.h"

static const struct csec_column hook_columns[] = {
	{ .title = "FUNCTION" },
	{ .title = "STATE" },
	{ .title = "REQUIRED" },
	{ .title = "LOST WITHOUT IT" },
};

static enum csec_style mode_style(const struct csec_nl_status *status)
{
	if (status->degraded)
		return CSEC_STYLE_BAD;
	return strcmp(csec_nl_status_mode(status), "enforcing") ?
		       CSEC_STYLE_WARN :
		       CSEC_STYLE_GOOD;
}

static void print_module(struct csec_out *out,
			 const struct csec_nl_status *status)
{
	struct utsname host;

	csec_out_style(out, CSEC_STYLE_BOLD);
	csec_out_string(out, "version", "csec %s", status->version);
	csec_out_u64(out, "abi", NULL, status->abi);
	csec_out_bool(out, "loaded", NULL, true);
	csec_out_text(out, "   loaded, ");
	csec_out_style(out, mode_style(status));
	csec_out_string(out, "mode", "%s", csec_nl_status_mode(status));
	csec_out_bool(out, "armed", NULL, status->armed);
	csec_out_bool(out, "degraded", NULL, status->degraded);
	if (!uname(&host))
		csec_out_string(out, "kernel", "      kernel %s", host.release);
	csec_out_text(out, "\n");
}

/* The time of day when it is today, otherwise with the day. */
static void print_commit_time(struct csec_out *out, uint64_t seconds)
{
	const time_t then = (time_t)seconds, now = time(NULL);
	struct tm then_tm, now_tm;
	char text[32];
	bool is_today;

	if (!localtime_r(&then, &then_tm) || !localtime_r(&now, &now_tm))
		return;
	is_today = then_tm.tm_year == now_tm.tm_year &&
		   then_tm.tm_yday == now_tm.tm_yday;
	if (strftime(text, sizeof(text), is_today ? "%H:%M" : "%F %H:%M",
		     &then_tm))
		csec_out_text(out, ", pushed %s", text);
}

static void print_policies(struct csec_out *out,
			   const struct csec_nl_status *status)
{
	csec_out_u64(out, "policies", "policies     %" PRIu64,
		     status->nr_policies);
	if (csec_nl_has(status->has, CSEC_STATUS_A_NR_ENFORCING))
		csec_out_u64(out, "enforcing", NULL, status->nr_enforcing);
	csec_out_id(out, "generation", " (generation %" PRIu64,
		    status->generation);
	csec_out_u64(out, "rules", ", %" PRIu64 " rules", status->nr_rules);
	if (status->generation) {
		csec_out_u64(out, "commit_time", NULL, status->commit_time);
		print_commit_time(out, status->commit_time);
		csec_out_u64(out, "commit_uid", " by uid %" PRIu64,
			     status->commit_uid);
	}
	csec_out_text(out, ")\n");
}

/* Who sent them may not; said to people when there was one. */
static void print_refused_requests(struct csec_out *out, uint64_t nr)
{
	const char *fmt = nr ? "requests     %" PRIu64 " refused\n" : NULL;

	csec_out_u64(out, "requests_refused", fmt, nr);
}

static void print_counts(struct csec_out *out,
			 const struct csec_nl_status *status)
{
	csec_out_u64(out, "cgroups", "cgroups      %" PRIu64 " governed",
		     status->nr_cgroups);
	csec_out_u64(out, "tasks", ", %" PRIu64 " tasks\n", status->nr_tasks);
	if (status->denied)
		csec_out_style(out, CSEC_STYLE_WARN);
	csec_out_u64(out, "denied", "since load   %" PRIu64 " denied",
		     status->denied);
	csec_out_u64(out, "audited", ", %" PRIu64 " audit-only",
		     status->audited);
	csec_out_id(out, "events", NULL, status->events);
	if (status->events_lost)
		csec_out_style(out, CSEC_STYLE_BAD);
	csec_out_u64(out, "events_lost", ", %" PRIu64 " events lost\n",
		     status->events_lost);
	if (csec_nl_has(status->has, CSEC_STATUS_A_REQUESTS_REFUSED))
		print_refused_requests(out, status->requests_refused);
}

static void print_enforced(struct csec_out *out, uint64_t features)
{
	csec_out_array_begin(out, "enforced");
	for (unsigned int i = 0; i < 64; i++)
		if (features >> i & 1)
			csec_out_string(out, NULL, NULL,
					csec_words_name(&csec_feature_words,
							i));
	csec_out_array_end(out);
}

static enum csec_style hook_style(const struct csec_nl_hook *hook)
{
	switch (hook->state) {
	case CSEC_HOOK_STATE_ARMED:
		return CSEC_STYLE_GOOD;
	case CSEC_HOOK_STATE_DEGRADED:
		return CSEC_STYLE_BAD;
	case CSEC_HOOK_STATE_ABSENT:
		return CSEC_STYLE_WARN;
	}
	return CSEC_STYLE_PLAIN;
}

static int print_hook(const struct nlmsghdr *hdr, void *arg)
{
	struct csec_out *out = arg;
	struct csec_nl_hook hook;
	int err;

	err = csec_nl_hook_decode(hdr, &hook);
	if (err)
		return err;
	csec_out_row_begin(out);
	csec_out_string(out, "function", "%s", hook.function);
	csec_out_style(out, hook_style(&hook));
	csec_out_string(out, "state", "%s",
			csec_words_name(&csec_hook_state_words, hook.state));
	csec_out_bool(out, "required", "%s",
		      csec_nl_has(hook.has, CSEC_HOOK_A_REQUIRED));
	csec_out_string(out, "loss", "%s", hook.loss);
	csec_out_row_end(out);
	return 0;
}

static int print_hooks(struct csec_run *run, struct csec_session *session,
		       struct csec_out *out)
{
	int status;

	csec_out_text(out, "\n");
	csec_out_table_begin(out, "hooks", hook_columns,
			     sizeof(hook_columns) / sizeof(hook_columns[0]));
	status = csec_session_dump(run, session, csec_nl_msg(CSEC_CMD_GET_HOOK),
				   print_hook, out, "reading the hooks");
	csec_out_table_end(out);
	return status;
}

int csec_cmd_status(struct csec_run *run)
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
		print_module(out, &session.status);
		print_policies(out, &session.status);
		print_counts(out, &session.status);
		print_enforced(out, session.status.enforced);
		csec_cmd_print_features(out, session.status.unenforced);
		status = print_hooks(run, &session, out);
	}
	csec_session_close(&session);
	return csec_cmd_close(run, out, status);
}
