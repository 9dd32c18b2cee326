// SPDX-License-Identifier: GPL-2.0-only
/*
 * nl_table - every errno of every operation, and the order of the checks
 *
 * Each refusal must have the errno and a word of text, and leave generation and
 * policies as they were. Expects a module whose policies nobody else changes.
 */
#include "nl_lib.h"

#include <sys/wait.h>

enum {
	C = 42
}; /* the cookie */

static struct nl nl; /* owner of the transaction, if any */
static struct nl other;
static struct live before;

/* A request has an outcome; when refused, it has text and changes nothing. */
static void expect(struct nl *who, const char *name, const struct msg *m,
		   int err, const char *word)
{
	const int got = ask(who, m);
	struct live after;
	char text[TEXT_SIZE];

	memcpy(text, who->text, sizeof(text));
	after = look(&other);
	if (got != err)
		result(false, name, "%s (%s), not %s", err_name(got), text,
		       err_name(err));
	else if (err && word && (!text[0] || !strstr(text, word)))
		result(false, name, "%s without '%s': '%s'", err_name(got),
		       word, text);
	else if (err && !same(before, after))
		result(false, name, "refused, but something changed");
	else
		result(true, name, " ");
	before = after;
}

/* A refused ADD inside of a fresh transaction, which then cannot be committed. */
static void begin(void)
{
	const int err = ask(&nl, begin_msg(C));

	if (err)
		printf("FAIL begin: %s: %s\n", err_name(err), nl.text);
}

static void abort_it(void)
{
	ask(&nl, cookie_msg(CSEC_CMD_ABORT, C));
}

static void expect_add(const char *name, const struct msg *m, int err,
		       const char *word)
{
	/* BEGIN on the owner's socket starts again: nothing is left of before. */
	begin();
	expect(&nl, name, m, err, word);
}

/* As expect_add(), for one more rule of policy "p". */
static void expect_rule(const char *name, const struct msg *m, int err,
			const char *word)
{
	begin();
	if (ask(&nl, plain_policy_msg(C, "p")))
		printf("FAIL policy p: %s\n", nl.text);
	expect(&nl, name, m, err, word);
}

static char *repeat(char c, size_t len)
{
	static char texts[4][8192];
	static unsigned int next;
	char *text = texts[next++ % 4];

	memset(text, c, len);
	text[len] = '\0';
	return text;
}

static char *path_of(size_t len)
{
	char *path = repeat('a', len);

	path[0] = '/';
	return path;
}

/* Syntax of the message: the same for every operation */

static const char *const names[] = {
	[CSEC_CMD_GET_STATUS] = "GET_STATUS",
	[CSEC_CMD_GET_HOOK] = "GET_HOOK",
	[CSEC_CMD_GET_POLICY] = "GET_POLICY",
	[CSEC_CMD_GET_CGROUP] = "GET_CGROUP",
	[CSEC_CMD_GET_COUNTER] = "GET_COUNTER",
	[CSEC_CMD_GET_EVENT] = "GET_EVENT",
	[CSEC_CMD_EVENT] = "EVENT",
	[CSEC_CMD_BEGIN] = "BEGIN",
	[CSEC_CMD_ADD] = "ADD",
	[CSEC_CMD_DEL] = "DEL",
	[CSEC_CMD_COMMIT] = "COMMIT",
	[CSEC_CMD_ABORT] = "ABORT",
	[CSEC_CMD_DISARM] = "DISARM",
};

/* A message that would be valid but for the state. */
static struct msg *valid_msg(int cmd)
{
	struct msg *m;

	switch (cmd) {
	case CSEC_CMD_BEGIN:
		return begin_msg(C);
	case CSEC_CMD_ADD:
		return plain_policy_msg(C, "p");
	case CSEC_CMD_DEL:
		m = cookie_msg(cmd, C);
		put_str(m, CSEC_A_NAME, "p");
		return m;
	case CSEC_CMD_COMMIT:
		return commit_msg(C, 0);
	case CSEC_CMD_ABORT:
		return cookie_msg(cmd, C);
	default:
		return msg_start(cmd);
	}
}

static const char *label(int cmd, const char *what)
{
	static char text[128];

	snprintf(text, sizeof(text), "%s: %s", names[cmd], what);
	return text;
}

static void every_operation(void)
{
	struct msg *m;

	for (int cmd = CSEC_CMD_GET_STATUS; cmd <= CSEC_CMD_MAX; cmd++) {
		if (cmd == CSEC_CMD_EVENT)
			continue;
		m = valid_msg(cmd);
		put_u32(m, CSEC_A_MAX + 1, 1);
		expect(&nl, label(cmd, "an attribute beyond the last"), m,
		       EINVAL, "nknown attribute");
		m = valid_msg(cmd);
		put_u32(m, 0x3fff, 1);
		expect(&nl, label(cmd, "an attribute type far beyond"), m,
		       EINVAL, "nknown attribute");
		m = valid_msg(cmd);
		put_u32(m, CSEC_A_UNSPEC, 1);
		expect(&nl, label(cmd, "attribute 0"), m, EINVAL, "ttribute");
		m = valid_msg(cmd);
		put_u32(m, CSEC_A_CGROUP, 1);
		expect(&nl, label(cmd, "an attribute of a reply"), m, EINVAL,
		       "nsupported attribute");
		m = valid_msg(cmd);
		m->data[m->len] = 1;
		m->len += 3;
		expect(&nl, label(cmd, "three bytes that are no attribute"), m,
		       EINVAL, "leftover");
		m = valid_msg(cmd);
		memcpy(m->data + m->len, "\xff\x7f\x0b\x00", 4);
		m->len += 4;
		expect(&nl, label(cmd, "an attribute longer than the message"),
		       m, EINVAL, "leftover");
		m = valid_msg(cmd);
		memcpy(m->data + m->len, "\x02\x00\x0b\x00", 4);
		m->len += 4;
		expect(&nl, label(cmd, "an attribute shorter than its head"), m,
		       EINVAL, "leftover");
		m = valid_msg(cmd);
		m->reserved = 1;
		expect(&nl, label(cmd, "genlmsghdr.reserved is 1"), m, EINVAL,
		       "reserved");
		m = valid_msg(cmd);
		m->flags |= NLM_F_CREATE << 2;
		expect(&nl, label(cmd, "an unknown flag"), m, EINVAL, "flags");
	}
	/* What the core refuses before csec is asked has no text. */
	m = msg_start(CSEC_CMD_EVENT);
	expect(&nl, "EVENT is not a request", m, EOPNOTSUPP, NULL);
	m = msg_start(CSEC_CMD_MAX + 1);
	expect(&nl, "no operation beyond the last", m, EOPNOTSUPP, NULL);
	m = msg_start(CSEC_CMD_UNSPEC);
	expect(&nl, "no operation 0", m, EOPNOTSUPP, NULL);
	for (int cmd = CSEC_CMD_GET_HOOK; cmd <= CSEC_CMD_GET_EVENT; cmd++) {
		m = msg_start(cmd);
		m->flags = NLM_F_REQUEST | NLM_F_ACK;
		expect(&nl, label(cmd, "is a dump only"), m, EOPNOTSUPP, NULL);
	}
	for (int cmd = CSEC_CMD_BEGIN; cmd <= CSEC_CMD_DISARM; cmd++) {
		m = valid_msg(cmd);
		m->flags = NLM_F_REQUEST | NLM_F_DUMP;
		expect(&nl, label(cmd, "is no dump"), m, EOPNOTSUPP, NULL);
	}
}

