#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - build-debug-module.sh debug|kcsan: builds build/NAME/csec.ko against the debug kernel
#
# With what the kernel's configuration offers: coverage (GCOV, KCOV), UBSAN. The
# notes that coverage needs stay beside the objects, in build/NAME/kbuild. The
# modules for the cases are built, too, without any of it.
set -eu
. "$(dirname "$0")/common.sh"

[ $# = 1 ] || die "usage: build-debug-module.sh debug|kcsan"
kernel=$("$top/scripts/debug-kernel.sh" "$1")
out=$build/$1
farm=$out/kbuild
mkdir -p "$farm"
exec 9>"$out/lock"
flock 9
[ "$(cat "$out/stamp" 2>/dev/null)" = "$kernel" ] || {
	rm -rf "$farm"
	mkdir -p "$farm"
	echo "$kernel" >"$out/stamp"
}
find "$farm" -xtype l -delete
cp -rsf "$top"/{Kbuild,VERSION,kmod,include} "$farm/"

# Instrumented functions have larger frames.
nice -n 10 make -s -j "$(nproc)" -C "$kernel/build" M="$farm" W=1 \
	KCFLAGS='-Werror -Wframe-larger-than=6144' \
	GCOV_PROFILE=y KCOV_INSTRUMENT=y UBSAN_SANITIZE="${CSEC_UBSAN:-y}" modules >"$out/log" 2>&1 || {
	sed "s|$farm/||g" "$out/log" >&2
	die "csec.ko for the $1 kernel does not build"
}
cmp -s "$farm/csec.ko" "$out/csec.ko" || {
	# Counts of another build do not fit.
	rm -rf "$out/gcov"
	install -m 644 "$farm/csec.ko" "$out/csec.ko"
}

# helpers DIRECTORY: the modules of that directory, for the cases
helpers() {
	local from=$top/$1 farm=$out/kbuild-${1//\//-} module
	mkdir -p "$farm"
	find "$farm" -xtype l -delete
	cp -rsf "$from"/. "$farm/"
	make -s -C "$kernel/build" M="$farm" W=1 KCFLAGS=-Werror modules >"$out/log" 2>&1 || {
		cat "$out/log" >&2
		die "the modules of $1 for the $2 kernel do not build"
	}
	for module in "$farm"/*.ko; do
		[ ! -e "$module" ] || install -m 644 "$module" "$out/"
	done
}
helpers tests/vm/kmod "$1"
helpers tests/debug/kmod "$1"
