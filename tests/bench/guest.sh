#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - measures in the guest: bare, loaded, governed with few and many entries, bare
set -eu
cd /opt/csec
nr=${NR:-400}
ctl=./csecctl
export PROGRAM=/opt/csec/nothing
cg=/sys/fs/cgroup/bench
mkdir -p $cg

enter() { bash -c "echo \$\$ >$1/cgroup.procs; shift; exec \"\$@\"" - "$@"; }
ops() { ./ops "$@"; }

policy() { # NAME CGROUP ENTRIES SECTIONS
	printf 'apiVersion: csec/v1\nkind: Policy\nmetadata: {name: %s}\nmode: enforce\n' "$1"
	printf 'match: [{cgroup: %s}]\n' "$2"
	case $4 in
	*exec*)
		printf 'exec:\n  default: deny\n  allow:\n'
		printf '    - {path: %s}\n' /opt/csec/nothing /opt/csec/ops /usr/bin/bash
		if [ "$3" -gt 100 ]; then
			seq -f '0000000000000000000000000000000000000000000000000000000000000000  /usr/lib/some/where/file-%.0f' 1 "$3" >/tmp/list.sha256
			printf '    - {manifest: list.sha256}\n'
		else
			seq -f '    - {path: /usr/lib/some/where/file-%.0f}' 1 "$3"
		fi ;;
	esac
	case $4 in *limit*) printf 'processes: {threads: 1000}\n' ;; esac
	case $4 in *shell*) printf 'shells: {reverse: deny, bind: deny, connect: deny}\n' ;; esac
}
push() { policy "$@" >/tmp/p.yaml; $ctl policy push /tmp/p.yaml >/tmp/push.out 2>&1 || { cat /tmp/push.out; exit 1; }; }

ops bare $nr
enter $cg ./ops bare-governed $nr
insmod csec.ko
ops loaded $nr
push b /bench 10 exec
ops exec10-ungoverned $nr
enter $cg ./ops exec10-governed $nr
push b /bench "${MANY:-100000}" exec
enter $cg ./ops exec100k-governed $nr
push b /bench 10 exec,shell
ops shell-ungoverned $nr
enter $cg ./ops shell-governed $nr
push b /bench 10 limit
ops limit-ungoverned $nr
enter $cg ./ops limit-governed $nr
$ctl policy delete b >/dev/null
ops deleted $nr
$ctl unload >/dev/null
ops bare2 $nr
enter $cg ./ops bare2-governed $nr
