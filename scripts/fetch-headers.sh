#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - fetch-headers.sh SERIES: the kernel headers of a series, unpacked in the cache
#
# Prints a directory of the cache with usr/src/linux-headers-*, and in the file
# `release` "release version" of the kernel. A series stays at the release that was
# the newest at the first time; `rm -r` of the directory fetches anew.
set -eu
. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/apt.sh"

[ $# = 1 ] || die "usage: fetch-headers.sh SERIES"
read_series "$1"
dir=$cache/headers-$series
[ -e "$dir/release" ] && { echo "$dir"; exit; }
lock "headers-$series"
[ -e "$dir/release" ] && { echo "$dir"; exit; }

say "fetching the headers of $series ($suite) ..."
use_suite "$suite"
tmp=$dir.tmp
rm -rf "$dir" "$tmp"
mkdir -p "$tmp/debs"
cd "$tmp/debs"
apt_get update >../log 2>&1 || { cat ../log >&2; die "no lists of $suite"; }

# depends PACKAGE: its packages of the kernel, one a line
depends() {
	apt_cache show --no-all-versions "$1" | sed -n 's/^Depends: //p' |
		grep -oE 'linux-(headers|kbuild)-[^ ,(]+' || true
}
headers=$(depends "linux-headers-$flavour:$arch")
release=${headers#linux-headers-}
version=$(apt_cache show --no-all-versions "$headers:$arch" | sed -n 's/^Version: //p')
[ -n "$version" ] || die "$suite has no linux-headers-$flavour for $arch"
# shellcheck disable=SC2046 # a list of words
apt_download "$headers:$arch=$version" $(depends "$headers:$arch")
for deb in *.deb; do
	dpkg-deb -x "$deb" ..
done
cd ..
rm -r debs log
# They are meant to be installed; in a tree of tools they will be.
[ "$tools" != here ] || sed -i "s|/usr/src|$dir/usr/src|" "usr/src/$headers/Makefile"
echo "$release $version" >release
mv "$tmp" "$dir"
echo "$dir"
