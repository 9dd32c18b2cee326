// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - where descriptors lead
 *
 * The kernel does not write down whether a TCP or MPTCP socket was connected or
 * accepted. The evidence is the listener: an accepted socket has the local
 * address of one that listens. When that is gone, the last that were accepted are
 * known, see accepted.h. A socket without either is outbound. An attacker who
 * listens on the port that he connects from makes an outbound socket look
 * accepted; a policy that denies bind shells as well is not fooled.
 */
#include "provenance.h"

#include <linux/cred.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/in.h>
#include <linux/in6.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/uidgid.h>
#include <linux/un.h>
#include <net/af_unix.h>
#include <net/inet_hashtables.h>
#include <net/inet6_hashtables.h>
#include <net/inet_sock.h>
#include <net/ipv6.h>
#include <net/tcp.h>
#include <net/tcp_states.h>

#include "accepted.h"
#include "compat.h"
#include "view.h"

#define NR_STDIO 3

static bool is_ipv4(const struct sock *sk)
{
	return sk->sk_family == AF_INET || ipv6_addr_v4mapped(&sk->sk_v6_daddr);
}

static struct sock *find_listener(struct sock *sk)
{
	const struct inet_sock *inet = inet_sk(sk);

	if (is_ipv4(sk))
		return csec_compat_listener4(sock_net(sk), inet->inet_daddr,
					     inet->inet_dport,
					     inet->inet_rcv_saddr,
					     inet->inet_num,
					     sk->sk_bound_dev_if, 0);
#if IS_ENABLED(CONFIG_IPV6)
	return csec_compat_listener6(sock_net(sk), &sk->sk_v6_daddr,
				     inet->inet_dport, &sk->sk_v6_rcv_saddr,
				     inet->inet_num, sk->sk_bound_dev_if, 0);
#else
	return NULL;
#endif
}

/*
 * IPv4 listeners are seen by IPv6 wildcard sockets as well, and found so. A listener
 * of MPTCP is found by its first subflow, which is a TCP socket with its address.
 */
static bool is_accepted(struct sock *sk)
{
	bool found;

	if (sk->sk_protocol != IPPROTO_TCP && sk->sk_protocol != IPPROTO_MPTCP)
		return false;
	rcu_read_lock();
	found = find_listener(sk);
	rcu_read_unlock();
	return found;
}

static void fill_peer(const struct sock *sk, struct csec_endpoint *peer)
{
	peer->port = ntohs(inet_sk(sk)->inet_dport);
	if (is_ipv4(sk)) {
		peer->family = AF_INET;
		memcpy(peer->addr, &inet_sk(sk)->inet_daddr, sizeof(__be32));
		return;
	}
	peer->family = AF_INET6;
	memcpy(peer->addr, &sk->sk_v6_daddr, sizeof(struct in6_addr));
}

/*
 * Where a socket leads; @peer is filled when it has one that can be named. One that
 * is still connecting counts as connected.
 */
static enum csec_origin remote_origin(const struct csec_scope *scope,
				      struct socket *sock,
				      struct csec_endpoint *peer)
{
	struct sock *sk = sock->sk;

	if (!csec_provenance_is_remote(sk))
		return CSEC_ORIGIN_LOCAL;
	if (csec_provenance_is_other(sk))
		return CSEC_ORIGIN_OUTBOUND;
	if (sk->sk_family == AF_VSOCK)
		return sock->state == SS_CONNECTED ||
				       sock->state == SS_CONNECTING ?
			       CSEC_ORIGIN_OUTBOUND :
			       CSEC_ORIGIN_LOCAL;
	if (sk->sk_state == TCP_LISTEN || !inet_sk(sk)->inet_dport)
		return CSEC_ORIGIN_LOCAL;
	fill_peer(sk, peer);
	return is_accepted(sk) || csec_accepted_has(
					  csec_view_find(scope->cgroup), sock) ?
		       CSEC_ORIGIN_INBOUND :
		       CSEC_ORIGIN_OUTBOUND;
}

/* Whether a cgroup is the governor of a scope or below it. RCU read section. */
static bool is_governed_by(const struct csec_scope *scope, struct cgroup *cgrp)
{
	const u64 governor = READ_ONCE(scope->cgroup->governor);

	for (; cgrp; cgrp = cgroup_parent(cgrp))
		if (cgroup_id(cgrp) == governor)
			return true;
	return false;
}

/* Whether the process at the other end of an AF_UNIX stream is outside. */
static bool is_peer_outside(const struct csec_scope *scope,
			    const struct sock *sk)
{
	bool is_outside;

	rcu_read_lock();
	is_outside = csec_provenance_is_peer_outside(
		READ_ONCE(scope->cgroup->governor), sk);
	rcu_read_unlock();
	return is_outside;
}

