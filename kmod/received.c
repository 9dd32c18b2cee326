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
 *
 * Who needs no shell cuts the line into words and executes the program that is
 * named first, and a shell that is told what to do one way or another executes
 * the programs of a line: there the arguments are compared.
 *
 * Memory is used again: the command may stand where something was received only
 * because the receiver wrote it there. So it counts only as part of exactly what
 * was received, see csec_shell_lines_is_received().
 */
#include "received.h"

#include <linux/jiffies.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "link_internal.h"
#include "provenance.h"
#include "shell_lines.h"
#include "task_args.h"

#define RECEIVED_MAX 2048
/* What a closed connection brought is executed by then, or was no command. */
#define KEPT_FOR (60 * HZ)
/* Whoever has a program fetch a command executes it so far below itself. */
#define NR_DESCENT 6

/*
 * The socket that is looked for in a task's descriptors, whether it receives whole
 * packets, whether what came last, or all of it, looks like a script, and what the
 * receiver ran.
 */
struct holding {
	const struct csec_scope *scope;
	const struct sock *sk;
	bool is_found;
	enum csec_origin origin;
	bool is_packet;
	u8 protocol;
	bool is_counted;
	u32 seq;
	struct csec_endpoint peer;
	bool is_text;
	bool is_all_text;
	const void *program;
	char comm[TASK_COMM_LEN];
};

static void take_socket(void *arg, struct file *file, unsigned int fd)
{
	struct holding *holding = arg;
	struct socket *sock;

	if (!S_ISSOCK(file_inode(file)->i_mode))
		return;
	sock = sock_from_file(file);
	if (!sock || sock->sk != holding->sk || holding->is_found)
		return;
	holding->origin =
		csec_provenance_held(holding->scope, sock, &holding->peer);
	/* Not when it was disconnected. */
	holding->is_found = holding->origin != CSEC_ORIGIN_LOCAL;
	holding->is_packet = sock->sk->sk_family == AF_INET &&
			     sock->sk->sk_type == SOCK_RAW;
	holding->protocol = sock->sk->sk_protocol;
	holding->is_counted = csec_received_is_counted(sock->sk);
	holding->seq = csec_received_seq(sock->sk);
}

/* A receiver, whether it is an ancestor, and whether its memory was inherited. */
struct receiver {
	struct task_struct *task;
	bool is_own;
	bool is_inherited;
};

/* Whether it is the current task, its parent or grandparent. */
static void find_ancestor(u32 tgid, struct receiver *receiver)
{
	struct task_struct *task = current;
	bool is_inherited = true;
	unsigned int i;

	rcu_read_lock();
	for (i = 0; i < CSEC_NR_GENERATIONS && !receiver->is_own; i++) {
		receiver->is_own = task->tgid == tgid;
		receiver->is_inherited = receiver->is_own && is_inherited;
		is_inherited &= !!(data_race(task->flags) & PF_FORKNOEXEC);
		task = rcu_dereference(task->real_parent);
	}
	rcu_read_unlock();
}

/* How far above the current task it is, through shells and helpers; NR_DESCENT: not. */
static unsigned int height_of(u32 tgid)
{
	struct task_struct *task = current;
	unsigned int i;

	rcu_read_lock();
	for (i = 0; i < NR_DESCENT && task->tgid != tgid; i++)
		task = rcu_dereference(task->real_parent);
	rcu_read_unlock();
	return i;
}

