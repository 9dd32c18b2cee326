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
 * Ancestry ends where an ancestor does: crun clones a process into the container,
 * which clones the one that builds it and exits. So a fork of an entrant is written
 * down, too, when it is born, unless its parent has executed something before it came
 * and is not in the exec that the move met. It came when the first one did.
 *
 * The move may meet the entrant in an exec that was looked at before it came, which
 * is an act of the host: runc executes itself while it is moved. Its count grows after
 * the move. So an entrant stays open, its count not settled, until it forks, asks for
 * something or executes something that its policy judges.
 *
 * The rights end a minute after the move in any case: an administrator may move a
 * daemon into a container that never executes anything again.
 *
 * The newest are kept. An entrant that is forgotten is judged as part of the
 * container, which is the end of a runtime at work. Users to whom a part of the tree
 * of cgroups was delegated may move tasks about as often as they like: theirs have a
 * ring of their own, where each overwrites his own when he has his share. One who has
 * subordinate user ids has as many shares, and that whole ring; never the other one.
 * What entrants of the host's root fork is in a third ring: a daemon that was moved
 * and forks on pushes out no other entrant.
 */
#include "entrants_internal.h"

#include <linux/cred.h>
#include <linux/hash.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/timekeeping.h>
#include <linux/uidgid.h>

#include "task_args.h"

#define NR_ROOT 512
#define NR_FORKS 256
#define NR_OTHERS 256
/* Of one user. */
#define SHARE 64
#define NR_BITS 8
#define LIFETIME (CSEC_ENTRANTS_SECONDS * HZ)
/* No exec that a move overtakes takes longer. */
#define OPEN_FOR (10 * HZ)
/* Between cgroup_can_fork() and the birth nothing waits. */
#define BIRTH_NS NSEC_PER_SEC
/* Generations of forks between an entrant and its helper. */
#define MAX_DEPTH 8

unsigned int csec_entrants_nr_open;
unsigned long csec_entrants_until;
unsigned long csec_entrants_until_of[1 << CSEC_ENTRANTS_BITS];

/*
 * Raw and with interrupts off: capabilities are asked for anywhere. Innermost; the
 * rings, the lists and the buckets are protected by it. Whether a bucket is empty is
 * asked without it.
 */
static DEFINE_RAW_SPINLOCK(lock);
static struct place places_root[NR_ROOT];
static struct place places_forks[NR_FORKS];
static struct place places_others[NR_OTHERS];
static struct ring root = { .places = places_root,
			    .max = NR_ROOT,
			    .age = LIST_HEAD_INIT(root.age) };
static struct ring forks = { .places = places_forks,
			     .max = NR_FORKS,
			     .age = LIST_HEAD_INIT(forks.age) };
static struct ring others = { .places = places_others,
			      .max = NR_OTHERS,
			      .age = LIST_HEAD_INIT(others.age) };
/* In the order in which they came. */
static LIST_HEAD(open_places);
static struct hlist_head selves[1 << NR_BITS];
static struct hlist_head parents[1 << NR_BITS];

static __always_inline struct hlist_head *
bucket_of_self(const struct identity *self)
{
	return &selves[hash_32(self->tgid, NR_BITS)];
}

/* Many have the same parent; those of one container are few. */
static __always_inline struct hlist_head *
bucket_of_parent(const struct identity *parent, u64 governor)
{
	return &parents[hash_64(governor + parent->tgid, NR_BITS)];
}

/* Both survive an exec by another thread. */
static void identify(const struct task_struct *task, struct identity *identity)
{
	identity->tgid = task->tgid;
	identity->is_unborn = false;
	identity->start = READ_ONCE(task->group_leader)->start_boottime;
}

/* The first that has the number after an unborn one is it. */
static bool is_same(const struct identity *entrant, const struct identity *task)
{
	const u64 within = entrant->is_unborn ? BIRTH_NS : 1;

	return entrant->tgid == task->tgid &&
	       task->start - entrant->start < within;
}

/* The caller is in an RCU read section. */
static void describe(const struct task_struct *task, struct entrant *entrant)
{
	const struct task_struct *leader = READ_ONCE(task->group_leader);

	identify(leader, &entrant->self);
	identify(rcu_dereference(leader->real_parent), &entrant->parent);
	entrant->parent_exec_id = leader->parent_exec_id;
}

static void close_locked(struct place *place)
{
	lockdep_assert_held(&lock);
	if (!place->entrant.is_open)
		return;
	place->entrant.is_open = false;
	list_del(&place->open);
	WRITE_ONCE(csec_entrants_nr_open, csec_entrants_nr_open - 1);
}

static void forget_locked(struct place *place)
{
	lockdep_assert_held(&lock);
	close_locked(place);
	list_del(&place->age);
	hlist_del(&place->by_self);
	hlist_del_init(&place->by_parent);
}

