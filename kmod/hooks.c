// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - the table of hooks
 *
 * In the order of arming: what undoes comes before what begins, so that nothing
 * is charged that could not be uncharged.
 */
#include "hooks.h"

#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/kernel.h>

#include "event.h"

/* clang-format off */
struct csec_hook csec_hooks[CSEC_NR_HOOKS] = {
	[CSEC_HOOK_PTRACE_ACCESS] = {
		.function = "security_ptrace_access_check",
		.callback = csec_hook_ptrace_access_entry,
		.wrapper = csec_hook_ptrace_access,
		.original = CSEC_ORIGINAL(csec_real_ptrace_access),
		.groups = CSEC_GROUP_INJECT,
		.required = true,
		.loss = "processes can reach into others",
	}, [CSEC_HOOK_PTRACE_TRACEME] = {
		.function = "security_ptrace_traceme",
		.callback = csec_hook_ptrace_traceme_entry,
		.wrapper = csec_hook_ptrace_traceme,
		.original = CSEC_ORIGINAL(csec_real_ptrace_traceme),
		.groups = CSEC_GROUP_INJECT,
		.required = true,
		.loss = "processes can have themselves traced",
	}, [CSEC_HOOK_PERF_EVENT_ALLOC] = {
		.function = "security_perf_event_alloc",
		.callback = csec_hook_perf_event_alloc_entry,
		.wrapper = csec_hook_perf_event_alloc,
		.original = CSEC_ORIGINAL(csec_real_perf_event_alloc),
		.groups = CSEC_GROUP_INJECT,
		.loss = "processes with CAP_PERFMON can watch others by perf",
	}, [CSEC_HOOK_MAP_FILES] = {
		.function = "proc_map_files_get_link",
		.callback = csec_hook_map_files_entry,
		.wrapper = csec_hook_map_files,
		.original = CSEC_ORIGINAL(csec_real_map_files),
		.groups = CSEC_GROUP_INJECT,
		.loss = "what other processes map can be opened in /proc/PID/map_files",
	}, [CSEC_HOOK_PID_LINK] = {
		.function = "proc_pid_get_link",
		.callback = csec_hook_pid_link_entry,
		.wrapper = csec_hook_pid_link,
		.original = CSEC_ORIGINAL(csec_real_pid_link),
		.groups = CSEC_GROUP_INJECT,
		.loss = "files of processes elsewhere can be opened in /proc/PID/{root,cwd,fd}",
	}, [CSEC_HOOK_SECCOMP] = {
		.function = CSEC_COMPAT_SYSCALL("seccomp"),
		.callback = csec_hook_seccomp_entry,
		.wrapper = csec_hook_seccomp,
		.original = CSEC_ORIGINAL(csec_real_seccomp),
		.groups = CSEC_GROUP_INJECT,
		.loss = "processes can answer the system calls of what they start",
	}, [CSEC_HOOK_SETNS] = {
		.function = CSEC_COMPAT_SYSCALL("setns"),
		.callback = csec_hook_setns_entry,
		.wrapper = csec_hook_setns,
		.original = CSEC_ORIGINAL(csec_real_setns),
		.groups = CSEC_GROUP_ESCAPE,
		.required = true,
		.loss = "escape.setns",
	}, [CSEC_HOOK_CREATE_USER_NS] = {
		.function = "security_create_user_ns",
		.callback = csec_hook_create_user_ns_entry,
		.wrapper = csec_hook_create_user_ns,
		.original = CSEC_ORIGINAL(csec_real_create_user_ns),
		.groups = CSEC_GROUP_ESCAPE,
		.required = true,
		.loss = "escape.userns",
	}, [CSEC_HOOK_BPF] = {
		.function = "security_bpf",
		.callback = csec_hook_bpf_entry,
		.wrapper = csec_hook_bpf,
		.original = CSEC_ORIGINAL(csec_real_bpf),
		.groups = CSEC_GROUP_ESCAPE | CSEC_GROUP_INJECT,
		.required = true,
		.loss = "escape.bpf; programs of BPF can reach into others",
	}, [CSEC_HOOK_LOAD_DATA] = {
		.function = "security_kernel_load_data",
		.callback = csec_hook_load_data_entry,
		.wrapper = csec_hook_load_data,
		.original = CSEC_ORIGINAL(csec_real_load_data),
		.groups = CSEC_GROUP_ESCAPE,
		.required = true,
		.loss = "escape.module and escape.kexec",
	}, [CSEC_HOOK_READ_FILE] = {
		.function = "security_kernel_read_file",
		.callback = csec_hook_read_file_entry,
		.wrapper = csec_hook_read_file,
		.original = CSEC_ORIGINAL(csec_real_read_file),
		.groups = CSEC_GROUP_ESCAPE,
		.required = true,
		.loss = "escape.module and escape.kexec",
	}, [CSEC_HOOK_MODULE_REQUEST] = {
		.function = "security_kernel_module_request",
		.callback = csec_hook_module_request_entry,
		.wrapper = csec_hook_module_request,
		.original = CSEC_ORIGINAL(csec_real_module_request),
		.groups = CSEC_GROUP_ESCAPE | CSEC_GROUP_EXEC |
			  CSEC_GROUP_INJECT,
		.loss = "escape.module and exec.default: modules that the kernel loads by itself",
	}, [CSEC_HOOK_REQUEST_KEY] = {
		.function = "call_sbin_request_key",
		.callback = csec_hook_request_key_entry,
		.wrapper = csec_hook_request_key,
		.original = CSEC_ORIGINAL(csec_real_request_key),
		.groups = CSEC_GROUP_INJECT,
		.loss = "a program as /sbin/request-key of the host",
	}, [CSEC_HOOK_USERMODEHELPER] = {
		.function = "call_usermodehelper_exec",
		.callback = csec_hook_usermodehelper_entry,
		.wrapper = csec_hook_usermodehelper,
		.original = CSEC_ORIGINAL(csec_real_usermodehelper),
		.groups = CSEC_GROUP_INJECT,
		.loss = "another program in the place of the one that gets core dumps",
	}, [CSEC_HOOK_SB_MOUNT] = {
		.function = "security_sb_mount",
		.callback = csec_hook_mount_entry,
		.wrapper = csec_hook_sb_mount,
		.original = CSEC_ORIGINAL(csec_real_sb_mount),
		.groups = CSEC_GROUP_MOUNT,
		.required = true,
		.loss = "escape.mount",
	}, [CSEC_HOOK_MOVE_MOUNT] = {
		.function = "security_move_mount",
		.callback = csec_hook_mount_entry,
		.wrapper = csec_hook_move_mount,
		.original = CSEC_ORIGINAL(csec_real_move_mount),
		.groups = CSEC_GROUP_MOUNT,
		.required = true,
		.loss = "escape.mount",
	}, [CSEC_HOOK_SB_UMOUNT] = {
		.function = "security_sb_umount",
		.callback = csec_hook_mount_entry,
		.wrapper = csec_hook_sb_umount,
		.original = CSEC_ORIGINAL(csec_real_sb_umount),
		.groups = CSEC_GROUP_MOUNT,
		.required = true,
		.loss = "escape.mount: unmounting",
	}, [CSEC_HOOK_SB_REMOUNT] = {
		.function = "security_sb_remount",
		.callback = csec_hook_unmount_entry,
		.wrapper = csec_hook_sb_remount,
		.original = CSEC_ORIGINAL(csec_real_sb_remount),
		.groups = CSEC_GROUP_ESCAPE,
		.loss = "escape.mount: options of file systems, by fsconfig",
	}, [CSEC_HOOK_SB_PIVOTROOT] = {
		.function = "security_sb_pivotroot",
		.callback = csec_hook_mount_entry,
		.wrapper = csec_hook_sb_pivotroot,
		.original = CSEC_ORIGINAL(csec_real_sb_pivotroot),
		.groups = CSEC_GROUP_MOUNT,
		.required = true,
		.loss = "escape.mount: changing the root",
	}, [CSEC_HOOK_MOUNT_SETATTR] = {
		.function = CSEC_COMPAT_SYSCALL("mount_setattr"),
		.callback = csec_hook_unmount_entry,
		.wrapper = csec_hook_mount_setattr,
		.original = CSEC_ORIGINAL(csec_real_mount_setattr),
		.groups = CSEC_GROUP_ESCAPE,
		.loss = "escape.mount: flags of mounts",
	}, [CSEC_HOOK_FS_PARAMETER] = {
		.function = "security_fs_context_parse_param",
		.callback = csec_hook_fs_parameter_entry,
		.wrapper = csec_hook_fs_parameter,
		.original = CSEC_ORIGINAL(csec_real_fs_parameter),
		.groups = CSEC_GROUP_INJECT,
		.loss = "a mount of cgroup v1 can name a program that the kernel runs",
	}, [CSEC_HOOK_CAPABLE] = {
		.function = "security_capable",
		.callback = csec_hook_capable_entry,
		.wrapper = csec_hook_capable,
		.original = CSEC_ORIGINAL(csec_real_capable),
		.groups = CSEC_GROUP_CAPABLE,
		.required = true,
		.loss = "capabilities",
	}, [CSEC_HOOK_URING_OVERRIDE] = {
		.function = "security_uring_override_creds",
		.callback = csec_hook_uring_override_entry,
		.wrapper = csec_hook_uring_override,
		.original = CSEC_ORIGINAL(csec_real_uring_override),
		.groups = CSEC_GROUP_CAPABLE,
		.loss = "capabilities that io_uring is told to use",
	},
#ifdef CSEC_COMPAT_HAS_OPEN_TREE_ATTR
	[CSEC_HOOK_OPEN_TREE_ATTR] = {
		.function = CSEC_COMPAT_SYSCALL("open_tree_attr"),
		.callback = csec_hook_unmount_entry,
		.wrapper = csec_hook_open_tree_attr,
		.original = CSEC_ORIGINAL(csec_real_open_tree_attr),
		.groups = CSEC_GROUP_ESCAPE,
		.loss = "escape.mount: flags of mounts, by open_tree_attr",
	},
#endif
#ifdef CSEC_COMPAT_SYSCALL32
	[CSEC_HOOK_SECCOMP32] = {
		.function = CSEC_COMPAT_SYSCALL32("seccomp"),
		.callback = csec_hook_seccomp_entry,
		.wrapper = csec_hook_seccomp32,
		.original = CSEC_ORIGINAL(csec_real_seccomp32),
		.groups = CSEC_GROUP_INJECT,
		.loss = "the same in programs of 32 bits",
	},
	[CSEC_HOOK_SETNS32] = {
		.function = CSEC_COMPAT_SYSCALL32("setns"),
		.callback = csec_hook_setns_entry,
		.wrapper = csec_hook_setns32,
		.original = CSEC_ORIGINAL(csec_real_setns32),
		.groups = CSEC_GROUP_ESCAPE,
		.loss = "escape.setns in programs of 32 bits",
	},
	[CSEC_HOOK_MOUNT_SETATTR32] = {
		.function = CSEC_COMPAT_SYSCALL32("mount_setattr"),
		.callback = csec_hook_unmount_entry,
		.wrapper = csec_hook_mount_setattr32,
		.original = CSEC_ORIGINAL(csec_real_mount_setattr32),
		.groups = CSEC_GROUP_ESCAPE,
		.loss = "escape.mount: flags of mounts in programs of 32 bits",
	},
#ifdef CSEC_COMPAT_HAS_OPEN_TREE_ATTR
	[CSEC_HOOK_OPEN_TREE_ATTR32] = {
		.function = CSEC_COMPAT_SYSCALL32("open_tree_attr"),
		.callback = csec_hook_unmount_entry,
		.wrapper = csec_hook_open_tree_attr32,
		.original = CSEC_ORIGINAL(csec_real_open_tree_attr32),
		.groups = CSEC_GROUP_ESCAPE,
		.loss = "escape.mount: the same by open_tree_attr",
	},
#endif
#endif
	[CSEC_HOOK_TASK_RELEASE] = {
		.function = "cgroup_task_release",
		.alternative = "cgroup_release",
		.callback = csec_hook_task_release_entry,
		.wrapper = csec_hook_task_release,
		.original = CSEC_ORIGINAL(csec_real_task_release),
		.groups = CSEC_GROUP_PROCS,
		.required = true,
		.loss = "process limits: tasks that end are not uncharged",
	}, [CSEC_HOOK_CANCEL_FORK] = {
		.function = "cgroup_cancel_fork",
		.callback = csec_hook_fork_failed_entry,
		.wrapper = csec_hook_cancel_fork,
		.original = CSEC_ORIGINAL(csec_real_cancel_fork),
		.groups = CSEC_GROUP_PROCS,
		.required = true,
		.loss = "process limits: failed forks are not uncharged",
	}, [CSEC_HOOK_FORK_FAILED] = {
		/* Called by nobody but a fork that failed. */
		.function = "perf_event_free_task",
		.callback = csec_hook_fork_failed_entry,
		.wrapper = csec_hook_fork_failed,
		.original = CSEC_ORIGINAL(csec_real_fork_failed),
		.groups = CSEC_GROUP_PROCS,
		.loss = "nothing but time: forks are charged in the wrapper",
	}, [CSEC_HOOK_ATTACH_TASK] = {
		.function = "cgroup_attach_task",
		.callback = csec_hook_attach_task_entry,
		.wrapper = csec_hook_attach_task,
		.original = CSEC_ORIGINAL(csec_real_attach_task),
		.groups = CSEC_GROUP_ANY | CSEC_GROUP_PROCS,
		.required = true,
		.loss = "tasks can leave their policy by changing the cgroup",
	}, [CSEC_HOOK_POST_FORK] = {
		.function = "cgroup_post_fork",
		.callback = csec_hook_post_fork_entry,
		.wrapper = csec_hook_post_fork,
		.original = CSEC_ORIGINAL(csec_real_post_fork),
		.groups = CSEC_GROUP_PROCS,
		.required = true,
		.loss = "process limits: forks under way at arming are not counted",
	}, [CSEC_HOOK_TASK_ALLOC] = {
		.function = "security_task_alloc",
		.callback = csec_hook_task_alloc_entry,
		.wrapper = csec_hook_task_alloc,
		.original = CSEC_ORIGINAL(csec_real_task_alloc),
		.groups = CSEC_GROUP_SLOW,
		.required = true,
		.loss = "processes.onRate: slow, and that spinning bombs sleep",
	}, [CSEC_HOOK_CAN_FORK] = {
		.function = "cgroup_can_fork",
		.callback = csec_hook_can_fork_entry,
		.wrapper = csec_hook_can_fork,
		.original = CSEC_ORIGINAL(csec_real_can_fork),
		.groups = CSEC_GROUP_ANY | CSEC_GROUP_PROCS,
		.required = true,
		.loss = "process limits",
	}, [CSEC_HOOK_INODE_SETATTR] = {
		.function = "security_inode_setattr",
		.callback = csec_hook_inode_setattr_entry,
		.wrapper = csec_hook_inode_setattr,
		.original = CSEC_ORIGINAL(csec_real_inode_setattr),
		.groups = CSEC_GROUP_WRITES,
		.required = true,
		.loss = "protected files can be truncated",
	}, [CSEC_HOOK_INODE_RENAME] = {
		.function = "security_inode_rename",
		.callback = csec_hook_inode_rename_entry,
		.wrapper = csec_hook_inode_rename,
		.original = CSEC_ORIGINAL(csec_real_inode_rename),
		.groups = CSEC_GROUP_WRITES | CSEC_GROUP_MEMORY |
			  CSEC_GROUP_INJECT | CSEC_GROUP_SHELLS |
			  CSEC_GROUP_CONNECT,
		.required = true,
		.loss = "protected files can be renamed and replaced, and others get their names",
	}, [CSEC_HOOK_INODE_UNLINK] = {
		.function = "security_inode_unlink",
		.callback = csec_hook_writes_entry,
		.wrapper = csec_hook_inode_unlink,
		.original = CSEC_ORIGINAL(csec_real_inode_unlink),
		.groups = CSEC_GROUP_WRITES,
		.required = true,
		.loss = "protected files can be removed",
	}, [CSEC_HOOK_INODE_LINK] = {
		.function = "security_inode_link",
		.callback = csec_hook_writes_entry,
		.wrapper = csec_hook_inode_link,
		.original = CSEC_ORIGINAL(csec_real_inode_link),
		.groups = CSEC_GROUP_WRITES,
		.required = true,
		.loss = "protected files can be reached by other names",
	}, [CSEC_HOOK_FILE_OPEN] = {
		.function = "security_file_open",
		.callback = csec_hook_file_open_entry,
		.wrapper = csec_hook_file_open,
		.original = CSEC_ORIGINAL(csec_real_file_open),
		.groups = CSEC_GROUP_FILE,
		.required = true,
		.loss = "protected files, and scripts given to interpreters",
	}, [CSEC_HOOK_BPRM_CREDS] = {
		.function = "security_bprm_creds_for_exec",
		.callback = csec_hook_bprm_creds_entry,
		.wrapper = csec_hook_bprm_creds,
		.original = CSEC_ORIGINAL(csec_real_bprm_creds),
		.groups = CSEC_COMPAT_HAS_EXECVE_CHECK ? CSEC_GROUP_EXEC : 0,
		.required = CSEC_COMPAT_HAS_EXECVE_CHECK,
		.loss = "answers to interpreters that ask (AT_EXECVE_CHECK)",
	}, [CSEC_HOOK_BPRM_CHECK] = {
		.function = "security_bprm_check",
		.callback = csec_hook_bprm_check_entry,
		.wrapper = csec_hook_bprm_check,
		.original = CSEC_ORIGINAL(csec_real_bprm_check),
		/* Whoever asks for entrants hears of their execs. */
		.groups = CSEC_GROUP_EXEC | CSEC_GROUP_INJECT |
			  CSEC_GROUP_ESCAPE | CSEC_GROUP_CAPABLE |
			  CSEC_GROUP_MEMORY | CSEC_GROUP_CONNECT |
			  CSEC_GROUP_FILE | CSEC_GROUP_MOUNT,
		.required = true,
		.loss = "executable allowlists and reverse shells",
	}, [CSEC_HOOK_REPLACE_EXE] = {
		.function = "replace_mm_exe_file",
		.callback = csec_hook_replace_exe_entry,
		.wrapper = csec_hook_replace_exe,
		.original = CSEC_ORIGINAL(csec_real_replace_exe),
		.groups = CSEC_GROUP_EXEC | CSEC_GROUP_MEMORY |
			  CSEC_GROUP_INJECT | CSEC_GROUP_SHELLS |
			  CSEC_GROUP_CONNECT | CSEC_GROUP_FILE,
		.loss = "programs can take the rights of others (PR_SET_MM)",
	}, [CSEC_HOOK_MMAP_FILE] = {
		.function = "security_mmap_file",
		.callback = csec_hook_mmap_file_entry,
		.wrapper = csec_hook_mmap_file,
		.original = CSEC_ORIGINAL(csec_real_mmap_file),
		.groups = CSEC_GROUP_MEMORY,
		.required = true,
		.loss = "libraries, drift and executable memory that is mapped",
	}, [CSEC_HOOK_FILE_MPROTECT] = {
		.function = "security_file_mprotect",
		.callback = csec_hook_file_mprotect_entry,
		.wrapper = csec_hook_file_mprotect,
		.original = CSEC_ORIGINAL(csec_real_file_mprotect),
		.groups = CSEC_GROUP_MEMORY,
		.required = true,
		.loss = "memory that is made executable later",
	}, [CSEC_HOOK_PERSONALITY] = {
		.function = CSEC_COMPAT_PERSONALITY,
		.callback = csec_hook_personality_entry,
		.wrapper = csec_hook_personality,
		.original = CSEC_ORIGINAL(csec_real_personality),
		.groups = CSEC_GROUP_MEMORY,
		.loss = "an executable heap by READ_IMPLIES_EXEC and brk",
	}, [CSEC_HOOK_PERSONALITY_32] = {
		.function = CSEC_COMPAT_PERSONALITY32,
		.callback = csec_hook_personality_entry,
		.wrapper = csec_hook_personality_32,
		.original = CSEC_ORIGINAL(csec_real_personality_32),
		.groups = CSEC_GROUP_MEMORY,
		.loss = "the same by 32-bit system calls",
	}, [CSEC_HOOK_SOCKET_CONNECT] = {
		.function = "security_socket_connect",
		.callback = csec_hook_socket_connect_entry,
		.wrapper = csec_hook_socket_connect,
		.original = CSEC_ORIGINAL(csec_real_socket_connect),
		.groups = CSEC_GROUP_CONNECT | CSEC_GROUP_SHELLS,
		.required = true,
		.loss = "shells that open connections themselves",
	}, [CSEC_HOOK_TCP4_CONNECT] = {
		.function = "tcp_v4_connect",
		.callback = csec_hook_tcp_connect_entry,
		.wrapper = csec_hook_tcp4_connect,
		.original = CSEC_ORIGINAL(csec_real_tcp4_connect),
		.groups = CSEC_GROUP_CONNECT | CSEC_GROUP_SHELLS,
		.loss = "connections that sendto() opens by MSG_FASTOPEN",
	}, [CSEC_HOOK_TCP6_CONNECT] = {
		.function = "tcp_v6_connect",
		.callback = csec_hook_tcp_connect_entry,
		.wrapper = csec_hook_tcp6_connect,
		.original = CSEC_ORIGINAL(csec_real_tcp6_connect),
		.groups = CSEC_GROUP_CONNECT | CSEC_GROUP_SHELLS,
		.loss = "the same of IPv6",
	}, [CSEC_HOOK_SOCKET_ACCEPT] = {
		.function = "security_socket_accept",
		.callback = csec_hook_socket_accept_entry,
		.wrapper = csec_hook_socket_accept,
		.original = CSEC_ORIGINAL(csec_real_socket_accept),
		.groups = CSEC_GROUP_SHELLS,
		.required = true,
		.loss = "shells that exist before a connection is accepted",
	}, [CSEC_HOOK_SOCKET_RECVMSG] = {
		.function = "security_socket_recvmsg",
		.callback = csec_hook_socket_recvmsg_entry,
		.wrapper = csec_hook_socket_recvmsg,
		.original = CSEC_ORIGINAL(csec_real_socket_recvmsg),
		.groups = CSEC_GROUP_SHELLS,
		.required = true,
		.loss = "connections that a shell gets after its start",
	}, [CSEC_HOOK_SPLICE_READ] = {
		.function = "sock_splice_read",
		.callback = csec_hook_splice_read_entry,
		.wrapper = csec_hook_splice_read,
		.original = CSEC_ORIGINAL(csec_real_splice_read),
		.groups = CSEC_GROUP_SHELLS,
		.loss = "the same when what comes is spliced into a pipe",
	}, [CSEC_HOOK_GETSOCKOPT] = {
		.function = "security_socket_getsockopt",
		.callback = csec_hook_getsockopt_entry,
		.wrapper = csec_hook_getsockopt,
		.original = CSEC_ORIGINAL(csec_real_getsockopt),
		.groups = CSEC_GROUP_SHELLS,
		.loss = "the same when what comes is mapped (TCP_ZEROCOPY_RECEIVE)",
	}, [CSEC_HOOK_TCP_GIVEN] = {
		.function = "tcp_rcv_space_adjust",
		.callback = csec_hook_tcp_given_entry,
		.groups = CSEC_GROUP_SHELLS,
		.loss = "commands that receivers do not leave in their memory",
	}, [CSEC_HOOK_TCP_CLOSE] = {
		.function = "tcp_close",
		.callback = csec_hook_tcp_close_entry,
		.groups = CSEC_GROUP_SHELLS,
		.loss = "commands that came over connections which are closed",
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
 * csec_hooks_record - makes an event of a decision, and an errno
 * @scope: Who asks.
 * @op: What was asked for.
 * @decision: The answer.
 * @evidence: What the event says beyond the task.
 *
 * Context: Any in which @scope is held; does not sleep.
 * Return: 0: go on; -EACCES: refuse.
 */
int csec_hooks_record(const struct csec_scope *scope, enum csec_op op,
		      const struct csec_decision *decision,
		      const struct csec_evidence *evidence)
{
	if (decision->verdict == CSEC_VERDICT_ALLOW)
		return 0;
	csec_event_record(scope->cgroup, scope->account, scope->generation, op,
			  decision, evidence);
	return decision->verdict == CSEC_VERDICT_DENY ? -EACCES : 0;
}

/**
 * csec_hooks_record_path - as csec_hooks_record(), about a place
 * @scope: Who asks.
 * @op: What was asked for.
 * @decision: The answer.
 * @evidence: Gets the path, as the current task sees it.
 * @place: The place.
 *
 * Context: Process, may sleep.
 * Return: 0: go on; -EACCES: refuse.
 */
int csec_hooks_record_path(const struct csec_scope *scope, enum csec_op op,
			   const struct csec_decision *decision,
			   struct csec_evidence *evidence,
			   const struct path *place)
{
	char *buffer, *path;
	int ret;

	if (decision->verdict == CSEC_VERDICT_ALLOW)
		return 0;
	buffer = __getname();
	path = buffer ? d_path(place, buffer, PATH_MAX) : NULL;
	evidence->path = IS_ERR(path) ? NULL : path;
	ret = csec_hooks_record(scope, op, decision, evidence);
	evidence->path = NULL;
	if (buffer)
		__putname(buffer);
	return ret;
}

/**
 * csec_hooks_record_file - as csec_hooks_record_path(), about a file
 * @scope: Who asks.
 * @op: What was asked for.
 * @decision: The answer.
 * @evidence: Gets the path of @file, as the current task sees it.
 * @file: The file.
 *
 * Context: Process, may sleep.
 * Return: 0: go on; -EACCES: refuse.
 */
int csec_hooks_record_file(const struct csec_scope *scope, enum csec_op op,
			   const struct csec_decision *decision,
			   struct csec_evidence *evidence,
			   const struct file *file)
{
	return csec_hooks_record_path(scope, op, decision, evidence,
				      &file->f_path);
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
