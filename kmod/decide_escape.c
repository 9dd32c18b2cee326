// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - pure verdicts: ways out of a container, the kernel's files
 */
#include "decide_escape.h"

#include <linux/kernel.h>
#include <linux/string.h>

#include "decide.h"

/*
 * Settings that a namespace has for itself; what ends with a slash is a
 * directory.
 */
static const char *const own_settings[] = {
	"/sys/net/",
	"/sys/user/",
	"/sys/fs/mqueue/",
	"/sys/kernel/auto_msgmni",
	"/sys/kernel/domainname",
	"/sys/kernel/hostname",
	"/sys/kernel/msg_next_id",
	"/sys/kernel/msgmax",
	"/sys/kernel/msgmnb",
	"/sys/kernel/msgmni",
	"/sys/kernel/ns_last_pid",
	"/sys/kernel/sem",
	"/sys/kernel/sem_next_id",
	"/sys/kernel/shm_next_id",
	"/sys/kernel/shm_rmid_forced",
	"/sys/kernel/shmall",
	"/sys/kernel/shmmax",
	"/sys/kernel/shmmni",
};

/* What of sysfs makes the kernel run, load or trust something. */
static const char *const host_sysfs[] = {
	"/firmware/",
	"/kernel/",
	"/module/",
	"/power/",
};

static bool has_prefix(const char *path, const char *prefix)
{
	return !strncmp(path, prefix, strlen(prefix));
}

static bool is_listed(const char *const *list, size_t nr, const char *path)
{
	size_t i, len;

	for (i = 0; i < nr; i++) {
		len = strlen(list[i]);
		if (list[i][len - 1] == '/' ? has_prefix(path, list[i]) :
					      !strcmp(path, list[i]))
			return true;
	}
	return false;
}

/* Of a process, of a namespace, or a trigger that only its opener hears. */
static bool is_own_proc(const char *path)
{
	if (path[0] == '/' && path[1] >= '0' && path[1] <= '9')
		return true;
	if (has_prefix(path, "/pressure/"))
		return true;
	/* The compiler of BPF programs is one for the whole kernel. */
	if (has_prefix(path, "/sys/net/core/bpf_jit"))
		return false;
	return is_listed(own_settings, ARRAY_SIZE(own_settings), path);
}

static bool is_host_sysfs(const char *path)
{
	return is_listed(host_sysfs, ARRAY_SIZE(host_sysfs), path) &&
	       !has_prefix(path, "/kernel/mm/");
}

static bool is_release_agent(const char *path)
{
	const char *name = strrchr(path, '/');

	return name && (!strcmp(name, "/release_agent") ||
			!strcmp(name, "/notify_on_release"));
}

/**
 * csec_decide_is_of_host - Tells whether a file is a switch of the whole kernel
 * @fs: The file system.
 * @path: Path inside of it, wherever it is mounted.
 *
 * Context: Any.
 * Return: true when writing to it makes the kernel run, load or trust something,
 * or changes how it treats others than the writer.
 */
bool csec_decide_is_of_host(enum csec_kernel_fs fs, const char *path)
{
	switch (fs) {
	case CSEC_KERNEL_FS_NONE:
		return false;
	case CSEC_KERNEL_FS_PROC:
		return !is_own_proc(path);
	case CSEC_KERNEL_FS_SYSFS:
		return is_host_sysfs(path);
	case CSEC_KERNEL_FS_CGROUP1:
		return is_release_agent(path);
	case CSEC_KERNEL_FS_HOST:
		return true;
	}
	return true;
}

/**
 * csec_decide_bpf - Decides whether bpf() may be used
 * @policy: Sealed.
 * @is_tracing: A program is loaded that runs in whatever task comes by.
 * @decision: Result.
 *
 * A policy that has the section escape says there who may use it.
 *
 * Context: Any in which @policy is alive.
 */
void csec_decide_bpf(const struct csec_policy *policy, bool is_tracing,
		     struct csec_decision *decision)
{
	*decision = (struct csec_decision){ .verdict = CSEC_VERDICT_ALLOW };
	if (csec_decide_escape_denies(policy, CSEC_ESCAPE_BPF))
		csec_decide_deny(policy, CSEC_REASON_ESCAPE, decision);
	else if (is_tracing && csec_decide_asks_bpf(policy))
		csec_decide_deny(policy, CSEC_REASON_INJECTION, decision);
}

/**
 * csec_decide_mount - Decides whether something may be mounted or unmounted
 * @policy: Sealed.
 * @is_over_kernel_files: A place in proc or sysfs would be covered.
 * @decision: Result.
 *
 * A policy that has the section escape says there what may be mounted.
 *
 * Context: Any in which @policy is alive.
 */
void csec_decide_mount(const struct csec_policy *policy,
		       bool is_over_kernel_files,
		       struct csec_decision *decision)
{
	*decision = (struct csec_decision){ .verdict = CSEC_VERDICT_ALLOW };
	if (csec_decide_escape_denies(policy, CSEC_ESCAPE_MOUNT))
		csec_decide_deny(policy, CSEC_REASON_ESCAPE, decision);
	else if (is_over_kernel_files && policy->inject != CSEC_INJECT_ALLOW &&
		 !csec_policy_has(policy, CSEC_POLICY_A_ESCAPE_DEFAULT))
		csec_decide_deny(policy, CSEC_REASON_KERNEL_HELPER, decision);
}

/**
 * csec_decide_module_request - Decides whether the kernel may load a module
 * @policy: Of the task that needs the module.
 * @decision: Result.
 *
 * The kernel starts modprobe for that, outside of every policy, and what that runs
 * its configuration says. So it has to be among the programs that the task may
 * execute. A policy that has the section escape says there who may load modules.
 *
 * Context: Any in which @policy is alive.
 * Return: The program that was not allowed; NULL: it is not about a program.
 */
const char *csec_decide_module_request(const struct csec_policy *policy,
				       struct csec_decision *decision)
{
	static const struct csec_file_names modprobe = {
		.nr = 4,
		.name = { "/sbin/modprobe", "/usr/sbin/modprobe", "/bin/kmod",
			  "/usr/bin/kmod" },
	};
	bool is_named;

	*decision = (struct csec_decision){ .verdict = CSEC_VERDICT_ALLOW };
	if (csec_decide_escape_denies(policy, CSEC_ESCAPE_MODULE)) {
		csec_decide_deny(policy, CSEC_REASON_ESCAPE, decision);
	} else if (csec_decide_asks_module_request(policy) &&
		   !csec_decide_find(policy, CSEC_SECTION_EXEC, &modprobe, NULL,
				     &is_named)) {
		csec_decide_deny(policy, CSEC_REASON_NOT_ALLOWED, decision);
		return modprobe.name[0];
	}
	return NULL;
}
