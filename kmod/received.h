/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - what came over a connection shortly before a shell was started
 *
 * Noted is not what was received but where the receiver wanted it: the child
 * that executes a shell still has the memory of its parent. That costs a receive
 * a few stores, and nothing is copied. How much it was a TCP socket tells
 * afterwards; memory that was used for something else since does not have, from
 * its first to its last byte of that number, the form of what was received.
 */
#ifndef _CSEC_RECEIVED_H
#define _CSEC_RECEIVED_H

#include <linux/hash.h>
#include <linux/net.h>
#include <linux/sched.h>
#include <linux/tcp.h>
#include <linux/uaccess.h>
#include <linux/uio.h>
#include "compat.h"
#include "link.h"
#include "view.h"

/**
 * csec_received_is_counted - whether a socket tells how far it was read
 * @sk: The socket.
 *
 * Context: Any, the ftrace callbacks included.
 * Return: true for TCP.
 */
static __always_inline bool csec_received_is_counted(const struct sock *sk)
{
	return (sk->sk_family == AF_INET || sk->sk_family == AF_INET6) &&
	       sk->sk_type == SOCK_STREAM && sk->sk_protocol == IPPROTO_TCP;
}

/**
 * csec_received_seq - how far a socket was read
 * @sk: The socket.
 *
 * Context: Any, the ftrace callbacks included.
 * Return: a number of bytes that wraps; 0 when it does not tell.
 */
static __always_inline u32 csec_received_seq(const struct sock *sk)
{
	return csec_received_is_counted(sk) ?
		       READ_ONCE(tcp_sk(sk)->copied_seq) :
		       0;
}

/* Of an internet socket. */
static __always_inline void csec_received_peer(const struct sock *sk,
					       struct csec_endpoint *peer)
{
	peer->family = sk->sk_family;
	peer->port = ntohs(sk->sk_dport);
	if (sk->sk_family == AF_INET)
		memcpy(peer->addr, &sk->sk_daddr, sizeof(sk->sk_daddr));
#if IS_ENABLED(CONFIG_IPV6)
	else
		memcpy(peer->addr, &sk->sk_v6_daddr, sizeof(sk->sk_v6_daddr));
#endif
}

/*
 * Who receives byte by byte uses the same byte again, or puts them together
 * elsewhere: here they are put together as well. @nr came with the last receive,
 * and are still where it was to put them.
 */
static __always_inline void csec_received_note_few(struct csec_note *note,
						   u32 nr)
{
	const unsigned long base = READ_ONCE(note->last.base);
	const u32 from = READ_ONCE(note->last.seq);
	u32 nr_few = READ_ONCE(note->nr_few), i;
	char few[CSEC_FEW_MAX];

	if (!nr)
		return;
	if (nr_few)
		WRITE_ONCE(note->nr_few, 0);
	if (nr > CSEC_FEW_MAX || nr > READ_ONCE(note->last.len) || !base ||
	    !current->mm || !access_ok((void __user *)base, nr))
		return;
	pagefault_disable();
	i = __copy_from_user_inatomic(few, (void __user *)base, nr);
	pagefault_enable();
	if (i)
		return;
	nr_few = READ_ONCE(note->few_end) == from ? nr_few : 0;
	for (i = 0; i < nr; i++)
		WRITE_ONCE(note->few[(nr_few + i) % CSEC_FEW_SIZE], few[i]);
	WRITE_ONCE(note->few_end, from + nr);
	WRITE_ONCE(note->nr_few, nr_few + nr);
}

/**
 * csec_received_note - remembers where something is going to be received
 * @view: Of the current task's container.
 * @sk: The socket.
 * @msg: The buffer.
 *
 * Who reads until there is no more receives nothing in the end, and the end counts
 * as a byte: the last receive of more is remembered as well. What came a few bytes
 * at a time is copied.
 *
 * Context: RCU read section; for the ftrace callbacks. Races with other notes
 * in the same place: a mixture is memory that is not the receiver's, or not what
 * was received, and matches no command.
 */
static __always_inline void csec_received_note(struct csec_view *view,
					       const struct sock *sk,
					       const struct msghdr *msg)
{
	struct csec_note *note =
		&view->notes[hash_ptr(sk, CSEC_VIEW_NOTES_BITS)];
	const u32 seq = csec_received_seq(sk);
	unsigned long base;
	size_t len;

	if (!csec_compat_iter_first(&msg->msg_iter, &base, &len))
		return;
	if (!READ_ONCE(view->watch.has_received))
		WRITE_ONCE(view->watch.has_received, true);
	if (READ_ONCE(note->sk) != sk ||
	    READ_ONCE(note->tgid) != current->tgid) {
		WRITE_ONCE(note->before.base, 0);
		WRITE_ONCE(note->nr_few, 0);
		WRITE_ONCE(note->sk, sk);
		WRITE_ONCE(note->tgid, current->tgid);
	} else {
		const u32 nr = seq - READ_ONCE(note->last.seq);

		csec_received_note_few(note, nr);
		if (nr > 1) {
			WRITE_ONCE(note->before.seq, READ_ONCE(note->last.seq));
			WRITE_ONCE(note->before.base,
				   READ_ONCE(note->last.base));
			WRITE_ONCE(note->before.len,
				   min_t(size_t, READ_ONCE(note->last.len),
					 nr));
		}
	}
	WRITE_ONCE(note->last.seq, seq);
	WRITE_ONCE(note->last.base, base);
	WRITE_ONCE(note->last.len, len);
}

