# SPDX-License-Identifier: GPL-2.0-only
# Messages mutilated at random change nothing (P2).
# shellcheck shell=bash

cg=$(cgroup live)
govern live "$cg" <<<'exec: {default: deny, allow: [{path: /usr/bin/true}]}'
before=$(nl_digest)
# CSEC_MESSAGES: how many, CSEC_SEED: which. A debug kernel is slow, and tells which code they reach.
words=("${CSEC_SEED:-1}" "${CSEC_MESSAGES:-100000}")
! is_debug || words=("${CSEC_SEED:-1}" "${CSEC_MESSAGES:-20000}" kcov)
of_helper nl_mutate "${words[@]}"
equals 'the policy is what it was' "$before" "$(nl_digest)"
fails_with 'and is still enforced' 'exec: ' in_cgroup "$cg" /usr/bin/id
ok 'and still allows' in_cgroup "$cg" /usr/bin/true
ok 'a push still works' govern live "$cg" <<<'exec: {default: allow}'
lacks 'the kernel warns of nothing' 'WARNING' log
