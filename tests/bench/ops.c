// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - bench: the operations
 *
 * Environment: PROGRAM exits with 0 and needs no library, DYNAMIC does and
 * needs one, OVERLAY is as PROGRAM on an overlay, REFUSED is executable and no
 * program, SHELL_CLASS is as PROGRAM and a shell for the policy, CGROUP is the
 * directory of the cgroup that this process is in. LIBRARY with a number is one of
 * NR_LIBRARIES files; without it "maps" cannot be run.
 */
#define _GNU_SOURCE
#include "ops.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int fd_zero, fd_null, fd_udp, fd_listen, fd_program, fd_move[2];
static struct sockaddr_in listener;
static char hostname[65], child_group[512], victim_text[16];
static const char *program, *dynamic, *overlay, *refused, *shell;
static int fd_input, fd_output;
static int fd_library[NR_LIBRARIES];
static char *no_environment[] = { NULL };
static pid_t victim;

void ops_fail(const char *what)
{
	fprintf(stderr, "bench: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void reap(pid_t pid, int expected)
{
	int status;

	if (waitpid(pid, &status, 0) != pid)
		ops_fail("waitpid");
	if (!WIFEXITED(status) || WEXITSTATUS(status) != expected) {
		errno = EPROTO;
		ops_fail("a child ended in another way");
	}
}

static void run_null(void)
{
	syscall(SYS_getppid);
}

static void run_open(void)
{
	if (close(open("/etc/passwd", O_RDONLY)))
		ops_fail("open");
}

static void run_read(void)
{
	char c;

	if (read(fd_zero, &c, 1) != 1)
		ops_fail("read");
}

static void run_write(void)
{
	if (write(fd_null, "x", 1) != 1)
		ops_fail("write");
}

static void run_fork(void)
{
	const pid_t pid = fork();

	if (!pid)
		_exit(0);
	reap(pid, 0);
}

static void execute(const char *path, int expected)
{
	char *argv[] = { (char *)path, NULL };
	const pid_t pid = vfork();

	if (!pid) {
		execve(path, argv, no_environment);
		_exit(127);
	}
	reap(pid, expected);
}

static void run_exec(void)
{
	execute(program, 0);
}

static void run_exec_dynamic(void)
{
	execute(dynamic, 0);
}

static void run_exec_overlay(void)
{
	execute(overlay, 0);
}

/* Refused by a policy, or else by the kernel after it asked for one. */
static void run_exec_refused(void)
{
	execute(refused, 127);
}

/* As a shell is executed: a command line, a script, or what is on the pipes. */
static void execute_shell(const char *option, const char *operand,
			  bool has_pipes)
{
	char *argv[] = { (char *)shell, (char *)option, (char *)operand, NULL };
	const pid_t pid = vfork();

	if (!pid) {
		if (has_pipes &&
		    (dup2(fd_input, 0) < 0 || dup2(fd_output, 1) < 0))
			_exit(126);
		execve(shell, argv, no_environment);
		_exit(127);
	}
	reap(pid, 0);
}

static void run_shell_line(void)
{
	execute_shell("-c", "exit 0", false);
}

static void run_shell_script(void)
{
	execute_shell("/etc/passwd", NULL, false);
}

static void run_shell_pipes(void)
{
	execute_shell(NULL, NULL, true);
}

static void run_spawn(void)
{
	char *argv[] = { (char *)program, NULL };
	pid_t pid;

	errno = posix_spawn(&pid, program, NULL, NULL, argv, no_environment);
	if (errno)
		ops_fail("posix_spawn");
	reap(pid, 0);
}

static void *do_nothing(void *argument)
{
	return argument;
}

static void run_thread(void)
{
	pthread_t thread;

	errno = pthread_create(&thread, NULL, do_nothing, NULL);
	if (errno)
		ops_fail("pthread_create");
	pthread_join(thread, NULL);
}

static void run_udp(void)
{
	const struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons(9),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};

	if (connect(fd_udp, (const void *)&address, sizeof(address)))
		ops_fail("connect");
}

static void run_tcp(void)
{
	/* Ends with a reset: nothing lingers. */
	const struct linger at_once = { .l_onoff = 1 };
	const int fd = socket(AF_INET, SOCK_STREAM, 0);
	int accepted;

	if (connect(fd, (const void *)&listener, sizeof(listener)))
		ops_fail("connect");
	accepted = accept(fd_listen, NULL, NULL);
	if (accepted < 0)
		ops_fail("accept");
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
	close(fd);
	close(accepted);
}

static void map(int flags, int fd)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | flags,
		       fd, 0);

	if (p == MAP_FAILED)
		ops_fail("mmap");
	munmap(p, 4096);
}

static void run_mmap_file(void)
{
	map(0, fd_program);
}

static void run_mmap_anonymous(void)
{
	map(MAP_ANONYMOUS, -1);
}

/* As an exec maps further files: each another one. */
static void run_maps(void)
{
	int i;

	for (i = 0; i < NR_LIBRARIES; i++)
		map(0, fd_library[i]);
}

