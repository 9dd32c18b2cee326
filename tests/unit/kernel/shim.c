// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - the kernel for unit tests: an allocator that can fail, and RCU
 */
#include "shim.h"

#include <stdlib.h>

/* Keeps the alignment of what follows. */
union header {
	size_t size;
	max_align_t align;
};

static unsigned int fail_in;
static unsigned long nr_allocations;
static unsigned int nr_warnings;
static long nr_live;
static size_t live_bytes;
static struct rcu_head *waiting;

void shim_fail_allocation(unsigned int n)
{
	fail_in = n;
}

long shim_nr_live(void)
{
	return nr_live;
}

unsigned long shim_nr_allocations(void)
{
	return nr_allocations;
}

size_t shim_live_bytes(void)
{
	return live_bytes;
}

unsigned int shim_nr_warnings(void)
{
	return nr_warnings;
}

bool shim_warn(bool condition, const char *what, const char *file, int line)
{
	(void)what;
	(void)file;
	(void)line;
	nr_warnings += condition;
	return condition;
}

void *kvmalloc(size_t size, gfp_t flags)
{
	union header *header;

	nr_allocations++;
	if (fail_in && !--fail_in)
		return NULL;
	header = malloc(sizeof(*header) + size);
	if (!header)
		return NULL;
	header->size = size;
	/* What is not zeroed must not look zeroed. */
	memset(header + 1, flags & __GFP_ZERO ? 0 : 0xa5, size);
	nr_live++;
	live_bytes += size;
	return header + 1;
}

void *kvmalloc_array(size_t n, size_t size, gfp_t flags)
{
	size_t bytes;

	if (__builtin_mul_overflow(n, size, &bytes))
		return NULL;
	return kvmalloc(bytes, flags);
}

void kvfree(const void *pointer)
{
	union header *header = (union header *)pointer;

	if (!header)
		return;
	header--;
	nr_live--;
	live_bytes -= header->size;
	free(header);
}

void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head))
{
	head->func = func;
	head->next = waiting;
	waiting = head;
}

void rcu_barrier(void)
{
	while (waiting) {
		struct rcu_head *head = waiting;

		waiting = head->next;
		head->func(head);
	}
}
