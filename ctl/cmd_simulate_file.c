// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - csecctl simulate: what is known of a file without executing it
 */
#include "cmd_simulate.h"

#include <elf.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	SEGMENTS_MAX = 128,
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

/* The name inside of the root, from where the descriptor leads. */
static void take_name(struct csec_image_file *file, int fd, const char *root)
{
	char link[64], path[PATH_MAX], real[PATH_MAX];
	ssize_t len;
	size_t skip;

	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	len = readlink(link, path, sizeof(path) - 1);
	if (len <= 0 || !realpath(root, real))
		return;
	path[len] = '\0';
	skip = strcmp(real, "/") ? strlen(real) : 0;
	if (!strncmp(path, real, skip) && path[skip] == '/')
		(void)snprintf(file->name, sizeof(file->name), "%s",
			       path + skip);
}

void csec_image_file_open(struct csec_image_file *file, const char *root,
			  const char *path)
{
	const struct open_how how = {
		.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK,
		.resolve = RESOLVE_IN_ROOT,
	};
	struct stat stat;
	ssize_t len;
	int dir;

	memset(file, 0, sizeof(*file));
	file->fd = -1;
	(void)snprintf(file->name, sizeof(file->name), "%s", path);
	dir = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return;
	file->fd = (int)syscall(SYS_openat2, dir, path, &how, sizeof(how));
	close(dir);
	if (file->fd < 0)
		return;
	if (fstat(file->fd, &stat) || !S_ISREG(stat.st_mode)) {
		csec_image_file_close(file);
		return;
	}
	take_name(file, file->fd, root);
	len = pread(file->fd, file->head, CSEC_HEAD_SIZE, 0);
	file->head[len > 0 ? len : 0] = '\0';
	file->has_exec_stack = read_stack_flag(file->fd);
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
