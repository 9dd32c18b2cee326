#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""coverage.py KBUILD-DIRECTORY GCDA-DIRECTORY [LIST]

Line and branch coverage of the module's own files from the counts of a debug
kernel: one line for each file and the total. LIST gets what was never reached.

Branches of assertions that hold (lockdep_assert_held, WARN_ON) are not counted:
they are taken only when the module is broken.
"""

import collections
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

ASSERTION = re.compile(r"lockdep_|WARN_ON|rcu_dereference_protected|BUG_ON")


def gcov(kbuild, counts, work):
    """Runs gcov on each object that has counts; yields the files it names."""
    for name in sorted(os.listdir(counts)):
        if not name.endswith(".gcda"):
            continue
        path = name.replace("#", "/")[: -len(".gcda")]
        notes = os.path.join(kbuild, path + ".gcno")
        if not os.path.exists(notes):
            continue
        stem = os.path.join(work, path.replace("/", "#"))
        shutil.copy(notes, stem + ".gcno")
        shutil.copy(os.path.join(counts, name), stem + ".gcda")
        out = subprocess.run(
            ["gcov", "--branch-probabilities", "--json-format", "--stdout", stem + ".gcda"],
            cwd=work, capture_output=True, check=True).stdout
        if out[:2] == b"\x1f\x8b":
            out = gzip.decompress(out)
        yield from json.loads(out)["files"]


def source_of(path):
    """The file's name in the tree; None: not one of the module's."""
    at = path.rfind("/kmod/")
    if at < 0 and not path.startswith("kmod/"):
        return None
    return path[at + 1:] if at >= 0 else path


def main():
    kbuild, counts = sys.argv[1:3]
    lines = collections.defaultdict(lambda: collections.defaultdict(int))
    branches = collections.defaultdict(dict)
    with tempfile.TemporaryDirectory() as work:
        for data in gcov(kbuild, counts, work):
            name = source_of(data["file"])
            if not name:
                continue
            with open(os.path.join(kbuild, name), encoding="utf-8") as source:
                text = source.read().split("\n")
            for line in data["lines"]:
                number = line["line_number"]
                lines[name][number] += line["count"]
                if ASSERTION.search(text[number - 1]):
                    continue
                for index, branch in enumerate(line["branches"]):
                    key = (number, index)
                    branches[name][key] = branches[name].get(key, 0) + branch["count"]
    total = [0, 0, 0, 0]
    missed = []
    for name in sorted(lines):
        figures = (sum(1 for c in lines[name].values() if c), len(lines[name]),
                   sum(1 for c in branches[name].values() if c), len(branches[name]))
        total = [a + b for a, b in zip(total, figures)]
        print_row(name, figures)
        missed += [f"{name}:{n}" for n, c in sorted(lines[name].items()) if not c]
    print_row("all", total)
    if len(sys.argv) > 3:
        with open(sys.argv[3], "w", encoding="utf-8") as out:
            out.write("".join(m + "\n" for m in missed))


def print_row(name, figures):
    """One line of the table."""
    def percent(part, whole):
        return 100 * part / whole if whole else 100
    print(f"  {name:32} lines {percent(*figures[:2]):5.1f} % of {figures[1]:5}, "
          f"branches {percent(*figures[2:]):5.1f} % of {figures[3]:5}")


main()
