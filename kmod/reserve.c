// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - the last tasks of the host, which no governed cgroup gets
 */
#define pr_fmt(fmt) "csec: " fmt

#include "reserve.h"

#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "proc.h"

/* Numbers below are given once only, when the host boots. */
#define RESERVED_NUMBERS 300
/* Of what the host has room for, at least so much is not reserve. */
#define SMALLEST_PART 8

unsigned int csec_reserve_from = UINT_MAX;
unsigned long csec_reserve_stale;

static void read_settings(struct work_struct *work);
static DECLARE_WORK(settings_work, read_settings);
/* As the administrator wants, and as it is now. */
static unsigned int wanted;
static unsigned int reserve;

/* In a worker: in the namespaces of the host's init. */
static int read_setting(const char *name, unsigned int *value)
{
	struct file *file = csec_proc_open(name);
	char text[16];
	loff_t pos = 0;
	ssize_t len;

	if (IS_ERR(file))
		return PTR_ERR(file);
	len = kernel_read(file, text, sizeof(text) - 1, &pos);
	fput(file);
	if (len < 0)
		return len;
	text[len] = '\0';
	return kstrtouint(strim(text), 10, value);
}

static void read_settings(struct work_struct *work)
{
	unsigned int numbers, threads, room;
	int err;

	err = read_setting("sys/kernel/pid_max", &numbers) ?:
		      read_setting("sys/kernel/threads-max", &threads);
	if (err) {
		pr_warn_once(
			"no tasks are reserved for the host: sysctl kernel.pid_max or kernel.threads-max cannot be read: %d\n",
			err);
		return;
	}
	room = min(numbers - min_t(unsigned int, numbers, RESERVED_NUMBERS),
		   threads);
	WRITE_ONCE(reserve, min(wanted, room / SMALLEST_PART));
	WRITE_ONCE(csec_reserve_from, reserve ? room - reserve : UINT_MAX);
}

/**
 * csec_reserve_refresh - has the settings of the host read again
 *
 * Context: Any; does not sleep.
 */
void csec_reserve_refresh(void)
{
	WRITE_ONCE(csec_reserve_stale, jiffies + HZ);
	if (wanted)
		schedule_work(&settings_work);
}

/**
 * csec_reserve_tasks - how many tasks are kept for the host
 *
 * Context: Any; lockless.
 * Return: the number, 0: none.
 */
unsigned int csec_reserve_tasks(void)
{
	return READ_ONCE(reserve);
}

/**
 * csec_reserve_init - begins to keep tasks for the host
 * @tasks: How many, 0: none.
 *
 * Context: Process, module init.
 */
void csec_reserve_init(unsigned int tasks)
{
	wanted = tasks;
	csec_reserve_refresh();
	flush_work(&settings_work);
}

/**
 * csec_reserve_exit - waits for the worker
 *
 * Context: Process, module exit: no hook is attached.
 */
void csec_reserve_exit(void)
{
	cancel_work_sync(&settings_work);
}
