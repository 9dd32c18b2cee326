#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - lint.sh [CHECK]...: the static checks; closes with "lint: N passed, N failed"
#
# One line for each check, and what it found below it. A tool that is missing
# is a failure: scripts/install-deps.sh installs all but checkpatch, which comes
# with the package linux-source-6.1 only and is skipped without it.
set -u
. "$(dirname "$0")/common.sh"
cd "$top" || exit

work=$build/lint
mkdir -p "$work"
log=$(mktemp)
trap 'rm -rf "$log" "$log.d"' EXIT

need() {
	local tool
	for tool in "$@"; do
		command -v "$tool" >/dev/null && continue
		echo "$tool is not installed: run scripts/install-deps.sh"
		return 1
	done
}

c_files() { find kmod ctl include tests -name '*.[ch]' ! -name '*.mod.c' | sort; }

scripts_of_tree() {
	find scripts tests .ci -type f ! -name '.*' | sort | while read -r file; do
		case $file in
		*.sh) echo "$file" ;;
		*) ! head -n 1 "$file" | grep -aqE '^#!/bin/(ba)?sh' || echo "$file" ;;
		esac
	done
}

check_clang_format() {
	local tool=clang-format-14 bad=0 file
	command -v $tool >/dev/null || tool=clang-format
	need $tool || return
	for file in $(c_files); do
		cmp -s "$file" <($tool --style=file "$file") && continue
		diff -u --label "$file" --label "$file (clang-format)" \
			"$file" <($tool --style=file "$file") | head -n 20
		bad=1
	done
	return $bad
}

check_layers() { scripts/check-layers.sh; }
check_size() { scripts/check-size.sh; }
check_abi() { need python3 && scripts/check-abi.sh; }

# A check that cannot fail checks nothing.
check_checks() {
	local d=$log.d
	plant() { # FILE LINE: a tree with one more line
		rm -rf "$d"
		mkdir -p "$d"
		cp -r kmod ctl "$d"
		printf '%s\n' "${@:2}" >>"$d/$1"
	}
	says() { # CHECK: whether it finds something in the planted file
		"scripts/check-$1.sh" "$d" 2>&1 | grep -qE '(decide|unheard_of)\.c'
	}
	plant kmod/decide.c '#include "netlink.h"'
	says layers || { echo "check-layers let an upward include pass"; return 1; }
	plant ctl/unheard_of.c ''
	says layers || { echo "check-layers let an unknown file pass"; return 1; }
	mapfile -t lines < <(printf 'int f(void)\n{\n'; yes 'g();' | head -n 58; echo '}')
	plant kmod/decide.c '' "${lines[@]}"
	says size || { echo "check-size let a function of 61 lines pass"; return 1; }
	unset 'lines[5]'
	plant kmod/decide.c '' "${lines[@]}"
	! says size || { echo "check-size refused a function of 60 lines"; return 1; }
	need python3 && tests/debug/coverage.py --self-test
}

# Differences between kernels belong into kmod/compat.h.
check_kernel_versions() {
	! grep -rnE --include='*.[ch]' --include=Kbuild --exclude=compat.h \
		'\<(LINUX_VERSION_CODE|KERNEL_VERSION)\>' kmod include ctl tests Kbuild
}

