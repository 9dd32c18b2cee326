# SPDX-License-Identifier: GPL-2.0-only
# csecctl selftest: every road to executable memory is blocked on this kernel,
# also from a user namespace, a nested cgroup and a worker of io_uring.
# shellcheck shell=bash disable=SC2034,SC2154

left_behind() {
	find /tmp /dev/shm "$root" -maxdepth 1 -name 'csec-selftest*'
	csecctl policy show | grep csec-selftest
	true
}

# Another policy and its container, which are not to be disturbed
other=$(cgroup other)
policy=other
govern other "$other" <<<'exec: {default: deny, allow: [{path: /usr/bin/sleep}]}' || fail 'a policy'
in_cgroup "$other" /usr/bin/sleep 1000 &
poll grep -q . "$other/cgroup.procs"
before=$(csecctl policy show | sha256sum)

# What does not work without csec: Debian's kernels have no uevent_helper, and in a
# user namespace userfaultfd is a right of the host
may_lack='uevent-helper binfmt-misc userfaultfd'
case $(uname -r) in
6.*) ;;
*) may_lack+=' own-memory proc-mem' ;; # PROC_MEM_FORCE_PTRACE
esac

# selftest OPTION...: all of it
selftest() {
	local lacks result technique group
	csecctl selftest --json "$@" >"$dir/out" 2>"$dir/err"
	rc=$?
	equals "selftest $*: no findings" "0 " "$rc $(head -c 300 "$dir/err")"
	while read -r technique result group; do
		case $result in
		blocked) pass "selftest $*: $technique" ;;
		unavailable) [[ " $may_lack " == *" $technique "* ]] ||
			fail "selftest $*: $technique" 'does not work without csec' ;;
		*) fail "selftest $*: $technique" "$result" ;;
		esac
	done < <(jq -r '.techniques[] | "\(.technique) \(.result) \(.group)"' "$dir/out")
	at_least "selftest $*: all were tried" 50 "$(jq '.blocked + .unavailable' "$dir/out")"
	equals "selftest $*: leaves nothing behind" '' "$(left_behind)"
}

selftest
selftest --userns --nested --io-uring
for way in --userns --nested --io-uring; do
	ok "selftest $way: some of each group" csecctl selftest $way rename bind-mount memfd \
		preload core-pattern memfd-map proc-mem
done

# Names in /dev/shm that anybody could have made before
echo kept >victim
bash -c 'ln -s "$1" /dev/shm/csec-selftest.$$ && ln -s "$1" /dev/shm/csec-selftest-$$ &&
	exec csecctl selftest dev-shm' bash "$dir/victim" >"$dir/out" 2>&1
contains 'a link with a name like its own is not followed' 'blocked' cat "$dir/out"
equals 'and its file is as before' kept "$(cat victim)"
rm /dev/shm/csec-selftest*

# What the administrator switched off stays off.
mkdir -p binfmt
if mount -t binfmt_misc none binfmt 2>/dev/null; then
	echo 0 >binfmt/status
	ok 'formats that are switched off' csecctl selftest binfmt-misc path
	equals 'are not switched on' disabled "$(cat binfmt/status)"
	echo 1 >binfmt/status
	csecctl selftest binfmt-misc path >/dev/null
	equals 'nor those off that are on' enabled "$(cat binfmt/status)"
	umount binfmt
else
	skip 'formats that are switched off' 'this kernel has no binfmt_misc'
fi

# For people
contains 'a table' 'blocked' csecctl selftest memfd preload
contains 'a technique has its reason' executable_memory csecctl selftest rwx
contains 'a sum' '0 NOT BLOCKED' csecctl selftest rwx
fails_with 'a technique that is none' 2 csecctl selftest rmx
fails_with 'a directory that is none' 1 csecctl selftest --directory /nowhere rwx
mkdir -p noexec
mount -t tmpfs -o noexec none noexec
fails_with 'a directory where nothing can be executed' '--directory' \
	csecctl selftest --directory noexec path
umount noexec

# A road that the kernel does not offer is not called blocked.
echo 0 >/proc/sys/user/max_user_namespaces
csecctl selftest --json --userns rwx >"$dir/out"
equals 'without user namespaces nothing is blocked' unavailable "$(jq -r '.techniques[0].result' "$dir/out")"
fails_with 'which is no success' 9 csecctl selftest --userns rwx
contains 'and is said' 'a user namespace cannot be had' csecctl selftest --userns rwx
echo 10000 >/proc/sys/user/max_user_namespaces

if [ -e /proc/sys/kernel/io_uring_disabled ]; then
	echo 2 >/proc/sys/kernel/io_uring_disabled
	fails_with 'without io_uring neither' 9 csecctl selftest --io-uring rwx rename
	echo 0 >/proc/sys/kernel/io_uring_disabled
else
	skip 'without io_uring' 'this kernel does not switch it off'
fi

# Interrupted
for signal in INT TERM HUP; do
	csecctl selftest >"$dir/out" 2>&1 &
	pid=$!
	poll grep -q . "$root/csec-selftest-$pid/cgroup.procs"
	kill -$signal $pid
	wait $pid
	equals "interrupted by $signal: fails" 1 $?
	contains "interrupted by $signal: says so" interrupted cat "$dir/out"
	equals "interrupted by $signal: leaves nothing behind" '' "$(left_behind)"
done

# An impatient user
csecctl selftest >"$dir/out" 2>&1 &
pid=$!
poll grep -q . "$root/csec-selftest-$pid/cgroup.procs"
for _ in {1..500}; do
	kill -INT $pid 2>/dev/null || break
	sleep 0.01
done
wait $pid
equals 'interrupted again and again: fails' 1 $?
equals 'interrupted again and again: leaves nothing behind' '' "$(left_behind)"

equals 'the other policy is as before' "$before" "$(csecctl policy show | sha256sum)"
equals 'its container still runs' 1 "$(wc -l <"$other/cgroup.procs")"
equals 'without a refusal' 0 "$(counter other not_allowed)"
kill %1
