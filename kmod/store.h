/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - which policy governs which cgroup
 *
 * Two kinds of objects. A generation is a set of policies; it is built beside
 * the live one and swapped under RCU. A csec_cgroup is what csec keeps of one
 * v2 cgroup across generations: counters, process counts, the container's view
 * of files. It caches the policy that governs it as a binding, which is valid
 * only for the generation that it names, so that no reader ever sees a mixture.
 *
 * Lock order: store mutex (writers, may sleep) > table lock (raw spinlock,
 * inserts and removals). The readers take neither.
 */
#ifndef _CSEC_STORE_H
#define _CSEC_STORE_H

#include <linux/cgroup.h>
#include <linux/hash.h>
#include <linux/hashtable.h>
#include <linux/kref.h>
#include <linux/rculist.h>
#include "policy.h"
#include "rate.h"
#include "request.h"

struct csec_guard;
struct csec_index;
struct sock;

/**
 * struct csec_start - the moment when a container started
 * @time_ns: CLOCK_REALTIME; 0: unknown.
 * @set_back: How far the clock had been set back until then; see drift.c.
 * @boottime_ns: CLOCK_BOOTTIME, which nobody sets.
 */
struct csec_start {
	u64 time_ns;
	u64 set_back;
	u64 boottime_ns;
};

/**
 * struct csec_container - base of what view keeps of a container
 * @free: Frees the object that embeds this one.
 */
struct csec_container {
	void (*free)(struct csec_container *container);
};

/**
 * struct csec_binding - one policy in one generation
 * @generation: The generation it belongs to.
 * @policy: NULL: not governed.
 * @account: Counters of the policy's name, NULL when @policy is.
 */
struct csec_binding {
	u64 generation;
	struct csec_policy *policy;
	struct csec_account *account;
};

/**
 * struct csec_counters - exact counters, one pair for each reason
 * @denied: Refused.
 * @audited: Would have been refused in enforce mode.
 *
 * Only grow. Lockless.
 */
struct csec_counters {
	atomic64_t denied[__CSEC_REASON_MAX];
	atomic64_t audited[__CSEC_REASON_MAX];
};

/**
 * struct csec_account - counters of one policy name across generations
 * @list: In the store's list of accounts. Protected by the store mutex.
 * @usage: One for each generation that has the name.
 * @counters: Keep what removed cgroups had.
 * @report_lock: Protects the rate limit of report.
 * @report_begin: Start of the current interval in jiffies.
 * @report_printed: Lines printed in it.
 * @report_suppressed: Lines suppressed since the last one printed.
 * @name: Name of the policy.
 */
struct csec_account {
	struct list_head list;
	struct kref usage;
	struct csec_counters counters;
	spinlock_t report_lock;
	unsigned long report_begin;
	unsigned int report_printed;
	u64 report_suppressed;
	char name[CSEC_NAME_MAX + 1];
};

/* What has a rate. */
enum csec_rate_kind {
	CSEC_RATE_FORK,
	CSEC_RATE_EXEC,
	CSEC_NR_RATES
};

/**
 * struct csec_pace - how many in the last second
 * @second: That @now counts.
 * @now: In that second.
 * @before: In the one before.
 * @quick: Of all, those that the levels above hear of eight at a time.
 *
 * Lockless and not exact: of processors that count at the same time one may be
 * missed.
 */
struct csec_pace {
	u32 second;
	u32 now;
	u32 before;
	u32 quick;
};

/* Both counts are in one word, so that one operation changes both. */
#define CSEC_CHARGE_TASK 1LL
#define CSEC_CHARGE_PROCESS (1LL << 32)

/* What a generation is when a cgroup is looked up in it. */
enum csec_own_slot {
	CSEC_OWN_LIVE,
	CSEC_OWN_PENDING,
	CSEC_NR_OWN,
};

/**
 * struct csec_own - what the selectors of a generation say of one cgroup itself
 * @serial: Of the generation.
 * @binding: Not to be followed when the generation is another one; NULL: nothing.
 */
struct csec_own {
	u64 serial;
	const struct csec_binding *binding;
};

