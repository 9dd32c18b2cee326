# SPDX-License-Identifier: GPL-2.0-only
# Loading and unloading again and again, while other tasks fork, execute and
# connect and governed ones do, too. CSEC_CYCLES: how often.
# shellcheck shell=bash disable=SC2034,SC2154

bin=/opt/csec/bin
cg=$(cgroup governed)
free=$(cgroup free)
rules() {
	govern cycles "$cg" <<END
processes: {threads: 64}
exec: {default: deny, allow: [{path: $bin/probe}, {path: $bin/mark}, {path: $bin/try}, {path: $bin/forks}]}
shells: {reverse: deny, bind: deny, connect: deny}
END
}
listener 4800
# load CGROUP: three loops, until the file stop exists
load() {
	in_cgroup "$1" $bin/probe loop "$dir/stop" $bin/mark >"run.${1##*/}" 2>&1 &
	(while [ ! -e stop ]; do in_cgroup "$1" $bin/try connect 4800; done >/dev/null 2>&1) &
	(while [ ! -e stop ]; do in_cgroup "$1" $bin/forks storm 2 20; done >/dev/null 2>&1) &
}
# What is traced of cgroups is printed under a lock that removals hold, too.
tracing=/sys/kernel/tracing
[ -e $tracing/events ] || mount -t tracefs tracefs $tracing
echo 1 >$tracing/events/cgroup/enable
(while [ ! -e stop ]; do mkdir "$cg/x" && in_cgroup "$cg/x" /bin/true; rmdir "$cg/x"; done >/dev/null 2>&1) &
rules >/dev/null
load "$cg"
load "$free"
bad=0 times=${CSEC_CYCLES:-20}
for ((n = 0; n < times; n++)); do
	ungovern cycles >/dev/null && rmmod csec && insmod /opt/csec/csec.ko &&
		rules >/dev/null || bad=$((bad + 1))
done
: >stop
equals "$times times unloaded, loaded and pushed" 0 $bad
poll grep -q '^ran' run.free
poll grep -q '^ran' run.governed
contains 'meanwhile nobody ungoverned was refused' 'refused 0 failed 0' cat run.free
contains 'and nobody who may' 'refused 0 failed 0' cat run.governed
echo 0 >$tracing/events/cgroup/enable
exact 'after all of it' "$cg"
