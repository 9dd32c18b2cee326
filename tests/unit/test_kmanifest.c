// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of kmod/manifest.c and kmod/policy_manifest.c
 */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../kmod/manifest.h"
#include "../../kmod/match.h"
#include "../../kmod/policy.h"
#include "kernel/shim.h"

#define D1 "11111111111111111111111111111111"
#define D2 "22222222222222222222222222222222"
#define D3 "33333333333333333333333333333333"
#define DIGEST(text) ((const u8 *)(text))

static const struct csec_digests none, one = { 1, { D1 } }, two = { 1, { D2 } };
static const struct csec_digests both = { 2, { D3, D2 } };

struct add_case {
	const char *dir;
	const char *files;
	size_t len;
	int expected;
};

/* clang-format off */
#define FILES(text) text, sizeof(text)

static const struct add_case add_cases[] = {
	{ "/bin",	FILES(D1 "ls"),			0 },
	{ "/",		FILES(D1 "init"),		0 },
	{ "/bin",	FILES(D1 "a\0" D2 "b"),		0 },
	{ "/bin",	FILES(D1 "..."),		0 },
	{ "/a b/\xc3\xa9", FILES(D1 " \xff"),		0 },
	{ "bin",	FILES(D1 "ls"),			-EINVAL },
	{ "",		FILES(D1 "ls"),			-EINVAL },
	{ "/bin/",	FILES(D1 "ls"),			-EINVAL },
	{ "/bin/..",	FILES(D1 "ls"),			-EINVAL },
	{ "/b*n",	FILES(D1 "ls"),			-EINVAL },
	{ "/b\\*n",	FILES(D1 "ls"),			-EINVAL },
	{ "/bin",	NULL, 0,			-EINVAL },
	{ "/bin",	D1, 32,				-EINVAL },
	{ "/bin",	FILES(D1),			-EINVAL },
	{ "/bin",	D1 "ls", 34,			-EINVAL },
	{ "/bin",	FILES(D1 "l/s"),		-EINVAL },
	{ "/bin",	FILES(D1 "."),			-EINVAL },
	{ "/bin",	FILES(D1 ".."),			-EINVAL },
	{ "/bin",	FILES(D1 "l\ts"),		-EINVAL },
	{ "/bin",	FILES(D1 "l\x7fs"),		-EINVAL },
	{ "/bin",	FILES(D1 "l*s"),		-EINVAL },
	{ "/bin",	FILES(D1 "l?s"),		-EINVAL },
	{ "/bin",	FILES(D1 "l[s"),		-EINVAL },
	{ "/bin",	FILES(D1 "l\\s"),		-EINVAL },
	{ "/bin",	FILES(D1 "ls\0"),		-EINVAL },
	{ "/bin",	FILES(D1 "a\0" D2),		-EINVAL },
	{ "/bin",	FILES(D1 "a\0" D2 "b/"),	-EINVAL },
};
/* clang-format on */

static int add(struct csec_manifest *manifest, const char *dir,
	       const char *files, size_t len)
{
	return csec_manifest_add(manifest, dir, DIGEST(files), len,
				 CSEC_NR_RULES_MAX);
}

START_TEST(test_add)
{
	const struct add_case *c = &add_cases[_i];
	struct csec_manifest *manifest = csec_manifest_create();
	char *copy = malloc(c->len);

	/* The sanitiser sees what is read behind the end. */
	if (c->len)
		memcpy(copy, c->files, c->len);
	ck_assert_int_eq(add(manifest, c->dir, copy, c->len), c->expected);
	ck_assert_uint_eq(manifest->nr > 0, !c->expected);
	ck_assert_uint_eq(manifest->nr_runs, !c->expected);
	free(copy);
	csec_manifest_put(manifest);
	ck_assert_int_eq(shim_nr_live(), 0);
}
END_TEST

