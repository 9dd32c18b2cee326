# SPDX-License-Identifier: GPL-2.0-only
# Faults where exec asks for more than a name: drift, digests, scripts; and in changes
# of protected files.
# shellcheck shell=bash disable=SC2154

. /opt/csec/faults.sh
sum() { sha256sum <"$1" | cut -c 1-64; }
# rule NAME EXEC: for a cgroup of that name
rule() {
	cgroup "$1" >/dev/null
	printf 'processes: {max: 100}\nexec: %s\n' "$2" |
		govern "$1" "$base/$1" >/dev/null || fail "a policy is pushed: $1"
}

rule drift '{default: allow, drift: deny}'
ok 'somebody lives there' hold "$base/drift" forks hold 1
cp $bin/fail_nth late
fails exec "$base/drift" $bin/fail_nth
fails exec-denied "$base/drift" "$dir/late"
exact 'drift' "$base/drift"
unhold

cp $bin/fail_nth named
rule digest "{default: deny, allow: [{path: $bin/fail_nth, sha256: $(sum $bin/fail_nth)}, {path: $dir/named, sha256: $(sum $bin/forks)}]}"
fails exec "$base/digest" $bin/fail_nth
fails exec-denied "$base/digest" "$dir/named"

printf '#!%s\n' "$bin/fail_nth" | tee yes.sh >no.sh
chmod 755 yes.sh no.sh
rule scripts "{default: deny, allow: [{path: $bin/fail_nth, scripts: [$dir/yes.sh]}, {path: $dir/*.sh}]}"
fails exec "$base/scripts" "$dir/yes.sh"
fails exec-denied "$base/scripts" "$dir/no.sh"

mkdir app
cp $bin/mark app/tool
cp $bin/mark data
rule writes "{default: deny, writes: deny, allow: [{path: $bin/fail_nth}, {path: $bin/forks}, {path: $dir/app/tool}]}"
ok 'somebody lives there, too' hold "$base/writes" $bin/forks hold 1
fails write "$base/writes" "$dir/data"
fails write-denied "$base/writes" "$dir/app/tool"
fails write-ungoverned "$free" "$dir/app/tool"
fails rename "$base/writes" "$dir/data"
fails rename-denied "$base/writes" "$dir/app/tool"
unhold
still_enforced
