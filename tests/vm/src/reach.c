// SPDX-License-Identifier: GPL-2.0-only
/*
 * reach - ways from one process into another, one system call each
 *
 *   reach victim          says "ready PID" and sleeps until its input ends
 *   reach KIND PID        does KIND to PID; "KIND: ERRNO" and status 1 when refused
 *   reach own KIND        does it to a child of its own
 *   reach grandchild KIND does it to a child of that
 *   reach parent KIND     a child does it to its parent
 *   reach sibling KIND    one child does it to another
 *   reach thread KIND     does it to another thread of its own
 *   reach self NAME       patches the code of this program through a file of proc:
 *                         mem, task (of the thread), shared (by a child that
 *                         shares the memory), look (only opens it for reading);
 *                         says "data only" where the kernel has only data changed
 *   reach traceme         a child has itself traced by this process
 *   reach listen          answers a system call of a child (seccomp)
 *   reach listen32        the same, asked for by the call of 32 bits
 *   reach listenzero      the same, with the filter at address 0
 *   reach filter          filters its system calls without answering any
 *   reach ask             asks whether it could answer them, as libseccomp does
 *   reach ask32           the same, by the call of 32 bits
 *
 * Kinds: attach seize vmread vmwrite memread memwrite mapfiles getfd perf kcmp
 * movepages; root cwd stdin program (opened through links); and what only looks: maps
 * environ status exe fd signal
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/kcmp.h>
#include <linux/perf_event.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

/* At the same address in every process of this program: it is not relocated. */
static volatile long marker = 42;

static long by_attach(pid_t pid)
{
	return ptrace(PTRACE_ATTACH, pid, 0, 0);
}

static long by_seize(pid_t pid)
{
	return ptrace(PTRACE_SEIZE, pid, 0, 0);
}

static long by_vm(pid_t pid, int is_write)
{
	long value = 43;
	const struct iovec here = { &value, sizeof(value) };
	const struct iovec there = { (void *)&marker, sizeof(value) };

	return is_write ? process_vm_writev(pid, &here, 1, &there, 1, 0) :
			  process_vm_readv(pid, &here, 1, &there, 1, 0);
}

static long by_vmread(pid_t pid)
{
	return by_vm(pid, 0);
}

static long by_vmwrite(pid_t pid)
{
	return by_vm(pid, 1);
}

static int open_proc(pid_t pid, const char *name, int flags)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	return open(path, flags);
}

static long by_memread(pid_t pid)
{
	return open_proc(pid, "mem", O_RDONLY);
}

static long by_memwrite(pid_t pid)
{
	const int fd = open_proc(pid, "mem", O_RDWR);
	const long value = 43;

	if (fd < 0)
		return -1;
	return pwrite(fd, &value, sizeof(value), (off_t)(long)&marker);
}

static long by_mapfiles(pid_t pid)
{
	char path[512];
	struct dirent *entry;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/map_files", pid);
	dir = opendir(path);
	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.') {
			snprintf(path, sizeof(path), "/proc/%d/map_files/%s",
				 pid, entry->d_name);
			return open(path, O_RDONLY);
		}
	return -1;
}

static long by_root(pid_t pid)
{
	return open_proc(pid, "root/proc", O_PATH);
}

static long by_cwd(pid_t pid)
{
	return open_proc(pid, "cwd", O_PATH);
}

static long by_stdin(pid_t pid)
{
	return open_proc(pid, "fd/0", O_RDONLY | O_NONBLOCK);
}

static long by_program(pid_t pid)
{
	return open_proc(pid, "exe", O_RDONLY);
}

static long by_getfd(pid_t pid)
{
	const int pidfd = syscall(SYS_pidfd_open, pid, 0);

	return pidfd < 0 ? -1 : syscall(SYS_pidfd_getfd, pidfd, 0, 0);
}

