// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of messages about state and events -> structs
 */
#include "nl_event.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>

#include "nl.h"

static struct nl_msg *start(int nest_type, struct nlattr **nest)
{
	struct nl_msg *msg = csec_nl_msg(CSEC_CMD_EVENT);

	ck_assert_ptr_nonnull(msg);
	*nest = nla_nest_start(msg, nest_type);
	return msg;
}

static struct nl_msg *full_event(void)
{
	static const uint8_t addr[4] = { 10, 0, 0, 9 };
	struct nlattr *nest;
	struct nl_msg *msg = start(CSEC_A_EVENT, &nest);

	nla_put_u64(msg, CSEC_EVENT_A_SEQ, 1842);
	nla_put_u64(msg, CSEC_EVENT_A_TIME, UINT64_C(1700000000123456789));
	nla_put_u32(msg, CSEC_EVENT_A_OP, CSEC_OP_EXEC);
	nla_put_u32(msg, CSEC_EVENT_A_REASON, CSEC_REASON_REVERSE_SHELL);
	nla_put_u32(msg, CSEC_EVENT_A_VERDICT, CSEC_VERDICT_DENY);
	nla_put_u64(msg, CSEC_EVENT_A_GENERATION, 41);
	nla_put_string(msg, CSEC_EVENT_A_POLICY, "web");
	nla_put_u64(msg, CSEC_EVENT_A_CGROUP, UINT64_MAX);
	nla_put_u32(msg, CSEC_EVENT_A_PID, 1433);
	nla_put_u32(msg, CSEC_EVENT_A_TID, 1434);
	nla_put_u32(msg, CSEC_EVENT_A_PPID, 1399);
	nla_put_u32(msg, CSEC_EVENT_A_UID, UINT32_MAX);
	nla_put_string(msg, CSEC_EVENT_A_COMM, "ng\033[2Jinx");
	nla_put_string(msg, CSEC_EVENT_A_PATH, "/bin/sh");
	nla_put_u32(msg, CSEC_EVENT_A_FD, (uint32_t)-1);
	nla_put_u16(msg, CSEC_EVENT_A_FAMILY, 2);
	nla_put(msg, CSEC_EVENT_A_ADDR, sizeof(addr), addr);
	nla_put_u16(msg, CSEC_EVENT_A_PORT, 4444);
	nla_put_u32(msg, CSEC_EVENT_A_LIMIT, 64);
	nla_put_u32(msg, CSEC_EVENT_A_LINE, 12);
	nla_put_u32(msg, CSEC_EVENT_A_TARGET_PID, 7);
	nla_put_string(msg, CSEC_EVENT_A_TARGET_COMM, "socat");
	nla_put_string(msg, CSEC_EVENT_A_TARGET_PATH, "/usr/bin/socat1");
	nla_put_u32(msg, CSEC_EVENT_A_LINK, CSEC_LINK_PTY);
	nla_put_u32(msg, CSEC_EVENT_A_TASKS, 64);
	nla_put_u32(msg, CSEC_EVENT_A_DEPTH, 6);
	nla_put_u32(msg, CSEC_EVENT_A_FANOUT, 2);
	nla_put_u32(msg, CSEC_EVENT_A_FORKS, 900);
	nla_nest_end(msg, nest);
	return msg;
}

