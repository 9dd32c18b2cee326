// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - status and the dumps of hooks, cgroups and counters
 *
 * Every dump resumes by key. A dump in which the live generation changed is
 * marked as interrupted (NLM_F_DUMP_INTR). Who reads is checked for each part,
 * because a socket may change hands.
 */
#include "netlink_internal.h"

#include <linux/build_bug.h>
#include <linux/limits.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include "attach.h"
#include "charge.h"
#include "netlink.h"

/**
 * struct cgroup_key - a place in the table of cgroups
 * @bucket: See csec_store_next_cgroup().
 * @after: Likewise.
 */
struct cgroup_key {
	u64 bucket;
	u64 after;
};

/**
 * struct counter_dump - where the dump of counters stands
 * @cgroup: Last cgroup done.
 * @has_accounts: All totals were sent.
 * @wanted: Only this policy; empty: all.
 * @last: Name of the last account done; empty: none.
 * @reason: Next one of the object that did not fit as a whole.
 * @partial: Id of that cgroup.
 *
 * Of one socket; its dumps are serialised by the core.
 */
struct counter_dump {
	struct cgroup_key cgroup;
	bool has_accounts;
	char wanted[CSEC_NAME_MAX + 1];
	char last[CSEC_NAME_MAX + 1];
	enum csec_reason reason;
	u64 partial;
};

/* clang-format off */
static const struct nla_policy no_types[CSEC_A_MAX + 1];

static const struct nla_policy counter_types[CSEC_A_MAX + 1] = {
	[CSEC_A_NAME]	= { .type = NLA_NUL_STRING, .len = CSEC_NAME_MAX },
};
/* clang-format on */

/* Common parts */

static int parse(struct netlink_callback *cb, struct nlattr **tb,
		 const struct nla_policy *types)
{
	return csec_netlink_parse_message(tb, cb->nlh, types, cb->extack);
}

static void *put_header(struct sk_buff *skb, struct netlink_callback *cb,
			enum csec_cmd cmd)
{
	return genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			   &csec_netlink_family, NLM_F_MULTI, cmd);
}

/* The messages that follow are of this generation; 0 stands for "unknown". */
static void set_generation(struct netlink_callback *cb)
{
	cb->seq = (unsigned int)READ_ONCE(csec_live_generation) + 1;
}

/* Only a message that stays may use up the mark of an interruption. */
static int end_message(struct sk_buff *skb, struct netlink_callback *cb,
		       void *header, struct nlattr *nest, int err)
{
	if (err) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	genlmsg_end(skb, header);
	genl_dump_check_consistent(cb, header);
	return 0;
}

static u64 sum(const atomic64_t *counters)
{
	u64 total = 0;
	unsigned int i;

	for (i = 0; i < __CSEC_REASON_MAX; i++)
		total += atomic64_read(&counters[i]);
	return total;
}

/* Copies the name of the policy that governs @cg; false: none does. */
static bool get_policy_name(const struct csec_cgroup *cg, char *name)
{
	const struct csec_binding *binding;
	bool governed;

	rcu_read_lock();
	binding = csec_cgroup_binding(cg);
	governed = binding && binding->policy;
	if (governed)
		strscpy(name, binding->policy->name, CSEC_NAME_MAX + 1);
	rcu_read_unlock();
	return governed;
}

/* Status */

/* A task is charged to every counted cgroup above it: count it at the top. */
static bool is_topmost_counted(const struct csec_cgroup *cg)
{
	if (!READ_ONCE(cg->counted))
		return false;
	for (cg = cg->parent; cg; cg = cg->parent)
		if (READ_ONCE(cg->counted))
			return false;
	return true;
}

static int put_cgroup_totals(struct sk_buff *skb)
{
	u32 nr_cgroups = 0, nr_tasks = 0;
	struct cgroup_key key = {};
	struct csec_cgroup *cg;

	while ((cg = csec_store_next_cgroup(&key.bucket, key.after))) {
		nr_cgroups++;
		if (is_topmost_counted(cg))
			nr_tasks += csec_cgroup_tasks(cg);
		key.after = cg->id;
		csec_cgroup_put(cg);
	}
	if (nla_put_u32(skb, CSEC_STATUS_A_NR_CGROUPS, nr_cgroups) ||
	    nla_put_u32(skb, CSEC_STATUS_A_NR_TASKS, nr_tasks))
		return -EMSGSIZE;
	return 0;
}

