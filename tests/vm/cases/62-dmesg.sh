# SPDX-License-Identifier: GPL-2.0-only
# The kernel log: one escaped line per event, at most ten in five seconds for
# each policy, and what is suppressed is counted (P7). Hostile names stay data.
# shellcheck shell=bash disable=SC2034

csecctl unload >/dev/null
insmod /opt/csec/csec.ko
cg=$(cgroup a)
other=$(cgroup b)
govern p "$cg" <<<'exec: {default: deny}'
govern q "$other" audit <<<'exec: {default: deny}'
cp /usr/bin/true no
denied_lines() { log | grep -c "csec: denied .*policy=$1"; }
suppressed() {
	local n sum=0
	for n in $(log | sed -n "s/.*csec: policy=$1 suppressed=\([0-9]*\) lines.*/\1/p"); do
		sum=$((sum + n))
	done
	echo $sum
}
is_balanced() { [ $(($(denied_lines p) + $(suppressed p))) = "$1" ]; }

log_mark
nl_exec "$cg" 1 "$dir/no"
is_logged() { log | grep -q "csec: $1 op=exec"; }
eventually 'a denial is logged' is_logged denied
contains 'with operation, reason and policy' 'csec: denied op=exec reason=not_allowed policy=p' log
contains 'with comm and path' "comm=\"nl_exec\" path=\"$dir/no\"" log
contains 'with generation, cgroup and pid' "gen=$(status generation) cgroup=$(stat -c %i "$cg") pid=" log
equals 'one line' 1 "$(denied_lines p)"
log_mark
nl_exec "$other" 1 "$dir/no" 2>/dev/null
eventually 'an audited one is logged as such' is_logged audit

sleep 6 # a new interval: the only way to know where one begins
log_mark
nl_exec "$cg" 2000 "$dir/no"
eventually 'every violation has a line or is counted as suppressed' is_balanced 2000
# An interval begins with its first line, by the clock of the guest.
bound=$(log | tr -d '[]' | awk '$2 == "csec:" { if (!n++) first = $1; last = $1 }
	END { print 10 * (int((last - first + 1) / 5) + 1) }')
at_most 'lines of a flood: ten in five seconds' "$bound" "$(log | grep -c csec:)"
echo "flood: $(denied_lines p) lines, $(suppressed p) suppressed" >&2
log_mark
nl_exec "$(cgroup c)" 1 "$dir/no" 2>/dev/null # ungoverned: it ends as true
lacks 'an ungoverned task is not logged' 'csec: denied' log

# Names chosen by an attacker
esc=$'\e[31m'
names=(
	$'new\nline' $'quo"te' $'back\\slash' "${esc}red" $'\xff\xfe\x80' $'tab\there'
	$'\r\rcr' '"} policy=x' $'\x01\x7f' $'\xc3\xa4\xe2\x82\xac' "'\$(id)\`id\`" '%s%n%x'
	$'\xed\xa0\x80' $'\xe2\x80\xae'
	"$(printf '%0255d' 0)" "$(printf '\\377%.0s' {1..255} | xargs -0 printf)"
)
mkdir hostile
sleep 6
log_mark
first=$(status events)
nr=0
for name in "${names[@]}"; do
	file=$dir/hostile/$name
	cp no "$file" || continue
	nr=$((nr + 1))
	# A policy of its own: ten lines in five seconds are for each.
	sub=$(cgroup "h$nr")
	govern "h$nr" "$sub" <<<'exec: {default: deny}' >/dev/null 2>&1
	nl_exec "$sub" 1 "$file" "${name:0:15}" >/dev/null
done
equals 'hostile names: all denied' $((first + nr)) "$(status events)"
count_hostile() { [ "$(log | grep -c 'csec: denied op=exec .*policy=h')" = $nr ]; }
eventually 'hostile names: one line each' count_hostile
equals 'hostile names: no line but those of csec' 0 \
	"$(log | grep -vc 'csec: denied op=exec .*comm=".*" path=".*"$')"
equals 'hostile names: no control character or raw byte in the log' 0 \
	"$(log | LC_ALL=C grep -c $'[\x01-\x08\x0b-\x1f\x7f-\xff]')"
equals 'hostile names: no quote ends the text' 0 \
	"$(log | sed 's/\\"//g; s/\\\\//g' | grep -vc '^[^"]*"[^"]*"[^"]*"[^"]*"$')"
csecctl events --json --since $((first + 1)) >hostile.json
cat >check.py <<-'END'
	import json, os, sys
	raw = open("hostile.json", "rb").read()
	lines = raw.rstrip(b"\n").split(b"\n")
	events = [json.loads(l.decode("utf-8")) for l in lines]
	assert len(events) == int(sys.argv[1]), len(events)
	bad = [c for l in lines for c in l if c < 0x20 or c == 0x7f]
	assert not bad, bad
	paths = [e["path"] for e in events]
	assert len(set(paths)) == len(paths), "two names look the same"
	assert any("new\nline" in p for p in paths) or any("new\\nline" in p or "new\\x0aline" in p for p in paths), paths
	assert any("ä€" in p for p in paths), "UTF-8 did not survive"
	print("ok", len(events))
END
ok 'hostile names: each line is JSON of its own, names differ, UTF-8 survives' python3 check.py $nr
csecctl events --color=never --since $((first + 1)) >hostile.txt
equals 'hostile names: one line of text each' $nr "$(wc -l <hostile.txt)"
equals 'hostile names: no control character in the text' 0 \
	"$(LC_ALL=C grep -c $'[\x01-\x08\x0b-\x1f\x7f]' hostile.txt)"
equals 'hostile names: no bidirectional override in the text' 0 \
	"$(LC_ALL=C grep -c $'\xe2\x80\xae' hostile.txt)"
ok 'hostile names: the text is valid UTF-8' python3 -c 'open("hostile.txt", encoding="utf-8").read()'
