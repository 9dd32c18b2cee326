// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - the shells of a container that run, and who is at their other ends
 *
 * Work: that of one question for each shell that takes commands from another
 * end, for all of them at most WORK_MAX tasks a round.
 */
#include "link_internal.h"

#include <linux/cred.h>
#include <linux/err.h>
#include <linux/magic.h>
#include <linux/sched/signal.h>

#include "task_args.h"

/* Tasks that are looked at for all shells of one question, about 100 ms. */
#define WORK_MAX 1000000UL

/* Descriptors that are looked at for what a shell reads. */
#define NR_OWN 64U
/* Of parts of scripts in each other; deeper ones are asked about. */
#define NR_FORKS 64

static bool is_asleep(const struct task_struct *task, unsigned long *nr)
{
	*nr = READ_ONCE(task->nvcsw);
	return READ_ONCE(task->__state) & TASK_INTERRUPTIBLE;
}

/*
 * It sleeps, and does not wait for a child: it reads, or waits for a signal. Who is
 * woken up in between leaves the queue of those who wait for children: all has to be
 * seen during one sleep.
 */
static bool is_waiting(const struct task_struct *task)
{
	unsigned long before, after;

	if (!is_asleep(task, &before))
		return false;
	/* Pairs with those of who sleeps: in the queue first, then asleep. */
	smp_rmb();
	if (waitqueue_active(&task->signal->wait_chldexit))
		return false;
	smp_rmb();
	return is_asleep(task, &after) && before == after;
}

/* The shell that executed the script of which a task is a part; referenced. */
static struct task_struct *whole_of(const struct csec_scope *scope,
				    struct task_struct *task)
{
	const u64 container = csec_cgroup_container_owner(scope->cgroup)->id;
	struct task_struct *whole = task;
	unsigned int nr = 0;

	rcu_read_lock();
	/* Of one that was reaped the parent may not be looked at. */
	while (whole && data_race(whole->flags) & PF_FORKNOEXEC)
		whole = pid_alive(whole) && nr++ < NR_FORKS ?
				rcu_dereference(whole->real_parent) :
				NULL;
	/* Another one adopted it when that has ended. */
	if (whole &&
	    (READ_ONCE(whole->self_exec_id) != READ_ONCE(task->self_exec_id) ||
	     !csec_link_is_inside(whole, container)))
		whole = NULL;
	if (whole)
		get_task_struct(whole);
	rcu_read_unlock();
	return whole;
}

/*
 * What a script has as its standard descriptors it may read, and so may its parts:
 * who wrote "find | while read" wrote the loop. Where the script itself takes its
 * commands from there, it is asked about for itself.
 */
static void take_own(const struct csec_scope *scope, struct task_struct *task,
		     const struct csec_image *image,
		     struct csec_link_stdio *stdio)
{
	struct csec_image of_whole;
	struct task_struct *whole;

	if (csec_task_commands(task, image) == CSEC_COMMANDS_INPUT)
		return;
	stdio->is_loop = true;
	whole = whole_of(scope, task);
	if (!whole)
		return;
	if (!csec_task_image(scope, whole, &of_whole) &&
	    csec_task_is_shell(whole, &of_whole))
		csec_link_own(whole, stdio->own);
	put_task_struct(whole);
}

/* What the task opened itself since its exec, which made it new credentials. */
static bool is_own_file(const struct task_struct *task, const struct file *file)
{
	return (file->f_mode & (FMODE_READ | FMODE_WRITE | FMODE_PATH)) ==
		       FMODE_READ &&
	       !csec_link_is_given(task, file);
}

/* Whether a task has a pipe that it did not make itself. */
static bool was_given(const struct task_struct *task, struct fdtable *fdt,
		      const struct inode *pipe)
{
	const struct file *file;
	unsigned int fd;

	for (fd = 0; fd < min(fdt->max_fds, NR_OWN); fd++) {
		file = rcu_dereference_check_fdtable(task->files, fdt->fd[fd]);
		if (file && file_inode(file) == pipe &&
		    csec_link_is_given(task, file))
			return true;
	}
	return false;
}

/*
 * A FIFO with a name, a terminal, or a pipe that was opened by the name of a
 * descriptor: those that a shell makes for its own parts nobody gave it.
 */