static int put_u64(struct sk_buff *skb, int attr, u64 value)
{
	static_assert((int)CSEC_STATUS_A_PAD == (int)CSEC_CGROUP_A_PAD &&
		      (int)CSEC_STATUS_A_PAD == (int)CSEC_COUNTER_A_PAD);

	return nla_put_u64_64bit(skb, attr, value, CSEC_STATUS_A_PAD);
}

static int put_generation(struct sk_buff *skb)
{
	const struct csec_generation *live = csec_store_lock();
	const u64 enforced = csec_store_enforced();
	int err;

	err = put_u64(skb, CSEC_STATUS_A_GENERATION, live->id) ||
	      put_u64(skb, CSEC_STATUS_A_COMMIT_TIME, live->time) ||
	      nla_put_u32(skb, CSEC_STATUS_A_COMMIT_UID, live->uid) ||
	      nla_put_u32(skb, CSEC_STATUS_A_NR_POLICIES, live->nr_policies) ||
	      nla_put_u32(skb, CSEC_STATUS_A_NR_ENFORCING,
			  live->nr_enforcing) ||
	      put_u64(skb, CSEC_STATUS_A_NR_RULES, live->nr_rules) ||
	      put_u64(skb, CSEC_STATUS_A_ENFORCED, enforced) ||
	      put_u64(skb, CSEC_STATUS_A_UNENFORCED,
		      live->features & ~enforced);
	csec_store_unlock();
	return err ? -EMSGSIZE : 0;
}

static int put_event_totals(struct sk_buff *skb)
{
	struct csec_event_totals totals;

	csec_event_totals(&totals);
	if (put_u64(skb, CSEC_STATUS_A_REQUESTS_REFUSED,
		    csec_netlink_refused()) ||
	    put_u64(skb, CSEC_STATUS_A_DENIED, totals.denied) ||
	    put_u64(skb, CSEC_STATUS_A_AUDITED, totals.audited) ||
	    put_u64(skb, CSEC_STATUS_A_EVENTS, totals.seq) ||
	    put_u64(skb, CSEC_STATUS_A_EVENTS_LOST, totals.lost))
		return -EMSGSIZE;
	return 0;
}

/**
 * csec_netlink_put_status - appends CSEC_A_STATUS
 * @skb: The message.
 *
 * Context: Process, may sleep. Takes the store mutex and the ring lock.
 * Return: 0; -EMSGSIZE: no room.
 */
