// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - policy model -> messages
 *
 * Time is linear in the bytes: a rule is measured, then written once.
 */
#include "nl_policy.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <netlink/attr.h>
#include <netlink/msg.h>

#include <linux/csec.h>

#include "glob.h"
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

/* What all but the files and the rule itself takes at most. */
static size_t entry_size(const struct csec_rule *rule)
{
	return rule_size(rule) + 4 * NLA_HDRLEN;
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

/**
 * struct encoder - a policy on its way into messages
 * @policy: It.
 * @next: The rule that comes next.
 * @manifest: Number of the last manifest that files were put of, 0: none.
 * @nr_manifests: How many there were.
 * @files: Room for CSEC_MANIFEST_A_FILES.
 */
struct encoder {
	const struct csec_policy *policy;
	size_t next;
	uint16_t manifest;
	uint32_t nr_manifests;
	uint8_t files[CSEC_FILES_MAX];
};

/* Bytes of the directory of a rule that a manifest may say, else 0. */
static size_t listed_in(const struct csec_rule *rule)
{
	if (rule->dir_len)
		return rule->dir_len;
	if (!rule->manifest || !rule->sha256 || csec_glob_is_glob(rule->path))
		return 0;
	return strrchr(rule->path, '/') + 1 - rule->path;
}

/* Gathers files of one directory that follow each other. Returns their bytes. */
static size_t gather_files(struct encoder *encoder, size_t dir_len, size_t room)
{
	const struct csec_rule *rule = &encoder->policy->rules[encoder->next];
	const struct csec_rule *const end =
		encoder->policy->rules + encoder->policy->nr_rules;
	const char *const dir = rule->path;
	const uint16_t manifest = rule->manifest;
	size_t used = 0;

	for (; rule < end && rule->manifest == manifest &&
	       listed_in(rule) == dir_len && !memcmp(rule->path, dir, dir_len);
	     rule++) {
		const size_t size = rule->path_len - dir_len + 1;

		if (CSEC_SHA256_LEN + size > room - used)
			break;
		memcpy(encoder->files + used, rule->sha256, CSEC_SHA256_LEN);
		memcpy(encoder->files + used + CSEC_SHA256_LEN,
		       rule->path + dir_len, size);
		used += CSEC_SHA256_LEN + size;
		encoder->next++;
	}
	return used;
}

/* A directory is written without its slash, but for the root. */
static int put_files(struct nl_msg *msg, struct encoder *encoder,
		     size_t dir_len, size_t room)
{
	const struct csec_rule *rule = &encoder->policy->rules[encoder->next];
	struct nlattr *nest = nla_nest_start(msg, CSEC_A_MANIFEST);
	char dir[CSEC_PATH_MAX + 1];
	size_t len;
	int err;

	if (!nest)
		return -EMSGSIZE;
	if (rule->manifest != encoder->manifest) {
		encoder->manifest = rule->manifest;
		encoder->nr_manifests++;
	}
	snprintf(dir, sizeof(dir), "%.*s", (int)(dir_len > 1 ? dir_len - 1 : 1),
		 rule->path);
	err = nla_put_u32(msg, CSEC_MANIFEST_A_INDEX,
			  encoder->nr_manifests - 1);
	if (!err && rule->line)
		err = nla_put_u32(msg, CSEC_MANIFEST_A_LINE, rule->line);
	if (!err)
		err = nla_put_string(msg, CSEC_MANIFEST_A_DIRECTORY, dir);
	len = gather_files(encoder, dir_len, room);
	if (!err)
		err = nla_put(msg, CSEC_MANIFEST_A_FILES, (int)len,
			      encoder->files);
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

/*
 * Puts the next rule, or as many as one attribute holds. Returns whether there was
 * room for it, else what is wrong.
 */
static int put_next(struct nl_msg *msg, struct encoder *encoder, bool is_first)
{
	const struct csec_rule *rule = &encoder->policy->rules[encoder->next];
	const size_t dir_len = listed_in(rule);
	const size_t used = nlmsg_hdr(msg)->nlmsg_len;
	const size_t size = entry_size(rule);
	int err;

	if (size > UINT16_MAX)
		return -EMSGSIZE;
	if (!is_first && used + size > CSEC_NL_CHUNK_SIZE)
		return 0;
	if (dir_len) {
		size_t room = CSEC_NL_CHUNK_SIZE - used;

		room = room > size ? room - size : 0;
		room += CSEC_SHA256_LEN + rule->path_len - dir_len + 1;
		err = put_files(msg, encoder, dir_len,
				room < CSEC_FILES_MAX ? room : CSEC_FILES_MAX);
	} else {
		err = put_rule(msg, rule);
		encoder->next++;
	}
	return err ? err : 1;
}

/* Writes as many of the rules that are left as there is room for. */
static int encode_chunk(struct encoder *encoder, uint64_t cookie,
			struct nl_msg **out)
{
	struct nl_msg *msg = message(CSEC_CMD_ADD, cookie);
	const size_t first = encoder->next;
	int ret = 1;

	if (!msg)
		return -ENOMEM;
	if (nla_put_string(msg, CSEC_A_NAME, encoder->policy->name) < 0)
		ret = -EMSGSIZE;
	while (ret > 0 && encoder->next < encoder->policy->nr_rules)
		ret = put_next(msg, encoder, encoder->next == first);
	if (ret < 0) {
		nlmsg_free(msg);
		return ret;
	}
	*out = msg;
	return 0;
}

int csec_nl_policy_encode(const struct csec_policy *policy, uint64_t cookie,
			  csec_nl_emit_t emit, void *arg)
{
	struct encoder *encoder = calloc(1, sizeof(*encoder));
	struct nl_msg *msg;
	int err;

	if (!encoder)
		return -ENOMEM;
	encoder->policy = policy;
	err = encode_policy(policy, cookie, emit, arg);
	while (!err && encoder->next < policy->nr_rules) {
		err = encode_chunk(encoder, cookie, &msg);
		if (!err)
			err = finish(msg, emit, arg);
	}
	free(encoder);
	return err;
}

static int drop(struct nl_msg *msg, void *arg)
{
	(void)msg;
	(void)arg;
	return 0;
}

int csec_nl_policy_fits(const struct csec_policy *policy, uint32_t *line)
{
	*line = 0;
	for (size_t i = 0; i < policy->nr_rules; i++) {
		const struct csec_rule *rule = &policy->rules[i];

		/* One of a manifest is far from it. */
		if (!rule->dir_len && entry_size(rule) > UINT16_MAX) {
			*line = rule->line;
			return -EMSGSIZE;
		}
	}
	return encode_policy(policy, 1, drop, NULL);
}
