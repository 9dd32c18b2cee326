# SPDX-License-Identifier: GPL-2.0-only
"""csec - bench: what an operation may cost

A cost is named SECTION/WHO/OPERATION: the section of the boot, where the measured process is
(inside or outside of the governed cgroup, deep: three levels below), and the operation. Each
has a target, which is what it should cost, and a gate, which fails the run.
"""

# The bare sections may differ by this share, or by so many instructions. Fork and exec have two
# levels, 265 apart, and a boot may go from one to the other once; a spawn is both of them; ptrace
# wakes a process, which servers that were started meanwhile move by 45. A cost is a difference of
# neighbours, and sees nothing of it.
VOID_SHARE = 0.0015
VOID_STEPS = {"fork": 300, "exec": 300, "exec-overlay": 300, "tcp": 300, "spawn": 600,
              "ptrace": 100}
VOID_STEP = 4
# What is compared by section only: a new server process anywhere moves threads by 150, and the
# number of cgroups moves migrations.
UNCOMPARED = {"thread", "migrate"}
# What repeats within it; exec of a dynamic program, and cgroups, do not.
STEADY = {"null", "open", "read", "write", "udp", "mmap-file", "mmap-anon", "capable", "ptrace",
          "tcp", "thread", "fork", "exec", "exec-overlay",
          "spawn", "migrate"}
SLOW = {"fork", "exec", "exec-overlay", "spawn", "thread", "tcp"}
PEERS = {"bpf-exec10", "bpf-exec10-else", "bpf-exec1m", "bpf-procs1", "bpf-procs4", "pids1",
         "pids4", "pids8", "landlock10", "landlock1000", "apparmor10", "apparmor1000", "audit",
         "fapolicyd"}

EXEC_PEERS = ["bpf-exec10/inside/exec", "landlock10/inside/exec", "apparmor10/inside/exec"]
FORK_PEERS = ["bpf-procs1/inside/fork"]
UNTOUCHED = ["null", "open", "read", "write", "capable", "ptrace", "mmap-file", "mmap-anon"]

# title, name, target, gate, peers
COSTS = [
    ("exec: allowed, policy on exec", "exec/inside/exec", 200, 300, EXEC_PEERS),
    ("exec: not governed", "exec/outside/exec", 100, 130, ["bpf-exec10-else/outside/exec"]),
    ("exec: allowed, on an overlay", "exec/inside/exec-overlay", 200, 300, EXEC_PEERS),
    ("exec: full policy", "full/inside/exec", 600, 900, EXEC_PEERS),
    ("exec: full policy, on an overlay", "full/inside/exec-overlay", 600, 900, EXEC_PEERS),
    ("fork+exit: a limit at 1 level", "limits/inside/fork", 350, 450, FORK_PEERS),
    ("fork+exit: limits at 4 levels", "limits4/deep/fork", 400, 520, ["bpf-procs4/deep/fork"]),
    ("fork+exit: not governed, limits armed", "limits/outside/fork", 170, 220, []),
    ("thread: a limit at 1 level", "limits/inside/thread", 350, 450, ["bpf-procs1/inside/thread"]),
    ("connect (UDP): governed", "connect/inside/udp", 250, 350, []),
    ("connect (UDP): not governed", "connect/outside/udp", 100, 130, []),
    ("mmap PROT_EXEC of a file: governed", "memory/inside/mmap-file", 200, 300, []),
    ("mmap PROT_EXEC of a file: not governed", "memory/outside/mmap-file", 60, 90, []),
    ("mmap PROT_EXEC, anonymous: governed", "memory/inside/mmap-anon", 200, 300, []),
    ("mmap PROT_EXEC, anonymous: not governed", "memory/outside/mmap-anon", 60, 90, []),
    ("open: full policy, governed", "full/inside/open", 150, 220,
     ["apparmor10/inside/open", "landlock10/inside/open"]),
    ("open: full policy, not governed", "full/outside/open", 60, 90, []),
    ("ptrace: governed", "inject/inside/ptrace", 150, 220, []),
    ("ptrace: not governed", "inject/outside/ptrace", 60, 90, []),
    ("capable: governed", "capabilities/inside/capable", 150, 220, []),
    ("capable: not governed", "capabilities/outside/capable", 60, 90, []),
    ("exec of a shell: a command line, 50 tasks", "shells/shells/shell-line", 2000, 2000, []),
    ("exec of a shell: a script, 50 tasks", "shells/shells/shell-script", 2000, 2000, []),
    ("exec of a shell: pipes to its parent, 50 tasks", "shells/shells/shell-pipes", 2000, 2000, []),
    ("exec of a shell: pipes that lead out, 50 tasks", "shells/led/shell-pipes", 2000, 2000, []),
    ("exec of no shell: more for shells", "beside/shells/exec", 0, 4, []),
    ("exec: denied, with its event", "exec/inside/exec-refused", 600, 1000, []),
] + [
    (f"{operation}: loaded, no policy", f"loaded/inside/{operation}", 0, 4, [])
    for operation in UNTOUCHED + ["udp", "tcp", "thread", "fork", "exec", "migrate"]
] + [
    (f"{operation}: policy on exec only", f"exec/inside/{operation}", 0, 4, [])
    for operation in UNTOUCHED + ["udp"]
]

# title, the larger, the smaller, target, gate
DIFFERENCES = [
    ("exec: many entries over 10", "entries/inside/exec", "exec/inside/exec", 10, 50),
    ("exec: many governed cgroups over 1", "crowd/inside/exec", "exec/inside/exec", 10, 50),
    ("fork: many governed cgroups over 1", "crowd/inside/fork", "exec/inside/fork", 10, 50),
]


def values_of(values):
    """The bar of single values: title, name, target, gate, peers."""
    for name in values:
        part = name.split("/")
        if part[0] == "bomb" and part[-1] == "answer" and part[1] in ("csec-kill", "csec-freeze"):
            target = 20000 if int(part[2]) <= 64 else 100000
            yield (f"bomb of {part[2]}: µs to {part[1][5:]}", name, target, 2 * target,
                   [f"bomb/pids-max+helper/{part[2]}/answer"])
        elif name.endswith("/during/exec/p99") and part[1] in ("csec-kill", "csec-freeze"):
            before = values[f"bomb/{part[1]}/{part[2]}/before/exec/p99"]
            yield (f"bomb of {part[2]}: host's exec p99 µs, {part[1][5:]}", name, before * 1.1,
                   before * 2, [f"bomb/pids-max/{part[2]}/during/exec/p99"])
        elif part[0] == "events" and part[-1] == "unaccounted":
            yield (f"events not accounted for, reader: {part[1]}", name, 0, 0, [])
        elif part[0] == "load" and part[-1] == "instructions-per-entry":
            yield (f"push of {int(part[1]):,} entries: instructions each", name, 400, 1000, [])
        elif name.endswith("bytes-per-entry") and int(part[1]) >= 100000:
            yield (f"memory of {int(part[1]):,} entries: bytes each", name, 40, 64, [])
        elif part[0] == "load" and part[-1] == "longest-exec":
            yield (f"longest exec during that push of {int(part[1]):,}, µs", name, 1000, 4000, [])
