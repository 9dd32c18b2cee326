// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - a module that is not there, for tests of the commands
 */
#include "fake_kernel.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>

#include "cmd.h"
#include "diag.h"
#include "module.h"
#include "nl.h"
#include "nl_policy.h"
#include "parse.h"
#include "policy.h"

enum {
	NR_ANSWERS = 32,
	NR_REQUESTS = 128,
	NR_DATAGRAMS = 64,
	NR_WORDS = 16,
};

struct datagram {
	unsigned char *data;
	size_t len;
	uint32_t from_pid;
	int err;
};

struct datagrams {
	struct datagram all[NR_DATAGRAMS];
	size_t nr;
	size_t next;
};

static struct {
	struct fake_answer all[NR_ANSWERS];
	size_t nr;
	size_t next;
} answers[__CSEC_CMD_MAX];

struct fake fake;
static struct nlmsghdr *requests[NR_REQUESTS];
static size_t nr_requests;
static struct datagrams replies, notifications;
static int event_fd = -1;

static enum csec_cmd cmd_of(const struct nlmsghdr *hdr)
{
	return ((const struct genlmsghdr *)NLMSG_DATA(hdr))->cmd;
}

void fake_reset(void)
{
	fake = (struct fake){ .is_loaded = true };
	if (event_fd < 0)
		event_fd = eventfd(0, EFD_NONBLOCK);
	fake_status(CSEC_CMD_GET_STATUS, CSEC_ABI, 0, 0, NULL);
}

struct fake_answer *fake_answer(enum csec_cmd cmd)
{
	ck_assert_uint_lt(answers[cmd].nr, NR_ANSWERS);
	return &answers[cmd].all[answers[cmd].nr++];
}

void fake_refuse(enum csec_cmd cmd, int err, const char *text)
{
	*fake_answer(cmd) = (struct fake_answer){ .err = err, .text = text };
}

static void append(unsigned char **data, size_t *len, const void *from,
		   size_t nr)
{
	*data = realloc(*data, *len + NLMSG_ALIGN(nr));
	ck_assert_ptr_nonnull(*data);
	memset(*data + *len, 0, NLMSG_ALIGN(nr));
	memcpy(*data + *len, from, nr);
	*len += NLMSG_ALIGN(nr);
}

void fake_put(struct fake_answer *answer, struct nl_msg *msg)
{
	const struct nlmsghdr *hdr = nlmsg_hdr(msg);

	append(&answer->data, &answer->len, hdr, hdr->nlmsg_len);
	nlmsg_free(msg);
}

struct nl_msg *fake_begin(enum csec_cmd cmd, enum csec_attr nest)
{
	struct nl_msg *msg = csec_nl_msg(cmd);

	ck_assert_ptr_nonnull(msg);
	ck_assert_ptr_nonnull(nla_nest_start(msg, nest));
	return msg;
}

void fake_end(struct fake_answer *answer, struct nl_msg *msg)
{
	nla_nest_end(msg, nlmsg_attrdata(nlmsg_hdr(msg), GENL_HDRLEN));
	fake_put(answer, msg);
}

void fake_status(enum csec_cmd cmd, uint32_t abi, uint64_t generation,
		 uint32_t nr_policies, void (*more)(struct nl_msg *msg))
{
	struct nl_msg *msg = fake_begin(cmd, CSEC_A_STATUS);

	nla_put_string(msg, CSEC_STATUS_A_VERSION, "1.2.3");
	nla_put_u32(msg, CSEC_STATUS_A_ABI, abi);
	nla_put_u64(msg, CSEC_STATUS_A_GENERATION, generation);
	nla_put_u32(msg, CSEC_STATUS_A_NR_POLICIES, nr_policies);
	if (more)
		more(msg);
	/* Reset has prepared one. */
	if (cmd == CSEC_CMD_GET_STATUS && answers[cmd].nr) {
		answers[cmd].nr = answers[cmd].next = 0;
		free(answers[cmd].all[0].data);
		memset(answers[cmd].all, 0, sizeof(answers[cmd].all));
	}
	fake_end(fake_answer(cmd), msg);
}

struct live {
	struct fake_answer *answer;
	uint64_t generation;
};

