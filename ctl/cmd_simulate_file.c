// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - csecctl simulate: what is known of a file without executing it
 */
#include "cmd_simulate.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core.h"
#include "glob.h"

#define FD_LINK "/proc/self/fd/%d"

enum {
	SEGMENTS_MAX = 128,
	LINK_SIZE = 32,
};

static bool read_stack_flag(int fd)
{
	Elf64_Ehdr header;
	Elf64_Phdr segment;

	if (pread(fd, &header, sizeof(header), 0) != sizeof(header) ||
	    memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
	    header.e_ident[EI_CLASS] != ELFCLASS64)
		return false;
	for (int i = 0; i < header.e_phnum && i < SEGMENTS_MAX; i++) {
		if (pread(fd, &segment, sizeof(segment),
			  (off_t)(header.e_phoff +
				  (Elf64_Off)i * sizeof(segment))) !=
		    sizeof(segment))
			return false;
		if (segment.p_type == PT_GNU_STACK)
			return segment.p_flags & PF_X;
	}
	return false;
}

/* The name inside of the root, from where the descriptors lead. */
static void take_name(struct csec_image_file *file, int fd, int root)
{
	char link[LINK_SIZE], path[PATH_MAX], top[PATH_MAX];
	ssize_t len;
	size_t skip;

	(void)snprintf(link, sizeof(link), FD_LINK, root);
	len = readlink(link, top, sizeof(top) - 1);
	if (len <= 0)
		return;
	top[len] = '\0';
	(void)snprintf(link, sizeof(link), FD_LINK, fd);
	len = readlink(link, path, sizeof(path) - 1);
	if (len <= 0)
		return;
	path[len] = '\0';
	skip = strcmp(top, "/") ? strlen(top) : 0;
	if (!strncmp(path, top, skip) && path[skip] == '/')
		(void)snprintf(file->name, sizeof(file->name), "%s",
			       path + skip);
}

/* Only now that it is known to be a file: to open a device does something. */
static int reopen(struct csec_image_file *file, int fd)
{
	char link[LINK_SIZE];
	struct stat stat;
	ssize_t len;

	if (fstat(fd, &stat))
		return -errno;
	if (S_ISDIR(stat.st_mode))
		return -EISDIR;
	if (!S_ISREG(stat.st_mode))
		return -ENOEXEC;
	(void)snprintf(link, sizeof(link), FD_LINK, fd);
	file->fd = open(link, O_RDONLY | O_CLOEXEC);
	if (file->fd < 0)
		return -errno;
	len = pread(file->fd, file->head, CSEC_HEAD_SIZE, 0);
	if (len < 0)
		return -errno;
	file->head[len] = '\0';
	file->is_large = stat.st_size > CSEC_CORE_DIGEST_SIZE_MAX;
	file->has_exec_stack = read_stack_flag(file->fd);
	return 0;
}

/* Returns a descriptor without rights, or -errno. */
static int find(struct csec_image_file *file, int root, const char *path)
{
	const struct open_how how = {
		.flags = O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT,
	};
	int fd;

	memset(file, 0, sizeof(*file));
	file->fd = -1;
	(void)snprintf(file->name, sizeof(file->name), "%s", path);
	fd = (int)syscall(SYS_openat2, root, path, &how, sizeof(how));
	if (fd < 0)
		return -errno;
	take_name(file, fd, root);
	return fd;
}

static int no_file_is_fine(int err)
{
	return err == -ENOENT || err == -ENOTDIR ? 0 : err;
}

int csec_image_file_find(struct csec_image_file *file, int root,
			 const char *path)
{
	const int fd = find(file, root, path);

	if (fd < 0)
		return no_file_is_fine(fd);
	close(fd);
	return 0;
}

bool csec_image_file_real(int root, const char *path, char *real)
{
	struct csec_image_file file;
	char plain[PATH_MAX], pattern[2 * PATH_MAX];
	const size_t len = strcspn(path, "*?[\\");
	const char *rest = "";
	int fd;

	(void)snprintf(plain, sizeof(plain), "%.*s", (int)len, path);
	if (path[len]) {
		*strrchr(plain, '/') = '\0';
		rest = path + strlen(plain);
	}
	fd = *plain ? find(&file, root, plain) : -ENOENT;
	if (fd < 0)
		return false;
	close(fd);
	if (!strcmp(plain, file.name))
		return false;
	csec_glob_escape(file.name, pattern, sizeof(pattern));
	return snprintf(real, PATH_MAX, "%s%s", pattern, rest) < PATH_MAX;
}

int csec_image_file_open(struct csec_image_file *file, int root,
			 const char *path)
{
	const int fd = find(file, root, path);
	int err;

	if (fd < 0)
		return no_file_is_fine(fd);
	err = reopen(file, fd);
	close(fd);
	return err;
}

void csec_image_file_close(struct csec_image_file *file)
{
	if (file->fd >= 0)
		close(file->fd);
	file->fd = -1;
}

static void become_sha256sum(int file, int result)
{
	if (lseek(file, 0, SEEK_SET) || dup2(file, 0) < 0 ||
	    dup2(result, 1) < 0)
		return;
	execlp("sha256sum", "sha256sum", NULL);
}

static bool read_digest(const char *text, uint8_t *sha256)
{
	unsigned int byte;

	for (size_t i = 0; i < CSEC_SHA256_LEN; i++) {
		if (sscanf(text + 2 * i, "%2x", &byte) != 1)
			return false;
		sha256[i] = (uint8_t)byte;
	}
	return true;
}

/* By sha256sum(1), which writes manifests as well. */
bool csec_image_file_digest(const struct csec_image_file *file, uint8_t *sha256)
{
	char text[2 * CSEC_SHA256_LEN + 1] = "";
	int ends[2], status = -1;
	ssize_t nr;
	pid_t pid;

	if (file->fd < 0 || pipe2(ends, O_CLOEXEC))
		return false;
	pid = fork();
	if (!pid) {
		become_sha256sum(file->fd, ends[1]);
		_exit(1);
	}
	close(ends[1]);
	nr = read(ends[0], text, sizeof(text) - 1);
	close(ends[0]);
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status)
		return false;
	return nr == 2 * CSEC_SHA256_LEN && read_digest(text, sha256);
}
