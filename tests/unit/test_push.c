// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of policy push, diff, show and delete: what is sent, and what a
 * refusal looks like
 */
#include <check.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <netlink/attr.h>
#include <netlink/errno.h>
#include <netlink/msg.h>

#include "cmd.h"
#include "fake_kernel.h"
#include "nl.h"

#define NR(table) ((int)(sizeof(table) / sizeof((table)[0])))
#define RULES "exec:\n  default: deny\n  allow:\n    - path: /bin/a\n"

static char dir[] = "/tmp/csec-test-push-XXXXXX";

static void write_policy(const char *file, const char *name, const char *match,
			 const char *more)
{
	FILE *to = fopen(file, "w");

	ck_assert_ptr_nonnull(to);
	fprintf(to,
		"apiVersion: csec/v1\nkind: Policy\nmetadata: {name: %s}\n"
		"mode: enforce\nmatch: [{cgroup: %s}]\n%s",
		name, match, more);
	ck_assert_int_eq(fclose(to), 0);
}

static void setup(void)
{
	ck_assert_int_eq(chdir(dir), 0);
	write_policy("web.yaml", "web", "/pod/web", RULES);
	write_policy("web2.yaml", "web", "/pod/web", RULES "    - path: /b\n");
	write_policy("db.yaml", "db", "/pod/db", "processes: {max: 64}\n");
	fake_reset();
	fake_status(CSEC_CMD_COMMIT, CSEC_ABI, 42, 7, NULL);
}

/* What is live: web.yaml, of generation 41. */
static void live_web(void)
{
	fake_status(CSEC_CMD_GET_STATUS, CSEC_ABI, 41, 1, NULL);
	fake_policies("web.yaml", 41);
}

/* push */

START_TEST(test_push)
{
	const struct nlmsghdr *begin, *commit;

	live_web();
	fake_check("policy push db.yaml web2.yaml", 0,
		   "generation 42: 1 added, 1 replaced, 0 unchanged "
		   "(7 policies, 0 rules)\n",
		   "");
	begin = fake_request(CSEC_CMD_BEGIN, 0);
	commit = fake_request(CSEC_CMD_COMMIT, 0);
	ck_assert_uint_eq(fake_number(begin, CSEC_A_GENERATION), 41);
	ck_assert(!fake_has(begin, CSEC_A_PRUNE));
	ck_assert_uint_ne(fake_number(begin, CSEC_A_COOKIE), 0);
	ck_assert_uint_eq(fake_number(begin, CSEC_A_COOKIE),
			  fake_number(commit, CSEC_A_COOKIE));
	ck_assert_uint_eq(fake_number(commit, CSEC_A_NR_RULES), 2);
	ck_assert(!fake_has(commit, CSEC_A_DRY_RUN));
	/* Two policies, and the rules of one of them. */
	ck_assert_uint_eq(fake_nr(CSEC_CMD_ADD), 3);
}
END_TEST

START_TEST(test_push_options)
{
	live_web();
	fake_check("policy push --prune --dry-run db.yaml", 0,
		   "dry run, nothing was changed: 1 added, 0 replaced, "
		   "0 unchanged, 1 removed (7 policies",
		   "");
	ck_assert(fake_has(fake_request(CSEC_CMD_BEGIN, 0), CSEC_A_PRUNE));
	ck_assert(fake_has(fake_request(CSEC_CMD_COMMIT, 0), CSEC_A_DRY_RUN));
	fake_check("policy push web.yaml --json", 0, "\"unchanged\": 1", "");
	fake_check("policy push --json --dry-run web.yaml", 0,
		   "\"generation\": \"41\"", "");
	fake_check("policy push web.yaml", 0, "not enforced: ", "");
}
END_TEST

