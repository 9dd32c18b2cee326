// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - hooks: what interpreters are given (scripts, inline)
 *
 * Two moments. At exec the arguments say which file is the script, or they and
 * the environment say that code comes from elsewhere. Later, what the interpreter
 * opens is looked at: until it has opened the script it may open files of the image
 * and listed ones only, so that neither an option that was misread nor a start-up
 * file brings in code; from then on it reads data as well, and only what looks like
 * code is judged.
 */
#include "hooks_file.h"

#include <linux/binfmts.h>
#include <linux/cred.h>
#include <linux/dcache.h>
#include <linux/file.h>
#include <linux/namei.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "decide.h"
#include "drift.h"
#include "early.h"
#include "hooks.h"
#include "identity.h"
#include "script.h"
#include "script_syntax.h"
#include "task_args.h"
#include "view.h"

DEFINE_STATIC_CALL_NULL(csec_real_bprm_creds, csec_hook_bprm_creds);

enum {
	/* Arguments before the script; more are not read. */
	ARGUMENTS_MAX = 4096,
	/* A cluster of many services has some thousand variables. */
	ENVIRONMENT_MAX = 65536,
};

/* Judging a file */

/**
 * csec_scripts_has_code_name - whether a file is code by its name, to anyone
 * @dentry: Of the file. One that is renamed meanwhile frees its old name after a
 *	grace period.
 *
 * Context: Any.
 * Return: true when it is.
 */
bool csec_scripts_has_code_name(const struct dentry *dentry)
{
	bool is_code;

	rcu_read_lock();
	is_code = csec_script_is_code(NULL, READ_ONCE(dentry->d_name.name));
	rcu_read_unlock();
	return is_code;
}

static u32 facts_of(const struct csec_view *view, const struct dentry *dentry)
{
	return csec_drift_is_late_file(&view->start, dentry) ||
			       csec_view_is_upper(view, dentry) ?
		       CSEC_SCRIPT_IS_DRIFTED :
		       0;
}

/* Who reads on reads what somebody writes meanwhile. */
static u32 facts_of_writers(const struct dentry *dentry)
{
	return inode_is_open_for_write(d_inode(dentry)) ||
			       inode_is_open_for_write(d_real_inode(dentry)) ?
		       CSEC_SCRIPT_IS_DRIFTED :
		       0;
}

