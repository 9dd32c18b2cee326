// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - exact counters and the bounded ring of violations
 *
 * A fixed array of records; each of them is either in the free list or in the
 * ring, which is a tree by sequence number plus a list for each cgroup. The
 * references of a record that is overwritten are dropped after unlocking.
 *
 * The record that the sink is looking at is pinned: it is not overwritten, so
 * that no violation is ever counted both as delivered and as lost.
 */
#define pr_fmt(fmt) "csec: " fmt

#include "event.h"

#include <linux/cred.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/rbtree.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/timekeeping.h>
#include <linux/uidgid.h>
#include <linux/vmalloc.h>
#include <linux/workqueue.h>

#include "report.h"

enum {
	MIN_RECORDS = 64,
	MAX_RECORDS = 1 << 20,
	QUOTA_SHARE = 8, /* a cgroup holds at most 1/8 of the ring */
	MIN_QUOTA = 8,
	LOOK_AT = 8, /* of the oldest records, for one to overwrite */
	BATCH = 256, /* records the worker takes before it lets others run */
};

/**
 * struct record - one place of the ring
 * @node: In the tree, while in the ring.
 * @list: In the list of its cgroup while in the ring, else in the free list.
 * @cgroup: Not referenced, see forget_cgroup(); NULL: none, or it is no more.
 * @account: Referenced until the sinks had the record; NULL: none.
 * @is_delivered: Somebody had it.
 * @event: What happened.
 *
 * Protected by the ring lock.
 */
struct record {
	struct rb_node node;
	struct list_head list;
	struct csec_cgroup *cgroup;
	struct csec_account *account;
	bool is_delivered;
	struct csec_event event;
};

/**
 * struct ring - all records
 * @lock: Innermost of all; protects the rest.
 * @records: The array.
 * @nr_records: Entries of @records.
 * @quota: Most records of one cgroup.
 * @tree: Records by sequence number.
 * @free: Records without references.
 * @pinned: The sink is looking at it; NULL: none.
 * @handed: Last sequence number that the sinks had.
 * @totals: But for @pending.
 */
static struct ring {
	raw_spinlock_t lock;
	struct record *records;
	unsigned int nr_records;
	unsigned int quota;
	struct rb_root_cached tree;
	struct list_head free;
	struct record *pinned;
	u64 handed;
	struct csec_event_totals totals;
} ring = {
	.lock = __RAW_SPIN_LOCK_UNLOCKED(ring.lock),
};

/* Held around the call of the sink; outside of the ring lock. */
static DEFINE_MUTEX(sink_lock);
static csec_event_sink_t current_sink;

static struct workqueue_struct *queue;
static void hand_over(struct work_struct *work);
static DECLARE_WORK(hand_over_work, hand_over);

/* The tree; ring lock held */

static struct record *to_record(struct rb_node *node)
{
	return rb_entry_safe(node, struct record, node);
}

/* First record whose number is not below @seq. */
static struct record *find_from(u64 seq)
{
	struct rb_node *node = ring.tree.rb_root.rb_node;
	struct record *found = NULL;

	lockdep_assert_held(&ring.lock);
	while (node) {
		struct record *rec = to_record(node);

		if (rec->event.seq >= seq) {
			found = rec;
			node = node->rb_left;
		} else {
			node = node->rb_right;
		}
	}
	return found;
}

/* Numbers only grow: a new record is always the rightmost one. */
static void append(struct record *rec)
{
	struct rb_node **link = &ring.tree.rb_root.rb_node, *parent = NULL;

	lockdep_assert_held(&ring.lock);
	while (*link) {
		parent = *link;
		link = &parent->rb_right;
	}
	rb_link_node(&rec->node, parent, link);
	rb_insert_color_cached(&rec->node, &ring.tree, !parent);
	if (rec->cgroup) {
		list_add_tail(&rec->list, &rec->cgroup->events);
		rec->cgroup->nr_events++;
	}
}

