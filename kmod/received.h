/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - what came over a connection shortly before a shell was started
 *
 * Noted is where the receiver wanted it: the child that executes a shell still
 * has the memory of its parent. That costs a receive a few stores. How much it
 * was a TCP socket tells afterwards; memory that was used for something else
 * since does not have, from its first to its last byte of that number, the form
 * of what was received. The end of what comes over TCP is copied as well, when
 * it is handed over, see received_kept.c.
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

/* Parts that a shell or a server forks of itself are followed so far. */
#define CSEC_RECEIVED_FORKS 4

/**
 * csec_received_starter - the program that started a process
 * @task: Of the process; not reaped.
 *
 * Of one that forked itself for it, the whole.
 *
 * Context: RCU read section; any, the ftrace callbacks included.
 * Return: a task of it.
 */
static __always_inline const struct task_struct *
csec_received_starter(const struct task_struct *task)
{
	unsigned int i;

	task = rcu_dereference_raw(task->real_parent);
	for (i = 0; i < CSEC_RECEIVED_FORKS; i++) {
		/* Of a thread that flag is always set. */
		if (!(data_race(task->group_leader->flags) & PF_FORKNOEXEC))
			break;
		task = rcu_dereference_raw(task->real_parent);
	}
	return task;
}

/**
 * csec_received_is_started_by - whether a process is a helper of another one
 * @task: Of the first; not reaped.
 * @tgid: The second.
 *
 * Started by it, directly or by others (timeout, env).
 *
 * Context: RCU read section; any.
 * Return: true when it is.
 */
static inline bool csec_received_is_started_by(const struct task_struct *task,
					       pid_t tgid)
{
	unsigned int i;
	bool is = false;

	for (i = 0; i < CSEC_KEPT_STARTERS && !is; i++) {
		task = csec_received_starter(task);
		is = task->tgid == tgid;
	}
	return is;
}

/**
 * csec_received_knows - whether a process is known to have received something
 * @view: The container.
 * @tgid: Of the process.
 *
 * Context: Any, the ftrace callbacks included.
 * Return: false: it did not, or too many others of its place did.
 */
static __always_inline bool csec_received_knows(const struct csec_view *view,
						pid_t tgid)
{
	const pid_t *place = view->receivers[tgid % CSEC_VIEW_RECEIVERS];

	return READ_ONCE(place[0]) == tgid || READ_ONCE(place[1]) == tgid;
}

/**
 * csec_received_note_who - remembers that the current process receives
 * @view: Of its container.
 *
 * Numbers that follow each other, as of the workers of a service, have places of
 * their own.
 *
 * Context: As csec_received_note().
 * Return: whether that was not known.
 */
static __always_inline bool csec_received_note_who(struct csec_view *view)
{
	const pid_t tgid = current->tgid;
	pid_t *place = view->receivers[tgid % CSEC_VIEW_RECEIVERS];

	if (csec_received_knows(view, tgid))
		return false;
	WRITE_ONCE(place[1], READ_ONCE(place[0]));
	WRITE_ONCE(place[0], tgid);
	return true;
}

/**
 * csec_received_note - remembers where something is going to be received
 * @view: Of the current task's container.
 * @sk: The socket.
 * @msg: The buffer.
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
	unsigned long base;
	size_t len;

	if (!csec_compat_iter_first(&msg->msg_iter, &base, &len))
		base = len = 0;
	if (!READ_ONCE(view->watch.has_received))
		WRITE_ONCE(view->watch.has_received, true);
	WRITE_ONCE(note->sk, sk);
	WRITE_ONCE(note->tgid, current->tgid);
	WRITE_ONCE(note->last.seq, csec_received_seq(sk));
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
	WRITE_ONCE(note->last.base, 0);
	WRITE_ONCE(note->last.seq, csec_received_seq(sk));
	WRITE_ONCE(note->sk, sk);
	WRITE_ONCE(note->tgid, current->tgid);
}

/**
 * struct csec_received - who received a command
 * @found: The receiver; its origin is CSEC_ORIGIN_LOCAL when there is none.
 * @is_by_other: It is no ancestor of the shell.
 * @starter: An ancestor that had it received by another program, by a few lines; 0:
 *	none did.
 * @program: What that ran, identity; NULL: not known.
 * @comm: Its name.
 */
struct csec_received {
	struct csec_link_found found;
	bool is_by_other;
	u32 starter;
	const void *program;
	char comm[TASK_COMM_LEN];
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
		for (i = 0; i < ARRAY_SIZE(view->coming); i++)
			if (READ_ONCE(view->coming[i].tgid) == tgid)
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

void csec_received_take(struct csec_view *view, const struct sock *sk);
void csec_received_keep(struct csec_view *view, const struct sock *sk);
bool csec_received_by(const struct csec_scope *scope, u32 tgid);
int csec_received_find(const struct csec_scope *scope, const char *command,
		       unsigned int asked, struct csec_received *received);

#endif /* _CSEC_RECEIVED_H */
