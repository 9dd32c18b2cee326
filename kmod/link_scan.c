// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - what one task's descriptors say of the ends that are looked for
 */
#include "link_scan.h"

#include <linux/magic.h>
#include <linux/net.h>
#include <linux/pipe_fs_i.h>
#include <linux/sched/signal.h>
#include <linux/tty.h>
#include <net/sock.h>
#include <net/tcp_states.h>

/* Ends whose other one may come still. Who wakes itself up has both side by side. */
#define NR_LONE 8

/**
 * struct scanning - one look at a task
 * @ends: Of the input those whose feeders are looked for, of the output those
 *	whose readers are.
 * @holders: Of the ends of the input; NULL: not wanted.
 * @scan: Result.
 * @lone: Ends that nobody else has, and not seen is the other one.
 * @nr_lone: Entries of @lone.
 */
struct scanning {
	const struct csec_link_ends *ends;
	struct csec_link_holders *holders;
	struct csec_link_scan *scan;
	struct csec_link_end lone[NR_LONE];
	unsigned int nr_lone;
};

/* Returns ends->nr when there is none. */
static unsigned int find(const struct csec_link_ends *ends, const void *own)
{
	unsigned int i;

	for (i = 0; i < ends->nr && ends->own[i] != own;)
		i++;
	return i;
}

static bool has(const struct csec_link_ends *ends, const void *own)
{
	return find(ends, own) < ends->nr;
}

/**
 * csec_link_ends_add - adds an end whose holders are looked for
 * @ends: There may be no room.
 * @own: Its identity; NULL: nothing.
 *
 * Context: Any.
 */
void csec_link_ends_add(struct csec_link_ends *ends, const void *own)
{
	if (!own || has(ends, own))
		return;
	if (ends->nr < ends->max)
		ends->own[ends->nr++] = own;
	else
		ends->is_full = true;
}

static void add_few(struct csec_link_few *few, const void *own)
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

static void note_holder(struct csec_link_holders *holders, struct file *file,
			const struct csec_link_end *end)
{
	holders->nr_files = nr_files_of(file, end);
	if (!end->feeds)
		return;
	holders->nr_references = file_count(file);
	holders->nr_found++;
}

/*
 * What others attach to: a socket that listens, or a FIFO with a name besides the
 * standard descriptors. And the terminal of who sits in front of it.
 */
static bool may_be_joined(struct file *file, unsigned int fd,
			  const struct csec_link_end *end)
{
	const struct socket *sock = sock_from_file(file);

	if (sock)
		return sock->sk && READ_ONCE(sock->sk->sk_state) == TCP_LISTEN;
	if (fd < CSEC_LINK_STDIO)
		return end->link == CSEC_LINK_PTY && !end->is_master;
	return end->link == CSEC_LINK_PIPE &&
	       file_inode(file)->i_sb->s_magic != PIPEFS_MAGIC;
}

/* Whether one of the ends was hit. */
static bool note_hit(const struct scanning *scanning, struct file *file,
		     const struct csec_link_end *end)
{
	const struct csec_link_ends *input = &scanning->ends[CSEC_LINK_INPUT];
	struct csec_link_scan *scan = scanning->scan;
	const unsigned int pos = find(input, end->own);
	const bool is_input = pos < input->nr;
	const bool is_output = has(&scanning->ends[CSEC_LINK_OUTPUT], end->own);

	if (is_input && scanning->holders)
		note_holder(&scanning->holders[pos], file, end);
	if ((is_input && end->feeds) || (is_output && end->drains))
		scan->link = end->link;
	scan->holds[CSEC_LINK_INPUT] |= is_input && end->feeds;
	scan->holds[CSEC_LINK_OUTPUT] |= is_output && end->drains;
	return is_input || is_output;
}

static void lead_on(const struct scanning *scanning,
		    const struct csec_link_end *end, struct csec_link_few *few)
{
	const struct csec_link_ends *ends = scanning->ends;

	if (end->drains && !has(&ends[CSEC_LINK_INPUT], end->peer))
		add_few(&few[CSEC_LINK_INPUT], end->peer);
	if (end->feeds && !has(&ends[CSEC_LINK_OUTPUT], end->peer))
		add_few(&few[CSEC_LINK_OUTPUT], end->peer);
}

/* An end that no other descriptor, table or message has. */
static bool is_lone(struct file *file, const struct csec_link_end *end)
{
	const struct pipe_inode_info *pipe = file_inode(file)->i_pipe;

	if (file_count(file) != 1)
		return false;
	if (end->link == CSEC_LINK_UNIX)
		return true;
	return end->link == CSEC_LINK_PIPE && end->feeds != end->drains &&
	       READ_ONCE(pipe->readers) == 1 && READ_ONCE(pipe->writers) == 1;
}

static bool are_two_ends(const struct csec_link_end *a,
			 const struct csec_link_end *b)
{
	return a->own == b->peer && a->peer == b->own &&
	       (a->link == CSEC_LINK_UNIX || a->feeds != b->feeds);
}

