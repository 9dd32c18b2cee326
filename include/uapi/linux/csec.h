/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * csec - generic netlink ABI between csec.ko and user space
 *
 * Append-only after the first release: a number never changes its meaning.
 * docs/csec.yaml is the YNL specification of the same family;
 * scripts/check-abi.sh compares the two.
 */
#ifndef _UAPI_LINUX_CSEC_H
#define _UAPI_LINUX_CSEC_H

#include <linux/types.h>

#define CSEC_GENL_NAME "csec"
#define CSEC_GENL_VERSION 1
#define CSEC_MCGRP_EVENTS "events"

/* Grows with every addition to this header. */
#define CSEC_ABI 1

/* Documented maxima; one more is refused with -E2BIG (or -EINVAL for text). */
#define CSEC_NAME_MAX 63 /* bytes of a policy name */
#define CSEC_PATH_MAX 4095 /* bytes of a path or glob */
#define CSEC_LABEL_MAX 255 /* bytes of one "key=value" label */
#define CSEC_NR_LABELS_MAX 32 /* labels of one policy */
#define CSEC_NR_MATCHES_MAX 64 /* selectors of one policy */
#define CSEC_NR_SCRIPTS_MAX 64 /* script globs of one rule */
#define CSEC_NR_GLOBS_MAX 4096 /* rules of one policy whose path is a glob */
#define CSEC_NR_INJECTS_MAX 256 /* rules of inject.allow of one policy */
#define CSEC_NR_RULES_MAX 1048576 /* rules of one policy */
#define CSEC_NR_MANIFESTS_MAX 64 /* manifests of one policy */
#define CSEC_FILES_MAX 32768 /* bytes of CSEC_MANIFEST_A_FILES */
#define CSEC_NR_POLICIES_MAX 4096 /* policies of one generation */
#define CSEC_LIMIT_MAX 4194304 /* any process, thread or rate limit */
#define CSEC_SHA256_LEN 32
#define CSEC_COMM_MAX 16 /* bytes of comm in an event, with its NUL */

/**
 * enum csec_cmd - operations of the family
 *
 * Two permission classes. *Read* needs CAP_AUDIT_READ or CAP_MAC_ADMIN,
 * *write* needs CAP_MAC_ADMIN. Both need the capability in the initial user
 * namespace for the opener of the socket and for the sender, a sender in the
 * initial pid namespace, and a sender whose own cgroup is not governed.
 * Checks are made in the order permission, syntax, limits, existence, state.
 * Every refusal carries extended-ACK text.
 *
 * Common errors: EPERM caller not allowed; EINVAL malformed or out of range;
 * E2BIG over a documented maximum; ENOMEM.
 *
 * @CSEC_CMD_GET_STATUS: read, do. Reply: CSEC_A_STATUS.
 * @CSEC_CMD_GET_HOOK: read, dump. One CSEC_A_HOOK per message.
 * @CSEC_CMD_GET_POLICY: write class, dump; optional CSEC_A_NAME. For each
 *	policy one message with CSEC_A_GENERATION and CSEC_A_POLICY, then as
 *	many as needed with CSEC_A_NAME and CSEC_A_RULE and CSEC_A_MANIFEST
 *	entries. ENOENT: no policy of that name.
 * @CSEC_CMD_GET_CGROUP: read, dump. One CSEC_A_CGROUP per governed cgroup.
 * @CSEC_CMD_GET_COUNTER: read, dump; optional CSEC_A_NAME. One
 *	CSEC_A_COUNTER per (policy, cgroup, reason) that is not zero; entries
 *	without CSEC_COUNTER_A_CGROUP are the totals of the policy, which keep
 *	what removed cgroups had.
 * @CSEC_CMD_GET_EVENT: read, dump; optional CSEC_A_SEQ, the first sequence
 *	number wanted. One CSEC_A_EVENT per message out of the ring, oldest
 *	first. Sequence numbers that are missing were lost.
 * @CSEC_CMD_EVENT: notification to CSEC_MCGRP_EVENTS: one CSEC_A_EVENT.
 * @CSEC_CMD_BEGIN: write, do; CSEC_A_COOKIE (not 0), optional
 *	CSEC_A_GENERATION (expected live generation) and CSEC_A_PRUNE (flag:
 *	start from no policies instead of the live ones). Opens a transaction
 *	that belongs to the socket and is dropped when that closes. ESTALE: the
 *	live generation is another one. EBUSY: another socket has one open.
 * @CSEC_CMD_ADD: write, do; CSEC_A_COOKIE and either CSEC_A_POLICY (starts a
 *	policy that replaces one of the same name) or CSEC_A_NAME with
 *	CSEC_A_RULE and CSEC_A_MANIFEST entries (more of the policy started
 *	last). ENOENT: no
 *	such transaction or policy. EEXIST: the policy is in the transaction
 *	already.
 * @CSEC_CMD_DEL: write, do; CSEC_A_COOKIE, CSEC_A_NAME. ENOENT: no such
 *	transaction or policy.
 * @CSEC_CMD_COMMIT: write, do; CSEC_A_COOKIE, CSEC_A_NR_RULES (rules added in
 *	the transaction, must agree), optional CSEC_A_DRY_RUN. Reply:
 *	CSEC_A_STATUS of the new generation. ESTALE: the live generation changed
 *	since begin. EINVAL: count differs. EEXIST: two policies have the same
 *	selector. EDEADLK: the sender's own cgroup would be governed. EBUSY: a
 *	hook that is needed is taken by another user. EIO: hooks are dead.
 * @CSEC_CMD_ABORT: write, do; CSEC_A_COOKIE. ENOENT: no such transaction.
 * @CSEC_CMD_DISARM: write, do. Drops every policy and detaches every hook, so
 *	that the module can be unloaded. EIO: a hook could not be detached.
 *	EBUSY: tasks wait inside of the module; again when they do not.
 */
