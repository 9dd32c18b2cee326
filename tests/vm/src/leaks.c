// SPDX-License-Identifier: GPL-2.0-only
/*
 * leaks - a process that traces the one whose memory it shares, as LeakSanitizer does
 *
 *   leaks look   reads the registers of its maker and lets it go
 *   leaks poke   writes into its text, which neither may write to
 *   leaks stay   stays with it while it executes /bin/true, and sets registers of that
 *
 * Status 0: it did; 1 and "KIND: ERRNO": it may not.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct user_regs_struct registers;

static _Alignas(16) char stack[64 << 10];
static const char *kind;
static pid_t maker;
static volatile int goes_on;

/* In the text. */
__attribute__((noinline, aligned(64))) static void nothing(void)
{
	__asm__ volatile("nop; nop; nop; nop; nop; nop; nop; nop");
}

static long ask_registers(int request)
{
	static registers regs;
	struct iovec iov = { &regs, sizeof(regs) };

	return ptrace(request, maker, NT_PRSTATUS, &iov);
}

static long poke(void)
{
	const long word = ptrace(PTRACE_PEEKTEXT, maker, nothing, 0);

	return ptrace(PTRACE_POKETEXT, maker, nothing, word);
}

/* What is stopped next runs another program. */
static long stay(void)
{
	int status;

	if (ptrace(PTRACE_CONT, maker, 0, 0))
		return -1;
	goes_on = 1;
	if (waitpid(maker, &status, __WALL) != maker || !WIFSTOPPED(status) ||
	    WSTOPSIG(status) != SIGTRAP)
		return -1;
	if (ask_registers(PTRACE_GETREGSET))
		return -1;
	return ask_registers(PTRACE_SETREGSET);
}

static long act(void)
{
	int status;

	if (ptrace(PTRACE_ATTACH, maker, 0, 0))
		return -1;
	if (waitpid(maker, &status, __WALL) != maker)
		return -1;
	if (!strcmp(kind, "stay"))
		return stay();
	return strcmp(kind, "poke") ? ask_registers(PTRACE_GETREGSET) : poke();
}

static int trace(void *unused)
{
	const long ret = act();
	const int err = errno;

	(void)unused;
	if (ret < 0)
		dprintf(2, "%s: %s\n", kind, strerrorname_np(err));
	/* The maker fails when it could not be traced. */
	if (ret < 0 && !strcmp(kind, "stay"))
		kill(maker, SIGKILL);
	ptrace(PTRACE_DETACH, maker, 0, 0);
	return ret < 0;
}

int main(int argc, char **argv)
{
	int status;
	pid_t pid;

	if (argc != 2) {
		fputs("usage: leaks look|poke|stay\n", stderr);
		return 2;
	}
	kind = argv[1];
	maker = getpid();
	pid = clone(trace, stack + sizeof(stack),
		    CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_UNTRACED, NULL);
	if (pid < 0)
		return 3;
	if (!strcmp(kind, "stay")) {
		while (!goes_on)
			sched_yield();
		execl("/bin/true", "true", NULL);
		return 3;
	}
	if (waitpid(pid, &status, __WALL) != pid || !WIFEXITED(status))
		return 3;
	return WEXITSTATUS(status);
}
