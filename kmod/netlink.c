// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - the generic netlink family: permission, status, life cycle
 *
 * The operations have no policy for the core, and resv_start_op is beyond all
 * of them, so that the core parses nothing: it would do so before the handler
 * runs, and a caller who may not use csec must get -EPERM whatever it sends.
 * Each handler checks permission, then headers and attributes, strictly.
 */
#define pr_fmt(fmt) "csec: " fmt

#include "netlink.h"

#include <linux/capability.h>
#include <linux/file.h>
#include <linux/module.h>
#include <linux/net.h>
#include <linux/pid_namespace.h>
#include <net/sock.h>

#include "netlink_internal.h"

static atomic64_t nr_refused;

static const struct nla_policy no_types[CSEC_A_MAX + 1];

/* Refusals */

/**
 * csec_netlink_refuse - explains a refusal to the caller
 * @extack: NULL: the caller cannot be told.
 * @attr: The attribute at fault, NULL: none.
 * @err: Negative errno.
 * @text: Without newline; read after the handler returned: a constant.
 *
 * NL_SET_ERR_MSG() takes literals only, which would make a macro of this.
 *
 * Context: Any.
 * Return: @err.
 */
int csec_netlink_refuse(struct netlink_ext_ack *extack,
			const struct nlattr *attr, int err, const char *text)
{
	if (extack) {
		extack->_msg = text;
		if (attr)
			NL_SET_BAD_ATTR(extack, attr);
	}
	return err;
}

/* Permission */

/*
 * netlink_capable() skips the opener when the sender gave an address, as libnl
 * always does; a socket that was handed over must not gain from that.
 */
static bool is_capable(const struct sk_buff *skb, int cap)
{
	const struct socket *sock = NETLINK_CB(skb).sk->sk_socket;

	return sock && sock->file &&
	       file_ns_capable(sock->file, &init_user_ns, cap) &&
	       netlink_capable(skb, cap);
}

static bool is_in_class(const struct sk_buff *skb,
			enum csec_netlink_class class)
{
	return (class == CSEC_NETLINK_READ &&
		is_capable(skb, CAP_AUDIT_READ)) ||
	       is_capable(skb, CAP_MAC_ADMIN);
}

/*
 * When it cannot be found out, the answer is yes. Before the first commit nobody is,
 * and no object of a cgroup is made, as nobody would hear of its removal.
 */
static bool is_governed(void)
{
	struct csec_scope scope;
	int ret;

	if (!READ_ONCE(csec_live_generation))
		return false;
	ret = csec_scope_enter_current(&scope);
	if (ret > 0)
		csec_scope_leave(&scope);
	return ret;
}

static int refuse_sender(struct netlink_ext_ack *extack, const char *text)
{
	atomic64_inc(&nr_refused);
	return csec_netlink_refuse(extack, NULL, -EPERM, text);
}

/**
 * csec_netlink_may - whether the current task may use csec
 * @skb: Its request.
 * @class: What it asks for.
 * @extack: Gets the text of a refusal.
 *
 * Context: Process, may sleep.
 * Return: 0; -EPERM: it may not, which is counted.
 */
int csec_netlink_may(const struct sk_buff *skb, enum csec_netlink_class class,
		     struct netlink_ext_ack *extack)
{
	if (!is_in_class(skb, class))
		return refuse_sender(
			extack,
			class == CSEC_NETLINK_WRITE ?
				"needs CAP_MAC_ADMIN" :
				"needs CAP_AUDIT_READ or CAP_MAC_ADMIN");
	if (task_active_pid_ns(current) != &init_pid_ns)
		return refuse_sender(extack,
				     "not in the initial pid namespace");
	if (is_governed())
		return refuse_sender(extack, "the sender is governed");
	return 0;
}

/**
 * csec_netlink_start_dump - before the first message of any dump
 * @cb: The dump.
 *
 * Refuses nothing: the core of 6.1 sends no text with a refusal of this step.
 *
 * Context: Process.
 * Return: 0.
 */
