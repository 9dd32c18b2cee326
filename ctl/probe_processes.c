// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - probes of the self-test: code in the memory of another process
 *
 * The other one is a child of the probe that does nothing.
 */
#include "probe_tools.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t start_victim(void)
{
	const pid_t pid = (pid_t)csec_probe_check(fork());

	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (;;)
		pause();
}

static int end(pid_t victim, bool has_succeeded)
{
	kill(victim, SIGKILL);
	waitpid(victim, NULL, 0);
	return has_succeeded ? CSEC_PROBE_RAN : CSEC_PROBE_FAILED;
}

static int by_writev(void)
{
	static char room[16];
	const struct iovec from = { (void *)csec_probe_code,
				    csec_probe_code_size };
	const struct iovec to = { room, csec_probe_code_size };
	const pid_t victim = start_victim();
	const ssize_t nr = process_vm_writev(victim, &from, 1, &to, 1, 0);

	return end(victim, nr == (ssize_t)csec_probe_code_size);
}

static int by_ptrace(void)
{
	const pid_t victim = start_victim();
	long ret = ptrace(PTRACE_ATTACH, victim, NULL, NULL);

	if (!ret) {
		waitpid(victim, NULL, 0);
		ret = ptrace(PTRACE_POKETEXT, victim, (void *)start_victim,
			     (void *)0x9090909090909090UL);
	}
	return end(victim, !ret);
}

static int by_proc(void)
{
	const pid_t victim = start_victim();
	static char room[16];
	char path[64];
	ssize_t nr;
	int fd;

	(void)snprintf(path, sizeof(path), "/proc/%d/mem", victim);
	fd = csec_probe_open(path, O_RDWR | O_CLOEXEC, 0);
	nr = pwrite(fd, csec_probe_code, csec_probe_code_size,
		    (off_t)(uintptr_t)room);
	return end(victim, nr == (ssize_t)csec_probe_code_size);
}

static int by_descriptor(void)
{
	const pid_t victim = start_victim();
	const int pidfd = (int)syscall(SYS_pidfd_open, victim, 0);
	const long fd = syscall(SYS_pidfd_getfd, pidfd, 0, 0);

	return end(victim, fd >= 0);
}

const struct csec_probe csec_probes_of_processes[] = {
	{ "vm-writev", "process_vm_writev", by_writev },
	{ "poketext", "ptrace", by_ptrace },
	{ "proc-mem", "/proc/PID/mem", by_proc },
	{ "pidfd-getfd", "pidfd_getfd", by_descriptor },
	{ NULL, NULL, NULL },
};
