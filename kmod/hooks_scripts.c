// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - hooks: what interpreters are given (scripts, inline)
 *
 * Two moments. At exec the arguments say which file is the script, or they and
 * the environment say that code comes from elsewhere. Later, what the interpreter opens is looked at: until it
 * has opened the script it may open files of the image and listed ones only, so
 * that neither an option that was misread nor a start-up file brings in code;
 * from then on it reads data as well, and only what looks like code is judged.
 *
 * A process that has not opened its script yet is on a list, by its number and
 * the exec; a list, because few processes are on it and for a short time. What
 * died on the way is dropped by the next one of the same bucket.
 */
#include "hooks_file.h"

#include <linux/binfmts.h>
#include <linux/cred.h>
#include <linux/dcache.h>
#include <linux/file.h>
#include <linux/namei.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "decide.h"
#include "drift.h"
#include "hooks.h"
#include "identity.h"
#include "script.h"
#include "task_args.h"
#include "view.h"

int (*csec_real_bprm_creds)(struct linux_binprm *bprm);

enum {
	/* Arguments before the script; more are not read. */
	ARGUMENTS_MAX = 4096,
	/* A cluster of many services has some thousand variables. */
	ENVIRONMENT_MAX = 65536,
	BUCKETS = 64,
};

/*
 * A process whose interpreter has not opened its script yet.
 * @node: Protected by early_lock.
 * @process: Referenced.
 * @exec_id: Its self_exec_id after the exec.
 * @name: Last component of the script.
 */
struct early {
	struct hlist_node node;
	struct pid *process;
	u64 exec_id;
	char name[];
};

static DEFINE_SPINLOCK(early_lock);
static struct hlist_head early_buckets[BUCKETS];

static struct hlist_head *early_bucket(const struct pid *process)
{
	return &early_buckets[hash_ptr(process, ilog2(BUCKETS))];
}

static void drop_locked(struct early *early)
{
	hlist_del(&early->node);
	put_pid(early->process);
	kfree(early);
}

/* Takes the current process off the list, and what does not run any more. */
static void forget_locked(const struct pid *process)
{
	struct hlist_node *next;
	struct early *early;

	hlist_for_each_entry_safe(early, next, early_bucket(process), node)
		if (early->process == process ||
		    !pid_has_task(early->process, PIDTYPE_TGID))
			drop_locked(early);
}

static void end_early(void)
{
	spin_lock(&early_lock);
	forget_locked(task_tgid(current));
	spin_unlock(&early_lock);
}

/* The exec that is under way succeeds, or nobody asks for the entry. */
static int begin_early(const char *script)
{
	const char *slash = strrchr(script, '/');
	const char *name = slash ? slash + 1 : script;
	const size_t size = strlen(name) + 1;
	struct early *early =
		kmalloc(struct_size(early, name, size), GFP_KERNEL_ACCOUNT);

	if (!early)
		return -ENOMEM;
	early->process = get_pid(task_tgid(current));
	early->exec_id = current->self_exec_id + 1;
	memcpy(early->name, name, size);
	spin_lock(&early_lock);
	forget_locked(early->process);
	hlist_add_head(&early->node, early_bucket(early->process));
	spin_unlock(&early_lock);
	return 0;
}

/* CSEC_SCRIPT_IS_*: whether the script is still to be opened, and is this. */
static u32 early_facts(const char *name)
{
	const struct pid *process = task_tgid(current);
	const struct early *early;
	u32 facts = 0;

	spin_lock(&early_lock);
	hlist_for_each_entry(early, early_bucket(process), node) {
		if (early->process != process ||
		    early->exec_id != current->self_exec_id)
			continue;
		facts = CSEC_SCRIPT_IS_EARLY;
		if (!strcmp(early->name, name))
			facts |= CSEC_SCRIPT_IS_MAIN;
	}
	spin_unlock(&early_lock);
	return facts;
}

/**
 * csec_scripts_exit - forgets every process
 *
 * Context: Process, module exit: no hook is attached.
 */
void csec_scripts_exit(void)
{
	struct hlist_node *next;
	struct early *early;
	unsigned int i;

	for (i = 0; i < BUCKETS; i++)
		hlist_for_each_entry_safe(early, next, &early_buckets[i], node)
			drop_locked(early);
}

/* Judging a file */

/* A file that is renamed meanwhile frees its old name after a grace period. */
static bool has_name_of_code(const struct dentry *dentry)
{
	bool is_code;

	rcu_read_lock();
	is_code = csec_script_is_code(READ_ONCE(dentry->d_name.name));
	rcu_read_unlock();
	return is_code;
}