START_TEST(test_add_limits)
{
	struct csec_manifest *manifest = csec_manifest_create();
	char files[CSEC_SHA256_LEN + CSEC_PATH_MAX + 2];

	memset(files, 'x', sizeof(files));
	/* "/bin/" and the name are a path. */
	files[CSEC_SHA256_LEN + CSEC_PATH_MAX - 5] = '\0';
	ck_assert_int_eq(add(manifest, "/bin", files,
			     CSEC_SHA256_LEN + CSEC_PATH_MAX - 4),
			 0);
	files[CSEC_SHA256_LEN + CSEC_PATH_MAX - 5] = 'x';
	files[CSEC_SHA256_LEN + CSEC_PATH_MAX - 4] = '\0';
	ck_assert_int_eq(add(manifest, "/bin", files,
			     CSEC_SHA256_LEN + CSEC_PATH_MAX - 3),
			 -EINVAL);
	ck_assert_int_eq(csec_manifest_add(manifest, "/b",
					   DIGEST(D1 "a\0" D2 "b"), 68, 1),
			 -E2BIG);
	ck_assert_uint_eq(manifest->nr, 1);
	csec_manifest_put(manifest);
}
END_TEST

static struct csec_manifest *create(void)
{
	struct csec_manifest *manifest = csec_manifest_create();

	ck_assert_int_eq(add(manifest, "/bin", FILES(D1 "ls\0" D2 "cat")), 0);
	ck_assert_int_eq(add(manifest, "/usr/lib/x", FILES(D1 "cat")), 0);
	ck_assert_int_eq(add(manifest, "/", FILES(D2 "init")), 0);
	ck_assert_int_eq(
		add(manifest, "/bin", FILES(D2 "ls\0" D2 "ls\0" D1 "bin")), 0);
	return manifest;
}

static void seal_manifest(struct csec_manifest *manifest)
{
	const char *why = NULL;

	ck_assert_int_eq(csec_manifest_seal(manifest, &why), 0);
	ck_assert_ptr_null(why);
	ck_assert(csec_manifest_is_sealed(manifest));
}

struct find_case {
	const char *path;
	const struct csec_digests *digests;
	bool is_allowed;
	bool is_named;
};

/* clang-format off */
static const struct find_case find_cases[] = {
	{ "/bin/ls",		&one,	true,	true },
	{ "/bin/ls",		&two,	true,	true },
	{ "/bin/ls",		&both,	true,	true },
	{ "/bin/ls",		NULL,	true,	true },
	{ "/bin/ls",		&none,	false,	true },
	{ "/bin/cat",		&one,	false,	true },
	{ "/bin/cat",		&two,	true,	true },
	{ "/bin/bin",		&one,	true,	true },
	{ "/usr/lib/x/cat",	&one,	true,	true },
	{ "/init",		&two,	true,	true },
	{ "/init",		&one,	false,	true },
	{ "/usr/lib/cat",	NULL,	false,	false },
	{ "/lib/x/cat",		NULL,	false,	false },
	{ "/cat",		NULL,	false,	false },
	{ "/ls",		NULL,	false,	false },
	{ "/bin/l",		NULL,	false,	false },
	{ "/bin/lss",		NULL,	false,	false },
	{ "/bin",		NULL,	false,	false },
	{ "/",			NULL,	false,	false },
	{ "ls",			NULL,	false,	false },
	{ "",			NULL,	false,	false },
};
/* clang-format on */

START_TEST(test_find)
{
	const struct find_case *c = &find_cases[_i];
	struct csec_manifest *manifest = create();
	bool is_named = false;

	seal_manifest(manifest);
	ck_assert_int_eq(csec_manifest_allows(manifest, c->path,
					      strlen(c->path), c->digests,
					      &is_named),
			 c->is_allowed);
	ck_assert_int_eq(is_named, c->is_named);
	csec_manifest_put(manifest);
}
END_TEST

START_TEST(test_directories)
{
	static const struct {
		const char *dir;
		bool has_below;
		bool has_in;
	} cases[] = {
		{ "/bin", true, true },		  { "/bi", false, false },
		{ "/binn", false, false },	  { "/usr", true, false },
		{ "/usr/lib", true, false },	  { "/usr/lib/x", true, true },
		{ "/usr/lib/x/y", false, false }, { "", true, true },
	};
	struct csec_manifest *manifest = create();

	seal_manifest(manifest);
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const size_t len = strlen(cases[i].dir);

		ck_assert_int_eq(csec_manifest_below(manifest, cases[i].dir,
						     len),
				 cases[i].has_below);
		ck_assert_int_eq(csec_manifest_lists_in(manifest, cases[i].dir,
							len),
				 cases[i].has_in);
	}
	csec_manifest_put(manifest);
}
END_TEST

