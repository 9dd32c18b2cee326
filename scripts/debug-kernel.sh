#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - debug-kernel.sh debug|kcsan: a kernel that looks for our mistakes, from Debian's linux-source
#
# Prints a directory of the cache with vmlinuz and build/, what modules are built
# against. Kept under the hash of its configuration and of the version; a build
# that is interrupted goes on where it was. CSEC_DEBUG_LIMIT: seconds to build
# for at the most, exit status 75 when that is not enough.
set -eu
. "$(dirname "$0")/common.sh"

[ $# = 1 ] || die "usage: debug-kernel.sh debug|kcsan"
configs=$top/tests/debug
case $1 in
debug | kcsan) ;;
*) die "unknown configuration '$1'" ;;
esac

# The stock kernel's own version: the same source.
rel_version=$(series_release 6.1)
version=${rel_version#* }
dir=$cache/kernel-$1-$(cat "$configs/base.config" "$configs/$1.config" |
	key "$version" "$(gcc -dumpfullversion)")
[ -e "$dir/vmlinuz" ] && { echo "$dir"; exit; }
lock "kernel-$1"
[ -e "$dir/vmlinuz" ] && { echo "$dir"; exit; }

work=$dir.work
fetch() {
	apt-get -q -o APT::Sandbox::User=root download "linux-source-6.1=$version" >"$work/log" 2>&1
}
unpack() {
	say "fetching the source of Linux $version ..."
	rm -rf "$work"
	mkdir -p "$work"
	cd "$work"
	fetch || { apt-get -q update >"$work/log" 2>&1 && fetch; } || {
		cat "$work/log" >&2
		die "no linux-source-6.1=$version to download"
	}
	dpkg-deb -x linux-source-*.deb x
	rm linux-source-*.deb
	tar -xf x/usr/src/linux-source-6.1.tar.*
	rm -r x
	mv linux-source-6.1 source
}
[ -d "$work/source" ] || unpack

cd "$work/source"
cat "$configs/base.config" "$configs/$1.config" >"$work/wanted"
[ -e .config ] || make -s KCONFIG_ALLCONFIG="$work/wanted" allnoconfig >"$work/log" 2>&1 || {
	cat "$work/log" >&2
	die "the kernel cannot be configured"
}
# What depends on something else that is missing is dropped silently.
grep '^CONFIG_' "$work/wanted" | grep -vxFf .config | sort -u >"$work/missing" || true
[ ! -s "$work/missing" ] || die "not taken into the configuration: $(tr '\n' ' ' <"$work/missing")"

say "building the $1 kernel (20 minutes of a processor, once) ..."
status=0
timeout --foreground "${CSEC_DEBUG_LIMIT:-0}" nice -n 10 \
	make -s -j "$(nproc)" bzImage modules >"$work/log" 2>&1 || status=$?
[ $status != 124 ] || {
	say "not built after $CSEC_DEBUG_LIMIT seconds"
	exit 75
}
[ $status = 0 ] || {
	tail -n 30 "$work/log" >&2
	die "the kernel does not build"
}

# What building a module takes; a hundredth of the tree.
out=$work/out
rm -rf "$out"
mkdir -p "$out/build"
cp arch/x86/boot/bzImage "$out/vmlinuz"
cp .config "$out/config"
cp --parents -r Makefile .config Module.symvers scripts include arch/x86/include \
	arch/x86/Makefile* tools/objtool/objtool "$out/build"
find "$out/build" -name '*.o' -delete
mv "$out" "$dir"
rm -rf "$work"
echo "$dir"
