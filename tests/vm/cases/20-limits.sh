# SPDX-License-Identifier: GPL-2.0-only
# Limits of processes and threads: exact, hierarchical, never passed.
# shellcheck shell=bash disable=SC2034,SC2154

bin=/opt/csec/bin
echo +pids >$root/cgroup.subtree_control
mkdir -p "$base"
echo +pids >"$base/cgroup.subtree_control"
cg=$(cgroup one)
policy=limit

# limits SECTION [CGROUP [NAME]]
limits() { govern "${3:-limit}" "${2:-$cg}" <<<"processes: {$1}"; }

contains 'without a policy: 40 children' 'forked 40' in_cgroup "$cg" try fork 40
contains 'without a policy: 40 threads' 'threads 40' in_cgroup "$cg" try thread 40

# Threads
limits 'threads: 10' || fail 'a limit is pushed'
allowed 'threads: n-1 tasks' in_cgroup "$cg" try fork 8
allowed 'threads: n tasks' in_cgroup "$cg" try fork 9
denied 'threads: n+1 tasks' thread_limit 'forked 9: EAGAIN' in_cgroup "$cg" try fork 10
equals 'the event has the limit' 10 "$(field limit)"
equals 'and the operation' fork "$(field op)"
equals 'and who wanted' try "$(field comm)"
allowed 'threads: threads count, n of them' in_cgroup "$cg" try thread 9
denied 'threads: n+1 threads' thread_limit 'threads 9: EAGAIN' in_cgroup "$cg" try thread 10
allowed 'children one after the other are not counted twice' in_cgroup "$cg" forks vfork 50
exact 'after all that' "$cg"
equals 'nobody is left' 0 "$(ps_of tasks "$cg")"
equals 'the peak is the limit, not more' 10 "$(ps_of peak_tasks "$cg")"
equals 'ps shows the limit' 10 "$(ps_of max_threads "$cg")"

# Processes
limits 'max: 5'
allowed 'max: n processes' in_cgroup "$cg" try fork 4
denied 'max: n+1 processes' process_limit 'forked 4: EAGAIN' in_cgroup "$cg" try fork 5
allowed 'max: threads are no processes' in_cgroup "$cg" try thread 30
equals 'tasks and processes have peaks of their own' '10 31' "$(ps_of peak_processes "$cg") $(ps_of peak_tasks "$cg")"
limits 'max: 5, threads: 10'
denied 'both: threads end at theirs' thread_limit 'threads 9: EAGAIN' in_cgroup "$cg" try thread 12
denied 'both: processes at theirs' process_limit 'forked 4: EAGAIN' in_cgroup "$cg" try fork 12
limits 'max: 1'
denied 'max 1: no child' process_limit 'forked 0: EAGAIN' in_cgroup "$cg" try fork 1
denied 'max 1: none by vfork' process_limit 'forked 0: EAGAIN' in_cgroup "$cg" forks vfork 1
allowed 'max 1: threads' in_cgroup "$cg" try thread 5
allowed 'max 1: exec by a thread keeps the process one process' \
	in_cgroup "$cg" $bin/probe thread $bin/probe orphan $bin/mark
exact 'after exec by threads' "$cg"
equals 'no process is left over' 0 "$(ps_of processes "$cg")"
accounts

# Levels
sub=$(cgroup one/sub)
limits 'threads: 8' && limits 'threads: 5' "$sub" sub
policy=sub
denied 'the child is the tighter: it refuses' thread_limit 'forked 4: EAGAIN' in_cgroup "$sub" try fork 5
policy=limit
hold "$cg" forks hold 5 1
equals 'the parent counts its six' 6 "$(ps_of tasks "$cg")"
denied 'the parent is the tighter: it refuses in the child' thread_limit 'forked 1: EAGAIN' \
	in_cgroup "$sub" try fork 4
exact 'the parent with tasks in both' "$cg"
unhold
limits 'threads: 3'
hold "$sub" forks hold 1 2
equals 'both levels count: child' 3 "$(ps_of tasks "$sub")"
equals 'both levels count: parent' 3 "$(ps_of tasks "$cg")"
equals 'both levels count processes: parent' 2 "$(ps_of processes "$cg")"
fails_with 'a full parent lets nobody into the child' EAGAIN in_cgroup "$sub" $bin/mark
fails_with 'nor into another child' EAGAIN in_cgroup "$(cgroup one/sub2)" $bin/mark
unhold
exact 'the parent' "$cg"
exact 'the child' "$sub"
ungovern sub

# A container may go deep, to where no selector reaches
limits 'threads: 4'
bottom=$cg
for n in {1..300}; do bottom+=/d; done
mkdir -p "$bottom"
denied 'the limit holds 300 levels below' thread_limit 'forked 3: EAGAIN' \
	in_cgroup "$bottom" try fork 5
fails_with 'nobody leaves from there' EPERM in_cgroup "$bottom" forks move "$root"
hold "$bottom" forks hold 1 1
equals 'and counts' 2 "$(ps_of tasks "$cg")"
unhold
exact 'the top of it' "$cg"
find "$cg/d" -depth -type d -delete