START_TEST(test_event_decode_full)
{
	struct nl_msg *msg = full_event();
	struct csec_nl_event e;

	ck_assert_int_eq(csec_nl_event_decode(nlmsg_hdr(msg), &e), 0);
	ck_assert_uint_eq(e.seq, 1842);
	ck_assert_uint_eq(e.time, UINT64_C(1700000000123456789));
	ck_assert_uint_eq(e.op, CSEC_OP_EXEC);
	ck_assert_uint_eq(e.reason, CSEC_REASON_REVERSE_SHELL);
	ck_assert_uint_eq(e.verdict, CSEC_VERDICT_DENY);
	ck_assert_uint_eq(e.generation, 41);
	ck_assert_str_eq(e.policy, "web");
	ck_assert_uint_eq(e.cgroup, UINT64_MAX);
	ck_assert_uint_eq(e.pid, 1433);
	ck_assert_uint_eq(e.tid, 1434);
	ck_assert_uint_eq(e.ppid, 1399);
	ck_assert_uint_eq(e.uid, UINT32_MAX);
	ck_assert_str_eq(e.comm, "ng\033[2Jinx");
	ck_assert_str_eq(e.path, "/bin/sh");
	ck_assert_int_eq(e.fd, -1);
	ck_assert_uint_eq(e.family, 2);
	ck_assert_uint_eq(e.addr.len, 4);
	ck_assert_uint_eq(e.addr.data[3], 9);
	ck_assert_uint_eq(e.port, 4444);
	ck_assert_uint_eq(e.limit, 64);
	ck_assert_uint_eq(e.line, 12);
	ck_assert_uint_eq(e.target_pid, 7);
	ck_assert_str_eq(e.target_comm, "socat");
	ck_assert_str_eq(e.target_path, "/usr/bin/socat1");
	ck_assert_uint_eq(e.link, CSEC_LINK_PTY);
	ck_assert_uint_eq(e.tasks, 64);
	ck_assert_uint_eq(e.depth, 6);
	ck_assert_uint_eq(e.fanout, 2);
	ck_assert_uint_eq(e.forks, 900);
	/* Every attribute but UNSPEC and PAD. */
	ck_assert_uint_eq(e.has, (UINT64_C(1) << __CSEC_EVENT_A_MAX) - 4);
	nlmsg_free(msg);
}
END_TEST

START_TEST(test_event_decode_minimal)
{
	struct nlattr *nest;
	struct nl_msg *msg = start(CSEC_A_EVENT, &nest);
	struct csec_nl_event e;

	nla_put_u64(msg, CSEC_EVENT_A_SEQ, 1);
	nla_nest_end(msg, nest);
	ck_assert_int_eq(csec_nl_event_decode(nlmsg_hdr(msg), &e), 0);
	ck_assert_uint_eq(e.has, 1 << CSEC_EVENT_A_SEQ);
	ck_assert_ptr_null(e.path);
	nlmsg_free(msg);
}
END_TEST

/* A newer module sends more: it must not disturb. */
START_TEST(test_event_decode_unknown)
{
	struct nlattr *nest;
	struct nl_msg *msg = start(CSEC_A_EVENT, &nest);
	struct csec_nl_event e;

	nla_put_u64(msg, CSEC_EVENT_A_SEQ, 1);
	nla_put_u8(msg, __CSEC_EVENT_A_MAX, 1);
	nla_put_u8(msg, 1000, 1);
	nla_nest_end(msg, nest);
	nla_put_u8(msg, __CSEC_A_MAX + 5, 1);
	ck_assert_int_eq(csec_nl_event_decode(nlmsg_hdr(msg), &e), 0);
	nlmsg_free(msg);
}
END_TEST

