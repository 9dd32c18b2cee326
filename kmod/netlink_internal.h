/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - what the netlink files share, and nobody else
 */
#ifndef _CSEC_NETLINK_INTERNAL_H
#define _CSEC_NETLINK_INTERNAL_H

#include <net/genetlink.h>

#include "event.h"
#include "store.h"

/*
 * Longest message of a dump; who dumps needs a buffer of this size. A nest that
 * comes in must be shorter, so that it can go out again.
 */
#define CSEC_NETLINK_ROOM 61440
#define CSEC_NETLINK_NEST_MAX 57344

/**
 * enum csec_netlink_class - permission classes of the uapi header
 * @CSEC_NETLINK_READ: Needs CAP_AUDIT_READ or CAP_MAC_ADMIN.
 * @CSEC_NETLINK_WRITE: Needs CAP_MAC_ADMIN.
 */
enum csec_netlink_class {
	CSEC_NETLINK_READ,
	CSEC_NETLINK_WRITE,
};

extern struct genl_family csec_netlink_family;

/* netlink.c */
int csec_netlink_may(const struct sk_buff *skb, enum csec_netlink_class class,
		     struct netlink_ext_ack *extack);
int csec_netlink_refuse(struct netlink_ext_ack *extack,
			const struct nlattr *attr, int err, const char *text);
int csec_netlink_check_write(struct sk_buff *skb, struct genl_info *info,
			     struct nlattr **tb,
			     const struct nla_policy *types);
struct sk_buff *csec_netlink_new_reply(struct genl_info *info, u8 cmd,
				       void **header);
int csec_netlink_reply_status(struct genl_info *info, struct sk_buff *reply,
			      void *header);

/* netlink_stage.c */
int csec_netlink_stage_init(void);
void csec_netlink_stage_exit(void);
int csec_netlink_do_begin(struct sk_buff *skb, struct genl_info *info);
int csec_netlink_do_add(struct sk_buff *skb, struct genl_info *info);
int csec_netlink_do_del(struct sk_buff *skb, struct genl_info *info);
int csec_netlink_do_commit(struct sk_buff *skb, struct genl_info *info);
int csec_netlink_do_abort(struct sk_buff *skb, struct genl_info *info);

/* netlink_policy.c */
int csec_netlink_parse(struct nlattr **tb, int max_type,
		       const struct nlattr *head, int len,
		       const struct nla_policy *types, u64 repeated,
		       struct netlink_ext_ack *extack);
int csec_netlink_parse_message(struct nlattr **tb, const struct nlmsghdr *nlh,
			       const struct nla_policy *types,
			       struct netlink_ext_ack *extack);
const char *csec_netlink_string(const struct nlattr *attr,
				struct netlink_ext_ack *extack);
struct csec_policy *csec_netlink_get_policy(const struct nlattr *nest,
					    struct netlink_ext_ack *extack);
int csec_netlink_get_rules(struct csec_policy *policy,
			   const struct nlmsghdr *nlh,
			   struct netlink_ext_ack *extack);

int csec_netlink_start_dump(struct netlink_callback *cb);
int csec_netlink_resume_dump(struct netlink_callback *cb,
			     enum csec_netlink_class class,
			     int (*begin)(struct netlink_callback *cb));

/* netlink_policy_dump.c */
int csec_netlink_dump_policy(struct sk_buff *skb, struct netlink_callback *cb);
int csec_netlink_done_policy(struct netlink_callback *cb);

/* netlink_dump.c */
int csec_netlink_put_status(struct sk_buff *skb);
int csec_netlink_dump_hook(struct sk_buff *skb, struct netlink_callback *cb);
int csec_netlink_dump_cgroup(struct sk_buff *skb, struct netlink_callback *cb);
int csec_netlink_dump_counter(struct sk_buff *skb, struct netlink_callback *cb);
int csec_netlink_done_counter(struct netlink_callback *cb);

/* netlink_event.c */
bool csec_netlink_event(const struct csec_event *event,
			struct csec_account *account);
int csec_netlink_dump_event(struct sk_buff *skb, struct netlink_callback *cb);

#endif /* _CSEC_NETLINK_INTERNAL_H */
