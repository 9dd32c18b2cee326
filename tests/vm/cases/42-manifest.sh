# SPDX-License-Identifier: GPL-2.0-only
# 100,000 files in one policy, from a manifest, in one transaction.
# shellcheck shell=bash disable=SC2034,SC2154

bin=/opt/csec/bin
probe=$bin/probe
cp $bin/mark ok
cp $bin/mark no
other=$(cgroup other)
cg=$(cgroup one)
policy=small
govern small "$other" <<END || fail 'a policy is pushed'
exec: {default: deny, allow: [{path: $probe}, {path: $dir/ok}]}
END
sum=$(sha256sum <ok)
awk -v s="${sum%% *}" -v d="$dir" -v p="$probe" -v ps="$(sha256sum <$probe | cut -c 1-64)" 'BEGIN {
	for (i = 0; i < 99998; i++)
		printf "%s  /usr/share/package-%d/file-%d\n", s, i % 500, i
	printf "%s  %s/ok\n%s  %s\n", s, d, ps, p
}' >big.sha256
equals 'the manifest has 100,000 lines' 100000 "$(wc -l <big.sha256)"
in_cgroup "$other" $probe loop "$dir/stop" "$dir/ok" >loop 2>&1 &
loop=$!
read -r from _ </proc/uptime
ok 'a policy of 100,000 files is pushed' govern big "$cg" <<'END'
exec: {default: deny, allow: [{manifest: big.sha256}]}
END
read -r to _ </proc/uptime
: >stop
wait $loop
echo "INFO $CASE: the push took $(awk "BEGIN { print $to - $from }") s of VM time, beside: $(tail -n 1 loop)" >&9
contains 'meanwhile another container worked, never refused' 'refused 0 failed 0' tail -n 1 loop
at_least 'and was not held up for all the time' 2 "$(awk '/^ran/ { print $2 }' loop)"
equals 'all rules are there' 100002 "$(status rules)"
policy=big
allowed 'the last file of the list is allowed' in_cgroup "$cg" "$dir/ok"
denied 'one that is not in it is not' not_allowed EACCES in_cgroup "$cg" "$dir/no"
mkdir -p /usr/share/package-7
cp $bin/mark /usr/share/package-7/file-7
allowed 'one of its first likewise' in_cgroup "$cg" /usr/share/package-7/file-7
cp $bin/mark /usr/share/package-7/file-8
denied 'and a mixture of two is not in it' not_allowed EACCES in_cgroup "$cg" /usr/share/package-7/file-8
ok 'it comes back whole' bash -c 'csecctl policy show big >shown.yaml'
equals 'with all its files' 100000 "$(grep -c 'path:' shown.yaml)"
read -r from _ </proc/uptime
ok 'it is deleted' ungovern big
read -r to _ </proc/uptime
echo "INFO $CASE: the deletion took $(awk "BEGIN { print $to - $from }") s of VM time" >&9
equals 'its rules are gone' 2 "$(status rules)"
rm -r /usr/share/package-7

# Several policies that name equal manifests hold them once.
used() {
	awk '$1 == "VmallocUsed:" { print $2 }' /proc/meminfo
}
allow_big() {
	echo 'exec: {default: deny, allow: [{manifest: big.sha256}]}' | govern "$1" "$2"
}
before=$(used)
ok 'a manifest is pushed' allow_big first "$cg"
first=$(($(used) - before))
at_least 'it takes memory' 4000 "$first"
second=$(cgroup second)
before=$(used)
ok 'a second policy with an equal manifest is pushed' allow_big second "$second"
grown=$(($(used) - before))
echo "INFO $CASE: the first took $first KB, the second $grown KB more" >&9
at_most 'it takes no memory for the files' $((first / 10)) "$grown"
equals 'its rules count' 200002 "$(status rules)"
policy=second
allowed 'it allows what is listed' in_cgroup "$second" "$dir/ok"
denied 'and nothing else' not_allowed EACCES in_cgroup "$second" "$dir/no"
ok 'the first one is deleted' ungovern first
allowed 'the second still allows what is listed' in_cgroup "$second" "$dir/ok"
# One digest is another one: nothing is shared, nothing mixed up.
sed "1s/^....../000000/" big.sha256 >other.sha256
before=$(used)
ok 'a manifest that differs in one digest is pushed' govern third "$cg" <<'END'
exec: {default: deny, allow: [{manifest: other.sha256}]}
END
grown=$(($(used) - before))
at_least 'it takes memory of its own' $((first / 2)) "$grown"
policy=third
mkdir -p /usr/share/package-0
cp $bin/mark /usr/share/package-0/file-0
denied 'and refuses what the digest was changed of' digest EACCES in_cgroup "$cg" /usr/share/package-0/file-0
policy=second
allowed 'which the other one allows' in_cgroup "$second" /usr/share/package-0/file-0
ok 'the second one is deleted' ungovern second
ok 'and the third' ungovern third
rm -r /usr/share/package-0