/**
 * csec_received_note_unseen - remembers who receives, where that is not in its memory
 * @view: Of the current task's container.
 * @sk: The socket.
 *
 * Context: As csec_received_note().
 */
static __always_inline void csec_received_note_unseen(struct csec_view *view,
						      const struct sock *sk)
{
	struct csec_note *note =
		&view->notes[hash_ptr(sk, CSEC_VIEW_NOTES_BITS)];

	if (!READ_ONCE(view->watch.has_received))
		WRITE_ONCE(view->watch.has_received, true);
	WRITE_ONCE(note->before.base, 0);
	WRITE_ONCE(note->last.base, 0);
	WRITE_ONCE(note->last.seq, csec_received_seq(sk));
	WRITE_ONCE(note->sk, sk);
	WRITE_ONCE(note->tgid, current->tgid);
}

/**
 * struct csec_received - who received a command
 * @found: The receiver; its origin is CSEC_ORIGIN_LOCAL when there is none.
 * @is_by_other: It is no ancestor of the shell.
 */
struct csec_received {
	struct csec_link_found found;
	bool is_by_other;
};

/**
 * csec_received_is_any - whether anything was received in a container
 * @view: The container.
 *
 * Context: Any.
 * Return: false: no command can have come over a connection.
 */
static inline bool csec_received_is_any(const struct csec_view *view)
{
	return READ_ONCE(view->watch.has_received);
}

/* The place of what came last, up to @end; NULL: nothing is known to have come. */
static __always_inline const struct csec_place *
csec_received_last(const struct csec_note *note, u32 end)
{
	if (end - READ_ONCE(note->last.seq) > 1)
		return &note->last;
	return READ_ONCE(note->before.base) ? &note->before : NULL;
}

/**
 * csec_received_keep - copies what came last over a connection that ends
 * @view: Of the current task's container.
 * @sk: A TCP socket that is about to be closed.
 *
 * Who fetches a command and closes the connection may use the memory for
 * something else before it runs it.
 *
 * Context: RCU read section; for the ftrace callbacks, of a task with memory.
 */
static __always_inline void csec_received_keep(struct csec_view *view,
					       const struct sock *sk)
{
	struct csec_note *note =
		&view->notes[hash_ptr(sk, CSEC_VIEW_NOTES_BITS)];
	const u32 end = csec_received_seq(sk);
	const struct csec_place *place;
	struct csec_kept *kept;
	unsigned long base = 0;
	size_t len = 0, fits;
	unsigned int nr;

	if (READ_ONCE(note->sk) != sk || READ_ONCE(note->tgid) != current->tgid)
		return;
	place = csec_received_last(note, end);
	if (place) {
		base = READ_ONCE(place->base);
		len = min_t(size_t, READ_ONCE(place->len),
			    end - READ_ONCE(place->seq));
	}
	/* The next socket may have the address of this one. */
	WRITE_ONCE(note->last.base, 0);
	WRITE_ONCE(note->before.base, 0);
	fits = min_t(size_t, len, CSEC_KEPT_SIZE);
	base += len - fits;
	if (!base || !fits || !access_ok((void __user *)base, fits))
		return;
	/* Unsigned: what goes on for long enough passes INT_MAX. */
	nr = atomic_inc_return(&view->nr_kept);
	kept = &view->kept[nr % CSEC_VIEW_KEPT];
	WRITE_ONCE(kept->tgid, 0);
	/* Pairs with the ones in judge_kept(), as the next one. */
	smp_wmb();
	pagefault_disable();
	fits -= __copy_from_user_inatomic(kept->text, (void __user *)base,
					  fits);
	pagefault_enable();
	if (!fits)
		return;
	WRITE_ONCE(kept->len, fits);
	WRITE_ONCE(kept->since, jiffies);
	csec_received_peer(sk, &kept->peer);
	smp_wmb();
	WRITE_ONCE(kept->tgid, current->tgid);
}

/* The task itself, its parent and the one before. */
#define CSEC_NR_GENERATIONS 3

/**
 * csec_received_is_near - whether the current task or an ancestor received something
 * @view: The container.
 *
 * Context: RCU read section; any, the ftrace callbacks included.
 * Return: true when one is among the last that did.
 */
static __always_inline bool csec_received_is_near(const struct csec_view *view)
{
	const struct task_struct *task = current;
	unsigned int i, k;
	pid_t tgid;

	if (!csec_received_is_any(view))
		return false;
	for (k = 0; k < CSEC_NR_GENERATIONS; k++) {
		tgid = task->tgid;
		/* Above all there is a task without a number, as in empty places. */
		if (!tgid)
			break;
		for (i = 0; i < ARRAY_SIZE(view->notes); i++)
			if (READ_ONCE(view->notes[i].tgid) == tgid)
				return true;
		for (i = 0; i < CSEC_VIEW_KEPT; i++)
			if (READ_ONCE(view->kept[i].tgid) == tgid)
				return true;
		task = rcu_dereference_raw(task->real_parent);
	}
	return false;
}

/* What is asked about: the command of a shell that an ancestor received, or */
#define CSEC_RECEIVED_BY_ANY 1 /* anybody, */
#define CSEC_RECEIVED_PROGRAM 2 /* the arguments of any program. */

bool csec_received_by(const struct csec_scope *scope, u32 tgid);
int csec_received_find(const struct csec_scope *scope, const char *command,
		       unsigned int asked, struct csec_received *received);

#endif /* _CSEC_RECEIVED_H */
