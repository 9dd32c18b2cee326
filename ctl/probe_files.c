// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - probes of the self-test: files that are executed
 *
 * Names are relative to the directory of the probe.
 */
#include "probe_tools.h"

#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NEW_FLAGS (O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC)

static int by_path(void)
{
	return csec_probe_execute(CSEC_PROBE_UNLISTED);
}

static int by_new_file(void)
{
	csec_probe_new("new");
	return csec_probe_execute("new");
}

static int by_symlink(void)
{
	csec_probe_check(symlink(CSEC_PROBE_UNLISTED, "link"));
	return csec_probe_execute("link");
}

static int by_hard_link(void)
{
	csec_probe_check(unlink(CSEC_PROBE_LISTED));
	csec_probe_check(link(CSEC_PROBE_UNLISTED, CSEC_PROBE_LISTED));
	return csec_probe_execute(CSEC_PROBE_LISTED);
}

static int by_copy(void)
{
	char *argv[] = { "copy", CSEC_PROBE_WORD, CSEC_PROBE_NONE, NULL };
	const int fd = csec_probe_open("copy", NEW_FLAGS, 0755);

	csec_probe_copy("/proc/self/exe", fd);
	close(fd);
	execv("copy", argv);
	return CSEC_PROBE_FAILED;
}

static int by_rename(void)
{
	csec_probe_check(rename(CSEC_PROBE_UNLISTED, CSEC_PROBE_LISTED));
	return csec_probe_execute(CSEC_PROBE_LISTED);
}

static int by_overwriting(void)
{
	csec_probe_new(CSEC_PROBE_LISTED);
	return csec_probe_execute(CSEC_PROBE_LISTED);
}

static int by_shared_mapping(void)
{
	const int fd =
		csec_probe_open(CSEC_PROBE_LISTED, O_RDWR | O_CLOEXEC, 0);
	const int from =
		csec_probe_open(CSEC_PROBE_UNLISTED, O_RDONLY | O_CLOEXEC, 0);
	struct stat stat;
	char *p;

	csec_probe_check(fstat(from, &stat));
	p = mmap(NULL, (size_t)stat.st_size, PROT_READ | PROT_WRITE, MAP_SHARED,
		 fd, 0);
	if (p == MAP_FAILED)
		return CSEC_PROBE_FAILED;
	csec_probe_check(read(from, p, (size_t)stat.st_size));
	munmap(p, (size_t)stat.st_size);
	close(fd);
	return csec_probe_execute(CSEC_PROBE_LISTED);
}

static int by_bind_mount(void)
{
	csec_probe_private_mounts();
	csec_probe_mount(CSEC_PROBE_UNLISTED, CSEC_PROBE_LISTED, NULL);
	return csec_probe_execute(CSEC_PROBE_LISTED);
}

/* The name that a rule allows, of a file on a file system that came later. */
static int by_tmpfs(void)
{
	char here[PATH_MAX];

	csec_probe_private_mounts();
	csec_probe_check(getcwd(here, sizeof(here)) ? 0 : -1);
	csec_probe_mount("none", here, "tmpfs");
	csec_probe_check(chdir(here));
	csec_probe_new(CSEC_PROBE_LISTED);
	return csec_probe_execute(CSEC_PROBE_LISTED);
}

/* The same name inside of another root. */
static int by_chroot(void)
{
	char path[PATH_MAX] = "root";
	char *const here = path + strlen(path);
	char *p = here;

	csec_probe_check(getcwd(here, sizeof(path) - 64) ? 0 : -1);
	while ((p = strchr(p, '/'))) {
		*p = '\0';
		(void)mkdir(path, 0755);
		*p++ = '/';
	}
	csec_probe_check(mkdir(path, 0755));
	strcat(path, "/" CSEC_PROBE_LISTED);
	csec_probe_new(path);
	csec_probe_check(chroot("root"));
	return csec_probe_execute(here);
}

static int by_memfd(void)
{
	const int fd = memfd_create("probe", MFD_CLOEXEC);

	csec_probe_check(csec_probe_fill_program(fd, CSEC_PROBE_RAN));
	return csec_probe_execute_fd(fd);
}

static int execute_link(int fd)
{
	char name[64];

	(void)snprintf(name, sizeof(name), "/proc/self/fd/%d", fd);
	return csec_probe_execute(name);
}

