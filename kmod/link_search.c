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
 * Mostly it is the parents of the shell that hold its other ends, and nobody
 * else: the number of references to their files says so. Then the others need
 * not be looked at, see is_settled_near().
 *
 * Work: tasks of the container with descriptors of their own, at most
 * CSEC_LINK_TASKS_MAX, times their descriptors, times ROUNDS_MAX. The descriptor
 * table of one task is walked under its lock, with its tasks' lock held (as
 * net_cls does); between two tasks the processor is given away.
 */
#include "link_internal.h"

#include <linux/net.h>
#include <linux/pipe_fs_i.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/tty.h>

#include "provenance.h"
#include "received.h"
#include "task_args.h"

/* Longer chains of programs than this are not followed to their end. */
#define ROUNDS_MAX 16
#define ENDS_MAX 64
/* Who has more ends than these for one direction serves many. */
#define OTHER_MAX 4
#define NR_STDIO 3
/* The shell, its parents, and what they lead to. */
#define NEAR_TASKS 5
#define NEAR_ENDS 8
#define NEAR_ROUNDS 4

enum side {
	INPUT,
	OUTPUT,
	NR_SIDES,
};

/* Identities of ends whose holders are looked for. */
struct ends {
	unsigned int nr;
	unsigned int max;
	bool is_full;
	const void **own;
};

/* A few ends of one task. */
struct few {
	unsigned int nr;
	const void *own[OTHER_MAX + 1];
};

/**
 * struct holders - who holds an end
 * @nr_files: Files that are open for it; UINT_MAX: not known.
 * @nr_references: Of the one file, if it is one.
 * @nr_found: Of these, in descriptor tables that were looked at.
 */
struct holders {
	unsigned int nr_files;
	unsigned long nr_references;
	unsigned long nr_found;
};

/**
 * struct scan - what one task's descriptors say; filled under its file lock
 * @link: What leads to it.
 * @holds: It holds one of the ends.
 * @stdio: Where its standard descriptors lead on.
 * @other: Where its other descriptors do.
 */
struct scan {
	enum csec_link link;
	bool holds[NR_SIDES];
	struct few stdio[NR_SIDES];
	struct few other[NR_SIDES];
};

/**
 * struct search - the state of one question
 * @scope: Of the container.
 * @shell: Not looked at, nor its threads.
 * @assumed: What the current task is about to hold.
 * @ends: Of the input those whose feeders are looked for, of the output those
 *	whose readers are.
 * @holders: Of the ends of the input; NULL: not wanted.
 * @is_receiver_wanted: Only who receives over its connection counts.
 * @has: One with a connection was found.
 * @has_grown: The last round found further ends.
 * @found: Result.
 * @scan: Of the task that is looked at.
 */
struct search {
	const struct csec_scope *scope;
	struct task_struct *shell;
	enum csec_origin assumed;
	struct ends ends[NR_SIDES];
	struct holders *holders;
	bool is_receiver_wanted;
	bool has[NR_SIDES];
	bool has_grown[NR_SIDES];
	struct csec_link_found *found;
	struct scan scan;
};

/* Returns ends->nr when there is none. */
static unsigned int find(const struct ends *ends, const void *own)
{
	unsigned int i;

	for (i = 0; i < ends->nr && ends->own[i] != own;)
		i++;
	return i;
}

static bool has(const struct ends *ends, const void *own)
{
	return find(ends, own) < ends->nr;
}

static void add(struct ends *ends, const void *own)
{
	if (!own || has(ends, own))
		return;
	if (ends->nr < ends->max)
		ends->own[ends->nr++] = own;
	else
		ends->is_full = true;
}

static void add_few(struct few *few, const void *own)
{
	unsigned int i;

	for (i = 0; i < few->nr; i++)
		if (few->own[i] == own)
			return;
	if (few->nr < ARRAY_SIZE(few->own))
		few->own[few->nr++] = own;
}

/* Files that are open for writing into one end, or for one end of a terminal. */
static unsigned int nr_files_of(const struct file *file,
				const struct csec_link_end *end)
{
	const struct tty_struct *tty = end->own;

	if (end->link == CSEC_LINK_PIPE)
		return READ_ONCE(file_inode(file)->i_pipe->writers);
	return end->link == CSEC_LINK_PTY ? READ_ONCE(tty->count) : 1;
}

static void note_holder(struct holders *holders, struct file *file,
			const struct csec_link_end *end)
{
	holders->nr_files = nr_files_of(file, end);
	if (!end->feeds)
		return;
	holders->nr_references = file_count(file);
	holders->nr_found++;
}

