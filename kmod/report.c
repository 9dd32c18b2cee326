// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - one event, one escaped and rate-limited dmesg line
 *
 * Text that a task chose is quoted and escaped, so that it can neither end the
 * line nor look like another key. A line never gets as long as printk's limit,
 * which would cut off the closing quote.
 *
 * Each account may print CSEC_REPORT_BURST lines in an interval that begins
 * with its first line; what is suppressed is counted, and the number printed
 * before the next line or, without one, after the end of the interval.
 */
#define pr_fmt(fmt) "csec: " fmt

#include "report.h"

#include <linux/jiffies.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/socket.h>
#include <linux/string_helpers.h>
#include <linux/workqueue.h>

enum {
	LINE_SIZE = 960, /* printk keeps about 1000 bytes of a line */
	PATH_SIZE = 512, /* bytes of the escaped path */
	INTERVAL = CSEC_REPORT_SECONDS * HZ,
};

/**
 * struct noisy - an account whose suppressed lines are to be printed later
 * @list: In the list.
 * @account: Referenced.
 */
struct noisy {
	struct list_head list;
	struct csec_account *account;
};

/*
 * Protects the list and the line; outside of csec_account.report_lock, which
 * protects the rate limit of one account.
 */
static DEFINE_MUTEX(report_lock);
static LIST_HEAD(noisy_list);
static char line[LINE_SIZE];

/* Stands for events without a policy. Never freed. */
static struct csec_account nobody = {
	.list = LIST_HEAD_INIT(nobody.list),
	.usage = KREF_INIT(1),
	.report_lock = __SPIN_LOCK_UNLOCKED(nobody.report_lock),
};

static void flush_noisy(struct work_struct *work);
static DECLARE_DELAYED_WORK(flush_work_later, flush_noisy);

static const char *const op_names[] = CSEC_OP_NAMES;
static const char *const reason_names[] = CSEC_REASON_NAMES;
static const char *const link_names[] = CSEC_LINK_NAMES;
static const char *const verdict_names[] = CSEC_VERDICT_NAMES;

static_assert(ARRAY_SIZE(op_names) == __CSEC_OP_MAX);
static_assert(ARRAY_SIZE(reason_names) == __CSEC_REASON_MAX);
static_assert(ARRAY_SIZE(link_names) == __CSEC_LINK_MAX);
static_assert(ARRAY_SIZE(verdict_names) == __CSEC_VERDICT_MAX);

/* The line; report lock held */

static size_t put_text(size_t at, const char *format, ...) __printf(2, 3);

static size_t put_text(size_t at, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	at += vscnprintf(line + at, sizeof(line) - at, format, args);
	va_end(args);
	return at;
}

/* Escapes into @to; returns the bytes that all of @text needs. */
static int escape(const char *text, char *to, size_t to_size)
{
	return string_escape_mem(text, strlen(text), to, to_size,
				 ESCAPE_NAP | ESCAPE_APPEND | ESCAPE_SPACE |
					 ESCAPE_SPECIAL | ESCAPE_HEX,
				 "\"\\");
}

/*
 * Quoted and escaped; a long text keeps its end, with "..." before it. A key for which
 * the line has no room is left out.
 */
static size_t put_quoted(size_t at, const char *key, const char *text,
			 size_t max)
{
	const char *dots = "";
	size_t len;

	if (at + strlen(key) + sizeof(" =\"...\"") > sizeof(line))
		return at;
	at = put_text(at, " %s=\"", key);
	max = min(max, sizeof(line) - at - sizeof("...\""));
	for (len = escape(text, line + at, 0); len > max;
	     len = escape(text, line + at, 0)) {
		/* An escaped byte is at most four bytes long. */
		text += max_t(size_t, (len - max) / 4, 1);
		dots = "...";
	}
	at = put_text(at, "%s", dots);
	at += escape(text, line + at, max);
	return put_text(at, "\"");
}

static size_t put_peer(size_t at, const struct csec_endpoint *peer)
{
	if (peer->family == AF_INET)
		return put_text(at, " peer=%pI4:%u", peer->addr, peer->port);
	if (peer->family == AF_INET6)
		return put_text(at, " peer=[%pI6c]:%u", peer->addr, peer->port);
	return at;
}

static size_t put_target(size_t at, const struct csec_event *event)
{
	if (event->link)
		at = put_text(at, " link=%s", link_names[event->link]);
	if (!event->target_pid)
		return at;
	at = put_text(at, " target=%u", event->target_pid);
	at = put_quoted(at, "target_comm", event->target_comm,
			4 * CSEC_COMM_MAX);
	if (event->target_path[0])
		at = put_quoted(at, "target_path", event->target_path,
				CSEC_EVENT_TARGET_SIZE);
	return at;
}

static void put_bomb(size_t at, const struct csec_bomb *bomb)
{
	if (bomb->tasks)
		put_text(at, " tasks=%u depth=%u fanout=%u forks=%u",
			 bomb->tasks, bomb->depth, bomb->fanout, bomb->forks);
}

