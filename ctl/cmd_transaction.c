// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - live policies and transactions, for the policy commands
 */
#include "cmd_policy.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include <netlink/msg.h>

#include "module.h"
#include "policy.h"

struct live {
	struct csec_policy_set *set;
	uint64_t *generation;
};

static int take_policy(const struct nlmsghdr *hdr, void *arg)
{
	const struct live *live = arg;

	return csec_nl_policy_decode(hdr, live->set, live->generation);
}

int csec_live_read(struct csec_run *run, struct csec_session *session,
		   const char *name, struct csec_policy_set *set,
		   uint64_t *generation)
{
	struct live live = { .set = set, .generation = generation };
	struct nl_msg *msg = csec_nl_policy_get(name);
	int err = -ENOMEM;

	if (msg)
		err = csec_nl_dump(session->nl, msg, take_policy, &live);
	nlmsg_free(msg);
	if (name && ((err == -ENOENT && csec_module_is_loaded()) ||
		     (!err && !set->nr))) {
		csec_diag_error(run->diag, "no policy is named '%s'", name);
		return CSEC_EXIT_FAILED;
	}
	if (err)
		return csec_session_failed(run, session->nl, err,
					   "reading the live policies");
	for (size_t i = 0; i < set->nr; i++)
		csec_policy_mark_builtin(set->policies[i]);
	return CSEC_EXIT_OK;
}

/* Reports a refusal of the transaction at the rule that caused it. */
static int refused(struct csec_transaction *t, const struct nlmsghdr *hdr,
		   int err, const char *what)
{
	const char *said = csec_nl_error_text(t->session->nl);
	struct csec_place place = { 0 };
	uint32_t offset;

	switch (-err) {
	case EINVAL:
	case E2BIG:
	case EEXIST:
	case EMSGSIZE:
		break;
	default:
		return csec_session_failed(t->run, t->session->nl, err, what);
	}
	if (t->policy)
		place.file = t->policy->source;
	if (hdr && csec_nl_error_offset(t->session->nl, &offset))
		place.line = csec_nl_policy_line_at(hdr, offset);
	if (err == -EMSGSIZE && !said)
		said = "a rule, or the policy without its rules, is longer "
		       "than the 64 KB of one attribute";
	csec_diag_at(
		t->run->diag, CSEC_SEVERITY_ERROR, place.file ? &place : NULL,
		"refused by the kernel%s%s: %s", t->policy ? ": policy " : "",
		t->policy ? t->policy->name : "", said ? said : strerror(-err));
	return CSEC_EXIT_INVALID;
}

static int take_status(const struct nlmsghdr *hdr, void *arg)
{
	return csec_nl_status_decode(hdr, arg);
}

/* Sends and frees a message; refusals are reported. */
static int send_message(struct csec_transaction *t, struct nl_msg *msg,
			struct csec_nl_status *status, const char *what)
{
	int err = -ENOMEM, result = CSEC_EXIT_OK;

	if (msg)
		err = csec_nl_do(t->session->nl, msg,
				 status ? take_status : NULL, status);
	if (err)
		result = refused(t, msg ? nlmsg_hdr(msg) : NULL, err, what);
	nlmsg_free(msg);
	return result;
}

int csec_transaction_begin(struct csec_transaction *t, uint64_t generation,
			   bool prune)
{
	struct csec_nl_begin begin = {
		.generation = generation,
		.has_generation = true,
		.prune = prune,
	};

	while (!begin.cookie)
		if (getrandom(&begin.cookie, sizeof(begin.cookie), 0) < 0)
			return csec_cmd_failed(t->run, -errno, "getrandom");
	t->cookie = begin.cookie;
	return send_message(t, csec_nl_policy_begin(&begin), NULL,
			    "opening the transaction");
}

/* What an emitted message leads to; the status is what was reported. */
struct emission {
	struct csec_transaction *t;
	int status;
};

static int emit(struct nl_msg *msg, void *arg)
{
	struct emission *emission = arg;
	struct csec_transaction *t = emission->t;
	int err;

	err = csec_nl_do(t->session->nl, msg, NULL, NULL);
	if (err)
		emission->status =
			refused(t, nlmsg_hdr(msg), err, "sending the policies");
	return err;
}

int csec_transaction_add(struct csec_transaction *t,
			 const struct csec_policy *policy)
{
	struct emission emission = { .t = t };
	int err;

	t->policy = policy;
	t->nr_rules += (uint32_t)policy->nr_rules;
	err = csec_nl_policy_encode(policy, t->cookie, emit, &emission);
	if (err && !emission.status)
		emission.status = refused(t, NULL, err, "writing the policies");
	t->policy = NULL;
	return emission.status;
}

int csec_transaction_delete(struct csec_transaction *t, const char *name)
{
	struct nl_msg *msg = csec_nl_policy_delete(t->cookie, name);
	int err = -ENOMEM;

	if (msg)
		err = csec_nl_do(t->session->nl, msg, NULL, NULL);
	nlmsg_free(msg);
	if (!err)
		return CSEC_EXIT_OK;
	if (err == -ENOENT && csec_nl_error_text(t->session->nl)) {
		csec_diag_error(t->run->diag, "no policy is named '%s'", name);
		return CSEC_EXIT_FAILED;
	}
	return csec_session_failed(t->run, t->session->nl, err,
				   "deleting a policy");
}

int csec_transaction_commit(struct csec_transaction *t, bool dry_run,
			    struct csec_nl_status *status)
{
	memset(status, 0, sizeof(*status));
	return send_message(
		t, csec_nl_policy_commit(t->cookie, t->nr_rules, dry_run),
		status, "putting the policies in force");
}
