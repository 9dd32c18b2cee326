// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - messages about state and events -> structs
 */
#include "nl_event.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>

#define FIELD(type, member, attr_kind, max)                            \
	{                                                              \
		.kind = (attr_kind), .offset = offsetof(type, member), \
		.size = (max)                                          \
	}
#define NR(table) (sizeof(table) / sizeof((table)[0]))
#define BIT(attr) (UINT64_C(1) << (attr))

/* clang-format off */
#define S(member, kind) FIELD(struct csec_nl_status, member, kind, 0)
static const struct csec_nl_field status_fields[] = {
	[CSEC_STATUS_A_VERSION]		= FIELD(struct csec_nl_status, version, CSEC_NL_TEXT, 64),
	[CSEC_STATUS_A_ABI]		= S(abi, CSEC_NL_U32),
	[CSEC_STATUS_A_GENERATION]	= S(generation, CSEC_NL_U64),
	[CSEC_STATUS_A_COMMIT_TIME]	= S(commit_time, CSEC_NL_U64),
	[CSEC_STATUS_A_COMMIT_UID]	= S(commit_uid, CSEC_NL_U32),
	[CSEC_STATUS_A_NR_POLICIES]	= S(nr_policies, CSEC_NL_U32),
	[CSEC_STATUS_A_NR_RULES]	= S(nr_rules, CSEC_NL_U64),
	[CSEC_STATUS_A_NR_CGROUPS]	= S(nr_cgroups, CSEC_NL_U32),
	[CSEC_STATUS_A_NR_TASKS]	= S(nr_tasks, CSEC_NL_U32),
	[CSEC_STATUS_A_DENIED]		= S(denied, CSEC_NL_U64),
	[CSEC_STATUS_A_AUDITED]		= S(audited, CSEC_NL_U64),
	[CSEC_STATUS_A_EVENTS]		= S(events, CSEC_NL_U64),
	[CSEC_STATUS_A_EVENTS_LOST]	= S(events_lost, CSEC_NL_U64),
	[CSEC_STATUS_A_ENFORCED]	= S(enforced, CSEC_NL_U64),
	[CSEC_STATUS_A_UNENFORCED]	= S(unenforced, CSEC_NL_U64),
	[CSEC_STATUS_A_ARMED]		= S(armed, CSEC_NL_U8),
	[CSEC_STATUS_A_DEGRADED]	= S(degraded, CSEC_NL_U8),
	[CSEC_STATUS_A_NR_ENFORCING]	= S(nr_enforcing, CSEC_NL_U32),
	[CSEC_STATUS_A_REQUESTS_REFUSED] = S(requests_refused, CSEC_NL_U64),
};
#undef S

#define H(member, kind) FIELD(struct csec_nl_hook, member, kind, 0)
static const struct csec_nl_field hook_fields[] = {
	[CSEC_HOOK_A_FUNCTION]		= H(function, CSEC_NL_STRING),
	[CSEC_HOOK_A_STATE]		= H(state, CSEC_NL_U32),
	[CSEC_HOOK_A_REQUIRED]		= { .kind = CSEC_NL_FLAG },
	[CSEC_HOOK_A_LOSS]		= H(loss, CSEC_NL_STRING),
};
#undef H

#define C(member, kind) FIELD(struct csec_nl_cgroup, member, kind, 0)
static const struct csec_nl_field cgroup_fields[] = {
	[CSEC_CGROUP_A_ID]		= C(id, CSEC_NL_U64),
	[CSEC_CGROUP_A_PATH]		= C(path, CSEC_NL_STRING),
	[CSEC_CGROUP_A_POLICY]		= C(policy, CSEC_NL_STRING),
	[CSEC_CGROUP_A_GOVERNOR]	= C(governor, CSEC_NL_U64),
	[CSEC_CGROUP_A_TASKS]		= C(tasks, CSEC_NL_U32),
	[CSEC_CGROUP_A_PROCESSES]	= C(processes, CSEC_NL_U32),
	[CSEC_CGROUP_A_MAX_THREADS]	= C(max_threads, CSEC_NL_U32),
	[CSEC_CGROUP_A_MAX_PROCESSES]	= C(max_processes, CSEC_NL_U32),
	[CSEC_CGROUP_A_DENIED]		= C(denied, CSEC_NL_U64),
	[CSEC_CGROUP_A_AUDITED]		= C(audited, CSEC_NL_U64),
	[CSEC_CGROUP_A_PEAK_TASKS]	= C(peak_tasks, CSEC_NL_U32),
	[CSEC_CGROUP_A_REFUSED]		= C(refused, CSEC_NL_U64),
	[CSEC_CGROUP_A_LAST_REFUSAL]	= C(last_refusal, CSEC_NL_U64),
	[CSEC_CGROUP_A_FORKS]		= C(forks, CSEC_NL_U32),
	[CSEC_CGROUP_A_FORK_TOKENS]	= C(fork_tokens, CSEC_NL_U32),
	[CSEC_CGROUP_A_EXEC_TOKENS]	= C(exec_tokens, CSEC_NL_U32),
	[CSEC_CGROUP_A_DELAYED]		= C(delayed, CSEC_NL_U64),
	[CSEC_CGROUP_A_PEAK_PROCESSES]	= C(peak_processes, CSEC_NL_U32),
};
#undef C

