// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - whole files into memory, with a limit
 */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int grow(char **data, size_t *size)
{
	char *more = realloc(*data, *size * 2);

	if (!more)
		return -ENOMEM;
	*data = more;
	*size *= 2;
	return 0;
}

static int read_all(int fd, size_t max, char **data, size_t *len)
{
	size_t size = 64 * 1024, used = 0;
	ssize_t got;
	int err = 0;

	*data = malloc(size);
	if (!*data)
		return -ENOMEM;
	for (;;) {
		if (used + 1 == size)
			err = grow(data, &size);
		if (err)
			break;
		got = read(fd, *data + used, size - used - 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			err = -errno;
		if (got <= 0)
			break;
		used += got;
		if (used > max) {
			err = -EFBIG;
			break;
		}
	}
	(*data)[used] = '\0';
	*len = used;
	if (!err)
		return 0;
	free(*data);
	*data = NULL;
	return err;
}

/*
 * A device may block, never end, or do something when it is opened; a pipe is how
 * shells pass <(command).
 */
static int check_kind(int fd, bool with_pipes)
{
	struct stat st;

	if (fstat(fd, &st))
		return -errno;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;
	if (S_ISREG(st.st_mode) || (with_pipes && S_ISFIFO(st.st_mode)))
		return 0;
	return -ENOEXEC;
}

/* Opens for reading what @path was opened as, and no other file. */
static int reopen(int path)
{
	char link[64];
	int fd;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", path);
	fd = open(link, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	return fd < 0 ? -errno : fd;
}

/* Reads what an O_PATH descriptor, which is closed, or an -errno stands for. */
static int read_path(int path, bool with_pipes, size_t max, char **data,
		     size_t *len)
{
	int err, fd;

	*data = NULL;
	*len = 0;
	if (path < 0)
		return path;
	err = check_kind(path, with_pipes);
	fd = err ? err : reopen(path);
	close(path);
	if (fd < 0)
		return fd;
	err = read_all(fd, max, data, len);
	close(fd);
	return err;
}

int csec_file_read(const char *path, size_t max, char **data, size_t *len)
{
	int fd;

	if (!strcmp(path, "-"))
		return read_all(STDIN_FILENO, max, data, len);
	fd = open(path, O_PATH | O_CLOEXEC);
	return read_path(fd < 0 ? -errno : fd, true, max, data, len);
}

int csec_file_read_in(const char *directory, const char *name, size_t max,
		      char **data, size_t *len)
{
	const struct open_how how = {
		.flags = O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
	};
	int dir = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC), fd;

	fd = dir < 0 ? dir :
		       (int)syscall(SYS_openat2, dir, name, &how, sizeof(how));
	fd = fd < 0 ? -errno : fd;
	if (dir >= 0)
		close(dir);
	return read_path(fd, false, max, data, len);
}

const char *csec_file_error(int err)
{
	switch (-err) {
	case ENOEXEC:
		return "not a regular file";
	case EXDEV:
		return "a link leads out of the directory of the policies";
	}
	return strerror(-err);
}
