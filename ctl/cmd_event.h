/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - one event as a line of text or JSON
 */
#ifndef _CSEC_CTL_CMD_EVENT_H
#define _CSEC_CTL_CMD_EVENT_H

#include <stdint.h>

struct csec_nl_event;
struct csec_out;

/**
 * csec_event_print() - Prints an event
 * @out: Output, directly under the top.
 * @event: Event.
 */
void csec_event_print(struct csec_out *out, const struct csec_nl_event *event);

/**
 * csec_event_print_members() - Prints what an event has, without a line's end
 * @out: Output, in an object.
 * @event: Event.
 */
void csec_event_print_members(struct csec_out *out,
			      const struct csec_nl_event *event);

/**
 * csec_event_print_time() - Prints when
 * @out: Output, in an object.
 * @ns: Since the epoch.
 *
 * Local time for people, UTC with nanoseconds for machines.
 */
void csec_event_print_time(struct csec_out *out, uint64_t ns);

/**
 * csec_event_print_peer() - Prints the address at the other end, if any
 * @out: Output, in an object.
 * @e: Event.
 */
void csec_event_print_peer(struct csec_out *out, const struct csec_nl_event *e);

/**
 * csec_event_print_lost() - Prints that there is a gap
 * @out: Output, directly under the top.
 * @first: First sequence number that is missing.
 * @nr: How many are missing.
 */
void csec_event_print_lost(struct csec_out *out, uint64_t first, uint64_t nr);

#endif /* _CSEC_CTL_CMD_EVENT_H */
