# SPDX-License-Identifier: GPL-2.0-only
# Policies are pushed while cgroups come and go, tasks are moved, execute and end: the
# verdicts are right all the time, and the counts exact afterwards.
# shellcheck shell=bash disable=SC2034,SC2154

bin=/opt/csec/bin
echo +pids >$root/cgroup.subtree_control
mkdir -p "$base/many"
echo +pids >"$base/cgroup.subtree_control"
echo +pids >"$base/many/cgroup.subtree_control"
cg=$(cgroup one)
other=$(cgroup other)
for name in ok no later; do cp $bin/mark $name; done
times=15
! is_debug || times=4

# rules RULE: what both versions have, and the rule
rules() {
	{
		printf 'apiVersion: csec/v1\nkind: Policy\nmetadata: {name: races}\nmode: enforce\n'
		printf 'match: [{cgroup: "%s"}, {cgroup: "%s/*"}]\n' "${cg#"$root"}" "${base#"$root"}/many"
		printf 'processes: {max: 200, threads: 300}\n'
		printf 'exec: {default: deny, allow: [{path: %s/*}, {path: %s/ok}%s]}\n' $bin "$dir" "$1"
	} | push
}
move_policy() { govern moved "$other" <<<'processes: {max: 200}'; }

ok 'without a policy: the file runs' in_cgroup "$cg" "$dir/no"
ok 'a policy' rules ''
fails_with 'which refuses it' 'exec: EACCES' in_cgroup "$cg" "$dir/no"

# Each loop says in a file of its own what it did and what was wrong.
came_and_went() {
	local n=0 at
	while [ ! -e stop ]; do
		at=$base/many/c$((n++ % 5))
		mkdir "$at" || echo 'wrong: mkdir'
		$bin/cgexec "$at" "$dir/ok" >/dev/null 2>&1 || echo 'wrong: refused'
		! $bin/cgexec "$at" "$dir/no" >/dev/null 2>&1 || echo 'wrong: ran'
		until rmdir "$at" 2>/dev/null; do :; done
		echo round
	done
}
moved() {
	local pid to
	while [ ! -e stop ]; do
		sleep 1000 &
		pid=$!
		for to in "$cg" "$other" "$cg" "$base/many"/c?; do
			echo $pid >"$to/cgroup.procs"
		done 2>/dev/null
		kill -9 $pid
		wait $pid
		echo round
	done 2>/dev/null
}
executed() {
	while [ ! -e stop ]; do
		! $bin/cgexec "$cg" "$dir/no" >/dev/null 2>&1 || echo 'wrong: ran'
		echo round
	done
}
ended() {
	while [ ! -e stop ]; do
		$bin/cgexec "$cg" $bin/forks storm 2 15 >/dev/null 2>&1 || echo 'wrong: failed'
		echo round
	done
}
loops='came_and_went moved executed ended'
for loop in $loops; do $loop >"said.$loop" 2>"err.$loop" & done
in_cgroup "$cg" $bin/probe loop "$dir/stop" "$dir/ok" >said.allowed 2>&1 &

failed=0
for ((n = 0; n < times; n++)); do
	rules ", {path: $dir/later}" >/dev/null 2>>pushes || failed=$((failed + 1))
	move_policy >/dev/null 2>>pushes || failed=$((failed + 1))
	rules '' >/dev/null 2>>pushes || failed=$((failed + 1))
	csecctl policy delete moved >/dev/null 2>>pushes || failed=$((failed + 1))
done
has_rounds() { [ "$(grep -c round "said.$1")" -ge 5 ]; }
for loop in $loops; do poll has_rounds "$loop"; done
: >stop
wc -l said.* >&2
wait
equals "$((times * 4)) changes of policies in the middle of it" 0 "$failed"
for loop in $loops; do
	at_least "the loop '$loop' was at work" 5 "$(grep -c round "said.$loop")"
	equals "nothing was wrong for '$loop'" '' "$(grep wrong "said.$loop" | sort | uniq -c)"
done
contains 'what is allowed was never refused' 'refused 0 failed 0' cat said.allowed
exact 'after the races' "$cg"
equals 'nothing is left' '0 0' "$(ps_of tasks "$cg") $(ps_of processes "$cg")"
equals 'no task is counted anywhere' 0 "$(status tasks)"
equals 'no cgroup is left but that one' 1 "$(status cgroups)"
fails_with 'the last version is in force' 'exec: EACCES' in_cgroup "$cg" "$dir/later"
ok 'and the other one once more' rules ", {path: $dir/later}"
ok 'it is' in_cgroup "$cg" "$dir/later"
fails_with 'what is denied stays denied' 'exec: EACCES' in_cgroup "$cg" "$dir/no"
equals 'delivered and lost make up the counted' "$(status events)" \
	$(($(status denied) + $(status audited)))
