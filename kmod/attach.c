// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - attaching hooks to kernel functions
 *
 * Detaching is safe under load because of three waits. After the ops are
 * unregistered no task enters a wrapper any more, but a task may stand between
 * the callback and the first instruction of the wrapper: it has not slept, so
 * synchronize_rcu_tasks() waits for it. Tasks inside wrappers may sleep there:
 * they are counted, and waited for before the module can go. The last ones may
 * stand between the count and their return: synchronize_rcu_tasks() once more.
 *
 * When ftrace has been shut down by a bug elsewhere (canary.c) nothing can be
 * detached any more, so the module stays.
 */
#define pr_fmt(fmt) "csec: " fmt

#include "attach.h"
#include "canary.h"
#include "function.h"

#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rcupdate_wait.h>
#include <linux/workqueue.h>

#define CANARY_PERIOD (1 * HZ)
/* How long detached hooks are waited for at a time. */
#define PATIENCE (5 * HZ)

unsigned long csec_attach_text_base;
unsigned long csec_attach_text_size;
DEFINE_PER_CPU(struct csec_attach_active, csec_attach_active);

/* Protects the state of all hooks, left_behind and the module reference. */
static DEFINE_MUTEX(attach_mutex);
/* Detached hooks whose wrappers were not waited for. */
static unsigned long left_behind;
static struct csec_hook *hooks;
static unsigned int nr_hooks;
static bool is_dead;

static void canary_check(struct work_struct *work);
static DECLARE_DELAYED_WORK(canary_work, canary_check);

/* Those that have no address yet; by their other names. */
static int resolve_hooks(bool alternative)
{
	unsigned long addresses[CSEC_NR_HOOKS];
	const char *names[CSEC_NR_HOOKS] = {};
	unsigned int i;
	int err;

	for (i = 0; i < nr_hooks; i++)
		/* Without groups nothing asks for it on this kernel. */
		if (hooks[i].groups && !hooks[i].address)
			names[i] = alternative ? hooks[i].alternative :
						 hooks[i].function;
	err = csec_functions_find(names, addresses, nr_hooks);
	if (err)
		return err;
	for (i = 0; i < nr_hooks; i++) {
		if (!addresses[i])
			continue;
		hooks[i].name = names[i];
		hooks[i].address = addresses[i];
		if (hooks[i].original.key)
			__static_call_update(hooks[i].original.key,
					     hooks[i].original.trampoline,
					     (void *)addresses[i]);
	}
	return 0;
}

static struct csec_hook canary = {
	.function = "canary",
	.callback = csec_canary_callback,
};

/* Nothing but takes the place that a hook will need. */
static void notrace trial_callback(unsigned long ip, unsigned long parent_ip,
				   struct ftrace_ops *ops,
				   struct ftrace_regs *fregs)
{
}

static void init_ops(struct ftrace_ops *ops, ftrace_func_t callback)
{
	memset(ops, 0, sizeof(*ops));
	ops->func = callback;
	ops->flags = FTRACE_OPS_FL_IPMODIFY | FTRACE_OPS_FL_PERMANENT |
		     CSEC_COMPAT_OPS_FLAGS;
}

static int register_ops(struct ftrace_ops *ops, ftrace_func_t callback,
			unsigned long address)
{
	int err;

	init_ops(ops, callback);
	err = ftrace_set_filter_ip(ops, address, 0, 0);
	if (err)
		return err;
	err = register_ftrace_function(ops);
	if (err)
		ftrace_free_filter(ops);
	return err;
}

static int unregister_ops(struct ftrace_ops *ops)
{
	int err = unregister_ftrace_function(ops);

	if (!err)
		ftrace_free_filter(ops);
	return err;
}

static long count_active(unsigned int index)
{
	long sum = 0;
	int cpu;

	/*
	 * Called when no task can enter this hook any more: each CPU's part is
	 * read once while the true sum only falls, so a sum of zero is final.
	 */
	for_each_possible_cpu(cpu)
		sum += READ_ONCE(
			per_cpu_ptr(&csec_attach_active, cpu)->nr[index]);
	return sum;
}

/* Returns whether no task is in the wrapper. */
static bool wait_for_wrapper(unsigned int index, unsigned long until)
{
	while (count_active(index)) {
		if (time_after(jiffies, until))
			return false;
		msleep(2);
	}
	return true;
}

