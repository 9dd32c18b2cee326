# SPDX-License-Identifier: GPL-2.0-only
# Shells at the end of a connection, shells that connect; and what looks alike.
# shellcheck shell=bash disable=SC2016,SC2034,SC2154

bin=/opt/csec/bin
stdio=$bin/stdio
bash=/usr/bin/bash
cg=$(cgroup free)
ran() { in_cgroup "$cg" "$@" $bash -c 'exit 0'; }

for kind in tcp4 tcp6 mapped udp4 udp6 nonblock accepted4 accepted6 closed turned \
	mptcp-tcp4 mptcp-nonblock mptcp-accepted4 mptcp-accepted6; do
	ok "without a policy: a shell on $kind runs" ran $stdio $kind 012
done
# drains SCRIPT: that serves a connection of which the listener is gone
cat >answer <<'END'
#!/bin/sh
read -r line
echo "svc-$((40+2))-$line"
END
cat >lines <<'END'
#!/bin/sh
read -r line
echo 42 | xargs -n1 sh -c 'echo "row-$0"'
printf 'b\na\n' | awk '{ print $0 "-42" | "sort" }'
END
cat >reads <<'END'
#!/bin/sh
sh -c 'read -r line && eval "$line"'
END
cat >told <<'END'
#!/bin/sh
/usr/bin/python3 -c '
import os, socket, subprocess, sys
b = bytearray(4096)
n = socket.socket(fileno=os.dup(0)).recv_into(b)
sys.exit(subprocess.run(b[:n].decode(), shell=True).returncode)'
END
printf '#!/bin/sh\n/bin/sh -c "exit 0"\n' >starts
printf '#!/bin/sh\n/bin/sh\n' >becomes
printf '#!/bin/sh\n%s accepted4 0 /bin/sh -c "exit 0"\n' $stdio >other
chmod 755 answer lines reads told starts becomes other
drains() {
	in_cgroup "$cg" socat TCP-LISTEN:4303,bind=127.0.0.1,reuseaddr "EXEC:$dir/$1,nofork" &
	local server=$!
	poll bash -c "ss -Hltn 'sport = :4303' | grep -q ."
	echo 'echo GOT$((40+2))' | nc -N 127.0.0.1 4303
	wait $server
}
for script in reads told; do
	contains "without a policy: what comes is executed: $script" GOT42 drains $script
done
listener 4300
ok 'without a policy: a shell connects' in_cgroup "$cg" $bash -c ': >/dev/tcp/127.0.0.1/4300'

policy=shells
cg=$(cgroup deny)
cp $stdio sshd
govern shells "$cg" <<END || fail 'a policy is pushed'
shells: {reverse: deny, bind: deny, connect: deny, exempt: [$dir/sshd]}
END

# Reverse
for kind in tcp4 tcp6 mapped udp4 udp6 nonblock; do
	denied "reverse: $kind on 0, 1 and 2" reverse_shell EACCES ran $stdio $kind 012
done
for fd in 0 1 2; do
	denied "reverse: tcp4 on $fd only" reverse_shell EACCES ran $stdio tcp4 $fd
	equals "and the event has descriptor $fd" $fd "$(field fd)"
done
denied 'reverse: to a known port' reverse_shell EACCES ran $stdio tcp4:4300 0
equals 'the event has the address' 127.0.0.1 "$(field peer_address)"
equals 'and the port' 4300 "$(field peer_port)"
equals 'and the shell' "$(realpath $bash)" "$(field path)"
contains 'so has the log' 'peer=127.0.0.1:4300' log
for kind in mptcp-tcp4 mptcp-tcp6 mptcp-nonblock; do
	denied "reverse: $kind on 0, 1 and 2" reverse_shell EACCES ran $stdio $kind 012
