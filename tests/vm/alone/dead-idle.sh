# SPDX-License-Identifier: GPL-2.0-only
# The kernel shuts ftrace down while no hook is attached: no policy can be pushed, but
# csec can go. It cannot be loaded then. A boot of its own, as nothing mends that.
# shellcheck shell=bash disable=SC2034,SC2154

if [ ! -e /opt/csec/neighbour.ko ]; then
	skip 'the end of ftrace' 'neighbour.ko is not built for this kernel'
	return
fi
cg=$(cgroup a)
push_it() { govern p "$cg" <<<'exec: {default: deny, allow: [{path: /usr/bin/true}]}'; }
# What the runner would tidy up cannot be.
: >for-good
log_mark
ok 'ftrace is shut down' insmod /opt/csec/neighbour.ko kill=1
equals 'nothing is attached: not degraded' 'false false' "$(status degraded) $(status armed)"
fails_with 'a policy is refused' 1 push_it
contains 'and the reboot named' reboot push_it
contains 'the log says why' 'csec: ftrace was shut down by the kernel' log
equals 'degraded: nothing is armed' 'true false 0' \
	"$(status degraded) $(status armed) $(status policies)"
ok 'nothing is denied' in_cgroup "$cg" /usr/bin/id
ok 'the module can go, as nothing is attached' csecctl unload
fails_with 'it is gone' 1 grep -q '^csec ' /proc/modules
fails_with 'it cannot be loaded' 'No such device' insmod /opt/csec/csec.ko
contains 'the log names a function and the reason' \
	'cannot be hooked: ftrace was shut down by the kernel' log
fails_with 'it is not there' 1 grep -q '^csec ' /proc/modules
lacks 'the kernel warns of nothing' 'cut here' log
