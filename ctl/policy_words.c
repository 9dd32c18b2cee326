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

/* clang-format on */

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
