#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - run-vm.sh: boots a kernel in QEMU (software emulation) and runs a script in it
#
# What the script prints comes out here; its standard error and the kernel's log
# go to the console file. Exit status: 0 the script succeeded, 1 it failed,
# 2 the VM itself failed (crash, kernel warning, time-out), which is said in a
# line "FAIL vm ...".
set -eu
. "$(dirname "$0")/common.sh"

usage() {
	cat >&2 <<-END
		usage: run-vm.sh [option]... (--script FILE | --shell)
		  --series 6.1       kernel series
		  --kernel DIR       another kernel: DIR/vmlinuz, with its drivers built in
		  --out FILE         gets what the script writes to the port csec.data
		  --data FILE[:NAME] file or directory for /opt/csec in the VM (repeatable)
		  --append WORDS     more kernel command line
		  --driver MODULE    one more that is loaded at boot, where the kernel has it (repeatable)
		  --later MODULE     one more that is in /opt/csec/drivers only, to be loaded there
		  --smp N, --mem MB  processors (2), memory (2048)
		  --tcg single|multi one host thread for all processors, or one each (multi)
		  --icount           one processor, one instruction is one nanosecond
		  --console FILE     keep the console here (build/vm/console)
		  --timeout SECONDS  end of the VM at the latest (1800)
	END
	exit 2
}

series=6.1 smp=2 mem=2048 tcg=multi console=$build/vm/console limit=1800 append='' script='' shell='' icount='' kernel='' later='' machine=pc out=()
data=()
drivers='virtio_pci virtio_blk virtio_console crc32c_generic crc32c_intel ext4 overlay'
while [ $# -gt 0 ]; do
	case $1 in
	--shell) shell=1; shift; continue ;;
	--icount) icount=1; shift; continue ;;
	--series | --kernel | --out | --smp | --mem | --tcg | --append | --data | --driver | --later | --console | --timeout | --script)
		[ $# -ge 2 ] || usage ;;
	*) usage ;;
	esac
	case $1 in
	--series) series=$2 ;;
	# With the older machine a debug kernel loses interrupts.
	--kernel) kernel=$2 machine=q35 ;;
	--out)
		# shellcheck disable=SC2054 # the commas are QEMU's
		out=(-chardev "file,id=data,path=$2" -device virtserialport,chardev=data,name=csec.data)
		;;
	--smp) smp=$2 ;;
	--mem) mem=$2 ;;
	--tcg) tcg=$2 ;;
	--append) append=$2 ;;
	--data) data+=("$2") ;;
	--driver) drivers+=" $2" ;;
	--later) later+=" $2" ;;
	--console) console=$2 ;;
	--timeout) limit=$2 ;;
	--script) script=$2 ;;
	esac
	shift 2
done
[ -n "$script$shell" ] || usage

[ -n "$kernel" ] || kernel=$("$top/scripts/fetch-kernel.sh" "$series")
arch=amd64
[ "$machine" = q35 ] || read_series "$series"
image=$("$top/scripts/vm-image.sh" "$arch")
busybox=$(command -v busybox)
[ "$arch" = amd64 ] || busybox=$("$top/scripts/sysroot.sh" "$arch")/bin/busybox
tmp=$(mktemp -d)
vm=
finish() {
	[ -z "$vm" ] || kill "$vm" 2>/dev/null || true
	rm -rf "$tmp"
}
trap finish EXIT
trap 'exit 130' INT TERM

archive() { (cd "$1" && find . | cpio -o -H newc -R 0:0 --quiet); }

# collect DIRECTORY MODULE...: these and what they need, and in which order to load them.
# What a kernel does not have is part of it, or of another driver.
collect() {
	local d m to
	mkdir -p "$1"
	for d in ${release:+"${@:2}"}; do
		modprobe -d "$kernel" -S "$release" --show-depends "$d" 2>/dev/null || true
	done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' >"$tmp/order"
	while read -r m; do
		to=$1/${m##*/}
		case $m in
		*.xz) to=${to%.xz}; xz -dc "$m" >"$to" ;;
		*) cp "$m" "$to" ;;
		esac
		echo "${to##*/}"
	done <"$tmp/order" >"$1/order"
}

