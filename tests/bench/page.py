#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""csec - bench: page.py REPORT.json PAGE CHART: puts the figures of a report into docs

Replaces what is between the two markers of PAGE by tables, and writes CHART, an SVG with
csec and its peers side by side.
"""
import html
import json
import sys

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


def number(value):
    return f"{value:,.0f}" if abs(value) >= 10 or value == int(value) else f"{value:.1f}"


def is_shown(name):
    """Of a bomb its times, and what the host felt: not the rest, which is like no bomb at all."""
    part = name.split("/")
    return (part[0] != "bomb" or part[-1] in ("full", "answer")
            or part[-3:] == ["during", "exec", "p99"])


def tables(report):
    yield f"Kernel {report['series']}, instructions more than without csec.\n\n"
    yield "| what | cost | noise | of bare | of best peer | target | gate | |\n"
    yield "|---|--:|--:|--:|--:|--:|--:|---|\n"
    for row in report["rows"]:
        ratio = f"{row['ratio']:.4f}" if row["ratio"] else ""
        peer = f"{row['value'] / row['peer']:.2f}" if row["peer"] else ""
        verdict = "**missed**" if row["verdict"] in ("FAIL", "missed") else row["verdict"]
        yield (f"| {row['title']} | {number(row['value'])} | {number(row['noise'])} | {ratio} "
               f"| {peer} | {number(row['target'])} | {number(row['gate'])} | {verdict} |\n")
    yield "\nEverything that was measured, p10 and p50 of the added instructions:\n\n"
    yield "| section | where | operation | bare | p10 | noise | p50 |\n|---|---|---|--:|--:|--:|--:|\n"
    for name, cost in report["costs"].items():
        section, who, operation = name.split("/")
        yield (f"| {section} | {who} | {operation} | {number(cost['base'])} | "
               f"{number(cost['cost'])} | {number(cost['noise'])} | {number(cost['cost_p50'])} |\n")
    yield "\n| single value | |\n|---|--:|\n"
    for name, value in filter(lambda item: is_shown(item[0]), report["values"].items()):
        yield f"| {name} | {number(value)} |\n"
    for text in report["not_measured"]:
        yield f"\nNot measured: {text}.\n"


def chart(report):
    """Bars; lengths by square root, so that small ones can be seen beside large ones."""
    lines, y = [], 30
    groups = [(title, [(label, report["costs"][name]["cost"]) for label, name in bars
                       if name in report["costs"]]) for title, bars in CHART]
    widest = max((value for _, bars in groups for _, value in bars), default=1)
    for title, bars in groups:
        if not bars:
            continue
        lines.append(f'<text x="10" y="{y}" class="t">{html.escape(title)}</text>')
        y += 8
        for label, value in bars:
            width = max(1, 420 * (max(value, 0) / widest) ** 0.5)
            kind = "c" if label.startswith("csec") else "p"
            lines.append(f'<text x="160" y="{y + 11}" class="l">{html.escape(label)}</text>'
                         f'<rect x="168" y="{y}" width="{width:.0f}" height="14" class="{kind}"/>'
                         f'<text x="{174 + width:.0f}" y="{y + 11}">{number(value)}</text>')
            y += 18
        y += 22
    style = ("text{font:12px sans-serif;fill:#222}.t{font-weight:bold}.l{text-anchor:end}"
             ".c{fill:#1f6fb2}.p{fill:#b0b7bf}")
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="680" height="{y}" '
            f'viewBox="0 0 680 {y}"><style>{style}</style>\n'
            '<rect width="100%" height="100%" fill="#fff"/>\n' + "\n".join(lines) + "\n</svg>\n")


def main():
    report_path, page_path, chart_path = sys.argv[1:]
    report = json.load(open(report_path, encoding="utf-8"))
    page = open(page_path, encoding="utf-8").read()
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    with open(page_path, "w", encoding="utf-8") as out:
        out.write(before + BEGIN + "".join(tables(report)) + END + after)
    with open(chart_path, "w", encoding="utf-8") as out:
        out.write(chart(report))


if __name__ == "__main__":
    main()
