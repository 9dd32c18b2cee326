// SPDX-License-Identifier: GPL-2.0-only
/*
 * nl_mutate - nl_mutate SEED N [kcov]: sends N messages or a few more, in sequences
 * that were made as docs/csec.yaml describes them and then changed. None may change
 * a policy, and each refusal by csec must have a text.
 *
 * With kcov the kernel tells what code it ran: sequences that reached more of the
 * module than all before are kept, and the next ones are made from them.
 *
 * What could change something by chance is left out: COMMIT that is not dry, and
 * DISARM without attributes.
 */
#include "nl_shaped.h"
#include <fcntl.h>
#include <linux/kcov.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

enum {
	NR_MESSAGES_MAX = 8, /* of a sequence */
	NR_KEPT_MAX = 4096,
	NR_TRACED = 1 << 20,
	NR_PLACES = 1 << 22,
};

struct stored {
	uint8_t cmd;
	uint32_t len;
	uint8_t data[];
};

struct kept {
	unsigned int nr;
	struct stored *msgs[NR_MESSAGES_MAX];
};

/* The sequence that is being made. */
static struct msg msgs[NR_MESSAGES_MAX];
static unsigned int nr_msgs;

static struct kept kept[NR_KEPT_MAX];
static unsigned int nr_kept;

/* The first word is the number of those that follow; NULL: no KCOV. */
static unsigned long *trace;
static uint8_t places[NR_PLACES / 8];
static unsigned int nr_places;

static struct {
	unsigned int sent, accepted, mute, odd;
	unsigned int errors[200];
	char worst[TEXT_SIZE + 100];
} seen;

static void trace_start(void)
{
	const int fd = open("/sys/kernel/debug/kcov", O_RDWR | O_CLOEXEC);
	void *map;

	if (fd < 0 || ioctl(fd, KCOV_INIT_TRACE, NR_TRACED))
		die("KCOV_INIT_TRACE");
	map = mmap(NULL, NR_TRACED * sizeof(long), PROT_READ | PROT_WRITE,
		   MAP_SHARED, fd, 0);
	if (map == MAP_FAILED || ioctl(fd, KCOV_ENABLE, KCOV_TRACE_PC))
		die("KCOV_ENABLE");
	trace = map;
}

/* Places that nothing has reached before. */
static unsigned int new_places(void)
{
	const unsigned long nr = trace ? trace[0] : 0;
	unsigned int new = 0;

	for (unsigned long i = 1; i <= nr; i++) {
		const unsigned long at = trace[i] % NR_PLACES;
		const uint8_t bit = (uint8_t)(1 << at % 8);

		new += !(places[at / 8] & bit);
		places[at / 8] |= bit;
	}
	nr_places += new;
	return new;
}

static void keep(void)
{
	struct kept *to = &kept[nr_kept];

	if (nr_kept == NR_KEPT_MAX)
		return;
	to->nr = nr_msgs;
	for (unsigned int i = 0; i < nr_msgs; i++) {
		struct stored *stored = malloc(sizeof(*stored) + msgs[i].len);

		if (!stored)
			die("malloc");
		stored->cmd = msgs[i].cmd;
		stored->len = msgs[i].len;
		memcpy(stored->data, msgs[i].data, stored->len);
		to->msgs[i] = stored;
	}
	nr_kept++;
}

static void make_msg(unsigned int at, const struct msg *from)
{
	memcpy(&msgs[at], from, offsetof(struct msg, data) + from->len);
}

static void take_kept(const struct kept *from)
{
	nr_msgs = from->nr;
	for (unsigned int i = 0; i < nr_msgs; i++) {
		struct msg *m = msg_start(from->msgs[i]->cmd);

		m->len = from->msgs[i]->len;
		memcpy(m->data, from->msgs[i]->data, m->len);
		make_msg(i, m);
	}
}

static struct msg *any_msg(void)
{
	if (!rnd(4))
		return plain_policy_msg(3, "mutant");
	return shaped_msg(&shape_requests[rnd(NR_SHAPE_REQUESTS)]);
}

/* Mostly a transaction. */
static void make_sequence(void)
{
	nr_msgs = 1 + rnd(NR_MESSAGES_MAX - 1);
	make_msg(0, rnd(8) ? begin_msg(3) : any_msg());
	for (unsigned int i = 1; i < nr_msgs; i++)
		make_msg(i, rnd(2) ? any_msg() :
				     shaped_msg(request_of(CSEC_CMD_ADD)));
}

