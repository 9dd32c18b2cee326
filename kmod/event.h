/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - exact counters and the bounded ring of violations
 *
 * Recording counts the violation in the cgroup, in the policy's account and in
 * the total, then takes a preallocated record. It never allocates, sleeps or
 * prints, and the verdict does not depend on it. A worker hands new records to
 * the sinks (dmesg, netlink) in process context.
 *
 * The ring keeps the newest records. A cgroup holds at most an eighth of it:
 * beyond that it overwrites its own oldest record, so that a noisy container
 * cannot push out another one's. A record that is overwritten before a sink or
 * a dump had it is lost, and counted as lost; sequence numbers have no holes
 * when counted, so that every reader sees what it missed:
 *
 *	events == delivered + lost + not yet delivered
 *
 * Lock: the ring lock (raw, irqs off) is innermost.
 */
#ifndef _CSEC_EVENT_H
#define _CSEC_EVENT_H

#include "store.h"

/* Longer paths keep their end, with "..." before it. */
#define CSEC_EVENT_PATH_SIZE 256
#define CSEC_EVENT_TARGET_SIZE 128

/**
 * struct csec_bomb - the shape of a tree of tasks
 * @tasks: In all; 0: no tree.
 * @depth: Generations.
 * @fanout: Most children of one task.
 * @forks: In the last second.
 */
struct csec_bomb {
	u32 tasks;
	u32 depth;
	u32 fanout;
	u32 forks;
};

/**
 * struct csec_event - one violation
 * @seq: From 1, in the order of counting.
 * @time_ns: CLOCK_REALTIME.
 * @generation: Of the policies that decided.
 * @cgroup: Id of the cgroup that is charged with it.
 * @decision: Verdict, reason and policy line.
 * @op: What was asked for.
 * @pid: Thread group id in the initial pid namespace.
 * @tid: Thread id, likewise.
 * @ppid: Of the parent, likewise.
 * @uid: In the initial user namespace.
 * @fd: Descriptor that is evidence, -1: none.
 * @limit: The limit that was reached, 0: none.
 * @link: How the descriptor leads to the peer.
 * @target_pid: Thread group id of another process, 0: none.
 * @bomb: Shape of the tree.
 * @peer: Address that is evidence.
 * @policy: Name of the policy.
 * @comm: Of the task, NUL-terminated, not escaped.
 * @path: NUL-terminated, not escaped, empty: none.
 * @target_comm: Of the other process, likewise.
 * @target_path: Its program file, likewise.
 */
struct csec_event {
	u64 seq;
	u64 time_ns;
	u64 generation;
	u64 cgroup;
	struct csec_decision decision;
	enum csec_op op;
	u32 pid;
	u32 tid;
	u32 ppid;
	u32 uid;
	s32 fd;
	u32 limit;
	enum csec_link link;
	u32 target_pid;
	struct csec_bomb bomb;
	struct csec_endpoint peer;
	char policy[CSEC_NAME_MAX + 1];
	char comm[CSEC_COMM_MAX];
	char path[CSEC_EVENT_PATH_SIZE];
	char target_comm[CSEC_COMM_MAX];
	char target_path[CSEC_EVENT_TARGET_SIZE];
};

/**
 * struct csec_evidence - what a hook knows beyond the task itself
 * @path: NULL: none.
 * @fd: -1: none.
 * @limit: 0: none.
 * @link: How the descriptor leads to @peer.
 * @target_pid: Thread group id of another process, 0: none.
 * @target_comm: Its name, NULL: unknown.
 * @target_path: Its program file, NULL: unknown.
 * @bomb: Shape of a tree.
 * @peer: Family 0: none.
 */
struct csec_evidence {
	const char *path;
	int fd;
	u32 limit;
	enum csec_link link;
	u32 target_pid;
	const char *target_comm;
	const char *target_path;
	struct csec_bomb bomb;
	struct csec_endpoint peer;
};

/**
 * typedef csec_event_sink_t - takes one record out of the ring
 * @event: A copy; the sink may keep nothing of it.
 * @account: Account of the policy, referenced during the call.
 *
 * Context: process, may sleep. Not called concurrently.
 * Return: true when somebody received it.
 */
typedef bool (*csec_event_sink_t)(const struct csec_event *event,
				  struct csec_account *account);

/**
 * struct csec_event_totals - totals since the module was loaded
 * @seq: Last sequence number: all violations counted.
 * @denied: Refused.
 * @audited: Would have been refused.
 * @delivered: Somebody had them.
 * @lost: Left the ring before anybody had them.
 * @pending: In the ring, nobody had them yet.
 *
 * seq == denied + audited == delivered + lost + pending, always.
 */
struct csec_event_totals {
	u64 seq;
	u64 denied;
	u64 audited;
	u64 delivered;
	u64 lost;
	u64 pending;
};

int csec_event_init(unsigned int nr_records);
void csec_event_exit(void);
void csec_event_record(struct csec_cgroup *cg, struct csec_account *account,
		       u64 generation, enum csec_op op,
		       const struct csec_decision *decision,
		       const struct csec_evidence *evidence);
void csec_event_set_sink(csec_event_sink_t sink);
int csec_event_next(u64 from, u64 to, struct csec_event *event);
void csec_event_totals(struct csec_event_totals *totals);

#endif /* _CSEC_EVENT_H */