static long by_perf(pid_t pid)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_SOFTWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_SW_TASK_CLOCK,
	};

	/* -1: whatever runs on the first processor */
	return syscall(SYS_perf_event_open, &attr, pid, pid < 0 ? 0 : -1, -1,
		       0);
}

static long by_kcmp(pid_t pid)
{
	return syscall(SYS_kcmp, getpid(), pid, KCMP_VM, 0, 0);
}

static long by_movepages(pid_t pid)
{
	void *page = (void *)&marker;
	int status;

	return syscall(SYS_move_pages, pid, 1, &page, NULL, &status, 0);
}

static long read_proc(pid_t pid, const char *name)
{
	const int fd = open_proc(pid, name, O_RDONLY);
	char text[64];

	return fd < 0 ? -1 : read(fd, text, sizeof(text));
}

static long by_maps(pid_t pid)
{
	return read_proc(pid, "maps");
}

static long by_environ(pid_t pid)
{
	return read_proc(pid, "environ");
}

static long by_status(pid_t pid)
{
	return read_proc(pid, "status");
}

static long by_exe(pid_t pid)
{
	char path[64], text[64];

	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	return readlink(path, text, sizeof(text));
}

static long by_fd(pid_t pid)
{
	char path[64], text[64];

	snprintf(path, sizeof(path), "/proc/%d/fd/0", pid);
	return readlink(path, text, sizeof(text));
}

static long by_signal(pid_t pid)
{
	return kill(pid, SIGCONT);
}

static const struct {
	const char *name;
	long (*run)(pid_t pid);
} kinds[] = {
	{ "attach", by_attach },
	{ "seize", by_seize },
	{ "vmread", by_vmread },
	{ "vmwrite", by_vmwrite },
	{ "memread", by_memread },
	{ "memwrite", by_memwrite },
	{ "mapfiles", by_mapfiles },
	{ "getfd", by_getfd },
	{ "root", by_root },
	{ "cwd", by_cwd },
	{ "stdin", by_stdin },
	{ "program", by_program },
	{ "perf", by_perf },
	{ "kcmp", by_kcmp },
	{ "movepages", by_movepages },
	{ "maps", by_maps },
	{ "environ", by_environ },
	{ "status", by_status },
	{ "exe", by_exe },
	{ "fd", by_fd },
	{ "signal", by_signal },
};

static int reach(const char *kind, pid_t pid)
{
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kind, kinds[i].name))
			continue;
		if (kinds[i].run(pid) >= 0)
			return 0;
		fprintf(stderr, "%s: %s\n", kind, strerrorname_np(errno));
		return 1;
	}
	fprintf(stderr, "no kind %s\n", kind);
	return 2;
}

static int exit_status(pid_t pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return 3;
	return WEXITSTATUS(status);
}

static pid_t sleeper(void)
{
	const pid_t pid = fork();

	if (!pid) {
		pause();
		_exit(0);
	}
	return pid;
}

static int of_own(const char *kind)
{
	const pid_t pid = sleeper();
	const int ret = reach(kind, pid);

	kill(pid, SIGKILL);
	return ret;
}

static int of_grandchild(const char *kind)
{
	int pipes[2], ret;
	pid_t child, pid = 0;

	if (pipe(pipes))
		return 3;
	child = fork();
	if (!child) {
		pid = sleeper();
		if (write(pipes[1], &pid, sizeof(pid)) != sizeof(pid))
			_exit(3);
		pause();
	}
	if (read(pipes[0], &pid, sizeof(pid)) != sizeof(pid))
		return 3;
	ret = reach(kind, pid);
	kill(pid, SIGKILL);
	kill(child, SIGKILL);
	return ret;
}

static int of_parent(const char *kind)
{
	const pid_t parent = getpid(), pid = fork();

	if (!pid) {
		const int ret = reach(kind, parent);

		/* A parent that is traced and stopped could not wait. */
		_exit(ret);
	}
	return exit_status(pid);
}

