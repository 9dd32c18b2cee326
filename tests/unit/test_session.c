// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of the commands that ask the module: what it says, and what it
 * refuses
 */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netlink/attr.h>
#include <netlink/errno.h>
#include <netlink/msg.h>

#include "cmd.h"
#include "fake_kernel.h"
#include "nl.h"

#define NR(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* All that open a session, and what is tried last. */
static const char *const readers[] = {
	"status",	  "ps", "counters", "top --iterations 1", "events",
	"explain --last",
};

/* Nobody answers */

START_TEST(test_absent)
{
	fake.resolve_err = -NLE_OBJ_NOTFOUND;
	fake.is_loaded = false;
	fake_check(readers[_i], CSEC_EXIT_MODULE, NULL, "is not loaded");
	fake.is_loaded = true;
	fake_check(readers[_i], CSEC_EXIT_MODULE, NULL,
		   "cannot be reached from this network namespace");
	fake_check(readers[_i], CSEC_EXIT_MODULE, NULL,
		   "nsenter --net=/proc/1/ns/net");
	fake.resolve_err = -NLE_PERM;
	fake_check(readers[_i], CSEC_EXIT_PERMISSION, NULL,
		   "connecting to the kernel: not permitted");
	fake.resolve_err = -NLE_NOMEM;
	fake_check(readers[_i], CSEC_EXIT_FAILED, NULL,
		   "connecting to the kernel: Cannot allocate memory");
}
END_TEST

START_TEST(test_other_abi)
{
	fake_status(CSEC_CMD_GET_STATUS, CSEC_ABI - 1, 0, 0, NULL);
	fake_check(readers[_i], CSEC_EXIT_MODULE, NULL,
		   "speaks ABI 0, this csecctl needs 1");
	/* A newer one has all that this one knows. */
	fake_status(CSEC_CMD_GET_STATUS, CSEC_ABI + 1, 0, 0, NULL);
	fake_check("status", CSEC_EXIT_OK, "csec 1.2.3   loaded", NULL);
}
END_TEST

static const struct {
	int err;
	const char *said;
	enum csec_exit status;
	const char *text;
} refusals[] = {
	{ -EPERM, "the sender is governed", CSEC_EXIT_PERMISSION,
	  "not permitted: the sender is governed" },
	{ -EACCES, NULL, CSEC_EXIT_PERMISSION, "run as root on the host" },
	{ -ESTALE, NULL, CSEC_EXIT_CONFLICT, "changed meanwhile" },
	{ -EBUSY, "another one is open", CSEC_EXIT_CONFLICT,
	  "busy: another one is open" },
	{ -EAGAIN, NULL, CSEC_EXIT_CONFLICT, "keeps changing" },
	{ -EOPNOTSUPP, NULL, CSEC_EXIT_MODULE, "of another version" },
	{ -EBADMSG, NULL, CSEC_EXIT_MODULE, "does not understand" },
	{ -ENOENT, NULL, CSEC_EXIT_MODULE, "the csec module was unloaded" },
	{ -ENOENT, "no such thing", CSEC_EXIT_FAILED,
	  "No such file or directory: no such thing" },
	{ -ENOMEM, NULL, CSEC_EXIT_FAILED, "Cannot allocate memory" },
};

static const struct {
	const char *line;
	enum csec_cmd cmd;
	const char *what;
} requests[] = {
	{ "status", CSEC_CMD_GET_STATUS, "reading the status: " },
	{ "status", CSEC_CMD_GET_HOOK, "reading the hooks: " },
	{ "ps", CSEC_CMD_GET_CGROUP, "reading the cgroups: " },
	{ "top --iterations 1", CSEC_CMD_GET_CGROUP, "reading the cgroups: " },
	{ "counters", CSEC_CMD_GET_COUNTER, "reading the counters: " },
	{ "events", CSEC_CMD_GET_EVENT, "reading the events: " },
	{ "explain --last", CSEC_CMD_GET_EVENT, "reading the events: " },
	{ "policy show", CSEC_CMD_GET_POLICY, "reading the live policies: " },
};

