// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - tasks that came into a container from outside and are not yet part of it
 *
 * A runtime puts a process into the container's cgroup and lets it build the
 * container there, or enter it: namespaces, mounts, capabilities. All of that is
 * the work of a program of the host. It ends with the first exec: what runs from
 * then on is the container. So a task is an entrant from the move, which somebody
 * made whom no policy governs, until it executes something; its forks are, too.
 *
 * Whether a task has executed anything since is told by the kernel's own count:
 * self_exec_id is copied by fork and grows with every exec. So a task with the
 * number of an entrant that is its ancestor is that entrant's fork. Helpers of
 * runc make each other children of their own parent (CLONE_PARENT): they have the
 * number of an entrant and its parent, and were born later. That rule is for
 * entrants who had executed something before they came, as runc's have: their
 * parent is a process of the runtime. Where the parent forks entrants itself, as
 * systemd does, it may be the parent of any orphan, too.
 *
 * The move may meet the entrant in an exec that was looked at before it came, which
 * is an act of the host: runc executes itself while it is moved. Its count grows after
 * the move. So an entrant stays open, its count not settled, until it forks, asks for
 * something or executes something that its policy judges.
 *
 * The rights end a minute after the move in any case: an administrator may move a
 * daemon into a container that never executes anything again.
 *
 * The ring keeps the newest. An entrant that is forgotten is judged as part of the
 * container.
 */
#include "entrants.h"

#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>

#include "task_args.h"

#define NR_ENTRANTS 512
#define LIFETIME (CSEC_ENTRANTS_SECONDS * HZ)
/* No exec that a move overtakes takes longer. */
#define OPEN_FOR (10 * HZ)
/* Generations of forks between an entrant and its helper. */
#define MAX_DEPTH 8

/**
 * struct identity - a process, by what is never reused together
 * @tgid: On the host; 0: nobody.
 * @start: Time of its birth, 0: not known.
 */
struct identity {
	pid_t tgid;
	u64 start;
};

/**
 * struct entrant - one process that came in
 * @self: Who.
 * @parent: Whose child it was then.
 * @governor: Cgroup whose policy governs the container.
 * @exec_id: Its count of execs then.
 * @parent_exec_id: That of its parent when it was born.
 * @since: Jiffies of the move.
 * @is_open: It may be in an exec that began before it came.
 */
struct entrant {
	struct identity self;
	struct identity parent;
	u64 governor;
	u64 exec_id;
	u64 parent_exec_id;
	unsigned long since;
	bool is_open;
};

unsigned int csec_entrants_nr_open;

/* Raw and with interrupts off: capabilities are asked for anywhere. */
static DEFINE_RAW_SPINLOCK(lock);
/* Both protected by the lock. */
static struct entrant ring[NR_ENTRANTS];
static unsigned int next;

/* Both survive an exec by another thread. */
static void identify(const struct task_struct *task, struct identity *identity)
{
	identity->tgid = task->tgid;
	identity->start = READ_ONCE(task->group_leader)->start_boottime;
}

/* Of an entrant that was not born yet when it came the time is not known. */
static bool is_same(const struct identity *entrant, const struct identity *task)
{
	return entrant->tgid == task->tgid &&
	       (!entrant->start || entrant->start == task->start);
}

/* The caller is in an RCU read section. */
static void describe(const struct task_struct *task, struct entrant *entrant)
{
	const struct task_struct *leader = READ_ONCE(task->group_leader);

	identify(leader, &entrant->self);
	identify(rcu_dereference(leader->real_parent), &entrant->parent);
	entrant->parent_exec_id = leader->parent_exec_id;
}

static void close_locked(struct entrant *entrant)
{
	lockdep_assert_held(&lock);
	if (!entrant->is_open)
		return;
	entrant->is_open = false;
	WRITE_ONCE(csec_entrants_nr_open, csec_entrants_nr_open - 1);
}

static void add(const struct entrant *entrant)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&lock, flags);
	close_locked(&ring[next]);
	ring[next] = *entrant;
	if (entrant->is_open)
		WRITE_ONCE(csec_entrants_nr_open, csec_entrants_nr_open + 1);
	next = (next + 1) % NR_ENTRANTS;
	raw_spin_unlock_irqrestore(&lock, flags);
}

/* @entrant has what describe() does not tell. */
static void add_task(const struct task_struct *task, struct entrant *entrant)
{
	bool is_alive;

	rcu_read_lock();
	/* Of one that was reaped neither leader nor parent may be looked at. */
	is_alive = pid_alive(task);
	if (is_alive)
		describe(task, entrant);
	rcu_read_unlock();
	if (is_alive)
		add(entrant);
}

/**
 * csec_entrants_add - a task is about to come into a container
 * @task: Not governed so far; nobody who is governed moves it.
 * @governor: Cgroup whose policy governs the container.
 *
 * Context: Any but NMI. The caller keeps the task, and calls csec_entrants_arrive()
 * after the move.
 */
void csec_entrants_add(const struct task_struct *task, u64 governor)
{
	struct entrant entrant = {
		.governor = governor,
		.exec_id = READ_ONCE(task->self_exec_id),
		.since = jiffies,
		.is_open = true,
	};

	add_task(task, &entrant);
}

/*
 * An open entrant has executed nothing but what was judged before it came. It is
 * closed unless such an exec still goes on; @is_judged: what goes on is another one.
 */
