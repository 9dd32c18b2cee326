// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - immutable lists of files with their digests, shared by policies
 *
 * A million rules of a policy that say no more than path and digest take the
 * digest, the name, 6 bytes of a hash and their share of the directory's name.
 * What arrives is kept as it came; runs of files of one directory say it once.
 *
 * Names come from images that others made. The hash has a key that nobody knows, so
 * that none of them are chosen to lie in one place of the table.
 */
#include "manifest.h"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/siphash.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "match.h"
#include "policy.h"

enum {
	FIRST_RUNS = 16,
	FIRST_SIZE = 4096,
	/* Slots or runs looked at between two offers to reschedule. */
	RESCHED_PROBES = 4096,
};

/* Of the run that begins at @run. */
static const char *dir_at(const struct csec_manifest *manifest, u32 run)
{
	return (const char *)manifest->bytes + manifest->runs[run];
}

static u32 first_file(const struct csec_manifest *manifest, u32 run)
{
	return manifest->runs[run] + strlen(dir_at(manifest, run)) + 1;
}

static u32 end_of_run(const struct csec_manifest *manifest, u32 run)
{
	return run + 1 < manifest->nr_runs ? manifest->runs[run + 1] :
					     manifest->len;
}

static const char *name_at(const struct csec_manifest *manifest, u32 file)
{
	return (const char *)manifest->bytes + file + CSEC_SHA256_LEN;
}

static u32 next_file(const struct csec_manifest *manifest, u32 file)
{
	return file + CSEC_SHA256_LEN + strlen(name_at(manifest, file)) + 1;
}

/* The run that has the file. */
static u32 run_of(const struct csec_manifest *manifest, u32 file)
{
	u32 low = 0, high = manifest->nr_runs, middle;

	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (manifest->runs[middle] <= file)
			low = middle;
		else
			high = middle;
	}
	return low;
}

static u32 slot_of(const struct csec_manifest *manifest, const char *text,
		   size_t len, u32 nr_slots)
{
	return mul_u32_u32(hsiphash(text, len, &manifest->key), nr_slots) >> 32;
}

/* References */

/**
 * csec_manifest_create - starts a manifest
 *
 * Context: Process, may sleep.
 * Return: it, with one reference; NULL: out of memory.
 */
struct csec_manifest *csec_manifest_create(void)
{
	struct csec_manifest *manifest =
		kzalloc(sizeof(*manifest), GFP_KERNEL_ACCOUNT);

	if (!manifest)
		return NULL;
	refcount_set(&manifest->usage, 1);
	get_random_bytes(&manifest->key, sizeof(manifest->key));
	return manifest;
}

/**
 * csec_manifest_get - takes a reference
 * @manifest: The caller has one already, or holds what keeps one alive.
 *
 * Context: Any.
 * Return: @manifest.
 */
struct csec_manifest *csec_manifest_get(struct csec_manifest *manifest)
{
	refcount_inc(&manifest->usage);
	return manifest;
}

/**
 * csec_manifest_put - drops a reference
 * @manifest: Freed at once with the last reference: the caller knows that no
 *	reader is left that found it through what held this one.
 *
 * Context: Process or softirq.
 */
void csec_manifest_put(struct csec_manifest *manifest)
{
	if (!refcount_dec_and_test(&manifest->usage))
		return;
	kvfree(manifest->dirs);
	kvfree(manifest->slots);
	kvfree(manifest->runs);
	kvfree(manifest->bytes);
	kfree(manifest);
}

/* Building */

/* Bytes that a name does not have. */
static const u8 ends_name[256] = {
	[0x00 ... 0x1f] = 1, ['*'] = 1,	 ['/'] = 1,  ['?'] = 1,
	['['] = 1,	     ['\\'] = 1, [0x7f] = 1,
};

/*
 * Length of the file at @files with its digest and NUL, 0: malformed. The name is
 * a component of a path, and no pattern. The last of the @len bytes is NUL.
 */
static size_t file_len(const u8 *files, size_t len, size_t max_name)
{
	const u8 *name = files + CSEC_SHA256_LEN;
	size_t at = 0;

	if (len <= CSEC_SHA256_LEN)
		return 0;
	while (!ends_name[name[at]])
		at++;
	if (!at || name[at] || at > max_name ||
	    (name[0] == '.' && (at == 1 || (at == 2 && name[1] == '.'))))
		return 0;
	return CSEC_SHA256_LEN + at + 1;
}

/* Number of files, 0: malformed. */
static u32 count_files(const u8 *files, size_t len, size_t dir_len)
{
	const size_t max_name = CSEC_PATH_MAX - dir_len - 1;
	u32 nr = 0;
	size_t size;

	if (!len || files[len - 1])
		return 0;
	for (; len; len -= size, files += size, nr++) {
		size = file_len(files, len, max_name);
		if (!size)
			return 0;
	}
	return nr;
}

