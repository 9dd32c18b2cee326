// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - events: the notification and the dump of the ring
 */
#include "compat.h"
#include "netlink_internal.h"

#include <linux/socket.h>
#include <linux/string.h>

enum {
	EVENTS_GROUP = 0, /* index of CSEC_MCGRP_EVENTS */
	/* Numbers and names, far below this, and a path. */
	EVENT_ROOM = 1152 + CSEC_EVENT_PATH_SIZE + CSEC_EVENT_TARGET_SIZE,
};

/* clang-format off */
static const struct nla_policy types[CSEC_A_MAX + 1] = {
	[CSEC_A_SEQ]	= { .type = NLA_U64 },
};
/* clang-format on */

static int put_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, CSEC_EVENT_A_PAD);
}

static int put_decision(struct sk_buff *skb, const struct csec_event *event)
{
	const struct csec_decision *decision = &event->decision;

	return put_u64(skb, CSEC_EVENT_A_SEQ, event->seq) ||
	       put_u64(skb, CSEC_EVENT_A_TIME, event->time_ns) ||
	       nla_put_u32(skb, CSEC_EVENT_A_OP, event->op) ||
	       nla_put_u32(skb, CSEC_EVENT_A_REASON, decision->reason) ||
	       nla_put_u32(skb, CSEC_EVENT_A_VERDICT, decision->verdict) ||
	       put_u64(skb, CSEC_EVENT_A_GENERATION, event->generation) ||
	       (event->policy[0] &&
		nla_put_string(skb, CSEC_EVENT_A_POLICY, event->policy)) ||
	       nla_put_u32(skb, CSEC_EVENT_A_LINE, decision->line);
}

static int put_task(struct sk_buff *skb, const struct csec_event *event)
{
	return put_u64(skb, CSEC_EVENT_A_CGROUP, event->cgroup) ||
	       nla_put_u32(skb, CSEC_EVENT_A_PID, event->pid) ||
	       nla_put_u32(skb, CSEC_EVENT_A_TID, event->tid) ||
	       nla_put_u32(skb, CSEC_EVENT_A_PPID, event->ppid) ||
	       nla_put_u32(skb, CSEC_EVENT_A_UID, event->uid) ||
	       nla_put_string(skb, CSEC_EVENT_A_COMM, event->comm);
}

static int put_peer(struct sk_buff *skb, const struct csec_endpoint *peer)
{
	return nla_put_u16(skb, CSEC_EVENT_A_FAMILY, peer->family) ||
	       nla_put(skb, CSEC_EVENT_A_ADDR, peer->family == AF_INET ? 4 : 16,
		       peer->addr) ||
	       nla_put_u16(skb, CSEC_EVENT_A_PORT, peer->port);
}

static int put_target(struct sk_buff *skb, const struct csec_event *event)
{
	return nla_put_u32(skb, CSEC_EVENT_A_TARGET_PID, event->target_pid) ||
	       nla_put_string(skb, CSEC_EVENT_A_TARGET_COMM,
			      event->target_comm) ||
	       (event->target_path[0] &&
		nla_put_string(skb, CSEC_EVENT_A_TARGET_PATH,
			       event->target_path));
}

static int put_bomb(struct sk_buff *skb, const struct csec_bomb *bomb)
{
	return nla_put_u32(skb, CSEC_EVENT_A_TASKS, bomb->tasks) ||
	       nla_put_u32(skb, CSEC_EVENT_A_DEPTH, bomb->depth) ||
	       nla_put_u32(skb, CSEC_EVENT_A_FANOUT, bomb->fanout) ||
	       nla_put_u32(skb, CSEC_EVENT_A_FORKS, bomb->forks);
}

static int put_evidence(struct sk_buff *skb, const struct csec_event *event)
{
	return (event->path[0] &&
		nla_put_string(skb, CSEC_EVENT_A_PATH, event->path)) ||
	       (event->fd >= 0 &&
		nla_put_s32(skb, CSEC_EVENT_A_FD, event->fd)) ||
	       (event->peer.family && put_peer(skb, &event->peer)) ||
	       (event->limit &&
		nla_put_u32(skb, CSEC_EVENT_A_LIMIT, event->limit)) ||
	       (event->link &&
		nla_put_u32(skb, CSEC_EVENT_A_LINK, event->link)) ||
	       (event->target_pid && put_target(skb, event)) ||
	       (event->bomb.tasks && put_bomb(skb, &event->bomb));
}

