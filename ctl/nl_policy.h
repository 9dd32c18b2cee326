/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - policy model <-> messages
 *
 * Pure functions on buffers: nothing is sent here. A transaction is
 *
 *	BEGIN, for each policy (ADD with the policy, ADD with rules ...),
 *	DEL ..., COMMIT
 *
 * and the same shape, without the frame, comes back from GET_POLICY.
 */
#ifndef _CSEC_CTL_NL_POLICY_H
#define _CSEC_CTL_NL_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct csec_policy;
struct csec_policy_set;
struct nl_msg;
struct nlmsghdr;

/* A message is sent when the next rule would make it longer than this. */
#define CSEC_NL_CHUNK_SIZE 61440

/**
 * typedef csec_nl_emit_t - Takes one finished message
 * @msg: The message; freed by the caller of this function.
 * @arg: Private.
 *
 * Return: 0, or a negative errno that ends the encoding.
 */
typedef int (*csec_nl_emit_t)(struct nl_msg *msg, void *arg);

/**
 * struct csec_nl_begin - how a transaction begins
 * @cookie: Names the transaction, not 0.
 * @generation: The live generation that is expected.
 * @has_generation: @generation is meaningful.
 * @prune: Start from no policies instead of the live ones.
 */
struct csec_nl_begin {
	uint64_t cookie;
	uint64_t generation;
	bool has_generation;
	bool prune;
};

/**
 * csec_nl_policy_begin() - Makes the message that opens a transaction
 * @begin: How.
 *
 * Return: Message for nlmsg_free(), or NULL when there is no memory.
 */
struct nl_msg *csec_nl_policy_begin(const struct csec_nl_begin *begin);

/**
 * csec_nl_policy_commit() - Makes the message that closes a transaction
 * @cookie: The transaction.
 * @nr_rules: Rules added in it.
 * @dry_run: Check, then drop it.
 *
 * Return: Message for nlmsg_free(), or NULL when there is no memory.
 */
struct nl_msg *csec_nl_policy_commit(uint64_t cookie, uint32_t nr_rules,
				     bool dry_run);

/**
 * csec_nl_policy_delete() - Makes the message that deletes a policy
 * @cookie: The transaction.
 * @name: Name of the policy.
 *
 * Return: Message for nlmsg_free(), or NULL when there is no memory.
 */
struct nl_msg *csec_nl_policy_delete(uint64_t cookie, const char *name);

/**
 * csec_nl_policy_get() - Makes the message that asks for the live policies
 * @name: Only this one, NULL: all.
 *
 * Return: Message for nlmsg_free(), or NULL when there is no memory.
 */
struct nl_msg *csec_nl_policy_get(const char *name);

/**
 * csec_nl_policy_encode() - Makes the messages that add a policy
 * @policy: Policy.
 * @cookie: The transaction.
 * @emit: Gets each message, in order.
 * @arg: Passed to @emit.
 *
 * Return: 0; -EMSGSIZE the policy without its rules, or one rule, does not fit
 *	into an attribute (64 KB); -ENOMEM; an error of @emit.
 */
int csec_nl_policy_encode(const struct csec_policy *policy, uint64_t cookie,
			  csec_nl_emit_t emit, void *arg);

/**
 * csec_nl_policy_fits() - Whether csec_nl_policy_encode() can write a policy
 * @policy: Policy.
 * @line: Set to the line of the rule that does not fit, 0: it is the policy
 *	without its rules.
 *
 * Return: 0; -EMSGSIZE; -ENOMEM.
 */
int csec_nl_policy_fits(const struct csec_policy *policy, uint32_t *line);

/**
 * csec_nl_policy_decode() - Reads one message of a dump into a set
 * @hdr: Message, any bytes within its length.
 * @set: Gets a new policy, or more rules for one that it has.
 * @generation: Set when the message says it, may be NULL.
 *
 * After the last message the caller may csec_policy_mark_builtin().
 *
 * Return: 0; -EBADMSG malformed, a value out of range, or rules of an unknown
 *	policy; -EEXIST the policy came twice; -E2BIG over a maximum; -ENOMEM.
 */
int csec_nl_policy_decode(const struct nlmsghdr *hdr,
			  struct csec_policy_set *set, uint64_t *generation);

/**
 * csec_nl_policy_line_at() - Which line of the source a refusal is about
 * @hdr: Message that was refused.
 * @offset: Offset of the attribute at fault, from the start of @hdr.
 *
 * Return: The line of the rule that @offset lies in, 0: unknown.
 */
uint32_t csec_nl_policy_line_at(const struct nlmsghdr *hdr, uint32_t offset);

#endif /* _CSEC_CTL_NL_POLICY_H */