static void run_ptrace(void)
{
	int status;

	if (ptrace(PTRACE_ATTACH, victim, NULL, NULL) ||
	    waitpid(victim, &status, __WALL) != victim ||
	    ptrace(PTRACE_DETACH, victim, NULL, NULL))
		ops_fail("ptrace");
}

static void run_capable(void)
{
	if (sethostname(hostname, strlen(hostname)))
		ops_fail("sethostname");
}

static void run_cgroup(void)
{
	if (mkdir(child_group, 0755) || rmdir(child_group))
		ops_fail(child_group);
}

static void run_migrate(void)
{
	static unsigned int side;

	side = !side;
	if (write(fd_move[side], victim_text, strlen(victim_text)) < 0)
		ops_fail("cgroup.procs");
}

const struct operation operations[] = {
	{ .name = "null", .run = run_null, .is_short = true },
	{ .name = "open", .run = run_open, .is_short = true },
	{ .name = "read", .run = run_read, .is_short = true },
	{ .name = "write", .run = run_write, .is_short = true },
	{ .name = "udp", .run = run_udp, .is_short = true },
	{ .name = "mmap-file", .run = run_mmap_file, .is_short = true },
	{ .name = "mmap-anon", .run = run_mmap_anonymous, .is_short = true },
	{ .name = "maps", .run = run_maps, .is_short = true },
	{ .name = "capable", .run = run_capable, .is_short = true },
	{ .name = "ptrace", .run = run_ptrace },
	{ .name = "tcp", .run = run_tcp },
	{ .name = "thread", .run = run_thread },
	{ .name = "fork", .run = run_fork },
	{ .name = "exec", .run = run_exec },
	{ .name = "exec-dynamic", .run = run_exec_dynamic },
	{ .name = "exec-overlay", .run = run_exec_overlay },
	{ .name = "exec-refused", .run = run_exec_refused },
	{ .name = "shell-line", .run = run_shell_line },
	{ .name = "shell-script", .run = run_shell_script },
	{ .name = "shell-pipes", .run = run_shell_pipes },
	{ .name = "spawn", .run = run_spawn },
	{ .name = "cgroup", .run = run_cgroup, .waits = true },
	{ .name = "migrate", .run = run_migrate, .waits = true },
};
const size_t nr_operations = sizeof(operations) / sizeof(*operations);

static const char *word(const char *name)
{
	const char *value = getenv(name);

	if (!value) {
		errno = EINVAL;
		ops_fail(name);
	}
	return value;
}

static int open_or_fail(const char *path, int flags)
{
	const int fd = open(path, flags | O_CLOEXEC);

	if (fd < 0)
		ops_fail(path);
	return fd;
}

static void prepare_sockets(void)
{
	socklen_t len = sizeof(listener);

	fd_udp = socket(AF_INET, SOCK_DGRAM, 0);
	fd_listen = socket(AF_INET, SOCK_STREAM, 0);
	listener.sin_family = AF_INET;
	listener.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (bind(fd_listen, (void *)&listener, len) || listen(fd_listen, 8) ||
	    getsockname(fd_listen, (void *)&listener, &len))
		ops_fail("listen");
}

static void prepare_libraries(const char *prefix)
{
	char path[512];
	int i;

	for (i = 0; i < NR_LIBRARIES; i++) {
		snprintf(path, sizeof(path), "%s%d", prefix, i + 1);
		fd_library[i] = open_or_fail(path, O_RDONLY);
	}
}

/* A child that does nothing: to be traced, and moved to and fro. */
static void prepare_victim(const char *cgroup)
{
	char path[600];
	int i;

	victim = fork();
	if (!victim) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			pause();
	}
	snprintf(victim_text, sizeof(victim_text), "%d", victim);
	for (i = 0; i < 2; i++) {
		snprintf(path, sizeof(path), "%s/side%d", cgroup, i);
		if (mkdir(path, 0755) && errno != EEXIST)
			ops_fail(path);
		strcat(path, "/cgroup.procs");
		fd_move[i] = open_or_fail(path, O_WRONLY);
	}
}

/* Their other ends are held by this process, which has no connection. */
static void prepare_pipes(void)
{
	int in[2], out[2];

	if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC))
		ops_fail("pipe");
	fd_input = in[0];
	fd_output = out[1];
}

void ops_prepare(void)
{
	const char *cgroup = word("CGROUP");

	program = word("PROGRAM");
	dynamic = word("DYNAMIC");
	overlay = word("OVERLAY");
	refused = word("REFUSED");
	shell = word("SHELL_CLASS");
	fd_zero = open_or_fail("/dev/zero", O_RDONLY);
	fd_null = open_or_fail("/dev/null", O_WRONLY);
	fd_program = open_or_fail(program, O_RDONLY);
	if (getenv("LIBRARY"))
		prepare_libraries(getenv("LIBRARY"));
	gethostname(hostname, sizeof(hostname) - 1);
	snprintf(child_group, sizeof(child_group), "%s/child", cgroup);
	prepare_sockets();
	prepare_victim(cgroup);
	/* After the fork: nobody else has them. */
	prepare_pipes();
}