/* Cookies, numbers and flags of the message */

static void cookies(void)
{
	static const int cmds[] = { CSEC_CMD_BEGIN, CSEC_CMD_ADD, CSEC_CMD_DEL,
				    CSEC_CMD_COMMIT, CSEC_CMD_ABORT };
	struct msg *m;

	for (size_t i = 0; i < sizeof(cmds) / sizeof(cmds[0]); i++) {
		const int cmd = cmds[i];
		/* What follows the cookie in a valid message. */
		const uint32_t head = NLA_HDRLEN + 8;

		m = valid_msg(cmd);
		memmove(m->data, m->data + head, m->len - head);
		m->len -= head;
		expect(&nl, label(cmd, "no cookie"), m, EINVAL, "cookie");
		m = valid_msg(cmd);
		memset(m->data + NLA_HDRLEN, 0, 8);
		expect(&nl, label(cmd, "cookie 0"), m, EINVAL, "cookie is 0");
		m = valid_msg(cmd);
		put_u64(m, CSEC_A_COOKIE, C);
		expect(&nl, label(cmd, "two cookies"), m, EINVAL, "repeated");
		m = msg_start(cmd);
		put_u32(m, CSEC_A_COOKIE, C);
		expect(&nl, label(cmd, "a cookie of 4 bytes"), m, EINVAL,
		       "ttribute");
		m = msg_start(cmd);
		put(m, CSEC_A_COOKIE, "0123456789abcdef", 16);
		expect(&nl, label(cmd, "a cookie of 16 bytes"), m, EINVAL,
		       "ttribute");
		m = msg_start(cmd);
		put_flag(m, CSEC_A_COOKIE);
		expect(&nl, label(cmd, "an empty cookie"), m, EINVAL,
		       "ttribute");
		m = msg_start(cmd);
		put(m, CSEC_A_COOKIE | NLA_F_NESTED, "01234567", 8);
		expect(&nl, label(cmd, "a cookie that is a nest"), m, EINVAL,
		       "NESTED");
		if (cmd == CSEC_CMD_BEGIN)
			continue;
		m = valid_msg(cmd);
		expect(&nl, label(cmd, "without BEGIN"), m, ENOENT,
		       "no such transaction");
		begin();
		m = valid_msg(cmd);
		m->data[NLA_HDRLEN]++;
		expect(&nl, label(cmd, "another cookie"), m, ENOENT,
		       "no such transaction");
		expect(&other, label(cmd, "from another socket"),
		       valid_msg(cmd), ENOENT, "no such transaction");
		abort_it();
	}
}

static void put_other(struct msg *m, int type, const void *data, size_t len,
		      const char *name, const char *word)
{
	put(m, type, data, len);
	expect(&nl, name, m, EINVAL, word);
}

static void begin_arguments(void)
{
	struct msg *m;

	put_other(begin_msg(C), CSEC_A_GENERATION, "0123", 4,
		  "BEGIN: a generation of 4 bytes", "ttribute");
	put_other(begin_msg(C), CSEC_A_PRUNE, "0123", 4,
		  "BEGIN: a flag with a value", "ttribute");
	put_other(begin_msg(C), CSEC_A_NAME, "p", 2,
		  "BEGIN: a name, which is of another operation",
		  "nsupported attribute");
	put_other(begin_msg(C), CSEC_A_DRY_RUN, "", 0,
		  "BEGIN: dry run, which is of COMMIT", "nsupported attribute");
	m = begin_msg(C);
	put_flag(m, CSEC_A_PRUNE);
	put_other(m, CSEC_A_PRUNE, "", 0, "BEGIN: a flag twice", "repeated");
	m = begin_msg(C);
	put_u64(m, CSEC_A_GENERATION, before.generation + 1);
	expect(&nl, "BEGIN: a later generation is expected", m, ESTALE,
	       "generation");
	m = begin_msg(C);
	put_u64(m, CSEC_A_GENERATION, before.generation - 1);
	expect(&nl, "BEGIN: an earlier one", m, ESTALE, "generation");
	m = begin_msg(C);
	put_u64(m, CSEC_A_GENERATION, UINT64_MAX);
	expect(&nl, "BEGIN: the last possible one", m, ESTALE, "generation");
	m = begin_msg(C);
	put_u64(m, CSEC_A_GENERATION, before.generation);
	expect(&nl, "BEGIN: the live one", m, 0, NULL);
	expect(&other, "BEGIN: while another socket has a transaction",
	       begin_msg(C + 1), EBUSY, "another transaction");
	expect(&nl, "BEGIN: again on the same socket starts anew", begin_msg(C),
	       0, NULL);
	expect(&nl, "ABORT: its transaction", cookie_msg(CSEC_CMD_ABORT, C), 0,
	       NULL);
	expect(&nl, "ABORT: twice", cookie_msg(CSEC_CMD_ABORT, C), ENOENT,
	       "no such transaction");
	expect(&other, "BEGIN: after ABORT of the other", begin_msg(C + 1), 0,
	       NULL);
	expect(&other, "ABORT: by its owner", cookie_msg(CSEC_CMD_ABORT, C + 1),
	       0, NULL);
}

