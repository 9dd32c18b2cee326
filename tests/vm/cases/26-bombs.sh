# SPDX-License-Identifier: GPL-2.0-only
# Fork bombs: told, killed or frozen as a whole; what only is full, is left alone.
# shellcheck shell=bash disable=SC2034,SC2154,SC2016

policy=bomb
shell_bomb='b() { b | b & }; b; sleep 60'
new=0
fresh() {
	new=$((new + 1))
	cg=$(cgroup bomb-$new)
}
# bombed ANSWER [MODE]: the policy of $cg
bombed() { govern bomb "$cg" "${2:-enforce}" <<<"processes: {threads: 64, onBomb: $1}"; }
is_empty() { grep -qx 'populated 0' "$1/cgroup.events"; }
told() { counter bomb fork_bomb; }
is_told() { [ "$(told)" -gt "$1" ]; }
is_full() { [ "$(ps_of tasks "$cg")" = 64 ]; }
start() { in_cgroup "$cg" "$@" >/dev/null 2>&1 & }
clear_out() {
	echo 1 >"$1/cgroup.kill"
	poll is_empty "$1"
}

# Without csec a bomb lives at the limit of the pids controller
echo +pids >$root/cgroup.subtree_control
mkdir -p "$base"
echo +pids >"$base/cgroup.subtree_control"
fresh
echo 64 >"$cg/pids.max"
start bomb loop
is_grown() { [ "$(cat "$cg/pids.current")" -ge 60 ]; }
poll is_grown
sleep 2
at_least 'control: with pids.max alone the bomb lives' 60 "$(cat "$cg/pids.current")"
clear_out "$cg"

# A neighbour that nothing may happen to, with a limit of its own
near=$(cgroup near)
govern near "$near" <<<'processes: {threads: 64, onBomb: kill}'
# Not by in_cgroup, whose shell would get the signal.
/opt/csec/bin/cgexec "$near" steady >steady &
neighbour=$!

# A program that is a bomb by itself
printf '#!/bin/sh\n$0 & $0\n' >script
chmod +x script
python='import os
while True:
    try: os.fork()
    except OSError: pass'

# Killed
for kind in loop vfork daemon thread detached signals slow nested into namespace perl python bash dash script; do
	fresh
	bombed kill || fail 'a policy is pushed'
	before=$(told)
	case $kind in
	nested | into) start bomb $kind "$cg" ;;
	namespace) start unshare --pid --fork bomb loop ;;
	perl) start perl -e 'fork while 1' ;;
	python) start python3 -c "$python" ;;
	script) start "$dir/$kind" ;;
	bash) start bash -c "$shell_bomb" ;;
	# Which ends where it is refused.
	dash) start dash -c 'f() { f | f & }; f' ;;
	*) start bomb "$kind" ;;
	esac
	name="kill: $kind"
	ok "$name: it is told" poll is_told "$before"
	ok "$name: nothing is left" poll is_empty "$cg"
	at_most "$name: the limit held" 64 "$(ps_of peak_tasks "$cg")"
	exact "$name" "$cg"
	allowed "$name: the cgroup can be used again" in_cgroup "$cg" forks vfork 20
done
equals 'it is enforced' 0 "$(csecctl status --json | jq '.not_enforced | length')"

# The evidence. On a slow machine the last fork that succeeded may be long ago: again.
for ((n = 0; n < 8; n++)); do
	fresh
	bombed kill
	before=$(told)
	start bomb loop
	ok 'evidence: it is told' poll is_told "$before"
	poll is_empty "$cg"
	event=$(csecctl events --json | jq -c 'select(.reason == "fork_bomb")' | tail -n 1)
	[ "$(jq -r .forks <<<"$event")" = 0 ] || break
done
equals 'evidence: the limit' 64 "$(jq -r .limit <<<"$event")"
equals 'evidence: the tasks' 64 "$(jq -r .tasks <<<"$event")"
at_least 'evidence: the depth' 1 "$(jq -r .depth <<<"$event")"
at_least 'evidence: the fan-out' 2 "$(jq -r .fanout <<<"$event")"
at_least 'evidence: forks in the last second' 1 "$(jq -r .forks <<<"$event")"
equals 'evidence: the root' bomb "$(jq -r .target_comm <<<"$event")"

# A limit of processes
fresh
govern bomb "$cg" <<<'processes: {max: 64, onBomb: kill}'
before=$(told)
start bomb loop
ok 'max: it is told' poll is_told "$before"
ok 'max: nothing is left' poll is_empty "$cg"
equals 'max: the limit was reached and held' 64 "$(ps_of peak_processes "$cg")"
exact 'max' "$cg"

# From a cgroup below
fresh
sub=$(cgroup "${cg#"$base"/}/sub")
bombed kill
before=$(told)
in_cgroup "$cg" sleep 1000 &
in_cgroup "$sub" bomb loop >/dev/null 2>&1 &
ok 'kill: from a cgroup below: it is told' poll is_told "$before"
ok 'kill: from a cgroup below: nothing is left there' poll is_empty "$sub"
ok 'kill: nor above, up to the limit' poll is_empty "$cg"
ok 'the neighbour lives' kill -0 "$neighbour"

