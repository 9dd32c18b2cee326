// SPDX-License-Identifier: GPL-2.0-only
/*
 * threaded - threads that are in another cgroup than their leader
 *
 *   threaded exec DIRECTORY   a thread writes itself to cgroup.threads, then
 *                             executes this program: "ready", until standard
 *                             input ends. Otherwise "enter: ERRNO"
 *   threaded fork DIRECTORY   the thread makes a child instead, which waits so
 *   threaded wait             what is executed
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *directory;

static void wait_for_end(void)
{
	char c;

	puts("ready");
	fflush(stdout);
	while (read(0, &c, 1) > 0)
		;
}

/* Only the calling thread. */
static void enter(void)
{
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), "%s/cgroup.threads", directory);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "0", 1) != 1) {
		fprintf(stderr, "enter: %s\n", strerrorname_np(errno));
		exit(1);
	}
	close(fd);
}

static void *enter_and_exec(void *arg)
{
	enter();
	execl("/proc/self/exe", "threaded", "wait", NULL);
	exit(1);
	return arg;
}

static void *enter_and_fork(void *arg)
{
	pid_t pid;

	enter();
	pid = fork();
	if (!pid) {
		wait_for_end();
		_exit(0);
	}
	if (pid < 0)
		exit(1);
	waitpid(pid, NULL, 0);
	return arg;
}

int main(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : "";
	pthread_t thread;
	int err;

	if (!strcmp(word, "wait")) {
		wait_for_end();
		return 0;
	}
	if (argc != 3)
		return 2;
	directory = argv[2];
	err = pthread_create(
		&thread, NULL,
		strcmp(word, "exec") ? enter_and_fork : enter_and_exec, NULL);
	if (err)
		return 1;
	pthread_join(thread, NULL);
	return 0;
}
