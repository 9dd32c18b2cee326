/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - what a container saw when it started
 *
 * The mounts are written down once, at the first exec in the container, by
 * superblock and path inside it. From then on a file's name is what it would
 * have been called at that moment: mounts, namespaces, chroots and links made
 * later change nothing.
 */
#ifndef _CSEC_VIEW_H
#define _CSEC_VIEW_H

#include <linux/fs.h>
#include <linux/llist.h>
#include <linux/workqueue.h>
#include "applet.h"
#include "compat.h"
#include "fingerprint.h"
#include "mounts.h"
#include "moved.h"
#include "request.h"
#include "store.h"
#include "upper.h"

/**
 * struct csec_view_mount - one mount
 * @at: Where it is.
 * @upper: The writable layer, when it is an overlay.
 *
 * The strings are in the text of the view. Immutable.
 */
struct csec_view_mount {
	struct csec_mount at;
	struct csec_upper upper;
};

/**
 * struct csec_view_shell - a file that had the name of a shell at the start
 * @dev: Of the superblock.
 * @ino: Inode number.
 * @generation: Of the inode.
 * @names: What the list calls it; a multi-call file is a shell only when its
 *	arguments say so.
 * @fingerprint: Of its content, to know a copy.
 */
struct csec_view_shell {
	dev_t dev;
	unsigned long ino;
	u32 generation;
	struct csec_applet_names names;
	struct csec_fingerprint fingerprint;
};

struct csec_verdicts;

/**
 * struct csec_watch - whether shells run in a container
 * @has_shells: It is not known that there is none.
 * @has_received: Something was received since the start.
 * @has_suspects: At the last look one took commands from another end.
 * @seq: Shells executed, and processes that began to receive.
 * @noted_at: When the last one was executed, in jiffies.
 * @seen_seq: @seq when the container was last looked through.
 * @seen_at: When that was, in jiffies.
 *
 * Hints, lockless: a value that is out of date makes a look-through too many.
 * @has_shells is set before a shell runs and cleared when a while after that
 * none is found.
 */
struct csec_watch {
	bool has_shells;
	bool has_received;
	bool has_suspects;
	atomic_t seq;
	unsigned long noted_at;
	int seen_seq;
	unsigned long seen_at;
};

#define CSEC_VIEW_NOTES_BITS 4

/**
 * struct csec_place - where one receive was to put what it receives
 * @base: Address in the memory of the receiver; 0: nowhere.
 * @len: Bytes there.
 * @seq: Of a TCP socket: how far it was read before.
 */
struct csec_place {
	unsigned long base;
	size_t len;
	u32 seq;
};

/**
 * struct csec_note - where something was received
 * @sk: The socket; identity, never dereferenced.
 * @tgid: The receiver.
 * @last: Of the last receive.
 *
 * A hint, lockless.
 */
struct csec_note {
	const void *sk;
	pid_t tgid;
	struct csec_place last;
};

/* Processes, by number, two of a place. */
#define CSEC_VIEW_RECEIVERS 512
/* A power of two. */
#define CSEC_VIEW_KEPT 4
#define CSEC_KEPT_SIZE 512
#define CSEC_KEPT_STARTERS 3

/**
 * struct csec_kept - the end of what came over a connection
 * @lock: Of everything here but for reads of @sk and @tgid, which are hints. The
 *	innermost one, but that those of @coming are taken before those of @kept; taken
 *	by tasks only, with preemption off, the ftrace callbacks included.
 * @sk: The TCP socket; identity, never dereferenced. NULL: it is closed.
 * @tgid: The receiver; 0: nobody.
 * @starters: The processes that started it, the nearest first; 0: none.
 * @program: What it ran, identity, never dereferenced; NULL: not known.
 * @comm: Its name: of files that are many programs, which one.
 * @since: Jiffies when the last of it came.
 * @peer: Of the connection.
 * @call: How far the socket was read before the last receive that brought
 *	something.
 * @end: How far it was read then.
 * @len: Bytes of @text.
 * @text: What came.
 */
