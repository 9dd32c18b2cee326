# SPDX-License-Identifier: GPL-2.0-only
# csec - bench: refusals as events: none may be lost without being counted
# shellcheck shell=bash disable=SC2154
with_module
shells='shells: {reverse: deny, bind: deny, connect: deny, class: [/opt/csec/flood]}'
flood() { (echo 0 >$root/bench-inside/cgroup.procs; exec ./flood "$@"); }
status() { ./csecctl status --json | jq -r .$1; }

# refuse NAME KIND NR [PER-MS]: and what came of it
refuse() {
	local name=$1 before lost refused ns
	before=$(status events) lost=$(status events_lost)
	read -r refused ns < <(flood "${@:2}")
	value events/$name/refused $refused
	value events/$name/recorded $(($(status events) - before))
	value events/$name/lost $(($(status events_lost) - lost))
	value events/$name/unaccounted $((refused - $(status events) + before))
	value events/$name/instructions $((ns / refused))
}
push refusing /bench-inside exec:10 "$shells"
refuse none connect $((events * 10))
refuse none-exec exec $((events / 20))
for kind in 'quick 0' 'slow 0.01'; do
	# shellcheck disable=SC2086 # name and pause
	set -- $kind
	: >$run/reader.err
	./csecctl events --follow --json --since $(($(status events) + 1)) 2>$run/reader.err |
		python3 reader.py $2 $events >$run/reader.out &
	reader=$!
	until grep -q listening $run/reader.err; do sleep 0.05; done
	refuse $1 connect $events
	wait $reader
	read -r seen gaps <$run/reader.out
	value events/$1/delivered $seen
	value events/$1/unaccounted $((events - seen - gaps))
done
ctl policy delete refusing