enum csec_cmd {
	CSEC_CMD_UNSPEC,
	CSEC_CMD_GET_STATUS,
	CSEC_CMD_GET_HOOK,
	CSEC_CMD_GET_POLICY,
	CSEC_CMD_GET_CGROUP,
	CSEC_CMD_GET_COUNTER,
	CSEC_CMD_GET_EVENT,
	CSEC_CMD_EVENT,
	CSEC_CMD_BEGIN,
	CSEC_CMD_ADD,
	CSEC_CMD_DEL,
	CSEC_CMD_COMMIT,
	CSEC_CMD_ABORT,
	CSEC_CMD_DISARM,

	__CSEC_CMD_MAX,
	CSEC_CMD_MAX = __CSEC_CMD_MAX - 1
};

/* Attributes of a message. */
enum csec_attr {
	CSEC_A_UNSPEC,
	CSEC_A_PAD,
	CSEC_A_STATUS, /* nest, enum csec_status_attr */
	CSEC_A_HOOK, /* nest, enum csec_hook_attr */
	CSEC_A_POLICY, /* nest, enum csec_policy_attr */
	CSEC_A_RULE, /* nest, repeated, enum csec_rule_attr */
	CSEC_A_CGROUP, /* nest, enum csec_cgroup_attr */
	CSEC_A_COUNTER, /* nest, enum csec_counter_attr */
	CSEC_A_EVENT, /* nest, enum csec_event_attr */
	CSEC_A_NAME, /* string, CSEC_NAME_MAX */
	CSEC_A_GENERATION, /* u64 */
	CSEC_A_COOKIE, /* u64 */
	CSEC_A_SEQ, /* u64 */
	CSEC_A_NR_RULES, /* u32 */
	CSEC_A_PRUNE, /* flag */
	CSEC_A_DRY_RUN, /* flag */
	CSEC_A_MANIFEST, /* nest, repeated, enum csec_manifest_attr */

	__CSEC_A_MAX,
	CSEC_A_MAX = __CSEC_A_MAX - 1
};