struct csec_kept {
	raw_spinlock_t lock;
	const void *sk;
	pid_t tgid;
	pid_t starters[CSEC_KEPT_STARTERS];
	const void *program;
	char comm[TASK_COMM_LEN];
	unsigned long since;
	struct csec_endpoint peer;
	u32 call;
	u32 end;
	u32 len;
	char text[CSEC_KEPT_SIZE];
};

#define CSEC_VIEW_ACCEPTED_BITS 6

/**
 * struct csec_accepted - a socket that was accepted
 * @sock: Identity, never dereferenced; NULL: none.
 * @ino: Number of its inode; the next socket at this address has another.
 *
 * A hint, lockless.
 */
struct csec_accepted {
	const void *sock;
	unsigned long ino;
};

/* More processes than these may not run a shell that they map. */
#define CSEC_VIEW_GUESTS 64
#define CSEC_VIEW_STARTS_BITS 4

/**
 * struct csec_guest - a process that runs a shell without executing it, or
 * executes one
 * @tgid: The process, in the initial pid namespace; 0: none.
 * @exec_id: How often it had executed something; its next program is another.
 * @born: When it was made.
 * @script: Identity of the other end of the FIFO or terminal that is the script of
 *	that next program; NULL: none.
 *
 * A hint, lockless: a mixture of two is no process.
 */
struct csec_guest {
	pid_t tgid;
	u32 exec_id;
	u64 born;
	const void *script;
};

#define CSEC_VIEW_LINKS_BITS 5

/**
 * struct csec_view_links - what paths of the policies led to through links
 * @done: The last generation whose policy was looked up.
 * @state: Of looking up. Its bit lock is an outer one: directories and the
 *	verdicts are locked inside of it.
 * @nr_files: Entries of @files.
 * @nr_dirs: Entries of @dirs.
 * @files: By target.
 * @dirs: Directories.
 *
 * The lists only grow; who holds the bit lock adds.
 */
struct csec_view_links {
	u64 done;
	unsigned long state;
	unsigned int nr_files;
	unsigned int nr_dirs;
	struct llist_head files[1 << CSEC_VIEW_LINKS_BITS];
	struct llist_head dirs;
};

/**
 * struct csec_view - mounts of a container and what is known of its files
 * @base: Makes it the container of a cgroup.
 * @work: Frees it.
 * @verdicts: Cache of identity.
 * @shells: What the shells of the policy's list were at the start: links and
 *	other names made later do not hide them.
 * @nr_shells: Entries of @shells.
 * @start: When the container started.
 * @mount_ns: Its mount namespace then; identity, never dereferenced.
 * @moves: Directories that moved since; NULL: none.
 * @links: Symbolic links of the start.
 * @watch: Shells that run.
 * @notes: Of the last receives, by socket.
 * @receivers: Processes that received something; 0: nobody. A hint, lockless.
 * @coming: What came over connections that are open, by socket.
 * @nr_kept: Places of @kept that were used so far.
 * @kept: Of the last connections that were closed after something was received.
 * @accepted: Sockets that were accepted, by socket.
 * @has_guests: There was one of @guests.
 * @guests: Shells that other programs run.
 * @starts: Shells that are being executed, by process.
 * @nr_mounts: Entries of @mounts.
 * @text: Holds the strings.
 * @mounts: In the order of mountinfo: later ones cover earlier ones.
 *
 * Immutable but for the cache, @moves, @links, @watch, @notes, @receivers,
 * @coming, @nr_kept, @kept, @accepted, @has_guests, @guests and @starts.
 */
struct csec_view {
	struct csec_container base;
	struct work_struct work;
	struct csec_verdicts *verdicts;
	struct csec_view_shell *shells;
	unsigned int nr_shells;
	struct csec_start start;
	const void *mount_ns;
	struct csec_moves *moves;
	struct csec_view_links links;
	struct csec_watch watch;
	struct csec_note notes[1 << CSEC_VIEW_NOTES_BITS];
	pid_t receivers[CSEC_VIEW_RECEIVERS][2];
	struct csec_kept coming[1 << CSEC_VIEW_NOTES_BITS];
	atomic_t nr_kept;
	struct csec_kept kept[CSEC_VIEW_KEPT];
	struct csec_accepted accepted[1 << CSEC_VIEW_ACCEPTED_BITS];
	bool has_guests;
	struct csec_guest guests[CSEC_VIEW_GUESTS];
	struct csec_guest starts[1 << CSEC_VIEW_STARTS_BITS];
	unsigned int nr_mounts;
	char *text;
	struct csec_view_mount mounts[];
};