static void scan_file(void *arg, struct file *file, unsigned int fd)
{
	struct search *search = arg;
	const struct ends *input = &search->ends[INPUT];
	const struct ends *output = &search->ends[OUTPUT];
	struct scan *scan = &search->scan;
	struct csec_link_end end;
	unsigned int pos;
	bool is_known;

	if (!csec_link_may_have_end(file) || !csec_link_end(file, &end))
		return;
	pos = find(input, end.own);
	is_known = pos < input->nr;
	if (is_known && search->holders)
		note_holder(&search->holders[pos], file, &end);
	if (is_known && end.feeds) {
		scan->holds[INPUT] = true;
		scan->link = end.link;
	}
	if (has(output, end.own)) {
		is_known = true;
		scan->holds[OUTPUT] |= end.drains;
		if (end.drains)
			scan->link = end.link;
	}
	/* What was hit leads back to where the question came from. */
	if (is_known || end.is_master)
		return;
	if (end.drains && !has(input, end.peer))
		add_few(fd < NR_STDIO ? &scan->stdio[INPUT] :
					&scan->other[INPUT],
			end.peer);
	if (end.feeds && !has(output, end.peer))
		add_few(fd < NR_STDIO ? &scan->stdio[OUTPUT] :
					&scan->other[OUTPUT],
			end.peer);
}

static void scan_task(struct search *search, struct task_struct *task)
{
	struct scan *scan = &search->scan;
	enum side side;

	scan->link = CSEC_LINK_NONE;
	for (side = INPUT; side < NR_SIDES; side++) {
		scan->holds[side] = false;
		scan->stdio[side].nr = 0;
		scan->other[side].nr = 0;
	}
	csec_link_each_file(task, UINT_MAX, scan_file, search);
}

/**
 * struct connection - the connection that a task holds
 * @scope: Of the container.
 * @origin: CSEC_ORIGIN_LOCAL: it holds none.
 * @has_log: It holds a socket that only carries output away.
 * @peer: Of the connection.
 */
struct connection {
	const struct csec_scope *scope;
	enum csec_origin origin;
	bool has_log;
	struct csec_endpoint peer;
};

static void take_connection(void *arg, struct file *file, unsigned int fd)
{
	struct connection *connection = arg;
	struct socket *sock;

	if (!S_ISSOCK(file_inode(file)->i_mode))
		return;
	sock = sock_from_file(file);
	if (!sock || connection->origin != CSEC_ORIGIN_LOCAL)
		return;
	if (csec_provenance_is_log(connection->scope, sock->sk))
		connection->has_log = true;
	else
		connection->origin = csec_provenance_held(
			connection->scope, sock, &connection->peer);
}

static void find_connection(const struct search *search,
			    struct task_struct *task,
			    struct connection *connection)
{
	connection->scope = search->scope;
	csec_link_each_file(task, UINT_MAX, take_connection, connection);
	if (search->assumed != CSEC_ORIGIN_LOCAL &&
	    same_thread_group(task, current))
		connection->origin = search->assumed;
	else if (search->is_receiver_wanted &&
		 !csec_received_by(search->scope, task->tgid))
		connection->origin = CSEC_ORIGIN_LOCAL;
}

/* An exempt program's connections are its own business. */
static bool is_exempt(const struct csec_scope *scope, struct task_struct *task)
{
	struct csec_image image;

	return !csec_task_image(scope, task, &image) &&
	       image.flags & CSEC_IMAGE_EXEMPT;
}

static void note_found(struct csec_link_found *found, struct task_struct *task,
		       const struct connection *connection, enum csec_link link)
{
	found->origin = connection->origin;
	found->link = link;
	found->peer = connection->peer;
	found->pid = task->tgid;
	get_task_comm(found->comm, task);
}

static void follow(struct search *search, enum side side)
{
	const struct few *stdio = &search->scan.stdio[side];
	const struct few *other = &search->scan.other[side];
	struct ends *to = &search->ends[side];
	const unsigned int before = to->nr;
	unsigned int i;

	for (i = 0; i < stdio->nr; i++)
		add(to, stdio->own[i]);
	for (i = 0; i < other->nr && other->nr <= OTHER_MAX; i++)
		add(to, other->own[i]);
	search->has_grown[side] |= to->nr != before;
}

/* Whether the task is between others, or may be. */
static bool leads_on(const struct search *search)
{
	const struct scan *scan = &search->scan;
	enum side side;

	for (side = INPUT; side < NR_SIDES; side++)
		if (scan->holds[side] &&
		    (scan->stdio[side].nr || scan->other[side].nr))
			return true;
	return false;
}

