// SPDX-License-Identifier: GPL-2.0-only
/*
 * signalled - makes children while signals keep coming
 *
 *   signalled fork N    N children by fork(), one after the other
 *   signalled exec N    N children that each execute a program
 *
 * Every five milliseconds who forks, or all, get a signal that they handle. Says
 * "done M of N in T ms, H handled", or why not: "ERRNO after ...".
 */
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define INTERVAL_US 5000

static atomic_int *handled;

/* Its default is to be ignored: who executes a program does not die of it. */
static void handle(int signal)
{
	(void)signal;
	(*handled)++;
}

static int send_signals(void)
{
	const pid_t parent = getpid();
	const pid_t sender = fork();

	if (sender)
		return sender < 0;
	signal(SIGWINCH, SIG_IGN);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (getppid() == parent) {
		kill(0, SIGWINCH);
		usleep(INTERVAL_US);
	}
	_exit(0);
}

/* Children do not get this one, and it takes no fork. */
static int set_timer(void)
{
	const struct itimerval often = { { 0, INTERVAL_US },
					 { 0, INTERVAL_US } };

	return setitimer(ITIMER_REAL, &often, NULL);
}

static void be_child(int does_exec)
{
	if (does_exec) {
		execl("/opt/csec/bin/forks", "forks", "nothing", NULL);
		_exit(errno);
	}
	_exit(0);
}

/* Returns 0 or an error number. */
static int make_child(int does_exec)
{
	const pid_t pid = fork();
	int status;

	if (pid < 0)
		return errno;
	if (!pid)
		be_child(does_exec);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : ECHILD;
}

static long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = handle };
	const int does_exec = argc > 1 && !strcmp(argv[1], "exec");
	const int nr = argc > 2 ? atoi(argv[2]) : 0;
	int done, err = 0;
	long begin;

	handled = mmap(NULL, sizeof(*handled), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (handled == MAP_FAILED || setpgid(0, 0) ||
	    sigaction(SIGWINCH, &action, NULL) ||
	    sigaction(SIGALRM, &action, NULL) ||
	    (does_exec ? send_signals() : set_timer()))
		return 1;
	begin = now_ms();
	for (done = 0; done < nr && !err; done++)
		err = make_child(does_exec);
	if (err)
		printf("%s after ", strerror(err));
	printf("done %d of %d in %ld ms, %d handled\n", done, nr,
	       now_ms() - begin, *handled);
	return err ? 1 : 0;
}