/* Each refusal of each request: its text, what was tried, the exit status. */
START_TEST(test_refused)
{
	for (int i = 0; i < NR(refusals); i++) {
		struct fake_result *r;

		fake_refuse(requests[_i].cmd, refusals[i].err,
			    refusals[i].said);
		/* The one that reset has prepared. */
		if (requests[_i].cmd == CSEC_CMD_GET_STATUS && !i)
			fake_check("status", CSEC_EXIT_OK, "", NULL);
		r = fake_run(requests[_i].line);
		ck_assert_msg(r->status == (int)refusals[i].status,
			      "%s, %d: %d", requests[_i].line, refusals[i].err,
			      r->status);
		ck_assert_msg(strstr(r->err, requests[_i].what) &&
				      strstr(r->err, refusals[i].text),
			      "%s, %d: %s", requests[_i].line, refusals[i].err,
			      r->err);
		free(r);
	}
}
END_TEST

/* A message of the right family that says nothing. */
START_TEST(test_not_understood)
{
	struct nl_msg *msg = csec_nl_msg(requests[_i].cmd);

	/* No string. */
	nla_put_u8(msg, CSEC_A_NAME, 1);
	fake_put(fake_answer(requests[_i].cmd), msg);
	fake_check(requests[_i].line, CSEC_EXIT_MODULE, "",
		   "sends what this csecctl does not understand");
}
END_TEST

/* status */

static void busy(struct nl_msg *msg)
{
	nla_put_u64(msg, CSEC_STATUS_A_COMMIT_TIME, 1000);
	nla_put_u32(msg, CSEC_STATUS_A_COMMIT_UID, 1007);
	nla_put_u64(msg, CSEC_STATUS_A_NR_RULES, 71);
	nla_put_u32(msg, CSEC_STATUS_A_NR_CGROUPS, 4);
	nla_put_u32(msg, CSEC_STATUS_A_NR_TASKS, 55);
	nla_put_u64(msg, CSEC_STATUS_A_DENIED, 12);
	nla_put_u64(msg, CSEC_STATUS_A_AUDITED, 13);
	nla_put_u64(msg, CSEC_STATUS_A_EVENTS, 25);
	nla_put_u64(msg, CSEC_STATUS_A_EVENTS_LOST, 2);
	nla_put_u64(msg, CSEC_STATUS_A_ENFORCED, 1);
	nla_put_u64(msg, CSEC_STATUS_A_UNENFORCED, 2);
	nla_put_u8(msg, CSEC_STATUS_A_ARMED, 1);
	nla_put_u32(msg, CSEC_STATUS_A_NR_ENFORCING, 2);
	nla_put_u64(msg, CSEC_STATUS_A_REQUESTS_REFUSED, 3);
}

static void degraded(struct nl_msg *msg)
{
	nla_put_u8(msg, CSEC_STATUS_A_ARMED, 1);
	nla_put_u8(msg, CSEC_STATUS_A_DEGRADED, 1);
	nla_put_u64(msg, CSEC_STATUS_A_REQUESTS_REFUSED, 0);
}

static void add_hook(const char *function, uint32_t state, bool is_required)
{
	static struct fake_answer *answer;
	struct nl_msg *msg = fake_begin(CSEC_CMD_GET_HOOK, CSEC_A_HOOK);

	if (!answer)
		answer = fake_answer(CSEC_CMD_GET_HOOK);
	nla_put_string(msg, CSEC_HOOK_A_FUNCTION, function);
	nla_put_u32(msg, CSEC_HOOK_A_STATE, state);
	if (is_required)
		nla_put_flag(msg, CSEC_HOOK_A_REQUIRED);
	nla_put_string(msg, CSEC_HOOK_A_LOSS, "something");
	fake_end(answer, msg);
}

