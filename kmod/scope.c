// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - which policy governs a task
 */
#include "store_internal.h"

#include <linux/sched.h>
#include <net/sock.h>

/**
 * csec_scope_enter - who a hook acts for
 * @scope: Filled when governed; leave it with csec_scope_leave().
 * @cgrp: The cgroup; the caller keeps it alive.
 *
 * Context: Process, may sleep.
 * Return: 1: governed; 0: not governed, nothing to leave; -ENOMEM: governed,
 * but there is no memory to say more; nothing to leave.
 */
int csec_scope_enter(struct csec_scope *scope, struct cgroup *cgrp)
{
	struct csec_cgroup *cg = csec_cgroup_get(cgrp);
	int ret;

	if (!cg)
		return csec_store_is_governed(cgrp) ? -ENOMEM : 0;
	ret = csec_scope_enter_cgroup(scope, cg);
	csec_cgroup_put(cg);
	return ret;
}

static struct cgroup *hold_current_cgroup(void)
{
	struct cgroup *cgrp;

	rcu_read_lock();
	do {
		cgrp = task_dfl_cgroup(current);
		/* Fails only while the task is being moved elsewhere. */
	} while (!cgroup_tryget(cgrp));
	rcu_read_unlock();
	return cgrp;
}

/**
 * csec_cgroup_get_current - the object of the current task's cgroup
 *
 * Context: Process, may sleep.
 * Return: a reference; NULL: out of memory.
 */
struct csec_cgroup *csec_cgroup_get_current(void)
{
	struct cgroup *cgrp = hold_current_cgroup();
	struct csec_cgroup *cg = csec_cgroup_get(cgrp);

	cgroup_put(cgrp);
	return cg;
}

/**
 * csec_scope_enter_current - who a hook acts for: the current task
 * @scope: Filled when governed; leave it with csec_scope_leave().
 *
 * Context: Process, may sleep.
 * Return: as csec_scope_enter().
 */
int csec_scope_enter_current(struct csec_scope *scope)
{
	struct cgroup *cgrp = hold_current_cgroup();
	int ret = csec_scope_enter(scope, cgrp);

	cgroup_put(cgrp);
	return ret;
}

/**
 * csec_scope_leave - ends a scope
 * @scope: Entered with result 1.
 *
 * Context: Any.
 */
void csec_scope_leave(struct csec_scope *scope)
{
	csec_account_put(scope->account);
	csec_policy_put(scope->policy);
	csec_cgroup_put(scope->cgroup);
}

/**
 * csec_scope_enter_task - who a hook acts for: any task
 * @scope: Filled when governed; leave it with csec_scope_leave().
 * @task: Referenced.
 *
 * A cgroup that was never seen governs nobody: every fork into a cgroup and
 * every move to one makes it known, and is refused when that fails.
 *
 * Context: Any but NMI; does not sleep.
 * Return: 1: governed; 0: not governed, nothing to leave.
 */
int csec_scope_enter_task(struct csec_scope *scope, struct task_struct *task)
{
	struct csec_cgroup *cg;
	int ret;

	rcu_read_lock();
	cg = csec_cgroup_find(cgroup_id(task_dfl_cgroup(task)));
	if (cg && !kref_get_unless_zero(&cg->usage))
		cg = NULL;
	rcu_read_unlock();
	if (!cg)
		return 0;
	ret = csec_scope_enter_cgroup_atomic(scope, cg);
	csec_cgroup_put(cg);
	return ret;
}

/**
 * csec_scope_governs_socket - whether a policy governs who made a socket
 * @sk: Referenced.
 *
 * Context: Any with interrupts on; does not sleep.
 * Return: true when one does.
 */
bool csec_scope_governs_socket(struct sock *sk)
{
	const struct cgroup *cgrp = sock_cgroup_ptr(&sk->sk_cgrp_data);
	struct csec_cgroup *cg;
	bool governs;

	rcu_read_lock();
	cg = cgrp ? csec_cgroup_find(cgroup_id(cgrp)) : NULL;
	governs = cg && csec_store_governs(cg);
	rcu_read_unlock();
	return governs;
}
