/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - raw generic netlink for tests: builds messages that no library would,
 * sends them and reads errno and extended-ACK text
 *
 * Each program prints "PASS name" or "FAIL name: why" lines and, last, "END".
 */
#ifndef NL_LIB_H
#define NL_LIB_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include <errno.h>
#include <linux/csec.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define NL_UNUSED __attribute__((unused))

enum {
	MSG_SIZE = 1 << 18,
	REPLY_SIZE = 1 << 17,
	TEXT_SIZE = 256,
};

/* One request. */
struct msg {
	uint32_t len;
	uint32_t flags;
	uint8_t cmd;
	uint8_t reserved;
	uint8_t data[MSG_SIZE];
};

/* One socket, and what the kernel said last. */
struct nl {
	int fd;
	uint32_t seq;
	bool no_address; /* send(2) on a connected socket instead of sendto(2) */
	/* Another road than sendto(2); positive errno. */
	int (*send)(struct nl *nl, const void *bytes, size_t len);
	char text[TEXT_SIZE];
	/* Of the last answer: messages, a hash of their attributes, status. */
	unsigned int nr_replies;
	uint64_t hash;
	uint64_t nr_rules;
	uint64_t generation;
	uint64_t nr_policies;
	uint64_t nr_tasks;
	uint64_t events, lost;
	uint64_t nr_refused;
};

static int nl_family, nl_group;

/* Results */

static NL_UNUSED void result(bool good, const char *name, const char *format,
			     ...) __attribute__((format(printf, 3, 4)));

static NL_UNUSED void result(bool good, const char *name, const char *format,
			     ...)
{
	va_list args;

	if (good) {
		printf("PASS %s\n", name);
	} else {
		printf("FAIL %s: ", name);
		va_start(args, format);
		vprintf(format, args);
		va_end(args);
		putchar('\n');
	}
	fflush(stdout);
}

static NL_UNUSED const char *err_name(int err)
{
	const char *name = err ? strerrorname_np(err) : "success";

	return name ? name : "?";
}

static NL_UNUSED void die(const char *what)
{
	printf("FAIL %s: %s\n", what, err_name(errno));
	fflush(stdout);
	exit(1);
}

/* Messages */

static NL_UNUSED struct msg *msg_start(int cmd)
{
	static struct msg msgs[4];
	static unsigned int next;
	struct msg *m = &msgs[next++ % 4];

	m->len = 0;
	m->cmd = (uint8_t)cmd;
	m->reserved = 0;
	m->flags = NLM_F_REQUEST | NLM_F_ACK;
	if (cmd >= CSEC_CMD_GET_HOOK && cmd <= CSEC_CMD_GET_EVENT)
		m->flags = NLM_F_REQUEST | NLM_F_DUMP;
	return m;
}

static NL_UNUSED void put(struct msg *m, int type, const void *data, size_t len)
{
	const struct nlattr head = {
		.nla_len = (uint16_t)(NLA_HDRLEN + len),
		.nla_type = (uint16_t)type,
	};

	if (m->len + NLA_HDRLEN + len + 4 > sizeof(m->data)) {
		errno = EMSGSIZE;
		die("message too long for the test");
	}
	memcpy(m->data + m->len, &head, sizeof(head));
	if (len)
		memcpy(m->data + m->len + NLA_HDRLEN, data, len);
	memset(m->data + m->len + NLA_HDRLEN + len, 0, 3);
	m->len += NLA_ALIGN(NLA_HDRLEN + len);
}

static NL_UNUSED void put_u8(struct msg *m, int type, uint8_t value)
{
	put(m, type, &value, sizeof(value));
}

static NL_UNUSED void put_u32(struct msg *m, int type, uint32_t value)
{
	put(m, type, &value, sizeof(value));
}

static NL_UNUSED void put_u64(struct msg *m, int type, uint64_t value)
{
	put(m, type, &value, sizeof(value));
}

static NL_UNUSED void put_str(struct msg *m, int type, const char *text)
{
	put(m, type, text, strlen(text) + 1);
}

static NL_UNUSED void put_flag(struct msg *m, int type)
{
	put(m, type, NULL, 0);
}

static NL_UNUSED uint32_t nest_begin(struct msg *m, int type)
{
	const uint32_t at = m->len;

	put(m, type | NLA_F_NESTED, NULL, 0);
	return at;
}

static NL_UNUSED void nest_end(struct msg *m, uint32_t at)
{
	const uint16_t len = (uint16_t)(m->len - at);

	memcpy(m->data + at, &len, sizeof(len));
}

/* Sockets */

