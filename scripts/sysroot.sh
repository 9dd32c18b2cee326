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
lock "sysroot-$1"
[ -e "$root" ] && { echo "$root"; exit; }

say "unpacking the libraries of $1 (once) ..."
unpack_tree bookworm "$root.tmp" "$packages" --architectures="$1"
mv "$root.tmp" "$root"
echo "$root"
