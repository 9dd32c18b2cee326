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

/**
 * struct counter - operations of one worker, in a cache line of its own
 * @nr: Done so far.
 */
struct counter {
	unsigned long nr;
} __attribute__((aligned(CACHE_LINE)));

static struct counter *counters;

static const struct operation *find(const char *name)
{
	size_t i;

	for (i = 0; i < nr_operations; i++)
		if (!strcmp(operations[i].name, name))
			return &operations[i];
	errno = ENOENT;
	ops_fail(name);
}

static void work(unsigned int cpu, const struct operation *op)
{
	cpu_set_t set;

	/* Takes its own child, to be traced, with it. */
	setpgid(0, 0);
	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		ops_fail("sched_setaffinity");
	ops_prepare();
	for (;;) {
		op->run();
		__atomic_fetch_add(&counters[cpu].nr, 1, __ATOMIC_RELAXED);
	}
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
	}
	for (i = 0; i < nr; i++)
		while (!__atomic_load_n(&counters[i].nr, __ATOMIC_RELAXED))
			sleep_ms(1);
	before = sum(nr);
	sleep_ms(ms);
	before = sum(nr) - before;
	for (i = 0; i < nr; i++) {
		kill(-pid[i], SIGKILL);
		waitpid(pid[i], NULL, 0);
	}
	return before * 1000 / ms;
}

/* wall LABEL MS OPERATION...: by 1 to all processors */
int wall(int argc, char **argv)
{
	const long nr_cpus = sysconf(_SC_NPROCESSORS_ONLN);
	long nr;
	int i;

	if (argc < 3)
		return 2;
	counters = mmap(NULL, NR_WORKERS_MAX * sizeof(*counters),
			PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
			0);
	if (counters == MAP_FAILED)
		ops_fail("mmap");
	for (i = 2; i < argc; i++)
		for (nr = 1; nr <= nr_cpus && nr <= NR_WORKERS_MAX; nr *= 2) {
			printf("W %s %s %ld %lu\n", argv[0], argv[i], nr,
			       rate(find(argv[i]), nr,
				    strtoul(argv[1], NULL, 10)));
			fflush(stdout);
		}
	return 0;
}
