# SPDX-License-Identifier: GPL-2.0-only
# Each allocation of each netlink operation fails once: the old policy is whole,
# or the new one.
# shellcheck shell=bash disable=SC2034,SC2154

bin=/opt/csec/bin
cg=$(cgroup live)
govern live "$cg" <<<'
processes: {threads: 50}
exec: {default: deny, allow: [{path: /usr/bin/true}, {path: "/usr/*/x*"}]}' >/dev/null || fail 'a policy is pushed'
fails_with 'an event for the dumps' 'exec: EACCES' in_cgroup "$cg" /usr/bin/id
for op in begin add rules manifest del abort status hooks policies cgroups counters events commit commit-manifest; do
	of_helper fail_nth $op "$cg"
	fails_with "after $op: still enforced" 'exec: EACCES' in_cgroup "$cg" /usr/bin/id
	ok "after $op: still allowed" in_cgroup "$cg" /usr/bin/true
done
exact 'after the commits' "$cg"
equals 'no hook has died' false "$(status degraded)"
of_helper fail_nth disarm "$cg"
equals 'no hook has died in a disarm' false "$(status degraded)"