/* Whatever the pieces are, what comes out is what went in. */
START_TEST(test_files)
{
	static const size_t pieces[] = { 0, 37, 64, 70, 71, 1000 };
	struct csec_manifest *manifest = create(), *again;

	for (size_t i = 0; i < ARRAY_SIZE(pieces); i++) {
		struct csec_manifest_place place = { 0 };
		const char *dir;
		const u8 *files;
		size_t len;

		again = csec_manifest_create();
		while (csec_manifest_files(manifest, &place, &dir, &files, &len,
					   pieces[i])) {
			ck_assert(!pieces[i] || len <= pieces[i]);
			ck_assert_int_eq(csec_manifest_add(again,
							   dir[0] ? dir : "/",
							   files, len, 100),
					 0);
		}
		ck_assert_uint_eq(place.run, manifest->nr_runs);
		ck_assert_uint_eq(again->nr, manifest->nr);
		ck_assert_int_eq(csec_manifest_equals(again, manifest),
				 pieces[i] == 1000);
		csec_manifest_put(again);
	}
	{
		struct csec_manifest_place place = { 0 };
		const char *dir;
		const u8 *files;
		size_t len;

		ck_assert(!csec_manifest_files(manifest, &place, &dir, &files,
					       &len, 34));
		ck_assert_uint_eq(place.run, 0);
	}
	csec_manifest_put(manifest);
}
END_TEST

START_TEST(test_equal)
{
	struct csec_manifest *a = create(), *b = create();

	for (unsigned int n = 1; n < 3; n++) {
		shim_kill(n);
		ck_assert_int_eq(csec_manifest_equals(a, b), -EINTR);
	}
	shim_kill(0);
	ck_assert_int_eq(csec_manifest_equals(a, b), 1);
	seal_manifest(a);
	ck_assert_int_eq(csec_manifest_equals(a, b), 1);
	ck_assert_int_eq(add(b, "/x", FILES(D1 "y")), 0);
	ck_assert_int_eq(csec_manifest_equals(a, b), 0);
	csec_manifest_put(b);
	b = create();
	b->bytes[b->len - 2] ^= 1;
	ck_assert_int_eq(csec_manifest_equals(a, b), 0);
	/* Also when the digests are alike. */
	b->digest = a->digest;
	ck_assert_int_eq(csec_manifest_equals(a, b), 0);
	csec_manifest_put(b);
	/* An older digest says nothing of what was added since. */
	b = create();
	ck_assert_int_eq(csec_manifest_equals(a, b), 1);
	ck_assert_int_eq(add(b, "/x", FILES(D1 "y")), 0);
	csec_manifest_put(a);
	a = create();
	ck_assert_int_eq(add(a, "/x", FILES(D1 "y")), 0);
	seal_manifest(a);
	ck_assert_int_eq(csec_manifest_equals(a, b), 1);
	csec_manifest_put(a);
	csec_manifest_put(b);
}
END_TEST

START_TEST(test_many_digests)
{
	struct csec_manifest *manifest = csec_manifest_create();
	char files[] = D1 "x";
	const char *why = NULL;

	for (char i = 0; i < CSEC_NR_DIGESTS_MAX; i++) {
		files[0] = i + 1;
		ck_assert_int_eq(add(manifest, "/b", files, sizeof(files)), 0);
	}
	seal_manifest(manifest);
	csec_manifest_put(manifest);
	manifest = csec_manifest_create();
	for (char i = 0; i <= CSEC_NR_DIGESTS_MAX; i++) {
		files[0] = i + 1;
		ck_assert_int_eq(add(manifest, "/b", files, sizeof(files)), 0);
	}
	ck_assert_int_eq(csec_manifest_seal(manifest, &why), -EINVAL);
	ck_assert_ptr_nonnull(why);
	csec_manifest_put(manifest);
	ck_assert_int_eq(shim_nr_live(), 0);
}
END_TEST