/* Room for @needed more bytes; what is there stays where it is on error. */
static int reserve_bytes(struct csec_manifest *manifest, size_t needed)
{
	u32 size = manifest->size ? manifest->size : FIRST_SIZE;
	u8 *bytes;

	while (size - manifest->len < needed)
		size *= 2;
	if (size == manifest->size)
		return 0;
	bytes = kvmalloc(size, GFP_KERNEL_ACCOUNT);
	if (!bytes)
		return -ENOMEM;
	if (manifest->len)
		memcpy(bytes, manifest->bytes, manifest->len);
	kvfree(manifest->bytes);
	manifest->bytes = bytes;
	manifest->size = size;
	return 0;
}

static int reserve_run(struct csec_manifest *manifest)
{
	const u32 max = manifest->max_runs ? 2 * manifest->max_runs :
					     FIRST_RUNS;
	u32 *runs;

	if (manifest->nr_runs < manifest->max_runs)
		return 0;
	runs = kvmalloc_array(max, sizeof(*runs), GFP_KERNEL_ACCOUNT);
	if (!runs)
		return -ENOMEM;
	if (manifest->nr_runs)
		memcpy(runs, manifest->runs, manifest->nr_runs * sizeof(*runs));
	kvfree(manifest->runs);
	manifest->runs = runs;
	manifest->max_runs = max;
	return 0;
}

/**
 * csec_manifest_add - adds files of one directory
 * @manifest: Not sealed.
 * @dir: Absolute path without wildcards; "/": the root.
 * @files: For each file its digest and its name, NUL-terminated.
 * @len: Bytes of @files.
 * @max: Files that there is still room for.
 *
 * Context: The task that builds @manifest; may sleep.
 * Return: 0; -EINVAL: malformed; -E2BIG: more than @max, or
 * CSEC_POLICY_TEXT_MAX bytes are reached; -ENOMEM. Then nothing was added.
 */
int csec_manifest_add(struct csec_manifest *manifest, const char *dir,
		      const u8 *files, size_t len, u32 max)
{
	size_t dir_len = strlen(dir);
	u32 nr;

	if (!csec_policy_is_path(dir) || csec_match_is_glob(dir))
		return -EINVAL;
	if (dir_len == 1)
		dir_len = 0;
	nr = dir_len < CSEC_PATH_MAX ? count_files(files, len, dir_len) : 0;
	if (!nr)
		return -EINVAL;
	if (nr > max ||
	    dir_len + 1 + len > CSEC_POLICY_TEXT_MAX - manifest->len)
		return -E2BIG;
	if (reserve_run(manifest) || reserve_bytes(manifest, dir_len + 1 + len))
		return -ENOMEM;
	manifest->runs[manifest->nr_runs++] = manifest->len;
	memcpy(manifest->bytes + manifest->len, dir, dir_len);
	manifest->bytes[manifest->len + dir_len] = '\0';
	memcpy(manifest->bytes + manifest->len + dir_len + 1, files, len);
	manifest->len += dir_len + 1 + len;
	manifest->nr += nr;
	manifest->digest = 0;
	return 0;
}

/* Sealing */

/* Half as many again as there are entries, at least one of them free. */
static u32 *alloc_slots(u32 nr, u32 *nr_slots)
{
	u32 *slots;

	*nr_slots = nr + nr / 2 + 1;
	slots = kvmalloc_array(*nr_slots, sizeof(*slots), GFP_KERNEL_ACCOUNT);
	if (slots)
		memset(slots, 0xff, *nr_slots * sizeof(*slots));
	return slots;
}

static bool is_at(const struct csec_manifest *manifest, u32 file,
		  const char *path, size_t len)
{
	const char *name = name_at(manifest, file), *dir;
	const size_t name_len = strlen(name);
	size_t dir_len;

	if (name_len >= len || memcmp(path + len - name_len, name, name_len))
		return false;
	dir = dir_at(manifest, run_of(manifest, file));
	dir_len = len - name_len - 1;
	return path[dir_len] == '/' && strlen(dir) == dir_len &&
	       !memcmp(dir, path, dir_len);
}

static bool has_digest(const struct csec_manifest *manifest, u32 file,
		       const u8 *sha256)
{
	return !memcmp(manifest->bytes + file, sha256, CSEC_SHA256_LEN);
}

