// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - csecctl policy check
 */
#include "cmd_policy.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lint.h"
#include "parse.h"
#include "policy.h"

/**
 * struct checked - a file that was read
 * @name: Its name.
 * @err: What came of it, 0: policies.
 * @first_policy: Of the set.
 * @nr_policies: How many of it.
 * @first_record: Of the diagnostics.
 * @nr_records: How many of them.
 */
struct checked {
	char *name;
	int err;
	size_t first_policy;
	size_t nr_policies;
	size_t first_record;
	size_t nr_records;
};

/**
 * struct check - one check
 * @files: All files, also those that could not be read.
 * @nr: How many.
 * @size: Allocated entries.
 * @nr_policies: Policies of them.
 * @nr_records: Diagnostics up to the last of them.
 * @status: What they say; CSEC_EXIT_INVALID is the worst.
 * @is_out_of_memory: Some file is missing in @files.
 */
struct check {
	struct csec_run *run;
	struct csec_policy_set *set;
	struct csec_findings findings;
	struct checked *files;
	size_t nr;
	size_t size;
	size_t nr_policies;
	size_t nr_records;
	int status;
	bool is_out_of_memory;
};

static struct checked *add_file(struct check *check)
{
	struct checked *files = check->files;

	if (check->nr == check->size) {
		const size_t size = check->size ? 2 * check->size : 16;

		files = reallocarray(files, size, sizeof(*files));
		if (!files)
			return NULL;
		check->files = files;
		check->size = size;
	}
	return &files[check->nr++];
}

/* The policies and the diagnostics of a file stand behind those before it. */
static void take_file(void *data, const char *name, int err)
{
	struct check *check = data;
	struct checked *file = add_file(check);

	if (err && check->status != CSEC_EXIT_INVALID)
		check->status = csec_parse_status(err);
	if (!file) {
		check->is_out_of_memory = true;
		return;
	}
	*file = (struct checked){
		.name = strdup(name),
		.err = err,
		.first_policy = check->nr_policies,
		.nr_policies = check->set->nr - check->nr_policies,
		.first_record = check->nr_records,
		.nr_records =
			csec_diag_size(check->run->diag) - check->nr_records,
	};
	check->is_out_of_memory |= !file->name;
	check->nr_policies += file->nr_policies;
	check->nr_records += file->nr_records;
}

static size_t count_errors(const struct check *check,
			   const struct checked *file)
{
	size_t nr = 0;

	for (size_t i = 0; i < file->nr_policies; i++)
		nr += check->findings.errors_of[file->first_policy + i];
	for (size_t i = 0; i < file->nr_records; i++)
		nr += csec_diag_record(check->run->diag, file->first_record + i)
			      ->severity == CSEC_SEVERITY_ERROR;
	return nr;
}

/* What is wrong with a file that has no policies people read elsewhere. */
static void print_files(struct csec_out *out, const struct check *check)
{
	csec_out_array_begin(out, "files");
	for (size_t i = 0; i < check->nr; i++) {
		const struct checked *file = &check->files[i];
		const size_t nr_errors = count_errors(check, file);
		const bool is_ok = !file->err && !nr_errors;

		csec_out_object_begin(out, NULL);
		csec_out_string(out, "file", file->err ? NULL : "%s",
				file->name);
		csec_out_bool(out, "ok", NULL, is_ok);
		csec_out_u64(out, "policies", NULL, file->nr_policies);
		csec_out_u64(out, "errors",
			     is_ok || file->err ? NULL :
						  ": %" PRIu64 " errors\n",
			     nr_errors);
		if (is_ok)
			csec_out_text(out, ": ok\n");
		csec_out_object_end(out);
	}
	csec_out_array_end(out);
}

static void print_finding(struct csec_out *out,
			  const struct csec_finding *finding)
{
	static const char *const severities[] = {
		[CSEC_SEVERITY_ERROR] = "error",
		[CSEC_SEVERITY_WARNING] = "warning",
		[CSEC_SEVERITY_NOTE] = "note",
	};

	csec_out_object_begin(out, NULL);
	csec_out_string(out, "severity", NULL, severities[finding->severity]);
	csec_out_string(out, "check", NULL, finding->check);
	csec_out_string(out, "policy", NULL, finding->policy);
	csec_out_string(out, "file", NULL, finding->file);
	csec_out_u64(out, "line", NULL, finding->line);
	csec_out_string(out, "message", NULL, finding->message);
	csec_out_string(out, "advice", NULL, finding->advice);
	csec_out_object_end(out);
}

/* What was said while the file was read, in the form of a finding. */
static void print_records(struct csec_out *out, const struct check *check,
			  const struct checked *file)
{
	for (size_t i = 0; i < file->nr_records; i++) {
		const struct csec_diag_record *record = csec_diag_record(
			check->run->diag, file->first_record + i);
		const struct csec_finding finding = {
			.severity = record->severity,
			.check = "read",
			.file = record->file ? record->file : file->name,
			.line = record->line,
			.message = record->message,
			.advice = record->hint,
		};

		print_finding(out, &finding);
	}
}

/* For machines; people read the findings as diagnostics. */
static void print_findings(struct csec_out *out, const struct check *check)
{
	const struct csec_findings *findings = &check->findings;

	csec_out_array_begin(out, "findings");
	for (size_t i = 0; i < check->nr; i++)
		print_records(out, check, &check->files[i]);
	for (size_t i = 0; i < findings->nr; i++)
		print_finding(out, &findings->findings[i]);
	csec_out_array_end(out);
	csec_out_u64(out, "findings_left_out", NULL, findings->nr_left_out);
}

static int print_check(struct check *check)
{
	struct csec_out *out = csec_cmd_out(check->run);
	int status = check->status;

	if (!out)
		return csec_cmd_close(check->run, out, CSEC_EXIT_FAILED);
	if (!status && check->findings.nr_of[CSEC_SEVERITY_ERROR])
		status = CSEC_EXIT_INVALID;
	print_files(out, check);
	print_findings(out, check);
	if (csec_out_is_text(out))
		csec_lint_report(&check->findings, check->run->diag);
	return csec_cmd_close(check->run, out, status);
}

static void free_files(struct check *check)
{
	for (size_t i = 0; i < check->nr; i++)
		free(check->files[i].name);
	free(check->files);
}

int csec_cmd_policy_check(struct csec_run *run)
{
	struct check check = {
		.run = run,
		.set = csec_policy_set_create(),
		.nr_records = csec_diag_size(run->diag),
	};
	int err = check.set ? 0 : -ENOMEM, status;

	for (size_t i = 0; !err && i < run->nr_operands; i++) {
		(void)csec_parse_each(run->operands[i], check.set, run->diag,
				      take_file, &check);
		err = check.is_out_of_memory ? -ENOMEM : 0;
	}
	if (!err)
		err = csec_lint_run(check.set, &check.findings);
	status = err ? csec_cmd_failed(run, err, "checking the policies") :
		       print_check(&check);
	csec_lint_clear(&check.findings);
	csec_policy_set_free(check.set);
	free_files(&check);
	return status;
}
