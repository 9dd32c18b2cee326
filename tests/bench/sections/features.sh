# SPDX-License-Identifier: GPL-2.0-only
# csec - bench: each part of a policy by itself
# shellcheck shell=bash disable=SC2154
with_module
# feature NAME PART...
feature() {
	local parts=("${@:2}") name=$1
	on() { push $name /bench-inside "${parts[@]}"; }
	off() { ctl policy delete $name; }
	alternate $name inside outside -- $light $heavy
}
feature connect "$part_shells"
feature memory "$part_memory"
feature inject "$part_inject"
feature capabilities "$part_capabilities"
