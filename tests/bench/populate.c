// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - bench: many cgroups
 *
 * populate DIRECTORY NR [enter|remove]: makes NR cgroups in groups of a thousand;
 * enter: a process is put through each, so that it is looked up and governed. It
 * is put there from outside: by itself it would not leave its policy.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NR_OF_GROUP 1000

static void fail(const char *what)
{
	fprintf(stderr, "populate: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void make(const char *path)
{
	if (mkdir(path, 0755) && errno != EEXIST)
		fail(path);
}

static pid_t guest;

static void enter(const char *path)
{
	char file[512], pid[16];
	int fd, len;

	snprintf(file, sizeof(file), "%s/cgroup.procs", path);
	len = snprintf(pid, sizeof(pid), "%d", guest);
	fd = open(file, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, pid, len) != len)
		fail(file);
	close(fd);
}

static void take_away(const char *path)
{
	if (rmdir(path))
		fail(path);
}

/* @before: Also the directories between, which @what makes. */
static void for_each(const char *top, unsigned long nr,
		     void (*what)(const char *path), int before)
{
	char path[400];
	unsigned long i;

	for (i = 0; i < nr; i++) {
		snprintf(path, sizeof(path), "%s/%lu", top, i / NR_OF_GROUP);
		if (before && i % NR_OF_GROUP == 0)
			what(path);
		snprintf(path, sizeof(path), "%s/%lu/%lu", top, i / NR_OF_GROUP,
			 i);
		what(path);
		snprintf(path, sizeof(path), "%s/%lu", top, i / NR_OF_GROUP);
		if (what == take_away &&
		    (i % NR_OF_GROUP == NR_OF_GROUP - 1 || i == nr - 1))
			what(path);
	}
}

int main(int argc, char **argv)
{
	unsigned long nr;

	if (argc < 3)
		return 2;
	nr = strtoul(argv[2], NULL, 10);
	if (argc == 3) {
		make(argv[1]);
		for_each(argv[1], nr, make, 1);
		return 0;
	}
	if (!strcmp(argv[3], "remove")) {
		for_each(argv[1], nr, take_away, 0);
		take_away(argv[1]);
		return 0;
	}
	guest = fork();
	if (guest < 0)
		fail("fork");
	if (!guest) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			pause();
	}
	for_each(argv[1], nr, enter, 0);
	kill(guest, SIGKILL);
	waitpid(guest, NULL, 0);
	return 0;
}
