# SPDX-License-Identifier: GPL-2.0-only
# drift, writes and digests where the container's files lie on ext4, xfs, btrfs or a tmpfs.
# shellcheck shell=bash disable=SC2034,SC2154

bin=/opt/csec/bin
mark=$bin/mark
change=$bin/change
wx=$bin/wx
libz=$(realpath /usr/lib/x86_64-linux-gnu/libz.so.1)
sum() { sha256sum <"$1" | cut -c 1-64; }
while read -r driver; do
	insmod "/opt/csec/drivers/$driver" 2>/dev/null
done </opt/csec/drivers/order

# make TYPE: mounts one on a directory of that name
make() {
	local disk=$dir/$1.img
	mkdir -p "$1"
	case $1 in
	tmpfs) mount -t tmpfs tmpfs tmpfs && return ;;
	ext4) truncate -s 256M "$disk" && mke2fs -q -t ext4 "$disk" ;;
	xfs) truncate -s 320M "$disk" && mkfs.xfs -q "$disk" ;;
	btrfs) truncate -s 256M "$disk" && mkfs.btrfs -q "$disk" ;;
	esac && mount -o loop "$disk" "$1"
}
clones() { [[ $1 == xfs || $1 == btrfs ]]; }

# What moves the time of change of the file $2; $2.spare is as old as it is
change_by() {
	case $1 in
	write) $change append "$2" ;;
	refill) cat $mark >"$2" ;;
	map) $change map "$2" ;;
	over) mv "$2.spare" "$2" ;;
	renamed) mv "$2" "$2.x" && mv "$2.x" "$2" ;;
	linked) ln "$2" "$2.link" ;;
	past) $change append "$2" && touch -d 2001-01-01 "$2" ;;
	mode) chmod 700 "$2" ;;
	clone) $change clone "$2" "$2.spare" ;;
	esac
}
fill() {
	local way
	mkdir -p "$1"
	for way in $ways; do
		cp $mark "$1/$way"
		cp $mark "$1/$way.spare"
	done
}

drifts() {
	local fs=$1 way
	fill "$fs/free"
	fill "$fs/app"
	cp $mark "$fs/app/old"
	cp $mark "$fs/app/clock"
	cp "$libz" "$fs/app/old.so"
	cp "$libz" "$fs/app/changed.so"
	cg=$(cgroup "free-$fs")
	for way in $ways; do
		ok "$fs, without a policy: $way" change_by "$way" "$fs/free/$way"
		ok "$fs, without a policy: it runs after $way" in_cgroup "$cg" "$dir/$fs/free/$way"
	done
	policy=drift-$fs
	cg=$(cgroup "drift-$fs")
	ok "$fs: drift is denied" govern "$policy" "$cg" <<<'exec: {default: allow, drift: deny}'
	allowed "$fs: an old program" in_cgroup "$cg" "$dir/$fs/app/old"
	for way in $ways; do
		change_by "$way" "$fs/app/$way"
		denied "$fs: $way" drift EACCES in_cgroup "$cg" "$dir/$fs/app/$way"
	done
	denied "$fs: the other name of one that got a link" drift EACCES \
		in_cgroup "$cg" "$dir/$fs/app/linked.link"
	cp $mark "$fs/app/new"
	denied "$fs: a copy" drift EACCES in_cgroup "$cg" "$dir/$fs/app/new"
	if clones "$fs"; then
		cp --reflink=always -p "$fs/app/old" "$fs/app/clone.new"
		denied "$fs: a copy that shares its blocks" drift EACCES \
			in_cgroup "$cg" "$dir/$fs/app/clone.new"
	fi
	$change map "$fs/app/changed.so"
	denied "$fs: a library that was changed" drift EACCES in_cgroup "$cg" $wx map "$dir/$fs/app/changed.so"
	allowed "$fs: one that was not" in_cgroup "$cg" $wx map "$dir/$fs/app/old.so"
	allowed "$fs: the old program once more" in_cgroup "$cg" "$dir/$fs/app/old"
}

# Comes last: what is not older than the step by which the clock went back is new.
clock() {
	local fs=$1
	date -s '-20 seconds' >/dev/null
	$change append "$fs/app/clock"
	cp $mark "$fs/app/clock.new"
	denied "$fs: changed with the clock set back" drift EACCES in_cgroup "$cg" "$dir/$fs/app/clock"
	date -s '+20 seconds' >/dev/null
	denied "$fs: a copy made then, with the clock set right" drift EACCES \
		in_cgroup "$cg" "$dir/$fs/app/clock.new"
}

