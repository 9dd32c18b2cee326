# SPDX-License-Identifier: GPL-2.0-only
# Each allocation of loading the module fails once: it is there as a whole, or
# not at all.
# shellcheck shell=bash

ok 'the module is unloaded' rmmod csec
of_helper fail_nth init /opt/csec/csec.ko
ok 'it loads' insmod /opt/csec/csec.ko