static void ask(struct search *search, struct task_struct *task)
{
	const bool *const holds = search->scan.holds;
	struct connection connection = {};
	enum side side;

	scan_task(search, task);
	if (!holds[INPUT] && !holds[OUTPUT])
		return;
	find_connection(search, task, &connection);
	if ((connection.origin == CSEC_ORIGIN_LOCAL && !connection.has_log &&
	     !leads_on(search)) ||
	    is_exempt(search->scope, task))
		return;
	if (connection.origin != CSEC_ORIGIN_LOCAL) {
		if (search->found->origin == CSEC_ORIGIN_LOCAL || holds[INPUT])
			note_found(search->found, task, &connection,
				   search->scan.link);
		search->has[INPUT] |= holds[INPUT];
		search->has[OUTPUT] |= holds[OUTPUT];
		return;
	}
	/* A log gives nobody commands. */
	search->has[OUTPUT] |= holds[OUTPUT] && connection.has_log;
	for (side = INPUT; side < NR_SIDES; side++)
		if (holds[side])
			follow(search, side);
}

static void begin(struct search *search, const struct csec_link_stdio *stdio,
		  const void **own, unsigned int max)
{
	enum side side;

	for (side = INPUT; side < NR_SIDES; side++) {
		search->ends[side] =
			(struct ends){ .max = max, .own = own + side * max };
		search->has[side] = false;
	}
	search->has[INPUT] = stdio->is_given;
	search->has[OUTPUT] = stdio->is_answered || search->is_receiver_wanted;
	memset(search->found, 0, sizeof(*search->found));
	add(&search->ends[INPUT], stdio->input.peer);
	add(&search->ends[OUTPUT], stdio->output[0].peer);
	add(&search->ends[OUTPUT], stdio->output[1].peer);
}

/* The shell and those that it descends from, inside; referenced. */
static unsigned int list_near(const struct search *search,
			      struct task_struct **near)
{
	const u64 container =
		csec_cgroup_container_owner(search->scope->cgroup)->id;
	struct task_struct *task = search->shell;
	unsigned int nr = 0;

	rcu_read_lock();
	/* Of one that was reaped the parent may not be looked at. */
	while (nr < NEAR_TASKS && csec_link_is_inside(task, container)) {
		near[nr++] = get_task_struct(task);
		if (!pid_alive(task))
			break;
		task = rcu_dereference(task->real_parent);
	}
	rcu_read_unlock();
	return nr;
}

/* A table that two processes share is looked at once: references are counted. */
static bool is_table_seen(struct task_struct *const *near, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		if (READ_ONCE(near[i]->files) == READ_ONCE(near[nr]->files))
			return true;
	return false;
}

static void ask_near(struct search *search, struct task_struct *const *near,
		     unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < NEAR_ENDS; i++)
		search->holders[i] = (struct holders){ .nr_files = UINT_MAX };
	for (i = 0; i < nr; i++) {
		if (is_table_seen(near, i))
			continue;
		if (same_thread_group(near[i], search->shell))
			scan_task(search, near[i]);
		else
			ask(search, near[i]);
	}
}

static bool are_holders_known(const struct search *search)
{
	const struct holders *holders = search->holders;
	const struct ends *input = &search->ends[INPUT];
	unsigned int i;

	for (i = 0; i < input->nr; i++)
		if (holders[i].nr_files &&
		    (holders[i].nr_files > 1 || !holders[i].nr_found ||
		     holders[i].nr_found != holders[i].nr_references))
			return false;
	return !input->is_full;
}

/*
 * Whether it is settled without looking at everybody that nobody with a
 * connection feeds the shell: only the shell and its parents hold the other end
 * of its input, as the number of references to its file says, and the same is
 * true of what these in turn read. Files in flight are references, too. That
 * misses what an end is sent to meanwhile, as looking at everybody does; when
 * something is received it is asked again.
 */
static bool is_settled_near(struct search *search,
			    const struct csec_link_stdio *stdio,
			    const void **own)
{
	struct holders holders[NEAR_ENDS];
	struct task_struct *near[NEAR_TASKS];
	const struct ends *input = &search->ends[INPUT];
	unsigned int nr, before, round;
	bool is_settled = false;

	begin(search, stdio, own, NEAR_ENDS);
	search->holders = holders;
	nr = list_near(search, near);
	for (round = 0; round < NEAR_ROUNDS && !search->has[INPUT]; round++) {
		before = input->nr;
		ask_near(search, near, nr);
		is_settled = !search->has[INPUT] && input->nr == before &&
			     are_holders_known(search);
		if (input->nr == before)
			break;
	}
	while (nr)
		put_task_struct(near[--nr]);
	search->holders = NULL;
	return is_settled;
}

