// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - who is at the other end of a shell's descriptors
 *
 * From the shell's input back to a task that holds a connection, and from its
 * output on to one. A task in between (cat, tee, script) is followed through
 * its own standard descriptors, and through others when there are few for the
 * direction: a multiplexer or a supervisor holds many, and what is at one of
 * them has nothing to do with the next. The same goes for the masters of
 * terminals, see csec_link_scan_masters(). What still goes on after ROUNDS_MAX
 * programs in a row is not decided.
 *
 * Mostly it is the parents of the shell that hold its other ends, and nobody
 * else: the number of references to their files says so. Then the others need
 * not be looked at, see is_settled_near().
 *
 * Work: tasks of the container with descriptors of their own, at most
 * CSEC_LINK_TASKS_MAX, times their descriptors, times ROUNDS_MAX; in tables of more
 * than CSEC_LINK_BATCH at most CSEC_LINK_FILES_MAX files in all. So many descriptors
 * of one task are looked at under the lock of its table, with that of the task held
 * (as net_cls does); between them, and between two tasks, the processor is given away.
 */
#include "link_search.h"

#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "task_args.h"

/* Longer chains of programs than this are not followed to their end. */
#define ROUNDS_MAX 16
#define ENDS_MAX 64
/* What the shell and its parents lead to. */
#define NEAR_ENDS 8
#define NEAR_ROUNDS 4
/* Generations of those that may have started a script. */
#define NR_ABOVE 64

/* An exempt program's connections are its own business. */
static bool is_exempt(const struct csec_scope *scope, struct task_struct *task)
{
	struct csec_image image;

	return !csec_task_image(scope, task, &image) &&
	       image.flags & CSEC_IMAGE_EXEMPT;
}

static void note_found(struct csec_link_found *found, struct task_struct *task,
		       const struct csec_link_held *connection,
		       enum csec_link link)
{
	found->origin = connection->origin;
	found->link = link;
	found->peer = connection->peer;
	found->pid = task->tgid;
	get_task_comm(found->comm, task);
}

static void scan_task(struct csec_link_search *search, struct task_struct *task)
{
	search->err = csec_link_scan(task, search->ends, search->holders,
				     search->nr_files, &search->scan);
}

static void add_end(struct csec_link_search *search, enum csec_link_side side,
		    const void *own)
{
	if (side == CSEC_LINK_OUTPUT || !csec_link_is_own(search->own, own))
		csec_link_ends_add(&search->ends[side], own);
}

static void follow(struct csec_link_search *search, enum csec_link_side side)
{
	const struct csec_link_few *stdio = &search->scan.stdio[side];
	const struct csec_link_few *other = &search->scan.other[side];
	const unsigned int nr_masters = csec_link_scan_masters(&search->scan);
	struct csec_link_ends *to = &search->ends[side];
	const unsigned int before = to->nr;
	unsigned int i;

	for (i = 0; i < stdio->nr; i++)
		add_end(search, side, stdio->own[i]);
	for (i = 0; i < other->nr && other->nr <= CSEC_LINK_OTHER_MAX; i++)
		add_end(search, side, other->own[i]);
	for (i = 0; i < nr_masters; i++)
		csec_link_ends_add(to, search->scan.masters.own[i]);
	search->has_grown[side] |= to->nr != before;
}

/* Whether a task started the shell, or one that did, and executed nothing since. */
static bool is_ancestor(struct task_struct *shell, struct task_struct *task)
{
	struct task_struct *parent;
	unsigned int nr;
	bool is = false;

	rcu_read_lock();
	/* Of one that was reaped the parent may not be looked at. */
	for (nr = 0; nr < NR_ABOVE && !is && pid_alive(shell); nr++) {
		parent = rcu_dereference(shell->real_parent);
		if (READ_ONCE(shell->parent_exec_id) !=
		    READ_ONCE(parent->self_exec_id))
			break;
		is = same_thread_group(parent, task);
		shell = parent;
	}
	rcu_read_unlock();
	return is;
}

/*
 * A loop that reads what its script fetched says to who started that what it was
 * started to say: "psql | while read" of a CGI script. It does not when that one
 * also feeds the loop, or its feeder by a connection that it did not open itself.
 */
