# SPDX-License-Identifier: GPL-2.0-only
# csec - bench: an allowlist of few files
# shellcheck shell=bash disable=SC2154
with_module
on() { push few /bench-inside exec:10; }
off() { ctl policy delete few; }
alternate exec inside outside -- $light $heavy exec-refused
