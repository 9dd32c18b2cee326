/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - where descriptors lead
 */
#ifndef _CSEC_PROVENANCE_H
#define _CSEC_PROVENANCE_H

#include <linux/cgroup.h>
#include <linux/net.h>
#include <linux/pid.h>
#include <net/sock.h>
#include <net/tcp_states.h>
#include "event.h"
#include "request.h"

/**
 * csec_provenance_is_other - whether a socket is of a family that is not known here
 * @sk: The socket.
 *
 * RxRPC, SMC, TIPC, Bluetooth and others lead to other machines; which way, nobody
 * says in the same words. CAN and the modem's QRTR lead to devices of this one.
 *
 * Context: Any, the ftrace callbacks included.
 * Return: true when it is.
 */
static __always_inline bool csec_provenance_is_other(const struct sock *sk)
{
	switch (sk->sk_family) {
	case AF_UNSPEC:
	case AF_UNIX:
	case AF_INET:
	case AF_INET6:
	case AF_KEY:
	case AF_NETLINK:
	case AF_PACKET:
	case AF_CAN:
	case AF_ALG:
	case AF_VSOCK:
	case AF_QIPCRTR:
		return false;
	}
	return true;
}

/**
 * csec_provenance_is_remote - whether a socket can leave the host
 * @sk: May be NULL.
 *
 * Context: Any, the ftrace callbacks included.
 * Return: true for internet and vsock sockets, and those of other families.
 */
static __always_inline bool csec_provenance_is_remote(const struct sock *sk)
{
	return sk &&
	       (sk->sk_family == AF_INET || sk->sk_family == AF_INET6 ||
		sk->sk_family == AF_VSOCK || csec_provenance_is_other(sk));
}

/**
 * csec_provenance_is_unix - whether a socket is an AF_UNIX stream with a peer
 * @sk: May be NULL.
 *
 * Context: Any, the ftrace callbacks included.
 * Return: true when it is; who its peer is does not change any more.
 */
static __always_inline bool csec_provenance_is_unix(const struct sock *sk)
{
	return sk && sk->sk_family == AF_UNIX && sk->sk_type != SOCK_DGRAM &&
	       READ_ONCE(sk->sk_state) == TCP_ESTABLISHED;
}

/**
 * csec_provenance_can_receive - whether a socket may receive from others
 * @sk: May be NULL.
 *
 * Context: Any, the ftrace callbacks included.
 * Return: true for internet, vsock and packet sockets, and AF_UNIX streams.
 */
static __always_inline bool csec_provenance_can_receive(const struct sock *sk)
{
	return csec_provenance_is_remote(sk) ||
	       (sk && sk->sk_family == AF_PACKET) ||
	       csec_provenance_is_unix(sk);
}

/**
 * csec_provenance_is_peer_outside - whether the process at the other end is elsewhere
 * @governor: Id of a cgroup.
 * @sk: As csec_provenance_is_unix() says.
 *
 * Context: RCU read section; any context, the ftrace callbacks included.
 * Return: true when it lives and is not in that cgroup or below it.
 */
static __always_inline bool
csec_provenance_is_peer_outside(u64 governor, const struct sock *sk)
{
	const struct pid *pid = READ_ONCE(sk->sk_peer_pid);
	const struct hlist_node *first;
	const struct task_struct *task;
	struct cgroup *cgrp;

	first = pid ? rcu_dereference_raw(
			      hlist_first_rcu(&pid->tasks[PIDTYPE_TGID])) :
		      NULL;
	if (!first)
		return false;
	task = hlist_entry(first, struct task_struct, pid_links[PIDTYPE_TGID]);
	cgrp = rcu_dereference_raw(task->cgroups)->dfl_cgrp;
	for (; cgrp; cgrp = cgroup_parent(cgrp))
		if (cgroup_id(cgrp) == governor)
			return false;
	return true;
}

bool csec_provenance_is_log(const struct csec_scope *scope,
			    const struct sock *sk);
enum csec_origin csec_provenance_origin(const struct csec_scope *scope,
					struct socket *sock,
					struct csec_endpoint *peer);
enum csec_origin csec_provenance_held(const struct csec_scope *scope,
				      struct socket *sock,
				      struct csec_endpoint *peer);
enum csec_origin csec_provenance_stdio(const struct csec_scope *scope,
				       struct csec_evidence *evidence);
enum csec_origin csec_provenance_input(const struct csec_scope *scope,
				       struct csec_evidence *evidence);
void csec_provenance_endpoint(const struct sockaddr *address, int len,
			      struct csec_endpoint *peer);

#endif /* _CSEC_PROVENANCE_H */
