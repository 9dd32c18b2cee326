// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - the n-th allocation fails, for each n until none is left: policies,
 * manifests and the self-test of the module
 *
 * A policy is built in steps. A step that fails says -ENOMEM and leaves what was
 * there; done again it leads to the same policy as if it had never failed.
 */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../kmod/manifest.h"
#include "../../kmod/match.h"
#include "../../kmod/policy.h"
#include "../../kmod/selftest/selftest.h"
#include "kernel/shim.h"

enum {
	NR_HEAD = 6, /* steps before the rules */
	NR_RULES = 70,
	NR_FILES = 40,
	NR_STEPS = NR_HEAD + NR_RULES + NR_FILES + 1,
	NR_SITES_MAX = 1000,
};

static const u8 digest[CSEC_SHA256_LEN] = { 1, 2, 3, [31] = 32 };

static int add_head(struct csec_policy *policy, unsigned int step)
{
	switch (step) {
	case 0:
		return csec_policy_set_source(policy, "web.yaml");
	case 1:
		return csec_policy_add_label(policy, "team=shop");
	case 2:
		return csec_policy_add_label(policy, "tier=front");
	case 3:
		return csec_policy_add_match(policy, CSEC_MATCH_CGROUP, "/s/*");
	case 4:
		return csec_policy_add_match(policy, CSEC_MATCH_CGROUP, "/t");
	}
	return csec_policy_add_match(policy, CSEC_MATCH_CONTAINER_LABEL, "a=b");
}

static void name_rule(char path[static 64], unsigned int i)
{
	if (i % 7 == 3)
		sprintf(path, "/glob-%u/*", i);
	else
		sprintf(path, "/opt/some-longer-directory-%u/program", i);
}

/* All kinds: digests, scripts, applets, pairs, shells; one list after another. */
static int add_rule(struct csec_policy *policy, unsigned int i)
{
	struct csec_rule_spec spec = { .inline_action = -1, .line = i + 1 };
	char path[64];

	name_rule(path, i);
	spec.path = path;
	spec.section = CSEC_SECTION_EXEC;
	if (i % 5 == 1) {
		spec.sha256 = digest;
	} else if (i % 5 == 2) {
		spec.scripts[0] = "/app/**";
		spec.scripts[1] = "/lib/some/what/longer/**";
		spec.nr_scripts = 2;
	} else if (i % 5 == 3) {
		spec.applets = "ls cat";
	} else if (i % 10 == 4) {
		spec.section = CSEC_SECTION_INJECT;
		spec.path_to = "/usr/bin/target";
	} else if (i % 10 == 9) {
		spec.section = CSEC_SECTION_SHELL_CLASS;
	}
	return csec_policy_add_rule(policy, &spec);
}

/* Four manifests; each has several directories. */
static int add_files(struct csec_policy *policy, unsigned int i)
{
	char files[2 * (CSEC_SHA256_LEN + 16)], dir[32], *at = files;

	for (int k = 0; k < 2; k++) {
		memcpy(at, digest, sizeof(digest));
		at += sizeof(digest);
		at += sprintf(at, "file-%u-%d", i, k) + 1;
	}
	sprintf(dir, "/usr/lib/%u", i / 3);
	return csec_policy_add_files(policy,
				     &(struct csec_manifest_spec){
					     .index = i * 4 / NR_FILES,
					     .line = 1000 + i,
					     .dir = dir,
					     .files = (const u8 *)files,
					     .len = (size_t)(at - files),
				     });
}

static int do_step(struct csec_policy *policy, unsigned int step)
{
	const char *why;

	if (step < NR_HEAD)
		return add_head(policy, step);
	step -= NR_HEAD;
	if (step < NR_RULES)
		return add_rule(policy, step);
	step -= NR_RULES;
	if (step < NR_FILES)
		return add_files(policy, step);
	return csec_policy_seal(policy, &why);
}

static struct csec_policy *create(void)
{
	struct csec_policy *policy = csec_policy_create("p");

	ck_assert(!IS_ERR(policy));
	csec_policy_set(policy, CSEC_POLICY_A_MODE, CSEC_MODE_ENFORCE);
	csec_policy_set(policy, CSEC_POLICY_A_EXEC_DEFAULT, CSEC_ACTION_DENY);
	csec_policy_set(policy, CSEC_POLICY_A_EXEC_DRIFT, CSEC_ACTION_DENY);
	csec_policy_set(policy, CSEC_POLICY_A_INJECT_DEFAULT, CSEC_INJECT_DENY);
	return policy;
}

static void drop(struct csec_policy *policy)
{
	csec_policy_put(policy);
	rcu_barrier();
}

/* What has been built so far, and what a failed step must not change. */
struct mark {
	u32 nr_rules;
	u32 nr_extras;
	u32 nr_manifests;
	u32 nr_files;
	u32 nr_labels;
	u32 nr_matches;
	bool is_sealed;
};

static struct mark mark(const struct csec_policy *policy)
{
	struct mark m;