enum csec_status_attr {
	CSEC_STATUS_A_UNSPEC,
	CSEC_STATUS_A_PAD,
	CSEC_STATUS_A_VERSION, /* string */
	CSEC_STATUS_A_ABI, /* u32 */
	CSEC_STATUS_A_GENERATION, /* u64, 0: nothing was ever pushed */
	CSEC_STATUS_A_COMMIT_TIME, /* u64, seconds since the epoch */
	CSEC_STATUS_A_COMMIT_UID, /* u32, in the initial user namespace */
	CSEC_STATUS_A_NR_POLICIES, /* u32 */
	CSEC_STATUS_A_NR_RULES, /* u64 */
	CSEC_STATUS_A_NR_CGROUPS, /* u32, governed cgroups seen */
	CSEC_STATUS_A_NR_TASKS, /* u32, tasks counted */
	CSEC_STATUS_A_DENIED, /* u64 */
	CSEC_STATUS_A_AUDITED, /* u64 */
	CSEC_STATUS_A_EVENTS, /* u64, last sequence number */
	CSEC_STATUS_A_EVENTS_LOST, /* u64, never delivered and no longer kept */
	CSEC_STATUS_A_ENFORCED, /* u64, bits of enum csec_feature */
	CSEC_STATUS_A_UNENFORCED, /* u64, asked for by live policies, not enforced */
	CSEC_STATUS_A_ARMED, /* u8, some hook is attached */
	CSEC_STATUS_A_DEGRADED, /* u8, a hook was lost, or none can be changed */
	CSEC_STATUS_A_NR_ENFORCING, /* u32, policies that refuse, not only audit */
	CSEC_STATUS_A_REQUESTS_REFUSED, /* u64, of senders without permission */

	__CSEC_STATUS_A_MAX,
	CSEC_STATUS_A_MAX = __CSEC_STATUS_A_MAX - 1
};

enum csec_hook_attr {
	CSEC_HOOK_A_UNSPEC,
	CSEC_HOOK_A_FUNCTION, /* string, the kernel function */
	CSEC_HOOK_A_STATE, /* u32, enum csec_hook_state */
	CSEC_HOOK_A_REQUIRED, /* flag */
	CSEC_HOOK_A_LOSS, /* string: what is lost without it */

	__CSEC_HOOK_A_MAX,
	CSEC_HOOK_A_MAX = __CSEC_HOOK_A_MAX - 1
};

enum csec_hook_state {
	CSEC_HOOK_STATE_ABSENT, /* this kernel has no such function */
	CSEC_HOOK_STATE_IDLE, /* usable, no policy needs it */
	CSEC_HOOK_STATE_ARMED,
	CSEC_HOOK_STATE_DEGRADED, /* attached, but not to be relied on */

	__CSEC_HOOK_STATE_MAX,
	CSEC_HOOK_STATE_MAX = __CSEC_HOOK_STATE_MAX - 1
};

/* Absent optional attribute: the section of the policy is absent. */
enum csec_policy_attr {
	CSEC_POLICY_A_UNSPEC,
	CSEC_POLICY_A_NAME, /* string, required */
	CSEC_POLICY_A_SOURCE, /* string: file the policy was read from */
	CSEC_POLICY_A_LABEL, /* string "key=value", repeated */
	CSEC_POLICY_A_MODE, /* u32, enum csec_mode, required */
	CSEC_POLICY_A_MATCH, /* nest, repeated, enum csec_match_attr, required */
	CSEC_POLICY_A_MAX_PROCESSES, /* u32 */
	CSEC_POLICY_A_MAX_THREADS, /* u32 */
	CSEC_POLICY_A_FORK_RATE, /* u32, forks a second */
	CSEC_POLICY_A_FORK_BURST, /* u32 */
	CSEC_POLICY_A_ON_BOMB, /* u32, enum csec_on_bomb */
	CSEC_POLICY_A_EXEC_DEFAULT, /* u32, enum csec_action */
	CSEC_POLICY_A_EXEC_DRIFT, /* u32, enum csec_action */
	CSEC_POLICY_A_EXEC_LIBRARIES, /* u32, enum csec_libraries */
	CSEC_POLICY_A_SHELL_REVERSE, /* u32, enum csec_action */
	CSEC_POLICY_A_SHELL_BIND, /* u32, enum csec_action */
	CSEC_POLICY_A_SHELL_CONNECT, /* u32, enum csec_action */
	CSEC_POLICY_A_JIT_DEFAULT, /* u32, enum csec_action */
	CSEC_POLICY_A_INJECT_DEFAULT, /* u32, enum csec_inject */
	CSEC_POLICY_A_CAP_DEFAULT, /* u32, enum csec_action */
	CSEC_POLICY_A_CAP_ALLOW, /* u64, bit n is capability n */
	CSEC_POLICY_A_CAP_DENY, /* u64 */
	CSEC_POLICY_A_PAD,
	CSEC_POLICY_A_EXEC_RATE, /* u32, execs a second */
	CSEC_POLICY_A_EXEC_BURST, /* u32 */
	CSEC_POLICY_A_ON_RATE, /* u32, enum csec_on_rate */
	CSEC_POLICY_A_EXEC_WRITES, /* u32, enum csec_action */
	CSEC_POLICY_A_ESCAPE_DEFAULT, /* u32, enum csec_action */
	CSEC_POLICY_A_ESCAPE_ALLOW, /* u64, bit n is n of enum csec_escape */

