// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - bench: times single operations; under -icount a nanosecond is an instruction
 *
 * One process lives through all sections of a boot, so that its own memory is
 * the same in all of them. A line of its standard input, or of the FIFO JOBS,
 * is a job:
 *
 *	LABEL NR [in CONFINEMENT] OPERATION...
 *
 * and "R LABEL OPERATION nr p10 p50" is printed for each, then "done" on
 * descriptor 3.
 *
 * What makes the figures repeat: before an operation that takes long it sleeps,
 * so that RCU callbacks, delayed work and the timer tick are over, and the next
 * tick is far.
 */
#define _GNU_SOURCE
#include "ops.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NR_MAX 4096
#define NR_WARM_UP 8
#define NR_SHORT 32 /* short operations between two pauses */
#define PAUSE_NS 9000000

static uint64_t now(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static void settle(void)
{
	const struct timespec pause = { .tv_nsec = PAUSE_NS };

	nanosleep(&pause, NULL);
}

static int compare(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void measure(const char *label, const struct operation *op, size_t nr)
{
	static uint64_t took[NR_MAX];
	const clockid_t clock = op->waits ? CLOCK_PROCESS_CPUTIME_ID :
					    CLOCK_MONOTONIC;
	uint64_t begin;
	size_t i;

	if (op->is_short)
		nr *= NR_SHORT;
	if (nr > NR_MAX)
		nr = NR_MAX;
	for (i = 0; i < NR_WARM_UP; i++)
		op->run();
	for (i = 0; i < nr; i++) {
		if (!op->is_short || i % NR_SHORT == 0)
			settle();
		begin = now(clock);
		op->run();
		took[i] = now(clock) - begin;
	}
	qsort(took, nr, sizeof(*took), compare);
	printf("R %s %s %zu %llu %llu\n", label, op->name, nr,
	       (unsigned long long)took[nr / 10],
	       (unsigned long long)took[nr / 2]);
}

static void measure_named(const char *label, const char *name, size_t nr)
{
	size_t i;

	for (i = 0; i < nr_operations; i++) {
		if (strcmp(operations[i].name, name))
			continue;
		measure(label, &operations[i], nr);
		return;
	}
	errno = ENOENT;
	ops_fail(name);
}

/* @job: The operations that are left of the line being cut by strtok(). */
static void run_all(const char *label, size_t nr, char *name)
{
	for (; name; name = strtok(NULL, " "))
		measure_named(label, name, nr);
	fflush(stdout);
}

static void run_confined(const char *label, size_t nr, const char *how)
{
	const pid_t pid = fork();
	int status;

	if (!pid) {
		confine(how);
		run_all(label, nr, strtok(NULL, " "));
		_exit(0);
	}
	if (waitpid(pid, &status, 0) != pid || status) {
		errno = EPROTO;
		ops_fail(how);
	}
}

static void run_job(char *line)
{
	const char *label, *nr;
	char *name;

	line[strcspn(line, "\n")] = '\0';
	label = strtok(line, " ");
	nr = strtok(NULL, " ");
	name = strtok(NULL, " ");
	if (!name) {
		errno = EINVAL;
		ops_fail("job");
	}
	if (strcmp(name, "in"))
		run_all(label, strtoul(nr, NULL, 10), name);
	else
		run_confined(label, strtoul(nr, NULL, 10), strtok(NULL, " "));
}

/* So that the FIFO is not open meanwhile. */
static bool fetch(const char *path, char *line, size_t size)
{
	FILE *jobs = fopen(path, "r");
	bool is_there;

	if (!jobs)
		ops_fail(path);
	is_there = fgets(line, size, jobs);
	fclose(jobs);
	return is_there;
}

int main(int argc, char **argv)
{
	static char line[4096];
	const char *jobs = getenv("JOBS");

	if (argc > 1 && !strcmp(argv[1], "wall"))
		return wall(argc - 2, argv + 2);
	ops_prepare();
	while (jobs ? fetch(jobs, line, sizeof(line)) :
		      !!fgets(line, sizeof(line), stdin)) {
		run_job(line);
		if (write(3, "done\n", 5) != 5)
			ops_fail("descriptor 3");
	}
	return 0;
}
