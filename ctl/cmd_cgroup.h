/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - governed cgroups, for ps and top
 */
#ifndef _CSEC_CTL_CMD_CGROUP_H
#define _CSEC_CTL_CMD_CGROUP_H

#include "cmd.h"

/**
 * csec_cgroups_begin() - Opens the table "cgroups"
 * @out: Output; csec_out_table_end() closes it.
 */
void csec_cgroups_begin(struct csec_out *out);

/**
 * csec_cgroups_print() - A row of the table
 * @out: Output.
 * @c: The cgroup.
 */
void csec_cgroups_print(struct csec_out *out, const struct csec_nl_cgroup *c);

#endif /* _CSEC_CTL_CMD_CGROUP_H */
