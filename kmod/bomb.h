/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - telling a fork bomb from a cgroup that is merely full
 *
 * Every refusal for a limit or rate of a cgroup is looked at; names are no
 * evidence. A task is young for ten seconds. It is a bomb when within five
 * seconds
 *
 * - four young processes spin: each was refused 64 times in a row; or half of the
 *   tasks do, 16 at least and 64 at most, each 8 times. Who spins did not sleep
 *   once meanwhile, but for the pauses that it is made to take, and nobody else in
 *   the cgroup forked meanwhile. So look loops that fork;
 * - an eighth of the tasks, 8 at least and 64 at most, were refused six times
 *   each, and are young processes of five generations or more. So look trees
 *   that sleep between attempts; or
 * - as many were refused deep in a tree of young ones: in the 24th generation or
 *   later, or, when they came back after a refusal, in the sixth or later that
 *   never called execve(). So look bombs of shells, and those whose parents die,
 *   which leave no tree; or
 * - twice as many as there are tasks, 64 at least and 192 at most, were refused in
 *   the sixth or later generation that never called execve(): who is refused
 *   ends, and others of the tree take the place. So look bombs of shells that give
 *   up.
 *
 * A server at its limit is old. The manager of a pool that never gives up is one
 * task, and its workers do not fork. A build that is too wide is broad, its
 * tasks execute programs, and who is refused gives up, waits or sleeps. Threads
 * are of the generation of who made them: in a pool any of them may make more.
 *
 * bomb.c compiles in user space.
 */
#ifndef _CSEC_BOMB_H
#define _CSEC_BOMB_H

#include <linux/types.h>

#define CSEC_BOMB_SLOTS 128
#define CSEC_BOMB_SEEN_WORDS 8

/**
 * struct csec_bomb_lineage - where a task is in the tree
 * @depth: Generations of young processes that led to it.
 * @bare: The last ones of these, as far as none called execve().
 * @children: Tasks that it made.
 */
struct csec_bomb_lineage {
	u8 depth;
	u8 bare;
	u16 children;
};

/**
 * struct csec_bomb_slot - what is remembered of one task that was refused
 * @tid: Its number.
 * @window: In which.
 * @sleeps: When it was refused last, see csec_bomb_refusal.
 * @forks: Likewise.
 * @row: Refusals in a row.
 * @times: Refusals in the window, as far as it matters.
 */
struct csec_bomb_slot {
	u32 tid;
	u32 window;
	u32 sleeps;
	u32 forks;
	u16 row;
	u16 times;
};

/**
 * struct csec_bomb_watch - what is remembered of one cgroup
 * @begin: Of the window, nanoseconds; 0: none was ever opened.
 * @last: Time of the last refusal.
 * @window: Number of the window.
 * @is_told: A verdict was given; no other until it has been quiet.
 * @deep: Hashes of tasks that were refused deep in a tree.
 * @spinning: Hashes of processes that spin.
 * @spinners: Hashes of tasks that spin.
 * @stubborn: Hashes of processes that were refused again and again.
 * @generations: Of these.
 * @bare: Hashes of tasks that were refused in a tree that never called execve().
 * @slots: By number of the task; of two with the same one the later is known.
 *
 * The caller serialises all use. All zero is a new one.
 */
struct csec_bomb_watch {
	u64 begin;
	u64 last;
	u32 window;
	bool is_told;
	u64 deep[CSEC_BOMB_SEEN_WORDS];
	u64 spinning[CSEC_BOMB_SEEN_WORDS];
	u64 spinners[CSEC_BOMB_SEEN_WORDS];
	u64 stubborn[CSEC_BOMB_SEEN_WORDS];
	u64 generations;
	u64 bare[CSEC_BOMB_SEEN_WORDS];
	struct csec_bomb_slot slots[CSEC_BOMB_SLOTS];
};

/**
 * struct csec_bomb_refusal - one refusal
 * @now: When, nanoseconds.
 * @born: When the refused task was born, same clock.
 * @tid: Its number.
 * @tgid: Of its process.
 * @lineage: Of it.
 * @sleeps: How often it gave up the processor by itself, ever.
 * @forks: Changes with every fork in the cgroup that was not refused.
 * @tasks: In the cgroup.
 */
struct csec_bomb_refusal {
	u64 now;
	u64 born;
	u32 tid;
	u32 tgid;
	struct csec_bomb_lineage lineage;
	u32 sleeps;
	u32 forks;
	u32 tasks;
};

void csec_bomb_init(void);
bool csec_bomb_is_young(u64 now, u64 born);
struct csec_bomb_lineage csec_bomb_child(struct csec_bomb_lineage parent,
					 bool is_young, bool is_bare,
					 bool is_process);
bool csec_bomb_note(struct csec_bomb_watch *watch,
		    const struct csec_bomb_refusal *refusal);
u64 csec_bomb_pause(struct csec_bomb_watch *watch, u32 tid);
void csec_bomb_paused(struct csec_bomb_watch *watch, u32 tid, u32 sleeps);
void csec_bomb_reset(struct csec_bomb_watch *watch);

#endif /* _CSEC_BOMB_H */