static void del_arguments(void)
{
	struct msg *m;

	begin();
	expect(&nl, "DEL: no name", cookie_msg(CSEC_CMD_DEL, C), EINVAL,
	       "name");
	m = cookie_msg(CSEC_CMD_DEL, C);
	put_str(m, CSEC_A_NAME, "p");
	expect(&nl, "DEL: a policy that is not live", m, ENOENT,
	       "no such policy");
	m = cookie_msg(CSEC_CMD_DEL, C);
	put(m, CSEC_A_NAME, "p", 1);
	expect(&nl, "DEL: a name without NUL", m, EINVAL, "ttribute");
	m = cookie_msg(CSEC_CMD_DEL, C);
	put(m, CSEC_A_NAME, "live\0x", 7);
	expect(&nl, "DEL: bytes after the NUL", m, EINVAL, "after a string");
	m = cookie_msg(CSEC_CMD_DEL, C);
	put_str(m, CSEC_A_NAME, repeat('p', CSEC_NAME_MAX + 1));
	expect(&nl, "DEL: a name that is too long", m, EINVAL, "ttribute");
	m = cookie_msg(CSEC_CMD_DEL, C);
	put_str(m, CSEC_A_NAME, "");
	expect(&nl, "DEL: an empty name", m, ENOENT, "no such policy");
	m = cookie_msg(CSEC_CMD_DEL, C);
	put_str(m, CSEC_A_NAME, "live");
	expect(&nl, "DEL: a live policy, not committed", m, 0, NULL);
	m = cookie_msg(CSEC_CMD_DEL, C);
	put_str(m, CSEC_A_NAME, "live");
	expect(&nl, "DEL: twice", m, ENOENT, "no such policy");
	abort_it();
}

static void dump_arguments(void)
{
	struct msg *m = msg_start(CSEC_CMD_GET_POLICY);

	put_str(m, CSEC_A_NAME, "nobody");
	expect(&nl, "GET_POLICY: a name that is not live", m, ENOENT,
	       "no such policy");
	m = msg_start(CSEC_CMD_GET_POLICY);
	put_str(m, CSEC_A_NAME, "");
	expect(&nl, "GET_POLICY: an empty name", m, ENOENT, "no such policy");
	m = msg_start(CSEC_CMD_GET_POLICY);
	put(m, CSEC_A_NAME, "live\0x", 7);
	expect(&nl, "GET_POLICY: bytes after the NUL", m, EINVAL,
	       "after a string");
	m = msg_start(CSEC_CMD_GET_POLICY);
	put_str(m, CSEC_A_NAME, "live");
	put_str(m, CSEC_A_NAME, "live");
	expect(&nl, "GET_POLICY: two names", m, EINVAL, "repeated");
	m = msg_start(CSEC_CMD_GET_POLICY);
	put_str(m, CSEC_A_NAME, "live");
	expect(&nl, "GET_POLICY: a live one", m, 0, NULL);
	m = msg_start(CSEC_CMD_GET_COUNTER);
	put_str(m, CSEC_A_NAME, "");
	expect(&nl, "GET_COUNTER: an empty name", m, EINVAL, "empty");
	m = msg_start(CSEC_CMD_GET_COUNTER);
	put(m, CSEC_A_NAME, "live\0x", 7);
	expect(&nl, "GET_COUNTER: bytes after the NUL", m, EINVAL,
	       "after a string");
	m = msg_start(CSEC_CMD_GET_EVENT);
	put_u32(m, CSEC_A_SEQ, 1);
	expect(&nl, "GET_EVENT: a sequence number of 4 bytes", m, EINVAL,
	       "ttribute");
	m = msg_start(CSEC_CMD_GET_EVENT);
	put_u64(m, CSEC_A_SEQ, UINT64_MAX);
	expect(&nl, "GET_EVENT: from the last possible one", m, 0, NULL);
	m = msg_start(CSEC_CMD_GET_CGROUP);
	put_str(m, CSEC_A_NAME, "live");
	expect(&nl, "GET_CGROUP: takes no name", m, EINVAL,
	       "nsupported attribute");
}

/* The policy */

static struct msg *parts_msg(bool name, bool mode, bool match)
{
	struct msg *m = cookie_msg(CSEC_CMD_ADD, C);
	const uint32_t nest = nest_begin(m, CSEC_A_POLICY);

	if (name)
		put_str(m, CSEC_POLICY_A_NAME, "p");
	if (mode)
		put_u32(m, CSEC_POLICY_A_MODE, CSEC_MODE_AUDIT);
	if (match)
		put_match(m, CSEC_MATCH_CGROUP, "/no/p");
	nest_end(m, nest);
	return m;
}

static struct msg *policy_with_u32(int type, uint32_t value)
{
	uint32_t nest;
	struct msg *m = policy_msg(C, "p", &nest);

	put_u32(m, type, value);
	nest_end(m, nest);
	return m;
}

static struct msg *policy_with(int type, const void *data, size_t len)
{
	uint32_t nest;
	struct msg *m = policy_msg(C, "p", &nest);

	put(m, type, data, len);
	nest_end(m, nest);
	return m;
}

static struct msg *named_msg(const char *name)
{
	struct msg *m = cookie_msg(CSEC_CMD_ADD, C);
	const uint32_t nest = nest_begin(m, CSEC_A_POLICY);

	put_str(m, CSEC_POLICY_A_NAME, name);
	put_u32(m, CSEC_POLICY_A_MODE, CSEC_MODE_AUDIT);
	put_match(m, CSEC_MATCH_CGROUP, "/no/p");
	nest_end(m, nest);
	return m;
}

static struct msg *match_msg(uint32_t type, const char *value)
{
	struct msg *m = cookie_msg(CSEC_CMD_ADD, C);
	const uint32_t nest = nest_begin(m, CSEC_A_POLICY);

	put_str(m, CSEC_POLICY_A_NAME, "p");
	put_u32(m, CSEC_POLICY_A_MODE, CSEC_MODE_AUDIT);
	put_match(m, type, value);
	nest_end(m, nest);
	return m;
}

static struct msg *labels_msg(unsigned int nr)
{
	uint32_t nest;
	struct msg *m = policy_msg(C, "p", &nest);

	while (nr--)
		put_str(m, CSEC_POLICY_A_LABEL, "k=v");
	nest_end(m, nest);
	return m;
}

static struct msg *matches_msg(unsigned int nr)
{
	uint32_t nest;
	struct msg *m = policy_msg(C, "p", &nest); /* has one */
	char path[64];

	while (--nr) {
		snprintf(path, sizeof(path), "/no/match/%u", nr);
		put_match(m, CSEC_MATCH_CGROUP, path);
	}
	nest_end(m, nest);
	return m;
}

