# SPDX-License-Identifier: GPL-2.0-only
# Files that are the kernel: what it runs for others, and one's own memory.
# shellcheck shell=bash disable=SC2034,SC2154,SC2016

bin=/opt/csec/bin
reach=$bin/reach
policy=host
cg=$(cgroup one)
# Opened for writing, nothing is written: see what is refused, change nothing.
opens() { in_cgroup "$cg" /usr/bin/dd if=/dev/null of="$1" conv=notrunc,nocreat status=none; }
mkdir -p misc proc v1
mount -t binfmt_misc none misc || skip 'binfmt_misc' 'this kernel image has no such module'
mount -t proc proc proc
mount -t cgroup -o none,name=csectest none v1 && mkdir v1/sub
helpers="/proc/sys/kernel/core_pattern /proc/sys/kernel/modprobe
/proc/sys/kernel/poweroff_cmd /proc/sys/kernel/core_pipe_limit
/proc/sys/kernel/sysrq /proc/sys/kernel/usermodehelper/bset
/proc/sys/kernel/randomize_va_space /proc/sys/vm/mmap_min_addr
/proc/sys/fs/suid_dumpable /proc/sysrq-trigger $dir/proc/sys/kernel/core_pattern
$dir/misc/register $dir/misc/status /sys/kernel/uevent_helper
/sys/module/firmware_class/parameters/path /sys/power/state /sys/kernel/debug/sched/verbose
/sys/kernel/tracing/tracing_on $dir/v1/release_agent $dir/v1/sub/notify_on_release /dev/mem"
own="/proc/sys/kernel/hostname /proc/sys/kernel/shmmax /proc/sys/kernel/sem
/proc/sys/net/ipv4/ip_forward $dir/proc/sys/net/ipv4/ip_forward /proc/sys/fs/mqueue/msg_max
/proc/sys/user/max_user_namespaces /proc/self/oom_score_adj /proc/self/comm
/proc/self/task/self/comm /proc/pressure/memory $dir/v1/sub/cgroup.procs
/sys/kernel/mm/transparent_hugepage/enabled /dev/null /dev/zero"
[ -e /sys/kernel/uevent_helper ] || helpers=${helpers/\/sys\/kernel\/uevent_helper/}
# Neither is in every kernel; one with PREEMPT_RT has no huge pages of that kind.
for file in /proc/pressure/memory /sys/kernel/mm/transparent_hugepage/enabled; do
	[ -e $file ] || own=${own/$file/}
done
own=${own/\/proc\/self\/task\/self\/comm/}
ls /sys/kernel/debug/sched/verbose >/dev/null 2>&1 || mount -t debugfs none /sys/kernel/debug
ls /sys/kernel/tracing/tracing_on >/dev/null 2>&1 || mount -t tracefs none /sys/kernel/tracing
works=''
for file in $helpers; do
	if opens "$file" 2>/dev/null; then works+=" $file"; else
		skip "$file" 'it cannot be opened here without csec either'
	fi
done
at_least 'most of it can be opened without a policy' 14 "$(wc -w <<<"$works")"
reads_kcore() { in_cgroup "$cg" /usr/bin/dd if=/proc/kcore of=/dev/null bs=64 count=1 status=none; }
ok 'without a policy: /proc/kcore is read' reads_kcore
# Not the processor's: there is no such driver here.
mknod msr c 202 4095
fails_with 'without a policy: registers of a processor' 'No such device' opens "$dir/msr"
mkdir own
own_handlers() {
	in_cgroup "$cg" /usr/bin/unshare -Urm /bin/sh -c "mount -t binfmt_misc none $dir/own && : >$dir/own/register"
}
has_own=1
own_handlers 2>/dev/null || has_own=''
for kind in mem task; do
	ok "without a policy: a program patches itself: $kind" in_cgroup "$cg" $reach self $kind
	[ "$out" != 'data only' ] || skip "its code: $kind" \
		'this kernel lets nobody but a tracer patch code (PROC_MEM_FORCE_PTRACE)'
done
ok 'without a policy: shared' in_cgroup "$cg" $reach self shared

govern host "$cg" <<<'inject: {default: deny}' || fail 'a policy is pushed'
for file in $works; do
	denied "deny: $file" kernel_helper 'Permission denied' opens "$file"
	equals 'by its path' "$file" "$(field path)"
done
equals 'the operation is open' open "$(field op)"
for file in $own; do
	allowed "its own: $file" opens "$file"
done
for file in /proc/sys/kernel/core_pattern /proc/cpuinfo /sys/kernel/uevent_seqnum; do
	allowed "reading $file" in_cgroup "$cg" /usr/bin/cat "$file"
done
for kind in mem task shared; do
	denied "deny: a program patches itself: $kind" injection EACCES in_cgroup "$cg" $reach self $kind
done
denied 'deny: the memory of all, /proc/kcore' kernel_helper 'Permission denied' reads_kcore
allowed 'it may read itself' in_cgroup "$cg" $reach self look
ok 'outside nothing is refused' $reach self mem
denied 'deny: registers of a processor' kernel_helper 'Permission denied' opens "$dir/msr"
if [ $has_own ]; then
	allowed 'handlers for binaries of a user namespace of its own' own_handlers
else
	skip 'handlers of a user namespace' 'Linux 6.7 and later, with binfmt_misc'
fi
[ ! -e misc/register ] || denied 'a handler for binaries, by shell' kernel_helper 'Permission denied' \
	in_cgroup "$cg" /bin/bash -c "echo ':csec:E::csx::/bin/true:' >$dir/misc/register"
denied 'a release agent as an option of a mount' kernel_helper EPERM \
	in_cgroup "$cg" $bin/leave agent "$dir/v1"

# Executable memory is its own right
cp $reach jit
# A container that starts when it is there: rights are those of the files of the start.
cg=$(cgroup jit)
govern host "$cg" <<END
memory: {jit: {default: deny, allow: [$dir/jit]}}
inject: {default: deny}
END
times=1 denied 'jit: a program that is not listed' executable_memory EACCES in_cgroup "$cg" $reach self mem
allowed 'jit: a listed one' in_cgroup "$cg" "$dir/jit" self mem
govern host "$cg" <<<'inject: {default: allow}'
allowed 'allow allows it' in_cgroup "$cg" $reach self mem
allowed 'and the rest' opens /proc/sys/kernel/core_pattern

govern host "$cg" audit <<<'inject: {default: deny}'
audited 'audit: core_pattern' kernel_helper opens /proc/sys/kernel/core_pattern
audited 'audit: its own memory' injection in_cgroup "$cg" $reach self mem
accounts
umount v1 proc
[ ! -e misc/register ] || umount misc
