// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - who is at the other end of a shell's descriptors
 *
 * From the shell's input back to a task that holds a connection, and from its
 * output on to one. A task in between (cat, tee, script) is followed through
 * its own standard descriptors, and through others when there are few for the
 * direction: a multiplexer or a supervisor holds many, and what is at one of
 * them has nothing to do with the next. From a terminal's master nothing is
 * followed to its slave for the same reason. What still goes on after
 * ROUNDS_MAX programs in a row is not decided.
 *
 * Work: tasks of the container with descriptors of their own, at most
 * CSEC_LINK_TASKS_MAX, times their descriptors, times ROUNDS_MAX; for all shells
 * of a container at most WORK_MAX tasks a round. The descriptor
 * table of one task is walked under its lock, with its tasks' lock held (as
 * net_cls does); between two tasks the processor is given away.
 */
#include "link.h"

#include <linux/fdtable.h>
#include <linux/kdev_t.h>
#include <linux/major.h>
#include <linux/net.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/tty.h>
#include <linux/tty_driver.h>
#include <net/af_unix.h>

#include "provenance.h"
#include "task_args.h"
#include "walk.h"

/* Longer chains of programs than this are not followed to their end. */
#define ROUNDS_MAX 16
#define ENDS_MAX 64
/* Who has more ends than these for one direction serves many. */
#define OTHER_MAX 4
/* Tasks that are looked at for all shells of one question, about 100 ms. */
#define WORK_MAX 1000000UL
#define NR_STDIO 3
/* Minor of /dev/ptmx; every open of it is a master of its own. */
#define PTMX_MINOR 2
/* Minor of /dev/tty, which stands for a slave. */
#define TTY_MINOR 0

/* Identities of ends whose holders are looked for. */
struct ends {
	unsigned int nr;
	bool is_full;
	const void *own[ENDS_MAX];
};

struct task_list {
	unsigned int nr;
	struct task_struct *task[];
};

/* What one task's descriptors say; filled under its file lock. */
struct scan {
	const struct csec_scope *scope;
	const struct ends *input;
	const struct ends *output;
	enum csec_link link;
	bool feeds;
	bool drains;
	enum csec_origin origin;
	struct csec_endpoint peer;
	struct ends in;
	struct ends out;
	struct ends other_in;
	struct ends other_out;
};

static void add(struct ends *ends, const void *own)
{
	unsigned int i;

	for (i = 0; i < ends->nr; i++)
		if (ends->own[i] == own)
			return;
	if (own && ends->nr < ENDS_MAX)
		ends->own[ends->nr++] = own;
	else if (own)
		ends->is_full = true;
}

static bool has(const struct ends *ends, const void *own)
{
	unsigned int i;

	for (i = 0; i < ends->nr; i++)
		if (ends->own[i] == own)
			return true;
	return false;
}

static bool is_pty(const struct inode *inode)
{
	const unsigned int major = imajor(inode);

	if (!S_ISCHR(inode->i_mode))
		return false;
	return (major >= UNIX98_PTY_SLAVE_MAJOR &&
		major < UNIX98_PTY_SLAVE_MAJOR + UNIX98_PTY_MAJOR_COUNT) ||
	       (major == TTYAUX_MAJOR &&
		(iminor(inode) == PTMX_MINOR || iminor(inode) == TTY_MINOR));
}

static bool pty_end(struct file *file, struct csec_link_end *end)
{
	const struct tty_file_private *private = file->private_data;
	const struct tty_struct *tty = private ? private->tty : NULL;

	if (!tty || !tty->link)
		return false;
	end->link = CSEC_LINK_PTY;
	end->own = tty;
	end->peer = tty->link;
	end->is_master = tty->driver->subtype == PTY_TYPE_MASTER;
	end->feeds = true;
	end->drains = true;
	return true;
}

static bool unix_end(const struct sock *sk, struct csec_link_end *end)
{
	const void *peer = READ_ONCE(unix_peer(sk));

	if (!peer)
		return false;
	end->link = CSEC_LINK_UNIX;
	end->own = sk;
	end->peer = peer;
	end->feeds = true;
	end->drains = true;
	return true;
}

/**
 * csec_link_end - what other end a file has
 * @file: Open in some descriptor table, or referenced.
 * @end: Filled when it has one.
 *
 * Context: Any; the file stays open.
 * Return: true when it has one.
 */
