# SPDX-License-Identifier: GPL-2.0-only
# exec.writes: what may be executed cannot be changed from inside.
# shellcheck shell=bash disable=SC2034,SC2154

bin=/opt/csec/bin
mark=$bin/mark
change=$bin/change
fresh() {
	rm -rf app old new
	mkdir -p app data
	for name in app/tool app/spare data/file; do cp $mark $name; done
	echo text >app/text
	ln -s /dev/null app/dangling
}
ways='move-extents write append trunc rdtrunc truncate unlink rename-away rename-over link exchange rename-dir'
# What each way does to $1, a file in a directory of its own.
try() { in_cgroup "$cg" $change "$1" "$dir/$2" "$dir/data/file"; }

# Without a policy each of them works.
cg=$(cgroup free)
for way in $ways; do
	fresh
	ok "without a policy: $way works" try $way app/tool
done

# Blocks that change hands: the file that gives its own has zeros there, and old times.
fresh
for file in data/file app/full; do head -c 8192 /dev/zero | tr '\0' x >$file; done
sync
before=$(stat -c %z app/full)
ok 'without a policy: blocks change hands' try move-extents app/full
echo 1 >/proc/sys/vm/drop_caches
equals 'one is empty now' 4096 "$(tr -d '\0' <app/full | wc -c)"
equals 'the other file is as it was' 8192 "$(tr -d '\0' <data/file | wc -c)"
equals 'which changes no time, so that drift does not see it' "$before" "$(stat -c %z app/full)"

cg=$(cgroup deny)
policy=writes
fresh
ok 'a policy that protects two files' govern writes "$cg" <<END
exec:
  default: deny
  writes: deny
  allow: [{path: $change}, {path: $dir/app/tool}, {path: $dir/app/absent}]
END
allowed 'a protected file can be executed' in_cgroup "$cg" $change run "$dir/app/tool"
for way in $ways; do
	denied "$way of an allowed file" protected_file EACCES try $way app/tool
	ok "$way: it is as it was" cmp $mark app/tool
done
equals 'the event names the directory that would have moved' "$dir/app" "$(field path)"
denied 'write of an allowed file, once more' protected_file EACCES try write app/tool
equals 'the event names the file' "$dir/app/tool" "$(field path)"
equals 'and the operation' open "$(field op)"
equals 'and the line of the rule' 9 "$(field line)"
denied 'unlink' protected_file EACCES try unlink app/tool
equals 'is a change' change "$(field op)"
for way in $ways; do
	fresh
	[ $way = rename-dir ] || allowed "$way of a file that is not allowed" try $way app/text
done
fresh
denied 'no other file comes to the name of a rule: rename' protected_file EACCES \
	in_cgroup "$cg" $change rename "$dir/data/file" "$dir/app/absent"
denied 'nor by a link' protected_file EACCES \
	in_cgroup "$cg" $change hardlink "$dir/data/file" "$dir/app/absent"
denied 'nor by creating it' protected_file EACCES \
	in_cgroup "$cg" $change create "$dir/app/absent"
rm -f app/absent
allowed 'a new file beside it' in_cgroup "$cg" $change create "$dir/app/new"
ln app/tool data/alias
denied 'nor is it written by another name that it has' protected_file EACCES try write data/alias
rm data/alias
allowed 'reading is nothing' in_cgroup "$cg" $change read "$dir/app/tool"
ok 'the host changes it as it likes' cp $mark app/tool
allowed 'and it is still allowed' in_cgroup "$cg" $change run "$dir/app/tool"

policy=audit
cg=$(cgroup audit)
ok 'the same in audit mode' govern audit "$cg" audit <<END
exec: {default: deny, writes: deny, allow: [{path: $change}, {path: $dir/app/tool}]}
END
in_cgroup "$cg" $change read "$dir/app/tool"
for way in $ways; do
	fresh
	audited "audit: $way succeeds and is told" protected_file try $way app/tool
done

policy=off
cg=$(cgroup off)
ok 'writes: allow is the default' govern off "$cg" <<END
exec: {default: deny, allow: [{path: $change}, {path: $dir/app/tool}]}
END
for way in $ways; do
	fresh
	allowed "$way is allowed" try $way app/tool
done
accounts