#define K(member, kind) FIELD(struct csec_nl_counter, member, kind, 0)
static const struct csec_nl_field counter_fields[] = {
	[CSEC_COUNTER_A_POLICY]		= K(policy, CSEC_NL_STRING),
	[CSEC_COUNTER_A_CGROUP]		= K(cgroup, CSEC_NL_U64),
	[CSEC_COUNTER_A_PATH]		= K(path, CSEC_NL_STRING),
	[CSEC_COUNTER_A_REASON]		= K(reason, CSEC_NL_U32),
	[CSEC_COUNTER_A_DENIED]		= K(denied, CSEC_NL_U64),
	[CSEC_COUNTER_A_AUDITED]	= K(audited, CSEC_NL_U64),
};
#undef K

#define E(member, kind) FIELD(struct csec_nl_event, member, kind, 0)
static const struct csec_nl_field event_fields[] = {
	[CSEC_EVENT_A_SEQ]		= E(seq, CSEC_NL_U64),
	[CSEC_EVENT_A_TIME]		= E(time, CSEC_NL_U64),
	[CSEC_EVENT_A_OP]		= E(op, CSEC_NL_U32),
	[CSEC_EVENT_A_REASON]		= E(reason, CSEC_NL_U32),
	[CSEC_EVENT_A_VERDICT]		= E(verdict, CSEC_NL_U32),
	[CSEC_EVENT_A_GENERATION]	= E(generation, CSEC_NL_U64),
	[CSEC_EVENT_A_POLICY]		= E(policy, CSEC_NL_STRING),
	[CSEC_EVENT_A_CGROUP]		= E(cgroup, CSEC_NL_U64),
	[CSEC_EVENT_A_PID]		= E(pid, CSEC_NL_U32),
	[CSEC_EVENT_A_TID]		= E(tid, CSEC_NL_U32),
	[CSEC_EVENT_A_PPID]		= E(ppid, CSEC_NL_U32),
	[CSEC_EVENT_A_UID]		= E(uid, CSEC_NL_U32),
	[CSEC_EVENT_A_COMM]		= E(comm, CSEC_NL_STRING),
	[CSEC_EVENT_A_PATH]		= E(path, CSEC_NL_STRING),
	[CSEC_EVENT_A_FD]		= E(fd, CSEC_NL_S32),
	[CSEC_EVENT_A_FAMILY]		= E(family, CSEC_NL_U16),
	[CSEC_EVENT_A_ADDR]		= E(addr, CSEC_NL_BINARY),
	[CSEC_EVENT_A_PORT]		= E(port, CSEC_NL_U16),
	[CSEC_EVENT_A_LIMIT]		= E(limit, CSEC_NL_U32),
	[CSEC_EVENT_A_LINE]		= E(line, CSEC_NL_U32),
	[CSEC_EVENT_A_TARGET_PID]	= E(target_pid, CSEC_NL_U32),
	[CSEC_EVENT_A_TARGET_COMM]	= E(target_comm, CSEC_NL_STRING),
	[CSEC_EVENT_A_TARGET_PATH]	= E(target_path, CSEC_NL_STRING),
	[CSEC_EVENT_A_LINK]		= E(link, CSEC_NL_U32),
	[CSEC_EVENT_A_TASKS]		= E(tasks, CSEC_NL_U32),
	[CSEC_EVENT_A_DEPTH]		= E(depth, CSEC_NL_U32),
	[CSEC_EVENT_A_FANOUT]		= E(fanout, CSEC_NL_U32),
	[CSEC_EVENT_A_FORKS]		= E(forks, CSEC_NL_U32),
};
#undef E
/* clang-format on */