/**
 * struct csec_cgroup - what csec keeps of one cgroup
 * @node: In the table; protected by the table lock, read under RCU.
 * @id: cgroup_id(); never reused while the host runs.
 * @binding: Policy that governs it; see csec_cgroup_binding(). RCU.
 * @container: The container's view of files; set once, RCU.
 * @counted: Its tasks are counted. Written under the table lock.
 * @is_container: A task entered from outside its governor.
 * @start: When the first such task did. Written under the cgroup mutex.
 * @is_dead: The cgroup was removed. Protected by the table lock.
 * @charged: Tasks and processes here and below, see csec_cgroup_tasks().
 * @parent: Holds a reference; NULL at the root. Immutable.
 * @limits: @max_threads and @max_processes in one word, as @charged has them.
 * @max_threads: Limit here, INT_MAX: none. Written under the table lock.
 * @max_processes: Likewise.
 * @condemned: Forks here and below are refused for this: contain is at work.
 *	CSEC_REASON_NONE: they are not.
 * @peak: Most tasks ever, and most processes, as @charged has them.
 * @pace: Forks here and below.
 * @is_rated: Whether a fork or exec has to ask @rate here or above. Written
 *	under the table lock.
 * @is_watched: The lineage of its tasks is kept: a policy here or above says
 *	onBomb. Likewise.
 * @is_plain: Neither is a fork rated nor its lineage kept. Likewise.
 * @is_slow: Who is above a rate of this cgroup waits. Likewise.
 * @may_delay: That of a cgroup here or above. Likewise.
 * @rate: Limits here; set under the table lock.
 * @delayed: Forks and execs of this cgroup itself that waited.
 * @refused: Refusals for a limit of this cgroup.
 * @last_refusal: When, nanoseconds of CLOCK_REALTIME; 0: never.
 * @guard: Of contain; set once, freed with the cgroup.
 * @own: What selectors say of this very cgroup, see store_own.c. Written under the
 *	table lock.
 * @governor: Id of the nearest ancestor (or itself) whose selector matched.
 * @usage: References: the table, children, task records, scopes.
 * @rcu: Frees the object.
 * @counters: Violations in this cgroup itself.
 * @events: Its records in the event ring. Protected by the ring lock.
 * @nr_events: Number of @events. Protected by the ring lock.
 * @path_len: Bytes of @path.
 * @path: From the root of the v2 tree, starts with a slash.
 */
struct csec_cgroup {
	struct hlist_node node;
	u64 id;
	const struct csec_binding __rcu *binding;
	struct csec_container __rcu *container;
	bool counted;
	bool is_container;
	struct csec_start start;
	bool is_dead;
	/* What each fork below looks at: together. */
	atomic64_t charged;
	struct csec_cgroup *parent;
	s64 limits;
	int max_threads;
	int max_processes;
	enum csec_reason condemned;
	atomic64_t peak;
	struct csec_pace pace;
	bool is_rated[CSEC_NR_RATES];
	bool is_watched;
	bool is_plain;
	bool is_slow;
	bool may_delay;
	struct csec_bucket rate[CSEC_NR_RATES];
	atomic64_t delayed;
	atomic64_t refused;
	u64 last_refusal;
	struct csec_guard *guard;
	struct csec_own own[CSEC_NR_OWN];
	u64 governor;
	struct kref usage;
	struct rcu_head rcu;
	struct csec_counters counters;
	struct list_head events;
	unsigned int nr_events;
	unsigned int path_len;
	char path[];
};

/**
 * struct csec_generation - the policies that are live together
 * @id: From 1, grows by one with every commit; 0: the empty one at load.
 * @serial: Like @id, but that of one whose commit failed is not used again.
 * @time: Seconds since the epoch.
 * @uid: Who committed, in the initial user namespace.
 * @nr_policies: Entries of @bindings.
 * @nr_enforcing: Those in the mode enforce.
 * @nr_rules: Rules of all policies.
 * @index: Selectors, see store_index.c.
 * @features: What the policies ask for, bits of enum csec_feature.
 * @ungoverned: Binding of cgroups that no policy governs.
 * @bindings: Sorted by name. Holds a reference to each policy and account.
 *
 * Immutable after publish.
 */
struct csec_generation {
	u64 id;
	u64 serial;
	u64 time;
	u32 uid;
	u32 nr_policies;
	u32 nr_enforcing;
	u64 nr_rules;
	u64 features;
	struct csec_index *index;
	struct csec_binding ungoverned;
	struct csec_binding bindings[];
};

/**
 * struct csec_scope - who a hook acts for; valid between enter and leave
 * @cgroup: Referenced.
 * @policy: Referenced; NULL: not governed.
 * @account: Lives as long as @policy is referenced by a generation; the scope
 *	holds its own reference.
 * @generation: That decides.
 */
struct csec_scope {
	struct csec_cgroup *cgroup;
	struct csec_policy *policy;
	struct csec_account *account;
	u64 generation;
};

/* Flat up to some 100,000 governed cgroups; half a megabyte. */
#define CSEC_CGROUP_BITS 16
extern struct hlist_head csec_cgroup_table[1 << CSEC_CGROUP_BITS];
extern u64 csec_live_generation;

/* Called when nobody refers to a cgroup any more; does not sleep. Set by event. */
extern void (*csec_cgroup_forget)(struct csec_cgroup *cg);

/**
 * csec_cgroup_find - look a cgroup up by its id
 * @id: cgroup_id().
 *
 * Context: RCU read section; any context. For the ftrace callbacks.
 * Return: the object or NULL: never seen.
 */
static __always_inline struct csec_cgroup *csec_cgroup_find(u64 id)
{
	struct csec_cgroup *cg;

	hlist_for_each_entry_rcu_notrace(
		cg, &csec_cgroup_table[hash_64(id, CSEC_CGROUP_BITS)], node)
		if (cg->id == id)
			return cg;
	return NULL;
}

