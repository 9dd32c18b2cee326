#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - check-deep.sh SLICE...: the long runs, one at a time, each with its figures
#
# A slice takes at most about an hour of an idle machine. What it showed goes to
# standard output and, as a row with date and commit, to build/deep.md;
# docs/deep-runs.md keeps those that count. Without SLICE: what there is.
set -eu
. "$(dirname "$0")/common.sh"
cd "$top"

slices='counts      1,002,600 mixed forks and 5,000,400 attempts at a limit, four processors;
            eighteen million descriptors beside a shell
messages    a million changed netlink messages; SEED=2: others
cycles      a hundred times unloaded, loaded and pushed under load
fuzz        each fuzz target for half an hour; FUZZ=seconds
fuzz-afl    the same under AFL++; FUZZ=seconds
kcsan       data races: storms of forks, shells, load and unload
faults      debug kernel: each allocation fails once, in every operation
leaks       debug kernel with kmemleak, UBSAN and DEBUG_OBJECTS at work: limits, memory,
            transactions, load and unload three times under load
debug-3     debug kernel: the VM cases that begin with that digit, 0 to 9
coverage    what all debug slices of this module reached
suites      kselftest and stress-ng, two minutes a stressor'

export CSEC_UBSAN=${CSEC_UBSAN:-n}
export CSEC_DEBUG_WORDS=${CSEC_DEBUG_WORDS:-kmemleak=off no_debug_objects slub_debug=-}

# vm_cases PATTERN WORDS: on the stock kernel
vm_cases() {
	CSEC_WORDS=$2 make -s vm-check ONLY="$1"
}

run_slice() {
	case $1 in
	counts) CSEC_CPUS=4 vm_cases '21- 32-relays' 'CSEC_LONG=1 CASE_SECONDS=4000' ;;
	messages) vm_cases 51- "CSEC_MESSAGES=1000000 CASE_SECONDS=4000 CSEC_SEED=${SEED:-1}" ;;
	cycles) CSEC_CASES=$top/tests/debug/cases vm_cases cycles 'CSEC_CYCLES=100 CASE_SECONDS=4000' ;;
	fuzz) tests/fuzz/run "${FUZZ:-1800}" ;;
	fuzz-afl) make -s fuzz-afl FUZZ="${FUZZ:-1800}" ;;
	kcsan) CSEC_DEBUG=kcsan CSEC_DEBUG_WORDS='' make -s check-debug ONLY='22- 30- cycles' ;;
	faults) make -s check-debug ONLY=fault- ;;
	leaks)
		CSEC_UBSAN=y CSEC_DEBUG_WORDS='kmemleak=on CSEC_CYCLES=3' \
			make -s check-debug ONLY='20- 34- 54- cycles'
		;;
	debug-[0-9]) make -s check-debug ONLY="${1#debug-}[0-9]-" ;;
	coverage) python3 tests/debug/coverage.py build/debug/kbuild build/debug/gcov build/debug/missed ;;
	suites) CSEC_STRESS_SECONDS=120 make -s check-suites ;;
	*) die "no slice '$1'" ;;
	esac
}

# Assertions that have a figure in their name.
told='mixed forks|attempts of|times unloaded|races|memory is lost|checker of locks'

# figures LOG: what of its output is worth a row
figures() {
	{
		find build/vm \( -name results -o -name console \) -newer "$1.began" -exec cat {} + |
			tr -d '\r' | sed -nE "s/^PASS [^:]+: (.*($told).*)$/\1/p; s/^[0-9]+ messages, [0-9]+ accepted/&/p"
		sed -nE 's/^([a-z][a-z0-9. -]*: )?[0-9]+ passed, .*$/&/p; s/^  all +(lines .*)$/\1/p' "$1"
	} | paste -sd ';' | sed 's/;/; /g'
}

[ $# -gt 0 ] || {
	echo "$slices"
	exit 0
}
for slice; do
	grep -q "^${slice%-[0-9]}\(-[0-9]\)\? " <<<"$slices" || die "no slice '$slice'; there are:"$'\n'"$slices"
done
mkdir -p build/deep
commit=$(git describe --always --dirty 2>/dev/null || cat VERSION)
worst=0
for slice; do
	log=build/deep/$slice.log
	: >"$log.began"
	start=$SECONDS status=0
	run_slice "$slice" 2>&1 | tee "$log"
	status=${PIPESTATUS[0]}
	[ "$status" = 0 ] && verdict=ok || verdict=FAILED worst=1
	row="| $(date +%F) | $commit | $slice | $(figures "$log") | $((SECONDS - start)) s | $verdict |"
	echo "$row" | tee -a build/deep.md
done
exit $worst