START_TEST(test_status)
{
	setenv("TZ", "UTC", 1);
	fake_status(CSEC_CMD_GET_STATUS, CSEC_ABI, 41, 3, busy);
	add_hook("do_one", CSEC_HOOK_STATE_ARMED, true);
	add_hook("do_two", CSEC_HOOK_STATE_ABSENT, false);
	add_hook("do_three", CSEC_HOOK_STATE_IDLE, false);
	add_hook("do_four", CSEC_HOOK_STATE_DEGRADED, false);
	fake_check("status", 0, "csec 1.2.3   loaded, enforcing", NULL);
	fake_check("status", 0,
		   "policies     3 (generation 41, 71 rules, pushed "
		   "1970-01-01 00:16 by uid 1007)\n"
		   "cgroups      4 governed, 55 tasks\n"
		   "since load   12 denied, 13 audit-only, 2 events lost\n"
		   "requests     3 refused\n",
		   NULL);
	fake_check("status", 0,
		   "do_one    armed     yes       something\n"
		   "do_two    absent    no        something\n"
		   "do_three  idle      no        something\n"
		   "do_four   degraded  no        something\n",
		   NULL);
	fake_check("status --json", 0, "\"generation\": \"41\"", NULL);
	fake_check("status --json", 0, "\"enforced\": [", NULL);
	fake_check("status --json", 0, "\"requests_refused\": 3", NULL);
	fake_check("status --color=always", 0, "\033[1;31mdegraded", NULL);
}
END_TEST

START_TEST(test_status_modes)
{
	fake_check("status", 0, "loaded, no policy", NULL);
	fake_status(CSEC_CMD_GET_STATUS, CSEC_ABI, 1, 1, NULL);
	fake_check("status", 0, "loaded, idle", NULL);
	fake_status(CSEC_CMD_GET_STATUS, CSEC_ABI, 1, 1, degraded);
	fake_check("status", 0, "loaded, degraded", NULL);
	fake_check("status --json", 0, "\"degraded\": true", NULL);
	fake_check("status --json", 0, "\"requests_refused\": 0", NULL);
	fake_check("status extra", CSEC_EXIT_USAGE, NULL, "does not take");
}
END_TEST

/* ps and top */

static void add_cgroup(struct fake_answer *answer, uint64_t id,
		       const char *path, uint32_t forks, uint64_t denied)
{
	struct nl_msg *msg = fake_begin(CSEC_CMD_GET_CGROUP, CSEC_A_CGROUP);

	nla_put_u64(msg, CSEC_CGROUP_A_ID, id);
	nla_put_string(msg, CSEC_CGROUP_A_PATH, path);
	nla_put_string(msg, CSEC_CGROUP_A_POLICY, "web");
	nla_put_u32(msg, CSEC_CGROUP_A_FORKS, forks);
	nla_put_u64(msg, CSEC_CGROUP_A_DENIED, denied);
	fake_end(answer, msg);
}

START_TEST(test_ps)
{
	struct fake_answer *answer = fake_answer(CSEC_CMD_GET_CGROUP);

	fake_check("ps", 0, NULL, NULL);
	add_cgroup(answer, 7, "/pod/web", 3, 12);
	add_cgroup(answer, 8, "/pod/db", 0, 0);
	fake_check("ps", 0, "/pod/web  web", NULL);
	fake_check("ps -ojsonl", 0, "\"cgroup\": \"/pod/db\", \"id\": \"8\"",
		   NULL);
}
END_TEST

static const char *place(const char *text, const char *word)
{
	const char *found = strstr(text, word);

	ck_assert_msg(found != NULL, "no %s in %s", word, text);
	return found;
}

/* First the one with news, then the one with forks, then by path. */
START_TEST(test_top)
{
	struct fake_answer *first = fake_answer(CSEC_CMD_GET_CGROUP);
	struct fake_answer *second = fake_answer(CSEC_CMD_GET_CGROUP);
	struct fake_result *r;
	const char *again;

	add_cgroup(first, 1, "/a", 5, 900);
	add_cgroup(first, 2, "/b", 0, 3);
	add_cgroup(first, 3, "/c", 0, 3);
	add_cgroup(second, 1, "/a", 5, 900);
	add_cgroup(second, 2, "/b", 0, 3);
	add_cgroup(second, 3, "/c", 0, 4);
	/* It was not there before: what it did is no news. */
	add_cgroup(second, 4, "/d", 0, 77);
	r = fake_run("top --iterations=2 --interval=1 --json");
	ck_assert_msg(r->status == 0, "%s", r->err);
	again = place(r->out, "\"iteration\": 2");
	ck_assert(place(r->out, "\"/a\"") < place(r->out, "\"/b\""));
	ck_assert(place(r->out, "\"/b\"") < place(r->out, "\"/c\""));
	ck_assert(place(again, "\"/c\"") < place(again, "\"/a\""));
	ck_assert(place(again, "\"/a\"") < place(again, "\"/b\""));
	ck_assert(place(again, "\"/b\"") < place(again, "\"/d\""));
	free(r);
	fake_check("top --iterations=1", 0, " 4 governed cgroups\n", NULL);
}
END_TEST

