# SPDX-License-Identifier: GPL-2.0-only
# csec - which hosts csec loads on, with which parameters, and what modinfo says
# shellcheck shell=bash disable=SC2034

info() { modinfo -F "$1" /opt/csec/csec.ko; }
contains "modinfo has the licence" GPL info license
contains "modinfo has a description" ontainer info description
contains "modinfo has a version" . info version
contains "modinfo tells the unit and the bounds of a parameter" \
	'records kept in the event ring, 256 to 65536' info parm

ok "csec is unloaded" rmmod csec
for value in 0 255 65537 -1 many ''; do
	fails_with "events='$value' is refused" "" insmod /opt/csec/csec.ko events="$value"
done
log_mark
fails_with "a bound is named" "" insmod /opt/csec/csec.ko events=255
contains "the log says so" "events=255 is not between 256 and 65536" log

# The command line that the module sees, for as long as the mount lasts.
with_command_line() {
	echo "$1" >"$dir/cmdline"
	mount --bind "$dir/cmdline" /proc/cmdline
	insmod /opt/csec/csec.ko
	rc=$?
	umount /proc/cmdline
	return $rc
}
log_mark
fails_with "nocsec refuses the load" "" with_command_line 'quiet nocsec'
contains "the log says why" "nocsec is on the kernel's command line" log
ok "a word that only begins so does not" with_command_line 'nocsecx xnocsec no csec'
ok "it works" csecctl status
ok "csec is unloaded again" rmmod csec

# A kernel in which a function has another name, or is gone: the module is the one
# that looks for a name which is not there.
looking_for() {
	LC_ALL=C sed "s/$1/$2/g" /opt/csec/csec.ko >"$dir/other.ko"
	insmod "$dir/other.ko"
}
log_mark
fails_with "a required function has another name: not loaded" "" \
	looking_for security_bprm_check security_bprm_chess
contains "it is named, and what would be lost" \
	"no function security_bprm_chess to hook in this kernel: executable allowlists" log
fails_with "nothing is left of it" "" grep -w csec /proc/modules
log_mark
ok "one that csec can do without: loaded" \
	looking_for security_perf_event_alloc security_perf_event_allow
contains "it is named, and what is lost" \
	"no function security_perf_event_allow to hook in this kernel: processes with CAP_PERFMON" log
equals "the status says so" absent "$(csecctl status --json |
	jq -r '.hooks[] | select(.function == "security_perf_event_allow") | .state')"
cg=$(cgroup renamed)
policy=p
govern p "$cg" <<<'exec: {default: deny, allow: [{path: /usr/bin/true}, {path: /opt/csec/bin/try}]}
inject: {default: deny}' >/dev/null
allowed "what is allowed" in_cgroup "$cg" /usr/bin/true
denied "what is not" not_allowed 'exec: EACCES' in_cgroup "$cg" /usr/bin/id
ungovern p >/dev/null
rmdir "$cg"
ok "it is unloaded" rmmod csec

# A host with v1 only has a v2 hierarchy inside the kernel, and no mount of it.
ok "the v2 hierarchy is unmounted" umount "$root"
log_mark
fails_with "without cgroup v2 the load is refused" "" insmod /opt/csec/csec.ko
contains "the log says what to do" "no cgroup v2 hierarchy is mounted" log
mkdir -p "$dir/v2" "$dir/v1"
ok "hybrid: v1 beside v2, in another place" bash -c "
	mount -t cgroup2 cgroup2 $dir/v2 && mount -t cgroup -o none,name=csec none $dir/v1"
ok "it loads" insmod /opt/csec/csec.ko
ok "it works with them" csecctl status
umount "$dir/v1" "$dir/v2"
ok "the v2 hierarchy is mounted again" mount -t cgroup2 cgroup2 "$root"

# A hybrid host, as systemd.unified_cgroup_hierarchy=0 sets one up: the controllers
# in hierarchies of v1, v2 without any in a directory beside them.
hybrid() {
	echo -pids >"$root/cgroup.subtree_control" 2>/dev/null
	umount "$root" && mount -t tmpfs cgroup "$root" || return
	mkdir "$root"/{unified,pids,devices,systemd}
	mount -t cgroup2 cgroup2 "$root/unified" || return
	mount -t cgroup -o none,name=systemd systemd "$root/systemd" || return
	# Given back by v2 a while after the last group is gone.
	poll mount -t cgroup -o pids pids "$root/pids" || return
	poll mount -t cgroup -o devices devices "$root/devices"
}
unified() {
	umount "$root"/{devices,pids,systemd,unified}
	umount "$root" && mount -t cgroup2 cgroup2 "$root"
}
ok "hybrid: csec is unloaded" rmmod csec
ok "hybrid: v1 has the controllers" hybrid
ok "hybrid: csec is loaded" insmod /opt/csec/csec.ko
root=/sys/fs/cgroup/unified
base=$root/t-$CASE
policy=p
cg=$(cgroup a)
mkdir -p "/sys/fs/cgroup/pids/t-$CASE"
govern p "$cg" <<<'processes: {threads: 8}
exec: {default: deny, allow: [{path: /usr/bin/true}, {path: /opt/csec/bin/try}]}' >/dev/null
allowed "hybrid: what is allowed" in_cgroup "$cg" /usr/bin/true
denied "hybrid: what is not" not_allowed 'exec: EACCES' in_cgroup "$cg" /usr/bin/id
fails_with "hybrid: the limit of processes" EAGAIN in_cgroup "$cg" try fork 64
# Beside the hierarchy of v2 a task is somewhere else in that of v1.
in_v1() {
	bash -c "echo 0 >/sys/fs/cgroup/pids/t-$CASE/cgroup.procs && exec "'"$@"' - "$@"
}
denied "hybrid: in a cgroup of v1 as well" not_allowed 'exec: EACCES' \
	in_v1 cgexec "$cg" /usr/bin/id
allowed "hybrid: a cgroup of v1 is governed by nothing" in_v1 /usr/bin/id
ungovern p >/dev/null
rmdir "$cg" "$base" "/sys/fs/cgroup/pids/t-$CASE"
root=/sys/fs/cgroup
base=$root/t-$CASE
eventually "hybrid: the v2 hierarchy is all there is again" unified
