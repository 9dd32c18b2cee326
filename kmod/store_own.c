// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - which policy governs which cgroup: what selectors say of one cgroup
 *
 * A container may make cgroups at paths on which globs try for long, so globs run
 * without the table lock and with interrupts on: what they say of a cgroup is
 * learned first, kept there for each generation, and under the lock only looked
 * up. A commit has all of it learned before it swaps, so that nobody has to
 * while the bindings are found anew.
 */
#include "store_internal.h"

#include <linux/sched.h>

#include "store_index.h"

/* No generation has it: a commit takes the next one. */
#define SERIAL_NONE U64_MAX
/* Commits that may get in between; then the globs do run under the lock. */
#define TRIES 3

/* Whether it is known what the selectors of a generation say. Without a lock. */
static bool recall(const struct csec_cgroup *cg, u64 serial,
		   const struct csec_binding **binding)
{
	const struct csec_own *own;

	for (own = cg->own; own < cg->own + CSEC_NR_OWN; own++) {
		/* Pairs with the release in remember(). */
		if (smp_load_acquire(&own->serial) != serial)
			continue;
		*binding = READ_ONCE(own->binding);
		/* Pairs with the barrier in remember(). */
		smp_rmb();
		if (READ_ONCE(own->serial) == serial)
			return true;
	}
	return false;
}

static void remember(struct csec_own *own, u64 serial,
		     const struct csec_binding *binding)
{
	lockdep_assert_held(&csec_table_lock);
	WRITE_ONCE(own->serial, SERIAL_NONE);
	/* Who reads the new binding in recall() does not find the old serial. */
	smp_wmb();
	WRITE_ONCE(own->binding, binding);
	/* Pairs with the acquire in recall(). */
	smp_store_release(&own->serial, serial);
}

/**
 * csec_store_find_own - the policy whose selector matches a cgroup itself
 * @cg: The cgroup. One without a path has none: a container may go deep.
 * @generation: In which; the caller keeps it.
 *
 * Context: Any.
 * Return: the binding; NULL: none.
 */
const struct csec_binding *
csec_store_find_own(const struct csec_cgroup *cg,
		    const struct csec_generation *generation)
{
	const struct csec_binding *binding;

	if (!cg->path_len)
		return NULL;
	if (recall(cg, generation->serial, &binding))
		return binding;
	return csec_index_find(generation->index, cg->path);
}

/**
 * csec_store_own - csec_store_find_own(), remembered
 * @cg: The cgroup.
 * @generation: In which.
 * @slot: What @generation is now.
 *
 * Context: Table lock held. After csec_store_lock_known() no glob runs.
 * Return: the binding; NULL: none.
 */
const struct csec_binding *
csec_store_own(struct csec_cgroup *cg, const struct csec_generation *generation,
	       enum csec_own_slot slot)
{
	struct csec_own *own = &cg->own[slot];

	lockdep_assert_held(&csec_table_lock);
	/* What was pending when it was learned may be live by now. */
	if (own->serial != generation->serial)
		remember(own, generation->serial,
			 csec_store_find_own(cg, generation));
	return own->binding;
}

/* Unless a commit was faster: what it replaced need not be known any more. */
static void keep(struct csec_cgroup *cg,
		 const struct csec_generation *generation,
		 const struct csec_binding *binding)
{
	enum csec_own_slot slot = CSEC_NR_OWN;
	unsigned long flags;

	/* Lock order: innermost, as everywhere. */
	raw_spin_lock_irqsave(&csec_table_lock, flags);
	if (generation == rcu_access_pointer(csec_live))
		slot = CSEC_OWN_LIVE;
	else if (generation == rcu_access_pointer(csec_pending))
		slot = CSEC_OWN_PENDING;
	if (slot < CSEC_NR_OWN && cg->own[slot].serial != generation->serial)
		remember(&cg->own[slot], generation->serial, binding);
	raw_spin_unlock_irqrestore(&csec_table_lock, flags);
}

/* Some of the work; whether nothing is left, or another generation came. */
static bool learn_some(struct csec_cgroup *cg,
		       const struct csec_generation *generation, u64 *serial,
		       u32 *at)
{
	const struct csec_binding *binding = NULL;

	if (!generation)
		return true;
	if (!*at)
		*serial = generation->serial;
	if (generation->serial != *serial || recall(cg, *serial, &binding))
		return true;
	if (cg->path_len &&
	    !csec_index_find_some(generation->index, cg->path, at, &binding))
		return false;
	keep(cg, generation, binding);
	return true;
}

static void learn(struct csec_cgroup *cg, enum csec_own_slot slot,
		  bool may_sleep)
{
	bool is_done;
	u64 serial;
	u32 at = 0;

	do {
		/* Keeps the generation, also one whose commit fails. */
		rcu_read_lock();
		is_done = learn_some(cg,
				     slot == CSEC_OWN_LIVE ?
					     rcu_dereference(csec_live) :
					     rcu_dereference(csec_pending),
				     &serial, &at);
		rcu_read_unlock();
		if (may_sleep)
			cond_resched();
	} while (!is_done);
}

/**
 * csec_store_learn - finds out what the selectors say of a cgroup and those above
 * @cg: Referenced, or in an RCU read section.
 * @may_sleep: The caller may.
 *
 * In the live generation and in the one that is about to become live. When a
 * commit changes these meanwhile something may be left.
 *
 * Context: Any but NMI, not under the table lock, which it takes for a moment.
 */
void csec_store_learn(struct csec_cgroup *cg, bool may_sleep)
{
	for (; cg; cg = cg->parent) {
		learn(cg, CSEC_OWN_LIVE, may_sleep);
		learn(cg, CSEC_OWN_PENDING, may_sleep);
	}
}

/**
 * csec_store_is_known - whether no glob has to run to resolve a cgroup
 * @cg: The cgroup.
 *
 * Context: Table lock held.
 * Return: true when csec_store_learn() left nothing.
 */
bool csec_store_is_known(const struct csec_cgroup *cg)
{
	const struct csec_generation *live = rcu_dereference_protected(
		csec_live, lockdep_is_held(&csec_table_lock));
	const struct csec_generation *pending = rcu_dereference_protected(
		csec_pending, lockdep_is_held(&csec_table_lock));
	const struct csec_binding *binding;

	for (; cg; cg = cg->parent)
		if (!recall(cg, live->serial, &binding) ||
		    (pending && !recall(cg, pending->serial, &binding)))
			return false;
	return true;
}

/**
 * csec_store_lock_known - takes the table lock when a cgroup can be resolved quickly
 * @cg: As for csec_store_learn().
 * @may_sleep: The caller may.
 *
 * When commits get in between again and again it takes the lock all the same.
 *
 * Context: Any but NMI. Lock order: the table lock is the innermost but for that
 * of the ring.
 * Return: flags for raw_spin_unlock_irqrestore().
 */
unsigned long csec_store_lock_known(struct csec_cgroup *cg, bool may_sleep)
	__acquires(&csec_table_lock)
{
	unsigned int tries = TRIES;
	unsigned long flags;

	for (;;) {
		csec_store_learn(cg, may_sleep);
		raw_spin_lock_irqsave(&csec_table_lock, flags);
		if (csec_store_is_known(cg) || !--tries)
			return flags;
		raw_spin_unlock_irqrestore(&csec_table_lock, flags);
	}
}
