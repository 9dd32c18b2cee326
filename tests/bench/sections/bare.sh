# SPDX-License-Identifier: GPL-2.0-only
# csec - bench: the kernel without csec; the measure of all others
# shellcheck shell=bash disable=SC2154
without_module
for who in inside outside; do job $who bare/$who/first/0 $nr $light $heavy; done
