// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - directories that a container moved
 *
 * To rename a file moves its time of change; to rename a directory does not move
 * those of the files below, which get other names by it all the same. What lies
 * below a moved directory therefore counts as renamed.
 *
 * Remembered is where the directory was at first: that is told before it moves,
 * which may still fail (an overlay has it copied instead), and what is put back
 * is what it was. Nothing is held: a directory that is removed leaves a few bytes
 * behind until the container ends.
 */
#include "moved.h"

#include <linux/fs.h>
#include <linux/limits.h>
#include <linux/magic.h>
#include <linux/mm.h>
#include <linux/random.h>
#include <linux/rculist.h>
#include <linux/sched.h>
#include <linux/siphash.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#define BUCKETS_BITS 12

/**
 * struct place - where a directory is
 * @parent: Inode number of the directory that it is in.
 * @generation: Of that inode.
 * @name: Hash of its name; the key keeps others from finding one alike.
 */
struct place {
	u64 parent;
	u32 generation;
	u64 name;
};

/**
 * struct move - one directory
 * @node: In a bucket; added under the lock, read under RCU, never removed.
 * @dev: Of the superblock.
 * @ino: Inode number. What gets the number of one that was removed is new, and so
 *	is what lies below it.
 * @generation: Of the inode, where a number alone is none; see generation_of().
 * @first: Where it was.
 */
struct move {
	struct hlist_node node;
	dev_t dev;
	u64 ino;
	u32 generation;
	struct place first;
};

/**
 * struct csec_moves - directories that moved
 * @lock: Protects additions. No lock is taken inside of it.
 * @nr: Entries.
 * @key: Of names and buckets.
 * @buckets: By identity of the directory.
 */
struct csec_moves {
	spinlock_t lock;
	unsigned int nr;
	siphash_key_t key;
	struct hlist_head buckets[1 << BUCKETS_BITS];
};

static struct csec_moves *create(void)
{
	struct csec_moves *moves = kvzalloc(sizeof(*moves), GFP_KERNEL_ACCOUNT);

	if (moves) {
		spin_lock_init(&moves->lock);
		get_random_bytes(&moves->key, sizeof(moves->key));
	}
	return moves;
}

/* Those of the container, made now if there are none; NULL: out of memory. */
static struct csec_moves *get(struct csec_moves **where)
{
	struct csec_moves *moves = smp_load_acquire(where), *old;

	if (moves)
		return moves;
	moves = create();
	old = moves ? cmpxchg(where, NULL, moves) : NULL;
	if (!old)
		return moves;
	kvfree(moves);
	return old;
}

/*
 * Without the lock of the entry, which is taken with interrupts on: parent and name
 * are of one moment when nothing is renamed meanwhile. RCU read section.
 */
static void find_place(const struct csec_moves *moves, const struct dentry *dir,
		       struct place *place)
{
	const struct dentry *above = READ_ONCE(dir->d_parent);
	const struct inode *parent = READ_ONCE(above->d_inode);
	/* Pairs with the release in __d_set_name() and copy_name(). */
	const char *name = smp_load_acquire(&dir->d_name.name);

	place->parent = parent ? parent->i_ino : 0;
	place->generation = parent ? parent->i_generation : 0;
	place->name = siphash(name, strnlen(name, NAME_MAX + 1), &moves->key);
}

static bool is_same(const struct place *a, const struct place *b)
{
	return a->parent == b->parent && a->generation == b->generation &&
	       a->name == b->name;
}

/*
 * Subvolumes of a btrfs have one device and the same numbers, and nobody sets the
 * generation there. Elsewhere the owner of a directory may (FS_IOC_SETVERSION).
 */
static u32 generation_of(const struct inode *inode)
{
	return inode->i_sb->s_magic == BTRFS_SUPER_MAGIC ? inode->i_generation :
							   0;
}

/* By the key, so that no container fills one of them only. */
static unsigned int bucket_of(const struct csec_moves *moves,
			      const struct inode *inode)
{
	return siphash_2u64(inode->i_ino, inode->i_sb->s_dev, &moves->key) &
	       (ARRAY_SIZE(moves->buckets) - 1);
}

