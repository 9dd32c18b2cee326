#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - bench.sh: what csec costs, beside what else a host could use; see docs/performance.md
#
# One boot of one kernel, single processor, one instruction a nanosecond. What it
# printed is kept in build/bench/SERIES/results; tests/bench/report.py judges it.
set -eu
. "$(dirname "$0")/common.sh"

usage() {
	cat >&2 <<-END
		usage: bench.sh [option]...
		  --series 6.1        kernel series
		  --quick             a few minutes, as in CI: csec alone, fewer rounds and sections
		  --wall              real time on several processors, shape only in a VM
		  --sections 'A B'    only these sections (tests/bench/sections)
		  --set NAME=VALUE    ROUNDS, NR, BOMBS, ENTRIES, CGROUPS, EVENTS, RATE_SECONDS,
		                      BOMB_MS, WALL_MS, WALL_ROUNDS; DAEMONS=1: audit and fapolicyd too
		                      (repeatable)
		  --mem MB            memory of the VM
		  --accept            these figures are the ones to compare with from now on
	END
	exit 2
}

series=6.1 mem=6144 mode=full sections='' accept='' settings=()
while [ $# -gt 0 ]; do
	case $1 in
	--quick | --wall) mode=${1#--}; shift; continue ;;
	--accept) accept=1; shift; continue ;;
	--series | --sections | --set | --mem) [ $# -ge 2 ] || usage ;;
	*) usage ;;
	esac
	case $1 in
	--series) series=$2 ;;
	--sections) sections=$2 ;;
	--set) settings+=("$2") ;;
	--mem) mem=$2 ;;
	esac
	shift 2
done

# What leaves something out is no run to compare others with.
asked="${sections:+sections $sections }${settings[*]}"
[ -z "$accept" ] || [ "$mode$asked" = full ] ||
	die "--accept is for a full run: not with --quick, --wall, --sections or --set"

# A judge that sees nothing finds nothing.
"$top/tests/bench/test_report.py" 2>"$build/test_report" || {
	cat "$build/test_report" >&2
	die "tests/bench/report.py does not judge as it should"
}

programs=$build/bench
work=$programs/$series
mkdir -p "$work"
case $mode in
quick)
	mem=2048
	settings=(ROUNDS=5 NR=10 ENTRIES=10000 CGROUPS=1000 EVENTS=2000 BOMB_MS=200
		RATE_SECONDS=0 WALL_MS=5 WALL_ROUNDS=1 "${settings[@]}")
	: "${sections:=bare loaded exec limits features full bare-again events wall}" ;;
wall) : "${sections:=wall}" ;;
esac
settings+=("SECTIONS='$sections'")

data=(--data "$build/$series/csec.ko" --data "$build/csecctl"
	--data "$top/tests/bench/sections" --data "$top/tests/bench/wall.sh")
for f in "$programs"/*; do
	[ ! -f "$f" ] || data+=(--data "$f")
done
case " ${settings[*]} " in
*' DAEMONS=1 '*)
	daemons=$("$top/scripts/fetch-daemons.sh")
	data+=(--data "$daemons:daemons")
	;;
esac
{
	printf 'export %s\n' "${settings[@]}"
	cat "$top/tests/bench/guest.sh"
} >"$work/script"

# Slabs of sixteen pages: with small ones it depends on what was done before
# whether an operation finds all its objects in the processor's slab, and fork
# and exec cost some hundred instructions more or less for a whole series.
boot=(--icount --append 'slub_min_order=4 slab_min_order=4')
[ "$mode" != wall ] || boot=(--smp "${CPUS:-4}" --tcg multi)
status=0
"$top/scripts/run-vm.sh" --series "$series" "${boot[@]}" --mem "$mem" \
	--timeout 7200 --console "$work/console" "${data[@]}" --script "$work/script" \
	>"$work/results" || status=$?
[ $status = 0 ] || {
	sed -n 's/^bench: /  &/p' "$work/console" | tail -n 5 >&2
	grep -a '^FAIL' "$work/results" >&2 || true
	die "the boot failed (status $status): $work/console"
}
[ "$mode" != wall ] || exec "$top/tests/bench/wall.py" "$work/results" --json "$build/bench-wall.json" \
	--least 0.5
exec "$top/tests/bench/report.py" "$work/results" --series "$series" \
	--mode "$mode" --asked "$asked" --commit "$(git -C "$top" describe --always --dirty 2>/dev/null || echo unknown)" \
	--json "$build/bench.json" --baseline "$top/tests/bench/baseline-$series.json" \
	${accept:+--accept}
