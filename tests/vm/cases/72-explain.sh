# SPDX-License-Identifier: GPL-2.0-only
# csecctl explain: who, what, why, and what would allow it.
# shellcheck shell=bash disable=SC2016,SC2034,SC2154

bin=/opt/csec/bin
bash=/usr/bin/bash
cg=$(cgroup one)
why() { csecctl explain --last --json | jq -r "$1"; }

csecctl unload >/dev/null && insmod /opt/csec/csec.ko
fails_with 'nothing has happened' 1 csecctl explain --last
contains 'it was not csec' 'not csec: no refusal is recorded' csecctl explain --last
fails_with 'neither event nor option' 2 csecctl explain
fails_with 'both' 2 csecctl explain --last 1
fails_with 'not a number' 2 csecctl explain x
fails_with 'a pid of 0' 2 csecctl explain --pid 0

# A file that is not allowed
cp $bin/mark tool
policy=not
govern not "$cg" <<<'exec: {default: deny}'
denied 'a program' not_allowed EACCES in_cgroup "$cg" "$dir/tool"
contains 'says what' "denied exec of \"$dir/tool\" in not (cgroup $(stat -c %i "$cg"))" \
	csecctl explain --last --color never
contains 'why, and where' "exec.default is deny; no rule of exec.allow names this file  ($dir/not.yaml" \
	csecctl explain --last
contains 'the edit' "- path: \"$dir/tool\"" csecctl explain --last
contains 'its worth' 'recommended if it belongs to the workload' csecctl explain --last
contains 'who' "[$(field pid)] uid 0" csecctl explain --last
ok 'by number' csecctl explain "$(field seq | tr -d '"')"
ok 'by process' csecctl explain --pid "$(field pid)"
contains 'JSON begins with its version' '{"schema_version":1' \
	bash -c 'csecctl explain --last --json | tr -d " \n"'
equals 'JSON: the edit' "exec.allow $dir/tool true" \
	"$(why '[.edit.key, .edit.value, (.edit.recommended | tostring)] | join(" ")')"
equals 'JSON: the key' 'exec.default=deny' "$(why '.why.key + "=" + .why.value')"
equals 'JSON: the event' not_allowed "$(why .event.reason)"
fails_with 'another process' 1 csecctl explain --pid 1
contains 'was not refused' 'not csec: no refusal of process 1 is recorded' csecctl explain --pid 1
contains 'an event to come' 'never happened' csecctl explain 99999999
# What it says is what helps
govern not "$cg" <<<"exec: {default: deny, allow: [{path: $(why .edit.value | jq -R .)}]}"
allowed 'the edit allows it' in_cgroup "$cg" "$dir/tool"
contains 'values may be newer' 'policies were pushed since' csecctl explain --last
cp tool "$dir/*"
denied 'a name that looks like a pattern' not_allowed EACCES in_cgroup "$cg" "$dir/*"
govern not "$cg" <<<"exec: {default: deny, allow: [{path: $(why .edit.value | jq -R .)}]}"
allowed 'the edit allows that file' in_cgroup "$cg" "$dir/*"
denied 'and no other' not_allowed EACCES in_cgroup "$cg" "$dir/tool"
cp tool $'e\e[2J'
denied 'a name with an escape sequence' not_allowed EACCES in_cgroup "$cg" "$dir/"$'e\e[2J'
contains 'is escaped' 'e\x1b[2J' csecctl explain --last
govern not "$cg" audit <<<'exec: {default: deny}'
audited 'audit' not_allowed in_cgroup "$cg" "$dir/tool"
contains 'would have been' 'would have been denied: exec of' csecctl explain --last --color never
ungovern not
contains 'the policy is gone' 'no longer live' csecctl explain --last

# Others
policy=others
govern others "$cg" <<<'processes: {max: 5}'
denied 'a limit' process_limit 'EAGAIN' in_cgroup "$cg" try fork 5
contains 'the limit' 'limit 5' csecctl explain --last
equals 'twice as many' 'processes.max 5 10' "$(why '[.why.key, .why.value, .edit.value] | join(" ")')"
govern others "$cg" <<<'shells: {reverse: deny, bind: deny}'
listener 4301
denied 'a reverse shell' reverse_shell EACCES in_cgroup "$cg" $bin/stdio tcp4:4301 0 $bash -c 'exit 0'
contains 'the signal' 'descriptor 0' csecctl explain --last
contains 'and its peer' '127.0.0.1:4301' csecctl explain --last
contains 'is not to be allowed' 'to allow (not recommended)' csecctl explain --last
equals 'JSON: shells' 'shells.reverse shells.exempt false' \
	"$(why '[.why.key, .edit.key, (.edit.recommended | tostring)] | join(" ")')"
govern others "$cg" <<<'exec: {default: allow, drift: deny}'
cp $bin/mark new
denied 'drift' drift EACCES in_cgroup "$cg" "$dir/new"
contains 'the key' 'exec.drift is deny' csecctl explain --last
contains 'the scalar' 'exec.drift: allow' csecctl explain --last
govern others "$cg" <<<'inject: {default: deny}'
cp $bin/reach reached
hold "$cg" "$dir/reached" victim
victim=$(sed -n 's/ready //p' "$dir/.held")
denied 'injection' injection EPERM in_cgroup "$cg" $bin/reach attach "$victim"
contains 'the target' "process \"reached\"[$victim] of \"$dir/reached\"" csecctl explain --last
contains 'the pair' "{from: \"$bin/reach\", to: \"$dir/reached\"}" csecctl explain --last
unhold
hold "$cg" $bin/reach victim
victim=$(sed -n 's/ready //p' "$dir/.held")
denied 'of one program' injection EPERM in_cgroup "$cg" $bin/reach attach "$victim"
contains 'as a debugger and what it starts' 'inject.default: children' csecctl explain --last
unhold

# A ring that has moved on
csecctl unload >/dev/null && insmod /opt/csec/csec.ko events=256
policy=not
govern not "$cg" <<<'exec: {default: deny}'
nl_exec "$cg" 300 "$dir/tool" >/dev/null
fails_with 'an event that was overwritten' 1 csecctl explain 1
contains 'says so' 'no longer kept' csecctl explain 1
csecctl unload >/dev/null && insmod /opt/csec/csec.ko
