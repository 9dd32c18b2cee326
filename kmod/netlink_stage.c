// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - transactions: begin, add, del, commit, abort
 *
 * At most one is open; it belongs to a socket and dies with it.
 *
 * Lock order: transaction lock > store mutex. The family has parallel_ops, so
 * that a long commit does not hold the genl mutex against all other families. The
 * core holds its cb_lock for reading, against who registers a family meanwhile.
 */
#include "netlink_internal.h"

#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/string.h>

enum {
	NR_DETAILS = 8,
	DETAIL_SIZE = 256,
	DETAIL_SECONDS = 10,
};

/**
 * struct transaction - the one that is open
 * @stage: NULL: none is open.
 * @portid: Of the socket that it belongs to.
 * @cookie: Chosen by its owner.
 * @is_broken: Something was refused: it cannot be committed any more.
 *
 * Protected by @transaction_lock.
 */
struct transaction {
	struct csec_stage *stage;
	u32 portid;
	u64 cookie;
	bool is_broken;
};

static DEFINE_MUTEX(transaction_lock);
static struct transaction transaction;

/* clang-format off */
static const struct nla_policy begin_types[CSEC_A_MAX + 1] = {
	[CSEC_A_COOKIE]		= { .type = NLA_U64 },
	[CSEC_A_GENERATION]	= { .type = NLA_U64 },
	[CSEC_A_PRUNE]		= { .type = NLA_FLAG },
};

static const struct nla_policy add_types[CSEC_A_MAX + 1] = {
	[CSEC_A_COOKIE]		= { .type = NLA_U64 },
	[CSEC_A_POLICY]		= { .type = NLA_NESTED },
	[CSEC_A_NAME]		= { .type = NLA_NUL_STRING,
				    .len = CSEC_NAME_MAX },
	[CSEC_A_RULE]		= { .type = NLA_NESTED },
	[CSEC_A_MANIFEST]	= { .type = NLA_NESTED },
};

static const struct nla_policy del_types[CSEC_A_MAX + 1] = {
	[CSEC_A_COOKIE]		= { .type = NLA_U64 },
	[CSEC_A_NAME]		= { .type = NLA_NUL_STRING,
				    .len = CSEC_NAME_MAX },
};

static const struct nla_policy commit_types[CSEC_A_MAX + 1] = {
	[CSEC_A_COOKIE]		= { .type = NLA_U64 },
	[CSEC_A_NR_RULES]	= { .type = NLA_U32 },
	[CSEC_A_DRY_RUN]	= { .type = NLA_FLAG },
};

static const struct nla_policy abort_types[CSEC_A_MAX + 1] = {
	[CSEC_A_COOKIE]		= { .type = NLA_U64 },
};
/* clang-format on */

/*
 * A copy of @text that can be read after the handler returned. The core builds
 * the acknowledgment after the handler has returned, in the same task: a slot
 * is free when that task is here again, or long ago. A task that is stopped for
 * so long in between could, if this slot is needed again, answer with the text
 * of another refusal; it is terminated at any time, and both had CAP_MAC_ADMIN.
 *
 * Caller holds the transaction lock.
 */
static const char *keep_text(const char *text, const char *otherwise)
{
	static struct {
		const void *task;
		unsigned long time;
		char text[DETAIL_SIZE];
	} slots[NR_DETAILS];
	unsigned int i;

	lockdep_assert_held(&transaction_lock);
	for (i = 0; i < NR_DETAILS; i++) {
		if (slots[i].task && slots[i].task != current &&
		    time_before(jiffies, slots[i].time + DETAIL_SECONDS * HZ))
			continue;
		slots[i].task = current;
		slots[i].time = jiffies;
		strscpy(slots[i].text, text, DETAIL_SIZE);
		return slots[i].text;
	}
	return otherwise;
}

static int get_cookie(struct nlattr **tb, struct netlink_ext_ack *extack,
		      u64 *cookie)
{
	if (!tb[CSEC_A_COOKIE])
		return csec_netlink_refuse(extack, NULL, -EINVAL,
					   "the cookie is missing");
	*cookie = nla_get_u64(tb[CSEC_A_COOKIE]);
	if (!*cookie)
		return csec_netlink_refuse(extack, tb[CSEC_A_COOKIE], -EINVAL,
					   "the cookie is 0");
	return 0;
}

