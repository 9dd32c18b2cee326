/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - waits of forks and execs that signals interrupt
 *
 * Who waits inside fork() or execve() must not hold up what the kernel makes tasks do
 * between two system calls: handle a signal, stop, be frozen. So any signal ends the
 * wait, and the call begins anew afterwards (-ERESTARTNOINTR). That must not make the
 * wait shorter, nor longer: what it was for and when it ends is kept here meanwhile.
 */
#ifndef _CSEC_WAITS_H
#define _CSEC_WAITS_H

#include <linux/types.h>

enum csec_wait_kind {
	CSEC_WAIT_FORK_RATE,
	CSEC_WAIT_EXEC_RATE,
	CSEC_WAIT_PAUSE,
};

/**
 * struct csec_wait - what a task waits for
 * @kind: Why; a task has one of each kind at most.
 * @has_token: The token that it waits for is its own.
 * @cgroup: Where it was when it began.
 * @end: Nanoseconds of ktime_get_ns(); 0: it has not begun.
 */
struct csec_wait {
	enum csec_wait_kind kind;
	bool has_token;
	u64 cgroup;
	u64 end;
};

bool csec_waits_may_be_kept(void);
void csec_waits_resume(struct csec_wait *wait);
int csec_waits_sleep(const struct csec_wait *wait, bool *is_kept);
void csec_waits_exit(void);

#endif /* _CSEC_WAITS_H */
