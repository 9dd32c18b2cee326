// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - the connection that a task at the other end of a shell holds
 */
#include "link_search.h"

#include <linux/net.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>

#include "provenance.h"
#include "received.h"
#include "task_args.h"

/*
 * A service that does not close its descriptors leaves them in all that it starts,
 * in a shell and in what feeds that.
 */
static bool is_left(const struct csec_link_held *connection,
		    const struct file *file, const struct sock *sk,
		    unsigned int fd)
{
	const void *const *left = connection->search->left;
	unsigned int i;

	if (fd < CSEC_LINK_STDIO || !csec_link_is_given(connection->task, file))
		return false;
	for (i = 0; i < CSEC_LINK_LEFT; i++)
		if (left[i] == sk)
			return true;
	return false;
}

static bool is_found(const struct csec_link_held *connection)
{
	return connection->origin != CSEC_ORIGIN_LOCAL && !connection->is_left;
}

static void take_connection(void *arg, struct file *file, unsigned int fd)
{
	struct csec_link_held *connection = arg;
	const struct csec_link_search *search = connection->search;
	struct csec_endpoint peer = {};
	struct csec_link_end end;
	enum csec_origin origin;
	struct socket *sock;

	if (!S_ISSOCK(file_inode(file)->i_mode))
		return;
	sock = sock_from_file(file);
	if (!sock || (!search->is_loop && is_found(connection)))
		return;
	/* As csec_link_own() has it. */
	if (csec_link_is_own(search->own,
			     csec_link_end(file, &end) ? end.peer : sock->sk))
		return;
	if (csec_provenance_is_log(search->scope, sock->sk)) {
		connection->has_log = true;
		return;
	}
	origin = csec_provenance_held(search->scope, sock, &peer);
	if (origin == CSEC_ORIGIN_LOCAL)
		return;
	connection->is_given |= csec_link_is_given(connection->task, file);
	if (is_found(connection))
		return;
	connection->origin = origin;
	connection->is_left = is_left(connection, file, sock->sk, fd);
	connection->peer = peer;
}

/* Identity of the file that a task runs; NULL: none. */
static const void *program_of(struct task_struct *task)
{
	struct mm_struct *mm = get_task_mm(task);
	struct file *exe = mm ? csec_compat_exe_file(mm) : NULL;
	const void *program = exe ? file_inode(exe) : NULL;

	if (exe)
		fput(exe);
	if (mm)
		mmput(mm);
	return program;
}

/* Whether the shell descends from it; in an RCU read section. */
static bool is_above(const struct csec_link_search *search,
		     const struct task_struct *task)
{
	const struct task_struct *above = search->shell;
	unsigned int i;

	/* Of one that was reaped the parent may not be looked at. */
	for (i = 0; i < CSEC_LINK_NEAR && pid_alive(above); i++) {
		if (above->tgid == task->tgid)
			return true;
		above = rcu_dereference(above->real_parent);
	}
	return false;
}

static bool is_multicall(const struct csec_link_search *search,
			 struct task_struct *task)
{
	struct csec_image image;

	return !csec_task_image(search->scope, task, &image) &&
	       image.flags & CSEC_IMAGE_MULTICALL;
}

/*
 * Who takes the answer, and what that started to send it by, as it had it fetched;
 * not who executes the command and takes what that says for itself.
 */
static bool is_taker(const struct csec_link_search *search,
		     struct task_struct *task)
{
	bool is = false;

	if (task->tgid == search->taker)
		return true;
	if (!search->taker_program)
		return false;
	rcu_read_lock();
	if (pid_alive(task))
		is = !is_above(search, task) &&
		     csec_received_is_started_by(task, search->taker);
	rcu_read_unlock();
	return is && program_of(task) == search->taker_program &&
	       (!is_multicall(search, task) ||
		!data_race(strncmp(task->comm, search->taker_comm,
				   TASK_COMM_LEN)));
}

/**
 * csec_link_find_held - the connection that a task holds
 * @search: The question; its @err is set when it could not be found out.
 * @task: Referenced.
 * @connection: All 0, filled.
 *
 * Context: Process, may sleep.
 */
void csec_link_find_held(struct csec_link_search *search,
			 struct task_struct *task,
			 struct csec_link_held *connection)
{
	bool is_receiver;

	connection->search = search;
	connection->task = task;
	search->err = csec_link_all_files(task, search->nr_files,
					  take_connection, connection);
	if (search->taker && is_taker(search, task)) {
		connection->origin = CSEC_ORIGIN_OUTBOUND;
		connection->is_left = false;
		return;
	}
	if (search->assumed != CSEC_ORIGIN_LOCAL &&
	    same_thread_group(task, current)) {
		connection->origin = search->assumed;
		connection->is_left = false;
		return;
	}
	if (!connection->is_left && !search->is_receiver_wanted)
		return;
	is_receiver = csec_received_by(search->scope, task->tgid);
	if (search->is_receiver_wanted && !is_receiver)
		connection->origin = CSEC_ORIGIN_LOCAL;
	connection->is_left &= !is_receiver;
}
