/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - checks of files that are opened
 */
#ifndef _CSEC_HOOKS_FILE_H
#define _CSEC_HOOKS_FILE_H

#include "store.h"

/* Features whose checks want to see what is opened for writing. */
#define CSEC_FILE_WRITE_FEATURES BIT_ULL(CSEC_FEATURE_EXEC_WRITES)
/* Features whose checks want to see every open. */
#define CSEC_FILE_READ_FEATURES 0ULL

/**
 * struct csec_file_check - one question about a file that is opened
 * @features: Bits of enum csec_feature: asked when the policy has one of them.
 * @only_writes: Not asked when the file is only read.
 * @check: Returns 0 or -EACCES; records its refusals. May sleep.
 */
struct csec_file_check {
	u64 features;
	bool only_writes;
	int (*check)(const struct csec_scope *scope, struct file *file);
};

/* Whether an open can change the content. For the ftrace callbacks. */
static __always_inline bool csec_file_is_write(const struct file *file)
{
	return file->f_mode & FMODE_WRITE || file->f_flags & O_TRUNC;
}

int csec_writes_check_open(const struct csec_scope *scope, struct file *file);
int csec_writes_check_mount(const struct csec_scope *scope,
			    const struct dentry *point);

#endif /* _CSEC_HOOKS_FILE_H */