static void policy_parts(void)
{
	struct msg *m;
	uint32_t nest;

	expect_add("ADD: neither policy nor name", cookie_msg(CSEC_CMD_ADD, C),
		   EINVAL, "either");
	m = plain_policy_msg(C, "p");
	put_str(m, CSEC_A_NAME, "p");
	expect_add("ADD: policy and name", m, EINVAL, "either");
	m = plain_policy_msg(C, "p");
	put_rule(m, CSEC_SECTION_EXEC, "/a");
	expect_add("ADD: policy and rules", m, EINVAL, "either");
	expect_add("ADD: a policy without a name", parts_msg(0, 1, 1), EINVAL,
		   "name");
	expect_add("ADD: a policy without a mode", parts_msg(1, 0, 1), EINVAL,
		   "mode");
	expect_add("ADD: a policy without a selector", parts_msg(1, 1, 0),
		   EINVAL, "match");
	expect_add("ADD: a policy of nothing", parts_msg(0, 0, 0), EINVAL,
		   "needs");
	m = cookie_msg(CSEC_CMD_ADD, C);
	put(m, CSEC_A_POLICY, NULL, 0);
	expect_add("ADD: a policy without NLA_F_NESTED", m, EINVAL, "NESTED");
	m = plain_policy_msg(C, "p");
	nest = nest_begin(m, CSEC_A_POLICY);
	nest_end(m, nest);
	expect_add("ADD: two policies in a message", m, EINVAL, "repeated");
	expect_add("ADD: a policy with an unknown attribute",
		   policy_with_u32(CSEC_POLICY_A_MAX + 1, 1), EINVAL,
		   "nknown attribute");
	expect_add("ADD: a policy with padding",
		   policy_with_u32(CSEC_POLICY_A_PAD, 1), EINVAL, "ttribute");
	expect_add("ADD: a policy with two modes",
		   policy_with_u32(CSEC_POLICY_A_MODE, 0), EINVAL, "repeated");
	expect_add("ADD: a policy with two names",
		   policy_with(CSEC_POLICY_A_NAME, "p", 2), EINVAL, "repeated");
	m = policy_msg(C, "p", &nest);
	for (int i = 0; i < 8; i++)
		nest_begin(m, CSEC_POLICY_A_MATCH);
	for (uint32_t at = m->len - 8 * NLA_HDRLEN; at < m->len;
	     at += NLA_HDRLEN)
		nest_end(m, at);
	nest_end(m, nest);
	expect_add("ADD: selectors inside of selectors", m, EINVAL, "ttribute");
	m = policy_msg(C, "p", &nest);
	put(m, CSEC_POLICY_A_EXEC_DEFAULT | NLA_F_NESTED, "0123", 4);
	nest_end(m, nest);
	expect_add("ADD: a number that is a nest", m, EINVAL, "NESTED");
	m = policy_msg(C, "p", &nest);
	put(m, CSEC_POLICY_A_SOURCE, repeat('s', 4095), 4096);
	for (int i = 0; i < 14; i++)
		put_match(m, CSEC_MATCH_CONTAINER_NAME, repeat('n', 4090));
	nest_end(m, nest);
	expect_add("ADD: a policy longer than a reply could be", m, E2BIG,
		   "nest is too long");
}

static void policy_texts(void)
{
	static const struct {
		const char *name, *why;
	} bad_names[] = {
		{ "", "empty" },	       { "A", "upper case" },
		{ "a b", "a blank" },	       { "a/b", "a slash" },
		{ "-a", "begins with a dash" }, { "a.", "ends with a dot" },
		{ "a\nb", "a newline" },       { "\xc3\xa4", "an umlaut" },
		{ "a_b", "an underscore" },    { "..", "two dots" },
	}, bad_paths[] = {
		{ "", "empty" },	       { "a", "relative" },
		{ "/a//b", "two slashes" },    { "/a/", "a slash at the end" },
		{ "/a/./b", "a dot" },	       { "/a/../b", "two dots" },
		{ "/a\nb", "a newline" },      { "/a\x7f", "DEL" },
		{ "/a\x1b[0m", "an escape" },
	};
	char name[160];

	for (size_t i = 0; i < sizeof(bad_names) / sizeof(bad_names[0]); i++) {
		snprintf(name, sizeof(name), "ADD: bad policy name: %s",
			 bad_names[i].why);
		expect_add(name, named_msg(bad_names[i].name), EINVAL,
			   "malformed policy name");
	}
	for (size_t i = 0; i < sizeof(bad_paths) / sizeof(bad_paths[0]); i++) {
		struct msg *m;

		snprintf(name, sizeof(name), "ADD: bad selector: %s",
			 bad_paths[i].why);
		expect_add(name,
			   match_msg(CSEC_MATCH_CGROUP, bad_paths[i].name),
			   EINVAL, "malformed selector");
		snprintf(name, sizeof(name), "ADD: bad path of a rule: %s",
			 bad_paths[i].why);
		m = rules_msg(C, "p");
		put_rule(m, CSEC_SECTION_EXEC, bad_paths[i].name);
		expect_rule(name, m, EINVAL, "malformed rule");
	}
	expect_add("ADD: a name of max - 1", named_msg(repeat('n', 62)), 0,
		   NULL);
	expect_add("ADD: a name of max", named_msg(repeat('n', 63)), 0, NULL);
	expect_add("ADD: a name of max + 1", named_msg(repeat('n', 64)), EINVAL,
		   "ttribute");
	expect_add("ADD: a name of 4096", named_msg(repeat('n', 4096)), EINVAL,
		   "ttribute");
	expect_add("ADD: a selector of max - 1",
		   match_msg(CSEC_MATCH_CGROUP, path_of(4094)), 0, NULL);
	expect_add("ADD: a selector of max",
		   match_msg(CSEC_MATCH_CGROUP, path_of(4095)), 0, NULL);
	expect_add("ADD: a selector of max + 1",
		   match_msg(CSEC_MATCH_CGROUP, path_of(4096)), EINVAL,
		   "ttribute");
	expect_add("ADD: a selector of an unknown type",
		   match_msg(CSEC_MATCH_MAX + 1, "/x"), EINVAL, "range");
	expect_add("ADD: a label selector without =",
		   match_msg(CSEC_MATCH_CONTAINER_LABEL, "x"), EINVAL,
		   "malformed selector");
	expect_add("ADD: a container name is text",
		   match_msg(CSEC_MATCH_CONTAINER_NAME, "Any Thing"), 0, NULL);
	expect_add("ADD: a container name with a control character",
		   match_msg(CSEC_MATCH_CONTAINER_NAME, "a\tb"), EINVAL,
		   "malformed selector");
	expect_add("ADD: a label of max",
		   policy_with(CSEC_POLICY_A_LABEL,
			       memcpy(repeat('l', 255), "k=", 2), 256),
		   0, NULL);
	expect_add("ADD: a label of max + 1",
		   policy_with(CSEC_POLICY_A_LABEL,
			       memcpy(repeat('l', 256), "k=", 2), 257),
		   EINVAL, "ttribute");
	expect_add("ADD: a label without =",
		   policy_with(CSEC_POLICY_A_LABEL, "k", 2), EINVAL,
		   "malformed label");
	expect_add("ADD: a label without a key",
		   policy_with(CSEC_POLICY_A_LABEL, "=v", 3), EINVAL,
		   "malformed label");
	expect_add("ADD: bytes after a label",
		   policy_with(CSEC_POLICY_A_LABEL, "k=v\0x", 6), EINVAL,
		   "after a string");
	expect_add("ADD: a source with a newline",
		   policy_with(CSEC_POLICY_A_SOURCE, "a\nb", 4), EINVAL,
		   "malformed source");
	expect_add("ADD: bytes after a source",
		   policy_with(CSEC_POLICY_A_SOURCE, "a\0b", 4), EINVAL,
		   "after a string");
	expect_add("ADD: a source of max",
		   policy_with(CSEC_POLICY_A_SOURCE, repeat('s', 4095), 4096),
		   0, NULL);
	expect_add("ADD: a source of max + 1",
		   policy_with(CSEC_POLICY_A_SOURCE, repeat('s', 4096), 4097),
		   EINVAL, "ttribute");
	expect_add("ADD: labels, max - 1", labels_msg(31), 0, NULL);
	expect_add("ADD: labels, max", labels_msg(32), 0, NULL);
	expect_add("ADD: labels, max + 1", labels_msg(33), E2BIG,
		   "too many labels");
	expect_add("ADD: selectors, max - 1", matches_msg(63), 0, NULL);
	expect_add("ADD: selectors, max", matches_msg(64), 0, NULL);
	expect_add("ADD: selectors, max + 1", matches_msg(65), E2BIG,
		   "too many selectors");
}

