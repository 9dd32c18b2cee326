# SPDX-License-Identifier: GPL-2.0-only
# Shells that wait while others connect: parts of scripts for each other, and execs
# for their turn.
# shellcheck shell=bash disable=SC2016,SC2034,SC2154

python=/usr/bin/python3
policy=waits
cg=$(cgroup deny)
govern waits "$cg" <<'END' || fail 'a policy is pushed'
shells: {reverse: deny, bind: deny, connect: deny}
END

# A service with a connection, whose script waits for its parts meanwhile: neither
# the service nor anybody else is refused anything.
cat >x.sh <<'END'
x=$( (sleep 3; true); echo part )
(cd /; sleep 2; echo "$x-$((40+2))")
END
cat >service.py <<'END'
import socket, subprocess, threading, time
server = socket.create_server(("127.0.0.1", 4322))
def serve():
    while True:
        c = server.accept()[0]
        c.sendall(b"row")
        c.close()
threading.Thread(target=serve, daemon=True).start()
held = socket.create_connection(("127.0.0.1", 4322))
p = subprocess.Popen(["/bin/sh", "x.sh"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
rows = 0
while p.poll() is None:
    s = socket.create_connection(("127.0.0.1", 4322))
    rows += s.recv(10) == b"row"
    s.close()
    time.sleep(0.2)
print(p.stdout.read().decode(), "many" if rows > 2 else rows)
END
before=$(counter waits reverse_shell)
contains 'a service asks its database while a script of it waits' 'part-42' \
	in_cgroup "$cg" $python service.py
contains 'often' many echo "$out"
equals 'and nothing of it is refused' "$before" "$(counter waits reverse_shell)"
# Looked at for each shell that is executed, in whatever step the parts are.
cat >x.sh <<'END'
for i in $(seq 200); do
	x=$( (true; true); sh -c :; (:); echo "part-$i" )
done
echo "$x"
END
sed -i 's/time.sleep(0.2)/pass/' service.py
contains 'parts of it end all the time' 'part-200' in_cgroup "$cg" $python service.py
contains 'and it asks as often' many echo "$out"
equals 'and nothing of that is refused, either' "$before" \
	"$(counter waits reverse_shell)"
accounts

# The exec of a shell may take its time, and others connect meanwhile.
cat >late.py <<'END'
import os, socket, subprocess, time
server = socket.create_server(("127.0.0.1", 4323), backlog=500)
if os.fork() == 0:
    for i in range(100):
        socket.create_connection(("127.0.0.1", 4323)).close()
        time.sleep(0.1)
    os._exit(0)
for i in range(6):
    if os.fork() == 0:
        os.execv("/bin/true", ["true"])
time.sleep(1)
began = time.monotonic()
subprocess.run(["/bin/bash", "-c", "exec 5<>/dev/tcp/127.0.0.1/4323 && echo came"])
print("waited" if time.monotonic() - began > 2.5 else "went at once")
END
slow='processes: {execRate: {perSecond: 1, burst: 2}, onRate: slow}'
policy=late
cg=$(cgroup late)
govern late "$cg" <<<"$slow"
contains 'a shell whose exec is slow, without a policy for shells' 'came waited' \
	eval "in_cgroup '$cg' $python $dir/late.py 2>&1 | paste -sd ' '"
cg=$(cgroup later)
printf 'shells: {reverse: deny, bind: deny, connect: deny}\n%s\n' "$slow" | govern late "$cg"
contains 'a shell whose exec is slow: is refused' 'denied waited' \
	eval "in_cgroup '$cg' $python $dir/late.py 2>&1 | sed 's/.*ermission denied/denied/' | uniq | paste -sd ' '"
ungovern late
