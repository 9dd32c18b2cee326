# SPDX-License-Identifier: GPL-2.0-only
# Who runs what it is told over a connection, without a shell, through a helper, by
# packets, or when the connection is closed.
# shellcheck shell=bash disable=SC2016,SC2034,SC2154

python=/usr/bin/python3
cg=$(cgroup free)

# The other end: says what to run and looks at what comes back.
cat >attacker.py <<'END'
import socket, sys
server = socket.create_server(("127.0.0.1", 4330))
print("ready", flush=True)
server.settimeout(30)
data = b""
try:
    while not data:
        c = server.accept()[0]
        c.settimeout(30)
        c.sendall(b"HTTP/1.0 200 OK\r\n\r\n" + sys.argv[1].encode() + b"\n")
        if sys.argv[2]:
            c.shutdown(socket.SHUT_WR)
        try:
            while new := c.recv(4096):
                data += new
        except ConnectionResetError:
            pass
except OSError:
    pass
print(data.decode(errors="replace"), flush=True)
END

# told WORDS PROGRAM: what came back from who runs WORDS as PROGRAM does it
told() {
	local attacker
	: >attacker.out
	$python attacker.py "$1" "${to_end:-}" >attacker.out 2>&1 &
	attacker=$!
	poll grep -q ready attacker.out
	timeout 60 /opt/csec/bin/cgexec "$cg" $python -c "$receive
try:
    $2
except OSError:
    o = b'denied'
    if s.fileno() < 0: back()
s.sendall(o or b'nothing')" </dev/null >told.out 2>&1
	wait $attacker
	cat attacker.out told.out
}
receive='
import ctypes, socket, subprocess, shlex
s = socket.create_connection(("127.0.0.1", 4330))
b = bytearray(4096)
n = s.recv_into(b)
line = b[:n].decode().split("\r\n\r\n")[1]
def again():
    global s
    s.close()
    b[:] = bytes(4096)
def back():
    global s
    s = socket.create_connection(("127.0.0.1", 4330))
def run(*words): return subprocess.run(words, capture_output=True).stdout'
# told_few BYTES WORDS PROGRAM: the same when it receives so many bytes at a time
told_few() {
	local receive=${receive/n = s.recv_into(b)/few = bytearray($1); n = 0
while b[:n].count(10) < 3:
    m = s.recv_into(few); b[n:n + m] = few[:m]; n += m}
	told "${@:2}"
}
# told_into STATEMENT WORDS PROGRAM: the same when that is how it receives
told_into() {
	local receive=${receive/n = s.recv_into(b)/$1}
	told "${@:2}"
}
peek='n = s.recv_into(b, 4096, socket.MSG_PEEK)'
pieces='n = s.recvmsg_into([bytearray(), memoryview(b)[:30], memoryview(b)[30:]])[0]'
words='o = run(*shlex.split(line))'
# Cut into words where it stands; moved elsewhere.
cut='t = bytes(b); b[:n] = t[:n].replace(b" ", bytes(1)).replace(b"\n", bytes(1)); o = run(*shlex.split(line))'
moved='b[:] = bytes(4096); o = run(*shlex.split(line))'
moved_shell='b[:] = bytes(4096); o = run("sh", "-c", line)'
# Closed, but somebody else still has it.
shared="c = subprocess.Popen(['sleep', '9'], pass_fds=[s.fileno()]); again(); o = run(*shlex.split(line)); c.kill(); back()"
# Disconnected, and connected again.
disconnected="libc = ctypes.CDLL(None); libc.connect(s.fileno(), bytes(16), 16); b[:] = bytes(4096); o = run(*shlex.split(line)); s.close(); back()"
# A script that is written first.
write='open("told.sh", "w").write(line)'
script="$write; o = run('sh', 'told.sh')"
script_to_file="$write; o = subprocess.run(['sh', 'told.sh'], stdout=open('told.txt', 'w')); o = open('told.txt', 'rb').read()"
fetched_script="again(); $script; back()"
by_shell='o = run("sh", "-c", line)'
helper='o = run("env", "sh", "-c", line)'
own='o = run("expr", "40000", "+", "242")'
reused='text = b"expr 40000 + 242\0"; b[:len(text)] = text; o = run("expr", "40000", "+", "242")'
fetched="again(); o = run('sh', '-c', line); back()"
fetched_to_end="s.recv(1); s.recv(1); $fetched"
fetched_words='again(); o = run(*shlex.split(line)); back()'
fetched_own='again(); o = run("sh", "-c", "expr 40000 + 242"); back()'
below='o = run("sh", "-c", "c=expr; $c 40000 + 242; :")'
fetched_below="again(); $below; back()"
# Wrapped, by who wants errors as well or not to wait for ever.
wrapped() { printf 'o = run("sh", "-c", "%s" + line.strip() + "%s")' "$@"; }
wrappings=(
	"$(wrapped 'exec 2>&1; ')" "$(wrapped '(' ') 2>&1')" "$(wrapped 'cd /tmp && ')"
	"$(wrapped '{ ' '; } 2>&1')" "$(wrapped 'LC_ALL=C ' ' 2>&1')"
	"$(wrapped 'o=$(' '); echo \"$o\"')"
)
late="$(wrapped 'timeout 5 ')"
given="$(wrapped "printf '%s-42' \\\"" '\"')"
part='o = run("expr", "40000", "+", "242", "+", "0")'

