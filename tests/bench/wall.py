#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""csec - bench: wall.py RESULTS [--json FILE] [--least SHARE]: a table of what wall.sh printed

For each operation and number of processes: operations per second without csec, with the
module loaded, and governed; rate(N)/rate(1) of each; and what is left with csec of the rate
without. Of several rounds the best one counts: whatever else the machine does only slows down.

With --least: fails when governed processes scale by less than that share of what the same
number does without csec, in the mean of the operations, or by less than half of it in one of
them: single figures of a machine that others use may be wrong by a factor of two. Fails also
when a figure is missing.
"""
import argparse
import collections
import json
import statistics
import sys

STATES = ["bare", "loaded", "governed"]


def read(lines):
    """{operation: {processes: {state: rate}}}"""
    rates = collections.defaultdict(lambda: collections.defaultdict(dict))
    for line in lines:
        word = line.split()
        if len(word) != 4 or word[0].rpartition("-")[0] not in STATES:
            continue
        found = rates[word[1]][int(word[2])]
        state = word[0].rpartition("-")[0]
        found[state] = max(found.get(state, 0), int(word[3]))
    return rates


def rows_of(rates):
    for operation, numbers in rates.items():
        for processes, rate in sorted(numbers.items()):
            alone = numbers.get(1, {})
            yield {"operation": operation, "processes": processes, "rate": rate,
                   "scaling": {s: rate[s] / alone[s] for s in STATES
                               if alone.get(s) and s in rate},
                   "of_bare": {s: rate[s] / rate["bare"] for s in STATES[1:]
                               if rate.get("bare") and s in rate}}


def complaints(rows, least):
    shares = collections.defaultdict(list)
    for row in rows:
        name = f"{row['operation']}, {row['processes']} processes"
        scaling = row["scaling"]
        if set(scaling) != set(STATES) or not all(scaling.values()):
            yield f"{name}: a figure is missing"
            continue
        share = scaling["governed"] / scaling["bare"]
        if row["processes"] > 1:
            shares[row["processes"]].append(share)
        if share < least / 2:
            yield (f"{name}: governed {scaling['governed']:.2f} times one process, "
                   f"without csec {scaling['bare']:.2f}")
    if not shares:
        yield "nothing was measured on more than one processor"
    for processes, found in shares.items():
        mean = statistics.geometric_mean(found)
        print(f"{processes} processes: governed ones scale {mean:.2f} times as well as without "
              f"csec (mean of {len(found)} operations)")
        if mean < least:
            yield f"{processes} processes: less than {least} in the mean"


def print_table(rows):
    print(f"{'':22}{'per second':>24}{'rate(N)/rate(1)':>27}{'of bare':>18}")
    print(f"{'operation':12}{'N':>4}" + "".join(f"{s:>10}" for s in STATES)
          + "".join(f"{s:>9}" for s in STATES) + "".join(f"{s:>9}" for s in STATES[1:]))
    for row in rows:
        print(f"{row['operation']:12}{row['processes']:>4}"
              + "".join(f"{row['rate'].get(s, 0):>10,}" for s in STATES)
              + "".join(f"{row['scaling'].get(s, 0):>9.2f}" for s in STATES)
              + "".join(f"{row['of_bare'].get(s, 0):>9.2f}" for s in STATES[1:]))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("results")
    arguments.add_argument("--json")
    arguments.add_argument("--least", type=float)
    options = arguments.parse_args()
    with open(options.results, encoding="utf-8", errors="replace") as results:
        rows = list(rows_of(read(results)))
    print_table(rows)
    failed = [] if options.least is None else list(complaints(rows, options.least))
    for text in failed:
        print(f"FAIL {text}")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as out:
            json.dump({"schema_version": 1, "rows": rows, "failed": failed}, out, indent=1)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
