# SPDX-License-Identifier: GPL-2.0-only
# Rates of forks and execs: bursts pass, floods do not, every level holds.
# shellcheck shell=bash disable=SC2034,SC2154

bin=/opt/csec/bin
cg=$(cgroup one)
policy=rate

# rates SECTION [CGROUP [NAME [MODE]]]
rates() { govern "${3:-rate}" "${2:-$cg}" "${4:-enforce}" <<<"processes: {$1}"; }
refused() { sed 's/.* refused //' <<<"$out"; }
# forked WORD: how many, as the last command says
forked() { sed -n "s/^$1 \([0-9]*\).*/\1/p" <<<"$out"; }
made() { sed 's/made \([0-9]*\) .*/\1/' <<<"$out"; }
# Each in a bucket that is full: a cgroup that was never used
new=0
fresh() {
	new=$((new + 1))
	cg=$(cgroup fresh-$new)
}

contains 'without a policy: 150 children' 'forked 150' in_cgroup "$cg" forks vfork 150
ok 'without a policy: 30 execs' in_cgroup "$cg" bash -c "for ((i = 0; i < 30; i++)); do $bin/mark; done"

# Forks
rates 'forkRate: {perSecond: 1, burst: 20}' || fail 'a rate is pushed'
equals 'it is enforced' 0 "$(csecctl status --json | jq '.not_enforced | length')"
denied 'the burst passes, what follows does not' fork_rate 'EAGAIN' in_cgroup "$cg" forks vfork 200
at_least 'all of the burst' 20 "$(forked forked)"
at_most 'and little more' 60 "$(forked forked)"
equals 'the event has the rate' 1 "$(field limit)"
equals 'and the operation' fork "$(field op)"
fresh
rates 'forkRate: {perSecond: 1, burst: 20}'
denied 'threads count' fork_rate 'EAGAIN' in_cgroup "$cg" try thread 200
at_least 'threads: all of the burst' 20 "$(forked threads)"
at_most 'threads: and little more' 60 "$(forked threads)"
# A fork that the kernel refuses, here the pids controller, uses nothing of it.
fresh
echo +pids >$root/cgroup.subtree_control
echo +pids >"$base/cgroup.subtree_control"
rates 'forkRate: {perSecond: 1, burst: 20}'
mkdir "$cg/part" "$cg/full"
echo +pids >"$cg/cgroup.subtree_control"
echo 1 >"$cg/full/pids.max"
before=$(counter rate fork_rate)
for ((n = 0; n < 60; n++)); do
	run in_cgroup "$cg/full" forks vfork 1
