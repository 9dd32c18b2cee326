// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of policy model <-> messages
 */
#include "nl_policy.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <linux/genetlink.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>

#include <linux/csec.h>

#include "nl.h"
#include "policy.h"

#define COOKIE UINT64_C(0x1122334455667788)

/* What encode gave: copies of whole messages. */
struct messages {
	struct nlmsghdr **hdrs;
	size_t nr;
	size_t size;
	size_t fail_at; /* emit fails at this message, 0: never */
};

static int keep(struct nl_msg *msg, void *arg)
{
	struct messages *m = arg;
	const struct nlmsghdr *hdr = nlmsg_hdr(msg);

	if (m->fail_at && m->nr + 1 == m->fail_at)
		return -ESTALE;
	if (m->nr == m->size) {
		m->size = m->size ? 2 * m->size : 16;
		m->hdrs = realloc(m->hdrs, m->size * sizeof(*m->hdrs));
		ck_assert_ptr_nonnull(m->hdrs);
	}
	m->hdrs[m->nr] = malloc(hdr->nlmsg_len);
	memcpy(m->hdrs[m->nr++], hdr, hdr->nlmsg_len);
	return 0;
}

static void clear(struct messages *m)
{
	for (size_t i = 0; i < m->nr; i++)
		free(m->hdrs[i]);
	free(m->hdrs);
	memset(m, 0, sizeof(*m));
}

static uint8_t cmd_of(const struct nlmsghdr *hdr)
{
	return ((const struct genlmsghdr *)nlmsg_data(hdr))->cmd;
}

static struct nlattr *find(const struct nlmsghdr *hdr, int type)
{
	return nlmsg_find_attr((struct nlmsghdr *)hdr, GENL_HDRLEN, type);
}

static size_t count_rules(const struct nlmsghdr *hdr)
{
	struct nlattr *attr;
	size_t nr = 0;
	int left;

	nlmsg_for_each_attr(attr, (struct nlmsghdr *)hdr, GENL_HDRLEN, left)
		nr += nla_type(attr) == CSEC_A_RULE;
	ck_assert_int_eq(left, 0);
	return nr;
}

static void add_rule(struct csec_policy *policy, const struct csec_rule *rule)
{
	ck_assert_int_eq(csec_policy_add_rule(policy, rule), 0);
}

/* Uses every attribute that a policy can have. */
static struct csec_policy *full_policy(void)
{
	static const uint8_t digest[CSEC_SHA256_LEN] = { 1, 2, 3, 0, 255 };
	static const char *const scripts[] = { "/app/**", "/srv/x.py" };
	struct csec_policy *p = csec_policy_create("web");

	ck_assert_ptr_nonnull(p);
	ck_assert_int_eq(csec_policy_set_source(p, "/etc/csec/web.yaml"), 0);
	ck_assert_int_eq(csec_policy_add_label(p, "team=shop"), 0);
	ck_assert_int_eq(csec_policy_add_label(p, "tier=front"), 0);
	for (unsigned int i = 0; i <= CSEC_MATCH_MAX; i++)
		ck_assert_int_eq(csec_policy_add_match(p, i, "/a/docker-*", 7),
				 0);
	p->mode = CSEC_MODE_AUDIT;
	p->has = (1u << __CSEC_HAS_MAX) - 1;
	p->max_processes = 1;
	p->max_threads = CSEC_LIMIT_MAX;
	p->fork_rate = 50;
	p->fork_burst = 200;
	p->on_bomb = CSEC_ON_BOMB_KILL;
	p->exec_default = CSEC_ACTION_DENY;
	p->exec_drift = CSEC_ACTION_DENY;
	p->exec_libraries = CSEC_LIBRARIES_LISTED;
	p->shell_reverse = CSEC_ACTION_DENY;
	p->shell_bind = CSEC_ACTION_ALLOW;
	p->shell_connect = CSEC_ACTION_DENY;
	p->jit_default = CSEC_ACTION_DENY;
	p->inject_default = CSEC_INJECT_CHILDREN;
	p->exec_rate = 7;
	p->exec_burst = 8;
	p->on_rate = CSEC_ON_RATE_SLOW;
	p->exec_writes = CSEC_ACTION_DENY;
	p->escape_default = CSEC_ACTION_DENY;
	p->escape_allow = 1 << CSEC_ESCAPE_BPF;
	p->cap_default = CSEC_ACTION_ALLOW;
	p->cap_allow = UINT64_C(1) << 40 | 1;
	p->cap_deny = UINT64_C(0xffffffffffffffff);
	for (uint8_t s = 0; s <= CSEC_SECTION_MAX; s++)
		add_rule(p, &(struct csec_rule){ .path = "/usr/bin/x",
						 .section = s,
						 .line = 3 });
	add_rule(p, &(struct csec_rule){ .path = "/usr/bin/\xc3\xa4 b",
					 .sha256 = digest,
					 .scripts = scripts,
					 .nr_scripts = 2,
					 .applets = "sh [",
					 .has_inline = 1,
					 .inline_action = CSEC_ACTION_DENY });
	add_rule(p, &(struct csec_rule){ .path = "/usr/bin/gdb",
					 .path_to = "/usr/bin/*",
					 .section = CSEC_SECTION_INJECT });
	return p;
}

