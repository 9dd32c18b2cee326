/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - what came over a connection shortly before a shell was started
 *
 * Noted is not what was received but where the receiver wanted it: the child
 * that executes a shell still has the memory of its parent. That costs a receive
 * a few stores, and nothing is copied. How much it was a TCP socket tells
 * afterwards; memory that was used for something else since does not have, from
 * its first to its last byte of that number, the form of what was received.
 */
#ifndef _CSEC_RECEIVED_H
#define _CSEC_RECEIVED_H

#include <linux/hash.h>
#include <linux/net.h>
#include <linux/sched.h>
#include <linux/tcp.h>
#include <linux/uio.h>
#include "compat.h"
#include "link.h"
#include "view.h"

/**
 * csec_received_is_counted - whether a socket tells how far it was read
 * @sk: The socket.
 *
 * Context: Any, the ftrace callbacks included.
 * Return: true for TCP.
 */
static __always_inline bool csec_received_is_counted(const struct sock *sk)
{
	return (sk->sk_family == AF_INET || sk->sk_family == AF_INET6) &&
	       sk->sk_type == SOCK_STREAM && sk->sk_protocol == IPPROTO_TCP;
}

/**
 * csec_received_seq - how far a socket was read
 * @sk: The socket.
 *
 * Context: Any, the ftrace callbacks included.
 * Return: a number of bytes that wraps; 0 when it does not tell.
 */
static __always_inline u32 csec_received_seq(const struct sock *sk)
{
	return csec_received_is_counted(sk) ?
		       READ_ONCE(tcp_sk(sk)->copied_seq) :
		       0;
}

/**
 * csec_received_note - remembers where something is going to be received
 * @view: Of the current task's container.
 * @sk: The socket.
 * @msg: The buffer.
 *
 * Who reads until there is no more receives nothing in the end: the receive
 * before that one is remembered as well.
 *
 * Context: RCU read section; for the ftrace callbacks. Races with other notes
 * in the same place: a mixture is memory that is not the receiver's, or not what
 * was received, and matches no command.
 */
static __always_inline void csec_received_note(struct csec_view *view,
					       const struct sock *sk,
					       const struct msghdr *msg)
{
	struct csec_note *note =
		&view->notes[hash_ptr(sk, CSEC_VIEW_NOTES_BITS)];
	const u32 seq = csec_received_seq(sk);
	unsigned long base;
	size_t len;

	if (!csec_compat_iter_first(&msg->msg_iter, &base, &len))
		return;
	if (!READ_ONCE(view->watch.has_received))
		WRITE_ONCE(view->watch.has_received, true);
	if (READ_ONCE(note->sk) != sk ||
	    READ_ONCE(note->tgid) != current->tgid) {
		WRITE_ONCE(note->before.base, 0);
		WRITE_ONCE(note->sk, sk);
		WRITE_ONCE(note->tgid, current->tgid);
	} else if (READ_ONCE(note->last.seq) != seq) {
		WRITE_ONCE(note->before.seq, READ_ONCE(note->last.seq));
		WRITE_ONCE(note->before.base, READ_ONCE(note->last.base));
		WRITE_ONCE(note->before.len, READ_ONCE(note->last.len));
	}
	WRITE_ONCE(note->last.seq, seq);
	WRITE_ONCE(note->last.base, base);
	WRITE_ONCE(note->last.len, len);
}

/**
 * struct csec_received - who received a command
 * @found: The receiver; its origin is CSEC_ORIGIN_LOCAL when there is none.
 * @is_by_other: It is no ancestor of the shell.
 */
struct csec_received {
	struct csec_link_found found;
	bool is_by_other;
};

/**
 * csec_received_is_any - whether anything was received in a container
 * @view: The container.
 *
 * Context: Any.
 * Return: false: no command can have come over a connection.
 */
static inline bool csec_received_is_any(const struct csec_view *view)
{
	return READ_ONCE(view->watch.has_received);
}

bool csec_received_by(const struct csec_scope *scope, u32 tgid);
int csec_received_find(const struct csec_scope *scope, const char *command,
		       bool is_output_linked, struct csec_received *received);

#endif /* _CSEC_RECEIVED_H */
