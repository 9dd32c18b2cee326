// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - what has another end, and what a task's standard descriptors are
 */
#include "link_internal.h"

#include <linux/net.h>
#include <linux/tty.h>
#include <linux/tty_driver.h>
#include <net/af_unix.h>

#include "provenance.h"

/* Descriptors that are looked at for a connection. */
#define NR_OWN 64U

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

static void pipe_end(const struct file *file, const struct inode *inode,
		     struct csec_link_end *end)
{
	end->link = CSEC_LINK_PIPE;
	end->own = inode;
	end->peer = inode;
	end->feeds = file->f_mode & FMODE_WRITE;
	end->drains = file->f_mode & FMODE_READ;
}

/**
 * csec_link_is_terminal - whether a file is the slave of a terminal, or stands for it
 * @inode: Of the file.
 *
 * Opening a master makes another terminal.
 *
 * Context: Any.
 * Return: true when it is.
 */
bool csec_link_is_terminal(const struct inode *inode)
{
	return S_ISCHR(inode->i_mode) && csec_link_is_pty(inode) &&
	       (imajor(inode) != TTYAUX_MAJOR ||
		iminor(inode) != CSEC_PTMX_MINOR);
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
	const struct socket *sock;

	/* What is open for nothing (O_PATH) does not even keep its pipe. */
	if (file->f_mode & FMODE_PATH)
		return false;
	switch (inode->i_mode & S_IFMT) {
	case S_IFIFO:
		*end = (struct csec_link_end){};
		pipe_end(file, inode, end);
		return true;
	case S_IFSOCK:
		*end = (struct csec_link_end){};
		sock = sock_from_file(file);
		return sock && sock->sk && sock->sk->sk_family == AF_UNIX &&
		       unix_end(sock->sk, end);
	case S_IFCHR:
		*end = (struct csec_link_end){};
		return csec_link_is_pty(inode) && pty_end(file, end);
	}
	return false;
}

/* Whose standard descriptors are taken; of an exec, those that it leaves. */
struct stdio_of {
	const struct csec_scope *scope;
	struct csec_link_stdio *stdio;
	bool is_exec;
};

static bool is_connection(const struct csec_scope *scope, struct socket *sock)
{
	struct csec_endpoint peer;

	return csec_provenance_held(scope, sock, &peer) != CSEC_ORIGIN_LOCAL;
}

/* What does not fit counts for whoever holds it. */
static void add_left(struct csec_link_stdio *stdio, const struct sock *sk)
{
	unsigned int i;

	for (i = 0; i < CSEC_LINK_LEFT && stdio->left[i] != sk; i++) {
		if (!stdio->left[i]) {
			stdio->left[i] = sk;
			break;
		}
	}
}

/*
 * Whether the exec of the current task closes a descriptor. Who shares the table could
 * still change that. The file lock is held.
 */
static bool is_closed_by_exec(unsigned int fd)
{
	struct files_struct *files = current->files;

	return atomic_read(&files->count) == 1 &&
	       test_bit(fd, files_fdtable(files)->close_on_exec);
}

static void take_stdio(void *arg, struct file *file, unsigned int fd)
{
	const struct stdio_of *of = arg;
	struct csec_link_stdio *stdio = of->stdio;
	struct socket *sock;

	/* There are many of these. */
	if (fd >= CSEC_LINK_STDIO && !S_ISSOCK(file_inode(file)->i_mode))
		return;
	sock = sock_from_file(file);
	if (fd < CSEC_LINK_STDIO)
		csec_link_end(file,
			      fd ? &stdio->output[fd - 1] : &stdio->input);
	if (!sock)
		return;
	if (fd < CSEC_LINK_STDIO) {
		stdio->has_socket = true;
		if (fd && csec_provenance_is_log(of->scope, sock->sk))
			stdio->is_answered = true;
	}
	if (!fd || !is_connection(of->scope, sock))
		return;
	if (fd < CSEC_LINK_STDIO)
		stdio->is_connected = true;
	else
		add_left(stdio, sock->sk);
	/* Who it has that from may have it, too, whether the exec closes it or not. */
	if (fd < CSEC_LINK_STDIO || !of->is_exec || !is_closed_by_exec(fd))
		stdio->is_at_connection = true;
}

/**
 * csec_link_stdio - the ends on the standard descriptors of a task
 * @scope: Of the container.
 * @task: Referenced.
 * @stdio: Filled.
 *
 * Beyond these only connections are looked for, among the first NR_OWN.
 *
 * Context: Process. Takes the task's lock and its file lock.
 */
void csec_link_stdio(const struct csec_scope *scope, struct task_struct *task,
		     struct csec_link_stdio *stdio)
{
	struct stdio_of of = { .scope = scope, .stdio = stdio };

	memset(stdio, 0, sizeof(*stdio));
	csec_link_first_files(task, NR_OWN, take_stdio, &of);
}

/**
 * csec_link_stdio_of_exec - the same of the current task, which executes a program
 * @scope: Of the container.
 * @stdio: Filled.
 *
 * Beyond the standard descriptors, it is not at those that the exec closes: most
 * runtimes make their connections so, and leave the closing to it.
 *
 * Context: Process. Takes the task's lock and its file lock.
 */
void csec_link_stdio_of_exec(const struct csec_scope *scope,
			     struct csec_link_stdio *stdio)
{
	struct stdio_of of = { .scope = scope,
			       .stdio = stdio,
			       .is_exec = true };

	memset(stdio, 0, sizeof(*stdio));
	csec_link_first_files(current, NR_OWN, take_stdio, &of);
}

