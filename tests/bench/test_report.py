#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""csec - bench: whether report.py sees what it is there to see; scripts/bench.sh asks first"""
import contextlib
import io
import json
import pathlib
import sys
import tempfile
import unittest
from unittest import mock

import page
import report

# Section, where, operation, without, and what it costs more with csec.
COSTS = [("exec", "inside", "exec", 130000, 350), ("exec", "inside", "exec-refused", 80000, 1200),
         ("exec", "inside", "null", 200, 0), ("entries", "inside", "exec", 130000, 355),
         ("shells", "shells", "shell-line", 130000, 4900), ("full", "inside", "maps", 64000, 720),
         ("pids4", "depths", "fork", 210000, 80)]
VALUES = {"load/1000000/instructions-per-entry": 3000, "hooks/loaded": 0,
          **{f"bomb/csec-kill/64/{phase}/exec/{what}": value
             for phase in ("before", "during", "after")
             for what, value in (("nr", 300), ("p50", 256), ("p98", 270), ("p99", 280))}}


class Report(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.path = pathlib.Path(directory.name)
        self.judge("--accept")

    def judge(self, *options, more=(), values=(), without="", last=0, mode="full", asked=""):
        """Exit status, and what was said; @more: name of a cost, and what it costs more."""
        with open(self.path / "results", "w", encoding="utf-8") as out:
            out.write("C all / 3 24\n")
            for state, change in (("first", 0), ("last", last)):
                out.write(f"R bare/inside/{state}/0 null 24 {200 + change} 200\n")
            for section, who, operation, base, cost in COSTS:
                name = f"{section}/{who}/{operation}"
                cost += dict(more).get(name, 0)
                for turn in range(4 if name != without else 0):
                    out.write(f"R {section}/{who}/off/{turn} {operation} 24 {base} {base}\n"
                              f"R {section}/{who}/on/{turn} {operation} 24 {base + cost} {base}\n")
            for name, value in {**VALUES, **dict(values)}.items():
                out.write(f"V {name} {value}\n")
        arguments = ["report.py", str(self.path / "results"), "--series", "6.1", "--mode", mode,
                     "--asked", asked, "--commit", "some", "--json", str(self.path / "json"),
                     "--baseline", str(self.path / "baseline"), *options]
        said = io.StringIO()
        with mock.patch.object(sys, "argv", arguments), contextlib.redirect_stdout(said):
            try:
                return report.main(), said.getvalue()
            except SystemExit as stop:
                return stop.code, said.getvalue()

    def test_missed_before(self):
        status, said = self.judge()
        self.assertEqual(status, 0, said)
        self.assertRegex(said, "exec: denied, .* missed")

    def test_growth(self):
        """Of what is above its gate already, too; of differences, shares and values."""
        for more in ({"exec/inside/exec-refused": 200}, {"shells/shells/shell-line": 200},
                     {"exec/inside/null": 30}, {"full/inside/maps": 400}):
            status, said = self.judge(more=more)
            self.assertEqual(status, 1, said)
            self.assertIn(f"regression: {next(iter(more))}", said)
        status, said = self.judge(more={"entries/inside/exec": 140})
        self.assertIn("regression: entries/inside/exec - exec/inside/exec", said)
        for values in ({"load/1000000/instructions-per-entry": 3300}, {"hooks/loaded": 1},
                       {"bomb/csec-kill/64/after/exec/p98": 390,
                        "bomb/csec-kill/64/after/exec/p99": 400}):
            self.assertEqual(self.judge(values=values)[0], 1, values)

    def test_within(self):
        self.assertEqual(self.judge(more={"exec/inside/exec-refused": 100})[0], 0)

    def test_not_measured(self):
        status, said = self.judge(without="exec/inside/exec-refused")
        self.assertEqual(status, 1)
        self.assertIn("exec/inside/exec-refused: in the baseline, not measured", said)
        self.assertEqual(self.judge(without="exec/inside/exec-refused", mode="quick")[0], 0)
        status, said = self.judge(without="pids4/depths/fork")
        self.assertEqual(status, 0)
        self.assertIn("of peers not measured", said)

    def test_no_baseline(self):
        (self.path / "baseline").unlink()
        status, said = self.judge()
        self.assertEqual(status, 1)
        self.assertIn("no baseline for 6.1", said)

    def test_void(self):
        (self.path / "baseline").unlink()
        self.assertEqual(self.judge("--accept", last=5)[0], 2)
        self.assertFalse((self.path / "baseline").exists())

    def test_few_samples(self):
        """Few of many tell nothing; few because each took long do."""
        lone = {"bomb/csec-kill/64/during/exec/p99": 9000}
        self.assertRegex(self.judge(values=lone)[1], "exec p99 µs during.* unsure")
        few = {f"bomb/csec-kill/64/{phase}/exec/nr": 90 for phase in ("before", "during")}
        slow = {"bomb/csec-kill/64/during/exec/p99": 9000}
        self.assertRegex(self.judge(values={**few, **slow})[1], "exec p99 µs during.* unsure")
        few["bomb/csec-kill/64/before/exec/nr"] = 300
        self.assertRegex(self.judge(values={**few, **slow})[1], "exec p99 µs during.* FAIL")

    def test_incomplete(self):
        for how in ({"mode": "quick"}, {"asked": "sections exec"}):
            self.assertNotIn(self.judge("--accept", **how)[0], (0, 2))
            self.judge(**how)
            with mock.patch.object(sys, "argv", ["page.py", str(self.path / "json"), "no", "no"]):
                with self.assertRaises(SystemExit):
                    page.main()
        self.judge()
        self.assertTrue(json.load(open(self.path / "json", encoding="utf-8"))["complete"])


if __name__ == "__main__":
    unittest.main(warnings="ignore")
