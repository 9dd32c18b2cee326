# SPDX-License-Identifier: GPL-2.0-only
# Each allocation of the module's init function fails once: it is there as a whole, or
# not at all. What the kernel itself allocates for loading a module does not fail here.
# A load takes seconds there: CSEC_FIRST_SITE goes on where a run was ended.
# shellcheck shell=bash

ok 'the module is unloaded' rmmod csec
ok 'the sites of an init function are counted' insmod /opt/csec/fail_init.ko
of_helper fail_nth init /opt/csec/csec.ko "${CSEC_FIRST_SITE:-1}"
ok 'nothing is counted any more' rmmod fail_init
ok 'it loads' insmod /opt/csec/csec.ko