static bool may_be_sourced(const struct task_struct *task, struct fdtable *fdt,
			   const struct file *file)
{
	const struct inode *inode = file_inode(file);

	if (!is_own_file(task, file))
		return false;
	if (!S_ISFIFO(inode->i_mode))
		return csec_link_is_terminal(inode);
	return inode->i_sb->s_magic != PIPEFS_MAGIC ||
	       was_given(task, fdt, inode);
}

/* What is no end leaves the last one. */
static bool take_end(struct file *file, struct csec_link_end *end)
{
	struct csec_link_end found;

	if (!csec_link_end(file, &found))
		return false;
	*end = found;
	return true;
}

/*
 * The end of a FIFO or terminal from which a shell reads a file of commands, as for
 * "sh -c '. fifo'". An input that it was started with and put aside for a while is
 * none.
 */
static bool find_sourced(struct task_struct *task, struct csec_link_end *end)
{
	struct files_struct *files;
	bool is_found = false;
	struct fdtable *fdt;
	struct file *file;
	unsigned int fd;

	/* The locks in this order as in net_cls. */
	task_lock(task);
	files = task->files;
	if (files) {
		spin_lock(&files->file_lock);
		fdt = files_fdtable(files);
		for (fd = CSEC_LINK_FIRST_SAVED; fd < min(fdt->max_fds, NR_OWN);
		     fd++) {
			file = test_bit(fd, fdt->close_on_exec) ?
				       rcu_dereference_check_fdtable(
					       files, fdt->fd[fd]) :
				       NULL;
			if (file && may_be_sourced(task, fdt, file))
				is_found |= take_end(file, end);
		}
		spin_unlock(&files->file_lock);
	}
	task_unlock(task);
	return is_found;
}

/* Whether it reads commands from elsewhere than its input, for who hears it. */
static bool is_sourcing(struct task_struct *task, struct csec_link_stdio *stdio)
{
	struct csec_link_end end;

	if (!csec_link_has_output(stdio) || !is_waiting(task))
		return false;
	if (!find_sourced(task, &end))
		return false;
	stdio->input = end;
	stdio->script = end.peer;
	stdio->is_at_connection = false;
	return true;
}

/*
 * Whether a shell waits for what comes from an end that it opened itself, as for
 * "while read; do ...; done < <(program)", for who hears it.
 */
static bool is_reading_own(struct task_struct *task,
			   struct csec_link_stdio *stdio)
{
	if (!csec_link_has_output(stdio) || !is_waiting(task))
		return false;
	csec_link_own(task, stdio->own);
	stdio->is_at_connection = false;
	stdio->is_loop = true;
	return !csec_link_is_own(stdio->own, stdio->input.peer);
}

/*
 * Whether it takes commands from what it was started with and has put aside. What a
 * script puts aside while a part has other files is none of that.
 */
static bool has_aside(struct task_struct *task, const struct csec_image *image,
		      struct csec_link_stdio *stdio)
{
	struct csec_link_stdio aside = *stdio;

	if (csec_link_has_output(stdio) || stdio->script)
		return false;
	csec_link_aside(task, &aside);
	if (!csec_link_is_two_way(&aside) || csec_task_is_executing(task) ||
	    csec_task_commands(task, image) != CSEC_COMMANDS_INPUT)
		return false;
	*stdio = aside;
	return true;
}

/*
 * Whether a task that runs takes commands from descriptors with other ends. A
 * part of a script that was forked and did not exec may be about to; one that
 * waits is a loop that reads. So is the script itself when it reads what is its own.
 */
static bool is_suspect(const struct csec_scope *scope, struct task_struct *task,
		       const struct csec_image *image,
		       struct csec_link_stdio *stdio)
{
	bool was_start, is_part;

	csec_link_stdio(scope, task, stdio);
	was_start = csec_task_was_start(scope, task, &stdio->script);
	if (stdio->script)
		stdio->input = csec_link_fifo(stdio->script);
	/* An exec that is under way has not cleared the flag. */
	is_part = data_race(task->flags) & PF_FORKNOEXEC && !was_start;
	/* What it has the script was started with. */
	if (is_part)
		stdio->is_at_connection = false;
	if (!is_part && has_aside(task, image, stdio))
		return true;
	if (!csec_link_is_two_way(stdio))
		return is_sourcing(task, stdio);
	if (is_part) {
		if (!is_waiting(task))
			return false;
		take_own(scope, task, image, stdio);
		return !csec_link_is_own(stdio->own, stdio->input.peer);
	}
	/* Between closing descriptors and having arguments whoever forked runs. */
	if (stdio->script || csec_task_is_executing(task))
		return was_start;
	return csec_task_commands(task, image) == CSEC_COMMANDS_INPUT ||
	       is_sourcing(task, stdio) || is_reading_own(task, stdio);
}