static u32 facts_of(const struct csec_view *view, const struct dentry *dentry)
{
	const struct inode *inode = d_inode(dentry);
	u32 facts = 0;

	if (inode->i_mode & 0111 || has_name_of_code(dentry))
		facts |= CSEC_SCRIPT_IS_CODE;
	if (csec_drift_is_late(&view->start,
			       csec_compat_ctime_ns(d_real_inode(dentry))))
		facts |= CSEC_SCRIPT_IS_DRIFTED;
	return facts;
}

/* Returns the reason to refuse, CSEC_REASON_UNDECIDED when out of memory. */
static enum csec_reason judge(const struct csec_scope *scope,
			      const struct csec_view *view,
			      const struct csec_image *interpreter,
			      const struct dentry *dentry, u32 facts)
{
	struct csec_view_buffer *buffer;
	struct csec_file_names names = {};
	enum csec_reason reason;

	buffer = kvmalloc(sizeof(*buffer), GFP_KERNEL);
	if (!buffer)
		return CSEC_REASON_UNDECIDED;
	if (!d_unlinked((struct dentry *)dentry) && d_inode(dentry)->i_nlink)
		csec_view_names_at(view, dentry, buffer, &names);
	reason = csec_decide_script(scope->policy, interpreter, &names,
				    facts | facts_of(view, dentry));
	kvfree(buffer);
	return reason;
}

static int refuse(const struct csec_scope *scope, enum csec_op op,
		  enum csec_reason reason, const struct csec_image *interpreter,
		  const char *path)
{
	struct csec_evidence evidence = { .fd = -1, .path = path };
	struct csec_decision decision;

	csec_decide_deny(scope->policy, reason, &decision);
	decision.line = interpreter->line;
	return csec_hooks_record(scope, op, &decision, &evidence);
}

/* The script of the arguments */

static int check_named(const struct csec_scope *scope,
		       const struct csec_view *view,
		       const struct csec_image *interpreter, const char *name)
{
	enum csec_reason reason = CSEC_REASON_NONE;
	struct path path;
	umode_t mode;

	/* What does not exist now is judged when it is opened. */
	if (!kern_path(name, LOOKUP_FOLLOW, &path)) {
		mode = d_inode(path.dentry)->i_mode;
		if (S_ISREG(mode))
			reason = judge(scope, view, interpreter, path.dentry,
				       CSEC_SCRIPT_IS_MAIN);
		else if (!S_ISDIR(mode) &&
			 csec_decide_denies_inline(scope->policy, interpreter))
			reason = CSEC_REASON_INLINE;
		path_put(&path);
	}
	if (reason == CSEC_REASON_NONE && begin_early(name))
		reason = CSEC_REASON_UNDECIDED;
	return reason == CSEC_REASON_NONE ?
		       0 :
		       refuse(scope, CSEC_OP_EXEC, reason, interpreter, name);
}

/* Standard input is code: a file is a script, anything else is inline. */
static int check_stdin(const struct csec_scope *scope,
		       const struct csec_view *view,
		       const struct csec_image *interpreter)
{
	struct file *file = fget(0);
	enum csec_reason reason = CSEC_REASON_NONE;

	if (file && S_ISREG(file_inode(file)->i_mode))
		reason = judge(scope, view, interpreter, file->f_path.dentry,
			       CSEC_SCRIPT_IS_MAIN);
	else if (csec_decide_denies_inline(scope->policy, interpreter))
		reason = CSEC_REASON_INLINE;
	if (file)
		fput(file);
	return reason == CSEC_REASON_NONE ?
		       0 :
		       refuse(scope, CSEC_OP_EXEC, reason, interpreter, NULL);
}

static int check_kind(const struct csec_scope *scope,
		      const struct csec_view *view,
		      const struct csec_image *interpreter,
		      enum csec_script_kind kind, const char *file)
{
	switch (kind) {
	case CSEC_SCRIPT_FILE:
		return check_named(scope, view, interpreter, file);
	case CSEC_SCRIPT_STDIN:
		return check_stdin(scope, view, interpreter);
	case CSEC_SCRIPT_INLINE:
		if (!csec_decide_denies_inline(scope->policy, interpreter))
			return 0;
		return refuse(scope, CSEC_OP_EXEC, CSEC_REASON_INLINE,
			      interpreter, NULL);
	case CSEC_SCRIPT_MORE:
	case CSEC_SCRIPT_NONE:
		return 0;
	}
	WARN_ON_ONCE(1);
	return -EACCES;
}

