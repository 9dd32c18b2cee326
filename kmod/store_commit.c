// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - which policy governs which cgroup: generations and transactions
 *
 * A commit goes through these steps; a failure in any of the first four leaves
 * the live generation as it was:
 *
 *	1. build the generation and its index of selectors
 *	2. attach the hooks that it needs
 *	3. mark the cgroups that it limits as counted, in the whole tree
 *	4. count the tasks that are in them
 *	5. swap; resolve every cgroup again
 *	6. forget the counts and detach the hooks that nobody needs any more
 *
 * A fork that is under way during step 3 may have found its cgroup not marked;
 * the hook on cgroup_post_fork finds it marked and counts it.
 */
#define pr_fmt(fmt) "csec: " fmt

#include "store_internal.h"

#include <linux/cred.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/rcupdate_wait.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/timekeeping.h>
#include <linux/uidgid.h>

#include "store_index.h"

#define CSEC_COUNTED_FEATURES                      \
	(BIT_ULL(CSEC_FEATURE_PROCESSES_MAX) |     \
	 BIT_ULL(CSEC_FEATURE_PROCESSES_THREADS) | \
	 BIT_ULL(CSEC_FEATURE_PROCESSES_FORK_RATE))

/* Outermost lock of the module: one commit or one dump of the live one. */
static DEFINE_MUTEX(store_mutex);
static const struct csec_store_ops *store_ops;
static u64 enforced_features;
/* Protected by the store mutex. */
static u64 last_serial;
static LIST_HEAD(accounts);

/* Accounts */

static struct csec_account *find_account(const char *name)
{
	struct csec_account *account;

	list_for_each_entry(account, &accounts, list)
		if (!strcmp(account->name, name))
			return account;
	return NULL;
}

/**
 * csec_account_hold - takes one more reference
 * @account: Referenced by the caller, or by a generation under RCU.
 *
 * Context: Any.
 * Return: @account.
 */
struct csec_account *csec_account_hold(struct csec_account *account)
{
	kref_get(&account->usage);
	return account;
}

static void free_account(struct kref *usage)
{
	kfree(container_of(usage, struct csec_account, usage));
}

/**
 * csec_account_put - drops a reference
 * @account: May be NULL.
 *
 * Context: Any.
 */
void csec_account_put(struct csec_account *account)
{
	if (account)
		kref_put(&account->usage, free_account);
}

/*
 * A reference to the account of a name. The list holds one reference itself, as
 * long as the name is in the live generation.
 */
static struct csec_account *get_account(const char *name)
{
	struct csec_account *account = find_account(name);

	lockdep_assert_held(&store_mutex);
	if (account)
		return csec_account_hold(account);
	account = kzalloc(sizeof(*account), GFP_KERNEL_ACCOUNT);
	if (!account)
		return NULL;
	strscpy(account->name, name, sizeof(account->name));
	spin_lock_init(&account->report_lock);
	kref_init(&account->usage);
	list_add_tail(&account->list, &accounts);
	return csec_account_hold(account);
}

static const struct csec_binding *
find_binding(const struct csec_generation *generation, const char *name)
{
	u32 i;

	for (i = 0; i < generation->nr_policies; i++)
		if (!strcmp(generation->bindings[i].policy->name, name))
			return &generation->bindings[i];
	return NULL;
}

/* Drops the list's reference of names that are not live. */
static void sweep_accounts(const struct csec_generation *live)
{
	struct csec_account *account, *next;

	list_for_each_entry_safe(account, next, &accounts, list) {
		if (find_binding(live, account->name))
			continue;
		list_del(&account->list);
		csec_account_put(account);
	}
}

/* Generations */

static void free_generation(struct csec_generation *generation)
{
	u32 i;

	if (!generation)
		return;
	for (i = 0; i < generation->nr_policies; i++) {
		csec_policy_put(generation->bindings[i].policy);
		csec_account_put(generation->bindings[i].account);
	}
	csec_index_free(generation->index);
	kvfree(generation);
}

static struct csec_generation *live_locked(void)
{
	return rcu_dereference_protected(csec_live,
					 lockdep_is_held(&store_mutex));
}