static void change_sequence(void)
{
	for (unsigned int nr = 1 + rnd(3); nr; nr--) {
		const unsigned int at = rnd(nr_msgs);

		switch (rnd(6)) {
		case 0:
			make_msg(at, any_msg());
			break;
		case 1:
			if (nr_msgs < NR_MESSAGES_MAX)
				make_msg(nr_msgs++, any_msg());
			break;
		case 2:
			if (nr_msgs > 1)
				make_msg(at, &msgs[--nr_msgs]);
			break;
		default:
			if (msgs[at].len < CSEC_PATH_MAX * 4)
				spoil(&msgs[at]);
		}
	}
}

/* A message that has the flag is dry, or it is refused. */
static bool is_dry(const struct msg *m)
{
	struct nlattr attr;
	uint32_t at = 0;

	while (m->len - at >= NLA_HDRLEN) {
		memcpy(&attr, m->data + at, sizeof(attr));
		if (attr.nla_len < NLA_HDRLEN || attr.nla_len > m->len - at)
			break;
		if ((attr.nla_type & NLA_TYPE_MASK) == CSEC_A_DRY_RUN)
			return true;
		at += NLA_ALIGN(attr.nla_len);
		if (at > m->len)
			break;
	}
	return false;
}

static void judge(const struct nl *nl, const struct msg *m, int err)
{
	seen.sent++;
	if (!err) {
		seen.accepted++;
		return;
	}
	if (err > 0 && err < 200)
		seen.errors[err]++;
	if (!nl->text[0]) {
		seen.mute++;
		snprintf(seen.worst, sizeof(seen.worst),
			 "message %u, operation %u: %s", seen.sent, m->cmd,
			 err_name(err));
	}
	if (err != EINVAL && err != E2BIG && err != ENOENT && err != ESTALE &&
	    err != EEXIST && err != EBUSY)
		seen.odd++;
}

/* On a socket of its own: what it began ends with that. */
static void send_sequence(void)
{
	unsigned int new = 0;
	struct nl nl;

	nl_init(&nl);
	for (unsigned int i = 0; i < nr_msgs; i++) {
		struct msg *m = &msgs[i];
		int err;

		if (m->cmd == CSEC_CMD_DISARM && !m->len)
			put_u32(m, CSEC_A_NR_RULES, rnd(5));
		if (m->cmd == CSEC_CMD_COMMIT && !is_dry(m))
			continue;
		if (trace)
			trace[0] = 0;
		err = ask(&nl, m);
		new += new_places();
		judge(&nl, m, err);
	}
	nl_close(&nl);
	if (new)
		keep();
}

int main(int argc, char **argv)
{
	struct live first, last;
	unsigned int nr;
	struct nl watch;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc < 3 || !nl_resolve())
		return 1;
	random_state = strtoull(argv[1], NULL, 0);
	nr = (unsigned int)atoi(argv[2]);
	nl_init(&watch);
	first = look(&watch);
	if (argc > 3)
		trace_start();
	while (seen.sent < nr) {
		if (nr_kept && rnd(4))
			take_kept(&kept[rnd(nr_kept)]);
		else
			make_sequence();
		if (rnd(8))
			change_sequence();
		send_sequence();
	}
	last = look(&watch);
	result(same(first, last), "mutated messages change no policy",
	       "generation %llu, then %llu",
	       (unsigned long long)first.generation,
	       (unsigned long long)last.generation);
	result(!seen.mute, "each refusal of a mutated message has a text",
	       "%u have none, last: %s", seen.mute, seen.worst);
	result(!seen.odd, "mutated messages get documented errnos only",
	       "%u others", seen.odd);
	result(seen.accepted > nr / 50 && seen.accepted < nr / 2 &&
		       seen.errors[EINVAL] > nr / 4,
	       "some mutated messages are accepted, and many refused",
	       "%u of %u accepted", seen.accepted, nr);
	result(!trace || nr_kept > 50, "coverage leads to more messages",
	       "%u sequences kept, %u places", nr_kept, nr_places);
	fprintf(stderr, "%u messages, %u accepted", seen.sent, seen.accepted);
	for (int i = 0; i < 200; i++)
		if (seen.errors[i])
			fprintf(stderr, ", %s %u", err_name(i), seen.errors[i]);
	if (trace)
		fprintf(stderr, "; %u places reached, %u sequences kept",
			nr_places, nr_kept);
	fputs("\n", stderr);
	puts("END");
	return 0;
}
