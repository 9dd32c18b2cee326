// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - the netlink socket of the tool
 *
 * libnl opens the socket, resolves the family and sends. Receiving is done
 * here, because libnl neither reads extended acknowledgements nor tells
 * ENOBUFS from ENOMEM, and the event stream depends on the difference.
 */
#include "nl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <netlink/attr.h>
#include <netlink/errno.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>

#include <linux/csec.h>

enum {
	RECEIVE_SIZE = 256 * 1024, /* above any message the kernel builds */
	SOCKET_BUFFER = 8 * 1024 * 1024,
	SEND_BUFFER = 256 * 1024,
	NR_DUMP_TRIES = 20,
	ERROR_TEXT_MAX = 256,
};

/**
 * struct csec_nl - one generic netlink socket
 * @sk: The socket of libnl.
 * @family: Number of the csec family.
 * @group: Number of the event group, 0: the family has none.
 * @text: Extended-ACK text of the last request, empty: none.
 * @offset: Offset of the attribute at fault in the last request.
 * @has_offset: @offset is valid.
 * @buf: Receive buffer of RECEIVE_SIZE bytes.
 */
struct csec_nl {
	struct nl_sock *sk;
	int family;
	int group;
	char text[ERROR_TEXT_MAX];
	uint32_t offset;
	bool has_offset;
	unsigned char *buf;
};

/* Whole messages of a dump, one after the other, NLMSG_ALIGNed. */
struct collected {
	unsigned char *data;
	size_t len;
	size_t size;
	bool interrupted;
};

/* What the receive loop does with the messages of one request. */
struct exchange {
	struct csec_nl *nl;
	uint32_t seq;
	struct collected *dump; /* NULL: call the handler at once */
	csec_nl_handler_t handler;
	void *arg;
	bool done;
};

static const struct {
	int nle;
	int err;
} errors[] = {
	{ NLE_INTR, EINTR },	       { NLE_BAD_SOCK, EBADF },
	{ NLE_AGAIN, EAGAIN },	       { NLE_NOMEM, ENOMEM },
	{ NLE_EXIST, EEXIST },	       { NLE_INVAL, EINVAL },
	{ NLE_RANGE, ERANGE },	       { NLE_MSGSIZE, EMSGSIZE },
	{ NLE_OPNOTSUPP, EOPNOTSUPP }, { NLE_AF_NOSUPPORT, EAFNOSUPPORT },
	{ NLE_OBJ_NOTFOUND, ENOENT },  { NLE_BUSY, EBUSY },
	{ NLE_PERM, EPERM },	       { NLE_NOACCESS, EACCES },
};

/* libnl's own numbers are not errnos; everything unknown becomes EIO. */
static int nl_to_errno(int nle)
{
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++)
		if (errors[i].nle == abs(nle))
			return -errors[i].err;
	return -EIO;
}

static int set_options(struct csec_nl *nl)
{
	static const int options[] = {
		NETLINK_EXT_ACK,
		NETLINK_CAP_ACK,
		NETLINK_GET_STRICT_CHK,
	};
	const int fd = nl_socket_get_fd(nl->sk);
	const int one = 1;
	const int size = SOCKET_BUFFER;

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++)
		if (setsockopt(fd, SOL_NETLINK, options[i], &one, sizeof(one)))
			return -errno;
	/* Best effort: above rmem_max needs CAP_NET_ADMIN. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size)))
		(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size,
				 sizeof(size));
	return 0;
}

static int resolve(struct csec_nl *nl)
{
	int err;

	err = genl_connect(nl->sk);
	if (err < 0)
		return nl_to_errno(err);
	err = nl_socket_set_buffer_size(nl->sk, 0, SEND_BUFFER);
	if (err < 0)
		return nl_to_errno(err);
	nl->family = genl_ctrl_resolve(nl->sk, CSEC_GENL_NAME);
	if (nl->family < 0)
		return nl_to_errno(nl->family);
	nl->group = genl_ctrl_resolve_grp(nl->sk, CSEC_GENL_NAME,
					  CSEC_MCGRP_EVENTS);
	if (nl->group < 0)
		nl->group = 0;
	return set_options(nl);
}

int csec_nl_open(struct csec_nl **out)
{
	struct csec_nl *nl = calloc(1, sizeof(*nl));
	int err = -ENOMEM;

	if (!nl)
		return -ENOMEM;
	nl->sk = nl_socket_alloc();
	nl->buf = malloc(RECEIVE_SIZE);
	if (nl->sk && nl->buf)
		err = resolve(nl);
	if (err) {
		csec_nl_close(nl);
		return err;
	}
	*out = nl;
	return 0;
}

void csec_nl_close(struct csec_nl *nl)
{
	if (!nl)
		return;
	nl_socket_free(nl->sk);
	free(nl->buf);
	free(nl);
}

struct nl_msg *csec_nl_msg(enum csec_cmd cmd)
{
	struct nl_msg *msg = nlmsg_alloc_size(CSEC_NL_MSG_SIZE);

	if (!msg)
		return NULL;
	if (!genlmsg_put(msg, 0, 0, 0, 0, 0, (uint8_t)cmd, CSEC_GENL_VERSION)) {
		nlmsg_free(msg);
		return NULL;
	}
	return msg;
}

/* Reads the TLVs behind an acknowledgement or the end of a dump. */
static void read_ext_ack(struct csec_nl *nl, const struct nlmsghdr *hdr,
			 size_t fixed)
{
	const size_t start = NLMSG_HDRLEN + NLMSG_ALIGN(fixed);
	struct nlattr *attr;
	int left;

	if (!(hdr->nlmsg_flags & NLM_F_ACK_TLVS) || hdr->nlmsg_len <= start)
		return;
	attr = (struct nlattr *)((char *)hdr + start);
	left = (int)(hdr->nlmsg_len - start);
	for (; nla_ok(attr, left); attr = nla_next(attr, &left)) {
		if (nla_type(attr) == NLMSGERR_ATTR_MSG) {
			nla_strlcpy(nl->text, attr, sizeof(nl->text));
		} else if (nla_type(attr) == NLMSGERR_ATTR_OFFS &&
			   nla_len(attr) == sizeof(uint32_t)) {
			nl->offset = nla_get_u32(attr);
			nl->has_offset = true;
		}
	}
}