	__CSEC_POLICY_A_MAX,
	CSEC_POLICY_A_MAX = __CSEC_POLICY_A_MAX - 1
};

enum csec_match_attr {
	CSEC_MATCH_A_UNSPEC,
	CSEC_MATCH_A_TYPE, /* u32, enum csec_match_type */
	CSEC_MATCH_A_VALUE, /* string */

	__CSEC_MATCH_A_MAX,
	CSEC_MATCH_A_MAX = __CSEC_MATCH_A_MAX - 1
};

/* Only cgroup globs are matched in the kernel; user space resolves the rest. */
enum csec_match_type {
	CSEC_MATCH_CGROUP,
	CSEC_MATCH_CONTAINER_NAME,
	CSEC_MATCH_CONTAINER_IMAGE,
	CSEC_MATCH_CONTAINER_LABEL, /* "key=value" */

	__CSEC_MATCH_MAX,
	CSEC_MATCH_MAX = __CSEC_MATCH_MAX - 1
};

enum csec_rule_attr {
	CSEC_RULE_A_UNSPEC,
	CSEC_RULE_A_SECTION, /* u32, enum csec_section, required */
	CSEC_RULE_A_PATH, /* string, absolute path or glob */
	CSEC_RULE_A_PATH_TO, /* string: target of an inject rule, absent: any */
	CSEC_RULE_A_SHA256, /* binary, CSEC_SHA256_LEN */
	CSEC_RULE_A_SCRIPT, /* string, repeated */
	CSEC_RULE_A_INLINE, /* u32, enum csec_action */
	CSEC_RULE_A_LINE, /* u32, line of the source */
	CSEC_RULE_A_APPLETS, /* string, names with a blank between two */

	__CSEC_RULE_A_MAX,
	CSEC_RULE_A_MAX = __CSEC_RULE_A_MAX - 1
};

/**
 * enum csec_manifest_attr - files of one directory that exec.allow lists by digest
 *
 * Those of equal CSEC_MANIFEST_A_INDEX are one manifest: the first one of a policy
 * is 0, and each follows the one before. Equal manifests of several policies take
 * their memory once. Each file counts as a rule.
 */
enum csec_manifest_attr {
	CSEC_MANIFEST_A_UNSPEC,
	CSEC_MANIFEST_A_INDEX, /* u32, below CSEC_NR_MANIFESTS_MAX, required */
	CSEC_MANIFEST_A_LINE, /* u32, line of the source */
	CSEC_MANIFEST_A_DIRECTORY, /* string, absolute path, required */
	CSEC_MANIFEST_A_FILES, /* binary: digest, name, NUL, and so on; required */

	__CSEC_MANIFEST_A_MAX,
	CSEC_MANIFEST_A_MAX = __CSEC_MANIFEST_A_MAX - 1
};

/* The list of the policy that a rule belongs to. */
enum csec_section {
	CSEC_SECTION_EXEC, /* exec.allow */
	CSEC_SECTION_SHELL_CLASS, /* files that count as shells */
	CSEC_SECTION_SHELL_EXEMPT, /* shells.exempt */
	CSEC_SECTION_JIT, /* memory.jit.allow */
	CSEC_SECTION_INJECT, /* inject.allow */

	__CSEC_SECTION_MAX,
	CSEC_SECTION_MAX = __CSEC_SECTION_MAX - 1
};

enum csec_mode {
	CSEC_MODE_LEARN,
	CSEC_MODE_AUDIT,
	CSEC_MODE_ENFORCE,

	__CSEC_MODE_MAX,
	CSEC_MODE_MAX = __CSEC_MODE_MAX - 1
};

enum csec_action {
	CSEC_ACTION_ALLOW,
	CSEC_ACTION_DENY,

	__CSEC_ACTION_MAX,
	CSEC_ACTION_MAX = __CSEC_ACTION_MAX - 1
};

enum csec_libraries {
	CSEC_LIBRARIES_ANY,
	CSEC_LIBRARIES_IMAGE,
	CSEC_LIBRARIES_LISTED,

