# SPDX-License-Identifier: GPL-2.0-only
# Other security modules beside csec: each refuses what it would without it, and
# counts only its own. SELinux is the active one in a run of its own.
# shellcheck shell=bash disable=SC2034

mountpoint -q /sys/kernel/security || mount -t securityfs securityfs /sys/kernel/security
active=,$(cat /sys/kernel/security/lsm),
cg=$(cgroup a)
policy=p
ok 'a policy' govern p "$cg" <<<'
exec: {default: deny, allow: [{path: /usr/bin/true}, {path: /usr/bin/whoami}, {path: /usr/bin/cat}]}'

ok 'SELinux is built in' grep -q ' selinux_' /proc/kallsyms
if [[ $active == *,selinux,* ]]; then
	allowed 'SELinux is active: an allowed program' in_cgroup "$cg" /usr/bin/true
	denied 'SELinux is active: another' not_allowed 'exec: EACCES' in_cgroup "$cg" /usr/bin/id
	accounts
	return
fi

# confined COMMAND...: in the profile of AppArmor, from its first program on
confined() {
	bash -c 'echo "exec csec-neighbour" >/proc/self/attr/apparmor/exec; exec "$@"' - "$@"
}
if [[ $active == *,apparmor,* ]]; then
	cat >"$dir/profile" <<-'END'
		profile csec-neighbour flags=(attach_disconnected) {
		  capability, network, signal, ptrace, unix,
		  /** rwmlk,
		  /{usr,opt}/** ix,
		  deny /usr/bin/whoami x,
		}
	END
	ok 'AppArmor: a profile is loaded' apparmor_parser --replace --skip-cache "$dir/profile"
	contains 'AppArmor: it is enforced' 'csec-neighbour (enforce)' \
		confined cat /proc/self/attr/apparmor/current
	fails_with 'AppArmor: it refuses without csec' 'exec: EACCES' \
		confined cgexec "$(cgroup free)" /usr/bin/whoami
	allowed 'AppArmor and csec allow' confined cgexec "$cg" /usr/bin/true
	contains 'AppArmor stays in force in a governed cgroup' 'csec-neighbour (enforce)' \
		confined cgexec "$cg" /usr/bin/cat /proc/self/attr/apparmor/current
	allowed 'csec alone allows' in_cgroup "$cg" /usr/bin/whoami
	before=$(status denied)
	fails_with 'AppArmor alone refuses' 'exec: EACCES' confined cgexec "$cg" /usr/bin/whoami
	equals 'AppArmor alone refuses: csec counts nothing' "$before" "$(status denied)"
	denied 'csec alone refuses' not_allowed 'exec: EACCES' confined cgexec "$cg" /usr/bin/id
	apparmor_parser --remove "$dir/profile"
else
	skip 'AppArmor' "it is not active: $active"
fi

if [[ $active == *,bpf,* ]]; then
	ok 'BPF LSM: a program is attached' hold "$(cgroup peer)" bpfpeer \
		lsm bprm_check_security "$cg"
	before=$(status denied)
	fails_with 'BPF LSM alone refuses' 'exec: EPERM' in_cgroup "$cg" /usr/bin/true
	equals 'BPF LSM alone refuses: csec counts nothing' "$before" "$(status denied)"
	denied 'csec refuses first' not_allowed 'exec: EACCES' in_cgroup "$cg" /usr/bin/id
	ok 'BPF LSM: others are not concerned' in_cgroup "$(cgroup free)" /usr/bin/true
	unhold
	at_least 'BPF LSM: it was run' 2 "$(awk '/^bprm_check/ { print $2 }' "$dir/.held")"
	allowed 'BPF LSM: it is gone' in_cgroup "$cg" /usr/bin/true
else
	skip 'BPF LSM' "it is not active: $active"
fi
accounts