static void settle_locked(struct entrant *entrant,
			  const struct task_struct *task, bool is_judged)
{
	const bool goes_on = !is_judged && csec_task_is_in_execve(task);

	lockdep_assert_held(&lock);
	/* The count grows before the exec has ended. */
	smp_rmb();
	entrant->exec_id = READ_ONCE(task->self_exec_id);
	if (!goes_on)
		close_locked(entrant);
}

static void settle(const struct task_struct *task, bool is_judged)
{
	struct identity self = {};
	struct entrant *entrant;
	unsigned long flags;
	unsigned int i, nr;

	rcu_read_lock();
	if (pid_alive(task))
		identify(task, &self);
	rcu_read_unlock();
	raw_spin_lock_irqsave(&lock, flags);
	for (i = 1, nr = csec_entrants_nr_open; nr && i <= NR_ENTRANTS; i++) {
		entrant = &ring[(next - i) % NR_ENTRANTS];
		if (!entrant->is_open)
			continue;
		nr--;
		if (time_after(jiffies, entrant->since + OPEN_FOR))
			close_locked(entrant);
		else if (is_same(&entrant->self, &self))
			settle_locked(entrant, task, is_judged);
	}
	raw_spin_unlock_irqrestore(&lock, flags);
}

/**
 * csec_entrants_arrive - a task has come into a container, or was not let in
 * @task: As for csec_entrants_add().
 *
 * Every exec that began before the move was one of the host.
 *
 * Context: Any but NMI. The caller keeps the task.
 */
void csec_entrants_arrive(const struct task_struct *task)
{
	/*
	 * An exec that begins from now on finds itself moved, and waits in
	 * csec_entrants_settle() for the lock before its count grows.
	 */
	smp_mb();
	settle(task, false);
}

/**
 * csec_entrants_settle - current does what it has to be clear for who it is
 * @is_judged: It is in an exec that is judged by the policy of its container:
 *	none that began before it came is under way any more.
 *
 * It forks, asks for something or executes something.
 *
 * Context: Any but NMI.
 */
void csec_entrants_settle(bool is_judged)
{
	if (unlikely(READ_ONCE(csec_entrants_nr_open)))
		settle(current, is_judged);
}

/**
 * csec_entrants_add_child - a child of current is about to be born in a container
 * @child: In cgroup_can_fork(): its time of birth and its parent are not set.
 * @governor: Cgroup whose policy governs the container; not current.
 *
 * Context: Any but NMI.
 */
void csec_entrants_add_child(const struct task_struct *child, u64 governor)
{
	const struct entrant entrant = {
		.self.tgid = child->tgid,
		.governor = governor,
		.exec_id = current->self_exec_id,
		.parent_exec_id = current->self_exec_id,
		.since = jiffies,
	};

	add(&entrant);
}

static bool is_of(const struct entrant *entrant, const struct entrant *task)
{
	if (entrant->governor != task->governor ||
	    entrant->exec_id != task->exec_id)
		return false;
	return is_same(&entrant->self, &task->self) ||
	       (is_same(&entrant->parent, &task->parent) &&
		entrant->exec_id != entrant->parent_exec_id &&
		entrant->parent_exec_id == task->parent_exec_id &&
		entrant->self.start <= task->self.start);
}

/* Sets when the entrant came. */
static bool is_in_ring(const struct entrant *task, unsigned long *since)
{
	const struct entrant *entrant;
	bool found = false;
	unsigned long flags;
	unsigned int i;

	raw_spin_lock_irqsave(&lock, flags);
	/* From the newest to the oldest; a renewed one keeps its own time. */
	for (i = 1; !found && i <= NR_ENTRANTS; i++) {
		entrant = &ring[(next - i) % NR_ENTRANTS];
		*since = entrant->since;
		if (!entrant->self.tgid ||
		    time_after(jiffies, *since + 2 * LIFETIME))
			break;
		found = time_before_eq(jiffies, *since + LIFETIME) &&
			is_of(entrant, task);
	}
	raw_spin_unlock_irqrestore(&lock, flags);
	return found;
}

static bool find_current(u64 governor, unsigned long *since)
{
	struct entrant task = {
		.governor = governor,
		.exec_id = READ_ONCE(current->self_exec_id),
	};
	const struct task_struct *at = current;
	bool found = false;
	int depth;

	csec_entrants_settle(false);
	rcu_read_lock();
	for (depth = 0; !found && depth < MAX_DEPTH && at->pid; depth++) {
		describe(at, &task);
		found = is_in_ring(&task, since);
		at = rcu_dereference(at->real_parent);
	}
	rcu_read_unlock();
	return found;
}

/**
 * csec_entrants_has_current - whether current came from outside and has executed
 * nothing since
 * @governor: Cgroup whose policy governs it.
 *
 * Context: Any but NMI.
 * Return: true when it or the ancestor that it is a fork of did.
 */
bool csec_entrants_has_current(u64 governor)
{
	unsigned long since;

	return find_current(governor, &since);
}

/**
 * csec_entrants_renew - current executes the program again that it runs
 * @governor: Cgroup whose policy governs it.
 *
 * An entrant stays one over this exec, and no longer than without it.
 *
 * Context: Process, in execve().
 */
void csec_entrants_renew(u64 governor)
{
	struct entrant entrant = {
		.governor = governor,
		.exec_id = current->self_exec_id + 1,
	};

	if (find_current(governor, &entrant.since))
		add_task(current, &entrant);
}
