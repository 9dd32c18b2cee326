#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - vm-image.sh: the Debian 12 disk image of the test VM; prints its path
#
# Built once and kept in the cache, under the hash of this recipe. It holds the
# system that is booted and in /srv/web a smaller one: the root of a container.
set -eu
. "$(dirname "$0")/common.sh"

host="bash busybox coreutils crun curl iproute2 jq kmod libfyaml0 libkmod2
libnl-3-200 libnl-genl-3-200 netcat-openbsd perl-base procps psmisc python3 runc
socat strace util-linux"
web="bash coreutils curl nginx-light python3-minimal"

image=$cache/root-$(key "$host" "$web" <"$0").ext4
[ -e "$image" ] && { echo "$image"; exit; }
[ "$(id -u)" = 0 ] || die "building the VM image needs root (once)"
lock vm-image
[ -e "$image" ] && { echo "$image"; exit; }

# Debian's bookworm as this machine gets it, or the usual place.
sources=
for f in /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list; do
	[ -z "$sources" ] && [ -e "$f" ] && grep -q bookworm "$f" && sources=$f
done

tmp=$cache/image.tmp
rm -rf "$tmp"
mkdir -p "$tmp"
debian() {
	mmdebstrap --mode=root --variant=minbase --include="$2" \
		--dpkgopt='path-exclude=/usr/share/doc/*' \
		--dpkgopt='path-exclude=/usr/share/man/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' \
		bookworm "$tmp/$1" ${sources:+"$sources"} >"$tmp/$1.log" 2>&1 </dev/null || {
		tail -n 20 "$tmp/$1.log" >&2
		die "mmdebstrap failed"
	}
}

say "building the VM image (a few minutes, once) ..."
debian host "${host//[[:space:]]/,}" &
debian web "${web//[[:space:]]/,}"
wait $!

rm -rf "$tmp"/*/var/cache/apt/* "$tmp"/*/var/lib/apt/lists/*
echo csec-vm >"$tmp/host/etc/hostname"
printf '127.0.0.1 localhost csec-vm\n' >"$tmp/host/etc/hosts"
mv "$tmp/web" "$tmp/host/srv/web"
truncate -s 2G "$tmp/image"
mke2fs -q -t ext4 -O ^has_journal -E lazy_itable_init=1 -d "$tmp/host" "$tmp/image"
mv "$tmp/image" "$image"
rm -rf "$tmp"
echo "$image"
