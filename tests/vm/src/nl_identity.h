/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - for nl_cred.c: to be somebody else, and to hand a socket to somebody else
 */
#ifndef NL_IDENTITY_H
#define NL_IDENTITY_H

#include "nl_lib.h"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

enum {
	NOBODY = 65534
};

/* Capabilities */

static inline void set_caps(uint64_t caps)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2] = {
		{ .effective = (uint32_t)caps, .permitted = (uint32_t)caps },
		{ .effective = caps >> 32, .permitted = caps >> 32 },
	};

	if (syscall(SYS_capset, &head, data))
		die("capset");
}

static inline void become_nobody(void)
{
	if (setresgid(NOBODY, NOBODY, NOBODY) ||
	    setresuid(NOBODY, NOBODY, NOBODY))
		die("setresuid");
}

/* uid nobody with nothing but these capabilities. */
static inline void keep_only(uint64_t caps)
{
	prctl(PR_SET_KEEPCAPS, 1);
	become_nobody();
	set_caps(caps);
}

#define CAP(name) (UINT64_C(1) << CAP_##name)
#define ALL_CAPS ((UINT64_C(1) << 41) - 1)

/* Passing of sockets */

static inline void send_fd(int over, int fd)
{
	union {
		char buf[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} u = { 0 };
	struct iovec iov = { .iov_base = (char[]){ "x" }, .iov_len = 1 };
	struct msghdr msg = { .msg_iov = &iov,
			      .msg_iovlen = 1,
			      .msg_control = u.buf,
			      .msg_controllen = sizeof(u.buf) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&msg);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(c), &fd, sizeof(fd));
	if (sendmsg(over, &msg, 0) < 0)
		die("sendmsg SCM_RIGHTS");
}

static inline int receive_fd(int over)
{
	union {
		char buf[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} u = { 0 };
	char byte;
	struct iovec iov = { .iov_base = &byte, .iov_len = 1 };
	struct msghdr msg = { .msg_iov = &iov,
			      .msg_iovlen = 1,
			      .msg_control = u.buf,
			      .msg_controllen = sizeof(u.buf) };
	int fd = -1;

	if (recvmsg(over, &msg, 0) < 0 || !CMSG_FIRSTHDR(&msg))
		die("recvmsg SCM_RIGHTS");
	memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&msg)), sizeof(fd));
	return fd;
}

#endif /* NL_IDENTITY_H */
