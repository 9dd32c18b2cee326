// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - the dump of policies
 *
 * For each policy a message with all but its rules, then as many with rules as
 * are needed. The policy that is being sent is referenced, so that it is sent
 * whole; the next one is found by name in what is live by then, and marked as
 * interrupted (NLM_F_DUMP_INTR) when that is another generation.
 */
#include "netlink_internal.h"

#include <linux/slab.h>
#include <linux/string.h>

#include "manifest.h"

/**
 * struct policy_dump - where the dump of policies stands
 * @policy: Being sent; referenced; NULL: none yet.
 * @generation: That @policy was live in.
 * @rule: Next rule to be sent.
 * @place: Next file of the manifest that it stands for.
 * @has_head: The head of @policy was sent.
 * @wanted: Only this policy; empty: all.
 * @last: Name of the last policy begun; empty: none.
 *
 * Of one socket; its dumps are serialised by the core.
 */
struct policy_dump {
	struct csec_policy *policy;
	u64 generation;
	u32 rule;
	struct csec_manifest_place place;
	bool has_head;
	char wanted[CSEC_NAME_MAX + 1];
	char last[CSEC_NAME_MAX + 1];
};

/* clang-format off */
static const struct nla_policy types[CSEC_A_MAX + 1] = {
	[CSEC_A_NAME]	= { .type = NLA_NUL_STRING, .len = CSEC_NAME_MAX },
};
/* clang-format on */

static struct policy_dump *to_dump(const struct netlink_callback *cb)
{
	return (struct policy_dump *)cb->args[0];
}

