# SPDX-License-Identifier: GPL-2.0-only
"""csec - bench: what an operation may cost

A cost is named SECTION/WHO/OPERATION: the section of the boot, where the measured process is
(inside or outside of the governed cgroup, deep: three levels below), and the operation. Each
has a target, which is what it should cost, and a gate, which fails the run; those without a
gate (None) are listed, and may not grow.
"""

# The bare sections may differ by this share, or by so many instructions. Fork and exec have two
# levels, 265 apart, and a boot may go from one to the other once (298 apart were seen, with both
# checks of the boot else equal); a spawn is both of them; ptrace
# wakes a process, which servers that were started meanwhile move by 45. A cost is a difference of
# neighbours, and sees nothing of it.
VOID_SHARE = 0.0015
VOID_STEPS = {"fork": 350, "exec": 350, "exec-overlay": 350, "tcp": 300, "spawn": 600,
              "ptrace": 100}
VOID_STEP = 4
# What is compared by section only: a new server process anywhere moves threads by 150, and the
# number of cgroups moves migrations; exec of a dynamic program, and cgroups, do not repeat.
UNCOMPARED = {"thread", "migrate", "cgroup", "exec-dynamic"}

PEERS = {"bpf-exec10", "bpf-exec10-else", "bpf-exec1m", "bpf-procs1", "bpf-procs4", "pids1",
         "pids4", "pids8", "landlock10", "landlock1000", "apparmor10", "apparmor1000", "audit",
         "fapolicyd"}

EXEC_PEERS = ["bpf-exec10/inside/exec", "landlock10/inside/exec", "apparmor10/inside/exec"]
FORK_PEERS = ["bpf-procs1/inside/fork", "pids1/depths/fork"]


# What a process can put on itself. Landlock, which here decides about execution, sees files being
# opened; it has no opinion of the others.
OPEN_PEERS = ["landlock10/inside/open", "apparmor10/inside/open"]


# What no policy that has only `exec` hooks, and what an empty module must not touch. A mapping
# to be executed is not among the first: `exec.default: deny` includes it, as else
# `ld.so PROGRAM` would run what is not listed. It is judged as in a policy that asks for it.
UNTOUCHED = ["null", "open", "read", "write", "capable", "ptrace", "udp"]
MAPPINGS = ["mmap-file", "mmap-anon"]
LONG = ["tcp", "thread", "fork", "exec", "migrate"]


def nothing(operation):
    """The gate of what must cost nothing: four, and ten more where figures repeat to ten."""
    return 14 if operation in LONG else 4


