// SPDX-License-Identifier: GPL-2.0-only
/*
 * uring N - a process that opens N FIFOs, which waits, each in a worker of io_uring
 *
 * Says "workers M" and "ready" when no more workers come; ends with its standard
 * input.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int nr_workers(void)
{
	DIR *const dir = opendir("/proc/self/task");
	int nr = 0;

	while (dir && readdir(dir))
		nr++;
	if (dir)
		closedir(dir);
	return nr - 3; /* ".", ".." and this task */
}

/*
 * Each blocks a worker, as nobody opens the other end. A read of a pipe does not on
 * every kernel: some only wait for what poll would say.
 */
static int submit(int ring, const struct io_uring_params *p, int nr)
{
	const size_t size = p->sq_off.array + p->sq_entries * sizeof(unsigned);
	static char names[64][32];
	struct io_uring_sqe *sqes;
	unsigned *array, *tail;
	char *sq;

	sq = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, ring,
		  IORING_OFF_SQ_RING);
	sqes = mmap(NULL, p->sq_entries * sizeof(*sqes), PROT_READ | PROT_WRITE,
		    MAP_SHARED, ring, IORING_OFF_SQES);
	if (sq == MAP_FAILED || sqes == MAP_FAILED)
		return -1;
	array = (unsigned *)(sq + p->sq_off.array);
	tail = (unsigned *)(sq + p->sq_off.tail);
	for (int i = 0; i < nr; i++) {
		snprintf(names[i], sizeof(names[i]), "uring-%d-%d", getpid(),
			 i);
		if (mkfifo(names[i], 0600))
			return -1;
		memset(&sqes[i], 0, sizeof(sqes[i]));
		sqes[i].opcode = IORING_OP_OPENAT;
		sqes[i].flags = IOSQE_ASYNC;
		sqes[i].fd = AT_FDCWD;
		sqes[i].addr = (unsigned long)names[i];
		sqes[i].open_flags = O_RDONLY;
		array[i] = i;
	}
	__atomic_store_n(tail, nr, __ATOMIC_RELEASE);
	return syscall(SYS_io_uring_enter, ring, nr, 0, 0, NULL, 0);
}

int main(int argc, char **argv)
{
	const int nr = argc > 1 ? atoi(argv[1]) % 64 : 0;
	struct io_uring_params params = {};
	int ring, same = 0, before = -1;
	char c;

	ring = syscall(SYS_io_uring_setup, nr, &params);
	if (ring < 0 || submit(ring, &params, nr) != nr) {
		printf("io_uring: %s\n", strerrorname_np(errno));
		return 1;
	}
	for (int i = 0; i < 500 && same < 25; i++) {
		const int now = nr_workers();

		same = now == before ? same + 1 : 0;
		before = now;
		usleep(20000);
	}
	printf("workers %d\nready\n", before);
	fflush(stdout);
	while (read(0, &c, 1) > 0)
		;
	return 0;
}
