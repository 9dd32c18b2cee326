// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - bench: reader NR FIRST PAUSE-MS: what csecctl shows of NR events from number FIRST on
 *
 * One JSON object a line. Ends when it has seen NR, or that they are lost, or when nothing came for
 * QUIET_S seconds: what is missing then is for the caller to find. Sleeps after
 * each hundred. Prints "SEEN SHOWN-AS-LOST HOLES NANOSECONDS": the holes are its own
 * count, from the numbers of the events, and the time is that of the processor.
 */
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define QUIET_S 30
#define NR_BETWEEN_PAUSES 100

/**
 * struct tally - of what was read
 * @seen: Events.
 * @lost: That csecctl says are lost.
 * @holes: Numbers that no event had.
 * @last: Number of the last event, or that before the first one.
 */
struct tally {
	uint64_t seen;
	uint64_t lost;
	uint64_t holes;
	uint64_t last;
};

static char buffer[1 << 16];
static size_t used;

static uint64_t number_after(const char *line, const char *key)
{
	const char *at = strstr(line, key);

	if (!at) {
		fprintf(stderr, "bench: reader: no %s: %s\n", key, line);
		exit(1);
	}
	return strtoull(at + strlen(key), NULL, 10);
}

static void take_event(struct tally *tally, const char *line)
{
	const uint64_t seq = number_after(line, "\"seq\": \"");

	if (seq <= tally->last) {
		fprintf(stderr, "bench: reader: once more: %s\n", line);
		exit(1);
	}
	tally->holes += seq - tally->last - 1;
	tally->last = seq;
	tally->seen++;
}

static void take(struct tally *tally, const char *line, unsigned long pause_ms)
{
	const struct timespec ts = { .tv_sec = pause_ms / 1000,
				     .tv_nsec = pause_ms % 1000 * 1000000 };

	if (strstr(line, "\"type\": \"lost\"")) {
		tally->lost += number_after(line, "\"events\": ");
		return;
	}
	if (!strstr(line, "\"type\": \"event\""))
		return;
	take_event(tally, line);
	if (pause_ms && tally->seen % NR_BETWEEN_PAUSES == 0)
		nanosleep(&ts, NULL);
}

/* The next line, without its end; NULL: no more, or nothing came. */
static char *next_line(void)
{
	struct pollfd input = { .fd = 0, .events = POLLIN };
	static size_t taken;
	char *end;
	ssize_t nr;

	for (;;) {
		end = memchr(buffer + taken, '\n', used - taken);
		if (end) {
			char *line = buffer + taken;

			*end = '\0';
			taken = end + 1 - buffer;
			return line;
		}
		memmove(buffer, buffer + taken, used - taken);
		used -= taken;
		taken = 0;
		if (used == sizeof(buffer) ||
		    poll(&input, 1, QUIET_S * 1000) <= 0)
			return NULL;
		nr = read(0, buffer + used, sizeof(buffer) - used);
		if (nr <= 0)
			return NULL;
		used += nr;
	}
}

int main(int argc, char **argv)
{
	struct tally tally = { 0 };
	struct timespec own;
	unsigned long pause_ms;
	uint64_t nr;
	char *line;

	if (argc != 4)
		return 2;
	nr = strtoull(argv[1], NULL, 10);
	tally.last = strtoull(argv[2], NULL, 10) - 1;
	pause_ms = strtoul(argv[3], NULL, 10);
	while (tally.seen + tally.lost < nr && (line = next_line()))
		take(&tally, line, pause_ms);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &own);
	printf("%llu %llu %llu %llu\n", (unsigned long long)tally.seen,
	       (unsigned long long)tally.lost, (unsigned long long)tally.holes,
	       own.tv_sec * 1000000000ULL + own.tv_nsec);
	return 0;
}
