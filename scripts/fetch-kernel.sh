#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - fetch-kernel.sh SERIES: the stock kernel that the headers of a series belong to
#
# Downloads the package, installs nothing. Prints a directory of the cache
# with vmlinuz and lib/modules/<release>.
set -eu
. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/apt.sh"

[ $# = 1 ] || die "usage: fetch-kernel.sh SERIES"
read_series "$1"
rel_version=$(series_release "$1")
release=${rel_version% *} version=${rel_version#* }
dir=$cache/kernel-$release-$version
[ -e "$dir/vmlinuz" ] && { echo "$dir"; exit; }
lock "kernel-$release"
[ -e "$dir/vmlinuz" ] && { echo "$dir"; exit; }

say "fetching the kernel $release ($version) ..."
tmp=$cache/kernel-$release.tmp
rm -rf "$tmp"
mkdir -p "$tmp/x"
cd "$tmp"
if [ "$1" = 6.1 ]; then
	# By the machine's own sources, like the headers.
	apt_get() { apt-get -q -o APT::Sandbox::User=root "$@"; }
	apt_cache() { apt-cache "$@"; }
else
	use_suite "$suite"
fi
# Since 7.2 it comes in parts.
parts=$(apt_cache show "linux-image-$release:$arch=$version" 2>/dev/null |
	sed -n 's/^Depends: //p' | tr ',' '\n' | awk -v r="-$release" '
		/^ *linux-(base|binary|modules)-/ && index($1, r) { print $1 }' |
	sed "s/\$/:$arch=$version/")
# shellcheck disable=SC2086 # a list of words
apt_download "linux-image-$release:$arch=$version" $parts ||
	die "no linux-image-$release=$version to download; out of date:" \
		"the headers that are installed, or $cache/headers-$1 (remove it)"
for deb in *.deb; do
	dpkg-deb -x "$deb" x
done
mkdir -p out/lib
# In /boot, since 7.2 beside the modules; /lib or, from trixie on, /usr/lib.
find x -type f -name 'vmlinu[xz]*' -exec mv {} out/vmlinuz \;
mv x/lib/modules out/lib 2>/dev/null || mv x/usr/lib/modules out/lib
depmod -b out "$release"
rm -rf "$dir"
mv out "$dir"
rm -rf "$tmp"
echo "$dir"
