/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - directories that a container moved
 */
#ifndef _CSEC_MOVED_H
#define _CSEC_MOVED_H

#include <linux/dcache.h>
#include <linux/seqlock.h>

/*
 * Directories of one container that are remembered; more may not move. One that
 * publishes by renaming a new directory once a minute gets there in 45 days.
 */
#define CSEC_MOVES_MAX 65536

struct csec_moves;

/**
 * csec_moved_begin - before the names of a file are asked for
 *
 * Context: Any but NMI.
 * Return: for csec_moved_holds().
 */
static inline unsigned int csec_moved_begin(void)
{
	return read_seqbegin(&rename_lock);
}

int csec_moved_note(struct csec_moves **moves, const struct dentry *dir);
int csec_moved_holds(const struct csec_moves *moves,
		     const struct dentry *dentry, unsigned int seq);
void csec_moved_free(struct csec_moves *moves);

#endif /* _CSEC_MOVED_H */