/* Transactions; transaction lock held */

static bool is_owner(const struct genl_info *info, u64 cookie)
{
	lockdep_assert_held(&transaction_lock);
	return transaction.stage && transaction.portid == info->snd_portid &&
	       transaction.cookie == cookie;
}

static int refuse_stranger(struct genl_info *info)
{
	return csec_netlink_refuse(info->extack, NULL, -ENOENT,
				   "no such transaction");
}

static void end_transaction(void)
{
	lockdep_assert_held(&transaction_lock);
	csec_stage_free(transaction.stage);
	memset(&transaction, 0, sizeof(transaction));
}

static int begin_locked(struct genl_info *info, struct nlattr **tb, u64 cookie)
{
	const struct nlattr *expected = tb[CSEC_A_GENERATION];
	struct csec_stage *stage;
	const char *why = NULL;
	int err = 0;

	if (transaction.stage && transaction.portid != info->snd_portid)
		return csec_netlink_refuse(info->extack, NULL, -EBUSY,
					   "another transaction is open");
	stage = csec_stage_begin(expected, expected ? nla_get_u64(expected) : 0,
				 nla_get_flag(tb[CSEC_A_PRUNE]), &why, &err);
	if (!stage)
		return csec_netlink_refuse(info->extack, expected, err, why);
	end_transaction();
	transaction = (struct transaction){
		.stage = stage,
		.portid = info->snd_portid,
		.cookie = cookie,
	};
	return 0;
}

/**
 * csec_netlink_do_begin - CSEC_CMD_BEGIN
 * @skb: The request.
 * @info: Likewise.
 *
 * Context: Process, may sleep. Takes the transaction lock.
 * Return: 0; -EPERM: caller not allowed; -EINVAL: malformed; -EBUSY: another socket has a
 * transaction; -ESTALE: another generation is live; -ENOMEM.
 */
int csec_netlink_do_begin(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *tb[CSEC_A_MAX + 1];
	u64 cookie;
	int err;

	err = csec_netlink_check_write(skb, info, tb, begin_types);
	if (!err)
		err = get_cookie(tb, info->extack, &cookie);
	if (err)
		return err;
	mutex_lock(&transaction_lock);
	err = begin_locked(info, tb, cookie);
	mutex_unlock(&transaction_lock);
	return err;
}

static int refuse_broken(struct genl_info *info)
{
	return csec_netlink_refuse(info->extack, NULL, -EINVAL,
				   "the transaction failed before");
}

static int add_policy_locked(struct genl_info *info, u64 cookie,
			     struct csec_policy *policy)
{
	int err;

	if (!is_owner(info, cookie))
		return refuse_stranger(info);
	if (transaction.is_broken)
		return refuse_broken(info);
	err = csec_stage_add(transaction.stage, policy);
	if (err == -EEXIST)
		csec_netlink_refuse(info->extack, NULL, err,
				    "the transaction has that policy already");
	else if (err == -E2BIG)
		csec_netlink_refuse(info->extack, NULL, err,
				    "too many policies");
	else if (err)
		csec_netlink_refuse(info->extack, NULL, err, "out of memory");
	return err;
}

static int add_policy(struct genl_info *info, struct nlattr **tb, u64 cookie)
{
	struct csec_policy *policy;
	int err;

	lockdep_assert_held(&transaction_lock);
	policy = csec_netlink_get_policy(tb[CSEC_A_POLICY], info->extack);
	if (IS_ERR(policy))
		return PTR_ERR(policy);
	err = add_policy_locked(info, cookie, policy);
	if (err)
		csec_policy_put(policy);
	return err;
}

/* Rules are checked before the transaction is, but added on the way. */
static int add_rules(struct genl_info *info, struct nlattr **tb, u64 cookie)
{
	struct csec_policy *policy = NULL;
	const bool owner = is_owner(info, cookie);
	const char *name;
	int err;

	name = csec_netlink_string(tb[CSEC_A_NAME], info->extack);
	if (!name)
		return -EINVAL;
	if (owner && !transaction.is_broken)
		policy = csec_stage_last(transaction.stage);
	if (policy && strcmp(policy->name, name))
		policy = NULL;
	err = csec_netlink_get_rules(policy, info->nlhdr, info->extack);
	if (err || policy)
		return err;
	if (!owner)
		return refuse_stranger(info);
	if (transaction.is_broken)
		return refuse_broken(info);
	return csec_netlink_refuse(info->extack, tb[CSEC_A_NAME], -ENOENT,
				   "not the policy that was started last");
}

