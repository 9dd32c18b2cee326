// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - csecctl policy check, show, delete
 */
#include "cmd_policy.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "format.h"
#include "lint.h"
#include "parse.h"
#include "policy.h"

int csec_parse_status(int err)
{
	switch (-err) {
	case EINVAL:
	case EEXIST:
	case EFBIG:
	case E2BIG:
		return CSEC_EXIT_INVALID;
	}
	return CSEC_EXIT_FAILED;
}

/* True when no policy before @index came from the same file. */
static bool is_first_of_source(const struct csec_policy_set *set, size_t index)
{
	const char *source = set->policies[index]->source;

	for (size_t i = 0; i < index; i++)
		if (!strcmp(set->policies[i]->source, source))
			return false;
	return true;
}

static size_t count_errors(const struct csec_policy_set *set,
			   const struct csec_findings *findings,
			   const char *source)
{
	size_t nr = 0;

	for (size_t i = 0; i < set->nr; i++)
		if (!strcmp(set->policies[i]->source, source))
			nr += findings->errors_of[i];
	return nr;
}

static size_t count_policies(const struct csec_policy_set *set,
			     const char *source)
{
	size_t nr = 0;

	for (size_t i = 0; i < set->nr; i++)
		nr += !strcmp(set->policies[i]->source, source);
	return nr;
}

static void print_files(struct csec_out *out, const struct csec_policy_set *set,
			const struct csec_findings *findings)
{
	csec_out_array_begin(out, "files");
	for (size_t i = 0; i < set->nr; i++) {
		const char *source = set->policies[i]->source;
		size_t nr_errors;

		if (!is_first_of_source(set, i))
			continue;
		nr_errors = count_errors(set, findings, source);
		csec_out_object_begin(out, NULL);
		csec_out_string(out, "file", "%s", source);
		csec_out_bool(out, "ok", NULL, !nr_errors);
		csec_out_u64(out, "policies", NULL,
			     count_policies(set, source));
		csec_out_u64(out, "errors",
			     nr_errors ? ": %" PRIu64 " errors\n" : NULL,
			     nr_errors);
		if (!nr_errors)
			csec_out_text(out, ": ok\n");
		csec_out_object_end(out);
	}
	csec_out_array_end(out);
}

/* For machines; people read the findings as diagnostics. */
static void print_findings(struct csec_out *out,
			   const struct csec_findings *findings)
{
	static const char *const severities[] = {
		[CSEC_SEVERITY_ERROR] = "error",
		[CSEC_SEVERITY_WARNING] = "warning",
		[CSEC_SEVERITY_NOTE] = "note",
	};

	csec_out_array_begin(out, "findings");
	for (size_t i = 0; i < findings->nr; i++) {
		const struct csec_finding *finding = &findings->findings[i];

		csec_out_object_begin(out, NULL);
		csec_out_string(out, "severity", NULL,
				severities[finding->severity]);
		csec_out_string(out, "check", NULL, finding->check);
		csec_out_string(out, "policy", NULL, finding->policy);
		csec_out_string(out, "file", NULL, finding->file);
		csec_out_u64(out, "line", NULL, finding->line);
		csec_out_string(out, "message", NULL, finding->message);
		csec_out_string(out, "advice", NULL, finding->advice);
		csec_out_object_end(out);
	}
	csec_out_array_end(out);
	csec_out_u64(out, "findings_left_out", NULL, findings->nr_left_out);
}

static int check_set(struct csec_run *run, const struct csec_policy_set *set)
{
	struct csec_findings findings = { 0 };
	struct csec_out *out;
	int err, status;

	err = csec_lint_run(set, &findings);
	if (err) {
		csec_lint_clear(&findings);
		return csec_cmd_failed(run, err, "checking the policies");
	}
	status = findings.nr_of[CSEC_SEVERITY_ERROR] ? CSEC_EXIT_INVALID :
						       CSEC_EXIT_OK;
	out = csec_cmd_out(run);
	if (out) {
		print_files(out, set, &findings);
		print_findings(out, &findings);
		if (csec_out_is_text(out))
			csec_lint_report(&findings, run->diag);
	}
	csec_lint_clear(&findings);
	return csec_cmd_close(run, out, out ? status : CSEC_EXIT_FAILED);
}

int csec_cmd_policy_check(struct csec_run *run)
{
	struct csec_policy_set *set = csec_policy_set_create();
	int status = CSEC_EXIT_OK, checked, err;

	if (!set)
		return csec_cmd_failed(run, -ENOMEM, "checking the policies");
	for (size_t i = 0; i < run->nr_operands; i++) {
		err = csec_parse_path(run->operands[i], set, run->diag);
		if (err && status != CSEC_EXIT_INVALID)
			status = csec_parse_status(err);
	}
	checked = check_set(run, set);
	csec_policy_set_free(set);
	return status ? status : checked;
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
	if (err == -ENOMEM)
		return csec_cmd_failed(run, err, "writing the policies");
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
