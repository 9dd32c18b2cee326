/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - model -> policy text (YAML, JSON) that can be pushed again
 */
#ifndef _CSEC_CTL_FORMAT_H
#define _CSEC_CTL_FORMAT_H

#include <stdio.h>

#include "out.h"

struct csec_policy;
struct csec_policy_set;

/**
 * csec_format_policy() - Emits a policy as an object of an output
 * @out: Output; nothing is printed in the format for people.
 * @key: Member name, NULL: array element.
 * @policy: Policy.
 *
 * Keys are those of the policy language. Built-in rules are left out,
 * manifests and presets appear expanded.
 */
void csec_format_policy(struct csec_out *out, const char *key,
			const struct csec_policy *policy);

/**
 * csec_format_set() - Writes policies as a file that can be pushed
 * @file: Where to.
 * @format: CSEC_OUT_YAML, or CSEC_OUT_JSON for one JSON document for each
 *	policy; several documents of either kind are separated by "---".
 * @set: Policies.
 *
 * Return: 0; -EINVAL other format; or as csec_out_close().
 */
int csec_format_set(FILE *file, enum csec_out_format format,
		    const struct csec_policy_set *set);

/**
 * csec_format_text() - csec_format_set() for one policy into a string
 * @policy: Policy.
 * @format: CSEC_OUT_YAML or CSEC_OUT_JSON.
 *
 * Return: Text for free(), or NULL.
 */
char *csec_format_text(const struct csec_policy *policy,
		       enum csec_out_format format);

#endif /* _CSEC_CTL_FORMAT_H */
