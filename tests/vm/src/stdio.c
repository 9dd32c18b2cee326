// SPDX-License-Identifier: GPL-2.0-only
/*
 * stdio - stdio KIND DESCRIPTORS PROGRAM [ARGUMENT]...
 *
 * Becomes PROGRAM with something on DESCRIPTORS, digits of 0, 1 and 2 ("012"),
 * or "9" for none of them. All peers are in the same network namespace:
 *
 *   tcp4, tcp6, mapped   connected (mapped: IPv4 through an IPv6 socket)
 *   udp4, udp6           connected
 *   nonblock             TCP, connecting, never answered
 *   accepted4, accepted6 accepted, the listener stays open
 *   closed               accepted, the listener is closed
 *   turned               the same, then disconnected and connected elsewhere
 *   listening, fresh     a TCP socket that listens; that did nothing yet
 *   bound                a UDP socket with a local address only
 *   pair, pipe, null     a socketpair(2), a pipe, /dev/null
 *   stream               a connected AF_UNIX stream socket
 *
 * mptcp-KIND is the same with MPTCP in the place of TCP.
 * KIND:PORT connects to the port of a listener that is there, instead of to one
 * of its own (tcp4 only). A refusal is "exec: ERRNO", status 126.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int protocol;

static int check(int ret, const char *what)
{
	if (ret >= 0)
		return ret;
	fprintf(stderr, "%s: %s\n", what, strerrorname_np(errno));
	exit(125);
}

static socklen_t loopback(int family, struct sockaddr_storage *address)
{
	struct sockaddr_in6 *in6 = (void *)address;
	struct sockaddr_in *in = (void *)address;

	memset(address, 0, sizeof(*address));
	address->ss_family = family;
	if (family == AF_INET) {
		in->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		return sizeof(*in);
	}
	in6->sin6_addr = in6addr_loopback;
	return sizeof(*in6);
}

static int bound(int family, int type)
{
	const int fd = check(socket(family, type, protocol), "socket");
	struct sockaddr_storage address;
	socklen_t len = loopback(family, &address);

	check(bind(fd, (void *)&address, len), "bind");
	return fd;
}

static int listening(int family, int backlog)
{
	const int fd = bound(family, SOCK_STREAM);

	check(listen(fd, backlog), "listen");
	return fd;
}

static int connected_to(int peer, int family, int type, int flags)
{
	const int fd = check(socket(family, type | flags, protocol), "socket");
	struct sockaddr_storage address;
	socklen_t len = sizeof(address);

	check(getsockname(peer, (void *)&address, &len), "getsockname");
	if (connect(fd, (void *)&address, len) && errno != EINPROGRESS)
		check(-1, "connect");
	return fd;
}

static int connected(int family, int type)
{
	const int peer = type == SOCK_DGRAM ? bound(family, type) :
					      listening(family, 5);

	return connected_to(peer, family, type, 0);
}

static int mapped(void)
{
	const int peer = listening(AF_INET, 5);
	const int fd = check(socket(AF_INET6, SOCK_STREAM, 0), "socket");
	struct sockaddr_in6 to = { .sin6_family = AF_INET6 };
	struct sockaddr_in in;
	socklen_t len = sizeof(in);

	check(getsockname(peer, (void *)&in, &len), "getsockname");
	to.sin6_port = in.sin_port;
	inet_pton(AF_INET6, "::ffff:127.0.0.1", &to.sin6_addr);
	check(connect(fd, (void *)&to, sizeof(to)), "connect");
	return fd;
}

/* A full queue of connections that nobody accepts leaves the last one waiting. */
static int connecting(void)
{
	const int peer = listening(AF_INET, 0);

	connected_to(peer, AF_INET, SOCK_STREAM, 0);
	connected_to(peer, AF_INET, SOCK_STREAM, SOCK_NONBLOCK);
	return connected_to(peer, AF_INET, SOCK_STREAM, SOCK_NONBLOCK);
}

/* It may have fallen back to TCP. */
static void check_protocol(int fd)
{
	socklen_t len = sizeof(int);
	int found;

	check(getsockopt(fd, SOL_SOCKET, SO_PROTOCOL, &found, &len),
	      "getsockopt");
	errno = EPROTO;
	check(protocol && found != protocol ? -1 : 0, "accept");
}

