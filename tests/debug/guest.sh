#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - guest.sh: the script of a VM with a debug kernel: the cases, then a look
# for memory that was lost; the coverage of the module goes to the port csec.data
set -u
cd /opt/csec || exit
mount -t debugfs debugfs /sys/kernel/debug 2>/dev/null
debug=/sys/kernel/debug
export CASE_SECONDS=${CASE_SECONDS:-6000}
status=0

result() { echo "$*"; }

# kmemleak=off leaves the file there, and refuses what is written to it.
can_scan() { [ -e $debug/kmemleak ] && echo scan=off 2>/dev/null >$debug/kmemleak; }

# A scan takes minutes. What is younger than five seconds is not looked at, and an object
# is told by the second scan at the earliest.
scan() {
	sleep 6
	echo scan >$debug/kmemleak || return
	sleep 6
	echo scan >$debug/kmemleak
}

uptime_now() { cut -d ' ' -f 1 /proc/uptime; }

# lost SINCE: what was found, but for what the start of the machine lost
lost() {
	awk -v limit="$(uptime_now)" -v since="$1" '
		/^unreferenced object/ { head = $0; next }
		/ jiffies / {
			match($0, /age [0-9.]+/)
			is_young = substr($0, RSTART + 4, RLENGTH - 4) + 0 < limit - since
			if (is_young)
				print head
		}
		is_young' $debug/kmemleak
}

# Found is what a module lost on purpose, and nothing else.
judge_lost() {
	local leaks control
	leaks=$(lost "$began")
	control=$(grep -c '\[fail_init\]' <<<"$leaks")
	if [ "$control" = 0 ]; then
		result "FAIL debug-kernel: what was lost on purpose is not found"
		status=1
	elif [ "$(grep -c '^unreferenced' <<<"$leaks")" = 1 ]; then
		result "PASS debug-kernel: no memory is lost once the module is gone"
	else
		result "FAIL debug-kernel: lost memory: $(grep -c '^unreferenced' <<<"$leaks") objects, see the console"
		printf '%s\n' "$leaks" >&2
		status=1
	fi
}

# set_switch VALUE FILE: a switch of debugfs that is there has to take the value
set_switch() {
	[ ! -e "$2" ] || echo "$1" >"$2" || {
		result "FAIL debug-kernel: $2 does not take $1"
		status=1
	}
}

# Faults are asked for by single tasks (fail-nth), at every kind of site.
for f in $debug/fail{slab,_page_alloc,_usercopy}; do
	[ -d "$f" ] || continue
	set_switch 0 "$f/verbose"
	set_switch N "$f/ignore-gfp-wait"
	set_switch 0 "$f/min-order"
done

scans=no
! can_scan || scans=yes
began=$(uptime_now)

# Of races between accesses it says both; most are the kernel's own.
[ ! -e $debug/kcsan ] || set_switch on $debug/kcsan

bash cases.sh || status=1

result "CASE debug-kernel"
case $scans in
yes)
	if grep -q '^csec ' /proc/modules && ! rmmod csec; then
		result "FAIL debug-kernel: the module cannot be unloaded"
		status=1
	elif rmmod fail_init 2>/dev/null; ! insmod fail_init.ko lose=1; then
		result "FAIL debug-kernel: nothing can be lost on purpose"
		status=1
	elif ! scan; then
		result "FAIL debug-kernel: kmemleak switched itself off"
		status=1
	else
		judge_lost
	fi
	;;
no) result "SKIP debug-kernel: memory that is lost: kmemleak is off" ;;
esac
if [ -e $debug/kcsan ]; then
	# By the two functions: what the kernel does for a wrapper is not csec's.
	races=$(dmesg | grep 'BUG: KCSAN.*\[csec\]')
	total=$(dmesg | grep -c 'BUG: KCSAN')
	if [ "$total" = 0 ]; then
		result "FAIL debug-kernel: no race at all was seen, not even the kernel's own"
		status=1
	elif [ -z "$races" ]; then
		result "PASS debug-kernel: none of $total races is csec's"
	else
		result "FAIL debug-kernel: $(wc -l <<<"$races") of $total races are csec's, see the console"
		printf '%s\n' "$races" >&2
		status=1
	fi
fi
if grep -q 'debug_locks: *1' /proc/lockdep_stats 2>/dev/null; then
	result "PASS debug-kernel: the checker of locks was at work to the end"
elif [ -e /proc/lockdep_stats ]; then
	result "FAIL debug-kernel: the checker of locks had switched itself off"
	status=1
else
	result "SKIP debug-kernel: locks: this kernel does not check them"
fi

[ ! -d $debug/gcov ] || {
	mkdir /tmp/gcov
	# Their size is said to be 0: read them as streams.
	find $debug/gcov -name '*.gcda' | while IFS= read -r f; do
		cat "$f" >"/tmp/gcov/$(echo "${f##*/kbuild/}" | tr / '#')"
	done
	for p in /sys/class/virtio-ports/*; do
		[ "$(cat "$p/name")" != csec.data ] ||
			tar -C /tmp/gcov -cf - . >"/dev/${p##*/}"
	done
}
exit $status
