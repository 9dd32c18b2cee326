#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - check-debug.sh [PATTERN]: the VM cases on a kernel that looks for mistakes
#
# Builds the kernel (kept in the cache) and the module with coverage, runs the
# VM cases and those of tests/debug/cases, and prints what of the module they
# reached. CSEC_DEBUG=kcsan: with the detector of data races instead. In CI a
# kernel that is not built after 35 minutes is a skip.
set -eu
. "$(dirname "$0")/common.sh"
cd "$top"

name=${CSEC_DEBUG:-debug} only=${1:-}
[ -z "${CI:-}" ] || export CSEC_DEBUG_LIMIT=${CSEC_DEBUG_LIMIT:-2100}
scripts/install-deps.sh --debug

status=0
scripts/debug-kernel.sh "$name" >/dev/null || status=$?
if [ $status = 75 ]; then
	echo "  SKIP debug: the kernel was not built after $CSEC_DEBUG_LIMIT s; the next run goes on"
	echo "vm $name: 0 passed, 0 failed, 1 skipped"
	exit 0
fi
[ $status = 0 ] || exit $status
scripts/build-debug-module.sh "$name"

# The cases for every kernel, and those for this one only.
cases=$build/$name/cases
rm -rf "$cases"
mkdir -p "$cases"
ln -s "$top"/tests/vm/cases/*.sh "$top"/tests/debug/cases/*.sh "$cases/"
CSEC_CASES=$cases tests/vm/run "$name" "$only" || status=1

# Counts of all runs of this very module are added up.
counts=$build/$name/gcov
data=$build/vm/$name${only:+-${only//[^a-z0-9]/_}}/data.tar
if [ -s "$data" ]; then
	new=$build/$name/gcov.new sum=$build/$name/gcov.sum
	rm -rf "$new" "$sum"
	mkdir -p "$new"
	tar -C "$new" -xf "$data"
	rm "$data"
	if [ -d "$counts" ]; then
		gcov-tool merge "$counts" "$new" -o "$sum" >/dev/null 2>&1
		rm -rf "$counts" "$new"
		mv "$sum" "$counts"
	else
		mv "$new" "$counts"
	fi
	echo "coverage of the module, of all runs since it was built:"
	python3 tests/debug/coverage.py "$build/$name/kbuild" "$counts" "$build/$name/missed"
	echo "lines that were not reached: $build/$name/missed"
fi
exit $status