/* First policy after @after, or the one called @wanted. Store locked. */
static const struct csec_binding *
find_next(const struct csec_generation *generation, const char *wanted,
	  const char *after)
{
	u32 low = 0, high = generation->nr_policies, middle;
	const struct csec_binding *found;

	if (wanted[0] && after[0])
		return NULL;
	while (low < high) {
		middle = low + (high - low) / 2;
		found = &generation->bindings[middle];
		if (wanted[0] ? strcmp(found->policy->name, wanted) < 0 :
				strcmp(found->policy->name, after) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == generation->nr_policies)
		return NULL;
	found = &generation->bindings[low];
	if (wanted[0] && strcmp(found->policy->name, wanted))
		return NULL;
	return found;
}

/*
 * Also at the end: what comes then, the end or an interruption, depends on what
 * is live, which the core compares with the messages before.
 */
static bool begin_next(struct netlink_callback *cb, struct policy_dump *dump)
{
	const struct csec_generation *live = csec_store_lock();
	const struct csec_binding *binding =
		find_next(live, dump->wanted, dump->last);

	/* Not 0, which stands for "unknown". */
	cb->seq = (unsigned int)live->id + 1;
	if (binding) {
		dump->policy = csec_policy_get(binding->policy);
		dump->generation = live->id;
		dump->rule = 0;
		dump->place = (struct csec_manifest_place){};
		dump->has_head = false;
		strscpy(dump->last, binding->policy->name, sizeof(dump->last));
	}
	csec_store_unlock();
	return binding;
}

/* Head of a policy */

static int put_numbers(struct sk_buff *skb, const struct csec_policy *policy,
		       enum csec_policy_attr attr)
{
	if (!csec_policy_has(policy, attr))
		return 0;
	switch (attr) {
	case CSEC_POLICY_A_MAX_PROCESSES:
		return nla_put_u32(skb, attr, policy->max_processes);
	case CSEC_POLICY_A_MAX_THREADS:
		return nla_put_u32(skb, attr, policy->max_threads);
	case CSEC_POLICY_A_FORK_RATE:
		return nla_put_u32(skb, attr, policy->fork_rate);
	case CSEC_POLICY_A_FORK_BURST:
		return nla_put_u32(skb, attr, policy->fork_burst);
	case CSEC_POLICY_A_ON_BOMB:
		return nla_put_u32(skb, attr, policy->on_bomb);
	case CSEC_POLICY_A_EXEC_LIBRARIES:
		return nla_put_u32(skb, attr, policy->libraries);
	case CSEC_POLICY_A_EXEC_RATE:
		return nla_put_u32(skb, attr, policy->exec_rate);
	case CSEC_POLICY_A_EXEC_BURST:
		return nla_put_u32(skb, attr, policy->exec_burst);
	case CSEC_POLICY_A_ON_RATE:
		return nla_put_u32(skb, attr, policy->on_rate);
	case CSEC_POLICY_A_INJECT_DEFAULT:
		return nla_put_u32(skb, attr, policy->inject);
	case CSEC_POLICY_A_ESCAPE_ALLOW:
		return nla_put_u64_64bit(skb, attr, policy->escape_allow,
					 CSEC_POLICY_A_PAD);
	case CSEC_POLICY_A_CAP_ALLOW:
		return nla_put_u64_64bit(skb, attr, policy->cap_allow,
					 CSEC_POLICY_A_PAD);
	case CSEC_POLICY_A_CAP_DENY:
		return nla_put_u64_64bit(skb, attr, policy->cap_deny,
					 CSEC_POLICY_A_PAD);
	default:
		return nla_put_u32(skb, attr, policy->action[attr]);
	}
}

static int put_match(struct sk_buff *skb, const struct csec_policy *policy,
		     const struct csec_match *match)
{
	struct nlattr *nest = nla_nest_start(skb, CSEC_POLICY_A_MATCH);

	if (!nest || nla_put_u32(skb, CSEC_MATCH_A_TYPE, match->type) ||
	    nla_put_string(skb, CSEC_MATCH_A_VALUE,
			   csec_policy_text(policy, match->value)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_lists(struct sk_buff *skb, const struct csec_policy *policy)
{
	u32 i;

	for (i = 0; i < policy->nr_labels; i++)
		if (nla_put_string(skb, CSEC_POLICY_A_LABEL,
				   csec_policy_text(policy, policy->labels[i])))
			return -EMSGSIZE;
	for (i = 0; i < policy->nr_matches; i++)
		if (put_match(skb, policy, &policy->matches[i]))
			return -EMSGSIZE;
	return 0;
}

static int put_policy(struct sk_buff *skb, const struct csec_policy *policy)
{
	struct nlattr *nest = nla_nest_start(skb, CSEC_A_POLICY);
	enum csec_policy_attr attr;

	if (!nest || nla_put_string(skb, CSEC_POLICY_A_NAME, policy->name) ||
	    nla_put_u32(skb, CSEC_POLICY_A_MODE, policy->mode))
		return -EMSGSIZE;
	if (policy->source != CSEC_NO_RULE &&
	    nla_put_string(skb, CSEC_POLICY_A_SOURCE,
			   csec_policy_text(policy, policy->source)))
		return -EMSGSIZE;
	for (attr = CSEC_POLICY_A_MAX_PROCESSES; attr <= CSEC_POLICY_A_MAX;
	     attr++)
		if (put_numbers(skb, policy, attr))
			return -EMSGSIZE;
	if (put_lists(skb, policy))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* Rules of a policy */

static int put_extra(struct sk_buff *skb, const struct csec_policy *policy,
		     const struct csec_rule_extra *extra)
{
	const char *script;
	u32 i;

	if (extra->path_to != CSEC_NO_RULE &&
	    nla_put_string(skb, CSEC_RULE_A_PATH_TO,
			   csec_policy_text(policy, extra->path_to)))
		return -EMSGSIZE;
	if (extra->has_sha256 &&
	    nla_put(skb, CSEC_RULE_A_SHA256, CSEC_SHA256_LEN, extra->sha256))
		return -EMSGSIZE;
	if (extra->inline_action >= 0 &&
	    nla_put_u32(skb, CSEC_RULE_A_INLINE, extra->inline_action))
		return -EMSGSIZE;
	if (extra->applets != CSEC_NO_RULE &&
	    nla_put_string(skb, CSEC_RULE_A_APPLETS,
			   csec_policy_text(policy, extra->applets)))
		return -EMSGSIZE;
	script = csec_policy_text(policy, extra->scripts);
	for (i = 0; i < extra->nr_scripts; i++) {
		if (nla_put_string(skb, CSEC_RULE_A_SCRIPT, script))
			return -EMSGSIZE;
		script += strlen(script) + 1;
	}
	return 0;
}

static int put_rule(struct sk_buff *skb, const struct csec_policy *policy,
		    const struct csec_rule *rule)
{
	struct nlattr *nest = nla_nest_start(skb, CSEC_A_RULE);

	if (!nest)
		return -EMSGSIZE;
	if (nla_put_u32(skb, CSEC_RULE_A_SECTION, rule->section) ||
	    nla_put_string(skb, CSEC_RULE_A_PATH,
			   csec_policy_text(policy, rule->path)) ||
	    nla_put_u32(skb, CSEC_RULE_A_LINE, rule->line) ||
	    (rule->extra != CSEC_NO_RULE &&
	     put_extra(skb, policy, &policy->extras[rule->extra]))) {
		nla_nest_cancel(skb, nest);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	return 0;
}

/* As many files of one directory as there is room for. */
static int put_files(struct sk_buff *skb, const struct csec_manifest *manifest,
		     const struct csec_rule *rule,
		     struct csec_manifest_place *place)
{
	struct nlattr *nest = nla_nest_start(skb, CSEC_A_MANIFEST);
	const struct csec_manifest_place begin = *place;
	const char *dir = csec_manifest_dir(manifest, place);
	const u8 *files;
	size_t len;
	int room;

	if (!nest || nla_put_u32(skb, CSEC_MANIFEST_A_INDEX, rule->next) ||
	    nla_put_u32(skb, CSEC_MANIFEST_A_LINE, rule->line) ||
	    nla_put_string(skb, CSEC_MANIFEST_A_DIRECTORY, dir[0] ? dir : "/"))
		goto cancel;
	room = min_t(int, skb_tailroom(skb) - NLA_HDRLEN - NLA_ALIGNTO,
		     CSEC_FILES_MAX);
	if (room <= 0 ||
	    !csec_manifest_files(manifest, place, &dir, &files, &len, room) ||
	    nla_put(skb, CSEC_MANIFEST_A_FILES, len, files))
		goto cancel;
	nla_nest_end(skb, nest);
	return 0;
cancel:
	*place = begin;
	if (nest)
		nla_nest_cancel(skb, nest);
	return -EMSGSIZE;
}

/* Moves on behind what it sends. */
static int put_next(struct sk_buff *skb, struct policy_dump *dump)
{
	const struct csec_policy *policy = dump->policy;
	const struct csec_rule *rule = &policy->rules[dump->rule];
	const struct csec_manifest *manifest;
	int err;

	if (!rule->is_manifest) {
		err = put_rule(skb, policy, rule);
		dump->rule += !err;
		return err;
	}
	manifest = csec_policy_manifest(policy, rule);
	err = put_files(skb, manifest, rule, &dump->place);
	if (!err && dump->place.run == manifest->nr_runs) {
		dump->place = (struct csec_manifest_place){};
		dump->rule++;
	}
	return err;
}

/* Messages */

static void *put_header(struct sk_buff *skb, struct netlink_callback *cb)
{
	return genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			   &csec_netlink_family, NLM_F_MULTI,
			   CSEC_CMD_GET_POLICY);
}

static void end_message(struct sk_buff *skb, struct netlink_callback *cb,
			void *header)
{
	genlmsg_end(skb, header);
	genl_dump_check_consistent(cb, header);
}

static int put_head_message(struct sk_buff *skb, struct netlink_callback *cb,
			    struct policy_dump *dump)
{
	void *header = put_header(skb, cb);

	if (!header)
		return -EMSGSIZE;
	if (nla_put_u64_64bit(skb, CSEC_A_GENERATION, dump->generation,
			      CSEC_A_PAD) ||
	    put_policy(skb, dump->policy)) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	end_message(skb, cb, header);
	dump->has_head = true;
	return 0;
}

static int put_rules_message(struct sk_buff *skb, struct netlink_callback *cb,
			     struct policy_dump *dump)
{
	const struct csec_policy *policy = dump->policy;
	unsigned int nr = 0;
	void *header = put_header(skb, cb);

	if (!header)
		return -EMSGSIZE;
	if (nla_put_string(skb, CSEC_A_NAME, policy->name))
		goto cancel;
	while (dump->rule < policy->nr_rules && !put_next(skb, dump))
		nr++;
	if (!nr)
		goto cancel;
	end_message(skb, cb, header);
	return dump->rule < policy->nr_rules ? -EMSGSIZE : 0;
cancel:
	genlmsg_cancel(skb, header);
	return -EMSGSIZE;
}

static int put_one(struct sk_buff *skb, struct netlink_callback *cb,
		   struct policy_dump *dump)
{
	int err = 0;

	if (!dump->has_head)
		err = put_head_message(skb, cb, dump);
	if (!err && dump->rule < dump->policy->nr_rules)
		err = put_rules_message(skb, cb, dump);
	if (err)
		return err;
	csec_policy_put(dump->policy);
	dump->policy = NULL;
	return 0;
}

static int begin_policy(struct netlink_callback *cb)
{
	struct nlattr *tb[CSEC_A_MAX + 1];
	struct policy_dump *dump;
	const char *name = "";
	int err;

	err = csec_netlink_parse_message(tb, cb->nlh, types, cb->extack);
	if (err)
		return err;
	if (tb[CSEC_A_NAME])
		name = csec_netlink_string(tb[CSEC_A_NAME], cb->extack);
	if (!name)
		return -EINVAL;
	dump = kzalloc(sizeof(*dump), GFP_KERNEL_ACCOUNT);
	if (!dump)
		return csec_netlink_refuse(cb->extack, NULL, -ENOMEM,
					   "out of memory");
	strscpy(dump->wanted, name, sizeof(dump->wanted));
	if (tb[CSEC_A_NAME] && (!name[0] || !begin_next(cb, dump))) {
		kfree(dump);
		return csec_netlink_refuse(cb->extack, tb[CSEC_A_NAME], -ENOENT,
					   "no such policy");
	}
	cb->args[0] = (long)dump;
	return 0;
}

/**
 * csec_netlink_dump_policy - continues CSEC_CMD_GET_POLICY
 * @skb: To be filled.
 * @cb: The dump.
 *
 * The reader is checked again: a socket may have changed hands.
 *
 * Context: Process, may sleep. Takes the store mutex.
 * Return: bytes in @skb, 0: the end; -EPERM: caller not allowed; -EMSGSIZE:
 * @skb has no room for one message.
 */
int csec_netlink_dump_policy(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct policy_dump *dump;
	int err;

	err = csec_netlink_resume_dump(cb, CSEC_NETLINK_WRITE, begin_policy);
	if (err)
		return err;
	dump = to_dump(cb);
	while (!err && (dump->policy || begin_next(cb, dump)))
		err = put_one(skb, cb, dump);
	return skb->len ?: err;
}

/**
 * csec_netlink_done_policy - ends CSEC_CMD_GET_POLICY
 * @cb: The dump.
 *
 * Context: Process.
 * Return: 0.
 */
int csec_netlink_done_policy(struct netlink_callback *cb)
{
	struct policy_dump *dump = to_dump(cb);

	/* Refused before it began: there is none. */
	if (dump && dump->policy)
		csec_policy_put(dump->policy);
	kfree(dump);
	return 0;
}
