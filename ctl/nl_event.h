/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - messages about state and events -> structs
 *
 * Pure functions on a buffer. In every struct below @has has bit n set when
 * attribute n of the enum was in the message; other members are 0. Strings
 * and bytes point into the message and live as long as it does.
 */
#ifndef _CSEC_CTL_NL_EVENT_H
#define _CSEC_CTL_NL_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include <linux/csec.h>

#include "nl_attr.h"

/**
 * struct csec_nl_status - CSEC_A_STATUS, see enum csec_status_attr
 * @has: Bits of enum csec_status_attr.
 * @version: Version of the module; a copy.
 */
struct csec_nl_status {
	uint64_t has;
	char version[64];
	uint32_t abi;
	uint64_t generation;
	uint64_t commit_time;
	uint32_t commit_uid;
	uint32_t nr_policies;
	uint64_t nr_rules;
	uint32_t nr_cgroups;
	uint32_t nr_tasks;
	uint64_t denied;
	uint64_t audited;
	uint64_t events;
	uint64_t events_lost;
	uint64_t enforced;
	uint64_t unenforced;
	uint8_t armed;
	uint8_t degraded;
	uint32_t nr_enforcing;
	uint64_t requests_refused;
};

/**
 * struct csec_nl_hook - CSEC_A_HOOK, see enum csec_hook_attr
 * @has: Bits of enum csec_hook_attr; the flag "required" is only here.
 */
struct csec_nl_hook {
	uint64_t has;
	const char *function;
	uint32_t state;
	const char *loss;
};

/**
 * struct csec_nl_cgroup - CSEC_A_CGROUP, see enum csec_cgroup_attr
 * @has: Bits of enum csec_cgroup_attr.
 */
struct csec_nl_cgroup {
	uint64_t has;
	uint64_t id;
	const char *path;
	const char *policy;
	uint64_t governor;
	uint32_t tasks;
	uint32_t processes;
	uint32_t max_threads;
	uint32_t max_processes;
	uint64_t denied;
	uint64_t audited;
	uint32_t peak_tasks;
	uint64_t refused;
	uint64_t last_refusal;
	uint32_t forks;
	uint32_t fork_tokens;
	uint32_t exec_tokens;
	uint64_t delayed;
	uint32_t peak_processes;
};

/**
 * struct csec_nl_counter - CSEC_A_COUNTER, see enum csec_counter_attr
 * @has: Bits of enum csec_counter_attr.
 */
struct csec_nl_counter {
	uint64_t has;
	const char *policy;
	uint64_t cgroup;
	const char *path;
	uint32_t reason;
	uint64_t denied;
	uint64_t audited;
};

/**
 * struct csec_nl_event - CSEC_A_EVENT, see enum csec_event_attr
 * @has: Bits of enum csec_event_attr.
 * @addr: 4 or 16 bytes in network order when present.
 */
struct csec_nl_event {
	uint64_t has;
	uint64_t seq;
	uint64_t time;
	uint32_t op;
	uint32_t reason;
	uint32_t verdict;
	uint64_t generation;
	const char *policy;
	uint64_t cgroup;
	uint32_t pid;
	uint32_t tid;
	uint32_t ppid;
	uint32_t uid;
	const char *comm;
	const char *path;
	int32_t fd;
	uint16_t family;
	struct csec_nl_binary addr;
	uint16_t port;
	uint32_t limit;
	uint32_t line;
	uint32_t target_pid;
	const char *target_comm;
	const char *target_path;
	uint32_t link;
	uint32_t tasks;
	uint32_t depth;
	uint32_t fanout;
	uint32_t forks;
};

/**
 * csec_nl_has() - Says whether an attribute was in the message
 * @has: Member of that name.
 * @attr: Number of the attribute.
 *
 * Return: true when it was.
 */
static inline bool csec_nl_has(uint64_t has, unsigned int attr)
{
	return has >> attr & 1;
}

/**
 * csec_nl_status_decode() - Reads the state of the module
 * @hdr: Message, any bytes within its length.
 * @status: Result.
 *
 * Return: 0; -EBADMSG malformed, or not such a message, or no ABI number.
 */
int csec_nl_status_decode(const struct nlmsghdr *hdr,
			  struct csec_nl_status *status);

/**
 * csec_nl_status_mode() - What the module does, in a word or two
 * @status: Its state.
 *
 * A module that does not say how many policies enforce is taken to enforce.
 *
 * Return: "degraded", "no policy", "idle" (no hook is attached), "audit" (no
 *	policy enforces) or "enforcing".
 */
const char *csec_nl_status_mode(const struct csec_nl_status *status);

/**
 * csec_nl_hook_decode() - Reads the state of a hook
 * @hdr: Message, any bytes within its length.
 * @hook: Result; @function is never NULL.
 *
 * Return: 0; -EBADMSG malformed, or not such a message, or no function.
 */
int csec_nl_hook_decode(const struct nlmsghdr *hdr, struct csec_nl_hook *hook);

/**
 * csec_nl_cgroup_decode() - Reads a governed cgroup
 * @hdr: Message, any bytes within its length.
 * @cgroup: Result.
 *
 * Return: 0; -EBADMSG malformed, or not such a message, or no id.
 */
int csec_nl_cgroup_decode(const struct nlmsghdr *hdr,
			  struct csec_nl_cgroup *cgroup);

/**
 * csec_nl_counter_decode() - Reads a counter
 * @hdr: Message, any bytes within its length.
 * @counter: Result; @policy is never NULL.
 *
 * Return: 0; -EBADMSG malformed, or not such a message, or without policy or
 *	reason.
 */
int csec_nl_counter_decode(const struct nlmsghdr *hdr,
			   struct csec_nl_counter *counter);

/**
 * csec_nl_event_decode() - Reads an event
 * @hdr: Message, any bytes within its length.
 * @event: Result.
 *
 * Return: 0; -EBADMSG malformed, or not such a message, or without a sequence
 *	number, or with an address of another length than 4 or 16.
 */
int csec_nl_event_decode(const struct nlmsghdr *hdr,
			 struct csec_nl_event *event);

#endif /* _CSEC_CTL_NL_EVENT_H */