static NL_UNUSED int nl_open_raw(void)
{
	const int fd =
		socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	const int one = 1, size = 1 << 20;

	if (fd < 0)
		return fd;
	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &one, sizeof(one));
	setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &one, sizeof(one));
	if (setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size)))
		setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	return fd;
}

static NL_UNUSED void nl_init(struct nl *nl)
{
	memset(nl, 0, sizeof(*nl));
	nl->fd = nl_open_raw();
	if (nl->fd < 0)
		die("socket");
}

static NL_UNUSED void nl_close(struct nl *nl)
{
	close(nl->fd);
	nl->fd = -1;
}

static NL_UNUSED int send_bytes(struct nl *nl, const void *bytes, size_t len)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };

	if (nl->send)
		return nl->send(nl, bytes, len);
	if (nl->no_address) {
		if (connect(nl->fd, (struct sockaddr *)&kernel, sizeof(kernel)))
			return errno;
		return send(nl->fd, bytes, len, 0) < 0 ? errno : 0;
	}
	return sendto(nl->fd, bytes, len, 0, (struct sockaddr *)&kernel,
		      sizeof(kernel)) < 0 ?
		       errno :
		       0;
}

static NL_UNUSED void hash_bytes(uint64_t *hash, const void *data, size_t len)
{
	const uint8_t *p = data;

	while (len--)
		*hash = (*hash ^ *p++) * UINT64_C(0x100000001b3);
}