static void detach(struct record *rec)
{
	lockdep_assert_held(&ring.lock);
	rb_erase_cached(&rec->node, &ring.tree);
	if (rec->cgroup) {
		list_del(&rec->list);
		rec->cgroup->nr_events--;
	}
	if (!rec->is_delivered)
		ring.totals.lost++;
}

static void deliver(struct record *rec)
{
	lockdep_assert_held(&ring.lock);
	if (!rec->is_delivered)
		ring.totals.delivered++;
	rec->is_delivered = true;
}

/* Recording */

/*
 * A cgroup goes. Records do not keep it: its view of files is larger than all that
 * is told of it, and the ring of a quiet host is never overwritten.
 */
static void forget_cgroup(struct csec_cgroup *cg)
{
	struct record *rec, *next;
	unsigned long flags;

	raw_spin_lock_irqsave(&ring.lock, flags);
	list_for_each_entry_safe(rec, next, &cg->events, list) {
		list_del(&rec->list);
		rec->cgroup = NULL;
	}
	raw_spin_unlock_irqrestore(&ring.lock, flags);
}

/* The next newer record of the ring, or of @share only; NULL: none. */
static struct record *next_of(struct csec_cgroup *share, struct record *rec)
{
	if (!share)
		return to_record(rb_next(&rec->node));
	if (list_is_last(&rec->list, &share->events))
		return NULL;
	return list_next_entry(rec, list);
}

/*
 * The record to overwrite: of the cgroup when it has its share, else of the ring.
 * An old one of the same reason goes before an older one of another, so that a
 * flood does not push out the few that tell how it began. Never the pinned one.
 */
static struct record *choose_victim(struct csec_cgroup *cg,
				    enum csec_reason reason)
{
	struct csec_cgroup *share = cg && cg->nr_events >= ring.quota ? cg :
									NULL;
	struct record *rec, *oldest = NULL;
	unsigned int i;

	rec = share ? list_first_entry(&share->events, struct record, list) :
		      to_record(rb_first_cached(&ring.tree));
	for (i = 0; rec && i < LOOK_AT; rec = next_of(share, rec)) {
		if (rec == ring.pinned)
			continue;
		i++;
		if (rec->event.decision.reason == reason)
			return rec;
		oldest = oldest ?: rec;
	}
	return oldest;
}

/* A record outside of the ring; may still hold the account of its former use. */
static struct record *take(struct csec_cgroup *cg, enum csec_reason reason)
{
	struct record *rec;

	rec = list_first_entry_or_null(&ring.free, struct record, list);
	if (rec && !(cg && cg->nr_events >= ring.quota)) {
		list_del(&rec->list);
		return rec;
	}
	rec = choose_victim(cg, reason);
	detach(rec);
	return rec;
}

static void copy_path(char *to, size_t size, const char *path, size_t len)
{
	static const char dots[] = "...";

	if (len < size) {
		memcpy(to, path, len);
		to[len] = '\0';
		return;
	}
	memcpy(to, dots, sizeof(dots) - 1);
	to += sizeof(dots) - 1;
	path += len - (size - sizeof(dots));
	memcpy(to, path, size - sizeof(dots) + 1);
}

static void describe_task(struct csec_event *event)
{
	rcu_read_lock();
	event->ppid = task_tgid_nr(rcu_dereference(current->real_parent));
	rcu_read_unlock();
	event->pid = task_tgid_nr(current);
	event->tid = task_pid_nr(current);
	event->uid = from_kuid(&init_user_ns, current_uid());
	/*
	 * Without task_lock(): another thread may be writing the name, then the
	 * copy is a mixture, still terminated.
	 */
	data_race(strscpy(event->comm, current->comm, sizeof(event->comm)));
}

