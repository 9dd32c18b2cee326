// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - csecctl explain: one event in words
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <netlink/attr.h>
#include <netlink/msg.h>

#include "cmd.h"
#include "cmd_event.h"
#include "cmd_policy.h"
#include "explain.h"
#include "policy.h"

/**
 * struct search - the event that is asked for
 * @seq: This one, 0: the newest.
 * @pid: Only of this process, 0: of any.
 * @found: Copy of its message, NULL: none yet.
 */
struct search {
	uint64_t seq;
	uint32_t pid;
	struct nlmsghdr *found;
};

static int take_event(const struct nlmsghdr *hdr, void *arg)
{
	struct search *search = arg;
	struct csec_nl_event event;
	int err;

	err = csec_nl_event_decode(hdr, &event);
	if (err)
		return err;
	if ((search->seq && event.seq != search->seq) ||
	    (search->pid && event.pid != search->pid &&
	     event.tid != search->pid))
		return 0;
	free(search->found);
	search->found = malloc(hdr->nlmsg_len);
	if (!search->found)
		return -ENOMEM;
	memcpy(search->found, hdr, hdr->nlmsg_len);
	return 0;
}

static int read_event(struct csec_run *run, struct csec_session *session,
		      struct search *search)
{
	struct nl_msg *msg = csec_nl_msg(CSEC_CMD_GET_EVENT);

	if (msg && search->seq && nla_put_u64(msg, CSEC_A_SEQ, search->seq)) {
		nlmsg_free(msg);
		msg = NULL;
	}
	return csec_session_dump(run, session, msg, take_event, search,
				 "reading the events");
}

static int report_none(struct csec_run *run, const struct csec_session *session,
		       const struct search *search)
{
	const uint64_t newest = session->status.events;

	if (search->pid)
		csec_diag_error(run->diag,
				"not csec: no refusal of process %" PRIu32
				" is recorded",
				search->pid);
	else if (!search->seq)
		csec_diag_error(run->diag, "not csec: no refusal is recorded");
	else if (search->seq > newest)
		csec_diag_error(run->diag,
				"event %" PRIu64 " never happened: the newest "
				"is %" PRIu64,
				search->seq, newest);
	else
		csec_diag_error(run->diag,
				"event %" PRIu64 " is no longer kept: newer "
				"ones have taken its place",
				search->seq);
	return CSEC_EXIT_FAILED;
}

static void print_head(struct csec_out *out, const struct csec_nl_event *e)
{
	csec_out_id(out, NULL, "#%" PRIu64 " ", e->seq);
	csec_event_print_time(out, e->time);
	csec_out_style(out, e->verdict == CSEC_VERDICT_DENY ? CSEC_STYLE_BAD :
							      CSEC_STYLE_WARN);
	csec_out_string(out, NULL, "  %s",
			e->verdict == CSEC_VERDICT_AUDIT ?
				"would have been denied:" :
				csec_words_name(&csec_verdict_words,
						e->verdict));
	csec_out_string(out, NULL, " %s",
			csec_words_name(&csec_op_words, e->op));
	if (csec_nl_has(e->has, CSEC_EVENT_A_PATH))
		csec_out_string(out, NULL,
				e->op == CSEC_OP_EXEC ? " of \"%s\"" :
							" (\"%s\")",
				e->path);
	csec_out_string(out, NULL, " in %s", e->policy);
	csec_out_id(out, NULL, " (cgroup %" PRIu64 ")\n", e->cgroup);
	csec_out_string(out, NULL, "  who     \"%s\"", e->comm);
	csec_out_u64(out, NULL, "[%" PRIu64 "]", e->pid);
	csec_out_u64(out, NULL, " uid %" PRIu64, e->uid);
	csec_out_u64(out, NULL, "  <-  [%" PRIu64 "]\n", e->ppid);
}

static void print_why(struct csec_out *out, const struct csec_explanation *x)
{
	csec_out_text(out, "  why     ");
	if (x->key) {
		csec_out_string(out, NULL, "%s", x->key);
		if (*x->value)
			csec_out_string(out, NULL, " is %s", x->value);
		csec_out_text(out, "; ");
	}
	csec_out_string(out, NULL, "%s", x->why);
	if (x->file)
		csec_out_string(out, NULL, "  (%s", x->file);
	if (x->file && x->line)
		csec_out_u64(out, NULL, ":%" PRIu64, x->line);
	csec_out_text(out, x->file ? ")\n" : "\n");
}