static int read_ack(struct csec_nl *nl, const struct nlmsghdr *hdr)
{
	const struct nlmsgerr *ack = NLMSG_DATA(hdr);
	size_t fixed = sizeof(*ack);

	if (hdr->nlmsg_len < NLMSG_LENGTH(sizeof(*ack)))
		return -EBADMSG;
	if (!(hdr->nlmsg_flags & NLM_F_CAPPED)) {
		if (ack->msg.nlmsg_len < NLMSG_HDRLEN)
			return -EBADMSG;
		fixed += ack->msg.nlmsg_len - NLMSG_HDRLEN;
	}
	read_ext_ack(nl, hdr, fixed);
	return ack->error > 0 ? -EBADMSG : ack->error;
}

static int read_done(struct csec_nl *nl, const struct nlmsghdr *hdr)
{
	int err = 0;

	if (hdr->nlmsg_len >= NLMSG_LENGTH(sizeof(err)))
		memcpy(&err, NLMSG_DATA(hdr), sizeof(err));
	read_ext_ack(nl, hdr, sizeof(err));
	return err > 0 ? 0 : err;
}

static int collect(struct collected *dump, const struct nlmsghdr *hdr)
{
	const size_t len = NLMSG_ALIGN(hdr->nlmsg_len);
	unsigned char *bigger;
	size_t size = dump->size ? dump->size : RECEIVE_SIZE;

	while (size - dump->len < len)
		size *= 2;
	if (size != dump->size) {
		bigger = realloc(dump->data, size);
		if (!bigger)
			return -ENOMEM;
		dump->data = bigger;
		dump->size = size;
	}
	memset(dump->data + dump->len, 0, len);
	memcpy(dump->data + dump->len, hdr, hdr->nlmsg_len);
	dump->len += len;
	return 0;
}

static int take_message(struct exchange *x, const struct nlmsghdr *hdr)
{
	/* Left over from an earlier request, or a multicast. */
	if (hdr->nlmsg_seq != x->seq)
		return 0;
	if (x->dump && (hdr->nlmsg_flags & NLM_F_DUMP_INTR))
		x->dump->interrupted = true;
	switch (hdr->nlmsg_type) {
	case NLMSG_ERROR:
		x->done = true;
		return read_ack(x->nl, hdr);
	case NLMSG_DONE:
		x->done = true;
		return read_done(x->nl, hdr);
	case NLMSG_NOOP:
		return 0;
	case NLMSG_OVERRUN:
		return -ENOBUFS;
	}
	if (hdr->nlmsg_type != x->nl->family ||
	    hdr->nlmsg_len < NLMSG_LENGTH(GENL_HDRLEN))
		return -EBADMSG;
	if (x->dump)
		return collect(x->dump, hdr);
	return x->handler ? x->handler(hdr, x->arg) : 0;
}