static void note_side(struct csec_link_search *search, enum csec_link_side side,
		      struct task_struct *task,
		      const struct csec_link_held *connection)
{
	bool *const is_of_start = search->is_of_start;
	const bool is_start = search->is_loop &&
			      is_ancestor(search->shell, task);

	if (side == CSEC_LINK_INPUT) {
		search->has[side] = true;
		is_of_start[side] |= is_start || connection->is_given;
	} else {
		search->has[side] |= !is_start;
		is_of_start[side] |= is_start;
	}
	search->has[CSEC_LINK_OUTPUT] |= is_of_start[CSEC_LINK_INPUT] &&
					 is_of_start[CSEC_LINK_OUTPUT];
}

static void ask(struct csec_link_search *search, struct task_struct *task)
{
	const bool *const holds = search->scan.holds;
	struct csec_link_held connection = {};
	enum csec_link_side side;
	bool is_holder;

	scan_task(search, task);
	if (search->err ||
	    (!holds[CSEC_LINK_INPUT] && !holds[CSEC_LINK_OUTPUT]))
		return;
	csec_link_find_held(search, task, &connection);
	if (search->err ||
	    (connection.origin == CSEC_ORIGIN_LOCAL && !connection.has_log &&
	     !csec_link_scan_leads_on(&search->scan)) ||
	    is_exempt(search->scope, task))
		return;
	for (side = CSEC_LINK_INPUT; side < CSEC_LINK_NR_SIDES; side++) {
		if (!holds[side])
			continue;
		is_holder = connection.origin != CSEC_ORIGIN_LOCAL &&
			    (side == CSEC_LINK_OUTPUT || !connection.is_left);
		if (is_holder && (search->found->origin == CSEC_ORIGIN_LOCAL ||
				  side == CSEC_LINK_INPUT))
			note_found(search->found, task, &connection,
				   search->scan.link);
		/* A log gives nobody commands. */
		if (is_holder ||
		    (side == CSEC_LINK_OUTPUT && connection.has_log))
			note_side(search, side, task, &connection);
		if (!is_holder)
			follow(search, side);
	}
}

static void begin(struct csec_link_search *search,
		  const struct csec_link_stdio *stdio, const void **own,
		  unsigned int max)
{
	enum csec_link_side side;

	for (side = CSEC_LINK_INPUT; side < CSEC_LINK_NR_SIDES; side++) {
		search->ends[side] =
			(struct csec_link_ends){ .max = max,
						 .own = own + side * max };
		search->has[side] = false;
		search->is_of_start[side] = false;
	}
	search->has[CSEC_LINK_INPUT] = stdio->is_given;
	search->has[CSEC_LINK_OUTPUT] = stdio->is_answered ||
					search->is_receiver_wanted;
	memset(search->found, 0, sizeof(*search->found));
	csec_link_ends_add(&search->ends[CSEC_LINK_INPUT], stdio->input.peer);
	csec_link_ends_add(&search->ends[CSEC_LINK_OUTPUT],
			   stdio->output[0].peer);
	csec_link_ends_add(&search->ends[CSEC_LINK_OUTPUT],
			   stdio->output[1].peer);
}

/**
 * csec_link_near - a task and those that it descends from
 * @scope: Of the container; others are not listed.
 * @task: Referenced.
 * @near: Filled, of CSEC_LINK_NEAR; each is referenced.
 *
 * Context: Process.
 * Return: number of entries.
 */
unsigned int csec_link_near(const struct csec_scope *scope,
			    struct task_struct *task, struct task_struct **near)
{
	const u64 container = csec_cgroup_container_owner(scope->cgroup)->id;
	unsigned int nr = 0;

