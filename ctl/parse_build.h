/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - a checked tree -> policy
 */
#ifndef _CSEC_CTL_PARSE_BUILD_H
#define _CSEC_CTL_PARSE_BUILD_H

struct csec_node;
struct csec_policy;
struct csec_source;

/**
 * csec_build_policy() - Makes a policy out of a document without errors
 * @source: Text, for errors and lines.
 * @node: Root of the document; csec_check_document() found nothing.
 * @policy: Gets the policy, for csec_policy_free().
 *
 * Return: 0; -EINVAL reported; -ENOMEM; other errors of
 *	csec_manifest_read(), reported.
 */
int csec_build_policy(struct csec_source *source, const struct csec_node *node,
		      struct csec_policy **policy);

#endif /* _CSEC_CTL_PARSE_BUILD_H */
