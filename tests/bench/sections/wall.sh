# SPDX-License-Identifier: GPL-2.0-only
# csec - bench: operations per second of 1 to all processors; under emulation shape only
# shellcheck shell=bash disable=SC2154
without_module
# As by hand: nothing that this script exported may be needed.
env -i PATH="$PATH" MS=${WALL_MS:-300} ROUNDS=${WALL_ROUNDS:-2} ./wall.sh /opt/csec
