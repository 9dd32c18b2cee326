# SPDX-License-Identifier: GPL-2.0-only
# Rules that name symbolic links, or go through them: what those led to at the start.
# shellcheck shell=bash disable=SC2016,SC2034,SC2154

bin=/opt/csec/bin
change=$bin/change
mark=$bin/mark
in_it() { in_cgroup "$cg" "$@"; }
no() { denied "$1" "${3:-not_allowed}" EACCES in_it "$dir/$2"; }

mkdir -p own mnt usr/bin usr/lib opt evil v1/bin v2/bin etc app up/lower up/upper up/work up/merged
for name in usr/bin/tool-3.11 usr/bin/other usr/bin/busybox usr/bin/late own/other v1/bin/run v2/bin/run app/plain usr/bin/digest usr/lib/prog opt/node evil/node; do
	cp $mark "$name"
done
ln -s usr/bin bin              # a directory of the root
ln -s tool-3.11 usr/bin/tool   # a version
ln -s "$dir/usr/bin/other" etc/alternative
ln -s ../../etc/alternative usr/bin/editor # by way of another directory, absolute at last
ln -s busybox usr/bin/ls
ln -s ./././v1/../v1 current   # a release
ln -s loop loop
ln -s .. up/there           # above where it lies
ln -s digest usr/bin/summed
ln -s nowhere usr/bin/dangling
ln -s . usr/X11              # to where it lies
ln -s digest usr/bin/kept
ln -s ../usr/bin/late own/elsewhere # as old as the others
cg=$(cgroup one)
policy=links
ok 'a policy of links' govern links "$cg" <<END
exec:
  default: deny
  allow:
    - {path: $bin/*}
    - {path: $dir/bin/tool}
    - {path: $dir/usr/bin/editor}
    - {path: $dir/bin/ls}
    - {path: $dir/current/bin/*}
    - {path: $dir/loop}
    - {path: $dir/usr/X11/lib/*}
    - {path: $dir/usr/bin/dangling}
    - {path: $dir/usr/bin/later}
    - {path: $dir/bin/summed, sha256: $(sha256sum usr/bin/digest | cut -c1-64)}
END
allowed 'a link behind a linked directory' in_it "$dir/bin/tool"
allowed 'by another way' in_it "$dir/usr/bin/tool"
allowed 'by its own name' in_it "$dir/usr/bin/tool-3.11"
allowed 'links by way of another directory' in_it "$dir/usr/bin/editor"
allowed 'a pattern below a linked directory' in_it "$dir/current/bin/run"
allowed 'by the name of the directory itself' in_it "$dir/v1/bin/run"
allowed 'below a link to where it lies' in_it "$dir/usr/lib/prog"
allowed 'with a digest' in_it "$dir/bin/summed"
no 'the other release' v2/bin/run
no 'what no rule leads to' usr/bin/late
no 'an applet does not stand for its whole file' usr/bin/ls
no 'nor is that listed' bin/busybox

simulates() { contains "simulate: $1" "$2  $3" csecctl simulate "$dir/links.yaml" "$dir/$4"; }
simulates 'a link behind a linked directory' allowed "$dir/usr/bin/tool-3.11" bin/tool
simulates 'a pattern below a linked directory' allowed "$dir/v1/bin/run" v1/bin/run
simulates 'what no rule leads to' denied "$dir/usr/bin/late" usr/bin/late
simulates 'an applet' denied "$dir/usr/bin/busybox" bin/ls

# Links that come, or change, after the start
ln -s late usr/bin/later
ln -s late usr/bin/new && mv usr/bin/new usr/bin/tool
no 'a link that came' usr/bin/later
no 'a link that leads elsewhere now' usr/bin/tool
allowed 'what it led to is as allowed as before' in_it "$dir/usr/bin/tool-3.11"
ln -sfn v2 current
no 'a release that was not the current one' current/bin/run
allowed 'the one that was' in_it "$dir/v1/bin/run"
accounts

# A policy that comes later: links of the start only
ok 'another policy' govern links "$cg" <<END
exec:
  default: deny
  drift: deny
  writes: deny
  allow:
    - {path: $bin/*}
    - {path: $dir/usr/bin/tool}
    - {path: $dir/usr/bin/later}
    - {path: $dir/current/bin/run}
    - {path: $dir/up/there/app/plain}
    - {path: $dir/bin/other}
    - {path: $dir/mnt/elsewhere}
    - {path: $dir/usr/bin/kept}
END
mount --bind own mnt
# From a place of one's own nothing is looked up: it would be another path.
masked() {
	unshare -m bash -c "mount --bind $dir/v2 $dir/app; mount --bind $dir/own $dir/usr/bin
		exec $bin/cgexec $cg $dir/$1"
}
denied 'in mounts of its own' not_allowed EACCES masked bin/other
allowed 'a link to a directory further up' in_it "$dir/up/there/app/plain"
allowed 'a program behind a linked directory' in_it "$dir/bin/other"
allowed 'a link that leads to another file there' in_it "$dir/usr/bin/kept"
no 'a link that was changed before the policy came' usr/bin/tool
no 'a link that came before the policy' usr/bin/later
no 'a release that came before the policy' current/bin/run
no 'a link that a mount brought' usr/bin/late
umount mnt
denied 'what a link leads to may not be changed' protected_file EACCES \
	in_it $change rename "$dir/app/plain" "$dir/app/moved"
accounts

# A former life of the container
cp $mark up/lower/good && cp $mark up/lower/bad && mkdir up/lower/dir && cp $mark up/lower/dir/prog
ln -s good up/lower/kept && ln -s good up/lower/swapped && ln -s dir up/lower/linked
mount -t overlay overlay -o "lowerdir=$dir/up/lower,upperdir=$dir/up/upper,workdir=$dir/up/work" up/merged
ln -sfn bad up/merged/swapped
ln -s bad up/merged/added
cg=$(cgroup overlay)
policy=overlay
ok 'a policy on an overlay' govern overlay "$cg" <<END
exec:
  default: deny
  allow:
    - {path: $bin/*}
    - {path: $dir/up/merged/kept}
    - {path: $dir/up/merged/swapped}
    - {path: $dir/up/merged/added}
    - {path: $dir/up/merged/linked/*}
END
allowed 'a link of the lower layer' in_it "$dir/up/merged/kept"
allowed 'one to a directory' in_it "$dir/up/merged/linked/prog"
no 'one that was changed in the upper layer' up/merged/swapped
no 'one that was added there' up/merged/added
accounts
umount up/merged

# Directories that move to where a link leads
ln -s ../../opt/node usr/bin/node
mkdir srv && cp $mark srv/served && ln -s ../../srv/served usr/bin/served
for writes in deny allow; do
	cg=$(cgroup "moves-$writes")
	policy=moves-$writes
	ok "a policy with writes: $writes" govern "$policy" "$cg" <<END
exec:
  default: deny
  drift: deny
  writes: $writes
  allow: [{path: $bin/*}, {path: $dir/usr/bin/node}]
shells: {reverse: deny, exempt: [$dir/usr/bin/served]}
END
	allowed "$writes: the program of the link" in_it "$dir/usr/bin/node"
	move() { in_it $change rename "$dir/$1" "$dir/$2"; }
	if [ $writes = deny ]; then
		denied 'its directory may not move' protected_file EACCES move opt away
		allowed 'what no rule of exec leads to may' move srv gone
		denied 'nor may another one be put there' protected_file EACCES \
			in_it $change exchange "$dir/opt" "$dir/evil"
	else
		allowed 'its directory may move' move opt away
		allowed 'and another one come' move evil opt
		no 'what came so is not allowed' opt/node drift
	fi
	accounts
done

# Rights, scripts, and libraries beside a program
wx=$bin/wx
cp $wx usr/bin/jit-1
ln -s jit-1 usr/bin/jit
ln -s main.sh app/script
printf 'echo "ran $0"\n' >app/main.sh
cp app/main.sh app/else.sh
sh=$(readlink -f /bin/sh)
cg=$(cgroup rights)
policy=rights
ok 'a policy with rights' govern rights "$cg" <<END
exec:
  default: deny
  allow:
    - {path: $bin/*}
    - {path: $dir/usr/bin/*}
    - {path: /bin/sh, scripts: [$dir/app/script]}
memory: {jit: {default: deny, allow: [$dir/bin/jit]}}
END
allowed 'the right of a link' in_it "$dir/usr/bin/jit-1" rwx
denied 'no other program has it' executable_memory EACCES in_it $wx rwx
allowed 'a script that a link names' in_it "$sh" "$dir/app/script"
allowed 'by its own name' in_it "$sh" "$dir/app/main.sh"
denied 'not another one' script EACCES in_it "$sh" "$dir/app/else.sh"
accounts

# A rule by a link binds, whatever a pattern says of the file's own name.
cg=$(cgroup binds)
policy=binds
ln -s "$sh" usr/bin/shell
ln -s "$sh" usr/bin/shell2
ok 'patterns and links' govern binds "$cg" <<END
exec:
  default: deny
  allow:
    - {path: /usr/bin/*}
    - {path: $bin/*}
    - {path: $dir/usr/bin/shell, scripts: [$dir/app/main.sh]}
    - {path: $dir/usr/bin/*}
    - {path: $dir/bin/summed, sha256: $(sha256sum <<<other | cut -c1-64)}
END
allowed 'its script' in_it "$sh" "$dir/app/main.sh"
denied 'no other one' script EACCES in_it "$sh" "$dir/app/else.sh"
no 'another content' usr/bin/digest digest
allowed 'what only a pattern names' in_it "$dir/usr/bin/other"
sed -i 's/shell,/shell2,/' binds.yaml
ok 'by another link' csecctl policy push "$dir/binds.yaml"
allowed 'while nobody has looked it binds nobody' unshare -m $bin/cgexec "$cg" "$sh" "$dir/app/else.sh"
denied 'nothing is remembered of that' script EACCES in_it "$sh" "$dir/app/else.sh"
accounts
