// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - probes of the self-test: files that a worker of io_uring opens
 */
#include "probe_tools.h"

#include <fcntl.h>
#include <linux/io_uring.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool is_by_ring;

void csec_probe_use_ring(void)
{
	is_by_ring = true;
}

static char *map(int ring, size_t size, off_t offset)
{
	char *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_POPULATE, ring, offset);

	if (p == MAP_FAILED)
		_exit(CSEC_PROBE_FAILED);
	return p;
}

/* One ring for one request: a probe opens few files. */
static int run_request(const struct io_uring_sqe *request)
{
	struct io_uring_params p = { 0 };
	const struct io_uring_cqe *cqe;
	struct io_uring_sqe *sqes;
	unsigned int *tail, *done;
	char *sq, *cq;
	int ring, ret;

	ring = (int)csec_probe_check(syscall(SYS_io_uring_setup, 1, &p));
	sq = map(ring, p.sq_off.array + p.sq_entries * sizeof(*tail),
		 IORING_OFF_SQ_RING);
	cq = map(ring, p.cq_off.cqes + p.cq_entries * sizeof(*cqe),
		 IORING_OFF_CQ_RING);
	sqes = (void *)map(ring, p.sq_entries * sizeof(*sqes), IORING_OFF_SQES);
	cqe = (void *)(cq + p.cq_off.cqes);
	tail = (void *)(sq + p.sq_off.tail);
	done = (void *)(cq + p.cq_off.tail);
	sqes[0] = *request;
	*(unsigned int *)(void *)(sq + p.sq_off.array) = 0;
	__atomic_store_n(tail, 1, __ATOMIC_RELEASE);
	csec_probe_check(syscall(SYS_io_uring_enter, ring, 1, 1,
				 IORING_ENTER_GETEVENTS, NULL, 0));
	if (!__atomic_load_n(done, __ATOMIC_ACQUIRE))
		_exit(CSEC_PROBE_FAILED);
	ret = cqe->res;
	close(ring);
	return ret;
}

int csec_probe_open(const char *path, int flags, unsigned int mode)
{
	const struct io_uring_sqe request = {
		.opcode = IORING_OP_OPENAT,
		.flags = IOSQE_ASYNC, /* a worker, not this thread */
		.fd = AT_FDCWD,
		.addr = (uintptr_t)path,
		.len = mode,
		.open_flags = (unsigned int)flags,
	};

	if (is_by_ring)
		return (int)csec_probe_check(run_request(&request));
	return (int)csec_probe_check(open(path, flags, mode));
}
