# SPDX-License-Identifier: GPL-2.0-only
# A process passes for another program, without executing it.
# shellcheck shell=bash disable=SC2034,SC2154

mask=/opt/csec/bin/mask
policy=program
cg=$(cgroup one)
other=$(cgroup other)
for way in file map; do
	ok "without a policy: $way" in_cgroup "$cg" $mask $way /usr/bin/id
done

for section in 'exec: {default: deny, allow: [{path: /opt/csec/bin/*}]}' 'exec: {drift: deny}' \
	'exec: {libraries: image}' 'inject: {default: children}' \
	'shells: {reverse: deny, bind: deny}' 'shells: {connect: deny}'; do
	govern program "$cg" <<<"$section" || fail "pushed: $section"
	for way in file map; do
		denied "$section: $way" impersonation EACCES in_cgroup "$cg" $mask $way /usr/bin/id
	done
done
equals 'the operation is exec' exec "$(field op)"
equals 'the event names the file' /usr/bin/id "$(field path)"
contains 'and is explained' 'pass for another program' csecctl explain --last
ok 'elsewhere it still works' in_cgroup "$other" $mask map /usr/bin/id
sub=$(cgroup one/below)
denied 'in a cgroup below' impersonation EACCES in_cgroup "$sub" $mask map /usr/bin/id

govern program "$cg" <<<'inject: {default: allow}'
allowed 'a policy that lets everybody reach into everybody' in_cgroup "$cg" $mask map /usr/bin/id
govern program "$cg" <<<'processes: {threads: 100}'
allowed 'a policy that does not ask for programs' in_cgroup "$cg" $mask map /usr/bin/id
govern program "$cg" audit <<<'exec: {drift: deny}'
audited 'audit: told, not refused' impersonation in_cgroup "$cg" $mask file /usr/bin/id
accounts
ungovern program

# A program that has no name any more is not a runtime at work, for all its rights.
policy=nameless
cg=$(cgroup nameless)
wx=/opt/csec/bin/wx
for name in free one two; do cp $wx $name; done
cp $wx library
contains 'without a policy: a program without a name maps a file' mapped \
	in_cgroup "$cg" "$dir/free" nameless "$dir/library"
ok 'a policy without new files' govern nameless "$cg" <<<'exec: {drift: deny}'
allowed 'it maps what was there' in_cgroup "$cg" "$dir/one" nameless "$dir/library"
cp library late
denied 'and nothing else' drift EACCES in_cgroup "$cg" "$dir/two" nameless "$dir/late"
accounts
