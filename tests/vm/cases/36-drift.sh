# SPDX-License-Identifier: GPL-2.0-only
# Drift: what came or changed after the container started is not of its image.
# shellcheck shell=bash disable=SC2034,SC2154

bin=/opt/csec/bin
wx=$bin/wx
mark=$bin/mark
libz=$(realpath /usr/lib/x86_64-linux-gnu/libz.so.1)
for f in old append mode over renamed link clock forged race; do cp $mark $f; done
cp "$libz" old.so
cp "$libz" changed.so
printf '#!/usr/bin/bash\necho script\n' >old.sh
chmod 755 old.sh

# A container that is older than any policy, of which nobody heard
policy=oldest
cg=$(cgroup oldest)
hold "$cg" $bin/forks hold 1
cp $mark after
govern oldest "$cg" <<<'exec: {default: allow, drift: deny}'
allowed 'what was there when the oldest one started' in_cgroup "$cg" "$dir/old"
denied 'what came before somebody was seen to enter it' drift EACCES in_cgroup "$cg" "$dir/after"
unhold
rm after

cg=$(cgroup drift)
policy=drift
ok 'drift alone is a policy' govern drift "$cg" <<<'exec: {default: allow, drift: deny}'
allowed 'a program of the image' in_cgroup "$cg" "$dir/old"
allowed 'a dynamic one' in_cgroup "$cg" /usr/bin/id
allowed 'a script of the image' in_cgroup "$cg" "$dir/old.sh"
allowed 'a library of the image' in_cgroup "$cg" $wx map "$dir/old.so"

later() { denied "$1" drift EACCES in_cgroup "$cg" "${@:2}"; }
cp $mark new
later 'a copy' "$dir/new"
equals 'the event names the file' "$dir/new" "$(field path)"
equals 'and the operation' exec "$(field op)"
ok 'which works outside' ./new
echo >>append
later 'a program that was appended to' "$dir/append"
chmod 700 mode
later 'one whose mode was changed' "$dir/mode"
cp new over.new && mv over.new over
later 'one that was renamed over' "$dir/over"
mv renamed renamed2
later 'one that was renamed' "$dir/renamed2"
echo >>forged
touch -d '2001-01-01' forged
later 'an older time of modification does not help' "$dir/forged"
printf '#!/usr/bin/bash\necho script\n' >new.sh
chmod 755 new.sh
later 'a script' "$dir/new.sh"
for kind in memfd tmpfile unlinked; do
	later "a $kind" $bin/probe $kind "$dir/old"
done
later 'a tmpfs that was mounted later' $bin/probe tmpfs "$dir/old" /bin/old
allowed 'a bind mount of the image' in_cgroup "$cg" $bin/probe bind "$dir/old" "$dir/clock"

# Libraries and mappings
echo >>changed.so
cp "$libz" new.so
later 'a library that was changed' $wx map "$dir/changed.so"
equals 'the operation is told' map "$(field op)"
later 'a library that is new' $wx map "$dir/new.so"
later 'a new file, mapped' $wx file
later 'a memfd, mapped' $wx memfd
later 'one made executable by mprotect' $wx protect "$dir/new.so"
later 'one that is open for writing' $wx race "$dir/old.so"
allowed 'and one that is not' in_cgroup "$cg" $wx map "$dir/old.so"
allowed 'anonymous memory is no matter of drift' in_cgroup "$cg" $wx rwx
denied 'dlopen' drift 'failed to map' in_cgroup "$cg" /usr/bin/python3 -c \
	"import ctypes; ctypes.CDLL('$dir/new.so')"

# The clock
date -s '-20 seconds' >/dev/null
echo >>clock
cp $mark clock.new
later 'a program changed with the clock set back' "$dir/clock"
later 'a copy made then' "$dir/clock.new"
allowed 'what is older stays of the image' in_cgroup "$cg" /usr/bin/id
date -s '+20 seconds' >/dev/null
later 'and with the clock set right again' "$dir/clock.new"

# Another container begins anew
policy=second
cg=$(cgroup second)
ok 'a second policy' govern second "$cg" <<<'exec: {default: allow, drift: deny}'
allowed 'its image is what is there now' in_cgroup "$cg" "$dir/new"
accounts

# A container that is older than its policy
policy=older
cg=$(cgroup older)
cp $mark before
hold "$cg" $bin/forks hold 1
cp $mark after
ok 'a policy for a container that runs' govern older "$cg" <<<'exec: {default: allow, drift: deny}'
allowed 'what was there when it started' in_cgroup "$cg" "$dir/before"
denied 'what came while it ran' drift EACCES in_cgroup "$cg" "$dir/after"
unhold

