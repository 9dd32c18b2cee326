/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - what was not there when a container started
 */
#ifndef _CSEC_DRIFT_H
#define _CSEC_DRIFT_H

#include <linux/fs.h>

#include "compat.h"
#include "store.h"

/* Nanoseconds that the clock was set back since load, in all; only grows. */
extern u64 csec_drift_set_back;

int csec_drift_init(void);
void csec_drift_exit(void);
void csec_drift_note_start(struct csec_cgroup *cg);
void csec_drift_start_of(const struct csec_cgroup *owner,
			 struct csec_start *start);
bool csec_drift_is_late(const struct csec_start *start, u64 ctime_ns);

/*
 * Whether a file changed after the start. The times of its content are where that
 * is; what an overlay copied up without it (metacopy) tells those of its name and
 * mode in its own inode only. Any context that holds @dentry.
 */
static inline bool csec_drift_is_late_file(const struct csec_start *start,
					   const struct dentry *dentry)
{
	return csec_drift_is_late(start,
				  csec_compat_ctime_ns(d_real_inode(dentry))) ||
	       csec_drift_is_late(start, csec_compat_ctime_ns(d_inode(dentry)));
}

#endif /* _CSEC_DRIFT_H */
