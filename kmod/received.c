// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - what came over a connection shortly before a shell was started
 *
 * An interpreter that runs what it is told over a connection starts a shell for
 * each command. Such a shell has innocent descriptors; but its command line is
 * what came over the connection, and that stands in the memory that the child
 * has from its parent. What was encrypted, encoded or taken apart on the way is
 * not recognised.
 */
#include "received.h"

#include <linux/fdtable.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "provenance.h"
#include "shell_args.h"

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

/* The current task, its parent or grandparent with that number; referenced. */
static struct task_struct *find_ancestor(u32 tgid)
{
	struct task_struct *task = current, *found = NULL;
	unsigned int i;

	rcu_read_lock();
	for (i = 0; i < NR_GENERATIONS && !found; i++) {
		if (task->tgid == tgid)
			found = get_task_struct(task);
		task = rcu_dereference(task->real_parent);
	}
	rcu_read_unlock();
	return found;
}

static bool is_command_of(const struct csec_note *note, const char *command,
			  char *buffer)
{
	const size_t len = min_t(size_t, READ_ONCE(note->len), RECEIVED_MAX);
	void __user *base = (void __user *)READ_ONCE(note->base);
	bool is_read;

	if (!len || !access_ok(base, len))
		return false;
	/* Nothing is waited for in an exec; what is not there is not known. */
	pagefault_disable();
	is_read = !__copy_from_user_inatomic(buffer, base, len);
	pagefault_enable();
	return is_read && csec_shell_args_is_received(command, buffer, len);
}

static void judge_note(const struct csec_scope *scope,
		       const struct csec_note *note, const char *command,
		       char *buffer, struct csec_link_found *found)
{
	struct holding holding = { .scope = scope, .sk = READ_ONCE(note->sk) };
	struct task_struct *task;

	task = holding.sk ? find_ancestor(READ_ONCE(note->tgid)) : NULL;
	if (!task)
		return;
	if (is_command_of(note, command, buffer)) {
		/* The locks in this order as in net_cls. */
		task_lock(task);
		if (task->files)
			iterate_fd(task->files, 0, take_socket, &holding);
		task_unlock(task);
	}
	if (holding.origin != CSEC_ORIGIN_LOCAL) {
		found->origin = holding.origin;
		found->link = CSEC_LINK_SOCKET;
		found->peer = holding.peer;
		found->pid = task->tgid;
		get_task_comm(found->comm, task);
	}
	put_task_struct(task);
}

/**
 * csec_received_find - whether a command came over a connection
 * @scope: Of the current task, which is about to execute a shell.
 * @command: The command line.
 * @found: Who received it; its origin is CSEC_ORIGIN_LOCAL when nobody did.
 *
 * Context: Process, may sleep.
 * Return: 0; -ENOMEM.
 */
int csec_received_find(const struct csec_scope *scope, const char *command,
		       struct csec_link_found *found)
{
	const struct csec_view *view = csec_view_find(scope->cgroup);
	unsigned int i;
	char *buffer;

	memset(found, 0, sizeof(*found));
	if (!view)
		return 0;
	buffer = kmalloc(RECEIVED_MAX, GFP_KERNEL);
	if (!buffer)
		return -ENOMEM;
	for (i = 0; i < ARRAY_SIZE(view->notes); i++) {
		if (found->origin != CSEC_ORIGIN_LOCAL)
			break;
		judge_note(scope, &view->notes[i], command, buffer, found);
	}
	kfree(buffer);
	return 0;
}
