// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of events and explain, against a module that is not there
 */
#include <check.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include <netlink/attr.h>
#include <netlink/msg.h>

#include "cmd.h"
#include "fake_kernel.h"
#include "nl.h"

static char dir[] = "/tmp/csec-test-events-XXXXXX";

static void setup(void)
{
	setenv("TZ", "UTC", 1);
	ck_assert_int_eq(chdir(dir), 0);
	fake_reset();
}

/* An event without what only some have; to be closed. */
static struct nl_msg *event(uint64_t seq, uint32_t op, uint32_t reason,
			    const char *policy)
{
	struct nl_msg *msg = fake_begin(CSEC_CMD_EVENT, CSEC_A_EVENT);

	nla_put_u64(msg, CSEC_EVENT_A_SEQ, seq);
	nla_put_u64(msg, CSEC_EVENT_A_TIME, UINT64_C(1700000000123456789));
	nla_put_u32(msg, CSEC_EVENT_A_OP, op);
	nla_put_u32(msg, CSEC_EVENT_A_REASON, reason);
	nla_put_u32(msg, CSEC_EVENT_A_VERDICT, CSEC_VERDICT_DENY);
	nla_put_u64(msg, CSEC_EVENT_A_GENERATION, 41);
	nla_put_string(msg, CSEC_EVENT_A_POLICY, policy);
	nla_put_u64(msg, CSEC_EVENT_A_CGROUP, 99);
	nla_put_u32(msg, CSEC_EVENT_A_PID, 1000 + (uint32_t)seq);
	nla_put_u32(msg, CSEC_EVENT_A_TID, 2000 + (uint32_t)seq);
	nla_put_u32(msg, CSEC_EVENT_A_PPID, 1);
	nla_put_u32(msg, CSEC_EVENT_A_UID, 33);
	nla_put_string(msg, CSEC_EVENT_A_COMM, "a\nb");
	nla_put_string(msg, CSEC_EVENT_A_PATH, "/usr/bin/id");
	return msg;
}

static struct nl_msg *exec_event(uint64_t seq)
{
	return event(seq, CSEC_OP_EXEC, CSEC_REASON_NOT_ALLOWED, "web");
}

/* With a descriptor, its other end, and the process there. */
static struct nl_msg *shell_event(uint64_t seq)
{
	static const uint8_t addr[16] = { 0x20, 1, 0xd, 0xb8, [15] = 1 };
	struct nl_msg *msg =
		event(seq, CSEC_OP_EXEC, CSEC_REASON_REVERSE_SHELL, "web");

	nla_put_u32(msg, CSEC_EVENT_A_FD, 2);
	nla_put_u32(msg, CSEC_EVENT_A_LINK, CSEC_LINK_PTY);
	nla_put(msg, CSEC_EVENT_A_ADDR, sizeof(addr), addr);
	nla_put_u16(msg, CSEC_EVENT_A_PORT, 4444);
	nla_put_u32(msg, CSEC_EVENT_A_TARGET_PID, 7);
	nla_put_string(msg, CSEC_EVENT_A_TARGET_COMM, "socat");
	nla_put_string(msg, CSEC_EVENT_A_TARGET_PATH, "/usr/bin/socat");
	nla_put_u32(msg, CSEC_EVENT_A_LINE, 12);
	return msg;
}

static struct nl_msg *bomb_event(uint64_t seq)
{
	struct nl_msg *msg =
		event(seq, CSEC_OP_FORK, CSEC_REASON_FORK_BOMB, "other");

	nla_put_u32(msg, CSEC_EVENT_A_LIMIT, 64);
	nla_put_u32(msg, CSEC_EVENT_A_TASKS, 60);
	nla_put_u32(msg, CSEC_EVENT_A_DEPTH, 6);
	nla_put_u32(msg, CSEC_EVENT_A_FANOUT, 2);
	nla_put_u32(msg, CSEC_EVENT_A_FORKS, 900);
	return msg;
}

/* The ring: 3, a hole, 5 and 6. */
static struct fake_answer *ring(void)
{
	struct fake_answer *answer = fake_answer(CSEC_CMD_GET_EVENT);

	fake_end(answer, exec_event(3));
	fake_end(answer, shell_event(5));
	fake_end(answer, bomb_event(6));
	return answer;
}

