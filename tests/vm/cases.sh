#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - the script of the test VM: runs every case file, each by itself, and tidies up behind it
set -u
cd /opt/csec || exit
exec 9>&1 >&2

result() { echo "$*" >&9; }

# Kills what runs in a tree of cgroups and removes it.
remove_cgroups() {
	[ -d "$1" ] || return 0
	echo 1 >"$1/cgroup.kill"
	for ((n = 0; n < 600; n++)); do
		find "$1" -depth -type d -exec rmdir {} + 2>/dev/null
		[ -d "$1" ] || return 0
		sleep 0.1
	done
	return 1
}

# What a case may not leave behind in the module.
tidy() {
	local left
	remove_cgroups "/sys/fs/cgroup/t-$1" || result "FAIL $1: its cgroups cannot be removed"
	# It says so when it has broken what only a reboot mends.
	[ -e csec.ko ] && [ ! -e "/tmp/$1/for-good" ] || return 0
	grep -q '^csec ' /proc/modules || insmod csec.ko || {
		result "FAIL $1: csec.ko cannot be loaded again"
		return 0
	}
	left=$(csecctl policy show --json | jq -r '.policies[].metadata.name')
	# shellcheck disable=SC2086 # a list of names
	[ -z "$left" ] || csecctl policy delete $left >&2 ||
		result "FAIL $1: its policies cannot be deleted"
	left=$(csecctl status --json | jq -c '[.policies, .tasks, .degraded]')
	[ "$left" = '[0,0,false]' ] ||
		result "FAIL $1: left policies, counted tasks, degraded: $left"
}

if [ -e csec.ko ]; then
	began=${EPOCHREALTIME/./}
	insmod csec.ko || {
		result "FAIL csec.ko cannot be loaded: $(dmesg | tail -n 1)"
		exit 1
	}
	result "csec.ko was loaded in $(((${EPOCHREALTIME/./} - began) / 1000)) ms on $(uname -r)"
fi
for f in cases/*.sh; do
	name=$(basename "$f" .sh)
	result "CASE $name"
	echo "== $name" >&2
	began=$SECONDS
	own=/sys/fs/cgroup/run-$name
	mkdir "$own"
	(
		echo 0 >"$own/cgroup.procs"
		exec timeout -k 10 "${CASE_SECONDS:-1500}" bash lib.sh "$f" >&2
	)
	status=$?
	remove_cgroups "$own"
	[ $status -lt 124 ] || result "FAIL $name: did not end (status $status)"
	tidy "$name"
	result "TOOK $((SECONDS - began))"
done
exit 0
