# SPDX-License-Identifier: GPL-2.0-only
# csec - bench: many entries, many governed cgroups
# shellcheck shell=bash disable=SC2154
with_module
on() { push many /bench-inside exec:$entries; }
off() { ctl policy delete many; }
few=$rounds
rounds=$((few < 3 ? few : 3))
alternate entries inside outside -- $light $heavy

# Each cgroup is governed from the time that something is in it.
./populate $root/bench-many $cgroups
on() {
	push crowd '/bench-many/**' exec:10
	push few /bench-inside exec:10
	./populate $root/bench-many $cgroups enter
	governed=$(./csecctl status --json | jq .cgroups)
	[ $governed -gt $cgroups ] || { say "$governed cgroups are governed"; return 1; }
}
off() { ctl policy delete few crowd; }
alternate crowd inside outside -- $light $heavy
rounds=$few
value scale/cgroups $governed
./populate $root/bench-many $cgroups remove
