/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - a tree against the table of the policy language
 */
#ifndef _CSEC_CTL_PARSE_CHECK_H
#define _CSEC_CTL_PARSE_CHECK_H

struct csec_node;
struct csec_source;

/**
 * csec_check_document() - Reports everything that is wrong with a document
 * @source: Text, for errors.
 * @node: Root of the document.
 */
void csec_check_document(struct csec_source *source,
			 const struct csec_node *node);

#endif /* _CSEC_CTL_PARSE_CHECK_H */
