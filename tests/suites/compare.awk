# SPDX-License-Identifier: GPL-2.0-only
# csec - compares what suites of others reported without and with csec
#
# Each test and round is one check. A test that differs from itself without csec
# is reported as unstable and not compared. Checked, too, is that csec had a part
# in it: hooks that were armed, what it would have denied, how many stressors ran
# (-v stressors=N).
function bad(text) { print "  FAIL " text; failed++ }
function brief(text) { return length(text) > 60 ? substr(text, 1, 57) "..." : text }
function check(good, text) { if (good) passed++; else bad(text) }
$1 ~ /^(bare|bare-again|loaded|governed|audited)$/ {
	result[$1, $2] = $3
	if (!($2 in seen)) { seen[$2] = 1; order[++nr] = $2 }
	next
}
# HOOKS round [function]...: those that are not armed
$1 == "HOOKS" {
	idle[$2] = NF - 2
	hooks[$2] = $0
	next
}
# STATUS when denied N audited N degraded false
$1 == "STATUS" {
	states++
	check($8 == "false", "degraded: " $0)
	if ($2 == "end")
		check(!stressors || $4 > 0, "no load was ever refused: " $0)
	else
		check($4 == 0, "something was denied: " $0)
	if ($2 == "audited")
		check($6 > 0, "nothing would have been denied: " $0)
	print "  " $0
	next
}
$1 == "STRESS" {
	strokes++
	# STRESS class frozen A B A B A B after A B peak P limit L exit S
	line = $0; what = $2
	tasks = 0
	for (i = 4; i < NF && $i != "after"; i += 2) {
		tasks += $i
		check($i == $(i + 1) && $i != "x", "load " what ": csec counts " $i ", pids.current " $(i + 1))
	}
	check(tasks > 0, "load " what ": it had no task whenever it was frozen")
	check(i == 10, "load " what ": not three counts: " line)
	check($(i + 1) == "0" && $(i + 2) == "0", "load " what ": left " $(i + 1) " " $(i + 2))
	check($(i + 4) + 0 <= $(i + 6) + 0 && $(i + 4) + 0 > 0, "load " what ": peak " $(i + 4) " of " $(i + 6))
	# 3: stress-ng lacked something, as forks are refused.
	check($(i + 8) ~ /^[03]$/, "load " what ": exit status " $(i + 8))
	printf "  %-34s peak %4d of %d, equal to pids.current when frozen, exit status %s\n", "load " what, $(i + 4), $(i + 6), $(i + 8)
	next
}
$1 == "FAIL" { bad($0) }
END {
	for (n = 1; n <= nr; n++) {
		name = order[n]
		bare = result["bare", name]
		if (bare != result["bare-again", name]) {
			printf "  %-34s unstable without csec: %s, %s\n", name, brief(bare), brief(result["bare-again", name])
			unstable++
			continue
		}
		same = 1
		for (r = 1; r <= 3; r++) {
			round = r == 1 ? "loaded" : r == 2 ? "governed" : "audited"
			if (result[round, name] == bare) { passed++; continue }
			bad(name " " round ": " brief(result[round, name]) ", without csec " brief(bare))
			same = 0
		}
		if (same)
			printf "  %-34s same: %d passed, %d failed, %d skipped\n", name, \
				gsub(/\+/, "+", bare), gsub(/-/, "-", bare), gsub(/s/, "s", bare)
	}
	if (!nr && !strokes) bad("no result")
	check(("audited" in idle) && idle["audited"] == 0, "hooks that were not asked: " hooks["audited"])
	check(("loaded" in idle) && idle["loaded"] > idle["governed"] && idle["governed"] > 0, \
		"hooks without a policy, and with one that allows: " hooks["loaded"] "; " hooks["governed"])
	check(states == 4, "the status of csec came " states + 0 " times, not 4")
	check(strokes + 0 == stressors + 0, strokes + 0 " loads ran, not " stressors + 0)
	printf "suites %s: %d passed, %d failed", series, passed, failed
	printf unstable ? ", %d skipped\n" : "\n", unstable
	exit failed > 0
}
