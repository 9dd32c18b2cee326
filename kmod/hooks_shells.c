// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - hooks: shells at the end of a connection
 *
 * When a shell is executed its descriptors are looked at. When it exists first
 * the same is asked as soon as somebody in its container connects, accepts or,
 * for what was arranged after that, receives. A container in which no shell was
 * executed pays for none of that, one with shells is looked through at most
 * every LOOK_PERIOD unless another shell was executed meanwhile.
 */
#include "hooks_shells.h"

#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/net.h>
#include <linux/tcp.h>

#include "accepted.h"
#include "decide.h"
#include "hooks_known.h"
#include "identity.h"
#include "provenance.h"
#include "received.h"
#include "runtime.h"
#include "task_args.h"
#include "view.h"

#define LOOK_PERIOD (HZ / 10)
/* An exec is over by then. */
#define EXEC_PERIOD (HZ / 2)
#define QUIET_PERIOD (2 * HZ)

DEFINE_STATIC_CALL_NULL(csec_real_socket_connect, csec_hook_socket_connect);
DEFINE_STATIC_CALL_NULL(csec_real_tcp4_connect, csec_hook_tcp4_connect);
DEFINE_STATIC_CALL_NULL(csec_real_tcp6_connect, csec_hook_tcp6_connect);
DEFINE_STATIC_CALL_NULL(csec_real_socket_accept, csec_hook_socket_accept);

static __always_inline bool is_asked_for(const struct csec_policy *policy)
{
	return csec_policy_denies(policy, CSEC_POLICY_A_SHELL_REVERSE) ||
	       csec_policy_denies(policy, CSEC_POLICY_A_SHELL_BIND);
}

/*
 * Whether the container has to be looked through again. A shell whose exec is
 * under way is not seen as one, so for a while every tick counts.
 */
static __always_inline bool is_due(const struct csec_watch *watch)
{
	const unsigned long now = READ_ONCE(jiffies);
	const unsigned long seen = READ_ONCE(watch->seen_at);

	if (atomic_read(&watch->seq) != READ_ONCE(watch->seen_seq) ||
	    time_after(now, seen + LOOK_PERIOD))
		return true;
	return now != seen &&
	       time_before(now, READ_ONCE(watch->noted_at) + EXEC_PERIOD);
}

/* Whether a program is known, and as no shell. RCU read section. */
static __always_inline bool is_other(const struct csec_view *view,
				     const struct csec_binding *binding)
{
	const struct dentry *exe = csec_known_program();
	const struct csec_verdict_entry *entry;
	const struct inode *real;

	real = exe ? csec_verdict_content(exe) : NULL;
	if (!real)
		return false;
	entry = csec_verdicts_find(view->verdicts, exe, binding->policy,
				   binding->generation, real);
	return entry && !(entry->image.flags & CSEC_IMAGE_SHELL);
}

/*
 * Whether the current task may go on without a closer look. Preemption is off.
 * No shell may be in sight; when one is, a receive is looked at when that is
 * due. @sock is what it receives from, NULL: it does not; @msg into what, NULL: that
 * is not told.
 */
static __always_inline bool is_done(const struct socket *sock,
				    const struct msghdr *msg)
{
	struct css_set *cset = rcu_dereference_raw(current->cgroups);
	const struct csec_binding *binding;
	struct csec_view *view;
	struct csec_cgroup *cg;

	cg = csec_cgroup_find(cgroup_id(cset->dfl_cgrp));
	binding = likely(cg) ? csec_cgroup_binding(cg) : NULL;
	if (unlikely(!binding))
		return false;
	if (!binding->policy)
		return true;
	if (sock && csec_provenance_is_unix(sock->sk) &&
	    !csec_provenance_is_peer_outside(READ_ONCE(cg->governor), sock->sk))
		return true;
	view = csec_view_find_inline(cg);
	if (!view)
		return false;
	if (!is_asked_for(binding->policy))
		return is_other(view, binding);
	/*
	 * Who only has a connection that a shell has, too, does not count before he
	 * receives, see link_search.c: what was seen so far is out of date.
	 */
	if (sock && csec_received_note_who(view) &&
	    READ_ONCE(view->watch.has_suspects))
		atomic_inc(&view->watch.seq);
	if (msg)
		csec_received_note(view, sock->sk, msg);
	else if (sock)
		csec_received_note_unseen(view, sock->sk);
	if (!READ_ONCE(view->watch.has_shells))
		return true;
	return sock && !is_due(&view->watch) && is_other(view, binding);
}

