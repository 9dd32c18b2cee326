// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - recognising a copy of a file by its content
 *
 * A few samples of the first 72 KB, where the code of a program begins. The
 * places do not depend on the size, so that bytes added at the end change
 * nothing, and a quarter of the samples may differ, so that a few changed bytes
 * do not either. What is packed, recompiled or another version is another file.
 */
#include "fingerprint.h"

#include <linux/jhash.h>
#include <linux/string.h>

#include "digest.h"

#define SAMPLE_STEP 8192
#define SAMPLE_SIZE 256
/* Fewer samples than this in common say nothing. */
#define SAMPLES_MIN 4

static u32 take_sample(struct file *file, loff_t pos)
{
	u8 sample[SAMPLE_SIZE];

	if (!csec_file_can_read(file) ||
	    kernel_read(file, sample, sizeof(sample), &pos) != sizeof(sample) ||
	    !memchr_inv(sample, sample[0], sizeof(sample)))
		return 0;
	return jhash(sample, sizeof(sample), 0);
}

/**
 * csec_fingerprint_take - takes the fingerprint of a file
 * @file: The file.
 * @fingerprint: Filled; what cannot be read is 0.
 *
 * Context: Process, may sleep.
 */
void csec_fingerprint_take(struct file *file,
			   struct csec_fingerprint *fingerprint)
{
	unsigned int i;

	for (i = 0; i < CSEC_NR_PRINTS; i++)
		fingerprint->print[i] =
			take_sample(file, (loff_t)(i + 1) * SAMPLE_STEP);
}

/**
 * csec_fingerprint_is_same - whether two files are copies of each other
 * @a: Of one.
 * @b: Of the other.
 *
 * Context: Any.
 * Return: true when at least three quarters of the samples agree.
 */
bool csec_fingerprint_is_same(const struct csec_fingerprint *a,
			      const struct csec_fingerprint *b)
{
	unsigned int nr = 0, nr_same = 0, i;

	for (i = 0; i < CSEC_NR_PRINTS; i++) {
		if (!a->print[i])
			continue;
		nr++;
		nr_same += a->print[i] == b->print[i];
	}
	return nr >= SAMPLES_MIN && nr_same * 4 >= nr * 3;
}
