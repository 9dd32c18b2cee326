# SPDX-License-Identifier: GPL-2.0-only
# csec - bench: operations per second of 1 to all processors; under emulation shape only
# shellcheck shell=bash disable=SC2154
without_module
MS=${WALL_MS:-300} bash ./wall.sh /opt/csec
