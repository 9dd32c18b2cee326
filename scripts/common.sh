# SPDX-License-Identifier: GPL-2.0-only
# csec - shared by the scripts: where things are, the kernel table, locks
# shellcheck shell=bash

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck disable=SC2034 # used by the scripts that read this file
build=$top/build
cache=${CSEC_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/csec}
export PATH=$PATH:/usr/sbin:/sbin

say() { printf '%s\n' "$*" >&2; }
die() { say "${0##*/}: $*"; exit 1; }

# Kernel series: processor, suite of Debian, flavour and where it is built. The
# headers of 6.1 are those that are installed; all others are unpacked into the
# cache. `here` builds with the tools of this machine, else the name of the
# suite whose tools are in a tree of their own.
series_table='
6.1       amd64 bookworm           amd64    here
6.1-rt    amd64 bookworm           rt-amd64 here
6.1-arm64 arm64 bookworm           arm64    here
6.12      amd64 bookworm-backports amd64    here
6.12-rt   amd64 bookworm-backports rt-amd64 here
6.12-arm64 arm64 bookworm-backports arm64   here
7.x       amd64 trixie-backports   amd64    trixie
sid       amd64 sid                amd64    sid
'

# The names in the table.
series_names() { awk 'NF { print $1 }' <<<"$series_table"; }

# Sets $series, $arch, $suite, $flavour and $tools from the table.
# shellcheck disable=SC2034 # used by the scripts that read this file
read_series() {
	read -r series arch suite flavour tools < <(
		awk -v s="$1" '$1 == s' <<<"$series_table") ||
		die "unknown kernel series '$1' (known: $(series_names | paste -sd ' '))"
}

# Prints "release version" of the headers of a series: the newest that is
# installed, or what is in the cache.
series_release() {
	local newest
	read_series "$1" || exit 1
	if [ "$1" != 6.1 ]; then
		"$top/scripts/fetch-headers.sh" "$1" >/dev/null || exit 1
		cat "$cache/headers-$1/release"
		return
	fi
	newest=$(dpkg-query -W -f '${db:Status-Status} ${Package} ${Version}\n' \
		'linux-headers-6.1.*-amd64' 2>/dev/null |
		sed -n 's/^installed linux-headers-//p' |
		grep -vE '(rt|cloud)-amd64 ' | sort -V | tail -n 1)
	[ -n "$newest" ] || die "no headers of $1: run scripts/install-deps.sh"
	echo "$newest"
}

# Hash of the arguments and of standard input, for the names in the cache.
key() { { printf '%s\n' "$@"; cat; } | sha256sum | cut -c 1-16; }

# Takes the lock "$cache/NAME.lock" until the script ends.
lock() {
	mkdir -p "$cache"
	exec 8>"$cache/$1.lock"
	flock -n 8 || { say "waiting for another run ($1) ..."; flock 8; }
}
