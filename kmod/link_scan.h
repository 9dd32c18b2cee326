/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - what one task's descriptors say of the ends that are looked for
 */
#ifndef _CSEC_LINK_SCAN_H
#define _CSEC_LINK_SCAN_H

#include "link_internal.h"

/* Who has more ends than these for one direction serves many. */
#define CSEC_LINK_OTHER_MAX 4

enum csec_link_side {
	CSEC_LINK_INPUT,
	CSEC_LINK_OUTPUT,
	CSEC_LINK_NR_SIDES,
};

/* Identities of ends whose holders are looked for. */
struct csec_link_ends {
	unsigned int nr;
	unsigned int max;
	bool is_full;
	const void **own;
};

/* A few ends of one task. */
struct csec_link_few {
	unsigned int nr;
	const void *own[CSEC_LINK_OTHER_MAX + 1];
};

/**
 * struct csec_link_holders - who holds an end
 * @nr_files: Files that are open for it; UINT_MAX: not known.
 * @nr_references: Of the one file, if it is one.
 * @nr_found: Of these, in descriptor tables that were looked at.
 */
struct csec_link_holders {
	unsigned int nr_files;
	unsigned long nr_references;
	unsigned long nr_found;
};

/**
 * struct csec_link_scan - what one task's descriptors say
 * @link: What leads to it.
 * @holds: It holds one of the ends.
 * @stdio: Where its standard descriptors lead on.
 * @other: Where its other descriptors do.
 * @masters: Slaves of the terminals whose masters it has, but those that were hit.
 * @is_from_master: One that was hit is a master.
 * @may_be_joined: Others may attach to it, or somebody sits in front of it.
 */
struct csec_link_scan {
	enum csec_link link;
	bool holds[CSEC_LINK_NR_SIDES];
	struct csec_link_few stdio[CSEC_LINK_NR_SIDES];
	struct csec_link_few other[CSEC_LINK_NR_SIDES];
	struct csec_link_few masters;
	bool is_from_master;
	bool may_be_joined;
};

void csec_link_ends_add(struct csec_link_ends *ends, const void *own);
int csec_link_scan(struct task_struct *task, const struct csec_link_ends *ends,
		   struct csec_link_holders *holders, unsigned int *nr_files,
		   struct csec_link_scan *scan);
unsigned int csec_link_scan_masters(const struct csec_link_scan *scan);
bool csec_link_scan_leads_on(const struct csec_link_scan *scan);

#endif /* _CSEC_LINK_SCAN_H */
