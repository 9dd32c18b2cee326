// SPDX-License-Identifier: GPL-2.0-only
/*
 * wx - roads to executable memory, one each
 *
 *   wx KIND [FILE]   puts a small function into memory, makes the memory
 *       executable by way of KIND, and calls it: "ran", status 0
 *
 *     rwx       anonymous, at once         rw-rx     anonymous, by mprotect
 *     none-rx   PROT_NONE at first         heap      of malloc
 *     stack     of the process             mremap    moved afterwards
 *     shared    anonymous and shared       zero      /dev/zero
 *     memfd     a memfd, mapped            dual      a memfd, mapped twice
 *     tmpfile   a file that never had a name
 *     unlinked  a file that has none any more
 *     shm       System V, attached twice
 *     implied   READ_IMPLIES_EXEC and mmap
 *     remap     READ_IMPLIES_EXEC and remap_file_pages
 *     brk       READ_IMPLIES_EXEC and brk
 *     file      a new file with a name, private
 *     file-dual the same, mapped twice     file-mp   the same, by mprotect
 *     file-open as file, with the descriptor that it was written through
 *     file-late as file, by mprotect
 *     cow       FILE, private, written to, then by mprotect
 *     text      a page of wx itself, likewise
 *
 *   wx map FILE      maps FILE for execution: "mapped"
 *   wx protect FILE  the same with mprotect, nothing written
 *   wx write FILE    the same, writable at once
 *   wx nameless FILE maps FILE for execution after it removed its own program
 *   wx race FILE     maps FILE for execution while it is open for writing
 *
 * A refusal is "wx: ERRNO", status 126; another failure has status 125.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define RX (PROT_READ | PROT_EXEC)
#define RWX (RW | PROT_EXEC)

/* mov eax, 42; ret */
static const unsigned char code[] = { 0xb8, 42, 0, 0, 0, 0xc3 };

static const char *file;

static void die(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerrorname_np(errno));
	exit(125);
}

static void refused(void)
{
	fprintf(stderr, "wx: %s\n", strerrorname_np(errno));
	exit(126);
}

static void *map(int prot, int flags, int fd)
{
	void *p = mmap(NULL, 2 * PAGE, prot, flags, fd, 0);

	if (p == MAP_FAILED && prot & PROT_EXEC)
		refused();
	if (p == MAP_FAILED)
		die("mmap");
	return p;
}

static void *anonymous(int prot)
{
	return map(prot, MAP_PRIVATE | MAP_ANONYMOUS, -1);
}

static void *fill(void *p)
{
	return memcpy(p, code, sizeof(code));
}

static void *make_exec(void *p)
{
	if (mprotect(p, PAGE, RX))
		refused();
	return p;
}

static int check(int ret, const char *what)
{
	if (ret < 0)
		die(what);
	return ret;
}

static int filled(int fd)
{
	check(fd, "open");
	check(ftruncate(fd, 2 * PAGE), "ftruncate");
	if (write(fd, code, sizeof(code)) != sizeof(code))
		die("write");
	return fd;
}

static int new_file(void)
{
	return filled(open("wx.new", O_RDWR | O_CREAT | O_TRUNC, 0644));
}

static void *do_rwx(void)
{
	return fill(anonymous(RWX));
}

static void *do_rw_rx(void)
{
	return make_exec(fill(anonymous(RW)));
}

static void *do_none_rx(void)
{
	void *p = anonymous(PROT_NONE);

	check(mprotect(p, PAGE, RW), "mprotect");
	return make_exec(fill(p));
}

static void *do_heap(void)
{
	void *p;

	if (posix_memalign(&p, PAGE, PAGE))
		die("posix_memalign");
	fill(p);
	if (mprotect(p, PAGE, RWX))
		refused();
	return p;
}

static unsigned char *stack;

static void *do_stack(void)
{
	fill(stack);
	if (mprotect(stack, PAGE, RWX))
		refused();
	return stack;
}

static void *do_mremap(void)
{
	void *p = do_rwx();

	p = mremap(p, PAGE, 2 * PAGE, MREMAP_MAYMOVE);
	if (p == MAP_FAILED)
		die("mremap");
	return p;
}

static void *do_shared(void)
{
	return make_exec(fill(map(RW, MAP_SHARED | MAP_ANONYMOUS, -1)));
}

static void *do_zero(void)
{
	return fill(map(RWX, MAP_PRIVATE, open("/dev/zero", O_RDWR)));
}

static void *do_memfd(void)
{
	return map(RX, MAP_PRIVATE, filled(memfd_create("wx", 0)));
}

static void *twice(int fd)
{
	void *w = map(RW, MAP_SHARED, fd);
	void *x = map(RX, MAP_SHARED, fd);

	fill(w);
	return x;
}

static void *do_dual(void)
{
	return twice(filled(memfd_create("wx", 0)));
}

static void *do_tmpfile(void)
{
	return map(RX, MAP_PRIVATE,
		   filled(open(".", O_RDWR | O_TMPFILE, 0600)));
}