/* One attribute beside a good sequence number. */
static const struct {
	int type;
	int len;
	const char *data;
	int expected;
	const char *why;
} hostile[] = {
	{ CSEC_EVENT_A_PID, 4, "\1\0\0\0", 0, "a u32 of 4 bytes" },
	{ CSEC_EVENT_A_PID, 3, "\1\0\0", -EBADMSG, "too short" },
	{ CSEC_EVENT_A_PID, 5, "\1\0\0\0\0", -EBADMSG, "too long" },
	{ CSEC_EVENT_A_PID, 0, "", -EBADMSG, "empty" },
	{ CSEC_EVENT_A_TIME, 4, "\1\0\0\0", -EBADMSG, "u64 of 4 bytes" },
	{ CSEC_EVENT_A_PORT, 4, "\1\0\0\0", -EBADMSG, "u16 of 4 bytes" },
	{ CSEC_EVENT_A_COMM, 3, "sh", 0, "a string" },
	{ CSEC_EVENT_A_COMM, 1, "", 0, "an empty string" },
	{ CSEC_EVENT_A_COMM, 0, "", -EBADMSG, "no NUL" },
	{ CSEC_EVENT_A_COMM, 2, "sh", -EBADMSG, "no NUL at the end" },
	{ CSEC_EVENT_A_COMM, 4, "s\0h", -EBADMSG, "NUL in the middle" },
	{ CSEC_EVENT_A_ADDR, 4, "\1\1\1\1", 0, "IPv4" },
	{ CSEC_EVENT_A_ADDR, 16, "0123456789abcdef", 0, "IPv6" },
	{ CSEC_EVENT_A_ADDR, 5, "\1\1\1\1\1", -EBADMSG, "neither" },
	{ CSEC_EVENT_A_ADDR, 0, "", -EBADMSG, "neither" },
};

START_TEST(test_event_decode_hostile)
{
	struct nlattr *nest;
	struct nl_msg *msg = start(CSEC_A_EVENT, &nest);
	struct csec_nl_event e;
	int err;

	nla_put_u64(msg, CSEC_EVENT_A_SEQ, 1);
	nla_put(msg, hostile[_i].type, hostile[_i].len, hostile[_i].data);
	nla_nest_end(msg, nest);
	err = csec_nl_event_decode(nlmsg_hdr(msg), &e);
	ck_assert_msg(err == hostile[_i].expected, "%s: %d", hostile[_i].why,
		      err);
	nlmsg_free(msg);
}
END_TEST

START_TEST(test_event_decode_without_seq)
{
	struct nlattr *nest;
	struct nl_msg *msg = start(CSEC_A_EVENT, &nest);
	struct csec_nl_event e;

	nla_put_u32(msg, CSEC_EVENT_A_PID, 1);
	nla_nest_end(msg, nest);
	ck_assert_int_eq(csec_nl_event_decode(nlmsg_hdr(msg), &e), -EBADMSG);
	nlmsg_free(msg);
}
END_TEST

START_TEST(test_decode_other_message)
{
	struct nlattr *nest;
	struct nl_msg *msg = start(CSEC_A_HOOK, &nest);
	struct csec_nl_status status;
	struct csec_nl_event event;
	struct csec_nl_hook hook;

	nla_put_string(msg, CSEC_HOOK_A_FUNCTION, "bprm_check");
	nla_put_flag(msg, CSEC_HOOK_A_REQUIRED);
	nla_nest_end(msg, nest);
	ck_assert_int_eq(csec_nl_event_decode(nlmsg_hdr(msg), &event),
			 -EBADMSG);
	ck_assert_int_eq(csec_nl_status_decode(nlmsg_hdr(msg), &status),
			 -EBADMSG);
	ck_assert_int_eq(csec_nl_hook_decode(nlmsg_hdr(msg), &hook), 0);
	ck_assert_str_eq(hook.function, "bprm_check");
	ck_assert(csec_nl_has(hook.has, CSEC_HOOK_A_REQUIRED));
	ck_assert(!csec_nl_has(hook.has, CSEC_HOOK_A_LOSS));
	nlmsg_free(msg);
}
END_TEST