/* The entry of a directory; NULL: none. Under RCU or the lock. */
static const struct move *find(const struct csec_moves *moves,
			       const struct inode *inode)
{
	const struct move *move;

	hlist_for_each_entry_rcu(move, &moves->buckets[bucket_of(moves, inode)],
				 node, lockdep_is_held(&moves->lock))
		if (move->ino == inode->i_ino &&
		    move->generation == generation_of(inode) &&
		    move->dev == inode->i_sb->s_dev)
			return move;
	return NULL;
}

/* Returns false when there is no room for it. */
static bool add(struct csec_moves *moves, struct move *move,
		const struct inode *inode)
{
	bool is_known, has_room;

	spin_lock(&moves->lock);
	is_known = find(moves, inode);
	has_room = moves->nr < CSEC_MOVES_MAX;
	if (!is_known && has_room) {
		hlist_add_head_rcu(&move->node,
				   &moves->buckets[bucket_of(moves, inode)]);
		moves->nr++;
	}
	spin_unlock(&moves->lock);
	if (is_known || !has_room)
		kfree(move);
	return is_known || has_room;
}

/**
 * csec_moved_note - a directory may move now
 * @where: Of the container.
 * @dir: The directory, where it still is; its parent is locked.
 *
 * Context: Process, may sleep.
 * Return: 0; -ENOMEM; -ENOSPC: too many did.
 */
int csec_moved_note(struct csec_moves **where, const struct dentry *dir)
{
	const struct inode *inode = d_inode(dir);
	struct csec_moves *moves = get(where);
	struct move *move;

	move = moves ? kmalloc(sizeof(*move), GFP_KERNEL_ACCOUNT) : NULL;
	if (!move)
		return -ENOMEM;
	move->dev = inode->i_sb->s_dev;
	move->ino = inode->i_ino;
	move->generation = generation_of(inode);
	rcu_read_lock();
	spin_lock(&((struct dentry *)dir)->d_lock);
	find_place(moves, dir, &move->first);
	spin_unlock(&((struct dentry *)dir)->d_lock);
	rcu_read_unlock();
	return add(moves, move, inode) ? 0 : -ENOSPC;
}

static int has_moved(const struct csec_moves *moves, const struct dentry *dir,
		     unsigned int seq)
{
	const struct inode *inode = READ_ONCE(dir->d_inode);
	const struct move *move;
	struct place place;

	move = inode && S_ISDIR(inode->i_mode) ? find(moves, inode) : NULL;
	if (!move)
		return 0;
	find_place(moves, dir, &place);
	if (!is_same(&place, &move->first))
		return 1;
	/* It could have been elsewhere when the names were asked for. */
	return read_seqretry(&rename_lock, seq) ? -EAGAIN : 0;
}

/**
 * csec_moved_holds - whether something lies below a directory that moved
 * @moves: Of the container; NULL: none did.
 * @dentry: What lies there; somebody holds it.
 * @seq: From csec_moved_begin(), before its names were asked for.
 *
 * A directory is noted before it moves: who found the new name finds the note. The
 * next directory up is read before the note of one is asked for, so that none leaves
 * in between, with what lies below it.
 *
 * Context: Any but NMI; takes no lock.
 * Return: 1: it does; 0: it does not; -EAGAIN: something was renamed since
 * csec_moved_begin(), and a directory that is where it was may have been away.
 */
int csec_moved_holds(const struct csec_moves *moves,
		     const struct dentry *dentry, unsigned int seq)
{
	const struct dentry *at = dentry, *parent;
	unsigned int nr;
	int ret = 0;

	if (!moves)
		return 0;
	rcu_read_lock();
	for (nr = 0; !ret && !IS_ROOT(at); at = parent) {
		/* Deeper than a path can tell: it has no name anyway. */
		if (nr++ == PATH_MAX / 2) {
			ret = 1;
			break;
		}
		parent = READ_ONCE(at->d_parent);
		/* Before the look at the notes. */
		smp_rmb();
		ret = has_moved(moves, at, seq);
	}
	rcu_read_unlock();
	return ret;
}

/**
 * csec_moved_free - forgets everything
 * @moves: May be NULL. No reader is left.
 *
 * Context: Process, may sleep: there may be many.
 */
void csec_moved_free(struct csec_moves *moves)
{
	struct hlist_node *next;
	struct move *move;
	unsigned int i;

	if (!moves)
		return;
	for (i = 0; i < ARRAY_SIZE(moves->buckets); i++) {
		cond_resched();
		hlist_for_each_entry_safe(move, next, &moves->buckets[i], node)
			kfree(move);
	}
	kvfree(moves);
}
