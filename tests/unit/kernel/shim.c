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
static bool stays_failed;
static unsigned long nr_allocations;
static unsigned long nr_rescheds;
static unsigned int kill_in;
static unsigned int nr_warnings;
static long nr_live;
static size_t live_bytes;
static struct rcu_head *waiting;

void shim_fail_allocation(unsigned int n)
{
	fail_in = n;
	stays_failed = false;
}

void shim_fail_allocations(unsigned int n)
{
	fail_in = n;
	stays_failed = true;
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

unsigned long shim_nr_rescheds(void)
{
	return nr_rescheds;
}

void shim_kill(unsigned int n)
{
	kill_in = n;
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
	if (fail_in && !--fail_in) {
		fail_in = stays_failed;
		return NULL;
	}
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

void cond_resched(void)
{
	nr_rescheds++;
}

bool fatal_signal_pending(struct task_struct *task)
{
	(void)task;
	if (kill_in > 1)
		kill_in--;
	else if (kill_in)
		return true;
	return false;
}

void get_random_bytes(void *to, size_t len)
{
	u8 *bytes = to;

	for (size_t i = 0; i < len; i++)
		bytes[i] = 0x9d * i + 0x35;
}

static u64 rotate(u64 word, unsigned int by)
{
	return word << by | word >> (64 - by);
}

static void sip_round(u64 v[static 4])
{
	v[0] += v[1];
	v[1] = rotate(v[1], 13) ^ v[0];
	v[0] = rotate(v[0], 32);
	v[2] += v[3];
	v[3] = rotate(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = rotate(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = rotate(v[1], 17) ^ v[2];
	v[2] = rotate(v[2], 32);
}

static void sip_word(u64 v[static 4], u64 word)
{
	v[3] ^= word;
	sip_round(v);
	v[0] ^= word;
}

/* SipHash-1-3, as the kernel has it on 64 bits. */
u32 hsiphash(const void *data, size_t len, const hsiphash_key_t *key)
{
	u64 v[] = { 0x736f6d6570736575ULL ^ key->key[0],
		    0x646f72616e646f6dULL ^ key->key[1],
		    0x6c7967656e657261ULL ^ key->key[0],
		    0x7465646279746573ULL ^ key->key[1] };
	const char *bytes = data;
	u64 word;
	size_t at;

	for (at = 0; len - at >= sizeof(word); at += sizeof(word)) {
		memcpy(&word, bytes + at, sizeof(word));
		sip_word(v, word);
	}
	word = 0;
	memcpy(&word, bytes + at, len - at);
	sip_word(v, word | (u64)len << 56);
	v[2] ^= 0xff;
	for (int i = 0; i < 3; i++)
		sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

u32 hsiphash_1u32(u32 word, const hsiphash_key_t *key)
{
	return hsiphash(&word, sizeof(word), key);
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