static int put_event(struct sk_buff *skb, const struct csec_event *event)
{
	struct nlattr *nest = nla_nest_start(skb, CSEC_A_EVENT);

	if (!nest || put_decision(skb, event) || put_task(skb, event) ||
	    put_evidence(skb, event))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* Joining a group asks for CAP_SYS_ADMIN only; the rest is asked for here. */
static int is_barred(struct sock *sk, struct sk_buff *skb, void *data)
{
	return csec_scope_governs_socket(sk);
}

/**
 * csec_netlink_event - sends one event to CSEC_MCGRP_EVENTS
 * @event: The event.
 * @account: Not used.
 *
 * Not to sockets of governed cgroups, from 6.8 on: earlier kernels send to all or
 * to none.
 *
 * Context: Process, may sleep. The sink of event.
 * Return: true when some listener got it.
 */
bool csec_netlink_event(const struct csec_event *event,
			struct csec_account *account)
{
	struct sk_buff *skb;
	void *header;

	if (!genl_has_listeners(&csec_netlink_family, &init_net, EVENTS_GROUP))
		return false;
	skb = genlmsg_new(EVENT_ROOM, GFP_KERNEL);
	if (!skb)
		return false;
	header =
		genlmsg_put(skb, 0, 0, &csec_netlink_family, 0, CSEC_CMD_EVENT);
	if (WARN_ON_ONCE(!header || put_event(skb, event))) {
		nlmsg_free(skb);
		return false;
	}
	genlmsg_end(skb, header);
	return !csec_compat_multicast(&csec_netlink_family, skb, EVENTS_GROUP,
				      is_barred);
}

static int put_message(struct sk_buff *skb, struct netlink_callback *cb,
		       const struct csec_event *event)
{
	void *header = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
				   cb->nlh->nlmsg_seq, &csec_netlink_family,
				   NLM_F_MULTI, CSEC_CMD_GET_EVENT);

	if (!header)
		return -EMSGSIZE;
	if (put_event(skb, event)) {
		genlmsg_cancel(skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, header);
	return 0;
}

/**
 * struct event_key - where the dump of events stands
 * @from: Lowest sequence number that is still to be sent.
 * @to: Last sequence number at the start: a flood does not keep it going.
 */
struct event_key {
	u64 from;
	u64 to;
};

static_assert(sizeof(struct event_key) <=
	      sizeof_field(struct netlink_callback, ctx));

static int begin_event(struct netlink_callback *cb)
{
	struct event_key *key = (struct event_key *)cb->ctx;
	struct nlattr *tb[CSEC_A_MAX + 1];
	struct csec_event_totals totals;
	int err;

	err = csec_netlink_parse_message(tb, cb->nlh, types, cb->extack);
	if (err)
		return err;
	csec_event_totals(&totals);
	key->from = tb[CSEC_A_SEQ] ? nla_get_u64(tb[CSEC_A_SEQ]) : 0;
	key->to = totals.seq;
	return 0;
}

/**
 * csec_netlink_dump_event - continues CSEC_CMD_GET_EVENT
 * @skb: To be filled.
 * @cb: The dump.
 *
 * No event is taken, which counts as delivered, unless there is room for it.
 *
 * Context: Process, may sleep. Takes the ring lock.
 * Return: bytes in @skb, 0: the end; -EPERM: caller not allowed; -EMSGSIZE:
 * @skb has no room for one message.
 */
int csec_netlink_dump_event(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct event_key *key = (struct event_key *)cb->ctx;
	struct csec_event event;
	int err;

	err = csec_netlink_resume_dump(cb, CSEC_NETLINK_READ, begin_event);
	if (err)
		return err;
	while (skb_tailroom(skb) >= EVENT_ROOM &&
	       !csec_event_next(key->from, key->to, &event)) {
		err = put_message(skb, cb, &event);
		if (err)
			break;
		key->from = event.seq + 1;
	}
	return skb->len ?: err;
}