static void policy_numbers(void)
{
	static const struct {
		int type;
		const char *name;
	} limits[] = {
		{ CSEC_POLICY_A_MAX_PROCESSES, "MAX_PROCESSES" },
		{ CSEC_POLICY_A_MAX_THREADS, "MAX_THREADS" },
		{ CSEC_POLICY_A_FORK_RATE, "FORK_RATE" },
		{ CSEC_POLICY_A_FORK_BURST, "FORK_BURST" },
		{ CSEC_POLICY_A_EXEC_RATE, "EXEC_RATE" },
		{ CSEC_POLICY_A_EXEC_BURST, "EXEC_BURST" },
	}, enums[] = {
		{ CSEC_POLICY_A_ON_BOMB, "ON_BOMB" },
		{ CSEC_POLICY_A_EXEC_DEFAULT, "EXEC_DEFAULT" },
		{ CSEC_POLICY_A_EXEC_DRIFT, "EXEC_DRIFT" },
		{ CSEC_POLICY_A_EXEC_LIBRARIES, "EXEC_LIBRARIES" },
		{ CSEC_POLICY_A_SHELL_REVERSE, "SHELL_REVERSE" },
		{ CSEC_POLICY_A_SHELL_BIND, "SHELL_BIND" },
		{ CSEC_POLICY_A_SHELL_CONNECT, "SHELL_CONNECT" },
		{ CSEC_POLICY_A_JIT_DEFAULT, "JIT_DEFAULT" },
		{ CSEC_POLICY_A_INJECT_DEFAULT, "INJECT_DEFAULT" },
		{ CSEC_POLICY_A_CAP_DEFAULT, "CAP_DEFAULT" },
		{ CSEC_POLICY_A_ON_RATE, "ON_RATE" },
		{ CSEC_POLICY_A_EXEC_WRITES, "EXEC_WRITES" },
		{ CSEC_POLICY_A_ESCAPE_DEFAULT, "ESCAPE_DEFAULT" },
	};
	static const uint32_t values[] = { 0, 1, CSEC_LIMIT_MAX,
					   CSEC_LIMIT_MAX + 1, UINT32_MAX };
	const uint64_t all_caps = UINT64_MAX;
	const uint64_t caps41 = (UINT64_C(1) << 41) - 1;
	char name[128];
	struct msg *m;
	uint32_t nest;

	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		for (size_t j = 0; j < 5; j++) {
			const bool good = j == 1 || j == 2;

			snprintf(name, sizeof(name), "ADD: %s = %u",
				 limits[i].name, values[j]);
			expect_add(name,
				   policy_with_u32(limits[i].type, values[j]),
				   good ? 0 : EINVAL, "out of range");
		}
		snprintf(name, sizeof(name), "ADD: %s of 8 bytes",
			 limits[i].name);
		expect_add(name, policy_with(limits[i].type, "01234567", 8),
			   EINVAL, "ttribute");
	}
	for (size_t i = 0; i < sizeof(enums) / sizeof(enums[0]); i++) {
		const uint32_t max =
			enums[i].type == CSEC_POLICY_A_ON_BOMB ?
				CSEC_ON_BOMB_MAX :
			enums[i].type == CSEC_POLICY_A_EXEC_LIBRARIES ?
				CSEC_LIBRARIES_MAX :
			enums[i].type == CSEC_POLICY_A_INJECT_DEFAULT ?
				CSEC_INJECT_MAX :
				CSEC_ACTION_MAX;

		snprintf(name, sizeof(name), "ADD: last value of %s",
			 enums[i].name);
		expect_add(name, policy_with_u32(enums[i].type, max), 0, NULL);
		snprintf(name, sizeof(name), "ADD: one beyond in %s",
			 enums[i].name);
		expect_add(name, policy_with_u32(enums[i].type, max + 1),
			   EINVAL, "range");
		snprintf(name, sizeof(name), "ADD: %s of 1 byte",
			 enums[i].name);
		expect_add(name, policy_with(enums[i].type, "", 1), EINVAL,
			   "ttribute");
	}
	m = policy_msg(C, "p", &nest);
	m->data[m->len] = 0;
	nest_end(m, nest);
	/* The mode is the second attribute of the nest. */
	m = cookie_msg(CSEC_CMD_ADD, C);
	nest = nest_begin(m, CSEC_A_POLICY);
	put_str(m, CSEC_POLICY_A_NAME, "p");
	put_u32(m, CSEC_POLICY_A_MODE, CSEC_MODE_MAX + 1);
	put_match(m, CSEC_MATCH_CGROUP, "/no/p");
	nest_end(m, nest);
	expect_add("ADD: one beyond the last mode", m, EINVAL, "range");
	m = policy_msg(C, "p", &nest);
	put_u32(m, CSEC_POLICY_A_CAP_DEFAULT, CSEC_ACTION_ALLOW);
	put(m, CSEC_POLICY_A_CAP_DENY, &caps41, 8);
	nest_end(m, nest);
	expect_add("ADD: every capability", m, 0, NULL);
	m = policy_msg(C, "p", &nest);
	put_u32(m, CSEC_POLICY_A_CAP_DEFAULT, CSEC_ACTION_ALLOW);
	put(m, CSEC_POLICY_A_CAP_DENY, &all_caps, 8);
	nest_end(m, nest);
	expect_add("ADD: a capability that does not exist", m, EINVAL,
		   "out of range");
}

/* Rules */

