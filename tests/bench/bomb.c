// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - bench: a fork bomb in a cgroup, and what the host notices of it
 *
 * bomb NAME CGROUP-DIRECTORY MS [kill]
 *
 * Before, during and after: every millisecond the lateness of a sleep, and the
 * time of fork+exec+wait, for MS each. "During" begins with the first fork; what
 * ends in its first 50 ms does not count: so long an answer may take. With "kill" a
 * helper kills the cgroup as soon as pids.events says that its limit was met.
 * Prints lines "V bomb/NAME/... microseconds". PROGRAM: as for ops.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NR_MAX 20000
#define MS 1000000ULL
#define ANSWER_NS (50 * MS)

static const char *name, *cgroup, *program;

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

static bool says(const char *file, const char *text)
{
	char path[512], content[256];
	ssize_t nr;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", cgroup, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		fail(path);
	nr = read(fd, content, sizeof(content) - 1);
	close(fd);
	content[nr > 0 ? nr : 0] = '\0';
	return strstr(content, text);
}

static void put(const char *file, const char *text)
{
	char path[512];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", cgroup, file);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		fail(path);
	close(fd);
}

static void doze(uint64_t ns)
{
	const struct timespec ts = { .tv_nsec = ns };

	nanosleep(&ts, NULL);
}

/* Its first fork is the beginning: says when, then never ends. */
static void explode(int fd)
{
	uint64_t begin;

	put("cgroup.procs", "0");
	signal(SIGCHLD, SIG_IGN);
	begin = now();
	if (write(fd, &begin, sizeof(begin)) != sizeof(begin))
		_exit(1);
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

static uint64_t start_bomb(bool with_helper)
{
	uint64_t begin;
	int fd[2];

	if (pipe2(fd, O_CLOEXEC))
		fail("pipe");
	if (with_helper && !fork())
		help();
	if (!fork())
		explode(fd[1]);
	if (read(fd[0], &begin, sizeof(begin)) != sizeof(begin))
		fail("the bomb");
	return begin;
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
	printf("V bomb/%s/%s/%s/p50 %.1f\n", name, phase, what,
	       took[nr / 2] / 1e3);
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

/* @answered: When the cgroup was empty or frozen, 0: not yet. */
static void observe(const char *phase, uint64_t begin, uint64_t ns,
		    uint64_t skip, uint64_t *answered)
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
		if (answered && !*answered &&
		    (says("cgroup.events", "populated 0") ||
		     says("cgroup.events", "frozen 1")))
			*answered = now();
	}
	print(phase, "wake", wake, nr);
	print(phase, "exec", exec, nr);
}

/* Ends what is left, for a clean boot. */
static void clean_up(void)
{
	put("cgroup.kill", "1");
	while (!says("cgroup.events", "populated 0"))
		doze(MS);
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
}

int main(int argc, char **argv)
{
	uint64_t ns, begin, answered = 0;

	if (argc < 4)
		return 2;
	name = argv[1];
	cgroup = argv[2];
	ns = strtoull(argv[3], NULL, 10) * MS;
	program = getenv("PROGRAM");
	setvbuf(stdout, NULL, _IOFBF, 0);
	observe("before", now(), ns, 0, NULL);
	begin = start_bomb(argc > 4);
	observe("during", begin, ns, ANSWER_NS, &answered);
	if (answered)
		printf("V bomb/%s/answer %.1f\n", name,
		       (answered - begin) / 1e3);
	else
		printf("N bomb/%s/answer: it runs on\n", name);
	clean_up();
	observe("after", now(), ns, 0, NULL);
	return 0;
}