/* Whether nobody with a connection is there, nor anything that leads further. */
static bool is_side_over(const struct search *search, enum side side)
{
	return !search->has[side] && !search->has_grown[side] &&
	       !search->ends[side].is_full;
}

static int search_rounds(struct search *search,
			 const struct csec_link_tasks *list)
{
	unsigned int round, i;

	for (round = 0; round < ROUNDS_MAX; round++) {
		memset(search->has_grown, 0, sizeof(search->has_grown));
		for (i = 0; i < list->nr; i++) {
			if (fatal_signal_pending(current))
				return -EINTR;
			if (!same_thread_group(list->task[i], search->shell))
				ask(search, list->task[i]);
			cond_resched();
		}
		if (search->has[INPUT] && search->has[OUTPUT])
			return 0;
		if (is_side_over(search, INPUT) || is_side_over(search, OUTPUT))
			break;
	}
	memset(search->found, 0, sizeof(*search->found));
	return is_side_over(search, INPUT) || is_side_over(search, OUTPUT) ?
		       0 :
		       -E2BIG;
}

/* What was found near leads to the same ends whoever is looked at first. */
static void go_on(struct search *search, const struct ends *near)
{
	unsigned int i;
	enum side side;

	for (side = INPUT; side < NR_SIDES; side++)
		for (i = 0; i < near[side].nr; i++)
			add(&search->ends[side], near[side].own[i]);
}

static int find_in(struct search *search, const struct csec_link_tasks *list,
		   const struct csec_link_stdio *stdio)
{
	const void *near_own[NR_SIDES * NEAR_ENDS];
	struct csec_link_tasks *own_list = NULL;
	struct ends near[NR_SIDES] = {};
	const void **own;
	int err;

	if (!stdio->is_given) {
		if (is_settled_near(search, stdio, near_own)) {
			memset(search->found, 0, sizeof(*search->found));
			return 0;
		}
		memcpy(near, search->ends, sizeof(near));
	}
	own = kmalloc_array(NR_SIDES * ENDS_MAX, sizeof(*own), GFP_KERNEL);
	if (!own)
		return -ENOMEM;
	begin(search, stdio, own, ENDS_MAX);
	go_on(search, near);
	if (!list)
		own_list = csec_link_tasks_list(search->scope);
	err = PTR_ERR_OR_ZERO(own_list);
	if (!err)
		err = search_rounds(search, list ? list : own_list);
	if (own_list && !IS_ERR(own_list))
		csec_link_tasks_free(own_list);
	kfree(own);
	return err;
}

/**
 * csec_link_find_in - as csec_link_find(), with a list of the tasks
 * @scope: Of the container.
 * @list: Of all; NULL: it is made when it is needed.
 * @shell: Task of the shell.
 * @stdio: Its ends.
 * @assumed: What the current task is about to hold; CSEC_ORIGIN_LOCAL: nothing.
 * @found: The holder.
 *
 * Context: Process, may sleep.
 * Return: as csec_link_find().
 */
int csec_link_find_in(const struct csec_scope *scope,
		      const struct csec_link_tasks *list,
		      struct task_struct *shell,
		      const struct csec_link_stdio *stdio,
		      enum csec_origin assumed, struct csec_link_found *found)
{
	struct search search = { .scope = scope,
				 .shell = shell,
				 .assumed = assumed,
				 .found = found };
	int err = 0;

	memset(found, 0, sizeof(*found));
	if (csec_link_has_output(stdio))
		err = find_in(&search, list, stdio);
	if (err || found->origin != CSEC_ORIGIN_LOCAL ||
	    !stdio->is_at_connection || stdio->is_given)
		return err;
	/*
	 * It may answer over a connection of its own. But a service that does
	 * not close its descriptors gives its own to all that it starts: there
	 * only who receives gives commands.
	 */
	search.is_receiver_wanted = true;
	return find_in(&search, list, stdio);
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
 * Return: 0; -E2BIG: too many tasks, or too many of them in a row; -EINTR: the
 * current task is being killed; -ENOMEM.
 */
int csec_link_find(const struct csec_scope *scope, struct task_struct *shell,
		   const struct csec_link_stdio *stdio,
		   enum csec_origin assumed, struct csec_link_found *found)
{
	return csec_link_find_in(scope, NULL, shell, stdio, assumed, found);
}
