// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of manifests in ctl/nl_policy.c and ctl/nl_policy_read.c
 */
#include <check.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>

#include <linux/csec.h>

#include "diag.h"
#include "manifest.h"
#include "nl.h"
#include "nl_policy.h"
#include "policy.h"

#define D "0123456789abcdef0123456789ABCDEF0123456789abcdef0123456789abcdef"

/* What comes back, and what was seen on the way. */
struct wire {
	struct csec_policy_set *set;
	size_t nr_rules;
	size_t nr_runs;
	uint32_t nr_manifests;
	uint32_t last_line;
};

static int take(struct nl_msg *msg, void *arg)
{
	const struct nlmsghdr *hdr = nlmsg_hdr(msg);
	struct wire *wire = arg;
	struct nlattr *attr;
	int left;

	ck_assert_uint_le(hdr->nlmsg_len, CSEC_NL_CHUNK_SIZE);
	nlmsg_for_each_attr(attr, nlmsg_hdr(msg), GENL_HDRLEN, left) {
		const uint32_t at = (uint32_t)((char *)attr - (char *)hdr);
		struct nlattr *index;

		wire->nr_rules += nla_type(attr) == CSEC_A_RULE;
		if (nla_type(attr) != CSEC_A_MANIFEST)
			continue;
		wire->nr_runs++;
		index = nla_find(nla_data(attr), nla_len(attr),
				 CSEC_MANIFEST_A_INDEX);
		ck_assert_ptr_nonnull(index);
		/* The kernel takes the one before or the next. */
		ck_assert_uint_le(nla_get_u32(index), wire->nr_manifests);
		if (nla_get_u32(index) == wire->nr_manifests)
			wire->nr_manifests++;
		ck_assert_uint_eq(nla_get_u32(index) + 1, wire->nr_manifests);
		wire->last_line = csec_nl_policy_line_at(hdr, at + 8);
	}
	return csec_nl_policy_decode(hdr, wire->set, NULL);
}

static void add_manifest(struct csec_policy *policy, const char *text,
			 uint32_t line)
{
	struct csec_diag *diag = csec_diag_create();

	ck_assert_int_eq(csec_manifest_parse("m", text, strlen(text), policy,
					     line, diag),
			 0);
	csec_diag_free(diag);
}

static void add_path(struct csec_policy *policy, const char *path)
{
	const struct csec_rule rule = { .path = path };

	ck_assert_int_eq(csec_policy_add_rule(policy, &rule), 0);
}

/* Frees @policy. */
static void check(struct csec_policy *policy, struct wire *wire)
{
	wire->set = csec_policy_set_create();
	ck_assert_int_eq(csec_nl_policy_encode(policy, 1, take, wire), 0);
	ck_assert_uint_eq(wire->set->nr, 1);
	ck_assert(csec_policy_equal(policy, wire->set->policies[0]));
	ck_assert_uint_eq(policy->nr_rules, wire->set->policies[0]->nr_rules);
	csec_policy_set_free(wire->set);
	csec_policy_free(policy);
}

START_TEST(test_runs)
{
	struct csec_policy *policy = csec_policy_create("p");
	struct wire wire = { 0 };

	add_path(policy, "/first");
	add_manifest(policy,
		     D "  /bin/ls\n" D "  /bin/cat\n" D "  /init\n" D
		       "  /bin/b\n" D "  /binary\n",
		     7);
	add_path(policy, "/between");
	/* A pattern may stand for itself, but no manifest says so. */
	add_manifest(policy, D "  /bin/[\n", 8);
	add_manifest(policy, D "  /bin/x\n" D "  /bin/*\n" D "  /bin/y\n", 9);
	check(policy, &wire);
	ck_assert_uint_eq(wire.nr_rules, 4);
	ck_assert_uint_eq(wire.nr_runs, 6);
	ck_assert_uint_eq(wire.nr_manifests, 2);
	ck_assert_uint_eq(wire.last_line, 9);
}
END_TEST

START_TEST(test_long_paths)
{
	struct csec_policy *policy = csec_policy_create("p");
	char text[2 * (66 + CSEC_PATH_MAX + 1) + 1];
	struct wire wire = { 0 };
	int used;

	used = sprintf(text, D "  /");
	memset(text + used, 'a', CSEC_PATH_MAX - 1);
	used += CSEC_PATH_MAX - 1;
	used += sprintf(text + used, "\n" D "  /");
	memset(text + used, 'b', CSEC_PATH_MAX - 3);
	sprintf(text + used + CSEC_PATH_MAX - 3, "/c");
	add_manifest(policy, text, 1);
	check(policy, &wire);
	ck_assert_uint_eq(wire.nr_runs, 2);
}
END_TEST

START_TEST(test_many)
{
	enum {
		NR = 20000
	};
	struct csec_policy *policy = csec_policy_create("p");
	char *text = malloc((size_t)NR * 128);
	struct wire wire = { 0 };
	size_t used = 0;

	for (int i = 0; i < NR; i++)
		used += (size_t)sprintf(
			text + used, D "  /opt/app-%d/file-%d\n", i / 5000, i);
	add_manifest(policy, text, 1);
	free(text);
	check(policy, &wire);
	ck_assert_uint_eq(wire.nr_rules, 0);
	/* 20,000 times 43 bytes, in attributes of at most 32 KB. */
	ck_assert_uint_ge(wire.nr_runs, 27);
	ck_assert_uint_le(wire.nr_runs, 45);
}
END_TEST

struct hostile_case {
	const char *dir;
	const char *files;
	size_t len;
	uint32_t index;
};

/* clang-format off */
#define FILES(text) text, sizeof(text)
#define SHA "11111111111111111111111111111111"

static const struct hostile_case hostile[] = {
	{ NULL,		FILES(SHA "x"),		0 },
	{ "/b",		NULL, 0,		0 },
	{ "/b",		SHA, 32,		0 },
	{ "/b",		SHA "x", 33,		0 },
	{ "/b",		FILES(SHA),		0 },
	{ "/b",		FILES(SHA "x\0" SHA),	0 },
	{ "/b",		FILES(SHA "x"),		CSEC_NR_MANIFESTS_MAX },
};
/* clang-format on */

START_TEST(test_hostile)
{
	const struct hostile_case *c = &hostile[_i];
	struct csec_policy_set *set = csec_policy_set_create();
	struct nl_msg *msg = csec_nl_msg(CSEC_CMD_GET_POLICY);
	struct nlattr *nest = nla_nest_start(msg, CSEC_A_POLICY);

	nla_put_string(msg, CSEC_POLICY_A_NAME, "p");
	nla_nest_end(msg, nest);
	nest = nla_nest_start(msg, CSEC_A_MANIFEST);
	nla_put_u32(msg, CSEC_MANIFEST_A_INDEX, c->index);
	if (c->dir)
		nla_put_string(msg, CSEC_MANIFEST_A_DIRECTORY, c->dir);
	if (c->files)
		nla_put(msg, CSEC_MANIFEST_A_FILES, (int)c->len, c->files);
	nla_nest_end(msg, nest);
	ck_assert_int_eq(csec_nl_policy_decode(nlmsg_hdr(msg), set, NULL),
			 -EBADMSG);
	nlmsg_free(msg);
	csec_policy_set_free(set);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("nl_files");
	TCase *tcase = tcase_create("nl_files");
	SRunner *runner;
	int nr_failed;

	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, test_runs);
	tcase_add_test(tcase, test_long_paths);
	tcase_add_test(tcase, test_many);
	tcase_add_loop_test(tcase, test_hostile, 0,
			    sizeof(hostile) / sizeof(hostile[0]));
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	nr_failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return nr_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
