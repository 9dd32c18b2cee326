# SPDX-License-Identifier: GPL-2.0-only
# runc and crun start, enter and stop a container under everything at once but scripts
# and exec.libraries other than image; what runs in it is confined from its first own exec.
# shellcheck shell=bash disable=SC2034,SC2154,SC2016

bin=/opt/csec/bin
policy=full
mkdir -p "$root/t-$CASE"
govern full "$base/*" <<END || fail 'a policy is pushed'
processes: {threads: 64, forkRate: {perSecond: 500}}
exec:
  default: deny
  drift: deny
  writes: deny
  allow: [{path: /usr/bin/*}, {path: /usr/sbin/chroot}, {path: /opt/leave}, {path: /opt/reach},
    {path: /opt/back}]
shells: {reverse: deny, bind: deny, connect: deny}
memory: {jit: {default: deny}}
inject: {default: deny}
escape: {default: deny}
capabilities:
  default: deny
  allow: [CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, MKNOD, NET_BIND_SERVICE, NET_RAW,
    SETFCAP, SETGID, SETPCAP, SETUID, SYS_CHROOT, AUDIT_WRITE]
END

mkdir -p image/opt
cp $bin/leave $bin/reach image/opt/
# CVE-2019-5736: who enters would run itself once more, with what is in here.
echo '#!/proc/self/exe' >image/opt/back
chmod +x image/opt/back

# bundle NAME [FILTER]: a root on overlayfs; SYS_ADMIN and SYS_PTRACE are what escapes need
bundle() {
	mkdir -p "$1"/{upper,work,rootfs}
	mount -t overlay overlay -o "lowerdir=$dir/image:/srv/web,upperdir=$dir/$1/upper,workdir=$dir/$1/work" "$1/rootfs"
	(cd "$1" && runc spec && jq --arg cg "${base#"$root"}/$1" '
		.process.terminal = false | .root.readonly = false |
		.process.args = ["/usr/bin/sleep", "1000"] |
		.linux.namespaces |= map(select(.type != "network")) |
		.linux.cgroupsPath = $cg |
		["CHOWN", "SETUID", "SETGID", "KILL", "SYS_ADMIN", "SYS_PTRACE", "SYS_CHROOT"] as $caps |
		.process.capabilities |= map_values($caps | map("CAP_" + .))
		'"${2:+| $2}" config.json >config.new && mv config.new config.json)
}

for runtime in runc crun; do
	before=$(status denied)
	bundle $runtime
	ok "$runtime: a container starts" timeout 300 $runtime run --bundle $runtime --detach $runtime
	eventually "$runtime: its program runs" bash -c "$runtime state $runtime | jq -e '.status == \"running\"'"
	cp $bin/reach $runtime/rootfs/usr/bin/came
	inside() { timeout 300 $runtime exec $runtime "$@" </dev/null; }
	contains "$runtime: exec enters it" 'uid=0(root)' inside /usr/bin/id
	contains "$runtime: again, as another user" uid=33 timeout 300 $runtime exec --user 33 $runtime /usr/bin/id
	contains "$runtime: again, with a terminal" /dev/pts/ timeout 300 \
		script -qec "$runtime exec -t $runtime /usr/bin/tty" /dev/null
	equals "$runtime: nothing was refused so far" "$before" "$(status denied)"
	for kind in 'setns 1' userns bpf 'mount /mnt' 'bind /dev/null /proc/cpuinfo' 'umount /proc'; do
		# shellcheck disable=SC2086 # words
		fails_with "$runtime: inside: $kind" "${kind%% *}: EPERM" inside /opt/leave $kind
	done
	fails_with "$runtime: inside: injection into the first process" 'vmread: EPERM' inside /opt/reach vmread 1
	fails_with "$runtime: inside: a capability beyond the ceiling" 'not permitted' inside /usr/bin/unshare -u /usr/bin/true
	fails_with "$runtime: inside: a script that the runtime would interpret" 'ermission denied' inside /opt/back
	# The kernel makes its own error of the refused module.
	fails_with "$runtime: inside: a module by a socket" EAFNOSUPPORT inside /opt/leave request
	fails_with "$runtime: inside: a program that came" 'ermission denied' inside /usr/bin/came
	ok "$runtime: inside: one below it" inside /usr/sbin/chroot / /usr/bin/true
	at_least "$runtime: all that is counted" 10 $(($(status denied) - before))
	ok "$runtime: kill" $runtime kill $runtime KILL
	eventually "$runtime: it has stopped" bash -c "$runtime state $runtime | jq -e '.status == \"stopped\"'"
	ok "$runtime: delete" $runtime delete --force $runtime
	umount $runtime/rootfs
	name=$runtime-user
	bundle $name '.linux.namespaces += [{type: "user"}, {type: "network"}] |
		.linux.uidMappings = [{containerID: 0, hostID: 0, size: 65536}] |
		.linux.gidMappings = .linux.uidMappings'
	before=$(status denied)
	ok "$runtime: a container with a user namespace starts" timeout 300 $runtime run --bundle $name --detach $name
	eventually "$runtime: its program runs, too" bash -c "$runtime state $name | jq -e '.status == \"running\"'"
	contains "$runtime: exec enters that" 'uid=0(root)' timeout 300 $runtime exec $name /usr/bin/id
	equals "$runtime: nothing was refused there" "$before" "$(status denied)"
	ok "$runtime: kill it" $runtime kill $name KILL
	eventually "$runtime: and it has stopped" bash -c "$runtime state $name | jq -e '.status == \"stopped\"'"
	ok "$runtime: delete it" $runtime delete --force $name
	umount $name/rootfs
done