/*
 * Whether somebody outside listened. An accepted AF_UNIX socket is made by who
 * connects; its peer knows who listened. The peer stays while @sk is open.
 */
static bool is_listener_outside(const struct csec_scope *scope,
				const struct sock *sk)
{
	const struct sock *peer = READ_ONCE(unix_peer(sk));

	return !peer || is_peer_outside(scope, peer);
}

/* Whether root of the host listened, in its first pid namespace. */
static bool is_peer_root(const struct sock *sk)
{
	const struct cred *cred;
	const struct pid *pid;
	bool is_root;

	rcu_read_lock();
	cred = READ_ONCE(sk->sk_peer_cred);
	pid = READ_ONCE(sk->sk_peer_pid);
	is_root = cred && uid_eq(cred->euid, GLOBAL_ROOT_UID) && pid &&
		  !pid->level;
	rcu_read_unlock();
	return is_root;
}

/*
 * Whether a stream only carries output to the journal of the host. systemd connects
 * it when it is in the cgroup of the service already. A name of another mount
 * namespace somebody else may have, but not as root of the host.
 */
static bool is_journal(const struct sock *sk)
{
	static const char begin[] = "/run/systemd/journal", end[] = "/stdout";
	const struct sock *peer = READ_ONCE(unix_peer(sk));
	const struct unix_address *address;
	const char *name;
	size_t len;

	if (!(READ_ONCE(sk->sk_shutdown) & RCV_SHUTDOWN) || !peer)
		return false;
	address = smp_load_acquire(&unix_sk(peer)->addr);
	if (!address)
		return false;
	name = address->name->sun_path;
	len = strnlen(name,
		      address->len - offsetof(struct sockaddr_un, sun_path));
	return len >= sizeof(begin) - 1 + sizeof(end) - 1 &&
	       !memcmp(name, begin, sizeof(begin) - 1) &&
	       !memcmp(name + len - (sizeof(end) - 1), end, sizeof(end) - 1) &&
	       is_peer_root(sk);
}

/*
 * Whether a socket was made inside. What a runtime, a supervisor or a proxy on
 * the host made and handed in is theirs: they are at its end.
 */
static bool is_made_inside(const struct csec_scope *scope,
			   const struct sock *sk)
{
	bool is_inside;

	if (csec_provenance_is_unix(sk) && is_journal(sk))
		return false;
	if (csec_provenance_is_unix(sk) && READ_ONCE(unix_sk(sk)->addr))
		return !is_listener_outside(scope, sk);
	/* The kernel makes those that are accepted, for nobody. */
	if (sk->sk_family == AF_VSOCK || csec_provenance_is_other(sk))
		return true;
	rcu_read_lock();
	is_inside = is_governed_by(scope,
				   sock_cgroup_ptr((void *)&sk->sk_cgrp_data));
	rcu_read_unlock();
	return is_inside;
}

static enum csec_origin unix_origin(const struct csec_scope *scope,
				    struct sock *sk)
{
	if (!csec_provenance_is_unix(sk) || !is_peer_outside(scope, sk))
		return CSEC_ORIGIN_LOCAL;
	/* An accepted one has its listener's name. */
	return READ_ONCE(unix_sk(sk)->addr) ? CSEC_ORIGIN_INBOUND :
					      CSEC_ORIGIN_OUTBOUND;
}

/**
 * csec_provenance_is_log - whether a socket only carries output away
 * @scope: Of the container.
 * @sk: The socket.
 *
 * An AF_UNIX stream to somebody outside that was shut for reading, so that it gives
 * nobody commands; whoever is there may hand on what it says. Not one that was made
 * outside, nor that of the journal.
 *
 * Context: Any.
 * Return: true when it does.
 */
bool csec_provenance_is_log(const struct csec_scope *scope,
			    const struct sock *sk)
{
	return csec_provenance_is_unix(sk) &&
	       READ_ONCE(sk->sk_shutdown) & RCV_SHUTDOWN &&
	       is_peer_outside(scope, sk) && is_made_inside(scope, sk);
}

/**
 * csec_provenance_origin - whether a socket is a container's connection
 * @scope: Of the container.
 * @sock: The socket.
 * @peer: Filled when it has a peer that can be named.
 *
 * Context: Any.
 * Return: the origin; CSEC_ORIGIN_LOCAL for one that was made outside.
 */
enum csec_origin csec_provenance_origin(const struct csec_scope *scope,
					struct socket *sock,
					struct csec_endpoint *peer)
{
	struct sock *sk = sock->sk;

