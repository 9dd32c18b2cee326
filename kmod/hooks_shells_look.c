// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - what is looked at when a shell is about to run
 */
#include "hooks_shells.h"

#include <linux/binfmts.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/namei.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "applet.h"
#include "identity.h"
#include "provenance.h"
#include "received.h"
#include "task_args.h"
#include "view.h"

/*
 * Which terminal that is can only be told from one that is open. What cannot be
 * opened the shell cannot read either.
 */
static void look_at_terminal(const char *name, struct csec_link_stdio *ends)
{
	struct file *file =
		filp_open(name, O_RDONLY | O_NOCTTY | O_NONBLOCK, 0);

	if (IS_ERR(file))
		return;
	csec_link_end(file, &ends->input);
	ends->script = ends->input.peer;
	fput(file);
}

/* A script that is no regular file is input, and may be what leads away. */
static void look_at_script(const char *name, struct csec_stdio *stdio,
			   struct csec_link_stdio *ends)
{
	const struct inode *inode;
	struct path path;

	if (kern_path(name, LOOKUP_FOLLOW, &path))
		return; /* Or the shell finds it by PATH. */
	inode = d_backing_inode(path.dentry);
	if (!S_ISREG(inode->i_mode))
		stdio->commands = CSEC_COMMANDS_INPUT;
	if (S_ISFIFO(inode->i_mode)) {
		ends->input = csec_link_fifo(inode);
		ends->script = inode;
	} else if (csec_link_is_terminal(inode)) {
		look_at_terminal(name, ends);
	}
	path_put(&path);
}

/* The same of what a command line reads commands from. */
static int look_at_source(const struct csec_shell_args *args,
			  struct csec_stdio *stdio,
			  struct csec_link_stdio *ends)
{
	char *name = kmemdup_nul(args->source, args->source_len, GFP_KERNEL);

	if (!name)
		return -ENOMEM;
	look_at_script(name, stdio, ends);
	kfree(name);
	return 0;
}

/* The kernel executed that file, as a script: it is a regular one. */
static bool is_executed(const struct linux_binprm *bprm, const char *name)
{
	return bprm->interp != bprm->filename && !strcmp(name, bprm->filename);
}

/* A name that may be cut may be that of a shell. */
static bool is_shell_applet(const char *text, size_t len)
{
	len = csec_applet_whole(text, len, CSEC_SHELL_ARGS_SIZE);
	return !len || csec_applet_is_shell(text, len);
}

/* Only then it matters what others received. */
static bool can_answer(const struct csec_link_stdio *ends)
{
	return csec_link_has_output(ends) || ends->is_connected;
}

/*
 * Whether a command came over a connection. When it was not an ancestor that
 * received it, the answer has to go back to one: "curl | xargs -I@ sh -c @" may. Or
 * an ancestor that had it fetched takes the answer, which may be sent later, or has
 * what fetched it take it.
 */
static int find_received(const struct csec_scope *scope, const char *command,
			 unsigned int asked, const struct csec_link_stdio *ends,
			 struct csec_link_found *found)
{
	struct csec_link_stdio given = *ends;
	struct csec_received received;
	int err;

	if (can_answer(ends))
		asked |= CSEC_RECEIVED_BY_ANY;
	err = csec_received_find(scope, command, asked, &received);
	if (err || received.found.origin == CSEC_ORIGIN_LOCAL)
		return err;
	if (received.is_by_other && !ends->is_connected) {
		given.is_given = true;
		given.taker = received.starter;
		given.taker_program = received.program;
		given.taker_comm = received.comm;
		err = csec_link_find(scope, current, &given, CSEC_ORIGIN_LOCAL,
				     found);
		if (err || found->origin == CSEC_ORIGIN_LOCAL)
			return err;
	}
	*found = received.found;
	return 0;
}

/*
 * Whether the arguments can make a difference: when the file may be no shell,
 * when something can be answered, or something was received.
 */
static bool are_args_asked(const struct csec_image *image,
			   const struct csec_link_stdio *ends,
			   const struct csec_view *view)
{
	return image->flags & CSEC_IMAGE_MULTICALL || ends->has_socket ||
	       ends->is_at_connection || csec_link_has_output(ends) ||
	       csec_received_is_any(view);
}

/* Sets where the commands come from; clears the shell flag of other applets. */
static int look_at_args(const struct csec_scope *scope,
			struct linux_binprm *bprm, struct csec_image *image,
			struct csec_stdio *stdio, struct csec_link_stdio *ends,
			struct csec_link_found *found)
{
	const bool is_multicall = image->flags & CSEC_IMAGE_MULTICALL;
	struct csec_shell_args shell_args;
	struct csec_args args;
	int len = csec_args_read(&args, bprm), err = 0;

