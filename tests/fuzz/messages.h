/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - fuzzing: policies as messages
 */
#ifndef _CSEC_FUZZ_MESSAGES_H
#define _CSEC_FUZZ_MESSAGES_H

struct csec_policy_set;

/* Encodes a set, decodes the messages, aborts when the result is another set. */
void messages_round_trip(const struct csec_policy_set *set);

#endif /* _CSEC_FUZZ_MESSAGES_H */
