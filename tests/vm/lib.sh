# SPDX-License-Identifier: GPL-2.0-only
# csec - lib.sh CASE-FILE: runs one case file in the VM; the words that cases are written in
#
# Each assertion is one test. The last command that an assertion ran left its
# output in $out and its status in $rc. A case never waits by sleeping: it
# polls with `eventually`. What it leaves behind is removed by the runner.
# shellcheck shell=bash disable=SC2119,SC2120
set -u

CASE=$(basename "$1" .sh)
case_file=$(realpath "$1")
root=/sys/fs/cgroup
base=$root/t-$CASE
dir=/tmp/$CASE # a directory of the case, on ext4
out='' rc=0
finished=

pass() { echo "PASS $CASE: $1" >&9; }
fail() {
	echo "FAIL $CASE: $1: ${2:-}" | tr '\n' ' ' >&9
	echo >&9
}
skip() { echo "SKIP $CASE: $1: ${2:?a skip needs a reason}" >&9; }

# Runs a command for an assertion.
run() {
	"$@" >"$dir/.out" 2>&1
	rc=$?
	out=$(tr -d '\0' <"$dir/.out")
}

# Cuts output short for a message.
brief() { printf '%s' "${out:0:300}"; }

# ok NAME COMMAND...: it succeeds
ok() {
	run "${@:2}"
	if [ "$rc" = 0 ]; then pass "$1"; else fail "$1" "status $rc: $(brief)"; fi
}

# fails_with NAME STATUS|TEXT COMMAND...: it ends with the status, or fails
# and its output contains the text (an errno name, an error message)
fails_with() {
	run "${@:3}"
	if [[ $2 =~ ^[0-9]+$ ]]; then
		if [ "$rc" = "$2" ]; then pass "$1"; else fail "$1" "status $rc, not $2: $(brief)"; fi
	elif [ "$rc" != 0 ] && [[ $out == *"$2"* ]]; then
		pass "$1"
	else
		fail "$1" "no failure with '$2': status $rc: $(brief)"
	fi
}

# contains NAME TEXT COMMAND...: its output has the text
contains() {
	run "${@:3}"
	if [[ $out == *"$2"* ]]; then pass "$1"; else fail "$1" "no '$2' in: $(brief)"; fi
}

# lacks NAME TEXT COMMAND...: its output has not
lacks() {
	run "${@:3}"
	if [[ $out != *"$2"* ]]; then pass "$1"; else fail "$1" "'$2' in: $(brief)"; fi
}

# equals NAME WANTED GOT
equals() {
	if [ "$2" = "$3" ]; then pass "$1"; else fail "$1" "wanted '$2', got '${3:0:300}'"; fi
}

# at_most NAME BOUND NUMBER, at_least NAME BOUND NUMBER
at_most() {
	if [ "$3" -le "$2" ] 2>/dev/null; then pass "$1"; else fail "$1" "wanted at most $2, got '$3'"; fi
}
at_least() {
	if [ "$3" -ge "$2" ] 2>/dev/null; then pass "$1"; else fail "$1" "wanted at least $2, got '$3'"; fi
}

# disk FILE DIRECTORY OPTION...: makes an ext4 and mounts it; fails where that cannot be
# done. The case unmounts it
disk() {
	mkdir -p "$2"
	truncate -s 32M "$1" && mke2fs -q -t ext4 -b 4096 "${@:3}" "$1" && mount -o loop "$1" "$2"
}

# is_debug: this is a kernel that looks for mistakes; its figures are not those of a real one
is_debug() { [[ $(uname -r) == *-csec-debug ]]; }

# ftrace_off: switches ftrace off; fails on kernels that ignore that, and say so
ftrace_off() {
	echo 0 2>/dev/null >/proc/sys/kernel/ftrace_enabled
	! dmesg | grep -q 'ftrace_enabled file is deprecated and no longer disables ftrace'
}

# poll COMMAND...: runs it until it succeeds; gives up after minutes only
poll() {
	local n
	for ((n = 0; n < 600; n++)); do
		"$@" >/dev/null 2>&1 && return
		sleep 0.1
	done
	return 1
}

# eventually NAME COMMAND...
eventually() {
	if poll "${@:2}"; then pass "$1"; else fail "$1" "never came true: ${*:2}"; fi
}

# cgroup NAME: makes a cgroup (NAME may have slashes), prints its directory
cgroup() {
	mkdir -p "$base/$1"
	echo "$base/$1"
}

