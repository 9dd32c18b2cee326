/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fail_tasks.h - the operations of fail_nth that a task does in its cgroup
 *
 * What the child has as standard input: "tcp:PORT", a connection.
 */
#ifndef FAIL_TASKS_H
#define FAIL_TASKS_H

#include <arpa/inet.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>

static const char *argument = "", *input = "";
/* What the acts use, opened before. */
static int target_fd = -1, procs_fd = -1, socket_fd = -1;
static int report_fd, release_fd;

/* Waits until the parent has looked. */
static void wait_for_release(void)
{
	char c;

	while (read(release_fd, &c, 1) < 0 && errno == EINTR)
		;
}

static __attribute__((noreturn)) void end_when_released(void)
{
	wait_for_release();
	_exit(0);
}

/* Operations of tasks */

static int move_to(const char *dir)
{
	char path[PATH_MAX + 16];
	int fd, err = 0;

	snprintf(path, sizeof(path), "%s/cgroup.procs", dir);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	if (write(fd, "0", 1) != 1)
		err = errno;
	close(fd);
	return err;
}

static int act_attach(void)
{
	return write(procs_fd, "0", 1) == 1 ? 0 : errno;
}

static int act_fork(void)
{
	const pid_t pid = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);

	if (pid < 0)
		return errno;
	if (!pid)
		end_when_released();
	return 0;
}

static __attribute__((noreturn)) int sleeper(void *unused)
{
	(void)unused;
	for (;;)
		pause();
}

static int act_thread(void)
{
	static char stack[16384] __attribute__((aligned(16)));
	const int flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND |
			  CLONE_THREAD | CLONE_SYSVSEM;

	return clone(sleeper, stack + sizeof(stack), flags, NULL) < 0 ? errno :
									0;
}

/* Of linux/sched.h, which does not go together with sched.h. */
struct clone_args_v2 {
	uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack,
		stack_size, tls, set_tid, set_tid_size, cgroup;
};

static int act_into(void)
{
	struct clone_args_v2 args = {
		.flags = UINT64_C(0x200000000), /* CLONE_INTO_CGROUP */
		.exit_signal = SIGCHLD,
		.cgroup = (uint64_t)target_fd,
	};
	const long pid = syscall(SYS_clone3, &args, sizeof(args));

	if (pid < 0)
		return errno;
	if (!pid)
		end_when_released();
	return 0;
}

/* The new image tells the outcome: see main(). */
static int act_exec(void)
{
	char report[16], release[16];
	char *argv[] = { (char *)argument, "--executed", report, release,
			 NULL };

	snprintf(report, sizeof(report), "%d", report_fd);
	snprintf(release, sizeof(release), "%d", release_fd);
	execv(argument, argv);
	return errno;
}

static int new_socket(void)
{
	return socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static int connect_to(int fd, const char *port)
{
	const struct sockaddr_in peer = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)atoi(port)),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};

	return connect(fd, (const void *)&peer, sizeof(peer)) ? errno : 0;
}

static int act_connect(void)
{
	return connect_to(socket_fd, argument);
}

/* In the child, before the fault is asked for. */
static void take_input(void)
{
	const char *port = strchr(input, ':');
	const int fd = new_socket();

	if (!port)
		return;
	if (connect_to(fd, port + 1))
		die("connecting");
	if (dup2(fd, 0))
		die("dup2");
	close(fd);
}

/* The fault may hit the open, too. */
static int act_map(void)
{
	const int fd = open(argument, O_RDONLY | O_CLOEXEC);
	void *at;

	if (fd < 0)
		return errno;
	at = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
	return at == MAP_FAILED ? errno : 0;
}

static int act_write(void)
{
	const int fd = open(argument, O_WRONLY | O_APPEND | O_CLOEXEC);

	return fd < 0 ? errno : 0;
}

static const char *moved_name(void)
{
	static char name[4096 + 8];

	snprintf(name, sizeof(name), "%s.moved", argument);
	return name;
}

/* What an earlier site moved is taken back. */
static void prepare_rename(void)
{
	rename(moved_name(), argument);
}

static int act_rename(void)
{
	return rename(argument, moved_name()) ? errno : 0;
}

/* It goes on, and is left when the child ends. */
static int act_trace(void)
{
	return ptrace(PTRACE_SEIZE, atoi(argument), NULL, NULL) ? errno : 0;
}

static int act_userns(void)
{
	return unshare(CLONE_NEWUSER) ? errno : 0;
}

#endif /* FAIL_TASKS_H */
