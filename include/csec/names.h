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
	[CSEC_OP_MAP]		= "map", \
	[CSEC_OP_MPROTECT]	= "mprotect", \
	[CSEC_OP_OPEN]		= "open", \
	[CSEC_OP_CHANGE]	= "change", \
	[CSEC_OP_ACCEPT]	= "accept", \
	[CSEC_OP_RECEIVE]	= "receive", \
	[CSEC_OP_PTRACE]	= "ptrace", \
	[CSEC_OP_MOUNT]		= "mount", \
	[CSEC_OP_SETNS]		= "setns", \
	[CSEC_OP_USERNS]	= "userns", \
	[CSEC_OP_MODULE]	= "module", \
	[CSEC_OP_BPF]		= "bpf", \
	[CSEC_OP_KEXEC]		= "kexec", \
	[CSEC_OP_CAPABLE]	= "capable", \
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
	[CSEC_REASON_FORK_RATE]		= "fork_rate", \
	[CSEC_REASON_EXEC_RATE]		= "exec_rate", \
	[CSEC_REASON_FORK_BOMB]		= "fork_bomb", \
	[CSEC_REASON_HOST_RESERVE]	= "host_reserve", \
	[CSEC_REASON_DRIFT]		= "drift", \
	[CSEC_REASON_DIGEST]		= "digest", \
	[CSEC_REASON_LIBRARY]		= "library", \
	[CSEC_REASON_EXECUTABLE_MEMORY]	= "executable_memory", \
	[CSEC_REASON_SCRIPT]		= "script", \
	[CSEC_REASON_INLINE]		= "inline", \
	[CSEC_REASON_PROTECTED_FILE]	= "protected_file", \
	[CSEC_REASON_INJECTION]		= "injection", \
	[CSEC_REASON_KERNEL_HELPER]	= "kernel_helper", \
	[CSEC_REASON_ESCAPE]		= "escape", \
	[CSEC_REASON_CAPABILITY]	= "capability", \
	[CSEC_REASON_APPLET]		= "applet", \
	[CSEC_REASON_IMPERSONATION]	= "impersonation", \
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

#define CSEC_ON_RATE_NAMES { \
	[CSEC_ON_RATE_DENY]	= "deny", \
	[CSEC_ON_RATE_SLOW]	= "slow", \
}

#define CSEC_INJECT_NAMES { \
	[CSEC_INJECT_ALLOW]	= "allow", \
	[CSEC_INJECT_DENY]	= "deny", \
	[CSEC_INJECT_CHILDREN]	= "children", \
}

#define CSEC_ESCAPE_NAMES { \
	[CSEC_ESCAPE_SETNS]	= "setns", \
	[CSEC_ESCAPE_USERNS]	= "userns", \
	[CSEC_ESCAPE_MOUNT]	= "mount", \
	[CSEC_ESCAPE_MODULE]	= "module", \
	[CSEC_ESCAPE_BPF]	= "bpf", \
	[CSEC_ESCAPE_KEXEC]	= "kexec", \
}

#define CSEC_LINK_NAMES { \
	[CSEC_LINK_NONE]	= "none", \
	[CSEC_LINK_SOCKET]	= "socket", \
	[CSEC_LINK_PIPE]	= "pipe", \
	[CSEC_LINK_UNIX]	= "unix", \
	[CSEC_LINK_PTY]		= "pty", \
	[CSEC_LINK_RECEIVED]	= "received", \
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
	[CSEC_FEATURE_PROCESSES_EXEC_RATE]	= "processes.execRate", \
	[CSEC_FEATURE_PROCESSES_ON_RATE]	= "processes.onRate", \
	[CSEC_FEATURE_EXEC_WRITES]		= "exec.writes", \
	[CSEC_FEATURE_ESCAPE]			= "escape", \
	[CSEC_FEATURE_EXEC_APPLETS]		= "exec.allow.applets", \
}
/* clang-format on */

#endif /* _CSEC_NAMES_H */
