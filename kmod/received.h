/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - what came over a connection shortly before a shell was started
 *
 * Noted is not what was received but where the receiver wanted it: the child
 * that executes a shell still has the memory of its parent. That costs a receive
 * a few stores, and nothing is copied.
 */
#ifndef _CSEC_RECEIVED_H
#define _CSEC_RECEIVED_H

#include <linux/hash.h>
#include <linux/net.h>
#include <linux/sched.h>
#include <linux/uio.h>
#include "compat.h"
#include "link.h"
#include "view.h"

/**
 * csec_received_note - remembers where something is going to be received
 * @view: Of the current task's container.
 * @sk: The socket.
 * @msg: The buffer.
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
	const unsigned long base = csec_compat_iter_base(&msg->msg_iter);

	if (!base)
		return;
	WRITE_ONCE(note->sk, sk);
	WRITE_ONCE(note->tgid, current->tgid);
	WRITE_ONCE(note->base, base);
	WRITE_ONCE(note->len, msg->msg_iter.count);
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

int csec_received_find(const struct csec_scope *scope, const char *command,
		       bool is_output_linked, struct csec_received *received);

#endif /* _CSEC_RECEIVED_H */
