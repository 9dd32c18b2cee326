/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - the generic netlink family
 *
 * Attributes to store calls and back; no decisions. Registered last: a family
 * that can be seen means that everything works.
 */
#ifndef _CSEC_NETLINK_H
#define _CSEC_NETLINK_H

#include <linux/types.h>

int csec_netlink_init(void);
void csec_netlink_exit(void);
u64 csec_netlink_refused(void);

#endif /* _CSEC_NETLINK_H */