static __always_inline void enter(struct ftrace_ops *ops,
				  struct ftrace_regs *fregs,
				  unsigned long parent_ip,
				  const struct socket *sock,
				  const struct msghdr *msg)
{
	bool done;

	preempt_disable_notrace();
	done = is_done(sock, msg);
	preempt_enable_notrace();
	if (!done)
		csec_attach_redirect(ops, fregs, parent_ip);
}

/* Whatever a policy says by now. Preemption is off. */
static __always_inline struct csec_view *view_of_current(void)
{
	struct css_set *cset = rcu_dereference_raw(current->cgroups);
	struct csec_cgroup *cg = csec_cgroup_find(cgroup_id(cset->dfl_cgrp));

	return likely(cg) ? csec_view_find_inline(cg) : NULL;
}

/* What the socket is about to be, in the view of the current task's container. */
static __always_inline void set_accepted(const struct socket *sock,
					 bool is_accepted)
{
	struct csec_view *view;

	preempt_disable_notrace();
	view = view_of_current();
	if (view && is_accepted)
		csec_accepted_note(view, sock);
	else if (view)
		csec_accepted_forget(view, sock);
	preempt_enable_notrace();
}

/* To leave an accepted connection for another one takes a connect to nowhere. */
void notrace csec_hook_socket_connect_entry(unsigned long ip,
					    unsigned long parent_ip,
					    struct ftrace_ops *ops,
					    struct ftrace_regs *fregs)
{
	const struct socket *sock = (void *)csec_compat_arg(fregs, 0);

	if (unlikely(READ_ONCE(sock->state) != SS_UNCONNECTED))
		set_accepted(sock, false);
	enter(ops, fregs, parent_ip, NULL, NULL);
}

/*
 * What connects by sending is not asked about elsewhere. Not by a hook on the
 * sending: that waits for the peer, as long as the task likes.
 */
void notrace csec_hook_tcp_connect_entry(unsigned long ip,
					 unsigned long parent_ip,
					 struct ftrace_ops *ops,
					 struct ftrace_regs *fregs)
{
	const struct sock *sk = (void *)csec_compat_arg(fregs, 0);

	if (tcp_sk(sk)->fastopen_req)
		enter(ops, fregs, parent_ip, NULL, NULL);
}

void notrace csec_hook_socket_accept_entry(unsigned long ip,
					   unsigned long parent_ip,
					   struct ftrace_ops *ops,
					   struct ftrace_regs *fregs)
{
	const struct socket *sock = (void *)csec_compat_arg(fregs, 0);

	if (csec_provenance_is_remote(sock->sk))
		set_accepted((void *)csec_compat_arg(fregs, 1), true);
	enter(ops, fregs, parent_ip, NULL, NULL);
}

void notrace csec_hook_socket_recvmsg_entry(unsigned long ip,
					    unsigned long parent_ip,
					    struct ftrace_ops *ops,
					    struct ftrace_regs *fregs)
{
	const struct socket *sock = (void *)csec_compat_arg(fregs, 0);

	if (csec_provenance_can_receive(sock->sk))
		enter(ops, fregs, parent_ip, sock,
		      (void *)csec_compat_arg(fregs, 1));
}

/* A pipe is filled, which leaves no trace in memory. */
void notrace csec_hook_splice_read_entry(unsigned long ip,
					 unsigned long parent_ip,
					 struct ftrace_ops *ops,
					 struct ftrace_regs *fregs)
{
	const struct file *file = (void *)csec_compat_arg(fregs, 0);
	const struct socket *sock = file->private_data;

	if (csec_provenance_can_receive(sock->sk))
		enter(ops, fregs, parent_ip, sock, NULL);
}

/* The one option that receives. */
void notrace csec_hook_getsockopt_entry(unsigned long ip,
					unsigned long parent_ip,
					struct ftrace_ops *ops,
					struct ftrace_regs *fregs)
{
	const struct socket *sock = (void *)csec_compat_arg(fregs, 0);

