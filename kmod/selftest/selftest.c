// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of the pure parts that run before the module does anything
 *
 * A few rows a table: that this build of match, policy and decide works on this
 * machine. The unit tests go into depth.
 */
#include "selftest.h"

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "../decide.h"
#include "../match.h"
#include "../policy.h"

struct glob_row {
	const char *pattern;
	const char *text;
	bool expected;
};

struct path_row {
	enum csec_section section;
	const char *path;
	u32 line; /* 0: no rule */
};

struct cgroup_row {
	const char *path;
	const char *selector;
};

struct limit_row {
	enum csec_policy_attr attr;
	u64 value;
	int expected;
};

struct rule_row {
	u32 section;
	const char *path;
	int expected;
};

struct exec_row {
	const char *path;
	const char *parent;
	enum csec_origin stdio;
	enum csec_verdict verdict;
	enum csec_reason reason;
};

/* clang-format off */
static const struct glob_row glob_rows[] = {
	{ "/app/**",		"/app/a/b",		true },
	{ "/app/**",		"/app",			false },
	{ "/app/*",		"/app/a",		true },
	{ "/app/*",		"/app/a/b",		false },
	{ "/**/b?",		"/x/y/b1",		true },
	{ "/**/b?",		"/x/y/b/",		false },
	{ "/lib[0-9a-f]",	"/libc",		true },
	{ "/lib[!0-9]",		"/lib6",		false },
	{ "/lib[!0-9]x",	"/lib/x",		false },
	{ "/a\\*",		"/a*",			true },
	{ "/a\\*",		"/ab",			false },
	{ "/**",		"/",			false },
	{ "/s/d-*.scope",	"/s/d-1.scope",		true },
	{ "/s/d-*.scope",	"/s/d-1.scope/x",	false },
};

static const struct path_row path_rows[] = {
	{ CSEC_SECTION_EXEC,		"/usr/bin/env",	11 },
	{ CSEC_SECTION_EXEC,		"/usr/bin/en",	0 },
	{ CSEC_SECTION_EXEC,		"/usr/bin/env/", 0 },
	{ CSEC_SECTION_EXEC,		"/bin/sh",	12 },
	{ CSEC_SECTION_SHELL_CLASS,	"/bin/sh",	14 },
	{ CSEC_SECTION_SHELL_EXEMPT,	"/bin/sh",	0 },
	{ CSEC_SECTION_EXEC,		"/app/a/b",	13 },
	{ CSEC_SECTION_SHELL_CLASS,	"/app/a/b",	0 },
	{ CSEC_SECTION_EXEC,		"",		0 },
};

static const struct cgroup_row cgroup_rows[] = {
	{ "/s/web",	"/s/web" },
	{ "/s/x",	"/s/*" },
	{ "/t/u",	"/**" },
	{ "/",		NULL },
};

static const struct limit_row limit_rows[] = {
	{ CSEC_POLICY_A_MAX_PROCESSES,	0,			-EINVAL },
	{ CSEC_POLICY_A_MAX_PROCESSES,	1,			0 },
	{ CSEC_POLICY_A_MAX_PROCESSES,	CSEC_LIMIT_MAX,		0 },
	{ CSEC_POLICY_A_MAX_PROCESSES,	CSEC_LIMIT_MAX + 1,	-EINVAL },
	{ CSEC_POLICY_A_MAX_THREADS,	1ULL << 32,		-EINVAL },
	{ CSEC_POLICY_A_MODE,		__CSEC_MODE_MAX,	-EINVAL },
	{ CSEC_POLICY_A_CAP_DENY,	1ULL << 63,		-EINVAL },
	{ CSEC_POLICY_A_NAME,		1,			-EINVAL },
};

