# SPDX-License-Identifier: GPL-2.0-only
# Faults in mmap of what is to be executed.
# shellcheck shell=bash disable=SC2154

. /opt/csec/faults.sh
lib=$(realpath /lib/x86_64-linux-gnu/libz.so.1)
cp "$lib" listed.so
cp "$lib" other.so
mapped() {
	printf 'processes: {max: 100}\nexec: {default: deny, libraries: listed, '
	printf 'allow: [{path: %s/fail_nth}, {path: %s/listed.so}]}\n' "$bin" "$dir"
}
maps=$(cgroup maps)
mapped | govern mapped "$maps" >/dev/null || fail 'a policy is pushed'
fails map "$maps" "$dir/listed.so"
fails map-denied "$maps" "$dir/other.so"
fails map-ungoverned "$free" "$dir/other.so"
still_enforced