static int accepted(int family, int closes)
{
	const int peer = listening(family, 5);
	int fd;

	connected_to(peer, family, SOCK_STREAM, 0);
	fd = check(accept(peer, NULL, NULL), "accept");
	check_protocol(fd);
	if (closes)
		close(peer);
	return fd;
}

static int turned(void)
{
	const struct sockaddr nowhere = { .sa_family = AF_UNSPEC };
	const int fd = accepted(AF_INET, 1), peer = listening(AF_INET, 5);
	struct sockaddr_storage address;
	socklen_t len = sizeof(address);

	check(connect(fd, &nowhere, sizeof(nowhere)), "disconnect");
	check(getsockname(peer, (void *)&address, &len), "getsockname");
	check(connect(fd, (void *)&address, len), "connect");
	return fd;
}

static int pair(void)
{
	int fds[2];

	check(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), "socketpair");
	return fds[0];
}

static int pipe_end(void)
{
	int fds[2];

	check(pipe(fds), "pipe");
	return fds[1];
}

static int stream(void)
{
	const struct sockaddr_un address = {
		.sun_family = AF_UNIX,
		.sun_path = "\0csec-stdio",
	};
	const int peer = check(socket(AF_UNIX, SOCK_STREAM, 0), "socket");
	const int fd = check(socket(AF_UNIX, SOCK_STREAM, 0), "socket");

	check(bind(peer, (void *)&address, sizeof(address)), "bind");
	check(listen(peer, 5), "listen");
	check(connect(fd, (void *)&address, sizeof(address)), "connect");
	return fd;
}

static int to_port(int port)
{
	struct sockaddr_storage address;
	socklen_t len = loopback(AF_INET, &address);
	const int fd = check(socket(AF_INET, SOCK_STREAM, 0), "socket");

	((struct sockaddr_in *)&address)->sin_port = htons(port);
	check(connect(fd, (void *)&address, len), "connect");
	return fd;
}

static int make(const char *kind)
{
	if (!strncmp(kind, "mptcp-", 6)) {
		protocol = IPPROTO_MPTCP;
		kind += 6;
	}
	if (!strncmp(kind, "tcp4:", 5))
		return to_port(atoi(kind + 5));
	if (!strcmp(kind, "tcp4"))
		return connected(AF_INET, SOCK_STREAM);
	if (!strcmp(kind, "tcp6"))
		return connected(AF_INET6, SOCK_STREAM);
	if (!strcmp(kind, "mapped"))
		return mapped();
	if (!strcmp(kind, "udp4"))
		return connected(AF_INET, SOCK_DGRAM);
	if (!strcmp(kind, "udp6"))
		return connected(AF_INET6, SOCK_DGRAM);
	if (!strcmp(kind, "nonblock"))
		return connecting();
	if (!strcmp(kind, "accepted4"))
		return accepted(AF_INET, 0);
	if (!strcmp(kind, "accepted6"))
		return accepted(AF_INET6, 0);
	if (!strcmp(kind, "closed"))
		return accepted(AF_INET, 1);
	if (!strcmp(kind, "turned"))
		return turned();
	if (!strcmp(kind, "listening"))
		return listening(AF_INET, 5);
	if (!strcmp(kind, "fresh"))
		return check(socket(AF_INET, SOCK_STREAM, 0), "socket");
	if (!strcmp(kind, "bound"))
		return bound(AF_INET, SOCK_DGRAM);
	if (!strcmp(kind, "pair"))
		return pair();
	if (!strcmp(kind, "pipe"))
		return pipe_end();
	if (!strcmp(kind, "stream"))
		return stream();
	return check(open("/dev/null", O_RDWR), "open");
}

int main(int argc, char **argv)
{
	int fd, say;

	if (argc < 4) {
		fputs("usage: stdio KIND DESCRIPTORS PROGRAM [ARGUMENT]...\n",
		      stderr);
		return 2;
	}
	say = check(fcntl(2, F_DUPFD_CLOEXEC, 100), "dup");
	fd = check(fcntl(make(argv[1]), F_DUPFD, 50), "dup");
	for (const char *c = argv[2]; *c; c++)
		check(dup2(fd, *c - '0'), "dup2");
	execv(argv[3], argv + 3);
	dprintf(say, "exec: %s\n", strerrorname_np(errno));
	return 126;
}
