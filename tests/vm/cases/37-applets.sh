# SPDX-License-Identifier: GPL-2.0-only
# exec.allow with applets: one file that is many programs.
# shellcheck shell=bash disable=SC2016,SC2034,SC2086,SC2154

bin=/opt/csec/bin
ld=$(realpath /lib64/ld-linux-x86-64.so.2)
mkdir -p app
cp /usr/bin/busybox app/busybox
cp /usr/bin/busybox app/busybox.static
ln -s busybox app/ls
ln -s busybox app/nc
ln app/busybox app/cat
cp $bin/mark app/coreutils
cp /usr/bin/id app/toybox
ln -s coreutils app/sum
printf '#!%s ls\n' "$dir/app/busybox" >app/list.sh
printf '#!%s nc\n' "$dir/app/busybox" >app/net.sh
printf '#!%s --coreutils-prog-shebang=sum\n' "$dir/app/coreutils" >app/sum.sh
printf '#!%s --coreutils-prog-shebang=rm\n' "$dir/app/coreutils" >app/rm.sh
printf 'echo ran "$0"\n' >app/plain
chmod 755 app/*.sh
box=$dir/app/busybox core=$dir/app/coreutils
many=$(printf 'busybox %.0s' {1..400})

# as NAME FILE ARGUMENT...: executes the file by another name
as() { in_cgroup "$cg" /usr/bin/bash -c 'exec -a "$0" "$@"' "$@"; }

cg=$(cgroup free)
contains 'without a policy: nc' BusyBox as nc "$box" --help
contains 'without a policy: busybox busybox nc' BusyBox in_cgroup "$cg" "$box" busybox nc --help
contains 'without a policy: very many times' BusyBox in_cgroup "$cg" "$box" $many nc --help
contains 'without a policy: a shell' ran in_cgroup "$cg" "$box" busybox sh -c 'echo ran'
contains 'without a policy: by the dynamic loader' uid= in_cgroup "$cg" "$ld" "$dir/app/toybox"

cg=$(cgroup deny)
policy=applets
ok 'a policy with applets' govern applets "$cg" <<END
exec:
  default: deny
  allow:
    - {path: $bin/cgexec}
    - {path: /usr/bin/bash}
    - {path: $ld}
    - {path: $dir/app/*.sh}
    - {path: $box, applets: [ls, cat, 'true']}
    - {path: $dir/app/cat, applets: [ls, cat, 'true']}
    - {path: $dir/app/busybox.static, applets: [sh], scripts: ["$dir/app/plain"]}
    - {path: $core, applets: [sum, ls]}
    - {path: $dir/app/toybox, applets: [id]}
END
lacks 'applets are enforced' applets csecctl status
equals 'the kernel tells what was pushed' ls,cat,true \
	"$(csecctl policy show applets --json | jq -r '[.. | .applets? // empty][0] | join(",")')"
allowed 'a listed applet' in_cgroup "$cg" "$box" ls /
allowed 'by its link' in_cgroup "$cg" "$dir/app/ls" /
allowed 'by a hard link' in_cgroup "$cg" "$dir/app/cat" /dev/null
allowed 'by argv[0]' as ls "$box" /
allowed 'by a path in argv[0]' as /some/where/ls "$box" /
allowed 'as of a login' as -ls "$box" /
allowed 'twice' in_cgroup "$cg" "$box" busybox ls /
allowed 'with a path' in_cgroup "$cg" "$box" /bin/ls /
allowed 'by #!' in_cgroup "$cg" "$dir/app/list.sh"
denied 'another applet' applet EACCES in_cgroup "$cg" "$box" nc --help
equals 'the event names the file' "$box" "$(field path)"
equals 'and the line of the rule' 13 "$(field line)"
contains 'explain tells the key' exec.allow.applets csecctl explain --last
denied 'by its link' applet EACCES in_cgroup "$cg" "$dir/app/nc" --help
denied 'by argv[0]' applet denied as nc "$box" --help
denied 'as of a login' applet denied as -nc "$box" --help
denied 'by argv[0] of a hard link' applet denied as nc "$dir/app/cat" --help
denied 'a listed name as argument of another' applet denied as nc "$box" ls
denied 'twice' applet EACCES in_cgroup "$cg" "$box" busybox nc --help
denied 'very many times' applet EACCES in_cgroup "$cg" "$box" $many nc --help
denied 'by another name of busybox' applet denied as busybox-x "$box" nc
denied 'by a path' applet EACCES in_cgroup "$cg" "$box" /bin/nc --help
denied 'by #!' applet EACCES in_cgroup "$cg" "$dir/app/net.sh"
denied 'nothing' applet EACCES in_cgroup "$cg" "$box"
denied 'no name' applet denied as '' "$box" ls
denied 'a part of a name' applet EACCES in_cgroup "$cg" "$box" l
denied 'a longer one' applet EACCES in_cgroup "$cg" "$box" lsx
denied 'two names in one' applet EACCES in_cgroup "$cg" "$box" 'ls cat'
denied 'the list of applets' applet EACCES in_cgroup "$cg" "$box" --list
denied 'a shell' applet EACCES in_cgroup "$cg" "$box" sh -c 'echo ran'
denied 'by the dynamic loader' applet '' in_cgroup "$cg" "$ld" "$dir/app/toybox"

# With scripts
allowed 'a shell with its script' in_cgroup "$cg" "$box.static" sh app/plain
denied 'inline' inline EACCES in_cgroup "$cg" "$box.static" sh -c 'echo ran'
denied 'inline, twice' inline EACCES in_cgroup "$cg" "$box.static" busybox sh -c 'echo ran'
denied 'another applet of the shell' applet EACCES in_cgroup "$cg" "$box.static" ls

# coreutils
allowed 'coreutils: by its link' in_cgroup "$cg" "$dir/app/sum"
allowed 'coreutils: by its option' in_cgroup "$cg" "$core" --coreutils-prog=sum
allowed 'coreutils: by name' in_cgroup "$cg" "$core" ls
allowed 'coreutils: by #!' in_cgroup "$cg" "$dir/app/sum.sh"
denied 'coreutils: another, by its option' applet EACCES in_cgroup "$cg" "$core" --coreutils-prog=rm
denied 'coreutils: by argv[0]' applet denied as rm "$core"
denied 'coreutils: by #!' applet EACCES in_cgroup "$cg" "$dir/app/rm.sh"
denied 'coreutils: the option behind a listed name' applet denied as ls "$core" --coreutils-prog=rm
denied 'coreutils: by an empty option' applet EACCES in_cgroup "$cg" "$core" --coreutils-prog=
accounts

# Audit, and a list without a default of deny
cg=$(cgroup audit)
policy=look
ok 'in audit mode' govern look "$cg" audit <<<"exec: {default: allow, allow: [{path: $box, applets: [ls]}]}"
audited 'another applet runs and is told' applet in_cgroup "$cg" "$box" true
allowed 'a listed one' in_cgroup "$cg" "$box" ls /
allowed 'other files' in_cgroup "$cg" $bin/mark
accounts
