/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * fail_netlink.h - the netlink operations of fail_nth
 *
 * Each has what goes before it, the act and a judgement; see struct op there.
 */
#ifndef FAIL_NETLINK_H
#define FAIL_NETLINK_H

#include "nl_lib.h"

enum {
	COOKIE = 9
};

/* The one that asks, and one that never meets a fault. */
static struct nl nl, watch;
/* What was live before the act. */
static struct live before;

static void prepare_socket(void)
{
	/* On the slowest of machines the kernel answers earlier. */
	const struct timeval patience = { .tv_sec = 120 };

	nl_close(&nl);
	nl_init(&nl);
	setsockopt(nl.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
}

static void begin(bool has_policy)
{
	prepare_socket();
	if (ask(&nl, begin_msg(COOKIE)))
		die("begin");
	if (has_policy && ask(&nl, plain_policy_msg(COOKIE, "faulty")))
		die("add");
}

static void prepare_empty(void)
{
	begin(false);
}

static void prepare_policy(void)
{
	begin(true);
}

/*
 * The policy that a commit of an earlier site made is taken back. Where there is
 * none that is refused, and a transaction with a refusal cannot be committed.
 */
static void prepare_commit(void)
{
	struct msg *m;

	begin(false);
	m = cookie_msg(CSEC_CMD_DEL, COOKIE);
	put_str(m, CSEC_A_NAME, "faulty");
	if (!ask(&nl, m) && ask(&nl, commit_msg(COOKIE, 0)))
		die("commit");
	begin(true);
	before = look(&watch);
}

static void prepare_disarm(void)
{
	begin(true);
	if (ask(&nl, commit_msg(COOKIE, 0)))
		die("commit");
	before = look(&watch);
}

static int act_begin(void)
{
	return ask(&nl, begin_msg(COOKIE));
}

static int act_add(void)
{
	return ask(&nl, plain_policy_msg(COOKIE, "faulty"));
}

static int act_rules(void)
{
	struct msg *m = rules_msg(COOKIE, "faulty");

	put_rule(m, CSEC_SECTION_EXEC, "/a/b");
	put_rule(m, CSEC_SECTION_EXEC, "/a/*/[a-z]");
	return ask(&nl, m);
}

/* Two files of one directory; the digests are of no file. */
static int add_manifest(void)
{
	static const char files[] = "0123456789abcdef0123456789abcdeX"
				    "a\0"
				    "0123456789abcdef0123456789abcdeY"
				    "b";
	struct msg *m = rules_msg(COOKIE, "faulty");
	const uint32_t at = nest_begin(m, CSEC_A_MANIFEST);

	put_u32(m, CSEC_MANIFEST_A_INDEX, 0);
	put_str(m, CSEC_MANIFEST_A_DIRECTORY, "/nowhere");
	put(m, CSEC_MANIFEST_A_FILES, files, sizeof(files));
	nest_end(m, at);
	return ask(&nl, m);
}

static int act_manifest(void)
{
	return add_manifest();
}

static int act_del(void)
{
	struct msg *m = cookie_msg(CSEC_CMD_DEL, COOKIE);

	put_str(m, CSEC_A_NAME, "faulty");
	return ask(&nl, m);
}

static void prepare_manifest(void)
{
	prepare_commit();
	if (add_manifest())
		die("a manifest");
}

static int act_commit_manifest(void)
{
	return ask(&nl, commit_msg(COOKIE, 2));
}

static int act_commit(void)
{
	return ask(&nl, commit_msg(COOKIE, 0));
}

static int act_abort(void)
{
	return ask(&nl, cookie_msg(CSEC_CMD_ABORT, COOKIE));
}

static int act_disarm(void)
{
	return ask(&nl, msg_start(CSEC_CMD_DISARM));
}

#define ACT_GET(name, cmd)                       \
	static int act_##name(void)              \
	{                                        \
		return ask(&nl, msg_start(cmd)); \
	}

ACT_GET(status, CSEC_CMD_GET_STATUS)
ACT_GET(hooks, CSEC_CMD_GET_HOOK)
ACT_GET(policies, CSEC_CMD_GET_POLICY)
ACT_GET(cgroups, CSEC_CMD_GET_CGROUP)
ACT_GET(counters, CSEC_CMD_GET_COUNTER)
ACT_GET(events, CSEC_CMD_GET_EVENT)

static const char *judge_unchanged(int err)
{
	(void)err;
	return same(before, look(&watch)) ? NULL : "the policy has changed";
}

/*
 * A commit may have worked although its answer was lost: there was no memory for
 * it, or it could not be copied to who reads it. No commit ends with EFAULT itself.
 */
static const char *judge_whole(int err)
{
	const struct live now = look(&watch);

	if (same(before, now))
		return err ? NULL : "it succeeded and nothing changed";
	if (now.err || now.generation != before.generation + 1 ||
	    now.hash == before.hash)
		return "neither the old nor the new generation is live";
	if (err && err != ENOBUFS && err != EFAULT)
		return "it failed and changed things";
	return NULL;
}

static const char *judge_disarm(int err)
{
	const struct live now = look(&watch);

	if (same(before, now))
		return err ? NULL : "it succeeded and nothing changed";
	return watch.nr_policies ? "some of the policies are left" : NULL;
}

#endif /* FAIL_NETLINK_H */