	__CSEC_LIBRARIES_MAX,
	CSEC_LIBRARIES_MAX = __CSEC_LIBRARIES_MAX - 1
};

enum csec_on_bomb {
	CSEC_ON_BOMB_DENY,
	CSEC_ON_BOMB_FREEZE,
	CSEC_ON_BOMB_KILL,

	__CSEC_ON_BOMB_MAX,
	CSEC_ON_BOMB_MAX = __CSEC_ON_BOMB_MAX - 1
};

/* What happens to a fork or exec above its rate. */
enum csec_on_rate {
	CSEC_ON_RATE_DENY,
	CSEC_ON_RATE_SLOW, /* it waits */

	__CSEC_ON_RATE_MAX,
	CSEC_ON_RATE_MAX = __CSEC_ON_RATE_MAX - 1
};

/* Into which processes a process may reach. */
enum csec_inject {
	CSEC_INJECT_ALLOW,
	CSEC_INJECT_DENY,
	CSEC_INJECT_CHILDREN, /* into its own children only */

	__CSEC_INJECT_MAX,
	CSEC_INJECT_MAX = __CSEC_INJECT_MAX - 1
};

/* Ways out of a container. */
enum csec_escape {
	CSEC_ESCAPE_SETNS, /* entering namespaces */
	CSEC_ESCAPE_USERNS, /* making user namespaces */
	CSEC_ESCAPE_MOUNT, /* mounting after the start */
	CSEC_ESCAPE_MODULE, /* loading kernel modules */
	CSEC_ESCAPE_BPF, /* the bpf() system call */
	CSEC_ESCAPE_KEXEC, /* starting another kernel */

	__CSEC_ESCAPE_MAX,
	CSEC_ESCAPE_MAX = __CSEC_ESCAPE_MAX - 1
};

/*
 * Parts of the policy language, as bit numbers: what a module enforces, and
 * what the live policies ask for beyond that.
 */
enum csec_feature {
	CSEC_FEATURE_EXEC, /* exec.default, exec.allow by path */
	CSEC_FEATURE_EXEC_SHA256,
	CSEC_FEATURE_EXEC_SCRIPTS, /* scripts, inline */
	CSEC_FEATURE_EXEC_DRIFT,
	CSEC_FEATURE_EXEC_LIBRARIES,
	CSEC_FEATURE_PROCESSES_MAX,
	CSEC_FEATURE_PROCESSES_THREADS,
	CSEC_FEATURE_PROCESSES_FORK_RATE,
	CSEC_FEATURE_PROCESSES_ON_BOMB,
	CSEC_FEATURE_SHELLS_REVERSE,
	CSEC_FEATURE_SHELLS_BIND,
	CSEC_FEATURE_SHELLS_CONNECT,
	CSEC_FEATURE_MEMORY,
	CSEC_FEATURE_INJECT,
	CSEC_FEATURE_CAPABILITIES,
	CSEC_FEATURE_LEARN, /* mode: learn */
	CSEC_FEATURE_MATCH_CONTAINER, /* selectors by name, image, label */
	CSEC_FEATURE_PROCESSES_EXEC_RATE,
	CSEC_FEATURE_PROCESSES_ON_RATE,
	CSEC_FEATURE_EXEC_WRITES,
	CSEC_FEATURE_ESCAPE,
	CSEC_FEATURE_EXEC_APPLETS,

	__CSEC_FEATURE_MAX,
	CSEC_FEATURE_MAX = __CSEC_FEATURE_MAX - 1
};

enum csec_cgroup_attr {
	CSEC_CGROUP_A_UNSPEC,
	CSEC_CGROUP_A_PAD,
	CSEC_CGROUP_A_ID, /* u64 */
	CSEC_CGROUP_A_PATH, /* string, from the root of the v2 tree */
	CSEC_CGROUP_A_POLICY, /* string */
	CSEC_CGROUP_A_GOVERNOR, /* u64, id of the cgroup whose selector matched */
	CSEC_CGROUP_A_TASKS, /* u32, counted here and below; absent: not counted */
	CSEC_CGROUP_A_PROCESSES, /* u32, likewise */
	CSEC_CGROUP_A_MAX_THREADS, /* u32, absent: no limit at this cgroup */
	CSEC_CGROUP_A_MAX_PROCESSES, /* u32 */
	CSEC_CGROUP_A_DENIED, /* u64 */
	CSEC_CGROUP_A_AUDITED, /* u64 */
	CSEC_CGROUP_A_PEAK_TASKS, /* u32 */
	CSEC_CGROUP_A_REFUSED, /* u64, forks, execs and moves for limits here */
	CSEC_CGROUP_A_LAST_REFUSAL, /* u64, nanoseconds of CLOCK_REALTIME */
	CSEC_CGROUP_A_FORKS, /* u32, in the last second, here and below */
	CSEC_CGROUP_A_FORK_TOKENS, /* u32, absent: no rate at this cgroup */
	CSEC_CGROUP_A_EXEC_TOKENS, /* u32, likewise */
	CSEC_CGROUP_A_DELAYED, /* u64, forks and execs that waited for a rate */
	CSEC_CGROUP_A_PEAK_PROCESSES, /* u32 */