done
contains 'the kernel refuses a fork' EAGAIN echo "$out"
equals 'which is no refusal of a rate' "$before" "$(counter rate fork_rate)"
denied 'and there is a burst left' fork_rate 'EAGAIN' in_cgroup "$cg/part" forks vfork 200
at_least 'all of it' 20 "$(forked forked)"
rmdir "$cg/part" "$cg/full"
fresh
rates 'forkRate: {perSecond: 4000000, burst: 4000000}'
allowed 'below the rate nothing happens' in_cgroup "$cg" forks vfork 100
fresh
rates 'forkRate: {perSecond: 1}'
allowed 'default burst: 150 short children in a row' in_cgroup "$cg" forks vfork 150
fresh
rates 'forkRate: {perSecond: 1}'
allowed 'default burst: xargs -P 8' in_cgroup "$cg" bash -c 'seq 150 | xargs -P 8 -n 1 true'
allowed 'default burst: 40 threads' in_cgroup "$cg" try thread 40
# A parallel build: 300 targets, each a shell that starts a program and moves a file
printf 'all: $(addprefix made/,$(shell seq 300))\nmade/%%:\n\t@echo $* >$@.new && mv $@.new $@\n' >makefile
builds() {
	local files
	rm -rf made && mkdir made
	in_cgroup "$cg" make -s -j8 -f "$dir/makefile" || return
	files=(made/*)
	[ ${#files[@]} = 300 ]
}
cannot_build() { ! builds; }
if [ -n "$(type -P make)" ] && make --version >make.version 2>&1; then
	policy=build
	ungovern rate
	ok 'without a policy: make -j8' builds
	fresh
	rates 'forkRate: {perSecond: 1}' "$cg" build
	allowed 'default burst: make -j8 over 300 targets' builds
	fresh
	rates 'forkRate: {perSecond: 1, burst: 100}' "$cg" build
	ok 'a burst that is too small for it' cannot_build
	at_least 'which refuses it' 1 "$(cg_counter build fork_rate "$cg")"
	fresh
	govern build "$cg" <<<'preset: [forkbomb]'
	allowed 'preset forkbomb: make -j8 over 300 targets' builds
	allowed 'preset forkbomb: 150 short children' in_cgroup "$cg" forks vfork 150
	allowed 'preset forkbomb: xargs -P 8' in_cgroup "$cg" bash -c 'seq 150 | xargs -P 8 -n 1 true'
	allowed 'preset forkbomb: 40 threads' in_cgroup "$cg" try thread 40
	ungovern build
	policy=rate
else
	skip 'make -j8' "there is no make that runs here: $(tail -n 1 make.version)"
fi
fresh
rates 'forkRate: {perSecond: 1, burst: 50}'
from=$SECONDS
run in_cgroup "$cg" forks race 8 50
equals 'a race: each is made or refused' 400 $(($(made) + $(refused)))
at_most 'a race takes no more than the burst and what came meanwhile' $((50 + SECONDS - from)) $(($(made) + 8))
at_least 'and all of it' 40 $(($(made) + 8))
equals 'each refusal is counted' "$(refused)" "$(cg_counter rate fork_rate "$cg")"

# Levels
fresh
sub=$(cgroup "${cg#"$base"/}/sub")
rates 'forkRate: {perSecond: 1, burst: 10}'
rates 'forkRate: {perSecond: 1, burst: 1000}' "$sub" sub
denied 'the tighter parent holds for the child cgroup' fork_rate 'EAGAIN' in_cgroup "$sub" forks vfork 200
ungovern sub
denied 'for one that has no rate of its own, too' fork_rate 'EAGAIN' in_cgroup "$(cgroup "${cg#"$base"/}/sub2")" forks vfork 200
fresh
sub=$(cgroup "${cg#"$base"/}/sub")
rates 'forkRate: {perSecond: 1, burst: 30}'
rates 'max: 2, forkRate: {perSecond: 1, burst: 1000}' "$sub" sub
contains 'forks that another limit refuses' 'made 0 refused 25' in_cgroup "$sub" forks race 1 25
allowed 'take nothing of the rate above' in_cgroup "$cg" forks vfork 25
ungovern sub

# What ps and top show
fresh
sub=$(cgroup "${cg#"$base"/}/sub")
rates 'forkRate: {perSecond: 1, burst: 500}'
rates 'forkRate: {perSecond: 1, burst: 100}' "$sub" sub
since() { # the last refusal, in seconds; nothing when there was none
	local moment
	moment=$(ps_of last_refusal "$1")
	[ "$moment" = null ] || echo $(($(date +%s) - moment / 1000000000))
}
equals 'ps: nothing was refused' '' "$(since "$sub")"
equals 'ps: the bucket is full' '100 500' "$(ps_of fork_tokens "$sub") $(ps_of fork_tokens "$cg")"
run in_cgroup "$sub" forks race 1 300
at_least 'ps: a flood is refused' 100 "$(refused)"
at_most 'ps: the bucket is empty' 60 "$(ps_of fork_tokens "$sub")"
at_least 'ps: that of the parent gave no more than was forked' 350 "$(ps_of fork_tokens "$cg")"
at_most 'ps: but that much' 460 "$(ps_of fork_tokens "$cg")"
at_least 'ps: a refusal was not in the future' 0 "$(since "$sub")"
at_most 'ps: but a moment ago' 60 "$(since "$sub")"
equals 'ps: the parent refused nothing' '' "$(since "$cg")"
ungovern sub
rates 'forkRate: {perSecond: 4000000, burst: 4000000}'
# On a slow machine the second is over before anybody looks.
tried=0 below=$(cgroup "${cg#"$base"/}/below")
is_paced() {
	in_cgroup "$below" forks vfork 100
	tried=$((tried + 100))
	pace=$(ps_of forks "$cg")
	[ "$pace" -ge 50 ]
}
ok 'ps: forks of the last second, of a cgroup below, too' poll is_paced
at_most 'ps: no more than there were' "$tried" "$pace"
sleep 2.1
equals 'ps: and none two seconds later' 0 "$(ps_of forks "$cg")"
quiet=$(cgroup a-quiet) noisy=$(cgroup z-noisy)
govern quiet "$quiet" <<<'processes: {threads: 10}'
govern noisy "$noisy" <<<'processes: {threads: 1}'
first() { csecctl top --json --interval 1 --iterations "$1" | tail -n 1 | jq -r '.cgroups[0].cgroup'; }
hold "$quiet" forks hold 5 1
equals 'top: first who has the most tasks' "${quiet#"$root"}" "$(first 1)"
while :; do in_cgroup "$noisy" try fork 1; done >/dev/null 2>&1 6>&- &
noise=$!
equals 'top: before whom something was refused since the last look' "${noisy#"$root"}" "$(first 2)"
kill $noise
wait $noise 2>/dev/null
unhold
ungovern quiet noisy

# Audit
fresh
rates 'forkRate: {perSecond: 1, burst: 20}' "$cg" rate audit
ok 'audit: all pass' in_cgroup "$cg" forks vfork 100
at_least 'those above are told' 1 "$(counter rate fork_rate audited)"
equals 'none is refused' 0 "$(cg_counter rate fork_rate "$cg")"
sub=$(cgroup "${cg#"$base"/}/sub")
rates 'threads: 2' "$sub" sub audit
rates 'threads: 5'
run in_cgroup "$sub" try fork 10
contains 'a level that is audited does not hide the limit above it' 'forked 4: EAGAIN' echo "$out"
equals 'there the violation is counted' 1 "$(counter rate thread_limit)"
at_least 'and here, too' 1 "$(counter sub thread_limit audited)"
ungovern sub

# Execs
fresh
rates 'execRate: {perSecond: 1, burst: 10}'
contains 'exec: the burst passes, a flood does not' 'Resource temporarily unavailable' in_cgroup "$cg" \
	bash -c "for ((i = 0; i < 100; i++)); do $bin/mark & done; wait"
at_least 'refusals are counted' 1 "$(cg_counter rate exec_rate "$cg")"
equals 'and told with its operation' exec "$(field op)"
fresh
printf '#!/bin/sh\nexit 0\n' >script
chmod +x script
rates 'execRate: {perSecond: 1, burst: 10}'
allowed 'a script and its interpreter are one exec' in_cgroup "$cg" bash -c 'for ((i = 0; i < 9; i++)); do ./script || exit; done'
fresh
sub=$(cgroup "${cg#"$base"/}/sub")
rates 'execRate: {perSecond: 1, burst: 5}'
rates 'execRate: {perSecond: 1, burst: 200}' "$sub" sub
flood="for ((i = 0; i < 150; i++)); do $bin/mark & done; wait"
contains 'exec: the tighter parent holds for the child cgroup' 'Resource temporarily unavailable' \
	in_cgroup "$sub" bash -c "$flood"
at_least 'exec: the parent refuses nearly all' 80 "$(cg_counter rate exec_rate "$cg")"
equals 'exec: the child cgroup none' 0 "$(cg_counter sub exec_rate "$sub")"
at_least 'exec: what the parent refuses takes nothing of the rate below' 180 "$(ps_of exec_tokens "$sub")"
fresh
sub=$(cgroup "${cg#"$base"/}/sub")
rates 'execRate: {perSecond: 1, burst: 200}'
rates 'execRate: {perSecond: 1, burst: 5}' "$sub" sub
run in_cgroup "$sub" bash -c "$flood"
at_least 'exec: nor does what the child refuses of the rate above' 180 "$(ps_of exec_tokens "$cg")"
at_least 'exec: where it was refused' 80 "$(cg_counter sub exec_rate "$sub")"
ungovern sub
fresh
rates 'execRate: {perSecond: 1, burst: 5}'
contains 'exec: for a child cgroup that has no rate of its own, too' 'Resource temporarily unavailable' \
	in_cgroup "$(cgroup "${cg#"$base"/}/sub2")" bash -c "$flood"
fresh
rates 'execRate: {perSecond: 1}'
allowed 'default burst: 150 execs' in_cgroup "$cg" bash -c 'seq 150 | xargs -P 8 -n 1 true'
fresh
rates 'execRate: {perSecond: 1, burst: 5}' "$cg" rate audit
ok 'audit: execs pass' in_cgroup "$cg" bash -c "for ((i = 0; i < 50; i++)); do $bin/mark & done; wait"
at_least 'audit: and are told' 1 "$(counter rate exec_rate audited)"

# Slow
fresh
rates 'forkRate: {perSecond: 2, burst: 5}, onRate: slow'
equals 'slow is enforced' 0 "$(csecctl status --json | jq '.not_enforced | length')"
from=$SECONDS
allowed 'slow: all forks pass' in_cgroup "$cg" forks vfork 15
at_least 'later' 1 $((SECONDS - from))
at_least 'which is counted' 3 "$(ps_of delayed "$cg")"
rates 'forkRate: {perSecond: 1, burst: 1}, onRate: slow'
in_cgroup "$cg" forks vfork 1000 >/dev/null 2>&1 &
does_wait() { [ "$(ps_of delayed "$cg")" -gt 0 ]; }
ok 'one waits' poll does_wait
other=$(cgroup other)
ok 'while one waits, others migrate' forks move "$other" 0
forks move "$base" 0 >/dev/null 2>&1
echo 1 >"$cg/cgroup.kill"
ok 'who waits can be killed' poll bash -c "! grep -q . '$cg/cgroup.procs'"
wait $! 2>/dev/null
exact 'after a killed wait' "$cg"
fresh
rates 'execRate: {perSecond: 1, burst: 2}, onRate: slow'
allowed 'slow: all execs pass' in_cgroup "$cg" bash -c "for ((i = 0; i < 6; i++)); do $bin/mark; done"
at_least 'some of them later' 1 "$(ps_of delayed "$cg")"

# Signals while one waits: each is handled, stops or freezes; the wait is as long as without
fresh
rates 'forkRate: {perSecond: 1, burst: 1}, onRate: slow'
run in_cgroup "$cg" signalled fork 4
contains 'signals: all forks pass' 'done 4 of 4' echo "$out"
took() { sed 's/.* in \([0-9]*\) ms.*/\1/' <<<"$out"; }
at_least 'signals: not earlier' 2900 "$(took)"
at_least 'signals: they are handled meanwhile' 50 "$(sed 's/.* \([0-9]*\) handled/\1/' <<<"$out")"
equals 'signals: each fork has waited once' 3 "$(ps_of delayed "$cg")"
fresh
rates 'execRate: {perSecond: 1, burst: 1}, onRate: slow'
# The one of cgexec takes the token.
run in_cgroup "$cg" signalled exec 3
contains 'signals: all execs pass' 'done 3 of 3' echo "$out"
at_least 'signals: execs, too, not earlier' 2900 "$(took)"
at_least 'signals: they are handled meanwhile' 50 "$(sed 's/.* \([0-9]*\) handled/\1/' <<<"$out")"
equals 'signals: each exec has waited once' 3 "$(ps_of delayed "$cg")"
# waiters N: so many, of whom the last one waits for N seconds
waiters() {
	local n
	fresh
	rates 'forkRate: {perSecond: 1, burst: 1}, onRate: slow'
	for ((n = 0; n < $1; n++)); do
		in_cgroup "$cg" forks vfork 1000 >/dev/null 2>&1 &
	done
	poll does_wait_as_many "$1"
}
does_wait_as_many() { [ "$(ps_of delayed "$cg")" -ge "$1" ]; }
# soon COMMAND...: within a second
soon() {
	local n
	for ((n = 0; n < 10; n++)); do
		"$@" && return
		sleep 0.1
	done
	return 1
}
is_frozen() { grep -q 'frozen 1' "$cg/cgroup.events"; }
all_stopped() {
	local pid
	while read -r pid; do
		grep -q ') T ' "/proc/$pid/stat" || return
	done <"$cg/cgroup.procs"
}
waiters 8
ok 'eight wait: they are frozen' bash -c "echo 1 >'$cg/cgroup.freeze'"
ok 'at once' soon is_frozen
echo 0 >"$cg/cgroup.freeze"
before=$(ps_of delayed "$cg")
ok 'thawed they go on' poll does_wait_as_many $((before + 1))
xargs kill -STOP <"$cg/cgroup.procs"
ok 'they are stopped at once' soon all_stopped
xargs kill -CONT <"$cg/cgroup.procs"
before=$(ps_of delayed "$cg")
ok 'continued they go on' poll does_wait_as_many $((before + 1))
# In a queue that is full: an answer comes whatever the signals.
for n in 1 2 3 4 5 6; do in_cgroup "$cg" forks vfork 1000 >/dev/null 2>&1 & done
poll does_wait_as_many $((before + 8))
run in_cgroup "$cg" signalled fork 1
# Where another one ends, it may even come to its turn.
contains 'signals: who would wait too long has an answer, too' 'done 1 of 1' echo "$out"
at_least 'signals: after a second' 990 "$(took)"
echo 1 >"$cg/cgroup.kill"
ok 'all of them can be killed' poll bash -c "! grep -q . '$cg/cgroup.procs'"
exact 'after that' "$cg"
ungovern rate
equals 'no record is left' 0 "$(status tasks)"
