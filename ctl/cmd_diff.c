// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - csecctl policy diff: what a push would change
 */
#include "cmd_policy.h"

#include <errno.h>
#include <inttypes.h>

#include "diff.h"
#include "parse.h"
#include "policy.h"

/**
 * struct comparison - one call
 * @run: The call.
 * @out: Output.
 * @set: What would be pushed.
 * @live: What is live.
 * @nr_added: Policies, likewise the others.
 */
struct comparison {
	struct csec_run *run;
	struct csec_out *out;
	struct csec_policy_set *set;
	struct csec_policy_set *live;
	uint64_t nr_added;
	uint64_t nr_changed;
	uint64_t nr_removed;
	uint64_t nr_unchanged;
};

static int read_both(struct comparison *c, uint64_t *generation)
{
	struct csec_session session;
	int err, status;

	err = csec_parse_paths(c->run->operands, c->run->nr_operands, c->set,
			       c->run->diag);
	if (err)
		return csec_parse_status(err);
	status = csec_session_open(c->run, &session);
	*generation = session.status.generation;
	if (!status)
		status = csec_live_read(c->run, &session, NULL, c->live,
					generation);
	csec_session_close(&session);
	return status;
}

static void begin_policy(struct comparison *c, const char *name,
			 const char *what, enum csec_style style)
{
	csec_out_object_begin(c->out, NULL);
	csec_out_style(c->out, CSEC_STYLE_BOLD);
	csec_out_string(c->out, "name", "%s: ", name);
	csec_out_style(c->out, style);
	csec_out_string(c->out, "change", "%s\n", what);
}

static void print_change(struct csec_out *out, const struct csec_change *change)
{
	csec_out_object_begin(out, NULL);
	csec_out_string(out, "change", NULL,
			change->is_added ? "added" : "removed");
	csec_out_bytes(out, "key", NULL, change->line, change->key_len);
	csec_out_string(out, "value", NULL, change->line + change->key_len + 2);
	csec_out_style(out,
		       change->is_added ? CSEC_STYLE_GOOD : CSEC_STYLE_BAD);
	/* It is escaped already. */
	csec_out_text(out, "  %c %s\n", change->is_added ? '+' : '-',
		      change->line);
	csec_out_object_end(out);
}

static int compare(struct comparison *c, const struct csec_policy *new)
{
	const struct csec_policy *old =
		csec_policy_set_find(c->live, new->name);
	struct csec_diff diff = { 0 };
	int err;

	if (!old) {
		c->nr_added++;
		begin_policy(c, new->name, "added", CSEC_STYLE_GOOD);
		csec_out_object_end(c->out);
		return 0;
	}
	if (csec_policy_equal(old, new)) {
		c->nr_unchanged++;
		return 0;
	}
	c->nr_changed++;
	err = csec_diff_run(old, new, &diff);
	begin_policy(c, new->name, "changed", CSEC_STYLE_WARN);
	csec_out_array_begin(c->out, "changes");
	for (size_t i = 0; i < diff.nr; i++)
		print_change(c->out, &diff.changes[i]);
	csec_out_array_end(c->out);
	csec_out_object_end(c->out);
	csec_diff_clear(&diff);
	return err;
}

static void print_removed(struct comparison *c)
{
	for (size_t i = 0; i < c->live->nr; i++) {
		const char *name = c->live->policies[i]->name;

		if (csec_policy_set_find(c->set, name))
			continue;
		c->nr_removed++;
		begin_policy(c, name, "removed", CSEC_STYLE_BAD);
		csec_out_object_end(c->out);
	}
}

static int print(struct comparison *c, uint64_t generation)
{
	const bool prune = c->run->values[CSEC_DIFF_PRUNE];
	int err = 0;

	csec_out_array_begin(c->out, "policies");
	for (size_t i = 0; i < c->set->nr && !err; i++)
		err = compare(c, c->set->policies[i]);
	if (prune)
		print_removed(c);
	csec_out_array_end(c->out);
	csec_out_id(c->out, "generation", NULL, generation);
	csec_out_u64(c->out, "added", "%" PRIu64 " added", c->nr_added);
	csec_out_u64(c->out, "changed", ", %" PRIu64 " changed", c->nr_changed);
	csec_out_u64(c->out, "unchanged", ", %" PRIu64 " unchanged",
		     c->nr_unchanged);
	csec_out_u64(c->out, "removed", prune ? ", %" PRIu64 " removed" : NULL,
		     c->nr_removed);
	csec_out_text(c->out, "\n");
	if (err)
		return csec_cmd_failed(c->run, err, "comparing the policies");
	return c->nr_added || c->nr_changed || c->nr_removed ?
		       CSEC_EXIT_DIFFERENT :
		       CSEC_EXIT_OK;
}

int csec_cmd_policy_diff(struct csec_run *run)
{
	struct comparison c = {
		.run = run,
		.set = csec_policy_set_create(),
		.live = csec_policy_set_create(),
	};
	uint64_t generation;
	int status;

	if (!c.set || !c.live)
		status = csec_cmd_failed(run, -ENOMEM, "comparing");
	else
		status = read_both(&c, &generation);
	if (!status) {
		c.out = csec_cmd_out(run);
		status = c.out ? print(&c, generation) : CSEC_EXIT_FAILED;
	}
	csec_policy_set_free(c.set);
	csec_policy_set_free(c.live);
	return csec_cmd_close(run, c.out, status);
}