bool csec_link_end(struct file *file, struct csec_link_end *end)
{
	const struct inode *inode = file_inode(file);
	struct socket *sock = sock_from_file(file);

	memset(end, 0, sizeof(*end));
	if (sock)
		return sock->sk && sock->sk->sk_family == AF_UNIX &&
		       unix_end(sock->sk, end);
	if (is_pty(inode))
		return pty_end(file, end);
	if (!S_ISFIFO(inode->i_mode))
		return false;
	end->link = CSEC_LINK_PIPE;
	end->own = inode;
	end->peer = inode;
	end->feeds = file->f_mode & FMODE_WRITE;
	end->drains = file->f_mode & FMODE_READ;
	return true;
}

static int take_stdio(const void *arg, struct file *file, unsigned int fd)
{
	struct csec_link_stdio *stdio = (void *)arg;

	if (fd >= NR_STDIO)
		return 1;
	csec_link_end(file, fd ? &stdio->output[fd - 1] : &stdio->input);
	return 0;
}

/* Calls @take for each file of the task, under its locks. */
static void
for_each_file(struct task_struct *task,
	      int (*take)(const void *, struct file *, unsigned int), void *arg)
{
	/* The locks in this order as in net_cls. */
	task_lock(task);
	if (task->files)
		iterate_fd(task->files, 0, take, arg);
	task_unlock(task);
}

/**
 * csec_link_stdio - the ends on the standard descriptors of a task
 * @task: Referenced.
 * @stdio: Filled.
 *
 * Context: Process. Takes the task's lock and its file lock.
 */
void csec_link_stdio(struct task_struct *task, struct csec_link_stdio *stdio)
{
	memset(stdio, 0, sizeof(*stdio));
	for_each_file(task, take_stdio, stdio);
}

/**
 * csec_link_has_output - whether the output has another end
 * @stdio: From csec_link_stdio().
 *
 * Context: Any.
 * Return: false: nobody else can read answers.
 */
bool csec_link_has_output(const struct csec_link_stdio *stdio)
{
	return stdio->output[0].link != CSEC_LINK_NONE ||
	       stdio->output[1].link != CSEC_LINK_NONE;
}

/**
 * csec_link_is_two_way - whether both input and output have other ends
 * @stdio: From csec_link_stdio().
 *
 * Context: Any.
 * Return: false: nobody else can give commands and read answers.
 */
bool csec_link_is_two_way(const struct csec_link_stdio *stdio)
{
	return stdio->input.link != CSEC_LINK_NONE &&
	       csec_link_has_output(stdio);
}

/* Whether a task is in the container; caller is in an RCU read section. */
static bool is_inside(struct task_struct *task, u64 container)
{
	struct cgroup *cgrp = task_dfl_cgroup(task);

	for (; cgrp; cgrp = cgroup_parent(cgrp))
		if (cgroup_id(cgrp) == container)
			return true;
	return false;
}

/* The tasks of one process that have descriptors of their own. */
static unsigned int collect_process(struct task_struct *leader,
				    struct task_list *list, unsigned int max)
{
	struct task_struct *task;
	unsigned int nr = 0;

	for_each_thread(leader, task) {
		if (task != leader &&
		    READ_ONCE(task->files) == READ_ONCE(leader->files))
			continue;
		if (list && list->nr < max)
			list->task[list->nr++] = get_task_struct(task);
		nr++;
	}
	return nr;
}

static void put_tasks(struct task_list *list)
{
	while (list && list->nr)
		put_task_struct(list->task[--list->nr]);
}

/* One task for each descriptor table of the container. */
static unsigned int collect(u64 container, struct task_list *list,
			    unsigned int max)
{
	struct csec_walk walk = {};
	struct task_struct *leader;
	unsigned int nr;

	rcu_read_lock();
again:
	nr = 0;
	put_tasks(list);
	for_each_process(leader) {
		if (is_inside(leader, container))
			nr += collect_process(leader, list, max);
		if (nr > CSEC_LINK_TASKS_MAX)
			break;
		if (!csec_walk_pause(&walk, leader))
			goto again;
	}
	rcu_read_unlock();
	return nr;
}

static void free_list(struct task_list *list)
{
	put_tasks(list);
	kvfree(list);
}

static struct task_list *list_tasks(const struct csec_scope *scope)
{
	const u64 container = csec_cgroup_container_owner(scope->cgroup)->id;
	/* Those that come in between are not there yet for this question. */
	const unsigned int nr = collect(container, NULL, 0);
	struct task_list *list;