# The part of the initramfs that depends on the kernel only.
release=
[ ! -d "$kernel/lib/modules" ] || release=$(basename "$kernel"/lib/modules/*)
base=$cache/initramfs-$(key "$kernel" "$drivers" "$(sha256sum <"$0")" <"$top/tests/vm/init")
[ -e "$base" ] || {
	mkdir -p "$tmp/base/bin" "$tmp/base"/{proc,sys,dev,data}
	cp "$busybox" "$tmp/base/bin/busybox"
	ln -s busybox "$tmp/base/bin/sh"
	install "$top/tests/vm/init" "$tmp/base/init"
	# shellcheck disable=SC2086 # a list of words
	collect "$tmp/base/modules" $drivers
	mkdir -p "$cache"
	archive "$tmp/base" >"$base.$$"
	mv "$base.$$" "$base"
}

# The part of this run. The kernel unpacks archives one after the other.
mkdir -p "$tmp/run/data"
[ -z "$script" ] || cp "$script" "$tmp/run/data/script"
cp "$top/tests/vm/agent" "$tmp/run/data/agent"
# shellcheck disable=SC2086 # a list of words
[ -z "$later" ] || collect "$tmp/run/data/drivers" $later
for d in ${data[@]+"${data[@]}"}; do
	from=${d%%:*}
	to=$tmp/run/data/${from##*/}
	[ "$from" = "$d" ] || to=$tmp/run/data/${d#*:}
	mkdir -p "$(dirname "$to")"
	if [ -d "$from" ]; then
		mkdir -p "$to"
		cp -rL "$from/." "$to"
	else
		cp -L "$from" "$to"
	fi
done
{ cat "$base"; archive "$tmp/run"; } >"$tmp/initrd"

mkdir -p "$(dirname "$console")"
: >"$console"
results=$tmp/results
: >"$results"
# A busy host starves the VM: what judges by time gets plenty of it. The log of a
# whole table has to fit, as the cases count its lines.
tty=ttyS0
[ "$arch" = amd64 ] || tty=ttyAMA0
words='panic=-1 oops=panic panic_on_warn=1 mitigations=off random.trust_cpu=on watchdog_thresh=60 log_buf_len=8M rcupdate.rcu_cpu_stall_timeout=240'
words="console=$tty $words"
# shellcheck disable=SC2054 # the commas are QEMU's
processor=(-accel "tcg,thread=$tcg" -cpu max -smp "$smp")
# shellcheck disable=SC2054
if [ -n "$icount" ]; then
	# Every round of a rep instruction counts: without erms and fsrm the
	# kernel clears a page in 512 instructions instead of 4096 rounds.
	processor=(-accel tcg,thread=single -smp 1 -cpu max,-erms,-fsrm
		-icount shift=0,sleep=off,align=off)
	words="$words nokaslr norandmaps tsc=reliable nowatchdog"
fi
qemu=(qemu-system-x86_64 -machine "$machine")
# Signing return addresses as the processor's makers do takes most of the time.
# shellcheck disable=SC2054
[ "$arch" = amd64 ] || {
	qemu=(qemu-system-aarch64 -machine virt,gic-version=3)
	processor=(-accel "tcg,thread=$tcg" -cpu max,pauth-impdef=on -smp "$smp")
}
qemu+=("${processor[@]}" -m "$mem"
	-nodefaults -no-reboot -display none -nic none
	-kernel "$kernel/vmlinuz" -initrd "$tmp/initrd"
	-drive "file=$image,format=raw,if=virtio,snapshot=on,cache=unsafe")
export TMPDIR=$tmp

if [ -n "$shell" ]; then
	say "booting; leave with 'exit' or Ctrl-A X"
	"${qemu[@]}" -serial mon:stdio -append "$words quiet csec.shell $append"
	exit
fi

timeout --foreground "$limit" "${qemu[@]}" -monitor none -serial "file:$console" \
	-device virtio-serial -chardev "file,id=results,path=$results" \
	-device virtserialport,chardev=results,name=csec.results \
	${out[@]+"${out[@]}"} \
	-append "$words loglevel=5 $append" </dev/null >&2 &
vm=$!
tail -q -n +1 -s 0.2 -f --pid="$vm" "$results" | sed -u '/^DONE [0-9]*$/d'
vm_status=0
wait "$vm" || vm_status=$?
vm=

# Messages of the kernel that mean a defect; they begin a line of its log, so
# that text quoted in other messages is not taken for one.
bad='^(<[0-9]>)?\[ *[0-9]+\.[0-9]+\] (watchdog: |rcu: )?(BUG|WARNING|Oops|Kernel panic|INFO: (task|rcu|possible|trying|suspicious|recursive)|general protection fault|stack segment|divide error|invalid opcode|int3|unable to handle|UBSAN|ftrace failed|refcount_t|page allocation failure|usercopy)'
trouble=0
# Of data races, which one kernel looks for, most are its own: guest.sh judges them.
ignored='^$'
[ "$series" != kcsan ] || ignored='BUG: KCSAN'
oops=$(grep -anEi "$bad" "$console" | grep -avm 1 "$ignored" || true)
if [ -n "$oops" ]; then
	echo "FAIL vm kernel: $(printf '%s' "${oops#*:}" | tr -d '\r')"
	say "from $console:"
	tail -n "+${oops%%:*}" "$console" | head -n 21 >&2
	trouble=2
fi
status=$(sed -n 's/^DONE \([0-9]*\)$/\1/p' "$results")
if [ -z "$status" ] && [ "$trouble" = 0 ]; then
	case $vm_status in
	124) echo "FAIL vm time-out after $limit s" ;;
	*) echo "FAIL vm ended early (qemu status $vm_status)" ;;
	esac
	say "last lines of $console:"
	tail -n 25 "$console" >&2
	trouble=2
fi
[ "$trouble" = 0 ] || exit "$trouble"
[ "$status" = 0 ] || exit 1
