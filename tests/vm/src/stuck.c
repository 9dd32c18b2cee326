// SPDX-License-Identifier: GPL-2.0-only
/*
 * stuck - waits in a system call for memory that nobody will provide
 *
 * seccomp() with a listener, whose program lies in a page of userfaultfd. Prints
 * "waiting" before; only a signal that kills ends it.
 */
#include <fcntl.h>
#include <linux/seccomp.h>
#include <linux/userfaultfd.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	const int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC);
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	range.range.start = (unsigned long)page;
	range.range.len = 4096;
	if (fd < 0 || ioctl(fd, UFFDIO_API, &api) ||
	    ioctl(fd, UFFDIO_REGISTER, &range)) {
		perror("userfaultfd");
		return 1;
	}
	puts("waiting");
	fflush(stdout);
	syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
		SECCOMP_FILTER_FLAG_NEW_LISTENER, page);
	perror("seccomp");
	return 1;
}
