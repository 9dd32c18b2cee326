// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - times single operations; under -icount a nanosecond is an instruction
 *
 * ops LABEL NR OPERATION... prints "LABEL operation p10 p50" for each. The
 * program that is executed is argv[0] of the environment's PROGRAM.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int fd_zero, fd_null, fd_udp;
static char *program[] = { NULL, NULL };
static char *no_environment[] = { NULL };

static uint64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static void op_getppid(void)
{
	syscall(SYS_getppid);
}

static void op_open(void)
{
	close(open("/etc/passwd", O_RDONLY));
}

static void op_read(void)
{
	char c;

	if (read(fd_zero, &c, 1) != 1)
		abort();
}

static void op_write(void)
{
	if (write(fd_null, "x", 1) != 1)
		abort();
}

static void op_connect(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(9),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};

	if (connect(fd_udp, (void *)&address, sizeof(address)))
		abort();
}

static void op_fork(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	if (pid < 0 || waitpid(pid, NULL, 0) != pid)
		abort();
}

static void op_exec(void)
{
	int status;
	pid_t pid = vfork();

	if (!pid) {
		execve(program[0], program, no_environment);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status)
		abort();
}

static const struct {
	const char *name;
	void (*run)(void);
} operations[] = {
	{ "getppid", op_getppid }, { "open", op_open },
	{ "read", op_read },	   { "write", op_write },
	{ "connect", op_connect }, { "fork", op_fork },
	{ "exec", op_exec },
};

static int compare(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void measure(const char *label, const char *name, void (*run)(void),
		    size_t nr)
{
	uint64_t *t = calloc(nr, sizeof(*t)), begin;
	size_t i;

	for (i = 0; i < 20; i++)
		run();
	for (i = 0; i < nr; i++) {
		begin = now();
		run();
		t[i] = now() - begin;
	}
	qsort(t, nr, sizeof(*t), compare);
	printf("%s %s %llu %llu\n", label, name, (unsigned long long)t[nr / 10],
	       (unsigned long long)t[nr / 2]);
	fflush(stdout);
	free(t);
}

int main(int argc, char **argv)
{
	size_t i, nr;

	if (argc < 3)
		return 2;
	nr = strtoul(argv[2], NULL, 10);
	program[0] = getenv("PROGRAM");
	fd_zero = open("/dev/zero", O_RDONLY);
	fd_null = open("/dev/null", O_WRONLY);
	fd_udp = socket(AF_INET, SOCK_DGRAM, 0);
	for (i = 0; i < sizeof(operations) / sizeof(*operations); i++)
		measure(argv[1], operations[i].name, operations[i].run,
			operations[i].run == op_fork ||
					operations[i].run == op_exec ?
				nr / 4 :
				nr);
	return 0;
}