static void print_event(const struct csec_event *event)
{
	size_t at;

	at = put_text(0, "%s op=%s reason=%s",
		      verdict_names[event->decision.verdict],
		      op_names[event->op],
		      reason_names[event->decision.reason]);
	/* Names of policies were validated: they need no escape. */
	if (event->policy[0])
		at = put_text(at, " policy=%s", event->policy);
	at = put_text(at, " gen=%llu cgroup=%llu pid=%u", event->generation,
		      event->cgroup, event->pid);
	at = put_quoted(at, "comm", event->comm, 4 * CSEC_COMM_MAX);
	if (event->path[0])
		at = put_quoted(at, "path", event->path, PATH_SIZE);
	if (event->fd >= 0)
		at = put_text(at, " fd=%d", event->fd);
	at = put_peer(at, &event->peer);
	if (event->limit)
		at = put_text(at, " limit=%u", event->limit);
	at = put_target(at, event);
	put_bomb(at, &event->bomb);
	pr_notice("%s\n", line);
}

static void print_suppressed(const struct csec_account *account, u64 nr)
{
	if (account->name[0])
		pr_notice("policy=%s suppressed=%llu lines\n", account->name,
			  nr);
	else
		pr_notice("suppressed=%llu lines\n", nr);
}

/* Rate limit */

static bool is_over(const struct csec_account *account)
{
	lockdep_assert_held(&account->report_lock);
	return !account->report_begin ||
	       time_after(jiffies, account->report_begin + INTERVAL);
}

/* Begins a new interval; returns what was suppressed in the former ones. */
static u64 begin_interval(struct csec_account *account)
{
	u64 nr = account->report_suppressed;

	lockdep_assert_held(&account->report_lock);
	/* Zero means that there never was an interval. */
	account->report_begin = jiffies ?: 1;
	/* The line with the number of suppressed ones counts as well. */
	account->report_printed = nr ? 1 : 0;
	account->report_suppressed = 0;
	return nr;
}

/*
 * Whether a line may be printed; sets the number of suppressed ones to print
 * before it. @is_first: this is the first one suppressed since then.
 */
static bool charge(struct csec_account *account, u64 *suppressed,
		   bool *is_first)
{
	bool may_print;

	*suppressed = 0;
	*is_first = false;
	spin_lock(&account->report_lock);
	if (is_over(account))
		*suppressed = begin_interval(account);
	may_print = account->report_printed < CSEC_REPORT_BURST;
	if (may_print)
		account->report_printed++;
	else
		*is_first = !account->report_suppressed++;
	spin_unlock(&account->report_lock);
	return may_print;
}

/* Has the number printed later. Without memory the next line prints it. */
static void remember(struct csec_account *account)
{
	struct noisy *noisy;

	list_for_each_entry(noisy, &noisy_list, list)
		if (noisy->account == account)
			return;
	noisy = kmalloc(sizeof(*noisy), GFP_KERNEL);
	if (!noisy)
		return;
	noisy->account = csec_account_hold(account);
	list_add_tail(&noisy->list, &noisy_list);
	schedule_delayed_work(&flush_work_later, INTERVAL + 1);
}

/* Prints what one account suppressed; returns false when it is too early. */
static bool flush_account(struct csec_account *account, bool now)
{
	u64 suppressed = 0;
	bool done;

	spin_lock(&account->report_lock);
	done = !account->report_suppressed || now || is_over(account);
	if (done && account->report_suppressed)
		suppressed = begin_interval(account);
	spin_unlock(&account->report_lock);
	if (suppressed)
		print_suppressed(account, suppressed);
	return done;
}

static void flush_list(bool now)
{
	struct noisy *noisy, *next;
	LIST_HEAD(done);

	mutex_lock(&report_lock);
	list_for_each_entry_safe(noisy, next, &noisy_list, list)
		if (flush_account(noisy->account, now))
			list_move(&noisy->list, &done);
	if (!list_empty(&noisy_list))
		schedule_delayed_work(&flush_work_later, HZ);
	mutex_unlock(&report_lock);

	list_for_each_entry_safe(noisy, next, &done, list) {
		csec_account_put(noisy->account);
		kfree(noisy);
	}
}

static void flush_noisy(struct work_struct *work)
{
	flush_list(false);
}

/**
 * csec_report_event - prints one event, or counts it as suppressed
 * @event: The event.
 * @account: Whose rate limit counts; NULL: that of all events without one.
 *
 * Context: Process, may sleep. Takes the report lock and @report_lock of the
 * account.
 */
void csec_report_event(const struct csec_event *event,
		       struct csec_account *account)
{
	struct csec_account *who = account ?: &nobody;
	bool is_first;
	u64 suppressed;

	mutex_lock(&report_lock);
	if (charge(who, &suppressed, &is_first)) {
		if (suppressed)
			print_suppressed(who, suppressed);
		print_event(event);
	} else if (is_first) {
		remember(who);
	}
	mutex_unlock(&report_lock);
}

/**
 * csec_report_exit - prints what is still suppressed and drops all references
 *
 * Context: Process, module exit; nobody reports any more.
 */
void csec_report_exit(void)
{
	cancel_delayed_work_sync(&flush_work_later);
	flush_list(true);
}
