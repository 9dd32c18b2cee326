// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - bench: cost COMMAND...: runs it, and prints on descriptor 3 the nanoseconds
 * that the processor worked for it, and that passed
 */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

static long long nanoseconds(struct timeval tv)
{
	return tv.tv_sec * 1000000000LL + tv.tv_usec * 1000LL;
}

int main(int argc, char **argv)
{
	const long long begin = now();
	const pid_t pid = fork();
	struct rusage usage;
	int status;

	if (!pid) {
		close(3);
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	if (pid < 0 || argc < 2 || wait4(pid, &status, 0, &usage) != pid)
		return 1;
	dprintf(3, "%lld %lld\n",
		nanoseconds(usage.ru_utime) + nanoseconds(usage.ru_stime),
		now() - begin);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