static int fill_generation(struct csec_generation *generation,
			   const struct csec_stage *stage)
{
	u32 i;

	for (i = 0; i < stage->nr; i++) {
		struct csec_binding *binding = &generation->bindings[i];
		struct csec_policy *policy = stage->policies[i];

		binding->generation = generation->id;
		binding->account = get_account(policy->name);
		if (!binding->account)
			return -ENOMEM;
		binding->policy = csec_policy_get(policy);
		generation->nr_policies++;
		generation->nr_enforcing += policy->mode == CSEC_MODE_ENFORCE;
		generation->nr_rules += csec_policy_nr_rules(policy);
		generation->features |= policy->features;
	}
	return 0;
}

/*
 * A governed task may not change policies: one that governed the sender could
 * be taken back by nobody who lives where the sender does.
 */
static int check_sender(const struct csec_generation *generation, char *detail,
			size_t detail_size)
{
	struct csec_cgroup *cg = csec_cgroup_get_current();
	const char *name;

	if (!cg)
		return -ENOMEM;
	name = csec_store_governor_in(generation, cg);
	if (name)
		scnprintf(
			detail, detail_size,
			"policy %s would govern the sender itself, in cgroup %s",
			name, cg->path);
	csec_cgroup_put(cg);
	return name ? -EDEADLK : 0;
}

static int compare_bindings(const void *a, const void *b)
{
	const struct csec_binding *x = a, *y = b;

	return strcmp(x->policy->name, y->policy->name);
}

static int build_generation(const struct csec_stage *stage, u64 id,
			    struct csec_generation **result, char *detail,
			    size_t detail_size)
{
	struct csec_generation *generation;
	int err = csec_table_watch();

	if (err)
		return err;
	generation = kvzalloc(struct_size(generation, bindings, stage->nr),
			      GFP_KERNEL_ACCOUNT);
	if (!generation)
		return -ENOMEM;
	generation->id = id;
	generation->serial = ++last_serial;
	generation->time = ktime_get_real_seconds();
	generation->uid = from_kuid(&init_user_ns, current_uid());
	generation->ungoverned.generation = id;
	err = fill_generation(generation, stage);
	/* Before the index points to them. */
	if (!err)
		sort(generation->bindings, generation->nr_policies,
		     sizeof(*generation->bindings), compare_bindings, NULL);
	if (!err)
		err = csec_index_build(generation, detail, detail_size);
	if (!err)
		err = check_sender(generation, detail, detail_size);
	if (err) {
		free_generation(generation);
		sweep_accounts(live_locked());
		return err;
	}
	*result = generation;
	return 0;
}

/* Walking the tree */

/*
 * Sees every cgroup of the v2 tree that existed at the start. One that comes
 * later is resolved when its first task reaches a hook.
 */
static int see_all_cgroups(void)
{
	struct cgroup_subsys_state *root = &cgrp_dfl_root.cgrp.self, *css;
	struct csec_cgroup *cg = NULL;

	rcu_read_lock();
	css_for_each_descendant_pre(css, root) {
		if (!css_tryget(css))
			continue;
		rcu_read_unlock();
		cg = csec_cgroup_get(css->cgroup);
		csec_cgroup_put(cg);
		cond_resched();
		rcu_read_lock();
		/* Memory of @css outlives the reference by a grace period. */
		css_put(css);
		if (!cg)
			break;
	}
	rcu_read_unlock();
	return cg ? 0 : -ENOMEM;
}

/* A reference to one of which something is to be learned; NULL: none. */
static struct csec_cgroup *find_unknown(struct hlist_head *bucket)
{
	struct csec_cgroup *cg;
	unsigned long flags;

	/* Lock order: below the store mutex. */
	raw_spin_lock_irqsave(&csec_table_lock, flags);
	hlist_for_each_entry(cg, bucket, node)
		if (!csec_store_is_known(cg))
			break;
	if (cg)
		csec_cgroup_hold(cg);
	raw_spin_unlock_irqrestore(&csec_table_lock, flags);
	return cg;
}

