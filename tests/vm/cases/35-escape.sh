# SPDX-License-Identifier: GPL-2.0-only
# Governed root that can write to the cgroup tree does not leave its policy.
# shellcheck shell=bash disable=SC2034,SC2154

bin=/opt/csec/bin
parent=$(cgroup p)
cg=$(cgroup p/one)
sub=$(cgroup p/one/sub)
deep=$(cgroup p/one/sub/deep)
sibling=$(cgroup p/two)
like=$(cgroup p/onelike)
home=$root/run-$CASE

for to in "$parent" "$sibling" "$root" "$home"; do
	ok "without a policy: a move to ${to#"$root"}/" in_cgroup "$cg" forks move "$to"
done
ok 'without a policy: a clone into the sibling' in_cgroup "$cg" forks into "$sibling"
ok 'without a policy: a child moved to the sibling' in_cgroup "$cg" forks movechild "$sibling"

policy=escape
govern escape "$cg" <<<'exec: {default: allow}' || fail 'a policy is pushed'
for to in "$parent" "$sibling" "$like" "$root" "$home"; do
	denied "a move to ${to#"$root"}/" cgroup_escape 'move: EPERM' in_cgroup "$cg" forks move "$to"
	equals "whose event names ${to#"$root"}/" "${to#"$root"}" "$(field path | sed 's,^/$,,')"
	denied "a clone into ${to#"$root"}/" cgroup_escape 'clone: EPERM' in_cgroup "$cg" forks into "$to"
	denied "a child moved to ${to#"$root"}/" cgroup_escape 'move: EPERM' in_cgroup "$cg" forks movechild "$to"
done
equals 'the operation of a move is attach' attach "$(field op)"
denied 'out of a child cgroup to the parent of all' cgroup_escape 'move: EPERM' in_cgroup "$deep" forks move "$parent"
sleep 1000 &
guest=$! # judge starts jobs as well
forks move "$sibling" $guest >/dev/null
denied 'a foreign task is not moved by the governed either' cgroup_escape 'move: EPERM' \
	in_cgroup "$cg" forks move "$parent" $guest

allowed 'a move into the own child cgroup' in_cgroup "$cg" forks move "$sub"
allowed 'and further down, up and down again' in_cgroup "$cg" forks moveself "$sub" "$deep" "$sub" "$cg" "$deep"
allowed 'a clone into the own child cgroup' in_cgroup "$cg" forks into "$deep"
allowed 'a child moved to the own child cgroup' in_cgroup "$cg" forks movechild "$sub"
allowed 'a cgroup of its own making' in_cgroup "$cg" /usr/bin/bash -c "mkdir $cg/own && exec $bin/forks move $cg/own"
allowed 'a move to where it is' in_cgroup "$cg" forks move "$cg"
denied 'the own making does not become a way out' cgroup_escape 'move: EPERM' \
	in_cgroup "$cg" forks moveself "$cg/own" "$sibling"

# A runtime
allowed 'the ungoverned move a task in' forks move "$cg" $guest
allowed 'down' forks move "$sub" $guest
allowed 'and out' forks move "$sibling" $guest
allowed 'the ungoverned clone into it' forks into "$cg"
allowed 'a move between two ungoverned' forks move "$parent" $guest
kill $guest

# A policy above and one below
govern inner "$sub" <<<'exec: {default: allow}'
policy=inner
denied 'from the inner policy to the outer one' cgroup_escape 'move: EPERM' in_cgroup "$sub" forks move "$cg"
allowed 'within the inner one' in_cgroup "$sub" forks move "$deep"
accounts
policy=escape
ungovern inner
allowed 'without the inner one it is one tree' in_cgroup "$sub" forks move "$cg"

# The limit of where it would go does not hide the escape
govern target "$sibling" <<<'processes: {threads: 1}'
denied 'to a cgroup with another policy' cgroup_escape 'move: EPERM' in_cgroup "$cg" forks move "$sibling"
equals 'nobody came' 0 "$(ps_of tasks "$sibling")"
ungovern target
accounts

sed 's/^mode:.*/mode: audit/' escape.yaml >audit.yaml
csecctl policy push audit.yaml >/dev/null
audited 'audit: a move goes through' cgroup_escape in_cgroup "$cg" forks move "$sibling"
audited 'audit: so does a clone' cgroup_escape in_cgroup "$cg" forks into "$sibling"
accounts
