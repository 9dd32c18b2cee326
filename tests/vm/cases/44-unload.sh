# SPDX-License-Identifier: GPL-2.0-only
# Loading and unloading under load: no crash, nobody is hurt.
# shellcheck shell=bash disable=SC2034,SC2154

bin=/opt/csec/bin
probe=$bin/probe
cp $bin/mark ok
cp $bin/mark no
cg=$(cgroup one)
free=$(cgroup free)
policy=load

# working NAME CGROUP FILE: runs the file again and again until `stopped NAME`
working() {
	rm -f "stop.$1"
	in_cgroup "$2" $probe loop "$dir/stop.$1" "$3" >"loop.$1.err" 2>&1 &
}
# stopped NAME: prints "ran refused failed"
stopped() {
	: >"stop.$1"
	poll grep -q '^ran' "loop.$1.err"
	awk '/^ran/ { print $2, $4, $6 }' "loop.$1.err"
}
rules() {
	govern load "$cg" <<END
exec: {default: deny, allow: [{path: $probe}, {path: $dir/ok}, {path: /nowhere/$1}]}
processes: {threads: 100}
END
}

rules 0
# Unloading
fails_with 'with a policy the module cannot be removed' 1 rmmod csec
ok 'it still enforces' bash -c "! $bin/cgexec $cg $dir/no"
listener 4500
working free "$free" "$dir/no"
(while [ ! -e stop.free ]; do try connect 4500; done >/dev/null 2>&1) &
in_cgroup "$free" forks storm 1 100000 >/dev/null 2>&1 &
bad=0
for ((n = 0; n < 10; n++)); do
	ungovern load >/dev/null || bad=$((bad + 1))
	rmmod csec || bad=$((bad + 1))
	insmod /opt/csec/csec.ko || bad=$((bad + 1))
	csecctl policy push load.yaml >/dev/null || bad=$((bad + 1))
	"$bin/cgexec" "$cg" "$dir/no" >/dev/null 2>&1 && bad=$((bad + 1))
	"$bin/cgexec" "$cg" "$dir/ok" >/dev/null 2>&1 || bad=$((bad + 1))
done
equals '10 times unloaded and loaded under load, enforcing each time' 0 $bad
echo 1 >"$cg/cgroup.kill"
read -r ran refused failed < <(stopped free)
at_least 'meanwhile others worked' 50 "$ran"
equals 'and were never refused' '0 0' "$refused $failed"
echo 1 >"$free/cgroup.kill"
working governed "$cg" "$dir/ok"
bad=0
for ((n = 0; n < 5; n++)); do
	ungovern load >/dev/null && rmmod csec && insmod /opt/csec/csec.ko &&
		csecctl policy push load.yaml >/dev/null || bad=$((bad + 1))
done
equals '5 times more under the load of governed tasks' 0 $bad
read -r ran refused failed < <(stopped governed)
equals 'whose allowed file always ran' '0 0' "$refused $failed"
exact 'after loading' "$cg"
equals 'the hooks are all there' false "$(status degraded)"
lacks 'the kernel did not complain' 'cut here' dmesg

# A task that waits inside of a hook, for as long as its container likes.
limit() {
	govern limit "$free" <<<'processes: {max: 100}'
}
ungovern load >/dev/null
govern stuck "$cg" audit <<<'inject: {default: deny}' || fail 'a policy is pushed'
in_cgroup "$cg" $bin/stuck >stuck.log 2>&1 &
ok 'a task waits in a system call of its container' poll grep -q waiting stuck.log
sleep 1
stuck=$(pgrep -x stuck)
ok 'a policy that needs other hooks comes' limit
ok 'and goes' ungovern limit
ok 'and the last one' ungovern stuck
ok 'the module answers' csecctl status
fails_with 'it cannot be unloaded' 7 csecctl unload
contains 'and says why' 'tasks wait inside' csecctl unload
fails_with 'nor removed' 1 rmmod csec
contains 'the log tells it' 'tasks wait in ' dmesg
ok 'a policy can be pushed all the same' limit
kill -9 "$stuck"
ok 'without that task it is unloaded' csecctl unload
ok 'and loaded' insmod /opt/csec/csec.ko
