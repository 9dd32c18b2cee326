# SPDX-License-Identifier: GPL-2.0-only
# csecctl as its users meet it: exit statuses, both forms of output, loading and
# unloading, and what it says when something is wrong.
# shellcheck shell=bash disable=SC2034

ko=/opt/csec/csec.ko
is_json() { python3 -c 'import json, sys
for line in sys.stdin.read().strip().split("\n") if sys.argv[1] == "lines" else [sys.stdin.read()]:
    assert json.loads(line)["schema_version"] >= 1' "$1"; }
json_of() { "${@:2}" | is_json "$1"; }

cg=$(cgroup a)
govern p "$cg" <<<'exec: {default: deny, allow: [{path: /usr/bin/true}]}'
in_cgroup "$cg" /usr/bin/id
for c in status 'policy show' ps counters version; do
	# shellcheck disable=SC2086 # words
	ok "$c: 0" csecctl $c
	# shellcheck disable=SC2086 # words
	ok "$c: JSON" json_of one csecctl $c --json
	# shellcheck disable=SC2086 # words
	ok "$c: YAML" csecctl $c -o yaml
done
ok 'events: 0' csecctl events
ok 'top: 0' csecctl top --iterations 1
ok 'top: JSON lines' json_of lines csecctl top --iterations 2 --interval 1 --json
equals 'top: an object each time' '1 1 2 1 ' "$(csecctl top --iterations 2 --interval 1 --json |
	jq -j '.iteration, " ", (.cgroups | length), " "')"
equals 'top: the cgroup, as in ps' "$(csecctl ps --json | jq -cS '.cgroups[0]')" \
	"$(csecctl top --iterations 1 --json | jq -cS '.cgroups[0]')"
equals 'top: a table each time' 2 "$(csecctl top --iterations 2 --interval 1 | grep -c '^CGROUP')"
fails_with 'top: its interval has an end' 124 timeout 1 csecctl top --iterations 2 --interval 60
ok 'top: a reader that has gone ends it' timeout 20 bash -c 'set -o pipefail; csecctl top --interval 1 | head -n 1'
ok 'events: a reader that has gone ends it' timeout 20 \
	bash -c 'set -o pipefail; csecctl events --follow --json | head -n 1'
for c in ps 'events --json' 'policy show'; do
	contains "$c: what hinders writing is said" 'No space left on device' \
		bash -c "csecctl $c 2>&1 >/dev/full; true"
done
contains 'top: a terminal is redrawn' '[H' script -qec 'TERM=linux csecctl top --iterations 1' /dev/null
fails_with 'top --interval 0: usage' 2 csecctl top --interval 0
ok 'events: JSON lines' json_of lines csecctl events --json
ok 'policy check: JSON' json_of one csecctl policy check --json p.yaml
ok 'policy push: JSON' json_of one csecctl policy push --json p.yaml
contains 'no command is status' 'loaded, enforcing' csecctl
ok 'policy diff: nothing' csecctl policy diff p.yaml
sed 's|/usr/bin/true|/usr/bin/false|' p.yaml >other.yaml
fails_with 'policy diff: another rule' 4 csecctl policy diff other.yaml
contains 'policy diff: what goes' '- exec.allow: {path: "/usr/bin/true"}' csecctl policy diff other.yaml
contains 'policy diff: what comes' '+ exec.allow: {path: "/usr/bin/false"}' csecctl policy diff other.yaml
ok 'policy diff: JSON' bash -c '! csecctl policy diff --json other.yaml >diff.json'
equals 'policy diff: JSON says what' 'changed exec.allow' \
	"$(jq -r '.policies[0] | .change + " " + .changes[0].key' diff.json)"
for c in status load unload 'policy check' 'policy diff' 'policy push' 'policy show' 'policy delete' ps \
	top counters events completion version help; do
	# shellcheck disable=SC2086 # words
	contains "$c -h" "usage: csecctl" csecctl $c -h
	# shellcheck disable=SC2086 # words
	contains "help $c" "usage: csecctl" csecctl help $c
	# shellcheck disable=SC2086 # words
	fails_with "$c --nonsense: usage" 2 csecctl $c --nonsense
