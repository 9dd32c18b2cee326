# SPDX-License-Identifier: GPL-2.0-only
# Ways out of a container, and a runtime that enters one under a full policy.
# shellcheck shell=bash disable=SC2034,SC2154

bin=/opt/csec/bin
leave=$bin/leave
policy=leave
cg=$(cgroup one)
mkdir -p place from
cp $leave file
ok_kinds="setns:1 pidfd:1 userns usernsclone bpf mount:$dir/place bind:$dir/from:$dir/place move:$dir/place setattr:/ propagate:/ options:$dir/from remount:$dir/from"
all_kinds="$ok_kinds module modulefile:$dir/file kexec kexecfile:$dir/file request"
if [[ $(in_cgroup "$cg" $leave opentree "$dir/absent" 2>&1) == *ENOSYS* ]]; then
	skip 'open_tree_attr' 'Linux 6.15 and later'
else
	ok_kinds+=" opentree:/"
	all_kinds+=" opentree:/"
fi
words() { echo "${1//:/ }"; }
mount -t tmpfs none from
export NEWNS=1
for kind in $ok_kinds; do
	# shellcheck disable=SC2046 # words
	ok "without a policy: $kind" in_cgroup "$cg" $leave $(words "$kind")
done
unset NEWNS

only() { govern leave "$cg" <<<"escape: {default: deny${1:+, allow: [$1]}}"; }
only '' || fail 'a policy is pushed'
equals 'escape is enforced' '[]' "$(csecctl status --json | jq -c '.not_enforced // []')"
for kind in $all_kinds umount:$dir/from; do
	# shellcheck disable=SC2046
	denied "deny: $kind" escape '' in_cgroup "$cg" $leave $(words "$kind")
done
denied 'deny: setns says no by EPERM' escape 'setns: EPERM' in_cgroup "$cg" $leave setns 1
equals 'the operation' setns "$(field op)"
# It tries twice.
times=2 denied 'deny: nsenter' escape 'not permitted' in_cgroup "$cg" /usr/bin/nsenter -t 1 -u /bin/true
denied 'deny: unshare -U' escape 'not permitted' in_cgroup "$cg" /usr/bin/unshare -U /bin/true
denied 'deny: mount' escape '' in_cgroup "$cg" /usr/bin/mount -t tmpfs none "$dir/place"
equals 'the event names the place' "$dir/place" "$(field path)"
allowed 'namespaces that are no way out' in_cgroup "$cg" /usr/bin/unshare -u /bin/true
allowed 'chroot' in_cgroup "$cg" /usr/sbin/chroot / /bin/true
ok 'outside nothing is refused' unshare -mU /bin/true

one() { # RIGHT KIND...
	only "$1"
	local kind
	for kind in "${@:2}"; do
		# shellcheck disable=SC2046
		lacks "allow: $1: $kind" EPERM in_cgroup "$cg" $leave $(words "$kind")
	done
}
unset NEWNS
one setns setns:1 pidfd:1
one userns userns usernsclone
one bpf bpf
one module module "modulefile:$dir/file"
one kexec "kexecfile:$dir/file"
one mount "mount:$dir/place" "move:$dir/place" "umount:$dir/place" "umount:$dir/place" "remount:$dir/from" \
	"propagate:$dir/from" "options:$dir/from"
denied 'one right gives no other' escape EPERM in_cgroup "$cg" $leave bpf

# A move may overtake an exec: that program is the host's, what it executes is not.
govern leave "$cg" <<END
exec: {default: deny, allow: [{path: /usr/bin/env}]}
escape: {default: deny}
END
allowed 'overtaken: the program of the host' $bin/overtake "$cg" $leave bpf
allowed 'overtaken: and its child' $bin/overtake "$cg" $leave usernsclone
allowed 'overtaken: again' $bin/overtake "$cg" $leave userns
denied 'overtaken: what it executes' not_allowed '' $bin/overtake "$cg" /usr/bin/nice $leave bpf
govern leave "$cg" <<<'capabilities: {default: allow, deny: [SYS_ADMIN]}'
allowed 'overtaken: what it leaves behind' $bin/overtake "$cg" $bin/overtake sibling
only ''
allowed 'overtaken: the same without a list' $bin/overtake "$cg" $leave bpf
denied 'overtaken: what it executes, without a list' escape EPERM $bin/overtake "$cg" /usr/bin/nice $leave bpf
denied 'not overtaken' escape EPERM in_cgroup "$cg" $leave bpf

# Of a process that has come and executed nothing yet others may not make csec forget:
# users who have a part of the tree, and make it full of those that come.
cat >crowd.py <<'END'
import ctypes, os, struct, sys
cg, theirs, uid, nr = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
libc = ctypes.CDLL(None, use_errno=True)
def enter(where):
    with open(where + "/cgroup.procs", "w") as procs:
        procs.write("0")
