// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - bench: refusals and execs in large numbers
 *
 * flood connect NR [PER-MS]  connections that are refused, as fast as they go or
 *                            so many in a millisecond
 * flood exec NR              execs of REFUSED
 * flood longest              until its standard input ends: execs of PROGRAM
 *                            every millisecond with the highest priority
 *
 * Prints how many were refused, the nanoseconds that passed, and those that the
 * processor worked for it, and fails unless all were refused; longest: of these
 * execs the longest, and the latest end, both in microseconds: an exec that waits
 * for a lock is long, and one that the processor was not given up for is late.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MS 1000000ULL

static uint64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static uint64_t worked(int who)
{
	struct rusage usage;

	getrusage(who, &usage);
	return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000000ULL +
	       (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1000ULL;
}

static void sleep_until(uint64_t ns)
{
	const struct timespec ts = { .tv_sec = ns / 1000000000,
				     .tv_nsec = ns % 1000000000 };

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL);
}

static int refused_connect(int fd)
{
	const struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(9),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};

	return connect(fd, (const void *)&address, sizeof(address)) &&
	       errno == EACCES;
}

/* Whether it ended as @status says: 127 refused, 0 done. */
static int execute(const char *path, int expected)
{
	char *argv[] = { (char *)path, NULL }, *environment[] = { NULL };
	int status = 0;
	pid_t pid = vfork();

	if (!pid) {
		execve(path, argv, environment);
		_exit(127);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) && WEXITSTATUS(status) == expected;
}

static int longest(void)
{
	const struct sched_param highest = { .sched_priority = 50 };
	struct pollfd input = { .fd = 0, .events = POLLIN };
	uint64_t due, begin, end, long_one = 0, late_one = 0;

	if (sched_setscheduler(0, SCHED_FIFO, &highest))
		return 1;
	for (;;) {
		due = now() + MS;
		if (poll(&input, 1, 1))
			break;
		begin = now();
		if (!execute(getenv("PROGRAM"), 0))
			return 1;
		end = now();
		if (end - begin > long_one)
			long_one = end - begin;
		if (end - due > late_one)
			late_one = end - due;
	}
	printf("%.1f %.1f\n", long_one / 1e3, late_one / 1e3);
	return 0;
}

int main(int argc, char **argv)
{
	unsigned long nr, per_ms, i, refused = 0;
	uint64_t begin, passed, own;
	int fd;

	if (argc == 2 && !strcmp(argv[1], "longest"))
		return longest();
	if (argc < 3)
		return 2;
	nr = strtoul(argv[2], NULL, 10);
	per_ms = argc > 3 ? strtoul(argv[3], NULL, 10) : 0;
	fd = socket(AF_INET, SOCK_DGRAM, 0);
	own = worked(RUSAGE_SELF) + worked(RUSAGE_CHILDREN);
	begin = now();
	for (i = 0; i < nr; i++) {
		if (per_ms && i && i % per_ms == 0)
			sleep_until(begin + i / per_ms * MS);
		refused += strcmp(argv[1], "exec") ?
				   refused_connect(fd) :
				   execute(getenv("REFUSED"), 127);
	}
	passed = now() - begin;
	own = worked(RUSAGE_SELF) + worked(RUSAGE_CHILDREN) - own;
	printf("%lu %llu %llu\n", refused, (unsigned long long)passed,
	       (unsigned long long)own);
	return refused != nr;
}