static const struct rule_row bad_rows[] = {
	{ CSEC_SECTION_EXEC,	"",		-EINVAL },
	{ CSEC_SECTION_EXEC,	"bin/sh",	-EINVAL },
	{ CSEC_SECTION_EXEC,	"/bin//sh",	-EINVAL },
	{ CSEC_SECTION_EXEC,	"/bin/../sh",	-EINVAL },
	{ CSEC_SECTION_EXEC,	"/bin/",	-EINVAL },
	{ CSEC_SECTION_EXEC,	"/bin/s\n",	-EINVAL },
	{ CSEC_SECTION_EXEC,	"/bin/[a",	-EINVAL },
	{ __CSEC_SECTION_MAX,	"/bin/sh",	-EINVAL },
};

static const struct rule_row good_rows[] = {
	{ CSEC_SECTION_EXEC,		"/usr/bin/env",		0 },
	{ CSEC_SECTION_EXEC,		"/bin/sh",		0 },
	{ CSEC_SECTION_EXEC,		"/app/**",		0 },
	{ CSEC_SECTION_SHELL_CLASS,	"/bin/sh",		0 },
	{ CSEC_SECTION_SHELL_EXEMPT,	"/usr/bin/env",		0 },
};

static const struct exec_row exec_rows[] = {
	{ "/usr/bin/env", NULL, CSEC_ORIGIN_OUTBOUND,
	  CSEC_VERDICT_ALLOW, CSEC_REASON_NONE },
	{ "/usr/bin/id", NULL, CSEC_ORIGIN_LOCAL,
	  CSEC_VERDICT_DENY, CSEC_REASON_NOT_ALLOWED },
	{ "/bin/sh", NULL, CSEC_ORIGIN_LOCAL,
	  CSEC_VERDICT_ALLOW, CSEC_REASON_NONE },
	{ "/bin/sh", NULL, CSEC_ORIGIN_OUTBOUND,
	  CSEC_VERDICT_DENY, CSEC_REASON_REVERSE_SHELL },
	{ "/bin/sh", "/app/a", CSEC_ORIGIN_INBOUND,
	  CSEC_VERDICT_DENY, CSEC_REASON_BIND_SHELL },
	{ "/bin/sh", "/usr/bin/env", CSEC_ORIGIN_OUTBOUND,
	  CSEC_VERDICT_ALLOW, CSEC_REASON_NONE },
};
/* clang-format on */

static int fail(const char *table, size_t row)
{
	pr_err("csec: selftest failed: %s row %zu\n", table, row);
	return -EINVAL;
}

static int test_globs(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(glob_rows); i++) {
		const struct glob_row *row = &glob_rows[i];

		if (!csec_match_glob_valid(row->pattern) ||
		    csec_match_glob(row->pattern, row->text) != row->expected)
			return fail("glob", i);
	}
	return 0;
}

static int test_limits(struct csec_policy *policy)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(limit_rows); i++) {
		const struct limit_row *row = &limit_rows[i];

		if (csec_policy_set(policy, row->attr, row->value) !=
		    row->expected)
			return fail("limit", i);
	}
	return 0;
}

/* Lines count from 11. */
static int add_rules(struct csec_policy *policy, const char *table,
		     const struct rule_row *rows, size_t nr_rows)
{
	struct csec_rule_spec spec = { .inline_action = -1 };
	size_t i;
	int err;

	for (i = 0; i < nr_rows; i++) {
		spec.section = rows[i].section;
		spec.path = rows[i].path;
		spec.line = 11 + i;
		err = csec_policy_add_rule(policy, &spec);
		if (err == -ENOMEM)
			return err;
		if (err != rows[i].expected)
			return fail(table, i);
	}
	return 0;
}

static int add_selectors(struct csec_policy *policy)
{
	size_t i;
	int err;

	for (i = 0; i < ARRAY_SIZE(cgroup_rows); i++) {
		if (!cgroup_rows[i].selector)
			continue;
		err = csec_policy_add_match(policy, CSEC_MATCH_CGROUP,
					    cgroup_rows[i].selector);
		if (err)
			return err;
	}
	return 0;
}