/*
 * New ones come known, and no other generation can: the store mutex is held. So
 * each is learned once.
 */
static void resolve_bucket(struct hlist_head *bucket)
{
	struct csec_cgroup *cg;
	unsigned long flags;

	while ((cg = find_unknown(bucket))) {
		csec_store_learn(cg, true);
		csec_cgroup_put(cg);
	}
	/* Lock order: below the store mutex. */
	raw_spin_lock_irqsave(&csec_table_lock, flags);
	hlist_for_each_entry(cg, bucket, node)
		csec_cgroup_resolve_locked(cg);
	raw_spin_unlock_irqrestore(&csec_table_lock, flags);
}

static void resolve_all(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(csec_cgroup_table); i++) {
		/* What comes later finds the generations as they are now. */
		if (!hlist_empty(&csec_cgroup_table[i]))
			resolve_bucket(&csec_cgroup_table[i]);
		cond_resched();
	}
}

static void set_pending(struct csec_generation *generation)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&csec_table_lock, flags);
	rcu_assign_pointer(csec_pending, generation);
	raw_spin_unlock_irqrestore(&csec_table_lock, flags);
}

static void swap_live(struct csec_generation *generation)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&csec_table_lock, flags);
	rcu_assign_pointer(csec_live, generation);
	WRITE_ONCE(csec_live_generation, generation->id);
	RCU_INIT_POINTER(csec_pending, NULL);
	raw_spin_unlock_irqrestore(&csec_table_lock, flags);
}

/* Steps 2 to 4. */
static int prepare(struct csec_generation *generation, char *detail,
		   size_t detail_size)
{
	const struct csec_generation *live = live_locked();
	int err = 0;

	/* Without policies it needs none, and can replace one whose are dead. */
	if (generation->nr_policies)
		err = store_ops->arm(generation->features | live->features,
				     true, detail, detail_size);
	if (err)
		return err;
	set_pending(generation);
	err = see_all_cgroups();
	resolve_all();
	/*
	 * From here on every hook sees the marks; a fork whose last hook did
	 * not see them is in its cgroup, where it will be counted: between the
	 * two it does not sleep.
	 */
	if (generation->features & CSEC_COUNTED_FEATURES)
		synchronize_rcu_tasks();
	synchronize_rcu();
	if (!err)
		err = store_ops->count();
	return err;
}

static int publish(struct csec_generation *generation, char *detail,
		   size_t detail_size)
{
	struct csec_generation *old = live_locked();
	int err = prepare(generation, detail, detail_size);

	if (err) {
		set_pending(NULL);
		old = generation;
	} else {
		swap_live(generation);
	}
	resolve_all();
	/* Somebody may still learn from the one that goes, live or not. */
	synchronize_rcu();
	store_ops->forget();
	free_generation(old);
	sweep_accounts(live_locked());
	if (store_ops->disarm(live_locked()->features,
			      live_locked()->nr_policies) == -EIO)
		pr_err("hooks could not be detached\n");
	/* What wrappers that were under way still counted. */
	store_ops->forget();
	return err;
}

/* Transactions */

/**
 * csec_stage_commit - makes a transaction live
 * @stage: The transaction; still to be freed by the caller.
 * @nr_rules: Rules that the transaction added.
 * @dry_run: Check only.
 * @why: Text of a refusal, or @detail.
 * @detail: Buffer for a text with names.
 * @detail_size: Bytes of @detail.
 *
 * A stage can be committed once: sealed policies take no more rules.
 *
 * Context: Process, may sleep. Takes the store mutex.
 * Return: 0; -ESTALE: the live generation changed since begin; -EINVAL: a
 * policy is not complete or the number of rules differs; -EEXIST: two policies
 * have the same selector; -EDEADLK: the sender would be governed; -EBUSY: a hook
 * is taken; -EIO: hooks are dead; -EINTR: the sender is being killed; -ENOMEM.
 */
