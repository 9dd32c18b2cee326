#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - bench: wall.sh DIRECTORY: operations per second in real time, without and with csec
#
# For real hardware, as root, outside of governed cgroups. DIRECTORY holds ops, nothing,
# csec.ko and csecctl. Loads and unloads the module: not for a host that relies on it.
# MS, ROUNDS, OPERATIONS may be set. Prints "STATE-ROUND OPERATION PROCESSES PER-SECOND";
# wall.py makes a table of that.
set -euo pipefail
stop() { echo "wall.sh: $*" >&2; exit 1; }
[ $# = 1 ] || stop 'usage: wall.sh DIRECTORY'
cd "$1"
export PROGRAM=$PWD/nothing DYNAMIC=/usr/bin/true OVERLAY=$PWD/nothing
export REFUSED=$PWD/nothing SHELL_CLASS=$PWD/nothing
root=/sys/fs/cgroup
export CGROUP=$root/bench-wall
ms=${MS:-2000}
operations=${OPERATIONS:-null open read write udp tcp mmap-file mmap-anon capable ptrace
	thread fork exec spawn}

[ "$(id -u)" = 0 ] || stop 'needs root'
for file in ops nothing csecctl $DYNAMIC; do
	[ -x $file ] || stop "$file is not there, or no program"
done
[ -f csec.ko ] || stop 'csec.ko is not there'
[ -e $root/cgroup.procs ] || stop "no cgroup2 at $root"
[ ! -e /sys/module/csec ] || stop 'csec is loaded: unload it first'

work=$(mktemp -d)
# Without it nothing would be left of a run that failed but a policy in force.
finish() {
	[ ! -e /sys/module/csec ] || ./csecctl unload >&2 || true
	rm -rf $work
	rmdir $CGROUP/side[01] $CGROUP 2>/dev/null || true
}
trap finish EXIT

measure() { # STATE
	bash -c 'echo $$ >$CGROUP/cgroup.procs; exec "$@"' - ./ops wall $1 $ms $operations |
		sed -u 's/^W //'
}
policy() {
	printf '%s\n' 'apiVersion: csec/v1' 'kind: Policy' 'metadata: {name: bench-wall}' \
		'mode: enforce' 'match: [{cgroup: /bench-wall}]' 'exec:' '  default: deny' '  allow:' \
		"    - {path: $PROGRAM}" "    - {path: $PWD/ops}" '    - {path: /usr/bin/bash}' \
		'processes: {threads: 10000}' 'shells: {reverse: deny, bind: deny, connect: deny}' \
		"memory: {jit: {default: deny, allow: [$PWD/ops]}}" 'inject: {default: children}' \
		'capabilities: {default: allow, deny: [SYS_MODULE]}'
}
mkdir -p $CGROUP
policy >$work/policy.yaml
for ((round = 1; round <= ${ROUNDS:-2}; round++)); do
	measure bare-$round
	./csecctl load --module csec.ko >&2
	measure loaded-$round
	./csecctl policy push $work/policy.yaml >&2
	measure governed-$round
	./csecctl unload >&2
done
