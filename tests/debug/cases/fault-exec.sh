# SPDX-License-Identifier: GPL-2.0-only
# Faults in exec.
# shellcheck shell=bash disable=SC2154

. /opt/csec/faults.sh
fails exec "$warm" "$bin/fail_nth"
fails exec "$new" "$bin/fail_nth"
fails exec-denied "$warm" "$dir/no"
fails exec-denied "$new" "$dir/no"
fails exec-ungoverned "$free" "$dir/no"
still_enforced
