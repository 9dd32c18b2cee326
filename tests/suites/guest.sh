#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - runs the test suites of others in the test VM: without csec, with it, governed
#
# Prints lines "ROUND SUITE:TEST RESULT", RESULT being the lines of its report
# in short (+ passed, - failed, s skipped) and its exit status; "HOOKS ROUND ..." with
# those that the round does not ask; "STRESS ..." with the counts of csec beside those
# of the pids controller; "STATUS ..." of csec after the rounds and at the end.
# Environment: ROUNDS, SECONDS_EACH (of a stressor), ONLY (pattern of suites).
set -u
cd /opt/csec || exit
exec 9>&1 >&2
suites=/opt/csec/suites
root=/sys/fs/cgroup
export LD_LIBRARY_PATH=$suites/lib

# What a test reports, in short. Other text, times and process ids differ.
digest() {
	sed -nE 's/^ok .*# *SKIP.*/s/Ip; t; s/^ok .*/+/p; t; s/^not ok .*/-/p' "$1" | tr -d '\n'
}

# one ROUND CGROUP SUITE:TEST: in a copy of its own, as tests leave files and mounts
one() {
	local suite=${3%%:*} test=${3#*:} copy=/tmp/run status
	echo "== $1 $3"
	mkdir -p $copy
	cp -r "$suites/kselftest/$suite" $copy/
	(
		[ -z "$2" ] || echo 0 >"$2/cgroup.procs"
		cd "$copy/$suite" || exit
		exec timeout -k 5 240 unshare --mount --propagation private "./$test"
	) >/tmp/report 2>&1 </dev/null
	status=$?
	rm -rf $copy
	echo "$1 $3 $(digest /tmp/report)/$status" >&9
}

round() { # NAME
	local test cg
	while read -r test; do
		[[ $test =~ ${ONLY:-.} ]] || continue
		cg=
		# Those of the cgroup suite make and enter their own.
		if [[ $1 =~ ^(governed|audited)$ && $test != cgroup:* ]]; then
			cg=$root/suites/test
			mkdir -p "$cg"
		fi
		one "$1" "$cg" "$test"
		[ -z "$cg" ] || { echo 1 >"$cg/cgroup.kill"; }
	done <tests.list
}

# policy NAME MODE CGROUP...: pushed with the sections of standard input
policy() {
	local name=$1 mode=$2 cgroup
	{
		printf 'apiVersion: csec/v1\nkind: Policy\nmetadata: {name: %s}\n' "$name"
		printf 'mode: %s\nmatch:\n' "$mode"
		for cgroup in "${@:3}"; do
			printf '  - cgroup: "%s"\n' "$cgroup"
		done
		cat
	} >"/tmp/$name.yaml"
	csecctl policy push "/tmp/$name.yaml"
}

# What allows anything asks for no hook of its own: exec and limits only.
allowing() {
	cat <<-END
		processes: {max: 20000, threads: 30000}
		exec: {default: allow}
		shells: {reverse: allow, bind: allow, connect: allow}
		memory: {jit: {default: allow}}
		inject: {default: allow}
		escape: {default: allow}
	END
}
allow_all() {
	allowing | policy all enforce '/suites/**' &&
		# These tests leave the cgroups that they enter, which no policy that
		# is enforced allows.
		allowing | policy made audit '/*_test*/**' '/*_test*'
}

# Each hook is asked, and would deny whatever it can; nothing is denied.
audit_all() {
	policy all audit '/suites/**' '/*_test*/**' '/*_test*' <<-END
		processes: {max: 1, threads: 1, forkRate: {perSecond: 1}, onRate: slow}
		exec: {default: deny, drift: deny, writes: deny}
		shells: {reverse: deny, bind: deny, connect: deny}
		memory: {jit: {default: deny}}
		inject: {default: deny}
		escape: {default: deny}
		capabilities: {default: deny}
	END
}

# tell_hooks ROUND, tell_status WHEN: for compare.awk
tell_hooks() {
	echo "HOOKS $1" "$(csecctl status --json | jq -r '[.hooks[]
		| select(.state != "armed" and .state != "absent") | .function] | join(" ")')" >&9
}
tell_status() {
	csecctl status --json |
		jq -r --arg w "$1" '"STATUS \($w) denied \(.denied) audited \(.audited) degraded \(.degraded)"' >&9
}

