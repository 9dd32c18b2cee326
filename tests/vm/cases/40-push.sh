# SPDX-License-Identifier: GPL-2.0-only
# Pushing and deleting under load: no gap, no wrong verdict, nobody else hurt.
# shellcheck shell=bash disable=SC2034,SC2154

bin=/opt/csec/bin
probe=$bin/probe
cp $bin/mark ok
cp $bin/mark no
cg=$(cgroup one)
free=$(cgroup free)
policy=load

# working NAME CGROUP FILE: runs the file again and again until `stopped NAME`
working() {
	rm -f "stop.$1"
	in_cgroup "$2" $probe loop "$dir/stop.$1" "$3" >"loop.$1.err" 2>&1 &
}
# stopped NAME: prints "ran refused failed"
stopped() {
	: >"stop.$1"
	poll grep -q '^ran' "loop.$1.err"
	awk '/^ran/ { print $2, $4, $6 }' "loop.$1.err"
}
rules() {
	govern load "$cg" <<END
exec: {default: deny, allow: [{path: $probe}, {path: $dir/ok}, {path: /nowhere/$1}]}
processes: {threads: 100}
END
}

# Pushes
rules 0
working allowed "$cg" "$dir/ok"
working forbidden "$cg" "$dir/no"
working free "$free" "$dir/no"
bad=0
for ((n = 1; n <= 50; n++)); do rules $n >/dev/null || bad=$((bad + 1)); done
equals '50 pushes under load' 0 $bad
read -r ran refused failed < <(stopped allowed)
at_least 'meanwhile the allowed file ran' 50 "$ran"
equals 'and was never refused' '0 0' "$refused $failed"
read -r ran refused failed < <(stopped forbidden)
equals 'meanwhile the forbidden file never ran' '0 0' "$ran $failed"
at_least 'it was refused' 50 "$refused"
equals 'and each refusal counted' "$refused" "$(counter load not_allowed)"
equals 'each refusal has its number' "$(status events)" $(($(status denied) + $(status audited)))
read -r ran refused failed < <(stopped free)
equals 'the ungoverned were never refused' '0 0' "$refused $failed"
exact 'after the pushes' "$cg"

# Deletions: in between nothing is refused, at the end it is
working allowed "$cg" "$dir/ok"
working both "$cg" "$dir/no"
for ((n = 0; n < 50; n++)); do
	ungovern load >/dev/null || bad=$((bad + 1))
	csecctl policy push load.yaml >/dev/null || bad=$((bad + 1))
done
equals '50 deletions and pushes under load' 0 $bad
read -r ran refused failed < <(stopped allowed)
equals 'the allowed file was never refused' '0 0' "$refused $failed"
read -r ran refused failed < <(stopped both)
equals 'the forbidden one was refused or ran, nothing else' 0 "$failed"
denied 'at the end it is refused' not_allowed EACCES in_cgroup "$cg" "$dir/no"
exact 'after the deletions' "$cg"
