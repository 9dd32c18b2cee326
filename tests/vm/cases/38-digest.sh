# SPDX-License-Identifier: GPL-2.0-only
# exec.allow with digests: what runs is what the digest names, whoever changes it when.
# shellcheck shell=bash disable=SC2034,SC2154

bin=/opt/csec/bin
mark=$bin/mark
flip=$bin/flip
sum() { sha256sum <"$1" | cut -c 1-64; }
evil() { sed 's/CSEC%d/EVIL%d/' "$1"; }
mkdir -p bin memory
for name in good bad two; do cp $mark bin/$name; done
evil $mark >bin/other
chmod 755 bin/other
ways='write mmap uring rename truncate'

# control CGROUP WAY FILE: how often the changed content ran; as it is a race, it is
# tried until it did
control() {
	local n
	for ((n = 0; n < 20; n++)); do
		cp $mark "$3"
		run in_cgroup "$1" $flip "$2" "$dir/$3" 60
		[[ $out != *'evil 0 '* ]] && break
	done
	sed -n 's/.*evil \([0-9]*\) .*/\1/p' <<<"$out"
}

# Without a policy the changed content runs.
cg=$(cgroup free)
for way in $ways; do
	at_least "without a policy $way brings other content in" 1 \
		"$(control "$cg" $way bin/race)"
done
# A tmpfs does not hear of the change: the inode is what it was.
mount -t tmpfs tmpfs memory
at_least 'tmpfs, without a policy: a page that was read first' 1 "$(control "$cg" read memory/race)"

cg=$(cgroup deny)
policy=digest
cp $mark bin/race
ok 'a policy with digests' govern digest "$cg" <<END
exec:
  default: deny
  allow:
    - {path: $bin/cgexec}
    - {path: $flip, sha256: $(sum $flip)}
    - {path: $dir/bin/good, sha256: $(sum bin/good)}
    - {path: $dir/bin/bad, sha256: $(sum bin/other)}
    - {path: $dir/bin/two, sha256: $(sum bin/other)}
    - {path: $dir/bin/two, sha256: $(sum bin/two)}
    - {path: $dir/bin/race, sha256: $(sum $mark)}
    - {path: $dir/bin/huge, sha256: $(sum $mark)}
    - {path: /dev/shm/good, sha256: $(sum $mark)}
    - {path: $dir/memory/race, sha256: $(sum $mark)}
END
lacks 'digests are enforced' sha256 csecctl status
trace=/sys/kernel/tracing
[ -e $trace/trace ] || mount -t tracefs tracefs $trace
ok 'hashing can be traced' eval "echo csec_digest_file >$trace/set_ftrace_filter"
echo function >$trace/current_tracer
hashed() { grep -c 'csec_digest_file <-' $trace/trace; }
allowed 'the right content is allowed' in_cgroup "$cg" "$dir/bin/good"
at_least 'it was hashed' 1 "$(hashed)"
echo >$trace/trace
allowed 'and again' in_cgroup "$cg" "$dir/bin/good"
equals 'from memory' 0 "$(hashed)"
echo nop >$trace/current_tracer
echo >$trace/set_ftrace_filter
denied 'other content is not' digest EACCES in_cgroup "$cg" "$dir/bin/bad"
equals 'the event names the file' "$dir/bin/bad" "$(field path)"
allowed 'one of two digests is enough' in_cgroup "$cg" "$dir/bin/two"
cp bin/other bin/two
allowed 'and so is the other' in_cgroup "$cg" "$dir/bin/two"
printf x >>bin/two
denied 'but no third' digest EACCES in_cgroup "$cg" "$dir/bin/two"
printf x | dd of=bin/good bs=1 seek="$(($(stat -c %s bin/good) - 1))" conv=notrunc status=none
denied 'a changed byte is noticed, although it was remembered' digest EACCES \
	in_cgroup "$cg" "$dir/bin/good"
cp $mark bin/good
allowed 'the old content is good again' in_cgroup "$cg" "$dir/bin/good"
cp $mark /dev/shm/good
allowed 'on tmpfs' in_cgroup "$cg" /dev/shm/good
touch -r $mark /dev/shm/good
evil $mark | dd of=/dev/shm/good conv=notrunc status=none
touch -r $mark /dev/shm/good
denied 'a time of modification set back does not help' digest EACCES in_cgroup "$cg" /dev/shm/good
rm /dev/shm/good
for way in read mmap write; do
	cp $mark memory/race
	run in_cgroup "$cg" $flip $way "$dir/memory/race" 150
	contains "tmpfs, $way: other content never runs" ' evil 0 ' echo "$out"
	echo "INFO $CASE: tmpfs, $way: $out" >&9
