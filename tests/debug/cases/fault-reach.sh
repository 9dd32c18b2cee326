# SPDX-License-Identifier: GPL-2.0-only
# Faults in exec of a shell at the end of a connection, in reaching into others and
# in leaving.
# shellcheck shell=bash disable=SC2154

. /opt/csec/faults.sh
reach=$(cgroup reach)
govern reach "$reach" <<END >/dev/null || fail 'a policy is pushed'
processes: {max: 100}
inject: {default: deny}
escape: {default: deny}
END
victim_in=$(cgroup victim)
hold "$victim_in" reach victim
victim=$(sed -n 's/ready //p' "$dir/.held")
fails trace-ungoverned "$free" "$victim"
fails trace-denied "$reach" "$victim"
fails userns-ungoverned "$free"
fails userns-denied "$reach"
unhold

listener 4900
cp $bin/fail_nth shell
shell=$(cgroup shell)
govern shell "$shell" <<END >/dev/null || fail 'a policy is pushed'
processes: {max: 100}
shells: {reverse: deny, bind: deny, class: [$dir/shell]}
END
fails exec "$shell" "$dir/shell"
fails exec-denied "$shell" "$dir/shell" tcp:4900
fails exec-ungoverned "$free" "$dir/shell" tcp:4900
still_enforced