START_TEST(test_status_decode)
{
	struct nlattr *nest;
	struct nl_msg *msg = start(CSEC_A_STATUS, &nest);
	struct csec_nl_status status;
	char version[65];

	nla_put_u32(msg, CSEC_STATUS_A_ABI, 1);
	nla_put_string(msg, CSEC_STATUS_A_VERSION, "1.0.0");
	nla_put_u64(msg, CSEC_STATUS_A_UNENFORCED, UINT64_C(1) << 16);
	nla_put_u8(msg, CSEC_STATUS_A_ARMED, 1);
	nla_put_u32(msg, CSEC_STATUS_A_NR_ENFORCING, 3);
	nla_put_u64(msg, CSEC_STATUS_A_REQUESTS_REFUSED, 7);
	nla_nest_end(msg, nest);
	ck_assert_int_eq(csec_nl_status_decode(nlmsg_hdr(msg), &status), 0);
	ck_assert_str_eq(status.version, "1.0.0");
	ck_assert_uint_eq(status.unenforced, 65536);
	ck_assert_uint_eq(status.armed, 1);
	ck_assert_uint_eq(status.nr_enforcing, 3);
	ck_assert_uint_eq(status.requests_refused, 7);
	nlmsg_free(msg);

	/* One byte longer than the struct has room for. */
	memset(version, '1', 64);
	version[64] = '\0';
	msg = start(CSEC_A_STATUS, &nest);
	nla_put_u32(msg, CSEC_STATUS_A_ABI, 1);
	nla_put_string(msg, CSEC_STATUS_A_VERSION, version);
	nla_nest_end(msg, nest);
	ck_assert_int_eq(csec_nl_status_decode(nlmsg_hdr(msg), &status),
			 -EBADMSG);
	nlmsg_free(msg);
}
END_TEST

#define COUNTS (UINT64_C(1) << CSEC_STATUS_A_NR_ENFORCING)

static const struct {
	struct csec_nl_status status;
	const char *mode;
} modes[] = {
	{ { .has = COUNTS }, "no policy" },
	{ { .has = COUNTS, .degraded = 1 }, "degraded" },
	{ { .has = COUNTS, .nr_policies = 2 }, "idle" },
	{ { .has = COUNTS, .nr_policies = 2, .nr_enforcing = 2 }, "idle" },
	{ { .has = COUNTS, .nr_policies = 2, .armed = 1 }, "audit" },
	{ { .has = COUNTS, .nr_policies = 2, .nr_enforcing = 1, .armed = 1 },
	  "enforcing" },
	{ { .has = COUNTS, .nr_policies = 2, .armed = 1, .degraded = 1 },
	  "degraded" },
	/* An older module. */
	{ { .nr_policies = 2, .armed = 1 }, "enforcing" },
};

START_TEST(test_status_mode)
{
	ck_assert_str_eq(csec_nl_status_mode(&modes[_i].status),
			 modes[_i].mode);
}
END_TEST

START_TEST(test_cgroup_decode)
{
	struct nlattr *nest;
	struct nl_msg *msg = start(CSEC_A_CGROUP, &nest);
	struct csec_nl_cgroup cgroup;

	nla_put_u64(msg, CSEC_CGROUP_A_ID, 2480);
	nla_put_string(msg, CSEC_CGROUP_A_PATH, "/system.slice/x");
	nla_put_u32(msg, CSEC_CGROUP_A_TASKS, 0);
	nla_nest_end(msg, nest);
	ck_assert_int_eq(csec_nl_cgroup_decode(nlmsg_hdr(msg), &cgroup), 0);
	ck_assert_uint_eq(cgroup.id, 2480);
	ck_assert(csec_nl_has(cgroup.has, CSEC_CGROUP_A_TASKS));
	ck_assert(!csec_nl_has(cgroup.has, CSEC_CGROUP_A_MAX_THREADS));
	nlmsg_free(msg);
}
END_TEST

START_TEST(test_counter_decode)
{
	struct nlattr *nest;
	struct nl_msg *msg = start(CSEC_A_COUNTER, &nest);
	struct csec_nl_counter counter;

	nla_put_string(msg, CSEC_COUNTER_A_POLICY, "web");
	nla_nest_end(msg, nest);
	ck_assert_int_eq(csec_nl_counter_decode(nlmsg_hdr(msg), &counter),
			 -EBADMSG);
	nlmsg_free(msg);

	msg = start(CSEC_A_COUNTER, &nest);
	nla_put_string(msg, CSEC_COUNTER_A_POLICY, "web");
	nla_put_u32(msg, CSEC_COUNTER_A_REASON, CSEC_REASON_UNDECIDED);
	nla_put_u64(msg, CSEC_COUNTER_A_DENIED, UINT64_MAX);
	nla_nest_end(msg, nest);
	ck_assert_int_eq(csec_nl_counter_decode(nlmsg_hdr(msg), &counter), 0);
	ck_assert_uint_eq(counter.denied, UINT64_MAX);
	ck_assert(!csec_nl_has(counter.has, CSEC_COUNTER_A_CGROUP));
	nlmsg_free(msg);
}
END_TEST