	memset(&m, 0, sizeof(m));
	m.nr_rules = policy->nr_rules;
	m.nr_extras = policy->nr_extras;
	m.nr_manifests = policy->nr_manifests;
	m.nr_files = policy->nr_files;
	m.nr_labels = policy->nr_labels;
	m.nr_matches = policy->nr_matches;
	m.is_sealed = csec_policy_is_sealed(policy);
	return m;
}

static void check_step_failed(const struct csec_policy *policy,
			      const struct mark *before, int err)
{
	const struct mark after = mark(policy);

	ck_assert_int_eq(err, -ENOMEM);
	ck_assert_mem_eq(&after, before, sizeof(after));
}

static void check_rules(const struct csec_policy *policy,
			const struct csec_policy *control)
{
	char path[64];

	for (unsigned int i = 0; i < NR_RULES; i++) {
		const struct csec_rule *a = &policy->rules[i];
		const struct csec_rule *b = &control->rules[i];

		name_rule(path, i);
		ck_assert_str_eq(csec_policy_text(policy, a->path), path);
		ck_assert_uint_eq(a->line, b->line);
		ck_assert_uint_eq(a->section, b->section);
		ck_assert_uint_eq(a->extra, b->extra);
		ck_assert_ptr_eq(csec_match_path(policy, a->section, path), a);
		if (a->extra == CSEC_NO_RULE)
			continue;
		ck_assert_uint_eq(policy->extras[a->extra].nr_scripts,
				  control->extras[b->extra].nr_scripts);
		ck_assert_mem_eq(policy->extras[a->extra].sha256,
				 control->extras[b->extra].sha256,
				 CSEC_SHA256_LEN);
	}
}

static void check_files(const struct csec_policy *policy,
			const struct csec_policy *control)
{
	const struct csec_digests digests = { .nr = 1 };
	char path[64];
	bool is_named;

	ck_assert_uint_eq(policy->nr_manifests, 4);
	for (u32 i = 0; i < policy->nr_manifests; i++)
		ck_assert_int_eq(
			csec_manifest_equals(policy->manifests[i].files,
					     control->manifests[i].files),
			1);
	for (unsigned int i = 0; i < NR_FILES; i++) {
		sprintf(path, "/usr/lib/%u/file-%u-1", i / 3, i);
		is_named = false;
		ck_assert_ptr_nonnull(csec_match_content(
			policy, CSEC_SECTION_EXEC, path, NULL, &is_named));
		ck_assert_ptr_null(csec_match_content(
			policy, CSEC_SECTION_EXEC, path, &digests, &is_named));
		ck_assert(is_named);
	}
}

/* As if nothing had failed. */
static void check_whole(const struct csec_policy *policy,
			const struct csec_policy *control)
{
	const struct mark a = mark(policy), b = mark(control);

	ck_assert_mem_eq(&a, &b, sizeof(a));
	ck_assert_uint_eq(policy->features, control->features);
	ck_assert_uint_eq(policy->nr_globs, control->nr_globs);
	ck_assert_uint_eq(policy->nr_injects, control->nr_injects);
	ck_assert_uint_eq(policy->origin_bits, control->origin_bits);
	ck_assert_str_eq(csec_policy_text(policy, policy->source), "web.yaml");
	ck_assert_str_eq(csec_match_cgroup(policy, "/s/x"), "/s/*");
	ck_assert_str_eq(csec_policy_text(policy, policy->labels[1]),
			 "tier=front");
	check_rules(policy, control);
	check_files(policy, control);
}

static struct csec_policy *build_control(void)
{
	struct csec_policy *policy = create();

	for (unsigned int step = 0; step < NR_STEPS; step++)
		ck_assert_int_eq(do_step(policy, step), 0);
	check_whole(policy, policy);
	return policy;
}

/* Given up at the failure: nothing is lost, nothing is left. */
static void abandon(void (*refuse)(unsigned int n))
{
	unsigned int n = 0, step, nr_failed = 0;
	bool has_failed[NR_STEPS] = { false };

	do {
		struct csec_policy *policy = create();
		struct mark before;
		int err = 0;

		refuse(++n);
		for (step = 0; !err && step < NR_STEPS; step++) {
			before = mark(policy);
			err = do_step(policy, step);
		}
		if (err) {
			check_step_failed(policy, &before, err);
			nr_failed += !has_failed[step - 1];
			has_failed[step - 1] = true;
		}
		/* It may be freed while there is no memory. */
		drop(policy);
		refuse(0);
		ck_assert_int_eq(shim_nr_live(), 0);
		ck_assert_uint_eq(shim_nr_warnings(), 0);
		ck_assert_uint_lt(n, NR_SITES_MAX);
		if (!err)
			break;
	} while (true);
	/* Of each kind of step some did. */
	ck_assert(has_failed[0] && has_failed[NR_STEPS - 1]);
	ck_assert_uint_ge(nr_failed, 10);
}

START_TEST(test_abandon)
{
	abandon(shim_fail_allocation);
	abandon(shim_fail_allocations);
}
END_TEST