/* More rows than there is room for at first. */
START_TEST(test_top_many)
{
	struct fake_answer *answer = fake_answer(CSEC_CMD_GET_CGROUP);
	char path[16];

	for (uint64_t i = 1; i <= 50; i++) {
		snprintf(path, sizeof(path), "/c%02d", (int)i);
		add_cgroup(answer, i, path, 0, 0);
	}
	fake_check("top --iterations=1", 0, "/c50", NULL);
	fake_check("top -oyaml", CSEC_EXIT_USAGE, NULL, "no YAML form");
	fake_check("top --interval=0", CSEC_EXIT_USAGE, NULL, "interval");
	fake_check("top --interval=86401", CSEC_EXIT_USAGE, NULL,
		   "at most 86400 seconds");
	fake_check("top --iterations=x", CSEC_EXIT_USAGE, NULL, "iterations");
}
END_TEST

/* counters */

static void add_counter(struct fake_answer *answer, const char *policy,
			bool is_total)
{
	struct nl_msg *msg = fake_begin(CSEC_CMD_GET_COUNTER, CSEC_A_COUNTER);

	nla_put_string(msg, CSEC_COUNTER_A_POLICY, policy);
	if (!is_total) {
		nla_put_u64(msg, CSEC_COUNTER_A_CGROUP, 99);
		nla_put_string(msg, CSEC_COUNTER_A_PATH, "/pod/x");
	}
	nla_put_u32(msg, CSEC_COUNTER_A_REASON, CSEC_REASON_REVERSE_SHELL);
	nla_put_u64(msg, CSEC_COUNTER_A_DENIED, 6);
	nla_put_u64(msg, CSEC_COUNTER_A_AUDITED, 4);
	fake_end(answer, msg);
}

START_TEST(test_counters)
{
	struct fake_answer *answer = fake_answer(CSEC_CMD_GET_COUNTER);

	add_counter(answer, "web", true);
	add_counter(answer, "db", false);
	fake_check("counters", 0,
		   "web     (all)   reverse_shell       6        4\n"
		   "db      /pod/x  reverse_shell       6        4\n",
		   NULL);
	fake_check("counters --json", 0, "\"cgroup_id\": null", NULL);
	fake_check("counters --json", 0, "\"cgroup_id\": \"99\"", NULL);
	/* One that does not know the name sends all. */
	fake_check("counters --policy db -ojsonl", 0,
		   "{\"schema_version\": 1, \"type\": \"counters\", "
		   "\"policy\": \"db\"",
		   NULL);
	ck_assert(fake_has(fake_request(CSEC_CMD_GET_COUNTER, 3), CSEC_A_NAME));
}
END_TEST

START_TEST(test_counters_name)
{
	fake_refuse(CSEC_CMD_GET_COUNTER, -ENOENT, "no policy of this name");
	fake_check("counters --policy nosuch", 0, NULL, NULL);
	fake_refuse(CSEC_CMD_GET_POLICY, -ENOENT, "no policy of this name");
	fake_check("counters --policy nosuch", CSEC_EXIT_FAILED, "",
		   "no policy is named 'nosuch'");
	fake.is_loaded = false;
	fake_check("counters --policy nosuch", CSEC_EXIT_FAILED, "",
		   "reading the live policies");
}
END_TEST

/* load and unload */

static const struct {
	int err;
	enum csec_exit status;
	const char *text;
} loads[] = {
	{ -EEXIST, CSEC_EXIT_FAILED, "already loaded" },
	{ -ENOMEDIUM, CSEC_EXIT_MODULE, "no csec module is installed" },
	{ -EKEYREJECTED, CSEC_EXIT_PERMISSION, "enroll the key" },
	{ -EPERM, CSEC_EXIT_PERMISSION, "error 1: " },
	{ -EACCES, CSEC_EXIT_PERMISSION, "error 13: " },
	{ -ENOEXEC, CSEC_EXIT_FAILED, "version magic" },
};

