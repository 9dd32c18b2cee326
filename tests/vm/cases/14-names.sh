# SPDX-License-Identifier: GPL-2.0-only
# Names that attackers choose: one line, escaped, valid JSON; names too long.
# shellcheck shell=bash disable=SC2034,SC2154

bin=/opt/csec/bin
mark=$bin/mark
cg=$(cgroup one)
policy=names
govern names "$cg" <<END || fail 'a policy is pushed'
exec: {default: deny, allow: [{path: $dir/allowed/**}, {path: $bin/probe}]}
END
mkdir allowed refused

# name NAME IN-LOG: a file of that name is judged, and told on one line
name() {
	local lines
	cp $mark "refused/$1"
	cp $mark "allowed/$1"
	allowed "$2: allowed" in_cgroup "$cg" "$dir/allowed/$1"
	# The log is limited in its rate: there may be no line.
	log_mark
	denied "$2: refused" not_allowed EACCES in_cgroup "$cg" "$dir/refused/$1"
	equals "$2: the event has the very name" "$dir/refused/$1" "$(field path)"
	lines=$(csecctl events --since "$(status events)" | wc -l)
	equals "$2: is one line of text" 1 "$lines"
	equals "$2: is valid JSON" 1 "$(csecctl events --since "$(status events)" --json |
		jq -s 'map(select(.type == "event")) | length')"
	lines=$(log | grep -c 'csec: ')
	at_most "$2: is one line of the log" 1 "$lines"
	[ "$lines" != 1 ] || contains "$2: is escaped in the log" "path=\"$dir/refused/$2\"" log
}
name 'two words' 'two words'
name 'quote"d' 'quote\"d'
name 'back\slash' 'back\\slash'
name $'new\nline' 'new\nline'
name $'new\ncsec: denied op=exec' 'new\ncsec: denied op=exec'
name $'escape\e[31m' 'escape\e[31m'
name $'tab\tbell\a' 'tab\tbell\a'
name 'grün' 'gr\xc3\xbcn'
name '日本' '\xe6\x97\xa5\xe6\x9c\xac'
name '%s%n' '%s%n'

# Not UTF-8: still valid JSON
cp $mark $'refused/\xff\xfe'
denied 'bytes that are no UTF-8: refused' not_allowed EACCES in_cgroup "$cg" $'refused/\xff\xfe'
ok 'bytes that are no UTF-8: valid JSON' bash -c 'csecctl events --json | jq -e . | iconv -f utf-8 -t utf-8'
contains 'bytes that are no UTF-8: escaped in the text' refused/ csecctl events
accounts

# The name of the task
cp $bin/probe allowed/$'pr"o\nbe'
denied 'a task with a newline in its name' not_allowed EACCES \
	in_cgroup "$cg" "$dir/allowed/"$'pr"o\nbe' path "$dir/refused/two words"
equals 'its name comes back' $'pr"o\nbe' "$(field comm)"
equals 'and does not end the line' 1 "$(csecctl events --since "$(status events)" | wc -l)"

# Long names, from within: an absolute name of 4096 bytes is no argument
long=$(printf 'd%.0s' {1..250})
deep() { # BYTES-ABOUT: goes down, in the current directory, to a path of that length
	while [ $((${#PWD} + 251)) -lt "$1" ]; do
		mkdir -p "$long" && cd "$long" || return
	done
	if [ $(($1 - ${#PWD} - 1)) -gt 0 ]; then
		local rest
		rest=$(printf "%0$(($1 - ${#PWD} - 1))d" 0)
		mkdir -p "$rest" && cd "$rest" || return
	fi
}
for where in allowed refused; do
	(cd "$where" && deep 4000 && cp $mark x && pwd >"$dir/$where.long")
done
cd "$(cat allowed.long)" || fail 'a long directory'
allowed 'a path of 4002 bytes is allowed by its glob' in_cgroup "$cg" ./x
cd "$(cat "$dir/refused.long")" || fail 'a long directory'
denied 'and one is refused' not_allowed EACCES in_cgroup "$cg" ./x
path=$(field path)
equals 'its event has the end of the path' "${path: -100}" "$(tail -c 99 "$dir/refused.long" | tr -d '\n')/x"
equals 'and is one line' 1 "$(csecctl events --since "$(status events)" | wc -l)"
cd "$dir" || fail 'back'
for n in 4093 4200 9000; do
	for where in allowed refused; do
		(
			cd "$where" && deep 3900 && cd "$PWD" || exit
			left=$((n - ${#PWD} - 3))
			while [ $left -gt 251 ]; do
				mkdir -p "$long" && cd "$long" 2>/dev/null || exit
				left=$((left - 251))
			done
			last=$(printf "%0${left}d" 0)
			mkdir -p "$last" && cd "$last" && cp $mark x || exit
			if [ $where = refused ]; then
				denied "a path of $n bytes, not allowed: refused" not_allowed EACCES in_cgroup "$cg" ./x
			elif [ $n -le 4095 ]; then
				allowed "a path of $n bytes, allowed" in_cgroup "$cg" ./x
			else
				run in_cgroup "$cg" ./x
				equals "a path of $n bytes, longer than any name, matches no rule: refused" 126 "$rc"
			fi
		)
	done
done
rm -rf allowed refused