static void *do_unlinked(void)
{
	const int fd = new_file();

	check(unlink("wx.new"), "unlink");
	return map(RX, MAP_PRIVATE, fd);
}

static void *do_shm(void)
{
	const int id =
		check(shmget(IPC_PRIVATE, PAGE, 0700 | IPC_CREAT), "shmget");
	void *w = shmat(id, NULL, 0), *x;

	if (w == (void *)-1)
		die("shmat");
	fill(w);
	x = shmat(id, NULL, SHM_EXEC | SHM_RDONLY);
	if (x == (void *)-1)
		refused();
	return x;
}

static void imply(void)
{
	if (personality(READ_IMPLIES_EXEC) < 0)
		refused();
}

static void *do_implied(void)
{
	void *p;

	imply();
	p = mmap(NULL, PAGE, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		refused();
	return fill(p);
}

static void *do_remap(void)
{
	char *p = map(RW, MAP_SHARED | MAP_ANONYMOUS, -1);

	fill(p);
	fill(p + PAGE);
	imply();
	if (syscall(SYS_remap_file_pages, p, PAGE, 0, 1, 0))
		refused();
	return p;
}

static void *do_brk(void)
{
	char *p;

	imply();
	p = sbrk(4 * PAGE);
	if (p == (void *)-1)
		die("sbrk");
	return fill((void *)(((uintptr_t)p + PAGE) & -PAGE));
}

static void *do_file(void)
{
	close(new_file());
	return map(RX, MAP_PRIVATE, open("wx.new", O_RDONLY));
}

static void *do_file_open(void)
{
	return map(RX, MAP_PRIVATE, new_file());
}

static void *do_file_late(void)
{
	close(new_file());
	return make_exec(map(PROT_READ, MAP_PRIVATE, open("wx.new", O_RDONLY)));
}

static void *do_file_dual(void)
{
	return twice(new_file());
}

static void *do_file_mp(void)
{
	return make_exec(map(RW, MAP_SHARED, new_file()));
}

static void *do_cow(void)
{
	return make_exec(
		fill(map(RW, MAP_PRIVATE, check(open(file, O_RDONLY), file))));
}

static void *do_text(void)
{
	void *p = (void *)((uintptr_t)code & -PAGE);

	check(mprotect(p, PAGE, RW), "mprotect");
	*(volatile char *)p = *(volatile char *)p;
	make_exec(p);
	return (void *)code;
}

static const struct {
	const char *name;
	void *(*make)(void);
} kinds[] = {
	{ "rwx", do_rwx },
	{ "rw-rx", do_rw_rx },
	{ "none-rx", do_none_rx },
	{ "heap", do_heap },
	{ "stack", do_stack },
	{ "mremap", do_mremap },
	{ "shared", do_shared },
	{ "zero", do_zero },
	{ "memfd", do_memfd },
	{ "dual", do_dual },
	{ "tmpfile", do_tmpfile },
	{ "unlinked", do_unlinked },
	{ "shm", do_shm },
	{ "implied", do_implied },
	{ "remap", do_remap },
	{ "brk", do_brk },
	{ "file", do_file },
	{ "file-dual", do_file_dual },
	{ "file-mp", do_file_mp },
	{ "file-open", do_file_open },
	{ "file-late", do_file_late },
	{ "cow", do_cow },
	{ "text", do_text },
};

static void remove_own_program(void)
{
	char path[4096];
	const ssize_t len = readlink("/proc/self/exe", path, sizeof(path) - 1);

	check(len, "/proc/self/exe");
	path[len] = '\0';
	check(unlink(path), path);
}

static int map_file(const char *kind)
{
	const int fd = check(open(file, O_RDONLY), file);
	void *p;

	if (!strcmp(kind, "nameless"))
		remove_own_program();

	if (!strcmp(kind, "race"))
		check(open(file, O_RDWR), file);
	if (!strcmp(kind, "protect"))
		make_exec(map(PROT_READ, MAP_PRIVATE, fd));
	else if (!strcmp(kind, "write"))
		map(RWX, MAP_PRIVATE, fd);
	else if (!strcmp(kind, "map") || !strcmp(kind, "race") ||
		 !strcmp(kind, "nameless"))
		map(RX, MAP_PRIVATE, fd);
	else
		return 125;
	p = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 0);
	puts(p == MAP_FAILED ? "not readable" : "mapped");
	return 0;
}

int main(int argc, char **argv)
{
	unsigned char room[2 * PAGE];
	int (*made)(void);
	size_t i;

	stack = (void *)(((uintptr_t)room + PAGE - 1) & -PAGE);
	file = argc > 2 ? argv[2] : NULL;
	for (i = 0; argc > 1 && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(argv[1], kinds[i].name))
			continue;
		made = (int (*)(void))kinds[i].make();
		if (made() != 42)
			return 125;
		puts("ran");
		return 0;
	}
	return argc > 2 ? map_file(argv[1]) : 125;
}
