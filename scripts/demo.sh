#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# csec - demo.sh: a container on stock Debian 6.1, attacked without csec and with it
set -eu
. "$(dirname "$0")/common.sh"
cd "$top"

scripts/install-deps.sh
echo "building csec ..."
make --no-print-directory module kernel csecctl vm-tools
echo "booting the VM (QEMU, software emulation) ..."
exec scripts/run-vm.sh --console build/vm/demo.console --timeout 2400 \
	--data build/6.1/csec.ko --data build/csecctl:bin/csecctl \
	--data docs/examples --data build/vm/bin --script scripts/demo-guest.sh
