// SPDX-License-Identifier: GPL-2.0-only
/*
 * nl_mutate - nl_mutate SEED N: sends N messages that were valid before some of
 * their bytes were changed, repeated or cut off. None may change a policy, and
 * each refusal by csec must have a text.
 *
 * What could be valid by chance and change something is left out: a number of
 * rules that agrees, and DISARM without attributes.
 */
#include "nl_lib.h"

static uint64_t state;

static uint32_t rnd(uint32_t below)
{
	/* splitmix64 */
	uint64_t z = (state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (uint32_t)((z ^ (z >> 31)) % below);
}

static struct msg *base(void)
{
	uint32_t nest;
	struct msg *m;

	switch (rnd(12)) {
	case 0:
		m = begin_msg(3);
		put_u64(m, CSEC_A_GENERATION, rnd(3));
		put_flag(m, CSEC_A_PRUNE);
		return m;
	case 1:
		m = cookie_msg(CSEC_CMD_DEL, 3);
		put_str(m, CSEC_A_NAME, "live");
		return m;
	case 2:
		m = commit_msg(3, 0xdeadbeef);
		put_flag(m, CSEC_A_DRY_RUN);
		return m;
	case 3:
		return cookie_msg(CSEC_CMD_ABORT, 3);
	case 4:
		m = msg_start(CSEC_CMD_DISARM);
		put_u32(m, CSEC_A_NR_RULES, rnd(5));
		return m;
	case 5:
		m = msg_start(CSEC_CMD_GET_STATUS + (int)rnd(6));
		if (m->cmd == CSEC_CMD_GET_POLICY ||
		    m->cmd == CSEC_CMD_GET_COUNTER)
			put_str(m, CSEC_A_NAME, "live");
		else if (m->cmd == CSEC_CMD_GET_EVENT)
			put_u64(m, CSEC_A_SEQ, rnd(9));
		else
			put_u32(m, CSEC_A_NR_RULES, 1);
		return m;
	case 6:
	case 7:
	case 8:
		m = rules_msg(3, "mutant");
		for (uint32_t i = rnd(4); i > 0; i--) {
			const uint32_t at = nest_begin(m, CSEC_A_RULE);
			uint8_t digest[CSEC_SHA256_LEN] = { 1 };

			put_u32(m, CSEC_RULE_A_SECTION, rnd(5));
			put_str(m, CSEC_RULE_A_PATH,
				rnd(2) ? "/a/b" : "/a/*/[a-z]");
			if (rnd(2))
				put_str(m, CSEC_RULE_A_PATH_TO, "/b");
			if (rnd(2))
				put(m, CSEC_RULE_A_SHA256, digest,
				    sizeof(digest));
			if (rnd(2))
				put_str(m, CSEC_RULE_A_SCRIPT, "/s/**");
			put_u32(m, CSEC_RULE_A_INLINE, rnd(2));
			put_u32(m, CSEC_RULE_A_LINE, rnd(100));
			nest_end(m, at);
		}
		return m;
	default:
		m = policy_msg(3, "mutant", &nest);
		put_str(m, CSEC_POLICY_A_SOURCE, "mutant.yaml");
		put_str(m, CSEC_POLICY_A_LABEL, "k=v");
		put_match(m, rnd(4), "/a=/*");
		for (int type = CSEC_POLICY_A_MAX_PROCESSES;
		     type < CSEC_POLICY_A_CAP_ALLOW; type++)
			if (rnd(2))
				put_u32(m, type, rnd(2));
		put_u64(m, CSEC_POLICY_A_CAP_ALLOW, rnd(9));
		nest_end(m, nest);
		return m;
	}
}

static void spoil(struct msg *m)
{
	uint32_t nr = 1 + rnd(3), at, len;

	while (nr-- && m->len) {
		at = rnd(m->len);
		switch (rnd(7)) {
		case 0: /* another byte */
			m->data[at] = (uint8_t)rnd(256);
			break;
		case 1: /* another bit */
			m->data[at] ^= (uint8_t)(1 << rnd(8));
			break;
		case 2: /* an extreme value */
			memset(m->data + at, rnd(2) ? 0xff : 0,
			       m->len - at < 4 ? m->len - at : 4);
			break;
		case 3: /* cut off, but for one byte */
			m->len = at ? at : 1;
			break;
		case 4: /* a part once more */
			len = m->len - at;
			memmove(m->data + at + len, m->data + at, len);
			m->len += len;
			break;
		case 5: /* another length of an attribute, at a likely place */
			at &= ~3u;
			m->data[at] = (uint8_t)rnd(256);
			if (at + 1 < m->len)
				m->data[at + 1] = (uint8_t)rnd(4);
			break;
		default: /* bytes at the end */
			len = rnd(40);
			for (uint32_t i = 0; i < len; i++)
				m->data[m->len++] = (uint8_t)rnd(256);
		}
	}
}

int main(int argc, char **argv)
{
	unsigned int nr, accepted = 0, mute = 0, odd = 0;
	struct live first, last;
	char worst[256] = "";
	struct nl nl, watch;
	int errors[200] = { 0 };

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc != 3 || !nl_resolve())
		return 1;
	state = strtoull(argv[1], NULL, 0);
	nr = (unsigned int)atoi(argv[2]);
	nl_init(&nl);
	nl_init(&watch);
	first = look(&watch);
	for (unsigned int i = 0; i < nr; i++) {
		struct msg *m;
		int err;

		/* Mostly inside of a transaction, which is broken soon. */
		if (rnd(2)) {
			ask(&nl, begin_msg(3));
			if (rnd(2))
				ask(&nl, plain_policy_msg(3, "mutant"));
		}
		m = base();
		spoil(m);
		err = ask(&nl, m);
		accepted += !err;
		if (err > 0 && err < 200)
			errors[err]++;
		else if (err)
			odd++;
		if (err && !nl.text[0]) {
			mute++;
			snprintf(worst, sizeof(worst),
				 "message %u, operation %u: %s", i, m->cmd,
				 err_name(err));
		}
		if (err && err != EINVAL && err != E2BIG && err != ENOENT &&
		    err != ESTALE && err != EEXIST && err != EBUSY)
			odd++;
	}
	nl_close(&nl);
	last = look(&watch);
	result(same(first, last), "mutated messages change no policy",
	       "generation %llu, then %llu",
	       (unsigned long long)first.generation,
	       (unsigned long long)last.generation);
	result(!mute, "each refusal of a mutated message has a text",
	       "%u have none, last: %s", mute, worst);
	result(!odd, "mutated messages get documented errnos only", "%u others",
	       odd);
	result(accepted < nr / 2 && errors[EINVAL] > (int)nr / 4,
	       "most mutated messages are refused", "%u of %u accepted",
	       accepted, nr);
	fprintf(stderr, "%u messages, %u accepted", nr, accepted);
	for (int i = 0; i < 200; i++)
		if (errors[i])
			fprintf(stderr, ", %s %d", err_name(i), errors[i]);
	fputs("\n", stderr);
	puts("END");
	return 0;
}
