// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - policy model -> messages
 *
 * Time is linear in the bytes: a rule is measured, then written once.
 */
#include "nl_policy.h"

#include <errno.h>
#include <string.h>

#include <netlink/attr.h>
#include <netlink/msg.h>

#include <linux/csec.h>

#include "nl.h"
#include "nl_policy_table.h"
#include "policy.h"

#define NR(table) (sizeof(table) / sizeof((table)[0]))

#define NUMBER(ATTR, member, limit)                                 \
	{                                                           \
		CSEC_POLICY_A_##ATTR, CSEC_HAS_##ATTR,              \
			offsetof(struct csec_policy, member), limit \
	}

/* clang-format off */
const struct csec_nl_number csec_nl_numbers[] = {
	NUMBER(MAX_PROCESSES,	max_processes,	CSEC_LIMIT_MAX),
	NUMBER(MAX_THREADS,	max_threads,	CSEC_LIMIT_MAX),
	NUMBER(FORK_RATE,	fork_rate,	CSEC_LIMIT_MAX),
	NUMBER(FORK_BURST,	fork_burst,	CSEC_LIMIT_MAX),
	NUMBER(ON_BOMB,		on_bomb,	CSEC_ON_BOMB_MAX),
	NUMBER(EXEC_DEFAULT,	exec_default,	CSEC_ACTION_MAX),
	NUMBER(EXEC_DRIFT,	exec_drift,	CSEC_ACTION_MAX),
	NUMBER(EXEC_LIBRARIES,	exec_libraries,	CSEC_LIBRARIES_MAX),
	NUMBER(SHELL_REVERSE,	shell_reverse,	CSEC_ACTION_MAX),
	NUMBER(SHELL_BIND,	shell_bind,	CSEC_ACTION_MAX),
	NUMBER(SHELL_CONNECT,	shell_connect,	CSEC_ACTION_MAX),
	NUMBER(JIT_DEFAULT,	jit_default,	CSEC_ACTION_MAX),
	NUMBER(INJECT_DEFAULT,	inject_default,	CSEC_INJECT_MAX),
	NUMBER(CAP_DEFAULT,	cap_default,	CSEC_ACTION_MAX),
	NUMBER(EXEC_RATE,	exec_rate,	CSEC_LIMIT_MAX),
	NUMBER(EXEC_BURST,	exec_burst,	CSEC_LIMIT_MAX),
	NUMBER(ON_RATE,		on_rate,	CSEC_ON_RATE_MAX),
	NUMBER(EXEC_WRITES,	exec_writes,	CSEC_ACTION_MAX),
	NUMBER(ESCAPE_DEFAULT,	escape_default,	CSEC_ACTION_MAX),
};
/* clang-format on */
const size_t csec_nl_nr_numbers = NR(csec_nl_numbers);

/* Makes a message with its cookie. */
static struct nl_msg *message(enum csec_cmd cmd, uint64_t cookie)
{
	struct nl_msg *msg = csec_nl_msg(cmd);

	if (msg && nla_put_u64(msg, CSEC_A_COOKIE, cookie) < 0) {
		nlmsg_free(msg);
		return NULL;
	}
	return msg;
}

/* Returns @msg, or NULL after freeing it when something was not put. */
static struct nl_msg *complete(struct nl_msg *msg, int err)
{
	if (!err)
		return msg;
	nlmsg_free(msg);
	return NULL;
}

struct nl_msg *csec_nl_policy_begin(const struct csec_nl_begin *begin)
{
	struct nl_msg *msg = message(CSEC_CMD_BEGIN, begin->cookie);
	int err = 0;

	if (!msg)
		return NULL;
	if (begin->has_generation)
		err = nla_put_u64(msg, CSEC_A_GENERATION, begin->generation);
	if (!err && begin->prune)
		err = nla_put_flag(msg, CSEC_A_PRUNE);
	return complete(msg, err);
}

struct nl_msg *csec_nl_policy_commit(uint64_t cookie, uint32_t nr_rules,
				     bool dry_run)
{
	struct nl_msg *msg = message(CSEC_CMD_COMMIT, cookie);
	int err;

	if (!msg)
		return NULL;
	err = nla_put_u32(msg, CSEC_A_NR_RULES, nr_rules);
	if (!err && dry_run)
		err = nla_put_flag(msg, CSEC_A_DRY_RUN);
	return complete(msg, err);
}

