// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - one event as a line of text or JSON
 */
#include "cmd_event.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "nl_event.h"
#include "out.h"
#include "policy.h"

#define NSEC_PER_SEC UINT64_C(1000000000)
#define NSEC_PER_MSEC UINT64_C(1000000)

enum {
	IPV4_LEN = 4
};

void csec_event_print_time(struct csec_out *out, uint64_t ns)
{
	const time_t seconds = (time_t)(ns / NSEC_PER_SEC);
	const unsigned int rest = (unsigned int)(ns % NSEC_PER_SEC);
	char date[32] = "", text[64];
	struct tm tm;

	if (csec_out_is_text(out)) {
		if (localtime_r(&seconds, &tm))
			strftime(date, sizeof(date), "%F %T", &tm);
		csec_out_text(out, " %s.%03u", date,
			      (unsigned int)(rest / NSEC_PER_MSEC));
		return;
	}
	if (gmtime_r(&seconds, &tm))
		strftime(date, sizeof(date), "%FT%T", &tm);
	(void)snprintf(text, sizeof(text), "%s.%09uZ", date, rest);
	csec_out_string(out, "time", NULL, text);
}

static void print_verdict(struct csec_out *out, const struct csec_nl_event *e)
{
	csec_out_style(out, e->verdict == CSEC_VERDICT_DENY ? CSEC_STYLE_BAD :
							      CSEC_STYLE_WARN);
	csec_out_string(out, "verdict", " %s",
			csec_words_name(&csec_verdict_words, e->verdict));
	csec_out_string(out, "op", " %s",
			csec_words_name(&csec_op_words, e->op));
	csec_out_string(out, "reason", " %s",
			csec_words_name(&csec_reason_words, e->reason));
	csec_out_string(out, "policy", " policy=%s", e->policy);
	csec_out_id(out, "generation", NULL, e->generation);
	csec_out_id(out, "cgroup", " cgroup=%" PRIu64, e->cgroup);
}

static void print_task(struct csec_out *out, const struct csec_nl_event *e)
{
	csec_out_u64(out, "pid", " pid=%" PRIu64, e->pid);
	csec_out_u64(out, "tid", "/%" PRIu64, e->tid);
	csec_out_u64(out, "ppid", NULL, e->ppid);
	csec_out_string(out, "comm", " comm=\"%s\"", e->comm);
	csec_out_u64(out, "uid", " uid=%" PRIu64, e->uid);
}

void csec_event_print_peer(struct csec_out *out, const struct csec_nl_event *e)
{
	char text[INET6_ADDRSTRLEN] = "";
	const bool is_ipv4 = e->addr.len == IPV4_LEN;

	if (!csec_nl_has(e->has, CSEC_EVENT_A_ADDR) ||
	    !inet_ntop(is_ipv4 ? AF_INET : AF_INET6, e->addr.data, text,
		       sizeof(text)))
		return;
	csec_out_string(out, "peer_address",
			is_ipv4 ? " peer=%s" : " peer=[%s]", text);
	if (csec_nl_has(e->has, CSEC_EVENT_A_PORT))
		csec_out_u64(out, "peer_port", ":%" PRIu64, e->port);
}

static void print_target(struct csec_out *out, const struct csec_nl_event *e)
{
	if (csec_nl_has(e->has, CSEC_EVENT_A_LINK))
		csec_out_string(out, "link", " link=%s",
				csec_words_name(&csec_link_words, e->link));
	if (!csec_nl_has(e->has, CSEC_EVENT_A_TARGET_PID))
		return;
	csec_out_u64(out, "target_pid", " target=%" PRIu64, e->target_pid);
	csec_out_string(out, "target_comm", " target_comm=\"%s\"",
			e->target_comm);
	if (csec_nl_has(e->has, CSEC_EVENT_A_TARGET_PATH))
		csec_out_string(out, "target_path", " target_path=\"%s\"",
				e->target_path);
}

static void print_bomb(struct csec_out *out, const struct csec_nl_event *e)
{
	if (!csec_nl_has(e->has, CSEC_EVENT_A_TASKS))
		return;
	csec_out_u64(out, "tasks", " tasks=%" PRIu64, e->tasks);
	csec_out_u64(out, "depth", " depth=%" PRIu64, e->depth);
	csec_out_u64(out, "fanout", " fanout=%" PRIu64, e->fanout);
	csec_out_u64(out, "forks", " forks=%" PRIu64, e->forks);
}

static void print_object(struct csec_out *out, const struct csec_nl_event *e)
{
	if (csec_nl_has(e->has, CSEC_EVENT_A_PATH))
		csec_out_string(out, "path", " path=\"%s\"", e->path);
	if (csec_nl_has(e->has, CSEC_EVENT_A_FD))
		csec_out_s64(out, "fd", " fd=%" PRId64, e->fd);
	csec_event_print_peer(out, e);
	if (csec_nl_has(e->has, CSEC_EVENT_A_LIMIT))
		csec_out_u64(out, "limit", " limit=%" PRIu64, e->limit);
	print_target(out, e);
	print_bomb(out, e);
	if (e->line)
		csec_out_u64(out, "line", " line=%" PRIu64, e->line);
}

void csec_event_print_members(struct csec_out *out,
			      const struct csec_nl_event *event)
{
	csec_out_id(out, "seq", "#%" PRIu64, event->seq);
	csec_event_print_time(out, event->time);
	print_verdict(out, event);
	print_task(out, event);
	print_object(out, event);
}

void csec_event_print(struct csec_out *out, const struct csec_nl_event *event)
{
	csec_out_array_begin(out, "event");
	csec_out_object_begin(out, NULL);
	csec_event_print_members(out, event);
	csec_out_text(out, "\n");
	csec_out_object_end(out);
	csec_out_array_end(out);
}

void csec_event_print_lost(struct csec_out *out, uint64_t first, uint64_t nr)
{
	csec_out_array_begin(out, "lost");
	csec_out_object_begin(out, NULL);
	csec_out_id(out, "first_seq", NULL, first);
	csec_out_style(out, CSEC_STYLE_BAD);
	csec_out_u64(out, "events", "-- %" PRIu64 " events lost --\n", nr);
	csec_out_object_end(out);
	csec_out_array_end(out);
}
