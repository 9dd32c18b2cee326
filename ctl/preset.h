/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - presets: one word for a usual wish, expanded into ordinary sections
 */
#ifndef _CSEC_CTL_PRESET_H
#define _CSEC_CTL_PRESET_H

#include <stdint.h>

#include "schema.h"

struct csec_policy;

/**
 * csec_preset_apply() - Fills in what a policy does not say itself
 * @policy: Policy with all its sections.
 * @preset: Which wish.
 * @line: Line of the preset; sections that it creates get it.
 */
void csec_preset_apply(struct csec_policy *policy, enum csec_preset preset,
		       uint32_t line);

#endif /* _CSEC_CTL_PRESET_H */
