// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - for the VM cases: another user of ftrace, or a live patch, on a function,
 * or the end of ftrace
 */
#include <linux/ftrace.h>
#include <linux/kprobes.h>
#include <linux/livepatch.h>
#include <linux/module.h>

static char *take;
module_param(take, charp, 0444);
MODULE_PARM_DESC(take, "function to take for itself alone, as csec does");
static char *trace;
module_param(trace, charp, 0444);
MODULE_PARM_DESC(trace, "function to trace, as a tracer does");
static char *patch;
module_param(patch, charp, 0444);
MODULE_PARM_DESC(patch, "function to replace by one that returns 0");
static bool kill;
module_param(kill, bool, 0444);
MODULE_PARM_DESC(
	kill, "shut ftrace down, as the kernel does when it finds a bug in it");
static uint calls;
module_param(calls, uint, 0444);
MODULE_PARM_DESC(calls, "calls that were seen, to be read");

/* Without WITH_ARGS (arm64 on 6.1) IPMODIFY needs all registers saved. */
#ifdef CONFIG_DYNAMIC_FTRACE_WITH_ARGS
#define IPMODIFY_FLAGS FTRACE_OPS_FL_IPMODIFY
#else
#define IPMODIFY_FLAGS (FTRACE_OPS_FL_IPMODIFY | FTRACE_OPS_FL_SAVE_REGS)
#endif

static void notrace count(unsigned long ip, unsigned long parent_ip,
			  struct ftrace_ops *ops, struct ftrace_regs *fregs)
{
	calls++;
}

static struct ftrace_ops ops = { .func = count };

static int trace_function(char *name, unsigned long flags)
{
	int err;

	ops.flags = flags;
	err = ftrace_set_filter(&ops, name, strlen(name), 1);
	if (!err)
		err = register_ftrace_function(&ops);
	if (err)
		ftrace_free_filter(&ops);
	return err;
}

#ifdef CONFIG_LIVEPATCH
static int replacement(void)
{
	calls++;
	return 0;
}

static struct klp_func functions[] = { { .new_func = replacement }, {} };
static struct klp_object objects[] = { { .funcs = functions }, {} };
static struct klp_patch live_patch = { .mod = THIS_MODULE, .objs = objects };
MODULE_INFO(livepatch, "Y");

static int replace_function(const char *name)
{
	functions[0].old_name = name;
	return klp_enable_patch(&live_patch);
}
#else
static int replace_function(const char *name)
{
	return -EOPNOTSUPP;
}
#endif

/* ftrace_kill() is not exported: a kprobe that is never hit tells its address. */
static int kill_ftrace(void)
{
	struct kprobe probe = { .symbol_name = "ftrace_kill" };
	int err = register_kprobe(&probe);

	if (err)
		return err;
	unregister_kprobe(&probe);
	((void (*)(void))probe.addr)();
	return 0;
}

static int __init neighbour_init(void)
{
	if (kill)
		return kill_ftrace();
	if (patch)
		return replace_function(patch);
	if (take)
		return trace_function(take, IPMODIFY_FLAGS);
	return trace ? trace_function(trace, 0) : -EINVAL;
}

static void __exit neighbour_exit(void)
{
	if (patch || kill)
		return;
	unregister_ftrace_function(&ops);
	ftrace_free_filter(&ops);
}

module_init(neighbour_init);
module_exit(neighbour_exit);
MODULE_DESCRIPTION("Another user of ftrace, for the tests of csec");
MODULE_LICENSE("GPL");
