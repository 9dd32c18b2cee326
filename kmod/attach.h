/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - attaching hooks to kernel functions
 *
 * The only file that knows the mechanism: one ftrace ops for each function,
 * IPMODIFY (exclusive, negotiated with livepatch and BPF) and PERMANENT (cannot
 * be switched off by kernel.ftrace_enabled). The callback of a hook decides the
 * common case by itself and redirects the rest to a wrapper of the same
 * prototype, which runs in the caller's own context and calls the original.
 */
#ifndef _CSEC_ATTACH_H
#define _CSEC_ATTACH_H

#include <linux/ftrace.h>
#include <linux/percpu.h>
#include <linux/static_call.h>
#include <csec/names.h>
#include "compat.h"

/* What a policy needs; a hook is armed while its group is needed. */
enum csec_hook_group {
	CSEC_GROUP_ANY = 1 << 0, /* any policy at all */
	CSEC_GROUP_EXEC = 1 << 1, /* exec or shells */
	CSEC_GROUP_CONNECT = 1 << 2, /* shells.connect */
	CSEC_GROUP_PROCS = 1 << 3, /* process or thread limits, fork rates */
	CSEC_GROUP_FILE = 1 << 4, /* what is opened, and how */
	CSEC_GROUP_WRITES = 1 << 5, /* exec.writes */
	CSEC_GROUP_SLOW = 1 << 12, /* rates that let wait, bombs */
	CSEC_GROUP_INJECT = 1 << 16, /* inject */
	CSEC_GROUP_MEMORY = 1 << 6, /* libraries, drift or memory.jit */
	CSEC_GROUP_ESCAPE = 1 << 17, /* escape */
	CSEC_GROUP_MOUNT = 1 << 18, /* escape, inject or exec.writes */
	CSEC_GROUP_CAPABLE = 1 << 19, /* capabilities */
	CSEC_GROUP_SHELLS = 1 << 20, /* shells.reverse or shells.bind */
};

/**
 * struct csec_original - a call of a function that a wrapper stands for
 * @key: Of the static call; NULL: nothing calls it.
 * @trampoline: Likewise.
 *
 * A call by pointer would end the kernel on hardware with indirect branch tracking:
 * a function whose address nobody takes has lost its ENDBR when the kernel booted. A
 * static call is a direct one, where the architecture has these.
 */
struct csec_original {
	struct static_call_key *key;
	void *trampoline;
};

#define CSEC_ORIGINAL(name)                                          \
	{                                                            \
		&STATIC_CALL_KEY(name), STATIC_CALL_TRAMP_ADDR(name) \
	}

/**
 * struct csec_hook - one kernel function and what csec does with it
 * @function: Name in the newest supported kernel.
 * @alternative: Name in other kernels, NULL: none.
 * @callback: Runs at the function's entry. notrace; may call nothing traced.
 * @wrapper: Same prototype as the function; NULL: the callback redirects nobody.
 * @original: How @wrapper calls the function.
 * @groups: enum csec_hook_group: armed while one of them is needed.
 * @required: Loading fails without it.
 * @loss: What is lost without it, for users.
 * @name: The name that this kernel has. Set by init.
 * @address: First byte of the function. Set by init, 0: absent.
 * @is_armed: Attached. Protected by the attach mutex, read locklessly.
 * @is_dead: Found to be attached but not called. Likewise.
 * @ops: The attachment.
 */
struct csec_hook {
	const char *function;
	const char *alternative;
	ftrace_func_t callback;
	void *wrapper;
	struct csec_original original;
	unsigned int groups;
	bool required;
	const char *loss;
	const char *name;
	unsigned long address;
	bool is_armed;
	bool is_dead;
	struct ftrace_ops ops;
};

