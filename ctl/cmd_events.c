// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - csecctl events
 *
 * Sequence numbers are the only truth: each event is shown once, in order,
 * whether it came out of the ring or as a notification. A gap before a
 * notification is filled from the ring, but not beyond it: what has arrived may
 * be older than the ring goes back. What was read beyond it counts as delivered
 * for the module, and may be overwritten before its turn: it is kept. After a
 * full socket, and when it is quiet, the ring is read to its end. What even the
 * ring no longer has is shown as lost.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <netlink/attr.h>
#include <netlink/msg.h>

#include "cmd.h"
#include "cmd_event.h"
#include "policy.h"

enum {
	QUIET_MS = 2000,
	NR_AT_ONCE = 256, /* datagrams between two looks at the signals */
};

/**
 * struct kept - messages of the ring that are shown later, in ascending order
 * @data: One after the other, aligned.
 * @begin: Bytes of @data that are done with.
 * @end: Bytes of @data that are used.
 * @size: Bytes of @data.
 * @last: Sequence number of the last one.
 */
struct kept {
	unsigned char *data;
	size_t begin;
	size_t end;
	size_t size;
	uint64_t last;
};

/**
 * struct stream - what is shown, and how far
 * @session: For reading the ring.
 * @live: Subscribed socket, NULL: not following.
 * @next: Sequence number that is expected next, 0: any.
 * @limit: Events from this number on are left for later.
 * @kept: Those that were left.
 * @was_full: The live socket lost something; the ring is to be read.
 * @policy: Only this one, NULL: all.
 * @reason: Only this one, negative: all.
 * @left: Events that may still be shown.
 */
struct stream {
	struct csec_run *run;
	struct csec_out *out;
	struct csec_session session;
	struct csec_nl *live;
	uint64_t next;
	uint64_t limit;
	struct kept kept;
	bool was_full;
	const char *policy;
	int reason;
	uint64_t left;
};

static bool is_wanted(const struct stream *stream,
		      const struct csec_nl_event *event)
{
	if (stream->policy &&
	    (!event->policy || strcmp(stream->policy, event->policy)))
		return false;
	return stream->reason < 0 || (uint32_t)stream->reason == event->reason;
}

/* Shows an event unless it was shown; -ECANCELED: enough. */
static int show(struct stream *stream, const struct csec_nl_event *event)
{
	if (event->seq < stream->next || event->seq >= stream->limit)
		return 0;
	if (stream->next && event->seq > stream->next)
		csec_event_print_lost(stream->out, stream->next,
				      event->seq - stream->next);
	stream->next = event->seq + 1;
	if (!is_wanted(stream, event))
		return 0;
	csec_event_print(stream->out, event);
	if (stream->live && csec_out_flush(stream->out))
		return -ECANCELED;
	return --stream->left ? 0 : -ECANCELED;
}

/* Once each: a later look at the ring begins with what an earlier one had. */
static int keep(struct kept *kept, const struct nlmsghdr *hdr, uint64_t seq)
{
	const size_t len = NLMSG_ALIGN(hdr->nlmsg_len);
	unsigned char *data;

	if (seq <= kept->last)
		return 0;
	if (kept->size - kept->end < len && kept->begin) {
		kept->end -= kept->begin;
		memmove(kept->data, kept->data + kept->begin, kept->end);
		kept->begin = 0;
	}
	if (kept->size - kept->end < len) {
		data = realloc(kept->data, 2 * kept->size + len);
		if (!data)
			return -ENOMEM;
		kept->data = data;
		kept->size = 2 * kept->size + len;
	}
	memcpy(kept->data + kept->end, hdr, hdr->nlmsg_len);
	kept->end += len;
	kept->last = seq;
	return 0;
}

static int show_kept(struct stream *stream)
{
	struct kept *kept = &stream->kept;
	struct csec_nl_event event;
	int err = 0;

	while (!err && kept->begin < kept->end) {
		const struct nlmsghdr *hdr =
			(const struct nlmsghdr *)(kept->data + kept->begin);

		err = csec_nl_event_decode(hdr, &event);
		if (err || event.seq >= stream->limit)
			return err;
		kept->begin += NLMSG_ALIGN(hdr->nlmsg_len);
		err = show(stream, &event);
	}
	return err;
}

static int take_from_ring(const struct nlmsghdr *hdr, void *arg)
{
	struct stream *stream = arg;
	struct csec_nl_event event;
	int err;

	err = csec_nl_event_decode(hdr, &event);
	if (err)
		return err;
	return event.seq < stream->limit ? show(stream, &event) :
					   keep(&stream->kept, hdr, event.seq);
}

static int read_ring(struct stream *stream)
{
	struct nl_msg *msg;
	int err;

	err = show_kept(stream);
	if (err)
		return err;
	msg = csec_nl_msg(CSEC_CMD_GET_EVENT);
	err = -ENOMEM;
	if (msg)
		err = stream->next ?
			      nla_put_u64(msg, CSEC_A_SEQ, stream->next) :
			      0;
	if (!err)
		err = csec_nl_dump(stream->session.nl, msg, take_from_ring,
				   stream);
	nlmsg_free(msg);
	return err;
}