done
denied 'reverse: IPv6 has its address too' reverse_shell EACCES ran $stdio tcp6 0
equals 'in the event' ::1 "$(field peer_address)"
for shell in /bin/sh /bin/dash '/usr/bin/busybox sh'; do
	# shellcheck disable=SC2086 # a program and its arguments
	denied "reverse: $shell" reverse_shell EACCES in_cgroup "$cg" $stdio tcp4 0 $shell -c 'exit 0'
done
printf '#!/bin/sh\nexit 0\n' >script
chmod 755 script
denied 'reverse: a script, by its interpreter' reverse_shell EACCES in_cgroup "$cg" $stdio tcp4 0 "$dir/script"
denied 'reverse: by way of another program' reverse_shell 'Permission denied' \
	in_cgroup "$cg" $stdio tcp4 0 /usr/bin/env $bash -c 'exit 0'
denied 'reverse: python starts the shell' reverse_shell '' in_cgroup "$cg" /usr/bin/python3 -c '
import os, socket
s = socket.create_connection(("127.0.0.1", 4300))
os.dup2(s.fileno(), 0)
os.execv("/bin/bash", ["bash", "-c", "exit 0"])'
denied 'reverse: perl starts the shell' reverse_shell '' in_cgroup "$cg" /usr/bin/perl -e '
use Socket;
socket(S, PF_INET, SOCK_STREAM, 0) && connect(S, sockaddr_in(4300, INADDR_LOOPBACK)) or exit 9;
open(STDIN, "<&S"); exec("/bin/sh", "-c", "exit 0") or exit 5;'
denied 'reverse: nc -e of busybox' reverse_shell '' in_cgroup "$cg" /usr/bin/busybox nc 127.0.0.1 4300 -e $bash
ln $bash hard
denied 'a hard link of a shell is that shell' reverse_shell EACCES in_cgroup "$cg" $stdio tcp4 0 "$dir/hard" -c 'exit 0'
denied 'and connects as one' shell_connect 'Permission denied' in_cgroup "$cg" "$dir/hard" -c ': >/dev/tcp/127.0.0.1/4300'
denied 'the shell itself after its link has run' reverse_shell EACCES in_cgroup "$cg" $stdio tcp4 0 $bash -c 'exit 0'
rm hard

# Bind
denied 'bind: accepted' bind_shell EACCES ran $stdio accepted4 012
denied 'bind: accepted, IPv6' bind_shell EACCES ran $stdio accepted6 0
denied 'bind: accepted, MPTCP' bind_shell EACCES ran $stdio mptcp-accepted4 012
denied 'bind: accepted, MPTCP and IPv6' bind_shell EACCES ran $stdio mptcp-accepted6 0
denied 'a listener of MPTCP that is closed: refused as outbound' reverse_shell EACCES ran $stdio mptcp-closed 012
denied 'bind: accepted, the listener is closed' bind_shell EACCES ran $stdio closed 012
denied 'bind: a shell without arguments' bind_shell EACCES in_cgroup "$cg" $stdio closed 012 $bash
denied 'reverse: what was accepted, and is another connection now' reverse_shell EACCES \
	in_cgroup "$cg" $stdio turned 012 "$dir/script"

# What looks alike
for kind in pair pipe null stream listening fresh bound; do
	allowed "a shell on $kind" ran $stdio $kind 012
done
allowed 'a shell with a socket on none of 0, 1, 2' ran $stdio tcp4 9
for program in '/usr/bin/cat /dev/null' '/usr/bin/python3 -c pass' '/usr/bin/env true'; do
	# shellcheck disable=SC2086 # a program and its arguments
	case $program in
	*python*) ;; # is an interpreter: judged below
	*) allowed "no shell: ${program%% *} on a connection" in_cgroup "$cg" $stdio tcp4 012 $program ;;
	esac
