#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - tools-root.sh SUITE: a tree with the compiler and the libraries of another Debian
#
# For kernels whose headers need more than this machine has. Built once and kept
# in the cache, under the hash of this recipe. Prints its path.
set -eu
. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/apt.sh"

case ${1:-} in
trixie) packages=gcc-14 ;;
sid) packages=gcc-16 ;;
*) die "usage: tools-root.sh trixie|sid" ;;
esac
packages=$packages,make,pahole,libelf1t64,libssl3t64,libc6-dev,kmod

root=$cache/tools-$1-$(key "$packages" <"$0")
[ -e "$root" ] && { echo "$root"; exit; }
lock "tools-$1"
[ -e "$root" ] && { echo "$root"; exit; }

say "building a tree of $1 with its compiler (a few minutes, once) ..."
# A mirror of sid may be behind by more than its lists are valid.
valid=()
[ "$1" != sid ] || valid=(--aptopt='Acquire::Check-Valid-Until "false"')
unpack_tree "$1" "$root.tmp" \
	"$packages,base-files,bash,dash,coreutils,sed,grep,gawk,findutils,diffutils" \
	${valid[@]+"${valid[@]}"}
# What the scripts of the packages would have done.
ln -sfn gawk "$root.tmp/usr/bin/awk"
# objtool asks for the place of its stack; nothing else needs /proc.
mkdir -p "$root.tmp/proc/self"
cat /proc/self/maps >"$root.tmp/proc/self/maps"
mv "$root.tmp" "$root"
echo "$root"
