// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - which policy governs which cgroup: cgroups and scopes
 *
 * A cgroup is seen for the first time when one of its tasks reaches a hook, or
 * when a commit walks the tree. Its path is matched then, in the kernel, so that
 * a new container is governed before its first exec.
 */
#define pr_fmt(fmt) "csec: " fmt

#include "store_internal.h"

#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tracepoint.h>
#include <trace/events/cgroup.h>

#include "compat.h"
#include "store_index.h"

/* Deeper cgroups have no path: each level costs a look-up of the whole path. */
#define LEVEL_MAX 64

struct hlist_head csec_cgroup_table[1 << CSEC_CGROUP_BITS];
u64 csec_live_generation;

/*
 * Raw, and with interrupts off: the removal of a cgroup takes it in a tracepoint,
 * under the lock of the path that tracepoints print. The kernel takes that one
 * under css_set_lock, too, which softirqs take.
 */
DEFINE_RAW_SPINLOCK(csec_table_lock);
struct csec_generation __rcu *csec_live;
struct csec_generation __rcu *csec_pending;

void (*csec_cgroup_forget)(struct csec_cgroup *cg);

static struct tracepoint *rmdir_tracepoint;
/* Protected by the store mutex. */
static bool is_watching;

/* Reference counts */

static void free_cgroup_rcu(struct rcu_head *rcu)
{
	struct csec_cgroup *cg = container_of(rcu, struct csec_cgroup, rcu);
	struct csec_container *container = rcu_access_pointer(cg->container);

	if (container)
		container->free(container);
	kfree(cg->guard);
	kfree(cg);
}

/**
 * csec_cgroup_end - the last reference was dropped
 * @usage: Of a cgroup: it is freed, and its parent when that was the last child.
 *
 * Context: Any; does not sleep.
 */
void csec_cgroup_end(struct kref *usage)
{
	struct csec_cgroup *cg, *parent;

	/* A loop, not recursion: trees may be deep. */
	do {
		cg = container_of(usage, struct csec_cgroup, usage);
		parent = cg->parent;
		csec_cgroup_forget(cg);
		call_rcu(&cg->rcu, free_cgroup_rcu);
		if (!parent)
			return;
		usage = &parent->usage;
	} while (refcount_dec_and_test(&usage->refcount));
}

/**
 * csec_cgroup_hold - takes one more reference
 * @cg: Referenced by the caller.
 *
 * Context: Any.
 * Return: @cg.
 */
struct csec_cgroup *csec_cgroup_hold(struct csec_cgroup *cg)
{
	kref_get(&cg->usage);
	return cg;
}

/**
 * csec_cgroup_put - drops a reference
 * @cg: May be NULL.
 *
 * Context: Any; does not sleep.
 */
void csec_cgroup_put(struct csec_cgroup *cg)
{
	if (cg)
		csec_cgroup_put_inline(cg);
}

/**
 * csec_cgroup_is_below - whether a cgroup is another one or below it
 * @cg: Referenced or under RCU.
 * @ancestor: Id of the other one.
 *
 * Context: Any.
 * Return: true when it is.
 */
bool csec_cgroup_is_below(const struct csec_cgroup *cg, u64 ancestor)
{
	for (; cg; cg = cg->parent)
		if (cg->id == ancestor)
			return true;
	return false;
}

/* Resolving */

/* Nearest selector at or above the cgroup. Caller keeps the generation. */
static const struct csec_binding *
resolve_in(const struct csec_generation *generation,
	   const struct csec_cgroup *cg, u64 *governor)
{
	const struct csec_binding *binding;

	for (; cg; cg = cg->parent) {
		binding = csec_store_find_own(cg, generation);
		if (binding) {
			*governor = cg->id;
			return binding;
		}
	}
	*governor = 0;
	return &generation->ungoverned;
}

/**
 * csec_store_governor_in - which policy of a generation would govern a cgroup
 * @generation: Not live yet; with its index.
 * @cg: Referenced.
 *
 * Context: Any; the caller keeps the generation.
 * Return: name of the policy; NULL: none.
 */
const char *csec_store_governor_in(const struct csec_generation *generation,
				   const struct csec_cgroup *cg)
{
	const struct csec_binding *binding;
	u64 governor;

	binding = resolve_in(generation, cg, &governor);
	return binding->policy ? binding->policy->name : NULL;
}

/**
 * csec_cgroup_resolve_locked - finds out what the live generation says
 * @cg: The cgroup.
 *
 * The result is cached in @cg. A binding is only ever stored under the table
 * lock, from the generation that is live then, and in cgroups that the next
 * commit will find, so that none can outlive its generation.
 *
 * Context: Table lock held. No glob runs when csec_store_is_known(). RCU read
 * section or store mutex for the result.
 * Return: the live binding.
 */