# Its layers lie on the file system.
overlays() {
	local fs=$1 at
	at=$fs/overlay
	mkdir -p "$at"/{lower,upper,work,all}
	for name in lower/old lower/changed lower/touched upper/left; do cp $mark "$at/$name"; done
	if ! mount -t overlay overlay -o "lowerdir=$dir/$at/lower,upperdir=$dir/$at/upper,workdir=$dir/$at/work" "$at/all"; then
		skip "$fs: an overlay" 'it cannot be mounted'
		return
	fi
	cg=$(cgroup "free-overlay-$fs")
	for name in old left; do
		ok "$fs, overlay, without a policy: $name runs" in_cgroup "$cg" "$dir/$at/all/$name"
	done
	policy=overlay-$fs
	cg=$(cgroup "overlay-$fs")
	ok "$fs: a policy for an overlay" govern "$policy" "$cg" <<<'exec: {default: allow, drift: deny}'
	allowed "$fs, overlay: a file of the lower layer" in_cgroup "$cg" "$dir/$at/all/old"
	denied "$fs, overlay: what a former life left" drift EACCES in_cgroup "$cg" "$dir/$at/all/left"
	allowed "$fs, overlay: before it is changed" in_cgroup "$cg" "$dir/$at/all/changed"
	$change map "$at/all/changed"
	denied "$fs, overlay: changed through a mapping" drift EACCES in_cgroup "$cg" "$dir/$at/all/changed"
	touch -d 2001-01-01 "$at/all/touched"
	denied "$fs, overlay: copied up" drift EACCES in_cgroup "$cg" "$dir/$at/all/touched"
	cp $mark "$at/all/new"
	denied "$fs, overlay: a copy" drift EACCES in_cgroup "$cg" "$dir/$at/all/new"
	umount "$at/all"
}

# One byte is another, all times that can be set are as before.
forge() { $change map "$1" && touch -r $mark "$1"; }
digests() {
	local fs=$1 at
	at=$fs/digest
	mkdir "$at"
	for name in good free; do
		cp $mark "$at/$name"
		touch -r $mark "$at/$name"
	done
	cg=$(cgroup "free-digest-$fs")
	forge "$at/free"
	ok "$fs, without a policy: with another byte it runs" in_cgroup "$cg" "$dir/$at/free"
	policy=digest-$fs
	cg=$(cgroup "digest-$fs")
	ok "$fs: a digest" govern "$policy" "$cg" <<-END
		exec: {default: deny, allow: [{path: $dir/$at/good, sha256: $(sum $mark)}]}
	END
	allowed "$fs: the content of the digest" in_cgroup "$cg" "$dir/$at/good"
	allowed "$fs: and again" in_cgroup "$cg" "$dir/$at/good"
	forge "$at/good"
	denied "$fs: with another byte" digest EACCES in_cgroup "$cg" "$dir/$at/good"
	$change map "$at/good"
	allowed "$fs: with the old one" in_cgroup "$cg" "$dir/$at/good"
}

