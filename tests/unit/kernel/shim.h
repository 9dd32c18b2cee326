/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - as much of the kernel's interface as the pure parts of kmod/ need
 *
 * policy.c, match.c and decide.c compile unchanged against this in user space.
 * Every header in linux/ beside this file leads here.
 */
#ifndef _CSEC_TEST_SHIM_H
#define _CSEC_TEST_SHIM_H

#include <assert.h>
#include <limits.h>
#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the tests look at and turn */

/* Lets the n-th allocation from now on fail; 0: none does. */
void shim_fail_allocation(unsigned int n);
/* The n-th and all that follow, until it is called with 0. */
void shim_fail_allocations(unsigned int n);
/* Allocations that were not freed. */
long shim_nr_live(void);
/* Allocations since the start. */
unsigned long shim_nr_allocations(void);
/* Bytes that are allocated. */
size_t shim_live_bytes(void);
/* Calls of cond_resched() since the start. */
unsigned long shim_nr_rescheds(void);
/* A fatal signal is pending from the n-th question for it on; 0: none is. */
void shim_kill(unsigned int n);
/* WARN_ON_ONCE() that were true; not only the first. */
unsigned int shim_nr_warnings(void);

/* bug.h, build_bug.h */

bool shim_warn(bool condition, const char *what, const char *file, int line);

#define WARN_ON_ONCE(condition) \
	shim_warn(!!(condition), #condition, __FILE__, __LINE__)
#undef static_assert
#define static_assert(expr, ...) _Static_assert(expr, #expr)

/* string.h */

static inline bool strstarts(const char *text, const char *prefix)
{
	return !strncmp(text, prefix, strlen(prefix));
}

/* kernel.h, limits.h, bits.h, bitops.h */

#define U8_MAX UINT8_MAX
#define U16_MAX UINT16_MAX
#define U32_MAX UINT32_MAX
#define U64_MAX UINT64_MAX
#define BITS_PER_BYTE 8
#define BIT_ULL(n) (1ULL << (n))
#define hweight64(word) ((unsigned int)__builtin_popcountll(word))
#define GENMASK_ULL(high, low) ((~0ULL << (low)) & (~0ULL >> (63 - (high))))
#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))
#define sizeof_field(type, member) sizeof(((type *)0)->member)
#define container_of(pointer, type, member) \
	((type *)((char *)(pointer)-offsetof(type, member)))
#define min_t(type, a, b) ((type)(a) < (type)(b) ? (type)(a) : (type)(b))
#define max_t(type, a, b) ((type)(a) > (type)(b) ? (type)(a) : (type)(b))

static inline int fls64(u64 word)
{
	return word ? 64 - __builtin_clzll(word) : 0;
}

/* err.h */

#define MAX_ERRNO 4095
#define IS_ERR_VALUE(value) \
	((unsigned long)(value) >= (unsigned long)-MAX_ERRNO)

static inline void *ERR_PTR(long err)
{
	return (void *)err;
}

static inline long PTR_ERR(const void *pointer)
{
	return (long)pointer;
}

static inline bool IS_ERR(const void *pointer)
{
	return IS_ERR_VALUE(pointer);
}

/* slab.h, mm.h */

typedef unsigned int gfp_t;

#define GFP_KERNEL 1u
#define GFP_KERNEL_ACCOUNT 3u
#define __GFP_ZERO 4u

void *kvmalloc(size_t size, gfp_t flags);
void *kvmalloc_array(size_t n, size_t size, gfp_t flags);
void kvfree(const void *pointer);

static inline void *kmalloc(size_t size, gfp_t flags)
{
	return kvmalloc(size, flags);
}

static inline void *kzalloc(size_t size, gfp_t flags)
{
	return kvmalloc(size, flags | __GFP_ZERO);
}

static inline void kfree(const void *pointer)
{
	kvfree(pointer);
}

/* refcount.h */

typedef struct {
	int refs;
} refcount_t;

static inline void refcount_set(refcount_t *count, int n)
{
	__atomic_store_n(&count->refs, n, __ATOMIC_RELAXED);
}

static inline void refcount_inc(refcount_t *count)
{
	WARN_ON_ONCE(__atomic_fetch_add(&count->refs, 1, __ATOMIC_RELAXED) < 1);
}

static inline bool refcount_dec_and_test(refcount_t *count)
{
	return __atomic_sub_fetch(&count->refs, 1, __ATOMIC_ACQ_REL) == 0;
}

/* rcupdate.h: a grace period ends with rcu_barrier() and nothing else. */

struct rcu_head {
	struct rcu_head *next;
	void (*func)(struct rcu_head *head);
};

void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head));
void rcu_barrier(void);

/* atomic.h, compiler.h, math64.h, time64.h */

#define NSEC_PER_SEC 1000000000L
#define READ_ONCE(x) __atomic_load_n(&(x), __ATOMIC_RELAXED)
#define WRITE_ONCE(x, value) __atomic_store_n(&(x), value, __ATOMIC_RELAXED)

typedef struct {
	s64 counter;
} atomic64_t;

static inline s64 atomic64_read(const atomic64_t *v)
{
	return __atomic_load_n(&v->counter, __ATOMIC_RELAXED);
}

static inline void atomic64_sub(s64 n, atomic64_t *v)
{
	__atomic_sub_fetch(&v->counter, n, __ATOMIC_SEQ_CST);
}

static inline bool atomic64_try_cmpxchg(atomic64_t *v, s64 *old, s64 value)
{
	return __atomic_compare_exchange_n(&v->counter, old, value, false,
					   __ATOMIC_SEQ_CST, __ATOMIC_RELAXED);
}

static inline u64 mul_u32_u32(u32 a, u32 b)
{
	return (u64)a * b;
}

static inline u64 div_u64(u64 dividend, u32 divisor)
{
	return dividend / divisor;
}

static inline u64 div64_u64(u64 dividend, u64 divisor)
{
	return dividend / divisor;
}

/* sort.h */

#define sort(base, nr, size, compare, swap) qsort(base, nr, size, compare)

/* sched.h, sched/signal.h */

struct task_struct;
#define current ((struct task_struct *)NULL)

void cond_resched(void);
bool fatal_signal_pending(struct task_struct *task);

/* random.h, siphash.h: the key is the same in each run. */

typedef struct {
	unsigned long key[2];
} hsiphash_key_t;

void get_random_bytes(void *to, size_t len);
u32 hsiphash(const void *data, size_t len, const hsiphash_key_t *key);
u32 hsiphash_1u32(u32 word, const hsiphash_key_t *key);

/* printk.h */

#define pr_err(...) fprintf(stderr, __VA_ARGS__)

#endif /* _CSEC_TEST_SHIM_H */
