# SPDX-License-Identifier: GPL-2.0-only
# Roots of containers: overlayfs, chroot, namespaces, volumes mounted before the
# start. The paths of a policy are those that the container saw then.
# shellcheck shell=bash disable=SC2034,SC2154

bin=/opt/csec/bin
policy=box
govern box "$base/box-*" <<END || fail 'a policy is pushed'
exec:
  default: deny
  allow:
    - path: /tool/probe
    - path: /tool/forks
    - path: /app/ok
    - path: /vol/ok
    - path: /vol/sub/ok
    - path: /usr/bin/cat
END
mkdir -p volume/sub elsewhere upper/{vol,tool,app} work rootfs
mount -t tmpfs none elsewhere
mkdir elsewhere/upper elsewhere/work
cp -a upper/. elsewhere/upper/
for f in ok no; do
	cp $bin/mark elsewhere/upper/app/$f
	cp $bin/mark volume/$f
	cp $bin/mark volume/sub/$f
done
cp $bin/probe $bin/forks elsewhere/upper/tool/
mount -t overlay overlay -o lowerdir=/srv/web,upperdir=elsewhere/upper,workdir=elsewhere/work rootfs
mount --bind volume rootfs/vol
mount -t proc proc rootfs/proc
mount -t devtmpfs dev rootfs/dev

# boxed PROGRAM...: in the root, then the cgroup, then the program
boxed() {
	unshare -m --propagation private bash -c '
		mkdir -p "$1/cg" 2>/dev/null
		mount --bind "$2" "$1/cg" && shift 2 && exec chroot "$@"' - \
		"$dir/rootfs" "$cg" "$dir/rootfs" /tool/enter /cg "$@"
}
cp $bin/cgexec rootfs/tool/enter
cg=$(cgroup box-1)
allowed 'an allowed file of the image' boxed /app/ok
allowed 'a file of the lower layer' boxed /usr/bin/cat /dev/null
denied 'another one of the image' not_allowed EACCES boxed /app/no
equals 'whose event has the path in the container' /app/no "$(field path)"
denied 'another one of the lower layer' not_allowed EACCES boxed /usr/bin/id
allowed 'a file of a volume by its path in the container' boxed /vol/ok
allowed 'and of a directory of it' boxed /vol/sub/ok
denied 'another one of the volume' not_allowed EACCES boxed /vol/no
allowed 'the same from outside by the path of the host' in_cgroup "$cg" "$dir/volume/ok"
denied 'a forbidden one by the path of the host' not_allowed EACCES in_cgroup "$cg" "$dir/volume/no"
denied 'a program of the host' not_allowed EACCES in_cgroup "$cg" "$bin/mark"
denied 'a program of the host that has an allowed path there' not_allowed EACCES in_cgroup "$cg" /usr/bin/cat /dev/null
cp elsewhere/upper/app/no rootfs/app/new
denied 'a file that came later is not in the list' not_allowed EACCES boxed /app/new
denied 'a bind mount over the allowed path' not_allowed EACCES boxed /tool/probe bind /app/no /app/ok
denied 'tmpfs, chroot and the allowed path' not_allowed EACCES boxed /tool/probe tmpfs /app/no /app/ok
denied 'a memfd' not_allowed EACCES boxed /tool/probe memfd /app/ok
# Copied up: the file changes its filesystem, not its name.
cp rootfs/usr/bin/cat x
touch rootfs/usr/bin/cat
allowed 'a file that was copied up keeps its name' boxed /usr/bin/cat /dev/null
mv rootfs/app/no rootfs/app/ok
allowed 'what has the allowed name in the image is allowed' boxed /app/ok

# Another container of the same glob, with another volume
umount rootfs/vol
mkdir other
cp $bin/mark other/ok
mount --bind other rootfs/vol
first=$cg
cg=$(cgroup box-2)
allowed 'the second container has its own volume' boxed /vol/ok
denied 'and does not know the one of the first' not_allowed EACCES in_cgroup "$cg" "$dir/volume/ok"
allowed 'which the first still does' in_cgroup "$first" "$dir/volume/ok"
denied 'and the first does not know the other' not_allowed EACCES in_cgroup "$first" "$dir/other/ok"
# `docker exec` may land in a cgroup that the container made.
mkfifo stay
cg=$first
boxed /usr/bin/cat <stay &
exec 7>stay
eventually 'the first runs' grep -q . "$first/cgroup.procs"
mkdir "$first/below"
cg=$first/below
allowed 'who comes in below the first sees what it sees' boxed /app/ok
denied 'and not what came later' not_allowed EACCES boxed /vol/ok
rmdir "$cg"
exec 7>&-
wait $!
mkdir "$first/below"
allowed 'below one that ran another one may begin' boxed /vol/ok
rmdir "$cg"

# A cgroup that was removed and made again is another container
cg=$first
rmdir "$cg"
cg=$(cgroup box-1)
allowed 'a new cgroup of the name' boxed /vol/ok
denied 'has a view of its own: the former volume is unknown' not_allowed EACCES in_cgroup "$cg" "$dir/volume/ok"
accounts
umount rootfs/vol rootfs/dev rootfs/proc rootfs elsewhere