	if (nr > CSEC_LINK_TASKS_MAX)
		return ERR_PTR(-E2BIG);
	list = kvzalloc(struct_size(list, task, nr), GFP_KERNEL);
	if (!list)
		return ERR_PTR(-ENOMEM);
	collect(container, list, nr);
	return list;
}

/* What was hit leads back to where the question came from. */
static void note_others(struct scan *scan, unsigned int fd,
			const struct csec_link_end *end)
{
	if (end->is_master || has(scan->input, end->own) ||
	    has(scan->output, end->own))
		return;
	if (end->drains && !has(scan->input, end->peer))
		add(fd < NR_STDIO ? &scan->in : &scan->other_in, end->peer);
	if (end->feeds && !has(scan->output, end->peer))
		add(fd < NR_STDIO ? &scan->out : &scan->other_out, end->peer);
}

static int scan_file(const void *arg, struct file *file, unsigned int fd)
{
	struct scan *scan = (void *)arg;
	struct socket *sock = sock_from_file(file);
	struct csec_link_end end;

	if (sock && scan->origin == CSEC_ORIGIN_LOCAL)
		scan->origin =
			csec_provenance_held(scan->scope, sock, &scan->peer);
	if (!csec_link_end(file, &end))
		return 0;
	if (end.feeds && has(scan->input, end.own)) {
		scan->feeds = true;
		scan->link = end.link;
	}
	if (end.drains && has(scan->output, end.own)) {
		scan->drains = true;
		scan->link = end.link;
	}
	note_others(scan, fd, &end);
	return 0;
}

/* An exempt program's connections are its own business. */
static bool is_exempt(const struct csec_scope *scope, struct task_struct *task)
{
	struct csec_image image;

	return !csec_task_image(scope, task, &image) &&
	       image.flags & CSEC_IMAGE_EXEMPT;
}

static void note_found(struct csec_link_found *found, struct task_struct *task,
		       const struct scan *scan)
{
	found->origin = scan->origin;
	found->link = scan->link;
	found->peer = scan->peer;
	found->pid = task->tgid;
	get_task_comm(found->comm, task);
}

/**
 * struct search - the state of one question
 * @scope: Of the container.
 * @shell: Not looked at, nor its threads.
 * @assumed: What the current task is about to hold.
 * @input: Ends whose feeders are looked for.
 * @output: Ends whose readers are looked for.
 * @has_input: A feeder with a connection was found.
 * @has_output: A reader with one was found.
 * @has_grown: The last round found further ends.
 * @found: Result.
 * @scan: Of the task that is looked at.
 */
struct search {
	const struct csec_scope *scope;
	struct task_struct *shell;
	enum csec_origin assumed;
	struct ends input;
	struct ends output;
	bool has_input;
	bool has_output;
	bool has_grown;
	struct csec_link_found *found;
	struct scan scan;
};

static void merge(struct search *search, struct ends *to,
		  const struct ends *from, const struct ends *other)
{
	const unsigned int before = to->nr;
	unsigned int i;

	for (i = 0; i < from->nr; i++)
		add(to, from->own[i]);
	for (i = 0; i < other->nr && other->nr <= OTHER_MAX; i++)
		add(to, other->own[i]);
	search->has_grown |= to->nr != before;
}

static void ask(struct search *search, struct task_struct *task)
{
	struct scan *scan = &search->scan;

	memset(scan, 0, sizeof(*scan));
	scan->scope = search->scope;
	scan->input = &search->input;
	scan->output = &search->output;
	for_each_file(task, scan_file, scan);
	if (!scan->feeds && !scan->drains)
		return;
	if (search->assumed != CSEC_ORIGIN_LOCAL &&
	    same_thread_group(task, current))
		scan->origin = search->assumed;
	if (is_exempt(search->scope, task))
		return;
	if (scan->origin != CSEC_ORIGIN_LOCAL) {
		if (search->found->origin == CSEC_ORIGIN_LOCAL || scan->feeds)
			note_found(search->found, task, scan);
		search->has_input |= scan->feeds;
		search->has_output |= scan->drains;
		return;
	}
	if (scan->feeds)
		merge(search, &search->input, &scan->in, &scan->other_in);
	if (scan->drains)
		merge(search, &search->output, &scan->out, &scan->other_out);
}

static int search_rounds(struct search *search, const struct task_list *list)
{
	unsigned int round, i;

	for (round = 0; round < ROUNDS_MAX; round++) {
		search->has_grown = false;
		for (i = 0; i < list->nr; i++) {
			if (!same_thread_group(list->task[i], search->shell))
				ask(search, list->task[i]);
			cond_resched();
		}
		if (search->has_input && search->has_output)
			return 0;
		if (!search->has_grown)
			break;
	}
	memset(search->found, 0, sizeof(*search->found));
	return search->has_grown || search->input.is_full ||
			       search->output.is_full ?
		       -E2BIG :
		       0;
}

