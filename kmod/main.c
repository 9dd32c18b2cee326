// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - container security: what each cgroup may run, and how much
 *
 * Init ladder and its exact reverse. The netlink family comes last: when it is
 * visible, everything works.
 */
#define pr_fmt(fmt) "csec: " fmt

#include <linux/init.h>
#include <linux/module.h>
#include <linux/rcupdate.h>

#include "contain.h"
#include "drift.h"
#include "early.h"
#include "event.h"
#include "hooks.h"
#include "host.h"
#include "netlink.h"
#include "proc.h"
#include "procs.h"
#include "reserve.h"
#include "selftest/selftest.h"
#include "store.h"
#include "view.h"
#include "waits.h"

#define EVENTS_MIN 256
#define EVENTS_MAX 65536

static unsigned int events = 4096;
module_param(events, uint, 0444);
MODULE_PARM_DESC(events,
		 "records kept in the event ring, 256 to 65536 (default 4096)");

static unsigned int reserve = 256;
module_param(reserve, uint, 0444);
MODULE_PARM_DESC(
	reserve,
	"tasks of the host that governed cgroups cannot take, at most an eighth of kernel.pid_max and kernel.threads-max; 0: none (default 256)");

#define BIT_OF(feature) BIT_ULL(CSEC_FEATURE_##feature)

/* What this module enforces; the rest of the language is said to be missing. */
#define ENFORCED_PROCESSES                                           \
	(BIT_OF(PROCESSES_MAX) | BIT_OF(PROCESSES_THREADS) |         \
	 BIT_OF(PROCESSES_FORK_RATE) | BIT_OF(PROCESSES_EXEC_RATE) | \
	 BIT_OF(PROCESSES_ON_RATE) | BIT_OF(PROCESSES_ON_BOMB))
#define ENFORCED                                                            \
	(BIT_OF(EXEC) | BIT_OF(EXEC_WRITES) | BIT_OF(EXEC_SHA256) |         \
	 BIT_OF(EXEC_SCRIPTS) | BIT_OF(EXEC_APPLETS) | BIT_OF(EXEC_DRIFT) | \
	 BIT_OF(EXEC_LIBRARIES) | BIT_OF(MEMORY) | ENFORCED_PROCESSES |     \
	 BIT_OF(SHELLS_REVERSE) | BIT_OF(SHELLS_BIND) |                     \
	 BIT_OF(SHELLS_CONNECT) | BIT_OF(INJECT) | BIT_OF(ESCAPE) |         \
	 BIT_OF(CAPABILITIES))

static unsigned int groups_of_ways_out(u64 features)
{
	unsigned int groups = 0;

	if (features & BIT_OF(INJECT))
		groups |= CSEC_GROUP_INJECT | CSEC_GROUP_FILE;
	if (features & BIT_OF(MEMORY))
		groups |= CSEC_GROUP_FILE;
	if (features & BIT_OF(ESCAPE))
		groups |= CSEC_GROUP_ESCAPE;
	if (features & (BIT_OF(INJECT) | BIT_OF(ESCAPE) | BIT_OF(EXEC_WRITES)))
		groups |= CSEC_GROUP_MOUNT;
	if (features & BIT_OF(CAPABILITIES))
		groups |= CSEC_GROUP_CAPABLE;
	return groups;
}

