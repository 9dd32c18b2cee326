# SPDX-License-Identifier: GPL-2.0-only
# Every errno of the netlink family, its text, and the order of the checks.
# shellcheck shell=bash

of_helper nl_table
