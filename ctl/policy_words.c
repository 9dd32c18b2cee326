// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - words of the policy model, from include/csec/names.h
 */
#include "policy.h"

#include <errno.h>
#include <string.h>

#include <linux/capability.h>

#define DEFINE_WORDS(name, ...)                                         \
	static const char *const name##_names[] = __VA_ARGS__;          \
	const struct csec_words csec_##name##_words = {                 \
		.words = name##_names,                                  \
		.nr = sizeof(name##_names) / sizeof((name##_names)[0]), \
	}

DEFINE_WORDS(op, CSEC_OP_NAMES);
DEFINE_WORDS(reason, CSEC_REASON_NAMES);
DEFINE_WORDS(verdict, CSEC_VERDICT_NAMES);
DEFINE_WORDS(mode, CSEC_MODE_NAMES);
DEFINE_WORDS(action, CSEC_ACTION_NAMES);
DEFINE_WORDS(libraries, CSEC_LIBRARIES_NAMES);
DEFINE_WORDS(on_bomb, CSEC_ON_BOMB_NAMES);
DEFINE_WORDS(on_rate, CSEC_ON_RATE_NAMES);
DEFINE_WORDS(inject, CSEC_INJECT_NAMES);
DEFINE_WORDS(escape, CSEC_ESCAPE_NAMES);
DEFINE_WORDS(link, CSEC_LINK_NAMES);
DEFINE_WORDS(hook_state, CSEC_HOOK_STATE_NAMES);
DEFINE_WORDS(feature, CSEC_FEATURE_NAMES);

/* clang-format off */
DEFINE_WORDS(section, {
	[CSEC_SECTION_EXEC]		= "exec.allow",
	[CSEC_SECTION_SHELL_CLASS]	= "shells.class",
	[CSEC_SECTION_SHELL_EXEMPT]	= "shells.exempt",
	[CSEC_SECTION_JIT]		= "memory.jit.allow",
	[CSEC_SECTION_INJECT]		= "inject.allow",
});

DEFINE_WORDS(match, {
	[CSEC_MATCH_CGROUP]		= "cgroup",
	[CSEC_MATCH_CONTAINER_NAME]	= "container.name",
	[CSEC_MATCH_CONTAINER_IMAGE]	= "container.image",
	[CSEC_MATCH_CONTAINER_LABEL]	= "container.label",
});

/* As in capabilities(7), without CAP_. */
DEFINE_WORDS(cap, {
	[CAP_CHOWN]		= "CHOWN",
	[CAP_DAC_OVERRIDE]	= "DAC_OVERRIDE",
	[CAP_DAC_READ_SEARCH]	= "DAC_READ_SEARCH",
	[CAP_FOWNER]		= "FOWNER",
	[CAP_FSETID]		= "FSETID",
	[CAP_KILL]		= "KILL",
	[CAP_SETGID]		= "SETGID",
	[CAP_SETUID]		= "SETUID",
	[CAP_SETPCAP]		= "SETPCAP",
	[CAP_LINUX_IMMUTABLE]	= "LINUX_IMMUTABLE",
	[CAP_NET_BIND_SERVICE]	= "NET_BIND_SERVICE",
	[CAP_NET_BROADCAST]	= "NET_BROADCAST",
	[CAP_NET_ADMIN]		= "NET_ADMIN",
	[CAP_NET_RAW]		= "NET_RAW",
	[CAP_IPC_LOCK]		= "IPC_LOCK",
	[CAP_IPC_OWNER]		= "IPC_OWNER",
	[CAP_SYS_MODULE]	= "SYS_MODULE",
	[CAP_SYS_RAWIO]		= "SYS_RAWIO",
	[CAP_SYS_CHROOT]	= "SYS_CHROOT",
	[CAP_SYS_PTRACE]	= "SYS_PTRACE",
	[CAP_SYS_PACCT]		= "SYS_PACCT",
	[CAP_SYS_ADMIN]		= "SYS_ADMIN",
	[CAP_SYS_BOOT]		= "SYS_BOOT",
	[CAP_SYS_NICE]		= "SYS_NICE",
	[CAP_SYS_RESOURCE]	= "SYS_RESOURCE",
	[CAP_SYS_TIME]		= "SYS_TIME",
	[CAP_SYS_TTY_CONFIG]	= "SYS_TTY_CONFIG",
	[CAP_MKNOD]		= "MKNOD",
	[CAP_LEASE]		= "LEASE",
	[CAP_AUDIT_WRITE]	= "AUDIT_WRITE",
	[CAP_AUDIT_CONTROL]	= "AUDIT_CONTROL",
	[CAP_SETFCAP]		= "SETFCAP",
	[CAP_MAC_OVERRIDE]	= "MAC_OVERRIDE",
	[CAP_MAC_ADMIN]		= "MAC_ADMIN",
	[CAP_SYSLOG]		= "SYSLOG",
	[CAP_WAKE_ALARM]	= "WAKE_ALARM",
	[CAP_BLOCK_SUSPEND]	= "BLOCK_SUSPEND",
	[CAP_AUDIT_READ]	= "AUDIT_READ",
	[CAP_PERFMON]		= "PERFMON",
	[CAP_BPF]		= "BPF",
	[CAP_CHECKPOINT_RESTORE] = "CHECKPOINT_RESTORE",
});