# title, name, target, gate, peers
COSTS = [
    ("exec: allowed, policy on exec", "exec/inside/exec", 200, 300, EXEC_PEERS),
    ("exec: not governed", "exec/outside/exec", 100, 130, ["bpf-exec10-else/outside/exec"]),
    ("exec: allowed, on an overlay", "exec/inside/exec-overlay", 200, 300, EXEC_PEERS),
    ("exec: full policy", "full/inside/exec", 600, 900, EXEC_PEERS),
    ("exec: full policy, on an overlay", "full/inside/exec-overlay", 600, 900, EXEC_PEERS),
    ("fork+exit: a limit at 1 level", "limits/inside/fork", 350, 450, FORK_PEERS),
    ("fork+exit: limits at 4 levels", "limits4/deep/fork", 400, 520,
     ["bpf-procs4/deep/fork", "pids4/depths/fork"]),
    ("fork+exit: not governed, limits armed", "limits/outside/fork", 170, 220, []),
    ("thread: a limit at 1 level", "limits/inside/thread", 350, 450,
     ["bpf-procs1/inside/thread", "pids1/depths/thread"]),
] + [
    (f"{what}: a limit at 1 level, {more}", f"{section}/inside/{operation}", 450, None, [])
    for section, more in (("watched", "onBomb"), ("rated", "forkRate"),
                          ("slow", "forkRate, onRate: slow"))
    for what, operation in (("fork+exit", "fork"), ("thread", "thread"))
] + [
    (f"fork+exit: not governed, {what}", f"{section}/outside/fork", 170, gate, [])
    for section, what, gate in (("watched", "onBomb armed", None), ("rated", "forkRate armed", 220))
] + [
    ("connect (UDP): governed", "connect/inside/udp", 250, 350, ["apparmor10/inside/udp"]),
    ("connect (UDP): not governed", "connect/outside/udp", 100, 130, []),
    ("TCP pair: governed", "connect/inside/tcp", 250, 350, ["apparmor10/inside/tcp"]),
    ("TCP pair: not governed", "connect/outside/tcp", 100, 130, []),
    ("mmap PROT_EXEC of a file: governed", "memory/inside/mmap-file", 200, 300,
     ["apparmor10/inside/mmap-file"]),
    ("mmap PROT_EXEC of a file: not governed", "memory/outside/mmap-file", 60, 90, []),
    ("mmap PROT_EXEC, anonymous: governed", "memory/inside/mmap-anon", 200, 300,
     ["apparmor10/inside/mmap-anon"]),
    ("mmap PROT_EXEC, anonymous: not governed", "memory/outside/mmap-anon", 60, 90, []),
    ("open: full policy, governed", "full/inside/open", 150, 220, OPEN_PEERS),
    ("open: full policy, not governed", "full/outside/open", 60, 90, []),
    ("ptrace: governed", "inject/inside/ptrace", 150, 220, ["apparmor10/inside/ptrace"]),
    ("ptrace: not governed", "inject/outside/ptrace", 60, 90, []),
    ("capable: governed", "capabilities/inside/capable", 150, 220, ["apparmor10/inside/capable"]),
    ("capable: not governed", "capabilities/outside/capable", 60, 90, []),
    ("exec of a shell: a command line, 50 tasks", "shells/shells/shell-line", 2000, 2000, []),
    ("exec of a shell: a script, 50 tasks", "shells/shells/shell-script", 2000, 2000, []),
    ("exec of a shell: pipes to its parent, 50 tasks", "shells/shells/shell-pipes", 2000, 2000, []),
    ("exec of a shell: pipes that lead out, 50 tasks", "shells/led/shell-pipes", 2000, 2000, []),
    ("exec of no shell: more for shells", "beside/shells/exec", 0, nothing("exec"), []),
    ("exec: denied, with its event", "exec/inside/exec-refused", 600, 1000, []),
    ("cgroup, made and removed: full policy", "full/inside/cgroup", None, None, []),
    ("migration: full policy", "full/inside/migrate", None, None, []),
    ("migration: a limit at 1 level", "limits/inside/migrate", None, None, []),
] + [
    (f"{operation}: loaded, no policy", f"loaded/inside/{operation}", 0, nothing(operation), [])
    for operation in UNTOUCHED + MAPPINGS + LONG
] + [
    (f"{operation}: policy on exec only", f"exec/inside/{operation}", 0, nothing(operation), [])
    for operation in UNTOUCHED + [name for name in LONG if name != "exec"]
] + [
    (f"{operation}: policy on exec only, {what}", f"exec/{who}/{operation}", target, gate, [])
    for operation in MAPPINGS
    for what, who, target, gate in (("governed", "inside", 200, 300),
                                    ("not governed", "outside", 60, 90))
]

# title, the larger, the smaller, target, gate
DIFFERENCES = [
    (f"{operation}: many {what} over {few}", f"{section}/{who}/{operation}",
     f"exec/{who}/{operation}", 10, 50)
    for section, what, few in (("entries", "entries", 10), ("crowd", "governed cgroups", 1))
    for who, operation in (("inside", "exec"), ("inside", "fork"), ("inside", "mmap-file"))
] + [
    ("exec elsewhere: many governed cgroups over 1", "crowd/outside/exec", "exec/outside/exec",
     10, 50),
]

# title, cost, of how many, target, gate
SHARES = [
    ("exec: each further file mapping", "full/inside/maps", 4, 150, 220),
]

# What csec costs in per cent of BPF programs that do the same: title, cost, BPF's, target.
OF_BPF = [
    ("exec: % of a BPF-LSM allowlist", "exec/inside/exec", "bpf-exec10/inside/exec", 100 / 2.5),
    ("fork: % of BPF counters, 1 level", "limits/inside/fork", "bpf-procs1/inside/fork",
     100 / 1.6),
    ("fork: % of BPF counters, 4 levels", "limits4/deep/fork", "bpf-procs4/deep/fork", 100 / 4),
]

# What a figure may grow by over the baseline, beside its noise. Costs in instructions, of
# large ones a share; single values by a factor, which is how far runs of the same were apart.
LIGHT = {"null", "open", "read", "write", "udp", "mmap-file", "mmap-anon", "maps", "capable",
         "ptrace"}
RESTLESS = {"exec-dynamic": 450, "cgroup": 350}