/* A rule with one more attribute. */
static struct msg *rule_with(uint32_t section, int type, const void *data,
			     size_t len)
{
	struct msg *m = rules_msg(C, "p");
	const uint32_t at = nest_begin(m, CSEC_A_RULE);

	put_u32(m, CSEC_RULE_A_SECTION, section);
	put_str(m, CSEC_RULE_A_PATH, "/a");
	put(m, type, data, len);
	nest_end(m, at);
	return m;
}

static struct msg *scripts_msg(unsigned int nr)
{
	struct msg *m = rules_msg(C, "p");
	const uint32_t at = nest_begin(m, CSEC_A_RULE);

	put_u32(m, CSEC_RULE_A_SECTION, CSEC_SECTION_EXEC);
	put_str(m, CSEC_RULE_A_PATH, "/a");
	while (nr--)
		put_str(m, CSEC_RULE_A_SCRIPT, "/s");
	nest_end(m, at);
	return m;
}

static void rules(void)
{
	const uint32_t three = 3;
	struct msg *m;
	uint32_t at;

	m = rules_msg(C, "p");
	at = nest_begin(m, CSEC_A_RULE);
	put_str(m, CSEC_RULE_A_PATH, "/a");
	nest_end(m, at);
	expect_rule("ADD: a rule without a section", m, EINVAL, "section");
	m = rules_msg(C, "p");
	at = nest_begin(m, CSEC_A_RULE);
	put_u32(m, CSEC_RULE_A_SECTION, CSEC_SECTION_EXEC);
	nest_end(m, at);
	expect_rule("ADD: a rule without a path", m, EINVAL, "path");
	m = rules_msg(C, "p");
	put(m, CSEC_A_RULE, NULL, 0);
	expect_rule("ADD: a rule without NLA_F_NESTED", m, EINVAL, "NESTED");
	m = rules_msg(C, "p");
	put_rule(m, CSEC_SECTION_MAX + 1, "/a");
	expect_rule("ADD: one beyond the last section", m, EINVAL, "range");
	m = rules_msg(C, "p");
	put_rule(m, CSEC_SECTION_EXEC, path_of(4094));
	expect_rule("ADD: a path of max - 1", m, 0, NULL);
	m = rules_msg(C, "p");
	put_rule(m, CSEC_SECTION_EXEC, path_of(4095));
	expect_rule("ADD: a path of max", m, 0, NULL);
	m = rules_msg(C, "p");
	put_rule(m, CSEC_SECTION_EXEC, path_of(4096));
	expect_rule("ADD: a path of max + 1", m, EINVAL, "ttribute");
	expect_rule("ADD: an unknown attribute of a rule",
		    rule_with(0, CSEC_RULE_A_MAX + 1, "0123", 4), EINVAL,
		    "nknown attribute");
	expect_rule("ADD: two paths in a rule",
		    rule_with(0, CSEC_RULE_A_PATH, "/b", 3), EINVAL,
		    "repeated");
	expect_rule("ADD: bytes after a path",
		    rule_with(4, CSEC_RULE_A_PATH_TO, "/b\0x", 5), EINVAL,
		    "after a string");
	expect_rule("ADD: a digest of 31 bytes",
		    rule_with(0, CSEC_RULE_A_SHA256, repeat('d', 31), 31),
		    EINVAL, "ttribute");
	expect_rule("ADD: a digest of 33 bytes",
		    rule_with(0, CSEC_RULE_A_SHA256, repeat('d', 33), 33),
		    EINVAL, "ttribute");
	expect_rule("ADD: a digest of 32 bytes",
		    rule_with(0, CSEC_RULE_A_SHA256, repeat('d', 32), 32), 0,
		    NULL);
	expect_rule("ADD: a digest outside of exec",
		    rule_with(2, CSEC_RULE_A_SHA256, repeat('d', 32), 32),
		    EINVAL, "malformed rule");
	expect_rule("ADD: a script outside of exec",
		    rule_with(1, CSEC_RULE_A_SCRIPT, "/s", 3), EINVAL,
		    "malformed rule");
	expect_rule("ADD: a target outside of inject",
		    rule_with(0, CSEC_RULE_A_PATH_TO, "/b", 3), EINVAL,
		    "malformed rule");
	expect_rule("ADD: a relative script",
		    rule_with(0, CSEC_RULE_A_SCRIPT, "s", 2), EINVAL,
		    "malformed rule");
	expect_rule("ADD: one beyond the last inline",
		    rule_with(0, CSEC_RULE_A_INLINE, &three, 4), EINVAL,
		    "range");
	expect_rule("ADD: a line of 2 bytes",
		    rule_with(0, CSEC_RULE_A_LINE, "01", 2), EINVAL,
		    "ttribute");
	expect_rule("ADD: scripts, max - 1", scripts_msg(63), 0, NULL);
	expect_rule("ADD: scripts, max", scripts_msg(64), 0, NULL);
	expect_rule("ADD: scripts, max + 1", scripts_msg(65), E2BIG,
		    "too many scripts");
	m = rules_msg(C, "q");
	put_rule(m, CSEC_SECTION_EXEC, "/a");
	expect_rule("ADD: rules of a policy that was not started", m, ENOENT,
		    "started last");
	m = rules_msg(C, "live");
	put_rule(m, CSEC_SECTION_EXEC, "/a");
	expect_rule("ADD: rules of a live policy", m, ENOENT, "started last");
	m = rules_msg(C, "p");
	put_rule(m, CSEC_SECTION_EXEC, "/a");
	begin();
	expect(&nl, "ADD: rules before any policy", m, ENOENT, "started last");
	expect_rule("ADD: the same policy twice", plain_policy_msg(C, "p"),
		    EEXIST, "already");
	m = commit_msg(C, 0);
	expect(&nl, "COMMIT: after a refusal", m, EINVAL, "failed before");
	expect(&nl, "COMMIT: ends the transaction", commit_msg(C, 0), ENOENT,
	       "no such transaction");
	begin();
	ask(&nl, parts_msg(1, 1, 0));
	expect(&nl, "ADD: after a refusal", plain_policy_msg(C, "p"), EINVAL,
	       "failed before");
	abort_it();
}

/* Manifests */

#define SHA "0123456789abcdef0123456789abcdef"

/* Puts files of manifest @index; what is NULL is left out. */
static void put_files(struct msg *m, uint32_t index, const char *dir,
		      const char *files, size_t len)
{
	const uint32_t at = nest_begin(m, CSEC_A_MANIFEST);

	put_u32(m, CSEC_MANIFEST_A_INDEX, index);
	if (dir)
		put_str(m, CSEC_MANIFEST_A_DIRECTORY, dir);
	if (files)
		put(m, CSEC_MANIFEST_A_FILES, files, len);
	nest_end(m, at);
}