static struct csec_policy *many_rules(size_t nr)
{
	struct csec_policy *p = csec_policy_create("many");
	char path[64];

	ck_assert_ptr_nonnull(p);
	ck_assert_int_eq(csec_policy_add_match(p, CSEC_MATCH_CGROUP, "/x", 0),
			 0);
	for (size_t i = 0; i < nr; i++) {
		snprintf(path, sizeof(path), "/usr/lib/some/path/file-%zu", i);
		add_rule(p, &(struct csec_rule){ .path = path,
						 .line = (uint32_t)i + 1 });
	}
	return p;
}

static int decode_all(const struct messages *m, struct csec_policy_set *set)
{
	int err = 0;

	for (size_t i = 0; !err && i < m->nr; i++)
		err = csec_nl_policy_decode(m->hdrs[i], set, NULL);
	return err;
}

static void check_round_trip(struct csec_policy *p)
{
	struct csec_policy_set *set = csec_policy_set_create();
	struct messages m = { 0 };

	ck_assert_int_eq(csec_nl_policy_encode(p, COOKIE, keep, &m), 0);
	ck_assert_int_eq(decode_all(&m, set), 0);
	ck_assert_uint_eq(set->nr, 1);
	ck_assert(csec_policy_equal(p, set->policies[0]));
	for (size_t i = 0; i < p->nr_rules; i++)
		ck_assert_uint_eq(p->rules[i].line,
				  set->policies[0]->rules[i].line);
	clear(&m);
	csec_policy_set_free(set);
	csec_policy_free(p);
}

START_TEST(test_encode_round_trip_full)
{
	check_round_trip(full_policy());
}
END_TEST

START_TEST(test_encode_round_trip_minimal)
{
	check_round_trip(many_rules(0));
}
END_TEST

START_TEST(test_encode_round_trip_many)
{
	check_round_trip(many_rules(5000));
}
END_TEST

/* Every absent value must stay absent: it decides nothing. */
START_TEST(test_decode_absent_stays_absent)
{
	struct csec_policy_set *set = csec_policy_set_create();
	struct csec_policy *p = many_rules(0);
	struct messages m = { 0 };

	ck_assert_int_eq(csec_nl_policy_encode(p, COOKIE, keep, &m), 0);
	ck_assert_int_eq(decode_all(&m, set), 0);
	ck_assert_uint_eq(set->policies[0]->has, 0);
	ck_assert_uint_eq(set->policies[0]->nr_labels, 0);
	ck_assert_ptr_null(set->policies[0]->source);
	clear(&m);
	csec_policy_set_free(set);
	csec_policy_free(p);
}
END_TEST

START_TEST(test_encode_chunks)
{
	struct csec_policy *p = many_rules(100000);
	struct messages m = { 0 };
	struct timespec start, end;
	size_t nr = 0;

	clock_gettime(CLOCK_MONOTONIC, &start);
	ck_assert_int_eq(csec_nl_policy_encode(p, COOKIE, keep, &m), 0);
	clock_gettime(CLOCK_MONOTONIC, &end);
	ck_assert_int_lt(end.tv_sec - start.tv_sec, 5);
	ck_assert_ptr_nonnull(find(m.hdrs[0], CSEC_A_POLICY));
	ck_assert_ptr_null(find(m.hdrs[0], CSEC_A_RULE));
	for (size_t i = 0; i < m.nr; i++) {
		ck_assert_uint_eq(cmd_of(m.hdrs[i]), CSEC_CMD_ADD);
		ck_assert_uint_eq(nla_get_u64(find(m.hdrs[i], CSEC_A_COOKIE)),
				  COOKIE);
		ck_assert_uint_le(m.hdrs[i]->nlmsg_len, CSEC_NL_CHUNK_SIZE);
		if (i)
			ck_assert_str_eq(
				nla_get_string(find(m.hdrs[i], CSEC_A_NAME)),
				"many");
		/* All but the last one are nearly full. */
		if (i && i + 1 < m.nr)
			ck_assert_uint_gt(m.hdrs[i]->nlmsg_len,
					  CSEC_NL_CHUNK_SIZE - 100);
		nr += count_rules(m.hdrs[i]);
	}
	ck_assert_uint_eq(nr, 100000);
	clear(&m);
	csec_policy_free(p);
}
END_TEST

