/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - looking at all processes without keeping the processor
 */
#ifndef _CSEC_WALK_H
#define _CSEC_WALK_H

#include <linux/types.h>

struct task_struct;

/**
 * struct csec_walk - how far a walk has come
 * @batch: Processes between two pauses, 0: as many as is usual.
 * @nr: Processes since the last pause.
 * @nr_restarts: How often it had to begin again.
 */
struct csec_walk {
	unsigned int batch;
	unsigned int nr;
	unsigned int nr_restarts;
};

bool csec_walk_pause(struct csec_walk *walk, struct task_struct *leader);

#endif /* _CSEC_WALK_H */
