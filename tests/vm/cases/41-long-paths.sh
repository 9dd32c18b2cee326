# SPDX-License-Identifier: GPL-2.0-only
# Cgroups with long paths, on which many globs try for long: each is governed as its
# path says, also when pushes come in between, and the other processor goes on.
# shellcheck shell=bash disable=SC2034,SC2154

bin=/opt/csec/bin
policy=leaf
cg=$(cgroup box)
path=${cg#"$root"}
# one NAME SELECTOR SECTION
one() {
	printf -- '---\napiVersion: csec/v1\nkind: Policy\nmetadata: {name: %s}\n' "$1"
	printf 'mode: enforce\nmatch: [{cgroup: "%s"}]\n%s\n' "$2" "$3"
}
# Forty that never match, and say so at the end of a path only.
never() {
	local n
	for n in {10..49}; do one "never-$n" "$path/**a**a**a**a**z$n" "processes: {max: $1}"; done
}
open="exec: {default: allow}"
closed="exec: {default: deny, allow: [{path: $bin/cgexec}]}"
{ never 100; one box "$path" "$open"; one leaf "$path/**/leaf" "$closed"; } >all.yaml
ok 'policies with globs that try for long' csecctl policy push --prune all.yaml
never 101 >other.yaml

# A level of 200 bytes; eight of them.
long=$(printf 'a%.0s' {1..200})
nested=$cg
for n in {1..8}; do
	nested+=/$long
	mkdir "$nested"
	allowed "level $n" in_cgroup "$nested" $bin/mark
done
mkdir "$nested/leaf"
denied 'what the glob matches' not_allowed EACCES in_cgroup "$nested/leaf" $bin/mark

# Pushes meanwhile: what is made then is governed from its first exec.
(while [ -e all.yaml ]; do
	csecctl policy push other.yaml
	csecctl policy push all.yaml
done >pushes 2>&1) &
pusher=$!
wrong=0
for n in {1..30}; do
	mkdir -p "$nested/$n/leaf"
	in_cgroup "$nested/$n" $bin/mark >/dev/null 2>&1 || wrong=$((wrong + 1))
	! in_cgroup "$nested/$n/leaf" $bin/mark >/dev/null 2>&1 || wrong=$((wrong + 1))
	rmdir "$nested/$n/leaf" "$nested/$n"
	in_cgroup "$nested" $bin/mark >/dev/null 2>&1 || wrong=$((wrong + 1))
done
rm all.yaml
wait $pusher
equals 'none was taken for another one' 0 $wrong
equals 'what was refused meanwhile' $((30 + 1)) "$(counter leaf not_allowed)"
at_least 'pushes meanwhile' 3 "$(grep -c . pushes)"
echo "pushes: $(grep -c . pushes)" >&2
expected[leaf not_allowed denied]=31