/*
 * A place that nobody is in: the oldest of @owner, when he has his share. In the
 * rings of the host's root there is no share.
 */
static struct place *take_locked(struct ring *ring, kuid_t owner)
{
	struct place *place, *oldest = NULL;
	unsigned int nr = 0;

	lockdep_assert_held(&lock);
	if (ring == &others) {
		list_for_each_entry(place, &ring->age, age) {
			if (!uid_eq(place->entrant.origin.owner, owner))
				continue;
			oldest = oldest ?: place;
			nr++;
		}
	}
	if (nr < SHARE) {
		if (ring->nr < ring->max)
			return &ring->places[ring->nr++];
		oldest = list_first_entry(&ring->age, struct place, age);
	}
	forget_locked(oldest);
	return oldest;
}

/*
 * Who is answerable for a move: who makes it, and where that is the host's root, as
 * it moves those of others when it is asked to, whose the task is. The real user ids:
 * a program that is somebody else's by its mode keeps these.
 */
static kuid_t owner_of(const struct task_struct *task)
{
	const kuid_t uid = current_uid();

	return uid_eq(uid, GLOBAL_ROOT_UID) ? task_uid(task) : uid;
}

static struct ring *ring_of(const struct origin *origin)
{
	if (!uid_eq(origin->owner, GLOBAL_ROOT_UID))
		return &others;
	return origin->is_fork ? &forks : &root;
}

/* Forks may be followed as long as what is added last is one that counts. */
static void extend(unsigned long *until, unsigned long end)
{
	if (!csec_entrants_is_before(until) || time_after(end, *until))
		WRITE_ONCE(*until, end);
}

static void add(const struct entrant *entrant)
{
	const unsigned long end = entrant->origin.since + LIFETIME;
	const kuid_t owner = entrant->origin.owner;
	struct ring *ring = ring_of(&entrant->origin);
	struct place *place;
	unsigned long flags;

	raw_spin_lock_irqsave(&lock, flags);
	extend(&csec_entrants_until, end);
	extend(&csec_entrants_until_of[hash_64(entrant->governor,
					       CSEC_ENTRANTS_BITS)],
	       end);
	place = take_locked(ring, owner);
	place->entrant = *entrant;
	list_add_tail(&place->age, &ring->age);
	hlist_add_head(&place->by_self, bucket_of_self(&entrant->self));
	if (entrant->parent.tgid)
		hlist_add_head(&place->by_parent,
			       bucket_of_parent(&entrant->parent,
						entrant->governor));
	if (entrant->is_open) {
		list_add_tail(&place->open, &open_places);
		WRITE_ONCE(csec_entrants_nr_open, csec_entrants_nr_open + 1);
	}
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
		.origin.since = jiffies,
		.origin.owner = owner_of(task),
		.is_open = true,
	};

	add_task(task, &entrant);
}

/* Of these nobody asks for anything. */
static void close_old_locked(void)
{
	struct place *place, *next;

	list_for_each_entry_safe(place, next, &open_places, open) {
		if (time_before_eq(jiffies,
				   place->entrant.origin.since + OPEN_FOR))
			break;
		close_locked(place);
	}
}

static bool is_open(const struct place *place, const struct identity *self)
{
	return place->entrant.is_open && is_same(&place->entrant.self, self);
}

static bool has_open(const struct identity *self)
{
	const struct place *place;
	unsigned long flags;
	bool has = false;

	raw_spin_lock_irqsave(&lock, flags);
	close_old_locked();
	hlist_for_each_entry(place, bucket_of_self(self), by_self)
		has |= is_open(place, self);
	raw_spin_unlock_irqrestore(&lock, flags);
	return has;
}

/*
 * An open entrant has executed nothing but what was judged before it came. It is
 * closed unless such an exec still goes on; @is_judged: what goes on is another one.
 * Its threads, of which there may be many, are looked at without the lock. An exec
 * that begins after that is judged: either it closes the entrant before its count
 * grows, or it finds it closed.
 */
