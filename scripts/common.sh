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

# Kernel series: the package whose newest installed version sets the release,
# as a pattern. A series is added here and in install-deps.sh.
series_headers() {
	case $1 in
	6.1) echo 'linux-headers-6.1.*-amd64' ;;
	*) die "unknown kernel series '$1' (known: 6.1)" ;;
	esac
}

# Prints "release version" of the newest installed headers of a series.
series_release() {
	local pattern newest
	pattern=$(series_headers "$1") || exit 1
	newest=$(dpkg-query -W -f '${db:Status-Status} ${Package} ${Version}\n' \
		"$pattern" 2>/dev/null | sed -n 's/^installed linux-headers-//p' |
		sort -V | tail -n 1)
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
