# SPDX-License-Identifier: GPL-2.0-only
# Messages mutilated at random change nothing (P2).
# shellcheck shell=bash

cg=$(cgroup live)
govern live "$cg" <<<'exec: {default: deny, allow: [{path: /usr/bin/true}]}'
before=$(nl_digest)
messages=100000
! is_debug || messages=20000
of_helper nl_mutate 1 $messages
equals 'the policy is what it was' "$before" "$(nl_digest)"
fails_with 'and is still enforced' 'exec: ' in_cgroup "$cg" /usr/bin/id
ok 'and still allows' in_cgroup "$cg" /usr/bin/true
ok 'a push still works' govern live "$cg" <<<'exec: {default: allow}'
lacks 'the kernel warns of nothing' 'WARNING' log
