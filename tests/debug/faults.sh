# SPDX-License-Identifier: GPL-2.0-only
# csec - what the cases with faults have in common: cgroups, a policy, a word
# shellcheck shell=bash disable=SC2034,SC2154

# Each allocation of one operation fails once: what is allowed may fail, what is
# denied stays denied, nobody ungoverned is refused, and the counts are those of
# the kernel. $warm has been used before, below $new a cgroup is made for each site.
bin=/opt/csec/bin
echo +pids >"$root/cgroup.subtree_control"
mkdir -p "$base/new"
echo +pids >"$base/cgroup.subtree_control"
echo +pids >"$base/new/cgroup.subtree_control"
new=$base/new/new
cp $bin/fail_nth no
warm=$(cgroup warm)
free=$(cgroup free)
{
	printf 'apiVersion: csec/v1\nkind: Policy\nmetadata: {name: faults}\nmode: enforce\n'
	printf 'match: [{cgroup: "%s"}, {cgroup: "%s/*"}]\n' "${warm#"$root"}" "${base#"$root"}/new"
	printf 'processes: {max: 100, threads: 100}\n'
	printf 'exec: {default: deny, allow: [{path: %s/fail_nth}, {path: /usr/bin/true}]}\n' $bin
	printf 'shells: {connect: deny}\n'
} | push >/dev/null || fail 'a policy is pushed'

# fails OPERATION CGROUP [ARGUMENT]
fails() { of_helper fail_nth "$@"; }

# still_enforced: and the counts are exact
still_enforced() {
	exact 'after all that failed' "$warm"
	fails_with 'what is denied is still denied' 'exec: EACCES' in_cgroup "$warm" "$dir/no"
	ok 'what is allowed works' in_cgroup "$warm" /usr/bin/true
}