# in_cgroup DIRECTORY COMMAND...: enters the cgroup, then executes the command;
# nothing else is executed in there. Prints "exec: ERRNO" when refused (status 126)
in_cgroup() { /opt/csec/bin/cgexec "$@"; }

# cg_tasks DIRECTORY: tasks in it and below, as the pids controller or by count
cg_tasks() {
	cat "$1/pids.current" 2>/dev/null ||
		find "$1" -name cgroup.threads -exec cat {} + | wc -l
}

# push [OPTION]...: pushes the policy text of standard input
push() {
	cat >"$dir/policy.yaml"
	csecctl policy push "$@" "$dir/policy.yaml"
}

# govern NAME CGROUP-DIRECTORY [MODE]: pushes the sections of standard input
# as policy NAME (mode: enforce) for one cgroup
govern() {
	{
		printf 'apiVersion: csec/v1\nkind: Policy\nmetadata: {name: %s}\n' "$1"
		printf 'mode: %s\nmatch: [{cgroup: "%s"}]\n' "${3:-enforce}" "${2#"$root"}"
		cat
	} >"$dir/$1.yaml"
	csecctl policy push "$dir/$1.yaml"
}

# ungovern NAME...
ungovern() {
	local key name
	for key in ${expected[@]+"${!expected[@]}"}; do
		for name; do
			[[ $key != "$name "* ]] || unset "expected[$key]"
		done
	done
	csecctl policy delete "$@"
}

# counter POLICY REASON [denied|audited]: total of the policy, 0 when there is none
counter() {
	csecctl counters --json | jq -r --arg p "$1" --arg r "$2" --arg k "${3:-denied}" '
		[.counters[] | select(.policy == $p and .reason == $r and .total) | .[$k]]
		| first // 0'
}

# cg_counter POLICY REASON CGROUP-DIRECTORY [denied|audited]
cg_counter() {
	csecctl counters --json | jq -r --arg p "$1" --arg r "$2" --arg k "${4:-denied}" \
		--arg c "$(stat -c %i "$3")" '
		[.counters[] | select(.policy == $p and .reason == $r and .cgroup_id == $c) | .[$k]]
		| first // 0'
}

# events [JQ-FILTER]: one JSON object per event, oldest first
events() { csecctl events --json | jq -c "select(.type == \"event\") | ${1:-.}"; }

# last_event KEY: of the newest event
last_event() { events | tail -n 1 | jq -r --arg k "$1" '.[$k]'; }

# ps_of KEY CGROUP-DIRECTORY: of csecctl ps, nothing when it is not governed
ps_of() {
	csecctl ps --json | jq -r --arg k "$1" --arg c "${2#"$root"}" \
		'.cgroups[] | select(.cgroup == $c) | .[$k]'
}

# status KEY: of csecctl status --json
status() { csecctl status --json | jq -r --arg k "$1" '.[$k]'; }

# log_mark; log: what the kernel logged since the mark
log_mark() { log_from=$(dmesg | wc -l); }
log() { dmesg | tail -n "+$((log_from + 1))"; }

# listener PORT: a TCP server on the loopback that holds connections open, until
# the case ends. Its output is in $dir/listener.PORT
listener() {
	nc -lk 127.0.0.1 "$1" >"$dir/listener.$1" 2>&1 </dev/null &
	poll bash -c "ss -Hltn 'sport = :$1' | grep -q ."
}

# Verdicts. Each word makes one assertion about what the command met, one about
# the counters and one about the events. What a policy must have counted is summed
# up in $expected, for `accounts`.
policy=''
declare -A expected=()