extern unsigned long csec_attach_text_base;
extern unsigned long csec_attach_text_size;
/* Index of a hook in the table, in the order of arming. */
enum csec_hook_index {
	CSEC_HOOK_PTRACE_ACCESS,
	CSEC_HOOK_PTRACE_TRACEME,
	CSEC_HOOK_PERF_EVENT_ALLOC,
	CSEC_HOOK_MAP_FILES,
	CSEC_HOOK_PID_LINK,
	CSEC_HOOK_SECCOMP,
	CSEC_HOOK_SETNS,
#ifdef CSEC_COMPAT_SYSCALL32
	CSEC_HOOK_SECCOMP32,
	CSEC_HOOK_SETNS32,
	CSEC_HOOK_MOUNT_SETATTR32,
#ifdef CSEC_COMPAT_HAS_OPEN_TREE_ATTR
	CSEC_HOOK_OPEN_TREE_ATTR32,
#endif
#endif
	CSEC_HOOK_CREATE_USER_NS,
	CSEC_HOOK_BPF,
	CSEC_HOOK_LOAD_DATA,
	CSEC_HOOK_READ_FILE,
	CSEC_HOOK_MODULE_REQUEST,
	CSEC_HOOK_REQUEST_KEY,
	CSEC_HOOK_USERMODEHELPER,
	CSEC_HOOK_SB_MOUNT,
	CSEC_HOOK_MOVE_MOUNT,
	CSEC_HOOK_SB_UMOUNT,
	CSEC_HOOK_SB_REMOUNT,
	CSEC_HOOK_SB_PIVOTROOT,
	CSEC_HOOK_MOUNT_SETATTR,
#ifdef CSEC_COMPAT_HAS_OPEN_TREE_ATTR
	CSEC_HOOK_OPEN_TREE_ATTR,
#endif
	CSEC_HOOK_FS_PARAMETER,
	CSEC_HOOK_CAPABLE,
	CSEC_HOOK_URING_OVERRIDE,
	CSEC_HOOK_TASK_RELEASE,
	CSEC_HOOK_CANCEL_FORK,
	CSEC_HOOK_FORK_FAILED,
	CSEC_HOOK_ATTACH_TASK,
	CSEC_HOOK_POST_FORK,
	CSEC_HOOK_TASK_ALLOC,
	CSEC_HOOK_CAN_FORK,
	CSEC_HOOK_INODE_SETATTR,
	CSEC_HOOK_INODE_RENAME,
	CSEC_HOOK_INODE_UNLINK,
	CSEC_HOOK_INODE_LINK,
	CSEC_HOOK_FILE_OPEN,
	CSEC_HOOK_BPRM_CREDS,
	CSEC_HOOK_BPRM_CHECK,
	CSEC_HOOK_REPLACE_EXE,
	CSEC_HOOK_MMAP_FILE,
	CSEC_HOOK_FILE_MPROTECT,
	CSEC_HOOK_PERSONALITY,
	CSEC_HOOK_PERSONALITY_32,
	CSEC_HOOK_SOCKET_CONNECT,
	CSEC_HOOK_TCP4_CONNECT,
	CSEC_HOOK_TCP6_CONNECT,
	CSEC_HOOK_SOCKET_ACCEPT,
	CSEC_HOOK_SOCKET_RECVMSG,
	CSEC_HOOK_SPLICE_READ,
	CSEC_HOOK_GETSOCKOPT,
	CSEC_HOOK_TCP_GIVEN,
	CSEC_HOOK_TCP_CLOSE,
	CSEC_NR_HOOKS
};

/* Some of them at once are a mask. */
static_assert(CSEC_NR_HOOKS <= BITS_PER_LONG);

/**
 * struct csec_attach_active - tasks inside wrappers
 * @nr: Entered less left on this CPU, for each hook; only the sums count.
 */
struct csec_attach_active {
	long nr[CSEC_NR_HOOKS];
};

DECLARE_PER_CPU(struct csec_attach_active, csec_attach_active);

/* Whether the function was called by one of this module's wrappers. */
static __always_inline bool csec_attach_is_own(unsigned long parent_ip)
{
	return parent_ip - csec_attach_text_base < csec_attach_text_size;
}

/* Sends the caller of the hooked function to the wrapper instead. */
static __always_inline void csec_attach_redirect(struct ftrace_ops *ops,
						 struct ftrace_regs *fregs,
						 unsigned long parent_ip)
{
	if (!csec_attach_is_own(parent_ip))
		csec_compat_set_ip(fregs, (unsigned long)container_of(
						  ops, struct csec_hook, ops)
						  ->wrapper);
}

/*
 * First and last thing of every wrapper: while the sum over all CPUs is not
 * zero some task is inside the module's text.
 */
static __always_inline void csec_attach_enter(enum csec_hook_index index)
{
	this_cpu_inc(csec_attach_active.nr[index]);
}

static __always_inline void csec_attach_leave(enum csec_hook_index index)
{
	this_cpu_dec(csec_attach_active.nr[index]);
}

int csec_attach_init(struct csec_hook *hooks, unsigned int nr_hooks);
void csec_attach_exit(void);
int csec_attach_arm(unsigned int groups, char *detail, size_t detail_size);
int csec_attach_disarm(unsigned int keep);
bool csec_attach_is_armed(void);
bool csec_attach_is_degraded(void);
unsigned int csec_attach_nr_hooks(void);
const struct csec_hook *csec_attach_hook(unsigned int index);
enum csec_hook_state csec_attach_hook_state(const struct csec_hook *hook);

#endif /* _CSEC_ATTACH_H */