	if (len < 0)
		return len;
	if (len > 0 && is_multicall && !is_shell_applet(args.text, len)) {
		image->flags &= ~CSEC_IMAGE_SHELL;
	} else if (len > 0) {
		csec_shell_args_parse(args.text, len, is_multicall,
				      &shell_args);
		stdio->commands = shell_args.commands;
		if (shell_args.commands == CSEC_COMMANDS_FILE &&
		    !is_executed(bprm, shell_args.operand))
			look_at_script(shell_args.operand, stdio, ends);
		else if (shell_args.source)
			err = look_at_source(&shell_args, stdio, ends);
		if (!err && shell_args.operand &&
		    shell_args.commands != CSEC_COMMANDS_FILE)
			err = find_received(scope, shell_args.operand, 0, ends,
					    found);
	}
	csec_args_free(&args);
	return err;
}

static void note_found(const struct csec_link_found *found, int fd,
		       struct csec_evidence *evidence)
{
	evidence->fd = fd;
	evidence->link = found->link;
	evidence->peer = found->peer;
	evidence->target_pid = found->pid;
	evidence->target_comm = found->comm;
}

/* Before the shell runs: who connects from now on looks for it. */
static void note_shell(struct csec_view *view)
{
	WRITE_ONCE(view->watch.noted_at, jiffies);
	atomic_inc(&view->watch.seq);
	/* Pairs with the one in note_seen() of hooks_shells.c. */
	smp_mb__after_atomic();
	WRITE_ONCE(view->watch.has_shells, true);
}

static void look_at_sockets(const struct csec_scope *scope,
			    struct csec_stdio *stdio,
			    struct csec_evidence *evidence)
{
	stdio->origin = csec_provenance_stdio(scope, evidence);
	if (stdio->origin == CSEC_ORIGIN_LOCAL &&
	    stdio->commands == CSEC_COMMANDS_INPUT)
		stdio->origin = csec_provenance_input(scope, evidence);
}

/*
 * Whether an accepted connection is what a command may read, and nothing that it
 * has leads back: a program that serves it (CGI) takes the output for itself.
 */
static bool is_only_input(const struct csec_link_stdio *ends,
			  const struct csec_evidence *evidence)
{
	return !evidence->fd && !ends->is_at_connection && !ends->is_answered;
}

/* At the ends of its descriptors, when there is no connection on them. */
static int look_further(const struct csec_scope *scope,
			const struct csec_link_stdio *ends,
			struct csec_stdio *stdio, struct csec_link_found *found,
			struct csec_evidence *evidence)
{
	int err;

	if (stdio->origin != CSEC_ORIGIN_LOCAL ||
	    stdio->commands != CSEC_COMMANDS_INPUT ||
	    !csec_link_is_two_way(ends))
		return 0;
	err = csec_link_find(scope, current, ends, CSEC_ORIGIN_LOCAL, found);
	if (err || found->origin == CSEC_ORIGIN_LOCAL)
		return err;
	stdio->origin = found->origin;
	stdio->is_linked = true;
	note_found(found, 0, evidence);
	return 0;
}

/**
 * csec_shells_look - what is known of a shell that is about to run
 * @scope: Of the current task.
 * @bprm: The exec.
 * @image: Of the shell class; the flag is cleared when the arguments say that
 *	it is another program.
 * @stdio: Filled: where its descriptors lead.
 * @found: Filled; @evidence points into it.
 * @evidence: Filled when they lead to a connection.
 *
 * Context: Process, may sleep.
 * Return: 0; -ENOMEM; -EFAULT; -E2BIG: too many tasks to look through; errors of
 * csec_view_get().
 */
int csec_shells_look(const struct csec_scope *scope, struct linux_binprm *bprm,
		     struct csec_image *image, struct csec_stdio *stdio,
		     struct csec_link_found *found,
		     struct csec_evidence *evidence)
{
	struct csec_view *view = csec_view_get(scope);
	struct csec_link_stdio ends;
	int err;

