// SPDX-License-Identifier: GPL-2.0-only
/*
 * nl_exec - nl_exec CGROUP-DIRECTORY N FILE [COMM]
 *
 * Enters the cgroup and tries N times to become FILE, which is expected to be
 * refused; prints how often, and the error. Fast: nothing is forked.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	char path[PATH_MAX], *const args[] = { "x", NULL },
				    *const env[] = { NULL };
	int fd, n, err = 0;

	if (argc < 4) {
		fputs("usage: nl_exec CGROUP-DIRECTORY N FILE [COMM]\n",
		      stderr);
		return 2;
	}
	snprintf(path, sizeof(path), "%s/cgroup.procs", argv[1]);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "0", 1) != 1) {
		perror(path);
		return 125;
	}
	close(fd);
	if (argc > 4)
		prctl(PR_SET_NAME, argv[4]);
	for (n = 0; n < atoi(argv[2]); n++) {
		execve(argv[3], args, env);
		err = errno;
	}
	printf("refused %d: %s\n", n, strerrorname_np(err));
	return 0;
}
