/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - what is kept of a process that came from outside
 */
#ifndef _CSEC_ENTRANTS_INTERNAL_H
#define _CSEC_ENTRANTS_INTERNAL_H

#include <linux/list.h>
#include <linux/uidgid.h>

#include "entrants.h"

/**
 * struct identity - a process, by what is never reused together
 * @tgid: On the host; 0: nobody.
 * @is_unborn: It had its number, and was not born yet.
 * @start: Time of its birth, or of when it was unborn.
 */
struct identity {
	pid_t tgid;
	bool is_unborn;
	u64 start;
};

/**
 * struct origin - what an entrant has from the first of its kind
 * @since: Jiffies of the move.
 * @owner: Who is answerable for it.
 * @is_fork: It was forked by one.
 */
struct origin {
	unsigned long since;
	kuid_t owner;
	bool is_fork;
};

/**
 * struct entrant - one process that came in
 * @self: Who.
 * @parent: Whose child it was then.
 * @governor: Cgroup whose policy governs the container.
 * @exec_id: Its count of execs then.
 * @parent_exec_id: That of its parent when it was born.
 * @origin: Of the move.
 * @is_open: It may be in an exec that began before it came.
 */
struct entrant {
	struct identity self;
	struct identity parent;
	u64 governor;
	u64 exec_id;
	u64 parent_exec_id;
	struct origin origin;
	bool is_open;
};

/**
 * struct place - one place of a ring
 * @entrant: Who came.
 * @age: In its ring, the oldest first.
 * @open: In the list of those that are open.
 * @by_self: In the bucket of its process.
 * @by_parent: In that of its parent then, when that is known.
 */
struct place {
	struct entrant entrant;
	struct list_head age;
	struct list_head open;
	struct hlist_node by_self;
	struct hlist_node by_parent;
};

/**
 * struct ring - entrants that overwrite each other
 * @places: All of them.
 * @max: Number of @places.
 * @nr: Of these were used so far.
 * @age: Those, the oldest first.
 */
struct ring {
	struct place *places;
	unsigned int max;
	unsigned int nr;
	struct list_head age;
};

#endif /* _CSEC_ENTRANTS_INTERNAL_H */
