# SPDX-License-Identifier: GPL-2.0-only
# Programs that start shells for others, as themselves; and a shell that inetd gives away.
# shellcheck shell=bash disable=SC2016,SC2034,SC2154

policy=twins
cg=$(cgroup one)
missing=
for program in sshd ssh tmux screen expect inetd; do
	command -v $program >/dev/null || missing="$missing $program"
done
[ -z "$missing" ] || skip 'programs that start shells' "the image lacks$missing"
[ -z "$missing" ] || exit 0

listener 4390
# sshd
grep -q ^sshd: /etc/passwd || echo 'sshd:x:100:65534::/run/sshd:/usr/sbin/nologin' >>/etc/passwd
mkdir -p /run/sshd
for name in host user; do
	ssh-keygen -q -t ed25519 -N '' -f $name
done
login() {
	timeout 100 ssh -F none -q -p 4391 -i user -o StrictHostKeyChecking=no \
		-o UserKnownHostsFile=/dev/null "$@" </dev/null
}
# inetd: a script, and a shell
cat >script <<'END'
#!/bin/bash
read -r name
echo "$name-$((40+2))"
END
chmod +x script
cat >inetd.conf <<END
4392 stream tcp nowait root $dir/script script
4393 stream tcp nowait root /bin/sh sh
END
start() {
	in_cgroup "$1" /usr/sbin/sshd -D -e -f none -p 4391 -h "$dir/host" -o StrictModes=no -o UsePAM=no \
		-o AuthorizedKeysFile="$dir/user.pub" >sshd.out 2>&1 &
	in_cgroup "$1" /usr/sbin/inetd -i "$dir/inetd.conf" >inetd.out 2>&1 &
	poll bash -c "ss -Hltn 'sport = :4391' | grep -q ."
	poll bash -c "ss -Hltn 'sport = :4393' | grep -q ."
}
ask() { printf '%s\n' "$2" | timeout 20 nc -q 5 127.0.0.1 "$1"; }
# A shell and a client in two panes
panes() {
	rm -f pane
	in_cgroup "$cg" "$@"
	poll test -s pane
	cat pane
}
with_tmux='tmux -L t -f /dev/null new-session -d sh; tmux -L t new-window -d "nc 127.0.0.1 4390"
	sleep 2; tmux -L t send-keys -t :0 "echo own-\$((40+2)) >pane" Enter; sleep 3; tmux -L t kill-server'
with_screen='screen -dmS s sh; screen -S s -X screen nc 127.0.0.1 4390; sleep 2
	screen -S s -p 0 -X stuff "echo own-\$((40+2)) >pane^M"; sleep 3; screen -S s -X quit'
with_expect='spawn -noecho sh; send "echo own-\$((40+2))\r"; expect own-42 { puts seen }; send "exit\r"; expect eof'
twins() {
	contains "$1: sshd, a command" own-42 login root@127.0.0.1 'echo own-$((40+2))'
	contains "$1: sshd, with a terminal" own-42 login -tt root@127.0.0.1 'echo own-$((40+2))'
	contains "$1: sshd, pipes" own-42 login root@127.0.0.1 'echo 42 | while read -r x; do echo own-$x; done'
	contains "$1: inetd, a script" own-42 ask 4392 own
	contains "$1: tmux" own-42 panes bash -c "$with_tmux"
	contains "$1: screen" own-42 panes bash -c "$with_screen"
	contains "$1: expect" seen in_cgroup "$cg" expect -c "$with_expect"
}
start "$cg"
twins 'without a policy'
contains 'without a policy: a shell of inetd' GOT42 ask 4393 'echo GOT$((40+2))'
# Or those would answer.
echo 1 >"$cg/cgroup.kill"
ok 'the ports are free' poll bash -c "! ss -Hltn 'sport = :4391 or sport = :4393' | grep -q ."
cg=$(cgroup two)
govern twins "$cg" <<<'shells: {reverse: deny, bind: deny, connect: deny}'
start "$cg"
twins governed
equals 'nothing of that is refused' '0 0' "$(counter twins reverse_shell) $(counter twins bind_shell)"
lacks 'a shell of inetd: is stopped' GOT42 ask 4393 'echo GOT$((40+2))'
equals 'and counted' 1 "$(counter twins bind_shell)"