/* What is wrong together with what is live is not sent. */
START_TEST(test_push_lint)
{
	live_web();
	write_policy("tie.yaml", "tie", "/pod/web", RULES);
	fake_check("policy push tie.yaml", CSEC_EXIT_INVALID, NULL, "tie");
	ck_assert_uint_eq(fake_nr(CSEC_CMD_BEGIN), 0);
	/* Not when that one goes. */
	fake_check("policy push --prune tie.yaml", 0, "1 removed", "");
}
END_TEST

static const struct {
	enum csec_cmd cmd;
	int err;
	const char *said;
	enum csec_exit status;
	const char *text;
} refusals[] = {
	{ CSEC_CMD_BEGIN, -ESTALE, "it is 42", CSEC_EXIT_CONFLICT,
	  "opening the transaction: the live policies changed meanwhile; "
	  "nothing was done: it is 42" },
	{ CSEC_CMD_BEGIN, -EBUSY, NULL, CSEC_EXIT_CONFLICT,
	  "opening the transaction: busy" },
	{ CSEC_CMD_BEGIN, -EPERM, NULL, CSEC_EXIT_PERMISSION,
	  "opening the transaction: not permitted" },
	{ CSEC_CMD_ADD, -EINVAL, "a bad path", CSEC_EXIT_INVALID,
	  "refused by the kernel: policy web: a bad path" },
	{ CSEC_CMD_ADD, -EEXIST, "twice", CSEC_EXIT_INVALID,
	  "refused by the kernel: policy web: twice" },
	{ CSEC_CMD_ADD, -E2BIG, NULL, CSEC_EXIT_INVALID,
	  "refused by the kernel: policy web: Argument list too long" },
	{ CSEC_CMD_ADD, -EMSGSIZE, NULL, CSEC_EXIT_INVALID,
	  "is longer than the 64 KB of one attribute" },
	{ CSEC_CMD_ADD, -ENOMEM, NULL, CSEC_EXIT_FAILED,
	  "sending the policies: Cannot allocate memory" },
	{ CSEC_CMD_COMMIT, -EINVAL, "the number of rules does not agree",
	  CSEC_EXIT_INVALID,
	  "refused by the kernel: the number of rules does not agree" },
	{ CSEC_CMD_COMMIT, -ESTALE, NULL, CSEC_EXIT_CONFLICT,
	  "putting the policies in force: the live policies changed" },
	{ CSEC_CMD_COMMIT, -EDEADLK, "the sender would be governed",
	  CSEC_EXIT_FAILED, "deadlock avoided: the sender would be governed" },
	{ CSEC_CMD_COMMIT, -EBUSY, "do_x is taken", CSEC_EXIT_CONFLICT,
	  "busy: do_x is taken" },
	{ CSEC_CMD_COMMIT, -EIO, "reboot", CSEC_EXIT_FAILED,
	  "Input/output error: reboot" },
};

START_TEST(test_push_refused)
{
	if (refusals[_i].cmd == CSEC_CMD_COMMIT) {
		/* Setup has prepared a success. */
		fake_check("policy push web.yaml", 0, "generation 42", "");
	}
	fake_refuse(refusals[_i].cmd, refusals[_i].err, refusals[_i].said);
	fake_check("policy push web.yaml", refusals[_i].status, NULL,
		   refusals[_i].text);
	if (refusals[_i].cmd == CSEC_CMD_BEGIN)
		ck_assert_uint_eq(fake_nr(CSEC_CMD_ADD), 0);
	if (refusals[_i].cmd != CSEC_CMD_COMMIT)
		ck_assert_uint_eq(fake_nr(CSEC_CMD_COMMIT), 0);
}
END_TEST

/* The kernel names an attribute; people want the line. */
START_TEST(test_push_line)
{
	struct fake_answer *answer;

	*fake_answer(CSEC_CMD_ADD) = (struct fake_answer){ 0 };
	answer = fake_answer(CSEC_CMD_ADD);
	answer->err = -EINVAL;
	answer->text = "a bad rule";
	answer->at = CSEC_A_RULE;
	fake_check("policy push web.yaml", CSEC_EXIT_INVALID, NULL,
		   "web.yaml:9: error: refused by the kernel: policy web: "
		   "a bad rule");
}
END_TEST