static int keep_policy(struct nl_msg *msg, void *arg)
{
	const struct live *live = arg;
	const struct nlmsghdr *hdr = nlmsg_hdr(msg);

	if (fake_has(hdr, CSEC_A_POLICY))
		nla_put_u64(msg, CSEC_A_GENERATION, live->generation);
	append(&live->answer->data, &live->answer->len, hdr, hdr->nlmsg_len);
	return 0;
}

void fake_policies(const char *path, uint64_t generation)
{
	struct csec_policy_set *set = csec_policy_set_create();
	struct csec_diag *diag = csec_diag_create();
	struct live live = { fake_answer(CSEC_CMD_GET_POLICY), generation };

	ck_assert_int_eq(csec_parse_path(path, set, diag), 0);
	for (size_t i = 0; i < set->nr; i++)
		ck_assert_int_eq(csec_nl_policy_encode(set->policies[i], 1,
						       keep_policy, &live),
				 0);
	csec_policy_set_free(set);
	csec_diag_free(diag);
}

static void enqueue(struct datagrams *queue, const void *data, size_t len,
		    uint32_t from_pid, int err)
{
	struct datagram *d = &queue->all[queue->nr];

	ck_assert_uint_lt(queue->nr, NR_DATAGRAMS);
	queue->nr++;
	*d = (struct datagram){ .from_pid = from_pid, .err = err };
	if (data)
		append(&d->data, &d->len, data, len);
	d->len = len;
}

void fake_queue(const void *data, size_t len, uint32_t from_pid, int err)
{
	enqueue(&replies, data, len, from_pid, err);
}

void fake_notify(const void *data, size_t len, int err)
{
	enqueue(&notifications, data, len, 0, err);
	ck_assert_int_eq(eventfd_write(event_fd, 1), 0);
}

void fake_notify_msg(struct nl_msg *msg)
{
	struct nlmsghdr *hdr = nlmsg_hdr(msg);

	hdr->nlmsg_type = FAKE_FAMILY;
	nla_nest_end(msg, nlmsg_attrdata(hdr, GENL_HDRLEN));
	fake_notify(hdr, hdr->nlmsg_len, 0);
	nlmsg_free(msg);
}

void fake_forget_requests(void)
{
	while (nr_requests)
		free(requests[--nr_requests]);
}

size_t fake_nr(enum csec_cmd cmd)
{
	size_t nr = 0;

	for (size_t i = 0; i < nr_requests; i++)
		nr += cmd_of(requests[i]) == cmd;
	return nr;
}

const struct nlmsghdr *fake_request(enum csec_cmd cmd, size_t nr)
{
	for (size_t i = 0; i < nr_requests; i++)
		if (cmd_of(requests[i]) == cmd && !nr--)
			return requests[i];
	ck_abort_msg("operation %d was not asked for", (int)cmd);
}

static struct nlattr *find(const struct nlmsghdr *hdr, unsigned int attr)
{
	return nlmsg_find_attr((struct nlmsghdr *)hdr, GENL_HDRLEN, (int)attr);
}

bool fake_has(const struct nlmsghdr *hdr, enum csec_attr attr)
{
	return find(hdr, attr);
}

uint64_t fake_number(const struct nlmsghdr *hdr, enum csec_attr attr)
{
	const struct nlattr *found = find(hdr, attr);

	ck_assert_ptr_nonnull(found);
	return nla_len(found) == sizeof(uint32_t) ? nla_get_u32(found) :
						    nla_get_u64(found);
}

