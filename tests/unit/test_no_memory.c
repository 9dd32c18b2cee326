// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - the n-th allocation of a command fails, for each n until none is left:
 * it says so and ends, or does what it does with memory
 *
 * What libraries allocate does not fail.
 */
#include <check.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <netlink/attr.h>
#include <netlink/msg.h>

#include "cmd.h"
#include "fake_kernel.h"

enum {
	NR_SITES_MAX = 3000,
};

static char dir[] = "/tmp/csec-test-memory-XXXXXX";

/* The command's allocations until one fails; 0: none does. */
static unsigned int fail_in;
static bool has_failed;

static bool fails(void)
{
	if (fake.is_answering || !fail_in || --fail_in)
		return false;
	has_failed = true;
	return true;
}

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__real_calloc(size_t nr, size_t size);
void *__wrap_calloc(size_t nr, size_t size);
void *__wrap_calloc(size_t nr, size_t size)
{
	return fails() ? NULL : __real_calloc(nr, size);
}

void *__real_realloc(void *p, size_t size);
void *__wrap_realloc(void *p, size_t size);
void *__wrap_realloc(void *p, size_t size)
{
	return fails() ? NULL : __real_realloc(p, size);
}

void *__real_reallocarray(void *p, size_t nr, size_t size);
void *__wrap_reallocarray(void *p, size_t nr, size_t size);
void *__wrap_reallocarray(void *p, size_t nr, size_t size)
{
	return fails() ? NULL : __real_reallocarray(p, nr, size);
}

char *__real_strdup(const char *text);
char *__wrap_strdup(const char *text);
char *__wrap_strdup(const char *text)
{
	return fails() ? NULL : __real_strdup(text);
}

char *__real_strndup(const char *text, size_t len);
char *__wrap_strndup(const char *text, size_t len);
char *__wrap_strndup(const char *text, size_t len)
{
	return fails() ? NULL : __real_strndup(text, len);
}

FILE *__real_open_memstream(char **text, size_t *len);
FILE *__wrap_open_memstream(char **text, size_t *len);
FILE *__wrap_open_memstream(char **text, size_t *len)
{
	return fails() ? NULL : __real_open_memstream(text, len);
}

static void write_file(const char *name, const char *text)
{
	FILE *file = fopen(name, "w");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	ck_assert_int_eq(fclose(file), 0);
}

#define HEAD                                                          \
	"apiVersion: csec/v1\nkind: Policy\nmetadata:\n  name: web\n" \
	"  labels: {team: shop}\nmode: enforce\n"                     \
	"match: [{cgroup: /pod/*}, {container: {image: x}}]\n"

#define EMPTY_SHA256                       \
	"e3b0c44298fc1c149afbf4c8996fb924" \
	"27ae41e4649b934ca495991b7852b855"

static void write_files(void)
{
	write_file("web.yaml",
		   HEAD "processes: {max: 64, threads: 80}\n"
			"shells: {reverse: deny, class: [/bin/sh]}\nexec:\n"
			"  default: deny\n  allow:\n    - path: /bin/a\n"
			"    - {path: /bin/sh, scripts: [/app/*, /b]}\n"
			"    - {path: /box, applets: [ls, sh]}\n"
			"    - {path: /c, sha256: " EMPTY_SHA256 "}\n"
			"    - {manifest: m.sum}\n");
	write_file("web2.yaml",
		   HEAD "processes: {max: 65}\nexec:\n"
			"  default: deny\n  allow:\n"
			"    - path: /bin/b\n    - path: /bin/*\n");
	write_file("bad.yaml", HEAD "processes: {max: 0}\nexce: 1\n");
	write_file("m.sum",
		   EMPTY_SHA256 "  /usr/bin/x\n" EMPTY_SHA256 "  /usr/bin/y\n");
}

static void add_event(void)
{
	struct nl_msg *msg = fake_begin(CSEC_CMD_EVENT, CSEC_A_EVENT);

	nla_put_u64(msg, CSEC_EVENT_A_SEQ, 3);
	nla_put_u32(msg, CSEC_EVENT_A_OP, CSEC_OP_EXEC);
	nla_put_u32(msg, CSEC_EVENT_A_REASON, CSEC_REASON_NOT_ALLOWED);
	nla_put_u32(msg, CSEC_EVENT_A_VERDICT, CSEC_VERDICT_DENY);
	nla_put_string(msg, CSEC_EVENT_A_POLICY, "web");
	nla_put_string(msg, CSEC_EVENT_A_PATH, "/usr/bin/id");
	fake_end(fake_answer(CSEC_CMD_GET_EVENT), msg);
}

