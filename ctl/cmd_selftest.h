/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - where csecctl selftest runs its probes
 *
 * A cgroup, a policy for it, and a directory with files for each probe, all of a
 * name that has the process in it, and removed afterwards.
 */
#ifndef _CSEC_CTL_CMD_SELFTEST_H
#define _CSEC_CTL_CMD_SELFTEST_H

#include <limits.h>
#include <stdbool.h>

#include "cmd.h"
#include "probe.h"

/**
 * struct csec_box - where the probes run
 * @run: The call.
 * @name: Of the policy, and of the cgroup at the root.
 * @directory: Of the files.
 * @shm: The same in /dev/shm, "": there is none.
 * @cgroup: Directory of the cgroup.
 * @inner: Directory of the cgroup that probes enter: @cgroup, or one below.
 * @program: This program.
 * @policy_is_pushed: There is something to delete.
 */
struct csec_box {
	struct csec_run *run;
	char name[CSEC_NAME_MAX + 1];
	char directory[PATH_MAX];
	char shm[64];
	char cgroup[PATH_MAX];
	char inner[PATH_MAX + 8];
	char program[PATH_MAX];
	bool policy_is_pushed;
};

/**
 * csec_box_create() - Makes the directory and the cgroup
 * @box: Zeroed, with @run; csec_box_remove() also after a failure.
 *
 * Return: CSEC_EXIT_OK, or the exit status after reporting.
 */
int csec_box_create(struct csec_box *box);

/**
 * csec_box_add() - Makes the files of a probe
 * @box: Before csec_box_govern(), so that they are older than the container.
 * @probe: Its name.
 *
 * Return: CSEC_EXIT_OK, or the exit status after reporting.
 */
int csec_box_add(struct csec_box *box, const char *probe);

/**
 * csec_box_govern() - Pushes the policy
 * @box: With all files.
 *
 * Return: CSEC_EXIT_OK, or the exit status after reporting.
 */
int csec_box_govern(struct csec_box *box);

/**
 * csec_box_run() - Runs a probe
 * @box: Box.
 * @probe: Its name.
 * @is_inside: In the cgroup, else where csecctl is.
 *
 * Return: its exit status; CSEC_PROBE_FAILED when it was killed.
 */
int csec_box_run(struct csec_box *box, const char *probe, bool is_inside);

/**
 * csec_box_remove() - Kills what is left in the cgroup and removes everything
 * @box: May be incomplete.
 *
 * Return: CSEC_EXIT_OK, or the exit status after reporting what is left.
 */
int csec_box_remove(struct csec_box *box);

#endif /* _CSEC_CTL_CMD_SELFTEST_H */
