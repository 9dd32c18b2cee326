# SPDX-License-Identifier: GPL-2.0-only
# csec - bench: a policy with all its parts
# shellcheck shell=bash disable=SC2154
with_module
on() {
	push full /bench-inside exec:10 'processes: {threads: 1000}' "$part_shells" \
		"$part_memory" "$part_inject" "$part_capabilities"
}
off() { ctl policy delete full; }
alternate full inside outside -- $light $heavy