/* Reads until it is known what is run. */
static int check_arguments(const struct csec_scope *scope,
			   const struct csec_view *view,
			   const struct csec_image *interpreter,
			   struct csec_strings *strings,
			   struct csec_script *script)
{
	const struct linux_binprm *bprm = strings->bprm;
	enum csec_script_kind kind = CSEC_SCRIPT_MORE;
	int nr, ret;

	ret = csec_strings_next(strings);
	if (!ret) {
		rcu_read_lock();
		csec_script_begin(
			script,
			READ_ONCE(bprm->file->f_path.dentry->d_name.name),
			strings->text);
		rcu_read_unlock();
	}
	for (nr = 0; !ret && nr < ARGUMENTS_MAX; nr++) {
		ret = csec_strings_next(strings);
		kind = ret ? csec_script_end(script) :
			     csec_script_next(script, strings->text);
		if (ret && ret != -ENOENT)
			break;
		/* The rest of it may be code. */
		if (kind == CSEC_SCRIPT_MORE && strings->is_cut)
			kind = CSEC_SCRIPT_INLINE;
		ret = check_kind(scope, view, interpreter, kind, script->file);
		if (kind != CSEC_SCRIPT_MORE &&
		    (kind != CSEC_SCRIPT_FILE || script->is_operand))
			return ret;
	}
	return ret == -EACCES ?
		       ret :
		       refuse(scope, CSEC_OP_EXEC, CSEC_REASON_UNDECIDED,
			      interpreter, NULL);
}

/* The variables of an interpreter that may not run inline code. */
static int check_environment(const struct csec_scope *scope,
			     const struct csec_image *interpreter,
			     struct csec_strings *strings,
			     const struct csec_script *script)
{
	enum csec_reason reason = CSEC_REASON_NONE;
	int nr, ret;

	if (csec_script_family_of(script) == CSEC_SCRIPT_FAMILY_OTHER ||
	    !csec_decide_denies_inline(scope->policy, interpreter))
		return 0;
	ret = csec_strings_skip_args(strings);
	for (nr = 0; !ret && reason == CSEC_REASON_NONE; nr++) {
		ret = nr < ENVIRONMENT_MAX ? csec_strings_next(strings) :
					     -E2BIG;
		if (!ret && csec_script_is_code_of_env(script, strings->text,
						       strings->is_cut))
			reason = CSEC_REASON_INLINE;
	}
	if (ret && ret != -ENOENT)
		reason = CSEC_REASON_UNDECIDED;
	return reason == CSEC_REASON_NONE ?
		       0 :
		       refuse(scope, CSEC_OP_EXEC, reason, interpreter, NULL);
}

/**
 * csec_scripts_check_exec - may this interpreter run what it is given
 * @scope: Who asks; the policy has scripts or inline somewhere.
 * @bprm: The exec; it is allowed as far as the file goes.
 *
 * Context: Process, may sleep.
 * Return: 0; -EACCES: refused by policy.
 */
int csec_scripts_check_exec(const struct csec_scope *scope,
			    const struct linux_binprm *bprm)
{
	const struct csec_view *view = csec_view_find(scope->cgroup);
	struct csec_script script = {};
	struct csec_image image = {};
	struct csec_strings strings;
	int ret;

	if (!view)
		return 0;
	ret = csec_identity_image(scope, bprm->file, &image);
	if (ret)
		return refuse(scope, CSEC_OP_EXEC, CSEC_REASON_UNDECIDED,
			      &image, NULL);
	if (!(image.flags & CSEC_IMAGE_INTERPRETER))
		return 0;
	/* What an exec that failed has left. */
	end_early();
	if (csec_strings_begin(&strings, bprm))
		return refuse(scope, CSEC_OP_EXEC, CSEC_REASON_UNDECIDED,
			      &image, NULL);
	ret = check_arguments(scope, view, &image, &strings, &script);
	if (!ret)
		ret = check_environment(scope, &image, &strings, &script);
	csec_strings_end(&strings);
	return ret;
}

/* 1: the running program is one; 0: it is not; or -errno: it is not known. */
static int is_interpreter(const struct csec_scope *scope,
			  struct csec_image *image)
{
	struct file *exe = current->mm ? csec_compat_exe_file(current->mm) :
					 NULL;
	int err;

	if (!exe)
		return 0;
	err = csec_identity_image(scope, exe, image);
	fput(exe);
	return err ?: !!(image->flags & CSEC_IMAGE_INTERPRETER);
}

