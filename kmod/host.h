/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - whether this host is one for csec
 */
#ifndef _CSEC_HOST_H
#define _CSEC_HOST_H

int csec_host_check(void);

#endif /* _CSEC_HOST_H */