# Deny, audit
fresh
bombed deny
before=$(told)
start bomb loop
ok 'deny: it is told' poll is_told "$before"
sleep 1
equals 'deny: once' $((before + 1)) "$(told)"
equals 'deny: it is only refused' 64 "$(ps_of tasks "$cg")"
bombed kill
ok 'deny: the next policy kills it' poll is_empty "$cg"
before=$(told)
fresh
echo 100 >"$cg/pids.max"
bombed kill audit
# Nobody holds this one up, so it leaves the push some time itself.
start nice -n 19 bomb loop $(($(cut -d. -f1 /proc/uptime) + 300))
is_over() { [ "$(cat "$cg/pids.current")" = 100 ]; }
ok 'audit: it grows over the limit' poll is_over
sleep 1
equals 'audit: and lives' 100 "$(cat "$cg/pids.current")"
equals 'audit: nothing is denied' "$before" "$(told)"
bombed kill
ok 'audit: the next policy kills it' poll is_empty "$cg"

# Signals do not make the pauses shorter: 64 tasks, ten attempts each in a second
fresh
bombed deny
before=$(told)
start bomb signals
ok 'deny: it is told, whatever the signals' poll is_told "$before"
before=$(cg_counter bomb thread_limit "$cg")
from=${EPOCHREALTIME/[.,]/}
sleep 2
at_most 'deny: signals do not make its pauses shorter' $(((${EPOCHREALTIME/[.,]/} - from) * 64 / 100000 + 128)) \
	$(($(cg_counter bomb thread_limit "$cg") - before))
clear_out "$cg"

# Frozen
fresh
bombed freeze
start bomb loop
ok 'freeze: the cgroup is frozen' poll grep -q 'frozen 1' "$cg/cgroup.events"
equals 'freeze: all are there' 64 "$(cat "$cg/pids.current")"
ok 'freeze: the administrator kills' bash -c "echo 1 >'$cg/cgroup.kill'"
ok 'freeze: and nothing is left' poll is_empty "$cg"
ok 'freeze: the administrator thaws' bash -c "echo 0 >'$cg/cgroup.freeze'"
allowed 'freeze: the cgroup can be used again' in_cgroup "$cg" forks vfork 20
lacks 'the mount options of the hierarchy are as before' 'could not be frozen' log

# Refused for the rate only
rated() { govern bomb "$cg" <<<'processes: {forkRate: {perSecond: 10, burst: 40}, onBomb: kill}'; }
fresh
rated || fail 'a policy is pushed'
before=$(told)
start bomb loop
ok 'rate: it is told' poll is_told "$before"
ok 'rate: nothing is left' poll is_empty "$cg"
fresh
rated
before=$(told)
start bomb pool
is_refused() { [ "$(cg_counter bomb "$1" "$cg")" -ge "$2" ]; }
poll is_refused fork_rate 10
sleep 2
at_least 'rate: a manager that does not give up lives' 40 "$(ps_of tasks "$cg")"
at_least 'rate: it was refused' 10 "$(cg_counter bomb fork_rate "$cg")"
equals 'rate: it is no bomb' "$before" "$(told)"
clear_out "$cg"

# No bombs
before=$(told)
fresh
bombed kill
start bomb pool
start bomb workers
poll is_full
poll is_refused thread_limit 256
sleep 2
equals 'a stubborn manager and workers at the limit live' 64 "$(ps_of tasks "$cg")"
at_least 'which were refused' 256 "$(cg_counter bomb thread_limit "$cg")"
clear_out "$cg"
fresh
bombed kill
ok 'xargs that is too wide ends' in_cgroup "$cg" bash -c 'seq 200 | xargs -P 100 -n 1 true; exit 0'
run in_cgroup "$cg" forks race 8 50
contains 'workers that try once each end' 'refused' echo "$out"
allowed '40 threads' in_cgroup "$cg" try thread 40
govern bomb "$cg" <<<'processes: {threads: 24, onBomb: kill}'
ok 'shells that try again for a while end' in_cgroup "$cg" \
	bash -c 'for i in {1..22}; do (x=$(echo $(echo 1)); sleep 0.3) & done 2>/dev/null; wait; exit 0'
equals 'none of them is a bomb' "$before" "$(told)"
ok 'the neighbour lives' kill -0 "$neighbour"
kill "$neighbour"
wait "$neighbour"
contains 'the neighbour: each of its forks succeeded, no child was killed' ' failed 0 killed 0' cat steady
at_least 'the neighbour: it forked all the time' 500 "$(sed 's/made \([0-9]*\) .*/\1/' steady)"
equals 'the neighbour is no bomb' 0 "$(counter near fork_bomb)"
ungovern bomb near
equals 'no record is left' 0 "$(status tasks)"
