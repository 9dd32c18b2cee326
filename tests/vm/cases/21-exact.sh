# SPDX-License-Identifier: GPL-2.0-only
# The count is that of the pids controller: large trees, workers of io_uring.
# shellcheck shell=bash disable=SC2034,SC2154,2086

bin=/opt/csec/bin
echo +pids >$root/cgroup.subtree_control
mkdir -p "$base"
echo +pids >"$base/cgroup.subtree_control"
policy=exact
# limits SECTION
limits() { govern exact "$cg" <<<"processes: {$1}"; }

# A policy for a large tree that runs
cg=$(cgroup tree)
trees=100 threads=20
hold "$cg" forks hold $trees $threads
limits "threads: $((trees * threads + 10))" || fail 'a policy is pushed'
equals "a policy for a running tree of $((trees * threads + 1)) tasks" \
	"$((trees * threads + 1)) $((trees + 1))" "$(ps_of tasks "$cg") $(ps_of processes "$cg")"
exact 'the tree' "$cg"
fails_with 'the limit counts it: nine more fit' 'forked 8: EAGAIN' in_cgroup "$cg" try fork 9
ungovern exact
equals 'without the policy nothing is counted' 0 "$(status tasks)"
limits "threads: $((trees * threads))"
exact 'pushed again, below what there is' "$cg"
fails_with 'nobody gets in' EAGAIN in_cgroup "$cg" $bin/mark
unhold
exact 'after its end' "$cg"

# Workers that the kernel makes for a process
cg=$(cgroup uring)
limits 'threads: 40'
hold "$cg" uring 10
if grep -q 'io_uring:' "$dir/.held"; then
	skip 'workers of io_uring' "$(cat "$dir/.held")"
else
	equals 'workers of io_uring count as tasks' 11 "$(ps_of tasks "$cg")"
	equals 'of one process' 1 "$(ps_of processes "$cg")"
	exact 'with workers of io_uring' "$cg"
	unhold
	exact 'without them' "$cg"
	limits 'threads: 5'
	hold "$cg" uring 10
	contains 'at the limit no more of them come' 'workers 4' cat "$dir/.held"
	equals 'which was not passed' 5 "$(ps_of tasks "$cg")"
	exact 'with workers at the limit' "$cg"
fi
unhold
exact 'after io_uring' "$cg"
equals 'nobody is left' 0 "$(ps_of tasks "$cg")"
