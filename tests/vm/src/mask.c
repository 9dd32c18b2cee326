// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - mask file|map FILE: a process becomes FILE without executing it
 *
 * The kernel lets it change its program once nothing of the old one is mapped
 * any more: so a copy of one function goes on elsewhere. "file" is
 * PR_SET_MM_EXE_FILE, which needs CAP_SYS_RESOURCE; "map" is PR_SET_MM_MAP from
 * a user namespace of its own, which anybody may make. Prints nothing and
 * succeeds, or the name of the errno and fails.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/prctl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_RANGES 16

struct plan {
	unsigned long ranges[MAX_RANGES][2];
	int nr;
	long arguments[3];
	struct prctl_mm_map map;
};

static inline __attribute__((always_inline)) long call(long nr, long a, long b,
						       long c, long d)
{
#ifdef __x86_64__
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = 0;
	long ret;

	__asm__ volatile("syscall"
			 : "=a"(ret)
			 : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
			 : "rcx", "r11", "memory");
	return ret;
#else
	register long x8 __asm__("x8") = nr;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	register long x4 __asm__("x4") = 0;

	__asm__ volatile("svc 0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4)
			 : "memory");
	return x0;
#endif
}

/* Nothing but its own instructions: no library, no data of the program. */
__attribute__((section("copied"), noinline, used)) static void
become(const struct plan *plan)
{
	long ret;
	int i;

	for (i = 0; i < plan->nr; i++)
		call(SYS_munmap, plan->ranges[i][0], plan->ranges[i][1], 0, 0);
	ret = call(SYS_prctl, PR_SET_MM, plan->arguments[0], plan->arguments[1],
		   plan->arguments[2]);
	call(SYS_exit_group, -ret, 0, 0, 0);
}

extern const char __start_copied[], __stop_copied[];

/* Where the program's own file is mapped. */
static int find_ranges(struct plan *plan)
{
	char line[512], own[256] = "";
	unsigned long start, end;
	FILE *maps = fopen("/proc/self/maps", "re");

	if (!maps || readlink("/proc/self/exe", own, sizeof(own) - 1) < 0)
		return errno;
	while (plan->nr < MAX_RANGES && fgets(line, sizeof(line), maps)) {
		if (!strstr(line, own) ||
		    sscanf(line, "%lx-%lx", &start, &end) != 2)
			continue;
		plan->ranges[plan->nr][0] = start;
		plan->ranges[plan->nr++][1] = end - start;
	}
	fclose(maps);
	return plan->nr ? 0 : ENOENT;
}

static int child(const char *way, const char *file)
{
	static const size_t size = 1 << 16;
	const int fd = open(file, O_RDONLY);
	void (*copy)(const struct plan *plan);
	struct plan *plan;
	char *memory;
	int err;

	memory = mmap(NULL, size, PROT_READ | PROT_WRITE | PROT_EXEC,
		      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (fd < 0 || memory == MAP_FAILED)
		return errno;
	plan = (void *)(memory + size / 2);
	err = find_ranges(plan);
	if (err)
		return err;
	plan->arguments[0] = PR_SET_MM_EXE_FILE;
	plan->arguments[1] = fd;
	if (!strcmp(way, "map")) {
		const unsigned long at = (unsigned long)memory;

		plan->map = (struct prctl_mm_map){
			.start_code = at,
			.end_code = at + 1,
			.start_data = at,
			.end_data = at + 1,
			.start_brk = at,
			.brk = at + 1,
			.start_stack = at,
			.arg_start = at,
			.arg_end = at + 1,
			.env_start = at,
			.env_end = at + 1,
			.exe_fd = fd,
		};
		plan->arguments[0] = PR_SET_MM_MAP;
		plan->arguments[1] = (long)&plan->map;
		plan->arguments[2] = sizeof(plan->map);
		if (unshare(CLONE_NEWUSER))
			return errno;
	}
	memcpy(memory, __start_copied, __stop_copied - __start_copied);
	__builtin___clear_cache(memory, memory + size / 2);
	memcpy(&copy, &memory, sizeof(copy));
	copy(plan);
	return 0;
}

int main(int argc, char **argv)
{
	int status;
	pid_t pid;

	if (argc != 3) {
		fprintf(stderr, "usage: mask file|map FILE\n");
		return 2;
	}
	pid = fork();
	if (!pid)
		_exit(child(argv[1], argv[2]));
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return 2;
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return 0;
	fprintf(stderr, "mask: %s\n",
		WIFEXITED(status) ? strerrorname_np(WEXITSTATUS(status)) :
				    strsignal(WTERMSIG(status)));
	return 1;
}
