// SPDX-License-Identifier: GPL-2.0-only
/*
 * cgexec - cgexec CGROUP-DIRECTORY PROGRAM [ARGUMENT]...
 *
 * Enters the cgroup and becomes the program; says why not by errno name.
 * Unlike a shell it never tries again and never interprets the file itself.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int enter(const char *dir)
{
	char path[PATH_MAX];
	int fd, ret = 0;

	snprintf(path, sizeof(path), "%s/cgroup.procs", dir);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, "0", 1) != 1)
		ret = -errno;
	if (fd >= 0)
		close(fd);
	return ret;
}

/* Like execvp(3), without its /bin/sh for files of unknown format. */
static int become(char **argv)
{
	char path[PATH_MAX];
	const char *dirs = getenv("PATH");

	if (strchr(argv[0], '/')) {
		execv(argv[0], argv);
		return -errno;
	}
	while (dirs && *dirs) {
		const size_t len = strcspn(dirs, ":");

		snprintf(path, sizeof(path), "%.*s/%s", (int)len, dirs,
			 argv[0]);
		if (access(path, X_OK) == 0) {
			execv(path, argv);
			return -errno;
		}
		dirs += len;
		dirs += *dirs == ':';
	}
	return -ENOENT;
}

int main(int argc, char **argv)
{
	int ret;

	if (argc < 3) {
		fputs("usage: cgexec CGROUP-DIRECTORY PROGRAM [ARGUMENT]...\n",
		      stderr);
		return 2;
	}
	ret = enter(argv[1]);
	if (ret) {
		fprintf(stderr, "enter: %s\n", strerrorname_np(-ret));
		return 125;
	}
	ret = become(argv + 2);
	fprintf(stderr, "exec: %s\n", strerrorname_np(-ret));
	return 126;
}