static void print_signal(struct csec_out *out, const struct csec_nl_event *e)
{
	const bool has_fd = csec_nl_has(e->has, CSEC_EVENT_A_FD);
	const bool has_link = csec_nl_has(e->has, CSEC_EVENT_A_LINK);
	const bool has_peer = csec_nl_has(e->has, CSEC_EVENT_A_ADDR);
	const bool has_limit = csec_nl_has(e->has, CSEC_EVENT_A_LIMIT);
	const bool has_target = csec_nl_has(e->has, CSEC_EVENT_A_TARGET_PID);
	const bool has_bomb = csec_nl_has(e->has, CSEC_EVENT_A_TASKS);

	if (!has_fd && !has_link && !has_peer && !has_limit && !has_target &&
	    !has_bomb)
		return;
	csec_out_text(out, "  signal ");
	if (has_fd)
		csec_out_s64(out, NULL, " descriptor %" PRId64, e->fd);
	if (has_link)
		csec_out_string(out, NULL, " link=%s",
				csec_words_name(&csec_link_words, e->link));
	csec_event_print_peer(out, e);
	if (has_limit)
		csec_out_u64(out, NULL, " limit %" PRIu64, e->limit);
	if (has_target) {
		csec_out_string(out, NULL, " process \"%s\"", e->target_comm);
		csec_out_u64(out, NULL, "[%" PRIu64 "]", e->target_pid);
		if (csec_nl_has(e->has, CSEC_EVENT_A_TARGET_PATH))
			csec_out_string(out, NULL, " of \"%s\"",
					e->target_path);
	}
	if (has_bomb) {
		csec_out_u64(out, NULL, " %" PRIu64 " tasks", e->tasks);
		csec_out_u64(out, NULL, " in %" PRIu64 " generations,",
			     e->depth);
		csec_out_u64(out, NULL, " %" PRIu64 " children of one,",
			     e->fanout);
		csec_out_u64(out, NULL, " %" PRIu64 " forks in a second",
			     e->forks);
	}
	csec_out_text(out, "\n");
}

/* The lines as they go into the policy; a quoted path is YAML. */
static void print_edit(struct csec_out *out, const struct csec_explanation *x)
{
	static const char *const forms[] = {
		[CSEC_EDIT_VALUE] = ": %s",
		[CSEC_EDIT_ITEM] = ":\n            - \"%s\"",
		[CSEC_EDIT_PATH] = ":\n            - path: \"%s\"",
		[CSEC_EDIT_DROP] = ": without %s",
		[CSEC_EDIT_PAIR] = ":\n            - {from: \"%s\"",
	};

	if (x->edit == CSEC_EDIT_NONE) {
		csec_out_string(out, NULL, "  note    %s\n", x->advice);
		return;
	}
	csec_out_text(out, "  to allow (%s):\n          ",
		      x->is_recommended ? "recommended if it belongs to the "
					  "workload" :
					  "not recommended");
	csec_out_string(out, NULL,
			x->edit == CSEC_EDIT_REMOVE ? "without %s" : "%s",
			x->edit_key);
	if (x->edit < sizeof(forms) / sizeof(forms[0]))
		csec_out_string(out, NULL, forms[x->edit], x->edit_value);
	if (x->edit == CSEC_EDIT_PAIR)
		csec_out_string(out, NULL, ", to: \"%s\"}", x->edit_to);
	csec_out_string(out, NULL, "\n  risk    %s\n", x->advice);
}

static void print_optional(struct csec_out *out, const char *key,
			   const char *value)
{
	csec_out_string(out, key, NULL, value && *value ? value : NULL);
}