def allowed_cost(name, old):
    operation = name.rsplit("/", 1)[1]
    # What seemed to cost less than nothing had its second half on the lower level.
    old = max(old, 0)
    if operation in LIGHT:
        return old + 25
    return old + max(RESTLESS.get(operation, 150), 0.02 * abs(old))


def allowed_value(name, old):
    """Of a row that is no cost: differences, shares, and single values."""
    part = name.split("/")
    if part[0] == "bomb":
        return old * (1.25 if part[-1] == "answer" else 2)
    if part[-1] == "blocked":
        return old * 2 + 100
    if part[0] in ("load", "events", "percent"):
        return old * {"unload-us": 1.5, "bytes-per-entry": 1.15}.get(part[-1], 1.05)
    if part[0] == "hooks":
        return old
    return old + 50


# Samples that a p99 needs, at least.
ENOUGH = 100
BOMB_ANSWERS = ("csec-deny", "csec-freeze", "csec-kill")


def rows_of_bomb(values, answer, limit):
    """Title, name, target, gate, peers, whether it can be told."""
    word, bomb = answer[5:], f"bomb/{answer}/{limit}"
    if f"{bomb}/answer" in values:
        target = 20000 if int(limit) <= 64 else 100000
        yield (f"bomb of {limit}: µs to {word}", f"{bomb}/answer", target, 2 * target,
               [f"bomb/pids-max+helper/{limit}/answer"], True)
    before, time_for = (values[f"{bomb}/before/exec/{what}"] for what in ("p99", "nr"))
    for phase, gate, peers in (("during", 2, [f"bomb/pids-max/{limit}/during/exec/p99",
                                              f"bomb/pids-max+helper/{limit}/during/exec/p99"]),
                               ("after", 1.1, [])):
        # Few samples tell nothing of a p99, unless they are few because an exec took so long. Of
        # 270 three decide about it; it is above the gate for sure when p98 is as well.
        nr, p98, p99 = (values.get(f"{bomb}/{phase}/exec/{what}", 0)
                        for what in ("nr", "p98", "p99"))
        can_tell = nr < time_for / 2 or (nr >= ENOUGH and not p98 <= before * gate < p99)
        yield (f"bomb of {limit}: exec p99 µs {phase}, {word}", f"{bomb}/{phase}/exec/p99",
               before * 1.1, before * gate, peers, can_tell)


# What the kernel's counters and a reader must agree in.
EVENT_CHECKS = {"not-counted": "refused and not counted", "not-recorded": "refused, no event",
                "unaccounted": "neither seen nor lost", "misreported": "lost, said otherwise",
                "holes": "missing, not said to be lost"}


def values_of(values):
    """The bar of single values: title, name, target, gate, peers, whether it can be told."""
    for name in values:
        part = name.split("/")
        if part[0] == "bomb" and name.endswith("/before/exec/p99") and part[1] in BOMB_ANSWERS:
            yield from rows_of_bomb(values, part[1], part[2])
        elif part[0] == "events" and part[-1] in EVENT_CHECKS:
            yield (f"events {EVENT_CHECKS[part[-1]]}, reader: {part[1]}", name, 0, 0, [], True)
        elif name == "events/ns-without-loss":
            yield ("events, one reader: ns each, the fastest without loss", name, 10000, 100000, [],
                   True)
        elif part[0] == "load" and part[-1] == "instructions-per-entry":
            yield (f"push of {int(part[1]):,} entries: instructions each", name, 400, 1000, [], True)
        elif name.endswith("bytes-per-entry") and int(part[1]) >= 100000:
            yield (f"memory of {int(part[1]):,} entries: bytes each", name, 40, 64, [], True)
        elif part[-1] == "blocked":
            yield (f"exec {part[2]}, longer for a push of {int(part[1]):,}, µs", name, 0, 100, [],
                   True)
        elif name == "load/1000-policies/unload-us":
            yield ("unloading 1,000 policies, µs", name, None, None, [], True)
        elif name in ("hooks/loaded", "hooks/deleted"):
            state = "loaded, no policy" if part[1] == "loaded" else "policy deleted"
            yield (f"functions of the kernel hooked: {state}", name, 0, 0, [], True)


def derived(values):
    """Values that follow from others: what a push adds to the longest exec."""
    for name in list(values):
        if name.endswith("/longest-exec") and f"{name[:-13]}-idle/longest-exec" in values:
            values[name[:-12] + "blocked"] = round(
                max(0, values[name] - values[f"{name[:-13]}-idle/longest-exec"]), 1)
