#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - check-suites.sh [PATTERN]: test suites of others, which must not notice csec
#
# kselftest, unchanged, five times in one boot: without csec (twice: what differs
# by itself cannot tell anything), with the module and no policy, governed by a
# policy that allows everything, and by one that would deny everything, and audits.
# Then stress-ng below a limit, its tasks counted by csec and by the pids controller.
# Not part of `make check`: more than an hour.
set -eu
. "$(dirname "$0")/common.sh"
cd "$top"

series=${SERIES:-6.1} only=${1:-.} seconds=${CSEC_STRESS_SECONDS:-20}
work=$build/suites/$series
mkdir -p "$work"
suites=$(scripts/fetch-suites.sh)
{
	printf "export ONLY='%s' SECONDS_EACH=%s\n" "$only" "$seconds"
	cat tests/suites/guest.sh
} >"$work/script"
status=0
scripts/run-vm.sh --series "$series" --mem 4096 --tcg single --timeout 10800 \
	--console "$work/console" --data "build/$series/csec.ko" \
	--data build/csecctl:bin/csecctl --data "$suites:suites" \
	--script "$work/script" | tee "$work/results" >&2 || status=$?
[ "$status" = 0 ] || die "the boot failed (status $status): $work/console"
stressors=10
[ "$seconds" != 0 ] || stressors=0
exec awk -v series="$series" -v stressors="$stressors" -f tests/suites/compare.awk "$work/results"
