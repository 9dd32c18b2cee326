// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - bench: a fork bomb in a cgroup, and what the host notices of it
 *
 * bomb NAME CGROUP-DIRECTORY LIMIT MS [kill]
 *
 * Before, during and after: every millisecond the lateness of a sleep, and the
 * time of fork+exec+wait, for MS each. "During" begins with the first fork; what
 * ends in its first 50 ms does not count: so long an answer may take. With "kill" a
 * helper kills the cgroup as soon as pids.events says that its limit was met.
 *
 * When the cgroup had LIMIT tasks, and when it was empty or frozen, is seen by a
 * process that the bomb cannot hold up: it has real-time priority and looks every
 * 200 microseconds, which takes 4 % of the processor from everybody.
 *
 * Prints lines "V bomb/NAME/... microseconds". PROGRAM: as for ops.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NR_MAX 20000
#define MS 1000000ULL
#define ANSWER_NS (50 * MS)
#define LOOK_NS 200000

static const char *name, *cgroup, *program;
static long limit;

/* When the bomb began, had its limit, and was over; 0: not yet. */
struct times {
	volatile uint64_t begin, full, answered;
};

static struct times *seen;

static void fail(const char *what)
{
	fprintf(stderr, "bomb: %s: %s\n", what, strerror(errno));
	exit(1);
}

static uint64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static int open_file(const char *file, int flags)
{
	char path[512];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", cgroup, file);
	fd = open(path, flags | O_CLOEXEC);
	if (fd < 0)
		fail(path);
	return fd;
}

static const char *content(int fd)
{
	static char text[256];
	const ssize_t nr = pread(fd, text, sizeof(text) - 1, 0);

	text[nr > 0 ? nr : 0] = '\0';
	return text;
}

static bool says(const char *file, const char *text)
{
	const int fd = open_file(file, O_RDONLY);
	const bool result = strstr(content(fd), text);

	close(fd);
	return result;
}

static void put(const char *file, const char *text)
{
	const int fd = open_file(file, O_WRONLY);

	if (write(fd, text, strlen(text)) < 0)
		fail(file);
	close(fd);
}

static void doze(uint64_t ns)
{
	const struct timespec ts = { .tv_nsec = ns };

	nanosleep(&ts, NULL);
}

/* Its first fork is the beginning; then it never ends. */
static void explode(void)
{
	put("cgroup.procs", "0");
	signal(SIGCHLD, SIG_IGN);
	seen->begin = now();
	for (;;)
		fork();
}

static void help(void)
{
	while (says("pids.events", "max 0\n"))
		doze(MS);
	put("cgroup.kill", "1");
	_exit(0);
}

static void look(void)
{
	const struct sched_param priority = { .sched_priority = 50 };
	const int current = open_file("pids.current", O_RDONLY);
	const int events = open_file("cgroup.events", O_RDONLY);

	if (sched_setscheduler(0, SCHED_FIFO, &priority))
		fail("priority");
	for (;; doze(LOOK_NS)) {
		if (!seen->begin)
			continue;
		if (!seen->full && atol(content(current)) >= limit)
			seen->full = now();
		if (strstr(content(events), "populated 0") ||
		    strstr(content(events), "frozen 1"))
			break;
	}
	seen->answered = now();
	_exit(0);
}

static pid_t start_bomb(bool with_helper)
{
	pid_t observer;

	if (with_helper && !fork())
		help();
	observer = fork();
	if (!observer)
		look();
	/* So that both wait for it. */
	doze(10 * MS);
	if (!fork())
		explode();
	while (!seen->begin)
		doze(MS / 10);
	return observer;
}

static int compare(const void *a, const void *b)
{
	const uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static void print(const char *phase, const char *what, uint64_t *took,
		  size_t nr)
{
	if (!nr)
		return;
	qsort(took, nr, sizeof(*took), compare);
	printf("V bomb/%s/%s/%s/nr %zu\n", name, phase, what, nr);
	printf("V bomb/%s/%s/%s/p50 %.1f\n", name, phase, what,
	       took[nr / 2] / 1e3);
	printf("V bomb/%s/%s/%s/p98 %.1f\n", name, phase, what,
	       took[nr * 98 / 100] / 1e3);
	printf("V bomb/%s/%s/%s/p99 %.1f\n", name, phase, what,
	       took[nr * 99 / 100] / 1e3);
}

static uint64_t fork_and_exec(void)
{
	char *argv[] = { (char *)program, NULL }, *environment[] = { NULL };
	const uint64_t begin = now();
	const pid_t pid = fork();

	if (!pid) {
		execve(program, argv, environment);
		_exit(1);
	}
	if (pid < 0 || waitpid(pid, NULL, 0) != pid)
		fail("fork of the host");
	return now() - begin;
}

static void observe(const char *phase, uint64_t begin, uint64_t ns,
		    uint64_t skip)
{
	static uint64_t wake[NR_MAX], exec[NR_MAX];
	uint64_t before;
	size_t nr = 0;

	while (now() < begin + ns && nr < NR_MAX) {
		before = now();
		doze(MS);
		wake[nr] = now() - before - MS;
		exec[nr] = fork_and_exec();
		if (now() >= begin + skip)
			nr++;
	}
	print(phase, "wake", wake, nr);
	print(phase, "exec", exec, nr);
}

/* Ends what is left, for a clean boot. */
static void clean_up(pid_t observer)
{
	put("cgroup.kill", "1");
	while (!says("cgroup.events", "populated 0"))
		doze(MS);
	kill(observer, SIGKILL);
	while (waitpid(-1, NULL, 0) > 0)
		;
}

static void print_times(uint64_t begin, uint64_t full, uint64_t answered)
{
	if (full)
		printf("V bomb/%s/full %.1f\n", name, (full - begin) / 1e3);
	if (answered)
		printf("V bomb/%s/answer %.1f\n", name,
		       (answered - begin) / 1e3);
	else
		printf("N bomb/%s/answer: it runs on\n", name);
}

int main(int argc, char **argv)
{
	uint64_t ns, answered;
	pid_t observer;

	if (argc < 5)
		return 2;
	name = argv[1];
	cgroup = argv[2];
	limit = atol(argv[3]);
	ns = strtoull(argv[4], NULL, 10) * MS;
	program = getenv("PROGRAM");
	seen = mmap(NULL, sizeof(*seen), PROT_READ | PROT_WRITE,
		    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (seen == MAP_FAILED)
		fail("memory");
	setvbuf(stdout, NULL, _IOFBF, 0);
	observe("before", now(), ns, 0);
	observer = start_bomb(argc > 5);
	observe("during", seen->begin, ns, ANSWER_NS);
	/* What clean_up() does is no answer. */
	answered = seen->answered;
	print_times(seen->begin, seen->full, answered);
	clean_up(observer);
	observe("after", now(), ns, 0);
	return 0;
}
