// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - bench: the peer written in BPF: allowed files and counted tasks by cgroup
 */
#include <linux/bpf.h>
#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include "allowlist.h"

#define EPERM 1
#define EAGAIN 11

#pragma clang attribute push(__attribute__((preserve_access_index)), \
			     apply_to = record)
struct super_block {
	__u32 s_dev;
};

struct inode {
	unsigned long i_ino;
	struct super_block *i_sb;
};

struct file {
	struct inode *f_inode;
};

struct linux_binprm {
	struct file *file;
};
#pragma clang attribute pop

struct task_struct;

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 4096);
	__type(key, __u64);
	__type(value, struct allow_policy);
} policies SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1);
	__type(key, struct allow_file);
	__type(value, __u8);
} files SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 1 << 20);
} refusals SEC(".maps");

/* Levels from the root that are counted; 0: the own cgroup. */
const volatile int nr_levels;

static void report(__u64 cgroup, const struct allow_file *file)
{
	struct allow_event *event;

	event = bpf_ringbuf_reserve(&refusals, sizeof(*event), 0);
	if (!event)
		return;
	event->cgroup = cgroup;
	event->pid = bpf_get_current_pid_tgid() >> 32;
	event->file = *file;
	bpf_ringbuf_submit(event, 0);
}

SEC("lsm/bprm_check_security")
int BPF_PROG(on_exec, struct linux_binprm *bprm, int ret)
{
	const __u64 cgroup = bpf_get_current_cgroup_id();
	const struct allow_policy *policy;
	struct allow_file file = {};
	struct inode *inode;

	policy = bpf_map_lookup_elem(&policies, &cgroup);
	if (ret || !policy)
		return ret;
	inode = bprm->file->f_inode;
	file.ino = inode->i_ino;
	file.dev = inode->i_sb->s_dev;
	file.policy = policy->id;
	if (bpf_map_lookup_elem(&files, &file))
		return 0;
	report(cgroup, &file);
	return -EPERM;
}

static int charge(__u64 cgroup, int by)
{
	const struct allow_file none = {};
	struct allow_policy *policy;

	policy = bpf_map_lookup_elem(&policies, &cgroup);
	if (!policy)
		return 0;
	if (__sync_fetch_and_add(&policy->tasks, by) < policy->max_tasks)
		return 0;
	if (by < 0)
		return 0;
	__sync_fetch_and_add(&policy->tasks, -1);
	report(cgroup, &none);
	return -EAGAIN;
}

static int charge_levels(int by)
{
	__u64 cgroup;
	int i, ret;

	if (!nr_levels)
		return charge(bpf_get_current_cgroup_id(), by);
	for (i = 1; i <= 8 && i <= nr_levels; i++) {
		cgroup = bpf_get_current_ancestor_cgroup_id(i);
		ret = cgroup ? charge(cgroup, by) : 0;
		if (ret)
			return ret;
	}
	return 0;
}

SEC("lsm/task_alloc")
int BPF_PROG(on_fork, struct task_struct *task, unsigned long flags, int ret)
{
	return ret ? ret : charge_levels(1);
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(on_exit, struct task_struct *task)
{
	charge_levels(-1);
	return 0;
}

char gpl[] SEC("license") = "GPL";
