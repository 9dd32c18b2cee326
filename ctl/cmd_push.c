// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - csecctl policy push
 */
#include "cmd_policy.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "lint.h"
#include "parse.h"
#include "policy.h"

/**
 * struct push - one push
 * @set: What is pushed.
 * @live: What is live before.
 * @generation: Of @live.
 */
struct push {
	struct csec_run *run;
	struct csec_session session;
	struct csec_policy_set *set;
	struct csec_policy_set *live;
	uint64_t generation;
	bool dry_run;
	bool prune;
	uint64_t nr_added;
	uint64_t nr_replaced;
	uint64_t nr_unchanged;
	uint64_t nr_removed;
};

static int read_files(struct push *push)
{
	struct csec_run *run = push->run;
	int err;

	err = csec_parse_paths(run->operands, run->nr_operands, push->set,
			       run->diag);
	return err ? csec_parse_status(err) : CSEC_EXIT_OK;
}

/* Keeps what concerns the policies that are pushed, and every error. */
static void report(struct push *push, struct csec_findings *findings)
{
	struct csec_findings wanted = { .nr_left_out = findings->nr_left_out };

	wanted.findings = calloc(findings->nr + 1, sizeof(*wanted.findings));
	if (!wanted.findings)
		return;
	for (size_t i = 0; i < findings->nr; i++) {
		const struct csec_finding *f = &findings->findings[i];

		if (f->severity == CSEC_SEVERITY_ERROR ||
		    csec_policy_set_find(push->set, f->policy))
			wanted.findings[wanted.nr++] = *f;
	}
	csec_lint_report(&wanted, push->run->diag);
	free(wanted.findings);
}

/* Looks at all policies that are going to be live together. */
static int lint(struct push *push)
{
	struct csec_findings findings = { 0 };
	struct csec_policy_set all = { 0 };
	int err;

	all.policies = calloc(push->set->nr + push->live->nr + 1,
			      sizeof(*all.policies));
	if (!all.policies)
		return csec_cmd_failed(push->run, -ENOMEM, "checking");
	for (size_t i = 0; i < push->set->nr; i++)
		all.policies[all.nr++] = push->set->policies[i];
	for (size_t i = 0; !push->prune && i < push->live->nr; i++)
		if (!csec_policy_set_find(push->set,
					  push->live->policies[i]->name))
			all.policies[all.nr++] = push->live->policies[i];
	err = csec_lint_run(&all, &findings);
	if (!err)
		report(push, &findings);
	free(all.policies);
	if (err)
		err = csec_cmd_failed(push->run, err, "checking");
	else if (findings.nr_of[CSEC_SEVERITY_ERROR])
		err = CSEC_EXIT_INVALID;
	csec_lint_clear(&findings);
	return err;
}

static void compare(struct push *push)
{
	const struct csec_policy_set *set = push->set, *live = push->live;

	for (size_t i = 0; i < set->nr; i++) {
		const struct csec_policy *old =
			csec_policy_set_find(live, set->policies[i]->name);

		if (!old)
			push->nr_added++;
		else if (csec_policy_equal(old, set->policies[i]))
			push->nr_unchanged++;
		else
			push->nr_replaced++;
	}
	for (size_t i = 0; push->prune && i < live->nr; i++)
		if (!csec_policy_set_find(set, live->policies[i]->name))
			push->nr_removed++;
}

static int transact(struct push *push, struct csec_nl_status *after)
{
	struct csec_transaction t = { .run = push->run,
				      .session = &push->session };
	int status;

	status = csec_transaction_begin(&t, push->generation, push->prune);
	for (size_t i = 0; !status && i < push->set->nr; i++)
		status = csec_transaction_add(&t, push->set->policies[i]);
	if (!status)
		status = csec_transaction_commit(&t, push->dry_run, after);
	return status;
}

static void print_result(struct csec_out *out, const struct push *push,
			 const struct csec_nl_status *after)
{
	uint64_t asked = 0;

	for (size_t i = 0; i < push->set->nr; i++)
		asked |= csec_policy_features(push->set->policies[i]);
	csec_out_bool(out, "dry_run", NULL, push->dry_run);
	if (push->dry_run)
		csec_out_text(out, "dry run, nothing was changed: ");
	csec_out_id(out, "generation",
		    push->dry_run ? NULL : "generation %" PRIu64 ": ",
		    push->dry_run ? push->generation : after->generation);
	csec_out_u64(out, "added", "%" PRIu64 " added", push->nr_added);
	csec_out_u64(out, "replaced", ", %" PRIu64 " replaced",
		     push->nr_replaced);
	csec_out_u64(out, "unchanged", ", %" PRIu64 " unchanged",
		     push->nr_unchanged);
	csec_out_u64(out, "removed",
		     push->prune ? ", %" PRIu64 " removed" : NULL,
		     push->nr_removed);
	csec_out_u64(out, "policies", " (%" PRIu64 " policies",
		     after->nr_policies);
	csec_out_u64(out, "rules", ", %" PRIu64 " rules)\n", after->nr_rules);
	csec_cmd_print_features(out, asked & ~push->session.status.enforced);
}

static int push_session(struct push *push)
{
	struct csec_nl_status after;
	struct csec_out *out;
	int status;

	status = csec_session_open(push->run, &push->session);
	if (status)
		return status;
	push->generation = push->session.status.generation;
	status = csec_live_read(push->run, &push->session, NULL, push->live,
				&push->generation);
	if (!status)
		status = lint(push);
	if (!status) {
		compare(push);
		status = transact(push, &after);
	}
	if (status)
		return status;
	out = csec_cmd_out(push->run);
	if (out)
		print_result(out, push, &after);
	return csec_cmd_close(push->run, out,
			      out ? CSEC_EXIT_OK : CSEC_EXIT_FAILED);
}

int csec_cmd_policy_push(struct csec_run *run)
{
	struct push push = {
		.run = run,
		.set = csec_policy_set_create(),
		.live = csec_policy_set_create(),
		.dry_run = run->values[CSEC_PUSH_DRY_RUN],
		.prune = run->values[CSEC_PUSH_PRUNE],
	};
	int status;

	if (!push.set || !push.live)
		status = csec_cmd_failed(run, -ENOMEM, "pushing");
	else
		status = read_files(&push);
	if (!status)
		status = push_session(&push);
	csec_session_close(&push.session);
	csec_policy_set_free(push.set);
	csec_policy_set_free(push.live);
	return status;
}