/*
 * Whether an end is put aside until the other one is seen. What has both to itself
 * wakes itself up: that leads to nobody.
 */
static bool set_aside(struct scanning *scanning, struct file *file,
		      const struct csec_link_end *end)
{
	struct csec_link_end *lone = scanning->lone;
	unsigned int i;

	if (!is_lone(file, end))
		return false;
	for (i = 0; i < scanning->nr_lone; i++) {
		if (are_two_ends(&lone[i], end)) {
			lone[i] = lone[--scanning->nr_lone];
			return true;
		}
	}
	if (scanning->nr_lone == NR_LONE)
		return false;
	lone[scanning->nr_lone++] = *end;
	return true;
}

static void scan_file(void *arg, struct file *file, unsigned int fd)
{
	struct scanning *scanning = arg;
	struct csec_link_scan *scan = scanning->scan;
	struct csec_link_end end;
	bool has_end;

	if (!csec_link_may_have_end(file))
		return;
	end.link = CSEC_LINK_NONE;
	has_end = csec_link_end(file, &end);
	scan->may_be_joined |= may_be_joined(file, fd, &end);
	if (!has_end)
		return;
	/* What was hit leads back to where the question came from. */
	if (note_hit(scanning, file, &end)) {
		scan->is_from_master |= end.is_master;
	} else if (end.is_master) {
		add_few(&scan->masters, end.peer);
	} else if (fd < CSEC_LINK_STDIO) {
		lead_on(scanning, &end, scan->stdio);
	} else if (!set_aside(scanning, file, &end)) {
		lead_on(scanning, &end, scan->other);
	}
}

/**
 * csec_link_pause - a part of a descriptor table was looked at
 * @nr_files: What was, so far, for the question.
 *
 * Context: Process, may sleep.
 * Return: 0: the rest may be; -E2BIG: it is too much; -EINTR: the current task is
 * being killed.
 */
int csec_link_pause(unsigned int nr_files)
{
	if (nr_files > CSEC_LINK_FILES_MAX)
		return -E2BIG;
	if (fatal_signal_pending(current))
		return -EINTR;
	cond_resched();
	return 0;
}

/**
 * csec_link_scan - looks at the descriptors of a task
 * @task: Referenced.
 * @ends: Two, for each direction those that are looked for.
 * @holders: Of those of the input; NULL: not wanted.
 * @nr_files: As for csec_link_pause(); grows.
 * @scan: Filled.
 *
 * Context: Process, may sleep. Takes the task's lock and its file lock.
 * Return: 0, or as csec_link_pause(): @scan is not complete.
 */
int csec_link_scan(struct task_struct *task, const struct csec_link_ends *ends,
		   struct csec_link_holders *holders, unsigned int *nr_files,
		   struct csec_link_scan *scan)
{
	struct scanning scanning = { .ends = ends,
				     .holders = holders,
				     .scan = scan };
	enum csec_link_side side;
	int err;

	scan->link = CSEC_LINK_NONE;
	scan->masters.nr = 0;
	scan->is_from_master = false;
	scan->may_be_joined = false;
	for (side = CSEC_LINK_INPUT; side < CSEC_LINK_NR_SIDES; side++) {
		scan->holds[side] = false;
		scan->stdio[side].nr = 0;
		scan->other[side].nr = 0;
	}
	err = csec_link_all_files(task, nr_files, scan_file, &scanning);
	while (scanning.nr_lone)
		lead_on(&scanning, &scanning.lone[--scanning.nr_lone],
			scan->other);
	return err;
}

/**
 * csec_link_scan_masters - how many terminals a task leads on to
 * @scan: Of the task.
 *
 * Who was asked about what is at one terminal and has further ones is a
 * multiplexer, whose panes have nothing to do with each other. But two terminals
 * that nobody can look at are there to be connected.
 *
 * Context: Any.
 * Return: number of @scan->masters that have to be followed.
 */
unsigned int csec_link_scan_masters(const struct csec_link_scan *scan)
{
	const unsigned int nr = scan->masters.nr;

	if (scan->is_from_master)
		return nr == 1 && !scan->may_be_joined;
	return nr <= CSEC_LINK_OTHER_MAX ? nr : 0;
}

/**
 * csec_link_scan_leads_on - whether a task is between others, or may be
 * @scan: Of the task.
 *
 * Context: Any.
 * Return: true when it holds one of the ends, and further ones.
 */
bool csec_link_scan_leads_on(const struct csec_link_scan *scan)
{
	enum csec_link_side side;

	for (side = CSEC_LINK_INPUT; side < CSEC_LINK_NR_SIDES; side++)
		if (scan->holds[side] &&
		    (scan->stdio[side].nr || scan->other[side].nr ||
		     csec_link_scan_masters(scan)))
			return true;
	return false;
}