done
allowed 'an exempt program starts a shell on a connection' in_cgroup "$cg" "$dir/sshd" tcp4 012 $bash -c 'exit 0'
allowed 'and on an accepted one' in_cgroup "$cg" "$dir/sshd" accepted4 012 $bash -c 'exit 0'
cp $stdio copy
mkdir -p x
cp $stdio x/sshd
denied 'its copy under another name does not' reverse_shell EACCES in_cgroup "$cg" "$dir/copy" tcp4 0 $bash -c 'exit 0'
denied 'nor one of the same name elsewhere' reverse_shell EACCES in_cgroup "$cg" "$dir/x/sshd" tcp4 0 $bash -c 'exit 0'
cp $bash innocent
allowed 'a copied shell without a connection' in_cgroup "$cg" $stdio null 0 "$dir/innocent" -c 'exit 0'
denied 'a copied shell under another name' reverse_shell EACCES in_cgroup "$cg" $stdio tcp4 0 "$dir/innocent" -c 'exit 0'
echo more >>innocent
denied 'and with bytes added' reverse_shell EACCES in_cgroup "$cg" $stdio tcp4 0 "$dir/innocent" -c 'exit 0'
denied 'and it connects as a shell' shell_connect 'Permission denied' in_cgroup "$cg" "$dir/innocent" -c ': >/dev/tcp/127.0.0.1/4300'
cp /usr/bin/cat cat
allowed 'a copy of what is no shell' in_cgroup "$cg" $stdio tcp4 0 "$dir/cat" /dev/null
allowed 'inetd: a script on an accepted connection' in_cgroup "$cg" $stdio accepted4 012 "$dir/script"
allowed 'and when the listener is closed' in_cgroup "$cg" $stdio closed 012 "$dir/script"
allowed 'socat serves one connection by a script' drains answer
contains 'which answers' svc-42-echo echo "$out"
# What a script starts at its connection by a command line, as of system()
allowed 'a script that uses xargs sh -c and pipes of awk' drains lines
contains 'the first ran' row-42 echo "$out"
contains 'and the second' b-42 echo "$out"
allowed 'by itself' in_cgroup "$cg" $stdio accepted4 012 "$dir/starts"
denied 'not a shell that takes commands' bind_shell '' in_cgroup "$cg" $stdio accepted4 012 "$dir/becomes"
denied 'nor a command line at another connection' bind_shell '' in_cgroup "$cg" $stdio accepted4 012 "$dir/other"
denied 'nor what reads the connection' bind_shell '' drains reads
denied 'nor what came over it' bind_shell '' drains told
denied 'a script that is a descriptor is none' bind_shell EACCES in_cgroup "$cg" $stdio accepted4 012 $bash /dev/stdin
allowed 'a terminal-like use: sh -c in a pipe' in_cgroup "$cg" $bash -c 'echo x | /bin/sh -c "read y"'

# Connect
denied 'connect: bash /dev/tcp' shell_connect 'Permission denied' in_cgroup "$cg" $bash -c ': >/dev/tcp/127.0.0.1/4300'
equals 'the event has the port' 4300 "$(field peer_port)"
equals 'the operation' connect "$(field op)"
equals 'and the shell' "$(realpath $bash)" "$(field path)"
denied 'connect: bash /dev/udp' shell_connect 'Permission denied' in_cgroup "$cg" $bash -c ': >/dev/udp/127.0.0.1/4300'
denied 'connect: IPv6' shell_connect 'Permission denied' in_cgroup "$cg" $bash -c ': >/dev/tcp/::1/4300'
allowed 'connect: a program that is no shell' in_cgroup "$cg" try connect 4300
allowed 'connect: started by a shell' in_cgroup "$cg" $bash -c "$bin/try connect 4300 && exit 0"
allowed 'connect: nc' in_cgroup "$cg" nc -z 127.0.0.1 4300
allowed 'connect: an exempt program' in_cgroup "$cg" "$dir/sshd" tcp4:4300 9 /usr/bin/true
allowed 'connect: python' in_cgroup "$cg" /usr/bin/python3 -c '
import socket
socket.create_connection(("127.0.0.1", 4300))'
/usr/bin/python3 -m http.server 4301 --bind 127.0.0.1 >/dev/null 2>&1 &
poll nc -z 127.0.0.1 4301
allowed 'connect: wget of busybox is no shell' in_cgroup "$cg" /usr/bin/busybox wget -q -O /dev/null http://127.0.0.1:4301/
cp $bash /usr/local/bin/busybox1
cp /usr/bin/busybox "$dir/busybox"
denied 'connect: a shell that is called busybox, and calls itself cat' shell_connect Permission \
	in_cgroup "$cg" $bash -c "exec -a cat /usr/local/bin/busybox1 -c ': >/dev/tcp/127.0.0.1/4300'"