static void describe_evidence(struct csec_event *event,
			      const struct csec_evidence *evidence,
			      size_t path_len)
{
	static const struct csec_evidence nothing = { .fd = -1 };

	if (!evidence)
		evidence = &nothing;
	event->fd = evidence->fd;
	event->limit = evidence->limit;
	event->link = evidence->link;
	event->target_pid = evidence->target_pid;
	event->bomb = evidence->bomb;
	event->peer = evidence->peer;
	copy_path(event->path, sizeof(event->path), evidence->path, path_len);
	/* As with that of current. */
	data_race(strscpy(event->target_comm, evidence->target_comm ?: "",
			  sizeof(event->target_comm)));
	copy_path(event->target_path, sizeof(event->target_path),
		  evidence->target_path,
		  evidence->target_path ? strlen(evidence->target_path) : 0);
}

static void count(struct csec_counters *counters,
		  const struct csec_decision *decision)
{
	if (decision->verdict == CSEC_VERDICT_DENY)
		atomic64_inc(&counters->denied[decision->reason]);
	else
		atomic64_inc(&counters->audited[decision->reason]);
}

/**
 * csec_event_record - counts one violation and keeps it
 * @cg: The cgroup that is charged; referenced by the caller; NULL: unknown.
 * @account: Of the policy; referenced by the caller; NULL: unknown.
 * @generation: That decided.
 * @op: What was asked for.
 * @decision: Audit or deny.
 * @evidence: NULL: none.
 *
 * queue_work() wakes a worker, which takes locks of the workqueue and of the
 * scheduler: no caller may hold one of those, and none does, because no hook
 * sits inside of the scheduler. Hence no irq_work is needed.
 *
 * Context: Any but NMI and the scheduler itself; may hold spinlocks. Takes the
 * ring lock.
 */
void csec_event_record(struct csec_cgroup *cg, struct csec_account *account,
		       u64 generation, enum csec_op op,
		       const struct csec_decision *decision,
		       const struct csec_evidence *evidence)
{
	/* A container has one share, however many cgroups it makes. */
	struct csec_cgroup *share = cg ? csec_cgroup_container_owner(cg) : NULL;
	struct csec_account *old_account;
	size_t path_len = 0;
	struct record *rec;
	unsigned long flags;

	if (WARN_ON_ONCE(decision->verdict == CSEC_VERDICT_ALLOW ||
			 (unsigned int)decision->reason > CSEC_REASON_MAX))
		return;
	if (evidence && evidence->path)
		path_len = strlen(evidence->path);
	if (cg)
		count(&cg->counters, decision);
	if (account)
		count(&account->counters, decision);

	raw_spin_lock_irqsave(&ring.lock, flags);
	ring.totals.seq++;
	if (decision->verdict == CSEC_VERDICT_DENY)
		ring.totals.denied++;
	else
		ring.totals.audited++;
	rec = take(share, decision->reason);
	old_account = rec->account;
	rec->cgroup = share;
	rec->account = account ? csec_account_hold(account) : NULL;
	rec->is_delivered = false;
	rec->event.seq = ring.totals.seq;
	rec->event.time_ns = ktime_get_real_ns();
	rec->event.generation = generation;
	rec->event.cgroup = cg ? cg->id : 0;
	rec->event.decision = *decision;
	rec->event.op = op;
	strscpy(rec->event.policy, account ? account->name : "",
		sizeof(rec->event.policy));
	describe_task(&rec->event);
	describe_evidence(&rec->event, evidence, path_len);
	append(rec);
	raw_spin_unlock_irqrestore(&ring.lock, flags);

	csec_account_put(old_account);
	queue_work(queue, &hand_over_work);
}

/* The worker */

/* Pins and copies the oldest record that the sinks did not have. */
static bool pin_next(struct csec_event *event, struct csec_account **account)
{
	struct record *rec;

	raw_spin_lock_irq(&ring.lock);
	rec = find_from(ring.handed + 1);
	ring.pinned = rec;
	if (rec) {
		ring.handed = rec->event.seq;
		*event = rec->event;
		/* The reference moves to the caller: nobody needs it later. */
		*account = rec->account;
		rec->account = NULL;
	}
	raw_spin_unlock_irq(&ring.lock);
	return rec;
}

static void unpin(bool delivered)
{
	raw_spin_lock_irq(&ring.lock);
	if (delivered)
		deliver(ring.pinned);
	ring.pinned = NULL;
	raw_spin_unlock_irq(&ring.lock);
}

