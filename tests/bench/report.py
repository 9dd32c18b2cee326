#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""csec - bench: report.py RESULTS [--json FILE] [--baseline FILE] [--accept] ...

Judges what one boot printed. A cost is the median, over the alternations of a
section, of p10 with less the mean of p10 without before and after; its noise is
twice the standard error of that median, from the median deviation, and for long
operations at least ten: they repeat to that, and two rounds may agree by chance. A gate or a
regression is only missed when it is missed by more than the noise; a figure that
could be on either side is "unsure" and fails nothing. A gate that the baseline
says is missed stays "missed", is shown so, and fails nothing either, as long as
the figure did not grow: every cost and every row is compared with the baseline.

A run is complete when it was not told to leave anything out. Only such a run can be
accepted as the baseline; and it fails when something of the baseline was not measured.

Exit status: 0 nothing got worse, 1 something did, 2 the boot is void.
"""
import argparse
import collections
import datetime
import json
import math
import statistics
import sys

import bar
import bombs
from words import number, of_bare, of_peer


# Instructions from which on an operation is long, and to which such ones repeat.
LONG, LONG_NOISE = 20000, 10.0
SCHEMA = 2


def read(path):
    """Blocks: {(section, who, operation): {(state, round): (p10, p50)}}, values, gaps, how."""
    blocks, values, missing, how = collections.defaultdict(dict), {}, [], {}
    for line in open(path, encoding="utf-8", errors="replace"):
        word = line.split()
        if line.startswith("R "):
            section, who, state, turn = word[1].split("/")
            blocks[section, who, word[2]][state, int(turn)] = int(word[4]), int(word[5])
        elif line.startswith("V "):
            values[word[1]] = float(word[2])
        elif line.startswith("N "):
            missing.append(line[2:].strip())
        elif line.startswith("C "):
            how = {"sections": word[1:-3], "rounds": int(word[-2]), "samples": int(word[-1])}
    return blocks, values, missing, how


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
    """What differs between the first and a later bare section by more than it may; how many
    such sections there were."""
    differs, checks = [], set()
    for (section, who, operation), block in blocks.items():
        if section != "bare" or ("first", 0) not in block or operation in bar.UNCOMPARED:
            continue
        first = block["first", 0][0]
        least = bar.VOID_STEPS.get(operation, bar.VOID_STEP)
        for state, turn in block:
            if state != "last":
                continue
            checks.add(turn)
            last = block[state, turn][0]
            if abs(last - first) > max(least, first * bar.VOID_SHARE):
                differs.append(f"{who}/{operation}: {first} at first, {last} in bare again {turn + 1}")
    return differs, len(checks)


def judge(value, noise, gate):
    if gate is None:
        return ""
    if value - noise > gate:
        return "FAIL"
    return "ok" if value + noise <= gate else "unsure"


def row(title, name, value, noise, target, gate, ratio=None, peer=None):
    return {"title": title, "name": name, "value": round(value, 1), "noise": round(noise, 1),
            "ratio": ratio, "target": target, "gate": gate, "peer": peer,
            "verdict": judge(value, noise, gate)}


def rows_of_costs(found):
    for title, name, target, gate, peers in bar.COSTS:
        if name not in found:
            continue
        cost = found[name]
        best = min((found[p]["cost"] for p in peers if p in found), default=None)
        yield row(title, name, cost["cost"], cost["noise"], target, gate, cost["ratio"], best)


def rows_of_shares(found):
    """Of several at once, one; and of two costs, what growth of the policy adds."""
    for title, name, nr, target, gate in bar.SHARES:
        if name in found:
            cost = found[name]
            yield row(title, f"{name}/each", cost["cost"] / nr, cost["noise"] / nr, target, gate)
    for title, more, less, target, gate in bar.DIFFERENCES:
        if more in found and less in found:
            yield row(title, f"{more} - {less}", found[more]["cost"] - found[less]["cost"],
                      found[more]["noise"] + found[less]["noise"], target, gate)
    for title, name, other, target in bar.OF_BPF:
        if name in found and found.get(other, {"cost": 0})["cost"] > 0:
            per_cent = 100 / found[other]["cost"]
            yield row(title, f"percent/{name}", found[name]["cost"] * per_cent,
                      found[name]["noise"] * per_cent, target, None)


def rows_of_values(values):
    for title, name, target, gate, peers, can_tell in bar.values_of(values):
        if name not in values:
            continue
        best = min((values[p] for p in peers if p in values), default=None)
        result = row(title, name, values[name], 0, target, gate, None, best)
        if not can_tell:
            result["verdict"] = "unsure"
        yield result


def regressions(found, rows, baseline):
    """Names of what grew, and in words by how much."""
    grew = {}

    def compare(name, old, new, noise, allowed):
        if new - noise > allowed:
            grew[name] = f"{name}: {number(old)} before, {number(new)} ± {number(noise)} now"

    for name, old in baseline["costs"].items():
        if name in found and name.split("/")[0] not in bar.PEERS:
            compare(name, old, found[name]["cost"], found[name]["noise"],
                    bar.allowed_cost(name, old))
    for new in rows:
        old = baseline["rows"].get(new["name"])
        if old is not None and new["name"] not in found and new["verdict"] != "unsure":
            compare(new["name"], old, new["value"], new["noise"],
                    bar.allowed_value(new["name"], old))
    return grew


def lost(found, rows, baseline):
    """What the baseline has and this run did not measure: of csec, and of peers."""
    names = set(found) | {r["name"] for r in rows}
    gone = sorted(n for n in {**baseline["costs"], **baseline["rows"]} if n not in names)
    of_peers = [n for n in gone if n.split("/")[0] in bar.PEERS]
    return [n for n in gone if n not in of_peers], of_peers


def forgive(rows, baseline, grew):
    """What was above its gate already when the baseline was accepted is no news."""
    for each in rows:
        if (each["verdict"] == "FAIL" and each["name"] in baseline["missed"]
                and each["name"] not in grew):
            each["verdict"] = "missed"


def print_table(rows, out):
    print(f"{'':52}{'value':>10}{'noise':>7}{'bare x':>9}{'best peer x':>12}{'target':>9}"
          f"{'gate':>9}", file=out)
    for each in rows:
        print(f"{each['title']:52}{number(each['value']):>10}{number(each['noise']):>7}{of_bare(each):>9}"
              f"{of_peer(each):>12}{number(each['target']):>9}{number(each['gate']):>9}  {each['verdict']}",
              file=out)


def compare_with_baseline(options, found, rows, complete):
    """Verdicts of rows, and what is worse, in words."""
    try:
        baseline = json.load(open(options.baseline, encoding="utf-8"))
    except FileNotFoundError:
        return [], (f"no baseline for {options.series}: what grew is not judged; "
                    f"run with --accept to have one")
    if baseline["schema_version"] != SCHEMA:
        return [], "the baseline is of another version: run with --accept"
    grew = regressions(found, rows, baseline)
    forgive(rows, baseline, grew)
    gone, of_peers = lost(found, rows, baseline) if complete else ([], [])
    worse = [grew[name] for name in sorted(grew)]
    worse += [f"{name}: in the baseline, not measured" for name in gone]
    note = f"of peers not measured, in the baseline: {' '.join(of_peers)}" if of_peers else ""
    return worse, note


def accept(path, found, rows, how):
    for each in rows:
        if each["verdict"] == "FAIL":
            each["verdict"] = "missed"
    missed = sorted(each["name"] for each in rows if each["verdict"] == "missed")
    json.dump({"schema_version": SCHEMA, **how,
               "costs": {n: c["cost"] for n, c in sorted(found.items())},
               "rows": {r["name"]: r["value"] for r in rows if r["name"] not in found},
               "missed": missed}, open(path, "w", encoding="utf-8"), indent=1)
    print(f"accepted: {path}")


def parse_options():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("results")
    for name in ("series", "mode", "commit", "asked"):
        arguments.add_argument(f"--{name}", default="")
    arguments.add_argument("--json")
    arguments.add_argument("--baseline")
    arguments.add_argument("--accept", action="store_true")
    return arguments.parse_args()


def summary(rows, worse, void):
    count = collections.Counter(each["verdict"] for each in rows)
    above = sum(each["target"] is not None and each["value"] > each["target"] for each in rows)
    print(f"{len(rows)} figures: {above} above the target, {count['FAIL']} above the gate, "
          f"{count['missed']} as before, {count['unsure']} unsure; {len(worse)} regressions"
          f"{'; VOID' if void else ''}")
    if void:
        return 2
    return 1 if count["FAIL"] or worse else 0


def main():
    options = parse_options()
    blocks, values, missing, how = read(options.results)
    found = costs(blocks)
    bar.derived(values)
    rows = [*rows_of_costs(found), *rows_of_shares(found), *rows_of_values(values)]
    void, checks = find_void(blocks)
    complete = options.mode == "full" and not options.asked
    how = {"series": options.series, "mode": options.mode, "asked": options.asked,
           "commit": options.commit, "date": datetime.date.today().isoformat(), **how}
    worse, note = [], ""
    if options.accept:
        if not complete:
            sys.exit("report.py: only a complete run can be accepted")
        if void:
            note = "not accepted: the boot is void"
        else:
            accept(options.baseline, found, rows, how)
    elif options.baseline:
        worse, note = compare_with_baseline(options, found, rows, complete)
    print_table(rows, sys.stdout)
    bombs.print_table(values, sys.stdout)
    for kind, texts in (("not measured", missing), ("regression", worse), ("void", void)):
        for text in texts:
            print(f"{kind}: {text}")
    if not checks:
        print("no void check: the section bare-again, or bare, was not run")
    if note:
        print(note)
    if options.json:
        json.dump({"schema_version": SCHEMA, **how, "complete": complete, "void": void,
                   "void_checks": checks, "rows": rows, "regressions": worse, "note": note,
                   "not_measured": missing, "costs": found, "values": values},
                  open(options.json, "w", encoding="utf-8"), indent=1)
    return summary(rows, worse, void)


if __name__ == "__main__":
    sys.exit(main())
