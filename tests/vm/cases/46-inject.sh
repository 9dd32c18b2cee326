# SPDX-License-Identifier: GPL-2.0-only
# One process reaches into another: who may, and who may not.
# shellcheck shell=bash disable=SC2034,SC2154

bin=/opt/csec/bin
reach=$bin/reach
policy=inject
cg=$(cgroup one)
other=$(cgroup other)
kinds='attach seize vmread vmwrite memread memwrite mapfiles getfd perf kcmp'
# The debug kernel has one node of memory, and no move_pages().
is_debug || kinds+=' movepages'
looks='maps environ status exe fd signal program'
links='cwd stdin'
victim_of() { sed -n 's/ready //p' "$dir/.held"; }

hold "$cg" $reach victim
victim=$(victim_of)
for kind in $kinds $looks; do
	ok "without a policy: $kind" in_cgroup "$cg" $reach "$kind" "$victim"
done
ok 'without a policy: traceme' in_cgroup "$cg" $reach traceme
listens=listen
if run in_cgroup "$cg" $reach listen32 && [ "$rc" = 0 ]; then listens+=' listen32'; else
	skip 'listen32' 'no system calls of 32 bits here'
fi
asks=ask
[[ $listens != *32 ]] || asks+=' ask32'
for kind in $listens $asks listenzero filter; do
	ok "without a policy: $kind" in_cgroup "$cg" $reach "$kind"
done
for kind in look poke stay; do
	ok "without a policy: a tracer that shares the memory: $kind" in_cgroup "$cg" $bin/leaks $kind
done
unhold

# Nobody
govern inject "$cg" <<<'inject: {default: deny}' || fail 'a policy is pushed'
lacks 'inject is enforced' inject csecctl status
hold "$cg" $reach victim
victim=$(victim_of)
for kind in $kinds; do
	# proc says so for its files
	errno=EPERM
	[[ $kind != mem* ]] || errno=EACCES
	denied "deny: $kind" injection $errno in_cgroup "$cg" $reach "$kind" "$victim"
done
equals 'the operation is ptrace' ptrace "$(field op)"
equals 'the event names the target' "$victim" "$(field target_pid)"
equals 'its name' reach "$(field target_comm)"
equals 'its program' $reach "$(field target_path)"
equals 'and the program that reached' $reach "$(field path)"
for kind in $looks; do
	allowed "deny: $kind is a look" in_cgroup "$cg" $reach "$kind" "$victim"
done
denied 'deny: perf of a whole processor' injection EPERM in_cgroup "$cg" $reach perf -1
denied 'deny: a child of its own' injection EPERM in_cgroup "$cg" $reach own attach
for kind in look poke stay; do
	denied "deny: a tracer that shares the memory: $kind" injection EPERM in_cgroup "$cg" $bin/leaks $kind
done
denied 'deny: a child that asks for it' injection EPERM in_cgroup "$cg" $reach traceme
for kind in $listens; do
	denied "deny: $kind: answers for what it starts" injection EPERM in_cgroup "$cg" $reach "$kind"
done
equals 'the operation is ptrace, too' ptrace "$(field op)"
equals 'and the event names the program' $reach "$(field path)"
contains 'it is explained' inject.default csecctl explain --last
allowed 'deny: a filter that answers nothing' in_cgroup "$cg" $reach filter
for kind in $asks; do
	allowed "deny: $kind: a library asks whether it could" in_cgroup "$cg" $reach "$kind"
done
fails_with 'deny: a filter that such a question could find' 'listenzero: EFAULT' in_cgroup "$cg" $reach listenzero
ok 'outside nothing is refused' $reach listen
for kind in $links root; do
	allowed "deny: $kind inside is a file" in_cgroup "$cg" $reach "$kind" "$victim"
done
allowed 'deny: threads of one process' in_cgroup "$cg" $reach thread vmread
allowed 'deny: ps' in_cgroup "$cg" ps -eo pid,args

# Across the border
govern inject "$cg" <<<'inject: {default: deny}'
sleep 1000 6>&- &
outside=$!
denied 'out of the container' injection EPERM in_cgroup "$cg" $reach seize $outside
denied 'out of it, to the first process of all' injection EPERM in_cgroup "$cg" $reach seize 1
mkdir -p jail/proc
cp $reach jail/
mkfifo jail.in
exec 7<>jail.in
chroot jail /reach victim <jail.in >/dev/null 7>&- &
jailed=$!
poll test /proc/$jailed/root -ef "$dir/jail"
for kind in $links; do
	ok "outside: $kind" $reach "$kind" $outside
	denied "out of it by a link: $kind" injection EPERM in_cgroup "$cg" $reach "$kind" $outside
	equals "out of it by a link: $kind: the event names the target" $outside "$(field target_pid)"
done
ok 'outside: root' $reach root $jailed
denied 'out of it by a link: root' injection EPERM in_cgroup "$cg" $reach root $jailed
allowed 'a root that is its own' in_cgroup "$cg" $reach root $outside
for kind in $looks; do
	allowed "out of it: $kind is a look" in_cgroup "$cg" $reach "$kind" $outside
