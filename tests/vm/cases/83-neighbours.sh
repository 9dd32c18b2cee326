# SPDX-License-Identifier: GPL-2.0-only
# Other users of ftrace, live patches and BPF programs, on the functions that
# csec hooks and beside them (P1, P10).
# shellcheck shell=bash disable=SC2034

t=/sys/kernel/tracing
if [ ! -e /opt/csec/neighbour.ko ]; then
	skip 'other users of ftrace' 'neighbour.ko is not built for this kernel'
	return
fi
cg=$(cgroup a)
push_it() { govern p "$cg" <<<'exec: {default: deny, allow: [{path: /usr/bin/true}]}'; }
denies() { fails_with "$1: denies" 'exec: EACCES' in_cgroup "$cg" /usr/bin/id; }
allows() { ok "$1: allows" in_cgroup "$cg" /usr/bin/true; }
neighbour() { insmod /opt/csec/neighbour.ko "$@"; }
calls() { cat /sys/module/neighbour/parameters/calls; }
is_loaded() { grep -q "^$1 " /proc/modules; }
armed() { csecctl status --json | jq '[.hooks[] | select(.state == "armed")] | length'; }
# A function that csec does not hook, called by readlink(1).
beside=security_inode_readlink

# Taken by another: the load fails, whatever the function is for.
ok 'csec is unloaded' rmmod csec
for f in security_bprm_check security_perf_event_alloc; do
	ok "another module takes $f" neighbour "take=$f"
	log_mark
	fails_with "$f is taken: csec is not loaded" 'busy' insmod /opt/csec/csec.ko
	contains "$f is taken: the log names it" "$f is taken by another user" log
	fails_with "$f is taken: csec is not there" 1 is_loaded csec
	equals "$f is taken: nothing is attached" 1 "$(wc -l <$t/enabled_functions)"
	ok "$f is given back" rmmod neighbour
done
ok 'then csec can be loaded' insmod /opt/csec/csec.ko

# Taken while csec is idle: a push fails as a whole, and the next one works.
ok 'idle: another module takes a function' neighbour take=security_bprm_check
fails_with 'idle: a push is refused' 7 push_it
contains 'idle: and names the function' 'security_bprm_check is taken' push_it
equals 'idle: nothing is armed' 0 "$(armed)"
equals 'idle: nothing is live' 0 "$(status policies)"
ok 'idle: nothing is denied' in_cgroup "$cg" /usr/bin/id
ok 'idle: it is given back' rmmod neighbour
ok 'idle: a push works' push_it
denies 'idle, later armed'
allows 'idle, later armed'

# The other way round: what is armed cannot be taken, but traced.
fails_with 'armed: the function cannot be taken' 'busy' neighbour take=security_bprm_check
denies 'armed, after the attempt'
ok 'armed: another function can be taken' neighbour "take=$beside"
ok 'armed: it is called' readlink /proc/self/exe
at_least 'armed: by its new owner' 1 "$(calls)"
denies 'armed, beside a taken function'
ok 'armed: that is given back' rmmod neighbour
ok 'armed: the function can be traced' neighbour trace=security_bprm_check
denies 'armed and traced'
allows 'armed and traced'
at_least 'armed and traced: the tracer sees the calls' 2 "$(calls)"
ok 'armed: the tracer leaves' rmmod neighbour
denies 'armed, after the tracer'

# Live patches.
unpatch() {
	echo 0 >/sys/kernel/livepatch/neighbour/enabled
	poll rmmod neighbour
}
if [ -d /sys/kernel/livepatch ]; then
	log_mark
	fails_with 'live patch: not on an armed function' 'busy' neighbour patch=security_bprm_check
	contains 'live patch: the kernel could not have the function' \
		"failed to register ftrace handler for function 'security_bprm_check' (-16)" log
	fails_with 'live patch: none is there' 1 is_loaded neighbour
	denies 'live patch, after the attempt'
	ok 'live patch: on another function' neighbour "patch=$beside"
	denies 'live patch'
	allows 'live patch'
	ok 'live patch: the function is called' readlink /proc/self/exe
	at_least 'live patch: it is the new one' 1 "$(calls)"
	ungovern p >/dev/null
	ok 'live patch: csec is unloaded beside it' rmmod csec
	ok 'live patch: and loaded' insmod /opt/csec/csec.ko
	ok 'live patch: and armed' push_it
	denies 'live patch, armed after it'
	ok 'live patch: it is undone' unpatch
	denies 'live patch, after it'
	ungovern p >/dev/null
	rmmod csec
	ok 'live patch: on a function of csec' neighbour patch=security_perf_event_alloc
	fails_with 'live patch: csec is not loaded' 'busy' insmod /opt/csec/csec.ko
	contains 'live patch: the log names the function' \
		'security_perf_event_alloc is taken by another user' log
	ok 'live patch: this one is undone' unpatch
	ok 'live patch: csec can be loaded' insmod /opt/csec/csec.ko
	push_it >/dev/null
else
	skip 'live patches' 'this kernel has none'
fi

# BPF programs at the function's entry and exit: the one that comes second
# adapts. Linux 6.1 cannot attach a second program to a function that is armed.
if [ "$(uname -m)" = x86_64 ]; then
	peers='fentry security_bprm_check - fexit security_bprm_check'
	[[ $(uname -r) != 6.1.* ]] || peers='fentry security_bprm_check'
	# shellcheck disable=SC2086 # words
	ok 'BPF: programs on an armed function' hold "$(cgroup peer)" bpfpeer $peers
	denies 'BPF, attached after'
	allows 'BPF, attached after'
	unhold
	at_least 'BPF: they are run' 2 \
		"$(awk '/^security_bprm_check/ { print $2; exit }' "$dir/.held")"
	denies 'BPF, after they left'
	ungovern p >/dev/null
	ok 'BPF: programs on a function that is not armed' hold "$(cgroup peer)" bpfpeer \
		fentry security_bprm_check - fexit security_bprm_check
	ok 'BPF: which is armed then' push_it
	denies 'BPF, attached before'
	allows 'BPF, attached before'
	ungovern p >/dev/null
	ok 'BPF: and disarmed' in_cgroup "$cg" /usr/bin/id
	unhold
	at_least 'BPF: they were run' 3 \
		"$(awk '/^security_bprm_check/ { print $2; exit }' "$dir/.held")"
	ok 'BPF: armed once more' push_it
	denies 'BPF, after all'
else
	skip 'BPF programs' 'on arm64 they could not be attached to an armed function; why is not known'
fi
equals 'not degraded by all that' false "$(status degraded)"