# An overlay: the writable layer is not of the image, however old it is
policy=overlay
cg=$(cgroup overlay)
mkdir lower upper work merged
cp $mark lower/old
cp $mark lower/changed
cp $mark lower/touched
cp $mark upper/left
mount -t overlay overlay -o "lowerdir=$dir/lower,upperdir=$dir/upper,workdir=$dir/work" merged
ok 'a policy for an overlay' govern overlay "$cg" <<<'exec: {default: allow, drift: deny}'
allowed 'a file of the lower layer' in_cgroup "$cg" "$dir/merged/old"
allowed 'and again' in_cgroup "$cg" "$dir/merged/old"
denied 'what a former life left in the upper layer' drift EACCES in_cgroup "$cg" "$dir/merged/left"
cp $mark merged/new
denied 'a new file' drift EACCES in_cgroup "$cg" "$dir/merged/new"
allowed 'another file before it is changed' in_cgroup "$cg" "$dir/merged/changed"
python3 - merged/changed <<-'END'
	import mmap, sys
	f = open(sys.argv[1], "r+b")
	m = mmap.mmap(f.fileno(), 0)
	m[100] = m[100] ^ 255
END
denied 'a file that was written to through a mapping' drift EACCES in_cgroup "$cg" "$dir/merged/changed"
touch -d 2001-01-01 merged/touched
denied 'one that was copied up' drift EACCES in_cgroup "$cg" "$dir/merged/touched"
denied 'mapped' drift EACCES in_cgroup "$cg" $wx map "$dir/merged/left"
umount merged

# A directory that moves gives what is in it other names, and its ctime to nobody
policy=moved
change=$bin/change
mkdir -p tools app/own stuff data lib
cp $mark tools/nc
cp $mark app/own/tool
cp "$libz" stuff/z.so
echo text >data/file
# Where no checksum depends on it, the owner of a directory may set its generation.
has_disk=
if disk plain generations -O ^metadata_csum,^has_journal; then
	has_disk=1
	mkdir -p generations/{tools,app}
	cp $mark generations/tools/nc
fi
move() { in_cgroup "$cg" $change rename "$dir/$1" "$dir/$2"; }
starts() { in_cgroup "$cg" $change run "$dir/$1"; }
cg=$(cgroup unmoved)
ok 'without a policy: a directory moves' move tools app/x
ok 'and what is in it runs' starts app/x/nc
ok 'and back' move app/x tools
cg=$(cgroup moved)
ok 'a policy that lists what is below a directory' govern moved "$cg" <<END
exec: {default: deny, drift: deny, allow: [{path: $change}, {path: $wx}, {path: "$dir/app/**"},
  {path: "$dir/generations/app/**"}]}
END
allowed 'a listed program' starts app/own/tool
denied 'one that is not' not_allowed EACCES starts tools/nc
allowed 'its directory may move there' move tools app/x
denied 'but the program has drifted' drift EACCES starts app/x/nc
allowed 'within the list' move app/own app/renamed
denied 'so has one that was listed' drift EACCES starts app/renamed/tool
if [ -n "$has_disk" ]; then
	allowed 'on a disk without checksums' move generations/tools generations/app/x
	ok 'a generation is set' chattr -v 12345 generations/app/x
	denied 'what moved has drifted all the same' drift EACCES starts generations/app/x/nc
	umount generations
else
	skip 'on a disk without checksums' 'no disk can be made'
fi
allowed 'back again' move app/renamed app/own
allowed 'it is what it was' starts app/own/tool
denied 'the other one is not' drift EACCES starts app/x/nc
allowed 'two directories are exchanged' in_cgroup "$cg" $change exchange "$dir/app/own" "$dir/stuff"
denied 'what came has drifted' drift EACCES in_cgroup "$cg" $wx map "$dir/app/own/z.so"
allowed 'back once more' in_cgroup "$cg" $change exchange "$dir/app/own" "$dir/stuff"
denied 'a library elsewhere' library EACCES in_cgroup "$cg" $wx map "$dir/stuff/z.so"
allowed 'its directory may move to where libraries are' move stuff lib/stuff
denied 'which makes it none' drift EACCES in_cgroup "$cg" $wx map "$dir/lib/stuff/z.so"
for to in data2 app/data lib/data data; do
	allowed "data moves to $to" move "$(dirname "$(find . -path '*data*/file')")" $to
done
allowed 'and is read' in_cgroup "$cg" $change read "$dir/data/file"
accounts

# What was remembered of a container is freed where that may take long.
trace=/sys/kernel/tracing
[ -e $trace/trace ] || mount -t tracefs tracefs $trace
freed() { grep 'csec_moved_free <-' $trace/trace; }
ok 'its end can be traced' eval "echo csec_moved_free >$trace/set_ftrace_filter"
echo function >$trace/current_tracer
rmdir "$cg"
eventually 'the container ends' freed
lacks 'not in an interrupt' '<- s' eval "freed | sed 's/.*\\] ..[sSHh].*/<- s/'"
echo nop >$trace/current_tracer
echo >$trace/set_ftrace_filter

# drift: audit
policy=audit
cg=$(cgroup audit)
ok 'in audit mode' govern audit "$cg" audit <<<'exec: {default: allow, drift: deny}'
allowed 'audit: the image' in_cgroup "$cg" "$dir/before"
cp $mark audit-new
audited 'audit: a copy' drift in_cgroup "$cg" "$dir/audit-new"
accounts