/* The nearest of who started the receiver that the current task descends from. */
static u32 common_starter(const struct csec_kept *kept, unsigned int *height)
{
	unsigned int i;
	u32 tgid;

	for (i = 0; i < CSEC_KEPT_STARTERS; i++) {
		tgid = READ_ONCE(kept->starters[i]);
		*height = tgid ? height_of(tgid) : NR_DESCENT;
		if (*height < NR_DESCENT)
			return tgid;
	}
	return 0;
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

/**
 * struct question - what is asked of every note
 * @scope: Of the current task.
 * @command: The command line.
 * @asked: What it is, and who matters: CSEC_RECEIVED_*.
 * @received: The answer.
 * @nr_files: As for csec_link_pause().
 * @height: Of who had it fetched, above the current task; NR_DESCENT: nobody.
 * @err: There was no memory, or as csec_link_pause().
 */
struct question {
	const struct csec_scope *scope;
	const char *command;
	unsigned int asked;
	struct csec_received *received;
	unsigned int nr_files;
	unsigned int height;
	int err;
};

/* Whether a shell in between executes a script, and so what that says. */
static bool is_below_script(const struct question *question,
			    const struct receiver *receiver)
{
	struct task_struct *near[CSEC_LINK_NEAR];
	struct csec_image image;
	unsigned int nr, i;
	bool is = false;

	nr = csec_link_near(question->scope, current, near);
	for (i = 0;
	     i < nr && !is && !same_thread_group(near[i], receiver->task); i++)
		is = !csec_task_image(question->scope, near[i], &image) &&
		     csec_task_is_shell(near[i], &image) &&
		     csec_task_commands(near[i], &image) == CSEC_COMMANDS_FILE;
	while (nr)
		put_task_struct(near[--nr]);
	return is;
}

/* What an ancestor received counts, and that of others when it is asked for. */
static bool is_wanted(const struct question *question,
		      const struct receiver *receiver)
{
	return receiver->is_own || (question->asked & CSEC_RECEIVED_BY_ANY &&
				    !question->received->is_by_other);
}

/*
 * Who fetches a script and runs it need not be told what it says; but who is sent a
 * line may write it to a script. Then the answer has to lead back to the receiver, as
 * with another program.
 */
static void tell(const struct question *question, const struct holding *holding,
		 struct receiver *receiver)
{
	struct csec_link_found *found = &question->received->found;

	if (question->asked & CSEC_RECEIVED_PROGRAM && receiver->is_own &&
	    is_below_script(question, receiver)) {
		if (holding->is_text)
			return;
		receiver->is_own = false;
	}
	if (!is_wanted(question, receiver) ||
	    (!receiver->is_own && !holding->is_found))
		return;
	found->origin = holding->origin;
	found->link = CSEC_LINK_RECEIVED;
	found->peer = holding->peer;
	found->pid = receiver->task->tgid;
	get_task_comm(found->comm, receiver->task);
	question->received->is_by_other = !receiver->is_own;
}

static bool is_command_in(const struct question *question,
			  const struct holding *holding, const char *buffer,
			  size_t len)
{
	if (holding->is_packet)
		return csec_shell_lines_is_in_packet(question->command, buffer,
						     len, holding->protocol);
	if (!holding->is_counted)
		len = strnlen(buffer, len);
	return question->asked & CSEC_RECEIVED_PROGRAM ?
		       csec_shell_lines_is_program(question->command, buffer,
						   len) :
		       csec_shell_lines_is_received(question->command, buffer,
						    len);
}

/*
 * Whether the command is in what was received last: as much as the socket was read
 * since. When that is not told, all up to the first NUL: buffers are cleared.
 */
static bool is_command_at(struct question *question,
			  const struct csec_note *note, struct holding *holding,
			  const struct receiver *receiver)
{
	const unsigned long base = READ_ONCE(note->last.base);
	size_t len = min_t(size_t, READ_ONCE(note->last.len), RECEIVED_MAX);
	bool is_command;
	char *buffer;
	size_t done;

	if (holding->is_counted)
		len = min_t(size_t, len,
			    holding->seq - READ_ONCE(note->last.seq));
	if (!base || !len)
		return false;
	buffer = kmalloc(len, GFP_KERNEL);
	if (!buffer) {
		question->err = -ENOMEM;
		return false;
	}
	done = receiver->is_inherited ? copy_own(base, buffer, len) : 0;
	is_command = is_command_in(question, holding, buffer, done);
	/* It may have received after the fork, or have run another program since. */
	if (!is_command && !same_thread_group(receiver->task, current)) {
		done = csec_task_memory(receiver->task, base, buffer, len);
		is_command = is_command_in(question, holding, buffer, done);
	}
	holding->is_text = csec_shell_lines_is_text(buffer, done);
	kfree(buffer);
	return is_command;
}

static void judge_receiver(struct question *question,
			   const struct csec_note *note,
			   struct holding *holding, struct receiver *receiver)
{
	question->err = csec_link_all_files(receiver->task, &question->nr_files,
					    take_socket, holding);
	if (question->err || holding->origin == CSEC_ORIGIN_LOCAL ||
	    !is_command_at(question, note, holding, receiver))
		return;
	tell(question, holding, receiver);
}

/* Who may start shells for others may tell them what to do. */
static bool is_exempt(const struct question *question,
		      const struct receiver *receiver)
{
	struct csec_image image;

	return !csec_task_image(question->scope, receiver->task, &image) &&
	       image.flags & CSEC_IMAGE_EXEMPT;
}

/* The task that received, referenced; NULL: it does not matter, or is exempt. */
static struct task_struct *find_receiver(const struct question *question,
					 pid_t tgid, struct receiver *receiver)
{
	find_ancestor(tgid, receiver);
	receiver->task = is_wanted(question, receiver) ? find_task(tgid) : NULL;
	if (receiver->task && is_exempt(question, receiver)) {
		put_task_struct(receiver->task);
		receiver->task = NULL;
	}
	return receiver->task;
}

static void judge_note(struct question *question, const struct csec_note *note)
{
	struct holding holding = { .scope = question->scope,
				   .sk = READ_ONCE(note->sk) };
	struct receiver receiver = {};

	if (!find_receiver(question, READ_ONCE(note->tgid), &receiver))
		return;
	judge_receiver(question, note, &holding, &receiver);
	put_task_struct(receiver.task);
}

/* Where the last receive begins in it, or the last line, whichever is earlier. */
static u32 last_of(const struct csec_kept *kept)
{
	u32 at = kept->len - min(kept->len, kept->end - kept->call);
	u32 line = kept->len;

	while (line &&
	       (kept->text[line - 1] == '\n' || kept->text[line - 1] == '\r'))
		line--;
	while (line && kept->text[line - 1] != '\n')
		line--;
	return min(at, line);
}

/* Whether the command is in the copy of a place; @at: where the last of it begins. */
static bool is_command_in_copy(const struct question *question,
			       struct holding *holding, struct csec_kept *copy)
{
	const u32 at = last_of(copy);
	u32 i;

	while (copy->len > at && !copy->text[copy->len - 1])
		copy->len--;
	/* Who executes words may end lines so; of a shell one word may be a line. */
	for (i = 0; question->asked & CSEC_RECEIVED_PROGRAM && i < copy->len;
	     i++)
		if (!copy->text[i])
			copy->text[i] = '\n';
	holding->is_text =
		csec_shell_lines_is_text(copy->text + at, copy->len - at);
	/* Of what was longer the beginning is lost. */
	holding->is_all_text = copy->len == CSEC_KEPT_SIZE ||
			       csec_shell_lines_is_text(copy->text, copy->len);
	return is_command_in(question, holding, copy->text + at,
			     copy->len - at) ||
	       is_command_in(question, holding, copy->text, copy->len);
}

/* Whether it is in what @tgid received over that connection, a minute ago at most. */
static bool is_command_kept(struct question *question, struct csec_kept *kept,
			    pid_t tgid, struct holding *holding)
{
	struct csec_kept *copy = kmalloc(sizeof(*copy), GFP_KERNEL);
	bool is_command;

	if (!copy) {
		question->err = -ENOMEM;
		return false;
	}
	raw_spin_lock(&kept->lock);
	memcpy(copy, kept, sizeof(*copy));
	raw_spin_unlock(&kept->lock);
	holding->peer = copy->peer;
	holding->program = copy->program;
	memcpy(holding->comm, copy->comm, sizeof(holding->comm));
	is_command = copy->tgid == tgid && copy->sk == holding->sk &&
		     !time_after(jiffies, copy->since + KEPT_FOR) &&
		     is_command_in_copy(question, holding, copy);
	kfree(copy);
	return is_command;
}

/*
 * Of a connection that no descriptor of the receiver is any more, whose it was is
 * not known: it was no listener that fetched something.
 */
static void judge_kept(struct question *question, struct csec_kept *kept)
{
	struct holding holding = { .scope = question->scope,
				   .sk = READ_ONCE(kept->sk),
				   .is_counted = true };
	const pid_t tgid = READ_ONCE(kept->tgid);
	struct receiver receiver = {};
	struct csec_endpoint peer;

	if (!tgid || !find_receiver(question, tgid, &receiver))
		return;
	if (!is_command_kept(question, kept, tgid, &holding))
		goto out;
	peer = holding.peer;
	if (holding.sk)
		question->err = csec_link_all_files(receiver.task,
						    &question->nr_files,
						    take_socket, &holding);
	if (!holding.is_found) {
		holding.origin = CSEC_ORIGIN_OUTBOUND;
		holding.peer = peer;
	}
	if (!question->err)
		tell(question, &holding, &receiver);
out:
	put_task_struct(receiver.task);
}

static void note_helped(struct csec_received *received,
			const struct holding *holding, struct task_struct *task)
{
	struct csec_link_found *found = &received->found;

	received->starter = task->tgid;
	received->program = holding->program;
	memcpy(received->comm, holding->comm, sizeof(received->comm));
	if (found->origin != CSEC_ORIGIN_LOCAL)
		return;
	found->origin = CSEC_ORIGIN_OUTBOUND;
	found->link = CSEC_LINK_RECEIVED;
	found->peer = holding->peer;
	found->pid = task->tgid;
	get_task_comm(found->comm, task);
	received->is_by_other = true;
}

/* Who starts what runs in a container, from outside, takes no part in it. */
static bool is_inside(const struct question *question, struct task_struct *task)
{
	bool is;

	rcu_read_lock();
	is = csec_link_is_inside(
		task, csec_cgroup_container_owner(question->scope->cgroup)->id);
	rcu_read_unlock();
	return is;
}

/* Whether what received is still there, and its connections are its own business. */
static bool is_exempt_process(const struct question *question, pid_t tgid)
{
	struct receiver receiver = { .task = find_task(tgid) };
	bool is = receiver.task && is_exempt(question, &receiver);

	if (receiver.task)
		put_task_struct(receiver.task);
	return is;
}

/*
 * Who has another program fetch the command (c=$(curl URL)), which may be gone, and
 * executes that. What is fetched with many lines is a script, and no command. Another
 * one further up may have had the same fetched before: the nearest is asked about.
 */
static void judge_helped(struct question *question, struct csec_kept *kept)
{
	struct holding holding = { .scope = question->scope,
				   .sk = READ_ONCE(kept->sk),
				   .is_counted = true };
	const pid_t tgid = READ_ONCE(kept->tgid);
	struct receiver receiver = {};
	unsigned int height;
	u32 starter;

	if (!tgid || height_of(tgid) < NR_DESCENT)
		return;
	starter = common_starter(kept, &height);
	if (!starter || height >= question->height)
		return;
	receiver.task = find_task(starter);
	if (!receiver.task)
		return;
	if (is_inside(question, receiver.task) &&
	    !is_exempt(question, &receiver) &&
	    !is_exempt_process(question, tgid) &&
	    is_command_kept(question, kept, tgid, &holding) &&
	    !holding.is_all_text) {
		question->height = height;
		note_helped(question->received, &holding, receiver.task);
	}
	put_task_struct(receiver.task);
}

static void judge_all_helped(struct question *question, struct csec_view *view)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(view->coming) && !question->err; i++)
		judge_helped(question, &view->coming[i]);
	for (i = 0; i < CSEC_VIEW_KEPT && !question->err; i++)
		judge_helped(question, &view->kept[i]);
}

