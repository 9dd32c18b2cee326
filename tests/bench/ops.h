/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - bench: the operations, how one is timed, how a process is confined
 */
#ifndef _BENCH_OPS_H
#define _BENCH_OPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct operation - something to be timed
 * @name: For people.
 * @run: Does it once; aborts when it fails.
 * @is_short: A few hundred instructions: no pause between two.
 * @waits: Sleeps by itself, so that the time of the processor is taken.
 */
struct operation {
	const char *name;
	void (*run)(void);
	bool is_short;
	bool waits;
};

/* How many files "maps" maps. */
#define NR_LIBRARIES 4

extern const struct operation operations[];
extern const size_t nr_operations;

void ops_prepare(void);
void ops_fail(const char *what) __attribute__((noreturn));
void confine(const char *how);
int wall(int argc, char **argv);

#endif /* _BENCH_OPS_H */