done
fails_with 'an unknown command: usage' 2 csecctl frobnicate
contains 'a near miss is named' "did you mean 'status'" csecctl statsu
fails_with 'policy alone: usage' 2 csecctl policy
fails_with 'policy frob: usage' 2 csecctl policy frob
fails_with 'an abbreviation: usage' 2 csecctl stat
fails_with 'an unknown format: usage' 2 csecctl status -o xml
fails_with 'push of nothing: usage' 2 csecctl policy push
fails_with 'push of a file that is not there: failed' 1 csecctl policy push /no/such.yaml
fails_with 'push of an invalid policy' 3 csecctl policy push /etc/passwd
sed 's|/usr/bin/true}|/usr/bin/true}, {manifest: absent.sum}|' p.yaml >absent.yaml
fails_with 'check of a policy whose manifest is not there' 1 csecctl policy check absent.yaml
fails_with 'check of a policy that is not there' 1 csecctl policy check nothing.yaml
fails_with 'check of no file' 1 csecctl policy check /dev/null
fails_with 'check of an invalid policy' 3 csecctl policy check /etc/passwd
fails_with 'show of a policy that is not live' 1 csecctl policy show nobody
fails_with 'delete of a policy that is not live' 1 csecctl policy delete nobody
fails_with 'counters of a policy that is not live' 1 csecctl counters --policy nobody
fails_with 'events --count 0: usage' 2 csecctl events --count 0
fails_with 'events --since x: usage' 2 csecctl events --since x
fails_with 'output that cannot be written: failed' 1 bash -c 'csecctl status >/dev/full'
equals 'status: mode' enforcing "$(status mode)"
equals 'status: policies' 1 "$(status policies)"
equals 'status: rules' 1 "$(status rules)"
equals 'status: who pushed' 0 "$(status commit_uid)"
equals 'status: kernel' "$(uname -r)" "$(status kernel)"
equals 'status: not degraded' false "$(status degraded)"
equals 'what is not enforced is said at push' mode.learn \
	"$(govern m "$(cgroup m)" learn <<<'exec: {default: allow}' | grep -o mode.learn | head -n 1)"
contains 'and in status' mode.learn csecctl status
ungovern m >/dev/null

# Loading and unloading
fails_with 'load twice: failed' 1 csecctl load --module $ko
contains 'load twice: said' 'already loaded' csecctl load --module $ko
fails_with 'rmmod with a policy is refused' 'in use' rmmod csec
fails_with 'unload without CAP_SYS_MODULE: 6' 6 \
	setpriv --bounding-set -sys_module --inh-caps -sys_module csecctl unload
equals 'and the policies stay in force' enforcing "$(status mode)"
ok 'unload with policies' csecctl unload
fails_with 'the module is gone' 1 grep -q '^csec ' /proc/modules
contains 'and said so in the log' 'csec: unloaded' log
ok 'its cgroup is free' in_cgroup "$cg" /usr/bin/id
for c in status 'policy show' 'policy delete p' 'policy diff p.yaml' 'policy push p.yaml' ps top counters events \
	unload 'events --follow'; do
	# shellcheck disable=SC2086 # words
	fails_with "$c without the module: 5" 5 csecctl $c
	# shellcheck disable=SC2086 # words
	contains "$c without the module: said" 'not loaded' csecctl $c
done
ok 'version without the module' csecctl version
contains 'version says so' 'not loaded' csecctl version
ok 'policy check without the module' csecctl policy check p.yaml
fails_with 'load of nothing installed: 5' 5 csecctl load
contains 'load of nothing installed: what helps' '--module' csecctl load
echo 'not a module' >text.ko
fails_with 'load of a text: failed' 1 csecctl load --module text.ko
contains 'load of a text: said' 'not a module' csecctl load --module text.ko
fails_with 'load of a file that is not there' 1 csecctl load --module /no/such.ko
contains 'load of a file that is not there: said' 'no such file' csecctl load --module /no/such.ko
fails_with 'load of a directory' 1 csecctl load --module /tmp
head -c 100000 $ko >half.ko
fails_with 'load of half a module' 1 csecctl load --module half.ko
for p in events=1 events=255 events=65537 events=-1 events=x; do
	fails_with "load with $p: failed" 1 csecctl load --module $ko $p
done
contains 'load with events=1: the kernel says why' 'events=1 is not between 256 and 65536' \
	csecctl load --module $ko events=1
fails_with 'a parameter without a value: usage' 2 csecctl load --module $ko events
fails_with 'nobody may not load: 6' 6 setpriv --reuid 65534 csecctl load --module $ko
contains 'nobody may not load: said' CAP_SYS_MODULE setpriv --reuid 65534 csecctl load --module $ko
fails_with 'root without CAP_SYS_MODULE neither' 6 \
	setpriv --bounding-set -sys_module --inh-caps -sys_module csecctl load --module $ko
if ftrace_off; then
	fails_with 'load without ftrace: failed' 1 csecctl load --module $ko
	contains 'load without ftrace: the kernel names what is taken' 'ftrace_enabled is 0' \
		csecctl load --module $ko
	contains 'load without ftrace: and the function' 'security_ptrace_access_check is taken' \
		csecctl load --module $ko
else
	skip 'load without ftrace' 'this kernel does not switch ftrace off'
fi
echo 1 >/proc/sys/kernel/ftrace_enabled
fails_with 'nothing is left of all that' 1 grep -q '^csec ' /proc/modules
ok 'load' csecctl load --module $ko
ok 'load with a parameter' bash -c "csecctl unload && csecctl load --module $ko events=512"
equals 'the parameter counts' 512 "$(cat /sys/module/csec/parameters/events)"
fails_with 'it is read-only' 1 bash -c 'echo 1024 >/sys/module/csec/parameters/events'
equals 'after load: no policy' 'no policy' "$(status mode)"
equals 'after load: generation 0' 0 "$(status generation)"
contains 'nothing lingers: a push works' 'generation 1' csecctl policy push p.yaml
ok 'rmmod with no policy' bash -c 'csecctl policy delete p && rmmod csec'
insmod $ko
