# SPDX-License-Identifier: GPL-2.0-only
# csec - bench: the module is loaded, without a policy
# shellcheck shell=bash disable=SC2154
without_module
on() { with_module; }
off() { without_module; }
alternate loaded inside -- $light $heavy
