# SPDX-License-Identifier: GPL-2.0-only
# The harness itself: the VM is what the other cases take for granted.
# shellcheck shell=bash

if is_debug; then
	skip 'the kernel is a stock Debian one' 'it is one that looks for mistakes'
else
	ok 'the kernel is a stock Debian one' grep -E -- '-(amd|arm)64 ' /proc/version
fi
equals 'cgroup v2 is mounted' cgroup2fs "$(stat -f -c %T /sys/fs/cgroup)"
# A debug kernel has all its drivers from the start.
equals 'there is no network but the loopback' lo "$(ls --ignore=dummy0 /sys/class/net)"

cg=$(cgroup a/b)
equals 'in_cgroup enters before it executes' "0::${cg#/sys/fs/cgroup}" \
	"$(in_cgroup "$cg" cat /proc/self/cgroup)"
fails_with 'in_cgroup names the error' 'exec: ENOENT' in_cgroup "$cg" /no/such
fails_with 'and ends with 126' 126 in_cgroup "$cg" /no/such
contains 'try fork counts' 'forked 5' in_cgroup "$cg" try fork 5
contains 'try thread counts' 'threads 5' in_cgroup "$cg" try thread 5
fails_with 'try connect names the error' ECONNREFUSED try connect 9

listener 4000
contains 'a listener answers' connected try connect 4000