static void settle(const struct task_struct *task, bool is_judged)
{
	struct identity self = {};
	struct place *place;
	unsigned long flags;
	bool goes_on;

	rcu_read_lock();
	if (pid_alive(task))
		identify(task, &self);
	rcu_read_unlock();
	if (!has_open(&self))
		return;
	goes_on = !is_judged && csec_task_is_in_execve(task);
	/* The count grows before the exec has ended. */
	smp_rmb();
	raw_spin_lock_irqsave(&lock, flags);
	hlist_for_each_entry(place, bucket_of_self(&self), by_self) {
		if (!is_open(place, &self))
			continue;
		place->entrant.exec_id = READ_ONCE(task->self_exec_id);
		if (!goes_on)
			close_locked(place);
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

/* @child: In cgroup_can_fork(): its parent is not set. */
static void add_child(const struct task_struct *child, u64 governor,
		      const struct origin *origin)
{
	const struct entrant entrant = {
		.self.tgid = child->tgid,
		.self.is_unborn = true,
		.self.start = ktime_get_boottime_ns(),
		.governor = governor,
		.exec_id = current->self_exec_id,
		.parent_exec_id = current->self_exec_id,
		.origin = *origin,
	};

	add(&entrant);
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
	/* The child has the user of its parent. */
	const struct origin origin = {
		.since = jiffies,
		.owner = owner_of(child),
	};

	add_child(child, governor, &origin);
}

static bool is_valid(const struct entrant *entrant, const struct entrant *task)
{
	return entrant->governor == task->governor &&
	       entrant->exec_id == task->exec_id &&
	       time_before_eq(jiffies, entrant->origin.since + LIFETIME);
}

static bool is_child_of_its_parent(const struct entrant *entrant,
				   const struct entrant *task)
{
	return is_same(&entrant->parent, &task->parent) &&
	       entrant->exec_id != entrant->parent_exec_id &&
	       entrant->parent_exec_id == task->parent_exec_id &&
	       entrant->self.start <= task->self.start;
}

/* The newest that is this task, or whose helper it is; NULL: there is none. */
static const struct entrant *find_locked(const struct entrant *task)
{
	const struct place *place;

	lockdep_assert_held(&lock);
	hlist_for_each_entry(place, bucket_of_self(&task->self), by_self)
		if (is_valid(&place->entrant, task) &&
		    is_same(&place->entrant.self, &task->self))
			return &place->entrant;
	hlist_for_each_entry(place,
			     bucket_of_parent(&task->parent, task->governor),
			     by_parent)
		if (is_valid(&place->entrant, task) &&
		    is_child_of_its_parent(&place->entrant, task))
			return &place->entrant;
	return NULL;
}

/* Sets where the entrant comes from; a renewed one keeps its own time. */
static bool is_known(const struct entrant *task, struct origin *origin)
{
	const struct entrant *entrant;
	unsigned long flags;

	/* Mostly so. A bucket is never empty while somebody stays in it. */
	if (hlist_empty(bucket_of_self(&task->self)) &&
	    hlist_empty(bucket_of_parent(&task->parent, task->governor)))
		return false;
	raw_spin_lock_irqsave(&lock, flags);
	entrant = find_locked(task);
	if (entrant)
		*origin = entrant->origin;
	raw_spin_unlock_irqrestore(&lock, flags);
	return entrant;
}

static bool find_current(u64 governor, struct origin *origin)
{
	struct entrant task = {
		.governor = governor,
		.exec_id = READ_ONCE(current->self_exec_id),
	};
	const struct task_struct *at = current;
	bool found = false;
	int depth;

	csec_entrants_settle(false);
	/* Who finds itself moved finds itself: pairs with the lock of add(). */
	smp_rmb();
	rcu_read_lock();
	for (depth = 0; !found && depth < MAX_DEPTH && at->pid; depth++) {
		describe(at, &task);
		found = is_known(&task, origin);
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
	struct origin origin;

	return find_current(governor, &origin);
}

/* Whether a process, or a sibling of it, may be known. */
static bool notrace may_be_known(const struct task_struct *leader, u64 governor)
{
	struct identity self = { .tgid = leader->tgid }, parent = {
		.tgid = rcu_dereference_raw(leader->real_parent)->tgid,
	};

	return !hlist_empty(bucket_of_self(&self)) ||
	       !hlist_empty(bucket_of_parent(&parent, governor));
}

/**
 * csec_entrants_may_know_current - whether current may be an entrant, or a fork of one
 * @governor: Cgroup whose policy governs it.
 *
 * Forks of forks are known until others take their places: nobody further up is
 * looked at.
 *
 * Context: Any but NMI, preemption off. For the ftrace callbacks.
 * Return: false: it is none.
 */
bool notrace csec_entrants_may_know_current(u64 governor)
{
	const struct task_struct *leader = READ_ONCE(current->group_leader);
	const struct task_struct *parent =
		rcu_dereference_raw(leader->real_parent);

	return may_be_known(leader, governor) ||
	       may_be_known(READ_ONCE(parent->group_leader), governor);
}

/**
 * csec_entrants_follow - a child of current is about to be born where current is
 * @child: In cgroup_can_fork().
 * @governor: Cgroup whose policy governs both, if one does.
 *
 * Where current is an entrant the child is, also when current is there no more.
 *
 * Context: Any but NMI.
 */
void csec_entrants_follow(const struct task_struct *child, u64 governor)
{
	struct origin origin;

	if (!governor || !find_current(governor, &origin))
		return;
	origin.is_fork = true;
	add_child(child, governor, &origin);
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

	if (find_current(governor, &entrant.origin))
		add_task(current, &entrant);
}