	if ((int)csec_compat_arg(fregs, 1) == IPPROTO_TCP &&
	    (int)csec_compat_arg(fregs, 2) == TCP_ZEROCOPY_RECEIVE &&
	    csec_provenance_can_receive(sock->sk))
		enter(ops, fregs, parent_ip, sock, NULL);
}

/* Whether a socket was made in a container. Preemption is off. */
static __always_inline bool is_made_inside(const struct sock *sk, u64 governor)
{
	struct cgroup *cgrp;

	cgrp = sock_cgroup_ptr((struct sock_cgroup_data *)&sk->sk_cgrp_data);
	for (; cgrp; cgrp = cgroup_parent(cgrp))
		if (cgroup_id(cgrp) == governor)
			return true;
	return false;
}

/*
 * The view that a TCP connection of the current task's container belongs to; NULL:
 * it is of another one, or nobody asks. Preemption is off.
 */
static __always_inline struct csec_view *view_of(const struct sock *sk)
{
	struct css_set *cset = rcu_dereference_raw(current->cgroups);
	const struct csec_binding *binding;
	struct csec_cgroup *cg;

	cg = csec_cgroup_find(cgroup_id(cset->dfl_cgrp));
	binding = likely(cg) ? csec_cgroup_binding(cg) : NULL;
	if (!binding || !binding->policy || !is_asked_for(binding->policy) ||
	    !csec_received_is_counted(sk) ||
	    !is_made_inside(sk, READ_ONCE(cg->governor)))
		return NULL;
	return csec_view_find_inline(cg);
}

/* These two see all that has to be seen: the call always goes on. */
void notrace csec_hook_tcp_given_entry(unsigned long ip,
				       unsigned long parent_ip,
				       struct ftrace_ops *ops,
				       struct ftrace_regs *fregs)
{
	const struct sock *sk = (void *)csec_compat_arg(fregs, 0);
	struct csec_view *view;

	/* The kernel itself receives, too. */
	if (!in_task() || !current->mm)
		return;
	preempt_disable_notrace();
	view = view_of(sk);
	if (view)
		csec_received_take(view, sk);
	preempt_enable_notrace();
}

void notrace csec_hook_tcp_close_entry(unsigned long ip,
				       unsigned long parent_ip,
				       struct ftrace_ops *ops,
				       struct ftrace_regs *fregs)
{
	const struct sock *sk = (void *)csec_compat_arg(fregs, 0);
	struct csec_view *view;

	if (!current->mm)
		return;
	preempt_disable_notrace();
	view = view_of(sk);
	if (view)
		csec_received_keep(view, sk);
	preempt_enable_notrace();
}

/* Nothing was found; @seq is from before the look. */
static void note_seen(struct csec_watch *watch, int seq, int nr_shells,
		      unsigned int nr_suspects)
{
	WRITE_ONCE(watch->has_suspects, nr_suspects);
	WRITE_ONCE(watch->seen_at, jiffies);
	WRITE_ONCE(watch->seen_seq, seq);
	if (nr_shells ||
	    time_before(jiffies, READ_ONCE(watch->noted_at) + QUIET_PERIOD))
		return;
	WRITE_ONCE(watch->has_shells, false);
	/* Pairs with the one in note_shell(): has_shells is true in the end. */
	smp_mb();
	if (atomic_read(&watch->seq) != seq)
		WRITE_ONCE(watch->has_shells, true);
}

/*
 * Looks for shells that are linked to a connection, the one included that the
 * current task is about to have.
 */
static int look_through(const struct csec_scope *scope,
			struct csec_watch *watch, enum csec_origin assumed,
			struct csec_stdio *stdio, struct csec_link_found *found,
			struct csec_evidence *evidence)
{
	const int seq = atomic_read(&watch->seq);
	struct task_struct *shell;
	unsigned int nr_suspects;
	int nr;

	nr = csec_link_shells(scope, assumed, &shell, found, &nr_suspects);
	if (nr < 0)
		return nr;
	if (shell) {
		stdio->origin = found->origin;
		stdio->is_linked = true;
		stdio->commands = CSEC_COMMANDS_INPUT;
		evidence->link = found->link;
		evidence->peer = found->peer;
		evidence->target_pid = shell->tgid;
		get_task_comm(found->comm, shell);
		evidence->target_comm = found->comm;
		put_task_struct(shell);
		return 0;
	}
	note_seen(watch, seq, nr, nr_suspects);
	return 0;
}

