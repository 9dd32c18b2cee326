/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - the one spelling of every word that users see
 *
 * dmesg, text output, JSON, policy text and manual take their words from here.
 * Each table is indexed by the enum of the uapi header that it names.
 * Compiles in the kernel and in user space.
 */
#ifndef _CSEC_NAMES_H
#define _CSEC_NAMES_H

#ifdef __KERNEL__
#include <uapi/linux/csec.h>
#else
#include <linux/csec.h>
#endif

/* clang-format off */
#define CSEC_OP_NAMES { \
	[CSEC_OP_EXEC]		= "exec", \
	[CSEC_OP_FORK]		= "fork", \
	[CSEC_OP_CONNECT]	= "connect", \
	[CSEC_OP_ATTACH]	= "attach", \
}

#define CSEC_REASON_NAMES { \
	[CSEC_REASON_NONE]		= "none", \
	[CSEC_REASON_NOT_ALLOWED]	= "not_allowed", \
	[CSEC_REASON_REVERSE_SHELL]	= "reverse_shell", \
	[CSEC_REASON_BIND_SHELL]	= "bind_shell", \
	[CSEC_REASON_SHELL_CONNECT]	= "shell_connect", \
	[CSEC_REASON_PROCESS_LIMIT]	= "process_limit", \
	[CSEC_REASON_THREAD_LIMIT]	= "thread_limit", \
	[CSEC_REASON_CGROUP_ESCAPE]	= "cgroup_escape", \
	[CSEC_REASON_UNDECIDED]		= "undecided", \
}

#define CSEC_VERDICT_NAMES { \
	[CSEC_VERDICT_ALLOW]	= "allowed", \
	[CSEC_VERDICT_AUDIT]	= "audit", \
	[CSEC_VERDICT_DENY]	= "denied", \
}

#define CSEC_MODE_NAMES { \
	[CSEC_MODE_LEARN]	= "learn", \
	[CSEC_MODE_AUDIT]	= "audit", \
	[CSEC_MODE_ENFORCE]	= "enforce", \
}

#define CSEC_ACTION_NAMES { \
	[CSEC_ACTION_ALLOW]	= "allow", \
	[CSEC_ACTION_DENY]	= "deny", \
}

#define CSEC_LIBRARIES_NAMES { \
	[CSEC_LIBRARIES_ANY]	= "any", \
	[CSEC_LIBRARIES_IMAGE]	= "image", \
	[CSEC_LIBRARIES_LISTED]	= "listed", \
}

#define CSEC_ON_BOMB_NAMES { \
	[CSEC_ON_BOMB_DENY]	= "deny", \
	[CSEC_ON_BOMB_FREEZE]	= "freeze", \
	[CSEC_ON_BOMB_KILL]	= "kill", \
}

#define CSEC_HOOK_STATE_NAMES { \
	[CSEC_HOOK_STATE_ABSENT]	= "absent", \
	[CSEC_HOOK_STATE_IDLE]		= "idle", \
	[CSEC_HOOK_STATE_ARMED]		= "armed", \
	[CSEC_HOOK_STATE_DEGRADED]	= "degraded", \
}

/* Where the part stands in the policy text. */
#define CSEC_FEATURE_NAMES { \
	[CSEC_FEATURE_EXEC]			= "exec", \
	[CSEC_FEATURE_EXEC_SHA256]		= "exec.allow.sha256", \
	[CSEC_FEATURE_EXEC_SCRIPTS]		= "exec.allow.scripts", \
	[CSEC_FEATURE_EXEC_DRIFT]		= "exec.drift", \
	[CSEC_FEATURE_EXEC_LIBRARIES]		= "exec.libraries", \
	[CSEC_FEATURE_PROCESSES_MAX]		= "processes.max", \
	[CSEC_FEATURE_PROCESSES_THREADS]	= "processes.threads", \
	[CSEC_FEATURE_PROCESSES_FORK_RATE]	= "processes.forkRate", \
	[CSEC_FEATURE_PROCESSES_ON_BOMB]	= "processes.onBomb", \
	[CSEC_FEATURE_SHELLS_REVERSE]		= "shells.reverse", \
	[CSEC_FEATURE_SHELLS_BIND]		= "shells.bind", \
	[CSEC_FEATURE_SHELLS_CONNECT]		= "shells.connect", \
	[CSEC_FEATURE_MEMORY]			= "memory", \
	[CSEC_FEATURE_INJECT]			= "inject", \
	[CSEC_FEATURE_CAPABILITIES]		= "capabilities", \
	[CSEC_FEATURE_LEARN]			= "mode.learn", \
	[CSEC_FEATURE_MATCH_CONTAINER]		= "match.container", \
}
/* clang-format on */

#endif /* _CSEC_NAMES_H */