static void decode_each(const struct nlmsghdr *hdr)
{
	struct csec_nl_status status;
	struct csec_nl_hook hook;
	struct csec_nl_cgroup cgroup;
	struct csec_nl_counter counter;
	struct csec_nl_event event;

	(void)csec_nl_status_decode(hdr, &status);
	(void)csec_nl_hook_decode(hdr, &hook);
	(void)csec_nl_cgroup_decode(hdr, &cgroup);
	(void)csec_nl_counter_decode(hdr, &counter);
	/* The strings that were accepted must be readable. */
	if (!csec_nl_event_decode(hdr, &event) && event.path)
		ck_assert_uint_lt(strlen(event.path), hdr->nlmsg_len);
}

/* Every length from nothing on, in memory of just that size. */
START_TEST(test_decode_truncations)
{
	struct nl_msg *msg = full_event();
	const struct nlmsghdr *full = nlmsg_hdr(msg);
	struct csec_nl_event event;

	for (uint32_t len = NLMSG_HDRLEN; len < full->nlmsg_len; len++) {
		struct nlmsghdr *hdr = malloc(len);

		memcpy(hdr, full, len);
		hdr->nlmsg_len = len;
		ck_assert_int_eq(csec_nl_event_decode(hdr, &event), -EBADMSG);
		free(hdr);
	}
	nlmsg_free(msg);
}
END_TEST

START_TEST(test_decode_mutations)
{
	static const int nests[] = { CSEC_A_STATUS, CSEC_A_HOOK, CSEC_A_CGROUP,
				     CSEC_A_COUNTER, CSEC_A_EVENT };
	struct nl_msg *msg = full_event();
	const struct nlmsghdr *full = nlmsg_hdr(msg);

	srandom(20240607);
	for (int round = 0; round < 50000; round++) {
		struct nlmsghdr *hdr = malloc(full->nlmsg_len);
		uint8_t *bytes = (uint8_t *)hdr;
		const long nr = random() % 6;

		memcpy(hdr, full, full->nlmsg_len);
		/* The type of the nest, so that each decoder has its turn. */
		bytes[NLMSG_HDRLEN + GENL_HDRLEN + 2] =
			(uint8_t)nests[random() % 5];
		for (long i = 0; i < nr; i++)
			bytes[NLMSG_HDRLEN +
			      random() % (full->nlmsg_len - NLMSG_HDRLEN)] =
				(uint8_t)random();
		decode_each(hdr);
		free(hdr);
	}
	nlmsg_free(msg);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("nl_event");
	TCase *tc = tcase_create("nl_event");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, test_event_decode_full);
	tcase_add_test(tc, test_event_decode_minimal);
	tcase_add_test(tc, test_event_decode_unknown);
	tcase_add_loop_test(tc, test_event_decode_hostile, 0,
			    sizeof(hostile) / sizeof(hostile[0]));
	tcase_add_test(tc, test_event_decode_without_seq);
	tcase_add_test(tc, test_decode_other_message);
	tcase_add_test(tc, test_status_decode);
	tcase_add_loop_test(tc, test_status_mode, 0,
			    sizeof(modes) / sizeof(modes[0]));
	tcase_add_test(tc, test_cgroup_decode);
	tcase_add_test(tc, test_counter_decode);
	tcase_add_test(tc, test_decode_truncations);
	tcase_add_test(tc, test_decode_mutations);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
