#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - bench: wall.sh DIRECTORY: operations per second in real time, without and with csec
#
# For real hardware, as root, outside of governed cgroups. DIRECTORY holds ops, nothing,
# csec.ko and csecctl. Loads and unloads the module: not for a host that relies on it.
# Prints "STATE OPERATION PROCESSES PER-SECOND", each state twice.
set -eu
cd "$1"
export PROGRAM=$PWD/nothing DYNAMIC=/usr/bin/true REFUSED=$PWD/nothing
export OVERLAY=$PWD/nothing
export CGROUP=/sys/fs/cgroup/bench-wall
ms=${MS:-2000}
[ ! -e /sys/module/csec ] || { echo 'csec is loaded: unload it first' >&2; exit 1; }

measure() { # STATE
	bash -c 'echo $$ >$CGROUP/cgroup.procs; exec "$@"' - ./ops wall $1 $ms \
		null open read udp tcp mmap-file thread fork exec spawn |
		sed -u 's/^W //'
}
policy() {
	printf '%s\n' 'apiVersion: csec/v1' 'kind: Policy' 'metadata: {name: bench-wall}' \
		'mode: enforce' 'match: [{cgroup: /bench-wall}]' 'exec:' '  default: deny' '  allow:' \
		"    - {path: $PROGRAM}" "    - {path: $PWD/ops}" '    - {path: /usr/bin/bash}' \
		'processes: {threads: 10000}' 'shells: {reverse: deny, bind: deny, connect: deny}'
}
mkdir -p $CGROUP
policy >/tmp/bench-wall.yaml
for round in 1 2; do
	measure bare-$round
	./csecctl load --module csec.ko >&2
	measure loaded-$round
	./csecctl policy push /tmp/bench-wall.yaml >&2
	measure governed-$round
	./csecctl unload >&2
done
