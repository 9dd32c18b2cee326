#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - vm-image.sh [ARCH]: the Debian 12 disk image of the test VM; prints its path
#
# Built once and kept in the cache, under the hash of this recipe. It holds the
# system that is booted and in /srv/web a smaller one: the root of a container.
# That of another processor than this machine's is unpacked only: nothing in it
# can be run here, so what the packages would have set up is done by hand.
set -eu
. "$(dirname "$0")/common.sh"

arch=${1:-amd64}

host="apparmor bash busybox coreutils crun curl iproute2 jq kmod libfyaml0 libkmod2
libnl-3-200 libnl-genl-3-200 netcat-openbsd perl-base procps psmisc python3 runc
socat strace util-linux"
web="bash coreutils curl nginx-light python3-minimal"
# Shells that keep their descriptors elsewhere, and programs that drive shells.
shells="csh expect openbsd-inetd openssh-server screen tcsh tmux"
# Other file systems, and programs that make code at run time.
others="btrfs-progs luajit pcre2-utils php-cli xfsprogs"

# Essential packages, which come by themselves only where they can be set up.
essential="base-files base-passwd bsdutils dash debianutils diffutils findutils
gawk grep gzip hostname libc-bin login mount sed tar"
variant=(--variant=minbase)
if [ "$arch" = amd64 ]; then
	host="$host $shells $others"
else
	variant=(--variant=extract --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr)
	host="$host $essential" web="$web $essential"
fi

image=$cache/root-$(key "$arch" "$host" "$web" <"$0").ext4
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
	mmdebstrap --mode=root "${variant[@]}" --architectures="$arch" --include="$2" \
		--dpkgopt='path-exclude=/usr/share/doc/*' \
		--dpkgopt='path-exclude=/usr/share/man/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' \
		bookworm "$tmp/$1" ${sources:+"$sources"} >"$tmp/$1.log" 2>&1 </dev/null || {
		tail -n 20 "$tmp/$1.log" >&2
		die "mmdebstrap failed"
	}
	[ "$arch" != amd64 ] || return 0
	mkdir -p "$tmp/$1"/{mnt,opt,srv}
	cp "$tmp/$1/usr/share/base-passwd/passwd.master" "$tmp/$1/etc/passwd"
	cp "$tmp/$1/usr/share/base-passwd/group.master" "$tmp/$1/etc/group"
	ln -sf gawk "$tmp/$1/usr/bin/awk"
	ln -sf dash "$tmp/$1/bin/sh"
	[ ! -e "$tmp/$1/bin/nc.openbsd" ] || ln -sf nc.openbsd "$tmp/$1/bin/nc"
}

say "building the VM image of $arch (a few minutes, once) ..."
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
