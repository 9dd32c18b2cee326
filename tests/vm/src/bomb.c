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
 *
 * What is no bomb, but stubborn:
 *
 *   bomb pool      one manager, whose workers sleep, never gives up
 *   bomb workers   30 workers each try again every half millisecond
 *
 * After some seconds everybody sleeps, so that the host can be asked what is left.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
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

	end = argc > 2 ? atol(argv[2]) : now() + SECONDS;
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
	else if (!strcmp(kind, "pool"))
		pool();
	else if (!strcmp(kind, "workers"))
		workers();
	fprintf(stderr,
		"usage: bomb loop|daemon|thread|vfork|detached|signals|pool|workers\n");
	return 2;
}
