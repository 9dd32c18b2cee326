// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - fuzzing: policies as messages
 */
#include "messages.h"

#include <errno.h>
#include <stdlib.h>

#include <netlink/msg.h>

#include "nl_policy.h"
#include "policy.h"

static int decode(struct nl_msg *msg, void *set)
{
	return csec_nl_policy_decode(nlmsg_hdr(msg), set, NULL);
}

void messages_round_trip(const struct csec_policy_set *set)
{
	struct csec_policy_set *again = csec_policy_set_create();
	int err = 0;

	for (size_t i = 0; i < set->nr && !err; i++)
		err = csec_nl_policy_encode(set->policies[i], 1, decode, again);
	/* One rule may be longer than an attribute can be. */
	if (err && err != -EMSGSIZE)
		abort();
	if (!err && !csec_policy_set_equal(set, again))
		abort();
	csec_policy_set_free(again);
}
