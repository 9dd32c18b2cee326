// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - probes of the self-test: memory that becomes executable
 */
#include "probe_tools.h"

#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/shm.h>
#include <sys/syscall.h>
#include <unistd.h>

#define PAGE 4096
#define RW (PROT_READ | PROT_WRITE)
#define RX (PROT_READ | PROT_EXEC)
#define RWX (RW | PROT_EXEC)

static int call(void *memory)
{
	int (*function)(void);

	/* A cast would not be standard C. */
	memcpy(&function, &memory, sizeof(function));
	return function();
}

static void *map(int prot, int flags, int fd)
{
	void *p = mmap(NULL, 2L * PAGE, prot, flags, fd, 0);

	csec_probe_check(p == MAP_FAILED ? -1 : 0);
	return p;
}

static void *anonymous(int prot)
{
	return map(prot, MAP_PRIVATE | MAP_ANONYMOUS, -1);
}

static void *fill(void *p)
{
	return memcpy(p, csec_probe_code, csec_probe_code_size);
}

static int protect_and_call(void *p, int prot)
{
	csec_probe_check(mprotect(p, PAGE, prot));
	return call(p);
}

static int filled(int fd)
{
	csec_probe_check(ftruncate(fd, 2L * PAGE));
	csec_probe_check(write(fd, csec_probe_code, csec_probe_code_size));
	return fd;
}

static int new_file(void)
{
	return filled(csec_probe_open(
		"code", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
}

static int new_memfd(void)
{
	return filled(
		(int)csec_probe_check(memfd_create("probe", MFD_CLOEXEC)));
}

static int by_rwx(void)
{
	return call(fill(anonymous(RWX)));
}

static int by_protect(void)
{
	return protect_and_call(fill(anonymous(RW)), RX);
}

static int by_heap(void)
{
	void *p = NULL;

	csec_probe_check(-posix_memalign(&p, PAGE, PAGE));
	return protect_and_call(fill(p), RWX);
}

static int by_stack(void)
{
	unsigned char room[2 * PAGE];
	unsigned char *p = room + PAGE - (uintptr_t)room % PAGE;

	return protect_and_call(fill(p), RWX);
}

static int by_moving(void)
{
	void *p = mremap(fill(anonymous(RWX)), PAGE, 4L * PAGE, MREMAP_MAYMOVE);

	csec_probe_check(p == MAP_FAILED ? -1 : 0);
	return call(p);
}

static int by_device(void)
{
	return call(fill(map(RWX, MAP_PRIVATE,
			     csec_probe_open("/dev/zero", O_RDWR, 0))));
}

static int by_shared_memory(void)
{
	void *p = map(RW, MAP_SHARED | MAP_ANONYMOUS, -1);

	return protect_and_call(fill(p), RX);
}

static int by_memfd(void)
{
	return call(map(RX, MAP_PRIVATE, new_memfd()));
}

static int by_two_mappings(void)
{
	const int fd = new_memfd();
	void *w = map(RW, MAP_SHARED, fd), *x = map(RX, MAP_SHARED, fd);

	fill(w);
	return call(x);
}

static int by_file(void)
{
	close(new_file());
	return call(map(RX, MAP_PRIVATE,
			csec_probe_open("code", O_RDONLY | O_CLOEXEC, 0)));
}

static int by_shared_file(void)
{
	return protect_and_call(map(RW, MAP_SHARED, new_file()), RX);
}

/* A private mapping of an allowed file, written to. */
static int by_private_write(void)
{
	const int fd =
		csec_probe_open("/proc/self/exe", O_RDONLY | O_CLOEXEC, 0);

	return protect_and_call(fill(map(RW, MAP_PRIVATE, fd)), RX);
}

static int by_shm(void)
{
	const int id = (int)csec_probe_check(
		shmget(IPC_PRIVATE, PAGE, 0700 | IPC_CREAT));
	void *w = shmat(id, NULL, 0), *x;

	/* Gone with its last user. */
	shmctl(id, IPC_RMID, NULL);
	csec_probe_check(w == (void *)-1 ? -1 : 0);
	fill(w);
	x = shmat(id, NULL, SHM_EXEC | SHM_RDONLY);
	csec_probe_check(x == (void *)-1 ? -1 : 0);
	return call(x);
}

static int by_implication(void)
{
	csec_probe_check(personality(READ_IMPLIES_EXEC));
	return call(fill(anonymous(RW)));
}

static int by_remapping(void)
{
	char *p = map(RW, MAP_SHARED | MAP_ANONYMOUS, -1);

	fill(p);
	fill(p + PAGE);
	csec_probe_check(personality(READ_IMPLIES_EXEC));
	csec_probe_check(syscall(SYS_remap_file_pages, p, PAGE, 0, 1, 0));
	return call(p);
}

/* Replaced while it is called; a page of its own. */
static __attribute__((noinline, aligned(PAGE))) int victim(void)
{
	__asm__ volatile(".skip 64, 0x90");
	return CSEC_PROBE_FAILED;
}

static int by_own_memory(void)
{
	const int fd = csec_probe_open("/proc/self/mem", O_RDWR | O_CLOEXEC, 0);
	int (*volatile function)(void) = victim;

	csec_probe_check(pwrite(fd, csec_probe_code, csec_probe_code_size,
				(off_t)(uintptr_t)function));
	return function();
}

/* A page that is not there yet, of memory that is executable already. */
static int by_page_fault(void)
{
	static unsigned char page[PAGE];
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register area = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	struct uffdio_copy copy = { .len = PAGE };
	int fd;

	area.range.start = (uintptr_t)anonymous(RX);
	area.range.len = PAGE;
	copy.dst = area.range.start;
	copy.src = (uintptr_t)fill(page);
	fd = (int)csec_probe_check(syscall(SYS_userfaultfd, O_CLOEXEC));
	csec_probe_check(ioctl(fd, UFFDIO_API, &api));
	csec_probe_check(ioctl(fd, UFFDIO_REGISTER, &area));
	csec_probe_check(ioctl(fd, UFFDIO_COPY, &copy));
	return call((void *)(uintptr_t)copy.dst);
}

const struct csec_probe csec_probes_of_memory[] = {
	{ "rwx", "anonymous, writable and executable", by_rwx },
	{ "mprotect", "anonymous, then mprotect", by_protect },
	{ "heap", "the heap", by_heap },
	{ "stack", "the stack", by_stack },
	{ "mremap", "executable memory that moves", by_moving },
	{ "zero-device", "/dev/zero", by_device },
	{ "shared", "anonymous and shared", by_shared_memory },
	{ "memfd-map", "a memfd, mapped", by_memfd },
	{ "memfd-twice", "a memfd, mapped twice", by_two_mappings },
	{ "file-map", "a new file, mapped", by_file },
	{ "file-mprotect", "a new file, then mprotect", by_shared_file },
	{ "private-write", "an allowed file, changed in memory",
	  by_private_write },
	{ "shm", "System V shared memory", by_shm },
	{ "read-implies-exec", "READ_IMPLIES_EXEC and mmap", by_implication },
	{ "remap-file-pages", "READ_IMPLIES_EXEC and remap_file_pages",
	  by_remapping },
	{ "own-memory", "/proc/self/mem", by_own_memory },
	{ "userfaultfd", "pages by userfaultfd", by_page_fault },
	{ NULL, NULL, NULL },
};