def come():
    # CLONE_INTO_CGROUP
    args = struct.pack("11Q", 0x200000000, 0, 0, 0, 17, 0, 0, 0, 0, 0, into)
    pid = libc.syscall(435, args, len(args))
    if pid == 0:
        os._exit(0)
    if pid < 0 or os.waitpid(pid, 0)[1]:
        os._exit(1)
r, w = os.pipe()
crowd = os.fork()
if not crowd:
    enter(theirs)
    into = os.open(theirs + "/in", os.O_PATH)
    os.setresuid(uid, uid, uid)
    os.read(r, 1)
    for i in range(nr):
        come()
    os._exit(0)
enter(cg)
os.write(w, b"x")
if os.waitpid(crowd, 0)[1]:
    sys.exit("nobody could come")
if libc.unshare(0x10000000):
    sys.exit("unshare: " + os.strerror(ctypes.get_errno()))
END
theirs=$(cgroup theirs)
into=$(cgroup theirs/in)
chown 65534 "$theirs" "$theirs/cgroup.procs" "$into" "$into/cgroup.procs"
govern theirs "$into" <<<'escape: {default: deny}'
crowd() { /usr/bin/python3 crowd.py "$cg" "$theirs" "$@"; }
allowed 'one who comes, and nobody else' crowd 65534 0
allowed 'one who comes before a thousand of a user' crowd 65534 1000
allowed 'one who comes before some of root' crowd 0 200
denied 'a thousand of root: who came before is forgotten' escape 'Operation not permitted' crowd 0 1000
ungovern theirs

# A module that the kernel loads by itself, with the program and the configuration
# of the host's mounts, which a container without a root of its own can write
helped() { rm -f helped; run in_cgroup "$cg" $leave request; settle; [ -e helped ] && echo yes || echo no; }
settle() { poll is_unused; }
is_unused() { ! pgrep -x modprobe >/dev/null; }
echo "install net-pf-33 /usr/bin/touch $dir/helped" >/etc/modprobe.d/csec-test.conf
ungovern leave
equals 'without a policy: modprobe does what its configuration says' yes "$(helped)"
govern leave "$cg" <<END
exec: {default: deny, allow: [{path: $leave}]}
END
rm -f helped
denied 'a program that is not listed loads no module' not_allowed '' in_cgroup "$cg" $leave request
equals 'a program that is not listed is not run by the kernel' no "$(helped)"
equals 'the event names the program' /sbin/modprobe "$(field path)"
equals 'outside it is run' yes "$(rm -f helped; $leave request >/dev/null 2>&1; settle; ls helped >/dev/null && echo yes)"
for list in 'exec: {default: allow}' "exec: {default: deny, allow: [{path: $leave}, {path: /sbin/modprobe}]}" \
	$'escape: {default: deny, allow: [module]}\n'"exec: {default: deny, allow: [{path: $leave}]}"; do
	govern leave "$cg" <<<"$list"
	equals "it is run: $list" yes "$(helped)"
done
rm /etc/modprobe.d/csec-test.conf

# Programs of BPF that run in whatever task comes by
ungovern leave
packets='1 8' # socket filters, those of a cgroup
tracing='2 5 7 17 24'
for type in $packets $tracing; do
	ok "without a policy: program $type" in_cgroup "$cg" $leave program "$type"
done
govern leave "$cg" <<<'inject: {default: deny}'
allowed 'inject: a map' in_cgroup "$cg" $leave bpf
for type in $packets; do
	allowed "inject: program $type" in_cgroup "$cg" $leave program "$type"
done
for type in $tracing 26 28 29; do
	denied "inject: program $type" injection EPERM in_cgroup "$cg" $leave program "$type"
done
equals 'the operation' bpf "$(field op)"
ok 'outside they are loaded' $leave program 17
govern leave "$cg" <<'END'
inject: {default: deny}
escape: {default: deny, allow: [bpf]}
END
allowed 'inject: with the right bpf' in_cgroup "$cg" $leave program 17

# Over the kernel's files
govern leave "$cg" <<<'inject: {default: deny}'
denied 'inject: a mount over proc' kernel_helper EPERM in_cgroup "$cg" $leave mount /proc/sys
denied 'inject: a bind mount over a file of it' kernel_helper EPERM \
	in_cgroup "$cg" $leave bind /dev/null /proc/cpuinfo
denied 'inject: a mount over sysfs' kernel_helper EPERM in_cgroup "$cg" $leave move /sys/kernel
# What is read in a fresh one is what the kernel says.
export NEWNS=1
for kind in 'fresh proc /proc' 'freshmove proc /proc' 'freshmove sysfs /sys' \
	'bind /proc/sys /proc/sys' 'bindnew /proc/irq /proc/irq' 'bind /proc/sysrq-trigger /proc/sysrq-trigger'; do
	# shellcheck disable=SC2086
	allowed "inject: $kind" in_cgroup "$cg" $leave $kind
