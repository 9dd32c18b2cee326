# SPDX-License-Identifier: GPL-2.0-only
# csec - bench: the module is loaded, without a policy
# shellcheck shell=bash disable=SC2154
without_module
on() { with_module; }
off() { without_module; }
alternate loaded inside -- $light $heavy

# That it costs nothing is seen directly: no function of the kernel is hooked. A policy
# hooks some, or else this could not be seen.
hooked() { wc -l </sys/kernel/tracing/enabled_functions; }
without_module
before=$(hooked)
with_module
value hooks/loaded $(($(hooked) - before))
push few /bench-inside exec:10
value hooks/exec $(($(hooked) - before))
[ "$(hooked)" -gt $before ] || { say "the functions that a policy hooks cannot be seen"; exit 1; }
ctl policy delete few
value hooks/deleted $(($(hooked) - before))
without_module