done
cp $mark memory/race
run in_cgroup "$cg" $flip none "$dir/memory/race" 60
contains 'tmpfs: what nobody changes always runs' 'ran 60 evil 0 refused 0 busy 0' echo "$out"
umount memory
truncate -s 1025M bin/huge
chmod 755 bin/huge
denied 'a file that is too large is not hashed' undecided EACCES in_cgroup "$cg" "$dir/bin/huge"
rm bin/huge

# Races: whatever the attacker wins, it is not the run of other content.
for way in $ways held mapped; do
	cp $mark bin/race
	run in_cgroup "$cg" $flip $way "$dir/bin/race" 150
	contains "$way: other content never runs" ' evil 0 ' echo "$out"
	echo "INFO $CASE: $way: $out" >&9
done
cp $mark bin/race
run in_cgroup "$cg" $flip none "$dir/bin/race" 60
contains 'the file that nobody changes always runs' 'ran 60 evil 0 refused 0 busy 0' echo "$out"

# An overlay: a change of the upper file, and of what is copied up.
mkdir -p lower upper work all
cp $mark lower/good
mount -t overlay overlay -o lowerdir=lower,upperdir=upper,workdir=work all
policy=overlay
cg=$(cgroup overlay)
ok 'a policy for an overlay' govern overlay "$cg" <<END
exec:
  default: deny
  allow: [{path: $flip}, {path: $dir/all/good, sha256: $(sum $mark)}]
END
allowed 'a file of the lower layer' in_cgroup "$cg" "$dir/all/good"
chmod 700 all/good
allowed 'copied up, the same content' in_cgroup "$cg" "$dir/all/good"
evil $mark >all/good
denied 'changed above' digest EACCES in_cgroup "$cg" "$dir/all/good"
cp $mark all/good
allowed 'and back' in_cgroup "$cg" "$dir/all/good"
at_least 'overlay, without a policy a mapping that stays brings other content in' 1 \
	"$(control "$(cgroup free-overlay)" mapped all/race)"
# Answered from memory: until the very moment that it changes.
for way in write mmap mapped rename truncate; do
	cp $mark all/good
	sleep 0.1
	allowed "overlay, $way: the content of the digest" in_cgroup "$cg" "$dir/all/good"
	allowed "overlay, $way: once more" in_cgroup "$cg" "$dir/all/good"
	run in_cgroup "$cg" $flip $way "$dir/all/good" 100
	contains "overlay, $way: other content never runs" ' evil 0 ' echo "$out"
	echo "INFO $CASE: overlay, $way: $out" >&9
done
umount all

# fs-verity: its digest may be named where the kernel tells it (6.6). The other file
# is sealed as well, so that it is the digest that decides.
seal() {
	python3 - "$1" <<-'END'
		import fcntl, os, struct, sys
		fd = os.open(sys.argv[1], os.O_RDONLY)
		fcntl.ioctl(fd, 0x40806685, struct.pack("<4I3Q11Q", 1, 1, 4096, 0, 0, 0, 0, *[0] * 11))
		print(fcntl.ioctl(fd, 0xC0046686, struct.pack("<2H", 0, 32) + bytes(32))[4:].hex())
	END
}
digest=
if disk sealed.img sealed -O verity; then
	cp $mark sealed/good
	evil $mark >sealed/other
	cp sealed/other sealed/content
	chmod 755 sealed/*
	sync
	digest=$(seal sealed/good)
fi
if [ -n "$digest" ]; then
	seal sealed/other >/dev/null
	seal sealed/content >/dev/null
	policy=sealed
	cg=$(cgroup sealed)
	ok 'a policy with a digest of fs-verity' govern sealed "$cg" <<-END
		exec:
		  default: deny
		  allow:
		    - {path: $dir/sealed/good, sha256: $digest}
		    - {path: $dir/sealed/other, sha256: $digest}
		    - {path: $dir/sealed/content, sha256: $(sum sealed/content)}
	END
	if [[ $(uname -r) == 6.1.* ]]; then
		denied 'verity: 6.1 does not tell it' digest EACCES in_cgroup "$cg" "$dir/sealed/good"
	else
		allowed 'verity: the file that it is of' in_cgroup "$cg" "$dir/sealed/good"
		allowed 'verity: and again' in_cgroup "$cg" "$dir/sealed/good"
	fi
	denied 'verity: another file' digest EACCES in_cgroup "$cg" "$dir/sealed/other"
	allowed 'verity: a file by its content' in_cgroup "$cg" "$dir/sealed/content"
else
	skip 'fs-verity' 'no file can be sealed'
fi
umount sealed