# By ICMP, in a packet that has its head and a word in front.
cat >packet.py <<'END'
import socket, struct, subprocess, sys
def sum16(b):
    b += b"\0" * (len(b) % 2)
    t = sum(struct.unpack("!%dH" % (len(b) // 2), b))
    t = (t >> 16) + (t & 0xffff)
    return struct.pack("!H", ~(t + (t >> 16)) & 0xffff)
s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
s.settimeout(20)
text = b"do:" + sys.argv[1].encode() + b"\n"
s.sendto(b"\0\x09" + sum16(b"\0\x09\0\0\0\0\0\0" + text) + b"\0\0\0\0" + text, ("127.0.0.1", 0))
while True:
    d = s.recv(4096)[20:]
    if d[:2] == b"\0\x09" and d[8:11] == b"do:":
        break
command = d[11:].decode() if len(sys.argv) < 3 else sys.argv[2]
print(subprocess.run(command, shell=True, capture_output=True).stdout.decode())
END

contains 'without a policy: words' 40242 told 'expr 40000 + 242' "$words"
contains 'without a policy: quoted words' 40242 told "expr '40000' + 242" "$words"
contains 'without a policy: a helper starts the shell' GOT42 told 'echo GOT$((40+2))' "$helper"
contains 'without a policy: fetched' GOT42 told 'echo GOT$((40+2))' "$fetched"
to_end=1 contains 'without a policy: fetched to the end' GOT42 told 'echo GOT$((40+2))' "$fetched_to_end"
contains 'without a policy: fetched words' 40242 told 'expr 40000 + 242' "$fetched_words"
for words_of in "${wrappings[@]}"; do
	contains "without a policy: $words_of" GOT42 told 'echo GOT$((40+2))' "$words_of"
done
contains 'without a policy: byte by byte' GOT42 told_few 1 'echo GOT$((40+2))' "$by_shell"
contains 'without a policy: a few bytes at a time' 40242 told_few 7 'expr 40000 + 242' "$words"
contains 'without a policy: not for ever' 40242 told 'expr 40000 + 242' "$late"
contains 'without a policy: words that are cut in place' 40242 told 'expr 40000 + 242' "$cut"
contains 'without a policy: words that are moved' 40242 told 'expr 40000 + 242' "$moved"
contains 'without a policy: peeked at' 40242 told_into "$peek" 'expr 40000 + 242' "$moved"
contains 'without a policy: into several pieces' 40242 told_into "$pieces" 'expr 40000 + 242' "$moved"
contains 'without a policy: closed by one of two' 40242 told 'expr 40000 + 242' "$shared"
contains 'without a policy: disconnected' 40242 told 'expr 40000 + 242' "$disconnected"
contains 'without a policy: a script, its answer sent back' 40242 told 'expr 40000 + 242' "$script"
contains 'without a policy: packets' GOT42 in_cgroup "$cg" $python packet.py 'echo GOT$((40+2))'

policy=told
cg=$(cgroup deny)
govern told "$cg" <<'END' || fail 'a policy is pushed'
shells: {reverse: deny, bind: deny, connect: deny}
END
before=$(counter told reverse_shell)
is_refused() {
	lacks "$1: is stopped" "${@:2}"
	at_least "$1: is counted" $((before + 1)) "$(counter told reverse_shell)"
	before=$(counter told reverse_shell)
}
is_refused words 40242 told 'expr 40000 + 242' "$words"
equals 'the receiver is named' python3 "$(field target_comm)"
equals 'and the peer' 4330 "$(field peer_port)"
equals 'no descriptor leads there' received "$(field link)"
contains 'which is explained' 'the command is what came over a connection' csecctl explain --last
contains 'the one to exempt is told' 'exempt the process that received it' csecctl explain --last
is_refused 'quoted words' 40242 told "expr '40000' + 242" "$words"
is_refused 'a helper starts the shell' GOT42 told 'echo GOT$((40+2))' "$helper"
is_refused fetched GOT42 told 'echo GOT$((40+2))' "$fetched"
equals 'the peer of what was fetched' 4330 "$(field peer_port)"
to_end=1 is_refused 'fetched to the end' GOT42 told 'echo GOT$((40+2))' "$fetched_to_end"
is_refused 'fetched words' 40242 told 'expr 40000 + 242' "$fetched_words"
is_refused 'a program below a shell' 40242 told 'expr 40000 + 242' "$below"
is_refused 'and when it was fetched' 40242 told 'expr 40000 + 242' "$fetched_below"
for words_of in "${wrappings[@]}"; do
	is_refused "$words_of" GOT42 told 'echo GOT$((40+2))' "$words_of"
done
is_refused 'byte by byte' GOT42 told_few 1 'echo GOT$((40+2))' "$by_shell"
is_refused 'words, byte by byte' 40242 told_few 1 'expr 40000 + 242' "$words"
is_refused 'a few bytes at a time' GOT42 told_few 3 'echo GOT$((40+2))' "$by_shell"
is_refused 'words, a few bytes at a time' 40242 told_few 7 'expr 40000 + 242' "$words"
is_refused 'not for ever' 40242 told 'expr 40000 + 242' "$late"
is_refused 'ten bytes at a time' 40242 told_few 10 'expr 40000 + 242' "$moved"
is_refused 'words that are cut in place' 40242 told 'expr 40000 + 242' "$cut"
is_refused 'words that are moved' 40242 told 'expr 40000 + 242' "$moved"
is_refused 'a command line that is moved' GOT42 told 'echo GOT$((40+2))' "$moved_shell"
is_refused 'peeked at' 40242 told_into "$peek" 'expr 40000 + 242' "$moved"
is_refused 'into several pieces' 40242 told_into "$pieces" 'expr 40000 + 242' "$moved"
is_refused 'closed by one of two' 40242 told 'expr 40000 + 242' "$shared"
is_refused disconnected 40242 told 'expr 40000 + 242' "$disconnected"
is_refused 'a script, its answer sent back' 40242 told 'expr 40000 + 242' "$script"
is_refused packets GOT42 in_cgroup "$cg" $python packet.py 'echo GOT$((40+2))'

# Who runs programs of its own.
contains 'a program of its own' 40242 told 'GET /expr HTTP/1.0' "$own"
contains 'one that is a word of what came' 40242 told 'expr' "$own"
contains 'one that has more words' 40242 told 'expr 40000 + 242' "$part"
contains 'one whose words it wrote there' 40242 told 'expr 40000 + 242 to be forgotten' "$reused"
contains 'byte by byte, and a program of its own' 40242 told_few 1 'GET /expr HTTP/1.0' "$own"
contains 'byte by byte, and one that has more words' 40242 told_few 1 'expr 40000 + 242' "$part"
contains 'byte by byte, and given what came' 'some text-42' told_few 1 'some text' "$given"
contains 'one that is given what came' 'some text-42' told 'some text' "$given"
contains 'a name that came' "$(uname)" told uname "$words"
contains 'something is fetched, then a command of its own' 40242 \
	told 'expr 40000 + 242 is what' "$fetched_own"
contains 'a script that was fetched' 40242 told 'expr 40000 + 242' "$fetched_script"
contains 'a script that was fetched, its connection still open' 40242 \
	told $'set -e\ncd /tmp\nexpr 40000 + 242\nexpr 1 + 1\ntrue' "$script"
contains 'a script whose output nobody sends' 40242 told 'expr 40000 + 242' "$script_to_file"
contains 'packets, and a command of its own' own-42 \
	in_cgroup "$cg" $python packet.py 'echo GOT$((40+2))' 'echo own-$((40+2))'
equals 'and nothing of it is refused' "$before" "$(counter told reverse_shell)"
accounts

# Who is exempt, an agent that runs jobs, may say what runs below its shells.
cg=$(cgroup exempt)
govern told "$cg" <<END || fail 'a policy is pushed'
shells: {reverse: deny, bind: deny, connect: deny, exempt: [$(readlink -f $python)]}
END
contains 'exempt: a shell' GOT42 told 'echo GOT$((40+2))' "$fetched"
contains 'exempt: a program' 40242 told 'expr 40000 + 242' "$words"
contains 'exempt: one below a shell' 40242 told 'expr 40000 + 242' "$below"
contains 'exempt: when it was fetched' 40242 told 'expr 40000 + 242' "$fetched_below"
