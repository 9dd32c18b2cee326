/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - telling a container runtime at work from the container
 */
#ifndef _CSEC_RUNTIME_H
#define _CSEC_RUNTIME_H

#include <linux/fs.h>
#include "store.h"

bool csec_runtime_is_alone(const struct csec_scope *scope);
bool csec_runtime_is_at_work(const struct csec_scope *scope);
bool csec_runtime_is_reexec(const struct csec_scope *scope, struct file *file);

#endif /* _CSEC_RUNTIME_H */
