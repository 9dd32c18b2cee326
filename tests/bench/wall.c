// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - bench: operations in real time, by several processes at once
 */
#define _GNU_SOURCE
#include "ops.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NR_WORKERS_MAX 256
#define CACHE_LINE 64
#define START_MS 60000 /* until each worker must have done something */

/**
 * struct counter - operations of one worker, in a cache line of its own
 * @nr: Done so far.
 */
struct counter {
	unsigned long nr;
} __attribute__((aligned(CACHE_LINE)));

static struct counter *counters;
static int cpus[NR_WORKERS_MAX]; /* that this process may use */
static unsigned int nr_cpus;

static const struct operation *find(const char *name)
{
	size_t i;

	for (i = 0; i < nr_operations; i++)
		if (!strcmp(operations[i].name, name))
			return &operations[i];
	errno = ENOENT;
	ops_fail(name);
}

static void find_cpus(void)
{
	cpu_set_t set;
	int cpu;

	if (sched_getaffinity(0, sizeof(set), &set))
		ops_fail("sched_getaffinity");
	for (cpu = 0; cpu < CPU_SETSIZE && nr_cpus < NR_WORKERS_MAX; cpu++)
		if (CPU_ISSET(cpu, &set))
			cpus[nr_cpus++] = cpu;
}

/* A worker: in a group with its own child, the one to be traced. */
static void begin(unsigned int nr)
{
	cpu_set_t set;

	setpgid(0, 0);
	CPU_ZERO(&set);
	CPU_SET(cpus[nr], &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		ops_fail("sched_setaffinity");
	ops_prepare();
}

static void work(unsigned int nr, const struct operation *op)
{
	begin(nr);
	for (;;) {
		op->run();
		__atomic_fetch_add(&counters[nr].nr, 1, __ATOMIC_RELAXED);
	}
}

/* Whether the operation can be done here, before anything is measured. */
static void rehearse(const struct operation *op)
{
	const pid_t pid = fork();
	int status;

	if (!pid) {
		begin(0);
		op->run();
		_exit(0);
	}
	if (waitpid(pid, &status, 0) != pid || status) {
		errno = EPROTO;
		ops_fail(op->name);
	}
	/* Its own child may not have been at work yet, and stay. */
	kill(-pid, SIGKILL);
}

static unsigned long sum(unsigned int nr)
{
	unsigned long all = 0;

	while (nr--)
		all += __atomic_load_n(&counters[nr].nr, __ATOMIC_RELAXED);
	return all;
}

static void sleep_ms(unsigned long ms)
{
	const struct timespec ts = { .tv_sec = ms / 1000,
				     .tv_nsec = ms % 1000 * 1000000 };

	nanosleep(&ts, NULL);
}

static void stop(const pid_t *pid, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		kill(-pid[i], SIGKILL);
		kill(pid[i], SIGKILL);
		waitpid(pid[i], NULL, 0);
	}
}

/* A worker never ends by itself: one that did could not do its operation. */
static void expect_alive(const struct operation *op, const pid_t *pid,
			 unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		if (!waitpid(pid[i], NULL, WNOHANG))
			continue;
		stop(pid, nr);
		errno = ECHILD;
		ops_fail(op->name);
	}
}

static void await_first(const struct operation *op, const pid_t *pid,
			unsigned int nr)
{
	unsigned long ms = 0;
	unsigned int i;

	for (i = 0; i < nr; i++)
		while (!__atomic_load_n(&counters[i].nr, __ATOMIC_RELAXED)) {
			expect_alive(op, pid, nr);
			if (ms++ >= START_MS) {
				stop(pid, nr);
				errno = ETIMEDOUT;
				ops_fail(op->name);
			}
			sleep_ms(1);
		}
}

/* Operations in a second, once all workers are at work. */
static unsigned long rate(const struct operation *op, unsigned int nr,
			  unsigned long ms)
{
	pid_t pid[NR_WORKERS_MAX];
	unsigned long before;
	unsigned int i;

	memset(counters, 0, nr * sizeof(*counters));
	for (i = 0; i < nr; i++) {
		pid[i] = fork();
		if (!pid[i])
			work(i, op);
		if (pid[i] < 0)
			ops_fail("fork");
	}
	await_first(op, pid, nr);
	before = sum(nr);
	sleep_ms(ms);
	before = sum(nr) - before;
	expect_alive(op, pid, nr);
	stop(pid, nr);
	return before * 1000 / ms;
}

/* By twice as many each time, and by all, of however many there are. */
static unsigned int next_number(unsigned int nr)
{
	return nr < nr_cpus && nr * 2 > nr_cpus ? nr_cpus : nr * 2;
}

/* wall LABEL MS OPERATION...: by 1 to all processors */
int wall(int argc, char **argv)
{
	unsigned long ms;
	unsigned int nr;
	int i;

	if (argc < 3)
		return 2;
	ms = strtoul(argv[1], NULL, 10);
	if (!ms)
		return 2;
	find_cpus();
	counters = mmap(NULL, NR_WORKERS_MAX * sizeof(*counters),
			PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
			0);
	if (counters == MAP_FAILED)
		ops_fail("mmap");
	for (i = 2; i < argc; i++)
		rehearse(find(argv[i]));
	for (i = 2; i < argc; i++)
		for (nr = 1; nr <= nr_cpus; nr = next_number(nr)) {
			printf("W %s %s %u %lu\n", argv[0], argv[i], nr,
			       rate(find(argv[i]), nr, ms));
			fflush(stdout);
		}
	return 0;
}