/* Whether forks are refused there, be it for one above. Any context. */
static __always_inline bool
csec_cgroup_is_condemned(const struct csec_cgroup *cg)
{
	for (; cg; cg = cg->parent)
		if (unlikely(READ_ONCE(cg->condemned)))
			return true;
	return false;
}

/* Tasks that are charged to a cgroup or below it. Any context. */
static __always_inline u32 csec_cgroup_tasks(const struct csec_cgroup *cg)
{
	return atomic64_read(&cg->charged);
}

/* Processes, likewise. */
static __always_inline u32 csec_cgroup_processes(const struct csec_cgroup *cg)
{
	return atomic64_read(&cg->charged) >> 32;
}

/**
 * csec_cgroup_binding - the live binding of a cgroup, without waiting
 * @cg: The cgroup.
 *
 * Context: RCU read section; any context.
 * Return: the binding, or NULL when it must be resolved again (a scope does).
 */
static __always_inline const struct csec_binding *
csec_cgroup_binding(const struct csec_cgroup *cg)
{
	const struct csec_binding *binding = rcu_dereference_raw(cg->binding);

	if (unlikely(!binding ||
		     binding->generation != READ_ONCE(csec_live_generation)))
		return NULL;
	return binding;
}

/**
 * struct csec_store_ops - what a commit asks of upper layers; set by main
 * @arm: Attaches the hooks that @features need; explains a failure in detail.
 * @disarm: Detaches the hooks that @features do not need.
 * @count: Counts every task of the cgroups that are marked as counted.
 * @forget: Drops what was counted in cgroups that are not marked any more.
 *
 * All are called with the store mutex held, may sleep, return 0 or -errno.
 */
struct csec_store_ops {
	int (*arm)(u64 features, bool any, char *detail, size_t detail_size);
	int (*disarm)(u64 features, bool any);
	int (*count)(void);
	void (*forget)(void);
};

/* Life cycle of the store itself; main. May sleep. */
int csec_store_init(const struct csec_store_ops *ops, u64 enforced);
void csec_store_exit(void);

/* Scopes; hooks. May sleep. */
int csec_scope_enter(struct csec_scope *scope, struct cgroup *cgrp);
int csec_scope_enter_cgroup(struct csec_scope *scope, struct csec_cgroup *cg);
int csec_scope_enter_cgroup_atomic(struct csec_scope *scope,
				   struct csec_cgroup *cg);
int csec_scope_enter_task(struct csec_scope *scope, struct task_struct *task);
int csec_scope_enter_current(struct csec_scope *scope);
bool csec_scope_governs_socket(struct sock *sk);
bool csec_store_governs(struct csec_cgroup *cg);
void csec_scope_leave(struct csec_scope *scope);

bool csec_store_is_governed(struct cgroup *cgrp);
struct csec_cgroup *csec_cgroup_get(struct cgroup *cgrp);
struct csec_cgroup *csec_cgroup_hold(struct csec_cgroup *cg);
void csec_cgroup_put(struct csec_cgroup *cg);
void csec_cgroup_end(struct kref *usage);

/**
 * csec_cgroup_put_inline - drops a reference, which is rarely the last
 * @cg: Not NULL.
 *
 * Context: Any; does not sleep. For the ftrace callbacks.
 */
static __always_inline void csec_cgroup_put_inline(struct csec_cgroup *cg)
{
	kref_put(&cg->usage, csec_cgroup_end);
}

bool csec_cgroup_is_below(const struct csec_cgroup *cg, u64 ancestor);
bool csec_cgroup_is_counted(const struct csec_cgroup *cg);
struct csec_cgroup *csec_cgroup_container_owner(struct csec_cgroup *cg);

struct csec_account *csec_account_hold(struct csec_account *account);
void csec_account_put(struct csec_account *account);

/* Transactions; netlink. May sleep. */
struct csec_stage;
struct csec_stage *csec_stage_begin(bool has_expected, u64 expected, bool prune,
				    const char **why, int *err);
int csec_stage_add(struct csec_stage *stage, struct csec_policy *policy);
struct csec_policy *csec_stage_last(struct csec_stage *stage);
int csec_stage_delete(struct csec_stage *stage, const char *name);
int csec_stage_commit(struct csec_stage *stage, u32 nr_rules, bool dry_run,
		      const char **why, char *detail, size_t detail_size);
void csec_stage_free(struct csec_stage *stage);
int csec_store_disarm(const char **why);

/* Reading; netlink. */
const struct csec_generation *csec_store_lock(void);
void csec_store_unlock(void);
struct list_head *csec_store_accounts(void);
struct csec_cgroup *csec_store_next_cgroup(u64 *bucket, u64 after);
u64 csec_store_enforced(void);

#endif /* _CSEC_STORE_H */
