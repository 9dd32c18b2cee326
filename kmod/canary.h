/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - whether ftrace still does what it is asked for
 */
#ifndef _CSEC_CANARY_H
#define _CSEC_CANARY_H

#include <linux/ftrace.h>
#include <linux/types.h>

unsigned long csec_canary_address(void);
void csec_canary_callback(unsigned long ip, unsigned long parent_ip,
			  struct ftrace_ops *ops, struct ftrace_regs *fregs);
bool csec_canary_is_called(void);
bool csec_canary_is_shut_down(void);

#endif /* _CSEC_CANARY_H */
