# SPDX-License-Identifier: GPL-2.0-only
# The ceiling of capabilities, and io_uring: the same verdicts as for system calls.
# shellcheck shell=bash disable=SC2034,SC2154

bin=/opt/csec/bin
policy=caps
cg=$(cgroup one)
touch file
uses() { # CAPABILITY: something that needs it
	case $1 in
	SYS_NICE) renice -n 0 -p $$ && in_cgroup "$cg" /usr/bin/renice -n -5 -p $$ ;;
	CHOWN) in_cgroup "$cg" /usr/bin/chown 1:1 "$dir/file" ;;
	SYS_ADMIN) in_cgroup "$cg" /usr/bin/unshare -u /bin/true ;;
	SYS_CHROOT) in_cgroup "$cg" /usr/sbin/chroot / /bin/true ;;
	SETUID) in_cgroup "$cg" /usr/bin/setpriv --reuid 1 --keep-groups /bin/true ;;
	MKNOD) in_cgroup "$cg" /usr/bin/mknod "$dir/node" c 1 3 && rm "$dir/node" ;;
	esac
}
for cap in SYS_NICE CHOWN SYS_ADMIN SYS_CHROOT SETUID MKNOD; do
	ok "without a policy: $cap" uses $cap
	chown 0:0 file
done
govern caps "$cg" <<<'capabilities: {default: allow, deny: [SYS_ADMIN, MKNOD]}' || fail 'a policy is pushed'
equals 'capabilities are enforced' '[]' "$(csecctl status --json | jq -c '.not_enforced // []')"
denied 'deny: SYS_ADMIN' capability 'not permitted' uses SYS_ADMIN
equals 'the operation' capable "$(field op)"
equals 'by number' 'capability 21' "$(field path)"
denied 'deny: MKNOD' capability 'not permitted' uses MKNOD
for cap in SYS_NICE CHOWN SYS_CHROOT SETUID; do
	allowed "not denied: $cap" uses $cap
	chown 0:0 file
done
ok 'outside nothing is refused' unshare -u true
before=$(counter caps capability)
contains 'a task without the capability' 'not permitted' in_cgroup "$cg" \
	/usr/bin/setpriv --reuid 4242 --clear-groups --inh-caps=-all /usr/bin/unshare -u /bin/true
equals 'tells nothing' "$before" "$(counter caps capability)"

govern caps "$cg" <<<'capabilities: {default: deny, allow: [CHOWN, SETUID, SETGID, DAC_OVERRIDE]}'
allowed 'a ceiling: what is listed' uses CHOWN
chown 0:0 file
for cap in SYS_NICE SYS_ADMIN SYS_CHROOT MKNOD; do
	run uses $cap
	equals "a ceiling: not $cap" no "$([ "$rc" != 0 ] && echo no)"
done
govern caps "$cg" audit <<<'capabilities: {default: allow, deny: [SYS_CHROOT]}'
audited 'audit: SYS_CHROOT' capability uses SYS_CHROOT

# Who comes is an entrant until it executes something, and so is what it forks, also when
# who was in between is gone: as what crun clones clones the container.
cat >lift <<'END'
ulimit -n 512
: >lifted
( middle=$BASHPID
	( while [ -d "/proc/$middle" ]; do :; done
	ulimit -n 1024 && echo yes >lifted || echo no >lifted ) & )
while [ ! -s lifted ]; do :; done
read -r lifted <lifted
[ "$lifted" = yes ]
END
come() { (echo "$BASHPID" >"$cg/cgroup.procs" && . "$dir/lift"); }
ungovern caps
ok 'without a policy: an orphan of the container' in_cgroup "$cg" /bin/bash lift
govern caps "$cg" <<<'capabilities: {default: allow, deny: [SYS_RESOURCE]}'
denied 'deny: an orphan of the container' capability 'not permitted' in_cgroup "$cg" /bin/bash lift
allowed 'an orphan of what enters it' come

# Overlayfs acts with the rights of who mounted it
mkdir -p lower upper work merged
echo x >lower/x
mount -t overlay overlay -o "lowerdir=$dir/lower,upperdir=$dir/upper,workdir=$dir/work" merged
govern caps "$cg" <<<'capabilities: {default: deny}'
allowed 'a copy up on overlayfs' in_cgroup "$cg" /usr/bin/dd if=/dev/zero of="$dir/merged/x" bs=1 count=1 status=none
ok 'which happened' test -e upper/x
umount merged

# io_uring
for mode in inline worker poll; do
	for kind in open openat2; do
		ok "without a policy: $kind, $mode" $bin/ring $kind /proc/sys/kernel/core_pattern $mode
	done
done
# Memory is written through what proc opens for it.
victim_of() { sed -n 's/ready //p' "$dir/.held"; }
hold "$cg" $bin/reach victim
for mode in inline worker poll; do
	ok "without a policy: its own memory, $mode" $bin/ring open /proc/self/mem $mode
	ok "without a policy: that of another one, $mode" $bin/ring open "/proc/$(victim_of)/mem" $mode
done
unhold
govern caps "$cg" <<<'inject: {default: deny}'
hold "$cg" $bin/reach victim
for mode in inline worker poll; do
	for kind in open openat2; do
		denied "ring: its own memory: $kind, $mode" injection "$kind: EACCES" \
			in_cgroup "$cg" $bin/ring $kind /proc/self/mem $mode
		denied "ring: that of another one: $kind, $mode" injection "$kind: EACCES" \
			in_cgroup "$cg" $bin/ring $kind "/proc/$(victim_of)/mem" $mode
	done
done
unhold
for mode in inline worker poll; do
	for kind in open openat2; do
		denied "ring: $kind, $mode" kernel_helper "$kind: EACCES" \
			in_cgroup "$cg" $bin/ring $kind /proc/sys/kernel/core_pattern $mode
		allowed "ring: another file: $kind, $mode" in_cgroup "$cg" $bin/ring $kind /dev/null $mode
	done
done
listener 4300
cp $bin/ring sh
govern caps "$cg" <<END
shells: {connect: deny, class: [$dir/sh]}
END
for mode in inline worker poll; do
	denied "ring: connect, $mode" shell_connect 'connect: EACCES' in_cgroup "$cg" "$dir/sh" connect 4300 $mode
	allowed "ring: connect of no shell, $mode" in_cgroup "$cg" $bin/ring connect 4300 $mode
done
ok 'without a policy: rights registered before' $bin/ring personality
govern caps "$cg" <<<'capabilities: {default: allow, deny: [SYS_ADMIN]}'
denied 'ring: rights registered before' capability 'personality: EPERM' in_cgroup "$cg" $bin/ring personality
for mode in inline worker poll; do
	for kind in raw renewed; do
		ok "without a policy: $kind, $mode" $bin/ring $kind $mode
	done
done
govern caps "$cg" <<<'capabilities: {default: allow, deny: [NET_RAW]}'
for mode in inline worker poll; do
	for kind in raw renewed; do
		denied "ring: $kind, $mode" capability "$kind: EPERM" in_cgroup "$cg" $bin/ring $kind $mode
	done
	allowed "ring: what needs no such right, $mode" in_cgroup "$cg" $bin/ring open /dev/null $mode
done