/* The end of a dump or an acknowledgement, with its text. */
static void queue_end(const struct nlmsghdr *request,
		      const struct fake_answer *answer)
{
	const bool is_dump = (request->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP;
	const bool is_done = is_dump && (answer->len || !answer->err);
	struct nlmsgerr ack = { .error = answer->err, .msg = *request };
	struct nl_msg *msg = nlmsg_alloc();
	struct nlmsghdr *hdr = nlmsg_put(msg, 0, request->nlmsg_seq,
					 is_done ? NLMSG_DONE : NLMSG_ERROR, 0,
					 NLM_F_CAPPED | NLM_F_ACK_TLVS);
	const struct nlattr *at = answer->at ? find(request, answer->at) : NULL;

	if (answer->is_interrupted)
		hdr->nlmsg_flags |= NLM_F_DUMP_INTR;
	nlmsg_append(msg, is_done ? (void *)&answer->err : &ack,
		     is_done ? sizeof(answer->err) : sizeof(ack),
		     NLMSG_ALIGNTO);
	if (answer->text)
		nla_put_string(msg, NLMSGERR_ATTR_MSG, answer->text);
	if (at)
		nla_put_u32(msg, NLMSGERR_ATTR_OFFS,
			    (uint32_t)((char *)at - (char *)request));
	fake_queue(hdr, hdr->nlmsg_len, 0, 0);
	nlmsg_free(msg);
}

static void answer_request(const struct nlmsghdr *request)
{
	const enum csec_cmd cmd = cmd_of(request);
	static const struct fake_answer success;
	const struct fake_answer *answer = &success;
	size_t left;

	if (answers[cmd].next < answers[cmd].nr)
		answers[cmd].next++;
	if (answers[cmd].nr)
		answer = &answers[cmd].all[answers[cmd].next - 1];
	if (answer->instead) {
		answer->instead(request);
		return;
	}
	for (size_t at = 0; at < answer->len; at += NLMSG_ALIGN(left)) {
		struct nlmsghdr *hdr = (struct nlmsghdr *)(answer->data + at);

		left = hdr->nlmsg_len;
		hdr->nlmsg_type = FAKE_FAMILY;
		hdr->nlmsg_seq = request->nlmsg_seq;
		fake_queue(hdr, hdr->nlmsg_len, 0, 0);
	}
	queue_end(request, answer);
}

/* What the linker puts in the place of others. */

/* An assertion of Check allocates also when it holds. */
static void require(bool holds, const char *what)
{
	if (!holds)
		ck_abort_msg("%s", what);
}

int __wrap_genl_connect(struct nl_sock *sk);
int __wrap_genl_connect(struct nl_sock *sk)
{
	(void)sk;
	return fake.connect_err;
}

int __wrap_nl_socket_set_buffer_size(struct nl_sock *sk, int rx, int tx);
int __wrap_nl_socket_set_buffer_size(struct nl_sock *sk, int rx, int tx)
{
	(void)sk;
	(void)rx;
	(void)tx;
	return 0;
}

int __wrap_genl_ctrl_resolve(struct nl_sock *sk, const char *name);
int __wrap_genl_ctrl_resolve(struct nl_sock *sk, const char *name)
{
	(void)sk;
	require(!strcmp(name, CSEC_GENL_NAME), name);
	return fake.resolve_err ? fake.resolve_err : FAKE_FAMILY;
}

int __wrap_genl_ctrl_resolve_grp(struct nl_sock *sk, const char *family,
				 const char *group);
int __wrap_genl_ctrl_resolve_grp(struct nl_sock *sk, const char *family,
				 const char *group)
{
	(void)sk;
	(void)family;
	require(!strcmp(group, CSEC_MCGRP_EVENTS), group);
	return fake.has_no_group ? -NLE_OBJ_NOTFOUND : 7;
}

int __wrap_nl_socket_get_fd(const struct nl_sock *sk);
int __wrap_nl_socket_get_fd(const struct nl_sock *sk)
{
	(void)sk;
	return event_fd;
}

int __real_setsockopt(int fd, int level, int name, const void *value,
		      socklen_t len);
int __wrap_setsockopt(int fd, int level, int name, const void *value,
		      socklen_t len);
int __wrap_setsockopt(int fd, int level, int name, const void *value,
		      socklen_t len)
{
	if (fd != event_fd)
		return __real_setsockopt(fd, level, name, value, len);
	errno = level == SOL_NETLINK ? fake.option_err : EPERM;
	return errno ? -1 : 0;
}

int __wrap_nl_sendto(struct nl_sock *sk, void *data, size_t len);
int __wrap_nl_sendto(struct nl_sock *sk, void *data, size_t len)
{
	(void)sk;
	require(nr_requests < NR_REQUESTS, "too many requests");
	if (fake.send_err)
		return fake.send_err;
	fake.is_answering = true;
	requests[nr_requests] = malloc(len);
	memcpy(requests[nr_requests], data, len);
	answer_request(requests[nr_requests++]);
	fake.is_answering = false;
	return (int)len;
}

ssize_t __wrap_recvmsg(int fd, struct msghdr *msg, int flags);
ssize_t __wrap_recvmsg(int fd, struct msghdr *msg, int flags)
{
	const bool is_live = flags & MSG_DONTWAIT;
	struct datagrams *queue = is_live ? &notifications : &replies;
	struct sockaddr_nl *from = msg->msg_name;
	const struct datagram *d;
	eventfd_t unused;
	size_t len;

	require(fd == event_fd, "another socket");
	if (queue->next == queue->nr) {
		require(is_live, "nothing would ever come");
		(void)eventfd_read(event_fd, &unused);
		errno = EAGAIN;
		return -1;
	}
	d = &queue->all[queue->next++];
	if (queue->next == queue->nr && !is_live)
		queue->next = queue->nr = 0;
	if (d->err) {
		errno = d->err;
		return -1;
	}
	len = d->len < msg->msg_iov->iov_len ? d->len : msg->msg_iov->iov_len;
	if (d->data)
		memcpy(msg->msg_iov->iov_base, d->data, len);
	free(d->data);
	msg->msg_flags = len < d->len ? MSG_TRUNC : 0;
	from->nl_pid = d->from_pid;
	return (ssize_t)len;
}

bool __wrap_csec_module_is_loaded(void);
bool __wrap_csec_module_is_loaded(void)
{
	return fake.is_loaded;
}

int __wrap_csec_module_load(const char *path, const char *options,
			    struct csec_module_log *log);
int __wrap_csec_module_load(const char *path, const char *options,
			    struct csec_module_log *log)
{
	(void)path;
	(void)options;
	log->nr_lines = fake.load_line != NULL;
	if (fake.load_line)
		snprintf(log->lines[0], sizeof(log->lines[0]), "%s",
			 fake.load_line);
	return fake.load_err;
}

int __wrap_csec_module_unload(void);
int __wrap_csec_module_unload(void)
{
	return fake.unload_err;
}

const char *__wrap_csec_module_forbids_unload(void);
const char *__wrap_csec_module_forbids_unload(void)
{
	return fake.forbids_unload;
}

/* Running a command. */

static void read_back(int fd, char text[static FAKE_TEXT_SIZE])
{
	const ssize_t len = pread(fd, text, FAKE_TEXT_SIZE - 1, 0);

	ck_assert_int_ge(len, 0);
	text[len] = '\0';
	close(fd);
}

struct fake_result *fake_run(const char *line)
{
	static char words[1024];
	char *argv[NR_WORDS + 1] = { "csecctl" };
	struct fake_result *r = calloc(1, sizeof(*r));
	const int out = memfd_create("out", 0), err = memfd_create("err", 0);
	const int old_out = dup(STDOUT_FILENO), old_err = dup(STDERR_FILENO);
	int argc = 1;

	snprintf(words, sizeof(words), "%s", line);
	for (char *word = strtok(words, " "); word; word = strtok(NULL, " ")) {
		ck_assert_int_lt(argc, NR_WORDS);
		argv[argc++] = word;
	}
	fflush(stdout);
	dup2(out, STDOUT_FILENO);
	dup2(err, STDERR_FILENO);
	fake.is_answering = false;
	r->status = csec_cmd_main(argc, argv);
	fake.is_answering = true;
	fflush(stdout);
	dup2(old_out, STDOUT_FILENO);
	dup2(old_err, STDERR_FILENO);
	close(old_out);
	close(old_err);
	read_back(out, r->out);
	read_back(err, r->err);
	return r;
}

static void check_text(const char *line, const char *name, const char *got,
		       const char *expected)
{
	ck_assert_msg(expected ? strstr(got, expected) != NULL : !*got,
		      "csecctl %s: %s: %s", line, name, got);
}

void fake_check(const char *line, int status, const char *out, const char *err)
{
	struct fake_result *r = fake_run(line);

	ck_assert_msg(r->status == status, "csecctl %s: %d\n%s%s", line,
		      r->status, r->out, r->err);
	check_text(line, "stdout", r->out, out);
	check_text(line, "stderr", r->err, err);
	free(r);
}
