/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - the netlink socket of the tool
 *
 * The only code that owns a socket. It knows requests, acknowledgements and
 * dumps; what the attributes mean is the business of nl_policy and nl_event.
 * Nothing is printed here: the text of a refusal stays with the socket until
 * the next request and is read with csec_nl_error_text().
 */
#ifndef _CSEC_CTL_NL_H
#define _CSEC_CTL_NL_H

#include <stdbool.h>
#include <stdint.h>

#include <linux/csec.h>

/* Room of one message: the longest attribute and the headers. */
#define CSEC_NL_MSG_SIZE 69632

struct csec_nl;
struct nl_msg;
struct nlmsghdr;

/**
 * typedef csec_nl_handler_t - takes one message that the kernel sent
 * @hdr: The message; its length was checked, its attributes were not.
 * @arg: Private to the caller.
 *
 * Return: 0, or a negative errno that ends the request with that error.
 */
typedef int (*csec_nl_handler_t)(const struct nlmsghdr *hdr, void *arg);

/**
 * csec_nl_msg() - Start a message to the family
 * @cmd: The operation.
 *
 * The number of the family is filled in when the message is sent.
 *
 * Return: An empty message with room for CSEC_NL_MSG_SIZE bytes, to be freed
 * with nlmsg_free(); NULL: no memory.
 */
struct nl_msg *csec_nl_msg(enum csec_cmd cmd);

/**
 * csec_nl_open() - Open a socket to the csec family
 * @out: The socket, to be closed with csec_nl_close().
 *
 * Return: 0, or:
 *
 * * %-ENOENT		- the kernel has no such family: module not loaded
 * * %-ENOMEM		- no memory
 * * another negative errno of socket(2), bind(2) or setsockopt(2)
 */
int csec_nl_open(struct csec_nl **out);

/**
 * csec_nl_close() - Close a socket; drops a transaction that it has open
 * @nl: The socket or NULL.
 */
void csec_nl_close(struct csec_nl *nl);

/**
 * csec_nl_do() - Send one request and wait until it is acknowledged
 * @nl: The socket.
 * @msg: A message with its genetlink header; the caller keeps it.
 * @handler: Gets the reply, or NULL.
 * @arg: Passed to @handler.
 *
 * Return: 0, the negative errno that the kernel answered, or:
 *
 * * %-EBADMSG		- the answer is not a message of this family
 * * %-EMSGSIZE		- the request or the answer is too long for a socket
 * * an error of @handler
 */
int csec_nl_do(struct csec_nl *nl, struct nl_msg *msg,
	       csec_nl_handler_t handler, void *arg);

/**
 * csec_nl_dump() - Read a whole table
 * @nl: The socket.
 * @msg: The request; the caller keeps it.
 * @handler: Gets each message, but only of a dump that is consistent.
 * @arg: Passed to @handler.
 *
 * A dump that was interrupted by a change (NLM_F_DUMP_INTR) is thrown away
 * and asked for again, so that @handler never sees a mixture.
 *
 * Return: 0, the negative errno that the kernel answered, or:
 *
 * * %-EAGAIN		- it kept changing while it was read
 * * %-ENOMEM		- no memory
 * * as csec_nl_do()
 */
int csec_nl_dump(struct csec_nl *nl, struct nl_msg *msg,
		 csec_nl_handler_t handler, void *arg);

/**
 * csec_nl_subscribe() - Join the event group
 * @nl: The socket; from now on only for csec_nl_receive().
 *
 * Return: 0, or:
 *
 * * %-ENOENT		- the family has no such group
 * * %-EPERM		- the group needs CAP_SYS_ADMIN
 * * another negative errno of setsockopt(2)
 */
int csec_nl_subscribe(struct csec_nl *nl);

/**
 * csec_nl_receive() - Take the notifications that have arrived
 * @nl: A subscribed socket.
 * @handler: Gets each notification of one datagram.
 * @arg: Passed to @handler.
 *
 * Return: 0, or:
 *
 * * %-EAGAIN		- nothing has arrived
 * * %-ENOBUFS		- the socket was full: notifications were lost
 * * an error of @handler
 */
int csec_nl_receive(struct csec_nl *nl, csec_nl_handler_t handler, void *arg);

/**
 * csec_nl_fd() - The descriptor to poll for notifications
 * @nl: The socket.
 *
 * Return: The descriptor, owned by @nl.
 */
int csec_nl_fd(const struct csec_nl *nl);

/**
 * csec_nl_error_text() - What the kernel said about the last request
 * @nl: The socket.
 *
 * Return: Text without newline, valid until the next request; NULL: nothing.
 */
const char *csec_nl_error_text(const struct csec_nl *nl);

/**
 * csec_nl_error_offset() - Where in the last request the kernel saw the fault
 * @nl: The socket.
 * @offset: Bytes from the start of the message, its header included.
 *
 * Return: True when the kernel named an attribute.
 */
bool csec_nl_error_offset(const struct csec_nl *nl, uint32_t *offset);

#endif /* _CSEC_CTL_NL_H */
