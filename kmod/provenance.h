/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - where descriptors lead
 */
#ifndef _CSEC_PROVENANCE_H
#define _CSEC_PROVENANCE_H

#include <linux/net.h>
#include <net/sock.h>
#include "event.h"
#include "request.h"

/**
 * csec_provenance_is_remote - whether a socket can leave the host
 * @sk: May be NULL.
 *
 * Context: Any, the ftrace callbacks included.
 * Return: true for internet and vsock sockets.
 */
static __always_inline bool csec_provenance_is_remote(const struct sock *sk)
{
	return sk && (sk->sk_family == AF_INET || sk->sk_family == AF_INET6 ||
		      sk->sk_family == AF_VSOCK);
}

/**
 * csec_provenance_can_receive - whether a socket may receive from other hosts
 * @sk: May be NULL.
 *
 * Context: Any, the ftrace callbacks included.
 * Return: true for internet, vsock and packet sockets.
 */
static __always_inline bool csec_provenance_can_receive(const struct sock *sk)
{
	return csec_provenance_is_remote(sk) ||
	       (sk && sk->sk_family == AF_PACKET);
}

enum csec_origin csec_provenance_socket(struct socket *sock,
					struct csec_endpoint *peer);
enum csec_origin csec_provenance_origin(const struct csec_scope *scope,
					struct socket *sock,
					struct csec_endpoint *peer);
enum csec_origin csec_provenance_held(const struct csec_scope *scope,
				      struct socket *sock,
				      struct csec_endpoint *peer);
enum csec_origin csec_provenance_stdio(const struct csec_scope *scope,
				       struct csec_evidence *evidence);
void csec_provenance_endpoint(const struct sockaddr *address, int len,
			      struct csec_endpoint *peer);

#endif /* _CSEC_PROVENANCE_H */
