#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# csec - bench: apparmor.sh NR FILE: compiles a profile that allows NR files to be executed
set -eu
{
	echo "profile bench-$1 flags=(attach_disconnected) {"
	echo '  capability, network, signal, ptrace, unix, mount,'
	echo '  /** rwmlk,'
	echo '  /opt/csec/nothing ix,'
	echo '  /usr/bin/true ix,'
	seq -f '  /usr/lib/some/where/file-%.0f ix,' 3 "$1"
	echo '}'
} | apparmor_parser --skip-kernel-load --skip-cache --quiet \
	--features-file /usr/share/apparmor-features/features --ofile "$2"
