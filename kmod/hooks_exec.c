// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - hooks: executing a file, connecting a socket
 *
 * The callbacks answer from memory: a task that no policy governs, and a file
 * that its policy is known to allow with nothing more to ask. Everything else
 * goes to the wrapper, which may sleep.
 */
#include "hooks.h"

#include <linux/binfmts.h>
#include <linux/file.h>
#include <linux/net.h>
#include <linux/sched.h>

#include "applet.h"
#include "decide.h"
#include "entrants.h"
#include "event.h"
#include "hooks_file.h"
#include "hooks_known.h"
#include "hooks_limits.h"
#include "identity.h"
#include "provenance.h"
#include "runtime.h"

int (*csec_real_bprm_check)(struct linux_binprm *bprm);
int (*csec_real_socket_connect)(struct socket *sock, struct sockaddr *address,
				int len);

void notrace csec_hook_bprm_check_entry(unsigned long ip,
					unsigned long parent_ip,
					struct ftrace_ops *ops,
					struct ftrace_regs *fregs)
{
	const struct linux_binprm *bprm = (void *)csec_compat_arg(fregs, 0);
	const struct csec_verdict_entry *entry;
	const struct csec_policy *policy;
	enum csec_known known;
	bool done;

	preempt_disable_notrace();
	known = csec_known_find(bprm->file, &policy, &entry);
	done = known == CSEC_KNOWN_UNGOVERNED ||
	       (known == CSEC_KNOWN_ENTRY && entry->is_plain);
	preempt_enable_notrace();
	if (!done)
		csec_attach_redirect(ops, fregs, parent_ip);
}

static int image_of_current(const struct csec_scope *scope,
			    struct csec_image *image)
{
	struct file *exe = NULL;
	int err;

	image->flags = 0;
	image->line = 0;
	if (current->mm)
		exe = csec_compat_exe_file(current->mm);
	if (!exe)
		return 0;
	err = csec_identity_image(scope, exe, image);
	fput(exe);
	return err;
}

static int decide_exec(const struct csec_scope *scope, struct file *file,
		       struct csec_evidence *evidence,
		       struct csec_decision *decision)
{
	enum csec_origin stdio = CSEC_ORIGIN_LOCAL;
	struct csec_image image, parent = {};
	int err = csec_identity_image(scope, file, &image);

	if (err)
		return err;
	if (!csec_decide_is_plain(scope->policy, &image))
		stdio = csec_provenance_stdio(evidence);
	if (stdio != CSEC_ORIGIN_LOCAL)
		err = image_of_current(scope, &parent);
	if (err)
		return err;
	csec_decide_exec(scope->policy, &image, &parent, stdio, decision);
	return 0;
}

static int check_exec(struct linux_binprm *bprm)
{
	struct csec_evidence evidence = { .fd = -1 };
	struct csec_decision decision = {};
	struct csec_scope scope;
	int ret = csec_scope_enter_current(&scope);

	if (ret <= 0)
		return ret ? csec_hooks_refuse_undecided(CSEC_OP_EXEC) : 0;
	ret = 0;
	if (!csec_runtime_is_reexec(&scope, bprm->file)) {
		if (decide_exec(&scope, bprm->file, &evidence, &decision))
			csec_decide_deny(scope.policy, CSEC_REASON_UNDECIDED,
					 &decision);
		ret = csec_hooks_record_file(&scope, CSEC_OP_EXEC, &decision,
					     &evidence, bprm->file);
		if (!ret &&
		    scope.policy->features & BIT_ULL(CSEC_FEATURE_EXEC_SCRIPTS))
			ret = csec_scripts_check_exec(&scope, bprm);
	} else {
		csec_entrants_renew(READ_ONCE(scope.cgroup->governor));
	}
	csec_scope_leave(&scope);
	return ret;
}

/**
 * csec_hook_bprm_check - a file is about to be executed
 * @bprm: The exec; for a script once for the script and once for each
 *	interpreter.
 *
 * Context: Process, may sleep.
 * Return: 0; -EACCES: refused by policy; -EAGAIN: above a rate;
 * -ERESTARTNOINTR: killed while waiting for one; errors of the other security
 * modules.
 */
int csec_hook_bprm_check(struct linux_binprm *bprm)
{
	int ret;

	csec_attach_enter(CSEC_HOOK_BPRM_CHECK);
	ret = check_exec(bprm);
	if (!ret)
		ret = csec_hooks_pay_exec(bprm);
	if (!ret)
		ret = csec_real_bprm_check(bprm);
	csec_attach_leave(CSEC_HOOK_BPRM_CHECK);
	return ret;
}

void notrace csec_hook_socket_connect_entry(unsigned long ip,
					    unsigned long parent_ip,
					    struct ftrace_ops *ops,
					    struct ftrace_regs *fregs)
{
	const struct csec_verdict_entry *entry;
	const struct csec_policy *policy;
	const struct file *exe = NULL;
	enum csec_known known;
	bool done;

	preempt_disable_notrace();
	if (current->mm)
		exe = rcu_dereference_raw(current->mm->exe_file);
	known = csec_known_find(exe, &policy, &entry);
	done = known == CSEC_KNOWN_UNGOVERNED ||
	       (known == CSEC_KNOWN_ENTRY &&
		!(entry->image.flags & CSEC_IMAGE_SHELL));
	preempt_enable_notrace();
	if (!done)
		csec_attach_redirect(ops, fregs, parent_ip);
}

static void decide_connect(const struct csec_scope *scope,
			   struct csec_image *image,
			   struct csec_decision *decision)
{
	if (image->flags & CSEC_IMAGE_MULTICALL && !csec_applet_is_shell())
		image->flags &= ~CSEC_IMAGE_SHELL;
	csec_decide_connect(scope->policy, image, decision);
}

static int check_connect(struct socket *sock, const struct sockaddr *address,
			 int len)
{
	struct csec_evidence evidence = { .fd = -1 };
	struct csec_decision decision = {};
	struct csec_image image;
	struct csec_scope scope;
	struct file *exe;
	int ret;

	if (!csec_provenance_is_remote_family(sock))
		return 0;
	ret = csec_scope_enter_current(&scope);
	if (ret <= 0)
		return ret ? csec_hooks_refuse_undecided(CSEC_OP_CONNECT) : 0;
	ret = 0;
	exe = current->mm ? csec_compat_exe_file(current->mm) : NULL;
	if (exe &&
	    csec_policy_denies(scope.policy, CSEC_POLICY_A_SHELL_CONNECT)) {
		if (csec_identity_image(&scope, exe, &image))
			csec_decide_deny(scope.policy, CSEC_REASON_UNDECIDED,
					 &decision);
		else
			decide_connect(&scope, &image, &decision);
		csec_provenance_endpoint(address, len, &evidence.peer);
		ret = csec_hooks_record_file(&scope, CSEC_OP_CONNECT, &decision,
					     &evidence, exe);
	}
	if (exe)
		fput(exe);
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
	ret = check_connect(sock, address, len);
	if (!ret)
		ret = csec_real_socket_connect(sock, address, len);
	csec_attach_leave(CSEC_HOOK_SOCKET_CONNECT);
	return ret;
}
