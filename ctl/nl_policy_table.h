/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - the optional numbers of a policy, for both directions
 */
#ifndef _CSEC_CTL_NL_POLICY_TABLE_H
#define _CSEC_CTL_NL_POLICY_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "policy.h"

/* An enum of the model is stored like the u32 that it is in the message. */
_Static_assert(sizeof(enum csec_action) == sizeof(uint32_t), "enum is not u32");

/**
 * struct csec_nl_number - one optional u32 of a policy
 * @attr: enum csec_policy_attr.
 * @has: enum csec_policy_has.
 * @offset: offsetof() in struct csec_policy.
 * @max: Greatest value.
 */
struct csec_nl_number {
	uint16_t attr;
	uint16_t has;
	size_t offset;
	uint32_t max;
};

extern const struct csec_nl_number csec_nl_numbers[];
extern const size_t csec_nl_nr_numbers;

#endif /* _CSEC_CTL_NL_POLICY_TABLE_H */