/* The other end of a file, or the connection that it is; NULL: neither. */
static const void *identity_of(struct file *file)
{
	const struct socket *sock;
	struct csec_link_end end;

	if (csec_link_end(file, &end))
		return end.peer;
	sock = sock_from_file(file);
	return sock ? sock->sk : NULL;
}

/* Each once: "2>&1" has the first a second time, and puts the second aside. */
static void add_own(const void **own, const void *end)
{
	unsigned int i;

	for (i = 0; i < CSEC_LINK_OWN && own[i] != end; i++) {
		if (!own[i]) {
			own[i] = end;
			break;
		}
	}
}

/* Closed by the next exec, as only itself can have it. The file lock is held. */
static bool is_put_aside(const struct task_struct *task,
			 const struct file *file, unsigned int fd)
{
	return fd >= CSEC_LINK_FIRST_SAVED && csec_link_is_given(task, file) &&
	       test_bit(fd, files_fdtable(task->files)->close_on_exec);
}

/**
 * struct aside_of - the ends that a task has put aside
 * @task: The task.
 * @stdio: Filled.
 * @input: The file that is its input; NULL: not seen yet.
 * @nr_inputs: How often that is put aside.
 * @nr_outputs: Entries of @stdio->output.
 * @is_over: What is put aside first is no input: nothing of it counts.
 */
struct aside_of {
	const struct task_struct *task;
	struct csec_link_stdio *stdio;
	const struct file *input;
	unsigned int nr_inputs;
	unsigned int nr_outputs;
	bool is_over;
};

/*
 * The first is the input, unless that is where it was. It is the output, too, when it
 * is there three times: csh has its input twice.
 */
static void take_aside(void *arg, struct file *file, unsigned int fd)
{
	struct aside_of *of = arg;
	struct csec_link_stdio *stdio = of->stdio;
	struct csec_link_end end;

	if (!fd && stdio->input.link != CSEC_LINK_NONE)
		of->input = file;
	if (of->is_over || !is_put_aside(of->task, file, fd))
		return;
	if (!of->input) {
		of->is_over = !csec_link_end(file, &end) || !end.drains;
		if (of->is_over)
			return;
		of->input = file;
		stdio->input = end;
	}
	if (file == of->input)
		of->nr_inputs++;
	if ((file != of->input || of->nr_inputs == CSEC_LINK_STDIO) &&
	    of->nr_outputs < ARRAY_SIZE(stdio->output) &&
	    csec_link_end(file, &end) && end.feeds)
		stdio->output[of->nr_outputs++] = end;
}

/**
 * csec_link_aside - the ends that a task has put aside
 * @task: Referenced.
 * @stdio: From csec_link_stdio(), without output; filled.
 *
 * csh keeps what it was started with elsewhere (sockets also where they were), others
 * do for a while.
 *
 * Context: Process. Takes the task's lock and its file lock.
 */
void csec_link_aside(struct task_struct *task, struct csec_link_stdio *stdio)
{
	struct aside_of of = { .task = task, .stdio = stdio };

	csec_link_first_files(task, NR_OWN, take_aside, &of);
}

/* What of a task is its own. */
struct own_of {
	const struct task_struct *task;
	const void **own;
};

static void take_own(void *arg, struct file *file, unsigned int fd)
{
	const struct own_of *of = arg;

	if (fd < CSEC_LINK_STDIO ? csec_link_is_given(of->task, file) :
				   is_put_aside(of->task, file, fd))
		add_own(of->own, identity_of(file));
}

/**
 * csec_link_own - what the standard descriptors that a task was started with lead to
 * @task: Referenced.
 * @own: Filled, of CSEC_LINK_OWN: the other ends, and the connections. NULL before.
 *
 * A shell puts them aside while a part of its script has others.
 *
 * Context: Process. Takes the task's lock and its file lock.
 */
void csec_link_own(struct task_struct *task, const void **own)
{
	struct own_of of = { .task = task, .own = own };

	csec_link_first_files(task, NR_OWN, take_own, &of);
}

/* Whose connections are taken. */
struct connections_of {
	const struct csec_scope *scope;
	const void **connections;
};

static void take_connection(void *arg, struct file *file, unsigned int fd)
{
	const struct connections_of *of = arg;
	struct socket *sock = sock_from_file(file);

	if (sock && is_connection(of->scope, sock))
		of->connections[fd] = identity_of(file);
}

/**
 * csec_link_connections - the connections on the standard descriptors of a task
 * @scope: Of the container.
 * @task: Referenced.
 * @connections: Filled, of CSEC_LINK_STDIO: as csec_link_own() has them. NULL before.
 *
 * Context: Process. Takes the task's lock and its file lock.
 */
void csec_link_connections(const struct csec_scope *scope,
			   struct task_struct *task, const void **connections)
{
	struct connections_of of = { .scope = scope,
				     .connections = connections };

	csec_link_first_files(task, CSEC_LINK_STDIO, take_connection, &of);
}

/**
 * csec_link_is_own - whether something is one of these
 * @own: From csec_link_own(), or zeroed.
 * @end: Identity.
 *
 * Context: Any.
 * Return: true when it is.
 */
bool csec_link_is_own(const void *const *own, const void *end)
{
	unsigned int i;

	for (i = 0; i < CSEC_LINK_OWN; i++)
		if (end && own[i] == end)
			return true;
	return false;
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
 * A connection of its own is another end as well.
 *
 * Context: Any.
 * Return: false: nobody else can give commands and read answers.
 */
bool csec_link_is_two_way(const struct csec_link_stdio *stdio)
{
	return stdio->input.link != CSEC_LINK_NONE &&
	       (csec_link_has_output(stdio) || stdio->is_at_connection);
}
