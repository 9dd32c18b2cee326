// SPDX-License-Identifier: GPL-2.0-only
/*
 * overtake - moves a process to a cgroup in the middle of its exec
 *
 *   overtake CGROUP FILE [ARGUMENT]...   the status of FILE, and of what it leaves
 *   overtake sibling      to be such a FILE: makes a child of its parent and ends,
 *                         as helpers of runc do; that one unshares the UTS namespace
 *
 * The exec has been judged and waits for the end of the other thread, which stops at
 * its end (PTRACE_O_TRACEEXIT) until the move is done.
 */
#define _GNU_SOURCE
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int to_parent[2], to_child[2];

static void *tell_and_sleep(void *arg)
{
	const pid_t tid = syscall(SYS_gettid);

	if (write(to_parent[1], &tid, sizeof(tid)) != sizeof(tid))
		_exit(125);
	pause();
	return arg;
}

static void execute(char **argv)
{
	pthread_t thread;
	char c;

	close(to_child[1]);
	if (pthread_create(&thread, NULL, tell_and_sleep, NULL) ||
	    read(to_child[0], &c, 1) != 1)
		_exit(125);
	execv(argv[0], argv);
	err(126, "exec");
}

static void move(pid_t pid, const char *cgroup)
{
	char path[4096];
	int fd;

	snprintf(path, sizeof(path), "%s/cgroup.procs", cgroup);
	fd = open(path, O_WRONLY);
	if (fd < 0 || dprintf(fd, "%d", pid) < 0)
		err(124, "%s", path);
	close(fd);
}

static int sibling(void)
{
	const pid_t self = getpid();
	const pid_t pid =
		syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0);

	if (pid)
		return pid < 0;
	while (!kill(self, 0))
		usleep(1000);
	if (!unshare(CLONE_NEWUTS))
		return 0;
	fprintf(stderr, "sibling: %s\n", strerrorname_np(errno));
	return 1;
}

int main(int argc, char **argv)
{
	int status;
	pid_t pid, tid;

	if (argc == 2 && !strcmp(argv[1], "sibling"))
		return sibling();

	if (argc < 3 || pipe2(to_parent, O_CLOEXEC) ||
	    pipe2(to_child, O_CLOEXEC))
		errx(124, "usage: overtake CGROUP FILE [ARGUMENT]...");
	pid = fork();
	if (!pid)
		execute(argv + 2);
	if (read(to_parent[0], &tid, sizeof(tid)) != sizeof(tid) ||
	    ptrace(PTRACE_SEIZE, tid, 0, PTRACE_O_TRACEEXIT))
		err(124, "the other thread");
	if (write(to_child[1], "x", 1) != 1)
		err(124, "go");
	if (waitpid(tid, &status, __WALL) != tid ||
	    status >> 8 != (SIGTRAP | PTRACE_EVENT_EXIT << 8))
		errx(124, "the other thread: status %x", status);
	move(pid, argv[1]);
	if (ptrace(PTRACE_CONT, tid, 0, 0) ||
	    waitpid(tid, &status, __WALL) != tid)
		err(124, "continue");
	/* The last one tells. */
	while (wait(&status) > 0)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 125;
}