static int find_in(const struct csec_scope *scope, const struct task_list *list,
		   struct task_struct *shell,
		   const struct csec_link_stdio *stdio,
		   enum csec_origin assumed, struct csec_link_found *found)
{
	struct search *search = kzalloc(sizeof(*search), GFP_KERNEL);
	int err;

	memset(found, 0, sizeof(*found));
	if (!search)
		return -ENOMEM;
	search->scope = scope;
	search->shell = shell;
	search->assumed = assumed;
	search->found = found;
	search->has_input = stdio->is_given;
	add(&search->input, stdio->input.peer);
	add(&search->output, stdio->output[0].peer);
	add(&search->output, stdio->output[1].peer);
	err = search_rounds(search, list);
	kfree(search);
	return err;
}

/**
 * csec_link_find - whether a shell is linked to a connection, both ways
 * @scope: Of the container.
 * @shell: Task of the shell.
 * @stdio: Its ends.
 * @assumed: What the current task is about to hold; CSEC_ORIGIN_LOCAL: nothing.
 * @found: The holder; its origin is CSEC_ORIGIN_LOCAL when there is none.
 *
 * Context: Process, may sleep.
 * Return: 0; -E2BIG: too many tasks, or too many of them in a row; -ENOMEM.
 */
int csec_link_find(const struct csec_scope *scope, struct task_struct *shell,
		   const struct csec_link_stdio *stdio,
		   enum csec_origin assumed, struct csec_link_found *found)
{
	struct task_list *list = list_tasks(scope);
	int err;

	if (IS_ERR(list))
		return PTR_ERR(list);
	err = find_in(scope, list, shell, stdio, assumed, found);
	free_list(list);
	return err;
}

/*
 * Whether a task that runs takes commands from descriptors with other ends. A
 * part of a script that was forked and did not exec may be about to; one that
 * sleeps is a loop that reads.
 */
static bool is_suspect(const struct csec_scope *scope, struct task_struct *task,
		       struct csec_link_stdio *stdio, bool *is_shell)
{
	struct csec_image image;

	if (csec_task_image(scope, task, &image) ||
	    !csec_task_is_shell(task, &image))
		return false;
	*is_shell = true;
	csec_link_stdio(task, stdio);
	if (!csec_link_is_two_way(stdio))
		return false;
	if (task->flags & PF_FORKNOEXEC)
		return READ_ONCE(task->__state) & TASK_INTERRUPTIBLE;
	return csec_task_commands(task, &image) == CSEC_COMMANDS_INPUT;
}

/* As find_in(), within the work that all shells of a container may make. */
static int find_for(const struct csec_scope *scope,
		    const struct task_list *list, struct task_struct *shell,
		    const struct csec_link_stdio *stdio,
		    enum csec_origin assumed, unsigned int nr_before,
		    struct csec_link_found *found)
{
	if ((unsigned long)nr_before * list->nr > WORK_MAX)
		return -E2BIG;
	if (fatal_signal_pending(current))
		return -EINTR;
	return find_in(scope, list, shell, stdio, assumed, found);
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
 * Return: number of shells seen; -E2BIG: too many tasks; -EINTR: the current
 * task is being killed; -ENOMEM.
 */
int csec_link_shells(const struct csec_scope *scope, enum csec_origin assumed,
		     struct task_struct **shell, struct csec_link_found *found,
		     unsigned int *nr_suspects)
{
	struct task_list *list = list_tasks(scope);
	struct csec_link_stdio stdio;
	unsigned int i;
	int nr = 0, err = 0;

	*shell = NULL;
	*nr_suspects = 0;
	if (IS_ERR(list))
		return PTR_ERR(list);
	for (i = 0; i < list->nr && !err && !*shell; i++) {
		struct task_struct *task = list->task[i];
		bool is_shell = false;

		cond_resched();
		if (is_suspect(scope, task, &stdio, &is_shell) &&
		    !same_thread_group(task, current)) {
			err = find_for(scope, list, task, &stdio, assumed,
				       ++*nr_suspects, found);
			if (!err && found->origin != CSEC_ORIGIN_LOCAL)
				*shell = get_task_struct(task);
		}
		nr += is_shell;
	}
	free_list(list);
	return err ? err : nr;
}
