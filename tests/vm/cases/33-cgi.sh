# SPDX-License-Identifier: GPL-2.0-only
# A program that serves an accepted connection (CGI) and runs commands of its own, which
# have the connection as their input. What does the same for who is at the other end.
# shellcheck shell=bash disable=SC2016,SC2034,SC2154

python=/usr/bin/python3
policy=cgi
free=$(cgroup free)
cg=$(cgroup one)

mkdir -p web/cgi-bin
cat >web/cgi-bin/python <<'END'
#!/usr/bin/python3
import os
print("Content-Type: text/plain\n\n" + os.popen("echo own-$((40+2)); cat /etc/hostname").read())
END
cat >web/cgi-bin/perl <<'END'
#!/usr/bin/perl
print "Content-Type: text/plain\n\n", `echo own-\$((40+2)); cat /etc/hostname`;
END
chmod -R a+rX web
chmod a+x web/cgi-bin/*
served() {
	local server status
	cd web || return
	/opt/csec/bin/cgexec "$1" $python -m http.server --cgi --bind 127.0.0.1 4380 >../server.out 2>&1 &
	server=$!
	cd ..
	poll bash -c "ss -Hltn 'sport = :4380' | grep -q ."
	curl -s --max-time 60 "http://127.0.0.1:4380/cgi-bin/$2"
	status=$?
	kill $server
	wait $server 2>/dev/null
	[ $status = 0 ] || cat server.out
	return $status
}

# Only descriptor 0 is the connection, or descriptor 7 as well.
cat >bind.py <<'END'
import os, socket, subprocess, sys
how, text = sys.argv[1:]
server = socket.create_server(("127.0.0.1", 4381))
c = server.accept()[0]
server.close()
if how == "seven":
    os.dup2(c.fileno(), 7)
p = subprocess.Popen(["/bin/sh", "-c", text], stdin=c, pass_fds=[7] if how == "seven" else [],
                     stdout=subprocess.PIPE if how == "pipe" else subprocess.DEVNULL)
if how == "pipe":
    while data := os.read(p.stdout.fileno(), 4096):
        c.sendall(data)
p.wait()
END
cat >client.py <<'END'
import socket, time
for i in range(300):
    try:
        c = socket.create_connection(("127.0.0.1", 4381)); break
    except OSError:
        time.sleep(0.1)
c.settimeout(20)
data = b""
try:
    c.sendall(b"echo GOT$(expr 40 + 2)\n")
    while b"GOT42" not in data and (new := c.recv(4096)):
        data += new
except OSError:
    pass
print("owned" if b"GOT42" in data else "nothing")
END
attack() {
	local pid
	/opt/csec/bin/cgexec "$1" $python $dir/bind.py "$2" "$3" </dev/null >bind.out 2>&1 &
	pid=$!
	$python client.py
	echo 1 >"$1/cgroup.kill" 2>/dev/null
	wait $pid 2>/dev/null
}
attacks=(
	'null exec >&0 2>&0; while read -r l; do eval "$l"; done'
	'null exec sh >&0 2>&0'
	'pipe sh'
	'null exec xargs -I@ sh -c @ >&0 2>&0'
	'null exec 3>&0; cat | while read -r l; do eval "$l"; done >&3'
	'pipe cat | while read -r l; do eval "$l"; done'
	'seven cat | while read -r l; do eval "$l"; done >&7'
)
for name in python perl; do
	contains "without a policy: $name" own-42 served "$free" $name
done
for what in "${attacks[@]}"; do
	contains "without a policy: $what" owned attack "$free" "${what%% *}" "${what#* }"
done
govern cgi "$cg" <<<'shells: {reverse: deny, bind: deny, connect: deny}'
before=$(counter cgi bind_shell)
for name in python perl; do
	contains "commands of a CGI program: $name" own-42 served "$cg" $name
done
equals 'nothing of that is refused' "$before" "$(counter cgi bind_shell)"
for what in "${attacks[@]}"; do
	lacks "$what: is stopped" owned attack "$cg" "${what%% *}" "${what#* }"
done
