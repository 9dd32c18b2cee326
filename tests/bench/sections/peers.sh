# SPDX-License-Identifier: GPL-2.0-only
# csec - bench: what a host can use instead of csec
# shellcheck shell=bash disable=SC2154
with_module

peer_ops="thread fork exec exec-dynamic spawn"

# BPF-LSM: allowed files, counted tasks
bpf() { # NAME ENTRIES LEVELS WHO PART CGROUP-DIRECTORY... -- OPERATION...
	local name=$1 part=$5 who=$4 dirs=() options=("$2" "$3")
	shift 5
	while [ "$1" != -- ]; do dirs+=("$1"); shift; done
	shift
	start $name bench-loader ./allowlist allowlist.bpf.o "${options[@]}" "${dirs[@]}" \
		-- $PROGRAM $DYNAMIC /opt/csec/ops
	on() { job $name attach $part; }
	off() { job $name detach; }
	alternate $name $who -- "$@"
	stop $name
}
if [ -e allowlist.bpf.o ] && grep -q bpf /sys/kernel/security/lsm; then
	bpf bpf-exec10 10 0 inside exec $root/bench-inside -- $peer_ops
	bpf bpf-exec10-else 10 0 outside exec $root/bench-inside -- $peer_ops
	bpf bpf-exec1m $entries 0 inside exec $root/bench-inside -- exec
	bpf bpf-procs1 10 0 inside procs $root/bench-inside -- thread fork
	bpf bpf-procs4 10 4 deep procs $root/bench-deep{,/a,/a/b,/a/b/c} -- thread fork
else
	not_measured 'BPF-LSM: no object, or the kernel has no BPF LSM'
fi

# The pids controller
depths=$root
for level in 1 2 3 4 5 6 7 8; do
	depths+=/bench-p$level
	mkdir $depths
done
start depths ${depths#"$root"/} ./ops
pids() { # DEPTH: enabled so many levels down
	local depth=$1
	on() {
		local dir=$root level
		for ((level = 1; level <= depth; level++)); do
			echo +pids >$dir/cgroup.subtree_control
			dir+=/bench-p$level
			echo 100000 >$dir/pids.max
		done
	}
	off() {
		local dir=$depths level
		for level in 8 7 6 5 4 3 2 1; do
			dir=${dir%/*}
			[ $level -gt $depth ] || echo -pids >$dir/cgroup.subtree_control
		done
	}
	alternate pids$depth depths -- thread fork
}
for level in 1 4 8; do pids $level; done

# What a process puts on itself: in a child, for good
confined() { # NAME HOW
	local round
	say $1
	for ((round = 0; round <= rounds; round++)); do
		job inside $1/inside/off/$round $nr in nothing $confined_ops
		[ $round = $rounds ] || job inside $1/inside/on/$round $nr in $2 $confined_ops
	done
}
confined_ops='open udp mmap-file mmap-anon capable tcp thread fork exec spawn'
if grep -q landlock /sys/kernel/security/lsm; then
	confined landlock10 landlock:10
	confined landlock1000 landlock:1000
	not_measured 'Landlock, ptrace: it lets a process trace only what it confined itself'
else
	not_measured 'Landlock: not in this kernel'
fi
if ! grep -q apparmor /sys/kernel/security/lsm; then
	not_measured 'AppArmor: not in this kernel'
elif [ ! -e apparmor-10 ]; then
	not_measured 'AppArmor: no apparmor_parser where this was built'
else
	confined_ops+=' ptrace'
	for level in 10 1000; do
		cat apparmor-$level >/sys/kernel/security/apparmor/.load
		confined apparmor$level apparmor:bench-$level
	done
fi