/* What does not fit is said without the kernel. */
START_TEST(test_push_too_long)
{
	FILE *file = fopen("long.yaml", "w");
	char path[4000];

	memset(path, 'a', sizeof(path));
	fputs("apiVersion: csec/v1\nkind: Policy\nmetadata: {name: long}\n"
	      "mode: enforce\nmatch: [{cgroup: /x}]\nexec:\n  default: deny\n"
	      "  allow:\n    - path: /x\n      scripts:\n",
	      file);
	for (int i = 0; i < 20; i++)
		fprintf(file, "        - /%02d%.*s\n", i, (int)sizeof(path),
			path);
	fclose(file);
	fake_check("policy push long.yaml", CSEC_EXIT_INVALID, NULL, "64 KB");
	ck_assert_uint_eq(fake_nr(CSEC_CMD_COMMIT), 0);
}
END_TEST

START_TEST(test_push_no_live)
{
	fake_refuse(CSEC_CMD_GET_POLICY, -EPERM, "not from there");
	fake_check("policy push web.yaml", CSEC_EXIT_PERMISSION, NULL,
		   "reading the live policies: not permitted: not from there");
	fake_check("policy diff web.yaml", CSEC_EXIT_PERMISSION, NULL,
		   "not from there");
	fake.resolve_err = -NLE_OBJ_NOTFOUND;
	fake.is_loaded = false;
	fake_check("policy push web.yaml", CSEC_EXIT_MODULE, NULL,
		   "is not loaded");
	fake_check("policy diff web.yaml", CSEC_EXIT_MODULE, NULL,
		   "is not loaded");
	fake_check("policy show", CSEC_EXIT_MODULE, NULL, "is not loaded");
	fake_check("policy delete web", CSEC_EXIT_MODULE, NULL,
		   "is not loaded");
	fake_check("policy push nothing.yaml", CSEC_EXIT_FAILED, NULL,
		   "No such file");
	fake_check("policy diff nothing.yaml", CSEC_EXIT_FAILED, NULL,
		   "No such file");
}
END_TEST

/* diff */

START_TEST(test_diff)
{
	live_web();
	fake_check("policy diff web.yaml", 0,
		   "0 added, 0 changed, 1 unchanged\n", NULL);
	fake_check("policy diff db.yaml", CSEC_EXIT_DIFFERENT,
		   "db: added\n1 added, 0 changed, 0 unchanged\n", NULL);
	fake_check("policy diff web2.yaml", CSEC_EXIT_DIFFERENT,
		   "web: changed\n", NULL);
	fake_check("policy diff web2.yaml", CSEC_EXIT_DIFFERENT, "  + ", NULL);
	fake_check("policy diff --prune db.yaml", CSEC_EXIT_DIFFERENT,
		   "web: removed\n", NULL);
	fake_check("policy diff --prune --json web2.yaml", CSEC_EXIT_DIFFERENT,
		   "\"change\": \"added\"", NULL);
	fake_check("policy diff --json web.yaml", 0, "\"generation\": \"41\"",
		   NULL);
	ck_assert_uint_eq(fake_nr(CSEC_CMD_BEGIN), 0);
}
END_TEST

/* show */

START_TEST(test_show)
{
	live_web();
	fake_check("policy show", 0, "name: web", NULL);
	fake_check("policy show web", 0, "path: /bin/a", NULL);
	ck_assert(fake_has(fake_request(CSEC_CMD_GET_POLICY, 1), CSEC_A_NAME));
	fake_check("policy show --json", 0, "\"generation\": \"41\"", NULL);
	fake_check("policy show --json web", 0, "\"apiVersion\": \"csec/v1\"",
		   NULL);
	fake_check("policy show -ojsonl web", 0,
		   "\"type\": \"policies\", \"apiVersion\": \"csec/v1\"", NULL);
}
END_TEST

