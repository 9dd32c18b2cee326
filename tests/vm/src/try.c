// SPDX-License-Identifier: GPL-2.0-only
/*
 * try - makes one system call (or many) and says how it went, by errno name
 *
 *   try exec FILE [ARGUMENT]...  becomes FILE; else "exec: ERRNO", status 1
 *   try fork N                   "forked M" or "forked M: ERRNO"; the children
 *                                live until all attempts are made
 *   try thread N                 the same with threads
 *   try connect PORT             "connected" or "connect: ERRNO", loopback
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int report(const char *what, int err)
{
	fprintf(stderr, "%s: %s\n", what, strerrorname_np(err));
	return 1;
}

static int report_count(const char *what, int done, int wanted, int err)
{
	if (done == wanted) {
		printf("%s %d\n", what, done);
		return 0;
	}
	printf("%s %d: %s\n", what, done, strerrorname_np(err));
	return 1;
}

static int try_fork(int wanted)
{
	pid_t *const pids = calloc(wanted, sizeof(*pids));
	int i, err = 0;

	for (i = 0; i < wanted; i++) {
		pids[i] = fork();
		if (pids[i] == 0) {
			pause();
			_exit(0);
		}
		if (pids[i] < 0) {
			err = errno;
			break;
		}
	}
	for (int n = 0; n < i; n++)
		kill(pids[n], SIGKILL);
	while (wait(NULL) > 0)
		;
	free(pids);
	return report_count("forked", i, wanted, err);
}

static void *sleeper(void *arg)
{
	pause();
	return arg;
}

static int try_thread(int wanted)
{
	pthread_attr_t attr;
	pthread_t thread;
	int i, err = 0;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 65536);
	for (i = 0; i < wanted; i++) {
		err = pthread_create(&thread, &attr, sleeper, NULL);
		if (err)
			break;
	}
	return report_count("threads", i, wanted, err);
}

static int try_connect(int port)
{
	const struct sockaddr_in addr = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	const int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0)
		return report("socket", errno);
	if (connect(fd, (const struct sockaddr *)&addr, sizeof(addr)))
		return report("connect", errno);
	puts("connected");
	return 0;
}

int main(int argc, char **argv)
{
	if (argc >= 3 && !strcmp(argv[1], "exec")) {
		execv(argv[2], argv + 2);
		return report("exec", errno);
	}
	if (argc == 3 && !strcmp(argv[1], "fork"))
		return try_fork(atoi(argv[2]));
	if (argc == 3 && !strcmp(argv[1], "thread"))
		return try_thread(atoi(argv[2]));
	if (argc == 3 && !strcmp(argv[1], "connect"))
		return try_connect(atoi(argv[2]));
	fputs("usage: try exec FILE [ARGUMENT]... | fork N | thread N | connect PORT\n",
	      stderr);
	return 2;
}