/* Returns the length of one datagram that the kernel itself sent. */
static ssize_t receive(struct csec_nl *nl, int flags)
{
	struct sockaddr_nl from = { 0 };
	struct iovec iov = { .iov_base = nl->buf, .iov_len = RECEIVE_SIZE };
	struct msghdr msg = {
		.msg_name = &from,
		.msg_namelen = sizeof(from),
		.msg_iov = &iov,
		.msg_iovlen = 1,
	};
	ssize_t len;

	do {
		len = recvmsg(nl_socket_get_fd(nl->sk), &msg, flags);
	} while ((len < 0 && errno == EINTR) || (len >= 0 && from.nl_pid));
	if (len < 0)
		return -errno;
	return msg.msg_flags & MSG_TRUNC ? -EMSGSIZE : len;
}

static int receive_replies(struct exchange *x)
{
	struct nlmsghdr *hdr;
	int first = 0;
	ssize_t got;
	int left, err;

	while (!x->done) {
		got = receive(x->nl, 0);
		if (got < 0)
			return (int)got;
		left = (int)got;
		for (hdr = (struct nlmsghdr *)x->nl->buf;
		     nlmsg_ok(hdr, left) && !x->done;
		     hdr = nlmsg_next(hdr, &left)) {
			err = take_message(x, hdr);
			/* Reads on to the end, else the next request meets
			 * the rest of this one.
			 */
			if (err && !first)
				first = err;
		}
	}
	return first;
}

static int exchange(struct csec_nl *nl, struct nl_msg *msg, int flags,
		    struct exchange *x)
{
	struct nlmsghdr *hdr = nlmsg_hdr(msg);
	int err;

	nl->text[0] = '\0';
	nl->has_offset = false;
	hdr->nlmsg_type = (uint16_t)nl->family;
	hdr->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
	hdr->nlmsg_seq = nl_socket_use_seq(nl->sk);
	hdr->nlmsg_pid = nl_socket_get_local_port(nl->sk);
	x->nl = nl;
	x->seq = hdr->nlmsg_seq;
	err = nl_sendto(nl->sk, hdr, hdr->nlmsg_len);
	if (err < 0)
		return nl_to_errno(err);
	return receive_replies(x);
}

int csec_nl_do(struct csec_nl *nl, struct nl_msg *msg,
	       csec_nl_handler_t handler, void *arg)
{
	struct exchange x = { .handler = handler, .arg = arg };

	return exchange(nl, msg, NLM_F_ACK, &x);
}

static int deliver(const struct collected *dump, csec_nl_handler_t handler,
		   void *arg)
{
	size_t pos = 0;
	int err = 0;

	while (pos < dump->len && !err) {
		const struct nlmsghdr *hdr =
			(const struct nlmsghdr *)(dump->data + pos);

		err = handler(hdr, arg);
		pos += NLMSG_ALIGN(hdr->nlmsg_len);
	}
	return err;
}

int csec_nl_dump(struct csec_nl *nl, struct nl_msg *msg,
		 csec_nl_handler_t handler, void *arg)
{
	struct collected dump = { 0 };
	int err = -EAGAIN;

	for (int i = 0; i < NR_DUMP_TRIES; i++) {
		struct exchange x = { .dump = &dump };

		dump.len = 0;
		dump.interrupted = false;
		err = exchange(nl, msg, NLM_F_DUMP, &x);
		if (err == -EINTR)
			dump.interrupted = true;
		else if (err)
			break;
		if (!dump.interrupted) {
			err = deliver(&dump, handler, arg);
			break;
		}
		err = -EAGAIN;
	}
	free(dump.data);
	return err;
}

int csec_nl_subscribe(struct csec_nl *nl)
{
	if (!nl->group)
		return -ENOENT;
	if (setsockopt(nl_socket_get_fd(nl->sk), SOL_NETLINK,
		       NETLINK_ADD_MEMBERSHIP, &nl->group, sizeof(nl->group)))
		return -errno;
	return 0;
}

int csec_nl_receive(struct csec_nl *nl, csec_nl_handler_t handler, void *arg)
{
	struct nlmsghdr *hdr;
	ssize_t got;
	int left, err;

	got = receive(nl, MSG_DONTWAIT);
	if (got < 0)
		return (int)got;
	left = (int)got;
	for (hdr = (struct nlmsghdr *)nl->buf; nlmsg_ok(hdr, left);
	     hdr = nlmsg_next(hdr, &left)) {
		if (hdr->nlmsg_type != nl->family ||
		    hdr->nlmsg_len < NLMSG_LENGTH(GENL_HDRLEN))
			continue;
		err = handler(hdr, arg);
		if (err)
			return err;
	}
	return 0;
}

int csec_nl_fd(const struct csec_nl *nl)
{
	return nl_socket_get_fd(nl->sk);
}

const char *csec_nl_error_text(const struct csec_nl *nl)
{
	return nl->text[0] ? nl->text : NULL;
}

bool csec_nl_error_offset(const struct csec_nl *nl, uint32_t *offset)
{
	if (nl->has_offset)
		*offset = nl->offset;
	return nl->has_offset;
}
