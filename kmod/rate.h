/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - token buckets
 *
 * A bucket is one number: the moment at which it will be full again. A token
 * moves that moment by the time that a token takes to come, as long as it stays
 * within the time that a whole burst takes. So a bucket needs no lock and no
 * timer, and of tasks that race for the last token one gets it: never more than
 * the burst at once, nor more than the rate in the long run.
 *
 * The clock is the caller's: nanoseconds that never go back. rate.c compiles in
 * user space.
 */
#ifndef _CSEC_RATE_H
#define _CSEC_RATE_H

#include <linux/atomic.h>
#include <linux/types.h>

/* A token that did not come in time, see csec_rate_reserve(). */
#define CSEC_RATE_NEVER U64_MAX

/**
 * struct csec_bucket - tokens of one kind
 * @full: When it will be full; in the past: it is.
 * @interval: Nanoseconds that one token takes to come, 0: no limit.
 * @window: Nanoseconds that a whole burst takes.
 *
 * @full is changed locklessly, the others by who owns the bucket; they are read
 * without a lock, so that for a moment after a change a token may be judged by
 * the old value of one and the new of the other.
 */
struct csec_bucket {
	atomic64_t full;
	u64 interval;
	u64 window;
};

u32 csec_rate_burst(u32 rate, u32 burst);
void csec_rate_set(struct csec_bucket *bucket, u32 rate, u32 burst, u64 now);
bool csec_rate_take(struct csec_bucket *bucket, u64 now);
u64 csec_rate_reserve(struct csec_bucket *bucket, u64 now, u64 longest);
void csec_rate_give(struct csec_bucket *bucket);
u32 csec_rate_tokens(const struct csec_bucket *bucket, u64 now);

#endif /* _CSEC_RATE_H */
