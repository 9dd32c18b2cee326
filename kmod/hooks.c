// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - the table of hooks
 *
 * In the order of arming: what undoes comes before what begins, so that nothing
 * is charged that could not be uncharged.
 */
#include "hooks.h"

#include <linux/kernel.h>

#include "event.h"

/* clang-format off */
struct csec_hook csec_hooks[CSEC_NR_HOOKS] = {
	[CSEC_HOOK_TASK_RELEASE] = {
		.function = "cgroup_task_release",
		.alternative = "cgroup_release",
		.callback = csec_hook_task_entry,
		.wrapper = csec_hook_task_release,
		.original = (void **)&csec_real_task_release,
		.groups = CSEC_GROUP_PROCS,
		.required = true,
		.loss = "process limits: tasks that end are not uncharged",
	}, [CSEC_HOOK_CANCEL_FORK] = {
		.function = "cgroup_cancel_fork",
		.callback = csec_hook_task_entry,
		.wrapper = csec_hook_cancel_fork,
		.original = (void **)&csec_real_cancel_fork,
		.groups = CSEC_GROUP_PROCS,
		.required = true,
		.loss = "process limits: failed forks are not uncharged",
	}, [CSEC_HOOK_ATTACH_TASK] = {
		.function = "cgroup_attach_task",
		.callback = csec_hook_attach_task_entry,
		.wrapper = csec_hook_attach_task,
		.original = (void **)&csec_real_attach_task,
		.groups = CSEC_GROUP_ANY | CSEC_GROUP_PROCS,
		.required = true,
		.loss = "tasks can leave their policy by changing the cgroup",
	}, [CSEC_HOOK_POST_FORK] = {
		.function = "cgroup_post_fork",
		.callback = csec_hook_post_fork_entry,
		.wrapper = csec_hook_post_fork,
		.original = (void **)&csec_real_post_fork,
		.groups = CSEC_GROUP_PROCS,
		.required = true,
		.loss = "process limits: forks under way at arming are not counted",
	}, [CSEC_HOOK_CAN_FORK] = {
		.function = "cgroup_can_fork",
		.callback = csec_hook_can_fork_entry,
		.wrapper = csec_hook_can_fork,
		.original = (void **)&csec_real_can_fork,
		.groups = CSEC_GROUP_ANY | CSEC_GROUP_PROCS,
		.required = true,
		.loss = "process limits",
	}, [CSEC_HOOK_BPRM_CHECK] = {
		.function = "security_bprm_check",
		.callback = csec_hook_bprm_check_entry,
		.wrapper = csec_hook_bprm_check,
		.original = (void **)&csec_real_bprm_check,
		.groups = CSEC_GROUP_EXEC,
		.required = true,
		.loss = "executable allowlists and reverse shells",
	}, [CSEC_HOOK_SOCKET_CONNECT] = {
		.function = "security_socket_connect",
		.callback = csec_hook_socket_connect_entry,
		.wrapper = csec_hook_socket_connect,
		.original = (void **)&csec_real_socket_connect,
		.groups = CSEC_GROUP_CONNECT,
		.required = true,
		.loss = "shells that open connections themselves",
	},
};
/* clang-format on */

/**
 * csec_hooks_refuse_undecided - governed, but nothing more can be found out: no
 * @op: What was asked for.
 *
 * Context: Process.
 * Return: -EACCES.
 */
int csec_hooks_refuse_undecided(enum csec_op op)
{
	static const struct csec_decision decision = {
		.verdict = CSEC_VERDICT_DENY,
		.reason = CSEC_REASON_UNDECIDED,
	};
	static const struct csec_evidence evidence = { .fd = -1 };

	csec_event_record(NULL, NULL, 0, op, &decision, &evidence);
	return -EACCES;
}

/**
 * csec_hooks_nr - size of the table
 *
 * Context: Any.
 * Return: entries of csec_hooks.
 */
unsigned int csec_hooks_nr(void)
{
	return ARRAY_SIZE(csec_hooks);
}