int csec_stage_commit(struct csec_stage *stage, u32 nr_rules, bool dry_run,
		      const char **why, char *detail, size_t detail_size)
{
	struct csec_generation *generation = NULL;
	int err;

	detail[0] = '\0';
	*why = NULL;
	mutex_lock(&store_mutex);
	err = live_locked()->id == stage->base ? 0 : -ESTALE;
	if (err)
		*why = "another generation became live";
	if (!err)
		err = csec_stage_seal(stage, live_locked(), nr_rules, why);
	if (!err)
		err = build_generation(stage, stage->base + 1, &generation,
				       detail, detail_size);
	if (!err && dry_run)
		free_generation(generation);
	else if (!err)
		err = publish(generation, detail, detail_size);
	if (!err && dry_run)
		sweep_accounts(live_locked());
	mutex_unlock(&store_mutex);
	if (err == -EINTR && !*why)
		*why = "interrupted";
	if (err && !*why)
		*why = detail[0] ? detail : "out of memory";
	return err;
}

/**
 * csec_store_disarm - drops every policy and detaches every hook
 * @why: Text of a refusal.
 *
 * Context: Process, may sleep. Takes the store mutex.
 * Return: 0; -EIO: hooks cannot be detached; -EBUSY: tasks wait inside of
 * wrappers, nothing is governed any more; -ENOMEM.
 */
int csec_store_disarm(const char **why)
{
	static const struct csec_stage nothing;
	struct csec_generation *generation;
	/* An empty generation is refused for nothing that would be told. */
	char detail[1];
	int err;

	*why = "out of memory";
	mutex_lock(&store_mutex);
	/* What is known to fail must not drop the policies first. */
	err = store_ops->arm(0, false, detail, sizeof(detail));
	if (!err && live_locked()->nr_policies) {
		err = build_generation(&nothing, live_locked()->id + 1,
				       &generation, detail, sizeof(detail));
		if (!err)
			err = publish(generation, detail, sizeof(detail));
	}
	if (!err)
		err = store_ops->disarm(0, false);
	if (err == -EIO)
		*why = "hooks cannot be detached: the module must stay until the reboot";
	else if (err == -EBUSY)
		*why = "tasks wait inside of csec, see dmesg; try again";
	mutex_unlock(&store_mutex);
	return err;
}

/* Reading */

/**
 * csec_store_lock - keeps the live generation as it is
 *
 * Context: Process, may sleep. Takes the store mutex.
 * Return: the live generation, valid until csec_store_unlock().
 */
const struct csec_generation *csec_store_lock(void)
{
	mutex_lock(&store_mutex);
	return live_locked();
}

/**
 * csec_store_unlock - ends csec_store_lock()
 *
 * Context: Process.
 */
void csec_store_unlock(void)
{
	mutex_unlock(&store_mutex);
}

/**
 * csec_store_accounts - counters by policy name
 *
 * Context: Between csec_store_lock() and csec_store_unlock().
 * Return: list of struct csec_account.
 */
struct list_head *csec_store_accounts(void)
{
	lockdep_assert_held(&store_mutex);
	return &accounts;
}

/**
 * csec_store_enforced - what this module enforces
 *
 * Context: Any.
 * Return: bits of enum csec_feature.
 */
u64 csec_store_enforced(void)
{
	return enforced_features;
}

/**
 * csec_store_init - makes the empty generation live
 * @ops: What a commit asks of upper layers.
 * @enforced: Bits of enum csec_feature.
 *
 * Context: Process, module init.
 * Return: 0; -ENOMEM; -ENOENT: a tracepoint is missing.
 */
int csec_store_init(const struct csec_store_ops *ops, u64 enforced)
{
	struct csec_generation *empty;
	int err;

	empty = kvzalloc(struct_size(empty, bindings, 0), GFP_KERNEL);
	if (!empty)
		return -ENOMEM;
	store_ops = ops;
	enforced_features = enforced;
	rcu_assign_pointer(csec_live, empty);
	err = csec_table_init();
	if (err)
		free_generation(empty);
	return err;
}

/**
 * csec_store_exit - frees everything
 *
 * Context: Process, module exit: no hook is attached, no stage is open.
 */
void csec_store_exit(void)
{
	csec_table_exit();
	free_generation(rcu_dereference_protected(csec_live, true));
}
