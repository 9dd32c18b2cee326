# SPDX-License-Identifier: GPL-2.0-only
# csec - bench: pushing large policies, unloading many
# shellcheck shell=bash disable=SC2154
with_module
# More than once: what was freed just now comes back after a grace period.
free_bytes() {
	for _ in 1 2 3; do
		sync
		echo 3 >/proc/sys/vm/drop_caches
		sleep 0.5
	done
	awk '/^MemFree:/ { printf "%.0f\n", $2 * 1024 }' /proc/meminfo
}
# The hooks are attached already: to do that takes as long whatever the policy.
push few /bench-inside exec:10
for size in 1000 100000 $entries; do
	policy load /bench-load exec:$size >$run/policy.yaml
	before=$(free_bytes)
	costs ./csecctl policy push $run/policy.yaml
	value load/$size/instructions-per-entry $((work / size))
	value load/$size/bytes-per-entry $(((before - $(free_bytes)) / size))
	# Once more, while a process of the highest priority executes programs.
	mkfifo $run/longest
	./flood longest <$run/longest >$run/longest.out &
	exec {longest}>$run/longest
	ctl policy push $run/policy.yaml
	exec {longest}>&-
	wait $!
	rm $run/longest
	value load/$size/longest-exec "$(cat $run/longest.out)"
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
