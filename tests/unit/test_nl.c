// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tests of ctl/nl.c: what a kernel may answer, and what it never would
 */
#include "nl.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <netlink/attr.h>
#include <netlink/errno.h>
#include <netlink/msg.h>

#include "fake_kernel.h"

enum {
	NR_TRIES = 20, /* of a dump */
	TOO_LARGE = 300 * 1024,
};

static struct csec_nl *nl;

static void setup(void)
{
	fake_reset();
	ck_assert_int_eq(csec_nl_open(&nl), 0);
}

static void teardown(void)
{
	csec_nl_close(nl);
}

static int count(const struct nlmsghdr *hdr, void *arg)
{
	ck_assert_int_eq(hdr->nlmsg_type, FAKE_FAMILY);
	++*(int *)arg;
	return 0;
}

static int refuse(const struct nlmsghdr *hdr, void *arg)
{
	(void)hdr;
	++*(int *)arg;
	return -EXDEV;
}

static int do_one(csec_nl_handler_t handler, int *nr)
{
	struct nl_msg *msg = csec_nl_msg(CSEC_CMD_GET_STATUS);
	int err;

	*nr = 0;
	err = csec_nl_do(nl, msg, handler, nr);
	nlmsg_free(msg);
	return err;
}

static int dump(csec_nl_handler_t handler, int *nr)
{
	struct nl_msg *msg = csec_nl_msg(CSEC_CMD_GET_HOOK);
	int err;

	*nr = 0;
	err = csec_nl_dump(nl, msg, handler, nr);
	nlmsg_free(msg);
	return err;
}

static const struct {
	int nle;
	int expected;
} open_cases[] = {
	{ -NLE_OBJ_NOTFOUND, -ENOENT }, { -NLE_NOMEM, -ENOMEM },
	{ -NLE_PERM, -EPERM },		{ -NLE_OPNOTSUPP, -EOPNOTSUPP },
	{ -NLE_PROTO_MISMATCH, -EIO },
};

START_TEST(test_open)
{
	const int nle = open_cases[_i].nle, expected = open_cases[_i].expected;
	struct csec_nl *none = NULL;

	fake_reset();
	fake.resolve_err = nle;
	ck_assert_int_eq(csec_nl_open(&none), expected);
	fake.resolve_err = 0;
	fake.connect_err = nle;
	ck_assert_int_eq(csec_nl_open(&none), expected);
	fake.connect_err = 0;
	fake.option_err = EACCES;
	ck_assert_int_eq(csec_nl_open(&none), -EACCES);
	ck_assert_ptr_null(none);
	csec_nl_close(NULL);
}
END_TEST

START_TEST(test_do)
{
	int nr;

	ck_assert_int_eq(do_one(count, &nr), 0);
	ck_assert_int_eq(nr, 1);
	ck_assert_int_eq(do_one(NULL, &nr), 0);
	ck_assert_int_eq(do_one(refuse, &nr), -EXDEV);
	ck_assert_ptr_null(csec_nl_error_text(nl));
	fake.send_err = -NLE_MSGSIZE;
	ck_assert_int_eq(do_one(count, &nr), -EMSGSIZE);
	ck_assert_uint_eq(fake_nr(CSEC_CMD_GET_STATUS), 3);
	ck_assert_uint_eq(fake_request(CSEC_CMD_GET_STATUS, 2)->nlmsg_flags,
			  NLM_F_REQUEST | NLM_F_ACK);
}
END_TEST

/* The text and the place are those of the last request only. */
START_TEST(test_refusal)
{
	struct fake_answer *answer = fake_answer(CSEC_CMD_DEL);
	struct nl_msg *msg = csec_nl_msg(CSEC_CMD_DEL);
	uint32_t offset = 0;
	int nr;

	*answer = (struct fake_answer){ .err = -EINVAL,
					.text = "no such name",
					.at = CSEC_A_NAME };
	nla_put_u64(msg, CSEC_A_COOKIE, 1);
	nla_put_string(msg, CSEC_A_NAME, "web");
	ck_assert_int_eq(csec_nl_do(nl, msg, NULL, NULL), -EINVAL);
	ck_assert_str_eq(csec_nl_error_text(nl), "no such name");
	ck_assert(csec_nl_error_offset(nl, &offset));
	ck_assert_uint_eq(offset, NLMSG_HDRLEN + GENL_HDRLEN +
					  nla_total_size(sizeof(uint64_t)));
	nlmsg_free(msg);
	ck_assert_int_eq(do_one(count, &nr), 0);
	ck_assert_ptr_null(csec_nl_error_text(nl));
	ck_assert(!csec_nl_error_offset(nl, &offset));
}
END_TEST

static struct fake_answer *hooks(int nr)
{
	struct fake_answer *answer = fake_answer(CSEC_CMD_GET_HOOK);