struct nl_msg *csec_nl_policy_delete(uint64_t cookie, const char *name)
{
	struct nl_msg *msg = message(CSEC_CMD_DEL, cookie);

	if (!msg)
		return NULL;
	return complete(msg, nla_put_string(msg, CSEC_A_NAME, name));
}

struct nl_msg *csec_nl_policy_get(const char *name)
{
	struct nl_msg *msg = csec_nl_msg(CSEC_CMD_GET_POLICY);

	if (!msg || !name)
		return msg;
	return complete(msg, nla_put_string(msg, CSEC_A_NAME, name));
}

/* Writing */

static int put_matches(struct nl_msg *msg, const struct csec_policy *policy)
{
	for (size_t i = 0; i < policy->nr_matches; i++) {
		const struct csec_match *match = &policy->matches[i];
		struct nlattr *nest = nla_nest_start(msg, CSEC_POLICY_A_MATCH);

		if (!nest ||
		    nla_put_u32(msg, CSEC_MATCH_A_TYPE, match->type) < 0 ||
		    nla_put_string(msg, CSEC_MATCH_A_VALUE, match->value) < 0)
			return -EMSGSIZE;
		nla_nest_end(msg, nest);
	}
	return 0;
}

static int put_numbers(struct nl_msg *msg, const struct csec_policy *policy)
{
	uint32_t value;

	for (size_t i = 0; i < csec_nl_nr_numbers; i++) {
		const struct csec_nl_number *n = &csec_nl_numbers[i];

		if (!csec_policy_has(policy, n->has))
			continue;
		memcpy(&value, (const char *)policy + n->offset, sizeof(value));
		if (nla_put_u32(msg, n->attr, value) < 0)
			return -EMSGSIZE;
	}
	if (csec_policy_has(policy, CSEC_HAS_CAP_ALLOW) &&
	    nla_put_u64(msg, CSEC_POLICY_A_CAP_ALLOW, policy->cap_allow) < 0)
		return -EMSGSIZE;
	if (csec_policy_has(policy, CSEC_HAS_CAP_DENY) &&
	    nla_put_u64(msg, CSEC_POLICY_A_CAP_DENY, policy->cap_deny) < 0)
		return -EMSGSIZE;
	if (csec_policy_has(policy, CSEC_HAS_ESCAPE_ALLOW) &&
	    nla_put_u64(msg, CSEC_POLICY_A_ESCAPE_ALLOW, policy->escape_allow) <
		    0)
		return -EMSGSIZE;
	return 0;
}

static int put_policy(struct nl_msg *msg, const struct csec_policy *policy)
{
	struct nlattr *nest = nla_nest_start(msg, CSEC_A_POLICY);
	int err;

	if (!nest || nla_put_string(msg, CSEC_POLICY_A_NAME, policy->name) < 0)
		return -EMSGSIZE;
	if (policy->source &&
	    nla_put_string(msg, CSEC_POLICY_A_SOURCE, policy->source) < 0)
		return -EMSGSIZE;
	for (size_t i = 0; i < policy->nr_labels; i++)
		if (nla_put_string(msg, CSEC_POLICY_A_LABEL,
				   policy->labels[i]) < 0)
			return -EMSGSIZE;
	if (nla_put_u32(msg, CSEC_POLICY_A_MODE, policy->mode) < 0)
		return -EMSGSIZE;
	err = put_matches(msg, policy);
	if (!err)
		err = put_numbers(msg, policy);
	if (err)
		return err;
	if ((char *)nlmsg_tail(nlmsg_hdr(msg)) - (char *)nest > UINT16_MAX)
		return -EMSGSIZE;
	return nla_nest_end(msg, nest) < 0 ? -EMSGSIZE : 0;
}

static size_t string_size(const char *text)
{
	return text ? (size_t)nla_total_size((int)strlen(text) + 1) : 0;
}

