#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - check-probes.sh [SERIES]: what the build says of a kernel that it does not know
#
# Runs the probes of kmod/compat against the headers of a series of which some are
# changed: a hooked function renamed, another with one argument of another type,
# and an interface that no probe fits. csec.ko of the series has to be built.
# Closes with "probes: N passed, N failed".
set -eu
. "$(dirname "$0")/common.sh"

series=${1:-6.1}
read -r release _ < <(series_release "$series")
headers=$cache/headers-$series/usr/src/linux-headers-$release
[ "$series" != 6.1 ] || headers=/usr/src/linux-headers-$release
[ -d "$headers" ] || die "no headers of $series in $headers"
farm=$build/$series/kbuild-csec
common=$(sed -n 's/^include \(.*\)\/Makefile$/\1/p' "$headers/Makefile")
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
passed=0 failed=0

# The build's own command, as make noted it.
command=$(sed -n 's/^[a-z]*cmd_.*probe\.h := .*; \(.*\)$/\1/p' "$farm/kmod/compat/.probe.h.cmd" |
	sed 's/\$\$/$/g; s/\\#/#/g')
[ -n "$command" ] || die "csec.ko of $series is not built"
compiler=$(sed -nE 's/.* ([^ ]*gcc[^ ]*) -nostdinc .*/\1/p' <<<"$command")

# with_headers COMMAND: in the build's directory, the changed headers first
with_headers() {
	(cd "$headers" && sh -c "${1/ $compiler / $compiler -I$tmp/include }") 2>&1
}
# probe: the probes; their result is in $tmp/compat/probe.h
probe() {
	mkdir -p "$tmp/compat"
	with_headers "${command/ $farm\/kmod\/compat\/probe.h / $tmp/compat/probe.h }" >"$tmp/log"
}
# change HEADER SED: a copy of the header, with something else in it
change() {
	mkdir -p "$tmp/include/${1%/*}"
	[ -e "$tmp/include/$1" ] || cp "$common/include/$1" "$tmp/include/$1"
	sed -i -E "$2" "$tmp/include/$1"
	! cmp -s "$common/include/$1" "$tmp/include/$1" ||
		die "$series: $1 is not changed by $2"
}
# judge STATUS WHAT: counts it
judge() {
	if [ "$1" = 0 ]; then passed=$((passed + 1)); else
		echo "  FAIL $2"
		failed=$((failed + 1))
	fi
}
# expect NAME TEXT FILE, expect_not
expect() { local r=0; grep -qF -e "$2" "$3" || r=1; judge $r "$1: no '$2'"; }
expect_not() { local r=0; ! grep -qF -e "$2" "$3" || r=1; judge $r "$1: '$2'"; }

mkdir -p "$tmp/include"
result=$tmp/compat/probe.h
probe
expect_not "the kernel as it is" DIFFERS "$result"
expect_not "the kernel as it is" "is another" "$tmp/log"
expect "the kernel as it is" '"security_bprm_check", CSEC_PROTOTYPE_SAME' "$result"
cp "$result" "$tmp/known"

change linux/security.h 's/\bsecurity_bprm_check\(/security_bprm_look(/'
change linux/security.h 's/(security_file_open\()/\1const char *name, /'
change linux/security.h 's/(security_inode_unlink\(struct inode \*dir), struct dentry \*dentry/\1, struct file *dentry/'
probe
expect "a renamed function is not known" '"security_bprm_check", CSEC_PROTOTYPE_UNKNOWN' "$result"
expect "one more argument" '"security_file_open", CSEC_PROTOTYPE_DIFFERS' "$result"
expect "one more argument: the build says so" \
	"the prototype of security_file_open is another" "$tmp/log"
expect "an argument of another type" '"security_inode_unlink", CSEC_PROTOTYPE_DIFFERS' "$result"
expect "an argument of another type: the build says so" \
	"the prototype of security_inode_unlink is another" "$tmp/log"
expect "others are not concerned" '"security_socket_connect", CSEC_PROTOTYPE_SAME' "$result"
judge "$(($(grep -c DIFFERS "$result") != 2))" "two prototypes differ, no more"

change linux/mm.h 's/(long get_user_pages_remote\()/\1int whose, /'
probe
expect_not "no probe fits" CSEC_HAVE_get_pages "$result"
judge "$(($(grep -c CSEC_HAVE_ "$tmp/known") != $(grep -c CSEC_HAVE_ "$result") + 1))" \
	"one probe less, no more"

# The build ends there, and says why.
cp "$farm/kmod/compat.h" "$tmp"
echo '#include "compat.h"' >"$tmp/try.c"
compile="$compiler ${command#* "$compiler" } -fsyntax-only $tmp/try.c"
# It has to fail; why is what counts.
with_headers " $compile" >"$tmp/log" && judge 1 "no probe fits: it compiles all the same"
expect "no probe fits: the build says which" "the probes get_pages* of kmod/compat/probe.c fail" "$tmp/log"

echo "probes: $passed passed, $failed failed"
[ "$failed" = 0 ]