	__CSEC_CGROUP_A_MAX,
	CSEC_CGROUP_A_MAX = __CSEC_CGROUP_A_MAX - 1
};

enum csec_counter_attr {
	CSEC_COUNTER_A_UNSPEC,
	CSEC_COUNTER_A_PAD,
	CSEC_COUNTER_A_POLICY, /* string */
	CSEC_COUNTER_A_CGROUP, /* u64, absent: total of the policy */
	CSEC_COUNTER_A_PATH, /* string, path of the cgroup */
	CSEC_COUNTER_A_REASON, /* u32, enum csec_reason */
	CSEC_COUNTER_A_DENIED, /* u64 */
	CSEC_COUNTER_A_AUDITED, /* u64: would have been denied */

	__CSEC_COUNTER_A_MAX,
	CSEC_COUNTER_A_MAX = __CSEC_COUNTER_A_MAX - 1
};

/* What the kernel was asked for; names in csec/names.h. */
enum csec_op {
	CSEC_OP_EXEC,
	CSEC_OP_FORK,
	CSEC_OP_CONNECT,
	CSEC_OP_ATTACH, /* entering a cgroup */
	CSEC_OP_MAP, /* mapping memory that can be executed */
	CSEC_OP_MPROTECT, /* making memory executable */
	CSEC_OP_OPEN, /* opening a file */
	CSEC_OP_CHANGE, /* changing a file or its name */
	CSEC_OP_ACCEPT, /* accepting a connection */
	CSEC_OP_RECEIVE, /* reading from a descriptor, or being sent one */
	CSEC_OP_PTRACE, /* reaching into another process */
	CSEC_OP_MOUNT,
	CSEC_OP_SETNS, /* entering another namespace */
	CSEC_OP_USERNS, /* making a user namespace */
	CSEC_OP_MODULE, /* loading a kernel module */
	CSEC_OP_BPF,
	CSEC_OP_KEXEC,
	CSEC_OP_CAPABLE, /* using a capability */

	__CSEC_OP_MAX,
	CSEC_OP_MAX = __CSEC_OP_MAX - 1
};

/* Why the answer was no; names in csec/names.h. */
enum csec_reason {
	CSEC_REASON_NONE,
	CSEC_REASON_NOT_ALLOWED, /* exec.default is deny, no rule allows it */
	CSEC_REASON_REVERSE_SHELL, /* a shell's stdio is an outbound socket */
	CSEC_REASON_BIND_SHELL, /* a shell's stdio is an accepted socket */
	CSEC_REASON_SHELL_CONNECT, /* a shell opens a connection */
	CSEC_REASON_PROCESS_LIMIT,
	CSEC_REASON_THREAD_LIMIT,
	CSEC_REASON_CGROUP_ESCAPE, /* a governed task leaves its policy */
	CSEC_REASON_UNDECIDED, /* the verdict could not be computed */
	CSEC_REASON_FORK_RATE, /* processes.forkRate */
	CSEC_REASON_EXEC_RATE, /* processes.execRate */
	CSEC_REASON_FORK_BOMB, /* a tree that grows against its limits */
	CSEC_REASON_HOST_RESERVE, /* the last tasks of the host */
	CSEC_REASON_DRIFT, /* came or changed after the container started */
	CSEC_REASON_DIGEST, /* the content is not the one that the rule names */
	CSEC_REASON_LIBRARY, /* exec.libraries */
	CSEC_REASON_EXECUTABLE_MEMORY, /* memory.jit */
	CSEC_REASON_SCRIPT, /* an interpreter was given a script not listed */
	CSEC_REASON_INLINE, /* an interpreter was given code inline */
	CSEC_REASON_PROTECTED_FILE, /* exec.writes */
	CSEC_REASON_INJECTION, /* inject: into another process */
	CSEC_REASON_KERNEL_HELPER, /* inject: through a helper of the kernel */
	CSEC_REASON_ESCAPE, /* escape: out of the container */
	CSEC_REASON_CAPABILITY, /* capabilities */
	CSEC_REASON_APPLET, /* a program of a multi-call file that is not listed */
	CSEC_REASON_IMPERSONATION, /* a process passes for another program */

