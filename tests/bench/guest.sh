#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - bench: the words that sections are written in, and the sections of one boot
#
# SECTIONS: which ones (all). ROUNDS, NR: alternations and samples of each.
# ENTRIES, CGROUPS: of the large ones. Lines that the host reads:
#   R SECTION/WHO/STATE/ROUND OPERATION NR P10 P50   instructions
#   V NAME VALUE                                     a single value
#   N WHAT: REASON                                   what was not measured
#   C SECTIONS... / ROUNDS NR                        how this boot measures
# What fails ends the run.
# shellcheck disable=SC2034 # used by the sections
set -eu
cd /opt/csec
export PROGRAM=/opt/csec/nothing DYNAMIC=/usr/bin/true OVERLAY=/srv/overlay/nothing REFUSED=/opt/csec/refused SHELL_CLASS=/opt/csec/shell LIBRARY=/opt/csec/library-
root=/sys/fs/cgroup
run=/run/bench
rounds=${ROUNDS:-5} nr=${NR:-24}
entries=${ENTRIES:-1000000} cgroups=${CGROUPS:-100000} events=${EVENTS:-20000}
declare -A to from
mkdir -p $run

say() { echo "bench: $*" >&2; }
# costs COMMAND...: sets work and passed, in nanoseconds
costs() {
	./cost "$@" 3>$run/cost >$run/ctl.out 2>&1 || { say "$*:"; cat $run/ctl.out >&2; return 1; }
	read -r work passed <$run/cost
}
value() { echo "V $1 $2"; }
not_measured() { echo "N $*"; }
ctl() { ./csecctl "$@" >$run/ctl.out 2>&1 || { say "csecctl $*:"; cat $run/ctl.out >&2; return 1; }; }
with_module() { [ -e /sys/module/csec ] || insmod csec.ko; }
without_module() { [ ! -e /sys/module/csec ] || ctl unload; }

# start WHO CGROUP PROGRAM...: a server that takes jobs, in a cgroup
start() {
	local who=$1 in out
	mkdir -p $root/$2
	mkfifo $run/$who.in $run/$who.out
	CGROUP=$root/$2 bash -c 'echo $$ >$CGROUP/cgroup.procs; exec "$@" 3>&4' - "${@:3}" \
		<$run/$who.in 4>$run/$who.out &
	exec {in}>$run/$who.in {out}<$run/$who.out
	to[$who]=$in from[$who]=$out
}
# job WHO WORD...: and waits until it is done
job() {
	local who=$1 answer
	echo "${@:2}" >&${to[$who]}
	read -r answer <&${from[$who]} || { say "$who ended at: ${*:2}"; exit 1; }
	[ "$answer" = "done" ] || { say "$who: $answer"; exit 1; }
}

stop() {
	local in=${to[$1]} out=${from[$1]}
	# shellcheck disable=SC2093 # only closes
	exec {in}>&- {out}<&-
	rm $run/$1.in $run/$1.out
}

# alternate SECTION WHO... -- OPERATION...: without and with, again and again;
# the functions on and off bring about what is compared
alternate() {
	local section=$1 round who whos=()
	shift
	while [ "$1" != -- ]; do whos+=("$1"); shift; done
	shift
	say "$section"
	for ((round = 0; ; round++)); do
		for who in "${whos[@]}"; do
			job $who $section/$who/off/$round $nr "$@"
		done
		[ $round -lt $rounds ] || break
		on
		for who in "${whos[@]}"; do
			job $who $section/$who/on/$round $nr "$@"
		done
		off
	done
}

# policy NAME CGROUP PART...: writes a policy; a part is a section or its shorthand
policy() {
	local name=$1 part
	printf 'apiVersion: csec/v1\nkind: Policy\nmetadata: {name: %s}\nmode: enforce\n' $name
	printf 'match: [{cgroup: %s}]\n' "$2"
	for part in "${@:3}"; do
		case $part in
		exec:*)
			printf 'exec:\n  default: deny\n'
			[ $name != full ] || printf '  drift: deny\n  libraries: image\n  writes: deny\n'
			printf '  allow:\n'
			printf '    - {path: %s}\n' $PROGRAM $DYNAMIC $OVERLAY /opt/csec/{ops,flood} \
				/usr/bin/bash ${LIBRARY}{1..4}
			files ${part#exec:} ;;
		*) printf '%s\n' "$part" ;;
		esac
	done
}
# Fills the list of allowed files up to some number.
files() {
	if [ $1 -le 1000 ]; then
		seq -f '    - {path: /usr/lib/some/where/file-%.0f}' 11 $1
		return
	fi
	[ -e $run/$1.sha256 ] ||
		seq -f '0000000000000000000000000000000000000000000000000000000000000000  /usr/lib/some/where/file-%.0f' \
			11 $1 >$run/$1.sha256
	printf '    - {manifest: %s}\n' $1.sha256
}
push() {
	policy "$@" >$run/policy.yaml
	ctl policy push $run/policy.yaml
}

# Parts of a policy; measure needs what it does to be allowed.
part_shells='shells: {reverse: deny, bind: deny, connect: deny}'
part_memory='memory: {jit: {default: deny, allow: [/opt/csec/ops]}}'
part_inject='inject: {default: children}'
part_capabilities='capabilities: {default: allow, deny: [SYS_MODULE]}'

light='null open read write udp mmap-file mmap-anon maps capable ptrace tcp'
heavy='thread fork exec exec-overlay exec-dynamic spawn cgroup migrate'
# Bare again twice: scale makes so many cgroups that it has a check of its own.
all_sections='bare loaded exec limits features full shells peers bare-again scale bare-again bomb events load daemons'

# Process numbers of one size: the kernel finds all of them in as many steps.
echo 4194304 >/proc/sys/kernel/pid_max
echo 300000 >/proc/sys/kernel/ns_last_pid
mount -t securityfs securityfs /sys/kernel/security
printf 'this is no program\n' >$REFUSED
chmod 755 $REFUSED
cp nothing $SHELL_CLASS
for i in 1 2 3 4; do cp nothing $LIBRARY$i; done
mkdir -p /srv/{lower,upper,work,overlay}
cp nothing /srv/lower/
mount -t overlay -o lowerdir=/srv/lower,upperdir=/srv/upper,workdir=/srv/work overlay /srv/overlay
start inside bench-inside ./ops
start outside bench-outside ./ops
deep=bench-deep/a/b/c
start deep $deep ./ops
# Twice: the first operations of a boot take other ways, ptrace by 2,000 instructions.
for round in 0 1; do
	for who in inside outside deep; do job $who warm-up/$who/none/$round $nr $light $heavy; done
done
: "${SECTIONS:=$all_sections}"
echo "C $SECTIONS / $rounds $nr"
bare_again=0
for section in $(tr ' ' '\n' <<<$all_sections | sort -u); do
	[[ " $SECTIONS " = *" $section "* ]] || not_measured "section $section: not asked for"
done
for section in $SECTIONS; do
	say "section $section"
	. sections/$section.sh
done
