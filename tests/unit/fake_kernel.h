/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - a module that is not there, for tests of the commands
 *
 * Stands below ctl/nl.c: what that asks of libnl and of the socket is caught by
 * the linker (--wrap), each request is kept and answered with what the test has
 * prepared. The last answer to an operation stays; without one it is a success.
 */
#ifndef _CSEC_TESTS_FAKE_KERNEL_H
#define _CSEC_TESTS_FAKE_KERNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/csec.h>

struct nl_msg;
struct nlmsghdr;

enum {
	FAKE_FAMILY = 29,
	FAKE_TEXT_SIZE = 65536,
};

/**
 * struct fake_answer - what one request gets
 * @err: Negative errno; behind messages it ends the dump.
 * @text: Of the extended acknowledgement, NULL: none.
 * @at: Attribute that is named as the fault: the first of this type, 0: none.
 * @is_interrupted: The dump says that it is not consistent.
 * @instead: Queues something else, NULL: none.
 * @data: Whole messages.
 * @len: Bytes of @data.
 */
struct fake_answer {
	int err;
	const char *text;
	unsigned int at;
	bool is_interrupted;
	void (*instead)(const struct nlmsghdr *request);
	unsigned char *data;
	size_t len;
};

/**
 * struct fake - the state of the machine
 * @connect_err: Of libnl, for genl_connect(), 0: works.
 * @resolve_err: Likewise for the number of the family.
 * @has_no_group: The family has no group of events.
 * @option_err: errno of setsockopt(2) for SOL_NETLINK.
 * @send_err: Of libnl, for nl_sendto().
 * @is_loaded: What csec_module_is_loaded() says.
 * @load_err: Of csec_module_load().
 * @load_line: What the kernel said during it, NULL: nothing.
 * @unload_err: Of csec_module_unload().
 * @forbids_unload: Of csec_module_forbids_unload().
 * @is_answering: What is allocated now is not the command's.
 */
struct fake {
	int connect_err;
	int resolve_err;
	bool has_no_group;
	int option_err;
	int send_err;
	bool is_loaded;
	int load_err;
	const char *load_line;
	int unload_err;
	const char *forbids_unload;
	bool is_answering;
};

extern struct fake fake;

/* One call of csecctl. */
struct fake_result {
	int status;
	char out[FAKE_TEXT_SIZE];
	char err[FAKE_TEXT_SIZE];
};

/* As after a boot: loaded, no policy. */
void fake_reset(void);

/* What the next request of this operation gets; the first one after reset. */
struct fake_answer *fake_answer(enum csec_cmd cmd);
void fake_refuse(enum csec_cmd cmd, int err, const char *text);
/* Takes the message. */
void fake_put(struct fake_answer *answer, struct nl_msg *msg);

/* A message with one nest, to be closed with fake_end(). */
struct nl_msg *fake_begin(enum csec_cmd cmd, enum csec_attr nest);
void fake_end(struct fake_answer *answer, struct nl_msg *msg);

/* Prepares CSEC_CMD_GET_STATUS; @more adds attributes, or is NULL. */
void fake_status(enum csec_cmd cmd, uint32_t abi, uint64_t generation,
		 uint32_t nr_policies, void (*more)(struct nl_msg *msg));
/* Prepares the policies of a file as the live ones. */
void fake_policies(const char *path, uint64_t generation);

/* A datagram for who waits for an answer, or an errno instead of one. */
void fake_queue(const void *data, size_t len, uint32_t from_pid, int err);
/* Likewise a notification. */
void fake_notify(const void *data, size_t len, int err);
void fake_notify_msg(struct nl_msg *msg);

/* Forgets them, so that there is room for more. */
void fake_forget_requests(void);
/* How often it was asked for, and the request itself from 0 on. */
size_t fake_nr(enum csec_cmd cmd);
const struct nlmsghdr *fake_request(enum csec_cmd cmd, size_t nr);
bool fake_has(const struct nlmsghdr *hdr, enum csec_attr attr);
uint64_t fake_number(const struct nlmsghdr *hdr, enum csec_attr attr);

/* Does what "csecctl @line" does; words are parted by blanks. */
struct fake_result *fake_run(const char *line);
/* Likewise, and checks it; NULL: must be empty, "": any. */
void fake_check(const char *line, int status, const char *out, const char *err);

#endif /* _CSEC_TESTS_FAKE_KERNEL_H */
