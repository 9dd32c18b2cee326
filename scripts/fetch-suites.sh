#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - fetch-suites.sh: the test suites of others, unchanged; prints a directory of the cache
#
# kselftest of the source of Linux that Debian ships (the newest for bookworm),
# built here; stress-ng as Debian has it, with its libraries. Nothing of it is
# part of this tree.
set -eu
. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/apt.sh"

source=linux-source-6.12
targets='cgroup clone3 pidfd core exec landlock seccomp'

out=$cache/suites-$(key "$source" "$targets" <"$0")
[ -e "$out" ] && { echo "$out"; exit; }
"$top/scripts/install-deps.sh" --suites
lock suites
[ -e "$out" ] && { echo "$out"; exit; }

tmp=$out.tmp
rm -rf "$tmp"
mkdir -p "$tmp/out/lib" "$tmp/out/bin"
cd "$tmp"

say "fetching $source and stress-ng ..."
use_suite bookworm-backports
apt_download "$source" || die "no $source to download"
dpkg-deb --fsys-tarfile "$source"_*.deb | tar -x ./usr/src
for part in Makefile Kbuild Kconfig 'scripts/*' 'include/*' 'arch/x86/*' 'usr/*' \
	'tools/testing/selftests/*' 'tools/include/*' 'tools/arch/*' 'tools/scripts/*'; do
	echo "$source/$part"
done >parts
tar -xf "usr/src/$source.tar.xz" --wildcards -T parts
unpack_tree bookworm "$tmp/root" stress-ng

say "building kselftest ($targets) ..."
build() {
	make -s -C "$source" headers &&
		make -s -C "$source/tools/testing/selftests" TARGETS="$targets" \
			FORCE_TARGETS=1 KHDR_INCLUDES="-isystem $PWD/$source/usr/include" \
			INSTALL_PATH="$tmp/out/kselftest" install
}
build >log 2>&1 || {
	tail -n 20 log >&2
	die "kselftest does not build"
}
dpkg-deb -f "$source"_*.deb Version >out/kselftest/VERSION

cp root/usr/bin/stress-ng out/bin/
# ldd refuses the static ones.
for file in out/bin/stress-ng out/kselftest/*/*; do
	LD_LIBRARY_PATH=$PWD/root/usr/lib/x86_64-linux-gnu ldd "$file" 2>/dev/null || true
done | awk '$2 == "=>" && $1 !~ /^lib[cm]\.so/ { print $3 }' | sort -u |
	xargs -r cp -Lt out/lib
mv out "$out"
cd /
rm -rf "$tmp"
echo "$out"
