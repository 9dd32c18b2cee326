# SPDX-License-Identifier: GPL-2.0-only
# Counters and events: every violation is counted, every event delivered or
# counted as lost (P6), whatever the reader does.
# shellcheck shell=bash disable=SC2034

bin=/opt/csec/bin
cp /usr/bin/true "$dir/no"
# flood CGROUP N [FILE] [COMM]: N refused attempts
flood() { nl_exec "$1" "$2" "${3:-$dir/no}" "${@:4}"; }
# sums of the output of csecctl events --json in a file
shown() { jq -s 'map(select(.type == "event")) | length' "$1"; }
lost() { jq -s 'map(select(.type == "lost") | .events) | add // 0' "$1"; }
fresh() { # PARAMETER...: the module anew
	csecctl unload >/dev/null && insmod /opt/csec/csec.ko "$@"
}

fresh
cg=$(cgroup a)
other=$(cgroup b)
govern p "$cg" <<<'exec: {default: deny}'
govern q "$other" <<<'exec: {default: deny}'
contains 'what is denied is refused' 'refused 7: EACCES' flood "$cg" 7
equals 'seven are counted for the policy' 7 "$(counter p not_allowed)"
equals 'and for the cgroup' 7 "$(cg_counter p not_allowed "$cg")"
equals 'and in the status' 7 "$(status denied)"
equals 'none for the other policy' 0 "$(counter q not_allowed)"
equals 'seven events' 7 "$(events | wc -l)"
equals 'numbered without holes' '1 2 3 4 5 6 7' "$(events .seq | tr -d '"' | xargs)"
equals 'the last number is in the status' 7 "$(status events)"
equals 'nothing is lost' 0 "$(status events_lost)"
equals 'an event says: verdict' denied "$(last_event verdict)"
equals 'an event says: operation' exec "$(last_event op)"
equals 'an event says: reason' not_allowed "$(last_event reason)"
equals 'an event says: policy' p "$(last_event policy)"
equals 'an event says: path' "$dir/no" "$(last_event path)"
equals 'an event says: comm' nl_exec "$(last_event comm)"
equals 'an event says: cgroup' "$(stat -c %i "$cg")" "$(last_event cgroup)"
equals 'an event says: uid' 0 "$(last_event uid)"
equals 'an event says: generation' "$(status generation)" "$(last_event generation)"
equals 'reading does not consume' 7 "$(events | wc -l)"
equals '--since' '6 7' "$(csecctl events --json --since 6 | jq -r .seq | xargs)"
equals '--count' '1 2' "$(csecctl events --json --count 2 | jq -r .seq | xargs)"
flood "$other" 2
equals '--policy' 2 "$(csecctl events --json --policy q | jq -c 'select(.type == "event")' | wc -l)"
equals '--reason' 9 "$(csecctl events --json --reason not_allowed | wc -l)"
equals '--reason of nothing' 0 "$(csecctl events --json --reason thread_limit | wc -l)"
fails_with 'an unknown reason' 2 csecctl events --reason nonsense
govern p "$cg" audit <<<'exec: {default: deny}'
in_cgroup "$cg" "$dir/no"
equals 'audit: counted as audited' 1 "$(counter p not_allowed audited)"
equals 'audit: the denied ones stay' 7 "$(counter p not_allowed)"
equals 'audit: the event says so' audit "$(last_event verdict)"
equals 'counted == events' "$(($(status denied) + $(status audited)))" "$(status events)"
rmdir "$other"
equals 'a removed cgroup stays in the total of its policy' 2 "$(counter q not_allowed)"

# Live
govern p "$cg" <<<'exec: {default: deny}'
: >live.err
csecctl events --follow --json --since $(($(status events) + 1)) --count 5 >live 2>live.err &
follower=$!
poll grep -q listening live.err
flood "$cg" 5
eventually '--follow --count 5 ends after five' bash -c "! kill -0 $follower"
equals 'and has shown five' 5 "$(shown live)"
equals 'and no gap' 0 "$(lost live)"

# Since 7.x a socket holds thousands.
echo 212992 >/proc/sys/net/core/rmem_max

