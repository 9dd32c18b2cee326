# SPDX-License-Identifier: GPL-2.0-only
# Faults in fork, clone and migrations.
# shellcheck shell=bash disable=SC2154

. /opt/csec/faults.sh
fails fork "$warm"
fails fork "$new"
fails thread "$warm"
fails into "$warm"
fails into "$new"
fails into-denied "$warm" "$free"
fails attach "$warm"
fails attach "$new"
fails attach-denied "$warm" "$free"
still_enforced