/*
 * Waits until no task is in a wrapper of the hooks of @mask. Not for ever: it may
 * wait for what a container serves, and the caller holds locks of the store and of
 * generic netlink. As long as this returns false the module stays.
 */
static bool drain(unsigned long mask)
{
	const unsigned long until = jiffies + PATIENCE;
	unsigned int i;

	synchronize_rcu_tasks();
	for_each_set_bit(i, &mask, CSEC_NR_HOOKS)
		if (!wait_for_wrapper(i, until)) {
			pr_warn("%ld tasks wait in %s: the module stays until they do not\n",
				count_active(i), hooks[i].name);
			return false;
		}
	synchronize_rcu_tasks();
	return true;
}

/* Those that count tasks wait for nobody; what they count is dropped next. */
static unsigned long counting_hooks(void)
{
	unsigned long mask = 0;
	unsigned int i;

	for (i = 0; i < nr_hooks; i++)
		if (hooks[i].groups & (CSEC_GROUP_PROCS | CSEC_GROUP_SLOW))
			mask |= BIT(i);
	return mask;
}

static int arm_hook(struct csec_hook *hook)
{
	int err = register_ops(&hook->ops, hook->callback, hook->address);

	if (!err)
		WRITE_ONCE(hook->is_armed, true);
	return err;
}

static int disarm_hook(struct csec_hook *hook)
{
	int err = unregister_ops(&hook->ops);

	if (!err)
		WRITE_ONCE(hook->is_armed, false);
	return err;
}

static void explain(char *detail, size_t size, const char *name, int err)
{
	const char *why = "cannot be hooked";

	if (err == -EBUSY)
		why = "is taken by another user (livepatch or ftrace), or kernel.ftrace_enabled is 0";
	else if (err == -ENODEV)
		why = "cannot be hooked: ftrace was shut down by the kernel";
	scnprintf(detail, size, "%s %s", name, why);
}

static void mark_dead(const char *what)
{
	unsigned int i;

	if (!is_dead)
		pr_alert(
			"%s: hooks are degraded, policies may not be enforced; what is attached stays until the reboot\n",
			what);
	WRITE_ONCE(is_dead, true);
	for (i = 0; i < nr_hooks; i++)
		if (hooks[i].is_armed)
			WRITE_ONCE(hooks[i].is_dead, true);
}

/* Whether nothing can be attached or detached any more; says so once. */
static bool is_shut_down(void)
{
	const bool is = csec_canary_is_shut_down();

	if (is && !is_dead)
		mark_dead("ftrace was shut down by the kernel");
	return is;
}

static void canary_check(struct work_struct *work)
{
	unsigned int i;

	mutex_lock(&attach_mutex);
	if (!canary.is_armed)
		goto out;
	if (!csec_canary_is_called())
		mark_dead("the canary was not called");
	is_shut_down();
	for (i = 0; i < nr_hooks; i++) {
		if (!hooks[i].is_armed || hooks[i].is_dead ||
		    csec_function_is_patched(hooks[i].address))
			continue;
		WRITE_ONCE(hooks[i].is_dead, true);
		pr_alert("hook %s is dead: its call was removed\n",
			 hooks[i].name);
	}
	schedule_delayed_work(&canary_work, CANARY_PERIOD);
out:
	mutex_unlock(&attach_mutex);
}

/* The canary and the module reference live as long as any hook is armed. */
static int begin_armed(void)
{
	int err;

	if (canary.is_armed)
		return 0;
	/* Fails when the module is being removed. */
	if (!try_module_get(THIS_MODULE))
		return -ENODEV;
	err = arm_hook(&canary);
	if (err) {
		module_put(THIS_MODULE);
		return err;
	}
	schedule_delayed_work(&canary_work, CANARY_PERIOD);
	return 0;
}

/* Whether hooks other than the canary are attached. */
static bool is_any_armed(void)
{
	unsigned int i = 0;

	while (i < nr_hooks && !hooks[i].is_armed)
		i++;
	return i < nr_hooks;
}

/* Nothing is armed any more. */
static int end_armed(void)
{
	int err;

	if (!canary.is_armed)
		return 0;
	if (left_behind && !drain(left_behind))
		return -EBUSY;
	left_behind = 0;
	err = disarm_hook(&canary);
	if (err)
		return err;
	module_put(THIS_MODULE);
	return 0;
}

