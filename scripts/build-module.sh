#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - build-module.sh SERIES: builds build/SERIES/csec.ko; leaves nothing in the source tree
#
# Kbuild of 6.1 writes beside the sources, so it is given a tree of links.
# CSEC_SOURCE names another source tree.
set -eu
. "$(dirname "$0")/common.sh"

[ $# = 1 ] || die "usage: build-module.sh SERIES"
rel_version=$(series_release "$1")
release=${rel_version% *}
headers=/usr/src/linux-headers-$release
source=${CSEC_SOURCE:-$top}
out=$build/$1
farm=$out/kbuild

# Objects of other headers or another tree are of no use.
mkdir -p "$farm"
exec 8>"$out/lock"
flock 8
stamp="$rel_version $source"
[ "$(cat "$out/stamp" 2>/dev/null)" = "$stamp" ] || {
	rm -rf "$farm"
	mkdir -p "$farm"
	echo "$stamp" >"$out/stamp"
}
find "$farm" -xtype l -delete
cp -rsf "$source"/{Kbuild,VERSION,kmod,include} "$farm/"

# "Skipping BTF": stock headers come without the vmlinux that it needs.
make -s -C "$headers" M="$farm" W=1 KCFLAGS=-Werror modules 2>&1 |
	sed "/Skipping BTF generation/d; s|$farm/||g" >&2
[ "${PIPESTATUS[0]}" = 0 ] || die "csec.ko for $1 does not build"
install -m 644 "$farm/csec.ko" "$out/csec.ko.new"
mv "$out/csec.ko.new" "$out/csec.ko"