/**
 * csec_shells_judge - judges what a connection would make of the shells that are there
 * @scope: Of the current task.
 * @assumed: What the current task is about to hold; CSEC_ORIGIN_LOCAL: nothing.
 * @is_new: It has no connection yet.
 * @decision: Set when it is refused.
 * @found: Filled; @evidence points into it.
 * @evidence: Filled when a shell is linked to it.
 *
 * A new connection is looked at each time only when some shell takes commands from
 * another end; what becomes one later is seen when the connection receives.
 *
 * Context: Process, may sleep.
 * Return: 0; errors of csec_link_shells().
 */
int csec_shells_judge(const struct csec_scope *scope, enum csec_origin assumed,
		      bool is_new, struct csec_decision *decision,
		      struct csec_link_found *found,
		      struct csec_evidence *evidence)
{
	struct csec_view *view = csec_view_find(scope->cgroup);
	struct csec_stdio stdio = {};
	enum csec_reason reason;
	int err;

	if (!view || !is_asked_for(scope->policy) ||
	    !READ_ONCE(view->watch.has_shells) ||
	    ((!is_new || !READ_ONCE(view->watch.has_suspects)) &&
	     !is_due(&view->watch)))
		return 0;
	err = look_through(scope, &view->watch, assumed, &stdio, found,
			   evidence);
	if (err)
		return err;
	reason = csec_decide_stdio(scope->policy, &stdio);
	if (reason != CSEC_REASON_NONE)
		csec_decide_deny(scope->policy, reason, decision);
	return 0;
}

/**
 * csec_shells_record - as csec_hooks_record(), with the program of the current task
 * @scope: Who asks.
 * @op: What was asked for.
 * @decision: The answer.
 * @evidence: Gets the path of the program.
 *
 * Context: Process, may sleep.
 * Return: as csec_hooks_record().
 */
int csec_shells_record(const struct csec_scope *scope, enum csec_op op,
		       const struct csec_decision *decision,
		       struct csec_evidence *evidence)
{
	struct file *exe = current->mm ? csec_compat_exe_file(current->mm) :
					 NULL;
	int ret;

	if (!exe)
		return csec_hooks_record(scope, op, decision, evidence);
	ret = csec_hooks_record_file(scope, op, decision, evidence, exe);
	fput(exe);
	return ret;
}

static int judge_connect(const struct csec_scope *scope,
			 const struct csec_endpoint *peer,
			 struct csec_decision *decision,
			 struct csec_link_found *found,
			 struct csec_evidence *evidence)
{
	struct csec_image image;
	int err = csec_task_image(scope, current, &image);

	if (err)
		return err;
	if (!csec_task_is_shell(current, &image))
		image.flags &= ~CSEC_IMAGE_SHELL;
	csec_decide_connect(scope->policy, &image, decision);
	if (decision->verdict == CSEC_VERDICT_ALLOW &&
	    !(image.flags & CSEC_IMAGE_EXEMPT))
		err = csec_shells_judge(scope, CSEC_ORIGIN_OUTBOUND, true,
					decision, found, evidence);
	evidence->peer = *peer;
	return err;
}

static int check_connect(const struct sock *sk, const struct sockaddr *address,
			 int len)
{
	struct csec_evidence evidence = { .fd = -1 };
	struct csec_decision decision = {};
	struct csec_endpoint peer = {};
	struct csec_link_found found;
	struct csec_scope scope;
	int ret;

	if (!csec_provenance_is_remote(sk))
		return 0;
	ret = csec_scope_enter_current(&scope);
	if (ret <= 0)
		return ret ? csec_hooks_refuse_undecided(CSEC_OP_CONNECT) : 0;
	csec_provenance_endpoint(address, len, &peer);
	/* Its view is taken at its first exec. */
	if (!csec_runtime_is_alone(&scope) &&
	    judge_connect(&scope, &peer, &decision, &found, &evidence))
		csec_decide_deny(scope.policy, CSEC_REASON_UNDECIDED,
				 &decision);
	ret = csec_shells_record(&scope, CSEC_OP_CONNECT, &decision, &evidence);
	csec_scope_leave(&scope);
	return ret;
}