static int of_sibling(const char *kind)
{
	const pid_t first = sleeper(), second = fork();
	int ret;

	if (!second)
		_exit(reach(kind, first));
	ret = exit_status(second);
	kill(first, SIGKILL);
	return ret;
}

static void *wait_forever(void *tid)
{
	*(volatile pid_t *)tid = gettid();
	pause();
	return tid;
}

static int of_thread(const char *kind)
{
	volatile pid_t tid = 0;
	pthread_t thread;

	if (pthread_create(&thread, NULL, wait_forever, (void *)&tid))
		return 3;
	while (!tid)
		sched_yield();
	return reach(kind, tid);
}

static int traceme(void)
{
	const pid_t pid = fork();

	if (!pid) {
		if (!ptrace(PTRACE_TRACEME, 0, 0, 0))
			_exit(0);
		fprintf(stderr, "traceme: %s\n", strerrorname_np(errno));
		_exit(1);
	}
	return exit_status(pid);
}

/* In the text, which cannot be written to. */
__attribute__((noinline, aligned(64))) static int answer(void)
{
	int value = 1;

	__asm__ volatile("nop; nop; nop; nop; nop; nop; nop; nop"
			 : "+r"(value));
	return value;
}

/* Runs with the memory of its parent. */
static int open_shared(void)
{
	static char path[64];
	static volatile int fd;
	const pid_t parent = getpid();
	const pid_t pid = vfork();

	if (!pid) {
		/* Descriptors are not shared: kept is whether it could be opened. */
		snprintf(path, sizeof(path), "/proc/%d/mem", parent);
		fd = open(path, O_RDWR);
		if (fd < 0)
			fd = -errno;
		_exit(0);
	}
	waitpid(pid, NULL, 0);
	if (fd >= 0)
		return 0;
	fprintf(stderr, "shared: %s\n", strerrorname_np(-fd));
	return 1;
}

static int patch_self(const char *name)
{
	static const unsigned char code[] = { 0xb8, 42, 0, 0, 0, 0xc3 };
	static const long other = 43;
	char path[64] = "/proc/self/mem";
	int fd;

	if (!strcmp(name, "shared"))
		return open_shared();
	if (!strcmp(name, "task"))
		snprintf(path, sizeof(path), "/proc/self/task/%d/mem",
			 gettid());
	fd = open(path, strcmp(name, "look") ? O_RDWR : O_RDONLY);
	if (fd < 0) {
		fprintf(stderr, "%s: %s\n", name, strerrorname_np(errno));
		return 1;
	}
	if (!strcmp(name, "look"))
		return 0;
	if (pwrite(fd, code, sizeof(code), (off_t)(long)answer) == sizeof(code))
		return answer() == 42 ? 0 : 3;
	if (errno != EIO ||
	    pwrite(fd, &other, sizeof(other), (off_t)(long)&marker) !=
		    sizeof(other) ||
	    marker != other)
		return 3;
	puts("data only");
	return 0;
}

/* getppid() is told to the listener. */
static struct sock_filter asking[] = {
	BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
	BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
};

static long call_seccomp(unsigned int flags, const void *filter)
{
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, filter);
}

static long seccomp(unsigned int flags)
{
	const struct sock_fprog filter = { 4, asking };

	return call_seccomp(flags, &filter);
}

/* In a page that only who has CAP_SYS_RAWIO may have. */
static long seccomp_zero(unsigned int flags)
{
	const struct sock_fprog filter = { 4, asking };
	void *const page = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
	const struct iovec here = { (void *)&filter, sizeof(filter) };
	const struct iovec there = { page, sizeof(filter) };

	/* The compiler takes a write to address 0 for a mistake. */
	if (page == MAP_FAILED ||
	    process_vm_writev(getpid(), &here, 1, &there, 1, 0) < 0)
		return -1;
	return call_seccomp(flags, page);
}