static bool call_sink(const struct csec_event *event,
		      struct csec_account *account)
{
	bool delivered;

	mutex_lock(&sink_lock);
	delivered = current_sink && current_sink(event, account);
	mutex_unlock(&sink_lock);
	return delivered;
}

static void hand_over(struct work_struct *work)
{
	struct csec_account *account;
	struct csec_event event;
	unsigned int nr = 0;

	while (nr < BATCH && pin_next(&event, &account)) {
		csec_report_event(&event, account);
		unpin(call_sink(&event, account));
		csec_account_put(account);
		nr++;
	}
	if (nr == BATCH)
		queue_work(queue, work);
}

/* Reading */

/**
 * csec_event_next - reads the ring without a sink
 * @from: Lowest sequence number wanted.
 * @to: Highest one wanted.
 * @event: Gets a copy of the oldest record that is kept from there on, which
 *	counts as delivered.
 *
 * Context: Any but NMI. Takes the ring lock; O(log n).
 * Return: 0; -ENOENT: none.
 */
int csec_event_next(u64 from, u64 to, struct csec_event *event)
{
	struct record *rec;
	unsigned long flags;

	raw_spin_lock_irqsave(&ring.lock, flags);
	rec = find_from(from);
	if (rec && rec->event.seq > to)
		rec = NULL;
	if (rec) {
		*event = rec->event;
		deliver(rec);
	}
	raw_spin_unlock_irqrestore(&ring.lock, flags);
	return rec ? 0 : -ENOENT;
}

/**
 * csec_event_totals - all totals at one moment
 * @totals: Filled.
 *
 * Context: Any but NMI. Takes the ring lock.
 */
void csec_event_totals(struct csec_event_totals *totals)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&ring.lock, flags);
	*totals = ring.totals;
	raw_spin_unlock_irqrestore(&ring.lock, flags);
	totals->pending = totals->seq - totals->delivered - totals->lost;
}

/**
 * csec_event_set_sink - installs who gets new records
 * @sink: NULL: nobody. No call of the former one is running on return.
 *
 * Context: Process, may sleep; not from a sink.
 */
void csec_event_set_sink(csec_event_sink_t sink)
{
	mutex_lock(&sink_lock);
	current_sink = sink;
	mutex_unlock(&sink_lock);
}

/* Life cycle */

/**
 * csec_event_init - allocates the ring
 * @nr_records: Records to keep.
 *
 * Context: Process, module init.
 * Return: 0; -EINVAL: @nr_records is out of range; -ENOMEM.
 */
int csec_event_init(unsigned int nr_records)
{
	unsigned int i;

	if (nr_records < MIN_RECORDS || nr_records > MAX_RECORDS)
		return -EINVAL;
	ring.nr_records = nr_records;
	ring.quota = max_t(unsigned int, nr_records / QUOTA_SHARE, MIN_QUOTA);
	ring.tree = RB_ROOT_CACHED;
	INIT_LIST_HEAD(&ring.free);
	ring.records = vzalloc(array_size(nr_records, sizeof(*ring.records)));
	if (!ring.records)
		return -ENOMEM;
	for (i = 0; i < nr_records; i++)
		list_add_tail(&ring.records[i].list, &ring.free);
	csec_cgroup_forget = forget_cgroup;

	/* Ordered: sinks are not called concurrently. */
	queue = alloc_ordered_workqueue("csec", 0);
	if (!queue) {
		vfree(ring.records);
		return -ENOMEM;
	}
	return 0;
}

/**
 * csec_event_exit - frees the ring and drops all references
 *
 * Context: Process, module exit: no hook is attached, no cgroup is left.
 */
void csec_event_exit(void)
{
	unsigned int i;

	csec_event_set_sink(NULL);
	cancel_work_sync(&hand_over_work);
	destroy_workqueue(queue);
	csec_report_exit();
	for (i = 0; i < ring.nr_records; i++)
		csec_account_put(ring.records[i].account);
	vfree(ring.records);
}
