// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - the end of what came over a TCP connection, copied as it comes
 *
 * The receiver may cut it into words where it stands, have it moved elsewhere by
 * what it is written in, or use the memory again. It is copied from the packet
 * that the receiver was given it from, so that where it wants it does not matter.
 * What is spliced is not copied: the packet has left the queue when that is told.
 */
#include "received.h"

#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/skbuff.h>
#include <linux/string.h>
#include <net/tcp.h>

/* Identity of the file that current runs; NULL: not known. */
static const void *program_of_current(void)
{
	const struct file *exe =
		current->mm ? rcu_dereference_raw(current->mm->exe_file) : NULL;

	return exe ? READ_ONCE(exe->f_inode) : NULL;
}

static void note_starters(struct csec_kept *kept)
{
	const struct task_struct *task = current;
	unsigned int i;

	for (i = 0; i < CSEC_KEPT_STARTERS; i++) {
		task = csec_received_starter(task);
		WRITE_ONCE(kept->starters[i], task->tgid);
	}
}

static void begin(struct csec_kept *kept, const struct sock *sk, u32 start)
{
	WRITE_ONCE(kept->sk, sk);
	WRITE_ONCE(kept->tgid, current->tgid);
	note_starters(kept);
	WRITE_ONCE(kept->program, program_of_current());
	data_race(memcpy(kept->comm, current->comm, sizeof(kept->comm)));
	csec_received_peer(sk, &kept->peer);
	kept->end = start;
	kept->len = 0;
}

/* Leaves so much of it that @nr more bytes fit. */
static void make_room(struct csec_kept *kept, u32 nr)
{
	const u32 rest = CSEC_KEPT_SIZE - nr;

	if (kept->len <= rest)
		return;
	memmove(kept->text, kept->text + kept->len - rest, rest);
	kept->len = rest;
}

/* What the packet has from where @kept ends up to @end. It begins at @start. */
static void append(struct csec_kept *kept, const struct sk_buff *skb, u32 start,
		   u32 end)
{
	u32 nr;

	/* It was peeked at before. */
	if ((s32)(end - kept->end) <= 0)
		return;
	nr = min_t(u32, end - kept->end, CSEC_KEPT_SIZE);
	make_room(kept, nr);
	if (skb_copy_bits(skb, end - nr - start, kept->text + kept->len, nr))
		return;
	kept->len += nr;
	kept->end = end;
	kept->since = jiffies;
}

/**
 * csec_received_take - copies what current is being given
 * @view: Of its container.
 * @sk: A TCP socket that was made there; current owns its lock.
 *
 * Who only peeks does not get further: all that the packet has counts then.
 *
 * Context: Preemption is off; for the ftrace callbacks, of a task with memory.
 */
void notrace csec_received_take(struct csec_view *view, const struct sock *sk)
{
	const unsigned int place = hash_ptr(sk, CSEC_VIEW_NOTES_BITS);
	const struct csec_note *note = &view->notes[place];
	const struct sk_buff *skb = skb_peek(&sk->sk_receive_queue);
	struct csec_kept *kept = &view->coming[place];
	u32 start, end = csec_received_seq(sk), call;

	if (!skb)
		return;
	start = TCP_SKB_CB(skb)->seq +
		!!(TCP_SKB_CB(skb)->tcp_flags & TCPHDR_SYN);
	call = READ_ONCE(note->sk) == sk ? READ_ONCE(note->last.seq) : start;
	if (call == end)
		end = start + skb->len;
	if (end - start > skb->len)
		return;
	raw_spin_lock(&kept->lock);
	/* Or something in between was not seen, or it is another connection. */
	if (kept->sk != sk || kept->tgid != current->tgid || !kept->len ||
	    kept->end - start > skb->len)
		begin(kept, sk, start);
	kept->call = call;
	append(kept, skb, start, end);
	raw_spin_unlock(&kept->lock);
}

/**
 * csec_received_keep - keeps what came last over a connection that ends
 * @view: Of the current task's container.
 * @sk: A TCP socket that is about to be closed.
 *
 * The next socket has its address, and takes its place.
 *
 * Context: Preemption is off; for the ftrace callbacks.
 */
void notrace csec_received_keep(struct csec_view *view, const struct sock *sk)
{
	const unsigned int place = hash_ptr(sk, CSEC_VIEW_NOTES_BITS);
	struct csec_kept *kept = &view->coming[place], *to;

	if (READ_ONCE(view->notes[place].sk) == sk)
		WRITE_ONCE(view->notes[place].last.base, 0);
	raw_spin_lock(&kept->lock);
	/* Within it that of a place of those that are closed; nothing the other way. */
	if (kept->sk == sk && kept->len) {
		/* Unsigned: what goes on for long enough passes INT_MAX. */
		to = &view->kept[(unsigned int)atomic_inc_return(&view->nr_kept) %
				 CSEC_VIEW_KEPT];
		raw_spin_lock(&to->lock);
		to->since = jiffies;
		to->peer = kept->peer;
		to->call = kept->call;
		to->end = kept->end;
		to->len = kept->len;
		memcpy(to->text, kept->text, kept->len);
		WRITE_ONCE(to->tgid, kept->tgid);
		memcpy(to->starters, kept->starters, sizeof(to->starters));
		WRITE_ONCE(to->program, kept->program);
		memcpy(to->comm, kept->comm, sizeof(to->comm));
		raw_spin_unlock(&to->lock);
		WRITE_ONCE(kept->tgid, 0);
		WRITE_ONCE(kept->sk, NULL);
		kept->len = 0;
	}
	raw_spin_unlock(&kept->lock);
}