done
for kind in 'fresh proc /proc/sys' 'fresh tmpfs /proc' 'fresh sysfs /proc' 'freshmove tmpfs /sys' \
	'freshmove proc /proc/sys' "bind $dir/from /proc" 'bind /proc/1 /proc' 'bind /proc/irq /proc/sys' \
	'bindnew /proc/irq /proc/sys' "bind $dir/from /proc/sys"; do
	# shellcheck disable=SC2086
	denied "inject: $kind" kernel_helper EPERM in_cgroup "$cg" $leave $kind
done
unset NEWNS
denied "inject: a fresh proc for the whole container" kernel_helper EPERM in_cgroup "$cg" $leave fresh proc /proc
denied "inject: the same in two steps" kernel_helper EPERM in_cgroup "$cg" $leave freshmove sysfs /sys
denied "inject: what is there over itself, for the whole container" kernel_helper EPERM \
	in_cgroup "$cg" $leave bind /proc/sys /proc/sys
denied 'inject: what is not there over proc' kernel_helper EPERM in_cgroup "$cg" $leave bind "$dir/absent" /proc/sys
allowed 'inject: unshare --mount-proc' in_cgroup "$cg" /usr/bin/unshare -pf --mount-proc /bin/true
allowed 'inject: where mounts of proc come from is no mount' in_cgroup "$cg" $leave propagate /proc
allowed 'inject: elsewhere' in_cgroup "$cg" $leave mount "$dir/place"
allowed 'and away again' in_cgroup "$cg" $leave umount "$dir/place"
# As debootstrap and its like do, by a proc of its own or that of the container.
for kind in "fresh proc" "bind /proc" "fresh sysfs" "bind /sys"; do
	# shellcheck disable=SC2086
	allowed "inject: in a chroot: $kind" in_cgroup "$cg" $leave $kind "$dir/place"
	allowed "inject: in a chroot: $kind, and away again" in_cgroup "$cg" $leave umount "$dir/place"
done
mount --bind / "$dir/from"
allowed 'inject: in a copy of the root: sysfs' in_cgroup "$cg" $leave bind /sys "$dir/from/mnt"
allowed 'inject: in a copy of the root: and away again' in_cgroup "$cg" $leave umount "$dir/from/mnt"
umount "$dir/from"
accounts

# Away with the kernel's files, and something else in their place
ungovern leave
mkdir -p a b sub root
mount -t tmpfs none root && mkdir root/old
mount -t tmpfs none a
removals="fake:/proc fake:/sys away:/proc:$dir/b awaynew:/proc:$dir/b awaynew:/sys:$dir/b"
export NEWNS=1
for kind in $removals "away:$dir/a:$dir/b" "awaynew:$dir/a:$dir/b" "pivot:$dir/root"; do
	# shellcheck disable=SC2046 # words
	ok "without a policy: $kind" in_cgroup "$cg" $leave $(words "$kind")
done
govern leave "$cg" <<<'inject: {default: deny}'
for kind in $removals; do
	# shellcheck disable=SC2046
	denied "inject: its own mounts: $kind" kernel_helper EPERM in_cgroup "$cg" $leave $(words "$kind")
done
allowed 'inject: its own mounts: another root' in_cgroup "$cg" $leave pivot "$dir/root"
unset NEWNS
for kind in $removals; do
	# shellcheck disable=SC2046
	denied "inject: $kind" kernel_helper EPERM in_cgroup "$cg" $leave $(words "$kind")
done
equals 'the event names what would go' /sys "$(field path)"
equals 'the operation is mount' mount "$(field op)"
denied 'inject: another root for everybody' kernel_helper EPERM in_cgroup "$cg" $leave pivot "$dir/root"
denied 'inject: umount -l' kernel_helper '' in_cgroup "$cg" /usr/bin/umount -l /proc
fails_with 'inject: moving what is not there' ENOENT in_cgroup "$cg" $leave away "$dir/absent" "$dir/b"
mount --make-private "$dir/a"
for kind in away awaynew; do
	allowed "inject: $kind of something else" in_cgroup "$cg" /usr/bin/unshare -m $leave $kind "$dir/a" "$dir/b"
done
allowed 'inject: a fresh proc over the old one, and away again' in_cgroup "$cg" /usr/bin/unshare -pf --mount-proc \
	$leave detach /proc
allowed 'inject: detaching something else' in_cgroup "$cg" $leave detach "$dir/a"
govern leave "$cg" audit <<<'inject: {default: deny}'
audited 'audit: proc away' kernel_helper in_cgroup "$cg" /usr/bin/unshare -m $leave fake /proc
govern leave "$cg" <<'END'
inject: {default: deny}
escape: {default: deny, allow: [mount]}
END
allowed 'with the right mount: proc away' in_cgroup "$cg" /usr/bin/unshare -m $leave fake /proc
accounts
umount root
umount from

