# SPDX-License-Identifier: GPL-2.0-only
# Faults in connect.
# shellcheck shell=bash disable=SC2154

. /opt/csec/faults.sh
listener 4700
fails connect "$warm" 4700
fails connect "$new" 4700
fails connect-ungoverned "$free" 4700
govern shells "$(cgroup shell)" <<END
processes: {threads: 100}
shells: {connect: deny, class: [$bin/fail_nth]}
END
fails connect-denied "$base/shell" 4700
still_enforced