/**
 * csec_received_by - whether a process received something
 * @scope: Of the container.
 * @tgid: Of the process.
 *
 * Context: Any.
 * Return: true when it is among the last that did.
 */
bool csec_received_by(const struct csec_scope *scope, u32 tgid)
{
	const struct csec_view *view = csec_view_find(scope->cgroup);

	return view && csec_received_knows(view, tgid);
}

/* What an ancestor received counts wherever the answer goes. */
static bool is_settled(const struct csec_received *received)
{
	return received->found.origin != CSEC_ORIGIN_LOCAL &&
	       !received->is_by_other;
}

/**
 * csec_received_find - whether a command came over a connection
 * @scope: Of the current task, which is about to execute it.
 * @command: The command line.
 * @asked: What it is, and who matters: CSEC_RECEIVED_*.
 * @received: Who received it; the origin is CSEC_ORIGIN_LOCAL when nobody did.
 *
 * Context: Process, may sleep. Takes the locks of tasks and of their files.
 * Return: 0; -ENOMEM; -E2BIG: too many descriptors; -EINTR: the current task is
 * being killed.
 */
int csec_received_find(const struct csec_scope *scope, const char *command,
		       unsigned int asked, struct csec_received *received)
{
	struct csec_view *view = csec_view_find(scope->cgroup);
	struct question question = { .scope = scope,
				     .command = command,
				     .asked = asked,
				     .received = received,
				     .height = NR_DESCENT };
	unsigned int i;

	memset(received, 0, sizeof(*received));
	if (!view || !csec_received_is_any(view))
		return 0;
	for (i = 0; i < ARRAY_SIZE(view->notes) && !question.err; i++) {
		if (is_settled(received))
			break;
		if (READ_ONCE(view->notes[i].sk))
			judge_note(&question, &view->notes[i]);
	}
	for (i = 0; i < ARRAY_SIZE(view->coming) && !question.err; i++) {
		if (is_settled(received))
			break;
		judge_kept(&question, &view->coming[i]);
	}
	for (i = 0; i < CSEC_VIEW_KEPT && !question.err; i++) {
		if (is_settled(received))
			break;
		judge_kept(&question, &view->kept[i]);
	}
	if (asked & CSEC_RECEIVED_BY_ANY && !is_settled(received))
		judge_all_helped(&question, view);
	return question.err;
}