allowed 'connect: wget of a copy of busybox' in_cgroup "$cg" "$dir/busybox" wget -q -O /dev/null http://127.0.0.1:4301/
rm /usr/local/bin/busybox1
allowed 'connect: curl' in_cgroup "$cg" curl -s -o /dev/null http://127.0.0.1:4301/
contains 'a unix socket is not asked about' 'No such file' in_cgroup "$cg" $bash -c 'exec nc -U /nowhere'
socat UNIX-LISTEN:"$dir/unix",fork - >/dev/null 2>&1 </dev/null &
poll test -S unix
allowed 'connect: a shell to a unix socket' in_cgroup "$cg" /usr/bin/busybox sh -c "exec nc -U -N $dir/unix </dev/null"
accounts

# A shell that accepts by itself; python stands for zsh and gawk.
accepts() {
	in_cgroup "$cg" /usr/bin/python3 -c '
import socket
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("127.0.0.1", 4302))
s.listen()
print("ready", flush=True)
s.accept()' >"$dir/accepts" 2>&1 &
	local server=$!
	poll grep -q ready "$dir/accepts"
	nc -z 127.0.0.1 4302
	wait $server && return
	tail -n 1 "$dir/accepts"
	return 1
}
allowed 'accept: a program that is no shell' accepts
govern shells "$cg" <<<'shells: {bind: deny, connect: deny, class: [/usr/bin/python3*]}'
denied 'accept: a shell' bind_shell 'Permission denied' accepts
govern shells "$cg" <<<'shells: {bind: deny, class: [/usr/bin/python3*]}'
allowed 'accept: a shell that may connect may accept' accepts

# Each word by itself
only() { govern shells "$cg" <<<"shells: {$1}"; }
only 'reverse: allow, bind: deny, connect: deny'
allowed 'reverse: allow' ran $stdio tcp4 0
denied 'and bind still refused' bind_shell EACCES ran $stdio accepted4 0
denied 'also when the listener is closed' bind_shell EACCES ran $stdio closed 0
denied 'and connect' shell_connect Permission in_cgroup "$cg" $bash -c ': >/dev/tcp/127.0.0.1/4300'
only 'reverse: deny, bind: allow, connect: deny'
allowed 'bind: allow' ran $stdio accepted4 0
allowed 'also when the listener is closed' ran $stdio closed 0
denied 'not what was accepted, and is another connection now' reverse_shell EACCES ran $stdio turned 0
denied 'and reverse still refused' reverse_shell EACCES ran $stdio tcp4 0
denied 'and connect' shell_connect Permission in_cgroup "$cg" $bash -c ': >/dev/tcp/127.0.0.1/4300'
only 'reverse: deny, bind: deny, connect: allow'
allowed 'connect: allow' in_cgroup "$cg" $bash -c ': >/dev/tcp/127.0.0.1/4300'
denied 'and reverse still refused' reverse_shell EACCES ran $stdio tcp4 0
denied 'and bind' bind_shell EACCES ran $stdio accepted4 0
accounts
before=$(status events)
for kind in tcp4 accepted4; do
	ok "outside: a shell on $kind runs" $stdio $kind 012 $bash -c 'exit 0'
done
ok 'outside: a shell connects' $bash -c ': >/dev/tcp/127.0.0.1/4300'
equals 'outside: nothing is told' "$before" "$(status events)"
