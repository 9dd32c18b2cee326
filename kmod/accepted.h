/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - which sockets of a container are accepted connections
 *
 * A listener that is there says so of itself, see provenance.c. This is for those
 * whose listener is gone. What is about to be accepted is a socket that nobody has
 * yet; of one that another connection was given instead, which begins with a connect,
 * it is forgotten. A place is used again for another socket: then the old one counts
 * as connected.
 */
#ifndef _CSEC_ACCEPTED_H
#define _CSEC_ACCEPTED_H

#include <linux/hash.h>
#include <linux/in.h>
#include <linux/net.h>
#include <net/sock.h>
#include "view.h"

static __always_inline struct csec_accepted *
csec_accepted_place(struct csec_view *view, const struct socket *sock)
{
	return &view->accepted[hash_ptr(sock, CSEC_VIEW_ACCEPTED_BITS)];
}

static __always_inline unsigned long
csec_accepted_ino(const struct socket *sock)
{
	return SOCK_INODE((struct socket *)sock)->i_ino;
}

/**
 * csec_accepted_note - remembers that a socket will be an accepted connection
 * @view: Of the current task's container.
 * @sock: The socket; it has no sock yet.
 *
 * Context: Any, the ftrace callbacks included. A mixture of two is no socket.
 */
static __always_inline void csec_accepted_note(struct csec_view *view,
					       const struct socket *sock)
{
	struct csec_accepted *place = csec_accepted_place(view, sock);

	WRITE_ONCE(place->ino, csec_accepted_ino(sock));
	WRITE_ONCE(place->sock, sock);
}

/**
 * csec_accepted_forget - a socket is about to be given another connection
 * @view: Of the current task's container.
 * @sock: The socket.
 *
 * Context: Any, the ftrace callbacks included.
 */
static __always_inline void csec_accepted_forget(struct csec_view *view,
						 const struct socket *sock)
{
	struct csec_accepted *place = csec_accepted_place(view, sock);

	if (READ_ONCE(place->sock) == sock)
		WRITE_ONCE(place->sock, NULL);
}

/**
 * csec_accepted_has - whether a socket is known to be an accepted connection
 * @view: Of the container; NULL: it has not started.
 * @sock: The socket.
 *
 * Of TCP only: others may connect in ways of their own.
 *
 * Context: Any.
 * Return: false: it is not, or not any more.
 */
static inline bool csec_accepted_has(struct csec_view *view,
				     const struct socket *sock)
{
	const struct csec_accepted *place;

	if (!view || sock->sk->sk_protocol != IPPROTO_TCP)
		return false;
	place = csec_accepted_place(view, sock);
	return READ_ONCE(place->sock) == sock &&
	       READ_ONCE(place->ino) == csec_accepted_ino(sock);
}

#endif /* _CSEC_ACCEPTED_H */
