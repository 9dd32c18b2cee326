#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - fetch-daemons.sh: auditd and fapolicyd for the test VM; prints the directory
#
# For `make bench` with DAEMONS=1 only. What Debian 12 has of them, with the packages
# that they need and the VM image does not have, is unpacked into one tree that the VM
# lays over its own. Fetched once and kept in the cache, under the hash of the recipe
# and of the list of packages in the image.
set -eu
. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/apt.sh"

image=$("$top/scripts/vm-image.sh" amd64)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
debugfs -R 'cat /var/lib/dpkg/status' "$image" >"$tmp/status" 2>/dev/null
[ -s "$tmp/status" ] || die "no list of packages in $image"

dir=$cache/daemons-$(key "$(sha256sum <"$0")" <"$tmp/status")
[ ! -e "$dir" ] || { echo "$dir"; exit; }
lock daemons
[ ! -e "$dir" ] || { echo "$dir"; exit; }

use_suite bookworm
# As if on the image: what it has is not fetched. The settings of apt are a copy.
sed "s|^Dir::State::status .*|Dir::State::status \"$tmp/status\";|
	s|^Dir::Cache::archives .*|Dir::Cache::archives \"$tmp/archives\";|" "$apt_conf" >"$tmp/apt.conf"
apt_conf=$tmp/apt.conf
mkdir -p "$tmp/archives/partial" "$tmp/tree"
fetch() { apt_get -y --no-install-recommends --download-only install auditd fapolicyd; }
{ fetch || { apt_get update && fetch; }; } >"$tmp/log" 2>&1 </dev/null || {
	tail -n 20 "$tmp/log" >&2
	die "auditd and fapolicyd could not be fetched"
}
for deb in "$tmp"/archives/*.deb; do
	dpkg-deb -x "$deb" "$tmp/tree"
	dpkg-deb -f "$deb" Package Version | sed 's/^[^ ]* //' | paste -sd ' '
done >"$tmp/tree/daemons.packages"
rm -rf "$tmp"/tree/usr/share/{doc,man,locale}
mkdir -p "$cache"
cp -a "$tmp/tree" "$dir.$$"
mv "$dir.$$" "$dir"
echo "$dir"
