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

# Other roads to the file: each is a way out without a policy
mkdir -p mount
domain=$(cgroup d)
cgroup d/one >/dev/null && cgroup d/two >/dev/null
echo threaded >"$domain/one/cgroup.type" && echo threaded >"$domain/two/cgroup.type"
enter='echo 0 >'
# road NAME: sets $way, the command, which says "Operation not permitted", and $to
road() {
	way=(in_cgroup "$cg") to=$sibling
	case $1 in
	'a fresh mount') way+=(unshare -m bash -c "$fresh") ;;
	'a bind mount') way+=(unshare -m bash -c "mount --bind $to $dir/mount && $enter$dir/mount/cgroup.procs") ;;
	'a new cgroup namespace') way+=(unshare -C bash -c "$enter$to/cgroup.procs") ;;
	"the host's cgroup namespace") way+=(unshare -Cm nsenter -C/proc/1/ns/cgroup bash -c "$fresh") ;;
	'a file opened before') way=(bash -c "exec 5>$to/cgroup.procs; $enter$cg/cgroup.procs; $enter&5") ;;
	'cgroup.threads')
		to=$domain/two
		way=(in_cgroup "$domain/one" bash -c "$enter$to/cgroup.threads")
		;;
	esac
}
fresh="mount -t cgroup2 none $dir/mount && $enter$dir/mount${sibling#"$root"}/cgroup.procs"
roads=('a fresh mount' 'a bind mount' 'a new cgroup namespace' "the host's cgroup namespace"
	'a file opened before' 'cgroup.threads')
for name in "${roads[@]}"; do
	road "$name"
	ok "without a policy: out by $name" "${way[@]}"
done

policy=escape
govern escape "$cg" <<<'exec: {default: allow}' || fail 'a policy is pushed'
govern threads "$domain/one" <<<'exec: {default: allow}'
for name in "${roads[@]}"; do
	road "$name"
	[ "$name" != cgroup.threads ] || policy=threads
	denied "out by $name" cgroup_escape 'Operation not permitted' "${way[@]}"
	equals "whose event names where: $name" "${to#"$root"}" "$(field path)"
done
accounts
ungovern threads
policy=escape
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

# A limit of its own that it can write: pids.max. That of csec is none of them
echo +pids >$root/cgroup.subtree_control
echo +pids >"$base/cgroup.subtree_control"
echo +pids >"$parent/cgroup.subtree_control"
# Not the shell's fork, which is tried again.
raise() { in_cgroup "$cg" bash -c "echo max >$cg/pids.max; exec $bin/try fork 12"; }
echo 5 >"$cg/pids.max"
contains 'pids.max holds' 'forked 4: EAGAIN' in_cgroup "$cg" try fork 12
contains 'until it is raised from inside' 'forked 12' raise
echo 5 >"$cg/pids.max"
govern escape "$cg" <<<'processes: {threads: 10}'
denied 'raising the own pids.max does not raise the limit' thread_limit 'forked 9: EAGAIN' raise
equals 'though pids.max is what was written' max "$(cat "$cg/pids.max")"
accounts
govern escape "$cg" <<<'exec: {default: allow}'

sed 's/^mode:.*/mode: audit/' escape.yaml >audit.yaml
csecctl policy push audit.yaml >/dev/null
audited 'audit: a move goes through' cgroup_escape in_cgroup "$cg" forks move "$sibling"
audited 'audit: so does a clone' cgroup_escape in_cgroup "$cg" forks into "$sibling"
accounts
