# SPDX-License-Identifier: GPL-2.0-only
# csec - bench: pushing large policies, unloading many
# shellcheck shell=bash disable=SC2154
with_module
# More than once: what was freed just now comes back after a grace period. Pages that
# a processor keeps to hand out next are free, too: some ten megabytes come and go there.
free_bytes() {
	for _ in 1 2 3; do
		sync
		echo 3 >/proc/sys/vm/drop_caches
		sleep 0.5
	done
	awk '/^MemFree:/ { free += $2 * 1024 }
		/^ +count:/ { free += $2 * 4096 }
		END { printf "%.0f\n", free }' /proc/meminfo /proc/zoneinfo
}
# execs NAME CGROUP COMMAND...: meanwhile a process of the highest priority executes programs
execs() {
	local name=$1 group=$2 longest latest longest_in
	shift 2
	mkfifo $run/longest
	(echo 0 >$root/$group/cgroup.procs; exec ./flood longest) <$run/longest >$run/longest.out &
	exec {longest_in}>$run/longest
	# It is there before the policy is replaced.
	until grep -q flood /proc/$!/comm; do sleep 0.01; done
	"$@"
	exec {longest_in}>&-
	wait $!
	rm $run/longest
	read -r longest latest <$run/longest.out
	value $name/longest-exec $longest
	value $name/latest-exec $latest
}
# What is as busy, and pushes nothing: execs are not faster than beside it.
busy() { timeout $1 bash -c 'while :; do :; done' || [ $? = 124 ]; }
mkdir -p $root/bench-load
# The hooks are attached already: to do that takes as long whatever the policy.
push few /bench-inside exec:10
for size in 1000 100000 $entries; do
	policy load /bench-load exec:$size >$run/policy.yaml
	before=$(free_bytes)
	costs ./csecctl policy push $run/policy.yaml
	value load/$size/instructions-per-entry $((work / size))
	value load/$size/bytes-per-entry $(((before - $(free_bytes)) / size))
	# For a while without a push; and once more, in what it governs and beside it.
	seconds=$((passed < 1000000000 ? 1 : 2))
	for group in inside outside; do
		to_cgroup=bench-outside
		[ $group = outside ] || to_cgroup=bench-load
		execs load/$size/$group-idle $to_cgroup busy $seconds
		execs load/$size/$group $to_cgroup ctl policy push $run/policy.yaml
	done
	costs ./csecctl policy delete load
	value load/$size/delete-us $((passed / 1000))
done
ctl policy delete few
mkdir -p $run/thousand
for size in $(seq 1000); do
	policy p$size /bench-load/$size exec:10 >$run/thousand/$size.yaml
done
costs ./csecctl policy push $run/thousand
value load/1000-policies/push-us $((passed / 1000))
costs ./csecctl unload
value load/1000-policies/unload-us $((passed / 1000))