# totals: of csecctl status, without a jq for each
totals() {
	local text
	text=$(csecctl status --json)
	[[ $text =~ \"denied\":\ ?\"?([0-9]+) ]] && total_denied=${BASH_REMATCH[1]}
	[[ $text =~ \"audited\":\ ?\"?([0-9]+) ]] && total_audited=${BASH_REMATCH[1]}
	[[ $text =~ \"events\":\ ?\"?([0-9]+) ]] && total_events=${BASH_REMATCH[1]}
}

# judge VERDICT REASON TIMES COMMAND...: runs the command; afterwards $counted and
# $told say in words what was counted and recorded meanwhile, in all of csec
judge() {
	local denied audited events line
	totals
	denied=$total_denied audited=$total_audited events=$total_events
	run "${@:4}"
	totals
	counted="denied $((total_denied - denied)) audited $((total_audited - audited))"
	told="$((total_events - events))"
	[ "$total_events" = "$events" ] || while read -r _ _ _ line; do
		[[ $line == "$1 "*" $2 policy=$policy "* ]] || told+=" $line"
	done < <(csecctl events --since $((events + 1)))
	expected[$policy $2 $1]=$((${expected[$policy $2 $1]:-0} + $3))
}

# denied NAME REASON ERRNO COMMAND...: refused, once
denied() {
	judge denied "$2" "${times:-1}" "${@:4}"
	if [ "$rc" != 0 ] && [[ $out == *"$3"* ]]; then pass "$1"; else
		fail "$1" "no failure with '$3': status $rc: $(brief)"
	fi
	equals "$1: is counted" "denied ${times:-1} audited 0" "$counted"
	equals "$1: is told, with verdict, reason and policy" "${times:-1}" "$told"
}

# audited NAME REASON COMMAND...: it succeeds, and would not have
audited() {
	judge audit "$2" "${times:-1}" "${@:3}"
	if [ "$rc" = 0 ]; then pass "$1"; else fail "$1" "status $rc: $(brief)"; fi
	equals "$1: is counted" "denied 0 audited ${times:-1}" "$counted"
	equals "$1: is told, with verdict, reason and policy" "${times:-1}" "$told"
}

# allowed NAME COMMAND...: it succeeds; nothing is counted, nothing told
allowed() {
	judge allow none 0 "${@:2}"
	if [ "$rc" = 0 ]; then pass "$1"; else fail "$1" "status $rc: $(brief)"; fi
	equals "$1: nothing is counted or told" "denied 0 audited 0, 0" "$counted, $told"
}

# accounts: each counter is what the verdicts so far add up to; the counters of a
# policy go with it
accounts() {
	local key
	for key in "${!expected[@]}"; do
		# shellcheck disable=SC2086 # words: policy, reason, verdict
		set -- $key
		[ "$3" = allow ] || equals "$1 has counted all its $2" "${expected[$key]}" \
			"$(counter "$1" "$2" "${3/audit/audited}")"
	done
}

# field KEY: of the newest event of the policy
field() {
	csecctl events --json --policy "$policy" |
		jq -rs --arg k "$1" 'map(select(.type == "event")) | last | .[$k]'
}

# is_exact CGROUP-DIRECTORY: the count of csec equals that of the kernel
is_exact() { [ "$(ps_of tasks "$1")" = "$(cg_tasks "$1")" ]; }

# exact NAME CGROUP-DIRECTORY: it does, once what was killed is reaped
exact() {
	if poll is_exact "$2"; then pass "$1: no drift"; else
		fail "$1: no drift" "csec has $(ps_of tasks "$2"), the kernel $(cg_tasks "$2")"
	fi
}

# hold CGROUP-DIRECTORY COMMAND...: starts what says "ready" and ends with its
# standard input, which is at unhold
hold() {
	[ -p "$dir/.hold" ] || mkfifo "$dir/.hold"
	# What is left of the last one is not taken for this one's.
	: >"$dir/.held"
	/opt/csec/bin/cgexec "$@" <"$dir/.hold" >"$dir/.held" 2>&1 6>&- &
	holder=$!
	exec 6>"$dir/.hold"
	poll grep -q ready "$dir/.held"
}
unhold() {
	exec 6>&-
	wait "$holder"
}

# of_helper PROGRAM...: its PASS and FAIL lines are results of this case; it
# says END when it has come to its end
of_helper() {
	local line end=
	while IFS= read -r line; do
		case $line in
		'PASS '*) pass "${line#PASS }" ;;
		'FAIL '*) fail "${line#FAIL }" ;;
		END) end=1 ;;
		*) echo "$line" >&2 ;;
		esac
	done < <("$@" 2>&1)
	[ -n "$end" ] || fail "$1 runs to its end"
}

# A word that nobody knows is a mistake in the case, not an empty test.
command_not_found_handle() {
	fail "the command $1 exists"
	return 127
}

at_exit() {
	local status=$?
	[ -n "$finished" ] || echo "FAIL $CASE: ended early (status $status)" >&9
	# shellcheck disable=SC2046 # a list of numbers
	kill $(jobs -p) 2>/dev/null
}

mkdir -p "$dir"
cd "$dir" || exit
log_mark
trap at_exit EXIT
[ -r "$case_file" ] || exit
. "$case_file"
finished=1
exit 0