/*
 * What a sender pipelines is committed whole or not at all, whatever of it was
 * refused, and for whatever.
 */
static int end_request(const struct genl_info *info, int err)
{
	if (!err)
		return 0;
	mutex_lock(&transaction_lock);
	if (transaction.portid == info->snd_portid)
		transaction.is_broken = true;
	mutex_unlock(&transaction_lock);
	return err;
}

static int add_request(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *tb[CSEC_A_MAX + 1];
	u64 cookie;
	int err;

	err = csec_netlink_check_write(skb, info, tb, add_types);
	if (!err)
		err = get_cookie(tb, info->extack, &cookie);
	if (err)
		return err;
	if (!tb[CSEC_A_POLICY] == !tb[CSEC_A_NAME] ||
	    (tb[CSEC_A_POLICY] && (tb[CSEC_A_RULE] || tb[CSEC_A_MANIFEST])))
		return csec_netlink_refuse(
			info->extack, NULL, -EINVAL,
			"either a policy, or name and rules");
	mutex_lock(&transaction_lock);
	if (tb[CSEC_A_POLICY])
		err = add_policy(info, tb, cookie);
	else
		err = add_rules(info, tb, cookie);
	mutex_unlock(&transaction_lock);
	return err;
}

/**
 * csec_netlink_do_add - CSEC_CMD_ADD
 * @skb: The request.
 * @info: Likewise.
 *
 * Context: Process, may sleep. Takes the transaction lock.
 * Return: 0; -EPERM: caller not allowed; -EINVAL: malformed or out of range, or the
 * transaction failed before; -E2BIG: over a documented maximum; -ENOENT: no such
 * transaction or policy; -EEXIST: it has that policy already; -ENOMEM.
 */
int csec_netlink_do_add(struct sk_buff *skb, struct genl_info *info)
{
	return end_request(info, add_request(skb, info));
}

static int delete_locked(struct genl_info *info, const struct nlattr *attr,
			 const char *name, u64 cookie)
{
	if (!is_owner(info, cookie))
		return refuse_stranger(info);
	if (csec_stage_delete(transaction.stage, name))
		return csec_netlink_refuse(info->extack, attr, -ENOENT,
					   "no such policy");
	return 0;
}

static int delete_request(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *tb[CSEC_A_MAX + 1];
	const char *name;
	u64 cookie;
	int err;

	err = csec_netlink_check_write(skb, info, tb, del_types);
	if (!err)
		err = get_cookie(tb, info->extack, &cookie);
	if (err)
		return err;
	if (!tb[CSEC_A_NAME])
		return csec_netlink_refuse(info->extack, NULL, -EINVAL,
					   "the name is missing");
	name = csec_netlink_string(tb[CSEC_A_NAME], info->extack);
	if (!name)
		return -EINVAL;
	mutex_lock(&transaction_lock);
	err = delete_locked(info, tb[CSEC_A_NAME], name, cookie);
	mutex_unlock(&transaction_lock);
	return err;
}

/**
 * csec_netlink_do_del - CSEC_CMD_DEL
 * @skb: The request.
 * @info: Likewise.
 *
 * Context: Process, may sleep. Takes the transaction lock.
 * Return: 0; -EPERM: caller not allowed; -EINVAL: malformed; -ENOENT: no such transaction
 * or policy.
 */
int csec_netlink_do_del(struct sk_buff *skb, struct genl_info *info)
{
	return end_request(info, delete_request(skb, info));
}

/* A commit ends the transaction, whatever comes of it. */
static int commit_locked(struct genl_info *info, struct nlattr **tb, u64 cookie)
{
	char detail[DETAIL_SIZE] = "";
	const char *why = NULL;
	int err;

	if (!is_owner(info, cookie))
		return refuse_stranger(info);
	if (transaction.is_broken)
		err = refuse_broken(info);
	else
		err = csec_stage_commit(transaction.stage,
					nla_get_u32(tb[CSEC_A_NR_RULES]),
					nla_get_flag(tb[CSEC_A_DRY_RUN]), &why,
					detail, sizeof(detail));
	end_transaction();
	if (!err || !why)
		return err;
	if (why == detail)
		why = keep_text(detail, "refused; try again for the reason");
	return csec_netlink_refuse(info->extack, NULL, err, why);
}

