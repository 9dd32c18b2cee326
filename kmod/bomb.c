// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - telling a fork bomb from a cgroup that is merely full
 */
#include "bomb.h"

#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/random.h>
#include <linux/siphash.h>
#include <linux/string.h>

#define YOUNG_NS 10000000000ULL
#define WINDOW_NS 5000000000ULL
#define QUIET_NS 10000000000ULL
/* Who spins, and everybody in a bomb that lives on, is put to sleep. */
#define PAUSE_NS 5000000ULL
#define PAUSE_IN_BOMB_NS 100000000ULL
#define SEEN_BITS (64 * CSEC_BOMB_SEEN_WORDS)

enum {
	ROW = 64,
	ROW_OF_MANY = 8,
	ROW_OF_OLD = 16,
	SPINNING_PROCESSES = 4,
	FEWEST_SPINNERS = 16,
	MOST_SPINNERS = 64,
	SHARE_OF_SPINNERS = 2, /* of the tasks */
	STUBBORN = 6,
	GENERATIONS = 5,
	DEEP = 24,
	DEEP_BARE = 6,
	PLACES = 2, /* that each of the tasks would need */
	FEWEST_GONE = 64,
	MOST_GONE = 192,
	FEWEST = 8,
	MOST = 64,
	SHARE = 8,
};

/* Processors that come one after the other may have read the time before. */
static u64 passed(u64 now, u64 since)
{
	return now > since ? now - since : 0;
}

/**
 * csec_bomb_is_young - whether a task is young
 * @now: The time.
 * @born: When it was born.
 *
 * Context: Any.
 * Return: true when it is.
 */
bool csec_bomb_is_young(u64 now, u64 born)
{
	return passed(now, born) < YOUNG_NS;
}

static u8 next_generation(u8 generation)
{
	return generation == U8_MAX ? U8_MAX : generation + 1;
}

/**
 * csec_bomb_child - where a new task is in the tree
 * @parent: Lineage of who makes it.
 * @is_young: That one is young.
 * @is_bare: That one has not called execve() since it was born.
 * @is_process: The child is a process, not a thread.
 *
 * Context: Any.
 * Return: the lineage of the child.
 */
struct csec_bomb_lineage csec_bomb_child(struct csec_bomb_lineage parent,
					 bool is_young, bool is_bare,
					 bool is_process)
{
	struct csec_bomb_lineage child = parent;

	child.children = 0;
	if (!is_young)
		child.depth = 0;
	if (!is_young || !is_bare)
		child.bare = 0;
	if (is_process) {
		child.depth = next_generation(child.depth);
		child.bare = next_generation(child.bare);
	}
	return child;
}

static void open_window(struct csec_bomb_watch *watch, u64 now)
{
	watch->begin = now;
	watch->window++;
	memset(watch->deep, 0, sizeof(watch->deep));
	memset(watch->spinning, 0, sizeof(watch->spinning));
	memset(watch->spinners, 0, sizeof(watch->spinners));
	memset(watch->stubborn, 0, sizeof(watch->stubborn));
	memset(watch->bare, 0, sizeof(watch->bare));
	watch->generations = 0;
}

static hsiphash_key_t key;

/**
 * csec_bomb_init - makes a key, so that nobody knows which numbers meet
 *
 * Context: Process, module init.
 */
void csec_bomb_init(void)
{
	get_random_bytes(&key, sizeof(key));
}

/*
 * Numbers that follow each other have different places, mostly: all that only differ
 * in the last bits. Which places these are is another matter for the next ones, or who
 * picks the numbers of its processes would have them all in one.
 */
static u32 place_of(u32 id, u32 nr_places)
{
	return (id ^ hsiphash_1u32(id / nr_places, &key)) % nr_places;
}

static void see(u64 *seen, u32 id)
{
	const u32 bit = place_of(id, SEEN_BITS);

	seen[bit / 64] |= BIT_ULL(bit % 64);
}

static u32 nr_seen(const u64 *seen)
{
	u32 nr = 0, i;

	for (i = 0; i < CSEC_BOMB_SEEN_WORDS; i++)
		nr += hweight64(seen[i]);
	return nr;
}

static bool is_share(const u64 *seen, u32 wanted, u32 fewest, u32 most)
{
	return nr_seen(seen) >= min_t(u32, max_t(u32, wanted, fewest), most);
}

/* Takes note of it in the slot of the task. */
static const struct csec_bomb_slot *
remember(struct csec_bomb_watch *watch, const struct csec_bomb_refusal *refusal)
{
	struct csec_bomb_slot *slot =
		&watch->slots[place_of(refusal->tid, CSEC_BOMB_SLOTS)];

	if (slot->tid != refusal->tid || slot->window != watch->window) {
		memset(slot, 0, sizeof(*slot));
		slot->tid = refusal->tid;
		slot->window = watch->window;
	}
	if (slot->sleeps != refusal->sleeps || slot->forks != refusal->forks)
		slot->row = 0;
	slot->sleeps = refusal->sleeps;
	slot->forks = refusal->forks;
	slot->row = slot->row == U16_MAX ? ROW : slot->row + 1;
	slot->times = min_t(u32, slot->times + 1, STUBBORN);
	return slot;
}