/* Returns the reason to refuse, CSEC_REASON_UNDECIDED when out of memory. */
static enum csec_reason judge(const struct csec_scope *scope,
			      const struct csec_view *view,
			      const struct csec_image *interpreter,
			      const struct dentry *dentry, u32 facts,
			      bool *is_listed)
{
	struct csec_view_buffer *buffer;
	struct csec_file_names names = {};
	enum csec_reason reason;

	*is_listed = false;
	buffer = kvmalloc(sizeof(*buffer), GFP_KERNEL);
	if (!buffer)
		return CSEC_REASON_UNDECIDED;
	if (!d_unlinked((struct dentry *)dentry) && d_inode(dentry)->i_nlink &&
	    csec_identity_names(view, dentry, buffer, &names))
		facts |= CSEC_SCRIPT_IS_DRIFTED;
	reason = csec_decide_script(scope->policy, interpreter, &names,
				    facts | facts_of(view, dentry), is_listed);
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

/* A file is a script, and has to be listed; anything else is code inline. */
static enum csec_reason judge_given(const struct csec_scope *scope,
				    const struct csec_view *view,
				    const struct csec_image *interpreter,
				    const struct dentry *dentry)
{
	const struct inode *inode = d_inode(dentry);
	enum csec_reason reason = CSEC_REASON_NONE;
	bool is_listed;

	if (S_ISREG(inode->i_mode))
		reason = judge(scope, view, interpreter, dentry,
			       CSEC_SCRIPT_IS_MAIN | facts_of_writers(dentry),
			       &is_listed);
	/* What the kernel shows, as the environment in proc, is no file. */
	if (reason == CSEC_REASON_NONE &&
	    (!S_ISREG(inode->i_mode) || inode->i_sb->s_iflags & SB_I_NOEXEC) &&
	    csec_decide_denies_inline(scope->policy, interpreter))
		reason = CSEC_REASON_INLINE;
	return reason;
}

/*
 * What does not exist now, or is a directory, is judged when it is opened. What
 * only comes beside the script is not what is waited for.
 */
static int check_named(const struct csec_scope *scope,
		       const struct csec_view *view,
		       const struct csec_image *interpreter,
		       const struct csec_script *script)
{
	enum csec_reason reason = CSEC_REASON_NONE;
	const struct inode *inode = NULL;
	struct path path = {};
	int err = kern_path(script->file, LOOKUP_FOLLOW, &path);

	if (!err)
		inode = d_inode(path.dentry);
	/* Without memory nobody knows whether it exists. */
	if (err == -ENOMEM)
		reason = CSEC_REASON_UNDECIDED;
	else if (inode && !S_ISDIR(inode->i_mode))
		reason = judge_given(scope, view, interpreter, path.dentry);
	if (reason == CSEC_REASON_NONE && !script->is_include &&
	    csec_early_begin(script->file, inode))
		reason = CSEC_REASON_UNDECIDED;
	path_put(&path);
	return reason == CSEC_REASON_NONE ? 0 :
					    refuse(scope, CSEC_OP_EXEC, reason,
						   interpreter, script->file);
}

/* Standard input is code: a file is a script, anything else is inline. */
static int check_stdin(const struct csec_scope *scope,
		       const struct csec_view *view,
		       const struct csec_image *interpreter)
{
	struct file *file = fget(0);
	enum csec_reason reason = CSEC_REASON_NONE;

	if (file)
		reason = judge_given(scope, view, interpreter,
				     file->f_path.dentry);
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
		      enum csec_script_kind kind,
		      const struct csec_script *script)
{
	switch (kind) {
	case CSEC_SCRIPT_FILE:
		return check_named(scope, view, interpreter, script);
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
		ret = check_kind(scope, view, interpreter, kind, script);
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
	csec_early_end();
	if (csec_strings_begin(&strings, bprm))
		return refuse(scope, CSEC_OP_EXEC, CSEC_REASON_UNDECIDED,
			      &image, NULL);
	ret = check_arguments(scope, view, &image, &strings, &script);
	if (!ret)
		ret = check_environment(scope, &image, &strings, &script);
	csec_strings_end(&strings);
	return ret;
}

static const struct csec_script_syntax *syntax_of(const struct file *program)
{
	const struct csec_script_syntax *syntax;

	rcu_read_lock();
	syntax = csec_script_find_syntax(
		READ_ONCE(csec_compat_path(program)->dentry->d_name.name));
	rcu_read_unlock();
	return syntax;
}

/*
 * 1: the running program is one, and @syntax, unless NULL, set; 0: it is not; or
 * -errno: it is not known.
 */
static int is_interpreter(const struct csec_scope *scope,
			  struct csec_image *image,
			  const struct csec_script_syntax **syntax)
{
	struct file *exe = current->mm ? csec_compat_exe_file(current->mm) :
					 NULL;
	int err;

	if (!exe)
		return 0;
	err = csec_identity_image(scope, exe, image);
	if (!err && syntax && image->flags & CSEC_IMAGE_INTERPRETER)
		*syntax = syntax_of(exe);
	fput(exe);
	return err ?: !!(image->flags & CSEC_IMAGE_INTERPRETER);
}

/* @name: Of the file, as it was when this was asked. */
static int judge_open(const struct csec_scope *scope,
		      const struct csec_view *view, const struct file *file,
		      const char *name)
{
	const struct dentry *dentry = file->f_path.dentry;
	const struct csec_script_syntax *syntax;
	struct csec_image interpreter = {};
	enum csec_early_match match;
	enum csec_reason reason;
	bool is_listed;
	u32 facts;
	int ret;

	ret = is_interpreter(scope, &interpreter, &syntax);
	if (ret <= 0)
		return ret ? refuse(scope, CSEC_OP_OPEN, CSEC_REASON_UNDECIDED,
				    &interpreter, name) :
			     0;
	facts = csec_early_facts(name, dentry, &match);
	if (d_inode(dentry)->i_mode & 0111 || csec_script_is_code(syntax, name))
		facts |= CSEC_SCRIPT_IS_CODE;
	/* Not what it opened for writing itself: a lock file, a database. */
	if (!(file->f_mode & FMODE_WRITE))
		facts |= facts_of_writers(dentry);
	reason = judge(scope, view, &interpreter, dentry, facts, &is_listed);
	if (reason != CSEC_REASON_NONE)
		return refuse(scope, CSEC_OP_OPEN, reason, &interpreter, name);
	if (match == CSEC_EARLY_SCRIPT ||
	    (match == CSEC_EARLY_LIKELY && is_listed))
		csec_early_end();
	return 0;
}

/* Texts in proc that the process itself, or who started it, has written. */
static bool is_text_of_process(const char *name)
{
	return !strcmp(name, "environ") || !strcmp(name, "cmdline") ||
	       !strcmp(name, "comm");
}

/*
 * Until the script is open, nothing but files is read where code inline is denied:
 * the interpreter may have found something else for its name, or a start-up file.
 */
static int judge_stream(const struct csec_scope *scope, const struct file *file,
			const char *name)
{
	const struct inode *inode = file_inode(file);
	struct csec_image interpreter = {};
	enum csec_early_match match;
	u32 facts;
	int ret;

	facts = csec_early_facts(name, file->f_path.dentry, &match);
	if (!facts || (S_ISREG(inode->i_mode) && !is_text_of_process(name) &&
		       !(facts & CSEC_SCRIPT_IS_MAIN)))
		return 0;
	ret = is_interpreter(scope, &interpreter, NULL);
	if (ret < 0)
		return refuse(scope, CSEC_OP_OPEN, CSEC_REASON_UNDECIDED,
			      &interpreter, name);
	if (!ret || !csec_decide_denies_inline(scope->policy, &interpreter))
		return 0;
	return refuse(scope, CSEC_OP_OPEN, CSEC_REASON_INLINE, &interpreter,
		      name);
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
	const bool may_be_script = csec_file_may_be_script(file);
	struct name_snapshot name;
	int ret;

	if (!view || is_of_kernel() ||
	    (!may_be_script && !csec_file_may_be_stream(file) &&
	     !csec_file_may_be_of_process(file)))
		return 0;
	/* The container may rename the file meanwhile. */
	take_dentry_name_snapshot(&name, dentry);
	ret = may_be_script ? judge_open(scope, view, file, name.name.name) :
			      judge_stream(scope, file, name.name.name);
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
	bool is_listed;
	int err;

	if (IS_ERR(view))
		return PTR_ERR(view);
	err = is_interpreter(scope, &interpreter, NULL);
	if (err < 0)
		return err;
	if (err) {
		reason = judge(scope, view, &interpreter, file->f_path.dentry,
			       CSEC_SCRIPT_IS_MAIN, &is_listed);
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
		ret = static_call(csec_real_bprm_creds)(bprm);
	csec_attach_leave(CSEC_HOOK_BPRM_CREDS);
	return ret;
}
