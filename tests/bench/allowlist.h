/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * csec - bench: what the BPF peer and its loader share; includes <linux/bpf.h> before
 */
#ifndef _BENCH_ALLOWLIST_H
#define _BENCH_ALLOWLIST_H

/**
 * struct allow_policy - of one cgroup
 * @id: Part of the key of its files.
 * @tasks: Counted now.
 * @max_tasks: Their limit.
 */
struct allow_policy {
	__u64 id;
	__s64 tasks;
	__s64 max_tasks;
};

struct allow_file {
	__u64 ino;
	__u32 dev;
	__u32 policy;
};

struct allow_event {
	__u64 cgroup;
	__u64 pid;
	struct allow_file file;
};

#endif /* _BENCH_ALLOWLIST_H */