/* Whether a file may have a name, by its end: most others do not. */
static bool may_have_name(const struct csec_manifest *manifest, u32 file,
			  const char *name, size_t len)
{
	const size_t end = file + CSEC_SHA256_LEN + len;

	return end < manifest->len && !manifest->bytes[end] &&
	       manifest->bytes[end - 1] == (u8)name[len - 1];
}

/* Counts one more slot that is looked at. Returns 0; -EINTR: it has to end. */
static int count_probe(u32 *nr_probes)
{
	if (++*nr_probes % RESCHED_PROBES)
		return 0;
	cond_resched();
	return fatal_signal_pending(current) ? -EINTR : 0;
}

/*
 * Of equal paths the first one is found first; what repeats one with the same
 * digest is left out. Returns 0; -EINVAL: the path has too many; -EINTR.
 */
static int link_file(struct csec_manifest *manifest, u32 file, const char *path,
		     size_t dir_len, size_t name_len, u32 *nr_probes)
{
	const size_t len = dir_len + 1 + name_len;
	u32 at = slot_of(manifest, path, len, manifest->nr_slots);
	u32 nr_same = 0;
	int err = count_probe(nr_probes);

	for (; !err && manifest->slots[at] != CSEC_NO_RULE;
	     at = at + 1 == manifest->nr_slots ? 0 : at + 1) {
		const u32 other = manifest->slots[at];

		err = count_probe(nr_probes);
		if (!may_have_name(manifest, other, path + dir_len + 1,
				   name_len) ||
		    !is_at(manifest, other, path, len))
			continue;
		if (has_digest(manifest, other, manifest->bytes + file))
			return err;
		nr_same++;
	}
	if (err)
		return err;
	manifest->slots[at] = file;
	return nr_same < CSEC_NR_DIGESTS_MAX ? 0 : -EINVAL;
}

static int link_run(struct csec_manifest *manifest, u32 run, char *path,
		    u32 *nr_probes)
{
	const size_t dir_len = strlen(dir_at(manifest, run));
	const u32 end = end_of_run(manifest, run);
	u32 file = first_file(manifest, run);
	int err = 0;

	memcpy(path, dir_at(manifest, run), dir_len);
	path[dir_len] = '/';
	while (!err && file < end) {
		const char *name = name_at(manifest, file);
		const size_t len = strlen(name);

		memcpy(path + dir_len + 1, name, len);
		err = link_file(manifest, file, path, dir_len, len, nr_probes);
		file += CSEC_SHA256_LEN + len + 1;
	}
	return err;
}

/* The slot that has the directory, or the free one where it belongs. */
static u32 *find_dir(const struct csec_manifest *manifest, const char *dir,
		     size_t len)
{
	u32 at = slot_of(manifest, dir, len, manifest->nr_dirs);

	for (; manifest->dirs[at] != CSEC_NO_RULE;
	     at = at + 1 == manifest->nr_dirs ? 0 : at + 1) {
		const char *other = dir_at(manifest, manifest->dirs[at]);

		if (strlen(other) == len && !memcmp(other, dir, len))
			break;
	}
	return &manifest->dirs[at];
}

static int link_runs(struct csec_manifest *manifest, char *path,
		     const char **why)
{
	u32 run, nr_probes = 0;
	int err = 0;

	for (run = 0; !err && run < manifest->nr_runs; run++) {
		const char *dir = dir_at(manifest, run);
		u32 *slot = find_dir(manifest, dir, strlen(dir));

		if (*slot == CSEC_NO_RULE)
			*slot = run;
		err = link_run(manifest, run, path, &nr_probes);
	}
	if (err == -EINVAL)
		*why = "one path has more than 64 digests";
	return err;
}

/* Without the room for more: it grew by doubling. No memory: it stays. */
static void trim(struct csec_manifest *manifest)
{
	u8 *bytes = kvmalloc(max_t(u32, manifest->len, 1), GFP_KERNEL_ACCOUNT);

	if (!bytes)
		return;
	memcpy(bytes, manifest->bytes, manifest->len);
	kvfree(manifest->bytes);
	manifest->bytes = bytes;
	manifest->size = manifest->len;
}

/**
 * csec_manifest_seal - completes a manifest: after this it never changes
 * @manifest: Not sealed, not empty.
 * @why: Set to a text for the user with -EINVAL.
 *
 * Context: The task that builds @manifest; may sleep.
 * Return: 0; -EINVAL: one path has too many digests; -ENOMEM, may be tried again;
 * -EINTR: the task is being killed.
 */