static long call_seccomp32(unsigned int flags, const void *filter)
{
#ifdef __x86_64__
	int ret;

	asm volatile("int $0x80"
		     : "=a"(ret)
		     : "a"(354), "b"(SECCOMP_SET_MODE_FILTER), "c"(flags),
		       "d"(filter)
		     : "memory", "r8", "r9", "r10", "r11");
	if (ret >= 0)
		return ret;
	errno = -ret;
#else
	(void)flags;
	(void)filter;
	errno = ENOSYS;
#endif
	return -1;
}

/* This program is not relocated: its addresses have 32 bits. */
static long seccomp32(unsigned int flags)
{
	static struct {
		unsigned short len;
		unsigned int filter;
	} filter = { 4, 0 };

	filter.filter = (unsigned int)(unsigned long)asking;
	return call_seccomp32(flags, &filter);
}

static int say(const char *kind)
{
	fprintf(stderr, "%s: %s\n", kind, strerrorname_np(errno));
	return 1;
}

static int listen_to(const char *kind, long (*call)(unsigned int flags))
{
	struct seccomp_notif asked = { 0 };
	struct seccomp_notif_resp answer = { .val = 4242 };
	int fd;
	pid_t pid;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return 3;
	fd = call(SECCOMP_FILTER_FLAG_NEW_LISTENER);
	if (fd < 0)
		return say(kind);
	pid = fork();
	if (!pid)
		_exit(syscall(SYS_getppid) != answer.val);
	if (ioctl(fd, SECCOMP_IOCTL_NOTIF_RECV, &asked))
		return 3;
	answer.id = asked.id;
	if (ioctl(fd, SECCOMP_IOCTL_NOTIF_SEND, &answer))
		return 3;
	return exit_status(pid);
}

/* A kernel that has listeners goes on to read the filter. */
static int ask(const char *kind,
	       long (*call)(unsigned int flags, const void *filter))
{
	if (call(SECCOMP_FILTER_FLAG_NEW_LISTENER, NULL) < 0 && errno == EFAULT)
		return 0;
	return say(kind);
}

static int filter(void)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return 3;
	return seccomp(SECCOMP_FILTER_FLAG_LOG) ? say("filter") : 0;
}

static int victim(void)
{
	char byte;

	printf("ready %d\n", getpid());
	fflush(stdout);
	while (read(0, &byte, 1) > 0)
		;
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "victim"))
		return victim();
	if (argc == 2 && !strcmp(argv[1], "traceme"))
		return traceme();
	if (argc == 2 && !strcmp(argv[1], "listen"))
		return listen_to(argv[1], seccomp);
	if (argc == 2 && !strcmp(argv[1], "listen32"))
		return listen_to(argv[1], seccomp32);
	if (argc == 2 && !strcmp(argv[1], "listenzero"))
		return listen_to(argv[1], seccomp_zero);
	if (argc == 2 && !strcmp(argv[1], "filter"))
		return filter();
	if (argc == 2 && !strcmp(argv[1], "ask"))
		return ask(argv[1], call_seccomp);
	if (argc == 2 && !strcmp(argv[1], "ask32"))
		return ask(argv[1], call_seccomp32);
	if (argc == 3 && !strcmp(argv[1], "self"))
		return patch_self(argv[2]);
	if (argc == 3 && !strcmp(argv[1], "own"))
		return of_own(argv[2]);
	if (argc == 3 && !strcmp(argv[1], "grandchild"))
		return of_grandchild(argv[2]);
	if (argc == 3 && !strcmp(argv[1], "parent"))
		return of_parent(argv[2]);
	if (argc == 3 && !strcmp(argv[1], "sibling"))
		return of_sibling(argv[2]);
	if (argc == 3 && !strcmp(argv[1], "thread"))
		return of_thread(argv[2]);
	if (argc == 3)
		return reach(argv[1], atoi(argv[2]));
	fputs("usage: reach KIND PID | own|grandchild|parent|sibling|thread KIND | victim | traceme | listen | listen32 | listenzero | filter | ask | ask32\n",
	      stderr);
	return 2;
}