	*answer = (struct fake_answer){ 0 };
	for (int i = 0; i < nr; i++)
		fake_put(answer, csec_nl_msg(CSEC_CMD_GET_HOOK));
	return answer;
}

START_TEST(test_dump)
{
	int nr;

	hooks(3);
	ck_assert_int_eq(dump(count, &nr), 0);
	ck_assert_int_eq(nr, 3);
	/* An error of who takes them ends it. */
	ck_assert_int_eq(dump(refuse, &nr), -EXDEV);
	ck_assert_int_eq(nr, 1);
}
END_TEST

/* What was read before a change is not shown. */
START_TEST(test_dump_interrupted)
{
	int nr;

	hooks(3)->is_interrupted = true;
	hooks(0)->err = -EINTR;
	hooks(2);
	ck_assert_int_eq(dump(count, &nr), 0);
	ck_assert_int_eq(nr, 2);
	ck_assert_uint_eq(fake_nr(CSEC_CMD_GET_HOOK), 3);
}
END_TEST

START_TEST(test_dump_keeps_changing)
{
	int nr;

	hooks(3)->is_interrupted = true;
	ck_assert_int_eq(dump(count, &nr), -EAGAIN);
	ck_assert_int_eq(nr, 0);
	ck_assert_uint_eq(fake_nr(CSEC_CMD_GET_HOOK), NR_TRIES);
}
END_TEST

START_TEST(test_dump_fails)
{
	struct fake_answer *answer = hooks(2);
	int nr;

	answer->err = -ENOENT;
	answer->text = "gone meanwhile";
	ck_assert_int_eq(dump(count, &nr), -ENOENT);
	ck_assert_int_eq(nr, 0);
	ck_assert_str_eq(csec_nl_error_text(nl), "gone meanwhile");
	hooks(0)->err = -EPERM;
	ck_assert_int_eq(dump(count, &nr), -EPERM);
}
END_TEST

/* More than the buffer of one message: nothing is lost on the way. */
START_TEST(test_dump_large)
{
	struct fake_answer *answer = hooks(0);
	static char text[20000];
	int nr;

	for (int i = 0; i < 40; i++) {
		struct nl_msg *msg = csec_nl_msg(CSEC_CMD_GET_HOOK);

		ck_assert_int_eq(nla_put(msg, 1, sizeof(text), text), 0);
		fake_put(answer, msg);
	}
	ck_assert_int_eq(dump(count, &nr), 0);
	ck_assert_int_eq(nr, 40);
}
END_TEST

/* Messages that no module sends */

static struct {
	struct nlmsghdr hdr;
	struct nlmsgerr ack;
} raw;

static void start(const struct nlmsghdr *request, uint16_t type, size_t len)
{
	memset(&raw, 0, sizeof(raw));
	raw.hdr.nlmsg_seq = request->nlmsg_seq;
	raw.hdr.nlmsg_type = type;
	raw.hdr.nlmsg_flags = NLM_F_CAPPED;
	raw.hdr.nlmsg_len = (uint32_t)NLMSG_LENGTH(len);
}

static void queue(void)
{
	fake_queue(&raw, raw.hdr.nlmsg_len, 0, 0);
}

static void success(const struct nlmsghdr *request)
{
	start(request, NLMSG_ERROR, sizeof(raw.ack));
	queue();
}

static void short_ack(const struct nlmsghdr *request)
{
	start(request, NLMSG_ERROR, sizeof(raw.ack) - 1);
	queue();
}

static void positive_ack(const struct nlmsghdr *request)
{
	start(request, NLMSG_ERROR, sizeof(raw.ack));
	raw.ack.error = EPERM;
	queue();
}

static void ack_without_request(const struct nlmsghdr *request)
{
	start(request, NLMSG_ERROR, sizeof(raw.ack));
	raw.hdr.nlmsg_flags = 0;
	queue();
}

/* The request stands behind it when it is not capped. */
static void whole_ack(const struct nlmsghdr *request)
{
	start(request, NLMSG_ERROR, sizeof(raw.ack));
	raw.hdr.nlmsg_flags = 0;
	raw.ack.error = -ENOSPC;
	raw.ack.msg.nlmsg_len = NLMSG_HDRLEN;
	queue();
}

static void other_family(const struct nlmsghdr *request)
{
	start(request, FAKE_FAMILY + 1, GENL_HDRLEN);
	queue();
	success(request);
}

static void no_genl_header(const struct nlmsghdr *request)
{
	start(request, FAKE_FAMILY, GENL_HDRLEN - 1);
	queue();
	success(request);
}

static void overrun(const struct nlmsghdr *request)
{
	start(request, NLMSG_OVERRUN, 0);
	queue();
	success(request);
}

