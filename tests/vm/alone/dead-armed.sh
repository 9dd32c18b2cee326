# SPDX-License-Identifier: GPL-2.0-only
# The kernel shuts ftrace down while policies are in force: csec says that it is
# degraded, and changes nothing any more. A boot of its own, as nothing mends that.
# shellcheck shell=bash disable=SC2034,SC2154

if [ ! -e /opt/csec/neighbour.ko ]; then
	skip 'the end of ftrace' 'neighbour.ko is not built for this kernel'
	return
fi
bin=/opt/csec/bin
cg=$(cgroup a)
other=$(cgroup b)
third=$(cgroup c)
push_it() { govern p "$cg" <<<"
processes: {max: 100}
exec: {default: deny, allow: [{path: /usr/bin/true}, {path: $bin/probe}, {path: $bin/forks}]}"; }
push_other() { govern q "$other" <<<'exec: {default: deny, allow: [{path: /usr/bin/true}]}'; }
push_shells() { govern r "$third" <<<'shells: {connect: deny}'; }
hooks() { csecctl status --json | jq -r "[.hooks[] | select(.state == \"$1\")] | length"; }
says_degraded() { [ "$(status degraded)" = true ]; }
stays() {
	fails_with "$1: what is denied stays denied" 'exec: EACCES' in_cgroup "$cg" /usr/bin/id
	ok "$1: what is allowed stays allowed" in_cgroup "$cg" /usr/bin/true
	ok "$1: the other policy, too" in_cgroup "$other" /usr/bin/true
	equals "$1: both policies are live" 2 "$(status policies)"
}
# refused NAME COMMAND...: with nothing changed
refused() {
	local before
	before=$(status generation)
	fails_with "$1: is refused" 1 "${@:2}"
	contains "$1: and told to reboot" reboot "${@:2}"
	equals "$1: no new generation" "$before" "$(status generation)"
}

ok 'a policy' push_it
ok 'another' push_other
fails_with 'it denies' 'exec: EACCES' in_cgroup "$cg" /usr/bin/id
equals 'not degraded' 'false enforcing' "$(status degraded) $(status mode)"
armed=$(hooks armed)
at_least 'hooks are armed' 5 "$armed"
equals 'none is degraded' 0 "$(hooks degraded)"
in_cgroup "$cg" $bin/probe loop "$dir/stop" /usr/bin/true >loop.log 2>&1 &
(while [ ! -e stop ]; do in_cgroup "$cg" $bin/forks storm 1 20; done >/dev/null 2>&1) &

# What the runner would tidy up cannot be.
: >for-good
log_mark
ok 'ftrace is shut down under load' insmod /opt/csec/neighbour.ko kill=1
fails_with 'it is: nobody can trace now' 1 \
	bash -c 'echo security_bprm_check >/sys/kernel/tracing/set_ftrace_filter'
# Nobody has asked csec for anything but this.
eventually 'csec notices by itself' says_degraded
equals 'the mode says it' degraded "$(status mode)"
contains 'status says it' 'loaded, degraded' csecctl status
equals 'the hooks that were armed are degraded' "$armed 0" "$(hooks degraded) $(hooks armed)"
contains 'the log has the reason' 'csec: ftrace was shut down by the kernel: hooks are degraded' log
contains 'and what that means' 'policies may not be enforced; what is attached stays until the reboot' log
stays 'degraded'

sed 's/max: 100/max: 99/' p.yaml >changed.yaml
refused 'a policy that needs another hook' push_shells
refused 'a policy that needs no other hook' csecctl policy push changed.yaml
refused 'deleting one of two' csecctl policy delete q
refused 'unloading' csecctl unload
contains 'unloading: why' 'hooks cannot be detached' csecctl unload
fails_with 'rmmod is refused' 'in use' rmmod csec
stays 'after all that was refused'
equals 'said in the log once' 1 "$(log | grep -c 'csec: ftrace was shut down')"
ok 'events are told' csecctl events
ok 'counters are told' csecctl counters
ok 'ps works' csecctl ps
ok 'policies are shown' csecctl policy show
fails_with 'an attempt is still counted' 'exec: EACCES' in_cgroup "$cg" /usr/bin/id
at_least 'in the policy that denied it' 4 "$(counter p not_allowed)"
: >stop
eventually 'those at work come to an end' grep -q '^ran' loop.log
contains 'and were never refused' 'refused 0 failed 0' cat loop.log
exact 'counting goes on' "$cg"

# The last policies can be given up: who wants that, does without enforcement.
ok 'all policies are deleted' csecctl policy delete p q
ok 'nothing is denied any more' in_cgroup "$cg" /usr/bin/id
equals 'still degraded' true "$(status degraded)"
equals 'no policy' 0 "$(status policies)"
refused 'then no policy comes back' push_other
refused 'and the module stays' csecctl unload
fails_with 'for rmmod, too' 'in use' rmmod csec
ok 'the neighbour that did it can go' rmmod neighbour
lacks 'the kernel warns of nothing' 'cut here' log
