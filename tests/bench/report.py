#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""csec - bench: report.py RESULTS [--json FILE] [--baseline FILE] [--accept] [--page FILE]

Judges what one boot printed. A cost is the median, over the alternations of a
section, of p10 with less the mean of p10 without before and after; its noise is
twice the standard error of that median, from the median deviation, and for long
operations at least ten: they repeat to that, and two rounds may agree by chance. A gate or a
regression is only missed when it is missed by more than the noise; a figure that
could be on either side is "unsure" and fails nothing. A gate that the baseline
says is missed stays "missed", is shown so, and fails nothing either: only what
got worse since fails.

Exit status: 0 nothing got worse, 1 something did, 2 the boot is void.
"""
import argparse
import collections
import json
import math
import statistics
import sys

import bar


# Instructions from which on an operation is long, and to which such ones repeat.
LONG, LONG_NOISE = 20000, 10.0


def read(path):
    """Blocks: {(section, who, operation): {(state, round): (p10, p50)}}, values, gaps."""
    blocks, values, missing = collections.defaultdict(dict), {}, []
    for line in open(path, encoding="utf-8", errors="replace"):
        word = line.split()
        if line.startswith("R "):
            section, who, state, turn = word[1].split("/")
            blocks[section, who, word[2]][state, int(turn)] = int(word[4]), int(word[5])
        elif line.startswith("V "):
            values[word[1]] = float(word[2])
        elif line.startswith("N "):
            missing.append(line[2:].strip())
    return blocks, values, missing


def median_and_noise(differences):
    median = statistics.median(differences)
    deviation = statistics.median(abs(d - median) for d in differences)
    error = 1.4826 * deviation * 1.2533 / math.sqrt(len(differences))
    return median, max(2 * error, 1.0)


def costs(blocks):
    """{name: {cost, noise, base, p50}} for each section, place and operation."""
    found = {}
    for (section, who, operation), block in blocks.items():
        rounds = sorted(turn for state, turn in block if state == "on"
                        and ("off", turn) in block and ("off", turn + 1) in block)
        if not rounds:
            continue
        result = {}
        for index, percentile in enumerate(("p10", "p50")):
            result[percentile] = median_and_noise([
                block["on", r][index]
                - (block["off", r][index] + block["off", r + 1][index]) / 2
                for r in rounds])
        base = statistics.median(block["off", r][0] for r in range(len(rounds) + 1))
        found[f"{section}/{who}/{operation}"] = {
            "cost": round(result["p10"][0], 1),
            "noise": round(max(result["p10"][1], LONG_NOISE if base >= LONG else 0), 1),
            "cost_p50": round(result["p50"][0], 1), "base": base,
            "ratio": round(1 + result["p10"][0] / base, 5), "rounds": len(rounds)}
    return found


def find_void(blocks):
    """What differs between the first and the last bare section by more than it may."""
    differs = []
    for (section, who, operation), block in blocks.items():
        if section != "bare" or ("last", 0) not in block:
            continue
        first, last = block["first", 0][0], block["last", 0][0]
        if operation not in bar.STEADY - bar.UNCOMPARED:
            continue
        least = bar.VOID_STEPS.get(operation, bar.VOID_STEP)
        if abs(last - first) > max(least, first * bar.VOID_SHARE):
            differs.append(f"{who}/{operation}: {first} at first, {last} at last")
    return differs


def judge(value, noise, gate):
    if value - noise > gate:
        return "FAIL"
    return "ok" if value + noise <= gate else "unsure"


def number(value):
    return f"{value:,.0f}" if abs(value) >= 10 or value == int(value) else f"{value:.1f}"


def rows_of_costs(found):
    for title, name, target, gate, peers in bar.COSTS:
        if name not in found:
            continue
        cost = found[name]
        best = min((found[p]["cost"] for p in peers if p in found), default=None)
        yield {"title": title, "name": name, "value": cost["cost"], "noise": cost["noise"],
               "ratio": cost["ratio"], "target": target, "gate": gate,
               "peer": best, "verdict": judge(cost["cost"], cost["noise"], gate)}


def rows_of_differences(found):
    """Of two costs: what growth of the policy adds."""
    for title, more, less, target, gate in bar.DIFFERENCES:
        if more not in found or less not in found:
            continue
        value = found[more]["cost"] - found[less]["cost"]
        noise = found[more]["noise"] + found[less]["noise"]
        yield {"title": title, "name": f"{more} - {less}", "value": value, "noise": noise,
               "ratio": None, "target": target, "gate": gate, "peer": None,
               "verdict": judge(value, noise, gate)}


def rows_of_values(values):
    for title, name, target, gate, peers in bar.values_of(values):
        best = min((values[p] for p in peers if p in values), default=None)
        yield {"title": title, "name": name, "value": values[name], "noise": 0, "ratio": None,
               "target": target, "gate": gate, "peer": best,
               "verdict": judge(values[name], 0, gate)}


def regressions(found, baseline):
    for name, old in sorted(baseline.items()):
        operation = name.rsplit("/", 1)[1]
        if name not in found or operation not in bar.STEADY or name.split("/")[0] in bar.PEERS:
            continue
        new, allowed = found[name], 150 if operation in bar.SLOW else 25
        if new["cost"] - new["noise"] > old + allowed:
            yield f"{name}: {number(old)} before, {number(new['cost'])} ± {number(new['noise'])} now"


def forgive(rows, baseline):
    """What was above its gate already when the baseline was accepted is no news."""
    for row in rows:
        if row["verdict"] == "FAIL" and row["name"] in baseline.get("missed", []):
            row["verdict"] = "missed"


def print_table(rows, out):
    print(f"{'':52}{'value':>10}{'noise':>7}{'bare x':>9}{'best peer x':>12}{'target':>9}"
          f"{'gate':>9}", file=out)
    for row in rows:
        ratio = f"{row['ratio']:.4f}" if row["ratio"] else ""
        peer = f"{row['value'] / row['peer']:.2f}" if row["peer"] else ""
        print(f"{row['title']:52}{number(row['value']):>10}{number(row['noise']):>7}{ratio:>9}"
              f"{peer:>12}{number(row['target']):>9}{number(row['gate']):>9}  {row['verdict']}",
              file=out)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("results")
    arguments.add_argument("--series", default="")
    arguments.add_argument("--json")
    arguments.add_argument("--baseline")
    arguments.add_argument("--accept", action="store_true")
    options = arguments.parse_args()

    blocks, values, missing = read(options.results)
    found = costs(blocks)
    rows = [*rows_of_costs(found), *rows_of_differences(found), *rows_of_values(values)]
    void = find_void(blocks)
    worse = []
    if options.baseline and not options.accept:
        try:
            baseline = json.load(open(options.baseline, encoding="utf-8"))
            worse = list(regressions(found, baseline["costs"]))
            forgive(rows, baseline)
        except FileNotFoundError:
            print(f"no baseline: {options.baseline}")
    print_table(rows, sys.stdout)
    for text in missing:
        print(f"not measured: {text}")
    for text in worse:
        print(f"regression: {text}")
    for text in void:
        print(f"void: {text}")
    if options.json:
        json.dump({"schema_version": 1, "series": options.series, "void": void, "rows": rows,
                   "regressions": worse, "not_measured": missing, "costs": found,
                   "values": values}, open(options.json, "w", encoding="utf-8"), indent=1)
    if options.accept and not void:
        json.dump({"schema_version": 1, "costs": {n: c["cost"] for n, c in sorted(found.items())},
                   "missed": sorted(r["name"] for r in rows if r["verdict"] in ("FAIL", "unsure"))},
                  open(options.baseline, "w", encoding="utf-8"), indent=1)
        print(f"accepted: {options.baseline}")
    failed = sum(row["verdict"] == "FAIL" for row in rows)
    known = sum(row["verdict"] == "missed" for row in rows)
    unsure = sum(row["verdict"] == "unsure" for row in rows)
    missed = sum(row["value"] > row["target"] for row in rows)
    print(f"{len(rows)} figures: {missed} above the target, {failed} above the gate, "
          f"{known} as before, {unsure} unsure; {len(worse)} regressions{'; VOID' if void else ''}")
    if void:
        return 2
    return 1 if failed or worse else 0


if __name__ == "__main__":
    sys.exit(main())