static void newest_is_6(struct nl_msg *msg)
{
	nla_put_u64(msg, CSEC_STATUS_A_EVENTS, 6);
}

/* events */

START_TEST(test_events)
{
	ring();
	fake_check(
		"events", 0,
		"#3 2023-11-14 22:13:20.123 denied exec not_allowed policy=web "
		"cgroup=99 pid=1003/2003 comm=\"a\\x0ab\" uid=33 "
		"path=\"/usr/bin/id\"\n"
		"-- 1 events lost --\n"
		"#5 2023-11-14 22:13:20.123 denied exec reverse_shell "
		"policy=web cgroup=99 pid=1005/2005 comm=\"a\\x0ab\" uid=33 "
		"path=\"/usr/bin/id\" fd=2 peer=[2001:db8::1]:4444 link=pty "
		"target=7 target_comm=\"socat\" "
		"target_path=\"/usr/bin/socat\" line=12\n",
		NULL);
	fake_check("events", 0,
		   " limit=64 tasks=60 depth=6 fanout=2 forks=900\n", NULL);
	fake_check("events --json", 0,
		   "\"time\": \"2023-11-14T22:13:20.123456789Z\"", NULL);
	fake_check("events --json", 0,
		   "\"type\": \"lost\", \"first_seq\": \"4\", \"events\": 1",
		   NULL);
}
END_TEST

START_TEST(test_events_options)
{
	struct fake_result *r;

	ring();
	r = fake_run("events --policy other");
	ck_assert_ptr_null(strstr(r->out, "policy=web"));
	ck_assert_ptr_nonnull(strstr(r->out, "policy=other"));
	free(r);
	r = fake_run("events --reason reverse_shell --since 5");
	ck_assert_ptr_null(strstr(r->out, "#3"));
	ck_assert_ptr_nonnull(strstr(r->out, "#5"));
	ck_assert_ptr_null(strstr(r->out, "lost"));
	ck_assert_uint_eq(fake_number(fake_request(CSEC_CMD_GET_EVENT, 1),
				      CSEC_A_SEQ),
			  5);
	free(r);
	r = fake_run("events --count 1");
	ck_assert_int_eq(r->status, 0);
	ck_assert_ptr_nonnull(strstr(r->out, "#3"));
	ck_assert_ptr_null(strstr(r->out, "#5"));
	free(r);
	fake_check("events -oyaml", CSEC_EXIT_USAGE, NULL, "no YAML form");
	fake_check("events --reason reverse_shel", CSEC_EXIT_USAGE, NULL,
		   "did you mean 'reverse_shell'?");
	fake_check("events --reason x", CSEC_EXIT_USAGE, NULL,
		   "unknown reason 'x'");
	fake_check("events --count 0", CSEC_EXIT_USAGE, NULL, "count");
}
END_TEST

/* An address that is neither of IPv4 nor of IPv6. */
START_TEST(test_events_nonsense)
{
	struct fake_answer *answer = fake_answer(CSEC_CMD_GET_EVENT);
	struct nl_msg *msg = exec_event(1);

	nla_put(msg, CSEC_EVENT_A_ADDR, 5, "12345");
	fake_end(answer, msg);
	fake_check("events", CSEC_EXIT_MODULE, NULL, "does not understand");
	fake_check("explain --last", CSEC_EXIT_MODULE, NULL,
		   "does not understand");
}
END_TEST

/* What has arrived is shown once, and what is missing before it is fetched. */
START_TEST(test_follow)
{
	struct fake_answer *answer = fake_answer(CSEC_CMD_GET_EVENT);
	struct fake_result *r;

	fake_end(answer, exec_event(3));
	ring();
	fake_notify_msg(exec_event(3));
	fake_notify_msg(bomb_event(6));
	r = fake_run("events --follow --count 3");
	ck_assert_msg(r->status == 0, "%s", r->err);
	ck_assert_str_eq(r->err, "listening\n");
	ck_assert_ptr_eq(strstr(r->out, "#3"), r->out);
	ck_assert_ptr_null(strstr(r->out + 1, "#3"));
	ck_assert_ptr_nonnull(strstr(r->out, "-- 1 events lost --\n#5"));
	ck_assert_ptr_nonnull(strstr(r->out, "#6"));
	free(r);
	ck_assert_uint_eq(fake_nr(CSEC_CMD_GET_EVENT), 2);
}
END_TEST

