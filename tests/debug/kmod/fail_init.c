// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - for the debug kernel: the nth site that can fail of a module's init function;
 * memory that is lost
 *
 * fail-nth counts from the moment it is written, which in loading a module is
 * before the loader's own sites, and some of those warn when they fail. Here the
 * count begins with the init function of the next module that the task which
 * wrote `nth` loads, and ends with that function.
 */
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

static struct task_struct *loader;
static unsigned int nth;
static bool has_failed;
module_param(has_failed, bool, 0444);
MODULE_PARM_DESC(has_failed, "whether that site was reached, to be read");

static bool lose;
module_param(lose, bool, 0444);
MODULE_PARM_DESC(lose, "lose memory at once, which kmemleak has to find");

static int set_nth(const char *text, const struct kernel_param *param)
{
	const int err = param_set_uint(text, param);

	if (!err)
		WRITE_ONCE(loader, current);
	return err;
}

static const struct kernel_param_ops nth_ops = { .set = set_nth,
						 .get = param_get_uint };
module_param_cb(nth, &nth_ops, &nth, 0644);
MODULE_PARM_DESC(nth, "site of the next init function that fails");

static void at_start(void *data, initcall_t func)
{
	if (READ_ONCE(loader) == current)
		WRITE_ONCE(current->fail_nth, nth);
}

static void at_finish(void *data, initcall_t func, int err)
{
	if (READ_ONCE(loader) != current)
		return;
	has_failed = nth && !READ_ONCE(current->fail_nth);
	WRITE_ONCE(current->fail_nth, 0);
	WRITE_ONCE(loader, NULL);
}

static struct tracepoint *start, *finish;

static void find(struct tracepoint *point, void *data)
{
	if (!strcmp(point->name, "initcall_start"))
		start = point;
	else if (!strcmp(point->name, "initcall_finish"))
		finish = point;
}

/* The registers and the stack keep its address for a while only. */
static noinline void lose_memory(void)
{
	void *volatile memory = kmalloc(96, GFP_KERNEL);

	if (memory)
		memory = NULL;
}

static int __init fail_init_init(void)
{
	int err;

	if (lose)
		lose_memory();
	for_each_kernel_tracepoint(find, NULL)
		;
	if (!start || !finish)
		return -ENOENT;
	err = tracepoint_probe_register(start, at_start, NULL);
	if (err)
		return err;
	err = tracepoint_probe_register(finish, at_finish, NULL);
	if (err) {
		tracepoint_probe_unregister(start, at_start, NULL);
		tracepoint_synchronize_unregister();
	}
	return err;
}

static void __exit fail_init_exit(void)
{
	tracepoint_probe_unregister(start, at_start, NULL);
	tracepoint_probe_unregister(finish, at_finish, NULL);
	tracepoint_synchronize_unregister();
}

module_init(fail_init_init);
module_exit(fail_init_exit);
MODULE_DESCRIPTION("Failing sites of init functions, for the tests of csec");
MODULE_LICENSE("GPL");