done
allowed 'who comes from outside and has executed nothing' /usr/bin/python3 -c 'import os, sys
open(sys.argv[1] + "/cgroup.procs", "w").write("0")
os.open(sys.argv[2], os.O_PATH)' "$cg" /proc/$outside/cwd
kill $jailed
exec 7>&-
allowed 'the administrator of the host may' in_cgroup "$other" $reach vmread "$victim"
allowed 'and does trace' $reach seize "$victim"
unhold
kill $outside
hold "$cg" setpriv --reuid 4242 --regid 4242 --clear-groups $reach victim
victim=$(victim_of)
denied 'another user of the host may not' injection EPERM \
	in_cgroup "$other" setpriv --reuid 4242 --regid 4242 --clear-groups $reach vmread "$victim"
unhold
{
	cat "$dir/inject.yaml"
	printf '\n---\napiVersion: csec/v1\nkind: Policy\nmetadata: {name: loose}\nmode: enforce\n'
	printf 'match: [{cgroup: "%s"}]\ninject: {default: allow}\n' "${other#"$root"}"
} | push
hold "$cg" $reach victim
victim=$(victim_of)
denied 'another container may not, whatever its own policy says' injection EPERM \
	in_cgroup "$other" $reach vmread "$victim"
unhold
hold "$other" $reach victim
denied 'nor may this one reach into a loose one' injection EPERM \
	in_cgroup "$cg" $reach vmread "$(victim_of)"
unhold
accounts
ungovern loose

# Its own children
govern inject "$cg" <<<'inject: {default: children}'
hold "$cg" $reach victim
victim=$(victim_of)
for kind in $kinds; do
	allowed "children: $kind of a child" in_cgroup "$cg" $reach own "$kind"
done
allowed 'children: a grandchild' in_cgroup "$cg" $reach grandchild vmwrite
allowed 'children: one that asks for it' in_cgroup "$cg" $reach traceme
denied 'children: not the parent' injection EPERM in_cgroup "$cg" $reach parent vmread
denied 'children: not who made it and shares its memory' injection EPERM in_cgroup "$cg" $bin/leaks look
denied 'children: not a sibling' injection EPERM in_cgroup "$cg" $reach sibling vmread
denied 'children: nobody else' injection EPERM in_cgroup "$cg" $reach attach "$victim"
for kind in $listens; do
	allowed "children: $kind" in_cgroup "$cg" $reach "$kind"
done
allowed 'children: strace of a program' in_cgroup "$cg" strace -f -o "$dir/trace" sh -c '/bin/true; exit 0'
at_least 'it saw both' 2 "$(grep -c execve "$dir/trace")"
unhold

# Exceptions
cp $reach gdb
cp $reach target
cp $reach any
first=$cg
cg=$(cgroup listed)
govern inject "$cg" <<END
inject:
  default: deny
  allow:
    - {from: $dir/gdb, to: $dir/target}
    - {from: $dir/any, to: any}
    - {from: $bin/leaks, to: $bin/leaks}
END
hold "$cg" "$dir/target" victim
victim=$(victim_of)
allowed 'a listed pair' in_cgroup "$cg" "$dir/gdb" vmread "$victim"
denied 'not the same program by another name' injection EPERM in_cgroup "$cg" $reach vmread "$victim"
denied 'not to another program' injection EPERM in_cgroup "$cg" "$dir/gdb" own vmread
allowed 'a program that traces itself' in_cgroup "$cg" $bin/leaks look
allowed 'to any' in_cgroup "$cg" "$dir/any" vmread "$victim"
allowed 'to any: what it will start, too' in_cgroup "$cg" "$dir/any" listen
denied 'a pair: not what it will start' injection EPERM in_cgroup "$cg" "$dir/gdb" listen
allowed 'and to its own child that asks for it' in_cgroup "$cg" "$dir/any" traceme
unhold
govern inject "$cg" <<END
inject: {default: deny, allow: [{from: $dir/gdb, to: $dir/target}]}
END
hold "$cg" "$dir/target" victim
govern inject "$cg" <<END
inject: {default: deny, allow: [{from: $dir/gdb, to: $dir/target}]}
END
allowed 'a program that ran before the policy' in_cgroup "$cg" "$dir/gdb" vmread "$(victim_of)"
unhold
accounts
cg=$first

# Audit, and nothing that was not asked for
govern inject "$cg" audit <<<'inject: {default: deny}'
hold "$cg" $reach victim
audited 'audit: vmread' injection in_cgroup "$cg" $reach vmread "$(victim_of)"
audited 'audit: listen' injection in_cgroup "$cg" $reach listen
audited 'audit: traceme' injection in_cgroup "$cg" $reach traceme
unhold
accounts
govern inject "$cg" <<<'exec: {default: allow}'
equals 'a policy without inject needs no hook' idle "$(csecctl status --json |
	jq -r '.hooks[] | select(.function == "security_ptrace_access_check") | .state')"
