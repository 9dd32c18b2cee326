# SPDX-License-Identifier: GPL-2.0-only
# The last tasks of the host: nobody who is governed gets them, everybody else does.
# shellcheck shell=bash disable=SC2034,SC2154

policy=first
one=$(cgroup one)
two=$(cgroup two)
threads_max=$(cat /proc/sys/kernel/threads-max)
pid_max=$(cat /proc/sys/kernel/pid_max)
equals 'a reserve of 256 is the default' 256 "$(cat /sys/module/csec/parameters/reserve)"

# count_tasks: sets nr_tasks, of the host; makes none itself
count_tasks() {
	read -r _ _ _ nr_tasks _ </proc/loadavg
	nr_tasks=${nr_tasks#*/}
}
made() { sed -n 's/^made //p' "$dir/.held"; }
# settle: the settings of the host are read when a task forks, once a second
settle() {
	sleep 1.1
	in_cgroup "$one" true
	sleep 1
}
# governs NAME CGROUP [MODE]: without any limit
governs() { govern "$1" "$2" "${3:-enforce}" <<<'shells: {connect: deny}'; }
# An eighth of 640 is kept: tasks of containers end at 560
room=640 kept=80

# Without a policy
echo $room >/proc/sys/kernel/threads-max
settle
count_tasks
nr=$((room - kept - nr_tasks + 20))
hold "$one" forks fill $nr
equals 'without a policy: the reserve is there for everybody' $nr "$(made)"
unhold

# threads-max
governs first "$one" || fail 'a policy is pushed'
governs second "$two"
settle
hold "$one" forks fill $room
contains 'a container that fills the host is refused' 'refused: EAGAIN' cat "$dir/.held"
count_tasks
# Kernel threads come and go.
at_most 'the reserve is left' $((room - kept + 10)) "$nr_tasks"
at_least 'all else is not' $((room - kept - 20)) "$nr_tasks"
at_least 'it is counted' 1 "$(counter first host_reserve)"
equals 'the event has what is kept' $kept "$(field limit)"
equals 'and the operation' fork "$(field op)"
equals 'nobody else is refused: a fork of the host' 0 "$(counter second host_reserve)"
contains 'the host makes 40 tasks' 'forked 40' try fork 40
contains 'and 30 threads' 'threads 30' try thread 30
in_cgroup "$two" true
policy=second
denied 'another container gets none of it' host_reserve EAGAIN in_cgroup "$two" try fork 20
at_most 'but what kernel threads gave back' 10 "$(sed -n 's/^forked \([0-9]*\):.*/\1/p' <<<"$out")"
denied 'nor by a clone from outside' host_reserve 'clone: EAGAIN' forks into "$two"
ok 'a task of the host may move in' forks move "$two"
governs second "$two" audit
audited 'in audit mode it gets what it wants' host_reserve in_cgroup "$two" try fork 1
contains 'explain says why' 'hardly any tasks left' csecctl explain --last
unhold
governs second "$two"
allowed 'there is room again' in_cgroup "$two" try fork 10

# A bomb whose own limit is too high
told() { counter "$1" fork_bomb; }
is_told() { [ "$(told "$1")" -gt 0 ]; }
is_empty() { ! grep -q . "$1/cgroup.procs"; }
spins() { [ "$(cg_counter second host_reserve "$two")" -gt 1000 ]; }
loops() {
	local n
	for ((n = 0; n < 8; n++)); do in_cgroup "$1" bomb loop >/dev/null 2>&1 6>&- & done
}
for name in first:$one second:$two; do
	govern "${name%%:*}" "${name#*:}" <<<'processes: {threads: 30000, onBomb: kill}'
done
settle
hold "$one" forks fill $room
contains 'bombs: the host is full' 'refused: EAGAIN' cat "$dir/.held"
loops "$two"
eventually 'bombs: who did not fill the host spins' spins
equals 'bombs: and is not told' 0 "$(told second)"
echo 1 >"$two/cgroup.kill"
unhold
before=$(counter first host_reserve)
loops "$one"
ok 'bombs: who did is told' poll is_told first
ok 'bombs: and killed' poll is_empty "$one"
at_least 'bombs: it had met the reserve' 64 $(($(counter first host_reserve) - before))
equals 'bombs: nobody else is' 0 "$(told second)"
policy=first
allowed 'bombs: the cgroup can be used again' in_cgroup "$one" try fork 10
policy=second
governs first "$one"
governs second "$two"
echo "$threads_max" >/proc/sys/kernel/threads-max

# pid_max: 300 numbers are not given twice
echo $((room + 300)) >/proc/sys/kernel/pid_max
settle
hold "$one" forks fill $room
contains 'numbers: a container that fills the host is refused' 'refused: EAGAIN' cat "$dir/.held"
count_tasks
at_most 'numbers: the reserve is left' $((room - kept + 10)) "$nr_tasks"
contains 'numbers: the host makes 40 tasks' 'forked 40' try fork 40
unhold
echo "$pid_max" >/proc/sys/kernel/pid_max
settle
hold "$one" forks fill $room
equals 'with the settings of before there is room' $room "$(made)"
unhold
ungovern first second

# Many containers, all of which fill the host at the same time
many=$(cgroup many)
mkdir "$many"/{1..20} results
mkfifo fillers
are_there() { [ "$(cat "$many"/*/cgroup.procs | wc -l)" = 20 ]; }
are_done() { [ "$(cat results/* | grep -c ready)" = 20 ]; }
# fillers N: a task in each makes N children; they begin together, when they thaw
fillers() {
	local cg
	started=()
	rm -f results/*
	echo 1 >"$many/cgroup.freeze"
	exec 6<>fillers
	for cg in "$many"/[0-9]*; do
		/opt/csec/bin/cgexec "$cg" forks fill "$1" <fillers >"results/${cg##*/}" 2>&1 6>&- &
		started+=($!)
	done
	poll are_there
	echo 0 >"$many/cgroup.freeze"
	poll are_done
}
end_fillers() {
	exec 6>&-
	wait "${started[@]}"
}
all_made() { sed -n 's/^made //p' results/* | awk '{ n += $1 } END { print n }'; }
echo $room >/proc/sys/kernel/threads-max
settle
count_tasks
each=$(((room - kept - nr_tasks + 30) / 20))
fillers $each
equals 'many: without a policy the reserve is there for everybody' $((20 * each)) "$(all_made)"
end_fillers
governs many "$many/*"
settle
fillers $room
equals 'many: each of 20 containers is refused' 20 "$(cat results/* | grep -c 'refused: EAGAIN')"
count_tasks
at_most 'many: the reserve is left' $((room - kept + 10)) "$nr_tasks"
at_least 'many: all else is not' $((room - kept - 20)) "$nr_tasks"
contains 'many: the host makes 40 tasks' 'forked 40' try fork 40
contains 'many: and 30 threads' 'threads 30' try thread 30
equals 'many: it is counted for each' 20 "$(csecctl counters --json | jq '[.counters[] |
	select(.policy == "many" and .reason == "host_reserve" and (.total | not) and .denied != 0)] | length')"
end_fillers
ungovern many
echo "$threads_max" >/proc/sys/kernel/threads-max

# Turned off
csecctl unload >/dev/null && insmod /opt/csec/csec.ko reserve=0
governs first "$one"
echo $room >/proc/sys/kernel/threads-max
settle
hold "$one" forks fill $nr
equals 'reserve=0: nothing is kept' $nr "$(made)"
unhold
echo "$threads_max" >/proc/sys/kernel/threads-max
csecctl unload >/dev/null && insmod /opt/csec/csec.ko
