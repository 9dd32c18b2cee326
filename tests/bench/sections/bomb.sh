# SPDX-License-Identifier: GPL-2.0-only
# csec - bench: a fork bomb: from its first fork until its cgroup is empty
# shellcheck shell=bash disable=SC2154
with_module
# The controller counts in all of them: that is how the limit is seen to be met.
echo +pids >$root/cgroup.subtree_control

# bomb NAME LIMIT PIDS-MAX [kill]: in a cgroup of its own
bomb() {
	mkdir $root/bench-bomb
	echo $3 >$root/bench-bomb/pids.max
	./bomb $1/$2 $root/bench-bomb $2 ${BOMB_MS:-400} ${4:-}
	rmdir $root/bench-bomb
}
for limit in ${BOMBS:-64 512 2048}; do
	say "bomb of $limit"
	for answer in deny freeze kill; do
		push bomb /bench-bomb "processes: {threads: $limit, onBomb: $answer}"
		bomb csec-$answer $limit max
		ctl policy delete bomb
	done
	bomb pids-max $limit $limit
	bomb pids-max+helper $limit $limit kill
done
echo -pids >$root/cgroup.subtree_control
