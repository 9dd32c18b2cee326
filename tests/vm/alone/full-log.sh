# SPDX-License-Identifier: GPL-2.0-only
# The kernel's log is full, somebody has it open and does not read it, and a slow console
# shows what others write to it faster than it can: what is denied stays denied, is counted
# and is in the ring or lost. In a boot of its own: the log of the other cases is kept.
# shellcheck shell=bash disable=SC2034,SC2154

tracing=/sys/kernel/tracing
ok 'csec is unloaded' rmmod csec
ok 'it has a small ring' insmod /opt/csec/csec.ko events=256
cg=$(cgroup a)
policy=full
govern full "$cg" <<<'exec: {default: deny, allow: [{path: /usr/bin/true}]}' >/dev/null
cp /usr/bin/true no
echo on >/proc/sys/kernel/printk_devkmsg
# fill N: lines that the console shows where it shows all
fill() {
	awk -v n="$1" 'BEGIN {
		text = sprintf("%900s", "")
		gsub(/ /, "x", text)
		for (i = 0; i < n; i++) {
			print "<7>fill " text >"/dev/kmsg"
			close("/dev/kmsg")
		}
	}'
}
read_one() { dd bs=8192 count=1 <&5; }

# Full
exec 5</dev/kmsg
contains 'the log has its beginning' 'Linux version' dmesg
ok 'who has it open reads a line' read_one
ok 'ten million bytes are logged' fill 11000
lacks 'it was full: the beginning is gone' 'Linux version' dmesg
fails_with 'and so is what was not read' 'Broken pipe' read_one
denied 'with a full log' not_allowed 'exec: EACCES' in_cgroup "$cg" "$dir/no"
is_logged() { [ "$(dmesg | grep -c "csec: denied .*path=\"$dir/$1\"")" -ge 1 ]; }
eventually 'with a full log: is logged' is_logged no
allowed 'with a full log: what may' in_cgroup "$cg" /usr/bin/true

# Being filled, with a console that is behind
echo 'p:csec_shown univ8250_console_write' >>$tracing/kprobe_events
echo 1 >$tracing/events/kprobes/csec_shown/enable
shown() { awk '$1 == "csec_shown" { print $2 }' $tracing/kprobe_profile; }
# Of the events from NUMBER on: those that the ring has, and those that are said to be lost.
told_since() {
	csecctl events --json --since "$1" |
		jq -s 'map(if .type == "lost" then .events else 1 end) | add // 0'
}
dmesg --console-level debug
(while [ ! -e stop ]; do fill 50; done) &
filler=$!
has_shown() { [ "$(shown)" -ge "$1" ]; }
eventually 'the console shows what is logged' has_shown 20
before=$(counter full not_allowed) events=$(status events) lines=$(shown)
contains 'twenty thousand attempts: each is refused' 'refused 20000: EACCES' nl_exec "$cg" 20000 "$dir/no"
equals 'and counted' 20000 $(($(counter full not_allowed) - before))
equals 'as an event, too' 20000 $(($(status events) - events))
equals 'each event is kept or lost' 20000 "$(told_since $((events + 1)))"
denied 'meanwhile one more' not_allowed 'exec: EACCES' in_cgroup "$cg" "$dir/no"
allowed 'meanwhile what may' in_cgroup "$cg" /usr/bin/true
ok 'meanwhile a policy is pushed' govern full "$cg" <<<'exec: {default: deny}'
denied 'which counts at once' not_allowed 'exec: EACCES' in_cgroup "$cg" /usr/bin/true
at_least 'the console was busy all that time' $((lines + 20)) "$(shown)"
ungovern full >/dev/null
ok 'meanwhile it is unloaded' rmmod csec
ok 'and loaded' insmod /opt/csec/csec.ko
: >stop
wait $filler
dmesg --console-level warn

# And afterwards
cp no later
govern full "$cg" <<<'exec: {default: deny}' >/dev/null
denied 'afterwards' not_allowed 'exec: EACCES' in_cgroup "$cg" "$dir/later"
eventually 'afterwards: is logged' is_logged later
echo 0 >$tracing/events/kprobes/csec_shown/enable
echo '-:csec_shown' >>$tracing/kprobe_events
# The console gets the log at the end: not this one.
dmesg --clear
