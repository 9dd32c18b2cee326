// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - whole files into memory, with a limit
 */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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
	return err;
}

/* A device may block or never end; a pipe is how shells pass <(command). */
static int check_kind(int fd)
{
	struct stat st;

	if (fstat(fd, &st))
		return -errno;
	if (S_ISDIR(st.st_mode))
		return -EISDIR;
	return S_ISREG(st.st_mode) || S_ISFIFO(st.st_mode) ? 0 : -EINVAL;
}

int csec_file_read(const char *path, size_t max, char **data, size_t *len)
{
	const int is_stdin = !strcmp(path, "-");
	int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	int err = 0;

	*data = NULL;
	*len = 0;
	if (fd < 0)
		return -errno;
	if (!is_stdin)
		err = check_kind(fd);
	if (!err)
		err = read_all(fd, max, data, len);
	if (!is_stdin)
		close(fd);
	if (err) {
		free(*data);
		*data = NULL;
	}
	return err;
}
