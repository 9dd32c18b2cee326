# SPDX-License-Identifier: GPL-2.0-only
# The count is that of the pids controller: large trees, workers of io_uring, very
# many forks. CSEC_LONG=1 on the kernel's command line makes fifty times as many.
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
trees=500 threads=20
! is_debug || trees=50
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
hold "$cg" uring 6
if grep -q 'io_uring:' "$dir/.held"; then
	skip 'workers of io_uring' "$(cat "$dir/.held")"
else
	equals 'workers of io_uring count as tasks' 7 "$(ps_of tasks "$cg")"
	equals 'of one process' 1 "$(ps_of processes "$cg")"
	exact 'with workers of io_uring' "$cg"
	unhold
	exact 'without them' "$cg"
	limits 'threads: 5'
	hold "$cg" uring 6
	contains 'at the limit no more of them come' 'workers 4' cat "$dir/.held"
	equals 'which was not passed' 5 "$(ps_of tasks "$cg")"
	exact 'with workers at the limit' "$cg"
fi
unhold
exact 'after io_uring' "$cg"
equals 'nobody is left' 0 "$(ps_of tasks "$cg")"

# Very many forks: an operation of the storm makes one and a half, or more. All that
# the kernel made since it booted is in /proc/stat
made() { sed -n 's/^processes //p' /proc/stat; }
many=1
! grep -qw CSEC_LONG=1 /proc/cmdline || many=50
! is_debug || many=0
forks_each=$((many * 1670 + 50))
cg=$(cgroup storm)
limits 'max: 300, threads: 400'
before=$(made)
ok "$((12 * forks_each)) mixed forks" in_cgroup "$cg" forks storm 8 $forks_each
at_least 'the kernel counted as many' $((12 * forks_each)) $(($(made) - before))
exact 'after them' "$cg"
equals 'nothing is left' '0 0' "$(ps_of tasks "$cg") $(ps_of processes "$cg")"

# Very many attempts at the same time, for the last places
attempts=$((many * 12500 + 50))
cg=$(cgroup grab)
ungovern exact
run in_cgroup "$cg" forks grab 8 200 100
at_least 'without a policy they are more than 100' 101 "${out##* }"
limits 'threads: 100'
before=$(counter exact thread_limit)
ok "$((8 * attempts)) attempts of 8 workers on $(nproc) processors" in_cgroup "$cg" forks grab 8 $attempts 100
read -r _ made _ refused _ most <<<"$out"
equals 'each is made or refused' $((8 * attempts)) $((made + refused))
equals 'each refusal is counted' "$refused" $(($(counter exact thread_limit) - before))
at_least 'a hundredth of them was refused' $((8 * attempts / 100)) "$refused"
at_most 'as they know themselves the limit was not passed' 100 "$most"
equals 'as csec knows it was reached and not passed' 100 "$(ps_of peak_tasks "$cg")"
exact 'after the attempts' "$cg"
cg=$(cgroup grab-max)
limits 'max: 100'
before=$(counter exact process_limit)
ok 'the same for processes' in_cgroup "$cg" forks grab 8 1250 100
read -r _ made _ refused _ most <<<"$out"
equals 'processes: each is made or refused' 10000 $((made + refused))
equals 'processes: each refusal is counted' "$refused" $(($(counter exact process_limit) - before))
at_most 'processes: as they know themselves the limit was not passed' 100 "$most"
equals 'processes: as csec knows it was reached and not passed' 100 "$(ps_of peak_processes "$cg")"
exact 'processes: after the attempts' "$cg"
equals 'nothing is left of them' '0 0' "$(ps_of tasks "$cg") $(ps_of processes "$cg")"

# A process with its threads comes and goes while others fork for the same places
cg=$(cgroup shuttle)
outside=$root/run-$CASE
limits 'threads: 112'
/usr/bin/python3 -c '
import threading, time
for i in range(19):
    threading.Thread(target=time.sleep, args=(900,)).start()' 6>&- &
guest=$!
poll bash -c "[ \$(ls /proc/$guest/task | wc -l) = 20 ]"
in_cgroup "$cg" forks grab 8 $((many * 2500 + 400)) 44 >"$dir/grab" 2>&1 &
forker=$!
came=0 full=0
while [ -d /proc/$forker ]; do
	if echo $guest 2>/dev/null >"$cg/cgroup.procs"; then
		came=$((came + 1))
		echo $guest >"$outside/cgroup.procs"
	else
		full=$((full + 1))
	fi
done
wait $forker || fail "forks beside migrations: $(cat "$dir/grab")"
kill $guest
echo "INFO $CASE: of migrations between forks $came came in, $full were refused; $(cat "$dir/grab")" >&9
at_least 'a process comes in between forks' 1 $came
at_least 'or is refused' 1 $full
at_most 'migrations and forks together do not pass the limit' 112 "$(ps_of peak_tasks "$cg")"
exact 'after migrations between forks' "$cg"
equals 'nobody is left after them' 0 "$(ps_of tasks "$cg")"