	if (!sk || !is_made_inside(scope, sk))
		return CSEC_ORIGIN_LOCAL;
	if (sk->sk_family == AF_UNIX)
		return unix_origin(scope, sk);
	return remote_origin(scope, sock, peer);
}

/**
 * csec_provenance_held - as csec_provenance_origin(), for who holds a socket
 * @scope: Of the container.
 * @sock: The socket.
 * @peer: Filled when it has a peer that can be named.
 *
 * A raw or packet socket leads to anybody, as do a UDP socket and an SCTP socket
 * of one to many that have an address.
 *
 * Context: Any.
 * Return: the origin.
 */
enum csec_origin csec_provenance_held(const struct csec_scope *scope,
				      struct socket *sock,
				      struct csec_endpoint *peer)
{
	enum csec_origin origin = csec_provenance_origin(scope, sock, peer);
	const struct sock *sk = sock->sk;

	if (origin != CSEC_ORIGIN_LOCAL || !sk ||
	    (sk->sk_family != AF_INET && sk->sk_family != AF_INET6 &&
	     sk->sk_family != AF_PACKET) ||
	    !is_made_inside(scope, sock->sk))
		return origin;
	if (sk->sk_type == SOCK_RAW || sk->sk_family == AF_PACKET)
		return CSEC_ORIGIN_OUTBOUND;
	if ((sk->sk_type == SOCK_DGRAM || sk->sk_type == SOCK_SEQPACKET) &&
	    inet_sk(sk)->inet_num)
		return CSEC_ORIGIN_INBOUND;
	return CSEC_ORIGIN_LOCAL;
}

/**
 * csec_provenance_stdio - where the standard descriptors of current lead
 * @scope: Of the current task.
 * @evidence: The descriptor and its peer, when they lead outside.
 *
 * Output that only goes away does not count.
 *
 * Context: Process, may sleep.
 * Return: the origin of the first of descriptors 0, 1 and 2 that is remote.
 */
enum csec_origin csec_provenance_stdio(const struct csec_scope *scope,
				       struct csec_evidence *evidence)
{
	enum csec_origin origin = CSEC_ORIGIN_LOCAL;
	struct socket *sock;
	struct file *file;
	int fd;

	for (fd = 0; fd < NR_STDIO && origin == CSEC_ORIGIN_LOCAL; fd++) {
		file = fget(fd);
		if (!file)
			continue;
		sock = sock_from_file(file);
		if (sock && (!fd || !csec_provenance_is_log(scope, sock->sk)))
			origin = csec_provenance_origin(scope, sock,
							&evidence->peer);
		if (origin != CSEC_ORIGIN_LOCAL) {
			evidence->fd = fd;
			evidence->link = CSEC_LINK_SOCKET;
		}
		fput(file);
	}
	return origin;
}

/**
 * csec_provenance_input - where descriptor 0 of current leads, if to anybody
 * @scope: Of the current task.
 * @evidence: The descriptor, when it leads outside.
 *
 * For who takes commands from it: as of csec_provenance_held().
 *
 * Context: Process, may sleep.
 * Return: the origin.
 */
enum csec_origin csec_provenance_input(const struct csec_scope *scope,
				       struct csec_evidence *evidence)
{
	enum csec_origin origin = CSEC_ORIGIN_LOCAL;
	struct file *file = fget(0);
	struct socket *sock;

	if (!file)
		return origin;
	sock = sock_from_file(file);
	if (sock)
		origin = csec_provenance_held(scope, sock, &evidence->peer);
	if (origin != CSEC_ORIGIN_LOCAL) {
		evidence->fd = 0;
		evidence->link = CSEC_LINK_SOCKET;
	}
	fput(file);
	return origin;
}

/**
 * csec_provenance_endpoint - the address that a connect names
 * @address: Copied into the kernel already.
 * @len: Bytes of @address.
 * @peer: Filled when the family is known and the address is complete.
 *
 * Context: Any.
 */
void csec_provenance_endpoint(const struct sockaddr *address, int len,
			      struct csec_endpoint *peer)
{
	const struct sockaddr_in6 *in6 = (const void *)address;
	const struct sockaddr_in *in = (const void *)address;

	if (len >= (int)sizeof(*in) && address->sa_family == AF_INET) {
		peer->family = AF_INET;
		peer->port = ntohs(in->sin_port);
		memcpy(peer->addr, &in->sin_addr, sizeof(in->sin_addr));
	} else if (len >= SIN6_LEN_RFC2133 && address->sa_family == AF_INET6) {
		peer->family = AF_INET6;
		peer->port = ntohs(in6->sin6_port);
		memcpy(peer->addr, &in6->sin6_addr, sizeof(in6->sin6_addr));
	}
}