# Counts of csec and of the pids controller, with the tasks at rest.
drift() { # CGROUP
	local n ours=x theirs=y
	for ((n = 0; n < 50; n++)); do
		ours=$(csecctl ps --json | jq -r --arg c "${1#"$root"}" \
			'[.cgroups[] | select(.cgroup == $c) | .tasks] | first // 0')
		theirs=$(cat "$1/pids.current")
		[ "$ours" != "$theirs" ] || break
		sleep 0.1
	done
	echo "$ours $theirs"
}

# loaded NAME CGROUP LIMIT COMMAND...: runs it in the cgroup; compares the counts with
# the cgroup frozen, three times, and when all have ended
loaded() {
	local name=$1 cg=$2 limit=$3 frozen='' counts status n
	echo "== load $name"
	(
		echo 0 >"$cg/cgroup.procs"
		cd /tmp && exec "${@:4}"
	) </dev/null >/tmp/report 2>&1 &
	for n in 1 2 3; do
		sleep $((SECONDS_EACH / 5 + 1))
		echo 1 >"$cg/cgroup.freeze"
		for ((i = 0; i < 100; i++)); do
			grep -q 'frozen 1' "$cg/cgroup.events" && break
			sleep 0.1
		done
		frozen="$frozen $(drift "$cg")"
		echo 0 >"$cg/cgroup.freeze"
	done
	wait $!
	status=$?
	echo 1 >"$cg/cgroup.kill"
	for ((i = 0; i < 100; i++)); do
		grep -q 'populated 0' "$cg/cgroup.events" && break
		sleep 0.1
	done
	counts=$(drift "$cg")
	echo "STRESS $name frozen$frozen after $counts peak $(csecctl ps --json |
		jq -r --arg c "${cg#"$root"}" '[.cgroups[] | select(.cgroup == $c) | .peak_tasks] | first') limit $limit exit $status" >&9
	tail -n 5 /tmp/report
}

stress() {
	local cg=$root/stress class as
	mkdir -p "$cg"
	policy stress enforce /stress <<-END || return
		processes: {max: 120, threads: 160}
		exec: {default: allow}
	END
	for class in fork vfork vforkmany clone forkheavy zombie daemon session exec pthread; do
		# That one skips itself for root.
		as=
		[ $class != exec ] || as='setpriv --reuid 65534 --regid 65534 --clear-groups'
		# shellcheck disable=SC2086 # words
		loaded "$class" $cg 160 $as $suites/bin/stress-ng "--$class" 4 --timeout "$SECONDS_EACH" --oom-avoid
	done
	csecctl policy delete stress
}

cp suites/kselftest/kselftest-list.txt tests.list
# Minutes of work that says nothing about us: they measure.
sed -i '/:seccomp_benchmark$/d; /:test_cpuset_prs.sh$/d; /:test_stress.sh$/d; /:test_cpu$/d' tests.list
mkdir -p $root/suites
for r in ${ROUNDS:-bare bare-again loaded governed audited}; do
	case $r in
	loaded) insmod csec.ko || exit ;;
	governed) allow_all || exit ;;
	audited) csecctl policy delete made && audit_all || exit ;;
	esac
	[[ $r == bare* ]] || tell_hooks "$r"
	round "$r"
	[[ $r == bare* ]] || tell_status "$r"
done
csecctl policy delete all
echo +pids >$root/cgroup.subtree_control
[ "${SECONDS_EACH:-0}" = 0 ] || stress
tell_status end
exit 0