/* A file is digest, name, 6 bytes of the table and its share of the directory. */
START_TEST(test_million)
{
	enum {
		NR = 1000000,
		DIR = 1000
	};
	struct csec_manifest *manifest = csec_manifest_create();
	char *files = malloc((size_t)DIR * 64), dir[32], path[64];
	bool is_named = false;
	int err = 0;

	for (int i = 0; i < NR; i += DIR) {
		size_t used = 0;

		for (int k = i; k < i + DIR; k++) {
			memcpy(files + used, D1, CSEC_SHA256_LEN);
			used += CSEC_SHA256_LEN;
			used += sprintf(files + used, "f-%06d", k) + 1;
		}
		sprintf(dir, "/opt/app-%d/lib", i / DIR);
		err |= add(manifest, dir, files, used);
	}
	ck_assert_int_eq(err, 0);
	seal_manifest(manifest);
	ck_assert_uint_eq(manifest->nr, NR);
	ck_assert_uint_lt(shim_live_bytes(),
			  (size_t)NR * (CSEC_SHA256_LEN + 9 + 6) + 100000);
	for (int i = 0; i < NR; i += 997) {
		const int len =
			sprintf(path, "/opt/app-%d/lib/f-%06d", i / DIR, i);

		ck_assert(csec_manifest_allows(manifest, path, len, &one,
					       &is_named));
	}
	is_named = false;
	ck_assert(!csec_manifest_allows(manifest, "/opt/app-1/lib/f-000001", 23,
					NULL, &is_named));
	ck_assert(!is_named);
	free(files);
	csec_manifest_put(manifest);
}
END_TEST

#define MIX 0x9e3779b97f4a7c15ULL

static u64 mix(u64 hash, u64 word)
{
	hash = (hash ^ word) * MIX;
	return hash ^ (hash >> 32);
}

static u64 unmix(u64 hash)
{
	u64 inverse = MIX;

	for (int i = 0; i < 5; i++)
		inverse *= 2 - MIX * inverse;
	return (hash ^ (hash >> 32)) * inverse;
}

static bool is_name(const char *name, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((u8)name[i] < 0x20 || strchr("\x7f/*?[\\", name[i]))
			return false;
	return true;
}

/* A name of eight bytes in @dir, of seven; all have the same csec_match_hash(). */
static void next_alike(const char *dir, u64 *nr, char name[static 8])
{
	char path[8 + 1];
	u64 word, hash;

	snprintf(path, sizeof(path), "%s/", dir);
	memcpy(&word, path, sizeof(word));
	do {
		hash = (*nr & U16_MAX) | 0x12345678ULL << 16 | *nr >> 16 << 48;
		hash = unmix(unmix(unmix(hash))) ^ mix(2 * sizeof(word), word);
		memcpy(name, &hash, sizeof(hash));
		++*nr;
	} while (!is_name(name, sizeof(hash)));
}

/* Names that are chosen to lie in one place of the table do not. */
START_TEST(test_alike)
{
	enum {
		NR = 20000,
		RUN = 10
	};
	struct csec_manifest *manifest = csec_manifest_create();
	char files[RUN * (CSEC_SHA256_LEN + 9)], path[17] = "/chosen/";
	const char *why = NULL;
	unsigned long before;
	bool is_named = false;
	u64 nr = 0;

	for (int i = 0; i < NR; i += RUN) {
		char *at = files;

		for (int k = 0; k < RUN; k++) {
			memcpy(at, D1, CSEC_SHA256_LEN);
			at += CSEC_SHA256_LEN;
			next_alike("/chosen", &nr, at);
			memcpy(path + 8, at, 8);
			ck_assert_uint_eq(csec_match_hash(path, 16),
					  0x12345678);
			at[8] = '\0';
			at += 9;
		}
		ck_assert_int_eq(add(manifest, "/chosen", files, sizeof(files)),
				 0);
	}
	/* Whatever is looked at counts, and it can be ended anywhere. */
	for (unsigned int n = 1; n < 4; n++) {
		shim_kill(n);
		ck_assert_int_eq(csec_manifest_seal(manifest, &why), -EINTR);
		ck_assert(!csec_manifest_is_sealed(manifest));
	}
	shim_kill(0);
	before = shim_nr_rescheds();
	seal_manifest(manifest);
	ck_assert_uint_ge(shim_nr_rescheds() - before, NR / 4096);
	ck_assert_uint_le(shim_nr_rescheds() - before, 4 * NR / 4096);
	ck_assert(csec_manifest_allows(manifest, path, 16, &one, &is_named));
	csec_manifest_put(manifest);
	ck_assert_int_eq(shim_nr_live(), 0);
}
END_TEST

