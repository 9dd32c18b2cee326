#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - check.sh: builds everything and runs every test; closes with "N passed, N failed"
#
# With --kernels the other kernels run the whole table, too. A stage that fails does
# not stop the next one. A stage that prints no count of its own counts as one test.
set -eu
. "$(dirname "$0")/common.sh"
cd "$top"

[ "${1:-}" != --kernels ] || all_cases=1
passed=0 failed=0 skipped=0 bad=''
log=$(mktemp)
trap 'rm -f "$log" "$log".*' EXIT

# Adds up the lines "[word:] N passed, N failed[, N skipped]" of the log.
count() {
	sed -nE 's/^([a-z][a-z0-9. -]*: )?([0-9]+) passed, ([0-9]+) failed(, ([0-9]+) skipped)?$/\2 \3 0\5/p' "$log" |
		awk '{ p += $1; f += $2; s += $3 } END { print p + 0, f + 0, s + 0, NR }'
}

stage() {
	local status=0 p f s n start=$SECONDS
	printf '== %s\n' "$1"
	"${@:2}" </dev/null 2>&1 | tee "$log"
	status=${PIPESTATUS[0]}
	read -r p f s n < <(count)
	[ "$n" != 0 ] || [ "$status" != 0 ] || p=1
	[ "$f" != 0 ] || [ "$status" = 0 ] || f=1
	passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
	[ "$f" = 0 ] || bad="$bad, $1"
	printf '== %s: %s, %d s\n\n' "$1" "$([ "$f" = 0 ] && echo ok || echo FAILED)" $((SECONDS - start))
}

# Two VMs at a time, one for each of two processors. begin CMD...: what it says is
# printed when it has ended; finish: waits for all, and tells whether all passed.
begin() {
	while [ "$(jobs -pr | wc -l)" -ge 2 ]; do
		wait -n || true
	done
	said "$@" &
	pids+=($!)
}
said() {
	local status=0 out=$log.$BASHPID
	"$@" >"$out" 2>&1 </dev/null || status=$?
	flock "$log" cat "$out"
	return $status
}
finish() {
	local pid status=0
	# By number: the shell forgets jobs that ended before it waits for any.
	for pid in "${pids[@]}"; do
		wait "$pid" || status=1
	done
	return $status
}

# The whole table on 6.1 in some boots of its own each, those that take longest
# first: a crash does not hide the rest, and no processor waits for the other.
run_vms() {
	local part pids=()
	for part in '3[2-3]-' '4[0-9]-' '2[0-9]-' '3[4-9]-' '[5-9][0-9]-' '3[0-1]-' '[0-1][0-9]-'; do
		begin tests/vm/run 6.1 "$part"
	done
	finish
}

# What ends what only a reboot mends: each in a boot of its own.
run_alone() {
	local file pids=()
	for file in tests/vm/alone/*.sh; do
		CSEC_CASES=$top/tests/vm/alone begin tests/vm/run 6.1 "$(basename "$file" .sh)"
	done
	finish
}

# SELinux instead of AppArmor takes a boot of its own.
run_selinux() {
	CSEC_WORDS=security=selinux tests/vm/run 6.1 84-
}

# The other kernels and what they run on each change: what depends on the kernel
# most. The whole table on each does not fit into the time of a change; with
# --kernels they run it, and those of the second list as well.
others='
6.12		[138]0- 4[68]-
7.x		[13]0- 4[68]- 8[34]-
6.12-rt		20-
6.12-arm64	00-
'
more='
6.1-arm64	00-
'
select_kernels() {
	if [ -n "${all_cases:-}" ]; then
		awk 'NF { print $1, ($1 ~ /arm64/ ? "[01][02]-" : "") }' <<<"$others$more"
	else
		awk 'NF' <<<"$others"
	fi
}
run_other() {
	local status=0
	{ make -s module neighbour SERIES="$1" && tests/vm/run "$1" ${2:+"$2"}; } || status=1
	left_out "$1" "$2"
	return $status
}
run_others() {
	local s subset pids=()
	make -s artifacts vm-tools SERIES=6.12-arm64
	while read -r s subset; do
		begin run_other "$s" "$subset"
	done < <(select_kernels)
	finish
}
# left_out SERIES SUBSET: the cases that it did not run
left_out() {
	local file pattern
	[ -n "$2" ] || return 0
	echo "left out on $1${all_cases:+ (with --kernels, too)}:"
	for file in tests/vm/cases/*.sh; do
		file=$(basename "$file" .sh)
		for pattern in $2; do
			# shellcheck disable=SC2254 # a pattern
			case $file in $pattern*) continue 2 ;; esac
		done
		echo "$file"
	done | paste -sd ' ' | fold -s -w 78 | sed 's/^/  /'
}

run_make() { make --no-print-directory "$@"; }

stage build run_make artifacts module vm-tools
[ ! -x scripts/lint.sh ] || stage lint run_make lint
stage unit run_make unit
stage fuzz run_make fuzz
stage probes scripts/check-probes.sh
stage vm run_vms
stage alone run_alone
stage selinux run_selinux
stage kernels run_others
stage bench run_make bench-quick

[ -z "$bad" ] || echo "failed: ${bad#, }   (after ${SECONDS} s)"
if [ "$skipped" = 0 ]; then
	echo "$passed passed, $failed failed"
else
	echo "$passed passed, $failed failed, $skipped skipped"
fi
[ "$failed" = 0 ]