/**
 * csec_netlink_do_commit - CSEC_CMD_COMMIT
 * @skb: The request.
 * @info: Likewise.
 *
 * Context: Process, may sleep. Takes the transaction lock.
 * Return: 0; -EPERM: caller not allowed; -EINVAL: malformed, or the transaction is not
 * complete; -ENOENT: no such transaction; -ESTALE: the live generation changed;
 * -EEXIST: two policies have the same selector; -EBUSY: a hook is taken; -EIO:
 * hooks are dead; -EINTR: the sender is being killed; -ENOMEM.
 */
int csec_netlink_do_commit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *tb[CSEC_A_MAX + 1];
	struct sk_buff *reply;
	void *header;
	u64 cookie;
	int err;

	err = csec_netlink_check_write(skb, info, tb, commit_types);
	if (!err)
		err = get_cookie(tb, info->extack, &cookie);
	if (err)
		return err;
	if (!tb[CSEC_A_NR_RULES])
		return csec_netlink_refuse(info->extack, NULL, -EINVAL,
					   "the number of rules is missing");
	/* Nothing may fail for want of memory after the commit. */
	reply = csec_netlink_new_reply(info, CSEC_CMD_COMMIT, &header);
	if (!reply)
		return -ENOMEM;
	mutex_lock(&transaction_lock);
	err = commit_locked(info, tb, cookie);
	mutex_unlock(&transaction_lock);
	if (err) {
		nlmsg_free(reply);
		return err;
	}
	/* It is live: a reader that cannot take the reply changes nothing. */
	csec_netlink_reply_status(info, reply, header);
	return 0;
}

/**
 * csec_netlink_do_abort - CSEC_CMD_ABORT
 * @skb: The request.
 * @info: Likewise.
 *
 * Context: Process, may sleep. Takes the transaction lock.
 * Return: 0; -EPERM: caller not allowed; -EINVAL: malformed; -ENOENT: no such transaction.
 */
int csec_netlink_do_abort(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *tb[CSEC_A_MAX + 1];
	u64 cookie;
	int err;

	err = csec_netlink_check_write(skb, info, tb, abort_types);
	if (!err)
		err = get_cookie(tb, info->extack, &cookie);
	if (err)
		return err;
	mutex_lock(&transaction_lock);
	if (is_owner(info, cookie))
		end_transaction();
	else
		err = refuse_stranger(info);
	mutex_unlock(&transaction_lock);
	return err;
}

/*
 * A transaction does not outlive its socket. The port id is free before this
 * runs: a new socket that gets it at once may lose a transaction that it just
 * opened, and is told so by the next request.
 */
static int on_release(struct notifier_block *nb, unsigned long action,
		      void *data)
{
	const struct netlink_notify *notify = data;

	if (action != NETLINK_URELEASE || notify->protocol != NETLINK_GENERIC ||
	    !net_eq(notify->net, &init_net))
		return NOTIFY_DONE;
	/*
	 * Sockets of strangers must not wait for a commit. The owner's own
	 * requests are over when its socket is released.
	 */
	if (READ_ONCE(transaction.portid) != notify->portid)
		return NOTIFY_DONE;
	mutex_lock(&transaction_lock);
	if (transaction.stage && transaction.portid == notify->portid)
		end_transaction();
	mutex_unlock(&transaction_lock);
	return NOTIFY_OK;
}

static struct notifier_block release_notifier = {
	.notifier_call = on_release,
};

/**
 * csec_netlink_stage_init - starts to hear of sockets that are closed
 *
 * Context: Process, module init.
 * Return: 0; or what netlink_register_notifier() says.
 */
int csec_netlink_stage_init(void)
{
	return netlink_register_notifier(&release_notifier);
}

/**
 * csec_netlink_stage_exit - drops the transaction that is open
 *
 * Context: Process, module exit; the family is gone.
 */
void csec_netlink_stage_exit(void)
{
	netlink_unregister_notifier(&release_notifier);
	mutex_lock(&transaction_lock);
	end_transaction();
	mutex_unlock(&transaction_lock);
}