static bool is_bomb(const struct csec_bomb_watch *watch, u32 tasks)
{
	return nr_seen(watch->spinning) >= SPINNING_PROCESSES ||
	       is_share(watch->spinners, tasks / SHARE_OF_SPINNERS,
			FEWEST_SPINNERS, MOST_SPINNERS) ||
	       is_share(watch->deep, tasks / SHARE, FEWEST, MOST) ||
	       is_share(watch->bare, tasks * PLACES, FEWEST_GONE, MOST_GONE) ||
	       (hweight64(watch->generations) >= GENERATIONS &&
		is_share(watch->stubborn, tasks / SHARE, FEWEST, MOST));
}

/* A bomb may be older than the policy that refuses it: half of all tasks spin. */
static void take_signs(struct csec_bomb_watch *watch,
		       const struct csec_bomb_slot *slot,
		       const struct csec_bomb_refusal *refusal)
{
	const struct csec_bomb_lineage lineage = refusal->lineage;
	const bool is_young = csec_bomb_is_young(refusal->now, refusal->born);

	if (slot->row >= (is_young ? ROW_OF_MANY : ROW_OF_OLD))
		see(watch->spinners, refusal->tid);
	if (!is_young)
		return;
	if (slot->row >= ROW)
		see(watch->spinning, refusal->tgid);
	if (slot->times >= STUBBORN) {
		see(watch->stubborn, refusal->tgid);
		watch->generations |= BIT_ULL(min_t(u32, lineage.depth, 63));
	}
	if (lineage.bare >= DEEP_BARE)
		see(watch->bare, refusal->tid);
	if (lineage.depth >= DEEP ||
	    (lineage.bare >= DEEP_BARE && slot->times >= 2))
		see(watch->deep, refusal->tid);
}

/**
 * csec_bomb_note - takes note of one refusal
 * @watch: Of the cgroup whose limit was hit.
 * @refusal: What is known of it.
 *
 * Context: Any; the caller serialises the calls for one watch.
 * Return: true: it is a bomb; once, until ten seconds were quiet or the watch
 * is reset.
 */
bool csec_bomb_note(struct csec_bomb_watch *watch,
		    const struct csec_bomb_refusal *refusal)
{
	const struct csec_bomb_slot *slot;

	if (!watch->begin || passed(refusal->now, watch->begin) > WINDOW_NS)
		open_window(watch, refusal->now);
	if (passed(refusal->now, watch->last) > QUIET_NS)
		watch->is_told = false;
	watch->last = refusal->now;
	slot = remember(watch, refusal);
	if (watch->is_told)
		return false;
	take_signs(watch, slot, refusal);
	watch->is_told = is_bomb(watch, refusal->tasks);
	return watch->is_told;
}

static struct csec_bomb_slot *slot_of(struct csec_bomb_watch *watch, u32 tid)
{
	struct csec_bomb_slot *slot =
		&watch->slots[place_of(tid, CSEC_BOMB_SLOTS)];

	return slot->tid == tid ? slot : NULL;
}

/**
 * csec_bomb_pause - how long a task should sleep before it hears the refusal
 * @watch: The watch, which has noted the refusal.
 * @tid: Number of the task.
 *
 * Who spins keeps others from the processor, and of a bomb it is the turn of the
 * next one to show what it is.
 *
 * Context: As csec_bomb_note().
 * Return: nanoseconds, 0: not at all.
 */
u64 csec_bomb_pause(struct csec_bomb_watch *watch, u32 tid)
{
	const struct csec_bomb_slot *slot = slot_of(watch, tid);

	if (watch->is_told)
		return PAUSE_IN_BOMB_NS;
	return slot && slot->row && slot->row % ROW_OF_MANY == 0 ? PAUSE_NS : 0;
}

/**
 * csec_bomb_paused - after such a sleep, or a part of it, which is not the task's own
 * @watch: The watch.
 * @tid: Number of the task.
 * @sleeps: How often it gave up the processor for it.
 *
 * Context: As csec_bomb_note().
 */
void csec_bomb_paused(struct csec_bomb_watch *watch, u32 tid, u32 sleeps)
{
	struct csec_bomb_slot *slot = slot_of(watch, tid);

	if (slot)
		slot->sleeps += sleeps;
}

/**
 * csec_bomb_reset - forgets everything: the bomb is over
 * @watch: The watch.
 *
 * Context: As csec_bomb_note().
 */
void csec_bomb_reset(struct csec_bomb_watch *watch)
{
	memset(watch, 0, sizeof(*watch));
}