static struct msg *files_msg(uint32_t index, const char *dir, const char *files,
			     size_t len)
{
	struct msg *m = rules_msg(C, "p");

	put_files(m, index, dir, files, len);
	return m;
}

static void files(void)
{
	static const struct {
		const char *what;
		const char *dir;
		const char *files;
		size_t len;
	} malformed[] = {
		{ "a relative directory", "b", SHA "x", 34 },
		{ "a directory with '..'", "/b/..", SHA "x", 34 },
		{ "a directory that is a glob", "/b*", SHA "x", 34 },
		{ "no file", "/b", "", 0 },
		{ "half a digest", "/b", SHA, 16 },
		{ "a digest only", "/b", SHA, 32 },
		{ "an empty name", "/b", SHA, 33 },
		{ "a name without its end", "/b", SHA "x", 33 },
		{ "a name with a slash", "/b", SHA "x/y", 36 },
		{ "a name that is a glob", "/b", SHA "x*", 35 },
		{ "the name '..'", "/b", SHA "..", 35 },
		{ "a control character", "/b", SHA "x\n", 35 },
		{ "bytes after the last one", "/b", SHA "x\0", 35 },
	};
	char name[128];
	struct msg *m;
	uint32_t i, at;

	for (i = 0; i < sizeof(malformed) / sizeof(malformed[0]); i++) {
		snprintf(name, sizeof(name), "ADD: files: %s",
			 malformed[i].what);
		expect_rule(name,
			    files_msg(0, malformed[i].dir, malformed[i].files,
				      malformed[i].len),
			    EINVAL, "malformed files");
	}
	expect_rule("ADD: files of a manifest", files_msg(0, "/b", SHA "x", 34),
		    0, NULL);
	expect_rule("ADD: files of the root", files_msg(0, "/", SHA "x", 34), 0,
		    NULL);
	expect_rule("ADD: files without directory",
		    files_msg(0, NULL, SHA "x", 34), EINVAL, "needs index");
	expect_rule("ADD: a manifest without files",
		    files_msg(0, "/b", NULL, 0), EINVAL, "needs index");
	expect_rule("ADD: the second manifest first",
		    files_msg(1, "/b", SHA "x", 34), EINVAL, "malformed files");
	m = rules_msg(C, "p");
	for (i = 0; i < CSEC_NR_MANIFESTS_MAX; i++)
		put_files(m, i, "/b", SHA "x", 34);
	expect_rule("ADD: manifests, max", m, 0, NULL);
	m = rules_msg(C, "p");
	for (i = 0; i <= CSEC_NR_MANIFESTS_MAX; i++)
		put_files(m, i, "/b", SHA "x", 34);
	expect_rule("ADD: manifests, max + 1", m, E2BIG, "too many");
	m = rules_msg(C, "p");
	put_files(m, 0, "/b", SHA "x", 34);
	put_files(m, 1, "/b", SHA "x", 34);
	put_files(m, 0, "/b", SHA "x", 34);
	expect_rule("ADD: the first manifest again", m, EINVAL,
		    "malformed files");
	m = rules_msg(C, "p");
	at = nest_begin(m, CSEC_A_MANIFEST);
	put_str(m, CSEC_MANIFEST_A_DIRECTORY, "/b");
	put(m, CSEC_MANIFEST_A_FILES, SHA "x", 34);
	nest_end(m, at);
	expect_rule("ADD: files without index", m, EINVAL, "needs index");
	m = plain_policy_msg(C, "r");
	put_files(m, 0, "/b", SHA "x", 34);
	expect_rule("ADD: policy and files", m, EINVAL, "either");
	abort_it();
}

/* Adds @nr rules in as few messages as possible; errno of the first refusal. */
static int add_many(unsigned int nr, const char *format)
{
	struct msg *m = rules_msg(C, "p");
	char path[64];
	int err = 0;

	for (unsigned int i = 0; i < nr && !err; i++) {
		snprintf(path, sizeof(path), format, i);
		put_rule(m, CSEC_SECTION_EXEC, path);
		if (m->len < 200000 && i + 1 < nr)
			continue;
		err = ask(&nl, m);
		m = rules_msg(C, "p");
	}
	return err;
}

static void many(const char *what, unsigned int max, const char *format)
{
	char name[128];
	struct msg *m;
	int err;

	begin();
	err = ask(&nl, plain_policy_msg(C, "p"));
	if (!err)
		err = add_many(max, format);
	snprintf(name, sizeof(name), "ADD: %u %s", max, what);
	result(!err, name, "%s: %s", err_name(err), nl.text);
	m = rules_msg(C, "p");
	put_rule(m, CSEC_SECTION_EXEC, format);
	snprintf(name, sizeof(name), "ADD: one more than %u %s", max, what);
	expect(&nl, name, m, E2BIG, "too many");
	abort_it();
}

static void many_policies(void)
{
	char name[64];
	int err = 0;

	begin();
	/* One is live already. */
	for (int i = 0; i < CSEC_NR_POLICIES_MAX - 1 && !err; i++) {
		snprintf(name, sizeof(name), "p%d", i);
		err = ask(&nl, plain_policy_msg(C, name));
	}
	result(!err, "ADD: 4096 policies", "%s: %s: %s", name, err_name(err),
	       nl.text);
	expect(&nl, "ADD: one policy more", plain_policy_msg(C, "more"), E2BIG,
	       "too many policies");
	abort_it();
}

/* State */

static const char *own_cgroup(void)
{
	static char line[512];
	FILE *const f = fopen("/proc/self/cgroup", "re");

	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, "0::", 3))
			break;
	if (!f || strncmp(line, "0::", 3))
		die("/proc/self/cgroup");
	fclose(f);
	line[strcspn(line, "\n")] = '\0';
	return line + 3;
}