/*
 * What counts as a shell when the policy has no shells.class. The kernel knows
 * files, not names, so that a copy elsewhere is a matter of drift and exec.
 */
static const char *const shells[] = {
	"/bin/sh", "/bin/bash", "/bin/rbash", "/bin/dash", "/bin/ash",
	"/bin/zsh*", "/bin/rzsh", "/bin/ksh*", "/bin/rksh*", "/bin/mksh*",
	"/bin/lksh", "/bin/oksh", "/bin/loksh", "/bin/pdksh", "/bin/posh",
	"/bin/yash", "/bin/tcsh", "/bin/csh", "/bin/bsd-csh", "/bin/fish",
	"/bin/busybox*", "/bin/toybox", "/bin/static-sh", "/bin/bash-static",
	"/bin/zsh-static", "/bin/es", "/bin/rc", "/bin/elvish", "/bin/nu",
	"/bin/xonsh", "/bin/osh", "/bin/ysh", "/bin/pwsh",
	"/sbin/sh",
};

/* A merged /usr and one that is not name the same file differently. */
static const char *const shell_prefixes[] = { "", "/usr", "/usr/local" };
/* clang-format on */

enum {
	NR_SHELLS = sizeof(shells) / sizeof(shells[0]),
	NR_PREFIXES = sizeof(shell_prefixes) / sizeof(shell_prefixes[0]),
	SHELL_PATH_MAX = 64,
};

const char *csec_words_name(const struct csec_words *words, unsigned int value)
{
	const char *word = value < words->nr ? words->words[value] : NULL;

	return word ? word : "unknown";
}

int csec_words_find(const struct csec_words *words, const char *word)
{
	unsigned int i;

	for (i = 0; i < words->nr; i++) {
		if (words->words[i] && !strcmp(words->words[i], word))
			return (int)i;
	}
	return -EINVAL;
}

static void shell_path(char path[static SHELL_PATH_MAX], unsigned int index)
{
	strcpy(path, shell_prefixes[index / NR_SHELLS]);
	strcat(path, shells[index % NR_SHELLS]);
}

int csec_policy_add_shells(struct csec_policy *policy, uint32_t line)
{
	char path[SHELL_PATH_MAX];
	const struct csec_rule rule = {
		.path = path,
		.line = line,
		.section = CSEC_SECTION_SHELL_CLASS,
		.is_builtin = 1,
	};
	unsigned int i;
	int err;

	for (i = 0; i < NR_SHELLS * NR_PREFIXES; i++) {
		shell_path(path, i);
		err = csec_policy_add_rule(policy, &rule);
		if (err)
			return err;
	}
	return 0;
}

static bool is_shell(const char *path, bool seen[static 1])
{
	char other[SHELL_PATH_MAX];
	unsigned int i;

	for (i = 0; i < NR_SHELLS * NR_PREFIXES; i++) {
		shell_path(other, i);
		if (!seen[i] && !strcmp(path, other)) {
			seen[i] = true;
			return true;
		}
	}
	return false;
}

void csec_policy_mark_builtin(struct csec_policy *policy)
{
	bool seen[NR_SHELLS * NR_PREFIXES] = { false };
	size_t i, found = 0;

	for (i = 0; i < policy->nr_rules; i++) {
		const struct csec_rule *rule = &policy->rules[i];

		if (rule->section != CSEC_SECTION_SHELL_CLASS)
			continue;
		if (rule->sha256 || !is_shell(rule->path, seen))
			return;
		found++;
	}
	if (found != NR_SHELLS * NR_PREFIXES)
		return;
	for (i = 0; i < policy->nr_rules; i++) {
		if (policy->rules[i].section == CSEC_SECTION_SHELL_CLASS)
			policy->rules[i].is_builtin = 1;
	}
}