# Every file that can carry a comment; not data: policies, generated manuals.
check_spdx() {
	local bad=0 file
	for file in $(find kmod ctl include scripts tests .ci completions -type f \
		\( -name '*.[ch]' -o -name '*.sh' -o -name '*.py' -o -name Makefile \
		-o -perm -u+x -o -path 'completions/*' \)) \
		Makefile Kbuild .clang-format docs/*.yaml; do
		[ -f "$file" ] || continue
		head -n 3 "$file" | grep -q 'SPDX-License-Identifier: GPL-2.0-only' || {
			echo "$file: no SPDX-License-Identifier in the first 3 lines"
			bad=1
		}
	done
	return $bad
}

# Cases and benchmarks: plain names and numbers need no quotes (SC2086), text for
# another shell has some (SC2016), sed is as good (SC2001), `policy=exec` is a
# word (SC2209), and a name of a file in a text is no second use (SC2094).
check_shellcheck() {
	local bad=0
	need shellcheck || return
	# shellcheck disable=SC2046 # names without blanks
	shellcheck $(scripts_of_tree | grep -vE '^tests/(vm/cases|vm/alone|debug/cases|bench)/') || bad=1
	# shellcheck disable=SC2046
	shellcheck --exclude=SC2001,SC2016,SC2086,SC2094,SC2209 \
		$(scripts_of_tree | grep -E '^tests/(vm/cases|vm/alone|debug/cases|bench)/') || bad=1
	return $bad
}

# Two errors that are none: `bool seen[static 1]` names the least, not the
# size; unknown_command() takes one of its words as NULL, never the other.
check_cppcheck() {
	need cppcheck || return
	cppcheck --quiet -j 2 --std=c11 --error-exitcode=1 --inline-suppr \
		--enable=warning,portability,performance --suppress=missingIncludeSystem \
		--suppress=arrayIndexOutOfBounds:ctl/policy_words.c \
		--suppress=ctunullpointer:ctl/diag.c \
		-D_GNU_SOURCE -Iinclude -Iinclude/uapi -Ictl ctl
}

# Builds a tree of its own: with C=2 the objects of the real one would be
# checked and rebuilt in it.
check_sparse() {
	local rel farm=$work/sparse status=0
	need sparse make || return
	rel=$(series_release 6.1) || return
	mkdir -p "$farm"
	find "$farm" -xtype l -delete
	cp -rsf "$top"/{Kbuild,VERSION,kmod,include} "$farm/" || return
	make -s -C "/usr/src/linux-headers-${rel% *}" M="$farm" C=2 modules \
		>"$work/sparse.log" 2>&1 || status=1
	sed "/Skipping BTF generation/d; s|$farm/||g" "$work/sparse.log" |
		{ if [ $status = 0 ]; then grep -E '^kmod/|^include/|error:'; else tail -n 30; fi; } &&
		status=1
	return $status
}

# checkpatch of the kernel that the product is built for; 3 = not here.
check_checkpatch() {
	local tar=/usr/src/linux-source-6.1.tar.xz dir=$cache/checkpatch
	[ -e "$tar" ] || return 3
	need perl || return
	[ -e "$dir/checkpatch.pl" ] || {
		rm -rf "$dir.tmp"
		mkdir -p "$dir.tmp"
		tar xf "$tar" -C "$dir.tmp" --strip-components=2 --wildcards \
			'*/scripts/checkpatch.pl' '*/scripts/spelling.txt' \
			'*/scripts/const_structs.checkpatch' || return
		rm -rf "$dir"
		mv "$dir.tmp" "$dir"
	}
	# compat.h is the one place for versions; a drain may sleep longer.
	# shellcheck disable=SC2046 # names without blanks
	! perl "$dir/checkpatch.pl" --no-tree --no-summary --terse --show-types \
		--ignore OPEN_ENDED_LINE,LINUX_VERSION_CODE,CONSTANT_COMPARISON,MSLEEP \
		-f $(find kmod -name '*.[ch]' ! -name '*.mod.c') 2>&1 |
		grep -E '(ERROR|WARNING):'
}

# A reason that csecctl prints and its manual does not know is a riddle.
reasons_in_manual() {
	local name nr=0 bad=0
	while read -r name; do
		nr=$((nr + 1))
		[ "$name" = none ] || grep -q "_${name}_" docs/csecctl.8.scd || {
			echo "docs/csecctl.8.scd: reason $name is missing"
			bad=1
		}
	done < <(sed -n 's/^\t\[CSEC_REASON_[A-Z_]*\]\t*= "\(.*\)", .*/\1/p' \
		include/csec/names.h)
	[ $nr -gt 8 ] || { echo "include/csec/names.h: no reasons found"; bad=1; }
	return $bad
}

check_manuals() {
	local page to bad=0 nr=0
	need scdoc mandoc || return
	rm -rf "$work/man"
	mkdir -p "$work/man"
	while read -r page; do
		to=$work/man/$(basename "$page" .scd)
		scdoc <"$page" >"$to" || bad=1
	done < <(find docs man -name '*.scd' 2>/dev/null)
	for page in "$work"/man/*; do
		[ -e "$page" ] || continue
		nr=$((nr + 1))
		# scdoc begins every section with an empty paragraph.
		! mandoc -Tlint -W warning "$page" | sed "s|$work/man/||" |
			grep -v 'WARNING: skipping paragraph macro' || bad=1
	done
	[ $nr != 0 ] || { echo "no manual (*.scd) in docs/"; bad=1; }
	reasons_in_manual || bad=1
	return $bad
}

passed=0 failed=0
all='clang_format layers size checks kernel_versions spdx abi shellcheck cppcheck
manuals checkpatch sparse'
# shellcheck disable=SC2086 # a list of words
[ $# -gt 0 ] || set -- $all
for check in "$@"; do
	name=${check//_/-}
	[ "$(type -t "check_${name//-/_}")" = function ] || die "no check '$name'"
	"check_${name//-/_}" >"$log" 2>&1 </dev/null
	case $? in
	0) echo "lint: ok   $name"; passed=$((passed + 1)) ;;
	3) echo "lint: skip $name: linux-source-6.1 is not installed" ;;
	*)
		echo "lint: FAIL $name"
		failed=$((failed + 1))
		sed 's/^/    /' "$log" | head -n 200
		;;
	esac
done
echo "lint: $passed passed, $failed failed"
[ $failed = 0 ]
