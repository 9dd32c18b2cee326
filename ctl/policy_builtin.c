// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - the lists that a policy has when it does not write its own
 */
#include "policy.h"

#include <string.h>

#include "text.h"

/* clang-format off */
/*
 * What counts as a shell: also gawk, which opens connections as bash does. Where
 * busybox has hard links, its own name has to be among them.
 */
static const char *const shells[] = {
	"/bin/busybox*", "/bin/toybox", "/busybox/busybox", "/busybox/sh",
	"/bin/sh", "/bin/bash", "/bin/rbash", "/bin/dash", "/bin/ash",
	"/bin/zsh*", "/bin/rzsh", "/bin/ksh*", "/bin/rksh*", "/bin/mksh*",
	"/bin/lksh", "/bin/oksh", "/bin/loksh", "/bin/pdksh", "/bin/posh",
	"/bin/yash", "/bin/sash", "/bin/tcsh", "/bin/csh", "/bin/bsd-csh",
	"/bin/fish", "/bin/static-sh", "/bin/bash-static", "/bin/zsh-static",
	"/bin/es", "/bin/rc", "/bin/elvish", "/bin/nu", "/bin/xonsh",
	"/bin/gawk", "/bin/osh", "/bin/ysh", "/bin/pwsh", "/sbin/sh",
	"/lib/klibc/bin/sh", "/lib/klibc/bin/sh.shared",
	"/opt/microsoft/powershell/*/pwsh",
};

/*
 * Programs whose business is to give a shell to whoever logs in. OpenSSH is
 * three of them since 9.8.
 */
static const char *const logins[] = {
	"/sbin/sshd", "/sbin/sshd.pam", "/sbin/dropbear",
	"/lib/openssh/sshd-session", "/lib/openssh/sshd-auth",
	"/lib/ssh/sshd-session", "/lib/ssh/sshd-auth",
	"/libexec/openssh/sshd-session", "/libexec/openssh/sshd-auth",
	"/libexec/ssh/sshd-session", "/libexec/ssh/sshd-auth",
	"/libexec/sshd-session", "/libexec/sshd-auth",
};

/* A merged /usr and one that is not name the same file differently. */
static const char *const prefixes[] = { "", "/usr", "/usr/local" };
/* clang-format on */

#define NR(table) (sizeof(table) / sizeof((table)[0]))

enum {
	PATH_SIZE = 64,
	NR_LONGEST = NR(shells) * NR(prefixes),
};

static const struct list {
	enum csec_section section;
	const char *const *names;
	size_t nr_names;
} lists[] = {
	{ CSEC_SECTION_SHELL_CLASS, shells, NR(shells) },
	{ CSEC_SECTION_SHELL_EXEMPT, logins, NR(logins) },
};

static size_t nr_paths(const struct list *list)
{
	return list->nr_names * NR(prefixes);
}

static void path_at(const struct list *list, size_t index,
		    char path[static PATH_SIZE])
{
	strcpy(path, prefixes[index / list->nr_names]);
	strcat(path, list->names[index % list->nr_names]);
}

static int add_list(struct csec_policy *policy, const struct list *list,
		    uint32_t line)
{
	char path[PATH_SIZE];
	const struct csec_rule rule = {
		.path = path,
		.line = line,
		.section = list->section,
		.is_builtin = 1,
	};

	for (size_t i = 0; i < nr_paths(list); i++) {
		int err;

		path_at(list, i, path);
		err = csec_policy_add_rule(policy, &rule);
		if (err)
			return err;
	}
	return 0;
}

int csec_policy_add_builtin(struct csec_policy *policy, uint32_t line)
{
	int err = 0;

	for (size_t i = 0; !err && i < NR(lists); i++)
		if (!csec_policy_count(policy, lists[i].section))
			err = add_list(policy, &lists[i], line);
	return err;
}

static bool is_of_list(const struct list *list, const char *path,
		       bool seen[static 1])
{
	char other[PATH_SIZE];

	for (size_t i = 0; i < nr_paths(list); i++) {
		path_at(list, i, other);
		if (!seen[i] && !strcmp(path, other)) {
			seen[i] = true;
			return true;
		}
	}
	return false;
}

static void mark_list(struct csec_policy *policy, const struct list *list)
{
	bool seen[NR_LONGEST] = { false };
	size_t i, found = 0;

	for (i = 0; i < policy->nr_rules; i++) {
		const struct csec_rule *rule = &policy->rules[i];

		if (rule->section != list->section)
			continue;
		if (rule->sha256 || !is_of_list(list, rule->path, seen))
			return;
		found++;
	}
	if (found != nr_paths(list))
		return;
	for (i = 0; i < policy->nr_rules; i++)
		if (policy->rules[i].section == list->section)
			policy->rules[i].is_builtin = 1;
}

void csec_policy_mark_builtin(struct csec_policy *policy)
{
	for (size_t i = 0; i < NR(lists); i++)
		mark_list(policy, &lists[i]);
}