# clone3 into a cgroup
limits 'threads: 3'
allowed 'a clone into the own child cgroup' in_cgroup "$cg" forks into "$sub"
ok 'a clone from outside into it' forks into "$cg" 3
hold "$cg" forks hold 2 1
denied 'a clone from outside into a full one' thread_limit 'clone: EAGAIN' forks into "$cg"
denied 'a clone from outside into the child of a full one' thread_limit 'clone: EAGAIN' forks into "$sub"
sleep 1000 6>&- & # not an owner of what `hold` waits for
guest=$!
denied 'a move into a full one' thread_limit 'move: EAGAIN' forks move "$cg" $guest
equals 'whose event says what it was' attach "$(field op)"
exact 'after refused moves' "$cg"
unhold
ok 'once there is room: a move in' forks move "$cg" $guest
equals 'it is counted' 1 "$(ps_of tasks "$cg")"
ok 'and out again' forks move "$root/run-$CASE" $guest
equals 'it is not counted any more' 0 "$(ps_of tasks "$cg")"
kill $guest

# Limits that change over running tasks
limits 'threads: 20'
hold "$cg" forks hold 5 2
equals '11 tasks in 6 processes' '11 6' "$(ps_of tasks "$cg") $(ps_of processes "$cg")"
limits 'threads: 4'
equals 'a limit below the count kills nobody' 11 "$(ps_of tasks "$cg")"
fails_with 'but nobody gets in' EAGAIN in_cgroup "$cg" $bin/mark
ok 'one that is there may leave' forks move "$root/run-$CASE" "$(tail -n 1 "$cg/cgroup.procs")"
equals 'with its threads' 9 "$(ps_of tasks "$cg")"
exact 'after leaving' "$cg"
ungovern limit
equals 'without a policy nothing is counted' 0 "$(status tasks)"
limits 'threads: 20'
equals 'pushed again: what runs is counted' 9 "$(ps_of tasks "$cg")"
exact 'pushed again' "$cg"
contains 'and there is room again' CSEC42 in_cgroup "$cg" $bin/mark
unhold
exact 'after its end' "$cg"
ungovern limit
hold "$cg" forks hold 100 3
limits 'threads: 400'
equals 'a policy for a running tree of 301 tasks' '301 101' "$(ps_of tasks "$cg") $(ps_of processes "$cg")"
exact 'the running tree' "$cg"
unhold
exact 'the tree after its end' "$cg"

# Threads that are in another cgroup than their leader
domain=$(cgroup domain)
left=$(cgroup domain/left)
echo threaded >"$left/cgroup.type"
echo +pids >"$domain/cgroup.subtree_control"
limits 'max: 4, threads: 8' "$domain" domain
limits 'max: 1, threads: 3' "$left" left
policy=left
thread() { echo "$1" >"$left/cgroup.threads"; }
# are NAME TASKS PROCESSES TASKS PROCESSES: of both, and of the part that is moved to
are() {
	equals "$1" "${*:2}" "$(ps_of tasks "$domain") $(ps_of processes "$domain") $(ps_of tasks "$left") $(ps_of processes "$left")"
	exact "$1: both" "$domain"
	exact "$1: the part" "$left"
}
hold "$domain" forks hold 1 4
child=$(pgrep -P "$holder")
threads=(/proc/"$child"/task/*)
are 'threads that are where their leader is' 5 2 0 0
allowed 'one of them is moved' thread "${threads[1]##*/}"
are 'one that is elsewhere' 5 2 1 0
allowed 'the leader is moved' thread "$child"
are 'a leader takes its process along' 5 2 2 1
denied 'another leader is a process too many' process_limit 'Resource temporarily unavailable' thread "$holder"
allowed 'another thread is none' thread "${threads[2]##*/}"
denied 'the next one is a task too many' thread_limit 'Resource temporarily unavailable' thread "${threads[3]##*/}"
are 'a part that is full' 5 2 3 1
unhold
are 'after their end' 0 0 0 0
accounts
ungovern domain left
policy=limit

# Zombies
limits 'threads: 12'
hold "$cg" forks zombies 10
equals 'zombies count' 11 "$(ps_of tasks "$cg")"
exact 'with zombies' "$cg"
ok 'one more fits' forks into "$cg"
policy=limit
fails_with 'two do not' EAGAIN in_cgroup "$cg" forks hold 1 1
unhold
exact 'reaped zombies' "$cg"
gone=$(cgroup gone)
limits 'threads: 50' "$gone" gone
hold "$gone" forks zombies 5
forks move "$root/run-$CASE" "$holder" >/dev/null
poll rmdir "$gone"
contains 'a cgroup is removed while its zombies wait' absent bash -c "[ -d '$gone' ] || echo absent"
equals 'and is not in ps' '' "$(ps_of tasks "$gone")"
unhold
ungovern gone limit
equals 'no record is left of them' 0 "$(status tasks)"
