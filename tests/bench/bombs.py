# SPDX-License-Identifier: GPL-2.0-only
"""csec - bench: what bombs did, one line for each limit and answer

Milliseconds from the first fork until the cgroup was full, and until it was empty or frozen;
then what the host felt before, during and after: p50 and p99, in microseconds, of fork+exec,
and of the lateness of a sleep; in brackets how many of each there was time for.
"""

from words import number

PHASES = ("before", "during", "after")


def lines(values):
    """Limit, answer, ms until full, ms until over, then {(phase, what): (nr, p50, p99)}."""
    bombs = {tuple(name.split("/")[1:3]): None for name in values if name.startswith("bomb/")}
    for answer, limit in sorted(bombs, key=lambda bomb: int(bomb[1])):
        prefix = f"bomb/{answer}/{limit}"
        times = [values.get(f"{prefix}/{what}") for what in ("full", "answer")]
        felt = {}
        for phase in PHASES:
            for what in ("exec", "wake"):
                felt[phase, what] = [values.get(f"{prefix}/{phase}/{what}/{part}")
                                     for part in ("nr", "p50", "p99")]
        yield (limit, answer, *times, felt)


def cells(bomb):
    limit, answer, full, over, felt = bomb
    yield f"{int(limit):,}"
    yield answer.replace("csec-", "csec ").replace("pids-max", "pids.max").replace("+", " and ")
    yield f"{full / 1e3:.1f}" if full is not None else "never"
    yield f"{over / 1e3:.1f}" if over is not None else "never"
    for what in ("exec", "wake"):
        for phase in PHASES:
            nr, p50, p99 = felt[phase, what]
            count = f" ({nr:.0f})" if what == "exec" and nr is not None else ""
            yield f"{number(p50)} / {number(p99)}{count}" if p50 is not None else "none"


HEADER = ("limit", "answer", "full, ms", "over, ms", *(
    f"{what} {phase}" for what in ("exec", "wake") for phase in PHASES))


def print_table(values, out):
    bombs = [list(cells(bomb)) for bomb in lines(values)]
    if not bombs:
        return
    print("\nbombs; exec and wake: µs p50 / p99 (how many)", file=out)
    table = [list(HEADER), *bombs]
    widths = [max(len(line[i]) for line in table) for i in range(len(HEADER))]
    for line in table:
        print("  ".join(cell.rjust(width) for cell, width in zip(line, widths)), file=out)
    print(file=out)


def markdown(values):
    bombs = [list(cells(bomb)) for bomb in lines(values)]
    if not bombs:
        return
    yield ("\nBombs: milliseconds from the first fork; exec and wake: µs p50 / p99, and how many"
           " there was time for:\n\n")
    yield f"| {' | '.join(HEADER)} |\n|--:|---|{'--:|' * (len(HEADER) - 2)}\n"
    for line in bombs:
        yield f"| {' | '.join(line)} |\n"