/* The ring was empty: the first one that comes is not a gap. */
START_TEST(test_follow_from_now)
{
	fake_status(CSEC_CMD_GET_STATUS, CSEC_ABI, 1, 1, newest_is_6);
	fake_notify_msg(exec_event(7));
	fake_check("events --follow --count 1 -ojsonl", 0, "\"seq\": \"7\"",
		   "listening\n");
	ck_assert_uint_eq(fake_nr(CSEC_CMD_GET_EVENT), 1);
}
END_TEST

/* After a full socket the ring has what did not arrive. */
START_TEST(test_follow_full)
{
	struct fake_answer *empty = fake_answer(CSEC_CMD_GET_EVENT);

	ck_assert_uint_eq(empty->len, 0);
	ring();
	fake_notify(NULL, 0, ENOBUFS);
	fake_check("events --follow --count 3", 0, "#5", "listening\n");
	ck_assert_uint_eq(fake_nr(CSEC_CMD_GET_EVENT), 2);
}
END_TEST

START_TEST(test_follow_fails)
{
	struct nl_msg *msg = fake_begin(CSEC_CMD_EVENT, CSEC_A_EVENT);

	nla_put_u32(msg, CSEC_EVENT_A_PID, 1);
	fake_notify_msg(msg);
	fake_check("events --follow", CSEC_EXIT_MODULE, "",
		   "does not understand");
	fake.has_no_group = true;
	fake_check("events --follow", CSEC_EXIT_MODULE, "",
		   "reading the events");
}
END_TEST

/* A signal ends it in order. */
START_TEST(test_follow_interrupted)
{
	const struct itimerval soon = { .it_value.tv_usec = 300000 };
	struct sigaction action;

	/* The alarm comes as the signal that the command catches. */
	(void)sigaction(SIGTERM, NULL, &action);
	csec_cmd_catch_signals(true);
	(void)sigaction(SIGTERM, NULL, &action);
	(void)sigaction(SIGALRM, &action, NULL);
	ring();
	ck_assert_int_eq(setitimer(ITIMER_REAL, &soon, NULL), 0);
	fake_check("events --follow", 0, "#6", "listening\n");
	ck_assert(csec_cmd_is_interrupted());
}
END_TEST

/* explain */

static void write_policy(void)
{
	FILE *file = fopen("web.yaml", "w");

	ck_assert_ptr_nonnull(file);
	fputs("apiVersion: csec/v1\nkind: Policy\nmetadata: {name: web}\n"
	      "mode: enforce\nmatch: [{cgroup: /pod}]\nshells:\n"
	      "  reverse: deny\nexec:\n  default: deny\n  allow:\n"
	      "    - path: /bin/a\n",
	      file);
	ck_assert_int_eq(fclose(file), 0);
	fake_policies("web.yaml", 41);
}

START_TEST(test_explain)
{
	write_policy();
	ring();
	fake_check(
		"explain 3", 0,
		"#3  2023-11-14 22:13:20.123  denied exec of \"/usr/bin/id\" in "
		"web (cgroup 99)\n"
		"  who     \"a\\x0ab\"[1003] uid 33  <-  [1]\n"
		"  why     exec.default is deny; ",
		NULL);
	fake_check(
		"explain 3", 0,
		"  to allow (recommended if it belongs to the workload):\n"
		"          exec.allow:\n            - path: \"/usr/bin/id\"\n"
		"  risk    ",
		NULL);
	ck_assert_uint_eq(fake_number(fake_request(CSEC_CMD_GET_EVENT, 1),
				      CSEC_A_SEQ),
			  3);
	fake_check("explain 5", 0,
		   "  signal  descriptor 2 link=pty peer=[2001:db8::1]:4444 "
		   "process \"socat\"[7] of \"/usr/bin/socat\"\n",
		   NULL);
	fake_check("explain 5", 0, "not recommended", NULL);
	fake_check("explain --last", 0, "#6", NULL);
	fake_check(
		"explain --last", 0,
		"  signal  limit 64 60 tasks in 6 generations, 2 children of "
		"one, 900 forks in a second\n",
		NULL);
	fake_check("explain --last", 0, "the policy is no longer live\n", NULL);
	fake_check("explain --pid 1005", 0, "#5", NULL);
	fake_check("explain --pid 2003", 0, "#3", NULL);
}
END_TEST