# N MODE: a follower during N violations: attentive, or stopped meanwhile; without
# CAP_NET_ADMIN its socket holds some hundred events only
follow_flood() {
	local first=$(($(status events) + 1)) lost_before
	lost_before=$(status events_lost)
	: >live.err
	setpriv --bounding-set -net_admin --inh-caps -net_admin \
		csecctl events --follow --json --since "$first" >live 2>live.err &
	follower=$!
	poll grep -q listening live.err
	[ "$2" != stopped ] || kill -STOP $follower
	flood "$cg" "$1" >/dev/null
	kill -CONT $follower
	poll bash -c "jq -s 'map(if .type == \"lost\" then .events else 1 end) | add // 0' live |
		grep -qx $1"
	kill -INT $follower
	wait $follower
	equals "$2 reader, $1 violations: shown + lost == counted" "$1" \
		$(($(shown live) + $(lost live)))
	equals "$2 reader, $1 violations: lost is what the module says" \
		$(($(status events_lost) - lost_before)) "$(lost live)"
	equals "$2 reader, $1 violations: ascending, each once" '' \
		"$(jq -r 'select(.type == "event") | .seq' live | sort -nuc 2>&1)"
	echo "$2 reader: $(shown live) shown, $(lost live) lost of $1" >&2
}
follow_flood 200 attentive
follow_flood 4000 stopped
ok 'a stopped reader leaves the module working' govern p "$cg" <<<'exec: {default: deny}'
at_least 'the gap is shown as lost' 1 "$(lost live)"

# A small ring
fresh events=256
govern p "$cg" <<<'exec: {default: deny}'
other=$(cgroup b)
govern q "$other" <<<'exec: {default: deny}'
flood "$other" 5
flood "$cg" 1000
equals 'small ring: all are counted' 1005 "$(status denied)"
equals 'small ring: the quiet cgroup keeps its events' 5 \
	"$(csecctl events --json --policy q | jq -c 'select(.type == "event")' | wc -l)"
kept=$(events | wc -l)
equals 'small ring: kept + lost == counted' 1005 $((kept + $(status events_lost)))
equals 'small ring: a cgroup has an eighth of it' 37 "$kept"
csecctl events --json >all
equals 'small ring: the gap is shown' 968 "$(lost all)"
contains 'small ring: also as text' '968 events lost' csecctl events --color=never
equals 'small ring: reading loses nothing' 968 "$(status events_lost)"
flood "$cg" 32
equals 'small ring: what was delivered is not lost when overwritten' 968 "$(status events_lost)"
flood "$cg" 10
equals 'small ring: what was not, is' 978 "$(status events_lost)"
for n in 1 2 3 4 5 6 7 8 9 10; do
	flood "$(cgroup "b/$n")" 40
done
equals 'small ring: many cgroups: all are counted' $((1005 + 42 + 400)) "$(status denied)"
at_most 'small ring: many cgroups: never more than fits' 256 "$(events | wc -l)"

# A flood of one reason, and what came before it
fresh events=256
for n in 1 2 3 4 5 6 7; do
	govern p "$cg" <<<'inject: {default: deny}'
	in_cgroup "$cg" $bin/reach attach $$
	govern p "$cg" <<<'exec: {default: deny}'
	flood "$cg" 3
done >/dev/null 2>&1
flood "$cg" 1000
equals 'flood: seven events of another reason are kept' 7 \
	"$(events 'select(.reason == "injection")' | wc -l)"
equals 'flood: the newest of its own too' $((32 - 7)) \
	"$(events "select(.reason == \"not_allowed\" and (.seq | tonumber) > 1003)" | wc -l)"
equals 'flood: kept + lost == counted' 1028 $(($(events | wc -l) + $(status events_lost)))
govern p "$cg" <<<'inject: {default: deny}'
for n in 1 2 3; do in_cgroup "$cg" $bin/reach attach $$; done >/dev/null 2>&1
equals 'flood: an old one gives way to a new one' 7 \
	"$(events 'select(.reason == "injection")' | wc -l)"
equals 'flood: the newest is there' 1031 "$(last_event seq)"

fails_with 'a ring that is too small is refused' 1 \
	bash -c 'csecctl unload >/dev/null && csecctl load --module /opt/csec/csec.ko events=1'
contains 'with a reason' 'events=1 is not between' dmesg
fresh
