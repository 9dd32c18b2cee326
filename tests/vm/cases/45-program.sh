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
