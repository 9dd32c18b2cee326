// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - hooks: something is about to be received
 *
 * By whatever call: recvmsg and its kin, read included, splice() into a pipe, and
 * the option of TCP that maps or copies what came.
 */
#include "hooks_shells.h"

#include <linux/file.h>
#include <linux/net.h>

#include "decide.h"
#include "identity.h"
#include "provenance.h"
#include "runtime.h"
#include "task_args.h"

#define NR_STDIO 3

DEFINE_STATIC_CALL_NULL(csec_real_socket_recvmsg, csec_hook_socket_recvmsg);
DEFINE_STATIC_CALL_NULL(csec_real_splice_read, csec_hook_splice_read);
DEFINE_STATIC_CALL_NULL(csec_real_getsockopt, csec_hook_getsockopt);

/* The standard descriptor of current that is the socket, -1: none. */
static int stdio_of(const struct socket *sock)
{
	struct file *file;
	int fd, found = -1;

	for (fd = 0; fd < NR_STDIO && found < 0; fd++) {
		file = fget(fd);
		if (!file)
			continue;
		if (sock_from_file(file) == sock)
			found = fd;
		fput(file);
	}
	return found;
}

/*
 * A shell that reads a connection itself. On a standard descriptor it was not
 * there when the shell was executed: it put it there, or somebody sent it. On
 * another one it was: "read -u" takes commands from it all the same.
 */
static int judge_reader(const struct csec_scope *scope, struct socket *sock,
			struct csec_image *image,
			struct csec_decision *decision,
			struct csec_evidence *evidence)
{
	const bool may_connect =
		!csec_policy_denies(scope->policy, CSEC_POLICY_A_SHELL_CONNECT);
	struct csec_stdio stdio = {};
	enum csec_reason reason;
	const int fd = stdio_of(sock);

	stdio.commands = csec_task_commands(current, image);
	/* It has a socket that leads to anybody from somebody else. */
	if (!fd || !may_connect)
		stdio.origin =
			csec_provenance_held(scope, sock, &evidence->peer);
	else
		stdio.origin =
			csec_provenance_origin(scope, sock, &evidence->peer);
	/* What it may open itself it may read. */
	if (stdio.origin == CSEC_ORIGIN_OUTBOUND && may_connect &&
	    (fd < 0 || stdio.commands != CSEC_COMMANDS_INPUT))
		return 0;
	reason = csec_decide_stdio(scope->policy, &stdio);
	if (reason == CSEC_REASON_NONE)
		return 0;
	evidence->fd = fd;
	evidence->link = CSEC_LINK_SOCKET;
	csec_decide_deny(scope->policy, reason, decision);
	return 0;
}

/*
 * Who receives holds the connection, even when none of its descriptors is it: a
 * file may be registered with io_uring, or on its way to somebody.
 */
static int judge_receiver(const struct csec_scope *scope, struct socket *sock,
			  struct csec_decision *decision,
			  struct csec_link_found *found,
			  struct csec_evidence *evidence)
{
	struct csec_endpoint peer = {};
	const enum csec_origin origin =
		csec_provenance_held(scope, sock, &peer);
	const int err = csec_shells_judge(scope, origin, false, decision, found,
					  evidence);

	if (!err && decision->verdict != CSEC_VERDICT_ALLOW &&
	    found->pid == current->tgid)
		evidence->peer = peer;
	return err;
}

static int check_receive(struct socket *sock)
{
	struct csec_evidence evidence = { .fd = -1 };
	struct csec_decision decision = {};
	struct csec_link_found found;
	struct csec_image image = {};
	struct csec_scope scope;
	int ret;

	ret = csec_scope_enter_current(&scope);
	if (ret <= 0)
		return ret ? csec_hooks_refuse_undecided(CSEC_OP_RECEIVE) : 0;
	ret = 0;
	/* Its view is taken at its first exec. */
	if (csec_runtime_is_alone(&scope))
		goto out;
	ret = csec_task_image(&scope, current, &image);
	if (!ret && image.flags & CSEC_IMAGE_EXEMPT)
		goto out;
	if (!ret && csec_task_is_shell(current, &image))
		ret = judge_reader(&scope, sock, &image, &decision, &evidence);
	if (!ret && decision.verdict == CSEC_VERDICT_ALLOW)
		ret = judge_receiver(&scope, sock, &decision, &found,
				     &evidence);
	if (ret)
		csec_decide_deny(scope.policy, CSEC_REASON_UNDECIDED,
				 &decision);
	ret = csec_shells_record(&scope, CSEC_OP_RECEIVE, &decision, &evidence);
out:
	csec_scope_leave(&scope);
	return ret;
}

/**
 * csec_hook_socket_recvmsg - something is about to be received
 * @sock: The socket.
 * @msg: Where it goes.
 * @size: Bytes.
 * @flags: MSG_*.
 *
 * Context: Process, may sleep.
 * Return: 0; -EACCES: refused by policy; errors of the other security modules.
 */
int csec_hook_socket_recvmsg(struct socket *sock, struct msghdr *msg, int size,
			     int flags)
{
	int ret;

	csec_attach_enter(CSEC_HOOK_SOCKET_RECVMSG);
	ret = check_receive(sock);
	if (!ret)
		ret = static_call(csec_real_socket_recvmsg)(sock, msg, size,
							    flags);
	csec_attach_leave(CSEC_HOOK_SOCKET_RECVMSG);
	return ret;
}

/**
 * csec_hook_splice_read - a socket is about to be read into a pipe
 * @file: Of the socket.
 * @offset: Not used.
 * @pipe: The pipe.
 * @len: Bytes.
 * @flags: SPLICE_F_*.
 *
 * The security modules are not asked about this one.
 *
 * Context: Process, may sleep; who splices into a pipe holds its lock.
 * Return: bytes; -EACCES: refused by policy; errors of the socket.
 */
ssize_t csec_hook_splice_read(struct file *file, loff_t *offset,
			      struct pipe_inode_info *pipe, size_t len,
			      unsigned int flags)
{
	ssize_t ret;

	csec_attach_enter(CSEC_HOOK_SPLICE_READ);
	ret = check_receive(file->private_data);
	if (!ret)
		ret = static_call(csec_real_splice_read)(file, offset, pipe,
							 len, flags);
	csec_attach_leave(CSEC_HOOK_SPLICE_READ);
	return ret;
}

/**
 * csec_hook_getsockopt - an option of a socket is about to be read
 * @sock: The socket.
 * @level: Of the option; only TCP_ZEROCOPY_RECEIVE comes here.
 * @option: The option.
 *
 * Context: Process, may sleep.
 * Return: 0; -EACCES: refused by policy; errors of the other security modules.
 */
int csec_hook_getsockopt(struct socket *sock, int level, int option)
{
	int ret;

	csec_attach_enter(CSEC_HOOK_GETSOCKOPT);
	ret = check_receive(sock);
	if (!ret)
		ret = static_call(csec_real_getsockopt)(sock, level, option);
	csec_attach_leave(CSEC_HOOK_GETSOCKOPT);
	return ret;
}
