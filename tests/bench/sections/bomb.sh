# SPDX-License-Identifier: GPL-2.0-only
# csec - bench: a fork bomb: from its first fork until its cgroup is empty
# shellcheck shell=bash disable=SC2154
with_module
pids_of_root() { echo "$1pids" >$root/cgroup.subtree_control; }

# bomb NAME LIMIT [kill]
bomb() { ./bomb $1/$2 $root/bench-bomb ${BOMB_MS:-400} ${3:-}; }
mkdir -p $root/bench-bomb
for limit in 64 512 2048; do
	for answer in deny freeze kill; do
		push bomb /bench-bomb "processes: {threads: $limit, onBomb: $answer}"
		if [ $answer != deny ] && grep -q onBomb $run/ctl.out; then
			not_measured "bomb: onBomb: $answer is not enforced by this module"
		else
			bomb csec-$answer $limit
		fi
		ctl policy delete bomb
	done
	pids_of_root +
	echo $limit >$root/bench-bomb/pids.max
	bomb pids-max $limit
	bomb pids-max+helper $limit kill
	pids_of_root -
done
rmdir $root/bench-bomb