static void add_state(void)
{
	struct nl_msg *msg = fake_begin(CSEC_CMD_GET_HOOK, CSEC_A_HOOK);

	nla_put_string(msg, CSEC_HOOK_A_FUNCTION, "do_one");
	nla_put_u32(msg, CSEC_HOOK_A_STATE, CSEC_HOOK_STATE_ARMED);
	fake_end(fake_answer(CSEC_CMD_GET_HOOK), msg);
	msg = fake_begin(CSEC_CMD_GET_CGROUP, CSEC_A_CGROUP);
	nla_put_u64(msg, CSEC_CGROUP_A_ID, 1);
	nla_put_string(msg, CSEC_CGROUP_A_PATH, "/a");
	nla_put_string(msg, CSEC_CGROUP_A_POLICY, "web");
	fake_end(fake_answer(CSEC_CMD_GET_CGROUP), msg);
	msg = fake_begin(CSEC_CMD_GET_COUNTER, CSEC_A_COUNTER);
	nla_put_string(msg, CSEC_COUNTER_A_POLICY, "web");
	nla_put_u32(msg, CSEC_COUNTER_A_REASON, CSEC_REASON_NOT_ALLOWED);
	fake_end(fake_answer(CSEC_CMD_GET_COUNTER), msg);
}

static void setup(void)
{
	ck_assert_int_eq(chdir(dir), 0);
	write_files();
	fake_reset();
	fake.is_answering = true;
	fake_status(CSEC_CMD_GET_STATUS, CSEC_ABI, 41, 1, NULL);
	fake_status(CSEC_CMD_COMMIT, CSEC_ABI, 42, 7, NULL);
	fake_policies("web.yaml", 41);
	add_event();
	add_state();
}

static const struct {
	const char *line;
	enum csec_exit status;
} commands[] = {
	{ "policy check web.yaml", CSEC_EXIT_OK },
	{ "policy check --json web.yaml", CSEC_EXIT_OK },
	{ "policy check bad.yaml", CSEC_EXIT_INVALID },
	{ "policy check .", CSEC_EXIT_INVALID },
	{ "policy push web2.yaml", CSEC_EXIT_OK },
	{ "policy diff web2.yaml", CSEC_EXIT_DIFFERENT },
	{ "policy show", CSEC_EXIT_OK },
	{ "policy show --json", CSEC_EXIT_OK },
	{ "policy delete web", CSEC_EXIT_OK },
	{ "status", CSEC_EXIT_OK },
	{ "status --json", CSEC_EXIT_OK },
	{ "ps", CSEC_EXIT_OK },
	{ "top --iterations=1 -ojsonl", CSEC_EXIT_OK },
	{ "counters --policy web", CSEC_EXIT_OK },
	{ "events -ojsonl", CSEC_EXIT_OK },
	{ "explain 3", CSEC_EXIT_OK },
	{ "explain 3 -oyaml", CSEC_EXIT_OK },
	{ "simulate web.yaml /bin/a", CSEC_EXIT_OK },
	{ "simulate --root . web.yaml -- /bin/sh /x", CSEC_EXIT_FINDINGS },
	{ "load a=1", CSEC_EXIT_OK },
	{ "unload", CSEC_EXIT_OK },
	{ "help", CSEC_EXIT_OK },
};

/* @with is what it says with memory. */
static void judge(const char *line, unsigned int n, const struct fake_result *r,
		  const struct fake_result *with)
{
	if (r->status == with->status && !strcmp(r->out, with->out))
		return;
	/* A worse status than that is kept, whatever the output lacks. */
	ck_assert_msg((with->status && r->status == with->status) ||
			      r->status == CSEC_EXIT_FAILED,
		      "%s, %u: status %d\n%s", line, n, r->status, r->err);
	ck_assert_msg(strstr(r->err, "memory") != NULL, "%s, %u: %s%s", line, n,
		      r->out, r->err);
}

START_TEST(test_command)
{
	const char *line = commands[_i].line;
	struct fake_result *with = fake_run(line);
	unsigned int n = 0, nr_failures = 0;

	ck_assert_msg(with->status == (int)commands[_i].status, "%s: %d\n%s",
		      line, with->status, with->err);
	do {
		struct fake_result *r;

		fake_forget_requests();
		has_failed = false;
		fail_in = ++n;
		r = fake_run(line);
		fail_in = 0;
		judge(line, n, r, with);
		nr_failures += r->status != with->status;
		free(r);
		ck_assert_uint_lt(n, NR_SITES_MAX);
	} while (has_failed);
	/* At least the first one of all. */
	ck_assert_uint_ge(nr_failures, 1);
	free(with);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("no_memory");
	TCase *tc = tcase_create("no_memory");
	char command[PATH_MAX];
	SRunner *runner;
	int failed;

	fake.is_answering = true;
	if (!mkdtemp(dir))
		return EXIT_FAILURE;
	tcase_set_timeout(tc, 120);
	tcase_add_checked_fixture(tc, setup, NULL);
	tcase_add_loop_test(tc, test_command, 0,
			    sizeof(commands) / sizeof(commands[0]));
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