static int disarm_locked(unsigned int keep)
{
	unsigned int i = nr_hooks;
	unsigned long mask = 0;
	int err = 0, ret;

	if (is_shut_down() && canary.is_armed)
		return -EIO;
	while (i-- > 0) {
		if (!hooks[i].is_armed || hooks[i].groups & keep)
			continue;
		ret = disarm_hook(&hooks[i]);
		if (!ret) {
			mask |= BIT(i);
			continue;
		}
		pr_err("cannot detach %s: %d\n", hooks[i].name, ret);
		mark_dead("a hook could not be detached");
		err = -EIO;
	}
	left_behind |= mask;
	mask &= counting_hooks();
	ret = is_any_armed() ? 0 : end_armed();
	while ((ret == -EBUSY || is_any_armed()) && mask && !drain(mask))
		;
	if (!ret || ret == -EBUSY)
		return err ?: ret;
	mark_dead("the canary could not be detached");
	return -EIO;
}

/**
 * csec_attach_arm - attaches the hooks that some groups need
 * @groups: enum csec_hook_group; 0: asks whether hooks that are attached can still
 *	be detached.
 * @detail: On error: the function and what is wrong with it.
 * @detail_size: Bytes of @detail.
 *
 * Hooks that are armed already stay. On error those that were armed by this
 * call are detached again, unless ftrace was shut down meanwhile. Hooks are armed
 * in the order of the table. On success every task that had entered a function
 * before has slept or left it.
 *
 * Context: Process, may sleep. Takes the attach mutex.
 * Return: 0; -EBUSY: a function is taken or ftrace is off; -EIO: hooks are
 * dead; -ENOMEM; -ENODEV: ftrace is shut down.
 */
int csec_attach_arm(unsigned int groups, char *detail, size_t detail_size)
{
	unsigned int keep = 0, nr = 0, i;
	int err = 0;

	mutex_lock(&attach_mutex);
	is_shut_down();
	if (is_dead && (groups || canary.is_armed)) {
		scnprintf(detail, detail_size,
			  "hooks are degraded, none can be changed: reboot");
		err = -EIO;
		goto out;
	}
	for (i = 0; i < nr_hooks; i++)
		if (hooks[i].is_armed)
			keep |= hooks[i].groups;
	err = groups ? begin_armed() : 0;
	if (err)
		explain(detail, detail_size, "the canary", err);
	for (i = 0; !err && i < nr_hooks; i++) {
		if (!(hooks[i].groups & groups) || hooks[i].is_armed ||
		    !hooks[i].address)
			continue;
		err = arm_hook(&hooks[i]);
		if (err)
			explain(detail, detail_size, hooks[i].name, err);
		nr++;
	}
	if (err)
		disarm_locked(keep);
	else if (nr)
		synchronize_rcu_tasks();
out:
	mutex_unlock(&attach_mutex);
	return err;
}

/**
 * csec_attach_disarm - detaches the hooks that no group needs any more
 * @keep: enum csec_hook_group: groups that are still needed.
 *
 * When none is needed the module can be unloaded afterwards: on success no task is
 * inside a wrapper. Otherwise tasks may still be in wrappers of detached hooks,
 * but in none that counts processes.
 *
 * Context: Process, may sleep. Takes the attach mutex.
 * Return: 0; -EBUSY: tasks wait inside wrappers, for longer than PATIENCE: to be
 * called again; -EIO: a hook could not be detached, the module must stay.
 */
int csec_attach_disarm(unsigned int keep)
{
	int err;

	mutex_lock(&attach_mutex);
	err = disarm_locked(keep);
	mutex_unlock(&attach_mutex);
	if (!keep && !csec_attach_is_armed())
		cancel_delayed_work_sync(&canary_work);
	return err;
}

static struct ftrace_ops trial;

/* Returns false when ftrace is shut down, and calls it still: the module stays. */
static bool end_trial(void)
{
	if (!unregister_ops(&trial))
		return true;
	__module_get(THIS_MODULE);
	mark_dead("a trial could not be detached");
	return false;
}

/* All at the same time: each registration waits for some grace periods. */
static int try_together(void)
{
	unsigned int i;
	int err = 0;

	init_ops(&trial, trial_callback);
	for (i = 0; !err && i < nr_hooks; i++)
		if (hooks[i].address)
			err = ftrace_set_filter_ip(&trial, hooks[i].address, 0,
						   0);
	err = err ?: register_ftrace_function(&trial);
	if (err) {
		ftrace_free_filter(&trial);
		return err;
	}
	(void)end_trial();
	return 0;
}