const struct csec_binding *csec_cgroup_resolve_locked(struct csec_cgroup *cg)
{
	struct csec_generation *live = rcu_dereference_protected(
		csec_live, lockdep_is_held(&csec_table_lock));
	const struct csec_generation *pending = rcu_dereference_protected(
		csec_pending, lockdep_is_held(&csec_table_lock));
	const struct csec_binding *binding = NULL;
	struct csec_cgroup *at = cg;

	csec_store_set_limits(cg, live, pending);
	while (at && !(binding = csec_store_own(at, live, CSEC_OWN_LIVE)))
		at = at->parent;
	WRITE_ONCE(cg->governor, at ? at->id : 0);
	binding = binding ?: &live->ungoverned;
	if (!cg->is_dead)
		rcu_assign_pointer(cg->binding, binding);
	return binding;
}

static const struct csec_binding *resolve(struct csec_cgroup *cg)
{
	unsigned long flags = csec_store_lock_known(cg, false);
	const struct csec_binding *binding = csec_cgroup_resolve_locked(cg);

	raw_spin_unlock_irqrestore(&csec_table_lock, flags);
	return binding;
}

/* Finding and creating */

static struct csec_cgroup *alloc_cgroup(struct cgroup *cgrp,
					struct csec_cgroup *parent)
{
	const char *slash = parent && parent->parent ? "/" : "";
	struct csec_cgroup *cg;
	const char *name;
	size_t len;

	rcu_read_lock();
	name = parent ? csec_compat_kernfs_name(cgrp->kn) : "/";
	len = parent ? parent->path_len + strlen(slash) + strlen(name) : 1;
	rcu_read_unlock();

	/*
	 * No selector reaches deeper: such a cgroup and those below it inherit,
	 * and an endless path does not fill memory and messages.
	 */
	if (len > CSEC_PATH_MAX || cgrp->level > LEVEL_MAX ||
	    (parent && !parent->path_len))
		len = 0;
	/*
	 * Not charged to the task that makes it known: below a cgroup's memory.max
	 * that would wait for reclaim, with the locks of fork and migration held.
	 * There are no more than cgroups, which cgroup.max.descendants limits.
	 */
	cg = kzalloc(struct_size(cg, path, len + 1), GFP_KERNEL);
	if (!cg)
		return NULL;
	/* Cgroups of the v2 tree cannot be renamed. */
	rcu_read_lock();
	name = parent ? csec_compat_kernfs_name(cgrp->kn) : "/";
	if (len)
		cg->path_len = scnprintf(cg->path, len + 1, "%s%s%s",
					 parent ? parent->path : "", slash,
					 name);
	rcu_read_unlock();

	cg->id = cgroup_id(cgrp);
	cg->max_threads = INT_MAX;
	cg->max_processes = INT_MAX;
	INIT_LIST_HEAD(&cg->events);
	kref_init(&cg->usage);
	if (parent)
		cg->parent = csec_cgroup_hold(parent);
	return cg;
}

static void unhash_locked(struct csec_cgroup *cg)
{
	lockdep_assert_held(&csec_table_lock);
	hlist_del_rcu(&cg->node);
	WRITE_ONCE(cg->is_dead, true);
	RCU_INIT_POINTER(cg->binding, NULL);
}

/*
 * Publishes @new, whose one reference goes to the table, unless somebody was
 * faster. Returns a reference for the caller.
 */
static struct csec_cgroup *insert(struct csec_cgroup *new, struct cgroup *cgrp)
{
	unsigned long flags = csec_store_lock_known(new, true);
	struct csec_cgroup *cg;
	bool is_late;

	cg = csec_cgroup_find(new->id);
	if (cg) {
		csec_cgroup_hold(cg);
		raw_spin_unlock_irqrestore(&csec_table_lock, flags);
		csec_cgroup_put(new);
		return cg;
	}
	csec_cgroup_resolve_locked(new);
	csec_cgroup_hold(new);
	hlist_add_head_rcu(
		&new->node,
		&csec_cgroup_table[hash_64(new->id, CSEC_CGROUP_BITS)]);
	/*
	 * The removal of a cgroup clears CSS_ONLINE and then looks for it here
	 * under the lock; one of the two sees the other.
	 */
	is_late = !(READ_ONCE(cgrp->self.flags) & CSS_ONLINE);
	if (is_late)
		unhash_locked(new);
	raw_spin_unlock_irqrestore(&csec_table_lock, flags);
	if (is_late)
		csec_cgroup_put(new);
	return new;
}

static struct csec_cgroup *find_get(u64 id)
{
	struct csec_cgroup *cg;

	rcu_read_lock();
	cg = csec_cgroup_find(id);
	if (cg && !kref_get_unless_zero(&cg->usage))
		cg = NULL;
	rcu_read_unlock();
	return cg;
}

