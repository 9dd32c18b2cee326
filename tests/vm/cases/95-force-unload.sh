# SPDX-License-Identifier: GPL-2.0-only
# rmmod -f: Debian's kernels let root take the module away although hooks are
# armed. csec cannot prevent that, but the machine survives it, under load too.
# shellcheck shell=bash disable=SC2034

cg=$(cgroup a)
push_it() { govern p "$cg" <<<'
processes: {threads: 32}
exec: {default: deny, allow: [{path: /usr/bin/true}]}'; }
push_it >/dev/null
log_mark
while :; do in_cgroup "$cg" /usr/bin/true; done >/dev/null 2>&1 &
load1=$!
while :; do in_cgroup "$cg" /usr/bin/id; done >/dev/null 2>&1 &
load2=$!
fails_with 'rmmod is refused while armed' 'in use' rmmod csec
run rmmod -f csec
if [ "$rc" = 0 ]; then
	fails_with 'rmmod -f: the module is gone' 1 grep -q '^csec ' /proc/modules
	contains 'rmmod -f: the log has the alert' \
		'csec: unloaded by force: policies are not enforced any more' log
	equals 'rmmod -f: as an alert' 1 "$(dmesg --level alert | grep -c 'csec: unloaded by force')"
	equals 'rmmod -f: no hook is left' 0 "$(grep -c csec /sys/kernel/tracing/enabled_functions)"
	ok 'rmmod -f: governed tasks go on' in_cgroup "$cg" /usr/bin/id
else
	fails_with 'rmmod -f is refused: still enforced' 'exec: EACCES' in_cgroup "$cg" /usr/bin/id
fi
kill $load1 $load2
wait $load1 $load2 2>/dev/null
[ -e /sys/module/csec ] || ok 'it can be loaded again' insmod /opt/csec/csec.ko
ok 'and enforces again: push' push_it
fails_with 'and enforces again' 'exec: EACCES' in_cgroup "$cg" /usr/bin/id
lacks 'the kernel warns of nothing' 'Call Trace' log