/* @name: Of the file, as it was when this was asked. */
static int judge_open(const struct csec_scope *scope,
		      const struct csec_view *view, const struct dentry *dentry,
		      const char *name)
{
	struct csec_image interpreter = {};
	enum csec_reason reason;
	u32 facts;
	int ret;

	ret = is_interpreter(scope, &interpreter);
	if (ret <= 0)
		return ret ? refuse(scope, CSEC_OP_OPEN, CSEC_REASON_UNDECIDED,
				    &interpreter, name) :
			     0;
	facts = early_facts(name);
	reason = judge(scope, view, &interpreter, dentry, facts);
	if (reason != CSEC_REASON_NONE)
		return refuse(scope, CSEC_OP_OPEN, reason, &interpreter, name);
	if (facts & CSEC_SCRIPT_IS_MAIN)
		end_early();
	return 0;
}

/*
 * Whether the kernel opens a file for itself, with other credentials: an overlay
 * that copies a file up reads it from the layer, where it has no name.
 */
static bool is_of_kernel(void)
{
	return current_cred() != current_real_cred();
}

/**
 * csec_scripts_check_open - may an interpreter open this file
 * @scope: Who asks; the policy has scripts or inline somewhere.
 * @file: The file.
 *
 * Context: Process, may sleep.
 * Return: 0; -EACCES: refused by policy.
 */
int csec_scripts_check_open(const struct csec_scope *scope, struct file *file)
{
	const struct csec_view *view = csec_view_find(scope->cgroup);
	struct dentry *dentry = file->f_path.dentry;
	struct name_snapshot name;
	int ret;

	if (!view || !csec_file_may_be_script(file) || is_of_kernel())
		return 0;
	/* The container may rename the file meanwhile. */
	take_dentry_name_snapshot(&name, dentry);
	ret = judge_open(scope, view, dentry, name.name.name);
	release_dentry_name_snapshot(&name);
	return ret;
}

/* AT_EXECVE_CHECK: the interpreter itself asks whether it may run a file */

void notrace csec_hook_bprm_creds_entry(unsigned long ip,
					unsigned long parent_ip,
					struct ftrace_ops *ops,
					struct ftrace_regs *fregs)
{
	const struct linux_binprm *bprm = (void *)csec_compat_arg(fregs, 0);
	const struct csec_policy *policy;
	bool done = !csec_compat_is_check(bprm);

	if (done)
		return;
	preempt_disable_notrace();
	done = csec_hooks_policy_of_current(&policy) && !policy;
	preempt_enable_notrace();
	if (!done)
		csec_attach_redirect(ops, fregs, parent_ip);
}

/* Of an interpreter whose scripts are listed that list decides, else the exec rules. */
static int decide_asked(const struct csec_scope *scope, struct file *file,
			struct csec_decision *decision)
{
	static const struct csec_stdio local;
	const struct csec_view *view = csec_view_get(scope);
	struct csec_image interpreter, image;
	enum csec_reason reason;
	int err;

	if (IS_ERR(view))
		return PTR_ERR(view);
	err = is_interpreter(scope, &interpreter);
	if (err < 0)
		return err;
	if (err) {
		reason = judge(scope, view, &interpreter, file->f_path.dentry,
			       CSEC_SCRIPT_IS_MAIN);
		if (reason != CSEC_REASON_NONE)
			csec_decide_deny(scope->policy, reason, decision);
		return 0;
	}
	err = csec_identity_image(scope, file, &image);
	if (!err)
		csec_decide_exec(scope->policy, &image, NULL, &local, decision);
	return err;
}

static int check_asked(struct linux_binprm *bprm)
{
	struct csec_evidence evidence = { .fd = -1 };
	struct csec_decision decision = {};
	struct csec_scope scope;
	int ret = csec_scope_enter_current(&scope);

	if (ret <= 0)
		return ret ? csec_hooks_refuse_undecided(CSEC_OP_EXEC) : 0;
	if (decide_asked(&scope, bprm->file, &decision))
		csec_decide_deny(scope.policy, CSEC_REASON_UNDECIDED,
				 &decision);
	ret = csec_hooks_record_file(&scope, CSEC_OP_EXEC, &decision, &evidence,
				     bprm->file);
	csec_scope_leave(&scope);
	return ret;
}

/**
 * csec_hook_bprm_creds - a program asks whether it may execute a file
 * @bprm: The exec, which goes no further than this.
 *
 * Context: Process, may sleep.
 * Return: 0; -EACCES: refused by policy; errors of the other security modules.
 */
int csec_hook_bprm_creds(struct linux_binprm *bprm)
{
	int ret;

	csec_attach_enter(CSEC_HOOK_BPRM_CREDS);
	ret = check_asked(bprm);
	if (!ret)
		ret = csec_real_bprm_creds(bprm);
	csec_attach_leave(CSEC_HOOK_BPRM_CREDS);
	return ret;
}
