# SPDX-License-Identifier: GPL-2.0-only
# csec - bench: what a host can use instead of csec that needs a daemon: audit, fapolicyd
#
# Only with DAEMONS=1: the VM's image does not have them. After everything else, as audit,
# once it was on, gives each process that is started a context for good.
# shellcheck shell=bash disable=SC2154
without_module
daemon_ops='null open read udp mmap-file fork exec exec-dynamic spawn'

# await COMMAND...: until a daemon is at work
await() {
	local n
	for ((n = 0; n < 600; n++)); do
		! "$@" >/dev/null 2>&1 || return 0
		sleep 0.1
	done
	say "not within a minute: $*"
	cat $run/daemon.out >&2
	return 1
}
# It says that it listens before it does.
refuses_untrusted() { ! /root/untrusted; }
audit_has() { auditctl -s | grep -qx "pid $1"; }

# A rule for each exec. Only a process that began since audit was on is looked at when it
# makes a system call, so that one of its own is compared with what never was.
measure_audit() {
	local round
	mkdir -p /var/log/audit /run/audit
	chmod 700 /var/log/audit
	auditd -n -s enable >$run/daemon.out 2>&1 &
	auditd=$!
	await audit_has $auditd
	auditctl -b 8192 >/dev/null
	start audited bench-outside ./ops
	job audited warm-up/audited/none/0 $nr $light $heavy
	say audit
	for ((round = 0; round <= rounds; round++)); do
		auditctl -D >/dev/null
		auditctl -e 0 >/dev/null
		job outside audit/outside/off/$round $nr $daemon_ops
		[ $round -lt $rounds ] || break
		auditctl -e 1 >/dev/null
		auditctl -a always,exit -F arch=b64 -S execve,execveat -k bench >/dev/null
		job audited audit/outside/on/$round $nr $daemon_ops
	done
	value audit/records "$(cat /var/log/audit/audit.log* | grep -c type=EXECVE)"
	value audit/lost "$(auditctl -s | awk '$1 == "lost" { print $2 }')"
	kill $auditd
	wait $auditd || true
}

# Everything that the system has is trusted, as packages would be, and by name only.
prepare_fapolicyd() {
	local etc=/etc/fapolicyd
	echo 'fapolicyd:x:900:900::/:/usr/sbin/nologin' >>/etc/passwd
	echo 'fapolicyd:x:900:' >>/etc/group
	mkdir -p /run/fapolicyd /var/lib/fapolicyd
	chown fapolicyd: /run/fapolicyd /var/lib/fapolicyd
	find /usr/bin /usr/sbin /usr/lib /opt/csec -type f -size +0 \
		-printf "%p %s $(printf '0%.0s' {1..64})\n" >$etc/fapolicyd.trust
	printf '%s\n' 'allow perm=execute all : trust=1' 'deny perm=execute all : all' \
		'allow perm=open all : all' >$etc/compiled.rules
	sed -i 's/^trust = .*/trust = file/; s/^watch_fs = .*/watch_fs = ext4/' $etc/fapolicyd.conf
	value fapolicyd/trusted "$(wc -l <$etc/fapolicyd.trust)"
}
measure_fapolicyd() {
	prepare_fapolicyd
	on() {
		fapolicyd --debug-deny >$run/daemon.out 2>&1 &
		fapolicyd=$!
		await refuses_untrusted
	}
	off() {
		kill $fapolicyd
		wait $fapolicyd || true
	}
	cp nothing /root/untrusted
	alternate fapolicyd outside -- $daemon_ops
}

if [ ! -e daemons ]; then
	not_measured 'audit, fapolicyd (DAEMONS=1)'
else
	tar -C daemons -c . | tar -C / -x --keep-directory-symlink
	measure_fapolicyd
	measure_audit
fi
