# SPDX-License-Identifier: GPL-2.0-only
# csec - bench: limits of tasks at one level and at four, bombs and rates
# shellcheck shell=bash disable=SC2154
with_module
limit='processes: {threads: 1000}'

on() { push limit /bench-inside "$limit"; }
off() { ctl policy delete limit; }
alternate limits inside outside -- $light $heavy

# What is known of a bomb, and of a rate that is not reached; one that lets wait.
on() { push limit /bench-inside 'processes: {threads: 1000, onBomb: kill}'; }
alternate watched inside outside -- thread fork
rate='{perSecond: 1000000, burst: 1000000}'
on() { push limit /bench-inside "processes: {threads: 1000, forkRate: $rate}"; }
alternate rated inside outside -- thread fork
on() { push limit /bench-inside "processes: {threads: 1000, forkRate: $rate, onRate: slow}"; }
alternate slow inside outside -- thread fork

on() {
	local level
	for level in /bench-deep /bench-deep/a /bench-deep/a/b /$deep; do
		policy level${level//\//-} $level "$limit"
		echo ---
	done | sed '$d' >$run/levels.yaml
	ctl policy push $run/levels.yaml
}
off() { ctl policy delete level-bench-deep level-bench-deep-{a,a-b,a-b-c}; }
alternate limits4 deep -- thread fork spawn migrate
