/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - recognising a copy of a file by its content
 */
#ifndef _CSEC_FINGERPRINT_H
#define _CSEC_FINGERPRINT_H

#include <linux/fs.h>

#define CSEC_NR_PRINTS 8

/**
 * struct csec_fingerprint - samples of a file's content
 * @print: Hashes of samples at fixed places; 0: nothing that tells files apart.
 */
struct csec_fingerprint {
	u32 print[CSEC_NR_PRINTS];
};

void csec_fingerprint_take(struct file *file,
			   struct csec_fingerprint *fingerprint);
bool csec_fingerprint_is_same(const struct csec_fingerprint *a,
			      const struct csec_fingerprint *b);

#endif /* _CSEC_FINGERPRINT_H */
