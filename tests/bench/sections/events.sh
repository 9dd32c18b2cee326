# SPDX-License-Identifier: GPL-2.0-only
# csec - bench: refusals as events: how many a second, what each costs, and none lost uncounted
#
# Synthetic violations are connections that are refused: nothing of the module makes an
# event of something that did not happen. Denied execs are real ones. What a phase left
# unread is read before the next, so that each has the ring for itself; what the
# kernel's counters say is compared with what readers saw themselves.
# shellcheck shell=bash disable=SC2154
with_module
shells='shells: {reverse: deny, bind: deny, connect: deny, class: [/opt/csec/flood]}'
flood() { (echo 0 >$root/bench-inside/cgroup.procs; exec ./flood "$@") || say "flood $*: not all were refused"; }
status() { ./csecctl status --json | jq -r .$1; }
counters() { ./csecctl status --json | jq -r '"\(.events) \(.denied) \(.events_lost)"'; }
# Nanoseconds that workers of the kernel have had.
workers() {
	local comm name sum=0 ns
	for comm in /proc/[0-9]*/comm; do
		read -r name 2>/dev/null <$comm || continue
		[[ $name != kworker/* ]] || { read -r ns _ <${comm%comm}schedstat && sum=$((sum + ns)); } 2>/dev/null
	done
	echo $sum
}

# refuse KIND NR [PER-MS]: sets refused, passed, own and what the counters grew by:
# new events, denials, lost; with a reader also seen, shown,
# holes, showing, reading, and late: milliseconds until it had all
refuse() {
	local events_before denied_before lost_before work_before
	read -r events_before denied_before lost_before < <(counters)
	work_before=$(workers)
	read -r refused passed own < <(flood "$@")
	[ -z "${reader:-}" ] || end_reader
	work=$(($(workers) - work_before))
	read -r recorded denied lost < <(counters)
	recorded=$((recorded - events_before)) denied=$((denied - denied_before)) lost=$((lost - lost_before))
}
drain() { ctl events --json; }

# start_reader NR PAUSE-MS
start_reader() {
	local n first
	first=$(($(status events) + 1))
	mkfifo $run/events
	: >$run/follow.err
	./reader $1 $first $2 <$run/events >$run/reader.out &
	reader=$!
	./cost ./csecctl events --follow --json --since $first \
		>$run/events 2>$run/follow.err 3>$run/follow.cost &
	follower=$!
	for ((n = 0; n < 200; n++)); do
		! grep -q listening $run/follow.err || return 0
		sleep 0.05
	done
	say 'csecctl does not listen'
	exit 1
}
end_reader() {
	late=$(date +%s%N)
	wait $reader || say 'the reader failed'
	late=$((($(date +%s%N) - late) / 1000000))
	wait $follower || say 'csecctl events failed'
	rm $run/events
	reader=
	read -r seen shown holes reading <$run/reader.out
	read -r showing _ <$run/follow.cost
}

# difference NAME A B: by how much they differ
difference() {
	local by=$(($2 - $3))
	value $1 ${by#-}
}
# outcome NAME NR: of the last refuse, of NR
outcome() {
	value $1/refused $refused
	value $1/delivered $seen
	value $1/lost $lost
	difference $1/not-counted $2 $denied
	difference $1/not-recorded $2 $recorded
	difference $1/unaccounted $2 $((seen + lost))
	value $1/instructions $((passed / $2))
	value $1/instructions-refusing $((own / $2))
	value $1/instructions-worker $((work / $2))
	[ -n "$shown" ] || return 0
	difference $1/misreported $lost $shown
	difference $1/holes $lost $holes
	[ $seen != 0 ] || return 0
	value $1/instructions-showing $((showing / seen))
	value $1/instructions-reading $((reading / seen))
}
# phase NAME PAUSE-MS|none KIND NR: floods as fast as it goes
phase() {
	local first shown='' holes
	say "events $1"
	drain
	first=$(($(status events) + 1))
	[ $2 = none ] || start_reader $4 $2
	refuse "${@:3}"
	[ $2 != none ] || seen=$(./csecctl events --json --since $first | grep -c '"type": "event"')
	outcome events/$1 $4
}

# probe PER-MS SECONDS: whether one reader keeps up; sets rate. Buffers hold what comes in
# most of a second: it has to be there soon after the last one was refused.
probe() {
	local nr=$(($1 * 1000 * $2))
	drain
	start_reader $nr 0
	refuse connect $nr $1
	rate=$((refused * 1000000000 / passed))
	say "events: $1 a millisecond for $2 s: $rate a second, $lost lost, the last one $late ms late"
	[ $lost = 0 ] && [ $seen = $nr ] && [ $late -lt 100 ]
}
# The highest rate that one reader follows: doubled until it does not, or until no more can
# be refused in the time. What it then read in a millisecond, or less, is held so many seconds.
find_rate() {
	local low=0 high=8
	while probe $high 1; do
		low=$high
		[ $rate -ge $((high * 950)) ] || break
		high=$((high * 2))
	done
	[ $low = $high ] || low=$((seen / (passed / 1000000 + late)))
	until [ $low = 0 ] || probe $low $1; do low=$((low - 1)); done
	[ $low != 0 ] || { say 'events: some are lost at any rate'; exit 1; }
	value events/rate-without-loss $rate
	value events/ns-without-loss $((1000000000 / rate))
	outcome events/rate $((low * 1000 * $1))
}

push refusing /bench-inside exec:10 "$shells"
phase none none connect $((events * 10))
phase none-exec none exec $((events / 4))
phase quick 0 connect $events
phase slow 100 connect $events
phase quick-exec 0 exec $((events / 4))
phase slow-exec 100 exec $((events / 4))
if [ ${RATE_SECONDS:-10} = 0 ]; then
	not_measured 'events/rate-without-loss: takes minutes'
else
	find_rate ${RATE_SECONDS:-10}
fi
ctl policy delete refusing
