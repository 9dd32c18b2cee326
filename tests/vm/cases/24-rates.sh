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
rates 'execRate: {perSecond: 1}'
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