static int take_live(const struct nlmsghdr *hdr, void *arg)
{
	struct stream *stream = arg;
	struct csec_nl_event event;
	int err;

	err = csec_nl_event_decode(hdr, &event);
	if (err)
		return err;
	if (event.seq > stream->next) {
		stream->limit = event.seq;
		err = read_ring(stream);
		stream->limit = UINT64_MAX;
		if (err)
			return err;
	}
	return show(stream, &event);
}

static int drain(struct stream *stream)
{
	int err = 0;

	for (int i = 0; !err && i < NR_AT_ONCE; i++) {
		err = csec_nl_receive(stream->live, take_live, stream);
		if (err == -ENOBUFS) {
			stream->was_full = true;
			err = 0;
		}
	}
	if (err != -EAGAIN)
		return err;
	err = stream->was_full ? read_ring(stream) : 0;
	stream->was_full = false;
	return err;
}

/* Until a signal, enough events, or a reader that has gone away. */
static int follow(struct stream *stream)
{
	struct pollfd fds[] = {
		{ .fd = csec_nl_fd(stream->live), .events = POLLIN },
		{ .fd = STDOUT_FILENO },
	};
	int err = 0, nr;

	/* The ring was empty: what comes is new. */
	if (!stream->next)
		stream->next = stream->session.status.events + 1;
	while (!err && !csec_cmd_is_interrupted()) {
		/* A signal just before this is seen when it has been quiet. */
		nr = poll(fds, sizeof(fds) / sizeof(fds[0]), QUIET_MS);
		if (nr < 0)
			err = errno == EINTR ? 0 : -errno;
		else if (fds[1].revents & (POLLERR | POLLNVAL))
			err = -ECANCELED;
		else if (fds[0].revents)
			err = drain(stream);
		else if (!nr)
			err = read_ring(stream);
	}
	return err;
}

static int subscribe(struct stream *stream)
{
	int err;

	csec_cmd_catch_signals(true);
	err = csec_nl_open(&stream->live);
	if (!err)
		err = csec_nl_subscribe(stream->live);
	/* Not a diagnostic but a signal for whoever started this. */
	if (!err && fputs("listening\n", stderr) >= 0)
		fflush(stderr);
	return err;
}

static int report(struct stream *stream, int err)
{
	if (!err || err == -ECANCELED)
		return CSEC_EXIT_OK;
	return csec_session_failed(stream->run, stream->session.nl, err,
				   "reading the events");
}

static int parse_reason(struct csec_run *run, int *reason)
{
	const char *word = run->values[CSEC_EVENTS_REASON];
	const char *near;

	if (!word)
		return CSEC_EXIT_OK;
	*reason = csec_words_find(&csec_reason_words, word);
	if (*reason >= 0)
		return CSEC_EXIT_OK;
	csec_cmd_usage(run, "unknown reason '%s'", word);
	near = csec_diag_suggest(word, csec_reason_words.words,
				 csec_reason_words.nr);
	if (near)
		csec_diag_hint(run->diag, "did you mean '%s'?", near);
	return CSEC_EXIT_USAGE;
}

static int parse_options(struct stream *stream)
{
	struct csec_run *run = stream->run;
	int status;

	if (run->format == CSEC_OUT_YAML)
		return csec_cmd_usage(run, "events have no YAML form");
	/* A stream has no end: one object per line. */
	if (run->format == CSEC_OUT_JSON)
		run->format = CSEC_OUT_JSONL;
	stream->policy = run->values[CSEC_EVENTS_POLICY];
	status = csec_cmd_number(run, CSEC_EVENTS_SINCE, &stream->next);
	if (!status)
		status = csec_cmd_number(run, CSEC_EVENTS_COUNT, &stream->left);
	return status ? status : parse_reason(run, &stream->reason);
}

int csec_cmd_events(struct csec_run *run)
{
	struct stream stream = {
		.run = run,
		.limit = UINT64_MAX,
		.reason = -1,
		.left = UINT64_MAX,
	};
	int status, err = 0;

	status = parse_options(&stream);
	if (status)
		return status;
	status = csec_session_open(run, &stream.session);
	if (!status) {
		stream.out = csec_cmd_out(run);
		status = stream.out ? CSEC_EXIT_OK : CSEC_EXIT_FAILED;
	}
	if (!status) {
		if (run->values[CSEC_EVENTS_FOLLOW])
			err = subscribe(&stream);
		if (!err)
			err = read_ring(&stream);
		if (!err && stream.live)
			err = follow(&stream);
		status = report(&stream, err);
	}
	free(stream.kept.data);
	csec_nl_close(stream.live);
	csec_session_close(&stream.session);
	return csec_cmd_close(run, stream.out, status);
}
