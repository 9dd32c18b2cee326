// SPDX-License-Identifier: GPL-2.0-only
/*
 * bomb - forks without end
 *
 *   bomb loop      every task forks and tries again
 *   bomb daemon    parents die, children are in sessions of their own
 *   bomb thread    every thread makes threads and tries again
 *   bomb vfork     every child executes the program anew
 *   bomb detached  as daemon, but everybody sleeps between attempts
 *   bomb signals   as loop, but everybody handles a signal every two milliseconds
 *   bomb slow      everybody makes one in 300 milliseconds
 *   bomb nested DIRECTORY  every child makes a cgroup below that of its parent,
 *                  which DIRECTORY is for the first one, and goes there
 *   bomb into DIRECTORY  every child is born in one of two cgroups below it,
 *                  by clone3()
 *
 * What is no bomb, but stubborn:
 *
 *   bomb pool      one manager, whose workers sleep, never gives up
 *   bomb workers   30 workers each try again every half millisecond
 *
 * After some seconds everybody sleeps, so that the host can be asked what is left.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/sched.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SECONDS 30

static time_t end;

static time_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &ts);
	return ts.tv_sec;
}

static void rest_at_end(void)
{
	while (now() > end)
		pause();
}

static void loop(void)
{
	for (;; rest_at_end())
		fork();
}

static void handle(int signal)
{
	(void)signal;
}

static void signals(void)
{
	const struct itimerval often = { { 0, 2000 }, { 0, 2000 } };
	const struct sigaction action = { .sa_handler = handle };

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
	for (;; rest_at_end())
		if (!fork())
			setitimer(ITIMER_REAL, &often, NULL);
}

static void daemons(void)
{
	for (;; rest_at_end()) {
		if (fork() > 0 && fork() > 0)
			_exit(0);
		setsid();
	}
}

static void *thread(void *unused)
{
	pthread_attr_t attr;
	pthread_t other;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, 65536);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	for (;; rest_at_end())
		pthread_create(&other, &attr, thread, NULL);
	return unused;
}

static void vforks(void)
{
	char text[24];

	snprintf(text, sizeof(text), "%ld", (long)end);
	for (;; rest_at_end()) {
		if (!vfork()) {
			execl("/proc/self/exe", "bomb", "vfork", text, NULL);
			_exit(1);
		}
		usleep(1000);
	}
}

static void detached(void)
{
	for (;; rest_at_end()) {
		for (int i = 0; i < 2; i++) {
			const pid_t pid = fork();

			if (!pid) {
				setsid();
				if (fork())
					_exit(0);
				usleep(3000);
				break;
			}
			if (pid > 0)
				waitpid(pid, NULL, 0);
		}
		usleep(20000);
	}
}

static void slow(void)
{
	for (;; rest_at_end()) {
		fork();
		usleep(300000);
	}
}

/* The working directory is the cgroup. */
static void descend(void)
{
	int fd;

	mkdir("c", 0755);
	if (chdir("c"))
		_exit(1);
	fd = open("cgroup.procs", O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "0", 1) != 1)
		_exit(1);
	close(fd);
}

static void nested(const char *directory)
{
	if (chdir(directory))
		exit(1);
	for (;; rest_at_end())
		if (!fork())
			descend();
}

static int open_below(const char *directory, const char *name)
{
	const int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	mkdirat(fd, name, 0755);
	return openat(fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void into(const char *directory)
{
	const int cgroups[] = { open_below(directory, "a"),
				open_below(directory, "b") };
	struct clone_args args = {
		.flags = CLONE_INTO_CGROUP,
		.exit_signal = SIGCHLD,
	};

	if (cgroups[0] < 0 || cgroups[1] < 0)
		exit(1);
	for (int i = 0;; rest_at_end()) {
		args.cgroup = cgroups[i++ % 2];
		syscall(SYS_clone3, &args, sizeof(args));
	}
}

static void pool(void)
{
	for (;; rest_at_end()) {
		if (!fork())
			for (;;)
				pause();
		usleep(200);
	}
}

static void workers(void)
{
	for (int i = 0; i < 29; i++)
		if (!fork())
			break;
	for (;; rest_at_end()) {
		if (!fork())
			for (;;)
				pause();
		usleep(500);
	}
}

int main(int argc, char **argv)
{
	const char *kind = argc > 1 ? argv[1] : "";

	/* A number or a directory. */
	end = argc > 2 && argv[2][0] != '/' ? atol(argv[2]) : now() + SECONDS;
	if (!strcmp(kind, "loop"))
		loop();
	else if (!strcmp(kind, "daemon"))
		daemons();
	else if (!strcmp(kind, "thread"))
		thread(NULL);
	else if (!strcmp(kind, "vfork"))
		vforks();
	else if (!strcmp(kind, "detached"))
		detached();
	else if (!strcmp(kind, "signals"))
		signals();
	else if (!strcmp(kind, "slow"))
		slow();
	else if (!strcmp(kind, "nested") && argc > 2)
		nested(argv[2]);
	else if (!strcmp(kind, "into") && argc > 2)
		into(argv[2]);
	else if (!strcmp(kind, "pool"))
		pool();
	else if (!strcmp(kind, "workers"))
		workers();
	fprintf(stderr,
		"usage: bomb loop|daemon|thread|vfork|detached|signals|slow|pool|workers | nested|into DIRECTORY\n");
	return 2;
}
