#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-only
"""coverage.py KBUILD-DIRECTORY GCDA-DIRECTORY [LIST]
coverage.py --user BUILD-DIRECTORY [LIST]
coverage.py --self-test

Line and branch coverage: one line for each file and the total. LIST gets the
lines that were never reached. The first form is for the counts of a debug
kernel and shows the module's own files; the second one is for objects in user
space that were compiled with --coverage, and shows ctl/ and kmod/.

Branches of assertions that hold (lockdep_assert_held, WARN_ON) are not counted:
they are taken only when the module is broken.

gcov lists the branches of a line once for each copy that the compiler made of
it by inlining. "Merged" takes the copies for one: as many branches as the
object has that shows fewest, each taken when it is taken in any copy. What one
object alone has inlined several times still counts several times.
"""

import collections
import glob
import gzip
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

ASSERTION = re.compile(r"lockdep_|WARN_ON|rcu_dereference_protected|BUG_ON")


def gcov(stem, work):
    """Runs gcov on one object; yields the files it names, by absolute path."""
    out = subprocess.run(
        ["gcov", "--branch-probabilities", "--json-format", "--stdout", stem + ".gcda"],
        cwd=work, capture_output=True, check=True).stdout
    if out[:2] == b"\x1f\x8b":
        out = gzip.decompress(out)
    data = json.loads(out)
    for file in data["files"]:
        file["file"] = os.path.join(data["current_working_directory"], file["file"])
        yield file


def of_kernel(kbuild, counts, work):
    """The files of each object of the module that has counts."""
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
        yield from gcov(stem, work)


def of_user(build, work):
    """The files of each object below a directory that has counts."""
    for path in sorted(glob.glob(build + "/**/*.gcda", recursive=True)):
        yield from gcov(os.path.abspath(path)[: -len(".gcda")], work)


def source_of(path, parts):
    """The file's name in the tree; None: in none of its parts."""
    path = os.path.normpath(path)
    for part in parts:
        at = path.rfind(f"/{part}/")
        if at >= 0:
            return path[at + 1:]
    return None


class Counts:
    """Of one source file, by number of the line."""

    def __init__(self):
        self.lines = collections.defaultdict(int)
        self.branches = collections.defaultdict(list)

    def add(self, lines, text):
        """What one object says; text: the lines of the source."""
        for line in lines:
            number = line["line_number"]
            self.lines[number] += line["count"]
            if not ASSERTION.search(text[number - 1]) and line["branches"]:
                self.branches[number].append([b["count"] for b in line["branches"]])

    def figures(self):
        """Lines, branches, branches with the copies merged: reached, and all."""
        plain = [fold(o, max(map(len, o))) for o in self.branches.values()]
        merged = [fold(o, min(map(len, o))) for o in self.branches.values()]
        return (sum(1 for c in self.lines.values() if c), len(self.lines),
                sum(sum(b) for b in plain), sum(map(len, plain)),
                sum(sum(b) for b in merged), sum(map(len, merged)))

    def missed(self):
        """Numbers of the lines that nothing reached."""
        return [n for n, c in sorted(self.lines.items()) if not c]


def fold(objects, nr):
    """Which of nr branches of a line were taken, in any object and copy."""
    taken = [False] * nr
    for counts in objects:
        for index, count in enumerate(counts):
            taken[index % nr] |= count > 0
    return taken


def percent(part, whole):
    """Of nothing, all."""
    return 100 * part / whole if whole else 100


def row(name, figures, has_copies):
    """One line of the table."""
    text = (f"  {name:32} lines {percent(*figures[:2]):5.1f} % of {figures[1]:5}, "
            f"branches {percent(*figures[2:4]):5.1f} % of {figures[3]:5}")
    if has_copies:
        text += f", merged {percent(*figures[4:]):5.1f} % of {figures[5]:5}"
    return text


def show(files, parts, list_file, has_copies):
    """The table, a total for each part, and the list."""
    missed = []
    for part in parts:
        total = [0] * 6
        for name in sorted(n for n in files if n.startswith(part + "/")):
            figures = files[name].figures()
            total = [a + b for a, b in zip(total, figures)]
            print(row(name, figures, has_copies))
            missed += [f"{name}:{n}" for n in files[name].missed()]
        print(row("all" if len(parts) == 1 else f"all of {part}/", total, has_copies))
    if list_file:
        with open(list_file, "w", encoding="utf-8") as out:
            out.write("".join(m + "\n" for m in missed))


def self_test():
    """A header line that two objects inline, once and three times; an assertion."""
    def line(number, *counts):
        return {"line_number": number, "count": max(counts, default=0),
                "branches": [{"count": c} for c in counts]}
    text = ["if (a)", "f();", "WARN_ON(b);"]
    counts = Counts()
    counts.add([line(1, 0, 1, 0, 1, 0, 0), line(2)], text)
    assert counts.figures() == (1, 2, 2, 6, 2, 6), counts.figures()
    counts.add([line(1, 0, 0), line(3, 0, 1)], text)
    assert counts.figures() == (2, 3, 2, 6, 1, 2), counts.figures()
    assert counts.missed() == [2]
    counts.add([line(1, 5, 0), line(2)], text)
    assert counts.figures() == (2, 3, 3, 6, 2, 2), counts.figures()
    assert source_of("/t/build/../kmod/a.c", ["ctl", "kmod"]) == "kmod/a.c"
    assert source_of("/t/include/kmod.h", ["kmod"]) is None


def main():
    """See the top."""
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    is_user = sys.argv[1] == "--user"
    parts = ["ctl", "kmod"] if is_user else ["kmod"]
    files = collections.defaultdict(Counts)
    with tempfile.TemporaryDirectory() as work:
        for data in (of_user(sys.argv[2], work) if is_user else
                     of_kernel(sys.argv[1], sys.argv[2], work)):
            name = source_of(data["file"], parts)
            if not name:
                continue
            top = "" if is_user else sys.argv[1]
            with open(os.path.join(top, data["file"] if is_user else name),
                      encoding="utf-8") as source:
                files[name].add(data["lines"], source.read().split("\n"))
    return show(files, parts, "".join(sys.argv[3:4]), not is_user)


main()
