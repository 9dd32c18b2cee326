// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - csecctl selftest: is each road to executable memory blocked here
 *
 * A probe counts as blocked only when it works outside of the cgroup, does not
 * work inside, and csec has counted a refusal for it.
 */
#include "cmd_selftest.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <sys/utsname.h>

#include <netlink/attr.h>
#include <netlink/msg.h>

#include "policy.h"

enum result {
	RESULT_BLOCKED,
	RESULT_NOT_BLOCKED,
	RESULT_UNAVAILABLE,
	RESULT_UNCLEAR,
	NR_RESULTS
};

static const struct {
	const char *word; /* for machines */
	const char *text;
	enum csec_style style;
} results[NR_RESULTS] = {
	[RESULT_BLOCKED] = { "blocked", "blocked", CSEC_STYLE_GOOD },
	[RESULT_NOT_BLOCKED] = { "not_blocked", "NOT BLOCKED", CSEC_STYLE_BAD },
	[RESULT_UNAVAILABLE] = { "unavailable", "not available here",
				 CSEC_STYLE_PLAIN },
	[RESULT_UNCLEAR] = { "unclear", "UNCLEAR", CSEC_STYLE_WARN },
};

static const struct csec_column columns[] = {
	{ .title = "TECHNIQUE" },
	{ .title = "RESULT" },
	{ .title = "REASON" },
	{ .title = "WHAT" },
};

/**
 * struct test - one self-test
 * @run: The call.
 * @session: For the counters.
 * @box: Where the probes run.
 * @out: Output.
 * @denied: Refusals of the policy, by reason.
 * @nr: Probes by result.
 * @has_modes: What --userns and --io-uring ask for can be had.
 */
struct test {
	struct csec_run *run;
	struct csec_session session;
	struct csec_box box;
	struct csec_out *out;
	uint64_t denied[__CSEC_REASON_MAX];
	uint64_t nr[NR_RESULTS];
	bool has_modes;
};

static bool is_wanted(const struct csec_run *run, const char *name,
		      const char *group)
{
	for (size_t i = 0; i < run->nr_operands; i++)
		if (!strcmp(run->operands[i], name) ||
		    !strcmp(run->operands[i], group))
			return true;
	return !run->nr_operands;
}

/* Calls a function for each probe that is asked for, until one fails. */
static int for_each(struct test *test,
		    int (*call)(struct test *test,
				const struct csec_probe *probe,
				const char *group))
{
	int status = CSEC_EXIT_OK;

	for (size_t i = 0; i < csec_nr_probe_groups && !status; i++) {
		const struct csec_probe_group *group = &csec_probe_groups[i];
		const struct csec_probe *probe = group->probes;

		for (; probe->name && !status; probe++)
			if (is_wanted(test->run, probe->name, group->name))
				status = call(test, probe, group->name);
	}
	return status;
}

static bool is_known(const char *word)
{
	for (size_t i = 0; i < csec_nr_probe_groups; i++) {
		const struct csec_probe *probe = csec_probe_groups[i].probes;

		if (!strcmp(csec_probe_groups[i].name, word))
			return true;
		for (; probe->name; probe++)
			if (!strcmp(probe->name, word))
				return true;
	}
	return false;
}

static int check_operands(struct csec_run *run)
{
	for (size_t i = 0; i < run->nr_operands; i++)
		if (!is_known(run->operands[i]))
			return csec_cmd_usage(run, "unknown technique '%s'",
					      run->operands[i]);
	return CSEC_EXIT_OK;
}

/* Refusals that were counted in all cgroups of the policy. */
struct count {
	const struct test *test;
	uint64_t denied[__CSEC_REASON_MAX];
};

static int take_counter(const struct nlmsghdr *hdr, void *arg)
{
	struct count *count = arg;
	struct csec_nl_counter c;
	int err = csec_nl_counter_decode(hdr, &c);

	if (!err && !csec_nl_has(c.has, CSEC_COUNTER_A_CGROUP) &&
	    !strcmp(c.policy, count->test->box.name) &&
	    c.reason < __CSEC_REASON_MAX)
		count->denied[c.reason] = c.denied;
	return err;
}

/* The reason of what was refused since the last call, none: nothing. */
static int refused_for(struct test *test, enum csec_reason *reason)
{
	struct count count = { .test = test };
	int status;

	*reason = CSEC_REASON_NONE;
	status = csec_session_dump(test->run, &test->session,
				   csec_nl_msg(CSEC_CMD_GET_COUNTER),
				   take_counter, &count,
				   "reading the counters");
	if (status)
		return status;
	for (unsigned int i = 0; i < __CSEC_REASON_MAX; i++)
		if (count.denied[i] != test->denied[i])
			*reason = (enum csec_reason)i;
	memcpy(test->denied, count.denied, sizeof(test->denied));
	return CSEC_EXIT_OK;
}

static enum result judge(int outside, int inside, enum csec_reason reason)
{
	if (outside != CSEC_PROBE_RAN)
		return RESULT_UNAVAILABLE;
	if (inside == CSEC_PROBE_RAN)
		return RESULT_NOT_BLOCKED;
	return reason == CSEC_REASON_NONE ? RESULT_UNCLEAR : RESULT_BLOCKED;
}

static void print(struct test *test, const struct csec_probe *probe,
		  const char *group, enum result result,
		  enum csec_reason reason)
{
	struct csec_out *out = test->out;

	csec_out_row_begin(out);
	csec_out_string(out, "technique", "%s", probe->name);
	csec_out_string(out, "group", NULL, group);
	csec_out_style(out, results[result].style);
	if (csec_out_is_text(out))
		csec_out_string(out, "result", "%s", results[result].text);
	else
		csec_out_string(out, "result", NULL, results[result].word);
	if (result == RESULT_BLOCKED)
		csec_out_string(out, "reason", "%s",
				csec_words_name(&csec_reason_words, reason));
	else
		csec_out_null(out, "reason", "%s");
	csec_out_string(out, "title", "%s", probe->title);
	csec_out_row_end(out);
}

