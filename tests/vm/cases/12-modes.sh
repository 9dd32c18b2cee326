# SPDX-License-Identifier: GPL-2.0-only
# What is remembered of a file and when that ends; modes; a change of policy.
# shellcheck shell=bash disable=SC2034,SC2154

bin=/opt/csec/bin
mark=$bin/mark
probe=$bin/probe
cp $mark ok
cp $mark no
cg=$(cgroup one)
policy=memory

rules() {
	govern memory "$cg" "${2:-enforce}" <<-END
		exec: {default: deny, allow: [{path: $probe}, {path: $1}]}
	END
}
rules "$dir/ok" || fail 'a policy is pushed'

# The same file, changed in between
contains 'a file is allowed as often as it is executed' 'ran 200 refused 0 failed 0' \
	in_cgroup "$cg" $probe times 200 "$dir/ok"
equals 'and none of that is counted' 0 "$(counter memory not_allowed)"
times=50
judge denied not_allowed 50 in_cgroup "$cg" $probe times 50 "$dir/no"
equals 'a forbidden one is refused each time' 'ran 0 refused 50 failed 0' "$out"
equals 'and counted each time' 'denied 50 audited 0' "$counted"
equals 'and told each time' 50 "$told"
times=1
touch ok
allowed 'touched: judged again, allowed' in_cgroup "$cg" "$dir/ok"
chmod 700 ok
allowed 'other permissions: judged again, allowed' in_cgroup "$cg" "$dir/ok"
cat $mark >ok
allowed 'written: judged again, allowed' in_cgroup "$cg" "$dir/ok"
cp $mark new
mv new ok
allowed 'another file under the name: judged, allowed' in_cgroup "$cg" "$dir/ok"
mv no kept
ln -s kept no
mv ok moved
cp $mark ok
allowed 'the name again, with the former file elsewhere' in_cgroup "$cg" "$dir/ok"
mv kept ok
allowed 'a forbidden file that gets the allowed name has it' in_cgroup "$cg" "$dir/ok"
rm no
cp $mark no
denied 'a new file under the forbidden name' not_allowed EACCES in_cgroup "$cg" "$dir/no"

# Generations
before=$(status generation)
ok 'the other file is allowed by a push' rules "$dir/no"
equals 'that is a new generation' $((before + 1)) "$(status generation)"
denied 'at once the one is refused' not_allowed EACCES in_cgroup "$cg" "$dir/ok"
allowed 'and the other allowed' in_cgroup "$cg" "$dir/no"
rules "$dir/ok"
allowed 'pushed back: allowed again' in_cgroup "$cg" "$dir/ok"
denied 'and the other refused again' not_allowed EACCES in_cgroup "$cg" "$dir/no"
before=$(counter memory not_allowed)
rules "$dir/ok"
equals 'a push keeps the counters' "$before" "$(counter memory not_allowed)"
ok 'a policy for another cgroup' govern other "$(cgroup two)" <<<'exec: {default: deny, allow: [{path: /nowhere}]}'
allowed 'changes nothing here: allowed' in_cgroup "$cg" "$dir/ok"
denied 'changes nothing here: refused' not_allowed EACCES in_cgroup "$cg" "$dir/no"
policy=other
denied 'and holds there' not_allowed EACCES in_cgroup "$base/two" "$dir/ok"
policy=memory
accounts
ok 'one policy is deleted' ungovern other
contains 'nobody governs that cgroup any more' CSEC42 in_cgroup "$base/two" "$dir/ok"
ok 'the last one is deleted' ungovern memory
contains 'what was refused runs' CSEC42 in_cgroup "$cg" "$dir/no"
equals 'no policy is left' 0 "$(status policies)"
equals 'and the module watches nothing' false "$(status armed)"

# Modes
policy=audit
ok 'audit mode' govern audit "$cg" audit <<END
exec: {default: deny, allow: [{path: $probe}, {path: $dir/ok}, {path: /usr/bin/bash}, {path: $bin/stdio}, {path: $bin/try}]}
processes: {threads: 4}
shells: {reverse: deny, bind: deny, connect: deny}
END
allowed 'audit: what is allowed is not told' in_cgroup "$cg" "$dir/ok"
audited 'audit: a forbidden file runs' not_allowed in_cgroup "$cg" "$dir/no"
equals 'audit: the event has the path' "$dir/no" "$(field path)"
equals 'audit: and the verdict' audit "$(field verdict)"
contains 'audit: the log says so' 'csec: audit op=exec reason=not_allowed policy=audit' log
audited 'audit: a memfd runs' not_allowed in_cgroup "$cg" $probe memfd "$dir/ok"
audited 'audit: a reverse shell runs' reverse_shell in_cgroup "$cg" stdio tcp4 0 /usr/bin/bash -c 'exit 0'
audited 'audit: a bind shell runs' bind_shell in_cgroup "$cg" stdio accepted4 0 /usr/bin/bash -c 'exit 0'
listener 4100
audited 'audit: a shell connects' shell_connect in_cgroup "$cg" /usr/bin/bash -c ': >/dev/tcp/127.0.0.1/4100'
times=3
audited 'audit: three tasks more than the limit are born' thread_limit in_cgroup "$cg" try fork 6
times=1
exact 'audit: after going over the limit' "$cg"
accounts
ok 'the same policy enforced' bash -c "sed s/^mode:.*/mode:\ enforce/ audit.yaml >enforce.yaml; csecctl policy push enforce.yaml"
denied 'enforced: the forbidden file is refused' not_allowed EACCES in_cgroup "$cg" "$dir/no"
equals 'what was audited stays counted as such' 2 "$(counter audit not_allowed audited)"
ok 'and audited again' csecctl policy push audit.yaml
audited 'audit again: it runs' not_allowed in_cgroup "$cg" "$dir/no"
accounts

# What is no connection of the shell itself
cat >says.py <<'END'
import socket, sys
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
while True:
    c = server.accept()[0]
    c.sendall(sys.argv[2].encode())
    c.close()
END
for port in 4101 4102; do
	/usr/bin/python3 says.py $port "$([ $port = 4102 ] || echo 'echo what came')" &
	poll bash -c "ss -Hltn 'sport = :$port' | grep -q ."
done
python() { in_cgroup "$cg" /usr/bin/python3 -c "import os, socket, subprocess
s = socket.create_connection(('127.0.0.1', $1))
$2"; }
ok 'only for shells' govern audit "$cg" audit <<<'shells: {reverse: deny, bind: deny, connect: deny}'
audited 'audit: a shell between pipes runs' reverse_shell python 4100 \
	'subprocess.run(["/bin/sh"], input=b"true\n", capture_output=True)'
equals 'audit: the event has the link' pipe "$(field link)"
audited 'audit: what was received runs' reverse_shell python 4101 \
	'b = bytearray(99); n = s.recv_into(b); subprocess.run(b[:n].decode(), shell=True)'
equals 'audit: and it is told apart' received "$(field link)"
audited 'audit: a shell reads a connection' reverse_shell python 4102 \
	'os.dup2(s.fileno(), 9); os.execv("/bin/bash", ["bash", "-c", "read -r -u 9; true"])'
equals 'audit: at the read' receive "$(field op)"
ok 'the policy is deleted' ungovern audit
contains 'learn mode says at the push that it is not enforced' 'not enforced' rules "$dir/ok" learn
contains 'and in the status' 'not enforced' csecctl status
equals 'whose mode is audit, as nothing enforces' audit "$(status mode)"
policy=memory
audited 'learn refuses nothing' not_allowed in_cgroup "$cg" "$dir/no"
ungovern memory
