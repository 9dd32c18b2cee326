# SPDX-License-Identifier: GPL-2.0-only
# Hooks: armed only while a policy needs them, and not to be switched off by
# tracing knobs (P10, P15).
# shellcheck shell=bash disable=SC2034

t=/sys/kernel/tracing
hooks() { csecctl status --json | jq -r "[.hooks[] | select($1)] | length"; }
all=$(hooks '.state != "absent"')
at_least 'there are hooks' 7 "$all"
equals 'no policy: all are idle' "$all" "$(hooks '.state == "idle"')"
equals 'no policy: not armed' false "$(status armed)"
cg=$(cgroup a)
push_it() { govern p "$cg" <<<'
processes: {threads: 32, forkRate: {perSecond: 100}, onRate: slow}
exec: {default: deny, drift: deny, writes: deny, allow: [{path: /usr/bin/true}]}
shells: {reverse: deny, bind: deny, connect: deny}
memory: {jit: {default: deny}}
inject: {default: deny}
escape: {default: deny}
capabilities: {default: allow, deny: [SYS_MODULE]}'; }
if ftrace_off; then
	has_switch=1
	equals 'no policy: ftrace may be switched off' 0 "$(cat /proc/sys/kernel/ftrace_enabled)"
	fails_with 'then a push is refused' 7 push_it
	contains 'and names the function' 'ftrace_enabled is 0' push_it
else
	has_switch=''
	skip 'a push without ftrace' 'this kernel does not switch ftrace off'
fi
equals 'nothing is armed' "$all" "$(hooks '.state == "idle"')"
equals 'nothing is live' 0 "$(status policies)"
echo 1 >/proc/sys/kernel/ftrace_enabled
ok 'a policy that needs every hook' push_it
equals 'all are armed' "$all" "$(hooks '.state == "armed"')"
denies() { fails_with "$1" 'exec: EACCES' in_cgroup "$cg" /usr/bin/id; }
limits() { fails_with "$1" EAGAIN in_cgroup "$cg" try fork 64; }
allows() { ok "$1" in_cgroup "$cg" /usr/bin/true; }
denies 'armed: denies'
allows 'armed: allows'
sed -i 's|allow: \[|&{path: /opt/csec/bin/try}, |' p.yaml
csecctl policy push p.yaml
limits 'armed: limits'

if [ $has_switch ]; then
	fails_with 'ftrace cannot be switched off now' 1 \
		bash -c 'echo 0 >/proc/sys/kernel/ftrace_enabled'
	equals 'it stays on' 1 "$(cat /proc/sys/kernel/ftrace_enabled)"
else
	ftrace_off
fi
denies 'after the attempt: denies'
# A parameter can be made writable, and takes nothing all the same.
for parameter in events reserve; do
	file=/sys/module/csec/parameters/$parameter was=$(cat /sys/module/csec/parameters/$parameter)
	equals "parameter $parameter is for reading" 444 "$(stat -c %a "$file")"
	chmod 644 "$file"
	fails_with "parameter $parameter takes nothing when it is made writable" 1 \
		bash -c "echo $((was * 2)) >$file"
	fails_with "parameter $parameter takes no 0" 1 bash -c "echo 0 >$file"
	chmod 444 "$file"
	equals "parameter $parameter is what it was" "$was" "$(cat "$file")"
done
denies 'after writing to parameters: denies'
fails_with 'rmmod is refused' 'in use' rmmod csec
denies 'after rmmod: denies'
number=176
[ "$(uname -m)" = x86_64 ] || number=106
fails_with 'delete_module with O_NONBLOCK is refused' 1 \
	python3 -c 'import ctypes, sys; sys.exit(ctypes.CDLL(None).syscall('$number', b"csec", 0o4000) != 0)'

for knob in 'kprobes/enabled 0' 'tracing_on 0'; do
	[ "${knob% *}" != kprobes/enabled ] || mount -t debugfs d /sys/kernel/debug 2>/dev/null
	file=$t/${knob% *}
	[ -e "$file" ] || file=/sys/kernel/debug/${knob% *}
	was=$(cat "$file")
	echo "${knob#* }" >"$file"
	denies "$knob: denies"
	limits "$knob: limits"
	echo "$was" >"$file"
done
for f in security_bprm_check cgroup_can_fork cgroup_post_fork; do
	echo $f >$t/set_ftrace_filter
	for tracer in function function_graph; do
		echo $tracer >$t/current_tracer
		denies "$tracer tracer on $f: denies"
		limits "$tracer tracer on $f: limits"
	done
	echo nop >$t/current_tracer
	: >$t/set_ftrace_filter
	echo $f >$t/set_ftrace_notrace
	denies "set_ftrace_notrace $f: denies"
	limits "set_ftrace_notrace $f: limits"
	: >$t/set_ftrace_notrace
	echo "p:x $f" >$t/kprobe_events
	echo 1 >$t/events/kprobes/x/enable
	denies "kprobe on $f: denies"
	limits "kprobe on $f: limits"
	echo 0 >$t/events/kprobes/x/enable
	: >$t/kprobe_events
	echo "r:x $f" >$t/kprobe_events
	echo 1 >$t/events/kprobes/x/enable
	denies "kretprobe on $f: denies"
	limits "kretprobe on $f: limits"
	echo 0 >$t/events/kprobes/x/enable
	: >$t/kprobe_events
done
echo function >$t/current_tracer
denies 'function tracer on everything: denies'
echo nop >$t/current_tracer
equals 'not degraded by all that' false "$(status degraded)"
equals 'all still armed' "$all" "$(hooks '.state == "armed"')"
eventually 'delete' ungovern p
equals 'all are idle again' "$all" "$(hooks '.state == "idle"')"
ok 'and nothing is denied' in_cgroup "$cg" /usr/bin/id
for n in 1 2 3 4 5; do
	push_it >/dev/null
	csecctl policy delete p >/dev/null
done
equals 'five times armed and idle: idle' "$all" "$(hooks '.state == "idle"')"
ok 'with no policy it can be unloaded' rmmod csec
equals 'no hook is left in ftrace' 0 "$(grep -c csec_ $t/enabled_functions)"
insmod /opt/csec/csec.ko
lacks 'no hook was called dead' 'dead' log
