// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - unit tests: contents, scripts and protected files
 */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "decide.h"
#include "match.h"

enum {
	X = CSEC_FILE_EXECUTABLE,
	L = CSEC_FILE_LINKED,
	D = CSEC_FILE_DRIFTED,
};

static struct csec_policy *create(bool denies_exec, bool denies_drift)
{
	struct csec_policy *policy = csec_policy_create("p");

	ck_assert_ptr_nonnull(policy);
	csec_policy_set(policy, CSEC_POLICY_A_MODE, CSEC_MODE_ENFORCE);
	csec_policy_add_match(policy, CSEC_MATCH_CGROUP, "/a");
	csec_policy_set(policy, CSEC_POLICY_A_EXEC_DEFAULT,
			denies_exec ? CSEC_ACTION_DENY : CSEC_ACTION_ALLOW);
	csec_policy_set(policy, CSEC_POLICY_A_EXEC_WRITES, CSEC_ACTION_DENY);
	if (denies_drift)
		csec_policy_set(policy, CSEC_POLICY_A_EXEC_DRIFT,
				CSEC_ACTION_DENY);
	return policy;
}

static void add(struct csec_policy *policy, const char *path, int digest)
{
	u8 sha256[CSEC_SHA256_LEN];
	struct csec_rule_spec spec = {
		.section = CSEC_SECTION_EXEC,
		.path = path,
		.inline_action = -1,
		.line = digest + 1,
	};

	memset(sha256, digest, sizeof(sha256));
	if (digest)
		spec.sha256 = sha256;
	ck_assert_int_eq(csec_policy_add_rule(policy, &spec), 0);
}

static void seal(struct csec_policy *policy)
{
	const char *why;

	ck_assert_int_eq(csec_policy_seal(policy, &why), 0);
}

static struct csec_digests content(int digest)
{
	struct csec_digests digests = { .nr = digest ? 1 : 0 };

	memset(digests.sha256[0], digest, CSEC_SHA256_LEN);
	return digests;
}

static const struct {
	const char *path;
	int digest; /* of the content */
	bool needs_digest;
	bool is_allowed;
	u32 line;
	const char *also; /* another name of the file */
} content_rows[] = {
	{ "/plain", 0, false, true, 1, NULL },
	{ "/one", 1, true, true, 2, NULL },
	{ "/one", 2, true, false, 0, NULL },
	{ "/two", 1, true, true, 2, NULL },
	{ "/two", 2, true, true, 3, NULL },
	{ "/two", 3, true, false, 0, NULL },
	/* a rule without a digest is enough */
	{ "/any", 0, false, true, 1, NULL },
	/* the exact rule binds, whatever a glob says */
	{ "/glob/exact", 4, true, true, 5, NULL },
	{ "/glob/exact", 5, true, false, 0, NULL },
	{ "/glob/other", 0, false, true, 1, NULL },
	{ "/hash/a", 7, true, true, 8, NULL },
	{ "/hash/a", 8, true, false, 0, NULL },
	/* so does one whose wildcards are escaped */
	{ "/glob/[", 4, true, true, 5, NULL },
	{ "/glob/[", 5, true, false, 0, NULL },
	{ "/glob/[", 6, true, true, 7, NULL },
	/* escaped or not, it is the same path */
	{ "/glob/a!b", 1, true, true, 2, NULL },
	{ "/glob/a!b", 2, true, true, 3, NULL },
	{ "/glob/a!b", 3, true, false, 0, NULL },
	{ "/glob/a\\!b", 0, false, true, 1, NULL },
	{ "/none", 0, false, false, 0, NULL },
	/* among all names, too, the exact rule binds */
	{ "/glob/other", 1, true, true, 2, "/one" },
	{ "/glob/other", 2, true, false, 0, "/one" },
	{ "/one", 2, true, false, 0, "/glob/other" },
	{ "/glob/other", 6, true, true, 7, "/glob/[" },
	{ "/glob/other", 5, true, false, 0, "/glob/[" },
	{ "/glob/other", 0, false, true, 1, "/none" },
	{ "/none", 0, false, true, 1, "/glob/other" },
	/* one of several exact ones is enough */
	{ "/one", 2, false, true, 1, "/plain" },
	{ "/two", 1, true, true, 2, "/one" },
	/* a pattern does not, and any is enough */
	{ "/hash/a", 8, false, true, 1, "/glob/other" },
	{ "/one", 2, true, true, 3, "/two" },
};

