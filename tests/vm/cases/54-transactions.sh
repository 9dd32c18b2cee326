# SPDX-License-Identifier: GPL-2.0-only
# A push is one transaction: all or nothing, whoever is killed or comes second (P3).
# shellcheck shell=bash disable=SC2034

# one NAME SELECTOR: a small policy
one() {
	cat <<-END
		---
		apiVersion: csec/v1
		kind: Policy
		metadata: {name: $1}
		mode: audit
		match: [{cgroup: "$2"}]
		exec: {default: ${3:-allow}}
	END
}
# big LETTER: policy "big" of 20,000 rules
big() {
	one big /no/big deny | sed '$d'
	printf 'exec:\n  default: deny\n  allow:\n'
	seq -f "    - path: /big/$1/%.0f" 20000
}
generation() { status generation; }
names() { csecctl policy show --json | jq -r '[.policies[].metadata.name] | join(" ")'; }

start=$(generation)
one a /no/a >a.yaml
ok 'a push' csecctl policy push a.yaml
equals 'is the next generation' $((start + 1)) "$(generation)"
ok 'the same push again' csecctl policy push a.yaml
contains 'says that nothing differs' '1 unchanged' csecctl policy push a.yaml
ok 'two policies at once' csecctl policy push <(one b /no/b; one c /no/c)
equals 'both are live' 'a b c' "$(names)"
mkdir many
one d /no/d >many/d.yaml
one e /no/e >many/e.yaml
ok 'a directory' csecctl policy push many
equals 'all of it is live' 'a b c d e' "$(names)"

before=$(nl_digest)
one f /no/f >many/f.yaml
one g 'not a path' >many/g.yaml
fails_with 'one bad among three: invalid' 3 csecctl policy push many
equals 'one bad among three: nothing changed' "$before" "$(nl_digest)"
one g /no/a >many/g.yaml
fails_with 'the selector of a live policy: refused' 3 csecctl policy push many
contains 'it names both' "'g'" csecctl policy push many
equals 'the selector of a live policy: nothing changed' "$before" "$(nl_digest)"
fails_with 'the same selector twice in one push' 3 csecctl policy push <(one x /no/x; one y /no/x)
fails_with 'the same name twice in one push' 3 csecctl policy push <(one x /no/x; one x /no/y)
fails_with 'globs that match the same, equally specific' 3 \
	csecctl policy push <(one x '/no/z*'; one y '/no/z*')
rm many/g.yaml
ok 'a dry run' csecctl policy push --dry-run many
contains 'says what it would do' '1 added' csecctl policy push --dry-run many
equals 'a dry run changes nothing' "$before" "$(nl_digest)"
fails_with 'a dry run of a tie is refused as well' 3 \
	csecctl policy push --dry-run <(one x /no/a)
equals 'nor a refused one' "$before" "$(nl_digest)"
ok 'a dry run with prune' csecctl policy push --dry-run --prune many/f.yaml
equals 'changes nothing either' "$before" "$(nl_digest)"
ok 'prune' csecctl policy push --prune many
equals 'leaves what was given' 'd e f' "$(names)"
before=$(nl_digest)
fails_with 'delete: one of two does not exist' 1 csecctl policy delete d nobody
equals 'delete: then none goes' "$before" "$(nl_digest)"
fails_with 'delete: the same twice' 1 csecctl policy delete d d
equals 'delete: then it stays' "$before" "$(nl_digest)"
ok 'delete two' csecctl policy delete d f
equals 'leaves the third' e "$(names)"

# Replacing by name moves the selector.
ok 'a policy may take the selector of one that goes in the same push' \
	csecctl policy push --prune <(one h /no/e)
equals 'only it is live' h "$(names)"

# Whatever order they came in, all are shown, all together and each by itself.
ok 'policies in descending order' csecctl policy push --prune <(one z /no/z; one m /no/m; one b /no/b)
ok 'and one in between' csecctl policy push <(one c /no/c)
equals 'all are shown' 'b c m z' "$(names)"
for n in b c m z; do
	contains "$n is shown by name" "name: $n" csecctl policy show "$n"
	contains "$n is known to be live" '1 unchanged' csecctl policy push <(one "$n" "/no/$n")
done

# What is shown can be pushed.
csecctl policy push --prune <(one h /no/h) many
csecctl policy show >shown.yaml
contains 'what show prints can be pushed, unchanged' '4 unchanged' csecctl policy push shown.yaml
csecctl policy show --json >shown.json
csecctl policy show h --json >h.json
contains 'so can the JSON of one' '1 unchanged' csecctl policy push h.json

# Nobody governs himself: who is governed changes no policy, and could not take it back.
sender=$(cgroup sender)
armed() { csecctl status --json | jq '[.hooks[] | select(.state == "armed")] | length'; }
one own "${sender#"$root"}" deny >own.yaml
before=$(nl_digest) hooks=$(armed)
fails_with 'a policy of the cgroup of its sender: refused' 1 \
	in_cgroup "$sender" csecctl policy push own.yaml
