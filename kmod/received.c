// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - what came over a connection shortly before a shell was started
 *
 * An interpreter that runs what it is told over a connection starts a shell for
 * each command. Such a shell has innocent descriptors; but its command line is
 * what came over the connection, and that stands in the memory that the child
 * has from its parent, or in that of a program that hands it on through a pipe.
 * Of the latter, what the shell says has to go back to a connection as well.
 * What was encrypted, encoded or taken apart on the way is not recognised.
 */
#include "received.h"

#include <linux/fdtable.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "provenance.h"
#include "shell_args.h"
#include "task_args.h"

#define RECEIVED_MAX 2048
/* The task itself, its parent and the one before. */
#define NR_GENERATIONS 3

/* The socket that is looked for in a task's descriptors. */
struct holding {
	const struct csec_scope *scope;
	const struct sock *sk;
	enum csec_origin origin;
	struct csec_endpoint peer;
};

static int take_socket(const void *arg, struct file *file, unsigned int fd)
{
	struct holding *holding = (void *)arg;
	struct socket *sock = sock_from_file(file);

	if (!sock || sock->sk != holding->sk)
		return 0;
	holding->origin =
		csec_provenance_held(holding->scope, sock, &holding->peer);
	return 1;
}

/* Whether that is the current task, its parent or grandparent. */
static bool is_ancestor(u32 tgid)
{
	struct task_struct *task = current;
	bool is_found = false;
	unsigned int i;

	rcu_read_lock();
	for (i = 0; i < NR_GENERATIONS && !is_found; i++) {
		is_found = task->tgid == tgid;
		task = rcu_dereference(task->real_parent);
	}
	rcu_read_unlock();
	return is_found;
}

static struct task_struct *find_task(u32 tgid)
{
	struct task_struct *task;

	rcu_read_lock();
	task = pid_task(find_pid_ns(tgid, &init_pid_ns), PIDTYPE_TGID);
	if (task)
		get_task_struct(task);
	rcu_read_unlock();
	return task;
}

/*
 * What a child has of its parent's memory; nothing is waited for in an exec. The
 * end of a large buffer may never have been touched, and so be missing.
 */
static size_t copy_own(unsigned long base, char *buffer, size_t len)
{
	void __user *from = (void __user *)base;
	unsigned long left;

	if (!access_ok(from, len))
		return 0;
	pagefault_disable();
	left = __copy_from_user_inatomic(buffer, from, len);
	pagefault_enable();
	return len - left;
}

static bool is_command_of(const struct csec_note *note,
			  struct task_struct *task, bool is_own,
			  const char *command, char *buffer)
{
	const size_t max = min_t(size_t, READ_ONCE(note->len), RECEIVED_MAX);
	const unsigned long base = READ_ONCE(note->base);
	size_t len;

	len = is_own ? copy_own(base, buffer, max) :
		       csec_task_memory(task, base, buffer, max);
	return len && csec_shell_args_is_received(command, buffer, len);
}

static void find_holding(struct task_struct *task, struct holding *holding)
{
	/* The locks in this order as in net_cls. */
	task_lock(task);
	if (task->files)
		iterate_fd(task->files, 0, take_socket, holding);
	task_unlock(task);
}

static void judge_note(const struct csec_scope *scope,
		       const struct csec_note *note, const char *command,
		       bool is_output_linked, char *buffer,
		       struct csec_received *received)
{
	struct holding holding = { .scope = scope, .sk = READ_ONCE(note->sk) };
	struct csec_link_found *found = &received->found;
	const u32 tgid = READ_ONCE(note->tgid);
	const bool is_own = holding.sk && is_ancestor(tgid);
	struct task_struct *task = NULL;

	if (holding.sk && (is_own || is_output_linked))
		task = find_task(tgid);
	if (!task)
		return;
	if (is_command_of(note, task, is_own, command, buffer)) {
		find_holding(task, &holding);
		found->origin = holding.origin;
		found->link = CSEC_LINK_SOCKET;
		found->peer = holding.peer;
		found->pid = task->tgid;
		get_task_comm(found->comm, task);
		received->is_by_other = !is_own;
	}
	put_task_struct(task);
}

/**
 * csec_received_find - whether a command came over a connection
 * @scope: Of the current task, which is about to execute a shell.
 * @command: The command line.
 * @is_output_linked: Whether its output has another end: only then it matters
 *	what others than its ancestors received.
 * @received: Who received it; the origin is CSEC_ORIGIN_LOCAL when nobody did.
 *
 * Context: Process, may sleep.
 * Return: 0; -ENOMEM.
 */
int csec_received_find(const struct csec_scope *scope, const char *command,
		       bool is_output_linked, struct csec_received *received)
{
	const struct csec_view *view = csec_view_find(scope->cgroup);
	unsigned int i;
	char *buffer;

	memset(received, 0, sizeof(*received));
	if (!view)
		return 0;
	buffer = kmalloc(RECEIVED_MAX, GFP_KERNEL);
	if (!buffer)
		return -ENOMEM;
	for (i = 0; i < ARRAY_SIZE(view->notes); i++) {
		if (received->found.origin != CSEC_ORIGIN_LOCAL)
			break;
		judge_note(scope, &view->notes[i], command, is_output_linked,
			   buffer, received);
	}
	kfree(buffer);
	return 0;
}