START_TEST(test_load_fails)
{
	fake.load_err = loads[_i].err;
	fake.load_line = "csec: what the kernel said";
	fake_check("load", loads[_i].status, NULL, loads[_i].text);
	fake_check("load a=1", loads[_i].status, NULL,
		   "kernel: note: csec: what the kernel said");
}
END_TEST

START_TEST(test_load)
{
	fake_check("load reserve=4 other=x", 0, "csec 1.2.3 loaded\n", NULL);
	fake_check("load --json", 0, "\"loaded\": true", NULL);
	fake_check("load =4", CSEC_EXIT_USAGE, NULL, "is not PARAM=VALUE");
	fake_check("load x", CSEC_EXIT_USAGE, NULL, "is not PARAM=VALUE");
	fake_check("load x=a\tb", CSEC_EXIT_USAGE, NULL, "a blank in");
	/* Loaded, but without its family. */
	fake.resolve_err = -NLE_OBJ_NOTFOUND;
	fake_check("load", CSEC_EXIT_MODULE, NULL, "cannot be reached");
}
END_TEST

START_TEST(test_unload)
{
	fake_check("unload", 0, "csec unloaded\n", NULL);
	fake_check("unload --json", 0, "\"loaded\": false", NULL);
	fake.forbids_unload = "it is forbidden";
	fake_check("unload", CSEC_EXIT_PERMISSION, NULL, "it is forbidden");
	fake_check("unload", CSEC_EXIT_PERMISSION, NULL, "nothing was changed");
	/* Only the two before. */
	ck_assert_uint_eq(fake_nr(CSEC_CMD_DISARM), 2);
	fake.forbids_unload = NULL;
	fake.unload_err = -EBUSY;
	fake_check("unload", CSEC_EXIT_FAILED, NULL, "still in use");
	fake_check("unload", CSEC_EXIT_FAILED, NULL, "nothing is governed");
	fake.unload_err = -EPERM;
	fake_check("unload", CSEC_EXIT_PERMISSION, NULL, "cannot unload");
	fake.unload_err = -ENOENT;
	fake_check("unload", CSEC_EXIT_FAILED, NULL, "is not loaded");
}
END_TEST

START_TEST(test_unload_not_disarmed)
{
	fake_refuse(CSEC_CMD_DISARM, -EIO, "hooks cannot be detached");
	fake_check("unload", CSEC_EXIT_FAILED, NULL,
		   "disarming: Input/output error: hooks cannot be");
	fake_check("unload", CSEC_EXIT_FAILED, NULL, "until the reboot");
	fake_refuse(CSEC_CMD_DISARM, -EBUSY, "tasks wait");
	fake_check("unload", CSEC_EXIT_CONFLICT, NULL, "policies were dropped");
	fake_refuse(CSEC_CMD_DISARM, -EPERM, NULL);
	fake_check("unload", CSEC_EXIT_PERMISSION, NULL, "not permitted");
}
END_TEST

static void add_tests(TCase *tc)
{
	tcase_add_loop_test(tc, test_absent, 0, NR(readers));
	tcase_add_loop_test(tc, test_other_abi, 0, NR(readers));
	tcase_add_loop_test(tc, test_refused, 0, NR(requests));
	tcase_add_loop_test(tc, test_not_understood, 1, NR(requests));
	tcase_add_test(tc, test_status);
	tcase_add_test(tc, test_status_modes);
	tcase_add_test(tc, test_ps);
	tcase_add_test(tc, test_top);
	tcase_add_test(tc, test_top_many);
	tcase_add_test(tc, test_counters);
	tcase_add_test(tc, test_counters_name);
	tcase_add_loop_test(tc, test_load_fails, 0, NR(loads));
	tcase_add_test(tc, test_load);
	tcase_add_test(tc, test_unload);
	tcase_add_test(tc, test_unload_not_disarmed);
}

int main(void)
{
	Suite *suite = suite_create("session");
	TCase *tc = tcase_create("session");
	SRunner *runner;
	int failed;

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, fake_reset, NULL);
	add_tests(tc);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
