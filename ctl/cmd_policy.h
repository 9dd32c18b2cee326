/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - live policies and transactions, for the policy commands
 */
#ifndef _CSEC_CTL_CMD_POLICY_H
#define _CSEC_CTL_CMD_POLICY_H

#include "cmd.h"
#include "nl_policy.h"

struct csec_policy;
struct csec_policy_set;

/**
 * csec_live_read() - Reads live policies out of the kernel
 * @run: The call.
 * @session: Connection.
 * @name: Only this one, NULL: all.
 * @set: Gets the policies.
 * @generation: Gets theirs; unchanged when there is none.
 *
 * Return: CSEC_EXIT_OK, or the exit status after reporting: also
 *	CSEC_EXIT_FAILED when there is no policy @name.
 */
int csec_live_read(struct csec_run *run, struct csec_session *session,
		   const char *name, struct csec_policy_set *set,
		   uint64_t *generation);

/**
 * struct csec_transaction - one change of the live policies
 * @run: The call.
 * @session: Connection; closing it drops what was not committed.
 * @cookie: Names it.
 * @nr_rules: Rules sent.
 * @policy: The one that is being sent, for reports.
 */
struct csec_transaction {
	struct csec_run *run;
	struct csec_session *session;
	uint64_t cookie;
	uint32_t nr_rules;
	const struct csec_policy *policy;
};

/**
 * csec_transaction_begin() - Opens a transaction
 * @t: Zeroed, with @run and @session.
 * @generation: The live generation that the change is made for.
 * @prune: Start from no policies.
 *
 * Return: CSEC_EXIT_OK, or the exit status after reporting.
 */
int csec_transaction_begin(struct csec_transaction *t, uint64_t generation,
			   bool prune);

/**
 * csec_transaction_add() - Sends a policy
 * @t: Open transaction.
 * @policy: Policy.
 *
 * Return: CSEC_EXIT_OK, or the exit status after reporting.
 */
int csec_transaction_add(struct csec_transaction *t,
			 const struct csec_policy *policy);

/**
 * csec_transaction_delete() - Deletes a policy
 * @t: Open transaction.
 * @name: Its name.
 *
 * Return: CSEC_EXIT_OK, or the exit status after reporting.
 */
int csec_transaction_delete(struct csec_transaction *t, const char *name);

/**
 * csec_transaction_commit() - Puts the change in force
 * @t: Open transaction.
 * @dry_run: Check only.
 * @status: Gets the state afterwards.
 *
 * Return: CSEC_EXIT_OK, or the exit status after reporting.
 */
int csec_transaction_commit(struct csec_transaction *t, bool dry_run,
			    struct csec_nl_status *status);

/**
 * csec_parse_status() - What a failed parse means for the exit status
 * @err: Negative errno of csec_parse_path().
 *
 * Return: CSEC_EXIT_INVALID when the text is refused, CSEC_EXIT_PERMISSION or
 *	CSEC_EXIT_FAILED when it could not be read.
 */
int csec_parse_status(int err);

#endif /* _CSEC_CTL_CMD_POLICY_H */
