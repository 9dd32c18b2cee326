// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - csecctl policy show, delete
 */
#include "cmd_policy.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "format.h"
#include "policy.h"

int csec_parse_status(int err)
{
	switch (-err) {
	case EINVAL:
	case EEXIST:
	case EFBIG:
	case E2BIG:
		return CSEC_EXIT_INVALID;
	case EACCES:
	case EPERM:
		return CSEC_EXIT_PERMISSION;
	}
	return CSEC_EXIT_FAILED;
}

/* The forms that are not a policy file: all policies under one object. */
static int show_object(struct csec_run *run, const struct csec_policy_set *set,
		       uint64_t generation)
{
	struct csec_out *out = csec_cmd_out(run);

	if (!out)
		return CSEC_EXIT_FAILED;
	csec_out_id(out, "generation", NULL, generation);
	csec_out_array_begin(out, "policies");
	for (size_t i = 0; i < set->nr; i++)
		csec_format_policy(out, NULL, set->policies[i]);
	csec_out_array_end(out);
	return csec_cmd_close(run, out, CSEC_EXIT_OK);
}

static int show_set(struct csec_run *run, const struct csec_policy_set *set,
		    uint64_t generation, bool is_one)
{
	enum csec_out_format format = CSEC_OUT_YAML;
	int err;

	if (run->format == CSEC_OUT_JSONL ||
	    (run->format == CSEC_OUT_JSON && !is_one))
		return show_object(run, set, generation);
	if (run->format == CSEC_OUT_JSON)
		format = CSEC_OUT_JSON;
	err = csec_format_set(stdout, format, set);
	if (err)
		return csec_cmd_wrote(run, err, CSEC_EXIT_OK);
	return csec_cmd_close(run, NULL, CSEC_EXIT_OK);
}

int csec_cmd_policy_show(struct csec_run *run)
{
	const char *name = run->nr_operands ? run->operands[0] : NULL;
	struct csec_policy_set *set = csec_policy_set_create();
	struct csec_session session;
	uint64_t generation;
	int status;

	if (!set)
		return csec_cmd_failed(run, -ENOMEM, "showing the policies");
	status = csec_session_open(run, &session);
	generation = session.status.generation;
	if (!status)
		status = csec_live_read(run, &session, name, set, &generation);
	csec_session_close(&session);
	if (!status)
		status = show_set(run, set, generation, name != NULL);
	csec_policy_set_free(set);
	return status;
}

static int delete_all(struct csec_run *run, struct csec_session *session,
		      struct csec_nl_status *after)
{
	struct csec_transaction t = { .run = run, .session = session };
	int status;

	status = csec_transaction_begin(&t, session->status.generation, false);
	for (size_t i = 0; !status && i < run->nr_operands; i++)
		status = csec_transaction_delete(&t, run->operands[i]);
	if (!status)
		status = csec_transaction_commit(&t, false, after);
	return status;
}

int csec_cmd_policy_delete(struct csec_run *run)
{
	struct csec_nl_status after;
	struct csec_session session;
	struct csec_out *out = NULL;
	int status;

	status = csec_session_open(run, &session);
	if (!status)
		status = delete_all(run, &session, &after);
	csec_session_close(&session);
	if (status)
		return status;
	out = csec_cmd_out(run);
	if (out) {
		csec_out_id(out, "generation", "generation %" PRIu64,
			    after.generation);
		csec_out_u64(out, "removed", ": %" PRIu64 " removed",
			     run->nr_operands);
		csec_out_u64(out, "policies", " (%" PRIu64 " policies)\n",
			     after.nr_policies);
	}
	return csec_cmd_close(run, out, out ? status : CSEC_EXIT_FAILED);
}
