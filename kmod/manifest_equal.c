// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - whether two manifests are the same
 *
 * A push compares each new one with all others, and many may be of one size and differ
 * in their last bytes. So a digest of the content is kept; it has a key that nobody
 * else knows, so that none are made that differ and have the same digest.
 */
#include "manifest.h"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/siphash.h>
#include <linux/string.h>

/* Bytes hashed between two offers to reschedule. */
#define RESCHED_BYTES 65536

/* Who compares first makes it. */
static hsiphash_key_t key;
static bool has_key;

static int find_digest(struct csec_manifest *manifest)
{
	u32 digest = 0, at, len;

	if (manifest->digest)
		return 0;
	for (at = 0; at < manifest->len; at += len) {
		len = min_t(u32, manifest->len - at, RESCHED_BYTES);
		digest ^= hsiphash(manifest->bytes + at, len, &key);
		digest = hsiphash_1u32(digest, &key);
		cond_resched();
		if (fatal_signal_pending(current))
			return -EINTR;
	}
	manifest->digest = digest ?: 1;
	return 0;
}

/**
 * csec_manifest_equals - whether two manifests say the same in the same order
 * @a: One; need not be sealed.
 * @b: The other; likewise.
 *
 * The content is gone through when their sizes are the same: once to learn a digest
 * that is kept, and to compare it when the digests agree.
 *
 * Context: Process, may sleep. One caller at a time: the store mutex.
 * Return: 1: they do; 0: they do not; -EINTR: the task is being killed.
 */
int csec_manifest_equals(struct csec_manifest *a, struct csec_manifest *b)
{
	int err;

	if (a->len != b->len || a->nr != b->nr || a->nr_runs != b->nr_runs)
		return 0;
	if (!has_key)
		get_random_bytes(&key, sizeof(key));
	has_key = true;
	err = find_digest(a);
	if (!err)
		err = find_digest(b);
	if (err)
		return err;
	return a->digest == b->digest &&
	       !memcmp(a->runs, b->runs, a->nr_runs * sizeof(*a->runs)) &&
	       !memcmp(a->bytes, b->bytes, a->len);
}
