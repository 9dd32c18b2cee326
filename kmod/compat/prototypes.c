/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - head of what probe.sh compiles to compare prototypes: the declarations
 * of the kernel's functions and of csec's wrappers
 */
#include <linux/version.h>
#include <linux/binfmts.h>
#include <linux/cgroup.h>
#include <linux/fs.h>
#include <linux/fs_context.h>
#include <linux/kernel_read_file.h>
#include <linux/mm.h>
#include <linux/net.h>
#include <linux/perf_event.h>
#include <linux/ptrace.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/security.h>
#include <linux/socket.h>
#include <linux/syscalls.h>
#include <linux/umh.h>
#include <net/tcp.h>

#include "hooks.h"