/* Names that are put together, of those of one file. */
#define CSEC_VIEW_NR_NAMES 4

/**
 * struct csec_view_buffer - room for the names of one file
 * @path: Path inside the superblock.
 * @name: Names in the container.
 */
struct csec_view_buffer {
	char path[PATH_MAX];
	char name[CSEC_VIEW_NR_NAMES][PATH_MAX];
};

/**
 * csec_view_find_inline - as csec_view_find(), for the ftrace callbacks
 * @cg: Governed.
 *
 * Context: RCU read section; any context.
 * Return: the view of the container; NULL: it has not started.
 */
static __always_inline struct csec_view *
csec_view_find_inline(const struct csec_cgroup *cg)
{
	const u64 governor = READ_ONCE(cg->governor);
	struct csec_container *container;

	while (cg->id != governor && !READ_ONCE(cg->is_container) && cg->parent)
		cg = cg->parent;
	container = rcu_dereference_raw(cg->container);
	return container ? container_of(container, struct csec_view, base) :
			   NULL;
}

/**
 * csec_view_is_nameless - whether no directory entry leads to a file
 * @file: The file; a memfd has no links from the beginning.
 *
 * Context: Any.
 * Return: true when none does.
 */
static inline bool csec_view_is_nameless(const struct file *file)
{
	const struct dentry *dentry = csec_compat_path(file)->dentry;

	return d_unlinked(dentry) || !d_inode(dentry)->i_nlink;
}

/**
 * csec_view_links_known - for which policies links are known
 * @view: Of the container.
 *
 * Context: Any.
 * Return: the generation of the last ones.
 */
static inline u64 csec_view_links_known(const struct csec_view *view)
{
	/* Pairs with the one in csec_view_add_links(). */
	return smp_load_acquire(&view->links.done);
}

int csec_view_init(void);
void csec_view_exit(void);
struct csec_view *csec_view_get(const struct csec_scope *scope);
struct csec_view *csec_view_find(struct csec_cgroup *cg);
int csec_view_add_shells(struct csec_view *view,
			 const struct csec_policy *policy);
const struct csec_view_shell *csec_view_shell(const struct csec_view *view,
					      const struct inode *inode);
void csec_view_names_of(const struct csec_view *view, dev_t dev,
			const char *path, struct csec_view_buffer *buffer,
			struct csec_file_names *names);
bool csec_view_has_device(const struct csec_view *view, dev_t dev);
bool csec_view_has_mount(const struct csec_view *view,
			 const struct dentry *place, dev_t dev, char *buffer);
bool csec_view_is_upper(const struct csec_view *view,
			const struct dentry *dentry);
bool csec_view_is_upper_link(const struct csec_view *view,
			     const struct dentry *link, char *buffer);
const struct cred *csec_view_as_kernel(void);
int csec_view_add_links(struct csec_view *view, const struct csec_scope *scope);
void csec_view_add_link_names(const struct csec_view *view,
			      struct csec_view_buffer *buffer,
			      struct csec_file_names *names);
bool csec_view_has_link_to(const struct csec_view *view,
			   const struct csec_file_names *names,
			   const struct csec_policy *policy);
void csec_view_free_links(struct csec_view *view);
void csec_view_name_now(const struct file *file,
			struct csec_view_buffer *buffer,
			struct csec_file_names *names);
const struct csec_view_shell *
csec_view_copied_shell(const struct csec_view *view, struct file *file);
void csec_view_names(const struct csec_view *view, const struct file *file,
		     struct csec_view_buffer *buffer,
		     struct csec_file_names *names);
void csec_view_names_at(const struct csec_view *view,
			const struct dentry *dentry,
			struct csec_view_buffer *buffer,
			struct csec_file_names *names);

#endif /* _CSEC_VIEW_H */