/**
 * csec_hook_socket_connect - a socket is about to be connected
 * @sock: The socket.
 * @address: The peer, copied into the kernel.
 * @len: Bytes of @address.
 *
 * Context: Process, may sleep.
 * Return: 0; -EACCES: refused by policy; errors of the other security modules.
 */
int csec_hook_socket_connect(struct socket *sock, struct sockaddr *address,
			     int len)
{
	int ret;

	csec_attach_enter(CSEC_HOOK_SOCKET_CONNECT);
	ret = check_connect(sock->sk, address, len);
	if (!ret)
		ret = static_call(csec_real_socket_connect)(sock, address, len);
	csec_attach_leave(CSEC_HOOK_SOCKET_CONNECT);
	return ret;
}

/* Context: Process, may sleep; the socket is locked. -EACCES: refused by policy. */
#define DEFINE_TCP_CONNECT(wrapper, real, hook)                              \
	int wrapper(struct sock *sk, csec_compat_sockaddr *address, int len) \
	{                                                                    \
		int ret;                                                     \
                                                                             \
		csec_attach_enter(hook);                                     \
		ret = check_connect(sk, (struct sockaddr *)address, len);    \
		if (!ret)                                                    \
			ret = static_call(real)(sk, address, len);           \
		csec_attach_leave(hook);                                     \
		return ret;                                                  \
	}

DEFINE_TCP_CONNECT(csec_hook_tcp4_connect, csec_real_tcp4_connect,
		   CSEC_HOOK_TCP4_CONNECT)
DEFINE_TCP_CONNECT(csec_hook_tcp6_connect, csec_real_tcp6_connect,
		   CSEC_HOOK_TCP6_CONNECT)

/*
 * A shell that accepts is at a connection from then on. It may when it may connect:
 * then it is no shell that has to stay away from connections of its own.
 */
static int judge_accept(const struct csec_scope *scope,
			struct csec_decision *decision,
			struct csec_link_found *found,
			struct csec_evidence *evidence)
{
	struct csec_image image = {};
	const int err = csec_task_image(scope, current, &image);

	if (err || image.flags & CSEC_IMAGE_EXEMPT)
		return err;
	if (csec_policy_denies(scope->policy, CSEC_POLICY_A_SHELL_BIND) &&
	    csec_policy_denies(scope->policy, CSEC_POLICY_A_SHELL_CONNECT) &&
	    csec_task_is_shell(current, &image)) {
		csec_decide_deny(scope->policy, CSEC_REASON_BIND_SHELL,
				 decision);
		return 0;
	}
	return csec_shells_judge(scope, CSEC_ORIGIN_INBOUND, true, decision,
				 found, evidence);
}

static int check_accept(struct socket *sock)
{
	struct csec_evidence evidence = { .fd = -1 };
	struct csec_decision decision = {};
	struct csec_link_found found;
	struct csec_scope scope;
	int ret;

	if (!csec_provenance_is_remote(sock->sk))
		return 0;
	ret = csec_scope_enter_current(&scope);
	if (ret <= 0)
		return ret ? csec_hooks_refuse_undecided(CSEC_OP_ACCEPT) : 0;
	if (!csec_runtime_is_alone(&scope) &&
	    judge_accept(&scope, &decision, &found, &evidence))
		csec_decide_deny(scope.policy, CSEC_REASON_UNDECIDED,
				 &decision);
	ret = csec_shells_record(&scope, CSEC_OP_ACCEPT, &decision, &evidence);
	csec_scope_leave(&scope);
	return ret;
}

/**
 * csec_hook_socket_accept - a connection is about to be accepted
 * @sock: The listener.
 * @newsock: What will be the connection.
 *
 * Context: Process, may sleep.
 * Return: 0; -EACCES: refused by policy; errors of the other security modules.
 */
int csec_hook_socket_accept(struct socket *sock, struct socket *newsock)
{
	int ret;

	csec_attach_enter(CSEC_HOOK_SOCKET_ACCEPT);
	ret = check_accept(sock);
	if (!ret)
		ret = static_call(csec_real_socket_accept)(sock, newsock);
	csec_attach_leave(CSEC_HOOK_SOCKET_ACCEPT);
	return ret;
}
