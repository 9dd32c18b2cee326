# SPDX-License-Identifier: GPL-2.0-only
# The exec allowlist: what is judged, and that no way around the name helps.
# shellcheck shell=bash disable=SC2034,SC2154

bin=/opt/csec/bin
mark=$bin/mark
probe=$bin/probe
mkdir -p bin tree/a/b "sp ace"
cp $mark bin/ok
cp $mark bin/no
cp $mark tree/top
cp $mark tree/a/one
cp $mark tree/a/b/two
cp $mark tree/a/b/c7
cp $mark "sp ace/o k"

# Without a policy everything below is possible: what is refused later is
# refused by csec.
cg=$(cgroup free)
policy=exec
for kind in path procfd opath fd memfd tmpfile unlinked thread orphan; do
	contains "without a policy: $kind works" CSEC42 in_cgroup "$cg" $probe $kind bin/no
done
contains 'without a policy: a bind mount works' CSEC42 \
	in_cgroup "$cg" $probe bind "$dir/bin/no" "$dir/bin/ok"
contains 'without a policy: tmpfs and chroot work' CSEC42 \
	in_cgroup "$cg" $probe tmpfs $mark "$dir/bin/ok"

cg=$(cgroup deny)
ok 'a policy with default deny' govern exec "$cg" <<END
exec:
  default: deny
  allow:
    - path: $probe
    - path: $bin/cgexec
    - path: $bin/forks
    - path: /usr/bin/bash
    - path: $dir/bin/ok
    - path: $dir/bin/script
    - path: $dir/bin/script2
    - path: $dir/bin/later
    - path: $dir/tree/*
    - path: $dir/tree/a/?ne
    - path: $dir/tree/**/c[0-9]
    - path: $dir/volume/*
    - path: "$dir/sp ace/o k"
END

# Paths
allowed 'an exact path is allowed' in_cgroup "$cg" "$dir/bin/ok"
denied 'another one is not' not_allowed EACCES in_cgroup "$cg" "$dir/bin/no"
equals 'the event names the file' "$dir/bin/no" "$(field path)"
equals 'and who tried' cgexec "$(field comm)"
equals 'and the operation' exec "$(field op)"
equals 'and the cgroup' "$(stat -c %i "$cg")" "$(field cgroup)"
equals 'and the generation that decided' "$(status generation)" "$(field generation)"
equals 'the cgroup has its own counter' 1 "$(cg_counter exec not_allowed "$cg")"
contains 'the log names the file' "path=\"$dir/bin/no\"" log
allowed 'a relative name is the same file' in_cgroup "$cg" bin/ok
allowed 'dots in the name are nothing' in_cgroup "$cg" "$dir/tree/../bin/./ok"
allowed '* matches in its directory' in_cgroup "$cg" "$dir/tree/top"
denied '* does not match a slash' not_allowed EACCES in_cgroup "$cg" "$dir/tree/a/b/two"
allowed '? matches one byte' in_cgroup "$cg" "$dir/tree/a/one"
allowed '** and a set match' in_cgroup "$cg" "$dir/tree/a/b/c7"
mv tree/a/b/c7 tree/a/b/cx
denied 'a set does not match what is not in it' not_allowed EACCES in_cgroup "$cg" "$dir/tree/a/b/cx"
allowed 'a path with spaces is allowed' in_cgroup "$cg" "$dir/sp ace/o k"
denied 'a prefix of an allowed path is not allowed' not_allowed EACCES \
	in_cgroup "$cg" "$(cp $mark bin/o; echo "$dir/bin/o")"
denied 'nor is a longer one' not_allowed EACCES \
	in_cgroup "$cg" "$(cp $mark bin/okay; echo "$dir/bin/okay")"

# Other names, other files
ln -s ok bin/link-ok
ln -s no bin/link-no
allowed 'a link to an allowed file is the file' in_cgroup "$cg" "$dir/bin/link-ok"
denied 'a link to a forbidden one likewise' not_allowed EACCES in_cgroup "$cg" "$dir/bin/link-no"
equals 'and the event names the file, not the link' "$dir/bin/no" "$(field path)"
mv tree/top tree/a/b/top.old
ln -s "$dir/bin/no" tree/top
denied 'an allowed name that links to a forbidden file does not help' not_allowed EACCES \
	in_cgroup "$cg" "$dir/tree/top"
rm tree/top
cp bin/ok bin/copy
denied 'a copy of an allowed file is another file' not_allowed EACCES in_cgroup "$cg" "$dir/bin/copy"
cp bin/ok /dev/shm/ok
denied 'so is one on /dev/shm' not_allowed EACCES in_cgroup "$cg" /dev/shm/ok
rm /dev/shm/ok
ln bin/no bin/hard
denied 'a hard link to a forbidden file is refused' not_allowed EACCES in_cgroup "$cg" "$dir/bin/hard"

# Descriptors
allowed 'an allowed file by /proc/self/fd' in_cgroup "$cg" $probe procfd "$dir/bin/ok"
allowed 'by an O_PATH descriptor' in_cgroup "$cg" $probe opath "$dir/bin/ok"
allowed 'by a descriptor' in_cgroup "$cg" $probe fd "$dir/bin/ok"
allowed 'by a thread that is not the leader' in_cgroup "$cg" $probe thread "$dir/bin/ok"
allowed 'by the thread of a dead leader' in_cgroup "$cg" $probe orphan "$dir/bin/ok"
for kind in path procfd opath fd thread orphan; do
	denied "a forbidden file by $kind" not_allowed EACCES in_cgroup "$cg" $probe $kind "$dir/bin/no"
done
for kind in memfd tmpfile unlinked; do
	denied "a copy of an allowed file in a $kind" not_allowed EACCES \
		in_cgroup "$cg" $probe $kind "$dir/bin/ok"
	denied "a copy of the running program in a $kind" not_allowed EACCES \
		in_cgroup "$cg" $probe $kind $probe path "$dir/bin/ok"
done
cp $mark bin/later
denied 'an allowed file that was unlinked after the open has no name' not_allowed EACCES \
	in_cgroup "$cg" $probe removed "$dir/bin/later"

# Mounts made later
denied 'a bind mount over an allowed path' not_allowed EACCES \
	in_cgroup "$cg" $probe bind "$dir/bin/no" "$dir/bin/ok"
allowed 'an allowed file mounted elsewhere keeps its name' \
	in_cgroup "$cg" $probe bind "$dir/bin/ok" "$dir/bin/no"
denied 'a new mount namespace, tmpfs and chroot' not_allowed EACCES \
	in_cgroup "$cg" $probe tmpfs $mark "$dir/bin/ok"
mkdir -p jail"$dir"/bin
cp $mark jail"$dir"/bin/ok
denied 'a chroot whose inside has the allowed name' not_allowed EACCES \
	in_cgroup "$cg" $probe chroot "$dir/jail" "$dir/bin/ok"
mkdir -p other
mount --bind bin other
allowed 'a mount that the host made later keeps the name' in_cgroup "$cg" "$dir/other/ok"
denied 'and forbids what was forbidden' not_allowed EACCES in_cgroup "$cg" "$dir/other/no"
umount other

# Scripts
printf '#!/usr/bin/bash\necho script ran\n' >bin/script
printf '#!%s\n' "$dir/bin/no" >bin/script2
printf '#!/usr/bin/bash\necho script ran\n' >bin/script3
printf '#!%s\n' "$dir/bin/script" >bin/later
chmod 755 bin/script* bin/later
allowed 'a script: it and its interpreter are allowed' in_cgroup "$cg" "$dir/bin/script"
denied 'a script with a forbidden interpreter' not_allowed EACCES in_cgroup "$cg" "$dir/bin/script2"
equals 'and the event names the interpreter' "$dir/bin/no" "$(field path)"
denied 'a forbidden script of an allowed interpreter' not_allowed EACCES in_cgroup "$cg" "$dir/bin/script3"
equals 'and the event names the script' "$dir/bin/script3" "$(field path)"
allowed 'a script whose interpreter is a script' in_cgroup "$cg" "$dir/bin/later"
fails_with 'a file that is no program stays one: ENOEXEC' ENOEXEC in_cgroup "$cg" \
	"$(: >bin/ok2; chmod 755 bin/ok2; mv bin/ok2 tree/empty; echo "$dir/tree/empty")"
fails_with 'a file without x stays refused by the kernel' EACCES in_cgroup "$cg" \
	"$(cp $mark tree/nox; chmod 644 tree/nox; echo "$dir/tree/nox")"

# Cgroups below
sub=$(cgroup deny/sub)
allowed 'a child cgroup inherits: allowed' in_cgroup "$sub" "$dir/bin/ok"
denied 'a child cgroup inherits: denied' not_allowed EACCES in_cgroup "$sub" "$dir/bin/no"
equals 'and the event names the child cgroup' "$(stat -c %i "$sub")" "$(field cgroup)"
own=$(cgroup deny/own)
denied 'a cgroup that the governed made gets no view of its own' not_allowed EACCES \
	in_cgroup "$cg" $bin/cgexec "$own" $probe bind "$dir/bin/no" "$dir/bin/ok"
denied 'a mount namespace first and the own cgroup then: no new view' not_allowed EACCES \
	in_cgroup "$cg" /usr/bin/bash -c "exec $probe tmpfs $bin/cgexec $bin/cgexec"
equals 'the ungoverned are never told of' 0 \
	"$(events 'select(.cgroup == "'"$(stat -c %i "$(cgroup free)")"'")' | wc -l)"
allowed 'the same file outside still runs' "$dir/bin/no"

# default: allow
cg=$(cgroup allow)
ok 'a policy with default allow' govern open "$cg" <<<'exec: {default: allow}'
policy=open
allowed 'default allow: any file' in_cgroup "$cg" "$dir/bin/no"
allowed 'default allow: a memfd' in_cgroup "$cg" $probe memfd "$dir/bin/no"
allowed 'default allow: a bind mount' in_cgroup "$cg" $probe bind "$dir/bin/no" "$dir/bin/ok"
allowed 'default allow: tmpfs and chroot' in_cgroup "$cg" $probe tmpfs $mark "$dir/bin/ok"

# A glob of containers: each has its own view
policy=glob
ok 'one policy for all containers of a glob' govern glob "$base/c-*" <<END
exec: {default: deny, allow: [{path: $probe}, {path: $dir/volume/ok}]}
END
mkdir -p volume
one=$(cgroup c-1)
denied 'the first container sees no volume' not_allowed EACCES in_cgroup "$one" "$dir/bin/ok"
mount --bind bin volume
two=$(cgroup c-2)
allowed 'a volume mounted before the start is known by its path' in_cgroup "$two" "$dir/volume/ok"
allowed 'and its files by every way to them' in_cgroup "$two" "$dir/bin/ok"
denied 'the first container knows it only as it was: no such path' not_allowed EACCES \
	in_cgroup "$one" "$dir/volume/ok"
equals 'the first container has its own counter' 2 "$(cg_counter glob not_allowed "$one")"
equals 'the second has none' 0 "$(cg_counter glob not_allowed "$two")"
umount volume
allowed 'unmounted later: the files keep their names' in_cgroup "$two" "$dir/bin/ok"

accounts

# The same inode
policy=exec
cg=$(cgroup deny)
ln bin/ok bin/ok-hard
run in_cgroup "$cg" "$dir/bin/ok-hard"
first=$rc
run in_cgroup "$cg" "$dir/bin/ok"
run in_cgroup "$cg" "$dir/bin/ok-hard"
equals 'a hard link: the verdict is the same before and after the other name ran' $first $rc
rm bin/ok-hard
mv bin/ok bin/elsewhere
# The name is judged when the inode has changed, and a rename changes it.
denied 'a renamed allowed file has no rule for its new name' not_allowed EACCES in_cgroup "$cg" "$dir/bin/elsewhere"
mv bin/elsewhere bin/ok
allowed 'and moved back it is allowed' in_cgroup "$cg" "$dir/bin/ok"
