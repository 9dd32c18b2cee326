// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - probes of the self-test: the process that runs one
 */
#include "probe_tools.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NR(table) (sizeof(table) / sizeof((table)[0]))

const struct csec_probe_group csec_probe_groups[] = {
	{ "files", csec_probes_of_files },
	{ "loaders", csec_probes_of_loaders },
	{ "memory", csec_probes_of_memory },
	{ "processes", csec_probes_of_processes },
};
const size_t csec_nr_probe_groups = NR(csec_probe_groups);

long csec_probe_check(long ret)
{
	if (ret < 0)
		_exit(CSEC_PROBE_FAILED);
	return ret;
}

void csec_probe_copy(const char *from, int to)
{
	const int fd = csec_probe_open(from, O_RDONLY | O_CLOEXEC, 0);
	struct stat stat;

	csec_probe_check(fstat(fd, &stat));
	while (csec_probe_check(sendfile(to, fd, NULL, 1 << 20)))
		;
	csec_probe_check(fchmod(to, stat.st_mode & 0777));
	close(fd);
}

void csec_probe_new(const char *path)
{
	const int fd = csec_probe_open(
		path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0755);

	csec_probe_check(csec_probe_fill_program(fd, CSEC_PROBE_RAN));
	close(fd);
}

int csec_probe_execute(const char *path)
{
	char *argv[] = { (char *)path, NULL };

	execv(path, argv);
	return CSEC_PROBE_FAILED;
}

int csec_probe_execute_fd(int fd)
{
	char *argv[] = { "probe", NULL };

	syscall(SYS_execveat, fd, "", argv, environ, AT_EMPTY_PATH);
	return CSEC_PROBE_FAILED;
}

int csec_probe_readonly(int fd)
{
	char name[64];
	int new;

	(void)snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	new = csec_probe_open(name, O_RDONLY | O_CLOEXEC, 0);
	close(fd);
	return new;
}

void csec_probe_private_mounts(void)
{
	csec_probe_check(unshare(CLONE_NEWNS));
	csec_probe_check(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL));
}

void csec_probe_mount(const char *what, const char *where, const char *type)
{
	csec_probe_check(mount(what, where, type, type ? 0 : MS_BIND, NULL));
}

static void write_line(const char *path, const char *line)
{
	const int fd = open(path, O_WRONLY | O_CLOEXEC);

	csec_probe_check(fd);
	csec_probe_check(write(fd, line, strlen(line)));
	close(fd);
}

/* Root of a user namespace, with mounts of its own. */
static void enter_userns(void)
{
	const unsigned int uid = geteuid(), gid = getegid();
	char map[64];

	csec_probe_check(unshare(CLONE_NEWUSER | CLONE_NEWNS));
	write_line("/proc/self/setgroups", "deny");
	(void)snprintf(map, sizeof(map), "0 %u 1", uid);
	write_line("/proc/self/uid_map", map);
	(void)snprintf(map, sizeof(map), "0 %u 1", gid);
	write_line("/proc/self/gid_map", map);
	csec_probe_check(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL));
}

static const struct csec_probe *find(const char *name)
{
	for (size_t i = 0; i < csec_nr_probe_groups; i++) {
		const struct csec_probe *probe = csec_probe_groups[i].probes;

		for (; probe->name; probe++)
			if (!strcmp(probe->name, name))
				return probe;
	}
	return NULL;
}

bool csec_probe_is_asked(int argc, char **argv)
{
	return argc > 2 && !strcmp(argv[1], CSEC_PROBE_WORD);
}

int csec_probe_main(int argc, char **argv)
{
	const bool is_mode = !strcmp(argv[2], CSEC_PROBE_MODE);
	const struct csec_probe *probe = find(argv[2]);

	/* What is executed to show that it can be. */
	if (!strcmp(argv[2], CSEC_PROBE_NONE))
		return CSEC_PROBE_RAN;
	if (!strcmp(argv[2], CSEC_PROBE_BENIGN))
		return csec_probe_execute(CSEC_PROBE_LISTED);
	if (!probe && !is_mode)
		return CSEC_PROBE_FAILED;
	/* Nothing outlives the self-test. */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	alarm(CSEC_PROBE_SECONDS);
	for (int i = 3; i < argc; i++) {
		if (!strcmp(argv[i], "ring"))
			csec_probe_use_ring();
		else if (!strcmp(argv[i], "userns"))
			enter_userns();
	}
	if (!is_mode)
		return probe->run();
	close(csec_probe_open(".", O_RDONLY | O_CLOEXEC, 0));
	return CSEC_PROBE_RAN;
}
