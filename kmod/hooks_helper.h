/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - hooks: programs that the kernel runs for a governed task
 */
#ifndef _CSEC_HOOKS_HELPER_H
#define _CSEC_HOOKS_HELPER_H

#include "hooks.h"

int csec_helper_check_modprobe(const struct csec_scope *scope);

#endif /* _CSEC_HOOKS_HELPER_H */