static void commits(void)
{
	struct msg *m;
	uint32_t nest;
	int err;

	begin();
	expect(&nl, "COMMIT: no number of rules",
	       cookie_msg(CSEC_CMD_COMMIT, C), EINVAL,
	       "the number of rules is missing");
	m = cookie_msg(CSEC_CMD_COMMIT, C);
	put_u64(m, CSEC_A_NR_RULES, 0);
	expect(&nl, "COMMIT: a number of rules of 8 bytes", m, EINVAL,
	       "ttribute");
	m = commit_msg(C, 0);
	put(m, CSEC_A_DRY_RUN, "x", 1);
	expect(&nl, "COMMIT: a flag with a value", m, EINVAL, "ttribute");
	ask(&nl, plain_policy_msg(C, "p"));
	m = rules_msg(C, "p");
	put_rule(m, CSEC_SECTION_EXEC, "/a");
	expect(&nl, "ADD: a rule", m, 0, NULL);
	expect(&nl, "COMMIT: one rule too few", commit_msg(C, 0), EINVAL,
	       "number of rules does not agree");
	begin();
	ask(&nl, plain_policy_msg(C, "p"));
	expect(&nl, "COMMIT: one rule too many", commit_msg(C, 1), EINVAL,
	       "number of rules does not agree");
	begin();
	ask(&nl, plain_policy_msg(C, "p"));
	m = commit_msg(C, 0);
	put_flag(m, CSEC_A_DRY_RUN);
	err = ask(&nl, m);
	result(!err && nl.nr_replies == 1, "COMMIT: a dry run has a reply",
	       "%s", nl.text);
	result(same(before, look(&other)), "COMMIT: a dry run changes nothing",
	       " ");
	begin();
	m = policy_msg(C, "p", &nest);
	nest_end(m, nest);
	ask(&nl, m);
	m = rules_msg(C, "p");
	put_rule(m, CSEC_SECTION_EXEC, "/a");
	ask(&nl, m);
	expect(&nl, "COMMIT: exec rules without a default", commit_msg(C, 1),
	       EINVAL, "exec");
	begin();
	m = policy_msg(C, "p", &nest);
	put_match(m, CSEC_MATCH_CGROUP, "/no/live");
	nest_end(m, nest);
	ask(&nl, m);
	expect(&nl, "COMMIT: the selector of a live policy", commit_msg(C, 0),
	       EEXIST, "live");
	begin();
	m = policy_msg(C, "p", &nest);
	put_match(m, CSEC_MATCH_CGROUP, own_cgroup());
	nest_end(m, nest);
	ask(&nl, m);
	expect(&nl, "COMMIT: a policy of the sender's own cgroup",
	       commit_msg(C, 0), EDEADLK,
	       "policy p would govern the sender itself");
	begin();
	ask(&nl, plain_policy_msg(C, "p"));
	err = ask(&nl, commit_msg(C, 0));
	result(!err && nl.generation == before.generation + 1 &&
		       nl.nr_policies == 2,
	       "COMMIT: the reply has the next generation", "%s %s",
	       err_name(err), nl.text);
	before = look(&other);
	expect(&nl, "COMMIT: twice", commit_msg(C, 0), ENOENT,
	       "no such transaction");
	expect(&nl, "ABORT: after COMMIT", cookie_msg(CSEC_CMD_ABORT, C),
	       ENOENT, "no such transaction");
	expect(&nl, "ADD: after COMMIT", plain_policy_msg(C, "q"), ENOENT,
	       "no such transaction");
}

/* DISARM makes a generation of its own, whoever has a transaction. */
static void stale(void)
{
	begin();
	ask(&nl, plain_policy_msg(C, "q"));
	if (ask(&other, msg_start(CSEC_CMD_DISARM)))
		printf("FAIL DISARM: %s\n", other.text);
	before = look(&other);
	expect(&nl, "COMMIT: the generation changed since BEGIN",
	       commit_msg(C, 0), ESTALE, "another generation became live");
	result(before.nr_rules == 0 && other.nr_replies == 0,
	       "DISARM: no policy is left", " ");
	expect(&nl, "DISARM: again", msg_start(CSEC_CMD_DISARM), 0, NULL);
}

/* Order of the checks */

static void child_order(void)
{
	struct msg *m;

	if (setresgid(65534, 65534, 65534) || setresuid(65534, 65534, 65534))
		die("setresuid");
	nl_close(&nl);
	nl_init(&nl);
	for (int cmd = CSEC_CMD_GET_STATUS; cmd <= CSEC_CMD_MAX; cmd++) {
		int err;

		if (cmd == CSEC_CMD_EVENT)
			continue;
		m = valid_msg(cmd);
		put_u32(m, CSEC_A_MAX + 1, 1);
		m->reserved = 1;
		err = ask(&nl, m);
		result(err == EPERM && strstr(nl.text, "needs CAP"),
		       label(cmd, "permission comes before syntax"), "%s: '%s'",
		       err_name(err), nl.text);
	}
	exit(0);
}

static void order(void)
{
	struct msg *m;

	fflush(stdout);
	if (!fork())
		child_order();
	wait(NULL);

	/* Without a transaction: what comes earlier is told first. */
	m = plain_policy_msg(77, "p");
	put_u32(m, CSEC_A_MAX + 1, 1);
	expect(&nl, "ADD: syntax before existence", m, EINVAL,
	       "nknown attribute");
	expect(&nl, "ADD: a limit before existence",
	       labels_msg(CSEC_NR_LABELS_MAX + 1), E2BIG, "too many labels");
	m = labels_msg(CSEC_NR_LABELS_MAX + 1);
	put_u32(m, CSEC_A_MAX + 1, 1);
	expect(&nl, "ADD: syntax before limits", m, EINVAL, "nknown attribute");
	expect(&nl, "ADD: a malformed rule before existence",
	       scripts_msg(CSEC_NR_SCRIPTS_MAX + 1), E2BIG, "too many scripts");
	m = cookie_msg(CSEC_CMD_DEL, 77);
	put(m, CSEC_A_NAME, "a\0b", 4);
	expect(&nl, "DEL: syntax before existence", m, EINVAL,
	       "after a string");
	m = cookie_msg(CSEC_CMD_COMMIT, 77);
	expect(&nl, "COMMIT: syntax before existence", m, EINVAL,
	       "number of rules");
	begin();
	m = begin_msg(9);
	put_flag(m, CSEC_A_DRY_RUN);
	expect(&other, "BEGIN: syntax before state", m, EINVAL,
	       "nsupported attribute");
	m = cookie_msg(CSEC_CMD_DEL, C);
	put_str(m, CSEC_A_NAME, "nobody");
	expect(&other, "DEL: the transaction before the policy", m, ENOENT,
	       "no such transaction");
	abort_it();
}

int main(void)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!nl_resolve()) {
		puts("FAIL the family can be resolved: no");
		return 1;
	}
	nl_init(&nl);
	nl_init(&other);
	/* One policy is live, so that "unchanged" means something. */
	begin();
	if (ask(&nl, plain_policy_msg(C, "live")) || ask(&nl, commit_msg(C, 0)))
		printf("FAIL a live policy: %s\n", nl.text);
	before = look(&other);
	every_operation();
	cookies();
	begin_arguments();
	del_arguments();
	dump_arguments();
	policy_parts();
	policy_texts();
	policy_numbers();
	rules();
	files();
	abort_it();
	many("globs", CSEC_NR_GLOBS_MAX, "/g/%u*");
	many("rules", CSEC_NR_RULES_MAX, "/r/%u");
	many_policies();
	order();
	commits();
	stale();
	puts("END");
	return 0;
}
