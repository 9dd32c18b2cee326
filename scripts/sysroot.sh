#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - sysroot.sh ARCH: a tree with the libraries of another processor; prints its path
#
# What programs for the VM are compiled against, and a static busybox for its
# initramfs. Unpacked only, and kept in the cache under the hash of this recipe;
# the packages of this machine are not touched.
set -eu
. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/apt.sh"

[ $# = 1 ] || die "usage: sysroot.sh ARCH"
packages=libnl-3-dev,libnl-genl-3-dev,libkmod-dev,libfyaml-dev,busybox-static

root=$cache/sysroot-$1-$(key "$packages" <"$0")
[ -e "$root" ] && { echo "$root"; exit; }
[ "$(id -u)" = 0 ] || die "building the tree of $1 needs root (once)"
lock "sysroot-$1"
[ -e "$root" ] && { echo "$root"; exit; }

say "unpacking the libraries of $1 (once) ..."
rm -rf "$root.tmp"
sources_of bookworm | mmdebstrap --mode=root --variant=extract --architectures="$1" \
	--include="$packages" \
	--dpkgopt='path-exclude=/usr/share/doc/*' \
	--dpkgopt='path-exclude=/usr/share/man/*' \
	bookworm "$root.tmp" - >"$cache/sysroot-$1.log" 2>&1 || {
	tail -n 20 "$cache/sysroot-$1.log" >&2
	die "mmdebstrap failed"
}
rm -rf "$root.tmp"/var/cache/apt/* "$root.tmp"/var/lib/apt/lists/*
mv "$root.tmp" "$root"
rm "$cache/sysroot-$1.log"
echo "$root"
