# SPDX-License-Identifier: GPL-2.0-only
# csec - compares what suites of others reported without and with csec
#
# Each test and round is one check. A test that differs from itself without csec
# is reported as unstable and not compared.
function bad(text) { print "  FAIL " text; failed++ }
function brief(text) { return length(text) > 60 ? substr(text, 1, 57) "..." : text }
$1 ~ /^(bare|bare-again|loaded|governed)$/ {
	result[$1, $2] = $3
	if (!($2 in seen)) { seen[$2] = 1; order[++nr] = $2 }
	next
}
$1 == "STRESS" {
	strokes++
	# STRESS class frozen A B A B A B after A B peak P limit L
	line = $0; what = $2
	for (i = 4; $i != "after"; i += 2)
		$i == $(i + 1) && $i != "x" ? passed++ : bad("stress-ng " what ": csec counts " $i ", pids.current " $(i + 1))
	$(i + 1) == "0" && $(i + 2) == "0" ? passed++ : bad("stress-ng " what ": left " $(i + 1) " " $(i + 2))
	$(i + 4) + 0 <= $(i + 6) + 0 && $(i + 4) + 0 > 0 ? passed++ : bad("stress-ng " what ": peak " $(i + 4) " of " $(i + 6))
	printf "  %-34s peak %4d of %d, equal to pids.current when frozen\n", "stress-ng " what, $(i + 4), $(i + 6)
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
		for (r = 1; r <= 2; r++) {
			round = r == 1 ? "loaded" : "governed"
			if (result[round, name] == bare) { passed++; continue }
			bad(name " " round ": " brief(result[round, name]) ", without csec " brief(bare))
			same = 0
		}
		if (same)
			printf "  %-34s same: %d passed, %d failed, %d skipped\n", name, \
				gsub(/\+/, "+", bare), gsub(/-/, "-", bare), gsub(/s/, "s", bare)
	}
	if (!nr && !strokes) bad("no result")
	printf "suites %s: %d passed, %d failed", series, passed, failed
	printf unstable ? ", %d skipped\n" : "\n", unstable
	exit failed > 0
}