int csec_netlink_start_dump(struct netlink_callback *cb)
{
	cb->min_dump_alloc = CSEC_NETLINK_ROOM;
	return 0;
}

/**
 * csec_netlink_resume_dump - first thing of every part of a dump
 * @cb: The dump; its last argument tells whether it has begun.
 * @class: What it asks for.
 * @begin: Parses the request and prepares the dump, once.
 *
 * The reader is checked each time: a socket may have changed hands.
 *
 * Context: Process, may sleep.
 * Return: 0; -EPERM: caller not allowed; what @begin returns.
 */
int csec_netlink_resume_dump(struct netlink_callback *cb,
			     enum csec_netlink_class class,
			     int (*begin)(struct netlink_callback *cb))
{
	long *has_begun = &cb->args[ARRAY_SIZE(cb->args) - 1];
	int err = csec_netlink_may(cb->skb, class, cb->extack);

	if (err || *has_begun)
		return err;
	err = begin(cb);
	*has_begun = !err;
	return err;
}

/**
 * csec_netlink_refused - how many requests were refused for want of permission
 *
 * Context: Any.
 * Return: the number since the module was loaded.
 */
u64 csec_netlink_refused(void)
{
	return atomic64_read(&nr_refused);
}

/**
 * csec_netlink_check_write - first steps of every operation that changes things
 * @skb: The request.
 * @info: Likewise.
 * @tb: Gets its attributes; CSEC_A_MAX + 1 entries.
 * @types: What each attribute must look like.
 *
 * Context: Process, may sleep.
 * Return: 0; -EPERM: caller not allowed; -EINVAL: malformed.
 */
int csec_netlink_check_write(struct sk_buff *skb, struct genl_info *info,
			     struct nlattr **tb, const struct nla_policy *types)
{
	int err = csec_netlink_may(skb, CSEC_NETLINK_WRITE, info->extack);

	if (err)
		return err;
	return csec_netlink_parse_message(tb, info->nlhdr, types, info->extack);
}

/* Status */

/**
 * csec_netlink_new_reply - an answer with room for the status
 * @info: The request.
 * @cmd: enum csec_cmd.
 * @header: For csec_netlink_reply_status().
 *
 * Context: Process, may sleep.
 * Return: the message; NULL: out of memory, and the caller is told so.
 */
struct sk_buff *csec_netlink_new_reply(struct genl_info *info, u8 cmd,
				       void **header)
{
	struct sk_buff *reply = genlmsg_new(NLMSG_DEFAULT_SIZE, GFP_KERNEL);

	*header = NULL;
	if (reply)
		*header = genlmsg_put_reply(reply, info, &csec_netlink_family,
					    0, cmd);
	if (!*header) {
		nlmsg_free(reply);
		csec_netlink_refuse(info->extack, NULL, -ENOMEM,
				    "out of memory");
		return NULL;
	}
	return reply;
}

/**
 * csec_netlink_reply_status - sends the status
 * @info: The request.
 * @reply: From csec_netlink_new_reply(); consumed.
 * @header: Likewise.
 *
 * Context: Process, may sleep. Takes the store mutex.
 * Return: 0; -EMSGSIZE: no room; or what genlmsg_reply() says when the sender
 * does not receive: -EAGAIN, -ECONNREFUSED.
 */
int csec_netlink_reply_status(struct genl_info *info, struct sk_buff *reply,
			      void *header)
{
	int err = csec_netlink_put_status(reply);

	if (WARN_ON_ONCE(err)) {
		nlmsg_free(reply);
		return err;
	}
	genlmsg_end(reply, header);
	return genlmsg_reply(reply, info);
}

static int do_disarm(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *tb[CSEC_A_MAX + 1];
	const char *why = NULL;
	int err;

	err = csec_netlink_check_write(skb, info, tb, no_types);
	if (err)
		return err;
	err = csec_store_disarm(&why);
	if (err)
		csec_netlink_refuse(info->extack, NULL, err, why);
	return err;
}

