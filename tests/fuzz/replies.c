// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - fuzzing: what the module sends: policies, events, state
 *
 * The input is a message without its netlink header.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <linux/netlink.h>

#include "messages.h"
#include "nl_event.h"
#include "nl_policy.h"
#include "policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text, const struct nlmsghdr *hdr)
{
	const char *start = (const char *)hdr;

	if (!text)
		return;
	if (text >= start && text < start + hdr->nlmsg_len &&
	    !memchr(text, '\0', (size_t)(start + hdr->nlmsg_len - text)))
		abort();
	(void)strlen(text);
}

static void read_state(const struct nlmsghdr *hdr)
{
	struct csec_nl_status status;
	struct csec_nl_hook hook;
	struct csec_nl_cgroup cgroup;
	struct csec_nl_counter counter;
	struct csec_nl_event event;

	if (!csec_nl_status_decode(hdr, &status) &&
	    !memchr(status.version, '\0', sizeof(status.version)))
		abort();
	if (!csec_nl_hook_decode(hdr, &hook))
		check_text(hook.function, hdr);
	if (!csec_nl_cgroup_decode(hdr, &cgroup))
		check_text(cgroup.path, hdr);
	if (!csec_nl_counter_decode(hdr, &counter))
		check_text(counter.policy, hdr);
	if (csec_nl_event_decode(hdr, &event))
		return;
	check_text(event.comm, hdr);
	check_text(event.path, hdr);
	if (csec_nl_has(event.has, CSEC_EVENT_A_ADDR) && event.addr.len != 4 &&
	    event.addr.len != 16)
		abort();
}

static void read_policies(const struct nlmsghdr *hdr)
{
	struct csec_policy_set *set = csec_policy_set_create();

	if (!csec_nl_policy_decode(hdr, set, NULL))
		messages_round_trip(set);
	csec_policy_set_free(set);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nlmsghdr *hdr = calloc(1, NLMSG_HDRLEN + size);

	hdr->nlmsg_len = (uint32_t)(NLMSG_HDRLEN + size);
	if (size)
		memcpy((char *)hdr + NLMSG_HDRLEN, data, size);
	read_state(hdr);
	read_policies(hdr);
	for (uint32_t at = 0; at < hdr->nlmsg_len; at += 4)
		(void)csec_nl_policy_line_at(hdr, at);
	free(hdr);
	return 0;
}