/* A rule with scripts of @nr times 4095 bytes. */
static struct csec_policy *big_rule(uint8_t nr)
{
	struct csec_policy *p = many_rules(1);
	char path[CSEC_PATH_MAX + 1];
	const char *scripts[CSEC_NR_SCRIPTS_MAX];

	memset(path, 'a', CSEC_PATH_MAX);
	path[0] = '/';
	path[CSEC_PATH_MAX] = '\0';
	for (uint8_t i = 0; i < nr; i++)
		scripts[i] = path;
	add_rule(p, &(struct csec_rule){ .path = "/usr/bin/sh",
					 .scripts = scripts,
					 .nr_scripts = nr });
	return p;
}

START_TEST(test_encode_rule_of_nearly_64k)
{
	check_round_trip(big_rule(15));
}
END_TEST

START_TEST(test_encode_rule_too_big)
{
	struct csec_policy *p = big_rule(16);
	struct messages m = { 0 };

	ck_assert_int_eq(csec_nl_policy_encode(p, COOKIE, keep, &m), -EMSGSIZE);
	clear(&m);
	csec_policy_free(p);
}
END_TEST

/* Matches of 4095 bytes: 15 fit into the nest, 16 do not. */
static int encode_matches(int nr)
{
	struct csec_policy *p = csec_policy_create("m");
	struct messages m = { 0 };
	char path[CSEC_PATH_MAX + 1];
	int err;

	memset(path, 'a', CSEC_PATH_MAX);
	path[0] = '/';
	path[CSEC_PATH_MAX] = '\0';
	for (int i = 0; i < nr; i++)
		ck_assert_int_eq(csec_policy_add_match(p, CSEC_MATCH_CGROUP,
						       path, 0),
				 0);
	err = csec_nl_policy_encode(p, COOKIE, keep, &m);
	ck_assert_uint_eq(m.nr, err ? 0 : 1);
	clear(&m);
	csec_policy_free(p);
	return err;
}

START_TEST(test_encode_policy_too_big)
{
	ck_assert_int_eq(encode_matches(15), 0);
	ck_assert_int_eq(encode_matches(16), -EMSGSIZE);
	ck_assert_int_eq(encode_matches(64), -EMSGSIZE);
}
END_TEST

START_TEST(test_encode_stops_when_emit_fails)
{
	struct csec_policy *p = many_rules(5000);
	struct messages m = { .fail_at = 2 };

	ck_assert_int_eq(csec_nl_policy_encode(p, COOKIE, keep, &m), -ESTALE);
	ck_assert_uint_eq(m.nr, 1);
	clear(&m);
	csec_policy_free(p);
}
END_TEST

