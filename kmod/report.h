/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - one event, one escaped and rate-limited dmesg line
 */
#ifndef _CSEC_REPORT_H
#define _CSEC_REPORT_H

#include "event.h"

/* At most this many lines in this time, for each policy. */
#define CSEC_REPORT_BURST 10
#define CSEC_REPORT_SECONDS 5

void csec_report_event(const struct csec_event *event,
		       struct csec_account *account);
void csec_report_exit(void);

#endif /* _CSEC_REPORT_H */