static int set_actions(struct csec_policy *policy)
{
	int err;

	err = csec_policy_set(policy, CSEC_POLICY_A_MODE, CSEC_MODE_ENFORCE);
	if (err)
		return err;
	err = csec_policy_set(policy, CSEC_POLICY_A_EXEC_DEFAULT,
			      CSEC_ACTION_DENY);
	if (err)
		return err;
	err = csec_policy_set(policy, CSEC_POLICY_A_SHELL_REVERSE,
			      CSEC_ACTION_DENY);
	if (err)
		return err;
	return csec_policy_set(policy, CSEC_POLICY_A_SHELL_BIND,
			       CSEC_ACTION_DENY);
}

static int build(struct csec_policy *policy)
{
	const char *why;
	int err;

	err = test_limits(policy);
	if (err)
		return err;
	err = add_rules(policy, "bad rule", bad_rows, ARRAY_SIZE(bad_rows));
	if (err)
		return err;
	err = add_rules(policy, "rule", good_rows, ARRAY_SIZE(good_rows));
	if (err)
		return err;
	if (csec_policy_seal(policy, &why) != -EINVAL || !why)
		return fail("seal", 0);
	err = add_selectors(policy);
	if (err)
		return err;
	err = set_actions(policy);
	if (err)
		return err;
	return csec_policy_seal(policy, &why);
}

static int test_paths(const struct csec_policy *policy)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(path_rows); i++) {
		const struct path_row *row = &path_rows[i];
		const struct csec_rule *rule;

		rule = csec_match_path(policy, row->section, row->path);
		if ((rule ? rule->line : 0) != row->line)
			return fail("path", i);
	}
	return 0;
}

static int test_cgroups(const struct csec_policy *policy)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cgroup_rows); i++) {
		const char *expected = cgroup_rows[i].selector;
		const char *found;

		found = csec_match_cgroup(policy, cgroup_rows[i].path);
		if (!found != !expected || (found && strcmp(found, expected)))
			return fail("cgroup", i);
	}
	return 0;
}

static void find_image(const struct csec_policy *policy, const char *path,
		       struct csec_image *image)
{
	const struct csec_file_names names = { .nr = 1, .name = { path } };

	csec_decide_image(policy, &names, image);
}

static int test_execs(const struct csec_policy *policy)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(exec_rows); i++) {
		const struct exec_row *row = &exec_rows[i];
		const struct csec_stdio stdio = { .origin = row->stdio };
		struct csec_decision decision;
		struct csec_image parent;
		struct csec_image image;

		find_image(policy, row->path, &image);
		if (row->parent)
			find_image(policy, row->parent, &parent);
		csec_decide_exec(policy, &image, row->parent ? &parent : NULL,
				 &stdio, &decision);
		if (decision.verdict != row->verdict ||
		    decision.reason != row->reason)
			return fail("exec", i);
	}
	return 0;
}

static int test_policy(struct csec_policy *policy)
{
	int err;

	err = build(policy);
	if (err)
		return err;
	err = test_paths(policy);
	if (err)
		return err;
	err = test_cgroups(policy);
	if (err)
		return err;
	return test_execs(policy);
}

/**
 * csec_selftest_run - Runs all tests
 *
 * A row that fails is named in the log.
 *
 * Context: Process context, may sleep. An rcu_barrier() is needed before the
 * module goes away.
 * Return: 0, or
 * * -EINVAL - A test failed.
 * * -ENOMEM - Out of memory.
 */
int csec_selftest_run(void)
{
	struct csec_policy *policy;
	int err;

	err = test_globs();
	if (err)
		return err;
	policy = csec_policy_create("selftest");
	if (IS_ERR(policy))
		return PTR_ERR(policy);
	err = test_policy(policy);
	csec_policy_put(policy);
	return err;
}
