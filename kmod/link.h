/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - who is at the other end of a shell's descriptors
 *
 * A shell whose input and output are pipes, AF_UNIX sockets or terminals is at
 * the end of a connection when a task of the same container holds their other
 * ends and a connection. The tasks of the container are looked through, for
 * that question only. Holders outside the container are not looked for: a
 * runtime that attaches to a container is one.
 */
#ifndef _CSEC_LINK_H
#define _CSEC_LINK_H

#include <linux/fdtable.h>
#include <linux/fs.h>
#include <linux/kdev_t.h>
#include <linux/major.h>
#include <linux/sched.h>
#include "event.h"
#include "request.h"

/* Tasks with descriptors of their own that are looked through. */
#define CSEC_LINK_TASKS_MAX 10000
/* Standard descriptors. */
#define CSEC_LINK_STDIO 3
/* These, and what stands aside for them. */
#define CSEC_LINK_OWN (2 * CSEC_LINK_STDIO)
/* Connections of a shell that are remembered. */
#define CSEC_LINK_LEFT 8

/**
 * struct csec_link_end - one end of something that has two
 * @link: CSEC_LINK_NONE: the file has no other end.
 * @own: Identity of this end.
 * @peer: Identity of the other end.
 * @feeds: What is written here comes out at the other end.
 * @drains: What is written at the other end comes out here.
 * @is_master: The master of a terminal.
 *
 * The identities are compared, never dereferenced.
 */
struct csec_link_end {
	enum csec_link link;
	const void *own;
	const void *peer;
	bool feeds;
	bool drains;
	bool is_master;
};

/**
 * struct csec_link_stdio - ends on the standard descriptors of a shell
 * @input: Of descriptor 0, or of what it takes its commands from instead.
 * @output: Of descriptors 1 and 2.
 * @script: Identity of the other end of the FIFO or terminal that it takes them
 *	from instead; NULL: none.
 * @own: What the script that it is a part of has as its standard descriptors:
 *	identities of other ends and of connections; NULL: neither, or no part.
 * @left: Connections beyond its standard descriptors, identities; NULL: none.
 * @taker: A process that counts as the holder of a connection; 0: none.
 * @taker_program: Identity of a file: so does who runs that and was started by
 *	@taker; NULL: none.
 * @taker_comm: Of a file that is many programs: by this name.
 * @is_loop: It is a loop of a script, which reads what the script itself has opened.
 * @is_given: What it is told comes over a connection, whatever @input is.
 * @has_socket: One of the three is a socket.
 * @is_answered: What it says goes over one that carries only output.
 * @is_connected: Descriptor 1 or 2 is a connection.
 * @is_at_connection: It has one over which it may answer, not as descriptor 0.
 */
struct csec_link_stdio {
	struct csec_link_end input;
	struct csec_link_end output[2];
	const void *script;
	const void *own[CSEC_LINK_OWN];
	const void *left[CSEC_LINK_LEFT];
	u32 taker;
	const void *taker_program;
	const char *taker_comm;
	bool is_loop;
	bool is_given;
	bool has_socket;
	bool is_answered;
	bool is_connected;
	bool is_at_connection;
};

/**
 * struct csec_link_found - the holder of the other end
 * @origin: Of its connection; CSEC_ORIGIN_LOCAL: there is none.
 * @link: What leads to it.
 * @peer: Of the connection.
 * @pid: Its thread group id in the initial pid namespace.
 * @comm: Its name.
 */
struct csec_link_found {
	enum csec_origin origin;
	enum csec_link link;
	struct csec_endpoint peer;
	u32 pid;
	char comm[TASK_COMM_LEN];
};

/* What reads a FIFO, which is its own other end. */
static inline struct csec_link_end csec_link_fifo(const void *inode)
{
	return (struct csec_link_end){ .link = CSEC_LINK_PIPE,
				       .own = inode,
				       .peer = inode,
				       .drains = true };
}

/* Minor of /dev/ptmx; every open of it is a master of its own. */
#define CSEC_PTMX_MINOR 2
/* Minor of /dev/tty, which stands for a slave. */
#define CSEC_TTY_MINOR 0

static __always_inline bool csec_link_is_pty(const struct inode *inode)
{
	const unsigned int major = imajor(inode);

	/* The other majors that are set aside may be anybody's, as of CUSE. */
	return major == UNIX98_PTY_SLAVE_MAJOR ||
	       (major == TTYAUX_MAJOR && (iminor(inode) == CSEC_PTMX_MINOR ||
					  iminor(inode) == CSEC_TTY_MINOR));
}

static __always_inline bool csec_link_is_end(const struct inode *inode)
{
	return S_ISFIFO(inode->i_mode) || S_ISSOCK(inode->i_mode) ||
	       (S_ISCHR(inode->i_mode) && csec_link_is_pty(inode));
}

/* Most files have no other end: that has to be told quickly. */
static __always_inline bool csec_link_may_have_end(const struct file *file)
{
	return csec_link_is_end(file_inode(file));
}

/**
 * csec_link_may_answer - whether what the current task says may go to somebody
 *
 * Context: RCU read section; any, the ftrace callbacks included. Another thread
 * may close a file meanwhile, and it may be another one then.
 * Return: false: its descriptors 1 and 2 have no other end, nor are they sockets.
 */
static __always_inline bool csec_link_may_answer(void)
{
	const struct files_struct *files = current->files;
	const struct fdtable *fdt;
	const struct inode *inode;
	const struct file *file;
	unsigned int fd;

	if (!files)
		return false;
	fdt = rcu_dereference_raw(files->fdt);
	for (fd = 1; fd < CSEC_LINK_STDIO && fd < fdt->max_fds; fd++) {
		file = rcu_dereference_raw(fdt->fd[fd]);
		inode = file ? READ_ONCE(file->f_inode) : NULL;
		if (inode && csec_link_is_end(inode))
			return true;
	}
	return false;
}

bool csec_link_is_terminal(const struct inode *inode);
bool csec_link_end(struct file *file, struct csec_link_end *end);
void csec_link_stdio(const struct csec_scope *scope, struct task_struct *task,
		     struct csec_link_stdio *stdio);
void csec_link_stdio_of_exec(const struct csec_scope *scope,
			     struct csec_link_stdio *stdio);
bool csec_link_has_output(const struct csec_link_stdio *stdio);
bool csec_link_is_own(const void *const *own, const void *end);
bool csec_link_is_two_way(const struct csec_link_stdio *stdio);
bool csec_link_is_of_script(const struct csec_scope *scope);
int csec_link_find(const struct csec_scope *scope, struct task_struct *shell,
		   const struct csec_link_stdio *stdio,
		   enum csec_origin assumed, struct csec_link_found *found);
int csec_link_shells(const struct csec_scope *scope, enum csec_origin assumed,
		     struct task_struct **shell, struct csec_link_found *found,
		     unsigned int *nr_suspects);

#endif /* _CSEC_LINK_H */