START_TEST(test_decide_content)
{
	struct csec_policy *policy = create(true, false);
	struct csec_file_names names = { .nr = 1 };
	struct csec_digests digests = content(content_rows[_i].digest);
	struct csec_image image;

	add(policy, "/plain", 0);
	add(policy, "/one", 1);
	add(policy, "/two", 1);
	add(policy, "/two", 2);
	add(policy, "/any", 3);
	add(policy, "/any", 0);
	add(policy, "/glob/*", 0);
	add(policy, "/glob/exact", 4);
	add(policy, "/hash/*", 7);
	add(policy, "/glob/\\[", 4);
	add(policy, "/glob/\\[", 6);
	add(policy, "/glob/a\\!b", 2);
	add(policy, "/glob/a!b", 1);
	seal(policy);
	names.name[0] = content_rows[_i].path;
	names.name[1] = content_rows[_i].also;
	names.nr += content_rows[_i].also ? 1 : 0;
	ck_assert(csec_decide_needs_digest(policy, &names) ==
		  content_rows[_i].needs_digest);
	csec_decide_image(policy, &names, &image);
	csec_decide_rule(policy, &names, &digests, &image);
	ck_assert(!(image.flags & CSEC_IMAGE_ALLOWED) ==
		  !content_rows[_i].is_allowed);
	ck_assert(!(image.flags & CSEC_IMAGE_OTHER_CONTENT) ==
		  !(content_rows[_i].needs_digest &&
		    !content_rows[_i].is_allowed));
	if (content_rows[_i].is_allowed)
		ck_assert_uint_eq(image.line, content_rows[_i].line);
	csec_policy_put(policy);
}
END_TEST

/* The digest of fs-verity stands for the file as well. */
START_TEST(test_decide_content_verity)
{
	struct csec_policy *policy = create(true, false);
	const struct csec_file_names names = { .nr = 1, .name = { "/one" } };
	struct csec_digests digests = content(9);
	struct csec_image image;

	add(policy, "/one", 1);
	seal(policy);
	digests.nr = 2;
	memset(digests.sha256[1], 1, CSEC_SHA256_LEN);
	csec_decide_image(policy, &names, &image);
	csec_decide_rule(policy, &names, &digests, &image);
	ck_assert(image.flags & CSEC_IMAGE_ALLOWED);
	csec_policy_put(policy);
}
END_TEST

START_TEST(test_decide_digests_max)
{
	struct csec_policy *policy = create(true, false);
	const char *why;
	int i;

	for (i = 1; i <= CSEC_NR_DIGESTS_MAX; i++)
		add(policy, "/one", i);
	add(policy, "/one", 1);
	if (_i)
		add(policy, "/one", CSEC_NR_DIGESTS_MAX + 1);
	ck_assert_int_eq(csec_policy_seal(policy, &why), _i ? -EINVAL : 0);
	csec_policy_put(policy);
}
END_TEST

static const struct {
	bool denies_exec;
	bool denies_drift;
	const char *path; /* NULL: it has no name */
	u32 file;
	bool is_protected;
} protect_rows[] = {
	/* a list, no drift: whatever has an allowed name */
	{ true, false, "/app/tool", X, true },
	{ true, false, "/app/tool", 0, true },
	{ true, false, "/app/tool", X | D, true },
	{ true, false, "/other", X, false },
	{ true, false, "/other", X | L, true },
	{ true, false, "/other", L, false },
	/* a list and drift: what can be executed now */
	{ true, true, "/app/tool", X, true },
	{ true, true, "/app/tool", 0, false },
	{ true, true, "/app/tool", X | D, false },
	{ true, true, "/other", X, false },
	{ true, true, "/other", X | L | D, false },
	/* no list, drift: executables of the image */
	{ false, true, "/other", X, true },
	{ false, true, "/other", 0, false },
	{ false, true, NULL, X, false },
	{ false, true, NULL, X | L, true },
	{ false, true, NULL, X | L | D, false },
	{ false, true, "/other", X | D, false },
	/* neither: what a rule names */
	{ false, false, "/app/tool", X, true },
	{ false, false, "/other", X, false },
};

START_TEST(test_decide_protected)
{
	struct csec_policy *policy = create(protect_rows[_i].denies_exec,
					    protect_rows[_i].denies_drift);
	const struct csec_file_names names = {
		.nr = protect_rows[_i].path ? 1 : 0,
		.name = { protect_rows[_i].path },
	};
	u32 line;

	add(policy, "/app/tool", 0);
	seal(policy);
	ck_assert(csec_decide_is_protected(policy, &names,
					   protect_rows[_i].file, &line) ==
		  protect_rows[_i].is_protected);
	csec_policy_put(policy);
}
END_TEST