static int by_memfd_link(void)
{
	const int fd = memfd_create("probe", MFD_CLOEXEC);

	csec_probe_check(csec_probe_fill_program(fd, CSEC_PROBE_RAN));
	return execute_link(fd);
}

static int by_tmpfile(void)
{
	const int fd =
		csec_probe_open(".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0755);

	csec_probe_check(csec_probe_fill_program(fd, CSEC_PROBE_RAN));
	return csec_probe_execute_fd(csec_probe_readonly(fd));
}

static int by_unlinked(void)
{
	int fd;

	csec_probe_new("gone");
	fd = csec_probe_open("gone", O_RDONLY | O_CLOEXEC, 0);
	csec_probe_check(unlink("gone"));
	return csec_probe_execute_fd(fd);
}

static int by_unlinked_listed(void)
{
	const int fd =
		csec_probe_open(CSEC_PROBE_UNLISTED, O_RDONLY | O_CLOEXEC, 0);

	csec_probe_check(unlink(CSEC_PROBE_UNLISTED));
	return execute_link(fd);
}

/* What a child of this probe ended with. */
static int status_of(pid_t pid)
{
	int status;

	csec_probe_check(waitpid(pid, &status, 0));
	return WIFEXITED(status) ? WEXITSTATUS(status) : CSEC_PROBE_FAILED;
}

static int by_dev_shm(void)
{
	static const char path[] = "../" CSEC_PROBE_SHM "/new";
	int status;
	pid_t pid;

	csec_probe_new(path);
	pid = (pid_t)csec_probe_check(fork());
	if (!pid)
		_exit(csec_probe_execute(path));
	status = status_of(pid);
	unlink(path);
	return status;
}

static int by_opath(void)
{
	return csec_probe_execute_fd(
		csec_probe_open(CSEC_PROBE_UNLISTED, O_PATH | O_CLOEXEC, 0));
}

static int by_descriptor_link(void)
{
	return execute_link(
		csec_probe_open(CSEC_PROBE_UNLISTED, O_RDONLY | O_CLOEXEC, 0));
}

static void *execute_in_thread(void *arg)
{
	(void)arg;
	_exit(csec_probe_execute(CSEC_PROBE_UNLISTED));
}

static int by_thread(void)
{
	pthread_t thread;

	csec_probe_check(
		-pthread_create(&thread, NULL, execute_in_thread, NULL));
	return pause();
}

static int by_vfork(void)
{
	const pid_t pid = vfork();

	if (!pid) {
		csec_probe_execute(CSEC_PROBE_UNLISTED);
		_exit(CSEC_PROBE_FAILED);
	}
	csec_probe_check(pid);
	return status_of(pid);
}

const struct csec_probe csec_probes_of_files[] = {
	{ "path", "a program that no rule allows", by_path },
	{ "new-file", "a new program", by_new_file },
	{ "symlink", "a symbolic link to a program", by_symlink },
	{ "hard-link", "a hard link with an allowed name", by_hard_link },
	{ "copy", "a copy of an allowed program", by_copy },
	{ "rename", "a rename over an allowed program", by_rename },
	{ "overwrite", "an allowed program, overwritten", by_overwriting },
	{ "write-mapping", "the same by a shared mapping", by_shared_mapping },
	{ "bind-mount", "a bind mount over an allowed program", by_bind_mount },
	{ "tmpfs", "an allowed name on a new tmpfs", by_tmpfs },
	{ "chroot", "an allowed name in a chroot", by_chroot },
	{ "memfd", "a memfd, by execveat", by_memfd },
	{ "memfd-link", "a memfd, by /proc/self/fd", by_memfd_link },
	{ "tmpfile", "a file by O_TMPFILE", by_tmpfile },
	{ "unlinked", "a new file without a name", by_unlinked },
	{ "unlinked-old", "a file that lost its name", by_unlinked_listed },
	{ "dev-shm", "a file in /dev/shm", by_dev_shm },
	{ "opath", "an O_PATH descriptor, by execveat", by_opath },
	{ "descriptor", "a descriptor, by /proc/self/fd", by_descriptor_link },
	{ "thread", "execve by another thread", by_thread },
	{ "vfork", "execve after vfork", by_vfork },
	{ NULL, NULL, NULL },
};