static unsigned int groups_of(u64 features, bool any)
{
	unsigned int groups = any ? CSEC_GROUP_ANY : 0;

	/* An executable stack is given by exec. */
	if (features &
	    (BIT_OF(EXEC) | BIT_OF(EXEC_APPLETS) | BIT_OF(EXEC_DRIFT) |
	     BIT_OF(MEMORY) | BIT_OF(SHELLS_REVERSE) | BIT_OF(SHELLS_BIND) |
	     BIT_OF(PROCESSES_EXEC_RATE)))
		groups |= CSEC_GROUP_EXEC;
	if (features &
	    (BIT_OF(EXEC_DRIFT) | BIT_OF(EXEC_LIBRARIES) | BIT_OF(MEMORY)))
		groups |= CSEC_GROUP_MEMORY;
	if (features & (BIT_OF(SHELLS_REVERSE) | BIT_OF(SHELLS_BIND)))
		groups |= CSEC_GROUP_SHELLS;
	if (features & BIT_OF(SHELLS_CONNECT))
		groups |= CSEC_GROUP_CONNECT;
	if (features & (BIT_OF(PROCESSES_MAX) | BIT_OF(PROCESSES_THREADS) |
			BIT_OF(PROCESSES_FORK_RATE)))
		groups |= CSEC_GROUP_PROCS;
	if (features & BIT_OF(EXEC_WRITES))
		groups |= CSEC_GROUP_FILE | CSEC_GROUP_WRITES;
	if (features & BIT_OF(EXEC_SCRIPTS))
		groups |= CSEC_GROUP_FILE;
	if (features & (BIT_OF(PROCESSES_ON_RATE) | BIT_OF(PROCESSES_ON_BOMB)))
		groups |= CSEC_GROUP_SLOW;
	return groups | groups_of_ways_out(features);
}

static int arm(u64 features, bool any, char *detail, size_t detail_size)
{
	return csec_attach_arm(groups_of(features, any), detail, detail_size);
}

static int disarm(u64 features, bool any)
{
	return csec_attach_disarm(groups_of(features, any));
}

static const struct csec_store_ops store_ops = {
	.arm = arm,
	.disarm = disarm,
	.count = csec_procs_count_all,
	.forget = csec_procs_forget,
};

static int __init check_parameters(void)
{
	if (events >= EVENTS_MIN && events <= EVENTS_MAX)
		return 0;
	pr_err("events=%u is not between %d and %d\n", events, EVENTS_MIN,
	       EVENTS_MAX);
	return -EINVAL;
}

static int __init csec_init(void)
{
	int err = check_parameters();

	err = err ?: csec_host_check();
	err = err ?: csec_selftest_run();
	if (err)
		return err;
	err = csec_event_init(events);
	if (err)
		return err;
	err = csec_proc_init();
	if (err)
		goto err_event;
	err = csec_view_init();
	if (err)
		goto err_view;
	err = csec_drift_init();
	if (err)
		goto err_view;
	err = csec_procs_init();
	if (err)
		goto err_drift;
	err = csec_store_init(&store_ops, ENFORCED);
	if (err)
		goto err_procs;
	err = csec_contain_init();
	if (err)
		goto err_store;
	csec_reserve_init(reserve);
	err = csec_attach_init(csec_hooks, csec_hooks_nr());
	if (err)
		goto err_contain;
	err = csec_netlink_init();
	if (err)
		goto err_attach;
	pr_info("loaded, no policy: nothing is enforced\n");
	return 0;

err_attach:
	csec_attach_exit();
err_contain:
	csec_reserve_exit();
	csec_waits_exit();
	csec_contain_exit();
err_store:
	csec_store_exit();
err_procs:
	csec_procs_exit();
err_drift:
	csec_drift_exit();
err_view:
	csec_proc_exit();
err_event:
	csec_event_exit();
	rcu_barrier();
	csec_view_exit();
	return err;
}

static void __exit csec_exit(void)
{
	csec_netlink_exit();
	csec_attach_exit();
	csec_early_exit();
	csec_reserve_exit();
	csec_waits_exit();
	csec_contain_exit();
	csec_store_exit();
	csec_procs_exit();
	csec_drift_exit();
	csec_proc_exit();
	csec_event_exit();
	/* Callbacks of call_rcu() are text of this module, and queue work that is, too. */
	rcu_barrier();
	csec_view_exit();
	pr_info("unloaded\n");
}

module_init(csec_init);
module_exit(csec_exit);
MODULE_DESCRIPTION(
	"Container security: process limits and executable allowlists by cgroup");
MODULE_LICENSE("GPL");
MODULE_VERSION(CSEC_VERSION);