static int do_get_status(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *tb[CSEC_A_MAX + 1];
	struct sk_buff *reply;
	void *header;
	int err;

	err = csec_netlink_may(skb, CSEC_NETLINK_READ, info->extack);
	if (!err)
		err = csec_netlink_parse_message(tb, info->nlhdr, no_types,
						 info->extack);
	if (err)
		return err;
	reply = csec_netlink_new_reply(info, CSEC_CMD_GET_STATUS, &header);
	return reply ? csec_netlink_reply_status(info, reply, header) : -ENOMEM;
}

/* The family */

/* clang-format off */
static const struct genl_ops ops[] = {
	{ .cmd = CSEC_CMD_GET_STATUS,	.doit = do_get_status },
	{ .cmd = CSEC_CMD_GET_HOOK,	.start = csec_netlink_start_dump,
	  .dumpit = csec_netlink_dump_hook },
	{ .cmd = CSEC_CMD_GET_POLICY,	.start = csec_netlink_start_dump,
	  .dumpit = csec_netlink_dump_policy,
	  .done = csec_netlink_done_policy },
	{ .cmd = CSEC_CMD_GET_CGROUP,	.start = csec_netlink_start_dump,
	  .dumpit = csec_netlink_dump_cgroup },
	{ .cmd = CSEC_CMD_GET_COUNTER,	.start = csec_netlink_start_dump,
	  .dumpit = csec_netlink_dump_counter,
	  .done = csec_netlink_done_counter },
	{ .cmd = CSEC_CMD_GET_EVENT,	.start = csec_netlink_start_dump,
	  .dumpit = csec_netlink_dump_event },
	{ .cmd = CSEC_CMD_BEGIN,	.doit = csec_netlink_do_begin },
	{ .cmd = CSEC_CMD_ADD,		.doit = csec_netlink_do_add },
	{ .cmd = CSEC_CMD_DEL,		.doit = csec_netlink_do_del },
	{ .cmd = CSEC_CMD_COMMIT,	.doit = csec_netlink_do_commit },
	{ .cmd = CSEC_CMD_ABORT,	.doit = csec_netlink_do_abort },
	{ .cmd = CSEC_CMD_DISARM,	.doit = do_disarm },
};
/* clang-format on */

static const struct genl_multicast_group groups[] = {
	{
		.name = CSEC_MCGRP_EVENTS,
		.flags = GENL_MCAST_CAP_SYS_ADMIN,
	},
};

struct genl_family csec_netlink_family __ro_after_init = {
	.name = CSEC_GENL_NAME,
	.version = CSEC_GENL_VERSION,
	.netnsok = false,
	/* See netlink_stage.c: own locks. */
	.parallel_ops = true,
	.module = THIS_MODULE,
	.ops = ops,
	.n_ops = ARRAY_SIZE(ops),
	.mcgrps = groups,
	.n_mcgrps = ARRAY_SIZE(groups),
	/* See the head of this file. */
	.resv_start_op = __CSEC_CMD_MAX,
};

/**
 * csec_netlink_init - makes csec visible
 *
 * Context: Process, module init, last.
 * Return: 0; -EEXIST: there is such a family; -ENOMEM.
 */
int csec_netlink_init(void)
{
	int err = csec_netlink_stage_init();

	if (err)
		return err;
	err = genl_register_family(&csec_netlink_family);
	if (err) {
		csec_netlink_stage_exit();
		return err;
	}
	csec_event_set_sink(csec_netlink_event);
	return 0;
}

/**
 * csec_netlink_exit - makes csec invisible; nobody uses it on return
 *
 * Context: Process, module exit, first.
 */
void csec_netlink_exit(void)
{
	csec_event_set_sink(NULL);
	genl_unregister_family(&csec_netlink_family);
	csec_netlink_stage_exit();
}
