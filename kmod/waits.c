// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - waits of forks and execs that signals interrupt
 *
 * A task that does not come back, because it ended or because a signal handler went
 * elsewhere, leaves what was kept of it behind until the next one of the same bucket
 * is kept. That is at most what was waited for at the same time, and is accounted to
 * who waited.
 */
#include "waits.h"

#include <linux/hash.h>
#include <linux/hrtimer.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timekeeping.h>

#define BUCKET_BITS 8

/*
 * Who handles signals all the time finds the end passed when it comes back: its turn
 * lasts this long. Not longer, as nobody is to save turns and use them at once.
 */
#define GRACE (10 * NSEC_PER_MSEC)

/**
 * struct kept - a wait that was interrupted
 * @node: In its bucket.
 * @task: Never dereferenced.
 * @born: Of the task: another one may be in the same memory.
 * @wait: The wait.
 */
struct kept {
	struct hlist_node node;
	const struct task_struct *task;
	u64 born;
	struct csec_wait wait;
};

static struct hlist_head buckets[1 << BUCKET_BITS];
/* Innermost. */
static DEFINE_SPINLOCK(lock);

static __always_inline struct hlist_head *bucket_of_current(void)
{
	return &buckets[hash_ptr(current, BUCKET_BITS)];
}

/**
 * csec_waits_may_be_kept - whether a wait of current may have been interrupted
 *
 * Context: Any; lockless. For the ftrace callbacks.
 * Return: false: none was, and csec_waits_resume() would do nothing.
 */
bool notrace csec_waits_may_be_kept(void)
{
	return !hlist_empty(bucket_of_current());
}

static bool is_of_current(const struct kept *kept)
{
	return kept->task == current && kept->born == current->start_time;
}

/**
 * csec_waits_resume - goes on with a wait of current that was interrupted
 * @wait: Of the kind and cgroup that it would begin now; filled when there is one,
 *	whose turn has not passed. Nothing is kept of it any more.
 *
 * Context: Process.
 */
void csec_waits_resume(struct csec_wait *wait)
{
	struct kept *kept, *found = NULL;

	if (likely(!csec_waits_may_be_kept()))
		return;
	spin_lock(&lock);
	hlist_for_each_entry(kept, bucket_of_current(), node)
		if (is_of_current(kept) && kept->wait.kind == wait->kind) {
			hlist_del(&kept->node);
			found = kept;
			break;
		}
	spin_unlock(&lock);
	if (!found)
		return;
	if (found->wait.cgroup == wait->cgroup &&
	    ktime_get_ns() < found->wait.end + GRACE)
		*wait = found->wait;
	kfree(found);
}

static bool keep(const struct csec_wait *wait)
{
	struct kept *new =
		kmalloc(sizeof(*new), GFP_KERNEL_ACCOUNT | __GFP_NOWARN);
	const u64 now = ktime_get_ns();
	struct kept *kept;
	struct hlist_node *next;
	HLIST_HEAD(passed);

	if (!new)
		return false;
	new->task = current;
	new->born = current->start_time;
	new->wait = *wait;
	spin_lock(&lock);
	hlist_for_each_entry_safe(kept, next, bucket_of_current(), node)
		if (now >= kept->wait.end + GRACE) {
			hlist_del(&kept->node);
			hlist_add_head(&kept->node, &passed);
		}
	hlist_add_head(&new->node, bucket_of_current());
	spin_unlock(&lock);
	hlist_for_each_entry_safe(kept, next, &passed, node)
		kfree(kept);
	return true;
}

/* Whether the time came, before a signal did. */
static bool sleep_until(u64 end)
{
	ktime_t at = ns_to_ktime(end);

	/* First: with a signal for each attempt none would ever come to its end. */
	while (ktime_get_ns() < end) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (signal_pending(current)) {
			__set_current_state(TASK_RUNNING);
			return false;
		}
		schedule_hrtimeout(&at, HRTIMER_MODE_ABS);
	}
	return true;
}

/**
 * csec_waits_sleep - waits until the end, or until there is a signal
 * @wait: With its end.
 * @is_kept: Set when interrupted: the same call goes on with it when it is made
 *	again; false: it does not, as the task is killed or there is no memory.
 *
 * A signal is handled on the way out of the system call, be it one that stops or
 * freezes the task; what is pending then is not when it is back.
 *
 * Context: Process, may sleep.
 * Return: 0; -ERESTARTNOINTR: interrupted.
 */
int csec_waits_sleep(const struct csec_wait *wait, bool *is_kept)
{
	*is_kept = false;
	if (sleep_until(wait->end))
		return 0;
	*is_kept = !fatal_signal_pending(current) && keep(wait);
	return -ERESTARTNOINTR;
}

/**
 * csec_waits_exit - frees what was kept
 *
 * Context: Process, module exit: no hook is attached.
 */
void csec_waits_exit(void)
{
	struct hlist_node *next;
	struct kept *kept;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(buckets); i++)
		hlist_for_each_entry_safe(kept, next, &buckets[i], node)
			kfree(kept);
}
