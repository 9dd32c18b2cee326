/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - pure verdicts: ways out of a container, capabilities, the kernel's files
 *
 * No lock, no allocation, no current, no logging; compiles in user space.
 */
#ifndef _CSEC_DECIDE_ESCAPE_H
#define _CSEC_DECIDE_ESCAPE_H

#include "policy.h"
#include "request.h"

/* File systems whose files are interfaces of the kernel. */
enum csec_kernel_fs {
	CSEC_KERNEL_FS_NONE,
	CSEC_KERNEL_FS_PROC,
	CSEC_KERNEL_FS_SYSFS,
	CSEC_KERNEL_FS_CGROUP1,
	CSEC_KERNEL_FS_HOST, /* all of it belongs to the host */
};

/* Whether the policy refuses a way out. */
static inline bool csec_decide_escape_denies(const struct csec_policy *policy,
					     enum csec_escape right)
{
	return csec_policy_denies(policy, CSEC_POLICY_A_ESCAPE_DEFAULT) &&
	       !(policy->escape_allow & (1ULL << right));
}

/* Whether the policy refuses a capability. */
static inline bool
csec_decide_denies_capability(const struct csec_policy *policy,
			      unsigned int cap)
{
	u64 denied = policy->cap_deny;

	if (csec_policy_denies(policy, CSEC_POLICY_A_CAP_DEFAULT))
		denied |= ~policy->cap_allow;
	return cap < 64 && denied & (1ULL << cap);
}

/* Whether it matters what is mounted where. */
static inline bool csec_decide_asks_mount(const struct csec_policy *policy)
{
	return csec_decide_escape_denies(policy, CSEC_ESCAPE_MOUNT) ||
	       policy->inject != CSEC_INJECT_ALLOW ||
	       csec_policy_denies(policy, CSEC_POLICY_A_EXEC_WRITES);
}

/* Whether it matters what programs of BPF are loaded. */
static inline bool csec_decide_asks_bpf(const struct csec_policy *policy)
{
	return policy->inject != CSEC_INJECT_ALLOW &&
	       !csec_policy_has(policy, CSEC_POLICY_A_ESCAPE_DEFAULT);
}

/* Whether it matters that the kernel starts a program to load a module. */
static inline bool
csec_decide_asks_module_request(const struct csec_policy *policy)
{
	return csec_decide_escape_denies(policy, CSEC_ESCAPE_MODULE) ||
	       (csec_policy_denies(policy, CSEC_POLICY_A_EXEC_DEFAULT) &&
		!csec_policy_has(policy, CSEC_POLICY_A_ESCAPE_DEFAULT));
}

/* Whether it matters what the kernel runs for a task. */
static inline bool csec_decide_asks_helper(const struct csec_policy *policy)
{
	return policy->inject != CSEC_INJECT_ALLOW;
}

/* The same of loading a module. */
static inline bool csec_decide_asks_modprobe(const struct csec_policy *policy)
{
	return csec_decide_asks_helper(policy) ||
	       csec_decide_asks_module_request(policy);
}

void csec_decide_bpf(const struct csec_policy *policy, bool is_tracing,
		     struct csec_decision *decision);
void csec_decide_mount(const struct csec_policy *policy,
		       bool is_over_kernel_files,
		       struct csec_decision *decision);
const char *csec_decide_module_request(const struct csec_policy *policy,
				       struct csec_decision *decision);
bool csec_decide_is_of_host(enum csec_kernel_fs fs, const char *path);

#endif /* _CSEC_DECIDE_ESCAPE_H */