START_TEST(test_frame)
{
	const struct csec_nl_begin begin = { .cookie = COOKIE,
					     .generation = 0,
					     .has_generation = true,
					     .prune = true };
	struct nl_msg *msg = csec_nl_policy_begin(&begin);
	const struct nlmsghdr *hdr = nlmsg_hdr(msg);

	ck_assert_uint_eq(cmd_of(hdr), CSEC_CMD_BEGIN);
	ck_assert_uint_eq(nla_get_u64(find(hdr, CSEC_A_COOKIE)), COOKIE);
	ck_assert_uint_eq(nla_get_u64(find(hdr, CSEC_A_GENERATION)), 0);
	ck_assert_int_eq(nla_len(find(hdr, CSEC_A_PRUNE)), 0);
	nlmsg_free(msg);

	msg = csec_nl_policy_begin(&(struct csec_nl_begin){ .cookie = 1 });
	hdr = nlmsg_hdr(msg);
	ck_assert_ptr_null(find(hdr, CSEC_A_GENERATION));
	ck_assert_ptr_null(find(hdr, CSEC_A_PRUNE));
	nlmsg_free(msg);

	msg = csec_nl_policy_commit(COOKIE, 100000, true);
	hdr = nlmsg_hdr(msg);
	ck_assert_uint_eq(cmd_of(hdr), CSEC_CMD_COMMIT);
	ck_assert_uint_eq(nla_get_u32(find(hdr, CSEC_A_NR_RULES)), 100000);
	ck_assert_ptr_nonnull(find(hdr, CSEC_A_DRY_RUN));
	nlmsg_free(msg);

	msg = csec_nl_policy_delete(COOKIE, "web");
	hdr = nlmsg_hdr(msg);
	ck_assert_uint_eq(cmd_of(hdr), CSEC_CMD_DEL);
	ck_assert_str_eq(nla_get_string(find(hdr, CSEC_A_NAME)), "web");
	nlmsg_free(msg);

	msg = csec_nl_policy_get(NULL);
	ck_assert_ptr_null(find(nlmsg_hdr(msg), CSEC_A_NAME));
	nlmsg_free(msg);
}
END_TEST

START_TEST(test_line_at)
{
	struct csec_policy *p = many_rules(3);
	struct messages m = { 0 };
	struct nlattr *attr;
	uint32_t expected = 1;
	int left;

	ck_assert_int_eq(csec_nl_policy_encode(p, COOKIE, keep, &m), 0);
	ck_assert_uint_eq(csec_nl_policy_line_at(m.hdrs[1], 0), 0);
	ck_assert_uint_eq(csec_nl_policy_line_at(m.hdrs[1], UINT32_MAX), 0);
	nlmsg_for_each_attr(attr, m.hdrs[1], GENL_HDRLEN, left) {
		const uint32_t at =
			(uint32_t)((char *)attr - (char *)m.hdrs[1]);

		if (nla_type(attr) != CSEC_A_RULE)
			continue;
		ck_assert_uint_eq(csec_nl_policy_line_at(m.hdrs[1], at + 12),
				  expected++);
	}
	ck_assert_uint_eq(expected, 4);
	clear(&m);
	csec_policy_free(p);
}
END_TEST

/* Hostile messages */

static struct nl_msg *start(void)
{
	struct nl_msg *msg = csec_nl_msg(CSEC_CMD_GET_POLICY);

	ck_assert_ptr_nonnull(msg);
	return msg;
}

static void put_named(struct nl_msg *msg)
{
	struct nlattr *nest = nla_nest_start(msg, CSEC_A_POLICY);

	nla_put_string(msg, CSEC_POLICY_A_NAME, "web");
	nla_nest_end(msg, nest);
}

static void no_name(struct nl_msg *msg)
{
	struct nlattr *nest = nla_nest_start(msg, CSEC_A_POLICY);

	nla_put_u32(msg, CSEC_POLICY_A_MODE, 0);
	nla_nest_end(msg, nest);
}

static void name_without_nul(struct nl_msg *msg)
{
	struct nlattr *nest = nla_nest_start(msg, CSEC_A_POLICY);

	nla_put(msg, CSEC_POLICY_A_NAME, 3, "web");
	nla_nest_end(msg, nest);
}

static void name_with_inner_nul(struct nl_msg *msg)
{
	struct nlattr *nest = nla_nest_start(msg, CSEC_A_POLICY);

	nla_put(msg, CSEC_POLICY_A_NAME, 4, "w\0b");
	nla_nest_end(msg, nest);
}

static void name_too_long(struct nl_msg *msg)
{
	struct nlattr *nest = nla_nest_start(msg, CSEC_A_POLICY);
	char name[CSEC_NAME_MAX + 2];

	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	nla_put_string(msg, CSEC_POLICY_A_NAME, name);
	nla_nest_end(msg, nest);
}

static void mode_out_of_range(struct nl_msg *msg)
{
	struct nlattr *nest = nla_nest_start(msg, CSEC_A_POLICY);

	nla_put_string(msg, CSEC_POLICY_A_NAME, "web");
	nla_put_u32(msg, CSEC_POLICY_A_MODE, __CSEC_MODE_MAX);
	nla_nest_end(msg, nest);
}

static void number_too_short(struct nl_msg *msg)
{
	struct nlattr *nest = nla_nest_start(msg, CSEC_A_POLICY);

	nla_put_string(msg, CSEC_POLICY_A_NAME, "web");
	nla_put_u16(msg, CSEC_POLICY_A_MAX_PROCESSES, 3);
	nla_nest_end(msg, nest);
}

