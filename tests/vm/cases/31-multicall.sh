# SPDX-License-Identifier: GPL-2.0-only
# A file of several names in the shell class: busybox with hard links, or a shell.
# shellcheck shell=bash disable=SC2034,SC2154

stdio=/opt/csec/bin/stdio
bash=/usr/bin/bash
mkdir box single
cp /usr/bin/busybox box/sh
for name in busybox true; do ln box/sh box/$name; done
cp $bash single/busybox1
ln single/busybox1 single/zsh
cp $bash single/busybox2
ln single/busybox2 single/bash
cg=$(cgroup free)
on_tcp() { in_cgroup "$cg" $stdio tcp4 0 "$@"; }
# as NAME FILE ARGUMENT...: executes the file by another name
as() { on_tcp /usr/bin/python3 -c 'import os, sys; os.execv(sys.argv[2], sys.argv[1:2] + sys.argv[3:])' "$@"; }
ok 'without a policy: a shell' on_tcp "$dir/box/sh" -c 'exit 0'
ok 'without a policy: by another name' as true "$dir/single/busybox1" -c 'exit 0'

policy=multicall
number=1
for class in "$dir/box/sh, $dir/box/busybox, $dir/single/zsh, $dir/single/busybox1, $dir/single/bash, $dir/single/busybox2" \
	"$dir/single/busybox2, $dir/single/bash, $dir/single/busybox1, $dir/single/zsh, $dir/box/busybox, $dir/box/sh"; do
	cg=$(cgroup deny$number)
	ok "order $number: a policy with a class" govern multicall "$cg" <<<"shells: {reverse: deny, class: [$class]}"
	denied "order $number: the shell of busybox" reverse_shell EACCES on_tcp "$dir/box/sh" -c 'exit 0'
	denied "order $number: by an argument" reverse_shell EACCES on_tcp "$dir/box/busybox" sh -c 'exit 0'
	allowed "order $number: another applet" on_tcp "$dir/box/true"
	allowed "order $number: by an argument" on_tcp "$dir/box/busybox" true
	for name in busybox1 zsh busybox2 bash; do
		denied "order $number: a shell by its name $name" reverse_shell EACCES on_tcp "$dir/single/$name" -c 'exit 0'
		denied "order $number: $name calls itself true" reverse_shell Permission as true "$dir/single/$name" -c 'exit 0'
	done
	((number++))
done
accounts