/* The step is done again: twice while there is none, then with memory. */
static unsigned int repeat(void (*refuse)(unsigned int n),
			   unsigned int nr_again, unsigned int n,
			   const struct csec_policy *control)
{
	struct csec_policy *policy = create();
	unsigned int nr_failures = 0;

	refuse(n);
	for (unsigned int step = 0; step < NR_STEPS; step++) {
		const struct mark before = mark(policy);
		int err = do_step(policy, step);

		for (unsigned int i = 0; err && i < nr_again; i++) {
			check_step_failed(policy, &before, err);
			err = do_step(policy, step);
		}
		if (!err)
			continue;
		check_step_failed(policy, &before, err);
		nr_failures++;
		refuse(0);
		ck_assert_int_eq(do_step(policy, step), 0);
	}
	refuse(0);
	check_whole(policy, control);
	drop(policy);
	return nr_failures;
}

START_TEST(test_repeat)
{
	struct csec_policy *control = build_control();
	const long nr_live = shim_nr_live();
	unsigned int n = 1, nr = 0;

	while (repeat(shim_fail_allocations, 2, n, control)) {
		(void)repeat(shim_fail_allocation, 0, n, control);
		ck_assert_int_eq(shim_nr_live(), nr_live);
		ck_assert_uint_lt(++n, NR_SITES_MAX);
		nr++;
	}
	ck_assert_uint_gt(nr, 40);
	drop(control);
	ck_assert_int_eq(shim_nr_live(), 0);
	ck_assert_uint_eq(shim_nr_warnings(), 0);
}
END_TEST

/* A manifest by itself: what was added before stays, the digest is the same. */
START_TEST(test_manifest)
{
	static const char files[] = "11111111111111111111111111111111ls";
	static const char *const dirs[] = { "/bin", "/usr/bin", "/" };
	struct csec_manifest *control = csec_manifest_create();
	const char *why;
	int err = -ENOMEM;
	unsigned int n;

	for (size_t i = 0; i < ARRAY_SIZE(dirs); i++)
		ck_assert_int_eq(csec_manifest_add(control, dirs[i],
						   (const u8 *)files,
						   sizeof(files), 100),
				 0);
	ck_assert_int_eq(csec_manifest_seal(control, &why), 0);
	for (n = 1; err; n++) {
		struct csec_manifest *manifest = csec_manifest_create();

		shim_fail_allocation(n);
		err = 0;
		for (u32 i = 0; i < ARRAY_SIZE(dirs); i++) {
			const int one = csec_manifest_add(manifest, dirs[i],
							  (const u8 *)files,
							  sizeof(files), 100);

			err = err ?: one;
			ck_assert_uint_eq(manifest->nr, i + !one);
			if (one)
				ck_assert_int_eq(
					csec_manifest_add(manifest, dirs[i],
							  (const u8 *)files,
							  sizeof(files), 100),
					0);
		}
		if (!err) {
			err = csec_manifest_seal(manifest, &why);
			ck_assert_int_eq(csec_manifest_is_sealed(manifest),
					 !err);
		}
		ck_assert(!err || err == -ENOMEM);
		shim_fail_allocation(0);
		ck_assert_int_eq(csec_manifest_equals(manifest, control), 1);
		csec_manifest_put(manifest);
	}
	ck_assert_uint_ge(n, 6);
	shim_fail_allocation(1);
	ck_assert_ptr_null(csec_manifest_create());
	csec_manifest_put(control);
	ck_assert_int_eq(shim_nr_live(), 0);
}
END_TEST

/* The second user keeps it when the first one goes. */
START_TEST(test_manifest_shared)
{
	static const char files[] = "11111111111111111111111111111111ls";
	const struct csec_manifest_place start = { 0 };
	struct csec_manifest *manifest = csec_manifest_create();

	ck_assert_int_eq(csec_manifest_add(manifest, "/bin", (const u8 *)files,
					   sizeof(files), 1),
			 0);
	ck_assert_ptr_eq(csec_manifest_get(manifest), manifest);
	csec_manifest_put(manifest);
	ck_assert_str_eq(csec_manifest_dir(manifest, &start), "/bin");
	csec_manifest_put(manifest);
	ck_assert_int_eq(shim_nr_live(), 0);
}
END_TEST

/* The module does not load then, and leaves nothing. */
START_TEST(test_selftest)
{
	int err = -ENOMEM;
	unsigned int n;

	for (n = 1; err; n++) {
		shim_fail_allocation(n);
		err = csec_selftest_run();
		shim_fail_allocation(0);
		rcu_barrier();
		ck_assert(!err || err == -ENOMEM);
		ck_assert_int_eq(shim_nr_live(), 0);
		ck_assert_uint_eq(shim_nr_warnings(), 0);
		ck_assert_uint_lt(n, NR_SITES_MAX);
	}
	ck_assert_uint_gt(n, 5);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("kmemory");
	TCase *tcase = tcase_create("kmemory");
	SRunner *runner;
	int nr_failed;

	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, test_abandon);
	tcase_add_test(tcase, test_repeat);
	tcase_add_test(tcase, test_manifest);
	tcase_add_test(tcase, test_manifest_shared);
	tcase_add_test(tcase, test_selftest);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	nr_failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return nr_failed ? 1 : 0;
}
