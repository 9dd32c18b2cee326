#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - guest.sh: the script of a VM with a debug kernel: the cases, then a look
# for memory that was lost; the coverage of the module goes to the port csec.data
set -u
cd /opt/csec || exit
mount -t debugfs debugfs /sys/kernel/debug 2>/dev/null
debug=/sys/kernel/debug
export CASE_SECONDS=6000

# What is younger than five seconds is not looked at.
scan() {
	sleep 6
	echo scan >$debug/kmemleak
	sleep 6
	echo scan >$debug/kmemleak
}

# Faults are asked for by single tasks (fail-nth), at every kind of site.
for f in $debug/fail{slab,_page_alloc,_usercopy}; do
	[ -d "$f" ] || continue
	echo 0 >"$f/verbose"
	[ ! -e "$f/ignore-gfp-wait" ] || echo N >"$f/ignore-gfp-wait"
	[ ! -e "$f/min-order" ] || echo 0 >"$f/min-order"
done

# What the start of the machine lost is not ours.
[ ! -e $debug/kmemleak ] || {
	scan
	echo clear >$debug/kmemleak
}

bash cases.sh
status=$?

echo "CASE debug-kernel"
if [ -e $debug/kmemleak ]; then
	rmmod csec 2>/dev/null
	scan
	leaks=$(cat $debug/kmemleak)
	if [ -z "$leaks" ]; then
		echo "PASS debug-kernel: no memory is lost once the module is gone"
	else
		echo "FAIL debug-kernel: lost memory: $(grep -c '^unreferenced' <<<"$leaks") objects, see the console"
		printf '%s\n' "$leaks" >&2
		status=1
	fi
fi
if grep -q 'debug_locks: *1' /proc/lockdep_stats 2>/dev/null; then
	echo "PASS debug-kernel: the checker of locks was at work to the end"
elif [ -e /proc/lockdep_stats ]; then
	echo "FAIL debug-kernel: the checker of locks had switched itself off"
	status=1
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
