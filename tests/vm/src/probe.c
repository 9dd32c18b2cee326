// SPDX-License-Identifier: GPL-2.0-only
/*
 * probe - roads to the execution of a file, one system call each
 *
 *   probe KIND FILE [ARGUMENT]...   becomes FILE by way of KIND:
 *     path      execve of the name
 *     procfd    execve of /proc/self/fd/N
 *     opath     execveat of a descriptor opened with O_PATH
 *     fd        execveat of a descriptor opened for reading
 *     memfd     a copy in a memfd
 *     tmpfile   a copy in an O_TMPFILE of the current directory
 *     unlinked  a copy in the current directory that has no name any more
 *     removed   FILE itself, unlinked after it was opened
 *     thread    execve by a thread that is not the leader
 *     orphan    the same, after the leader has ended
 *   probe bind SOURCE TARGET [ARGUMENT]...   SOURCE mounted over TARGET in a new
 *       mount namespace, then execve of TARGET
 *   probe moved SOURCE TARGET ...   the same without a new namespace
 *   probe tmpfs FILE NAME [ARGUMENT]...   a new mount namespace, a tmpfs on
 *       /mnt, FILE copied there as NAME, chroot, execve of NAME
 *   probe chroot DIRECTORY NAME [ARGUMENT]...   chroot, then execve of NAME
 *   probe loop STOP FILE   starts FILE again and again until the file STOP
 *       exists: "ran N refused N failed N"
 *   probe times N FILE     the same N times
 *
 * A refusal is "exec: ERRNO", status 126; another failure has status 125.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static void die(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerrorname_np(errno));
	exit(125);
}

static int refused(void)
{
	fprintf(stderr, "exec: %s\n", strerrorname_np(errno));
	return 126;
}

static int check(int ret, const char *what)
{
	if (ret < 0)
		die(what);
	return ret;
}

static int execute_fd(int fd, char **argv)
{
	syscall(SYS_execveat, fd, "", argv, environ, AT_EMPTY_PATH);
	return refused();
}

static void copy_into(int to, const char *file)
{
	const int from = check(open(file, O_RDONLY | O_CLOEXEC), file);

	while (check(sendfile(to, from, NULL, 1 << 20), "sendfile"))
		;
	check(fchmod(to, 0755), "fchmod");
	close(from);
}

/* A file open for writing cannot be executed. */
static int reopen(int fd)
{
	char name[64];
	int new;

	snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	new = check(open(name, O_RDONLY | O_CLOEXEC), name);
	close(fd);
	return new;
}

static int execute_copy(int fd, char **argv)
{
	copy_into(fd, argv[0]);
	return execute_fd(reopen(fd), argv);
}

static int by_path(char **argv)
{
	execv(argv[0], argv);
	return refused();
}

static int by_procfd(char **argv)
{
	char name[64];

	snprintf(name, sizeof(name), "/proc/self/fd/%d",
		 check(open(argv[0], O_RDONLY), "open"));
	execv(name, argv);
	return refused();
}

static int by_opath(char **argv)
{
	return execute_fd(check(open(argv[0], O_PATH), "open"), argv);
}

static int by_fd(char **argv)
{
	return execute_fd(check(open(argv[0], O_RDONLY), "open"), argv);
}

static int by_memfd(char **argv)
{
	return execute_copy(check(memfd_create("x", MFD_CLOEXEC), "memfd"),
			    argv);
}