int csec_netlink_put_status(struct sk_buff *skb)
{
	const char *version = THIS_MODULE->version ?: "unknown";
	struct nlattr *nest = nla_nest_start(skb, CSEC_A_STATUS);

	if (!nest || nla_put_string(skb, CSEC_STATUS_A_VERSION, version) ||
	    nla_put_u32(skb, CSEC_STATUS_A_ABI, CSEC_ABI) ||
	    put_generation(skb) || put_cgroup_totals(skb) ||
	    put_event_totals(skb) ||
	    nla_put_u8(skb, CSEC_STATUS_A_ARMED, csec_attach_is_armed()) ||
	    nla_put_u8(skb, CSEC_STATUS_A_DEGRADED, csec_attach_is_degraded()))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* Hooks */

static int put_hook(struct sk_buff *skb, struct netlink_callback *cb,
		    const struct csec_hook *hook)
{
	void *header = put_header(skb, cb, CSEC_CMD_GET_HOOK);
	struct nlattr *nest;
	int err;

	if (!header)
		return -EMSGSIZE;
	nest = nla_nest_start(skb, CSEC_A_HOOK);
	err = !nest ||
	      nla_put_string(skb, CSEC_HOOK_A_FUNCTION,
			     hook->name ?: hook->function) ||
	      nla_put_u32(skb, CSEC_HOOK_A_STATE,
			  csec_attach_hook_state(hook)) ||
	      (hook->required && nla_put_flag(skb, CSEC_HOOK_A_REQUIRED)) ||
	      (hook->loss && nla_put_string(skb, CSEC_HOOK_A_LOSS, hook->loss));
	return end_message(skb, cb, header, nest, err);
}

static int begin_hook(struct netlink_callback *cb)
{
	struct nlattr *tb[CSEC_A_MAX + 1];

	return parse(cb, tb, no_types);
}

/**
 * csec_netlink_dump_hook - continues CSEC_CMD_GET_HOOK
 * @skb: To be filled.
 * @cb: The dump.
 *
 * Context: Process, may sleep.
 * Return: bytes in @skb, 0: the end; -EPERM: caller not allowed; -EMSGSIZE:
 * @skb has no room for one message.
 */
int csec_netlink_dump_hook(struct sk_buff *skb, struct netlink_callback *cb)
{
	int err = csec_netlink_resume_dump(cb, CSEC_NETLINK_READ, begin_hook);

	if (err)
		return err;
	set_generation(cb);
	for (; cb->args[0] < csec_attach_nr_hooks(); cb->args[0]++) {
		err = put_hook(skb, cb, csec_attach_hook(cb->args[0]));
		if (err)
			break;
	}
	return skb->len ?: err;
}

/* Cgroups */

static int put_limits(struct sk_buff *skb, const struct csec_cgroup *cg)
{
	const int max_threads = READ_ONCE(cg->max_threads);
	const int max_processes = READ_ONCE(cg->max_processes);
	const u64 peak = atomic64_read(&cg->peak);

	if (READ_ONCE(cg->counted) &&
	    (nla_put_u32(skb, CSEC_CGROUP_A_TASKS, csec_cgroup_tasks(cg)) ||
	     nla_put_u32(skb, CSEC_CGROUP_A_PROCESSES,
			 csec_cgroup_processes(cg)) ||
	     nla_put_u32(skb, CSEC_CGROUP_A_PEAK_TASKS, peak) ||
	     nla_put_u32(skb, CSEC_CGROUP_A_PEAK_PROCESSES, peak >> 32)))
		return -EMSGSIZE;
	if (max_threads != INT_MAX &&
	    nla_put_u32(skb, CSEC_CGROUP_A_MAX_THREADS, max_threads))
		return -EMSGSIZE;
	if (max_processes != INT_MAX &&
	    nla_put_u32(skb, CSEC_CGROUP_A_MAX_PROCESSES, max_processes))
		return -EMSGSIZE;
	return 0;
}

static int put_rates(struct sk_buff *skb, const struct csec_cgroup *cg)
{
	const struct csec_bucket *forks = &cg->rate[CSEC_RATE_FORK];
	const struct csec_bucket *execs = &cg->rate[CSEC_RATE_EXEC];
	const u64 last_refusal = READ_ONCE(cg->last_refusal);
	const u64 now = ktime_get_ns();

	if (put_u64(skb, CSEC_CGROUP_A_REFUSED, atomic64_read(&cg->refused)) ||
	    put_u64(skb, CSEC_CGROUP_A_DELAYED, atomic64_read(&cg->delayed)) ||
	    (last_refusal &&
	     put_u64(skb, CSEC_CGROUP_A_LAST_REFUSAL, last_refusal)) ||
	    (READ_ONCE(cg->counted) &&
	     nla_put_u32(skb, CSEC_CGROUP_A_FORKS, csec_charge_pace(cg))) ||
	    (READ_ONCE(forks->interval) &&
	     nla_put_u32(skb, CSEC_CGROUP_A_FORK_TOKENS,
			 csec_rate_tokens(forks, now))) ||
	    (READ_ONCE(execs->interval) &&
	     nla_put_u32(skb, CSEC_CGROUP_A_EXEC_TOKENS,
			 csec_rate_tokens(execs, now))))
		return -EMSGSIZE;
	return 0;
}

static int put_cgroup(struct sk_buff *skb, struct netlink_callback *cb,
		      const struct csec_cgroup *cg)
{
	char name[CSEC_NAME_MAX + 1];
	struct nlattr *nest;
	void *header;
	int err;

	if (!get_policy_name(cg, name))
		return 0;
	header = put_header(skb, cb, CSEC_CMD_GET_CGROUP);
	if (!header)
		return -EMSGSIZE;
	nest = nla_nest_start(skb, CSEC_A_CGROUP);
	err = !nest || put_u64(skb, CSEC_CGROUP_A_ID, cg->id) ||
	      nla_put_string(skb, CSEC_CGROUP_A_PATH, cg->path) ||
	      nla_put_string(skb, CSEC_CGROUP_A_POLICY, name) ||
	      put_u64(skb, CSEC_CGROUP_A_GOVERNOR, READ_ONCE(cg->governor)) ||
	      put_limits(skb, cg) || put_rates(skb, cg) ||
	      put_u64(skb, CSEC_CGROUP_A_DENIED, sum(cg->counters.denied)) ||
	      put_u64(skb, CSEC_CGROUP_A_AUDITED, sum(cg->counters.audited));
	return end_message(skb, cb, header, nest, err);
}

static int begin_cgroup(struct netlink_callback *cb)
{
	struct nlattr *tb[CSEC_A_MAX + 1];

	return parse(cb, tb, no_types);
}

/**
 * csec_netlink_dump_cgroup - continues CSEC_CMD_GET_CGROUP
 * @skb: To be filled.
 * @cb: The dump.
 *
 * Context: Process, may sleep.
 * Return: bytes in @skb, 0: the end; -EPERM: caller not allowed; -EMSGSIZE:
 * @skb has no room for one message.
 */
int csec_netlink_dump_cgroup(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct cgroup_key *key = (struct cgroup_key *)cb->ctx, next = *key;
	struct csec_cgroup *cg;
	int err;

	static_assert(sizeof(*key) <= sizeof(cb->ctx));
	err = csec_netlink_resume_dump(cb, CSEC_NETLINK_READ, begin_cgroup);
	if (err)
		return err;
	set_generation(cb);
	while ((cg = csec_store_next_cgroup(&next.bucket, next.after))) {
		err = put_cgroup(skb, cb, cg);
		next.after = cg->id;
		csec_cgroup_put(cg);
		if (err)
			return skb->len ?: err;
		*key = next;
	}
	*key = next;
	return skb->len;
}

/* Counters */

static int put_counter(struct sk_buff *skb, struct netlink_callback *cb,
		       const struct csec_counters *counters,
		       enum csec_reason reason, const char *name,
		       const struct csec_cgroup *cg)
{
	const u64 denied = atomic64_read(&counters->denied[reason]);
	const u64 audited = atomic64_read(&counters->audited[reason]);
	struct nlattr *nest;
	void *header;
	int err;

	if (!denied && !audited)
		return 0;
	header = put_header(skb, cb, CSEC_CMD_GET_COUNTER);
	if (!header)
		return -EMSGSIZE;
	nest = nla_nest_start(skb, CSEC_A_COUNTER);
	err = !nest || nla_put_string(skb, CSEC_COUNTER_A_POLICY, name) ||
	      (cg && put_u64(skb, CSEC_COUNTER_A_CGROUP, cg->id)) ||
	      (cg && nla_put_string(skb, CSEC_COUNTER_A_PATH, cg->path)) ||
	      nla_put_u32(skb, CSEC_COUNTER_A_REASON, reason) ||
	      put_u64(skb, CSEC_COUNTER_A_DENIED, denied) ||
	      put_u64(skb, CSEC_COUNTER_A_AUDITED, audited);
	return end_message(skb, cb, header, nest, err);
}

/*
 * The reasons of one object, from where the last message ended. An account that
 * goes in between ends the generation, and so the dump.
 */
static int put_counters(struct sk_buff *skb, struct netlink_callback *cb,
			struct counter_dump *dump,
			const struct csec_counters *counters, const char *name,
			const struct csec_cgroup *cg)
{
	const u64 id = cg ? cg->id : 0;

	if (dump->partial != id)
		dump->reason = 0;
	dump->partial = id;
	for (; dump->reason < __CSEC_REASON_MAX; dump->reason++)
		if (put_counter(skb, cb, counters, dump->reason, name, cg))
			return -EMSGSIZE;
	dump->reason = 0;
	return 0;
}

static bool is_wanted(const struct counter_dump *dump, const char *name)
{
	return !dump->wanted[0] || !strcmp(dump->wanted, name);
}

/* The account with the lowest name after @name. Store locked. */
static const struct csec_account *next_account(const char *name)
{
	const struct csec_account *account, *found = NULL;

	list_for_each_entry(account, csec_store_accounts(), list)
		if (strcmp(account->name, name) > 0 &&
		    (!found || strcmp(account->name, found->name) < 0))
			found = account;
	return found;
}

static int dump_accounts(struct sk_buff *skb, struct netlink_callback *cb,
			 struct counter_dump *dump)
{
	const struct csec_account *account;
	int err = 0;

	csec_store_lock();
	while (!err && (account = next_account(dump->last))) {
		if (is_wanted(dump, account->name))
			err = put_counters(skb, cb, dump, &account->counters,
					   account->name, NULL);
		if (!err)
			strscpy(dump->last, account->name, sizeof(dump->last));
	}
	csec_store_unlock();
	dump->has_accounts = !err;
	return err;
}

static int dump_cgroup_counters(struct sk_buff *skb,
				struct netlink_callback *cb,
				struct counter_dump *dump)
{
	struct cgroup_key next = dump->cgroup;
	char name[CSEC_NAME_MAX + 1];
	struct csec_cgroup *cg;
	int err = 0;

	while ((cg = csec_store_next_cgroup(&next.bucket, next.after))) {
		if (get_policy_name(cg, name) && is_wanted(dump, name))
			err = put_counters(skb, cb, dump, &cg->counters, name,
					   cg);
		next.after = cg->id;
		csec_cgroup_put(cg);
		if (err)
			return err;
		dump->cgroup = next;
	}
	dump->cgroup = next;
	return 0;
}

static int begin_counter(struct netlink_callback *cb)
{
	struct nlattr *tb[CSEC_A_MAX + 1];
	struct counter_dump *dump;
	const char *name = "";
	int err;

	err = parse(cb, tb, counter_types);
	if (err)
		return err;
	if (tb[CSEC_A_NAME])
		name = csec_netlink_string(tb[CSEC_A_NAME], cb->extack);
	if (!name)
		return -EINVAL;
	if (tb[CSEC_A_NAME] && !name[0])
		return csec_netlink_refuse(cb->extack, tb[CSEC_A_NAME], -EINVAL,
					   "the name is empty");
	dump = kzalloc(sizeof(*dump), GFP_KERNEL_ACCOUNT);
	if (!dump)
		return csec_netlink_refuse(cb->extack, NULL, -ENOMEM,
					   "out of memory");
	strscpy(dump->wanted, name, sizeof(dump->wanted));
	cb->args[0] = (long)dump;
	return 0;
}

/**
 * csec_netlink_dump_counter - continues CSEC_CMD_GET_COUNTER
 * @skb: To be filled.
 * @cb: The dump.
 *
 * Context: Process, may sleep. Takes the store mutex.
 * Return: bytes in @skb, 0: the end; -EPERM: caller not allowed; -EMSGSIZE:
 * @skb has no room for one message.
 */
int csec_netlink_dump_counter(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct counter_dump *dump;
	int err;

	err = csec_netlink_resume_dump(cb, CSEC_NETLINK_READ, begin_counter);
	if (err)
		return err;
	dump = (struct counter_dump *)cb->args[0];
	set_generation(cb);
	if (!dump->has_accounts)
		err = dump_accounts(skb, cb, dump);
	if (!err)
		err = dump_cgroup_counters(skb, cb, dump);
	return skb->len ?: err;
}

/**
 * csec_netlink_done_counter - ends CSEC_CMD_GET_COUNTER
 * @cb: The dump.
 *
 * Context: Process.
 * Return: 0.
 */
int csec_netlink_done_counter(struct netlink_callback *cb)
{
	kfree((void *)cb->args[0]);
	return 0;
}