/**
 * csec_cgroup_get - the object of a cgroup, created when it is new
 * @cgrp: Of the v2 tree; the caller keeps it alive.
 *
 * Context: Process, may sleep.
 * Return: a reference; NULL: out of memory.
 */
struct csec_cgroup *csec_cgroup_get(struct cgroup *cgrp)
{
	struct csec_cgroup *cg = find_get(cgroup_id(cgrp)), *parent = NULL;
	int level;

	if (cg)
		return cg;
	for (level = 0; level <= cgrp->level; level++) {
		struct cgroup *ancestor = cgroup_ancestor(cgrp, level);

		cg = find_get(cgroup_id(ancestor));
		if (!cg) {
			cg = alloc_cgroup(ancestor, parent);
			if (cg)
				cg = insert(cg, ancestor);
		}
		csec_cgroup_put(parent);
		if (!cg)
			return NULL;
		parent = cg;
	}
	return cg;
}

/**
 * csec_cgroup_container_owner - whose view of files counts for a cgroup
 * @cg: Governed; referenced, or in an RCU read section.
 *
 * The nearest cgroup, up to the governor, that a task entered from outside the
 * governor; else the governor itself. A cgroup that a governed task made below
 * its own does not get a view of its own.
 *
 * Context: Any.
 * Return: @cg or one of its ancestors; lives as long as @cg.
 */
struct csec_cgroup *csec_cgroup_container_owner(struct csec_cgroup *cg)
{
	u64 governor = READ_ONCE(cg->governor);

	while (cg->id != governor && !READ_ONCE(cg->is_container) && cg->parent)
		cg = cg->parent;
	return cg;
}

/**
 * csec_cgroup_is_counted - whether the tasks of a cgroup are to be counted
 * @cg: Referenced; may have been removed, with zombies left.
 *
 * Context: Any.
 * Return: true when they are.
 */
bool csec_cgroup_is_counted(const struct csec_cgroup *cg)
{
	/* Marks of removed cgroups are not kept; their ancestors' are. */
	while (READ_ONCE(cg->is_dead) && cg->parent)
		cg = cg->parent;
	return READ_ONCE(cg->counted);
}

/* Scopes */

/**
 * csec_store_is_governed - whether a policy governs a cgroup
 * @cgrp: Of the v2 tree; the caller keeps it alive.
 *
 * For when there is no memory for an object: only governed tasks may be refused
 * for that. Needs nothing but what was set aside at load.
 *
 * Context: Process, may sleep.
 * Return: true when one does.
 */
bool csec_store_is_governed(struct cgroup *cgrp)
{
	static DEFINE_MUTEX(lock);
	static char path[PATH_MAX];
	bool governed = false;
	int level;

	mutex_lock(&lock);
	rcu_read_lock();
	for (level = cgrp->level; !governed && level >= 0; level--) {
		struct cgroup *ancestor = cgroup_ancestor(cgrp, level);

		if (kernfs_path_from_node(ancestor->kn, NULL, path,
					  sizeof(path)) >= (int)sizeof(path))
			path[0] = '\0';
		governed = csec_index_find(rcu_dereference(csec_live)->index,
					   path);
	}
	rcu_read_unlock();
	mutex_unlock(&lock);
	return governed;
}

/* RCU read section, which keeps the binding. */
static int fill_scope(struct csec_scope *scope, struct csec_cgroup *cg,
		      const struct csec_binding *binding)
{
	if (!binding->policy)
		return 0;
	scope->policy = csec_policy_get(binding->policy);
	scope->account = csec_account_hold(binding->account);
	scope->generation = binding->generation;
	scope->cgroup = csec_cgroup_hold(cg);
	return 1;
}

/**
 * csec_scope_enter_cgroup - who a hook acts for, given the object
 * @scope: Filled when governed; leave it with csec_scope_leave().
 * @cg: Referenced; a reference goes to @scope when governed.
 *
 * Context: Any but NMI. May take the table lock.
 * Return: 1: governed; 0: not governed, nothing to leave.
 */
int csec_scope_enter_cgroup(struct csec_scope *scope, struct csec_cgroup *cg)
{
	const struct csec_binding *binding;
	int ret;

	rcu_read_lock();
	binding = csec_cgroup_binding(cg) ?: resolve(cg);
	ret = fill_scope(scope, cg, binding);
	rcu_read_unlock();
	return ret;
}

/**
 * csec_scope_enter_cgroup_atomic - as csec_scope_enter_cgroup(), without a lock
 * @scope: Filled when governed; leave it with csec_scope_leave().
 * @cg: Referenced; a reference goes to @scope when governed.
 *
 * During a commit the result is not kept, so that the next one finds it out anew.
 *
 * Context: Any but NMI; locks that interrupts take may be held.
 * Return: as csec_scope_enter_cgroup().
 */
