// SPDX-License-Identifier: GPL-2.0-only
/*
 * ring - does by io_uring what has a system call of its own
 *
 *   ring open FILE [MODE]      opens FILE for writing
 *   ring openat2 FILE [MODE]   the same by openat2
 *   ring connect PORT [MODE]   connects to the loopback
 *   ring raw [MODE]            a raw socket
 *   ring renewed [MODE]        the same, with rights that are newer than the worker
 *   ring personality           opens with rights that were registered before
 *
 * MODE: inline (by the task itself, the default), worker (by a thread of the
 * kernel), poll (by the thread that polls the queue). "KIND: ERRNO", status 1,
 * when it fails.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <linux/openat2.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct io_uring_params params;
static int ring;

static void die(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerrorname_np(errno));
	exit(125);
}

static void *map(size_t size, off_t offset)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_POPULATE, ring, offset);

	if (memory == MAP_FAILED)
		die("mmap");
	return memory;
}

/* Runs one request, of four at most; its result. */
static int run(const struct io_uring_sqe *request)
{
	const size_t sq_size =
		params.sq_off.array + params.sq_entries * sizeof(unsigned);
	const size_t cq_size = params.cq_off.cqes +
			       params.cq_entries * sizeof(struct io_uring_cqe);
	char *const sq = map(sq_size, IORING_OFF_SQ_RING);
	char *const cq = map(cq_size, IORING_OFF_CQ_RING);
	struct io_uring_sqe *const sqes =
		map(params.sq_entries * sizeof(*sqes), IORING_OFF_SQES);
	const struct io_uring_cqe *const cqes =
		(void *)(cq + params.cq_off.cqes);
	unsigned *const tail = (void *)(sq + params.sq_off.tail);
	unsigned *const flags = (void *)(sq + params.sq_off.flags);
	unsigned *const array = (void *)(sq + params.sq_off.array);
	unsigned *const cq_tail = (void *)(cq + params.cq_off.tail);
	unsigned enter = IORING_ENTER_GETEVENTS;
	static unsigned nr;
	const unsigned at = nr++;

	sqes[at] = *request;
	array[at] = at;
	__atomic_store_n(tail, nr, __ATOMIC_RELEASE);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	if (__atomic_load_n(flags, __ATOMIC_ACQUIRE) & IORING_SQ_NEED_WAKEUP)
		enter |= IORING_ENTER_SQ_WAKEUP;
	if (syscall(SYS_io_uring_enter, ring, 1, 1, enter, NULL, 0) < 0)
		die("io_uring_enter");
	while (__atomic_load_n(cq_tail, __ATOMIC_ACQUIRE) != nr)
		usleep(1000);
	return cqes[at].res;
}

static int report(const char *kind, int ret)
{
	if (ret >= 0)
		return 0;
	fprintf(stderr, "%s: %s\n", kind, strerrorname_np(-ret));
	return 1;
}

static int open_file(const char *kind, const char *path, int flags)
{
	const struct open_how how = { .flags = O_WRONLY };
	struct io_uring_sqe sqe = {
		.opcode = IORING_OP_OPENAT,
		.flags = flags,
		.fd = AT_FDCWD,
		.addr = (unsigned long)path,
		.open_flags = O_WRONLY,
	};

	if (!strcmp(kind, "openat2")) {
		sqe.opcode = IORING_OP_OPENAT2;
		sqe.open_flags = 0;
		sqe.len = sizeof(how);
		sqe.off = (unsigned long)&how;
	}
	return report(kind, run(&sqe));
}

static int connect_to(int port, int flags)
{
	const struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	const struct io_uring_sqe sqe = {
		.opcode = IORING_OP_CONNECT,
		.flags = flags,
		.fd = socket(AF_INET, SOCK_STREAM, 0),
		.addr = (unsigned long)&address,
		.off = sizeof(address),
	};

	return report("connect", run(&sqe));
}

static int open_socket(int type, int protocol, int flags)
{
	const struct io_uring_sqe sqe = {
		.opcode = IORING_OP_SOCKET,
		.flags = flags,
		.fd = AF_INET,
		.off = type,
		.len = protocol,
	};

	return run(&sqe);
}

static int open_raw(const char *kind, int flags)
{
	if (!strcmp(kind, "renewed") &&
	    (open_socket(SOCK_DGRAM, 0, flags) < 0 ||
	     prctl(PR_SET_KEEPCAPS, 1)))
		die("socket");
	return report(kind, open_socket(SOCK_RAW, IPPROTO_ICMP, flags));
}

static int with_personality(void)
{
	const int id = syscall(SYS_io_uring_register, ring,
			       IORING_REGISTER_PERSONALITY, NULL, 0);
	struct io_uring_sqe sqe = {
		.opcode = IORING_OP_OPENAT,
		.fd = AT_FDCWD,
		.addr = (unsigned long)"/dev/null",
		.open_flags = O_RDONLY,
		.personality = id,
	};

	if (id < 0)
		die("register");
	/* Other rights than those that were registered, with the same content. */
	if (setresuid(getuid(), geteuid(), -1) || setgid(getgid()))
		die("setgid");
	return report("personality", run(&sqe));
}

int main(int argc, char **argv)
{
	const bool is_raw = argc > 1 && (!strcmp(argv[1], "raw") ||
					 !strcmp(argv[1], "renewed"));
	const int mode_at = is_raw ? 2 : 3;
	const char *const mode = argc > mode_at ? argv[mode_at] : "inline";
	const int flags = strcmp(mode, "worker") ? 0 : IOSQE_ASYNC;

	if (argc < 2)
		return 2;
	if (!strcmp(mode, "poll")) {
		params.flags = IORING_SETUP_SQPOLL;
		params.sq_thread_idle = 1000;
	}
	ring = syscall(SYS_io_uring_setup, 4, &params);
	if (ring < 0)
		die("io_uring_setup");
	if (!strcmp(argv[1], "personality"))
		return with_personality();
	if (is_raw)
		return open_raw(argv[1], flags);
	if (argc > 2 && !strncmp(argv[1], "open", 4))
		return open_file(argv[1], argv[2], flags);
	if (argc > 2 && !strcmp(argv[1], "connect"))
		return connect_to(atoi(argv[2]), flags);
	fputs("usage: ring open|openat2|connect WHAT [MODE] | raw|renewed [MODE] | personality\n",
	      stderr);
	return 2;
}