int csec_manifest_seal(struct csec_manifest *manifest, const char **why)
{
	char *path = kmalloc(CSEC_PATH_MAX + 1, GFP_KERNEL);
	int err = -ENOMEM;

	manifest->slots = alloc_slots(manifest->nr, &manifest->nr_slots);
	manifest->dirs = alloc_slots(manifest->nr_runs, &manifest->nr_dirs);
	if (path && manifest->slots && manifest->dirs)
		err = link_runs(manifest, path, why);
	kfree(path);
	if (!err) {
		trim(manifest);
		return 0;
	}
	kvfree(manifest->dirs);
	kvfree(manifest->slots);
	manifest->dirs = NULL;
	manifest->slots = NULL;
	return err;
}

/* Readers */

static bool is_satisfied(const struct csec_manifest *manifest, u32 file,
			 const struct csec_digests *digests)
{
	unsigned int i;

	for (i = 0; digests && i < digests->nr; i++)
		if (has_digest(manifest, file, digests->sha256[i]))
			return true;
	return !digests;
}

/**
 * csec_manifest_allows - whether a manifest lists a file
 * @manifest: Sealed.
 * @path: Absolute.
 * @len: Bytes of @path.
 * @digests: As csec_match_content() takes them.
 * @is_named: Set when the path is listed, whatever the content.
 *
 * Context: Any in which @manifest is alive.
 * Return: true when it does, with one of @digests.
 */
bool csec_manifest_allows(const struct csec_manifest *manifest,
			  const char *path, size_t len,
			  const struct csec_digests *digests, bool *is_named)
{
	u32 at = slot_of(manifest, path, len, manifest->nr_slots);

	for (; manifest->slots[at] != CSEC_NO_RULE;
	     at = at + 1 == manifest->nr_slots ? 0 : at + 1) {
		const u32 file = manifest->slots[at];

		if (!is_at(manifest, file, path, len))
			continue;
		*is_named = true;
		if (is_satisfied(manifest, file, digests))
			return true;
	}
	return false;
}

/**
 * csec_manifest_below - whether a manifest lists a file below a directory
 * @manifest: Sealed.
 * @dir: Absolute.
 * @len: Bytes of @dir without a slash at its end, 0: the root.
 *
 * Context: Process; its work is proportional to the number of runs.
 * Return: true when it does.
 */
bool csec_manifest_below(const struct csec_manifest *manifest, const char *dir,
			 size_t len)
{
	u32 run;

	for (run = 0; run < manifest->nr_runs; run++) {
		const char *other = dir_at(manifest, run);

		if (run % RESCHED_PROBES == RESCHED_PROBES - 1)
			cond_resched();
		if (!strncmp(other, dir, len) &&
		    (!len || !other[len] || other[len] == '/'))
			return true;
	}
	return false;
}

/**
 * csec_manifest_lists_in - whether a manifest lists a file of one directory
 * @manifest: Sealed.
 * @dir: Absolute, not terminated.
 * @len: Bytes of @dir, 0: the root.
 *
 * Context: Any in which @manifest is alive.
 * Return: true when it does.
 */
bool csec_manifest_lists_in(const struct csec_manifest *manifest,
			    const char *dir, size_t len)
{
	return *find_dir(manifest, dir, len) != CSEC_NO_RULE;
}

/**
 * csec_manifest_dir - the directory of the next files of a manifest
 * @manifest: The manifest.
 * @place: Not behind the last file.
 *
 * Context: Any in which @manifest is alive.
 * Return: it, "" for the root.
 */
const char *csec_manifest_dir(const struct csec_manifest *manifest,
			      const struct csec_manifest_place *place)
{
	return dir_at(manifest, place->run);
}

/**
 * csec_manifest_files - takes the next files of a manifest
 * @manifest: The manifest.
 * @place: Where to begin; moved behind what was taken.
 * @dir: Set to their directory, "" for the root.
 * @files: Set to the first of them, see csec_manifest_add().
 * @len: Set to their bytes.
 * @max: Bytes that are wanted at most; 0: one file, of any length.
 *
 * Context: Any in which @manifest is alive.
 * Return: false: there are none, or the next one is longer than @max.
 */
bool csec_manifest_files(const struct csec_manifest *manifest,
			 struct csec_manifest_place *place, const char **dir,
			 const u8 **files, size_t *len, size_t max)
{
	u32 file, next, end;

	if (place->run == manifest->nr_runs)
		return false;
	file = place->file ?: first_file(manifest, place->run);
	next = next_file(manifest, file);
	if (max && next - file > max)
		return false;
	end = end_of_run(manifest, place->run);
	*dir = dir_at(manifest, place->run);
	*files = manifest->bytes + file;
	while (max && next < end && next_file(manifest, next) - file <= max)
		next = next_file(manifest, next);
	*len = next - file;
	place->file = next;
	if (next == end)
		*place = (struct csec_manifest_place){ .run = place->run + 1 };
	return true;
}
