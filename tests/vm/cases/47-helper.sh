# SPDX-License-Identifier: GPL-2.0-only
# What the kernel runs for a task, on the host: its own programs, not the container's.
# shellcheck shell=bash disable=SC2034,SC2154,SC2016

python=/usr/bin/python3
dumper=$dir/dumper
other=$dir/other
pattern=$(cat /proc/sys/kernel/core_pattern)
policy=helper
key=/sbin/request-key
conf=/etc/modprobe.d/helper.conf
marker=$dir/marker
[ ! -e $key ] || fail "this image has $key"
mkdir -p /etc/modprobe.d

# A key that nobody has, and a family of sockets that no module has.
n=0
wants_key() {
	n=$((n + 1))
	in_cgroup "$cg" $python -c 'import ctypes, sys
libc = ctypes.CDLL(None, use_errno=True)
libc.syscall(249, b"user", sys.argv[1].encode(), b"x", -3)
print("errno", ctypes.get_errno(), "end")' "helper:$n"
}
wants_module() {
	in_cgroup "$cg" $python -c 'import socket
try: socket.socket(27, 1, 0)
except OSError as e: print("errno", e.errno)'
}
crashes() { in_cgroup "$cg" /bin/sh -c 'kill -SEGV $$'; }
puts() {
	in_cgroup "$cg" /bin/sh -c 'rm -f "$1"; printf "%s\n" "$2" >"$1"; chmod 755 "$1"' sh "$@"
}
script="#!/bin/sh
echo ran >>$marker
exit 1"
ran() { cat "$marker" 2>/dev/null; rm -f "$marker"; }
cp -a /sbin/modprobe modprobe.link
replace() { puts /sbin/modprobe.new "$script" && in_cgroup "$cg" /bin/mv -f /sbin/modprobe.new /sbin/modprobe; }
restore() {
	rm -f $key $conf
	cp -a --remove-destination modprobe.link /sbin/modprobe
}

cg=$(cgroup free)
puts $key "$script"
ok 'without a policy: a key is wanted' wants_key
contains 'and a written request-key runs' ran ran
puts $conf "install net-pf-27 echo ran >>$marker"
ok 'without a policy: a module is wanted' wants_module
contains 'and what is written for modprobe runs' ran ran
rm -f $conf
replace
ok 'without a policy: again' wants_module
contains 'and another modprobe runs' ran ran
restore
puts "$dumper" "$script"
echo "|$dumper" >/proc/sys/kernel/core_pattern
fails_with 'without a policy: something crashes' 139 crashes
eventually 'and a written program gets its core' test -e "$marker"
rm -f "$marker"

# What was there is the host's, whoever asks.
puts $key "$script"
puts "$other" "$script"
sleep 1
cg=$(cgroup deny)
govern helper "$cg" <<<'inject: {default: deny}' || fail 'a policy is pushed'
allowed 'a key: the host has request-key' wants_key
contains 'which runs' ran ran
allowed 'a module: the host has modprobe' wants_module
equals 'nobody changed that' '' "$(ran)"

sleep 1
puts $key "$script"
before=$(counter helper kernel_helper)
contains 'a key: request-key was written' 'errno 1 end' wants_key
equals 'and does not run' '' "$(ran)"
equals 'that is counted' $((before + 1)) "$(counter helper kernel_helper)"
equals 'by its path' $key "$(field path)"
rm -f $key
contains 'a key: nobody has request-key' errno wants_key
equals 'which is not told' $((before + 1)) "$(counter helper kernel_helper)"
puts $conf "install net-pf-27 echo ran >>$marker"
contains 'a module: something is written for modprobe' errno wants_module
equals 'and does not run' '' "$(ran)"
equals 'that is counted' $((before + 2)) "$(counter helper kernel_helper)"
equals 'by its path' /etc/modprobe.d "$(field path)"
in_cgroup "$cg" /bin/rm -f $conf
replace
contains 'a module: another modprobe' errno wants_module
equals 'and does not run' '' "$(ran)"
equals 'that is counted' $((before + 3)) "$(counter helper kernel_helper)"
equals 'by its path' /sbin/modprobe "$(field path)"
restore

# Who started later finds what the host has now.
sleep 1
cg=$(cgroup later)
policy=later
govern later "$cg" <<<'inject: {default: deny}' || fail 'a policy is pushed'
allowed 'later: a module' wants_module

# What the host named instead.
before=$(counter later kernel_helper)
fails_with 'a crash: the program is that of the host' 139 crashes
eventually 'which gets the core' test -e "$marker"
rm -f "$marker"
echo "$other" >/proc/sys/kernel/modprobe
contains 'a module: the program that the host named' errno wants_module
contains 'which runs' ran ran
equals 'neither is told' "$before" "$(counter later kernel_helper)"
puts "$dumper" "$script"
fails_with 'a crash: the program was written' 139 crashes
equals 'that is counted' $((before + 1)) "$(counter later kernel_helper)"
equals 'by its path' "$dumper" "$(field path)"
equals 'the operation is exec' exec "$(field op)"
puts "$other" "$script"
contains 'a module: the program that the host named was written' errno wants_module
equals 'that is counted' $((before + 2)) "$(counter later kernel_helper)"
equals 'by its path' "$other" "$(field path)"
equals 'and neither has run' '' "$(ran)"
echo /sbin/modprobe >/proc/sys/kernel/modprobe
fails_with 'outside a crash is told to the same program' 139 /bin/sh -c 'kill -SEGV $$'
eventually 'which runs' test -e "$marker"
rm -f "$marker"
echo "$pattern" >/proc/sys/kernel/core_pattern

# Only what is not there counts as nothing: this one cannot be looked at.
[ ! -e /run/modprobe.d ] || fail 'this image has /run/modprobe.d'
ln -s modprobe.d /run/modprobe.d
before=$(counter later undecided)
contains 'a module: settings in a link to itself' errno wants_module
equals 'which is undecided' $((before + 1)) "$(counter later undecided)"
rm -f /run/modprobe.d
allowed 'and without it' wants_module
equals 'is not' $((before + 1)) "$(counter later undecided)"