int csec_scope_enter_cgroup_atomic(struct csec_scope *scope,
				   struct csec_cgroup *cg)
{
	const struct csec_binding *binding;
	u64 governor;
	int ret;

	rcu_read_lock();
	binding = csec_cgroup_binding(cg);
	if (!binding)
		binding = resolve_in(rcu_dereference(csec_live), cg, &governor);
	ret = fill_scope(scope, cg, binding);
	rcu_read_unlock();
	return ret;
}

/* Removal */

static void on_rmdir(void *data, struct cgroup *cgrp, const char *path)
{
	struct csec_cgroup *cg;
	unsigned long flags;

	raw_spin_lock_irqsave(&csec_table_lock, flags);
	cg = csec_cgroup_find(cgroup_id(cgrp));
	if (cg)
		unhash_locked(cg);
	raw_spin_unlock_irqrestore(&csec_table_lock, flags);
	csec_cgroup_put(cg);
}

static void find_tracepoint(struct tracepoint *tp, void *data)
{
	if (!strcmp(tp->name, "cgroup_rmdir"))
		rmdir_tracepoint = tp;
}

/**
 * csec_table_init - finds out how to hear of removed cgroups
 *
 * Context: Process, module init.
 * Return: 0; -ENOENT: this kernel has no tracepoint cgroup_rmdir.
 */
int csec_table_init(void)
{
	for_each_kernel_tracepoint(find_tracepoint, NULL)
		;
	if (!rmdir_tracepoint) {
		pr_err("this kernel has no tracepoint cgroup_rmdir\n");
		return -ENOENT;
	}
	return 0;
}

/**
 * csec_table_watch - hears of removed cgroups from now on
 *
 * Before the first object is made, and not before: the kernel writes down the
 * path of every cgroup that it tells of. Until the module is unloaded, as the
 * objects outlive the policies.
 *
 * Context: Process, may sleep; store mutex.
 * Return: 0; -ENOMEM.
 */
int csec_table_watch(void)
{
	int err;

	if (is_watching)
		return 0;
	err = tracepoint_probe_register(rmdir_tracepoint, on_rmdir, NULL);
	is_watching = !err;
	return err;
}

/**
 * csec_table_exit - forgets all cgroups
 *
 * Context: Process, module exit: no hook is attached.
 */
void csec_table_exit(void)
{
	struct csec_cgroup *cg;
	struct hlist_node *next;
	unsigned long flags;
	unsigned int i;

	if (is_watching) {
		tracepoint_probe_unregister(rmdir_tracepoint, on_rmdir, NULL);
		tracepoint_synchronize_unregister();
	}
	for (i = 0; i < ARRAY_SIZE(csec_cgroup_table); i++) {
		hlist_for_each_entry_safe(cg, next, &csec_cgroup_table[i],
					  node) {
			raw_spin_lock_irqsave(&csec_table_lock, flags);
			unhash_locked(cg);
			raw_spin_unlock_irqrestore(&csec_table_lock, flags);
			csec_cgroup_put(cg);
		}
	}
}

/**
 * csec_store_governs - whether a policy governs a cgroup that was seen
 * @cg: RCU read section. During a commit it may have to be resolved again.
 *
 * Context: Any but NMI. May take the table lock.
 * Return: true when one does.
 */
bool csec_store_governs(struct csec_cgroup *cg)
{
	const struct csec_binding *binding = csec_cgroup_binding(cg);

	if (!binding && !READ_ONCE(cg->is_dead))
		binding = resolve(cg);
	return binding && binding->policy;
}

/**
 * csec_store_next_cgroup - walks the governed cgroups
 * @bucket: Where the walk stands; 0 at the start.
 * @after: Id of the last one seen in that bucket; 0 at the start.
 *
 * Cgroups that come and go during the walk may be missed, none is seen twice.
 *
 * Context: Process.
 * Return: a reference to the next one; NULL: no more.
 */
struct csec_cgroup *csec_store_next_cgroup(u64 *bucket, u64 after)
{
	struct csec_cgroup *cg, *next;

	rcu_read_lock();
	for (; *bucket < ARRAY_SIZE(csec_cgroup_table);
	     (*bucket)++, after = 0) {
again:
		/* By id: the order inside a bucket may change meanwhile. */
		next = NULL;
		hlist_for_each_entry_rcu(cg, &csec_cgroup_table[*bucket],
					 node) {
			if (csec_store_governs(cg) && cg->id > after &&
			    (!next || cg->id < next->id))
				next = cg;
		}
		if (!next)
			continue;
		if (kref_get_unless_zero(&next->usage)) {
			rcu_read_unlock();
			return next;
		}
		/* It is going: on with the same bucket. */
		after = next->id;
		goto again;
	}
	rcu_read_unlock();
	return NULL;
}
