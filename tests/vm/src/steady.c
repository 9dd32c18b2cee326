// SPDX-License-Identifier: GPL-2.0-only
/*
 * steady - steady: forks every ten milliseconds until SIGTERM, reaps each child;
 * then says "made M failed N killed K": forks that succeeded and that did not, and
 * children that ended otherwise than by themselves
 */
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t is_over;

static void end(int unused)
{
	(void)unused;
	is_over = 1;
}

int main(void)
{
	const struct sigaction action = { .sa_handler = end };
	int made = 0, failed = 0, killed = 0, status;
	pid_t pid;

	sigaction(SIGTERM, &action, NULL);
	for (; !is_over; usleep(10000)) {
		pid = fork();
		if (!pid)
			_exit(0);
		if (pid < 0) {
			failed++;
			continue;
		}
		made++;
		/* The signal may come here. */
		while (waitpid(pid, &status, 0) < 0)
			;
		killed += status != 0;
	}
	printf("made %d failed %d killed %d\n", made, failed, killed);
	return 0;
}