static void limit_out_of_range(struct nl_msg *msg)
{
	struct nlattr *nest = nla_nest_start(msg, CSEC_A_POLICY);

	nla_put_string(msg, CSEC_POLICY_A_NAME, "web");
	nla_put_u32(msg, CSEC_POLICY_A_MAX_THREADS, CSEC_LIMIT_MAX + 1);
	nla_nest_end(msg, nest);
}

static void match_without_value(struct nl_msg *msg)
{
	struct nlattr *nest = nla_nest_start(msg, CSEC_A_POLICY);
	struct nlattr *match;

	nla_put_string(msg, CSEC_POLICY_A_NAME, "web");
	match = nla_nest_start(msg, CSEC_POLICY_A_MATCH);
	nla_put_u32(msg, CSEC_MATCH_A_TYPE, 0);
	nla_nest_end(msg, match);
	nla_nest_end(msg, nest);
}

static void rules_without_policy(struct nl_msg *msg)
{
	struct nlattr *nest;

	nla_put_string(msg, CSEC_A_NAME, "other");
	nest = nla_nest_start(msg, CSEC_A_RULE);
	nla_put_u32(msg, CSEC_RULE_A_SECTION, 0);
	nla_put_string(msg, CSEC_RULE_A_PATH, "/x");
	nla_nest_end(msg, nest);
}

static void put_rule_with(struct nl_msg *msg, uint32_t section,
			  const char *path, int digest_len, uint32_t action)
{
	static const uint8_t digest[64];
	struct nlattr *nest;

	put_named(msg);
	nest = nla_nest_start(msg, CSEC_A_RULE);
	nla_put_u32(msg, CSEC_RULE_A_SECTION, section);
	if (path)
		nla_put_string(msg, CSEC_RULE_A_PATH, path);
	if (digest_len)
		nla_put(msg, CSEC_RULE_A_SHA256, digest_len, digest);
	nla_put_u32(msg, CSEC_RULE_A_INLINE, action);
	nla_nest_end(msg, nest);
}

static void rule_without_path(struct nl_msg *msg)
{
	put_rule_with(msg, 0, NULL, 0, 0);
}

static void rule_section_out_of_range(struct nl_msg *msg)
{
	put_rule_with(msg, __CSEC_SECTION_MAX, "/x", 0, 0);
}

static void rule_digest_short(struct nl_msg *msg)
{
	put_rule_with(msg, 0, "/x", 31, 0);
}

static void rule_digest_long(struct nl_msg *msg)
{
	put_rule_with(msg, 0, "/x", 33, 0);
}

static void rule_inline_out_of_range(struct nl_msg *msg)
{
	put_rule_with(msg, 0, "/x", 0, __CSEC_ACTION_MAX);
}

static void rule_good(struct nl_msg *msg)
{
	put_rule_with(msg, CSEC_SECTION_MAX, "/x", CSEC_SHA256_LEN, 1);
}

static void nothing(struct nl_msg *msg)
{
	(void)msg;
}

static const struct {
	void (*build)(struct nl_msg *msg);
	int expected;
	const char *why;
} hostile[] = {
	{ rule_good, 0, "the same shape is accepted when it is right" },
	{ no_name, -EBADMSG, "a policy needs a name" },
	{ name_without_nul, -EBADMSG, "a string ends with NUL" },
	{ name_with_inner_nul, -EBADMSG, "and has none before" },
	{ name_too_long, -EBADMSG, "CSEC_NAME_MAX + 1" },
	{ mode_out_of_range, -EBADMSG, "an unknown mode cannot be shown" },
	{ number_too_short, -EBADMSG, "u16 instead of u32" },
	{ limit_out_of_range, -EBADMSG, "CSEC_LIMIT_MAX + 1" },
	{ match_without_value, -EBADMSG, "a selector needs a value" },
	{ rules_without_policy, -EBADMSG, "rules of nobody" },
	{ rule_without_path, -EBADMSG, "a rule needs a path" },
	{ rule_section_out_of_range, -EBADMSG, "an unknown list" },
	{ rule_digest_short, -EBADMSG, "31 bytes" },
	{ rule_digest_long, -EBADMSG, "33 bytes" },
	{ rule_inline_out_of_range, -EBADMSG, "an unknown action" },
	{ nothing, 0, "an empty message adds nothing" },
};