	if (IS_ERR(view))
		return PTR_ERR(view);
	csec_link_stdio_of_exec(scope, &ends);
	found->origin = CSEC_ORIGIN_LOCAL;
	if (!are_args_asked(image, &ends, view)) {
		note_shell(view);
		return 0;
	}
	err = look_at_args(scope, bprm, image, stdio, &ends, found);
	if (err || !(image->flags & CSEC_IMAGE_SHELL))
		return err;
	/* Who connects meanwhile sees a shell. */
	if (stdio->commands == CSEC_COMMANDS_INPUT)
		csec_task_note_start(scope, ends.script);
	note_shell(view);
	if (ends.has_socket)
		look_at_sockets(scope, stdio, evidence);
	/* A script that was let run there wrote that line, as of system() or xargs. */
	if (stdio->origin == CSEC_ORIGIN_INBOUND &&
	    stdio->commands == CSEC_COMMANDS_LINE &&
	    (is_only_input(&ends, evidence) || csec_link_is_of_script(scope)))
		stdio->origin = CSEC_ORIGIN_LOCAL;
	if (stdio->origin == CSEC_ORIGIN_LOCAL &&
	    found->origin != CSEC_ORIGIN_LOCAL) {
		stdio->origin = found->origin;
		stdio->is_received = true;
		note_found(found, -1, evidence);
	}
	return look_further(scope, &ends, stdio, found, evidence);
}

/* Whether the current task or an ancestor received something. */
static bool is_near(const struct csec_view *view)
{
	bool is;

	rcu_read_lock();
	is = csec_received_is_near(view);
	rcu_read_unlock();
	return is;
}

/* The arguments with blanks between them; NULL: nobody would ask for these. */
static const char *as_line(char *text, size_t len)
{
	size_t i;

	if (len >= CSEC_SHELL_ARGS_SIZE)
		return NULL;
	for (i = 0; i < len - 1; i++)
		if (!text[i])
			text[i] = ' ';
	return strchr(text, ' ') ? text : NULL;
}

/**
 * csec_shells_look_told - whether a program was asked for over a connection
 * @scope: Of the current task.
 * @bprm: The exec, of any program.
 * @stdio: Filled when it was.
 * @found: Filled then; @evidence points into it.
 * @evidence: Filled then.
 *
 * An interpreter that is its own shell cuts what it received into words. So does
 * who is fed by somebody else, who receives; what its programs say goes back.
 *
 * Context: Process, may sleep.
 * Return: 0; -ENOMEM; -EFAULT; errors of csec_link_find().
 */
int csec_shells_look_told(const struct csec_scope *scope,
			  struct linux_binprm *bprm, struct csec_stdio *stdio,
			  struct csec_link_found *found,
			  struct csec_evidence *evidence)
{
	const struct csec_view *view = csec_view_find(scope->cgroup);
	struct csec_link_stdio ends;
	struct csec_args args;
	const char *line;
	int len, err = 0;

	if (!view || !csec_received_is_any(view))
		return 0;
	csec_link_stdio_of_exec(scope, &ends);
	if (!can_answer(&ends) && !is_near(view))
		return 0;
	len = csec_args_read(&args, bprm);
	if (len <= 0)
		return len;
	found->origin = CSEC_ORIGIN_LOCAL;
	line = as_line(args.text, len);
	if (line)
		err = find_received(scope, line, CSEC_RECEIVED_PROGRAM, &ends,
				    found);
	csec_args_free(&args);
	if (err || found->origin == CSEC_ORIGIN_LOCAL)
		return err;
	stdio->origin = found->origin;
	stdio->is_received = true;
	note_found(found, -1, evidence);
	return 0;
}

/**
 * csec_shells_look_mapped - what is known of a shell that another program maps
 * @scope: Of the current task.
 * @stdio: Filled: where its descriptors lead.
 * @found: Filled; @evidence points into it.
 * @evidence: Filled when they lead to a connection.
 *
 * That is how ld.so and loaders in user space run it. Which of the arguments are
 * the shell's is not known, so they allow nothing.
 *
 * Context: Process, may sleep; without the mmap lock.
 * Return: 0; -ENOMEM; -E2BIG: too many tasks to look through, or too many
 * processes that map a shell.
 */
int csec_shells_look_mapped(const struct csec_scope *scope,
			    struct csec_stdio *stdio,
			    struct csec_link_found *found,
			    struct csec_evidence *evidence)
{
	struct csec_view *view = csec_view_get(scope);
	struct csec_link_stdio ends;

	if (IS_ERR(view))
		return PTR_ERR(view);
	if (!csec_task_note_guest(scope))
		return -E2BIG;
	note_shell(view);
	csec_link_stdio(scope, current, &ends);
	stdio->commands = CSEC_COMMANDS_INPUT;
	look_at_sockets(scope, stdio, evidence);
	return look_further(scope, &ends, stdio, found, evidence);
}