/* Bytes of the attribute that put_rule() writes. */
static size_t rule_size(const struct csec_rule *rule)
{
	const size_t number = (size_t)nla_total_size(sizeof(uint32_t));
	size_t size = NLA_HDRLEN + number;

	size += string_size(rule->path) + string_size(rule->path_to);
	if (rule->sha256)
		size += (size_t)nla_total_size(CSEC_SHA256_LEN);
	size += string_size(rule->applets);
	for (size_t i = 0; i < rule->nr_scripts; i++)
		size += string_size(rule->scripts[i]);
	if (rule->has_inline)
		size += number;
	if (rule->line)
		size += number;
	return size;
}

static int put_rule(struct nl_msg *msg, const struct csec_rule *rule)
{
	struct nlattr *nest = nla_nest_start(msg, CSEC_A_RULE);
	int err;

	if (!nest)
		return -EMSGSIZE;
	err = nla_put_u32(msg, CSEC_RULE_A_SECTION, rule->section);
	if (!err && rule->path)
		err = nla_put_string(msg, CSEC_RULE_A_PATH, rule->path);
	if (!err && rule->path_to)
		err = nla_put_string(msg, CSEC_RULE_A_PATH_TO, rule->path_to);
	if (!err && rule->sha256)
		err = nla_put(msg, CSEC_RULE_A_SHA256, CSEC_SHA256_LEN,
			      rule->sha256);
	if (!err && rule->applets)
		err = nla_put_string(msg, CSEC_RULE_A_APPLETS, rule->applets);
	for (size_t i = 0; !err && i < rule->nr_scripts; i++)
		err = nla_put_string(msg, CSEC_RULE_A_SCRIPT, rule->scripts[i]);
	if (!err && rule->has_inline)
		err = nla_put_u32(msg, CSEC_RULE_A_INLINE, rule->inline_action);
	if (!err && rule->line)
		err = nla_put_u32(msg, CSEC_RULE_A_LINE, rule->line);
	if (err)
		return -EMSGSIZE;
	return nla_nest_end(msg, nest) < 0 ? -EMSGSIZE : 0;
}

/* Hands a message over and frees it. */
static int finish(struct nl_msg *msg, csec_nl_emit_t emit, void *arg)
{
	int err = emit(msg, arg);

	nlmsg_free(msg);
	return err;
}

static int encode_policy(const struct csec_policy *policy, uint64_t cookie,
			 csec_nl_emit_t emit, void *arg)
{
	struct nl_msg *msg = message(CSEC_CMD_ADD, cookie);
	int err;

	if (!msg)
		return -ENOMEM;
	err = put_policy(msg, policy);
	if (err) {
		nlmsg_free(msg);
		return err;
	}
	return finish(msg, emit, arg);
}

/* Writes rules from @first on; @first becomes the first one that is left. */
static int encode_chunk(const struct csec_policy *policy, uint64_t cookie,
			size_t *first, struct nl_msg **out)
{
	struct nl_msg *msg = message(CSEC_CMD_ADD, cookie);
	size_t i = *first;
	int err = 0;

	if (!msg)
		return -ENOMEM;
	if (nla_put_string(msg, CSEC_A_NAME, policy->name) < 0)
		err = -EMSGSIZE;
	for (; !err && i < policy->nr_rules; i++) {
		const size_t size = rule_size(&policy->rules[i]);

		if (size > UINT16_MAX) {
			err = -EMSGSIZE;
			break;
		}
		if (i > *first &&
		    nlmsg_hdr(msg)->nlmsg_len + size > CSEC_NL_CHUNK_SIZE)
			break;
		err = put_rule(msg, &policy->rules[i]);
	}
	if (err) {
		nlmsg_free(msg);
		return err;
	}
	*first = i;
	*out = msg;
	return 0;
}

int csec_nl_policy_encode(const struct csec_policy *policy, uint64_t cookie,
			  csec_nl_emit_t emit, void *arg)
{
	struct nl_msg *msg;
	size_t next = 0;
	int err;

	err = encode_policy(policy, cookie, emit, arg);
	while (!err && next < policy->nr_rules) {
		err = encode_chunk(policy, cookie, &next, &msg);
		if (!err)
			err = finish(msg, emit, arg);
	}
	return err;
}
