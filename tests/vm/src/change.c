// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - test tool: change WAY FILE [OTHER]: changes a file or its name in one way
 *
 * Prints the errno's name and ends with 1 when the kernel refuses.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <linux/fs.h>

static int open_and(int flags, const char *file, const char *text)
{
	int fd = open(file, flags | O_CLOEXEC, 0755);
	ssize_t len = text ? (ssize_t)strlen(text) : 0;

	if (fd < 0)
		return -1;
	if (len && write(fd, text, len) != len)
		return -1;
	return close(fd);
}

static int move(const char *from, const char *to, unsigned int flags)
{
	return syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, flags);
}

/* Moves the directory of the file. */
static int move_dir(const char *file)
{
	char *copy = strdup(file), *dir = dirname(copy);
	char to[4096];

	snprintf(to, sizeof(to), "%s/../old", dir);
	return rename(dir, to);
}

static int aside(const char *file, int (*act)(const char *, const char *))
{
	char to[4096];

	snprintf(to, sizeof(to), "%s.aside", file);
	return act(file, to);
}

/* Of <linux/ext4.h>, which is not for programs. */
struct move_extent {
	uint32_t reserved;
	uint32_t donor_fd;
	uint64_t orig_start;
	uint64_t donor_start;
	uint64_t len;
	uint64_t moved_len;
};

/* Takes a block of the file for another one: no write, but a change. */
static int move_extents(const char *file, const char *other)
{
	struct move_extent move = { .len = 1 };
	int to = open(file, O_WRONLY | O_CLOEXEC);
	int from = open(other, O_RDWR | O_CLOEXEC);

	if (to < 0 || from < 0 || fsync(to) || fsync(from))
		return -1;
	move.donor_fd = to;
	if (ioctl(from, _IOWR('f', 15, struct move_extent), &move))
		return -1;
	close(from);
	return close(to);
}

/* Gives the file the blocks of another one. */
static int clone_of(const char *file, const char *other)
{
	int to = open(file, O_WRONLY | O_CLOEXEC);
	int from = open(other, O_RDONLY | O_CLOEXEC);

	if (to < 0 || from < 0 || ioctl(to, FICLONE, from))
		return -1;
	close(from);
	return close(to);
}

/* Changes the last byte through a shared mapping, without reading there first. */
static int write_mapped(const char *file)
{
	int fd = open(file, O_RDWR | O_CLOEXEC);
	struct stat st;
	char *map, last;

	if (fd < 0 || fstat(fd, &st) ||
	    pread(fd, &last, 1, st.st_size - 1) != 1)
		return -1;
	map = mmap(NULL, st.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (map == MAP_FAILED)
		return -1;
	map[st.st_size - 1] = last ^ 1;
	return munmap(map, st.st_size);
}

/* Of xfs_fs.h, which comes with a package of its own. */
struct swap_time {
	int64_t sec;
	int32_t nsec;
};

struct swap_extents {
	int64_t version;
	int64_t target_fd;
	int64_t donor_fd;
	int64_t offset;
	int64_t length;
	char pad[16];
	struct {
		char unused[56];
		struct swap_time mtime;
		struct swap_time ctime;
		char rest[48];
	} stat;
};

/* Exchanges the blocks of the file with those of another one of its size. */
static int swap_extents(const char *file, const char *other)
{
	struct swap_extents swap = { .version = 0 };
	int target = open(file, O_RDWR | O_CLOEXEC);
	int donor = target < 0 ? -1 : open(other, O_RDWR | O_CLOEXEC);
	struct stat st;

	if (donor < 0 || fsync(target) || fsync(donor) || fstat(target, &st))
		return -1;
	swap.target_fd = target;
	swap.donor_fd = donor;
	swap.length = st.st_size;
	swap.stat.mtime.sec = st.st_mtim.tv_sec;
	swap.stat.mtime.nsec = st.st_mtim.tv_nsec;
	swap.stat.ctime.sec = st.st_ctim.tv_sec;
	swap.stat.ctime.nsec = st.st_ctim.tv_nsec;
	if (ioctl(target, _IOWR('X', 109, struct swap_extents), &swap))
		return -1;
	close(donor);
	return close(target);
}

static int run(const char *file)
{
	char *argv[] = { (char *)file, NULL };

	return execv(file, argv);
}

static int change(const char *way, const char *file, const char *other)
{
	if (!strcmp(way, "run"))
		return run(file);
	if (!strcmp(way, "read"))
		return open_and(O_RDONLY, file, NULL);
	if (!strcmp(way, "write"))
		return open_and(O_WRONLY, file, "x");
	if (!strcmp(way, "append"))
		return open_and(O_RDWR | O_APPEND, file, "x");
	if (!strcmp(way, "trunc"))
		return open_and(O_WRONLY | O_TRUNC, file, NULL);
	if (!strcmp(way, "rdtrunc"))
		return open_and(O_RDONLY | O_TRUNC, file, NULL);
	if (!strcmp(way, "create"))
		return open_and(O_WRONLY | O_CREAT, file, "x");
	if (!strcmp(way, "truncate"))
		return truncate(file, 1);
	if (!strcmp(way, "unlink"))
		return unlink(file);
	if (!strcmp(way, "rename-away"))
		return aside(file, rename);
	if (!strcmp(way, "link"))
		return aside(file, link);
	if (!strcmp(way, "rename-over"))
		return rename(other, file);
	if (!strcmp(way, "exchange"))
		return move(other, file, RENAME_EXCHANGE);
	if (!strcmp(way, "move-extents"))
		return move_extents(file, other);
	if (!strcmp(way, "swap-extents"))
		return swap_extents(file, other);
	if (!strcmp(way, "clone"))
		return clone_of(file, other);
	if (!strcmp(way, "map"))
		return write_mapped(file);
	if (!strcmp(way, "rename-dir"))
		return move_dir(file);
	if (!strcmp(way, "rename"))
		return rename(file, other);
	if (!strcmp(way, "hardlink"))
		return link(file, other);
	fprintf(stderr, "change: unknown way %s\n", way);
	exit(2);
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: change WAY FILE [OTHER]\n");
		return 2;
	}
	if (change(argv[1], argv[2], argc > 3 ? argv[3] : NULL)) {
		printf("%s: %s\n", argv[1], strerrorname_np(errno));
		return 1;
	}
	return 0;
}