/* Of another request, from another process, and one that says nothing. */
static void foreign(const struct nlmsghdr *request)
{
	start(request, NLMSG_ERROR, sizeof(raw.ack));
	raw.ack.error = -EPERM;
	raw.hdr.nlmsg_seq--;
	queue();
	raw.hdr.nlmsg_seq++;
	fake_queue(&raw, raw.hdr.nlmsg_len, 1234, 0);
	start(request, NLMSG_NOOP, 0);
	queue();
	fake_queue(NULL, 0, 0, EINTR);
	success(request);
}

static void too_large(const struct nlmsghdr *request)
{
	void *bytes = calloc(1, TOO_LARGE);

	(void)request;
	fake_queue(bytes, TOO_LARGE, 0, 0);
	free(bytes);
}

static void no_buffers(const struct nlmsghdr *request)
{
	(void)request;
	fake_queue(NULL, 0, 0, ENOBUFS);
}

/* A dump whose end has no number, or one above 0, is whole. */
static void bare_end(const struct nlmsghdr *request)
{
	start(request, NLMSG_DONE, 0);
	queue();
}

static void positive_end(const struct nlmsghdr *request)
{
	start(request, NLMSG_DONE, sizeof(int));
	raw.ack.error = 7;
	queue();
}

static const struct {
	void (*instead)(const struct nlmsghdr *request);
	int expected;
} raw_cases[] = {
	{ success, 0 },
	{ short_ack, -EBADMSG },
	{ positive_ack, -EBADMSG },
	{ ack_without_request, -EBADMSG },
	{ whole_ack, -ENOSPC },
	{ other_family, -EBADMSG },
	{ no_genl_header, -EBADMSG },
	{ overrun, -ENOBUFS },
	{ foreign, 0 },
	{ too_large, -EMSGSIZE },
	{ no_buffers, -ENOBUFS },
	{ bare_end, 0 },
	{ positive_end, 0 },
};

START_TEST(test_raw)
{
	int nr;

	fake_answer(CSEC_CMD_GET_HOOK)->instead = raw_cases[_i].instead;
	ck_assert_int_eq(dump(count, &nr), raw_cases[_i].expected);
	ck_assert_int_eq(nr, 0);
	/* The next request does not meet the rest of this one. */
	ck_assert_int_eq(do_one(count, &nr), 0);
	ck_assert_int_eq(nr, 1);
}
END_TEST

START_TEST(test_receive)
{
	struct nlmsghdr other = { .nlmsg_len = NLMSG_LENGTH(GENL_HDRLEN),
				  .nlmsg_type = FAKE_FAMILY + 1 };
	char bytes[NLMSG_SPACE(GENL_HDRLEN)] = { 0 };
	int nr = 0;

	ck_assert_int_eq(csec_nl_subscribe(nl), 0);
	ck_assert_int_eq(csec_nl_receive(nl, count, &nr), -EAGAIN);
	memcpy(bytes, &other, sizeof(other));
	fake_notify(bytes, sizeof(bytes), 0);
	ck_assert_int_eq(csec_nl_receive(nl, count, &nr), 0);
	ck_assert_int_eq(nr, 0);
	fake_notify_msg(fake_begin(CSEC_CMD_EVENT, CSEC_A_EVENT));
	ck_assert_int_eq(csec_nl_receive(nl, count, &nr), 0);
	ck_assert_int_eq(nr, 1);
	fake_notify_msg(fake_begin(CSEC_CMD_EVENT, CSEC_A_EVENT));
	ck_assert_int_eq(csec_nl_receive(nl, refuse, &nr), -EXDEV);
	fake_notify(NULL, 0, ENOBUFS);
	ck_assert_int_eq(csec_nl_receive(nl, count, &nr), -ENOBUFS);
	ck_assert_int_ge(csec_nl_fd(nl), 0);
	fake.option_err = EPERM;
	ck_assert_int_eq(csec_nl_subscribe(nl), -EPERM);
}
END_TEST

START_TEST(test_no_group)
{
	struct csec_nl *without;

	fake.has_no_group = true;
	ck_assert_int_eq(csec_nl_open(&without), 0);
	ck_assert_int_eq(csec_nl_subscribe(without), -ENOENT);
	csec_nl_close(without);
}
END_TEST

#define NR(table) ((int)(sizeof(table) / sizeof((table)[0])))

int main(void)
{
	Suite *suite = suite_create("nl");
	TCase *tc = tcase_create("nl"), *closed = tcase_create("closed");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(closed, test_open, 0, NR(open_cases));
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, test_do);
	tcase_add_test(tc, test_refusal);
	tcase_add_test(tc, test_dump);
	tcase_add_test(tc, test_dump_interrupted);
	tcase_add_test(tc, test_dump_keeps_changing);
	tcase_add_test(tc, test_dump_fails);
	tcase_add_test(tc, test_dump_large);
	tcase_add_loop_test(tc, test_raw, 0, NR(raw_cases));
	tcase_add_test(tc, test_receive);
	tcase_add_test(tc, test_no_group);
	suite_add_tcase(suite, closed);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
