#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - fetch-kernel.sh SERIES: the stock kernel that the installed headers belong to
#
# Downloads the package, installs nothing. Prints a directory of the cache
# with vmlinuz and lib/modules/<release>.
set -eu
. "$(dirname "$0")/common.sh"

[ $# = 1 ] || die "usage: fetch-kernel.sh SERIES"
rel_version=$(series_release "$1")
release=${rel_version% *} version=${rel_version#* }
dir=$cache/kernel-$release-$version
[ -e "$dir/vmlinuz" ] || {
	lock "kernel-$release"
	[ -e "$dir/vmlinuz" ] || {
		say "fetching the kernel $release ($version) ..."
		tmp=$cache/kernel-$release.tmp
		rm -rf "$tmp"
		mkdir -p "$tmp/x"
		cd "$tmp"
		# As root apt would drop to a user that may not write here.
		get() {
			apt-get -q -o APT::Sandbox::User=root download \
				"linux-image-$release=$version" >"$tmp/log" 2>&1
		}
		get || { apt-get -q update >"$tmp/log" 2>&1 && get; } || {
			cat "$tmp/log" >&2
			die "no linux-image-$release=$version to download;" \
				"are the installed headers out of date?"
		}
		dpkg-deb -x linux-image-*.deb x
		mkdir -p out/lib
		lib=x/lib
		[ -d "$lib" ] || lib=x/usr/lib # merged /usr, from trixie on
		mv "$lib/modules" out/lib
		mv "x/boot/vmlinuz-$release" out/vmlinuz
		depmod -b out "$release"
		rm -rf "$dir"
		mv out "$dir"
		rm -rf "$tmp"
	}
}
echo "$dir"
