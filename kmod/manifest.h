/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - immutable lists of files with their digests, shared by policies
 *
 * A manifest is built by one task (create, add, seal), then belongs to policies
 * and never changes. manifest.c compiles in user space for the unit tests.
 */
#ifndef _CSEC_MANIFEST_H
#define _CSEC_MANIFEST_H

#include <linux/refcount.h>
#include <linux/siphash.h>
#include <linux/types.h>
#include <csec/names.h>

#include "request.h"

/**
 * struct csec_manifest - files with their digests
 * @usage: References, one for each policy.
 * @key: Of the hashes of @slots and @dirs; since create.
 * @bytes: The files by runs. A run is a directory, NUL-terminated, without a slash
 *	at its end, and its files: the digest, CSEC_SHA256_LEN bytes, and the name,
 *	NUL-terminated.
 * @len: Used bytes of @bytes.
 * @size: Allocated ones.
 * @runs: Offset of each run, ascending.
 * @nr_runs: Number of @runs.
 * @max_runs: Allocated ones.
 * @nr: Number of files.
 * @slots: Open hash of the offsets of files by path, CSEC_NO_RULE: free; by seal.
 * @nr_slots: Number of @slots.
 * @dirs: Open hash of the runs, one for each directory; by seal.
 * @nr_dirs: Number of slots of @dirs.
 * @digest: Hash of @bytes, alike in all manifests; 0: not known yet. Who compares
 *	writes it, one at a time.
 *
 * All but @usage and @digest: written by the builder, immutable after seal.
 */
struct csec_manifest {
	refcount_t usage;
	hsiphash_key_t key;
	u8 *bytes;
	u32 len;
	u32 size;
	u32 *runs;
	u32 nr_runs;
	u32 max_runs;
	u32 nr;
	u32 *slots;
	u32 nr_slots;
	u32 *dirs;
	u32 nr_dirs;
	u32 digest;
};

/**
 * struct csec_manifest_place - a file, for who goes through all of them
 * @run: Index of the run.
 * @file: Offset of the file; 0: the first one of the run.
 */
struct csec_manifest_place {
	u32 run;
	u32 file;
};

static inline bool csec_manifest_is_sealed(const struct csec_manifest *manifest)
{
	return manifest->dirs;
}

struct csec_manifest *csec_manifest_create(void);
struct csec_manifest *csec_manifest_get(struct csec_manifest *manifest);
void csec_manifest_put(struct csec_manifest *manifest);
int csec_manifest_add(struct csec_manifest *manifest, const char *dir,
		      const u8 *files, size_t len, u32 max);
int csec_manifest_seal(struct csec_manifest *manifest, const char **why);
int csec_manifest_equals(struct csec_manifest *a, struct csec_manifest *b);
bool csec_manifest_allows(const struct csec_manifest *manifest,
			  const char *path, size_t len,
			  const struct csec_digests *digests, bool *is_named);
bool csec_manifest_below(const struct csec_manifest *manifest, const char *dir,
			 size_t len);
bool csec_manifest_lists_in(const struct csec_manifest *manifest,
			    const char *dir, size_t len);
const char *csec_manifest_dir(const struct csec_manifest *manifest,
			      const struct csec_manifest_place *place);
bool csec_manifest_files(const struct csec_manifest *manifest,
			 struct csec_manifest_place *place, const char **dir,
			 const u8 **files, size_t *len, size_t max);

#endif /* _CSEC_MANIFEST_H */