static int by_tmpfile(char **argv)
{
	return execute_copy(
		check(open(".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0755), "open"),
		argv);
}

static int by_unlinked(char **argv)
{
	const int fd = check(
		open("unlinked", O_CREAT | O_RDWR | O_CLOEXEC, 0755), "open");

	copy_into(fd, argv[0]);
	check(unlink("unlinked"), "unlink");
	return execute_fd(reopen(fd), argv);
}

static int by_removed(char **argv)
{
	const int fd = check(open(argv[0], O_RDONLY | O_CLOEXEC), "open");

	check(unlink(argv[0]), "unlink");
	return execute_fd(fd, argv);
}

static void *execute_in_thread(void *argv)
{
	exit(by_path(argv));
}

static void *execute_later(void *argv)
{
	char name[64], text[512] = "";
	int fd;

	/* Until the leader is a zombie. */
	snprintf(name, sizeof(name), "/proc/self/task/%d/stat", getpid());
	while (!strstr(text, ") Z ")) {
		fd = check(open(name, O_RDONLY | O_CLOEXEC), "open");
		text[check(read(fd, text, sizeof(text) - 1), "read")] = 0;
		close(fd);
	}
	return execute_in_thread(argv);
}

static void start(void *(*run)(void *), char **argv)
{
	pthread_t thread;

	errno = pthread_create(&thread, NULL, run, argv);
	if (errno)
		die("thread");
}

static int by_thread(char **argv)
{
	start(execute_in_thread, argv);
	return pause();
}

static int by_orphan(char **argv)
{
	start(execute_later, argv);
	pthread_exit(NULL);
}

static void new_mounts(void)
{
	check(unshare(CLONE_NEWNS), "unshare");
	check(mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL), "mount");
}

static int by_moved(char **argv)
{
	check(mount(argv[0], argv[1], NULL, MS_BIND, NULL), "mount");
	return by_path(argv + 1);
}

static int by_bind(char **argv)
{
	new_mounts();
	return by_moved(argv);
}

static int by_chroot(char **argv)
{
	check(chroot(argv[0]), "chroot");
	check(chdir("/"), "chdir");
	return by_path(argv + 1);
}

static int by_tmpfs(char **argv)
{
	char name[PATH_MAX], *slash;
	int fd;

	new_mounts();
	check(mount("none", "/mnt", "tmpfs", 0, NULL), "mount");
	snprintf(name, sizeof(name), "/mnt%s", argv[1]);
	for (slash = name + 5; (slash = strchr(slash, '/')); slash++) {
		*slash = 0;
		mkdir(name, 0755);
		*slash = '/';
	}
	fd = check(open(name, O_CREAT | O_WRONLY | O_CLOEXEC, 0755), name);
	copy_into(fd, argv[0]);
	close(fd);
	argv[0] = "/mnt";
	return by_chroot(argv);
}

static const struct {
	const char *name;
	int (*run)(char **argv);
	int nr_args;
} kinds[] = {
	{ "path", by_path, 1 },		{ "procfd", by_procfd, 1 },
	{ "opath", by_opath, 1 },	{ "fd", by_fd, 1 },
	{ "memfd", by_memfd, 1 },	{ "tmpfile", by_tmpfile, 1 },
	{ "unlinked", by_unlinked, 1 }, { "removed", by_removed, 1 },
	{ "thread", by_thread, 1 },	{ "orphan", by_orphan, 1 },
	{ "bind", by_bind, 2 },		{ "moved", by_moved, 2 },
	{ "chroot", by_chroot, 2 },	{ "tmpfs", by_tmpfs, 2 },
};

/* Apart: nothing that lives over vfork() is in a register. */
static __attribute__((noinline)) pid_t start_child(int by_vfork, char **argv)
{
	const pid_t pid = by_vfork ? vfork() : fork();

	if (pid)
		return pid;
	execv(argv[0], argv);
	_exit(errno == EACCES ? 126 : 125);
}

static int repeat(const char *stop, long times, char **argv)
{
	long ran = 0, refusals = 0, failed = 0;

	for (long i = 0; stop ? access(stop, F_OK) != 0 : i < times; i++) {
		const pid_t pid = start_child(i % 2, argv);
		int status;

		if (pid < 0 || waitpid(pid, &status, 0) != pid)
			failed++;
		else if (status == 0)
			ran++;
		else if (WIFEXITED(status) && WEXITSTATUS(status) == 126)
			refusals++;
		else
			failed++;
	}
	printf("ran %ld refused %ld failed %ld\n", ran, refusals, failed);
	return 0;
}

int main(int argc, char **argv)
{
	size_t i;

	if (argc >= 4 && !strcmp(argv[1], "loop"))
		return repeat(argv[2], 0, argv + 3);
	if (argc >= 4 && !strcmp(argv[1], "times"))
		return repeat(NULL, atol(argv[2]), argv + 3);
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (argc >= 2 + kinds[i].nr_args &&
		    !strcmp(argv[1], kinds[i].name))
			return kinds[i].run(argv + 2);
	fputs("usage: probe KIND FILE [ARGUMENT]...\n", stderr);
	return 2;
}
