# SPDX-License-Identifier: GPL-2.0-only
# Unloading with a thousand policies live, each of a cgroup of its own: a module for
# the same kernel once took five minutes for it. How long it takes is printed, and
# judged by nobody.
# shellcheck shell=bash disable=SC2034,SC2154

many=1000
mkdir -p "$base"
seq -f "$base/c%g" $many | xargs mkdir
seq $many | while read -r n; do
	cat <<-END
		---
		apiVersion: csec/v1
		kind: Policy
		metadata: {name: many-$n}
		mode: enforce
		match: [{cgroup: "${base#"$root"}/c$n"}]
		processes: {threads: 8, forkRate: {perSecond: 100}, onRate: slow}
		exec: {default: deny, drift: deny, writes: deny, allow: [{path: /usr/bin/true}, {path: /usr/bin/sleep}]}
		shells: {reverse: deny, bind: deny, connect: deny}
		memory: {jit: {default: deny}}
		inject: {default: deny}
		escape: {default: deny}
		capabilities: {default: allow, deny: [SYS_MODULE]}
	END
done >many.yaml
sed '2,${/^---/,$d}' many.yaml >first.yaml

# took COMMAND...: runs it and says for how long
took() {
	local begin=${EPOCHREALTIME/./}
	"$@" && echo "$((${EPOCHREALTIME/./} - begin))"
}
ok 'one policy is pushed' csecctl policy push first.yaml
ok 'the module is unloaded with it' took csecctl unload
echo "1 policy: unloaded in $((${out##*$'\n'} / 1000)) ms" >&9
ok 'and loaded' insmod /opt/csec/csec.ko
ok 'a thousand policies are pushed' took csecctl policy push many.yaml
pushed=${out##*$'\n'}
equals 'all are live' $many "$(status policies)"
equals 'every hook is armed' 0 \
	"$(csecctl status --json | jq '[.hooks[] | select(.state == "idle")] | length')"
for n in 1 500 $many; do
	fails_with "number $n denies" 'exec: EACCES' in_cgroup "$base/c$n" /usr/bin/id
	ok "number $n allows" in_cgroup "$base/c$n" /usr/bin/true
	in_cgroup "$base/c$n" /usr/bin/sleep 1000 &
done
counted() { [ "$(status tasks)" = 3 ]; }
eventually 'tasks of three are counted' counted
ok 'the module is unloaded with all of them' took csecctl unload
unloaded=${out##*$'\n'}
echo "$many policies: pushed in $((pushed / 1000)) ms, unloaded in $((unloaded / 1000)) ms" >&9
fails_with 'and is gone' 1 grep -q '^csec ' /proc/modules
equals 'no hook is left' 0 "$(grep -c csec_ /sys/kernel/tracing/enabled_functions)"
ok 'who was governed is not' in_cgroup "$base/c500" /usr/bin/id
ok 'it is loaded again' insmod /opt/csec/csec.ko
equals 'without policies' 0 "$(status policies)"
lacks 'the kernel warns of nothing' 'Call Trace' log
