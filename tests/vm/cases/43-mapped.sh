# SPDX-License-Identifier: GPL-2.0-only
# Who writes into a file whose code a process has mapped changes that process.
# shellcheck shell=bash disable=SC2034,SC2154

python=/usr/bin/python3
policy=mapped
cg=$(cgroup one)
other=$(cgroup other)
cp -L /lib/*-linux-gnu/libm.so.6 lib.so
head -c 8192 /dev/zero >data
cp lib.so idle.so

# The victim has a library, and maps data as code: anybody can who reads it.
cat >victim.py <<'END'
import ctypes, mmap, sys
lib = ctypes.CDLL(sys.argv[1])
if len(sys.argv) > 2:
    file = open(sys.argv[2], "r+b")
    data = mmap.mmap(file.fileno(), 8192, mmap.MAP_SHARED, mmap.PROT_READ | mmap.PROT_EXEC)
print("ready", flush=True)
sys.stdin.read()
END
# The first byte, with what it is.
patch() { in_cgroup "$cg" bash -c 'printf "\177" 1<>"$1"' - "$1"; }
victim() {
	hold "$other" $python victim.py "$@"
	contains 'the victim runs' ready cat "$dir/.held"
}

victim "$dir/lib.so" "$dir/data"
ok 'without a policy: a library that is used can be written to' patch lib.so
ok 'without a policy: and emptied' in_cgroup "$cg" cp idle.so lib.so
unhold

for section in 'inject: {default: deny}' 'inject: {default: children}' 'memory: {jit: {default: deny}}'; do
	reason=injection
	[[ $section == inject* ]] || reason=executable_memory
	govern mapped "$cg" <<<"$section" || fail "a policy is pushed: $section"
	allowed "$section: what nobody uses" patch lib.so
	victim "$dir/lib.so" "$dir/data"
	denied "$section: what somebody uses" $reason 'Permission denied' patch lib.so
	denied "$section: emptied" $reason 'Permission denied' in_cgroup "$cg" cp idle.so lib.so
	denied "$section: by another name" $reason 'Permission denied' patch "/proc/self/cwd/lib.so"
	equals "$section: the event names the file" "$dir/lib.so" "$(field path)"
	allowed "$section: data that somebody maps as code" patch data
	allowed "$section: reading it" in_cgroup "$cg" cat lib.so
	allowed "$section: another in its place" in_cgroup "$cg" bash -c 'cp idle.so new.so && mv new.so lib.so'
	allowed "$section: and cp that takes it away" in_cgroup "$cg" cp --remove-destination idle.so lib.so
	ok "$section: outside it is written to" bash -c 'printf "\177" 1<>lib.so'
	unhold
	allowed "$section: when nobody uses it any more" patch lib.so
done
govern mapped "$cg" <<<'memory: {jit: {default: deny, allow: [/usr/bin/bash]}}'
victim "$dir/lib.so"
allowed 'who may make code' patch lib.so
unhold
govern mapped "$cg" <<<'exec: {default: allow}'
victim "$dir/lib.so"
allowed 'a policy that asks for nothing of this' patch lib.so
unhold

# What a compiler at run time made, in a file without a name that begins as no ELF file does.
cat >jit.py <<'END'
import mmap, os, sys
def memory(prot):
    fd = os.memfd_create("jit")
    os.write(fd, b"\xc3" * 8192)
    return fd, mmap.mmap(fd, 8192), mmap.mmap(fd, 8192, mmap.MAP_SHARED, prot)
code = memory(mmap.PROT_READ | mmap.PROT_EXEC)
data = memory(mmap.PROT_READ)
print("ready /proc/%d/fd/%d /proc/%d/fd/%d" % (os.getpid(), code[0], os.getpid(), data[0]), flush=True)
sys.stdin.read()
END
compiler() {
	hold "$cg" $python jit.py
	read -r _ code plain <"$dir/.held"
}
ungovern mapped
compiler
ok 'without a policy: the code of a compiler can be written to' patch "$code"
unhold
for section in 'inject: {default: deny}' 'memory: {jit: {default: deny, allow: [/usr/bin/python3*]}}'; do
	reason=injection
	[[ $section == inject* ]] || reason=executable_memory
	govern mapped "$cg" <<<"$section"
	compiler
	denied "$section: the code of a compiler" $reason 'Permission denied' patch "$code"
	allowed "$section: reading it" in_cgroup "$cg" head -c 1 "$code"
	allowed "$section: a file without a name that is no code" patch "$plain"
	unhold
done

# On an overlay who writes to what the image has gets a copy; that one counts then.
mkdir lower upper work merged
cp lib.so lower/
mount -t overlay overlay -o "lowerdir=$dir/lower,upperdir=$dir/upper,workdir=$dir/work" merged
govern mapped "$cg" <<<'inject: {default: deny}'
victim "$dir/merged/lib.so"
allowed 'overlay: a file of the image is copied' patch merged/lib.so
unhold
victim "$dir/merged/lib.so"
denied 'overlay: the copy that is used' injection 'Permission denied' patch merged/lib.so
unhold
allowed 'overlay: the copy that is not' patch merged/lib.so
umount merged
accounts