START_TEST(test_explain_json)
{
	write_policy();
	ring();
	fake_check("explain 3 --json", 0, "\"key\": \"exec.default\"", NULL);
	fake_check("explain 3 --json", 0, "\"policy_is_live\": true", NULL);
	fake_check("explain 3 --json", 0, "\"recommended\": true", NULL);
	fake_check("explain 6 --json", 0, "\"policy_is_live\": false", NULL);
	fake_check("explain 6 --json", 0, "\"live_generation\": \"41\"", NULL);
}
END_TEST

static struct nl_msg *audited_event(void)
{
	struct nl_msg *msg =
		event(8, CSEC_OP_EXEC, CSEC_REASON_NOT_ALLOWED, "web");

	/* The last one counts. */
	nla_put_u32(msg, CSEC_EVENT_A_VERDICT, CSEC_VERDICT_AUDIT);
	nla_put_u64(msg, CSEC_EVENT_A_GENERATION, 40);
	return msg;
}

START_TEST(test_explain_audited)
{
	struct fake_answer *answer = fake_answer(CSEC_CMD_GET_EVENT);

	write_policy();
	fake_end(answer, audited_event());
	fake_check("explain 8", 0, "would have been denied: exec", NULL);
	fake_check("explain 8", 0,
		   "policies were pushed since; the values are those of now\n",
		   NULL);
}
END_TEST

START_TEST(test_explain_none)
{
	fake_check("explain --last", CSEC_EXIT_FAILED, NULL,
		   "no refusal is recorded");
	ring();
	fake_status(CSEC_CMD_GET_STATUS, CSEC_ABI, 1, 1, newest_is_6);
	fake_check("explain 7", CSEC_EXIT_FAILED, NULL,
		   "event 7 never happened: the newest is 6");
	fake_check("explain 4", CSEC_EXIT_FAILED, NULL,
		   "event 4 is no longer kept");
	fake_check("explain --pid 12", CSEC_EXIT_FAILED, NULL,
		   "no refusal of process 12 is recorded");
	fake_refuse(CSEC_CMD_GET_POLICY, -EPERM, NULL);
	fake_check("explain 3", CSEC_EXIT_PERMISSION, NULL,
		   "reading the live policies: not permitted");
}
END_TEST

static const char *const wrong[] = {
	"explain",	    "explain 0",       "explain -- -1",
	"explain x",	    "explain 5x",      "explain 18446744073709551616",
	"explain --pid 0",  "explain --pid x", "explain --pid 4294967296",
	"explain 3 --last",
};

START_TEST(test_explain_usage)
{
	fake_check(wrong[_i], CSEC_EXIT_USAGE, NULL, "csecctl explain --help");
	ck_assert_uint_eq(fake_nr(CSEC_CMD_GET_STATUS), 0);
}
END_TEST

static void add_tests(TCase *tc)
{
	tcase_add_test(tc, test_events);
	tcase_add_test(tc, test_events_options);
	tcase_add_test(tc, test_events_nonsense);
	tcase_add_test(tc, test_follow);
	tcase_add_test(tc, test_follow_from_now);
	tcase_add_test(tc, test_follow_full);
	tcase_add_test(tc, test_follow_fails);
	tcase_add_test(tc, test_follow_interrupted);
	tcase_add_test(tc, test_explain);
	tcase_add_test(tc, test_explain_json);
	tcase_add_test(tc, test_explain_audited);
	tcase_add_test(tc, test_explain_none);
	tcase_add_loop_test(tc, test_explain_usage, 0,
			    sizeof(wrong) / sizeof(wrong[0]));
}

int main(void)
{
	Suite *suite = suite_create("events");
	TCase *tc = tcase_create("events");
	char command[PATH_MAX];
	SRunner *runner;
	int failed;

	if (!mkdtemp(dir))
		return EXIT_FAILURE;
	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, setup, NULL);
	add_tests(tc);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	if (system(command))
		failed++;
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
