#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - installs what building and testing need on Debian 12; nothing to do: no network
#
# With --bench: what `make bench` needs beyond that; --debug: a debug kernel;
# --suites: what the suites of others need; --fuzz: AFL++.
set -eu

packages="
build-essential pkg-config libnl-3-dev libnl-genl-3-dev libkmod-dev libfyaml-dev check
linux-headers-amd64 pahole
qemu-system-x86 qemu-system-arm gcc-aarch64-linux-gnu libc6-dev-arm64-cross
mmdebstrap e2fsprogs busybox-static cpio kmod xz-utils python3 python3-yaml ca-certificates
scdoc mandoc shellcheck sparse clang-format cppcheck
clang libclang-rt-14-dev
"
[ "${1:-}" != --debug ] || packages="$packages flex bison bc libelf-dev libssl-dev xz-utils"

[ "${1:-}" != --fuzz ] || packages='clang libclang-rt-14-dev afl++ libfyaml-dev libkmod-dev libnl-genl-3-dev'

[ "${1:-}" != --suites ] || packages='build-essential libcap-dev mmdebstrap rsync xz-utils'

# For the peers that `make bench` compares with.
[ "${1:-}" != --bench ] ||
	packages='clang libbpf-dev libelf-dev zlib1g-dev apparmor'

missing() {
	local p
	for p in $packages; do
		dpkg-query -W -f '${db:Status-Status}\n' "$p" 2>/dev/null |
			grep -qx installed || echo "$p"
	done
}

retry() {
	local n
	for n in 1 2 3; do
		"$@" && return
		sleep $((n * 5))
	done
	return 1
}

todo=$(missing | tr '\n' ' ')
[ -n "$todo" ] || exit 0
if [ "$(id -u)" != 0 ]; then
	echo "please install first, as root:" >&2
	echo "  apt-get install --no-install-recommends $todo" >&2
	exit 1
fi
echo "installing: $todo" >&2
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# shellcheck disable=SC2086 # a list of words
if ! { retry apt-get -q update && retry apt-get -qy --no-install-recommends \
	-o Dpkg::Options::=--force-confold -o DPkg::Lock::Timeout=300 \
	install $todo; } >"$log" 2>&1 </dev/null; then
	tail -n 30 "$log" >&2
	exit 1
fi
