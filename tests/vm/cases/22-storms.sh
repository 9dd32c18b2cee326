# SPDX-License-Identifier: GPL-2.0-only
# Many forks at once, of every kind: the count stays exact, the limit holds.
# shellcheck shell=bash disable=SC2034,SC2154

bin=/opt/csec/bin
echo +pids >$root/cgroup.subtree_control
mkdir -p "$base"
echo +pids >"$base/cgroup.subtree_control"
cg=$(cgroup one)
policy=storm
govern storm "$cg" <<<'processes: {max: 300, threads: 400}' || fail 'a limit is pushed'
# made: all that the kernel made since it booted
made() { sed -n 's/^processes //p' /proc/stat; }
before=$(made)
ok '3,150 mixed forks on two processors' in_cgroup "$cg" forks storm 4 525
at_least 'the kernel counted as many' 3150 $(($(made) - before))
exact 'after them' "$cg"
equals 'nothing is left' '0 0' "$(ps_of tasks "$cg") $(ps_of processes "$cg")"
at_least 'they ran at the same time' 5 "$(ps_of peak_tasks "$cg")"

# At the limit
ungovern storm
cg=$(cgroup race)
contains 'without a policy 400 forks of 8 workers all succeed' 'made 400 refused 0' in_cgroup "$cg" forks race 8 50
govern storm "$cg" <<<'processes: {threads: 60}'
before=$(counter storm thread_limit)
run in_cgroup "$cg" forks race 8 50
equals 'with a limit of 60: each fork is made or refused' 400 \
	$(($(sed 's/made \([0-9]*\) .*/\1/' <<<"$out") + $(sed 's/.* refused //' <<<"$out")))
equals 'each refusal is counted' "$(sed 's/.* refused //' <<<"$out")" $(($(counter storm thread_limit) - before))
at_least 'there were refusals' 300 $(($(counter storm thread_limit) - before))
equals 'the limit was reached and never passed' 60 "$(ps_of peak_tasks "$cg")"
exact 'after the race' "$cg"
equals 'delivered and lost make up the counted' "$(status events)" \
	$(($(status denied) + $(status audited)))
ungovern storm
cg=$(cgroup full)
govern storm "$cg" <<<'processes: {max: 12, threads: 30}'
run in_cgroup "$cg" forks storm 10 60
exact 'after a storm at the limit, with refusals' "$cg"
at_most 'which was not passed' 30 "$(ps_of peak_tasks "$cg")"

# What csec has counted and the kernel then refuses: csec is asked first
ungovern storm
cg=$(cgroup late)
echo 20 >"$cg/pids.max"
late() { awk '$1 == "max" { print $2 }' "$cg/pids.events"; }
fails_with 'without a policy: pids.max refuses' 'forked 19: EAGAIN' in_cgroup "$cg" try fork 30
govern storm "$cg" <<<'processes: {max: 300, threads: 400}'
before=$(late)
fails_with 'with one: likewise' 'forked 19: EAGAIN' in_cgroup "$cg" try fork 30
fails_with 'threads, too' 'threads 19: EAGAIN' in_cgroup "$cg" try thread 30
fails_with 'and by vfork()' 'forked 0: EAGAIN' in_cgroup "$cg" bash -c "
	for ((n = 0; n < 19; n++)); do sleep 1000 & done; exec $bin/forks vfork 1"
echo 1 >"$cg/cgroup.kill"
exact 'after forks that were refused by pids.max' "$cg"
run in_cgroup "$cg" forks race 8 50
equals 'each of a race is made or refused' 400 \
	$(($(sed 's/made \([0-9]*\) .*/\1/' <<<"$out") + $(sed 's/.* refused //' <<<"$out")))
run in_cgroup "$cg" forks storm 10 60
at_least 'the kernel refused very many' 300 $(($(late) - before))
equals 'csec none' '0 0' "$(counter storm thread_limit) $(counter storm process_limit)"
exact 'after a race and a storm at pids.max' "$cg"
equals 'nothing of them is counted' '0 0' "$(ps_of tasks "$cg") $(ps_of processes "$cg")"
echo max >"$cg/pids.max"

# Killed in the middle
govern storm "$cg" <<<'processes: {threads: 200}'
for n in 1 2 3 4 5 6; do
	in_cgroup "$cg" forks storm 6 10000 >/dev/null 2>&1 &
	poll grep -q . "$cg/cgroup.procs"
	sleep 0.3
	echo 1 >"$cg/cgroup.kill"
	wait $! 2>/dev/null
done
exact 'after six storms killed by cgroup.kill' "$cg"
equals 'nothing is left of them' 0 "$(ps_of tasks "$cg")"

# Migration in and out while it forks
other=$(cgroup two)
in_cgroup "$cg" forks storm 4 10000 >/dev/null 2>&1 &
storm=$!
poll grep -q . "$cg/cgroup.procs"
moves=0
for ((n = 0; n < 40; n++)); do
	for p in $(head -n 3 "$cg/cgroup.procs"); do
		echo "$p" >"$other/cgroup.procs"
	done 2>/dev/null
	for p in $(head -n 3 "$other/cgroup.procs"); do
		echo "$p" >"$cg/cgroup.procs" && moves=$((moves + 1))
	done 2>/dev/null
done
at_least 'tasks moved out and in while they forked' 20 "$moves"
echo 1 >"$cg/cgroup.kill"
echo 1 >"$other/cgroup.kill"
wait $storm 2>/dev/null
exact 'after the moves' "$cg"

# Policies that come and go
in_cgroup "$cg" forks storm 2 10000 >/dev/null 2>&1 &
storm=$!
poll grep -q . "$cg/cgroup.procs"
for ((n = 0; n < 8; n++)); do
	ungovern storm >/dev/null
	csecctl policy push storm.yaml >/dev/null
done
echo 1 >"$cg/cgroup.kill"
wait $storm 2>/dev/null
exact 'after 8 deletions and pushes under a storm' "$cg"
equals 'and nothing is left' '0 0' "$(ps_of tasks "$cg") $(ps_of processes "$cg")"
ungovern storm
equals 'no record is left' 0 "$(status tasks)"
