#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""csec - bench: page.py REPORT.json PAGE CHART: puts the figures of a report into docs

Replaces what is between the two markers of PAGE by tables, and writes CHART, an SVG with
csec and its peers side by side. Only of a complete run that is not void.
"""
import html
import json
import sys

import bombs
from words import number, of_bare, of_peer

BEGIN, END = "<!-- figures: begin -->\n", "<!-- figures: end -->\n"

# What the chart compares: group, then label and name of a cost; the first is csec.
CHART = [
    ("exec of an allowed program", [
        ("csec", "exec/inside/exec"), ("csec, full policy", "full/inside/exec"),
        ("BPF-LSM, 10 files", "bpf-exec10/inside/exec"),
        ("Landlock, 10 files", "landlock10/inside/exec"),
        ("Landlock, 1000", "landlock1000/inside/exec"),
        ("AppArmor, 10 files", "apparmor10/inside/exec"),
        ("AppArmor, 1000", "apparmor1000/inside/exec")]),
    ("exec elsewhere on the host", [
        ("csec", "exec/outside/exec"), ("BPF-LSM", "bpf-exec10-else/outside/exec")]),
    ("fork+exit below a limit", [
        ("csec, 1 level", "limits/inside/fork"), ("csec, 4 levels", "limits4/deep/fork"),
        ("BPF, 1 level", "bpf-procs1/inside/fork"), ("BPF, 4 levels", "bpf-procs4/deep/fork"),
        ("pids, 1 level", "pids1/depths/fork"), ("pids, 4 levels", "pids4/depths/fork"),
        ("pids, 8 levels", "pids8/depths/fork")]),
    ("open", [
        ("csec, full policy", "full/inside/open"), ("Landlock, 10 files", "landlock10/inside/open"),
        ("AppArmor, 10 files", "apparmor10/inside/open")]),
    ("mmap of a file to execute", [
        ("csec, full policy", "full/inside/mmap-file"),
        ("Landlock, 10 files", "landlock10/inside/mmap-file"),
        ("AppArmor, 10 files", "apparmor10/inside/mmap-file")]),
    ("connect (UDP)", [
        ("csec", "connect/inside/udp"), ("Landlock, 10 files", "landlock10/inside/udp"),
        ("AppArmor, 10 files", "apparmor10/inside/udp")]),
]


# Milliseconds until a bomb is over, and what its host feels: label, answer.
BOMBS = [("csec freeze", "csec-freeze"), ("csec kill", "csec-kill"),
         ("pids.max, helper", "pids-max+helper"), ("csec deny", "csec-deny"),
         ("pids.max", "pids-max")]


def tables(report):
    yield (f"Kernel {report['series']}, commit {report['commit']}, {report['date']}, "
           f"{report['rounds']} rounds; instructions more than without csec.\n\n")
    yield "| what | cost | noise | of bare | of best peer | target | gate | |\n"
    yield "|---|--:|--:|--:|--:|--:|--:|---|\n"
    for row in report["rows"]:
        verdict = "**missed**" if row["verdict"] in ("FAIL", "missed") else row["verdict"]
        yield (f"| {row['title']} | {number(row['value'])} | {number(row['noise'])} | {of_bare(row)} "
               f"| {of_peer(row)} | {number(row['target'])} | {number(row['gate'])} | {verdict} |\n")
    yield from bombs.markdown(report["values"])
    yield "\nEverything that was measured, p10 and p50 of the added instructions:\n\n"
    yield "| section | where | operation | bare | p10 | noise | p50 |\n|---|---|---|--:|--:|--:|--:|\n"
    for name, cost in report["costs"].items():
        section, who, operation = name.split("/")
        yield (f"| {section} | {who} | {operation} | {number(cost['base'])} | "
               f"{number(cost['cost'])} | {number(cost['noise'])} | {number(cost['cost_p50'])} |\n")
    yield "\n| single value | |\n|---|--:|\n"
    for name, value in report["values"].items():
        if not name.startswith("bomb/"):
            yield f"| {name} | {number(value)} |\n"
    for text in report["not_measured"]:
        yield f"\nNot measured: {text}.\n"


class Chart:
    """Groups of bars, one below the other; lengths by square root of what fits LENGTH, so that
    small ones can be seen beside large ones."""
    LENGTH, LEFT = 420, 168

    def __init__(self):
        self.lines, self.y = [], 30

    def length(self, value, widest):
        return self.LENGTH * (max(value, 0) / widest) ** 0.5

    def bar(self, label, value, text, widest, marks=()):
        """@marks: class of a tick, and the value it stands for."""
        y, width, kind = self.y, self.length(value, widest), "c" if label.startswith("csec") else "p"
        self.lines.append(f'<text x="160" y="{y + 11}" class="l">{html.escape(label)}</text>')
        if width >= 1:
            self.lines.append(f'<rect x="{self.LEFT}" y="{y}" width="{width:.0f}" height="14" '
                              f'class="{kind}"/>')
        end = width
        for style, mark in marks:
            x = self.length(mark, widest)
            end = max(end, x)
            self.lines.append(f'<rect x="{self.LEFT + x - 1:.0f}" y="{y - 2}" width="2" '
                              f'height="18" class="{style}"/>')
        self.lines.append(f'<text x="{self.LEFT + 6 + end:.0f}" y="{y + 11}">'
                          f'{html.escape(text)}</text>')
        self.y += 18

    def group(self, title, bars):
        """@bars: as bar() takes them, without the widest."""
        if not bars:
            return
        self.lines.append(f'<text x="10" y="{self.y}" class="t">{html.escape(title)}</text>')
        self.y += 8
        for label, value, text, widest, marks in bars:
            self.bar(label, value, text, widest, marks)
        self.y += 22

    def svg(self):
        style = ("text{font:12px sans-serif;fill:#222}.t{font-weight:bold}.l{text-anchor:end}"
                 ".c{fill:#1f6fb2}.p{fill:#b0b7bf}.target{fill:#2a8f3c}.gate{fill:#c0392b}")
        key = ('<rect x="168" y="8" width="2" height="12" class="target"/><text x="176" y="18">'
               'target</text><rect x="228" y="8" width="2" height="12" class="gate"/>'
               '<text x="236" y="18">gate</text>')
        return (f'<svg xmlns="http://www.w3.org/2000/svg" width="840" height="{self.y}" '
                f'viewBox="0 0 840 {self.y}"><style>{style}</style>\n'
                '<rect width="100%" height="100%" fill="#fff"/>\n' + key + "\n"
                + "\n".join(self.lines) + "\n</svg>\n")


def bars_of_costs(report, bars, widest, bar_of):
    for label, name in bars:
        if name not in report["costs"]:
            continue
        cost = report["costs"][name]
        value = cost["cost"] if cost["cost"] > cost["noise"] else 0
        yield label, value, number(value), widest, bar_of.get(name, ())


def bars_of_bombs(report, limit, widest):
    """How long until it is over; without end: as long as it was watched, and that is said."""
    for label, answer in BOMBS:
        bomb = f"bomb/{answer}/{limit}"
        before, during = (report["values"].get(f"{bomb}/{phase}/exec/p99")
                          for phase in ("before", "during"))
        if not before:
            continue
        over = report["values"].get(f"{bomb}/answer")
        felt = f"host's exec x {during / before:,.1f}" if during else "no exec of the host"
        text = f"{over / 1e3:,.0f} ms" if over else "goes on"
        yield label, (over or widest * 1e3) / 1e3, f"{text}; {felt}", widest, ()


def chart(report):
    picture = Chart()
    bar_of = {row["name"]: (("target", row["target"]), ("gate", row["gate"]))
              for row in report["rows"] if row["gate"]}
    widest = max([report["costs"][name]["cost"] for _, bars in CHART for _, name in bars
                  if name in report["costs"]] + [1])
    for title, bars in CHART:
        picture.group(title, list(bars_of_costs(report, bars, widest, bar_of)))
    for limit in (64, 512, 2048):
        picture.group(f"fork bomb, limit {limit:,}: until it is over; p99 from 50 ms on",
                      list(bars_of_bombs(report, limit, 800)))
    return picture.svg()


def main():
    report_path, page_path, chart_path = sys.argv[1:]
    report = json.load(open(report_path, encoding="utf-8"))
    if not report.get("complete") or report["void"]:
        sys.exit(f"page.py: {report_path} is of a run that left something out, or is void: "
                 "make bench first")
    page = open(page_path, encoding="utf-8").read()
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    with open(page_path, "w", encoding="utf-8") as out:
        out.write(before + BEGIN + "".join(tables(report)) + END + after)
    with open(chart_path, "w", encoding="utf-8") as out:
        out.write(chart(report))


if __name__ == "__main__":
    main()
