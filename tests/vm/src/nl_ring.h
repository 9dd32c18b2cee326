/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - another road for the messages of nl_lib.h: sent by io_uring
 *
 * By IORING_OP_SENDMSG in the context of the sender, or in that of a worker of the
 * ring (IOSQE_ASYNC). A ring for each message: whoever sends it has made the ring.
 */
#ifndef NL_RING_H
#define NL_RING_H

#include "nl_lib.h"

#include <linux/io_uring.h>
#include <sys/mman.h>
#include <sys/syscall.h>

struct ring {
	int fd;
	struct io_uring_params p;
	uint8_t *sq, *cq;
	struct io_uring_sqe *sqes;
};

static uint8_t *ring_map(const struct ring *ring, size_t size, off_t at)
{
	void *const p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED,
			     ring->fd, at);

	if (p == MAP_FAILED)
		die("mmap of a ring");
	return p;
}

static size_t sq_size(const struct ring *ring)
{
	return ring->p.sq_off.array + ring->p.sq_entries * sizeof(unsigned int);
}

static size_t cq_size(const struct ring *ring)
{
	return ring->p.cq_off.cqes +
	       ring->p.cq_entries * sizeof(struct io_uring_cqe);
}

static void ring_open(struct ring *ring)
{
	memset(ring, 0, sizeof(*ring));
	ring->fd = (int)syscall(SYS_io_uring_setup, 1, &ring->p);
	if (ring->fd < 0)
		die("io_uring_setup");
	ring->sq = ring_map(ring, sq_size(ring), IORING_OFF_SQ_RING);
	ring->cq = ring_map(ring, cq_size(ring), IORING_OFF_CQ_RING);
	ring->sqes =
		(void *)ring_map(ring, sizeof(*ring->sqes), IORING_OFF_SQES);
}

static void ring_close(struct ring *ring)
{
	munmap(ring->sq, sq_size(ring));
	munmap(ring->cq, cq_size(ring));
	munmap(ring->sqes, sizeof(*ring->sqes));
	close(ring->fd);
}

/* Sends one message and waits for its completion; positive errno. */
static int ring_send(const struct nl *nl, const void *bytes, size_t len,
		     uint8_t flags)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	struct iovec iov = { .iov_base = (void *)bytes, .iov_len = len };
	const struct msghdr msg = { .msg_name = &kernel,
				    .msg_namelen = sizeof(kernel),
				    .msg_iov = &iov,
				    .msg_iovlen = 1 };
	const struct io_uring_cqe *cqe;
	unsigned int *tail;
	struct ring ring;
	int res;

	ring_open(&ring);
	memset(ring.sqes, 0, sizeof(*ring.sqes));
	ring.sqes->opcode = IORING_OP_SENDMSG;
	ring.sqes->flags = flags;
	ring.sqes->fd = nl->fd;
	ring.sqes->addr = (uintptr_t)&msg;
	ring.sqes->len = 1;
	*(unsigned int *)(void *)(ring.sq + ring.p.sq_off.array) = 0;
	tail = (void *)(ring.sq + ring.p.sq_off.tail);
	__atomic_store_n(tail, 1, __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, ring.fd, 1, 1, IORING_ENTER_GETEVENTS,
		    NULL, 0) != 1)
		die("io_uring_enter");
	tail = (void *)(ring.cq + ring.p.cq_off.tail);
	if (__atomic_load_n(tail, __ATOMIC_ACQUIRE) != 1)
		die("no completion of io_uring");
	cqe = (const void *)(ring.cq + ring.p.cq_off.cqes);
	res = cqe->res;
	ring_close(&ring);
	return res < 0 ? -res : 0;
}

static int send_by_ring(struct nl *nl, const void *bytes, size_t len)
{
	return ring_send(nl, bytes, len, 0);
}

static int send_by_worker(struct nl *nl, const void *bytes, size_t len)
{
	return ring_send(nl, bytes, len, IOSQE_ASYNC);
}

#endif /* NL_RING_H */