static NL_UNUSED void read_text(struct nl *nl, const struct nlmsghdr *hdr,
				size_t at)
{
	const uint8_t *p = (const uint8_t *)hdr;
	struct nlattr attr;

	if (!(hdr->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	while (at + NLA_HDRLEN <= hdr->nlmsg_len) {
		memcpy(&attr, p + at, sizeof(attr));
		if (attr.nla_len < NLA_HDRLEN)
			return;
		if (attr.nla_type == NLMSGERR_ATTR_MSG)
			snprintf(nl->text, sizeof(nl->text), "%s",
				 (const char *)p + at + NLA_HDRLEN);
		at += NLA_ALIGN(attr.nla_len);
	}
}

static uint64_t get_number(const uint8_t *p, size_t len)
{
	uint64_t u64 = 0;

	memcpy(&u64, p, len < sizeof(u64) ? len : sizeof(u64));
	return u64;
}

static NL_UNUSED void read_status(struct nl *nl, const uint8_t *p, size_t len)
{
	struct nlattr attr;

	while (len >= NLA_HDRLEN) {
		memcpy(&attr, p, sizeof(attr));
		if (attr.nla_len < NLA_HDRLEN || attr.nla_len > len)
			return;
		const uint64_t value =
			get_number(p + NLA_HDRLEN, attr.nla_len - NLA_HDRLEN);
		switch (attr.nla_type) {
		case CSEC_STATUS_A_GENERATION:
			nl->generation = value;
			break;
		case CSEC_STATUS_A_NR_POLICIES:
			nl->nr_policies = value;
			break;
		case CSEC_STATUS_A_NR_TASKS:
			nl->nr_tasks = value;
			break;
		case CSEC_STATUS_A_EVENTS:
			nl->events = value;
			break;
		case CSEC_STATUS_A_EVENTS_LOST:
			nl->lost = value;
			break;
		case CSEC_STATUS_A_REQUESTS_REFUSED:
			nl->nr_refused = value;
			break;
		}
		const size_t step = NLA_ALIGN((size_t)attr.nla_len);

		len -= step < len ? step : len;
		p += step;
	}
}

/* Attributes are hashed one by one: how rules are split into messages varies. */
static NL_UNUSED void read_reply(struct nl *nl, const struct nlmsghdr *hdr)
{
	const uint8_t *p = (const uint8_t *)hdr + NLMSG_HDRLEN + GENL_HDRLEN;
	size_t len = hdr->nlmsg_len - NLMSG_HDRLEN - GENL_HDRLEN;
	struct nlattr attr;

	nl->nr_replies++;
	while (len >= NLA_HDRLEN) {
		memcpy(&attr, p, sizeof(attr));
		if (attr.nla_len < NLA_HDRLEN || attr.nla_len > len)
			return;
		switch (attr.nla_type & NLA_TYPE_MASK) {
		case CSEC_A_STATUS:
			read_status(nl, p + NLA_HDRLEN,
				    attr.nla_len - NLA_HDRLEN);
			break;
		case CSEC_A_RULE:
			nl->nr_rules++;
			/* fall through */
		case CSEC_A_MANIFEST:
		case CSEC_A_POLICY:
			hash_bytes(&nl->hash, p + NLA_HDRLEN,
				   attr.nla_len - NLA_HDRLEN);
			break;
		}
		const size_t step = NLA_ALIGN((size_t)attr.nla_len);

		len -= step < len ? step : len;
		p += step;
	}
}

/* Reads until the acknowledgment or the end of the dump; positive errno. */
static NL_UNUSED int read_answer(struct nl *nl)
{
	static uint8_t buf[REPLY_SIZE] __attribute__((aligned(4)));
	ssize_t got;
	int err;

	nl->text[0] = '\0';
	nl->nr_replies = 0;
	nl->nr_rules = 0;
	nl->hash = UINT64_C(0xcbf29ce484222325);
	for (;;) {
		size_t at = 0;

		got = recv(nl->fd, buf, sizeof(buf), 0);
		if (got < 0)
			return errno;
		while (at + NLMSG_HDRLEN <= (size_t)got) {
			const struct nlmsghdr *hdr = (const void *)(buf + at);

			at += NLMSG_ALIGN(hdr->nlmsg_len);
			if (hdr->nlmsg_seq != nl->seq)
				continue;
			if (hdr->nlmsg_type == NLMSG_ERROR) {
				memcpy(&err, NLMSG_DATA(hdr), sizeof(err));
				read_text(nl, hdr,
					  NLMSG_HDRLEN +
						  sizeof(struct nlmsgerr));
				return -err;
			}
			if (hdr->nlmsg_type == NLMSG_DONE) {
				memcpy(&err, NLMSG_DATA(hdr), sizeof(err));
				read_text(nl, hdr, NLMSG_HDRLEN + sizeof(err));
				return err < 0 ? -err : 0;
			}
			if (hdr->nlmsg_len >= NLMSG_HDRLEN + GENL_HDRLEN)
				read_reply(nl, hdr);
		}
	}
}

/* Sends to a family and waits for the answer; positive errno. */
static NL_UNUSED int ask_family(struct nl *nl, int family, const struct msg *m)
{
	static uint8_t buf[MSG_SIZE + 64] __attribute__((aligned(4)));
	struct nlmsghdr *hdr = (struct nlmsghdr *)buf;
	const struct genlmsghdr genl = {
		.cmd = m->cmd,
		.version = CSEC_GENL_VERSION,
		.reserved = m->reserved,
	};
	int err;

	memset(hdr, 0, sizeof(*hdr));
	hdr->nlmsg_len = NLMSG_HDRLEN + GENL_HDRLEN + m->len;
	hdr->nlmsg_type = (uint16_t)family;
	hdr->nlmsg_flags = (uint16_t)m->flags;
	hdr->nlmsg_seq = ++nl->seq;
	memcpy(buf + NLMSG_HDRLEN, &genl, sizeof(genl));
	memcpy(buf + NLMSG_HDRLEN + GENL_HDRLEN, m->data, m->len);
	err = send_bytes(nl, buf, hdr->nlmsg_len);
	return err ? err : read_answer(nl);
}

static NL_UNUSED int ask(struct nl *nl, const struct msg *m)
{
	return ask_family(nl, nl_family, m);
}

/* The first group of the answer of CTRL_CMD_GETFAMILY has the number wanted. */
static NL_UNUSED bool nl_resolve(void)
{
	uint8_t buf[8192] __attribute__((aligned(4)));
	struct nlmsghdr *hdr = (struct nlmsghdr *)buf;
	struct nl nl;
	struct msg *m = msg_start(CTRL_CMD_GETFAMILY);
	const struct genlmsghdr genl = { .cmd = CTRL_CMD_GETFAMILY,
					 .version = 1 };
	size_t at = NLMSG_HDRLEN + GENL_HDRLEN;
	struct nlattr attr;
	ssize_t got;

	nl_init(&nl);
	m->len = 0;
	put_str(m, CTRL_ATTR_FAMILY_NAME, CSEC_GENL_NAME);
	memset(hdr, 0, sizeof(*hdr));
	hdr->nlmsg_len = NLMSG_HDRLEN + GENL_HDRLEN + m->len;
	hdr->nlmsg_type = GENL_ID_CTRL;
	hdr->nlmsg_flags = NLM_F_REQUEST;
	memcpy(buf + NLMSG_HDRLEN, &genl, sizeof(genl));
	memcpy(buf + at, m->data, m->len);
	if (send_bytes(&nl, buf, hdr->nlmsg_len))
		return false;
	got = recv(nl.fd, buf, sizeof(buf), 0);
	nl_close(&nl);
	if (got < (ssize_t)at || hdr->nlmsg_type == NLMSG_ERROR)
		return false;
	while (at + NLA_HDRLEN <= (size_t)got) {
		memcpy(&attr, buf + at, sizeof(attr));
		if (attr.nla_len < NLA_HDRLEN)
			break;
		if (attr.nla_type == CTRL_ATTR_FAMILY_ID)
			nl_family = (int)get_number(buf + at + NLA_HDRLEN, 2);
		if ((attr.nla_type & NLA_TYPE_MASK) == CTRL_ATTR_MCAST_GROUPS) {
			/* groups { 1 { id or name, in any order } } */
			size_t in = at + 2 * NLA_HDRLEN;

			while (in + NLA_HDRLEN <= at + attr.nla_len) {
				struct nlattr one;

				memcpy(&one, buf + in, sizeof(one));
				if (one.nla_type == CTRL_ATTR_MCAST_GRP_ID)
					nl_group = (int)get_number(
						buf + in + NLA_HDRLEN, 4);
				if (one.nla_len < NLA_HDRLEN)
					break;
				in += NLA_ALIGN(one.nla_len);
			}
		}
		at += NLA_ALIGN(attr.nla_len);
	}
	return nl_family && nl_group;
}

/* Policies, valid unless the caller spoils them */

static NL_UNUSED void put_match(struct msg *m, uint32_t type, const char *value)
{
	const uint32_t at = nest_begin(m, CSEC_POLICY_A_MATCH);

	put_u32(m, CSEC_MATCH_A_TYPE, type);
	put_str(m, CSEC_MATCH_A_VALUE, value);
	nest_end(m, at);
}

static NL_UNUSED void put_rule(struct msg *m, uint32_t section,
			       const char *path)
{
	const uint32_t at = nest_begin(m, CSEC_A_RULE);

	put_u32(m, CSEC_RULE_A_SECTION, section);
	put_str(m, CSEC_RULE_A_PATH, path);
	nest_end(m, at);
}

static NL_UNUSED struct msg *begin_msg(uint64_t cookie)
{
	struct msg *m = msg_start(CSEC_CMD_BEGIN);

	put_u64(m, CSEC_A_COOKIE, cookie);
	return m;
}

static NL_UNUSED struct msg *cookie_msg(int cmd, uint64_t cookie)
{
	struct msg *m = msg_start(cmd);

	put_u64(m, CSEC_A_COOKIE, cookie);
	return m;
}

static NL_UNUSED struct msg *commit_msg(uint64_t cookie, uint32_t nr_rules)
{
	struct msg *m = cookie_msg(CSEC_CMD_COMMIT, cookie);

	put_u32(m, CSEC_A_NR_RULES, nr_rules);
	return m;
}

/* Opens the nest of a policy with name, mode and a selector of its own. */
static NL_UNUSED struct msg *policy_msg(uint64_t cookie, const char *name,
					uint32_t *nest)
{
	struct msg *m = cookie_msg(CSEC_CMD_ADD, cookie);
	char path[CSEC_NAME_MAX + 16];

	snprintf(path, sizeof(path), "/no/%s", name);
	*nest = nest_begin(m, CSEC_A_POLICY);
	put_str(m, CSEC_POLICY_A_NAME, name);
	put_u32(m, CSEC_POLICY_A_MODE, CSEC_MODE_AUDIT);
	put_match(m, CSEC_MATCH_CGROUP, path);
	return m;
}

/* A whole valid policy message. */
static NL_UNUSED struct msg *plain_policy_msg(uint64_t cookie, const char *name)
{
	uint32_t nest;
	struct msg *m = policy_msg(cookie, name, &nest);

	put_u32(m, CSEC_POLICY_A_EXEC_DEFAULT, CSEC_ACTION_ALLOW);
	nest_end(m, nest);
	return m;
}

static NL_UNUSED struct msg *rules_msg(uint64_t cookie, const char *name)
{
	struct msg *m = cookie_msg(CSEC_CMD_ADD, cookie);

	put_str(m, CSEC_A_NAME, name);
	return m;
}

/* What is live, as a number that changes with any change. */
struct live {
	uint64_t generation;
	uint64_t hash;
	uint64_t nr_rules;
	int err;
};

static NL_UNUSED struct live look(struct nl *nl)
{
	struct live live = { 0 };

	live.err = ask(nl, msg_start(CSEC_CMD_GET_STATUS));
	live.generation = nl->generation;
	if (!live.err)
		live.err = ask(nl, msg_start(CSEC_CMD_GET_POLICY));
	live.hash = nl->hash;
	live.nr_rules = nl->nr_rules;
	return live;
}

static NL_UNUSED bool same(struct live a, struct live b)
{
	return !a.err && !b.err && a.generation == b.generation &&
	       a.hash == b.hash && a.nr_rules == b.nr_rules;
}

#endif /* NL_LIB_H */
