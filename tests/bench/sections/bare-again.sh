# SPDX-License-Identifier: GPL-2.0-only
# csec - bench: what bare.sh measures, after others: the boot is void unless it is equal
# shellcheck shell=bash disable=SC2154
without_module
for who in inside outside; do job $who bare/$who/last/$bare_again $nr $light $heavy; done
bare_again=$((bare_again + 1))
