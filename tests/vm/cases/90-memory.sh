# SPDX-License-Identifier: GPL-2.0-only
# Memory: violations and pushes leave nothing behind (P7, P8).
# shellcheck shell=bash disable=SC2034

if is_debug; then
	skip 'amounts of memory' 'a debug kernel keeps what was freed; kmemleak looks there'
	exit
fi

# Kilobytes of unreclaimable slab, vmalloc and per-CPU memory, at rest.
kernel_kb() {
	sync
	echo 3 >/proc/sys/vm/drop_caches
	sleep 1 # RCU and the workers
	awk '/^(SUnreclaim|VmallocUsed|Percpu|KernelStack):/ { s += $2 } END { print s }' /proc/meminfo
}
cg=$(cgroup a)
cp /usr/bin/true no
policy() { govern p "$cg" <<<"
processes: {threads: $1}
exec: {default: deny, allow: [{path: /usr/bin/true}]}"; }
policy 100 >/dev/null
nl_exec "$cg" 6000 "$dir/no" >/dev/null # the ring is full
before=$(kernel_kb)
nl_exec "$cg" 20000 "$dir/no" >/dev/null
after=$(kernel_kb)
echo "memory: 20000 denials: $before KiB, then $after KiB" >&2
at_most 'KiB that 20,000 denials leave' 1024 $((after - before))
equals 'all are counted' 26000 "$(counter p not_allowed)"

for ((n = 0; n < 10; n++)); do policy $((100 + n)); done >/dev/null 2>&1
before=$(kernel_kb)
for ((n = 0; n < 200; n++)); do policy $((100 + n % 50)); done >/dev/null 2>&1
after=$(kernel_kb)
echo "memory: 200 pushes: $before KiB, then $after KiB" >&2
at_most 'KiB that 200 pushes leave' 1024 $((after - before))

before=$(kernel_kb)
for ((n = 0; n < 200; n++)); do
	sub=$(cgroup "a/$n")
	in_cgroup "$sub" /usr/bin/true
	# The ring tells of each of them, and keeps none.
	in_cgroup "$sub" "$dir/no" 2>/dev/null
	rmdir "$sub"
done
after=$(kernel_kb)
echo "memory: 200 cgroups made and removed: $before KiB, then $after KiB" >&2
at_most 'KiB that 200 cgroups leave' 2048 $((after - before))
