#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - build-module.sh SERIES [neighbour]: builds build/SERIES/csec.ko; leaves nothing in the source tree
#
# With `neighbour` the module of that name for the VM cases, instead.
#
# Kbuild of 6.1 writes beside the sources, so it is given a tree of links, or of
# copies where the tools are in a tree of their own. CSEC_SOURCE names another
# source tree.
set -eu
. "$(dirname "$0")/common.sh"

[ $# -ge 1 ] || die "usage: build-module.sh SERIES [neighbour]"
read_series "$1"
module=${2:-csec}
rel_version=$(series_release "$1")
release=${rel_version% *}
source=${CSEC_SOURCE:-$top}
files=("$source"/{Kbuild,VERSION,kmod,include})
[ "$module" = csec ] || files=("$top"/tests/vm/kmod/*)
out=$build/$1
mkdir -p "$out"
exec 8>"$out/lock"
flock 8

headers=$cache/headers-$1/usr/src/linux-headers-$release
[ "$1" != 6.1 ] || headers=/usr/src/linux-headers-$release
farm=$out/kbuild-$module inside=$farm
make=(make -s -j "$(nproc)")
if [ "$tools" != here ]; then
	root=$("$top/scripts/tools-root.sh" "$tools")
	[ "$(id -u)" = 0 ] || die "$1 is built in a tree of $tools, which needs root"
	inside=/srv/$(key "$farm" </dev/null) farm=$root$inside
	cp -a --update "$cache/headers-$1/usr/." "$root/usr"
	headers=/usr/src/linux-headers-$release
	make=(chroot "$root" env -i PATH=/usr/bin LC_ALL=C.UTF-8 "${make[@]}")
fi
[ "$arch" != arm64 ] || make+=(DEB_BUILD_ARCH=amd64
	DEB_HOST_ARCH=arm64 DEB_HOST_GNU_TYPE=aarch64-linux-gnu)

# Objects of other headers or another tree are of no use.
mkdir -p "$farm"
stamp="$rel_version $source $farm"
[ "$(cat "$out/stamp-$module" 2>/dev/null)" = "$stamp" ] || {
	rm -rf "$farm"
	mkdir -p "$farm"
	echo "$stamp" >"$out/stamp-$module"
}
find "$farm" -xtype l -delete
if [ "$tools" = here ]; then
	cp -rsf "${files[@]}" "$farm/"
else
	cp -r --preserve=timestamps --update "${files[@]}" "$farm/"
fi

# "Skipping BTF": the headers of 6.1 come without the vmlinux that it needs.
"${make[@]}" -C "$headers" M="$inside" W=1 KCFLAGS=-Werror modules 2>&1 </dev/null |
	sed "/Skipping BTF generation/d; s|$inside/||g" >&2
[ "${PIPESTATUS[0]}" = 0 ] || die "$module.ko for $1 does not build"
install -m 644 "$farm/$module.ko" "$out/$module.ko.new"
mv "$out/$module.ko.new" "$out/$module.ko"
