// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - which policy governs a task, where nothing may sleep
 */
#include "store.h"

#include <linux/sched.h>

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
	ret = csec_scope_enter_cgroup(scope, cg);
	csec_cgroup_put(cg);
	return ret;
}