static int try_probe(struct test *test, const struct csec_probe *probe,
		     const char *group)
{
	enum csec_reason reason = CSEC_REASON_NONE;
	int outside, inside = CSEC_PROBE_FAILED;
	enum result result;

	outside = csec_box_run(&test->box, probe->name, false);
	if (outside == CSEC_PROBE_RAN) {
		inside = csec_box_run(&test->box, probe->name, true);
		if (refused_for(test, &reason))
			return CSEC_EXIT_FAILED;
	}
	if (csec_cmd_is_interrupted())
		return CSEC_EXIT_FAILED;
	result = judge(outside, inside, reason);
	test->nr[result]++;
	print(test, probe, group, result, reason);
	return CSEC_EXIT_OK;
}

static int add_probe(struct test *test, const struct csec_probe *probe,
		     const char *group)
{
	(void)group;
	return csec_box_add(&test->box, probe->name);
}

/* Where nothing is allowed, nothing is blocked in a sense that counts. */
static int check_benign(struct test *test)
{
	enum csec_reason reason;
	int status;

	if (csec_box_run(&test->box, CSEC_PROBE_BENIGN, false)) {
		if (csec_cmd_is_interrupted())
			return CSEC_EXIT_FAILED;
		csec_diag_error(test->run->diag,
				"programs in %s cannot be executed",
				test->box.directory);
		csec_diag_hint(test->run->diag, "another place: --directory");
		return CSEC_EXIT_FAILED;
	}
	status = csec_box_run(&test->box, CSEC_PROBE_BENIGN, true);
	if (!status)
		return refused_for(test, &reason);
	if (!csec_cmd_is_interrupted() && !refused_for(test, &reason))
		csec_diag_error(
			test->run->diag,
			"an allowed program does not run in the test cgroup: "
			"%s",
			reason == CSEC_REASON_NONE ?
				"not refused by csec" :
				csec_words_name(&csec_reason_words, reason));
	return CSEC_EXIT_FAILED;
}

static int prepare(struct test *test)
{
	int status = csec_session_open(test->run, &test->session);

	if (!status)
		status = csec_box_create(&test->box);
	if (!status)
		status = csec_box_add(&test->box, CSEC_PROBE_BENIGN);
	if (!status)
		status = csec_box_add(&test->box, CSEC_PROBE_MODE);
	if (!status)
		status = for_each(test, add_probe);
	if (!status)
		status = csec_box_govern(&test->box);
	if (status)
		return status;
	test->has_modes = csec_box_run(&test->box, CSEC_PROBE_MODE, false) ==
			  CSEC_PROBE_RAN;
	return check_benign(test);
}

static void print_sum(struct test *test)
{
	struct csec_out *out = test->out;
	struct utsname system;

	if (!uname(&system))
		csec_out_string(out, "kernel", "kernel %s: ", system.release);
	csec_out_bool(out, "userns", NULL,
		      test->run->values[CSEC_SELFTEST_USERNS]);
	csec_out_bool(out, "nested", NULL,
		      test->run->values[CSEC_SELFTEST_NESTED]);
	csec_out_bool(out, "io_uring", NULL,
		      test->run->values[CSEC_SELFTEST_RING]);
	for (int i = 0; i < NR_RESULTS; i++) {
		csec_out_u64(out, results[i].word, "%" PRIu64 " ", test->nr[i]);
		csec_out_text(out, "%s%s", results[i].text,
			      i + 1 < NR_RESULTS ? ", " : "\n");
	}
}

/* What was not tried must not look like what is blocked. */
static int conclude(const struct test *test)
{
	const bool has_userns = test->run->values[CSEC_SELFTEST_USERNS];
	const bool has_ring = test->run->values[CSEC_SELFTEST_RING];

	if (test->nr[RESULT_NOT_BLOCKED] || test->nr[RESULT_UNCLEAR])
		return CSEC_EXIT_FINDINGS;
	if (test->has_modes && test->nr[RESULT_BLOCKED])
		return CSEC_EXIT_OK;
	if (test->has_modes)
		csec_diag_error(test->run->diag,
				"nothing was tested: none of it works here "
				"without csec either");
	else
		csec_diag_error(test->run->diag,
				"not tested as asked: %s cannot be had here",
				!has_ring   ? "a user namespace" :
				!has_userns ? "io_uring" :
					      "io_uring in a user namespace");
	return CSEC_EXIT_PARTIAL;
}

static int run_all(struct test *test)
{
	int status;

	csec_out_table_begin(test->out, "techniques", columns,
			     sizeof(columns) / sizeof(columns[0]));
	status = for_each(test, try_probe);
	csec_out_table_end(test->out);
	print_sum(test);
	return status ? status : conclude(test);
}

int csec_cmd_selftest(struct csec_run *run)
{
	struct test test = { .run = run, .box = { .run = run } };
	int status = check_operands(run), left;

	if (status)
		return status;
	csec_cmd_catch_signals(false);
	status = prepare(&test);
	if (!status) {
		test.out = csec_cmd_out(run);
		status = test.out ? run_all(&test) : CSEC_EXIT_FAILED;
	}
	if (csec_cmd_is_interrupted())
		csec_diag_error(run->diag, "interrupted");
	csec_cmd_hold_signals(true);
	left = csec_box_remove(&test.box);
	csec_cmd_hold_signals(false);
	csec_session_close(&test.session);
	return csec_cmd_close(run, test.out, status ? status : left);
}