static const struct {
	bool denies_drift;
	const char *path;
	bool is_dir;
	bool is_reserved;
} reserve_rows[] = {
	{ false, "/app/tool", false, true },
	{ false, "/app/other", false, false },
	{ false, "/app", true, true },
	{ false, "/", true, true },
	{ false, "/ap", true, false },
	{ false, "/app/tool", true, false },
	{ false, "/srv/x/bin/t", false, true },
	{ false, "/srv/x", true, true },
	{ false, "/srv/x/lib", true, false },
	/* what comes is new, and so not trusted; what goes takes files along */
	{ true, "/app/tool", false, false },
	{ true, "/app", true, true },
	{ true, "/srv/x", true, true },
	{ true, "/srv/x/bin/t", false, false },
	{ true, "/srv/x/lib", true, false },
};

START_TEST(test_decide_reserved)
{
	struct csec_policy *policy =
		create(true, reserve_rows[_i].denies_drift);
	const struct csec_file_names names = {
		.nr = 1,
		.name = { reserve_rows[_i].path },
	};
	u32 line;

	add(policy, "/app/tool", 0);
	add(policy, "/srv/*/bin/*", 0);
	seal(policy);
	ck_assert(csec_decide_is_reserved(policy, &names,
					  reserve_rows[_i].is_dir, &line) ==
		  reserve_rows[_i].is_reserved);
	csec_policy_put(policy);
}
END_TEST

enum {
	MAIN = CSEC_SCRIPT_IS_MAIN,
	EARLY = CSEC_SCRIPT_IS_EARLY,
	CODE = CSEC_SCRIPT_IS_CODE,
	LATE = CSEC_SCRIPT_IS_DRIFTED,
};

static const struct {
	const char *path; /* NULL: it has no name */
	u32 script;
	enum csec_reason reason;
} script_rows[] = {
	{ "/app/a", MAIN, CSEC_REASON_NONE },
	{ "/app/a", MAIN | LATE, CSEC_REASON_DRIFT },
	{ "/app/a", LATE, CSEC_REASON_DRIFT },
	{ "/usr/a", MAIN, CSEC_REASON_SCRIPT },
	{ "/usr/a", EARLY, CSEC_REASON_NONE },
	{ "/usr/a", CODE, CSEC_REASON_NONE },
	{ "/usr/a", LATE | CODE, CSEC_REASON_SCRIPT },
	{ "/usr/a", LATE | EARLY, CSEC_REASON_SCRIPT },
	{ "/usr/a", LATE, CSEC_REASON_NONE },
	{ NULL, MAIN, CSEC_REASON_SCRIPT },
	{ NULL, EARLY, CSEC_REASON_SCRIPT },
	{ NULL, CODE, CSEC_REASON_SCRIPT },
	{ NULL, 0, CSEC_REASON_NONE },
};

START_TEST(test_decide_script)
{
	struct csec_policy *policy = create(true, true);
	const struct csec_rule_spec spec = {
		.section = CSEC_SECTION_EXEC,
		.path = "/bin/sh",
		.scripts = { "/none", "/app/*" },
		.nr_scripts = 2,
		.inline_action = -1,
	};
	const struct csec_file_names sh = { .nr = 1, .name = { "/bin/sh" } };
	const struct csec_file_names names = {
		.nr = script_rows[_i].path ? 1 : 0,
		.name = { script_rows[_i].path },
	};
	const struct csec_digests digests = {};
	struct csec_image image;
	bool is_listed;

	ck_assert_int_eq(csec_policy_add_rule(policy, &spec), 0);
	seal(policy);
	csec_decide_image(policy, &sh, &image);
	csec_decide_rule(policy, &sh, &digests, &image);
	ck_assert(image.flags & CSEC_IMAGE_INTERPRETER);
	ck_assert(!csec_decide_is_plain(policy, &image));
	ck_assert(csec_decide_denies_inline(policy, &image));
	ck_assert_int_eq(csec_decide_script(policy, &image, &names,
					    script_rows[_i].script, &is_listed),
			 script_rows[_i].reason);
	csec_policy_put(policy);
}
END_TEST

#define NR(rows) ((int)(sizeof(rows) / sizeof((rows)[0])))

int main(void)
{
	Suite *suite = suite_create("decide_files");
	TCase *tcase = tcase_create("decide_files");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tcase, test_decide_content, 0, NR(content_rows));
	tcase_add_test(tcase, test_decide_content_verity);
	tcase_add_loop_test(tcase, test_decide_digests_max, 0, 2);
	tcase_add_loop_test(tcase, test_decide_protected, 0, NR(protect_rows));
	tcase_add_loop_test(tcase, test_decide_reserved, 0, NR(reserve_rows));
	tcase_add_loop_test(tcase, test_decide_script, 0, NR(script_rows));
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
