// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - token buckets
 */
#include "rate.h"

#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/time64.h>

/*
 * Where the policy says nothing, a burst is five seconds' worth and at least
 * this: a parallel build starts a thousand programs before anybody would call it
 * a bomb, and what may live at the same time is a matter of the other limits.
 */
#define BURST_SECONDS 5
#define BURST_MIN 1000

/**
 * csec_rate_burst - how many tokens a bucket holds
 * @rate: Tokens a second, not 0.
 * @burst: What the policy says, 0: nothing.
 *
 * Context: Any.
 * Return: tokens.
 */
u32 csec_rate_burst(u32 rate, u32 burst)
{
	return burst ?: max_t(u32, BURST_SECONDS * rate, BURST_MIN);
}

/**
 * csec_rate_set - gives a bucket another size
 * @bucket: The bucket; keeps what was taken out of it, but is not emptier than
 *	empty: what a low rate would have taken long to refill, a higher one does
 *	not wait for.
 * @rate: Tokens a second, 0: no limit.
 * @burst: Tokens that it holds, 0: as csec_rate_burst() says.
 * @now: The time.
 *
 * Context: Any; the caller keeps others from setting it.
 */
void csec_rate_set(struct csec_bucket *bucket, u32 rate, u32 burst, u64 now)
{
	const u64 interval = rate ? div_u64(NSEC_PER_SEC, rate) : 0;
	const u64 window = interval * csec_rate_burst(rate, burst);
	s64 full = atomic64_read(&bucket->full);

	/* Who waits for a token has moved @full beyond, and keeps its place. */
	if (bucket->interval == interval && bucket->window == window)
		return;
	WRITE_ONCE(bucket->window, window);
	WRITE_ONCE(bucket->interval, interval);
	while (full > (s64)(now + window) &&
	       !atomic64_try_cmpxchg(&bucket->full, &full, now + window))
		;
}

/* How long until the bucket has a token for who comes now; moves @full. */
static u64 step(const struct csec_bucket *bucket, u64 now, u64 *full)
{
	const u64 window = READ_ONCE(bucket->window);

	if (*full < now)
		*full = now;
	*full += READ_ONCE(bucket->interval);
	return *full > now + window ? *full - now - window : 0;
}

/**
 * csec_rate_reserve - takes a token out of a bucket, be it one that is to come
 * @bucket: The bucket.
 * @now: The time.
 * @longest: Longest that the caller would wait.
 *
 * Those who wait are served in the order in which they came.
 *
 * Context: Any; lockless.
 * Return: nanoseconds to wait until the token is there, 0 when there is no
 * limit; CSEC_RATE_NEVER: more than @longest, nothing is taken.
 */
u64 csec_rate_reserve(struct csec_bucket *bucket, u64 now, u64 longest)
{
	s64 old = atomic64_read(&bucket->full);
	u64 full, wait;

	if (!READ_ONCE(bucket->interval))
		return 0;
	do {
		full = old;
		wait = step(bucket, now, &full);
		if (wait > longest)
			return CSEC_RATE_NEVER;
	} while (!atomic64_try_cmpxchg(&bucket->full, &old, full));
	return wait;
}

/**
 * csec_rate_take - takes a token out of a bucket
 * @bucket: The bucket.
 * @now: The time.
 *
 * Context: Any; lockless.
 * Return: true: taken, or there is no limit; false: there is none.
 */
bool csec_rate_take(struct csec_bucket *bucket, u64 now)
{
	return csec_rate_reserve(bucket, now, 0) != CSEC_RATE_NEVER;
}

/**
 * csec_rate_give - puts a token back
 * @bucket: It was taken out of.
 *
 * Context: Any; lockless.
 */
void csec_rate_give(struct csec_bucket *bucket)
{
	atomic64_sub(READ_ONCE(bucket->interval), &bucket->full);
}

/**
 * csec_rate_tokens - what is in a bucket
 * @bucket: With a limit.
 * @now: The time.
 *
 * Context: Any; lockless.
 * Return: tokens that could be taken now.
 */
u32 csec_rate_tokens(const struct csec_bucket *bucket, u64 now)
{
	const u64 interval = READ_ONCE(bucket->interval);
	const u64 window = READ_ONCE(bucket->window);
	u64 full = atomic64_read(&bucket->full);

	if (!interval)
		return 0;
	if (full < now)
		full = now;
	return full - now < window ?
		       div64_u64(window - (full - now), interval) :
		       0;
}