/* In a policy */

static int add_files(struct csec_policy *policy, u32 index, u32 line,
		     const char *dir, const char *files, size_t len)
{
	const struct csec_manifest_spec spec = {
		.index = index,
		.line = line,
		.dir = dir,
		.files = DIGEST(files),
		.len = len,
	};

	return csec_policy_add_files(policy, &spec);
}

static int add_rule(struct csec_policy *policy, const char *path, u32 line)
{
	const struct csec_rule_spec spec = {
		.section = CSEC_SECTION_EXEC,
		.path = path,
		.inline_action = -1,
		.line = line,
	};

	return csec_policy_add_rule(policy, &spec);
}

static struct csec_policy *create_policy(void)
{
	struct csec_policy *policy = csec_policy_create("p");

	ck_assert(!IS_ERR(policy));
	ck_assert_int_eq(csec_policy_add_match(policy, CSEC_MATCH_CGROUP, "/"),
			 0);
	ck_assert_int_eq(csec_policy_set(policy, CSEC_POLICY_A_MODE, 0), 0);
	ck_assert_int_eq(csec_policy_set(policy, CSEC_POLICY_A_EXEC_DEFAULT,
					 CSEC_ACTION_DENY),
			 0);
	return policy;
}

static void drop(struct csec_policy *policy)
{
	csec_policy_put(policy);
	rcu_barrier();
	ck_assert_int_eq(shim_nr_live(), 0);
	ck_assert_uint_eq(shim_nr_warnings(), 0);
}

static u32 find_line(const struct csec_policy *policy, const char *path,
		     const struct csec_digests *digests, bool *is_named)
{
	const struct csec_rule *rule = csec_match_content(
		policy, CSEC_SECTION_EXEC, path, digests, is_named);

	return rule ? rule->line : 0;
}

/* Of rules and manifests the first added one wins, and globs come last. */
START_TEST(test_order)
{
	struct csec_policy *policy = create_policy();
	const char *why;
	bool is_named;

	ck_assert_int_eq(add_rule(policy, "/bin/*", 1), 0);
	ck_assert_int_eq(add_rule(policy, "/bin/sh", 2), 0);
	ck_assert_int_eq(add_files(policy, 0, 3, "/bin",
				   FILES(D1 "sh\0" D1 "ls\0" D1 "cat")),
			 0);
	ck_assert_int_eq(add_rule(policy, "/bin/ls", 4), 0);
	ck_assert_int_eq(add_files(policy, 1, 5, "/bin", FILES(D2 "cat")), 0);
	ck_assert_int_eq(add_files(policy, 1, 9, "/opt", FILES(D2 "x")), 0);
	ck_assert_uint_eq(csec_policy_nr_rules(policy), 8);
	ck_assert_int_eq(csec_policy_seal(policy, &why), 0);
	ck_assert(policy->features & BIT_ULL(CSEC_FEATURE_EXEC_SHA256));
	ck_assert_uint_eq(find_line(policy, "/bin/sh", &one, &is_named), 2);
	ck_assert_uint_eq(find_line(policy, "/bin/ls", &one, &is_named), 3);
	ck_assert_uint_eq(find_line(policy, "/bin/ls", &two, &is_named), 4);
	ck_assert_uint_eq(find_line(policy, "/bin/cat", &one, &is_named), 3);
	ck_assert_uint_eq(find_line(policy, "/bin/cat", &two, &is_named), 5);
	ck_assert_uint_eq(find_line(policy, "/bin/cat", NULL, &is_named), 3);
	/* One that is listed binds, whatever a glob says. */
	ck_assert_uint_eq(find_line(policy, "/bin/cat", &none, &is_named), 0);
	ck_assert(is_named);
	ck_assert_uint_eq(find_line(policy, "/opt/x", &two, &is_named), 5);
	ck_assert_uint_eq(find_line(policy, "/bin/mv", &none, &is_named), 1);
	ck_assert_uint_eq(find_line(policy, "/sbin/mv", &none, &is_named), 0);
	ck_assert_ptr_null(
		csec_match_path(policy, CSEC_SECTION_JIT, "/bin/cat"));
	ck_assert(csec_match_below(policy, CSEC_SECTION_EXEC, "/opt"));
	ck_assert(csec_match_below(policy, CSEC_SECTION_EXEC, "/"));
	ck_assert(!csec_match_below(policy, CSEC_SECTION_EXEC, "/op"));
	ck_assert(!csec_match_below(policy, CSEC_SECTION_JIT, "/opt"));
	ck_assert(csec_policy_lists_in(policy, "/opt", 4));
	ck_assert(!csec_policy_lists_in(policy, "/op", 3));
	ck_assert(!csec_policy_lists_in(policy, "", 0));
	drop(policy);
}
END_TEST