static void print_machine(struct csec_out *out, const struct csec_nl_event *e,
			  const struct csec_explanation *x)
{
	csec_out_object_begin(out, "event");
	csec_event_print_members(out, e);
	csec_out_object_end(out);
	csec_out_object_begin(out, "why");
	csec_out_string(out, "key", NULL, x->key);
	print_optional(out, "value", x->value);
	csec_out_string(out, "text", NULL, x->why);
	csec_out_string(out, "file", NULL, x->file);
	if (x->line)
		csec_out_u64(out, "line", NULL, x->line);
	else
		csec_out_null(out, "line", NULL);
	csec_out_object_end(out);
	csec_out_object_begin(out, "edit");
	csec_out_string(out, "key", NULL, x->edit_key);
	print_optional(out, "value", x->edit_value);
	print_optional(out, "to", x->edit_to);
	csec_out_bool(out, "remove", NULL,
		      x->edit == CSEC_EDIT_REMOVE || x->edit == CSEC_EDIT_DROP);
	csec_out_bool(out, "recommended", NULL, x->is_recommended);
	csec_out_string(out, "advice", NULL, x->advice);
	csec_out_object_end(out);
}

static void print_all(struct csec_out *out, const struct csec_nl_event *e,
		      const struct csec_policy *policy, uint64_t generation)
{
	struct csec_explanation x;

	csec_explain(e, policy, &x);
	if (csec_out_is_text(out)) {
		print_head(out, e);
		print_why(out, &x);
		print_signal(out, e);
		print_edit(out, &x);
	} else {
		print_machine(out, e, &x);
	}
	csec_out_id(out, "live_generation", NULL, generation);
	csec_out_bool(out, "policy_is_live", NULL, policy != NULL);
	if (!policy)
		csec_out_text(out, "  note    the policy is no longer live\n");
	else if (generation != e->generation)
		csec_out_text(out, "  note    policies were pushed since; the "
				   "values are those of now\n");
}

static int explain(struct csec_run *run, struct csec_session *session,
		   const struct search *search, struct csec_policy_set *live)
{
	uint64_t generation = session->status.generation;
	struct csec_nl_event event;
	struct csec_out *out;
	int status;

	if (!search->found)
		return report_none(run, session, search);
	if (csec_nl_event_decode(search->found, &event))
		return CSEC_EXIT_MODULE;
	status = csec_live_read(run, session, NULL, live, &generation);
	if (status)
		return status;
	out = csec_cmd_out(run);
	if (!out)
		return CSEC_EXIT_FAILED;
	print_all(out, &event,
		  event.policy ? csec_policy_set_find(live, event.policy) :
				 NULL,
		  generation);
	return csec_cmd_close(run, out, CSEC_EXIT_OK);
}

static int parse_number(struct csec_run *run, const char *text, uint64_t max,
			uint64_t *number)
{
	char *end;

	errno = 0;
	*number = strtoull(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end || errno || !*number ||
	    *number > max)
		return csec_cmd_usage(run, "'%s' is not a number above 0",
				      text);
	return CSEC_EXIT_OK;
}

static int parse_search(struct csec_run *run, struct search *search)
{
	const char *pid = run->values[CSEC_EXPLAIN_PID];
	uint64_t number = 0;
	int status;

	if (run->nr_operands + !!pid + !!run->values[CSEC_EXPLAIN_LAST] != 1)
		return csec_cmd_usage(run,
				      "give one of EVENT, --last and --pid P");
	if (run->nr_operands)
		return parse_number(run, run->operands[0], UINT64_MAX,
				    &search->seq);
	status = pid ? parse_number(run, pid, UINT32_MAX, &number) :
		       CSEC_EXIT_OK;
	search->pid = (uint32_t)number;
	return status;
}

int csec_cmd_explain(struct csec_run *run)
{
	struct csec_policy_set *live;
	struct csec_session session;
	struct search search = { 0 };
	int status;

	status = parse_search(run, &search);
	if (status)
		return status;
	live = csec_policy_set_create();
	if (!live)
		return csec_cmd_failed(run, -ENOMEM, "explaining the event");
	status = csec_session_open(run, &session);
	if (!status)
		status = read_event(run, &session, &search);
	if (!status)
		status = explain(run, &session, &search, live);
	csec_session_close(&session);
	csec_policy_set_free(live);
	free(search.found);
	return status;
}