START_TEST(test_decode_hostile)
{
	struct csec_policy_set *set = csec_policy_set_create();
	struct nl_msg *msg = start();
	int err;

	hostile[_i].build(msg);
	err = csec_nl_policy_decode(nlmsg_hdr(msg), set, NULL);
	ck_assert_msg(err == hostile[_i].expected, "%s: %d", hostile[_i].why,
		      err);
	nlmsg_free(msg);
	csec_policy_set_free(set);
}
END_TEST

START_TEST(test_decode_twice)
{
	struct csec_policy_set *set = csec_policy_set_create();
	struct nl_msg *msg = start();
	uint64_t generation = 7;

	put_named(msg);
	nla_put_u64(msg, CSEC_A_GENERATION, 41);
	ck_assert_int_eq(
		csec_nl_policy_decode(nlmsg_hdr(msg), set, &generation), 0);
	ck_assert_uint_eq(generation, 41);
	ck_assert_int_eq(csec_nl_policy_decode(nlmsg_hdr(msg), set, NULL),
			 -EEXIST);
	nlmsg_free(msg);
	csec_policy_set_free(set);
}
END_TEST

/* Whatever the bytes are: no crash, no read outside (run with ASan). */
START_TEST(test_decode_mutations)
{
	struct csec_policy *p = full_policy();
	struct messages m = { 0 };

	srandom(20240607);
	ck_assert_int_eq(csec_nl_policy_encode(p, COOKIE, keep, &m), 0);
	ck_assert_uint_ge(m.nr, 2);
	for (int round = 0; round < 20000; round++) {
		const struct nlmsghdr *from = m.hdrs[round % 2];
		struct csec_policy_set *set = csec_policy_set_create();
		struct nlmsghdr *hdr = malloc(from->nlmsg_len);
		const long nr = random() % 8 + 1;

		ck_assert_int_eq(csec_nl_policy_decode(m.hdrs[0], set, NULL),
				 0);
		memcpy(hdr, from, from->nlmsg_len);
		for (long i = 0; i < nr; i++)
			((uint8_t *)hdr)[NLMSG_HDRLEN +
					 random() % (from->nlmsg_len -
						     NLMSG_HDRLEN)] =
				(uint8_t)random();
		(void)csec_nl_policy_decode(hdr, set, NULL);
		(void)csec_nl_policy_line_at(hdr, (uint32_t)random() % 4096);
		free(hdr);
		csec_policy_set_free(set);
	}
	clear(&m);
	csec_policy_free(p);
}
END_TEST

START_TEST(test_decode_truncations)
{
	struct csec_policy *p = full_policy();
	struct messages m = { 0 };

	ck_assert_int_eq(csec_nl_policy_encode(p, COOKIE, keep, &m), 0);
	for (uint32_t len = NLMSG_HDRLEN; len < m.hdrs[0]->nlmsg_len; len++) {
		struct csec_policy_set *set = csec_policy_set_create();
		struct nlmsghdr *hdr = malloc(len);

		memcpy(hdr, m.hdrs[0], len);
		hdr->nlmsg_len = len;
		(void)csec_nl_policy_decode(hdr, set, NULL);
		ck_assert_uint_eq(set->nr, 0);
		free(hdr);
		csec_policy_set_free(set);
	}
	clear(&m);
	csec_policy_free(p);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("nl_policy");
	TCase *tc = tcase_create("nl_policy");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, test_encode_round_trip_full);
	tcase_add_test(tc, test_encode_round_trip_minimal);
	tcase_add_test(tc, test_encode_round_trip_many);
	tcase_add_test(tc, test_decode_absent_stays_absent);
	tcase_add_test(tc, test_encode_chunks);
	tcase_add_test(tc, test_encode_rule_of_nearly_64k);
	tcase_add_test(tc, test_encode_rule_too_big);
	tcase_add_test(tc, test_encode_policy_too_big);
	tcase_add_test(tc, test_encode_stops_when_emit_fails);
	tcase_add_test(tc, test_frame);
	tcase_add_test(tc, test_line_at);
	tcase_add_loop_test(tc, test_decode_hostile, 0,
			    sizeof(hostile) / sizeof(hostile[0]));
	tcase_add_test(tc, test_decode_twice);
	tcase_add_test(tc, test_decode_mutations);
	tcase_add_test(tc, test_decode_truncations);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