_Static_assert(NR(status_fields) == __CSEC_STATUS_A_MAX, "status incomplete");
_Static_assert(NR(hook_fields) == __CSEC_HOOK_A_MAX, "hook incomplete");
_Static_assert(NR(cgroup_fields) == __CSEC_CGROUP_A_MAX, "cgroup incomplete");
_Static_assert(NR(counter_fields) == __CSEC_COUNTER_A_MAX,
	       "counter incomplete");
_Static_assert(NR(event_fields) == __CSEC_EVENT_A_MAX, "event incomplete");

/* Reads the nest @attr of a message; @required are bits that must be there. */
static int decode(const struct nlmsghdr *hdr, enum csec_attr attr,
		  const struct csec_nl_field *fields, size_t nr_fields,
		  uint64_t required, void *to, uint64_t *has)
{
	const struct nlattr *nest = NULL;
	struct csec_nl_field top[__CSEC_A_MAX] = { 0 };
	struct nlattr *first;
	uint64_t found;
	int len, err;

	top[attr].kind = CSEC_NL_NEST;
	first = csec_nl_attr_first(hdr, &len);
	if (!first)
		return -EBADMSG;
	err = csec_nl_attr_read(first, len, top, NR(top), &nest, &found);
	if (err)
		return err;
	if (!nest)
		return -EBADMSG;
	err = csec_nl_attr_read_nest(nest, fields, nr_fields, to, has);
	if (err)
		return err;
	return (*has & required) == required ? 0 : -EBADMSG;
}

int csec_nl_status_decode(const struct nlmsghdr *hdr,
			  struct csec_nl_status *status)
{
	memset(status, 0, sizeof(*status));
	return decode(hdr, CSEC_A_STATUS, status_fields, NR(status_fields),
		      BIT(CSEC_STATUS_A_ABI), status, &status->has);
}

const char *csec_nl_status_mode(const struct csec_nl_status *status)
{
	if (status->degraded)
		return "degraded";
	if (!status->nr_policies)
		return "no policy";
	if (!status->armed)
		return "idle";
	if (csec_nl_has(status->has, CSEC_STATUS_A_NR_ENFORCING) &&
	    !status->nr_enforcing)
		return "audit";
	return "enforcing";
}

int csec_nl_hook_decode(const struct nlmsghdr *hdr, struct csec_nl_hook *hook)
{
	memset(hook, 0, sizeof(*hook));
	return decode(hdr, CSEC_A_HOOK, hook_fields, NR(hook_fields),
		      BIT(CSEC_HOOK_A_FUNCTION), hook, &hook->has);
}

int csec_nl_cgroup_decode(const struct nlmsghdr *hdr,
			  struct csec_nl_cgroup *cgroup)
{
	memset(cgroup, 0, sizeof(*cgroup));
	return decode(hdr, CSEC_A_CGROUP, cgroup_fields, NR(cgroup_fields),
		      BIT(CSEC_CGROUP_A_ID), cgroup, &cgroup->has);
}

int csec_nl_counter_decode(const struct nlmsghdr *hdr,
			   struct csec_nl_counter *counter)
{
	memset(counter, 0, sizeof(*counter));
	return decode(hdr, CSEC_A_COUNTER, counter_fields, NR(counter_fields),
		      BIT(CSEC_COUNTER_A_POLICY) | BIT(CSEC_COUNTER_A_REASON),
		      counter, &counter->has);
}

int csec_nl_event_decode(const struct nlmsghdr *hdr,
			 struct csec_nl_event *event)
{
	int err;

	memset(event, 0, sizeof(*event));
	err = decode(hdr, CSEC_A_EVENT, event_fields, NR(event_fields),
		     BIT(CSEC_EVENT_A_SEQ), event, &event->has);
	if (err)
		return err;
	if (csec_nl_has(event->has, CSEC_EVENT_A_ADDR) &&
	    event->addr.len != 4 && event->addr.len != 16)
		return -EBADMSG;
	return 0;
}
