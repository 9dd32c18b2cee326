/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - freezing or killing everything in a cgroup and below it
 *
 * From the verdict on every fork into the cgroup and below is refused
 * (csec_cgroup.condemned); a worker then kills or freezes. What forked before is
 * found, and what is signalled cannot fork: the kernel gives up a fork under way.
 */
#ifndef _CSEC_CONTAIN_H
#define _CSEC_CONTAIN_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include "bomb.h"
#include "store.h"

/**
 * struct csec_guard - a cgroup whose forks are refused, and who refuses them
 * @lock: Protects @watch. Innermost.
 * @watch: The refusals.
 * @cg: The cgroup, which owns this.
 * @told: What the policy said that the verdict was given by; protected by @lock.
 * @answer: What is to be done; protected by the lock of the list.
 * @node: In the list of what is to be done, likewise.
 */
struct csec_guard {
	spinlock_t lock;
	struct csec_bomb_watch watch;
	struct csec_cgroup *cg;
	enum csec_on_bomb told;
	enum csec_on_bomb answer;
	struct list_head node;
};

int csec_contain_init(void);
void csec_contain_exit(void);
struct csec_guard *csec_contain_guard(struct csec_cgroup *cg);
void csec_contain_start(struct csec_guard *guard, enum csec_on_bomb answer,
			enum csec_reason reason);

#endif /* _CSEC_CONTAIN_H */
