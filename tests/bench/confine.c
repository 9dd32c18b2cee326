// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - bench: peers that a process puts on itself, for good
 */
#define _GNU_SOURCE
#include "ops.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static void allow_below(int ruleset, const char *path)
{
	struct landlock_path_beneath_attr rule = {
		.allowed_access = LANDLOCK_ACCESS_FS_EXECUTE,
		.parent_fd = open(path, O_PATH | O_CLOEXEC),
	};

	if (rule.parent_fd < 0 || syscall(SYS_landlock_add_rule, ruleset,
					  LANDLOCK_RULE_PATH_BENEATH, &rule, 0))
		ops_fail(path);
	close(rule.parent_fd);
}

/* Landlock knows files, not names: each rule needs one of its own. */
static void landlock(unsigned int nr)
{
	const struct landlock_ruleset_attr attr = {
		.handled_access_fs = LANDLOCK_ACCESS_FS_EXECUTE,
	};
	const int ruleset =
		syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	char path[64];
	unsigned int i;

	if (ruleset < 0)
		ops_fail("landlock_create_ruleset");
	allow_below(ruleset, getenv("PROGRAM"));
	mkdir("/tmp/landlock", 0755);
	for (i = 1; i < nr; i++) {
		snprintf(path, sizeof(path), "/tmp/landlock/%u", i);
		close(open(path, O_CREAT | O_WRONLY, 0755));
		allow_below(ruleset, path);
	}
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	    syscall(SYS_landlock_restrict_self, ruleset, 0))
		ops_fail("landlock_restrict_self");
	close(ruleset);
}

static void apparmor(const char *profile)
{
	const int fd =
		open("/proc/thread-self/attr/apparmor/current", O_WRONLY);
	char text[128];

	snprintf(text, sizeof(text), "changeprofile %s", profile);
	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		ops_fail(text);
	close(fd);
}

/* nothing | landlock:RULES | apparmor:PROFILE */
void confine(const char *how)
{
	if (!strncmp(how, "landlock:", 9))
		landlock(strtoul(how + 9, NULL, 10));
	else if (!strncmp(how, "apparmor:", 9))
		apparmor(how + 9);
	else if (strcmp(how, "nothing")) {
		errno = EINVAL;
		ops_fail(how);
	}
}
