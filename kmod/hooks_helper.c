// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - hooks: programs that the kernel runs for a governed task
 *
 * It finds modprobe and request-key by names of its own, on the host, and runs them
 * outside of every policy: they are the host's programs. So is what the host named for
 * core dumps. Not those that a container has put there: one that sees the place, because
 * its root is the host's or a part of that is mounted, gets nothing run there that came
 * or changed since it started.
 */
#include "hooks_helper.h"

#include <linux/err.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/key-type.h>
#include <linux/slab.h>
#include <linux/umh.h>

#include "decide.h"
#include "decide_escape.h"
#include "drift.h"
#include "hooks_escape.h"
#include "upper.h"
#include "view.h"

DEFINE_STATIC_CALL_NULL(csec_real_request_key, csec_hook_request_key);
DEFINE_STATIC_CALL_NULL(csec_real_usermodehelper, csec_hook_usermodehelper);

/* The program comes first, and behind it what tells it to run others. */
static const char *const for_modprobe[] = {
	"/sbin/modprobe",  "/etc/modprobe.d", "/usr/local/lib/modprobe.d",
	"/lib/modprobe.d", "/run/modprobe.d", NULL,
};
static const char *const for_request_key[] = {
	"/sbin/request-key",
	"/etc/request-key.conf",
	"/etc/request-key.d",
	NULL,
};

static bool is_absent(const struct file *file)
{
	return file == ERR_PTR(-ENOENT) || file == ERR_PTR(-ENOTDIR);
}

/*
 * Whether a container can have made something what it is: 1, 0, or an error of the
 * look at it.
 */
static int is_made_inside(const struct csec_view *view, const char *path,
			  int flags, struct csec_view_buffer *buffer)
{
	struct file *file = csec_upper_open_on_host(path, flags);
	struct csec_file_names names;
	const struct dentry *dentry;
	int is = 0;

	if (IS_ERR(file))
		return is_absent(file) ? 0 : PTR_ERR(file);
	dentry = csec_compat_path(file)->dentry;
	if (csec_drift_is_late_file(&view->start, dentry)) {
		csec_view_names_at(view, dentry, buffer, &names);
		is = names.nr > 0;
	}
	fput(file);
	return is;
}

/* What the container can have made of a helper; NULL: nothing, or @err says why. */
static const char *find_made(const struct csec_scope *scope,
			     const char *const *paths, int *err)
{
	const struct csec_view *view = csec_view_get(scope);
	struct csec_view_buffer *buffer;
	const struct cred *old;
	int is = 0;

	*err = 0;
	if (IS_ERR(view)) {
		*err = PTR_ERR(view);
		return NULL;
	}
	buffer = kmalloc(sizeof(*buffer), GFP_KERNEL);
	if (!buffer) {
		*err = -ENOMEM;
		return NULL;
	}
	old = csec_view_as_kernel();
	/* The link and what it leads to: either may be theirs. */
	for (; *paths; paths++) {
		is = is_made_inside(view, *paths, 0, buffer) ?:
			     is_made_inside(view, *paths, O_NOFOLLOW, buffer);
		if (is)
			break;
	}
	revert_creds(old);
	kfree(buffer);
	*err = min(is, 0);
	return is > 0 ? *paths : NULL;
}

static int check(const struct csec_scope *scope, enum csec_op op,
		 const char *const *paths)
{
	struct csec_evidence evidence = { .fd = -1 };
	struct csec_decision decision;
	int err;

	if (!csec_decide_asks_helper(scope->policy) ||
	    csec_escape_is_entrant(scope))
		return 0;
	evidence.path = find_made(scope, paths, &err);
	if (!evidence.path && !err)
		return 0;
	csec_decide_deny(scope->policy,
			 err ? CSEC_REASON_UNDECIDED :
			       CSEC_REASON_KERNEL_HELPER,
			 &decision);
	return csec_hooks_record(scope, op, &decision, &evidence) ? -EPERM : 0;
}

/**
 * csec_helper_check_modprobe - may the kernel run modprobe for a task
 * @scope: Of the task.
 *
 * Context: Process, may sleep.
 * Return: 0; -EPERM: refused by policy.
 */
int csec_helper_check_modprobe(const struct csec_scope *scope)
{
	return check(scope, CSEC_OP_MODULE, for_modprobe);
}

static int check_request_key(void)
{
	struct csec_scope scope;
	int ret;

	if (!csec_scope_enter_task(&scope, current))
		return 0;
	ret = check(&scope, CSEC_OP_EXEC, for_request_key);
	csec_scope_leave(&scope);
	return ret;
}

void notrace csec_hook_request_key_entry(unsigned long ip,
					 unsigned long parent_ip,
					 struct ftrace_ops *ops,
					 struct ftrace_regs *fregs)
{
	if (csec_escape_asks(csec_decide_asks_helper))
		csec_attach_redirect(ops, fregs, parent_ip);
}

/**
 * csec_hook_request_key - the kernel wants to run request-key for current
 * @authkey: Stands for the key that is wanted.
 * @aux: Of the caller.
 *
 * Context: Process, may sleep.
 * Return: 0; -EPERM: refused by policy, the key is rejected; errors of the helper.
 */
int csec_hook_request_key(struct key *authkey, void *aux)
{
	int ret;

	csec_attach_enter(CSEC_HOOK_REQUEST_KEY);
	ret = check_request_key();
	if (ret)
		complete_request_key(authkey, ret);
	else
		ret = static_call(csec_real_request_key)(authkey, aux);
	csec_attach_leave(CSEC_HOOK_REQUEST_KEY);
	return ret;
}

void notrace csec_hook_usermodehelper_entry(unsigned long ip,
					    unsigned long parent_ip,
					    struct ftrace_ops *ops,
					    struct ftrace_regs *fregs)
{
	/* Who does not wait may hold a lock, or be an interrupt. */
	if ((int)csec_compat_arg(fregs, 1) != UMH_NO_WAIT &&
	    csec_escape_asks(csec_decide_asks_helper))
		csec_attach_redirect(ops, fregs, parent_ip);
}

static int check_program(const char *path)
{
	const char *const paths[] = { path, NULL };
	struct csec_scope scope;
	int ret;

	if (!path || !*path || !csec_scope_enter_task(&scope, current))
		return 0;
	ret = check(&scope, CSEC_OP_EXEC, paths);
	csec_scope_leave(&scope);
	return ret;
}

/**
 * csec_hook_usermodehelper - the kernel runs a program of the host
 * @info: The program; freed by the original.
 * @wait: UMH_*, not UMH_NO_WAIT.
 *
 * Context: Process, may sleep.
 * Return: 0; -EPERM: refused by policy; errors of the program, and its status.
 */
int csec_hook_usermodehelper(struct subprocess_info *info, int wait)
{
	int err, ret;

	csec_attach_enter(CSEC_HOOK_USERMODEHELPER);
	err = check_program(info->path);
	/* Without one the original frees what there is. */
	if (err)
		info->path = NULL;
	ret = static_call(csec_real_usermodehelper)(info, wait);
	csec_attach_leave(CSEC_HOOK_USERMODEHELPER);
	return err ?: ret;
}
