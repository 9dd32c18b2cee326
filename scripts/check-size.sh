#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - check-size.sh [TREE]: at most 600 lines a file and 60 lines a function in kmod/ and ctl/
#
# A function counts from the first line of its declaration to its last brace.
set -eu

top=${1:-$(cd "$(dirname "$0")/.." && pwd)}

# What may be larger, up to where, and why: "file[:function] lines reason".
exceptions='
'

cd "$top"
mapfile -t files < <(find kmod ctl -name '*.[ch]' ! -name '*.mod.c' | sort)
awk -v exceptions="$exceptions" '
function fail(text) { print "check-size: " text; bad = 1 }
function check(key, where, lines, limit, what) {
	if (key in allowed) {
		used[key] = lines > limit
		limit = allowed[key]
	}
	if (lines > limit)
		fail(where ": " what " of " lines " lines, more than " limit)
}
function end_file() {
	if (file != "")
		check(file, file, nr, 600, "a file")
}
BEGIN {
	n = split(exceptions, line, "\n")
	for (i = 1; i <= n; i++)
		if (split(line[i], word, " ") >= 3)
			allowed[word[1]] = word[2]
}
FNR == 1 { end_file(); file = FILENAME; first = 1; open = 0 }
{ nr = FNR }
# A declaration begins after an empty line, a comment, a directive or a brace.
!open && (/^$/ || /^#/ || /^}/ || /\*\/$/ || /;$/) { first = FNR + 1 }
/^\{$/ && !open {
	open = 1
	begin = first
	getline_name()
}
/^}/ && open {
	check(file ":" name, file ":" begin, FNR - begin + 1, 60, "a function (" name ")")
	open = 0
	first = FNR + 1
}
!open { text = FNR == first ? $0 : text " " $0 }
# The last word before the first parenthesis.
function getline_name(    t) {
	t = text
	sub(/\(.*/, "", t)
	sub(/.*[ *]/, "", t)
	name = t
}
END {
	end_file()
	for (key in allowed)
		if (!used[key])
			fail("the exception for " key " is not needed")
	exit bad
}' "${files[@]}"
