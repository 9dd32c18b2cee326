// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - fuzzing: policy text; what is accepted survives each way out and in
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "diag.h"
#include "format.h"
#include "lint.h"
#include "messages.h"
#include "parse.h"
#include "policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__lsan_default_suppressions(void);

/* libfyaml 0.7.12 leaks when a quoted scalar is malformed. */
const char *__lsan_default_suppressions(void)
{
	return "leak:libfyaml";
}

static void text_round_trip(const struct csec_policy_set *set,
			    enum csec_out_format format)
{
	struct csec_policy_set *again = csec_policy_set_create();
	struct csec_diag *diag = csec_diag_create();
	size_t i;

	for (i = 0; i < set->nr; i++) {
		char *text = csec_format_text(set->policies[i], format);

		if (csec_parse_text("again", text, strlen(text), again, diag))
			abort();
		free(text);
	}
	if (!csec_policy_set_equal(set, again))
		abort();
	csec_policy_set_free(again);
	csec_diag_free(diag);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct csec_policy_set *set = csec_policy_set_create();
	struct csec_diag *diag = csec_diag_create();
	struct csec_findings findings;

	if (!csec_parse_text("fuzz", data, size, set, diag)) {
		text_round_trip(set, CSEC_OUT_YAML);
		text_round_trip(set, CSEC_OUT_JSON);
		messages_round_trip(set);
		csec_lint_run(set, &findings);
		csec_lint_clear(&findings);
	} else if (!csec_diag_size(diag)) {
		abort();
	}
	csec_policy_set_free(set);
	csec_diag_free(diag);
	return 0;
}