	__CSEC_REASON_MAX,
	CSEC_REASON_MAX = __CSEC_REASON_MAX - 1
};

enum csec_verdict {
	CSEC_VERDICT_ALLOW,
	CSEC_VERDICT_AUDIT, /* allowed, would be denied in enforce mode */
	CSEC_VERDICT_DENY,

	__CSEC_VERDICT_MAX,
	CSEC_VERDICT_MAX = __CSEC_VERDICT_MAX - 1
};

enum csec_event_attr {
	CSEC_EVENT_A_UNSPEC,
	CSEC_EVENT_A_PAD,
	CSEC_EVENT_A_SEQ, /* u64, from 1, without holes when counted */
	CSEC_EVENT_A_TIME, /* u64, nanoseconds of CLOCK_REALTIME */
	CSEC_EVENT_A_OP, /* u32, enum csec_op */
	CSEC_EVENT_A_REASON, /* u32, enum csec_reason */
	CSEC_EVENT_A_VERDICT, /* u32, enum csec_verdict */
	CSEC_EVENT_A_GENERATION, /* u64, of the policies that decided */
	CSEC_EVENT_A_POLICY, /* string */
	CSEC_EVENT_A_CGROUP, /* u64 */
	CSEC_EVENT_A_PID, /* u32, thread group, in the initial pid namespace */
	CSEC_EVENT_A_TID, /* u32 */
	CSEC_EVENT_A_PPID, /* u32 */
	CSEC_EVENT_A_UID, /* u32, in the initial user namespace */
	CSEC_EVENT_A_COMM, /* string, chosen by the task: escape it */
	CSEC_EVENT_A_PATH, /* string, bytes chosen by the task: escape it */
	CSEC_EVENT_A_FD, /* s32: descriptor that is evidence */
	CSEC_EVENT_A_FAMILY, /* u16, address family of the peer */
	CSEC_EVENT_A_ADDR, /* binary, 4 or 16 bytes, network order */
	CSEC_EVENT_A_PORT, /* u16, host order */
	CSEC_EVENT_A_LIMIT, /* u32, the limit that was reached */
	CSEC_EVENT_A_LINE, /* u32, line of the rule or section, 0: unknown */
	CSEC_EVENT_A_TARGET_PID, /* u32, thread group that was reached for, or that holds the other end */
	CSEC_EVENT_A_TARGET_COMM, /* string, chosen by that task: escape it */
	CSEC_EVENT_A_TARGET_PATH, /* string, its program file: escape it */
	CSEC_EVENT_A_LINK, /* u32, enum csec_link: how the descriptor leads there */
	CSEC_EVENT_A_TASKS, /* u32, tasks of the tree of a fork bomb */
	CSEC_EVENT_A_DEPTH, /* u32, its generations */
	CSEC_EVENT_A_FANOUT, /* u32, most children of one task */
	CSEC_EVENT_A_FORKS, /* u32, forks in the last second */

	__CSEC_EVENT_A_MAX,
	CSEC_EVENT_A_MAX = __CSEC_EVENT_A_MAX - 1
};

/* How a descriptor leads to the socket that is evidence. */
enum csec_link {
	CSEC_LINK_NONE,
	CSEC_LINK_SOCKET, /* it is the socket */
	CSEC_LINK_PIPE, /* a pipe or FIFO whose other end a holder of it has */
	CSEC_LINK_UNIX, /* an AF_UNIX socket, likewise */
	CSEC_LINK_PTY, /* a terminal, likewise */
	CSEC_LINK_RECEIVED, /* none does: the command is what came over it */

	__CSEC_LINK_MAX,
	CSEC_LINK_MAX = __CSEC_LINK_MAX - 1
};

#endif /* _UAPI_LINUX_CSEC_H */
