// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - whether ftrace still does what it is asked for
 *
 * A bug elsewhere can end in ftrace_kill(), silently. Calls that are in place stay,
 * and are made; but nothing can be attached or detached any more, and who knows
 * what the bug has done. So two things are asked: whether a function of this module
 * that is hooked like any other still has its call sent elsewhere, and whether
 * ftrace answers at all.
 */
#include "canary.h"

#include <linux/compiler.h>
#include <linux/errno.h>

#include "compat.h"

/* Returns false unless its own hook sends the call elsewhere. */
static noinline bool canary_target(void)
{
	bool is_alive = false;

	/* Keeps the compiler from knowing the result at the call. */
	asm volatile("" : "+r"(is_alive));
	return is_alive;
}

static noinline bool canary_alive(void)
{
	bool is_alive = true;

	asm volatile("" : "+r"(is_alive));
	return is_alive;
}

/**
 * csec_canary_address - the function to be hooked
 *
 * Context: Any.
 * Return: its address.
 */
unsigned long csec_canary_address(void)
{
	return (unsigned long)canary_target;
}

/**
 * csec_canary_callback - of the hook on it
 * @ip: The function.
 * @parent_ip: Its caller.
 * @ops: The hook's.
 * @fregs: Changed: the call goes elsewhere.
 *
 * Context: As ftrace calls it.
 */
void notrace csec_canary_callback(unsigned long ip, unsigned long parent_ip,
				  struct ftrace_ops *ops,
				  struct ftrace_regs *fregs)
{
	csec_compat_set_ip(fregs, (unsigned long)canary_alive);
}

/**
 * csec_canary_is_called - whether the hook on the canary works
 *
 * Context: Process; the hook is attached.
 * Return: false: hooks are not called any more.
 */
bool csec_canary_is_called(void)
{
	return canary_target();
}

/**
 * csec_canary_is_shut_down - whether ftrace has been shut down
 *
 * Takes a function away from an ops that has none and is never registered: a
 * mistake, unless ftrace says first that it is not there.
 *
 * Context: Process, may sleep. By one caller at a time.
 * Return: true when nothing can be attached or detached until the reboot.
 */
bool csec_canary_is_shut_down(void)
{
	static struct ftrace_ops nothing;

	return ftrace_set_filter_ip(&nothing, csec_canary_address(), 1, 0) ==
	       -ENODEV;
}
