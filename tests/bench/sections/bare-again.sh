# SPDX-License-Identifier: GPL-2.0-only
# csec - bench: what bare.sh measures, after everything else: the boot is void unless it is equal
# shellcheck shell=bash disable=SC2154
without_module
for who in inside outside; do job $who bare/$who/last/0 $nr $light $heavy; done