# With drift: deny and no list: what was there and is executable is protected,
# what the container makes for itself is its own.
policy=drift
cg=$(cgroup drift)
fresh
ok 'writes and drift without a list' govern drift "$cg" <<'END'
exec: {default: allow, drift: deny, writes: deny}
END
allowed 'the image runs' in_cgroup "$cg" $change run "$dir/app/tool"
for way in write truncate unlink rename-over link; do
	denied "$way of an executable of the image" protected_file EACCES try $way app/tool
done
for way in write truncate unlink rename-over link; do
	fresh
	cp $mark app/new
	allowed "$way of a new executable" try $way app/new
	fresh
	allowed "$way of a file that is none" try $way app/text
done
accounts

# What a former life left in the upper layer of an overlay cannot be executed either.
policy=upper
cg=$(cgroup upper)
mkdir lower upper work merged
for file in lower/tool upper/left upper/linked; do cp $mark $file; done
ln upper/linked upper/linked2
mount -t overlay overlay -o "lowerdir=$dir/lower,upperdir=$dir/upper,workdir=$dir/work" merged
ok 'writes and drift on an overlay' govern upper "$cg" <<'END'
exec: {default: allow, drift: deny, writes: deny}
END
allowed 'a file of the lower layer runs' in_cgroup "$cg" $change run "$dir/merged/tool"
denied 'and is protected' protected_file EACCES in_cgroup "$cg" $change write "$dir/merged/tool"
denied 'one that was left does not run' drift EACCES in_cgroup "$cg" $change run "$dir/merged/left"
allowed 'and is written to' in_cgroup "$cg" $change write "$dir/merged/left"
for file in left linked linked2; do
	allowed "$file is removed" in_cgroup "$cg" $change unlink "$dir/merged/$file"
done
accounts
umount merged

# With a list of globs as well: directories carry what they name along.
policy=globs
cg=$(cgroup globs)
fresh
ok 'writes and drift with a glob' govern globs "$cg" <<END
exec: {default: deny, drift: deny, writes: deny, allow: [{path: $change}, {path: "$dir/app/**"}]}
END
denied 'a directory does not come' protected_file EACCES in_cgroup "$cg" $change rename "$dir/data" "$dir/app/x"
denied 'nor go' protected_file EACCES try rename-dir app/tool
allowed 'a file may come: it is new there' in_cgroup "$cg" $change rename "$dir/data/file" "$dir/app/x"
allowed 'a directory elsewhere' in_cgroup "$cg" $change rename "$dir/data" "$dir/new"
accounts

# Mounting over it hides it as well: over the file, the directory, the mount it lies in.
leave=$bin/leave
policy=cover
cg=$(cgroup cover)
fresh
mkdir disk
mount -t tmpfs none disk
cp $mark disk/tool
cover() { # DIRECTORY
	in_cgroup "$cg" $leave bind "$dir/data/file" "$dir/$1/tool" &&
		umount "$1/tool" && in_cgroup "$cg" $leave mount "$dir/$1" && umount "$1"
}
for place in app disk; do
	ok "without a policy: mounts over $place" cover $place
done
ok 'a policy that protects a file on a mount of its own' govern cover "$cg" <<END
exec:
  default: deny
  writes: deny
  allow: [{path: $leave}, {path: $change}, {path: $dir/app/tool}, {path: $dir/disk/tool}]
END
for place in app disk; do
	allowed "$place/tool can be executed" in_cgroup "$cg" $change run "$dir/$place/tool"
	denied "a mount over $place/tool" protected_file 'bind: EACCES' \
		in_cgroup "$cg" $leave bind "$dir/data/file" "$dir/$place/tool"
	denied "a mount over $place" protected_file 'mount: EACCES' \
		in_cgroup "$cg" $leave mount "$dir/$place"
done
equals 'the event names the place' "$dir/disk" "$(field path)"
allowed 'a mount elsewhere' in_cgroup "$cg" $leave mount "$dir/data"
umount data
for place in / "$dir/disk"; do
	allowed "where mounts of $place come from is no mount" in_cgroup "$cg" $leave propagate "$place"
done
allowed 'nor are the options of one' in_cgroup "$cg" $leave options "$dir/disk"
NEWNS=1 denied 'a mount over it in a namespace of its own' protected_file 'mount: EACCES' \
	in_cgroup "$cg" $leave mount "$dir/disk"
umount disk
accounts