	rcu_read_lock();
	/* Of one that was reaped the parent may not be looked at. */
	while (nr < CSEC_LINK_NEAR && csec_link_is_inside(task, container)) {
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

static void ask_near(struct csec_link_search *search,
		     struct task_struct *const *near, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < NEAR_ENDS; i++)
		search->holders[i] =
			(struct csec_link_holders){ .nr_files = UINT_MAX };
	for (i = 0; i < nr && !search->err; i++) {
		if (is_table_seen(near, i))
			continue;
		if (same_thread_group(near[i], search->shell))
			scan_task(search, near[i]);
		else
			ask(search, near[i]);
	}
}

static bool are_holders_known(const struct csec_link_search *search)
{
	const struct csec_link_holders *holders = search->holders;
	const struct csec_link_ends *input = &search->ends[CSEC_LINK_INPUT];
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
static bool is_settled_near(struct csec_link_search *search,
			    const struct csec_link_stdio *stdio,
			    const void **own)
{
	struct csec_link_holders holders[NEAR_ENDS];
	struct task_struct *near[CSEC_LINK_NEAR];
	const struct csec_link_ends *input = &search->ends[CSEC_LINK_INPUT];
	unsigned int nr, before, round;
	bool is_settled = false;

	begin(search, stdio, own, NEAR_ENDS);
	search->holders = holders;
	nr = csec_link_near(search->scope, search->shell, near);
	for (round = 0; round < NEAR_ROUNDS && !search->has[CSEC_LINK_INPUT];
	     round++) {
		before = input->nr;
		ask_near(search, near, nr);
		is_settled = !search->err && !search->has[CSEC_LINK_INPUT] &&
			     input->nr == before && are_holders_known(search);
		if (search->err || input->nr == before)
			break;
	}
	while (nr)
		put_task_struct(near[--nr]);
	search->holders = NULL;
	return is_settled;
}

/*
 * Whether nobody with a connection is there, nor anything that leads further. Who
 * started a loop counts when he turns out to feed it.
 */
static bool is_side_over(const struct csec_link_search *search,
			 enum csec_link_side side)
{
	if (search->is_of_start[side] && search->has_grown[CSEC_LINK_INPUT])
		return false;
	return !search->has[side] && !search->has_grown[side] &&
	       !search->ends[side].is_full;
}

static int search_rounds(struct csec_link_search *search,
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
			if (search->err)
				return search->err;
			cond_resched();
		}
		if (search->has[CSEC_LINK_INPUT] &&
		    search->has[CSEC_LINK_OUTPUT])
			return 0;
		if (is_side_over(search, CSEC_LINK_INPUT) ||
		    is_side_over(search, CSEC_LINK_OUTPUT))
			break;
	}
	memset(search->found, 0, sizeof(*search->found));
	return is_side_over(search, CSEC_LINK_INPUT) ||
			       is_side_over(search, CSEC_LINK_OUTPUT) ?
		       0 :
		       -E2BIG;
}

/* What was found near leads to the same ends whoever is looked at first. */
static void go_on(struct csec_link_search *search,
		  const struct csec_link_ends *near)
{
	unsigned int i;
	enum csec_link_side side;

	for (side = CSEC_LINK_INPUT; side < CSEC_LINK_NR_SIDES; side++)
		for (i = 0; i < near[side].nr; i++)
			csec_link_ends_add(&search->ends[side],
					   near[side].own[i]);
}

static int find_in(struct csec_link_search *search,
		   struct csec_link_tasks *list,
		   const struct csec_link_stdio *stdio)
{
	const void *near_own[CSEC_LINK_NR_SIDES * NEAR_ENDS];
	struct csec_link_tasks *own_list = NULL;
	struct csec_link_ends near[CSEC_LINK_NR_SIDES] = {};
	const void **own;
	int err;

	if (!stdio->is_given) {
		if (is_settled_near(search, stdio, near_own)) {
			memset(search->found, 0, sizeof(*search->found));
			return 0;
		}
		if (search->err)
			return search->err;
		memcpy(near, search->ends, sizeof(near));
	}
	own = kmalloc_array(CSEC_LINK_NR_SIDES * ENDS_MAX, sizeof(*own),
			    GFP_KERNEL);
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
 * @list: Of all, and how much was looked at for them; NULL: it is made when it is
 *	needed.
 * @shell: Task of the shell.
 * @stdio: Its ends.
 * @assumed: What the current task is about to hold; CSEC_ORIGIN_LOCAL: nothing.
 * @found: The holder.
 *
 * Context: Process, may sleep.
 * Return: as csec_link_find().
 */
int csec_link_find_in(const struct csec_scope *scope,
		      struct csec_link_tasks *list, struct task_struct *shell,
		      const struct csec_link_stdio *stdio,
		      enum csec_origin assumed, struct csec_link_found *found)
{
	unsigned int nr_files = 0;
	struct csec_link_search search = {
		.scope = scope,
		.nr_files = list ? &list->nr_files : &nr_files,
		.shell = shell,
		.own = stdio->own,
		.left = stdio->left,
		.is_loop = stdio->is_loop,
		.assumed = assumed,
		.taker = stdio->taker,
		.taker_program = stdio->taker_program,
		.taker_comm = stdio->taker_comm,
		.found = found
	};
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
 * Return: 0; -E2BIG: too many tasks, descriptors or tasks in a row; -EINTR: the
 * current task is being killed; -ENOMEM.
 */
int csec_link_find(const struct csec_scope *scope, struct task_struct *shell,
		   const struct csec_link_stdio *stdio,
		   enum csec_origin assumed, struct csec_link_found *found)
{
	return csec_link_find_in(scope, NULL, shell, stdio, assumed, found);
}