START_TEST(test_show_none)
{
	fake_check("policy show", 0, "", NULL);
	/* A module that says nothing of a name. */
	fake_check("policy show web", CSEC_EXIT_FAILED, NULL,
		   "no policy is named 'web'");
	fake_refuse(CSEC_CMD_GET_POLICY, -ENOENT, "no policy of this name");
	fake_check("policy show web", CSEC_EXIT_FAILED, NULL,
		   "no policy is named 'web'");
	fake_refuse(CSEC_CMD_GET_POLICY, -ENOENT, NULL);
	fake.is_loaded = false;
	fake_check("policy show web", CSEC_EXIT_MODULE, NULL,
		   "the csec module was unloaded");
}
END_TEST

/* Rules of no policy are not what a module sends. */
START_TEST(test_show_nonsense)
{
	struct fake_answer *answer = fake_answer(CSEC_CMD_GET_POLICY);
	struct nl_msg *msg = csec_nl_msg(CSEC_CMD_GET_POLICY);
	struct nlattr *rule;

	nla_put_string(msg, CSEC_A_NAME, "nobody");
	rule = nla_nest_start(msg, CSEC_A_RULE);
	nla_put_string(msg, CSEC_RULE_A_PATH, "/x");
	nla_nest_end(msg, rule);
	fake_put(answer, msg);
	fake_check("policy show", CSEC_EXIT_MODULE, NULL,
		   "does not understand");
}
END_TEST

/* delete */

START_TEST(test_delete)
{
	live_web();
	fake_check("policy delete web db", 0,
		   "generation 42: 2 removed (7 policies)\n", NULL);
	ck_assert_uint_eq(fake_nr(CSEC_CMD_DEL), 2);
	ck_assert_uint_eq(fake_number(fake_request(CSEC_CMD_BEGIN, 0),
				      CSEC_A_GENERATION),
			  41);
	ck_assert_uint_eq(fake_number(fake_request(CSEC_CMD_COMMIT, 0),
				      CSEC_A_NR_RULES),
			  0);
	fake_check("policy delete --json web", 0, "\"removed\": 1", NULL);
}
END_TEST

START_TEST(test_delete_refused)
{
	fake_refuse(CSEC_CMD_DEL, -ENOENT, "no policy of this name");
	fake_check("policy delete nosuch", CSEC_EXIT_FAILED, NULL,
		   "no policy is named 'nosuch'");
	fake_refuse(CSEC_CMD_DEL, -ENOENT, NULL);
	fake_check("policy delete web", CSEC_EXIT_MODULE, NULL,
		   "deleting a policy: the csec module was unloaded");
	fake_refuse(CSEC_CMD_DEL, -EPERM, NULL);
	fake_check("policy delete web", CSEC_EXIT_PERMISSION, NULL,
		   "deleting a policy: not permitted");
	/* Without a commit the socket drops what it had begun. */
	ck_assert_uint_eq(fake_nr(CSEC_CMD_COMMIT), 0);
	fake_refuse(CSEC_CMD_BEGIN, -EBUSY, NULL);
	fake_check("policy delete web", CSEC_EXIT_CONFLICT, NULL, "busy");
}
END_TEST

static void add_tests(TCase *tc)
{
	tcase_add_test(tc, test_push);
	tcase_add_test(tc, test_push_options);
	tcase_add_test(tc, test_push_lint);
	tcase_add_loop_test(tc, test_push_refused, 0, NR(refusals));
	tcase_add_test(tc, test_push_line);
	tcase_add_test(tc, test_push_too_long);
	tcase_add_test(tc, test_push_no_live);
	tcase_add_test(tc, test_diff);
	tcase_add_test(tc, test_show);
	tcase_add_test(tc, test_show_none);
	tcase_add_test(tc, test_show_nonsense);
	tcase_add_test(tc, test_delete);
	tcase_add_test(tc, test_delete_refused);
}

int main(void)
{
	Suite *suite = suite_create("push");
	TCase *tc = tcase_create("push");
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
