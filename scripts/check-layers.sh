#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - check-layers.sh [TREE]: a file includes headers of its own or of lower layers only
#
# One line of the table is one layer, the lowest first. Files on one line know
# each other. Every file of kmod/ and ctl/ has to be in the table; a name that
# ends in an asterisk stands for all files that begin so and are not named.
# Exit status: 0 in order, 1 not, 2 the table itself is wrong.
set -eu

top=${1:-$(cd "$(dirname "$0")/.." && pwd)}

# kmod: policy and match are one layer because match walks what policy_seal
# sorted, and sealing compares paths as match does; view owns the memory of
# identity; event hands every record to report itself, so that a line in the
# log does not depend on who listens.
# ctl: the files of parse build what each other need; out prints trees.
table='
kmod  compat walk proc
kmod  request applet
kmod  policy policy_seal policy_extra policy_origins policy_numbers policy_manifest manifest manifest_equal match
kmod  decide decide_*
kmod  rate bomb waits
kmod  store scope store_index store_stage store_commit store_limits store_own store_internal
kmod  charge charge_quick
kmod  procs procs_quick procs_internal lineage contain reserve
kmod  mountinfo mounts digest script script_* elf drift upper moved shell_args shell_lines fingerprint
kmod  view view_shells view_links symlink identity task_args early accepted
kmod  program
kmod  runtime entrants entrants_internal
kmod  event report
kmod  provenance
kmod  link link_* received received_kept
kmod  function canary
kmod  attach
kmod  hooks hooks_*
kmod  netlink netlink_*
kmod  selftest/* host
kmod  main
ctl   core core/*
ctl   text arena file glob
ctl   diag
ctl   out out_tree
ctl   policy policy_*
ctl   schema schema_print preset
ctl   parse parse_* manifest
ctl   format diff
ctl   nl nl_attr
ctl   nl_policy nl_policy_* nl_event
ctl   lint lint_*
ctl   explain
ctl   module
ctl   probe probe_*
ctl   cmd cmd_*
ctl   main
'

cd "$top"
find kmod ctl -name '*.[ch]' ! -name '*.mod.c' ! -path 'kmod/compat/*' | sort | while read -r file; do
	echo "F $file"
	sed -nE 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*"([^"]+)".*/I \1/p' "$file"
	# Names of the project may be reached by these two only.
	sed -nE 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*<(csec\/[^>]+)>.*/P \1/p' "$file"
done | awk -v table="$table" '
function fail(text) { print "check-layers: " text; bad = 1 }
# The layer of a file without its ending, 0: unknown. Whole names come first.
function layer_of(dir, name,    i, best) {
	if ((dir, name) in exact)
		return exact[dir, name]
	for (i = 1; i <= nr_globs; i++)
		if (glob_dir[i] == dir && index(name, glob[i]) == 1)
			best = glob_layer[i]
	return best + 0
}
BEGIN {
	nr_lines = split(table, lines, "\n")
	for (i = 1; i <= nr_lines; i++) {
		nr = split(lines[i], word, " ")
		for (j = 2; j <= nr; j++) {
			if (sub(/\*$/, "", word[j])) {
				glob[++nr_globs] = word[j]
				glob_dir[nr_globs] = word[1]
				glob_layer[nr_globs] = i
			} else if ((word[1], word[j]) in exact) {
				print "check-layers: " word[j] " is in the table twice"
				exit 2
			} else {
				exact[word[1], word[j]] = i
			}
		}
	}
}
$1 == "F" {
	file = $2
	dir = name = file
	sub(/\/.*/, "", dir)
	sub(/^[^\/]*\//, "", name)
	sub(/\.[ch]$/, "", name)
	mine = layer_of(dir, name)
	if (!mine)
		fail(file ": not in the table of scripts/check-layers.sh")
	seen[dir, name] = 1
	nr_files++
}
$1 == "P" && $2 != "csec/names.h" { fail(file ": unknown header <" $2 ">") }
$1 == "I" {
	included = $2
	# What the probes of kmod/compat/ found out; they are not linked.
	if (included == "compat/probe.h")
		next
	# In kmod/selftest/ a plain name is a file of selftest/.
	sub(/\.h$/, "", included)
	if (name ~ /\//) {
		if (!sub(/^\.\.\//, "", included))
			included = "selftest/" included
	} else if (included ~ /\.\./) {
		fail(file ": \"" $2 "\" leaves the directory")
		next
	}
	theirs = layer_of(dir, included)
	if (!theirs)
		fail(file ": \"" $2 "\" is not in the table")
	else if (mine && theirs > mine)
		fail(file ": \"" $2 "\" is of a higher layer")
}
END {
	for (key in exact) {
		split(key, part, SUBSEP)
		if (!(key in seen))
			fail("the table names " part[1] "/" part[2] ", which does not exist")
	}
	if (!nr_files)
		fail("no files")
	exit bad
}'