/* Whether a task is a shell that was started with these, and with a script. */
static bool is_script_at(const struct csec_scope *scope,
			 struct task_struct *task,
			 const void *const *connections)
{
	const void *own[CSEC_LINK_OWN] = {};
	struct csec_image image;
	const void *script;
	bool has_any = false;
	unsigned int i;

	if (csec_task_image(scope, task, &image) ||
	    !csec_task_is_shell(task, &image) ||
	    csec_task_commands(task, &image) != CSEC_COMMANDS_FILE)
		return false;
	csec_task_was_start(scope, task, &script);
	if (script)
		return false;
	csec_link_own(task, own);
	for (i = 0; i < CSEC_LINK_STDIO; i++) {
		has_any |= !!connections[i];
		if (connections[i] && !csec_link_is_own(own, connections[i]))
			return false;
	}
	return has_any;
}

/**
 * csec_link_is_of_script - whether a script has the connections of the current task
 * @scope: Of the current task.
 *
 * One that it descends from, a regular file, with all that are on the standard
 * descriptors of the current task on its own: that script was let run there.
 *
 * Context: Process, may sleep.
 * Return: true when one has.
 */
bool csec_link_is_of_script(const struct csec_scope *scope)
{
	const void *connections[CSEC_LINK_STDIO] = {};
	struct task_struct *near[CSEC_LINK_NEAR];
	unsigned int nr, i;
	bool is = false;

	csec_link_connections(scope, current, connections);
	nr = csec_link_near(scope, current, near);
	for (i = 1; i < nr && !is; i++)
		is = is_script_at(scope, near[i], connections);
	while (nr)
		put_task_struct(near[--nr]);
	return is;
}

/* As csec_link_find_in(), within the work that all shells of a container may make. */
static int find_for(const struct csec_scope *scope,
		    struct csec_link_tasks *list, struct task_struct *shell,
		    const struct csec_link_stdio *stdio,
		    enum csec_origin assumed, unsigned int nr_before,
		    struct csec_link_found *found)
{
	if ((unsigned long)nr_before * list->nr > WORK_MAX)
		return -E2BIG;
	if (fatal_signal_pending(current))
		return -EINTR;
	return csec_link_find_in(scope, list, shell, stdio, assumed, found);
}

/**
 * csec_link_shells - whether any shell of a container is linked to a connection
 * @scope: Of the container.
 * @assumed: What the current task is about to hold; CSEC_ORIGIN_LOCAL: nothing.
 * @shell: The first that is, referenced; NULL: none.
 * @found: The holder.
 * @nr_suspects: Number of those that take commands from another end.
 *
 * Context: Process, may sleep.
 * Return: number of shells seen; -E2BIG: too many tasks or descriptors; -EINTR: the
 * current task is being killed; -ENOMEM.
 */
int csec_link_shells(const struct csec_scope *scope, enum csec_origin assumed,
		     struct task_struct **shell, struct csec_link_found *found,
		     unsigned int *nr_suspects)
{
	struct csec_link_tasks *list = csec_link_tasks_list(scope);
	struct csec_link_stdio stdio;
	struct csec_image image;
	bool is_unknown;
	unsigned int i;
	int nr = 0, err = 0;

	*shell = NULL;
	*nr_suspects = 0;
	if (IS_ERR(list))
		return PTR_ERR(list);
	for (i = 0; i < list->nr && !err && !*shell; i++) {
		struct task_struct *task = list->task[i];

		cond_resched();
		err = csec_task_image(scope, task, &image);
		if (err == -ENOMEM)
			break;
		/* One whose file cannot be read may be one: look again next time. */
		is_unknown = err;
		err = 0;
		if (!is_unknown && !csec_task_is_shell(task, &image)) {
			/* It may have been allowed to become one. */
			nr += csec_task_is_in_execve(task);
			continue;
		}
		nr++;
		if (!is_unknown && is_suspect(scope, task, &image, &stdio) &&
		    !same_thread_group(task, current)) {
			err = find_for(scope, list, task, &stdio, assumed,
				       ++*nr_suspects, found);
			if (!err && found->origin != CSEC_ORIGIN_LOCAL)
				*shell = get_task_struct(task);
		}
	}
	csec_link_tasks_free(list);
	return err ? err : nr;
}