START_TEST(test_indices)
{
	struct csec_policy *policy = create_policy();
	const char *why;
	u32 i;

	ck_assert_int_eq(add_files(policy, 1, 1, "/b", FILES(D1 "a")), -EINVAL);
	ck_assert_int_eq(add_files(policy, 0, 1, "/b", FILES(D1 "")), -EINVAL);
	ck_assert_uint_eq(policy->nr_manifests, 0);
	ck_assert_uint_eq(policy->nr_rules, 0);
	for (i = 0; i < CSEC_NR_MANIFESTS_MAX; i++)
		ck_assert_int_eq(add_files(policy, i, 1, "/b", FILES(D1 "a")),
				 0);
	ck_assert_int_eq(add_files(policy, i, 1, "/b", FILES(D1 "a")), -E2BIG);
	ck_assert_int_eq(add_files(policy, i - 2, 1, "/b", FILES(D1 "a")),
			 -EINVAL);
	ck_assert_int_eq(add_files(policy, i - 1, 1, "/b", FILES(D1 "l/s")),
			 -EINVAL);
	ck_assert_uint_eq(csec_policy_nr_rules(policy), CSEC_NR_MANIFESTS_MAX);
	ck_assert_int_eq(csec_policy_seal(policy, &why), 0);
	drop(policy);
}
END_TEST

/* Each allocation fails once, then it goes on where it was. */
START_TEST(test_no_memory)
{
	unsigned int nr_failures = 0;

	for (unsigned int n = 1; n < 100; n++) {
		struct csec_policy *policy = create_policy();
		const char *why;
		bool is_named;
		int err;

		shim_fail_allocation(n);
		err = add_files(policy, 0, 3, "/bin", FILES(D1 "ls"));
		nr_failures += err == -ENOMEM;
		if (err)
			ck_assert_int_eq(add_files(policy, 0, 3, "/bin",
						   FILES(D1 "ls")),
					 0);
		err = csec_policy_seal(policy, &why);
		nr_failures += err == -ENOMEM;
		if (err)
			ck_assert_int_eq(csec_policy_seal(policy, &why), 0);
		shim_fail_allocation(0);
		ck_assert_uint_eq(find_line(policy, "/bin/ls", &one, &is_named),
				  3);
		ck_assert_uint_eq(csec_policy_nr_rules(policy), 1);
		drop(policy);
	}
	ck_assert_uint_ge(nr_failures, 8);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("kmanifest");
	TCase *tcase = tcase_create("kmanifest");
	SRunner *runner;
	int nr_failed;

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, test_add, 0, ARRAY_SIZE(add_cases));
	tcase_add_test(tcase, test_add_limits);
	tcase_add_loop_test(tcase, test_find, 0, ARRAY_SIZE(find_cases));
	tcase_add_test(tcase, test_directories);
	tcase_add_test(tcase, test_files);
	tcase_add_test(tcase, test_equal);
	tcase_add_test(tcase, test_many_digests);
	tcase_add_test(tcase, test_million);
	tcase_add_test(tcase, test_alike);
	tcase_add_test(tcase, test_order);
	tcase_add_test(tcase, test_indices);
	tcase_add_test(tcase, test_no_memory);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	nr_failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return nr_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