/* Finds out at load which function another user holds. */
static int try_hooks(void)
{
	char detail[160];
	unsigned int i;
	int err;

	if (!try_together())
		return 0;
	for (i = 0; i < nr_hooks; i++) {
		if (!hooks[i].address)
			continue;
		err = register_ops(&trial, trial_callback, hooks[i].address);
		if (!err && !end_trial())
			return 0;
		if (!err)
			continue;
		explain(detail, sizeof(detail), hooks[i].name, err);
		pr_err("%s\n", detail);
		/* Who holds it may leave again, memory come: not a thing to live without. */
		if (hooks[i].required || err == -EBUSY || err == -ENOMEM)
			return err;
		hooks[i].address = 0;
	}
	return 0;
}

/**
 * csec_attach_init - resolves and tries every hook
 * @table: Hooks in the order of arming: first those that undo, then those that
 *	begin something. Belongs to attach from now on.
 * @nr: Entries of @table.
 *
 * Context: Process, module init; may sleep.
 * Return: 0; -ENOMEM; -ENOENT: a required function does not exist; -EBUSY: a
 * function is taken by another user, or ftrace is disabled; other errors of ftrace.
 * The function is named in the log.
 */
int csec_attach_init(struct csec_hook *table, unsigned int nr)
{
	unsigned int i;
	int err;

	csec_attach_text_base = csec_compat_text_base(THIS_MODULE);
	csec_attach_text_size = csec_compat_text_size(THIS_MODULE);
	hooks = table;
	nr_hooks = nr;
	canary.name = canary.function;
	canary.address = csec_canary_address();
	for (i = 0; i < nr; i++)
		hooks[i].name = hooks[i].function;
	err = resolve_hooks(false) ?: resolve_hooks(true);
	if (err)
		return err;
	for (i = 0; i < nr; i++) {
		if (!hooks[i].groups || hooks[i].address)
			continue;
		pr_err("no function %s to hook in this kernel: %s\n",
		       hooks[i].function, hooks[i].loss);
		if (hooks[i].required)
			return -ENOENT;
	}
	return try_hooks();
}

/**
 * csec_attach_exit - last act of attach
 *
 * Nothing is armed, as an armed hook holds a reference to the module, unless the
 * module is unloaded by force (rmmod -f).
 *
 * Context: Process, module exit or failed init; may sleep.
 */
void csec_attach_exit(void)
{
	int err;

	if (csec_attach_is_armed())
		pr_alert(
			"unloaded by force: policies are not enforced any more\n");
	do
		err = csec_attach_disarm(0);
	while (err == -EBUSY);
	WARN_ON(err);
}

/**
 * csec_attach_is_armed - whether any hook is attached
 *
 * Context: Any.
 * Return: true when a hook is attached.
 */
bool csec_attach_is_armed(void)
{
	return READ_ONCE(canary.is_armed);
}

/**
 * csec_attach_is_degraded - whether some attached hook is known not to work
 *
 * Context: Any.
 * Return: true when a hook is dead.
 */
bool csec_attach_is_degraded(void)
{
	unsigned int i;

	for (i = 0; i < nr_hooks; i++)
		if (READ_ONCE(hooks[i].is_dead))
			return true;
	return READ_ONCE(is_dead);
}

/**
 * csec_attach_nr_hooks - size of the hook table
 *
 * Context: Any.
 * Return: number of hooks.
 */
unsigned int csec_attach_nr_hooks(void)
{
	return nr_hooks;
}

/**
 * csec_attach_hook - one entry of the hook table
 * @index: Below csec_attach_nr_hooks().
 *
 * Context: Any.
 * Return: the hook; its state by csec_attach_hook_state().
 */
const struct csec_hook *csec_attach_hook(unsigned int index)
{
	return &hooks[index];
}

/**
 * csec_attach_hook_state - state of one hook
 * @hook: From csec_attach_hook().
 *
 * Context: Any.
 * Return: the state; it may change at any time.
 */
enum csec_hook_state csec_attach_hook_state(const struct csec_hook *hook)
{
	if (!hook->address)
		return CSEC_HOOK_STATE_ABSENT;
	if (READ_ONCE(hook->is_dead))
		return CSEC_HOOK_STATE_DEGRADED;
	return READ_ONCE(hook->is_armed) ? CSEC_HOOK_STATE_ARMED :
					   CSEC_HOOK_STATE_IDLE;
}
