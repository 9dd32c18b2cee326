// SPDX-License-Identifier: GPL-2.0-only
/*
 * flip - executes a file again and again while another process changes it
 *
 *   flip WAY FILE ROUNDS   FILE is a copy of mark. A child turns its "CSEC" into
 *                          "EVIL" and back; "ran N evil N refused N busy N"
 *
 * WAY: write, held (a descriptor that stays open), mmap, read (a mapping whose page
 * is read before it is written to), mapped (a mapping that stays), uring, rename,
 * truncate, none.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/io_uring.h>

static const char *path;
static char *content;
static size_t size;
static off_t at;
static int held = -1;
static char *mapped;

static void die(const char *what)
{
	fprintf(stderr, "flip: %s: %s\n", what, strerrorname_np(errno));
	exit(2);
}

static const char *word(int evil)
{
	return evil ? "EVIL" : "CSEC";
}

static void read_content(void)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *found;

	if (fd < 0 || fstat(fd, &st))
		die(path);
	size = st.st_size;
	content = malloc(size);
	if (read(fd, content, size) != (ssize_t)size)
		die("read");
	close(fd);
	found = memmem(content, size, "CSEC%d", 6);
	if (!found)
		die("no mark");
	at = found - content;
}

static int open_it(int flags)
{
	/* Refused or busy: the next round may have more luck. */
	return open(path, flags | O_CLOEXEC);
}

static void flip_write(int evil)
{
	int fd = open_it(O_WRONLY);

	if (fd < 0)
		return;
	if (pwrite(fd, word(evil), 4, at) != 4)
		die("pwrite");
	close(fd);
}

static void flip_held(int evil)
{
	if (held < 0)
		held = open_it(O_WRONLY);
	if (held >= 0 && pwrite(held, word(evil), 4, at) != 4)
		die("pwrite");
}

static char *map_it(void)
{
	int fd = open_it(O_RDWR);
	char *map;

	if (fd < 0)
		return NULL;
	map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	return map == MAP_FAILED ? NULL : map;
}

static void flip_mmap(int evil)
{
	char *map = map_it();

	if (!map)
		return;
	memcpy(map + at, word(evil), 4);
	munmap(map, size);
}

/* The page is there when it is written to: a tmpfs does not hear of that. */
static void flip_read(int evil)
{
	volatile char *map = map_it();
	int i;

	if (!map)
		return;
	(void)map[at];
	for (i = 0; i < 4; i++)
		map[at + i] = word(evil)[i];
	munmap((void *)map, size);
}

static void flip_mapped(int evil)
{
	if (!mapped)
		mapped = map_it();
	if (mapped)
		memcpy(mapped + at, word(evil), 4);
}

static void flip_rename(int evil)
{
	char name[4096];
	int fd;

	snprintf(name, sizeof(name), "%s.new", path);
	fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);
	if (fd < 0)
		return;
	memcpy(content + at, word(evil), 4);
	if (write(fd, content, size) != (ssize_t)size)
		die("write");
	close(fd);
	rename(name, path);
}

static void flip_truncate(int evil)
{
	int fd = open_it(O_WRONLY | O_TRUNC);

	if (fd < 0)
		return;
	memcpy(content + at, word(evil), 4);
	if (write(fd, content, size) != (ssize_t)size)
		die("write");
	close(fd);
}

/* One write through a ring that is made for it; the worker may do it. */
static void flip_uring(int evil)
{
	struct io_uring_params params = {};
	int ring, fd = open_it(O_WRONLY);
	struct io_uring_sqe *sqes;
	unsigned int *queue;
	char *rings;

	if (fd < 0)
		return;
	ring = syscall(SYS_io_uring_setup, 2, &params);
	if (ring < 0)
		die("io_uring_setup");
	rings = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, ring,
		     IORING_OFF_SQ_RING);
	sqes = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, ring,
		    IORING_OFF_SQES);
	if (rings == MAP_FAILED || sqes == MAP_FAILED)
		die("mmap of the ring");
	sqes[0] = (struct io_uring_sqe){
		.opcode = IORING_OP_WRITE,
		.flags = IOSQE_ASYNC,
		.fd = fd,
		.addr = (unsigned long)word(evil),
		.len = 4,
		.off = at,
	};
	queue = (void *)(rings + params.sq_off.array);
	queue[0] = 0;
	__atomic_store_n((unsigned int *)(rings + params.sq_off.tail), 1,
			 __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS,
		    NULL, 0) != 1)
		die("io_uring_enter");
	munmap(rings, 4096);
	munmap(sqes, 4096);
	close(ring);
	close(fd);
}

static void flip_none(int evil)
{
	(void)evil;
}

static const struct {
	const char *name;
	void (*flip)(int evil);
} ways[] = {
	{ "write", flip_write }, { "held", flip_held },
	{ "mmap", flip_mmap },	 { "mapped", flip_mapped },
	{ "uring", flip_uring }, { "rename", flip_rename },
	{ "none", flip_none },	 { "truncate", flip_truncate },
	{ "read", flip_read },
};

static void flip_forever(void (*flip)(int))
{
	unsigned int i;

	for (i = 0; getppid() != 1; i++) {
		flip(i & 1);
		usleep(rand() % 30000);
	}
	exit(0);
}

/* 0: ran, 1: ran and was evil, 2: refused, 3: busy or half written */
static int execute(void)
{
	char *argv[] = { (char *)path, NULL }, out[64];
	int fds[2], status;
	ssize_t nr;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC))
		die("pipe");
	pid = fork();
	if (!pid) {
		dup2(fds[1], 1);
		execv(path, argv);
		_exit(errno == EACCES ? 102 : 103);
	}
	close(fds[1]);
	nr = read(fds[0], out, sizeof(out));
	close(fds[0]);
	waitpid(pid, &status, 0);
	if (nr > 0)
		return !memcmp(out, "EVIL", 4);
	return WIFEXITED(status) && WEXITSTATUS(status) == 102 ? 2 : 3;
}

int main(int argc, char **argv)
{
	unsigned int i, counts[4] = {};
	void (*flip)(int) = NULL;
	pid_t child;
	int rounds;

	for (i = 0; argc == 4 && i < sizeof(ways) / sizeof(ways[0]); i++)
		if (!strcmp(argv[1], ways[i].name))
			flip = ways[i].flip;
	if (!flip) {
		fprintf(stderr, "usage: flip WAY FILE ROUNDS\n");
		return 2;
	}
	path = argv[2];
	rounds = atoi(argv[3]);
	read_content();
	child = fork();
	if (!child)
		flip_forever(flip);
	while (rounds--) {
		counts[execute()]++;
		usleep(rand() % 5000);
	}
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	printf("ran %u evil %u refused %u busy %u\n", counts[0], counts[1],
	       counts[2], counts[3]);
	return 0;
}