contains 'it names the policy and the cgroup' \
	"policy own would govern the sender itself, in cgroup ${sender#"$root"}" \
	in_cgroup "$sender" csecctl policy push own.yaml
fails_with 'a dry run of it as well' 'govern the sender' \
	in_cgroup "$sender" csecctl policy push --dry-run own.yaml
fails_with 'with it go all others of that push' 'govern the sender' \
	in_cgroup "$sender" csecctl policy push <(one other /no/other) own.yaml
equals 'nothing changed' "$before" "$(nl_digest)"
equals 'no hook was armed for it' "$hooks" "$(armed)"
ok 'its sender is not governed' in_cgroup "$sender" csecctl status
ok 'from elsewhere it is no such policy' csecctl policy push own.yaml
fails_with 'and governs: who is in there reads nothing' 6 \
	in_cgroup "$sender" csecctl status
ok 'nor takes it back, who is elsewhere does' csecctl policy delete own

# A transaction that is open elsewhere.
nl_digest hold >hold.out &
holder=$!
poll grep -q held hold.out
before=$(nl_digest)
fails_with 'a transaction is open elsewhere: conflict' 7 csecctl policy push a.yaml
contains 'and it is said' 'another transaction' csecctl policy push a.yaml
fails_with 'delete: conflict as well' 7 csecctl policy delete h
equals 'nothing changed' "$before" "$(nl_digest)"
kill -KILL "$holder"
wait "$holder" 2>/dev/null
eventually 'its death frees the transaction' csecctl policy push a.yaml

# Killed in the middle.
big a >big-a.yaml
big b >big-b.yaml
csecctl policy push --prune big-a.yaml
a=$(nl_digest hash)
begin=${EPOCHREALTIME/./}
csecctl policy push big-b.yaml
micros=$((${EPOCHREALTIME/./} - begin))
b=$(nl_digest hash)
ok 'two policies have two digests' [ "$a" != "$b" ]
equals 'all rules arrived' 20000 "$(csecctl policy show big --json | jq '.exec.allow | length')"
RANDOM=42 mixed=0 old=0 new=0
for ((n = 0; n < 30; n++)); do
	now=$(nl_digest hash)
	[ "$now" = "$a" ] && next=big-b.yaml || next=big-a.yaml
	csecctl policy push "$next" >/dev/null 2>&1 &
	pid=$!
	delay=$((micros * (RANDOM % 1000) / 900))
	sleep "$(printf '%d.%06d' $((delay / 1000000)) $((delay % 1000000)))"
	kill -KILL "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
	then=$(nl_digest hash)
	case $then in
	"$now") old=$((old + 1)) ;;
	"$a" | "$b") new=$((new + 1)) ;;
	*) mixed=$((mixed + 1)) ;;
	esac
done
equals '30 pushes killed: never a mixture' 0 $mixed
at_least 'some left the old policy' 1 $old
echo "killed: $old old, $new new, push takes $micros us" >&2
ok 'a push works after all that' csecctl policy push big-a.yaml
equals 'and is whole' "$a" "$(nl_digest hash)"

# Pushes at the same time: each either wins or is told of the conflict.
wins=0 conflicts=0 others=0
for ((n = 0; n < 3; n++)); do
	csecctl policy push big-a.yaml >p1.out 2>&1 &
	one=$!
	csecctl policy push big-b.yaml >p2.out 2>&1 &
	two=$!
	for pid in $one $two; do
		wait "$pid"
		case $? in
		0) wins=$((wins + 1)) ;;
		7) conflicts=$((conflicts + 1)) ;;
		*) others=$((others + 1)) ;;
		esac
	done
	case $(nl_digest hash) in
	"$a" | "$b") ;;
	*) mixed=$((mixed + 1)) ;;
	esac
done
equals 'pushes at the same time: never a mixture' 0 $mixed
equals 'pushes at the same time: nothing but wins and conflicts' 0 $others
at_least 'at least one of two wins' 3 $wins
at_least 'and some lose' 1 $conflicts
echo "at the same time: $wins wins, $conflicts conflicts" >&2

# A reader meanwhile sees whole generations.
csecctl policy push big-a.yaml
(for ((n = 0; n < 2; n++)); do
	csecctl policy push big-b.yaml
	csecctl policy push big-a.yaml
done) >/dev/null 2>&1 &
pusher=$!
mixed=0 looks=0
while kill -0 "$pusher" 2>/dev/null; do
	csecctl policy show big >seen.yaml 2>seen.err || continue
	looks=$((looks + 1))
	case $(grep -c '/big/a/' seen.yaml).$(grep -c '/big/b/' seen.yaml) in
	20000.0 | 0.20000) ;;
	*) mixed=$((mixed + 1)) ;;
	esac
done
equals 'a reader during pushes never sees a mixture' 0 $mixed
at_least 'and sees something' 1 $looks