# Every way is without a policy at first, on a copy.
changes='write append trunc truncate map unlink link rename-over exchange'
protects() {
	local fs=$1 at way
	at=$fs/writes
	mkdir -p "$at"/{app,data}
	cg=$(cgroup "free-writes-$fs")
	for way in $changes $2; do
		cp $mark "$at/app/tool"
		cp $mark "$at/data/file"
		ok "$fs, without a policy: $way" in_cgroup "$cg" $change "$way" "$dir/$at/app/tool" "$dir/$at/data/file"
		rm -f "$at"/app/* "$at"/data/*
	done
	cp $mark "$at/app/tool"
	cp $mark "$at/data/file"
	policy=writes-$fs
	cg=$(cgroup "writes-$fs")
	ok "$fs: writes and drift" govern "$policy" "$cg" <<<'exec: {default: allow, drift: deny, writes: deny}'
	allowed "$fs: a protected program" in_cgroup "$cg" "$dir/$at/app/tool"
	for way in $changes $2; do
		denied "$fs: $way of it" protected_file EACCES \
			in_cgroup "$cg" $change "$way" "$dir/$at/app/tool" "$dir/$at/data/file"
	done
	allowed "$fs: it is as it was" in_cgroup "$cg" "$dir/$at/app/tool"
}

for fs in ext4 xfs btrfs tmpfs; do
	if ! grep -qw "$fs" /proc/filesystems; then
		skip "$fs" 'this kernel has none'
		continue
	fi
	ok "$fs is mounted" make $fs
	ways='write refill map over renamed linked past mode' more=
	if clones $fs; then ways+=' clone' more=clone; fi
	[ $fs != xfs ] || more+=' swap-extents'
	drifts $fs
	clock $fs
	overlays $fs
	digests $fs
	protects $fs "$more"
done

# xfs exchanges the content of two files of one size and moves no time: drift does not see
# it, a digest does, and so does who is asked before they are opened for writing (above).
evil() { sed 's/CSEC%d/EVIL%d/' $mark; }
if mountpoint -q xfs; then
	for name in listed any; do
		cp $mark xfs/$name
		evil >xfs/$name.evil
	done
	policy=swapped
	cg=$(cgroup swapped)
	ok 'xfs: a policy of drift' govern swapped "$cg" <<<'exec: {default: allow, drift: deny}'
	allowed 'xfs: before it is swapped' in_cgroup "$cg" "$dir/xfs/any"
	before=$(stat -c %z xfs/any)
	ok 'xfs: the content is swapped' $change swap-extents xfs/any xfs/any.evil
	equals 'xfs: which moves no time' "$before" "$(stat -c %z xfs/any)"
	allowed 'xfs: and is not seen by drift' in_cgroup "$cg" "$dir/xfs/any"
	contains 'xfs: it is the other content that runs' EVIL echo "$out"
	policy=swapdigest
	cg=$(cgroup swapdigest)
	ok 'xfs: a policy with a digest' govern swapdigest "$cg" <<-END
		exec: {default: deny, allow: [{path: $dir/xfs/listed, sha256: $(sum $mark)}]}
	END
	allowed 'xfs: the content of the digest' in_cgroup "$cg" "$dir/xfs/listed"
	allowed 'xfs: which is remembered' in_cgroup "$cg" "$dir/xfs/listed"
	$change swap-extents xfs/listed xfs/listed.evil
	denied 'xfs: swapped, the digest tells' digest EACCES in_cgroup "$cg" "$dir/xfs/listed"
fi

# Subvolumes of a btrfs have inodes of the same numbers, on one superblock.
if mountpoint -q btrfs; then
	for name in one two; do
		btrfs -q subvolume create btrfs/$name
		cp $mark btrfs/$name/tool
	done
	equals 'btrfs: two files of one number' "$(stat -c %i btrfs/one/tool)" "$(stat -c %i btrfs/two/tool)"
	policy=subvolumes
	cg=$(cgroup subvolumes)
	ok 'btrfs: one of them is listed' govern subvolumes "$cg" <<-END
		exec: {default: deny, drift: deny, allow: [{path: $dir/btrfs/one/tool}, {path: "$dir/btrfs/new/**"}]}
	END
	for n in 1 2; do
		allowed "btrfs: it runs, $n" in_cgroup "$cg" "$dir/btrfs/one/tool"
		denied "btrfs: the other one does not, $n" not_allowed EACCES in_cgroup "$cg" "$dir/btrfs/two/tool"
	done
	$change append btrfs/two/tool
	allowed 'btrfs: a change of the other one is none of it' in_cgroup "$cg" "$dir/btrfs/one/tool"
	mkdir btrfs/new
	btrfs -q subvolume snapshot btrfs/one btrfs/new/snapshot
	btrfs -q subvolume snapshot btrfs/two btrfs/new/changed
	denied 'btrfs: a snapshot of what was changed' drift EACCES in_cgroup "$cg" "$dir/btrfs/new/changed/tool"
	allowed 'btrfs: a snapshot keeps times, and is not seen' in_cgroup "$cg" "$dir/btrfs/new/snapshot/tool"
	$change append btrfs/new/snapshot/tool
	denied 'btrfs: what was changed in one is' drift EACCES in_cgroup "$cg" "$dir/btrfs/new/snapshot/tool"
	allowed 'btrfs: the file that it was of is as it was' in_cgroup "$cg" "$dir/btrfs/one/tool"
fi
accounts
for kind in ext4 xfs btrfs tmpfs; do
	! mountpoint -q $kind || umount $kind
done
